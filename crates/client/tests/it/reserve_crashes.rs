//! The program may end at any byte, the hub may answer anything: no number twice, none lost.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use antre_client::requests::Reply;
use antre_client::reserve::Reserve;
use antre_client::{Key, Moment};
use antre_domain::{TicketId, Timestamp};
use antre_protocol::{JoinRequest, ReserveAnswer, ReserveReturn};
use proptest::prelude::*;

use crate::reserve::{
    EIGHT, HOUR_MS, answer, day, joined, later, moment, problem, time, view, wish,
};

/// Numbers that the hub lets a kiosk hold of each series.
const HELD: u64 = 3;

#[derive(Debug, Clone)]
enum Step {
    Take,
    /// The program ends while a number is written down: so many hundredths of the record are on the disk.
    CrashInTake(usize),
    Crash,
    /// The hub is there, and its word is heard.
    Live,
    Stale,
    /// A request leaves; the hub sees it unless it is lost on the way there.
    Send {
        reaches: bool,
    },
    Reply {
        arrives: bool,
    },
    /// Something stands between, or the hub is not well.
    Nonsense(u16),
    /// The hub wants series `a` back.
    Recall,
    Wait(u64),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        6 => Just(Step::Take),
        2 => (0..=100usize).prop_map(Step::CrashInTake),
        2 => Just(Step::Crash),
        3 => Just(Step::Live),
        2 => Just(Step::Stale),
        6 => any::<bool>().prop_map(|reaches| Step::Send { reaches }),
        6 => any::<bool>().prop_map(|arrives| Step::Reply { arrives }),
        2 => prop_oneof![Just(200), Just(401), Just(404), Just(429), Just(503)].prop_map(Step::Nonsense),
        1 => Just(Step::Recall),
        2 => (1..200u64).prop_map(Step::Wait),
    ];
    prop::collection::vec(step, 1..50)
}

/// A hub that grants from the end of its series, and never believes what it was not told.
#[derive(Default)]
struct Hub {
    held: BTreeMap<TicketId, String>,
    joined: BTreeMap<TicketId, Timestamp>,
    granted: u64,
    /// Given back, and so perhaps given to somebody else.
    returned: BTreeSet<TicketId>,
}

impl Hub {
    fn holding(&self) -> ReserveAnswer {
        let mut today = day("2026-11-23", 0..0);
        for (ticket, number) in &self.held {
            let place = usize::from(!number.starts_with('A'));
            let numbers = &mut today.series[[0, 2][place]].numbers;
            numbers.push(antre_protocol::ReservedNumber {
                ticket: *ticket,
                number: number.parse().unwrap(),
                url: None,
            });
        }
        ReserveAnswer { days: vec![today] }
    }

    fn grant(&mut self) {
        for prefix in ["A", "C"] {
            let held = self.held.values().filter(|held| held.starts_with(prefix));
            for _ in held.count() as u64..HELD {
                self.granted += 1;
                let ticket = TicketId::from_bits(self.granted);
                self.held
                    .insert(ticket, format!("{prefix}{:03}", self.granted % 1000));
            }
        }
    }

    fn answer(&mut self, path: &str, body: &str) -> Reply {
        match path {
            "/api/v1/reserve" => self.grant(),
            "/api/v1/reserve/return" => {
                let back: ReserveReturn = serde_json::from_str(body).unwrap();
                let wanted = |number: &String| {
                    let series = number[..1].to_lowercase();
                    back.series
                        .as_ref()
                        .is_none_or(|all| all.iter().any(|one| one.as_str() == series))
                };
                let gone: Vec<TicketId> = self
                    .held
                    .iter()
                    .filter(|(ticket, number)| wanted(number) && !back.given.contains(ticket))
                    .map(|(ticket, _)| *ticket)
                    .collect();
                for ticket in gone {
                    self.held.remove(&ticket);
                    self.returned.insert(ticket);
                }
            }
            _ => {
                let join: JoinRequest = serde_json::from_str(body).unwrap();
                for ticket in &join.tickets {
                    let known = self.joined.contains_key(&ticket.ticket);
                    if !known && self.held.remove(&ticket.ticket).is_none() {
                        return problem(409, "not_reserved");
                    }
                    self.joined.entry(ticket.ticket).or_insert(ticket.issued_at);
                }
                return joined(body);
            }
        }
        answer(200, &serde_json::to_string(&self.holding()).unwrap())
    }
}

struct World {
    path: PathBuf,
    off_ms: i64,
    /// Since 08:00, and since the program began.
    secs: u64,
    started: u64,
    reserve: Option<Reserve>,
    hub: Hub,
    on_the_way: Option<Reply>,
    keys: u128,
    recall: bool,
    /// On paper: in this order, at this true time.
    paper: Vec<(TicketId, String, Timestamp, Timestamp)>,
}

impl World {
    fn new(dir: &Path, off_ms: i64) -> Self {
        let mut world = Self {
            path: dir.join("reserve"),
            off_ms,
            secs: 0,
            started: 0,
            reserve: None,
            hub: Hub::default(),
            on_the_way: None,
            keys: 0,
            recall: false,
            paper: Vec::new(),
        };
        world.start();
        world
    }

    fn hub_time(&self) -> Timestamp {
        later(time(EIGHT), i64::try_from(self.secs).unwrap() * 1_000)
    }

