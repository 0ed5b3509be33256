//! A branch to tell stories with: a configuration, a clock, and a driver that does what the hub's
//! writer does (fires what is due, decides, applies) and checks itself after every step.

use antre_domain::config::{
    BrandPolicy, Class, Config, Counter, Hours, Period, Profile, Rule, Rules, Series, Service,
    SlipPolicy, Span, Week,
};
use antre_domain::*;

use crate::consistency;

/// More deadlines than this in one step mean that one fires for ever.
const DEADLINES_PER_STEP_MAX: usize = 1_000;

pub type Answer = Result<Vec<Event>, Rejection>;

/// A branch, its clock and its log.
pub struct Scene {
    pub branch: Branch,
    /// Fed only with what was written and read again.
    mirror: Branch,
    pub clock: Timestamp,
    pub log: Vec<Event>,
    seed: u64,
}

impl Scene {
    /// The puskesmas on Monday 2026-11-23 at 08:00, numbers given, every counter closed.
    pub fn puskesmas() -> Self {
        Self::of(puskesmas(), "2026-11-23T08:00:00+07:00")
    }

    /// The puskesmas with both general counters open.
    pub fn at_work() -> Self {
        let mut scene = Self::puskesmas();
        for counter in ["l1", "l2"] {
            scene.must(clerk(counter), open(counter));
        }
        scene
    }

    /// A branch whose history begins at `at` with `config`.
    pub fn of(config: Config, at: &str) -> Self {
        let mut scene = Self {
            branch: Branch::default(),
            mirror: Branch::default(),
            clock: instant(at),
            log: Vec::new(),
            seed: 0,
        };
        scene.must(
            Actor::ADMIN,
            Act::StartEpoch {
                counter: 1,
                random: 7,
                rehearsal: false,
            },
        );
        scene.must(Actor::ADMIN, Act::Configure(Box::new(config)));
        scene.pass_deadlines();
        scene
    }

    /// Sets the clock and lets pass what is due.
    pub fn at(&mut self, at: &str) {
        self.clock = instant(at);
        self.pass_deadlines();
    }

    /// Lets `secs` pass.
    pub fn wait(&mut self, secs: u32) {
        self.clock = self.clock.plus_secs(secs);
        self.pass_deadlines();
    }

    /// Fires every deadline that has come, until one is refused or none is left.
    pub fn pass_deadlines(&mut self) {
        for _ in 0..DEADLINES_PER_STEP_MAX {
            let Some((at, reason)) =
                next_deadline(&self.branch).filter(|(at, _)| *at <= self.clock)
            else {
                return;
            };
            if self.ask(Actor::TIMER, Act::Due { reason, at }).is_err() {
                return;
            }
        }
        panic!("a deadline fires for ever");
    }

    /// One command, as the writer takes it.
    pub fn ask(&mut self, by: Actor, act: Act) -> Answer {
        self.seed += 1;
        let tail = LogTail {
            seq: self.log.len() as u64,
            hash: [7; 32],
        };
        let context = Context {
            clock: self.clock,
            seed: self.seed.wrapping_mul(0x9e37_79b9),
            tail,
        };
        let command = Command { by, act };
        let before = self.branch.clone();
        let answer = decide(&self.branch, &command, &context);
        assert_eq!(
            answer,
            decide(&self.branch, &command, &context),
            "the same input gives the same answer"
        );
        assert_eq!(self.branch, before, "deciding changes nothing");
        for event in answer.iter().flatten() {
            let read = decode(&encode(event)).expect("what was written can be read");
            assert_eq!(read, *event, "what is read is what was written");
            assert!(
                event.at >= self.branch.last_event_at(),
                "the log's time never goes back"
            );
            self.branch.apply(event);
            self.mirror.apply(&read);
            self.log.push(event.clone());
        }
        assert_eq!(
            self.branch, self.mirror,
            "a follower of the log stands where the writer stands"
        );
        consistency::check(&self.branch);
        answer
    }

    /// One command that must be accepted.
    pub fn must(&mut self, by: Actor, act: Act) -> Vec<Event> {
        self.ask(by, act.clone())
            .unwrap_or_else(|rejection| panic!("{act:?} was refused: {rejection}"))
    }

    /// One command that must be refused.
    pub fn refused(&mut self, by: Actor, act: Act) -> Rejection {
        match self.ask(by, act.clone()) {
            Ok(events) => panic!("{act:?} was not refused but led to {events:?}"),
            Err(rejection) => rejection,
        }
    }

    /// A kiosk's touch: one regular ticket.
    pub fn touch(&mut self, service: &str) -> TicketId {
        self.touch_as(service, "regular")
    }

