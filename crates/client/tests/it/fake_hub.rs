//! A hub in memory: a history of events, a ring of the last few, and a display's view of them.

use antre_domain::{CounterId, ProfileId, Text, TicketId, TicketNumber, Timestamp};
use antre_protocol::{
    BranchFacts, Call, Change, ClientMessage, CounterCard, DisplayView, Hello, ServerMessage, View,
};

/// How many events can be replayed before a snapshot is needed.
const RING: usize = 6;
const SNAPSHOT_CALLS_MS: i64 = 60_000;
pub(crate) const STARTED_AT: i64 = 1_760_000_000_000;

#[derive(Clone)]
struct Event {
    seq: u64,
    at: Timestamp,
    /// Empty where it changes nothing for a display: then no frame is sent.
    changes: Vec<Change>,
}

pub(crate) struct FakeHub {
    pub(crate) epoch: String,
    epochs: u32,
    pub(crate) clock_ms: i64,
    events: Vec<Event>,
    tickets: u64,
}

impl FakeHub {
    pub(crate) fn new() -> Self {
        Self {
            epoch: "1-a".into(),
            epochs: 1,
            clock_ms: STARTED_AT,
            events: Vec::new(),
            tickets: 0,
        }
    }

    pub(crate) fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.clock_ms)
    }

    pub(crate) fn seq(&self) -> u64 {
        self.events.last().map_or(0, |event| event.seq)
    }

    pub(crate) fn view(&self) -> View {
        let mut view = empty_view();
        for change in self.events.iter().flat_map(|event| &event.changes) {
            view.apply(change.clone());
        }
        view
    }

    pub(crate) fn calls(&self) -> Vec<Call> {
        let changes = self.events.iter().flat_map(|event| &event.changes);
        changes
            .filter_map(|change| {
                if let Change::Called { call } = change {
                    Some(call.clone())
                } else {
                    None
                }
            })
            .collect()
    }

    /// Commits an event and gives its frame, if it has one.
    pub(crate) fn commit(
        &mut self,
        changes: impl FnOnce(u64, Timestamp) -> Vec<Change>,
    ) -> Option<String> {
        let (seq, at) = (self.seq() + 1, self.now());
        let event = Event {
            seq,
            at,
            changes: changes(seq, at),
        };
        self.events.push(event.clone());
        event.frame()
    }

    pub(crate) fn call(&mut self) -> Option<String> {
        self.tickets += 1;
        let id = self.tickets;
        self.commit(|seq, at| {
            vec![Change::Called {
                call: call(seq, at, id),
            }]
        })
    }

    pub(crate) fn serve(&mut self) -> Option<String> {
        let ticket = self
            .view_of_display()
            .open_calls
            .first()
            .map(|call| call.ticket);
        let served = self.view_of_display().served + 1;
        self.commit(|_, _| {
            let ended = ticket.map(|ticket| Change::CallEnded { ticket });
            ended
                .into_iter()
                .chain([Change::Served {
                    served,
                    thread: None,
                }])
                .collect()
        })
    }

    pub(crate) fn withdraw(&mut self) -> Option<String> {
        let ticket = self
            .view_of_display()
            .recent_calls
            .first()
            .map(|call| call.ticket);
        self.commit(|_, _| {
            ticket
                .map(|ticket| Change::CallWithdrawn { ticket })
                .into_iter()
                .collect()
        })
    }

    pub(crate) fn quiet(&mut self) -> Option<String> {
        self.commit(|_, _| Vec::new())
    }

    pub(crate) fn heartbeat(&self) -> String {
        self.heartbeat_at(self.seq())
    }

    pub(crate) fn heartbeat_at(&self, seq: u64) -> String {
        encode(&ServerMessage::Live {
            seq,
            at: self.now(),
            changes: Vec::new(),
        })
    }

    /// Another history takes over: the last `lost` events never happened.
    pub(crate) fn restore(&mut self, lost: usize) {
        self.events.truncate(self.events.len().saturating_sub(lost));
        self.epochs += 1;
        self.epoch = format!("{}-a", self.epochs);
        self.quiet();
    }

    pub(crate) fn answer(&self, hello: &str) -> Vec<String> {
        let ClientMessage::Hello(Hello { epoch, seq, .. }) = serde_json::from_str(hello).unwrap();
        let ring_starts = self
            .events
            .iter()
            .rev()
            .nth(RING)
            .map_or(0, |event| event.seq);
        match (epoch, seq) {
            (Some(epoch), Some(seq))
                if epoch == self.epoch && seq >= ring_starts && seq <= self.seq() =>
            {
                let tail = encode(&ServerMessage::Tail {
                    epoch,
                    seq,
                    at: self.now(),
                });
                let frames = self
                    .events
                    .iter()
                    .filter(|event| event.seq > seq)
                    .filter_map(Event::frame);
                [tail].into_iter().chain(frames).collect()
            }
            _ => vec![self.snapshot()],
        }
    }

    pub(crate) fn snapshot(&self) -> String {
        let young = |call: &Call| self.clock_ms - call.at.millis() <= SNAPSHOT_CALLS_MS;
        encode(&ServerMessage::Snapshot {
            epoch: self.epoch.clone(),
            seq: self.seq(),
            at: self.now(),
            view: Box::new(self.view()),
            calls: self.calls().into_iter().filter(young).collect(),
        })
    }

    fn view_of_display(&self) -> DisplayView {
        match self.view() {
            View::Display(view) => view,
            View::Kiosk(_) | View::Counter(_) => unreachable!("this hub serves displays"),
        }
    }
}

impl Event {
    fn frame(&self) -> Option<String> {
        let changes = self.changes.clone();
        (!changes.is_empty()).then(|| {
            encode(&ServerMessage::Event {
                seq: self.seq,
                at: self.at,
                changes,
            })
        })
    }
}

pub(crate) fn encode(message: &ServerMessage) -> String {
    serde_json::to_string(message).unwrap()
}

pub(crate) fn call(seq: u64, at: Timestamp, id: u64) -> Call {
    Call {
        seq,
        at,
        ticket: TicketId::from_bits(id),
        number: format!("A{:03}", id % 1000)
            .parse::<TicketNumber>()
            .unwrap(),
        colour: 0,
        counter: CounterId::new("loket-1").unwrap(),
        recall: 0,
        without: None,
    }
}

pub(crate) fn empty_view() -> View {
    View::Display(DisplayView {
        branch: branch_facts(),
        counters: vec![CounterCard {
            also: Vec::new(),
            clerk: None,
            standby: false,
            break_reason: None,
            since: None,
            wraps_until: None,
            calls_from: None,

            id: CounterId::new("loket-1").unwrap(),
            noun: Text::from("Loket"),
            sign: "1".into(),
            spoken: None,
            state: "idle".into(),
            profile: ProfileId::new("umum").unwrap(),
            ticket: None,
            direction: None,
        }],
        open_calls: Vec::new(),
        recent_calls: Vec::new(),
        served: 0,
        hall: Default::default(),
        announcements: Vec::new(),
        cloth: Vec::new(),
        waits: Vec::new(),
    })
}

pub(crate) fn branch_facts() -> BranchFacts {
    BranchFacts {
        name: "Puskesmas Melati".into(),
        time_zone: "Asia/Jakarta".into(),
        languages: Vec::new(),
        practice: false,
        business_date: None,
        open: true,
        opens_at: None,
        held: None,
        priority_class: None,
        wifi: None,
        notices: Vec::new(),
        undo_secs: 10,
        closed_for: None,
    }
}
