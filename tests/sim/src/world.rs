//! A branch at work in virtual time: who comes and what the clerks do is drawn by lot, and every act
//! goes the way it goes in the hub: decided, written, read again, applied.

use antre_domain::config::Config;
use antre_domain::{
    Act, Actor, Age, AnnouncementKind, Branch, ChoiceReason, Command, Context, CounterId, Day,
    Desk, Event, Finish, HoldReason, LogTail, NoteRef, Outcome, Quiet, QuietReason, Rejection,
    Role, SoundHealth, State, TicketId, Timestamp, What, Without, decide, decode, encode,
    next_deadline,
};

use crate::draw::{self, Wanted, id};
use crate::lot::Lot;

/// Every so many events the branch is compared with the one that only read the log.
const EVENTS_PER_COMPARISON: u64 = 500;
/// How many tickets that left their queue are remembered, to be brought back.
const ASIDE_MAX: usize = 64;

/// A branch, its clock, and a second branch that only reads what was written.
pub struct World {
    /// The branch.
    pub branch: Branch,
    /// The wall clock.
    pub clock: Timestamp,
    /// The holds of the present day, the last perhaps still.
    pub holds: Vec<(Timestamp, Option<Timestamp>)>,
    mirror: Branch,
    wanted: Wanted,
    events: u64,
    seed: u64,
    /// Tickets that were set aside or that somebody did something to, the latest last.
    aside: Vec<TicketId>,
    /// How many wait before arrivals thin out.
    crowd: usize,
    /// What the hall is told and spared is drawn apart: it changes nobody's turn.
    hall: Lot,
}

impl World {
    /// A branch drawn by lot on Monday 2026-11-23 at 07:30, its counters closed.
    pub fn new(lot: &mut Lot, wanted: Wanted) -> Self {
        let (config, _) = draw::branch(lot, wanted);
        Self::of(config, wanted)
    }

    /// That branch with this configuration.
    ///
    /// # Panics
    /// Where the configuration has faults.
    pub fn of(config: Config, wanted: Wanted) -> Self {
        let mut world = Self {
            branch: Branch::default(),
            clock: id("2026-11-23T07:30:00+07:00"),
            holds: Vec::new(),
            mirror: Branch::default(),
            wanted,
            events: 0,
            seed: 0,
            aside: Vec::new(),
            crowd: 12,
            hall: Lot::new(6),
        };
        let begin = Act::StartEpoch {
            counter: 1,
            random: 7,
            rehearsal: false,
        };
        for act in [begin, Act::Configure(Box::new(config))] {
            world.must(&Actor::ADMIN, &act);
        }
        while let Some((by, act)) = world.due() {
            world.must(&by, &act);
        }
        world
    }

    /// The configuration in force.
    pub fn config(&self) -> &Config {
        self.branch.config().expect("a world is configured")
    }

    /// The open day.
    pub fn day(&self) -> &Day {
        self.branch.day().expect("a world has an open day")
    }

    /// What time asks for by now, one at a time.
    pub fn due(&self) -> Option<(Actor, Act)> {
        let (at, reason) = next_deadline(&self.branch)?;
        (at <= self.clock).then_some((Actor::TIMER, Act::Due { reason, at }))
    }

    /// What one act comes to; it is decided twice.
    ///
    /// # Panics
    /// Where the second answer is another.
    pub fn decide(&mut self, by: &Actor, act: &Act) -> Result<Vec<Event>, Rejection> {
        self.seed += 1;
        let context = Context {
            clock: self.clock,
            seed: self.seed.wrapping_mul(0x9e37_79b9),
            tail: LogTail {
                seq: self.events,
                hash: [7; 32],
            },
        };
        let command = Command {
            by: by.clone(),
            act: act.clone(),
        };
        let answer = decide(&self.branch, &command, &context);
        let again = decide(&self.mirror, &command, &context);
        assert_eq!(answer, again, "a branch read from the log decides the same");
        answer
    }

    /// Takes one event in, once as it is and once as it was written and read.
    ///
    /// # Panics
    /// Where both branches come to differ.
    pub fn apply(&mut self, event: &Event) {
        let read = decode(&encode(event)).expect("what was written can be read");
        assert_eq!(read, *event, "what is read is what was written");
        self.branch.apply(event);
        self.mirror.apply(&read);
        self.events += 1;
        if self.events.is_multiple_of(EVENTS_PER_COMPARISON) {
            assert_eq!(
                self.branch, self.mirror,
                "a reader of the log stands elsewhere"
            );
        }
        match &event.what {
            What::DayOpened { .. } => self.holds.clear(),
            What::BranchHeld { .. } => self.holds.push((event.at, None)),
            What::BranchResumed { .. } | What::DayClosed { .. } => {
                if let Some((_, to @ None)) = self.holds.last_mut() {
                    *to = Some(event.at);
                }
            }
            _ => {}
        }
        if let Some(ticket) = event.what.ticket() {
            self.aside.retain(|other| *other != ticket);
            self.aside.push(ticket);
            if self.aside.len() > ASIDE_MAX {
                self.aside.remove(0);
            }
        }
    }

