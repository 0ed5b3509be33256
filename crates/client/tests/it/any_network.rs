//! Whatever the network and the hub do, once both are well the screen shows what the hub has, and
//! every call was announced once.

use std::collections::{BTreeSet, VecDeque};
use std::time::Duration;

use antre_client::Moment;
use antre_client::session::{Closed, Session, SessionEvent, Transmit};
use antre_protocol::{ServerMessage, View, ViewKind};
use proptest::prelude::*;

use crate::fake_hub::FakeHub;

#[derive(Debug, Clone)]
enum Step {
    Call,
    Serve,
    Withdraw,
    Quiet,
    Heartbeat,
    /// Time passes, by milliseconds.
    Pass(u64),
    /// So many frames arrive.
    Deliver(usize),
    /// The connection breaks, and what was on its way is lost.
    Cut,
    /// No attempt to connect succeeds until `NetworkUp`.
    NetworkDown,
    NetworkUp,
    /// The socket stays open and carries nothing any more.
    HalfOpen,
    Duplicate(usize),
    /// A message overtakes the one before it, unless that is an event: a frame does not name the one
    /// before it, so what overtook a lost event looks like what followed on it.
    Swap(usize),
    Truncate(usize, usize),
    /// The hub comes back with another history, without the last few events.
    Restore(usize),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        6 => Just(Step::Call),
        2 => Just(Step::Serve),
        1 => Just(Step::Withdraw),
        2 => Just(Step::Quiet),
        3 => Just(Step::Heartbeat),
        3 => (0u64..3_000).prop_map(Step::Pass),
        1 => (3_000u64..100_000).prop_map(Step::Pass),
        8 => (1usize..6).prop_map(Step::Deliver),
        2 => Just(Step::Cut),
        1 => Just(Step::NetworkDown),
        2 => Just(Step::NetworkUp),
        1 => Just(Step::HalfOpen),
        1 => (0usize..4).prop_map(Step::Duplicate),
        1 => (0usize..4).prop_map(Step::Swap),
        1 => ((0usize..4), (0usize..40)).prop_map(|(index, len)| Step::Truncate(index, len)),
        1 => (0usize..4).prop_map(Step::Restore),
    ];
    prop::collection::vec(step, 1..120)
}

/// A message on its way.
#[derive(Clone)]
struct Frame {
    is_event: bool,
    text: String,
}

impl Frame {
    fn new(text: String) -> Self {
        let is_event = matches!(serde_json::from_str(&text), Ok(ServerMessage::Event { .. }));
        Self { is_event, text }
    }
}

struct World {
    hub: FakeHub,
    session: Session,
    now: Moment,
    network_up: bool,
    half_open: bool,
    connected: bool,
    pipe: VecDeque<Frame>,
    shown: Option<View>,
    announced: Vec<(String, u64)>,
    /// Calls that a delivered snapshot was right to leave out.
    excused: BTreeSet<(String, u64)>,
}

impl World {
    fn new(seed: u64) -> Self {
        let now = Moment::new(Duration::ZERO);
        Self {
            hub: FakeHub::new(),
            session: Session::new(ViewKind::Display, now, seed),
            now,
            network_up: true,
            half_open: false,
            connected: false,
            pipe: VecDeque::new(),
            shown: None,
            announced: Vec::new(),
            excused: BTreeSet::new(),
        }
    }

    fn take(&mut self, step: Step) {
        match step {
            Step::Call => self.send_committed(FakeHub::call),
            Step::Serve => self.send_committed(FakeHub::serve),
            Step::Withdraw => self.send_committed(FakeHub::withdraw),
            Step::Quiet => self.send_committed(FakeHub::quiet),
            Step::Heartbeat => {
                let beat = self.hub.heartbeat();
                self.send([beat]);
            }
            Step::Pass(ms) => self.pass(ms),
            Step::Deliver(count) => (0..count).for_each(|_| self.deliver()),
            Step::Cut => self.cut(),
            Step::NetworkDown => {
                self.network_up = false;
                self.cut();
            }
            Step::NetworkUp => self.network_up = true,
            Step::HalfOpen => {
                self.half_open = true;
                self.pipe.clear();
            }
            Step::Duplicate(index) => {
                if let Some(frame) = self.pipe.get(index).cloned() {
                    self.pipe.insert(index, frame);
                }
            }
            Step::Swap(index) => {
                if index + 1 < self.pipe.len() && !self.pipe[index].is_event {
                    self.pipe.swap(index, index + 1);
                }
            }
            Step::Truncate(index, len) => {
                if let Some(frame) = self.pipe.get_mut(index) {
                    frame.text.truncate(len);
                }
            }
            Step::Restore(lost) => {
                self.hub.restore(lost);
                self.cut();
            }
        }
        self.settle();
    }

