//! The day's closing report, counted from the log: what the branch did with everybody who took a number.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::Serialize;

use crate::branch::{Branch, Day};
use crate::config::Config;
use crate::device::{SlipKind, SlipState};
use crate::event::{Event, Outcome, What};
use crate::ids::{SeriesId, TicketId};
use crate::number::TicketNumber;
use crate::rule::CallReason;
use crate::ticket::State;

/// One business day in figures. Each ticket is one, however many people it stands for, and is in
/// exactly one of [`served`](Self::served), [`no_show`](Self::no_show), [`cancelled`](Self::cancelled)
/// and [`unserved`](Self::unserved).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Closing {
    /// The business day.
    pub date: NaiveDate,
    /// Whether the day is over: else these are the figures so far.
    pub is_over: bool,
    /// The series that gave a number, in the order of the branch file.
    pub series: Vec<SeriesCount>,
    /// Numbers given, those carried into the day among them.
    pub issued: u32,
    /// How many of them waited on from the day before.
    pub carried_in: u32,
    /// Tickets whose service ended at a counter, however.
    pub served: u32,
    /// How many of them have to come again, because something was missing.
    pub incomplete: u32,
    /// How many of them left while they were served.
    pub left: u32,
    /// Tickets whose people did not come when they were called, nor later.
    pub no_show: u32,
    /// Tickets that somebody cancelled.
    pub cancelled: u32,
    /// Tickets that the day left unserved or, where it is not over, has not served yet.
    pub unserved: u32,
    /// The longest that anybody waited in a queue before a call, in seconds, without holds. Whoever
    /// was carried into the day does not count: a night is no wait.
    pub longest_wait_secs: u32,
    /// Copies of slips that may be on paper.
    pub copies: u32,
    /// Calls out of turn, by a clerk's own choice.
    pub overrides: u32,
}

/// One series' numbers of the day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SeriesCount {
    /// The series.
    pub series: SeriesId,
    /// The first number given.
    pub first: TicketNumber,
    /// The last one.
    pub last: TicketNumber,
    /// How many.
    pub issued: u32,
}

/// Counts one business day. Give it the day's events in order, from its `day_opened` on; the next
/// day's beginning ends it.
#[derive(Debug, Default)]
pub struct Tally {
    branch: Branch,
    /// The tickets that were no-shows when the queues or the day closed: the log ends them with all
    /// others, and they did not come all the same.
    no_shows: BTreeSet<TicketId>,
    carried: BTreeSet<TicketId>,
    longest_wait_secs: u32,
    copies: u32,
    overrides: u32,
    is_over: bool,
}

impl Tally {
    /// Takes in the next event. What comes after the day's end concerns it no longer.
    pub fn take(&mut self, event: &Event) {
        if self.is_over {
            return;
        }
        self.note(&event.what, event);
        self.branch.apply(event);
    }

    /// The configuration in force; `None` before the day's first event.
    pub fn config(&self) -> Option<&Config> {
        self.branch.config()
    }

    /// The figures so far; `None` before the day's first event.
    pub fn closing(&self) -> Option<Closing> {
        let (config, day) = (self.branch.config()?, self.branch.day()?);
        let mut closing = Closing {
            date: day.date,
            is_over: self.is_over,
            series: series(config, day),
            issued: 0,
            carried_in: 0,
            served: 0,
            incomplete: 0,
            left: 0,
            no_show: 0,
            cancelled: 0,
            unserved: 0,
            longest_wait_secs: self.longest_wait_secs,
            copies: self.copies,
            overrides: self.overrides,
        };
        for ticket in day.tickets.values() {
            closing.issued += 1;
            closing.carried_in += u32::from(self.carried.contains(&ticket.id));
            match &ticket.state {
                State::Finished { outcome } => {
                    closing.served += 1;
                    match outcome {
                        Outcome::Served => {}
                        Outcome::Incomplete => closing.incomplete += 1,
                        Outcome::Left => closing.left += 1,
                    }
                }
                State::NoShow { .. } => closing.no_show += 1,
                State::Expired if self.no_shows.contains(&ticket.id) => closing.no_show += 1,
                State::Cancelled => closing.cancelled += 1,
                State::Waiting
                | State::Called { .. }
                | State::Serving { .. }
                | State::Parked { .. }
                | State::Expired => closing.unserved += 1,
            }
        }
        Some(closing)
    }