    /// One act that must be accepted.
    ///
    /// # Panics
    /// Where it is refused.
    pub fn must(&mut self, by: &Actor, act: &Act) -> Vec<Event> {
        let events = self
            .decide(by, act)
            .unwrap_or_else(|rejection| panic!("{act:?} was refused: {rejection}"));
        for event in &events {
            self.apply(event);
        }
        events
    }

    /// `at` on a clock that stands still while the branch is held.
    pub fn worked_ms(&self, at: Timestamp) -> i64 {
        let mut worked_ms = at.millis();
        for &(from, to) in &self.holds {
            if from < at {
                let until = to.filter(|to| *to < at).unwrap_or(at);
                worked_ms -= until.millis() - from.millis();
            }
        }
        worked_ms
    }

    /// Lets some time pass: mostly seconds, now and then a quarter of an hour.
    pub fn advance(&mut self, lot: &mut Lot) {
        let secs = match lot.below(100) {
            0..20 => 0,
            20..98 => lot.between(1, 20),
            _ => lot.between(60, 1_200),
        };
        self.clock = self.clock.plus_secs(secs);
        if lot.chance(1) {
            self.crowd = lot.below(30);
        }
    }

    /// Who does what next. Not everything that is drawn is allowed; a refusal is an answer too.
    pub fn propose(&mut self, lot: &mut Lot) -> (Actor, Act) {
        let held = self.day().hold().is_some();
        if held && lot.chance(15) {
            return (supervisor(), Act::ResumeBranch);
        }
        let waiting: usize = self.day().queues.values().map(|queue| queue.len()).sum();
        let counters: Vec<CounterId> = self.day().counters.keys().cloned().collect();
        let counter = lot.pick(&counters).clone();
        let state = &self.day().counters[&counter];
        let clerk = clerk(&counter);
        let by = if lot.chance(20) {
            supervisor()
        } else {
            clerk.clone()
        };
        match state.desk {
            Desk::Open => {}
            Desk::Closed | Desk::Paused if lot.chance(30) => {
                return (by, self.opens(lot, counter));
            }
            Desk::Closed | Desk::Paused => {
                return (kiosk(), self.issue(lot));
            }
        }
        let present = state.ticket;
        if let Some(ticket) = present
            && lot.chance(35)
        {
            return (clerk, self.verb(lot, ticket));
        }
        match lot.below(1_000) {
            0..380 if waiting <= self.crowd => (kiosk(), self.issue(lot)),
            0..700 => (by, self.call_next(counter)),
            700..740 => match self.anyone(lot) {
                Some(ticket) => {
                    let because = lot.chance(50).then_some(ChoiceReason::Together);
                    (
                        by,
                        Act::Call {
                            counter,
                            ticket,
                            because,
                            quiet: self.quiet(),
                            finish: Finish::default(),
                        },
                    )
                }
                None => (by, self.call_next(counter)),
            },
            740..770 => match self.anyone(lot) {
                Some(ticket) => (clerk, self.transfer(lot, ticket)),
                None => (kiosk(), self.issue(lot)),
            },
            770..790 => match self.anyone(lot) {
                Some(ticket) => (by, Act::Cancel(ticket)),
                None => (kiosk(), self.issue(lot)),
            },
            790..950 if !self.aside.is_empty() => {
                let ticket = *lot.pick(&self.aside);
                let state = self.branch.ticket(ticket).map(|ticket| &ticket.state);
                match state {
                    Some(State::Parked { .. }) => (by, Act::Resume(ticket)),
                    Some(State::NoShow { .. }) if lot.chance(70) => (
                        by,
                        Act::Requeue {
                            ticket,
                            because: None,
                        },
                    ),
                    Some(_) | None => (clerk, Act::Undo(ticket)),
                }
            }
            950..965 => (
                by,
                Act::Break {
                    counter,
                    reason: None,
                },
            ),
            965..975 => (by, Act::CloseCounter(counter)),
            975..985 => (by, self.opens(lot, counter)),
            985..990 => {
                let reason = *lot.pick(&[HoldReason::SystemDown, HoldReason::Ceremony]);
                (supervisor(), Act::Hold(reason))
            }
            990..993 => {
                let changed = draw::change(lot, self.config(), self.wanted);
                (supervisor(), Act::Configure(Box::new(changed)))
            }
            _ => (kiosk(), self.issue(lot)),
        }
    }

