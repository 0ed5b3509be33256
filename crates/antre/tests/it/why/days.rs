//! Days of a branch, decided by the domain and written to a log as the hub's writer writes them.

use std::path::Path;

use antre_domain::{
    Act, Actor, Branch, Command, Config, Context, Event, Finish, LogTail, Outcome, Role, TicketId,
    Timestamp, What, decide, encode, next_deadline,
};
use antre_storage::{Batch, DataDir, NewEvent, OpenOptions};
use chrono::{DateTime, FixedOffset, NaiveDate, NaiveTime};

/// More deadlines than this in one step mean that one fires for ever.
const DEADLINES_PER_STEP_MAX: usize = 100;

pub(crate) struct Days {
    branch: Branch,
    log: Vec<Event>,
    clock: Timestamp,
}

impl Days {
    /// Monday 23 November 2026, before the doors open.
    pub(crate) fn begin() -> Self {
        let mut days = Self {
            branch: Branch::default(),
            log: Vec::new(),
            clock: instant("2026-11-23", "07:30"),
        };
        let begin = Act::StartEpoch {
            counter: 1,
            random: 7,
            rehearsal: false,
        };
        days.act(begin);
        days.act(Act::Configure(Box::new(config())));
        days.pass_deadlines();
        days
    }

    /// Sets the clock of the present day, and lets pass what is due.
    pub(crate) fn at(&mut self, time: &str) {
        let date = self.branch.day().unwrap().date.to_string();
        self.on(&date, time);
    }

    /// Sets the clock, and lets pass what is due.
    pub(crate) fn on(&mut self, date: &str, time: &str) {
        self.clock = instant(date, time);
        self.pass_deadlines();
    }

    fn pass_deadlines(&mut self) {
        for _ in 0..DEADLINES_PER_STEP_MAX {
            match next_deadline(&self.branch).filter(|(at, _)| *at <= self.clock) {
                Some((at, reason)) => self.by(Actor::TIMER, Act::Due { reason, at }),
                None => return,
            };
        }
        panic!("a deadline fires for ever");
    }

    /// One act of a supervisor, who may do everything.
    pub(crate) fn act(&mut self, act: Act) -> Vec<Event> {
        let boss = Actor {
            role: Role::Supervisor,
            ..Actor::ADMIN
        };
        self.by(boss, act)
    }

    fn by(&mut self, by: Actor, act: Act) -> Vec<Event> {
        let context = Context {
            clock: self.clock,
            seed: self.log.len() as u64,
            tail: LogTail::default(),
        };
        let said = format!("{act:?}");
        let events = decide(&self.branch, &Command { by, act }, &context)
            .unwrap_or_else(|rejection| panic!("{said} was refused: {rejection}"));
        for event in &events {
            self.branch.apply(event);
            self.log.push(event.clone());
        }
        events
    }

    pub(crate) fn open(&mut self, counter: &str) {
        self.act(Act::OpenCounter {
            counter: id(counter),
            profile: None,
        });
    }

    /// Somebody takes a number.
    pub(crate) fn comes(&mut self, service: &str, class: &str) -> TicketId {
        self.comes_as(service, class, 1, None)
    }

    /// Somebody comes for a booked time.
    pub(crate) fn comes_for(&mut self, service: &str, booked: &str) -> TicketId {
        let date = self.branch.day().unwrap().date.to_string();
        self.comes_as(service, "janji", 1, Some(instant(&date, booked)))
    }

    pub(crate) fn comes_as(
        &mut self,
        service: &str,
        class: &str,
        party: u8,
        booked_at: Option<Timestamp>,
    ) -> TicketId {
        let issue = Act::Issue {
            service: id(service),
            class: Some(id(class)),
            locale: None,
            count: 1,
            party,
            booked_at,
            note: None,
        };
        self.act(issue)[0].what.ticket().unwrap()
    }

    /// The next one at a counter, whose last one is done by that.
    pub(crate) fn next(&mut self, counter: &str) -> TicketId {
        let called = |event: &Event| match event.what {
            What::TicketCalled { ticket, .. } => Some(ticket),
            _ => None,
        };
        let events = self.act(Act::CallNext {
            counter: id(counter),
            quiet: None,
            finish: Finish::default(),
        });
        events.iter().find_map(called).expect("somebody waits")
    }

    /// The next one at a counter is who the story says.
    pub(crate) fn calls(&mut self, counter: &str, number: &str) -> TicketId {
        let called = self.next(counter);
        let called_number = self.branch.ticket(called).unwrap().number;
        assert_eq!(called_number.to_string(), number, "at {}", self.clock);
        called
    }

    pub(crate) fn start(&mut self, ticket: TicketId) {
        self.act(Act::Start(ticket));
    }

    pub(crate) fn finish(&mut self, ticket: TicketId) {
        self.act(Act::Finish {
            ticket,
            finish: Outcome::Served.into(),
        });
    }

    pub(crate) fn config(&self) -> Config {
        self.branch.config().unwrap().clone()
    }

    pub(crate) fn log(&self) -> &[Event] {
        &self.log
    }

    /// Writes everything to a data directory.
    pub(crate) fn write(&self, data: &Path) {
        let options = OpenOptions {
            create: true,
            rehearsal: false,
        };
        let dir = DataDir::open(data, options).unwrap();
        let events = self.log.iter().map(|event| NewEvent {
            at_ms: event.at.millis(),
            day: match event.what {
                What::DayOpened { date, .. } => Some(date),
                _ => None,
            },
            kind: event.what.kind(),
            body: encode(event),
        });
        let batch = Batch {
            events: events.collect(),
            receipts: Vec::new(),
        };
        dir.log().unwrap().append(&batch).unwrap();
    }
}

pub(crate) fn config() -> Config {
    antre_hub::parse_branch_file(include_str!("branch.toml"), Path::new("branch.toml")).unwrap()
}

/// `time` in Jakarta.
pub(crate) fn instant(date: &str, time: &str) -> Timestamp {
    let date: NaiveDate = date.parse().unwrap();
    let time = NaiveTime::parse_from_str(time, "%H:%M").unwrap();
    let jakarta = FixedOffset::east_opt(7 * 3600).unwrap();
    let local: DateTime<FixedOffset> = date.and_time(time).and_local_timezone(jakarta).unwrap();
    local.to_utc().into()
}

/// Anything that is named by text.
pub(crate) fn id<T: std::str::FromStr>(text: &str) -> T {
    text.parse()
        .unwrap_or_else(|_| panic!("{text:?} names nothing"))
}
