//! A hall without a hub: views made by hand, and a clock that moves when it is told to.

use std::cell::Cell;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use antre_display::hall::Line;
use antre_display::{App, Heard, Scheme, Setup, Theme, init};
use antre_domain::{CounterId, Locale, ProfileId, Text, TicketId, Timestamp};
use antre_protocol::{BranchFacts, Call, CounterCard, DisplayView};
use i_slint_backend_testing::{TestingBackend, TestingBackendOptions};
use slint::{ComponentHandle as _, PhysicalSize};

/// Monday, 23 November 2026, 08:42 in Jakarta.
pub const MORNING: &str = "2026-11-23T01:42:00.000Z";

pub struct Scene {
    pub app: App,
    pub view: DisplayView,
    pub line: Line,
    now: Rc<Cell<Duration>>,
}

pub fn branch(languages: &[Locale]) -> BranchFacts {
    BranchFacts {
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
        notices: vec![Text::Each(
            [
                (
                    Locale::ID,
                    "Lansia, ibu hamil, penyandang disabilitas: beri tahu petugas.",
                ),
                (
                    Locale::EN,
                    "Aged, pregnant or disabled: please tell the staff.",
                ),
            ]
            .map(|(locale, text)| (locale, text.to_owned()))
            .into(),
        )],
        undo_secs: 10,
        closed_for: None,
    }
}

pub fn counter(id: &str, noun: (&str, &str), sign: &str) -> CounterCard {
    CounterCard {
        id: CounterId::new(id).unwrap(),
        noun: Text::Each(
            [
                (Locale::ID, noun.0.to_owned()),
                (Locale::EN, noun.1.to_owned()),
            ]
            .into(),
        ),
        sign: sign.to_owned(),
        spoken: None,
        state: "idle".to_owned(),
        profile: ProfileId::new("all").unwrap(),
        ticket: None,
    }
}

pub fn call(seq: u64, number: &str, colour: u8, counter: &str) -> Call {
    Call {
        seq,
        at: MORNING.parse().unwrap(),
        ticket: TicketId::from_bits(
            number
                .bytes()
                .fold(7, |bits, byte| bits * 131 + u64::from(byte)),
        ),
        number: number.parse().unwrap(),
        colour,
        counter: CounterId::new(counter).unwrap(),
        recall: 0,
    }
}

/// A morning's view: six past calls, nobody called just now.
pub fn view(languages: &[Locale]) -> DisplayView {
    let counters =
        ["1", "2", "3", "5", "7", "12"].map(|sign| counter(sign, ("Loket", "Counter"), sign));
    let past = [
        ("C007", 2, "5"),
        ("A011", 0, "1"),
        ("F031", 5, "12"),
        ("B004", 1, "2"),
        ("A010", 0, "3"),
        ("E002", 4, "7"),
        ("A009", 0, "1"),
        ("B003", 1, "2"),
    ];
    DisplayView {
        branch: branch(languages),
        counters: counters.to_vec(),
        open_calls: Vec::new(),
        recent_calls: (1..=8)
            .rev()
            .zip(past)
            .map(|(seq, past)| call(seq, past.0, past.1, past.2))
            .collect(),
        served: 8,
    }
}

impl Scene {
    pub fn new(size: (u32, u32), setup: Setup, languages: &[Locale]) -> Self {
        slint::platform::set_platform(Box::new(TestingBackend::new(TestingBackendOptions {
            mock_time: true,
            threading: true,
            renderer_name: Some("software".into()),
        })))
        .unwrap();
        let now = Rc::new(Cell::new(Duration::ZERO));
        let clock = Rc::clone(&now);
        let app = init(setup, move || clock.get()).unwrap();
        app.window()
            .window()
            .set_size(PhysicalSize::new(size.0, size.1));
        app.window().show().unwrap();
        app.handle_size();
        Self {
            app,
            view: view(languages),
            line: Line::Live,
            now,
        }
    }

    pub fn rtl(&self) {
        self.app.window().global::<Theme<'_>>().set_rtl(true);
    }

    /// The hub says what stands in `view`.
    pub fn hear(&self) {
        let since = Timestamp::from_millis(MORNING.parse::<Timestamp>().unwrap().millis());
        self.app.handle_heard(Heard {
            view: Some(Arc::new(self.view.clone())),
            line: self.line,
            clock: Some((since, Duration::ZERO)),
        });
    }

    /// A call is made and announced.
    pub fn call(&mut self, call: &Call) {
        let same = |other: &Call| other.ticket == call.ticket;
        self.view.open_calls.retain(|other| !same(other));
        self.view.open_calls.push(call.clone());
        self.view.recent_calls.retain(|other| !same(other));
        self.view.recent_calls.insert(0, call.clone());
        self.view.recent_calls.truncate(12);
        self.hear();
        self.app.handle_call(call.clone(), 0);
    }

    pub fn pass(&self, time: Duration) {
        const STEP: Duration = Duration::from_millis(20);
        let end = self.now.get() + time;
        while self.now.get() < end {
            let step = STEP.min(end - self.now.get());
            self.now.set(self.now.get() + step);
            i_slint_backend_testing::mock_elapsed_time(step);
        }
    }

    pub fn shoot(&self, name: &str) -> PathBuf {
        let directory = std::env::var_os("ANTRE_SHOTS").map_or_else(
            || Path::new(env!("CARGO_TARGET_TMPDIR")).join("display"),
            PathBuf::from,
        );
        std::fs::create_dir_all(&directory).unwrap();
        let path = directory.join(format!("{name}.png"));
        antre_ui_kit::offscreen::shoot(self.app.window(), &path).unwrap();
        path
    }
}

pub fn setup(scheme: Scheme) -> Setup {
    Setup {
        hall: None,
        scheme,
        locale: None,
    }
}
