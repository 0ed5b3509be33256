//! The state of a branch: what its events amount to.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use chrono::NaiveDate;

use crate::announcement::{Announcement, SoundHealth};
use crate::config::{Config, Plans};
use crate::desk::BreakReason;
use crate::device::PrinterHealth;
use crate::event::HoldReason;
use crate::ids::{ClassId, ClerkId, CounterId, DeviceId, ProfileId, SeriesId, ServiceId, TicketId};
use crate::reserve::Reserves;
use crate::rule::Turns;
use crate::ticket::{Place, Ticket};
use crate::time::Timestamp;

/// A branch, as far as its log tells. Begin with `Branch::default()` and [`Branch::apply`] the events
/// since the present day's `day_opened` (or all of them).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Branch {
    /// The configuration in force; `None` before the first.
    pub(crate) config: Option<Box<Config>>,
    /// The open business day.
    pub(crate) day: Option<Day>,
    /// The time of the last event.
    pub(crate) last_event_at: Timestamp,
    /// What the clock showed when a supervisor last vouched for it.
    pub(crate) confirmed_clock: Option<Timestamp>,
    /// Whether any event was applied.
    pub(crate) begun: bool,
    /// The profiles of the configuration, ready for the kernel.
    pub(crate) plans: Plans,
}

/// One business day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Day {
    /// Its date.
    pub date: NaiveDate,
    /// Every ticket of the day.
    pub tickets: BTreeMap<TicketId, Ticket>,
    /// Who waits, by service and class, in order.
    pub queues: BTreeMap<(ServiceId, ClassId), BTreeMap<Place, TicketId>>,
    /// Where each series stands.
    pub series: BTreeMap<SeriesId, SeriesState>,
    /// The counters.
    pub counters: BTreeMap<CounterId, CounterState>,
    /// Parked tickets that come back by themselves.
    pub(crate) returns: BTreeSet<(Timestamp, TicketId)>,
    /// How many places were given: the source of [`Place::turn`].
    pub(crate) arrivals: u64,
    /// What each profile remembers of its calls.
    pub(crate) turns: BTreeMap<ProfileId, Turns>,
    /// When the branch was held, the last perhaps still; at most [`HOLDS_MAX`].
    pub(crate) holds: Vec<(Timestamp, Option<Timestamp>)>,
    /// Why it is held now.
    pub(crate) hold_reason: Option<HoldReason>,
    /// When the last service of the day closes; `None` on a day without hours.
    pub(crate) closes_at: Option<Timestamp>,
    /// The closing time that has been acted on.
    pub(crate) closed_at: Option<Timestamp>,
    /// The numbers that kiosks hold, of this day and of later ones.
    pub reserves: Reserves,
    /// The kiosks at which somebody needs help, and since when.
    pub helps: BTreeMap<DeviceId, Timestamp>,
    /// The services that give no numbers for now.
    pub paused: BTreeSet<ServiceId>,
    /// The calls of the last hour, the oldest first; at most [`CALLS_KEPT_MAX`].
    pub(crate) calls: VecDeque<(Timestamp, CounterId)>,
    /// The health that was last recorded of each device, and when.
    pub(crate) devices: BTreeMap<DeviceId, (PrinterHealth, Timestamp)>,
    /// How each display was last recorded to be heard, and when.
    pub(crate) sounds: BTreeMap<DeviceId, (SoundHealth, Timestamp)>,
    /// What the hall was told, oldest first; at most [`crate::ANNOUNCEMENTS_MAX`]. Of some the time may
    /// have run out: [`Day::announcements_at`].
    pub announcements: Vec<Announcement>,
    /// The copies of slips that kiosks are to print, oldest first; at most
    /// [`crate::desk::COPIES_ASKED_MAX`].
    pub copies: Vec<(TicketId, DeviceId)>,
    /// Those who wait for one counter or clerk alone, as their tickets say.
    pub(crate) directed: BTreeSet<TicketId>,
    /// Whoever was served, in order, as [`Day::cloth`] shows them.
    pub(crate) served: Vec<TicketId>,
}

