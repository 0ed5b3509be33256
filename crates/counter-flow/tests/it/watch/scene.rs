//! A supervisor before a hall of three services and four counters.

use std::sync::Arc;
use std::time::Duration;

use antre_counter_flow::stroke::Stroke;
use antre_counter_flow::watch::{Answer, Ask, Intent, Key, Page, Watch};
use antre_domain::{
    ClassId, ClerkId, CounterId, HoldReason, Locale, NoteRef, ProfileId, ServiceId, Text, TicketId,
    Timestamp, ZoneId,
};
use antre_protocol::{
    AnnouncementCard, BranchFacts, ClassCard, CounterCard, CounterView, DeskRules, HeldFacts,
    PersonCard, PersonRole, ProfileCard, ServiceCard, TicketListAnswer, TicketRow, ZoneCard,
};

/// Monday, 23 November 2026, 08:42 in Jakarta.
pub const MORNING_MS: i64 = 1_795_398_120_000;

pub struct Hall {
    pub watch: Watch,
    pub view: CounterView,
    pub now: Duration,
}

pub fn at(secs: i64) -> Timestamp {
    Timestamp::from_millis(MORNING_MS + secs * 1_000)
}

fn name(text: &str) -> Text {
    Text::Same(text.to_owned())
}

pub fn service_id(id: &str) -> ServiceId {
    ServiceId::new(id).unwrap()
}

pub fn counter_id(id: &str) -> CounterId {
    CounterId::new(id).unwrap()
}

pub fn clerk_id(id: &str) -> ClerkId {
    ClerkId::new(id).unwrap()
}

/// Nobody waits there; what is promised is half an hour.
pub fn service(id: &str, prefix: &str) -> ServiceCard {
    ServiceCard {
        id: service_id(id),
        name: name(id),
        group: None,
        icon: None,
        prefix: prefix.to_owned(),
        colour: 0,
        walk_in: true,
        open: true,
        opens_at: None,
        exhausted: false,
        bring: Vec::new(),
        waiting_area: None,
        waiting: 0,
        oldest_since: None,
        target_wait_secs: 1_800,
        late_from: None,
        wait: None,
        waits: Vec::new(),
        cost: None,
        tips: Vec::new(),
        at_once: false,
        asks_party: false,
        paused: false,
        too_late: false,
    }
}

pub fn counter(id: &str, state: &str) -> CounterCard {
    CounterCard {
        id: counter_id(id),
        noun: name("Loket"),
        sign: id.to_owned(),
        spoken: None,
        direction: None,
        state: state.to_owned(),
        profile: ProfileId::new("all").unwrap(),
        ticket: None,
        also: Vec::new(),
        clerk: None,
        standby: false,
        break_reason: None,
        since: Some(at(-600)),
        wraps_until: None,
        calls_from: None,
    }
}

pub fn row(number: &str, service: &str, waited_secs: i64) -> TicketRow {
    let bits = number
        .bytes()
        .fold(7, |bits, byte| bits * 131 + u64::from(byte));
    TicketRow {
        id: TicketId::from_bits(bits),
        number: number.parse().unwrap(),
        colour: 0,
        service: service_id(service),
        class: ClassId::new("regular").unwrap(),
        state: "waiting".to_owned(),
        party: 1,
        since: at(-waited_secs),
        target_wait_secs: 1_800,
        counter: None,
        called_at: None,
        directed: None,
        wait: None,
    }
}

pub fn notice(bits: u128) -> AnnouncementCard {
    AnnouncementCard {
        id: NoteRef::from_bits(bits),
        kind: antre_domain::AnnouncementKind::Notice,
        text: Some(name("Loket 4 pindah")),
        zones: Vec::new(),
        since: at(-60),
        until: None,
        spoken: true,
    }
}

fn class(id: &str, priority: bool) -> ClassCard {
    ClassCard {
        id: ClassId::new(id).unwrap(),
        name: name(id),
        priority,
    }
}

