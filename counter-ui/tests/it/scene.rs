//! A panel without a hub: views made by hand, and a clock that moves when it is told to.

use std::cell::{Cell, RefCell};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use antre_counter::keymap::Keymap;
use antre_counter::panel::Intent;
use antre_counter::{App, Heard, Hub, Scheme, Setup, Theme, Wanted, init};
use antre_domain::{
    CallReason, ClassId, CounterId, Locale, ProfileId, ServiceId, Text, TicketId, Timestamp,
};
use antre_protocol::{
    BranchFacts, CounterCard, CounterView, ProfileCard, ServiceCard, TicketCard, TicketListAnswer,
    TicketRow, Wait,
};
use i_slint_backend_testing::{ElementHandle, ElementQuery, TestingBackend, TestingBackendOptions};
use slint::platform::WindowEvent;
use slint::{ComponentHandle as _, PhysicalSize, SharedString};

/// Monday, 23 November 2026, 08:42 in Jakarta.
pub const MORNING: &str = "2026-11-23T01:42:00.000Z";
pub const ID: &[Locale] = &[Locale::ID, Locale::EN];
pub const EN: &[Locale] = &[Locale::EN, Locale::ID];
pub const DOCKED: (u32, u32) = (380, 728);
pub const WIDE: (u32, u32) = (1280, 800);

pub struct Scene {
    pub app: App,
    pub view: CounterView,
    pub hub: Hub,
    pub sent: Rc<RefCell<Vec<Intent>>>,
    now: Rc<Cell<Duration>>,
}

pub fn morning() -> Timestamp {
    MORNING.parse().unwrap()
}

pub fn ago(secs: i64) -> Timestamp {
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
        wait: (waiting > 0).then_some(Wait {
            from_secs: 300 * (waiting / 3),
            to_secs: 300 * (waiting / 3 + waiting),
        }),
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

pub fn id(number: &str) -> TicketId {
    ticket(number, 0, "umum", "called").id
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
        desk: Default::default(),

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

impl Scene {
    /// At Loket 3, which serves A012.
    pub fn new(size: (u32, u32), languages: &[Locale]) -> Self {
        let counter = CounterId::new("3").unwrap();
        Self::with(
            size,
            languages,
            Setup {
                counter: Some(counter),
                scheme: Scheme::Light,
                locale: None,
                keymap: Keymap::default(),
            },
        )
    }

    pub fn with(size: (u32, u32), languages: &[Locale], setup: Setup) -> Self {
        // Of several scenes in one test the first brings the platform.
        let _ =
            slint::platform::set_platform(Box::new(TestingBackend::new(TestingBackendOptions {
                mock_time: true,
                threading: true,
                renderer_name: Some("software".into()),
            })));
        let now = Rc::new(Cell::new(Duration::ZERO));
        let sent = Rc::new(RefCell::new(Vec::new()));
        let (clock, outbox) = (Rc::clone(&now), Rc::clone(&sent));
        let send = move |wanted| {
            match wanted {
                Wanted::Desk { intent, .. } => outbox.borrow_mut().push(intent),
                Wanted::Hall(_) => {}
            }
            true
        };
        let app = init(setup, move || clock.get(), send, || {}).unwrap();
        app.window()
            .window()
            .set_size(PhysicalSize::new(size.0, size.1));
        app.window().show().unwrap();
        let scene = Self {
            app,
            view: view(languages),
            hub: Hub::Live,
            sent,
            now,
        };
        scene.hear();
        scene.pass(Duration::from_secs(2));
        scene
    }

    pub fn rtl(&self) {
        self.app.window().global::<Theme<'_>>().set_rtl(true);
    }

    /// The hub says what stands in `view`.
    pub fn hear(&self) {
        self.app.handle_heard(Heard {
            view: Some(Arc::new(self.view.clone())),
            hub: self.hub,
            clock: Some((morning(), Duration::ZERO)),
        });
    }

    /// What stands at Loket 3.
    pub fn at_counter(&mut self, state: &str, ticket: Option<TicketCard>) {
        self.view.counters[2] = counter("3", state, ticket);
        self.hear();
    }

    pub fn strike(&self, key: impl Into<SharedString>) {
        let text = key.into();
        self.app
            .window()
            .window()
            .dispatch_event(WindowEvent::KeyPressed { text: text.clone() });
        self.app
            .window()
            .window()
            .dispatch_event(WindowEvent::KeyReleased { text });
    }

    pub fn pass(&self, time: Duration) {
        const STEP: Duration = Duration::from_millis(50);
        let end = self.now.get() + time;
        while self.now.get() < end {
            let step = STEP.min(end - self.now.get());
            self.now.set(self.now.get() + step);
            i_slint_backend_testing::mock_elapsed_time(step);
        }
    }

    pub fn shoot(&self, name: &str) -> PathBuf {
        let directory = std::env::var_os("ANTRE_SHOTS").map_or_else(
            || Path::new(env!("CARGO_TARGET_TMPDIR")).join("counter"),
            PathBuf::from,
        );
        std::fs::create_dir_all(&directory).unwrap();
        let path = directory.join(format!("{name}.png"));
        antre_ui_kit::offscreen::shoot(self.app.window(), &path).unwrap();
        path
    }
}

/// What a reader of the screen is told, part by part.
pub fn labels(scene: &Scene) -> Vec<String> {
    let all = ElementQuery::from_root(scene.app.window())
        .match_descendants()
        .find_all();
    all.iter()
        .filter_map(ElementHandle::accessible_label)
        .map(String::from)
        .collect()
}

pub fn says(scene: &Scene, text: &str) -> bool {
    labels(scene).iter().any(|label| label == text)
}

#[track_caller]
pub fn assert_says(scene: &Scene, text: &str) {
    assert!(says(scene, text), "{text}: {:?}", labels(scene));
}

/// The part with this label, or else the first whose label begins so.
#[track_caller]
pub fn part(scene: &Scene, begins: &str) -> ElementHandle {
    let labels = labels(scene);
    let whole = labels.iter().find(|label| *label == begins);
    let label = whole.or_else(|| labels.iter().find(|label| label.starts_with(begins)));
    let label = label.unwrap_or_else(|| panic!("{begins} is not among {labels:?}"));
    let mut found = ElementHandle::find_by_accessible_label(scene.app.window(), label);
    found.next().unwrap()
}

/// Where that part has its top and its end.
#[track_caller]
pub fn stretch(scene: &Scene, begins: &str) -> (f32, f32) {
    let part = part(scene, begins);
    let top = part.absolute_position().y;
    (top, top + part.size().height)
}

/// Ten who wait, the one who has waited longest first.
pub fn rows() -> TicketListAnswer {
    let waits = [41, 33, 28, 24, 20, 18, 11, 9, 7, 2];
    let rows = waits.iter().zip(12_u32..).map(|(mins, value)| {
        let number = format!("A{value:03}");
        let card = ticket(&number, 0, "umum", "waiting");
        TicketRow {
            id: card.id,
            number: card.number,
            colour: 0,
            service: card.service,
            class: card.class,
            state: "waiting".to_owned(),
            party: 1,
            since: ago(mins * 60),
            target_wait_secs: 1_800,
            counter: None,
            called_at: None,
            directed: None,
            wait: (*mins < 30).then_some(Wait {
                from_secs: 300 * (value - 12),
                to_secs: 300 * (value - 10),
            }),
        }
    });
    TicketListAnswer {
        tickets: rows.collect(),
        left_out: 0,
    }
}