/// A device's health is recorded at most once in so many seconds.
pub(crate) const HEALTH_SECS_MIN: u32 = 10;

/// The most calls that the pace of the last hour is read from.
pub(crate) const CALLS_KEPT_MAX: usize = 4_096;

/// The most holds of one day: each is one more step in every look at a wait.
pub(crate) const HOLDS_MAX: usize = 64;

/// The whole branch stands still.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hold {
    /// Since when.
    pub since: Timestamp,
    /// Why.
    pub reason: HoldReason,
}

/// Where a series stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SeriesState {
    /// The next number it gives.
    pub next: u16,
}

/// A counter's present state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CounterState {
    /// Open, resting or closed.
    pub desk: Desk,
    /// The profile it works by.
    pub profile: ProfileId,
    /// The ticket that stands before it: called to it, or served at it.
    pub ticket: Option<TicketId>,
    /// The others that are called to it, in the order in which they come forward; none where it has no
    /// ticket.
    pub also: Vec<TicketId>,
    /// Who is signed in at it.
    pub clerk: Option<ClerkId>,
    /// The next arrival is called to it by itself.
    pub standby: bool,
    /// Why it rests, where somebody said it.
    pub break_reason: Option<BreakReason>,
    /// Since when it rests.
    pub paused_at: Option<Timestamp>,
    /// Until when whatever the last service left behind is put in order; in the past, perhaps.
    pub wraps_until: Option<Timestamp>,
    /// When it last called somebody.
    pub called_at: Option<Timestamp>,
    /// Its last call was of somebody who waited for it alone.
    pub directed_last: bool,
    /// Its profile was given to it by a supervisor, and outlasts a break.
    pub(crate) assigned: bool,
    /// How many calls it made today.
    pub calls: u64,
    /// From when to when its own hours let it rest next, while it is open.
    pub rests: Option<(Timestamp, Timestamp)>,
}

/// Whether a counter works.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Desk {
    Closed,
    Open,
    Paused,
}

impl Default for Timestamp {
    fn default() -> Self {
        Self::from_millis(0)
    }
}

impl Branch {
    /// The configuration in force.
    pub fn config(&self) -> Option<&Config> {
        self.config.as_deref()
    }

    /// The open business day.
    pub fn day(&self) -> Option<&Day> {
        self.day.as_ref()
    }

    /// The profiles of the configuration in force, ready for the kernel.
    pub fn plans(&self) -> &Plans {
        &self.plans
    }

    /// The time of the last event.
    pub fn last_event_at(&self) -> Timestamp {
        self.last_event_at
    }

    /// A ticket of today.
    pub fn ticket(&self, id: TicketId) -> Option<&Ticket> {
        self.day.as_ref()?.tickets.get(&id)
    }
}

impl Day {
    pub(crate) fn new(date: NaiveDate, config: &Config) -> Self {
        let mut day = Self {
            date,
            tickets: BTreeMap::new(),
            queues: BTreeMap::new(),
            series: BTreeMap::new(),
            counters: BTreeMap::new(),
            returns: BTreeSet::new(),
            arrivals: 0,
            turns: BTreeMap::new(),
            holds: Vec::new(),
            hold_reason: None,
            closes_at: None,
            closed_at: None,
            devices: BTreeMap::new(),
            sounds: BTreeMap::new(),
            announcements: Vec::new(),
            copies: Vec::new(),
            directed: BTreeSet::new(),
            served: Vec::new(),
            reserves: Reserves::default(),
            helps: BTreeMap::new(),
            paused: BTreeSet::new(),
            calls: VecDeque::new(),
        };
        day.adopt(config);
        day
    }

