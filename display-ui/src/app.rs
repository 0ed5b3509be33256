//! The window with its hall: what is heard goes in, what is due is painted.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};
use std::sync::Arc;
use std::time::Duration;

use antre_domain::{Locale, Timestamp};
use antre_protocol::{Call, DisplayView};
use slint::{ComponentHandle as _, LogicalSize, Timer, TimerMode};

use crate::fit::{self, Canvas, Fit, TooSmall};
use crate::hall::{Hall, Line};
use crate::pages::{HallActions, HallWindow, Scheme, Theme};
use crate::show::{Rows, speak};

/// What a scale may differ by before the window takes the new one.
const SCALE_STEP: f32 = 0.001;

/// How this display was set up.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Setup {
    /// The hall, where it was measured.
    pub hall: Option<fit::Hall>,
    /// Dark, light or black and white.
    pub scheme: Scheme,
    /// The language, where it is not the branch's own.
    pub locale: Option<Locale>,
}

/// The newest that was heard of the hub.
#[derive(Debug, Clone)]
pub struct Heard {
    /// The view, once there is one.
    pub view: Option<Arc<DisplayView>>,
    /// The line.
    pub line: Line,
    /// What the hub's clock showed, and when on the display's own clock.
    pub clock: Option<(Timestamp, Duration)>,
}

/// A display. Clones are the same one.
#[derive(Clone)]
#[allow(missing_debug_implementations)]
pub struct App(Rc<Inner>);

struct Inner {
    window: HallWindow,
    setup: Setup,
    now: Box<dyn Fn() -> Duration>,
    hall: RefCell<Hall>,
    rows: Rows,
    heard: RefCell<Heard>,
    spoken: Cell<Option<Locale>>,
    too_small: Cell<Option<TooSmall>>,
    timer: Timer,
}

/// Makes the window and joins it to a hall that has heard nothing yet. `now` is the time since the
/// display began.
///
/// # Errors
/// The toolkit has no platform to draw on.
pub fn init(
    setup: Setup,
    now: impl Fn() -> Duration + 'static,
) -> Result<App, slint::PlatformError> {
    let window = HallWindow::new()?;
    window.global::<Theme<'_>>().set_scheme(setup.scheme);
    let fit = Fit {
        canvas: Canvas::of(1920, 1080),
        size_least: 0.0,
    };
    let app = App(Rc::new(Inner {
        window,
        setup,
        now: Box::new(now),
        hall: RefCell::new(Hall::new(fit)),
        rows: Rows::default(),
        heard: RefCell::new(Heard {
            view: None,
            line: Line::Connecting,
            clock: None,
        }),
        spoken: Cell::new(None),
        too_small: Cell::new(None),
        timer: Timer::default(),
    }));
    app.0.rows.join(&app.0.window);
    let resized = app.downgrade();
    app.0
        .window
        .global::<HallActions<'_>>()
        .on_resized(move || {
            let app = resized.clone();
            // Not within the change that told of it: the scale changes the size once more.
            Timer::single_shot(Duration::ZERO, move || {
                if let Some(inner) = app.upgrade() {
                    App(inner).handle_size();
                }
            });
        });
    app.handle_size();
    Ok(app)
}

impl App {
    /// The window.
    pub fn window(&self) -> &HallWindow {
        &self.0.window
    }

    /// The screen turned out too small for the hall: say so and end.
    pub fn too_small(&self) -> Option<TooSmall> {
        self.0.too_small.get()
    }

    /// Something newer was heard of the hub.
    pub fn handle_heard(&self, heard: Heard) {
        let now = (self.0.now)();
        let mut hall = self.0.hall.borrow_mut();
        hall.handle_line(heard.line, now);
        if let Some(view) = &heard.view {
            hall.handle_view(Arc::clone(view), &[], now);
        }
        drop(hall);
        self.0.heard.replace(heard);
        self.paint();
    }

    /// A call to announce, no newer than the view that was heard last.
    pub fn handle_call(&self, call: Call, age_secs: u32) {
        let now = (self.0.now)();
        let view = self.0.heard.borrow().view.clone();
        if let Some(view) = view {
            if !self.0.hall.borrow().is_read_from_afar(&call) {
                tracing::warn!(number = %call.number, "too long a number to be read from the last row");
            }
            self.0
                .hall
                .borrow_mut()
                .handle_view(view, &[(call, age_secs)], now);
        }
        self.paint();
    }

    /// The window has the size it has: fits the canvas into it.
    pub fn handle_size(&self) {
        let window = self.0.window.window();
        let size = window.size();
        if size.width == 0 || size.height == 0 {
            return;
        }
        let canvas = Canvas::of(size.width, size.height);
        if (window.scale_factor() - canvas.scale).abs() > SCALE_STEP {
            use slint::platform::WindowEvent;
            window.dispatch_event(WindowEvent::ScaleFactorChanged {
                scale_factor: canvas.scale,
            });
            let size = LogicalSize::new(canvas.width, canvas.height);
            window.dispatch_event(WindowEvent::Resized { size });
        }
        match Fit::new(canvas, self.0.setup.hall) {
            Ok(fit) => self.0.hall.borrow_mut().handle_fit(fit, (self.0.now)()),
            Err(too_small) => {
                self.0.too_small.set(Some(too_small));
                // Without an event loop there is nothing to end.
                let _ = slint::quit_event_loop();
            }
        }
        self.paint();
    }

    fn downgrade(&self) -> Weak<Inner> {
        Rc::downgrade(&self.0)
    }

    fn paint(&self) {
        let now = (self.0.now)();
        let at = self.0.heard.borrow().clock.map(|(at, heard_at)| {
            let passed_ms =
                i64::try_from(now.saturating_sub(heard_at).as_millis()).unwrap_or(i64::MAX);
            Timestamp::from_millis(at.millis().saturating_add(passed_ms))
        });
        let mut hall = self.0.hall.borrow_mut();
        hall.handle_timeout(now);
        let face = hall.face(now, at);
        let locale = self.0.setup.locale.unwrap_or(face.locale);
        if self.0.spoken.replace(Some(locale)) != Some(locale) {
            speak(locale);
        }
        self.0.rows.paint(&self.0.window, &face);
        if let Some(due) = hall.next_deadline(now, at) {
            let app = self.downgrade();
            // A millisecond late rather than early: the deadline itself belongs to what comes after.
            let wait = due.saturating_sub(now) + Duration::from_millis(1);
            self.0.timer.start(TimerMode::SingleShot, wait, move || {
                if let Some(inner) = app.upgrade() {
                    App(inner).paint();
                }
            });
        }
    }
}