    /// What happens in the hall besides, now and then.
    pub fn beside(&mut self) -> Option<(Actor, Act)> {
        let standing: Vec<NoteRef> = self
            .day()
            .announcements_at(self.clock)
            .map(|announcement| announcement.id)
            .collect();
        match self.hall.below(100) {
            0..3 => {
                let by = if self.hall.chance(80) {
                    supervisor()
                } else {
                    kiosk()
                };
                let act = Act::Announce {
                    id: NoteRef::from_bits(self.hall.bits().into()),
                    kind: *self.hall.pick(&AnnouncementKind::ALL),
                    zones: Vec::new(),
                    for_secs: self.hall.chance(50).then(|| self.hall.between(10, 3_600)),
                    spoken: self.hall.chance(50),
                };
                Some((by, act))
            }
            3 if !standing.is_empty() => {
                let ended = *self.hall.pick(&standing);
                Some((supervisor(), Act::EndAnnouncement(ended)))
            }
            4 => {
                let all = [SoundHealth::Well, SoundHealth::Off, SoundHealth::Lost];
                let sound = *self.hall.pick(&all);
                let device = id("layar-1");
                Some((Actor::TIMER, Act::ReportSound { device, sound }))
            }
            _ => None,
        }
    }

    fn call_next(&mut self, counter: CounterId) -> Act {
        let quiet = self.quiet();
        Act::CallNext {
            counter,
            quiet,
            finish: Finish::default(),
        }
    }

    fn quiet(&mut self) -> Option<Quiet> {
        let all = [Without::Voice, Without::Screen, Without::Both];
        let quiet = Quiet {
            without: *self.hall.pick(&all),
            because: QuietReason::Asked,
        };
        self.hall.chance(20).then_some(quiet)
    }

    fn opens(&self, lot: &mut Lot, counter: CounterId) -> Act {
        let other = lot
            .chance(30)
            .then(|| lot.pick(&self.config().profiles).id.clone());
        Act::OpenCounter {
            counter,
            profile: other,
        }
    }

    fn issue(&self, lot: &mut Lot) -> Act {
        let class = lot.pick(&self.config().classes);
        let offset_mins = 5 * i64::from(lot.between(0, 7)) - 10;
        // Booked times are full five minutes, so that several share one.
        let slot_ms = 300_000;
        let booked_ms = (self.clock.millis() + offset_mins * 60_000) / slot_ms * slot_ms;
        let is_group = lot.chance(4);
        Act::Issue {
            service: lot.pick(&self.config().services).id.clone(),
            class: Some(class.id.clone()),
            locale: None,
            count: if is_group {
                u8::try_from(lot.between(2, 8)).unwrap_or(1)
            } else {
                1
            },
            party: if lot.chance(15) {
                u8::try_from(lot.between(2, 6)).unwrap_or(1)
            } else {
                1
            },
            booked_at: class.appointment.map(|_| Timestamp::from_millis(booked_ms)),
            note: None,
        }
    }

    fn verb(&self, lot: &mut Lot, ticket: TicketId) -> Act {
        match lot.below(12) {
            0 | 1 => Act::Start(ticket),
            2 | 3 => Act::Finish {
                ticket,
                finish: (*lot.pick(&[Outcome::Served, Outcome::Served, Outcome::Left])).into(),
            },
            4 | 5 => Act::NoShow(ticket),
            6 | 7 => Act::Park {
                ticket,
                return_secs: lot.chance(50).then(|| lot.between(30, 600)),
                note: None,
            },
            8 => Act::Requeue {
                ticket,
                because: None,
            },
            9 => Act::Recall(ticket),
            10 => Act::Cancel(ticket),
            _ => self.transfer(lot, ticket),
        }
    }

    fn transfer(&self, lot: &mut Lot, ticket: TicketId) -> Act {
        let other = lot
            .chance(40)
            .then(|| lot.pick(&self.config().classes).id.clone());
        Act::Transfer {
            ticket,
            service: lot.pick(&self.config().services).id.clone(),
            class: other,
            age: Some(*lot.pick(&[Age::Keep, Age::Fresh])),
            to: None,
            note: None,
        }
    }

    /// Anyone of those who wait.
    fn anyone(&self, lot: &mut Lot) -> Option<TicketId> {
        let waiting: Vec<TicketId> = self
            .day()
            .queues
            .values()
            .flat_map(|queue| queue.values().copied())
            .collect();
        (!waiting.is_empty()).then(|| *lot.pick(&waiting))
    }
}

/// Whoever works at `counter`.
pub fn clerk(counter: &CounterId) -> Actor {
    Actor {
        role: Role::Counter,
        device: Some(id(&format!("pc-{counter}"))),
        counter: Some(counter.clone()),
        clerk: None,
    }
}

/// A supervisor.
pub fn supervisor() -> Actor {
    Actor {
        role: Role::Supervisor,
        device: Some(id("tablet")),
        counter: None,
        clerk: None,
    }
}

/// The kiosk.
pub fn kiosk() -> Actor {
    Actor {
        role: Role::Kiosk,
        device: Some(id("kiosk")),
        counter: None,
        clerk: None,
    }
}
