//! Views made by hand, and a desk whose clock moves when it is told to.

use std::sync::Arc;
use std::time::Duration;

use antre_counter_flow::keymap::Keymap;
use antre_counter_flow::panel::{Face, Intent, Key, Panel, Settled, Stroke};
use antre_domain::{
    CallReason, ClassId, ClerkId, CounterId, DeviceId, Finish, Locale, PrinterHealth, ProfileId,
    ServiceId, Text, TicketId, Timestamp, Watched,
};
use antre_protocol::{
    BranchFacts, CounterCard, CounterView, DeskRules, PersonCard, PersonRole, PrinterCard,
    ProfileCard, ServiceCard, TicketCard, TicketListAnswer, TicketRow,
};

/// Monday, 23 November 2026, 08:42 in Jakarta.
pub const MORNING: &str = "2026-11-23T01:42:00.000Z";
pub const ID: &[Locale] = &[Locale::ID, Locale::EN];

pub fn morning() -> Timestamp {
    MORNING.parse().unwrap()
}

fn ago(secs: i64) -> Timestamp {
    Timestamp::from_millis(morning().millis() - secs * 1000)
}

fn each(id: &str, en: &str) -> Text {
    Text::Each([(Locale::ID, id.to_owned()), (Locale::EN, en.to_owned())].into())
}

