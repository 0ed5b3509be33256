//! The same rules once more, deliberately naive: one list of tickets, everything else computed from
//! it anew at each step, and whoever comes next found by sorting everybody.

mod days;
mod halls;
mod kiosks;
mod rules;
mod sheets;
mod visits;

use std::collections::BTreeMap;

use antre_domain::config::Config;
use antre_domain::*;

pub use self::days::{LUNCH_AT_NOON, UNTIL_FOUR, day_of};
pub use self::halls::Told;
pub use self::kiosks::Held;
use self::rules::Turn;
use self::sheets::Sheet;

/// Room between two arrivals for those who come back. The branch has another, on purpose.
const ROOM: u128 = 1 << 40;

/// A ticket as the model sees it.
#[derive(Debug, Clone)]
pub struct Seen {
    pub id: TicketId,
    pub number: String,
    pub series: SeriesId,
    pub value: u16,
    pub service: ServiceId,
    pub class: ClassId,
    pub party: u8,
    pub booked_at: Option<Timestamp>,
    pub onward: Vec<ServiceId>,
    pub since_ms: i64,
    pub born_ms: i64,
    pub turn: u128,
    pub state: State,
    journey: Option<JourneyId>,
    issued_for: ServiceId,
    issued_ms: i64,
    issued_by: Option<DeviceId>,
    pub offline: bool,
    pub superseded_by: Option<TicketId>,
    undo: Option<Box<Undo>>,
}

#[derive(Debug, Clone)]
struct Undo {
    at: Timestamp,
    device: Option<DeviceId>,
    clerk: Option<ClerkId>,
    counter_calls: u64,
    was: Seen,
}

#[derive(Debug, Clone)]
pub struct Booth {
    pub desk: Desk,
    pub profile: ProfileId,
    pub calls: u64,
    /// When its own hours let it rest next.
    rests_at: Option<Timestamp>,
}

/// The act was refused.
#[derive(Debug)]
pub struct Refused;

#[derive(Debug, Clone)]
pub struct Model {
    pub config: Config,
    pub tickets: Vec<Seen>,
    pub booths: BTreeMap<CounterId, Booth>,
    pub day: i64,
    /// Whom the last call by the rule chose, with the code of its reason.
    pub last_choice: Option<(TicketId, &'static str)>,
    holds: Vec<(i64, Option<i64>)>,
    /// Every call of the day by a profile that takes the called one's service.
    calls: Vec<Turn>,
    sheets: BTreeMap<ProfileId, Sheet>,
    closed_at: Option<Timestamp>,
    /// When anything last happened on the floor.
    pub stirred_at: Timestamp,
    arrivals: u128,
    /// What kiosks hold.
    pub held: Vec<Held>,
    pub paused: Vec<ServiceId>,
    pub helps: Vec<DeviceId>,
    /// Everything the hall was told today, and what was left of yesterday.
    pub told: Vec<Told>,
    /// Everything recorded of displays today.
    sounds: Vec<(DeviceId, SoundHealth, Timestamp)>,
}

impl Model {
    pub fn new(config: Config, now: Timestamp) -> Self {
        let mut model = Self {
            sheets: sheets(&config),
            config,
            tickets: Vec::new(),
            booths: BTreeMap::new(),
            day: day_of(now),
            last_choice: None,
            holds: Vec::new(),
            calls: Vec::new(),
            closed_at: None,
            stirred_at: now,
            arrivals: 0,
            held: Vec::new(),
            paused: Vec::new(),
            helps: Vec::new(),
            told: Vec::new(),
            sounds: Vec::new(),
        };
        model.man_booths();
        model
    }