    /// What is not to be seen any more once `event` is applied.
    fn note(&mut self, what: &What, event: &Event) {
        match what {
            What::DayOpened { carried, .. } => {
                self.carried = carried.iter().map(|ticket| ticket.ticket).collect();
            }
            What::DayClosed { ended, .. } => {
                self.is_over = true;
                self.note_no_shows(ended.iter().map(|end| end.ticket));
            }
            What::QueuesClosed { ended, .. } => self.note_no_shows(ended.iter().copied()),
            What::TicketCalled { ticket, reason, .. } => {
                let (day, called) = (self.branch.day(), self.branch.ticket(*ticket));
                if let (Some(day), Some(called)) = (day, called)
                    && !self.carried.contains(ticket)
                {
                    let waited_secs = day.waited_secs(called.leg.place, event.at);
                    self.longest_wait_secs = self.longest_wait_secs.max(waited_secs);
                }
                self.overrides += u32::from(matches!(reason, CallReason::Chosen { .. }));
            }
            What::SlipEnded { kind, state, .. } => {
                let is_on_paper = match state {
                    SlipState::Confirmed | SlipState::Blind | SlipState::Unknown => true,
                    SlipState::Failed => false,
                };
                self.copies += u32::from(*kind == SlipKind::Copy && is_on_paper);
            }
            What::EpochStarted { .. }
            | What::Configured { .. }
            | What::ClockConfirmed { .. }
            | What::TicketIssued { .. }
            | What::TicketRecalled { .. }
            | What::TicketStarted { .. }
            | What::TicketFinished { .. }
            | What::TicketTransferred { .. }
            | What::TicketParked { .. }
            | What::TicketResumed { .. }
            | What::TicketNoShow { .. }
            | What::TicketRequeued { .. }
            | What::TicketCancelled { .. }
            | What::TicketActUndone { .. }
            | What::BranchHeld { .. }
            | What::BranchResumed { .. }
            | What::CounterOpened { .. }
            | What::CounterPaused { .. }
            | What::CounterClosed { .. }
            | What::DeviceHealthChanged { .. }
            | What::RollChanged { .. }
            | What::ReserveGranted { .. }
            | What::ReserveReturned { .. }
            | What::HelpAsked { .. }
            | What::HelpAnswered { .. }
            | What::ServicePaused { .. }
            | What::ServiceResumed { .. }
            | What::Announced { .. }
            | What::AnnouncementEnded { .. }
            | What::SoundHealthChanged { .. }
            | What::TicketNoted { .. }
            | What::TicketMoved { .. }
            | What::CounterStandsBy { .. }
            | What::ProfileAssigned { .. }
            | What::ClerkSignedIn { .. }
            | What::ClerkSignedOut { .. }
            | What::CounterReleased { .. }
            | What::CopyAsked { .. } => {}
        }
    }

    fn note_no_shows(&mut self, ended: impl Iterator<Item = TicketId>) {
        let is_no_show = |id: &TicketId| {
            let ticket = self.branch.ticket(*id);
            ticket.is_some_and(|ticket| matches!(ticket.state, State::NoShow { .. }))
        };
        let found: Vec<TicketId> = ended.filter(is_no_show).collect();
        self.no_shows.extend(found);
    }
}

/// The first and last number of each series that gave one.
fn series(config: &Config, day: &Day) -> Vec<SeriesCount> {
    let mut counts: BTreeMap<&SeriesId, SeriesCount> = BTreeMap::new();
    for ticket in day.tickets.values() {
        let number = ticket.number;
        let count = counts.entry(&ticket.series).or_insert_with(|| SeriesCount {
            series: ticket.series.clone(),
            first: number,
            last: number,
            issued: 0,
        });
        count.issued += 1;
        if number.value() < count.first.value() {
            count.first = number;
        }
        if number.value() > count.last.value() {
            count.last = number;
        }
    }
    let in_order = config.series.iter();
    in_order
        .filter_map(|series| counts.remove(&series.id))
        .collect()
}
