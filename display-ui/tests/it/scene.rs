//! A hall without a hub: views made by hand, and a clock that moves when it is told to.

use std::cell::Cell;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use antre_display::hall::{self, Line};
use antre_display::{App, HallWindow, Heard, Scheme, Setup, Theme, init};
use antre_domain::{Locale, Timestamp};
use antre_protocol::{Call, DisplayView};
use i_slint_backend_testing::{TestingBackend, TestingBackendOptions};
use slint::{ComponentHandle as _, PhysicalSize};

pub use crate::made::{MORNING, call, counter, view};

pub struct Scene {
    pub app: App,
    pub view: DisplayView,
    pub line: Line,
    now: Rc<Cell<Duration>>,
}

impl Scene {
    pub fn new(size: (u32, u32), setup: Setup, languages: &[Locale]) -> Self {
        platform();
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

    pub fn shoot(&self, name: &str) {
        shoot(self.app.window(), name);
    }
}

/// Draws what is on the screen into the folder of pictures to be looked at.
pub fn shoot(window: &HallWindow, name: &str) -> PathBuf {
    let path = pictures("").join(format!("{name}.png"));
    antre_ui_kit::offscreen::shoot(window, &path).unwrap();
    path
}

/// Where pictures are to be looked at.
pub fn pictures(folder: &str) -> PathBuf {
    let root = std::env::var_os("ANTRE_SHOTS").map_or_else(
        || Path::new(env!("CARGO_TARGET_TMPDIR")).join("display"),
        PathBuf::from,
    );
    let folder = root.join(folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// Memory to draw in, and a clock that stands; one for each test's process.
pub fn platform() {
    let options = TestingBackendOptions {
        mock_time: true,
        threading: true,
        renderer_name: Some("software".into()),
    };
    // A test that looks at several screens asks again.
    let _ = slint::platform::set_platform(Box::new(TestingBackend::new(options)));
}

pub fn setup(scheme: Scheme) -> Setup {
    Setup {
        hall: None,
        flow: hall::Setup::default(),
        scheme,
        locale: None,
    }
}