    /// Does one act. `fresh` are the ids that the branch gave to new tickets, in their order.
    pub fn act(
        &mut self,
        by: &Actor,
        act: &Act,
        now: Timestamp,
        fresh: &[TicketId],
    ) -> Result<(), Refused> {
        if let Act::Configure(config) = act {
            return self.configure(by, config, now);
        }
        if let Act::Due { reason, at } = act {
            refuse_unless(self.next_deadline() == (*at, *reason) && now >= *at)?;
            match reason {
                DeadlineReason::DayTurns => self.turn(now, fresh)?,
                DeadlineReason::ParkingEnds(ticket) => self.put_back(*ticket)?,
                DeadlineReason::QueuesClose => self.close_queues(*at),
                DeadlineReason::CountersRest => self.rest(*at),
                DeadlineReason::ArrivalsCalled => return Err(Refused),
            }
            return Ok(());
        }
        refuse_unless(day_of(now) <= self.day)?;
        match act {
            Act::Issue {
                service,
                class,
                count,
                party,
                booked_at,
                ..
            } => {
                let class = self.admit(class.as_ref(), *booked_at, now)?;
                let wish = visits::Wish {
                    service,
                    class,
                    count: *count,
                    party: *party,
                    booked_at: *booked_at,
                };
                self.issue(by, wish, now, fresh)
            }
            Act::Hold(_) => {
                refuse_unless(above(by) && by.role != Role::Timer && !self.is_held())?;
                self.holds.push((now.millis(), None));
                Ok(())
            }
            Act::ResumeBranch => {
                refuse_unless(above(by) && by.role != Role::Timer && self.is_held())?;
                self.go_on(now);
                Ok(())
            }
            Act::OpenCounter { counter, profile } => {
                self.at_booth(by, counter)?;
                let own = self.config.counter(counter).ok_or(Refused)?.profile.clone();
                let clerks = &self.config.clerks;
                let clerk = clerks
                    .iter()
                    .find(|clerk| by.clerk.as_ref() == Some(&clerk.id));
                let own = clerk.map_or(own, |clerk| clerk.profile.clone());
                let profile = profile.clone().unwrap_or(own);
                refuse_unless(self.config.profile(&profile).is_some())?;
                let rests_at = self.rests_at(counter, now);
                let booth = self.booths.get_mut(counter).ok_or(Refused)?;
                refuse_unless(booth.desk != Desk::Open || booth.profile != profile)?;
                (booth.desk, booth.profile, booth.rests_at) = (Desk::Open, profile, rests_at);
                Ok(())
            }
            Act::CloseCounter(counter) => self.stop(by, counter, Desk::Closed),
            Act::Break { counter, .. } => {
                refuse_unless(
                    self.booths
                        .get(counter)
                        .is_some_and(|booth| booth.desk != Desk::Closed),
                )?;
                self.stop(by, counter, Desk::Paused)
            }
            Act::CallNext { counter, quiet, .. } => {
                self.at_booth(by, counter)?;
                refuse_unless(self.booths[counter].desk == Desk::Open && !self.is_held())?;
                self.dismiss(by, counter, now);
                let next = self.choose(&self.booths[counter].profile, now);
                self.last_choice = next.map(|choice| (choice.ticket, choice.code));
                if let Some((ticket, _)) = self.last_choice {
                    self.call(ticket, counter, *quiet, now);
                }
                Ok(())
            }
            Act::Call {
                counter,
                ticket,
                because,
                quiet,
                ..
            } => {
                self.at_booth(by, counter)?;
                refuse_unless(self.booths[counter].desk == Desk::Open && !self.is_held())?;
                let chosen = self.find(*ticket)?;
                refuse_unless(chosen.state == State::Waiting)?;
                let takes = self.config.profile(&self.booths[counter].profile).unwrap();
                let mut taken = takes.services.iter().chain(takes.helps.iter().flatten());
                refuse_unless(taken.any(|service| *service == chosen.service) || above(by))?;
                refuse_unless(because.is_some() || !self.config.rules.choice_needs_reason)?;
                self.dismiss(by, counter, now);
                self.call(*ticket, counter, *quiet, now);
                Ok(())
            }
            Act::Recall(ticket) => {
                let limit = self.config.rules.recalls_max;
                let State::Called {
                    counter,
                    recalls,
                    quiet,
                } = self.find(*ticket)?.state.clone()
                else {
                    return Err(Refused);
                };
                self.at_booth(by, &counter)?;
                refuse_unless(recalls < limit && !self.is_held())?;
                self.find_mut(*ticket).state = State::Called {
                    counter,
                    recalls: recalls + 1,
                    quiet,
                };
                Ok(())
            }
            Act::Start(ticket) => {
                let State::Called { counter, .. } = self.find(*ticket)?.state.clone() else {
                    return Err(Refused);
                };
                self.at_booth(by, &counter)?;
                let ticket = self.find_mut(*ticket);
                (ticket.state, ticket.undo) = (State::Serving { counter }, None);
                Ok(())
            }
            Act::Finish { ticket, finish } => {
                self.at_its_booth(by, *ticket)?;
                self.end_service(by, *ticket, finish.outcome.unwrap_or_default(), now);
                Ok(())
            }
            Act::Transfer {
                ticket,
                service,
                class,
                age,
                ..
            } => {
                let seen = self.find(*ticket)?.clone();
                let class = class.clone().unwrap_or(seen.class.clone());
                refuse_unless(
                    self.config.service(service).is_some() && self.config.class(&class).is_some(),
                )?;
                match seen.state {
                    State::Waiting => refuse_unless(by.role != Role::Kiosk)?,
                    _ => self.at_its_booth(by, *ticket)?,
                }
                refuse_unless(seen.service != *service || seen.class != class)?;
                let same = seen.service == *service;
                refuse_unless(same || self.is_still_served(service, now))?;
                self.remember(by, *ticket, now);
                if *age == Some(Age::Fresh) && seen.since_ms != now.millis() {
                    let turn = self.arrive();
                    let moved = self.find_mut(*ticket);
                    (moved.since_ms, moved.turn) = (now.millis(), turn);
                }
                let moved = self.find_mut(*ticket);
                (moved.service, moved.class) = (service.clone(), class);
                moved.onward.retain(|stop| stop != service);
                self.sit(*ticket);
                Ok(())
            }
            Act::Park {
                ticket,
                return_secs,
                ..
            } => {
                refuse_unless(return_secs.is_none_or(|secs| (1..=86_400).contains(&secs)))?;
                self.at_its_booth(by, *ticket)?;
                self.remember(by, *ticket, now);
                // What begins during a hold begins when the hold ends, and is moved there then.
                let from = self.held_since().map_or(now, Timestamp::from_millis);
                self.find_mut(*ticket).state = State::Parked {
                    until: return_secs.map(|secs| from.plus_secs(secs)),
                };
                Ok(())
            }
            Act::Resume(ticket) => {
                refuse_unless(by.role != Role::Kiosk)?;
                refuse_unless(matches!(self.find(*ticket)?.state, State::Parked { .. }))?;
                self.put_back(*ticket)
            }
            Act::NoShow(ticket) => {
                refuse_unless(matches!(self.find(*ticket)?.state, State::Called { .. }))?;
                self.at_its_booth(by, *ticket)?;
                refuse_unless(!self.is_held())?;
                self.remember(by, *ticket, now);
                self.find_mut(*ticket).state = State::NoShow { at: now };
                Ok(())
            }
            Act::Requeue { ticket, .. } => match self.find(*ticket)?.state.clone() {
                State::Called { counter, .. } => {
                    self.at_booth(by, &counter)?;
                    self.put_back(*ticket)
                }
                State::NoShow { at } => {
                    refuse_unless(by.role != Role::Kiosk)?;
                    self.come_back(*ticket, at, now)
                }
                _ => Err(Refused),
            },
            Act::CheckIn(ticket) => match self.find(*ticket)?.state.clone() {
                State::Parked { .. } => self.put_back(*ticket),
                State::NoShow { at } => self.come_back(*ticket, at, now),
                state => refuse_unless(!state.is_ended()),
            },
            Act::PauseService(service) => {
                refuse_unless(above(by) && self.config.service(service).is_some())?;
                self.paused.retain(|paused| paused != service);
                self.paused.push(service.clone());
                Ok(())
            }
            Act::ResumeService(service) => {
                refuse_unless(above(by) && self.config.service(service).is_some())?;
                self.paused.retain(|paused| paused != service);
                Ok(())
            }
            Act::AskHelp { device } => {
                refuse_unless(by.role == Role::Kiosk && by.device.as_ref() == Some(device))?;
                self.helps.retain(|other| other != device);
                self.helps.push(device.clone());
                Ok(())
            }
            Act::AnswerHelp { device } => {
                refuse_unless(by.role != Role::Kiosk)?;
                self.helps.retain(|other| other != device);
                Ok(())
            }
            Act::Reserve { device } => {
                refuse_unless(by.role == Role::Kiosk && by.device.as_ref() == Some(device))
            }
            Act::ReturnReserve {
                device,
                series,
                given,
            } => self.give_back(by, device, series.as_deref(), given),
            Act::Join { device, tickets } => self.join(by, device, tickets, now),
            Act::Cancel(ticket) => {
                let seen = self.find(*ticket)?;
                refuse_unless(!seen.state.is_ended())?;
                if seen.state.counter().is_some() {
                    self.at_its_booth(by, *ticket)?;
                } else if by.role == Role::Kiosk {
                    let own = seen.issued_by.is_some() && seen.issued_by == by.device;
                    refuse_unless(own && seen.state == State::Waiting)?;
                }
                self.remember(by, *ticket, now);
                self.find_mut(*ticket).state = State::Cancelled;
                Ok(())
            }
            Act::Undo(ticket) => {
                refuse_unless(by.role != Role::Kiosk)?;
                let undo = self.find(*ticket)?.undo.clone().ok_or(Refused)?;
                refuse_unless(undo.device == by.device && undo.clerk == by.clerk)?;
                refuse_unless(now.secs_since(undo.at) <= self.config.rules.undo_secs)?;
                if let Some(counter) = undo.was.state.counter() {
                    let booth = self.booths.get(counter).ok_or(Refused)?;
                    let free = self.at(counter).is_none() && booth.desk == Desk::Open;
                    refuse_unless(free && booth.calls == undo.counter_calls)?;
                }
                let waits = undo.was.state == State::Waiting;
                *self.find_mut(*ticket) = Seen {
                    undo: None,
                    ..undo.was
                };
                if waits {
                    self.sit(*ticket);
                }
                Ok(())
            }
            // What devices report moves nobody.
            Act::ReportHealth { .. } | Act::ReportRoll { .. } | Act::ReportSlip { .. } => Ok(()),
            Act::Announce { .. } | Act::EndAnnouncement(_) | Act::ReportSound { .. } => {
                self.in_the_hall(by, act, now)
            }
            Act::CallSeveral { .. }
            | Act::WalkIn { .. }
            | Act::Note { .. }
            | Act::StandBy { .. }
            | Act::AssignProfile { .. }
            | Act::SignIn { .. }
            | Act::SignOut { .. }
            | Act::ReleaseCounter(_)
            | Act::AskCopy { .. } => Err(Refused),
            Act::StartEpoch { .. } | Act::ConfirmClock | Act::Configure(_) | Act::Due { .. } => {
                unreachable!("not a floor's act")
            }
        }
    }

