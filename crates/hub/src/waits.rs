//! How long people may wait, as the last forecast told it: kept as instants, so that whoever reads later
//! is told what is left.

use std::collections::BTreeMap;

use antre_domain::{
    CallReason, ClassId, Config, Day, Event, ServiceId, State, Ticket, TicketId, Timestamp, What,
};
use antre_forecast::round;
use antre_forecast::spread::{Basis, Spread};
use antre_protocol::Wait;
use antre_storage::{Expected, ToldWait};
use chrono::Timelike as _;

/// How many people are remembered with what they were told until they are called; of more, the later
/// ones teach nothing.
const TOLD_MAX: usize = 4_096;

/// What a forecast said.
#[derive(Debug)]
pub(crate) struct Outlook {
    /// Of which branch: a hold, a new day and a new configuration begin another.
    pub(crate) age: u64,
    /// After this it says nothing any more.
    pub(crate) valid_until: Timestamp,
    /// One who comes now, by queue.
    pub(crate) newcomers: BTreeMap<(ServiceId, ClassId), Newcomer>,
    /// Each who waits. One that nobody can say anything of is among them, too.
    pub(crate) tickets: BTreeMap<TicketId, Option<Estimate>>,
}

/// One who would come now.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Newcomer {
    pub(crate) estimate: Estimate,
    /// How much one more ahead adds, in seconds.
    pub(crate) pace_secs: f64,
}

/// A wait from an instant on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Estimate {
    /// From when on.
    pub(crate) at: Timestamp,
    /// As expected.
    pub(crate) raw: Spread,
    /// Corrected by how right the last ones were.
    pub(crate) corrected: Spread,
    pub(crate) basis: Basis,
}

impl Estimate {
    /// The same from `now` on, where `more_secs` have come to it.
    fn as_of(self, now: Timestamp, more_secs: f64) -> Self {
        let passed_ms = (now.millis() - self.at.millis()).max(0);
        let by_secs = more_secs - passed_ms as f64 / 1_000.0;
        Self {
            at: now,
            raw: shifted(&self.raw, by_secs),
            corrected: shifted(&self.corrected, by_secs),
            basis: self.basis,
        }
    }

    /// As it is told.
    fn printed(&self) -> Option<Wait> {
        let range = round::round(&self.corrected)?;
        Some(Wait {
            from_secs: range.from_secs,
            to_secs: range.to_secs,
        })
    }
}

fn shifted(spread: &Spread, by_secs: f64) -> Spread {
    let shift = |secs: f64| (secs + by_secs).max(0.0);
    Spread {
        mean_secs: shift(spread.mean_secs),
        p10_secs: shift(spread.p10_secs),
        p50_secs: shift(spread.p50_secs),
        p80_secs: shift(spread.p80_secs),
        p90_secs: shift(spread.p90_secs),
        never: spread.never,
    }
}

/// What somebody was told when they took their number.
#[derive(Debug)]
struct Told {
    estimate: Estimate,
    printed: Wait,
}

/// What is known of everybody's wait.
#[derive(Debug, Default)]
pub(crate) struct Waits {
    outlook: Option<Outlook>,
    /// Those who came since.
    since: BTreeMap<TicketId, Estimate>,
    told: BTreeMap<TicketId, Told>,
    age: u64,
}

impl Waits {
    /// Which branch a forecast has to be of.
    pub(crate) fn age(&self) -> u64 {
        self.age
    }

    /// Takes in a forecast; one of another branch than this is passed over.
    pub(crate) fn publish(&mut self, outlook: Outlook) {
        if outlook.age != self.age {
            return;
        }
        // Whoever came while it was made is not in it and keeps what they have.
        self.since.retain(|id, _| !outlook.tickets.contains_key(id));
        self.outlook = Some(outlook);
    }

    /// Whether anybody can say anything.
    pub(crate) fn is_known(&self) -> bool {
        self.outlook.is_some()
    }

    /// How long one may wait who comes for `service` in `class` at `now`; `None` where nobody can say.
    pub(crate) fn newcomer(
        &self,
        day: &Day,
        service: &ServiceId,
        class: &ClassId,
        now: Timestamp,
    ) -> Option<Wait> {
        if day.paused.contains(service) {
            return None;
        }
        let key = (service.clone(), class.clone());
        self.estimate(day, &key, None, 0, now)?.printed()
    }

    /// The same behind `more` others who have just come and whom `day` does not know yet.
    pub(crate) fn behind(
        &self,
        day: &Day,
        service: &ServiceId,
        class: &ClassId,
        more: usize,
        now: Timestamp,
    ) -> Option<Wait> {
        let key = (service.clone(), class.clone());
        self.estimate(day, &key, None, more, now)?.printed()
    }