    fn send_committed(&mut self, commit: impl FnOnce(&mut FakeHub) -> Option<String>) {
        let frame = commit(&mut self.hub);
        self.send(frame);
    }

    fn send(&mut self, texts: impl IntoIterator<Item = String>) {
        if self.connected && !self.half_open {
            self.pipe.extend(texts.into_iter().map(Frame::new));
        }
    }

    fn deliver(&mut self) {
        if let Some(frame) = self.pipe.pop_front() {
            self.excuse(&frame.text);
            self.session.handle_text(self.now, &frame.text);
            self.settle();
        }
    }

    fn excuse(&mut self, text: &str) {
        if let Ok(ServerMessage::Snapshot {
            epoch, seq, calls, ..
        }) = serde_json::from_str(text)
            && epoch == self.hub.epoch
        {
            let told = |seq| calls.iter().any(|call| call.seq == seq);
            let left_out = self
                .hub
                .calls()
                .into_iter()
                .filter(|call| call.seq <= seq && !told(call.seq));
            self.excused
                .extend(left_out.map(|call| (epoch.clone(), call.seq)));
        }
    }

    fn cut(&mut self) {
        self.pipe.clear();
        self.half_open = false;
        if std::mem::take(&mut self.connected) {
            self.session.handle_closed(self.now, Closed::Lost);
        }
    }

    fn pass(&mut self, ms: u64) {
        let until = self.now + Duration::from_millis(ms);
        while let Some((due_at, _)) = self.session.poll_deadline()
            && due_at <= until
        {
            self.pass_to(due_at);
            self.session.handle_timeout(self.now);
            self.settle();
        }
        self.pass_to(until);
    }

    fn pass_to(&mut self, then: Moment) {
        self.hub.clock_ms += then.since(self.now).as_millis() as i64;
        self.now = self.now.max(then);
    }

    /// Does all that the session asks for.
    fn settle(&mut self) {
        while let Some(transmit) = self.session.poll_transmit() {
            match transmit {
                Transmit::Connect if self.network_up => {
                    self.connected = true;
                    self.session.handle_open(self.now);
                }
                Transmit::Connect => self.session.handle_closed(self.now, Closed::Lost),
                Transmit::Text(hello) => {
                    let answer = self.hub.answer(&hello);
                    self.send(answer);
                }
                Transmit::Close(_) => {
                    self.connected = false;
                    self.half_open = false;
                    self.pipe.clear();
                }
            }
        }
        if let Some(view) = self.session.poll_view() {
            self.shown = Some((*view).clone());
        }
        while let Some(event) = self.session.poll_event() {
            match event {
                SessionEvent::Announce(announcement) => {
                    let epoch = self.hub.epoch.clone();
                    self.announced.push((epoch, announcement.call.seq));
                }
                SessionEvent::CallsSkipped { .. } => panic!("calls were dropped"),
                SessionEvent::Live | SessionEvent::Stale { .. } | SessionEvent::Refused { .. } => {}
            }
        }
    }

    /// The network is well again: two minutes of heartbeats, everything delivered.
    fn heal(&mut self) {
        self.network_up = true;
        for _ in 0..60 {
            self.pass(2_000);
            self.take(Step::Heartbeat);
            while !self.pipe.is_empty() {
                self.deliver();
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, ..ProptestConfig::default() })]

    #[test]
    fn after_any_trouble_the_view_is_the_hubs_and_every_call_was_announced_once(
        steps in steps(),
        seed: u64,
    ) {
        let mut world = World::new(seed);
        world.settle();
        for step in steps {
            world.take(step);
        }
        world.heal();
        prop_assert_eq!(world.shown.as_ref(), Some(&world.hub.view()));

        let epoch = &world.hub.epoch;
        let announced: Vec<u64> =
            world.announced.iter().filter(|(of, _)| of == epoch).map(|(_, seq)| *seq).collect();
        prop_assert!(announced.is_sorted_by(|a, b| a < b), "not once and in order: {:?}", announced);
        for (of, seq) in &world.announced {
            prop_assert_eq!(world.announced.iter().filter(|known| **known == (of.clone(), *seq)).count(), 1);
        }
        for call in world.hub.calls() {
            let known = announced.contains(&call.seq) || world.excused.contains(&(epoch.clone(), call.seq));
            prop_assert!(known, "call {} was missed; announced: {:?}", call.seq, announced);
        }
    }
}