    /// The ticket called to or served at `counter`.
    pub fn at(&self, counter: &CounterId) -> Option<TicketId> {
        self.tickets
            .iter()
            .find(|ticket| ticket.state.counter() == Some(counter))
            .map(|ticket| ticket.id)
    }

    /// The number after the largest that the series gave today.
    fn next_number(&self, service: &ServiceId, class: &ClassId) -> Option<(SeriesId, u16, String)> {
        let numbers = |own: bool| {
            let class = own.then_some(class);
            move |series: &&config::Series| {
                series.class.as_ref() == class && series.services.contains(service)
            }
        };
        let series = self.config.series.iter().find(numbers(true));
        let series = series
            .or_else(|| self.config.series.iter().find(numbers(false)))
            .unwrap();
        let given = self
            .tickets
            .iter()
            .filter(|ticket| ticket.series == series.id && !ticket.offline)
            .map(|ticket| ticket.value);
        let mut value = given.max().map_or(series.first, |last| last + 1);
        value = value.max(series.first);
        let prefix = series.prefix.as_str();
        while self.was_given_offline(prefix, value) {
            value += 1;
        }
        let ahead =
            |held: &&Held| held.day == self.day && held.letters() == prefix && held.value >= value;
        let end = self.held.iter().filter(ahead).map(|held| held.value);
        let end = end.chain([series.last + 1]).min().unwrap();
        let number = format!(
            "{}{value:0width$}",
            series.prefix.as_str(),
            width = usize::from(series.width)
        );
        (value < end).then(|| (series.id.clone(), value, number))
    }