    /// How long one who waits may still wait.
    pub(crate) fn ticket(&self, day: &Day, ticket: &Ticket, now: Timestamp) -> Option<Wait> {
        if ticket.state != State::Waiting || day.hold().is_some() {
            return None;
        }
        let outlook = self.valid(now)?;
        let in_outlook = || outlook.tickets.get(&ticket.id).copied().flatten();
        let estimate = self.since.get(&ticket.id).copied().or_else(in_outlook)?;
        estimate.as_of(now, 0.0).printed()
    }

    /// When what is known comes to nothing, unless a forecast comes before.
    pub(crate) fn valid_until(&self) -> Option<Timestamp> {
        self.outlook.as_ref().map(|outlook| outlook.valid_until)
    }

    /// What is no longer valid is forgotten.
    pub(crate) fn refresh(&mut self, now: Timestamp) {
        if self.valid(now).is_none() {
            self.outlook = None;
        }
    }

    fn valid(&self, now: Timestamp) -> Option<&Outlook> {
        let outlook = self.outlook.as_ref();
        outlook.filter(|outlook| now <= outlook.valid_until)
    }

    /// The wait of one at the end of a queue, of whom `own` is no other.
    fn estimate(
        &self,
        day: &Day,
        key: &(ServiceId, ClassId),
        own: Option<TicketId>,
        more: usize,
        now: Timestamp,
    ) -> Option<Estimate> {
        if day.hold().is_some() {
            return None;
        }
        let outlook = self.valid(now)?;
        let newcomer = outlook.newcomers.get(key)?;
        let came_since = |id: &&TicketId| Some(**id) != own && !outlook.tickets.contains_key(*id);
        let queue = day.queues.get(key).into_iter().flat_map(BTreeMap::values);
        let more = queue.filter(came_since).count() + more;
        let more_secs = newcomer.pace_secs * more as f64;
        Some(newcomer.estimate.as_of(now, more_secs))
    }

    /// Takes in an event, which `day` has taken in; returns what came of what somebody was told.
    pub(crate) fn take(&mut self, config: &Config, day: &Day, event: &Event) -> Option<ToldWait> {
        match &event.what {
            What::DayOpened { .. } | What::Configured { .. } => {
                *self = Self {
                    age: self.age + 1,
                    ..Self::default()
                };
            }
            // Nobody knows for how long; and whoever waits through it was told something else.
            What::BranchHeld { .. } | What::BranchResumed { .. } => {
                self.age += 1;
                self.outlook = None;
                self.since.clear();
                self.told.clear();
            }
            What::TicketIssued { ticket, .. } => self.issued(day, *ticket, event.at),
            What::TicketCalled { ticket, reason, .. } => {
                let told = self.left(*ticket)?;
                let ticket = day.tickets.get(ticket)?;
                let is_turn = *reason != CallReason::WalkIn;
                return is_turn.then(|| judged(config, day, ticket, &told, event.at));
            }
            What::TicketStarted { ticket, .. }
            | What::TicketFinished { ticket, .. }
            | What::TicketTransferred { ticket, .. }
            | What::TicketParked { ticket, .. }
            | What::TicketResumed { ticket, .. }
            | What::TicketNoShow { ticket, .. }
            | What::TicketRequeued { ticket, .. }
            | What::TicketCancelled { ticket, .. }
            | What::TicketMoved { ticket, .. }
            | What::TicketActUndone { ticket, .. } => {
                self.left(*ticket);
            }
            What::QueuesClosed { ended, .. } => {
                for ticket in ended {
                    self.left(*ticket);
                }
            }
            What::TicketRecalled { .. }
            | What::TicketNoted { .. }
            | What::EpochStarted { .. }
            | What::ClockConfirmed { .. }
            | What::DayClosed { .. }
            | What::CounterOpened { .. }
            | What::CounterPaused { .. }
            | What::CounterClosed { .. }
            | What::CounterStandsBy { .. }
            | What::CounterReleased { .. }
            | What::ProfileAssigned { .. }
            | What::ClerkSignedIn { .. }
            | What::ClerkSignedOut { .. }
            | What::ServicePaused { .. }
            | What::ServiceResumed { .. }
            | What::DeviceHealthChanged { .. }
            | What::SoundHealthChanged { .. }
            | What::RollChanged { .. }
            | What::SlipEnded { .. }
            | What::CopyAsked { .. }
            | What::ReserveGranted { .. }
            | What::ReserveReturned { .. }
            | What::HelpAsked { .. }
            | What::HelpAnswered { .. }
            | What::Announced { .. }
            | What::AnnouncementEnded { .. } => {}
        }
        None
    }