    /// A kiosk's touch in a class.
    pub fn touch_as(&mut self, service: &str, class: &str) -> TicketId {
        let events = self.must(kiosk("k1"), issue_as(service, class));
        events[0].what.ticket().unwrap()
    }

    /// Whom `counter` calls next, with the reason.
    pub fn next(&mut self, counter: &str) -> Option<(TicketId, CallReason)> {
        let events = self.must(clerk(counter), call_next(counter));
        events.into_iter().find_map(|event| match event.what {
            What::TicketCalled { ticket, reason, .. } => Some((ticket, reason)),
            _ => None,
        })
    }

    /// Whom `counter` calls next, by number.
    pub fn next_number(&mut self, counter: &str) -> String {
        let (ticket, _) = self.next(counter).expect("somebody waits");
        self.number(ticket)
    }

    pub fn ticket(&self, ticket: TicketId) -> &Ticket {
        self.branch.ticket(ticket).expect("a ticket of today")
    }

    pub fn number(&self, ticket: TicketId) -> String {
        self.ticket(ticket).number.to_string()
    }

    pub fn state(&self, ticket: TicketId) -> StateName {
        self.ticket(ticket).state.name()
    }

    pub fn day(&self) -> &Day {
        self.branch.day().expect("a day is open")
    }

    /// The date of the open day.
    pub fn date(&self) -> String {
        self.day().date.to_string()
    }

    /// The dates of all days so far.
    pub fn dates_opened(&self) -> Vec<String> {
        let opened = self.log.iter().filter_map(|event| match &event.what {
            What::DayOpened { date, .. } => Some(date.to_string()),
            _ => None,
        });
        opened.collect()
    }

    pub fn config(&self) -> Config {
        self.branch.config().expect("configured").clone()
    }

    /// The queue of a service and class, in order.
    pub fn queue(&self, service: &str, class: &str) -> Vec<TicketId> {
        let queue = self.day().queues.get(&(id(service), id(class)));
        queue
            .map(|queue| queue.values().copied().collect())
            .unwrap_or_default()
    }
}

/// Anything that is named by text: `id("l1")` is whatever is asked for.
pub fn id<T: std::str::FromStr>(text: &str) -> T {
    text.parse()
        .unwrap_or_else(|_| panic!("{text:?} names nothing"))
}

pub fn instant(text: &str) -> Timestamp {
    id(text)
}

pub fn kiosk(device: &str) -> Actor {
    Actor {
        role: Role::Kiosk,
        device: Some(id(device)),
        counter: None,
        clerk: None,
    }
}

pub fn clerk(counter: &str) -> Actor {
    Actor {
        role: Role::Counter,
        device: Some(id(&format!("pc-{counter}"))),
        counter: Some(id(counter)),
        clerk: Some(id(&format!("clerk-{counter}"))),
    }
}

pub fn supervisor() -> Actor {
    Actor {
        role: Role::Supervisor,
        device: Some(id("tablet")),
        counter: None,
        clerk: Some(id("boss")),
    }
}

pub fn issue(service: &str) -> Act {
    Act::Issue {
        service: id(service),
        class: None,
        locale: None,
        count: 1,
        party: 1,
        booked_at: None,
        note: None,
    }
}

pub fn issue_as(service: &str, class: &str) -> Act {
    Act::Issue {
        service: id(service),
        class: Some(id(class)),
        locale: None,
        count: 1,
        party: 1,
        booked_at: None,
        note: None,
    }
}

pub fn issue_many(service: &str, count: u8) -> Act {
    Act::Issue {
        service: id(service),
        class: None,
        locale: None,
        count,
        party: 1,
        booked_at: None,
        note: None,
    }
}

/// A number for somebody who has booked `at`.
pub fn book(service: &str, class: &str, at: &str) -> Act {
    Act::Issue {
        service: id(service),
        class: Some(id(class)),
        locale: None,
        count: 1,
        party: 1,
        booked_at: Some(instant(at)),
        note: None,
    }
}

/// One number for so many people.
pub fn issue_party(service: &str, party: u8) -> Act {
    Act::Issue {
        service: id(service),
        class: None,
        locale: None,
        count: 1,
        party,
        booked_at: None,
        note: None,
    }
}

pub fn open(counter: &str) -> Act {
    Act::OpenCounter {
        counter: id(counter),
        profile: None,
    }
}

pub fn call_next(counter: &str) -> Act {
    Act::CallNext {
        counter: id(counter),
        quiet: None,
        finish: Finish::default(),
    }
}

pub fn call(counter: &str, ticket: TicketId) -> Act {
    Act::Call {
        counter: id(counter),
        ticket,
        because: None,
        quiet: None,
        finish: Finish::default(),
    }
}