    fn stop(&mut self, by: &Actor, counter: &CounterId, to: Desk) -> Result<(), Refused> {
        self.at_booth(by, counter)?;
        refuse_unless(self.at(counter).is_none() && self.booths[counter].desk != to)?;
        self.booths.get_mut(counter).unwrap().desk = to;
        Ok(())
    }

    fn call(
        &mut self,
        ticket: TicketId,
        counter: &CounterId,
        quiet: Option<Quiet>,
        now: Timestamp,
    ) {
        self.note_call(&self.booths[counter].profile.clone(), ticket, now);
        self.booths.get_mut(counter).unwrap().calls += 1;
        let called = self.find_mut(ticket);
        (called.state, called.undo) = (
            State::Called {
                counter: counter.clone(),
                recalls: 0,
                quiet,
            },
            None,
        );
    }

    /// Finishes what stands at the counter.
    fn dismiss(&mut self, by: &Actor, counter: &CounterId, now: Timestamp) {
        if let Some(present) = self.at(counter) {
            self.end_service(by, present, Outcome::Served, now);
        }
    }

    fn put_back(&mut self, ticket: TicketId) -> Result<(), Refused> {
        self.find_mut(ticket).undo = None;
        self.sit(ticket);
        Ok(())
    }

    /// Waits at its place, or behind whoever has it by now.
    fn sit(&mut self, id: TicketId) {
        let seat = self.find(id).unwrap().clone();
        let mut turn = seat.turn;
        while self.tickets.iter().any(|other| {
            let same_queue = other.service == seat.service && other.class == seat.class;
            other.id != id
                && other.state == State::Waiting
                && same_queue
                && (other.since_ms, other.turn) == (seat.since_ms, turn)
        }) {
            turn += 1;
        }
        let ticket = self.find_mut(id);
        (ticket.turn, ticket.state) = (turn, State::Waiting);
    }