    fn issued(&mut self, day: &Day, id: TicketId, at: Timestamp) {
        let Some(ticket) = day.tickets.get(&id) else {
            return;
        };
        let key = (ticket.leg.service.clone(), ticket.class.clone());
        let Some(estimate) = self.estimate(day, &key, Some(id), 0, at) else {
            return;
        };
        // An appointment does not stand at the end, whatever is told of one who does.
        if ticket.booked_at.is_some() {
            return;
        }
        self.since.insert(id, estimate);
        if let Some(printed) = estimate.printed()
            && self.told.len() < TOLD_MAX
        {
            self.told.insert(id, Told { estimate, printed });
        }
    }

    /// A ticket no longer stands where it stood.
    fn left(&mut self, ticket: TicketId) -> Option<Told> {
        self.since.remove(&ticket);
        if let Some(outlook) = &mut self.outlook {
            outlook.tickets.remove(&ticket);
        }
        self.told.remove(&ticket)
    }
}

/// What came of what was told.
fn judged(config: &Config, day: &Day, ticket: &Ticket, told: &Told, at: Timestamp) -> ToldWait {
    let Estimate {
        at: told_at,
        raw,
        corrected,
        basis,
    } = told.estimate;
    let waited_ms = (at.millis() - told_at.millis()).max(0);
    let hour = config.time_zone.local(told_at).hour();
    ToldWait {
        ticket: ticket.id.to_string(),
        day: day.date,
        told_at_ms: told_at.millis(),
        hour: u8::try_from(hour).unwrap_or_default(),
        service: ticket.leg.service.to_string(),
        class: ticket.class.to_string(),
        basis: basis_word(basis).to_owned(),
        raw: expected(&raw),
        corrected: expected(&corrected),
        from_secs: told.printed.from_secs,
        to_secs: told.printed.to_secs,
        waited_secs: waited_ms as f64 / 1_000.0,
    }
}

fn expected(spread: &Spread) -> Expected {
    Expected {
        mean_secs: spread.mean_secs,
        p10_secs: spread.p10_secs,
        p50_secs: spread.p50_secs,
        p80_secs: spread.p80_secs,
        p90_secs: spread.p90_secs,
    }
}

/// A basis as it stands on the wire and in the reports.
pub(crate) fn basis_word(basis: Basis) -> &'static str {
    match basis {
        Basis::Run => "run",
        Basis::QueueLength => "queue_length",
        Basis::LastCalled => "last_called",
    }
}

/// The inverse of [`basis_word`].
pub(crate) fn basis_of(word: &str) -> Option<Basis> {
    [Basis::Run, Basis::QueueLength, Basis::LastCalled]
        .into_iter()
        .find(|basis| basis_word(*basis) == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outlook(age: u64, valid_until: Timestamp) -> Outlook {
        Outlook {
            age,
            valid_until,
            newcomers: BTreeMap::new(),
            tickets: BTreeMap::new(),
        }
    }

    #[test]
    fn a_forecast_that_no_other_follows_is_forgotten_in_time() {
        let at = Timestamp::from_millis(60_000);
        let mut waits = Waits::default();
        waits.publish(outlook(0, at));
        waits.refresh(at);
        assert!(waits.is_known());
        waits.refresh(Timestamp::from_millis(60_001));
        assert!(!waits.is_known());
    }

    #[test]
    fn a_forecast_of_before_a_hold_is_passed_over() {
        let mut waits = Waits {
            age: 1,
            ..Waits::default()
        };
        waits.publish(outlook(0, Timestamp::from_millis(60_000)));
        assert!(!waits.is_known());
    }

    #[test]
    fn what_has_passed_is_not_waited_for_again_and_one_more_ahead_is() {
        let spread = Spread {
            mean_secs: 660.0,
            p10_secs: 30.0,
            p50_secs: 600.0,
            p80_secs: 900.0,
            p90_secs: 1_000.0,
            never: 0.0,
        };
        let estimate = Estimate {
            at: Timestamp::from_millis(0),
            raw: spread,
            corrected: spread,
            basis: Basis::Run,
        };
        let later = estimate.as_of(Timestamp::from_millis(60_000), 0.0);
        assert_eq!(
            later.raw.p10_secs, 0.0,
            "nobody waits for less than nothing"
        );
        assert_eq!(later.raw.p80_secs, 840.0);
        let behind = estimate.as_of(Timestamp::from_millis(60_000), 120.0);
        assert_eq!(behind.raw.p80_secs, 960.0);
    }
}