pub fn service(
    id: &str,
    name: (&str, &str),
    prefix: &str,
    colour: u8,
    waiting: u32,
    oldest_mins: i64,
) -> ServiceCard {
    ServiceCard {
        late_from: None,

        id: ServiceId::new(id).unwrap(),
        name: each(name.0, name.1),
        group: None,
        icon: None,
        prefix: prefix.to_owned(),
        colour,
        walk_in: true,
        open: true,
        opens_at: None,
        exhausted: false,
        bring: Vec::new(),
        waiting_area: None,
        waiting,
        oldest_since: (waiting > 0).then(|| ago(oldest_mins * 60)),
        target_wait_secs: 1_800,
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

pub fn ticket(number: &str, colour: u8, service: &str, state: &str) -> TicketCard {
    TicketCard {
        notes: 0,
        locale: None,
        directed: None,
        recall_from: None,
        undo_until: None,

        id: TicketId::from_bits(
            number
                .bytes()
                .fold(7, |bits, byte| bits * 131 + u64::from(byte)),
        ),
        number: number.parse().unwrap(),
        colour,
        service: ServiceId::new(service).unwrap(),
        class: ClassId::new("regular").unwrap(),
        class_name: each("Umum", "General"),
        party: 1,
        state: state.to_owned(),
        since: ago(18 * 60 + 252),
        called_at: Some(ago(252)),
        started_at: (state == "serving").then(|| ago(252)),
        recalls: 0,
        returns_at: None,
        reason: Some(CallReason::LongestWait { waited_secs: 1_080 }),
        legs: 1,
        booked_at: None,
        onward: Vec::new(),
        needs: Vec::new(),
    }
}

pub fn counter(id: &str, state: &str, ticket: Option<TicketCard>) -> CounterCard {
    CounterCard {
        also: Vec::new(),
        clerk: None,
        standby: false,
        break_reason: None,
        since: None,
        wraps_until: None,
        calls_from: None,

        id: CounterId::new(id).unwrap(),
        noun: each("Loket", "Counter"),
        sign: id.to_owned(),
        spoken: None,
        state: state.to_owned(),
        profile: ProfileId::new("all").unwrap(),
        ticket,
        direction: None,
    }
}

pub fn view(languages: &[Locale]) -> CounterView {
    let services = vec![
        service("umum", ("Poli Umum", "General clinic"), "A", 0, 12, 24),
        service("gigi", ("Poli Gigi", "Dental clinic"), "B", 1, 4, 41),
        service("kia", ("KIA", "Mother and child"), "C", 2, 7, 19),
        service("farmasi", ("Farmasi", "Pharmacy"), "F", 5, 9, 12),
        service("lab", ("Laboratorium", "Laboratory"), "L", 3, 1, 3),
    ];
    let all = services.iter().map(|service| service.id.clone()).collect();
    CounterView {
        desk: DeskRules {
            recalls_max: 5,
            ..DeskRules::default()
        },

        branch: BranchFacts {
            name: "Puskesmas Melati".to_owned(),
            time_zone: "Asia/Jakarta".to_owned(),
            languages: languages.to_vec(),
            practice: false,
            business_date: chrono::NaiveDate::from_ymd_opt(2026, 11, 23),
            open: true,
            opens_at: None,
            held: None,
            priority_class: None,
            wifi: None,
            notices: Vec::new(),
            undo_secs: 10,
            closed_for: None,
        },
        services,
        counters: vec![
            counter("1", "idle", None),
            counter("2", "called", Some(ticket("B005", 1, "gigi", "called"))),
            counter("3", "serving", Some(ticket("A012", 0, "umum", "serving"))),
            counter("5", "break", None),
            counter("12", "closed", None),
        ],
        profiles: vec![
            ProfileCard {
                id: ProfileId::new("all").unwrap(),
                name: each("Semua layanan", "All services"),
                services: all,
            },
            ProfileCard {
                id: ProfileId::new("poli").unwrap(),
                name: each("Poli saja", "Clinics only"),
                services: vec![
                    ServiceId::new("umum").unwrap(),
                    ServiceId::new("gigi").unwrap(),
                ],
            },
        ],
        printers: Vec::new(),
        aside: vec![
            ticket("A007", 0, "umum", "parked"),
            ticket("C003", 2, "kia", "no_show"),
        ],
        helps: Vec::new(),
        displays: Vec::new(),
        announcements: Vec::new(),
    }
}

pub struct Desk {
    pub panel: Panel,
    pub view: CounterView,
    pub now: Duration,
}

impl Desk {
    pub fn new(state: &str, ticket: Option<TicketCard>) -> Self {
        let panel = Panel::new(Some(CounterId::new("3").unwrap()));
        let mut desk = Self {
            panel,
            view: view(ID),
            now: Duration::from_secs(60),
        };
        desk.panel.handle_line(true);
        desk.sees(state, ticket);
        desk
    }

    pub fn serving() -> Self {
        Self::new("serving", Some(ticket("A012", 0, "umum", "serving")))
    }

    pub fn called() -> Self {
        Self::new("called", Some(ticket("A012", 0, "umum", "called")))
    }

    pub fn sees(&mut self, state: &str, ticket: Option<TicketCard>) {
        self.view.counters[2] = counter("3", state, ticket);
        self.hears();
    }

    /// As a keyboard of the keymap `name`.
    pub fn with_keymap(self, name: &str) -> Self {
        self.with_keys(&format!("base = \"{name}\""))
    }

    /// As a keyboard of the keymap that `text` writes down.
    pub fn with_keys(mut self, text: &str) -> Self {
        self.panel =
            Panel::new(Some(CounterId::new("3").unwrap())).with_keymap(Keymap::read(text).unwrap());
        self.panel.handle_line(true);
        self.hears();
        self
    }

    /// The hub says what stands in `view`.
    pub fn hears(&mut self) {
        self.panel.handle_clock(morning(), self.now);
        self.panel.handle_view(Arc::new(self.view.clone()));
    }

    /// What the hub's clock shows.
    pub fn view_at(&self) -> Timestamp {
        morning()
    }

    /// A key of the keyboard, by its name.
    pub fn key(&mut self, name: &str) -> Option<Intent> {
        let stroke: Stroke = name.parse().unwrap();
        self.panel.handle_stroke(stroke, self.now)
    }

    /// Several keys; nothing is to come of them but by the last.
    #[track_caller]
    pub fn keys(&mut self, names: &str) -> Option<Intent> {
        let mut last = None;
        for name in names.split(' ') {
            assert_eq!(last, None, "before {name}");
            last = self.key(name);
        }
        last
    }

    pub fn poll(&mut self) -> Option<Intent> {
        self.panel.poll_intent(self.now)
    }

    pub fn strike(&mut self, key: Key) -> Option<Intent> {
        self.panel.handle_key(key, self.now)
    }

    pub fn settle(&mut self, settled: Settled) {
        self.panel.handle_settled(settled, self.now);
    }

    pub fn pass(&mut self, time: Duration) {
        self.now += time;
    }

    pub fn face(&self) -> Face {
        self.panel.face(self.now)
    }
}

pub fn id(number: &str) -> TicketId {
    ticket(number, 0, "umum", "called").id
}

pub fn call_next() -> Intent {
    Intent::CallNext {
        quiet: None,
        finish: Finish::default(),
    }
}

pub fn finish(ticket: TicketId) -> Intent {
    Intent::Finish {
        ticket,
        finish: Finish::default(),
    }
}

pub fn call(number: &str) -> Intent {
    Intent::Call {
        ticket: id(number),
        because: None,
        quiet: None,
        finish: Finish::default(),
    }
}

pub fn service_id(name: &str) -> ServiceId {
    ServiceId::new(name).unwrap()
}

pub fn clerk(name: &str) -> ClerkId {
    ClerkId::new(name).unwrap()
}

pub fn device(name: &str) -> DeviceId {
    DeviceId::new(name).unwrap()
}

pub fn person(id: &str, name: &str) -> PersonCard {
    PersonCard {
        id: clerk(id),
        name: name.to_owned(),
        role: PersonRole::Clerk,
    }
}

/// A kiosk that prints.
pub fn kiosk(name: &str) -> PrinterCard {
    PrinterCard {
        device: device(name),
        name: name.to_owned(),
        health: PrinterHealth {
            fault: None,
            paper_low: false,
            watched: Watched::Asked,
        },
        since: morning(),
        slips_left: None,
    }
}

pub fn row(number: &str, service: &str, state: &str) -> TicketRow {
    TicketRow {
        id: id(number),
        number: number.parse().unwrap(),
        colour: 0,
        service: service_id(service),
        class: ClassId::new("regular").unwrap(),
        state: state.to_owned(),
        party: 1,
        since: morning(),
        target_wait_secs: 1_800,
        counter: None,
        called_at: None,
        directed: None,
        wait: None,
    }
}

pub fn listed(rows: &[TicketRow]) -> Settled {
    Settled::Tickets(TicketListAnswer {
        tickets: rows.to_vec(),
        left_out: 0,
    })
}
