//! What kiosks give while they do not reach the hub: numbers ahead of time, and tickets afterwards.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use crate::branch::Day;
use crate::command::{Joining, PARTY_MAX, TICKETS_PER_ACT_MAX};
use crate::config::{Class, Series, Service};
use crate::event::What;
use crate::ids::{ClassId, DeviceId, SeriesId, ServiceId, TicketId};
use crate::rejection::Rejection;
use crate::reserve::{RESERVE_KIOSKS_MAX, Reserved};
use crate::ticket::State;
use crate::time::Timestamp;

use super::Floor;
use super::issue::fresh_ticket_id;

impl Floor<'_> {
    /// Whatever the kiosk lacks, for today and for the next day with hours.
    pub(super) fn reserve(&self, device: &DeviceId) -> Result<Vec<What>, Rejection> {
        self.is_own(device)?;
        let mut whats = Vec::new();
        let mut ids = 0u64;
        for date in self.config.reserve_dates(self.day.date) {
            for series in &self.config.series {
                let values = self.lacking(device, date, series);
                if values.is_empty() {
                    continue;
                }
                let numbers = values.into_iter().map(|value| {
                    ids += 1;
                    (fresh_ticket_id(self.day, self.seed, ids), value)
                });
                whats.push(What::ReserveGranted {
                    device: device.clone(),
                    date,
                    series: series.id.clone(),
                    numbers: numbers.collect(),
                });
            }
        }
        if !whats.is_empty() && !self.day.reserves.has_room_for(device) {
            return Err(Rejection::ReserveLimit(RESERVE_KIOSKS_MAX));
        }
        Ok(whats)
    }

    /// The numbers of `series` that `device` is short of on `date`, lowest first. The head keeps as many
    /// as a kiosk should hold, so that nobody who stands before a connected kiosk is refused for the
    /// sake of one that is not.
    fn lacking(&self, device: &DeviceId, date: NaiveDate, series: &Series) -> Vec<u16> {
        let wanted = usize::from(self.config.reserve_of(series, date));
        let held = self.day.reserves.of(device);
        let held = held.filter(|(_, one)| one.date == date && one.series == series.id);
        let missing = wanted.saturating_sub(held.count());
        if missing == 0 {
            return Vec::new();
        }
        let (of_head, behind) = self.day.spare_numbers(series, date);
        let lent = of_head.into_iter().skip(wanted);
        let mut values: Vec<u16> = lent.chain(behind).collect();
        values.split_off(values.len().saturating_sub(missing))
    }

    /// One event a date; none where nothing is to be given back.
    pub(super) fn return_reserve(
        &self,
        device: &DeviceId,
        series: Option<&[SeriesId]>,
        given: &[TicketId],
    ) -> Result<Vec<What>, Rejection> {
        self.is_own(device)?;
        let mut dates: BTreeMap<NaiveDate, Vec<TicketId>> = BTreeMap::new();
        for (ticket, reserved) in self.day.reserves.of(device) {
            let is_asked = series.is_none_or(|series| series.contains(&reserved.series));
            if is_asked && !given.contains(&ticket) {
                dates.entry(reserved.date).or_default().push(ticket);
            }
        }
        let returned = dates
            .into_iter()
            .map(|(date, tickets)| What::ReserveReturned {
                device: device.clone(),
                date,
                tickets,
            });
        Ok(returned.collect())
    }

    /// All of them, or none: the refusal names the one that stands in the way. Those that have joined
    /// before say nothing new.
    pub(super) fn join(
        &self,
        device: &DeviceId,
        tickets: &[Joining],
    ) -> Result<Vec<What>, Rejection> {
        self.is_own(device)?;
        if tickets.is_empty() || tickets.len() > usize::from(TICKETS_PER_ACT_MAX) {
            return Err(Rejection::CountOutOfRange);
        }
        let starts_at = self.config.day_starts_at(self.day.date);
        let mut coming = BTreeMap::new();
        for joining in tickets {
            let Some(reserved) = self.reserved(device, joining, starts_at)? else {
                continue;
            };
            let earliest = joining.heard_at.max(starts_at).min(self.now);
            let at = joining.issued_at.clamp(earliest, self.now);
            let order = (at, reserved.number, joining.ticket);
            coming.insert(order, (joining, reserved));
        }
        let mut whats = Vec::new();
        let mut matched = BTreeSet::new();
        for ((at, _, ticket), (joining, reserved)) in coming {
            if !matched.insert(ticket) {
                continue;
            }
            whats.push(self.joined(joining, reserved, at));
            whats.extend(self.superseded(device, joining, &mut matched));
        }
        Ok(whats)
    }

    /// The number that joins; `None` where it has joined before.
    fn reserved(
        &self,
        device: &DeviceId,
        joining: &Joining,
        starts_at: Timestamp,
    ) -> Result<Option<&Reserved>, Rejection> {
        let ticket = joining.ticket;
        let own = self.day.reserves.get(ticket);
        if let Some(own) = own.filter(|own| own.device == *device) {
            if own.date > self.day.date {
                let from = self.config.day_starts_at(own.date);
                return Err(Rejection::ReserveEarly { ticket, from });
            }
            return Ok(Some(own));
        }
        let known = self.day.tickets.get(&ticket);
        if known.is_some_and(|known| known.issued_by.as_ref() == Some(device)) {
            return Ok(None);
        }
        if joining.issued_at < starts_at {
            return Err(Rejection::ReserveOver(ticket));
        }
        Err(Rejection::NotReserved(ticket))
    }

    fn joined(&self, joining: &Joining, reserved: &Reserved, at: Timestamp) -> What {
        let wanted = self.served_instead(&joining.service, &reserved.series);
        let (stop, onward) = self.day.stops(self.config, wanted);
        What::TicketIssued {
            ticket: joining.ticket,
            number: reserved.number,
            series: reserved.series.clone(),
            class: self.class_of_slip(&joining.class).id.clone(),
            locale: joining.locale,
            party: joining.party.clamp(1, PARTY_MAX),
            booked_at: None,
            since: None,
            issued_for: (stop != wanted.id).then(|| wanted.id.clone()),
            service: stop,
            journey: wanted.journey.clone(),
            onward,
            offline_at: Some(at),
            note: None,
        }
    }

    /// The service on the slip, or one where its holder is looked after although the branch has that
    /// service no more: one of the number's series, or the first of all.
    fn served_instead(&self, service: &ServiceId, series: &SeriesId) -> &Service {
        let config = self.config;
        let of_series = config.series.iter().find(|known| known.id == *series);
        let of_series = of_series.and_then(|series| series.services.first());
        config
            .service(service)
            .or_else(|| config.service(of_series?))
            .or_else(|| config.services.first())
            .expect("a checked configuration has a service")
    }

    /// Nobody could name a booked time to a kiosk without its hub.
    fn class_of_slip(&self, class: &ClassId) -> &Class {
        let known = self.config.class(class);
        let known = known.filter(|class| class.appointment.is_none());
        known.unwrap_or_else(|| self.config.regular())
    }

    /// One person, one ticket: the hub's twin of a printed ticket ends, unless it is the one under which
    /// the person was served; then the printed one ends. `matched` holds the twins that are settled.
    fn superseded(
        &self,
        device: &DeviceId,
        joining: &Joining,
        matched: &mut BTreeSet<TicketId>,
    ) -> Vec<What> {
        let twins = joining
            .twins
            .iter()
            .filter_map(|twin| self.day.tickets.get(twin));
        let own = twins
            .filter(|twin| twin.issued_by.as_ref() == Some(device) && twin.joined_at.is_none());
        let open: Vec<_> = own.filter(|twin| !matched.contains(&twin.id)).collect();
        let is_served = |state: &State| match state {
            State::Serving { .. } | State::Finished { .. } => true,
            State::Waiting
            | State::Called { .. }
            | State::Parked { .. }
            | State::NoShow { .. }
            | State::Cancelled
            | State::Expired => false,
        };
        let served = open
            .iter()
            .find(|twin| is_served(&twin.state) && !self.day.supersedes(twin.id));
        if let Some(served) = served {
            matched.insert(served.id);
            return vec![What::TicketCancelled {
                ticket: joining.ticket,
                superseded_by: Some(served.id),
            }];
        }
        let mut whats = Vec::new();
        for twin in open {
            if !twin.state.is_ended() && !is_served(&twin.state) {
                matched.insert(twin.id);
                whats.push(What::TicketCancelled {
                    ticket: twin.id,
                    superseded_by: Some(joining.ticket),
                });
            }
        }
        whats
    }
}

impl Day {
    /// Whether another ticket has already ended in favour of this one.
    fn supersedes(&self, ticket: TicketId) -> bool {
        self.tickets
            .values()
            .any(|other| other.superseded_by == Some(ticket))
    }
}