pub fn view() -> CounterView {
    let services = vec![
        service("umum", "A"),
        service("gigi", "B"),
        service("lab", "L"),
    ];
    let all: Vec<ServiceId> = services.iter().map(|card| card.id.clone()).collect();
    let profile = |id: &str| ProfileCard {
        id: ProfileId::new(id).unwrap(),
        name: name(id),
        services: all.clone(),
    };
    CounterView {
        branch: BranchFacts {
            name: "Puskesmas".to_owned(),
            time_zone: "Asia/Jakarta".to_owned(),
            languages: vec![Locale::ID],
            practice: false,
            business_date: chrono::NaiveDate::from_ymd_opt(2026, 11, 23),
            open: true,
            opens_at: None,
            closed_for: None,
            held: None,
            priority_class: None,
            wifi: None,
            notices: Vec::new(),
            undo_secs: 10,
        },
        counters: vec![
            counter("1", "idle"),
            CounterCard {
                clerk: Some(clerk_id("p-1")),
                ..counter("2", "serving")
            },
            counter("3", "break"),
            counter("4", "closed"),
        ],
        profiles: vec![profile("all"), profile("few")],
        services,
        aside: Vec::new(),
        printers: Vec::new(),
        helps: Vec::new(),
        displays: Vec::new(),
        announcements: Vec::new(),
        desk: DeskRules {
            classes: vec![class("regular", false), class("priority", true)],
            zones: ["a", "b"]
                .map(|id| ZoneCard {
                    id: ZoneId::new(id).unwrap(),
                    name: name(id),
                })
                .to_vec(),
            ..DeskRules::default()
        },
    }
}

pub fn person(id: &str, called: &str) -> PersonCard {
    PersonCard {
        id: clerk_id(id),
        name: called.to_owned(),
        role: PersonRole::Clerk,
    }
}

impl Hall {
    /// Who may lead the hall stands before it; it is not open yet.
    pub fn new() -> Self {
        let mut hall = Self {
            watch: Watch::new(),
            view: view(),
            now: Duration::from_secs(60),
        };
        hall.watch.handle_role(true, hall.now);
        hall.watch.handle_line(true, hall.now);
        hall.see();
        hall
    }

    pub fn open(page: Page) -> Self {
        let mut hall = Self::new();
        hall.key(Key::Page(page));
        hall
    }

    /// The hub says what stands in `view`, at the time that it is there.
    pub fn see(&mut self) {
        let passed = i64::try_from(self.now.as_secs()).unwrap() - 60;
        let clock = Some((at(passed), self.now));
        let view = Arc::new(self.view.clone());
        self.watch.handle_view(view, clock, self.now);
    }

    pub fn key(&mut self, key: Key) {
        self.watch.handle_key(key, self.now);
    }

    pub fn strike(&mut self, stroke: Stroke) -> bool {
        self.watch.handle_stroke(stroke, self.now)
    }

    pub fn type_in(&mut self, text: &str) {
        for sign in text.chars() {
            self.key(Key::Type(sign.to_string()));
        }
    }

    /// Time passes, and the driver does what it has to.
    pub fn pass(&mut self, time: Duration) {
        let end = self.now + time;
        while let Some(due) = self.watch.next_deadline(self.now).filter(|due| *due <= end) {
            self.now = due;
            self.watch.handle_timeout(due);
        }
        self.now = end;
        self.watch.handle_timeout(end);
    }

    pub fn asks(&mut self) -> Vec<Ask> {
        std::iter::from_fn(|| self.watch.poll_ask(self.now)).collect()
    }

    /// The acts that are asked for; what is read is answered with nothing.
    pub fn acts(&mut self) -> Vec<Ask> {
        let (reads, acts): (Vec<Ask>, Vec<Ask>) = self
            .asks()
            .into_iter()
            .partition(|ask| ask.intent.is_read());
        for read in reads {
            self.watch
                .handle_answer(read.id, Answer::Unanswered, self.now);
        }
        acts
    }

    /// The one act that is asked for.
    #[track_caller]
    pub fn act(&mut self) -> Intent {
        let mut acts = self.acts();
        assert_eq!(acts.len(), 1, "{acts:?}");
        let ask = acts.remove(0);
        self.watch.handle_answer(ask.id, Answer::Done, self.now);
        ask.intent
    }

    /// What is read, and answered with these tickets.
    pub fn list(&mut self, rows: Vec<TicketRow>) {
        for ask in self.asks() {
            let answer = match ask.intent {
                Intent::Tickets(_) => Answer::Tickets(TicketListAnswer {
                    tickets: rows.clone(),
                    left_out: 0,
                }),
                _ => Answer::Unanswered,
            };
            self.watch.handle_answer(ask.id, answer, self.now);
        }
    }

    pub fn late(&mut self, index: usize, waited_secs: i64) {
        let service = &mut self.view.services[index];
        service.waiting = 3;
        service.oldest_since = Some(at(-waited_secs));
        service.late_from = Some(at(1_800 - waited_secs));
        self.see();
    }

    pub fn served(&mut self, index: usize) {
        let service = &mut self.view.services[index];
        service.waiting = 0;
        service.oldest_since = None;
        service.late_from = None;
        self.see();
    }

    pub fn held(&mut self, since_secs: i64) {
        self.view.branch.held = Some(HeldFacts {
            reason: HoldReason::SystemDown,
            since: at(since_secs),
        });
        self.see();
    }
}
