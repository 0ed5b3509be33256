//! What can be given without the hub, and what a screen then says of each service.

use antre_domain::{ClassId, SeriesId, ServiceId, TicketId, Timestamp};
use antre_protocol::{
    KioskView, ReserveAnswer, ReserveDay, ReserveService, ReservedNumber, ServiceCard,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::Refused;

/// The most days that are kept of an answer: today, tomorrow, and one that is just ending.
pub const DAYS_MAX: usize = 3;
/// The most series of a day.
pub const SERIES_MAX: usize = 64;
/// The most numbers of a series.
pub const NUMBERS_MAX: usize = 500;

/// Numbers that may be given, and when. A value: it knows no clock.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stock {
    days: Vec<ReserveDay>,
}

/// Where a number lies in a [`Stock`].
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    day: usize,
    series: usize,
}

impl Stock {
    /// What the hub grants, less what is `spent` already.
    pub(super) fn of(answer: ReserveAnswer, spent: impl Fn(TicketId) -> bool) -> Self {
        let mut days = answer.days;
        days.truncate(DAYS_MAX);
        for day in &mut days {
            day.series.truncate(SERIES_MAX);
            for series in &mut day.series {
                series.numbers.retain(|number| !spent(number.ticket));
                series.numbers.truncate(NUMBERS_MAX);
            }
        }
        Self { days }
    }

    /// Whether there is anything to give at `at` or later on the same business day.
    pub fn serves(&self, at: Timestamp) -> bool {
        self.day(at)
            .is_some_and(|day| day.series.iter().any(|series| !series.numbers.is_empty()))
    }

    /// How many numbers are left, by day and series.
    pub fn left(&self) -> impl Iterator<Item = (NaiveDate, &SeriesId, usize)> {
        self.days.iter().flat_map(|day| {
            let series = day.series.iter();
            series.map(|series| (day.date, &series.id, series.numbers.len()))
        })
    }

    /// Whether any number of these series is left.
    pub(super) fn holds_any_of(&self, wanted: &[SeriesId]) -> bool {
        self.left()
            .any(|(_, series, count)| count > 0 && wanted.contains(series))
    }

    /// `view` as it is without the hub at `at`: what it says of hours and numbers comes from here, and
    /// it says nothing of who waits. `None` where nothing is left to give on this business day.
    pub fn fill_in(&self, view: &KioskView, at: Timestamp) -> Option<KioskView> {
        if !self.serves(at) {
            return None;
        }
        let mut view = view.clone();
        for card in &mut view.services {
            self.fill_in_card(card, at);
        }
        let offered = || view.services.iter().filter(|card| card.walk_in);
        let open = offered().any(|card| card.open);
        let opens_at = offered().filter_map(|card| card.opens_at).min();
        let facts = &mut view.branch;
        facts.business_date = self.day(at).map(|day| day.date);
        facts.open = open;
        facts.opens_at = opens_at.filter(|_| !open);
        Some(view)
    }

    /// Where the next number for `service` and `class` (the regular one where absent) lies.
    pub(super) fn find(
        &self,
        service: &ServiceId,
        class: Option<&ClassId>,
        at: Timestamp,
    ) -> Result<(Place, ClassId), Refused> {
        let day = self.days.iter().position(|day| covers(day, at));
        let day = day.ok_or(Refused::NoDay)?;
        let today = &self.days[day];
        let known = today.services.iter().find(|known| known.id == *service);
        let known = known.ok_or(Refused::UnknownService)?;
        if !is_open(known, at) {
            return Err(Refused::Closed);
        }
        let (class, series) = numbering(known, class).ok_or(Refused::UnknownClass)?;
        let place = today.series.iter().position(|held| held.id == *series);
        let series = place
            .filter(|place| !today.series[*place].numbers.is_empty())
            .ok_or(Refused::Exhausted)?;
        Ok((Place { day, series }, class.clone()))
    }

    /// Takes the first number at `place`, with the end of its day.
    pub(super) fn take(&mut self, place: Place) -> (ReservedNumber, Timestamp) {
        let day = &mut self.days[place.day];
        let number = day.series[place.series].numbers.remove(0);
        (number, day.to)
    }

    /// This number was given.
    pub(super) fn remove(&mut self, ticket: TicketId) {
        let series = self.days.iter_mut().flat_map(|day| &mut day.series);
        for series in series {
            series.numbers.retain(|number| number.ticket != ticket);
        }
    }

    /// Nothing more is given from these series; from none where they are absent.
    pub(super) fn clear(&mut self, returned: Option<&[SeriesId]>) {
        let series = self.days.iter_mut().flat_map(|day| &mut day.series);
        for series in series.filter(|series| returned.is_none_or(|ids| ids.contains(&series.id))) {
            series.numbers.clear();
        }
    }

    fn day(&self, at: Timestamp) -> Option<&ReserveDay> {
        self.days.iter().find(|day| covers(day, at))
    }

    fn fill_in_card(&self, card: &mut ServiceCard, at: Timestamp) {
        let today = self.day(at);
        let known = today.and_then(|day| day.services.iter().find(|known| known.id == card.id));
        card.open = !card.paused && known.is_some_and(|known| is_open(known, at));
        card.opens_at = if card.open || card.paused {
            None
        } else {
            self.opens_after(&card.id, at)
        };
        // Of a regular customer's numbers, where any are given today still.
        let is_over = known.is_none_or(|known| known.open.iter().all(|(_, to)| *to <= at));
        let regular = known.and_then(|known| numbering(known, None));
        let series = today.into_iter().flat_map(|day| &day.series);
        let mut series = series.filter(|held| regular.is_some_and(|(_, id)| held.id == *id));
        card.exhausted = !is_over && series.all(|held| held.numbers.is_empty());
        card.waiting = 0;
        card.oldest_since = None;
        card.wait = None;
        card.too_late = false;
    }

    fn opens_after(&self, service: &ServiceId, at: Timestamp) -> Option<Timestamp> {
        let services = self.days.iter().flat_map(|day| &day.services);
        let hours = services
            .filter(|known| known.id == *service)
            .flat_map(|known| &known.open);
        hours.map(|(from, _)| *from).filter(|from| *from > at).min()
    }
}

fn covers(day: &ReserveDay, at: Timestamp) -> bool {
    day.from <= at && at < day.to
}

fn is_open(service: &ReserveService, at: Timestamp) -> bool {
    let mut hours = service.open.iter();
    hours.any(|(from, to)| *from <= at && at < *to)
}

/// Which class, and which series numbers it. The regular class stands first.
fn numbering<'a>(
    service: &'a ReserveService,
    class: Option<&ClassId>,
) -> Option<(&'a ClassId, &'a SeriesId)> {
    let mut classes = service.series.iter();
    let found = match class {
        None => classes.next(),
        Some(class) => classes.find(|(known, _)| known == class),
    };
    found.map(|(class, series)| (class, series))
}
