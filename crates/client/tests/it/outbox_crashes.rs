//! The program may end at any point: every accepted act reaches the hub, under one key.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use antre_client::requests::{Outbox, OutboxEvent, Reply};
use proptest::prelude::*;

use crate::following::at;
use crate::outbox::{LIFETIME, act, answer, clock, key};

#[derive(Debug, Clone)]
enum Step {
    Post,
    /// An attempt leaves; the hub sees it unless it is lost on the way there.
    Send {
        reaches: bool,
    },
    /// What was sent is answered, or the answer is lost.
    Reply {
        arrives: bool,
    },
    Busy,
    Crash,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        3 => Just(Step::Post),
        4 => any::<bool>().prop_map(|reaches| Step::Send { reaches }),
        3 => any::<bool>().prop_map(|arrives| Step::Reply { arrives }),
        1 => Just(Step::Busy),
        2 => Just(Step::Crash),
    ];
    prop::collection::vec(step, 1..60)
}

struct World<'a> {
    path: &'a Path,
    outbox: Option<Outbox>,
    accepted: BTreeSet<String>,
    on_the_way: Vec<(antre_client::Key, bool)>,
    /// Body by the keys that the hub has seen for it.
    hub: BTreeMap<String, BTreeSet<antre_client::Key>>,
    settled: Vec<antre_client::Key>,
}

impl World<'_> {
    fn outbox(&mut self) -> &mut Outbox {
        let path = self.path;
        self.outbox
            .get_or_insert_with(|| Outbox::open(path, at(0), clock(0), 1).unwrap())
    }

    fn take(&mut self, n: u32, step: &Step) {
        // Far enough for any backoff, near enough for every lifetime.
        let now = at(u64::from(n) * 200);
        match step {
            Step::Post => {
                if self
                    .outbox()
                    .post(now, clock(0), key(n), act(n), LIFETIME)
                    .is_ok()
                {
                    self.accepted.insert(act(n).body);
                }
            }
            Step::Send { reaches } => {
                if let Some(delivery) = self.outbox().poll_transmit(now) {
                    if *reaches {
                        self.hub
                            .entry(delivery.act.body)
                            .or_default()
                            .insert(delivery.key);
                    }
                    self.on_the_way.push((delivery.key, *reaches));
                }
            }
            Step::Reply { arrives } => {
                if let Some((key, reached)) = self.on_the_way.pop() {
                    let reply = if *arrives && reached {
                        answer(201)
                    } else {
                        Reply::Lost
                    };
                    self.outbox().handle_reply(now, key, reply);
                }
            }
            Step::Busy => {
                if let Some((key, _)) = self.on_the_way.pop() {
                    self.outbox().handle_reply(now, key, answer(503));
                }
            }
            Step::Crash => {
                self.outbox = None;
                self.on_the_way.clear();
            }
        }
        while let Some(event) = self.outbox().poll_event() {
            match event {
                OutboxEvent::Settled { key, .. } => self.settled.push(key),
                OutboxEvent::GaveUp { .. } => panic!("there was time left"),
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn every_accepted_act_reaches_the_hub_under_one_key_wherever_the_program_ends(steps in steps()) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("outbox");
        let mut world = World {
            path: &path,
            outbox: None,
            accepted: BTreeSet::new(),
            on_the_way: Vec::new(),
            hub: BTreeMap::new(),
            settled: Vec::new(),
        };
        for (n, step) in (0..).zip(&steps) {
            world.take(n, step);
        }
        // A last crash, and then the network is well.
        world.take(0, &Step::Crash);
        for _ in 0..steps.len() {
            world.take(0, &Step::Send { reaches: true });
            world.take(0, &Step::Reply { arrives: true });
        }
        prop_assert!(world.outbox().is_empty());
        prop_assert_eq!(&world.hub.keys().cloned().collect::<BTreeSet<_>>(), &world.accepted);
        for (body, keys) in &world.hub {
            prop_assert_eq!(keys.len(), 1, "{} had {:?}", body, keys);
        }
        let told: BTreeSet<_> = world.settled.iter().collect();
        prop_assert_eq!(told.len(), world.settled.len(), "an act was settled twice");
    }
}