pub fn finish(ticket: TicketId) -> Act {
    Act::Finish {
        ticket,
        finish: Outcome::Served.into(),
    }
}

pub fn requeue(ticket: TicketId) -> Act {
    Act::Requeue {
        ticket,
        because: None,
    }
}

pub fn transfer(ticket: TicketId, service: &str) -> Act {
    Act::Transfer {
        ticket,
        service: id(service),
        class: None,
        age: Some(Age::Keep),
        to: None,
        note: None,
    }
}

pub fn park(ticket: TicketId, return_secs: Option<u32>) -> Act {
    Act::Park {
        ticket,
        return_secs,
        note: None,
    }
}

pub fn every_day(span: &str) -> Hours {
    let spans: Vec<Span> = span.split_whitespace().map(id).collect();
    let week = Week {
        mon: spans.clone(),
        tue: spans.clone(),
        wed: spans.clone(),
        thu: spans.clone(),
        fri: spans.clone(),
        sat: spans.clone(),
        sun: spans,
    };
    Hours {
        week,
        periods: Vec::new(),
    }
}

pub fn closed_on(date: &str) -> Period {
    Period {
        from: id(date),
        to: id(date),
        name: None,
        week: Week::default(),
    }
}

pub fn class(name: &str, target_wait_secs: u32) -> Class {
    Class {
        id: id(name),
        name: name.into(),
        priority: name == "priority",
        target_wait_secs,
        appointment: None,
    }
}

pub fn series(prefix: &str, services: &[&str]) -> Series {
    Series {
        id: id(&format!("series-{}", prefix.to_lowercase())),
        prefix: Prefix::new(prefix).unwrap(),
        first: 1,
        last: 999,
        width: 3,
        services: services.iter().map(|service| id(service)).collect(),
        class: None,
    }
}

pub fn service(name: &str) -> Service {
    Service {
        id: id(name),
        name: name.into(),
        group: None,
        icon: None,
        walk_in: true,
        hours: None,
        quotas: Vec::new(),
        journey: None,
        bring: Vec::new(),
        waiting_area: None,
        cost: None,
        tips: Vec::new(),
        at_once: false,
        asks_party: false,
        on_transfer: Default::default(),
    }
}

pub fn profile(name: &str, services: &[&str]) -> Profile {
    Profile {
        id: id(name),
        name: name.into(),
        services: services.iter().map(|service| id(service)).collect(),
        helps: Vec::new(),
        rule: Rule::default(),
    }
}

/// A rule as a branch file says it.
pub fn rule(text: serde_json::Value) -> Rule {
    serde_json::from_value(text).expect("a rule as a branch file says it")
}

pub fn counter(name: &str, profile: &str) -> Counter {
    Counter {
        id: id(name),
        noun: "Loket".into(),
        sign: name.to_uppercase(),
        spoken: None,
        direction: None,
        profile: id(profile),
        hours: None,
    }
}

/// Two general counters (umum and gigi), one for mothers (kia), a laboratory reached by transfer.
/// A and C number the regular, B the priority class; numbers from 07:45, counters 08:00–15:00.
pub fn puskesmas() -> Config {
    Config {
        deliveries: Vec::new(),
        name: "Puskesmas Melati".to_owned(),
        time_zone: TimeZone::new("Asia/Jakarta").unwrap(),
        day_starts: id("03:00"),
        languages: vec![Locale::ID, Locale::EN],
        public_url: None,
        wifi: None,
        practice: false,
        notices: Vec::new(),
        hours: every_day("08:00-15:00"),
        numbers_lead_mins: 15,
        rules: Rules::default(),
        slip: SlipPolicy::default(),
        brand: BrandPolicy::default(),
        hall: Default::default(),
        reserve: 20,
        classes: vec![class("regular", 1_800), class("priority", 600)],
        series: vec![
            series("A", &["umum", "lab"]),
            Series {
                class: Some(id("priority")),
                ..series("B", &["umum", "gigi"])
            },
            series("C", &["gigi"]),
            series("D", &["kia"]),
        ],
        services: vec![
            service("umum"),
            service("gigi"),
            service("kia"),
            Service {
                walk_in: false,
                ..service("lab")
            },
        ],
        profiles: vec![
            profile("general", &["umum", "gigi"]),
            profile("mothers", &["kia"]),
            profile("laboratory", &["lab"]),
        ],
        counters: vec![
            counter("l1", "general"),
            counter("l2", "general"),
            counter("k1", "mothers"),
            counter("lab", "laboratory"),
        ],
        journeys: Vec::new(),
        clerks: Vec::new(),
    }
}