    fn remember(&mut self, by: &Actor, ticket: TicketId, at: Timestamp) {
        let was = self.find(ticket).unwrap().clone();
        let counter_calls = was
            .state
            .counter()
            .map_or(0, |counter| self.booths[counter].calls);
        let undo = Undo {
            at,
            device: by.device.clone(),
            clerk: by.clerk.clone(),
            counter_calls,
            was,
        };
        self.find_mut(ticket).undo = Some(Box::new(undo));
    }

    fn arrive(&mut self) -> u128 {
        self.arrivals += 1;
        self.arrivals * ROOM
    }

    fn at_its_booth(&self, by: &Actor, ticket: TicketId) -> Result<(), Refused> {
        let counter = self.find(ticket)?.state.counter().cloned().ok_or(Refused)?;
        self.at_booth(by, &counter)
    }

    fn at_booth(&self, by: &Actor, counter: &CounterId) -> Result<(), Refused> {
        refuse_unless(self.booths.contains_key(counter))?;
        refuse_unless(
            above(by) || (by.role == Role::Counter && by.counter.as_ref() == Some(counter)),
        )
    }

    fn find(&self, id: TicketId) -> Result<&Seen, Refused> {
        self.tickets
            .iter()
            .find(|ticket| ticket.id == id)
            .ok_or(Refused)
    }

    fn find_mut(&mut self, id: TicketId) -> &mut Seen {
        self.tickets
            .iter_mut()
            .find(|ticket| ticket.id == id)
            .unwrap()
    }
}

fn sheets(config: &Config) -> BTreeMap<ProfileId, Sheet> {
    let sheets = config.profiles.iter();
    let sheets = sheets.map(|profile| (profile.id.clone(), Sheet::of(config, profile)));
    sheets.collect()
}

fn above(by: &Actor) -> bool {
    matches!(by.role, Role::Supervisor | Role::Admin | Role::Timer)
}

fn refuse_unless(fine: bool) -> Result<(), Refused> {
    if fine { Ok(()) } else { Err(Refused) }
}