    fn now(&self) -> Moment {
        moment(self.secs - self.started)
    }

    fn reserve(&mut self) -> &mut Reserve {
        self.reserve.as_mut().unwrap()
    }

    fn start(&mut self) {
        self.reserve = None;
        self.on_the_way = None;
        self.started = self.secs;
        let clock = later(self.hub_time(), self.off_ms);
        self.reserve = Some(Reserve::open(&self.path, moment(0), clock, 1).unwrap());
    }

    fn take(&mut self) {
        let (now, at) = (self.now(), self.hub_time());
        let service = ["teller", "layanan"][self.paper.len() % 2];
        if let Ok(given) = self.reserve().take(now, &wish(service)) {
            let issued_at = given.ticket.issued_at;
            let number = given.number.to_string();
            self.paper
                .push((given.ticket.ticket, number, issued_at, at));
        }
    }

    fn do_step(&mut self, step: &Step) {
        let now = self.now();
        match step {
            Step::Take => self.take(),
            Step::CrashInTake(hundredths) => {
                let before = std::fs::read(&self.path).unwrap();
                let papers = self.paper.len();
                self.take();
                let after = std::fs::read(&self.path).unwrap();
                // Nobody saw it. A file written anew is there whole or not at all.
                self.paper.truncate(papers);
                self.reserve = None;
                if after.starts_with(&before) {
                    let more = (after.len() - before.len()) * hundredths / 100;
                    std::fs::write(&self.path, &after[..before.len() + more]).unwrap();
                }
                self.start();
            }
            Step::Crash => self.start(),
            Step::Live => {
                let hub = self.hub_time();
                let clock = later(hub, self.off_ms);
                if self.reserve().handle_word(now, clock, hub) {
                    self.reserve().keep_word(now);
                }
                let mut seen = view();
                if self.recall {
                    seen.reserve.recall = vec!["a".parse().unwrap()];
                }
                self.reserve().handle_view(&seen);
                self.reserve().handle_live();
            }
            Step::Stale => self.reserve().handle_stale(),
            Step::Send { reaches } => {
                self.keys += 1;
                let key = Key::from_bits(self.keys);
                let sent = self.reserve().poll_transmit(now, || key);
                if let Some(delivery) = sent {
                    let reply = if *reaches {
                        self.hub.answer(&delivery.act.path, &delivery.act.body)
                    } else {
                        Reply::Lost
                    };
                    self.on_the_way = Some(reply);
                }
            }
            Step::Reply { arrives } => {
                if let Some(reply) = self.on_the_way.take() {
                    let reply = if *arrives { reply } else { Reply::Lost };
                    self.reserve().handle_reply(now, reply);
                }
            }
            Step::Nonsense(status) => {
                if self.on_the_way.take().is_some() {
                    self.reserve().handle_reply(now, answer(*status, "<html>"));
                }
            }
            Step::Recall => self.recall = !self.recall,
            Step::Wait(secs) => self.secs += secs,
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn every_number_on_paper_is_given_once_and_joined_in_the_order_of_issue(
        steps in steps(),
        off_ms in prop_oneof![Just(0), Just(HOUR_MS), Just(-HOUR_MS)],
    ) {
        let dir = tempfile::tempdir().unwrap();
        let mut world = World::new(dir.path(), off_ms);
        // A day that begins with its hub.
        world.do_step(&Step::Live);
        for _ in 0..4 {
            world.do_step(&Step::Send { reaches: true });
            world.do_step(&Step::Reply { arrives: true });
        }
        for step in &steps {
            world.do_step(step);
        }
        // A last crash, and then the network is well.
        world.do_step(&Step::Crash);
        world.recall = false;
        for _ in 0..(steps.len() + 8) {
            world.do_step(&Step::Wait(10));
            world.do_step(&Step::Live);
            world.do_step(&Step::Send { reaches: true });
            world.do_step(&Step::Reply { arrives: true });
        }
        let tickets: BTreeSet<_> = world.paper.iter().map(|paper| paper.0).collect();
        prop_assert_eq!(tickets.len(), world.paper.len(), "a number was given twice");
        prop_assert!(world.reserve().unjoined().is_empty());
        prop_assert!(world.reserve().standing().aside.is_empty());
        for (ticket, number, issued_at, at) in &world.paper {
            prop_assert!(world.hub.joined.contains_key(ticket), "{} was lost", number);
            prop_assert!(!world.hub.returned.contains(ticket), "{} may be somebody else's", number);
            prop_assert!(!world.hub.held.contains_key(ticket));
            // Numbers of one second are a millisecond apart.
            let late_ms = issued_at.millis() - at.millis();
            prop_assert!((0..1_000).contains(&late_ms), "{} is {} ms late", number, late_ms);
        }
        let by_issue = world.paper.windows(2);
        for pair in by_issue.collect::<Vec<_>>() {
            prop_assert!(pair[0].2 <= pair[1].2, "the order on paper is not that of issue");
        }
        // Whatever else joined, a crash kept from being seen.
        let crashes = steps.iter().filter(|step| matches!(step, Step::CrashInTake(_))).count();
        prop_assert!(world.hub.joined.len() <= world.paper.len() + crashes);
    }
}