    /// Takes in series and counters that are new, drops counters that are gone, and lets those that
    /// are closed open with the profile that is theirs now.
    pub(crate) fn adopt(&mut self, config: &Config) {
        self.closes_at = config.closes_at(self.date);
        for series in &config.series {
            let fresh = SeriesState { next: series.first };
            self.series.entry(series.id.clone()).or_insert(fresh);
        }
        self.paused.retain(|id| config.service(id).is_some());
        self.counters.retain(|id, _| config.counter(id).is_some());
        for counter in &config.counters {
            let state = self
                .counters
                .entry(counter.id.clone())
                .or_insert_with(|| CounterState {
                    desk: Desk::Closed,
                    profile: counter.profile.clone(),
                    ticket: None,
                    also: Vec::new(),
                    clerk: None,
                    standby: false,
                    break_reason: None,
                    paused_at: None,
                    wraps_until: None,
                    called_at: None,
                    directed_last: false,
                    assigned: false,
                    calls: 0,
                    rests: None,
                });
            if state.desk == Desk::Closed {
                state.profile = counter.profile.clone();
            }
        }
        self.free_unreachable();
    }

    /// How many wait for `service`.
    pub fn waiting(&self, service: &ServiceId) -> usize {
        let of_service = self
            .queues
            .iter()
            .filter(|((queue, _), _)| queue == service);
        of_service.map(|(_, queue)| queue.len()).sum()
    }

    /// Since when the one waits who has waited longest for `service`.
    pub fn oldest_since(&self, service: &ServiceId) -> Option<Timestamp> {
        let of_service = self
            .queues
            .iter()
            .filter(|((queue, _), _)| queue == service);
        of_service
            .filter_map(|(_, queue)| queue.keys().next())
            .map(|place| place.since)
            .min()
    }

    /// The open counters at which nobody stands and that have a pause of their own ahead, with its start.
    pub(crate) fn resting(&self) -> impl Iterator<Item = (&CounterId, Timestamp)> {
        self.counters.iter().filter_map(|(id, counter)| {
            let idle = counter.desk == Desk::Open && counter.ticket.is_none();
            let (rests_at, _) = counter.rests.filter(|_| idle)?;
            Some((id, rests_at))
        })
    }

    /// When `health` may be recorded of `device`, in the past perhaps; `None` where it is what was
    /// recorded last. Whoever keeps a device's present health and asks again then loses no last word.
    pub fn health_due(&self, device: &DeviceId, health: PrinterHealth) -> Option<Timestamp> {
        due(&self.devices, device, &health)
    }

    /// When `sound` may be recorded of the display `device`, as [`Day::health_due`] says it of printers.
    pub fn sound_due(&self, device: &DeviceId, sound: SoundHealth) -> Option<Timestamp> {
        due(&self.sounds, device, &sound)
    }

    /// What the hall is told at `now`, oldest first.
    pub fn announcements_at(&self, now: Timestamp) -> impl Iterator<Item = &Announcement> + Clone {
        let announcements = self.announcements.iter();
        announcements.filter(move |announcement| announcement.stands_at(now))
    }

    /// The day's cloth: for each person served, in the order in which their tickets were finished, the
    /// place of their number's series in the branch file; 0 where it stands there no more.
    pub fn cloth(&self, config: &Config) -> impl Iterator<Item = u8> {
        let threads = self.served.iter().filter_map(|id| self.tickets.get(id));
        threads.flat_map(|ticket| {
            let colour = config.colour(&ticket.series);
            std::iter::repeat_n(colour, ticket.party.into())
        })
    }

    /// The hold that stops the branch now.
    pub fn hold(&self) -> Option<Hold> {
        let reason = self.hold_reason?;
        let (since, _) = *self.holds.last()?;
        Some(Hold { since, reason })
    }

    /// The place of one who joins now with the age `since`, and is in the branch since `born`.
    pub(crate) fn next_place(&mut self, since: Timestamp, born: Timestamp) -> Place {
        self.arrivals += 1;
        Place {
            since,
            turn: self.arrivals * Place::STRIDE,
            born,
        }
    }
}

/// When `present` may be recorded of `device`; `None` where it is what was `recorded` last.
fn due<T: PartialEq>(
    recorded: &BTreeMap<DeviceId, (T, Timestamp)>,
    device: &DeviceId,
    present: &T,
) -> Option<Timestamp> {
    match recorded.get(device) {
        Some((known, _)) if known == present => None,
        Some((_, at)) => Some(at.plus_secs(HEALTH_SECS_MIN)),
        None => Some(Timestamp::default()),
    }
}
