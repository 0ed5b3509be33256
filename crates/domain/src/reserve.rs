//! Numbers that kiosks hold, to give while they do not reach the hub.
//!
//! They are taken from the end of a series, while the hub gives numbers from its head: the two never
//! meet. A number leaves the reserve by being joined, which is for ever, or by being returned: then it
//! was never on paper, and may be given again.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use chrono::NaiveDate;

use crate::branch::Day;
use crate::config::Series;
use crate::event::CarriedReserve;
use crate::ids::{DeviceId, SeriesId, TicketId};
use crate::number::{Prefix, TicketNumber};

/// The most kiosks of one branch that hold numbers.
pub const RESERVE_KIOSKS_MAX: usize = 32;

/// A number that one kiosk alone may give.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reserved {
    /// Which kiosk.
    pub device: DeviceId,
    /// For which business day.
    pub date: NaiveDate,
    /// Its series, as it was when the number was granted.
    pub series: SeriesId,
    /// The number.
    pub number: TicketNumber,
}

/// Every number that kiosks hold, of one business day and of later ones.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reserves {
    numbers: BTreeMap<TicketId, Reserved>,
    /// The same by what people read. A number is unique by its letters and value, whatever has become
    /// of the series that it was taken from.
    held: BTreeSet<(NaiveDate, Prefix, u16)>,
    /// Those that were given and joined: burnt for this day.
    joined: BTreeSet<(Prefix, u16)>,
}

impl Reserves {
    /// A number that a kiosk holds.
    pub fn get(&self, ticket: TicketId) -> Option<&Reserved> {
        self.numbers.get(&ticket)
    }

    /// Every number that kiosks hold, by the ticket that it becomes.
    pub fn iter(&self) -> impl Iterator<Item = (TicketId, &Reserved)> {
        self.numbers
            .iter()
            .map(|(ticket, reserved)| (*ticket, reserved))
    }

    /// What one kiosk holds.
    pub fn of<'a>(
        &'a self,
        device: &'a DeviceId,
    ) -> impl Iterator<Item = (TicketId, &'a Reserved)> {
        self.iter()
            .filter(move |(_, reserved)| reserved.device == *device)
    }

    /// Whether another kiosk may hold numbers, besides those that do.
    pub(crate) fn has_room_for(&self, device: &DeviceId) -> bool {
        let holders: BTreeSet<&DeviceId> = self.numbers.values().map(|one| &one.device).collect();
        holders.contains(device) || holders.len() < RESERVE_KIOSKS_MAX
    }

    /// The value at which the head of `series` stops on `date`, counted from `from`: the lowest that a
    /// kiosk holds, or the one behind the last.
    pub(crate) fn head_ends(&self, date: NaiveDate, series: &Series, from: u16) -> u16 {
        let end = series.last + 1;
        let ahead = (date, series.prefix, from)..(date, series.prefix, end.max(from));
        let lowest = self.held.range(ahead).next();
        lowest.map_or(end, |(_, _, value)| *value)
    }

    pub(crate) fn grant(&mut self, ticket: TicketId, reserved: Reserved) {
        let number = reserved.number;
        self.held
            .insert((reserved.date, number.prefix(), number.value()));
        self.numbers.insert(ticket, reserved);
    }

    pub(crate) fn take_back(&mut self, ticket: TicketId) -> Option<Reserved> {
        let reserved = self.numbers.remove(&ticket)?;
        let number = reserved.number;
        self.held
            .remove(&(reserved.date, number.prefix(), number.value()));
        Some(reserved)
    }

    pub(crate) fn joined(&mut self, ticket: TicketId) {
        let reserved = self.take_back(ticket);
        let number = reserved.expect("what joins was reserved").number;
        self.joined.insert((number.prefix(), number.value()));
    }

    /// What a day of `date` takes over: the numbers of that day and of later ones.
    pub(crate) fn from(&self, date: NaiveDate) -> Vec<CarriedReserve> {
        let mut kept: BTreeMap<(&DeviceId, NaiveDate, &SeriesId), Vec<_>> = BTreeMap::new();
        for (ticket, reserved) in self.iter().filter(|(_, reserved)| reserved.date >= date) {
            let of = (&reserved.device, reserved.date, &reserved.series);
            kept.entry(of).or_default().push((ticket, reserved.number));
        }
        let kept = kept
            .into_iter()
            .map(|((device, date, series), mut numbers)| {
                numbers.sort_by_key(|(_, number)| *number);
                CarriedReserve {
                    device: device.clone(),
                    date,
                    series: series.clone(),
                    numbers,
                }
            });
        kept.collect()
    }

    pub(crate) fn carry(&mut self, carried: &CarriedReserve) {
        for (ticket, number) in &carried.numbers {
            let reserved = Reserved {
                device: carried.device.clone(),
                date: carried.date,
                series: carried.series.clone(),
                number: *number,
            };
            self.grant(*ticket, reserved);
        }
    }
}

impl Day {
    /// How many numbers the head of `series` still gives before it meets what kiosks hold.
    pub fn numbers_left(&self, series: &Series) -> u16 {
        u16::try_from(self.free_numbers(series).count()).unwrap_or(u16::MAX)
    }

    /// The numbers that the head of `series` gives next, in order.
    pub(crate) fn free_numbers(&self, series: &Series) -> impl Iterator<Item = u16> {
        let (head, end) = self.head_of(series, self.date);
        self.unburnt(series, self.date, head..end)
    }

    /// The numbers of `series` that the head would still give on `date`, and those behind that it does
    /// not come to because a kiosk holds one before them.
    pub(crate) fn spare_numbers(&self, series: &Series, date: NaiveDate) -> (Vec<u16>, Vec<u16>) {
        let (head, end) = self.head_of(series, date);
        let behind = self.unburnt(series, date, end..series.last + 1);
        let is_held = |value: &u16| {
            let held = (date, series.prefix, *value);
            self.reserves.held.contains(&held)
        };
        (
            self.unburnt(series, date, head..end).collect(),
            behind.filter(|value| !is_held(value)).collect(),
        )
    }

    /// The value that the head of `series` has come to on `date`, and the one at which it ends.
    fn head_of(&self, series: &Series, date: NaiveDate) -> (u16, u16) {
        let next = self.series.get(&series.id).map(|state| state.next);
        let next = next.filter(|_| date == self.date);
        // The range may have moved up since the last number.
        let head = next.unwrap_or_default().max(series.first);
        (head, self.reserves.head_ends(date, series, head))
    }

    /// Those of `values` that nobody holds on paper out of a reserve.
    fn unburnt(
        &self,
        series: &Series,
        date: NaiveDate,
        values: Range<u16>,
    ) -> impl Iterator<Item = u16> {
        let (prefix, is_today) = (series.prefix, date == self.date);
        let joined = &self.reserves.joined;
        values.filter(move |value| !(is_today && joined.contains(&(prefix, *value))))
    }
}
