//! The window with its hall: what is heard goes in, what is due is painted, and what is to be said,
//! fetched, reported or written down goes to the [`Shell`].

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};
use std::sync::Arc;
use std::time::Duration;

use antre_domain::{Locale, SoundHealth, Timestamp};
use antre_protocol::{Call, DisplayFault, DisplayReport, DisplayView};
use antre_speech::Script;
use slint::{ComponentHandle as _, Image, LogicalSize, Timer, TimerMode};

use crate::album::Wish;
use crate::fit::{self, Canvas, Fit, TooSmall};
use crate::hall::{self, Face, Hall, Line, Picture, TranscriptLine};
use crate::pages::{HallActions, HallState, HallWindow, Scheme, Theme};
use crate::show::{Rows, speak};

/// What a scale may differ by before the window takes the new one.
const SCALE_STEP: f32 = 0.001;

/// How this display was set up.
#[derive(Debug, Clone)]
pub struct Setup {
    /// The hall, where it was measured.
    pub hall: Option<fit::Hall>,
    /// Its zone, its name and its voice.
    pub flow: hall::Setup,
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

/// What a display does besides painting. Nothing it is asked for waits, or calls the display back.
pub trait Shell {
    /// Plays this; [`App::handle_voice`] hears when it begins and ends.
    fn play(&self, script: Script);
    /// Fetches these pictures; [`App::handle_picture`] and [`App::handle_drawn`] hear of them. Asked at
    /// every look at the hall.
    fn wish(&self, wish: Wish);
    /// Tells the hub, where it differs from what was told last.
    fn report(&self, report: DisplayReport);
    /// Writes this down.
    fn write(&self, line: &TranscriptLine);
}

/// What the voice tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Voice {
    /// The first sample of this script is heard.
    Began(u64),
    /// It was played to its end, or cut off.
    Ended(u64),
    /// What can be heard has changed.
    Sound(SoundHealth),
    /// Something was passed over.
    Fault(DisplayFault),
}

/// A shell that does nothing, for a display that is only looked at.
struct Still;

impl Shell for Still {
    fn play(&self, _script: Script) {}
    fn wish(&self, _wish: Wish) {}
    fn report(&self, _report: DisplayReport) {}
    fn write(&self, _line: &TranscriptLine) {}
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
    shell: RefCell<Box<dyn Shell>>,
    rows: Rows,
    heard: RefCell<Heard>,
    spoken: Cell<Option<Locale>>,
    too_small: Cell<Option<TooSmall>>,
    /// The picture that was read last, and the hash of its file.
    drawn: RefCell<Option<(String, Image)>>,
    /// A picture stands on the screen.
    hung: Cell<bool>,
    /// Where it stands or stood: width and height on the canvas.
    wall: Cell<Option<(f32, f32)>>,
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
        hall: RefCell::new(Hall::new(fit, setup.flow.clone())),
        setup,
        now: Box::new(now),
        shell: RefCell::new(Box::new(Still)),
        rows: Rows::default(),
        heard: RefCell::new(Heard {
            view: None,
            line: Line::Connecting,
            clock: None,
        }),
        spoken: Cell::new(None),
        too_small: Cell::new(None),
        drawn: RefCell::new(None),
        hung: Cell::new(false),
        wall: Cell::new(None),
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
    let hung = app.downgrade();
    app.0
        .window
        .global::<HallActions<'_>>()
        .on_hung(move |width, height| {
            let app = hung.clone();
            // Not while the pages are being laid out.
            Timer::single_shot(Duration::ZERO, move || {
                if let Some(inner) = app.upgrade() {
                    inner.wall.set(Some((width, height)));
                    App(inner).paint();
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

    /// Does everything besides painting through `shell` from now on.
    pub fn attach(&self, shell: impl Shell + 'static) {
        self.0.shell.replace(Box::new(shell));
        self.paint();
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

    /// The voice tells something.
    pub fn handle_voice(&self, voice: Voice) {
        let now = (self.0.now)();
        let mut hall = self.0.hall.borrow_mut();
        match voice {
            Voice::Began(script) => hall.handle_began(script, now),
            Voice::Ended(script) => hall.handle_ended(script, now),
            Voice::Sound(sound) => hall.handle_sound(sound, now),
            Voice::Fault(fault) => hall.handle_fault(fault),
        }
        drop(hall);
        self.paint();
    }

    /// A picture of the playlist was found, or was not.
    pub fn handle_picture(&self, sha256: &str, picture: Picture) {
        self.0.hall.borrow_mut().handle_picture(sha256, picture);
        self.paint();
    }

    /// A picture was read for the screen.
    pub fn handle_drawn(&self, sha256: String, image: Image) {
        self.0.drawn.replace(Some((sha256, image)));
        self.paint();
    }

    /// The machine slept for so long.
    pub fn handle_sleep(&self, slept: Duration) {
        let now = (self.0.now)();
        if let Some((at, _)) = &mut self.0.heard.borrow_mut().clock {
            // The hub's clock went on.
            let slept_ms = i64::try_from(slept.as_millis()).unwrap_or(i64::MAX);
            *at = Timestamp::from_millis(at.millis().saturating_add(slept_ms));
        }
        self.0.hall.borrow_mut().handle_sleep(slept, now);
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
        hall.handle_timeout(now, at);
        let shell = self.0.shell.borrow();
        // What is heard goes before what is painted: painting takes longer.
        while let Some(script) = hall.next_script(now, at) {
            shell.play(script);
        }
        let face = hall.face(now, at);
        let locale = self.0.setup.locale.unwrap_or(face.locale);
        if self.0.spoken.replace(Some(locale)) != Some(locale) {
            speak(locale);
        }
        self.0.rows.paint(&self.0.window, &face);
        self.hang(&face);
        for line in hall.take_told() {
            shell.write(&line);
        }
        if let Some(at) = at {
            shell.report(hall.report(at));
        }
        shell.wish(Wish {
            wanted: hall.wanted_pictures(),
            shown: face.picture,
            room: self.room(),
        });
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

    /// How large a picture can be drawn, in pixels: the toolkit makes it smaller by leaving dots out.
    fn room(&self) -> (u32, u32) {
        let window = self.0.window.window();
        let (size, scale) = (window.size(), window.scale_factor());
        let pixels = |side: f32, most: u32| ((side * scale).round() as u32).clamp(1, most.max(1));
        match self.0.wall.get() {
            Some((width, height)) => (pixels(width, size.width), pixels(height, size.height)),
            None => (size.width, size.height),
        }
    }

    /// Shows the picture of `face`. Until a new one is read the one before it stays where it stands.
    fn hang(&self, face: &Face) {
        let state = self.0.window.global::<HallState<'_>>();
        let drawn = self.0.drawn.borrow();
        let hung = match (&face.picture, &*drawn) {
            (Some(wanted), Some((sha256, image))) if wanted == sha256 => {
                state.set_picture(image.clone());
                true
            }
            (Some(_), Some(_)) => self.0.hung.get(),
            (None, _) | (_, None) => false,
        };
        self.0.hung.set(hung);
        state.set_pictured(hung);
    }
}
