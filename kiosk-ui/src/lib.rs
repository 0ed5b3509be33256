//! The touchscreen: a walk-in customer chooses a service and leaves holding one number.
//!
//! It deliberately holds no rule of the queue and draws nothing itself: the way from touch to
//! number is [`flow`], a state machine without clock or IO; the pages in `ui/` show what
//! [`fill`] copies into their one global, and know nothing else. [`network`] follows the hub on a
//! thread of its own, [`reading`] says what its views mean here, [`press`] prints what [`sheets`] set,
//! [`reports`] tells the hub of the printer.
//!
//! Driven by its `main`, by the tests, and by `--offscreen`: each calls [`init`].

pub mod fill;
pub mod fit;
pub mod network;
pub mod press;
pub mod qr;
pub mod reports;
pub mod sheets;

pub use antre_kiosk_flow::{branch, flow, reading, staff, view};

use std::cell::RefCell;
use std::rc::Rc;
use std::time::{Duration, Instant};

use slint::platform::WindowEvent;
use slint::{ComponentHandle, LogicalSize, Timer, TimerMode};

use flow::{Act, Flow, News, Touch};

/// What the toolkit's compiler made of `ui/`.
#[allow(
    missing_docs,
    unreachable_pub,
    rust_2018_idioms,
    clippy::all,
    clippy::todo,
    clippy::unwrap_used
)]
mod ui {
    slint::include_modules!();
}
pub use ui::{KioskActions, KioskState, KioskWindow, Scheme, Theme};

/// The kiosk on its screen: a window, the flow behind it, and its one timer.
#[derive(Clone)]
pub struct Kiosk {
    inner: Rc<Inner>,
}

struct Inner {
    window: KioskWindow,
    flow: RefCell<Flow>,
    fill: RefCell<fill::Fill>,
    timer: Timer,
    clock: Box<dyn Fn() -> Duration>,
    acts: Box<dyn Fn(Act)>,
}

/// What a scale may differ by before the window takes the new one.
const SCALE_STEP: f32 = 0.001;

/// Time since this call, for [`init`].
pub fn steady_clock() -> impl Fn() -> Duration {
    let start = Instant::now();
    move || start.elapsed()
}

/// Makes the kiosk. `acts` takes what the network should do; `clock` is any steady clock;
/// `first_act` is unique to this start of the process.
pub fn init(
    first_act: u64,
    clock: impl Fn() -> Duration + 'static,
    acts: impl Fn(Act) + 'static,
) -> Result<Kiosk, slint::PlatformError> {
    let window = KioskWindow::new()?;
    let now = clock();
    let kiosk = Kiosk {
        inner: Rc::new(Inner {
            window,
            flow: RefCell::new(Flow::new(first_act, now)),
            fill: RefCell::default(),
            timer: Timer::default(),
            clock: Box::new(clock),
            acts: Box::new(acts),
        }),
    };
    kiosk.listen();
    kiosk.refresh();
    Ok(kiosk)
}

impl Kiosk {
    /// Its window.
    pub fn window(&self) -> &KioskWindow {
        &self.inner.window
    }

    /// The network said `news`.
    pub fn news(&self, news: News) {
        let now = (self.inner.clock)();
        self.inner.flow.borrow_mut().handle_news(news, now);
        self.refresh();
    }

    /// Whoever touches is no finger and does not tremble: two touches are two, however fast.
    pub fn take_every_touch(&self) {
        self.inner.flow.borrow_mut().take_every_touch();
    }

    /// Fits the pages into the window's present size.
    fn resize(&self) {
        let window = self.inner.window.window();
        let size = window.size();
        if size.width == 0 || size.height == 0 {
            return;
        }
        let scale_factor = fit::scale(size.width, size.height);
        if (window.scale_factor() - scale_factor).abs() <= SCALE_STEP {
            return;
        }
        window.dispatch_event(WindowEvent::ScaleFactorChanged { scale_factor });
        let size = LogicalSize::new(
            size.width as f32 / scale_factor,
            size.height as f32 / scale_factor,
        );
        window.dispatch_event(WindowEvent::Resized { size });
    }

    fn touch(&self, touch: Touch) {
        let now = (self.inner.clock)();
        let act = self.inner.flow.borrow_mut().handle_touch(touch, now);
        if let Some(act) = act {
            (self.inner.acts)(act);
        }
        self.refresh();
    }

    /// Shows what the flow says, and wakes when it next changes by itself.
    fn refresh(&self) {
        let now = (self.inner.clock)();
        let (act, view, deadline) = {
            let mut flow = self.inner.flow.borrow_mut();
            let act = flow.handle_timeout(now);
            (act, flow.view(now), flow.next_deadline(now))
        };
        if let Some(act) = act {
            (self.inner.acts)(act);
        }
        self.inner.fill.borrow_mut().show(&self.inner.window, view);
        let Some(deadline) = deadline else {
            self.inner.timer.stop();
            return;
        };
        let kiosk = Rc::downgrade(&self.inner);
        let wait = deadline.saturating_sub(now).max(Duration::from_millis(1));
        self.inner
            .timer
            .start(TimerMode::SingleShot, wait, move || {
                if let Some(inner) = kiosk.upgrade() {
                    Self { inner }.refresh();
                }
            });
    }

    fn listen(&self) {
        let actions = self.inner.window.global::<KioskActions<'_>>();
        // Weak, because the window must not keep itself alive through its own callbacks.
        let kiosk = Rc::downgrade(&self.inner);
        let touch = Rc::new(move |touch: Touch| {
            if let Some(inner) = kiosk.upgrade() {
                Self { inner }.touch(touch);
            }
        });
        let plain = |what: Touch| {
            let touch = Rc::clone(&touch);
            move || touch(what)
        };
        let placed = |what: fn(usize) -> Touch| {
            let touch = Rc::clone(&touch);
            // A place before the first is no place: the flow passes it over.
            move |index: i32| touch(what(usize::try_from(index).unwrap_or(usize::MAX)))
        };
        let resized = Rc::downgrade(&self.inner);
        actions.on_resized(move || {
            let resized = resized.clone();
            // Not within the change that told of it: the scale changes the size once more.
            Timer::single_shot(Duration::ZERO, move || {
                if let Some(inner) = resized.upgrade() {
                    Self { inner }.resize();
                }
            });
        });
        actions.on_choose(placed(Touch::Choose));
        actions.on_select_language(placed(Touch::Language));
        actions.on_back(plain(Touch::Back));
        actions.on_done(plain(Touch::Done));
        actions.on_wrong(plain(Touch::Wrong));
        actions.on_reprint(plain(Touch::Reprint));
        actions.on_toggle_large(plain(Touch::Large));
        actions.on_toggle_contrast(plain(Touch::Contrast));
        actions.on_toggle_low(plain(Touch::Low));
        actions.on_go_on(plain(Touch::GoOn));
        actions.on_new_roll(plain(Touch::NewRoll));
        actions.on_touched(plain(Touch::Anywhere));
        actions.on_take(move |priority| touch(Touch::Take { priority }));
    }
}
