//! A kiosk that loses its hub: what it is told, what it gives, and what it brings back.

use std::collections::BTreeMap;

use antre_domain::{
    Act, Actor, ClassId, DeviceId, Joining, Locale, Role, SeriesId, ServiceId, TicketId,
    TicketNumber, Timestamp,
};
use chrono::NaiveDate;

use crate::lot::Lot;
use crate::world::World;

/// One kiosk, as far as it knows.
#[derive(Debug, Clone)]
pub struct Kiosk {
    /// Its name.
    pub device: DeviceId,
    /// How far its wall clock is ahead of the hub's; behind where negative.
    pub skew_ms: i64,
    /// What it may give, lowest first.
    pub reserve: BTreeMap<(NaiveDate, SeriesId), Vec<(TicketId, TicketNumber)>>,
    /// On paper, and not joined yet.
    pub unheard: Vec<Joining>,
    /// The hub's last word: when that was by the hub's clock.
    pub heard_at: Timestamp,
    /// It was switched off and on since: only its wall clock tells how much time has passed.
    pub is_restarted: bool,
}

impl Kiosk {
    /// A kiosk that has never heard of its hub.
    pub fn new(device: &str, skew_ms: i64) -> Self {
        Self {
            device: DeviceId::new(device).expect("a device's name"),
            skew_ms,
            reserve: BTreeMap::new(),
            unheard: Vec::new(),
            heard_at: Timestamp::from_millis(0),
            is_restarted: false,
        }
    }

    /// Who it is to the hub.
    pub fn actor(&self) -> Actor {
        Actor {
            role: Role::Kiosk,
            device: Some(self.device.clone()),
            counter: None,
            clerk: None,
        }
    }

    /// Asks for whatever it lacks, and keeps the answer.
    pub fn ask(&mut self, hub: &mut World) {
        let device = self.device.clone();
        hub.must(&self.actor(), &Act::Reserve { device });
        self.hears(hub);
    }

    /// Takes in what the hub says that it holds; whatever is on paper is not given again.
    pub fn hears(&mut self, hub: &World) {
        self.heard_at = hub.clock;
        self.is_restarted = false;
        self.reserve.clear();
        for (ticket, reserved) in hub.day().reserves.of(&self.device) {
            if !self.unheard.iter().any(|one| one.ticket == ticket) {
                let key = (reserved.date, reserved.series.clone());
                let of_series = self.reserve.entry(key).or_default();
                of_series.push((ticket, reserved.number));
            }
        }
        for numbers in self.reserve.values_mut() {
            numbers.sort_by_key(|(_, number)| *number);
        }
    }

    /// One touch without the hub, at `now` by the hub's clock, which the kiosk does not see: the number
    /// that it prints, or nothing where it has none left.
    pub fn give(
        &mut self,
        date: NaiveDate,
        now: Timestamp,
        wish: (&ServiceId, &ClassId, &SeriesId),
        twins: Vec<TicketId>,
    ) -> Option<TicketNumber> {
        let (service, class, series) = wish;
        let numbers = self.reserve.get_mut(&(date, series.clone()))?;
        if numbers.is_empty() {
            return None;
        }
        let (ticket, number) = numbers.remove(0);
        let skew_ms = if self.is_restarted { self.skew_ms } else { 0 };
        self.unheard.push(Joining {
            ticket,
            service: service.clone(),
            class: class.clone(),
            locale: Locale::ID,
            party: 1,
            issued_at: Timestamp::from_millis(now.millis() + skew_ms),
            heard_at: self.heard_at,
            twins,
        });
        Some(number)
    }

    /// Brings some of what it gave to the hub: in the order of issue where its clock may be wrong, and in
    /// whatever order otherwise. Now and then the answer is lost, and it says the same again.
    pub fn brings(&mut self, hub: &mut World, lot: &mut Lot) {
        let count = lot
            .between(1, 8)
            .min(u32::try_from(self.unheard.len()).unwrap_or(8));
        let mut tickets = Vec::new();
        for _ in 0..count {
            // A wrong clock is taken for now at the latest: only the order tells who came first.
            let in_order = self.skew_ms != 0;
            let next = if in_order {
                0
            } else {
                lot.below(self.unheard.len())
            };
            tickets.push(self.unheard.remove(next));
        }
        let act = Act::Join {
            device: self.device.clone(),
            tickets,
        };
        if count > 0 {
            hub.must(&self.actor(), &act);
            if lot.chance(20) {
                assert_eq!(hub.must(&self.actor(), &act), [], "said twice, heard once");
            }
        }
    }
}
