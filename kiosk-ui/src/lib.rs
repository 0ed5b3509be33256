//! The touchscreen: a walk-in customer chooses a service and leaves holding one number.
//!
//! It deliberately holds no rule of the queue and draws nothing itself: the way from touch to
//! number is [`flow`], a state machine without clock or IO; the pages in `ui/` show what
//! [`fill`] copies into their one global, and know nothing else. [`network`] follows the hub on a
//! thread of its own, [`reading`] says what its views mean here, [`press`] prints what [`sheets`] set,
//! [`reports`] tells the hub of the printer. [`guide`] speaks the screen to those who do not see it.
//!
//! Driven by its `main`, by the tests, and by `--offscreen`: each calls [`init`].

pub mod brand;
pub mod fill;
pub mod fit;
pub mod guide;
pub mod network;
pub mod press;
pub mod qr;
pub mod reports;
pub mod sheets;
mod staff_pages;

pub use antre_kiosk_flow::{branch, flow, reading, staff, view};

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::{Duration, Instant};

use slint::platform::WindowEvent;
use slint::{ComponentHandle, LogicalSize, Timer, TimerMode};

use antre_protocol::Need;
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
pub use ui::{
    Face, GuideTexts, KioskActions, KioskState, KioskWindow, Scheme, StaffActions, StaffState,
    Theme, Touches,
};

/// The kiosk on its screen: a window, the flow behind it, and its one timer.
#[derive(Clone)]
pub struct Kiosk {
    inner: Rc<Inner>,
}

struct Inner {
    window: KioskWindow,
    flow: RefCell<Flow>,
    fill: RefCell<fill::Fill>,
    glass: Cell<fit::Glass>,
    /// The screen's width that the staff's pages know, in tenths of a millimetre.
    width_tenths_mm: Cell<Option<u32>>,
    guiding: guide::Guiding,
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
    antre_ui_kit::fonts::fall_back();
    let now = clock();
    let kiosk = Kiosk {
        inner: Rc::new(Inner {
            window,
            flow: RefCell::new(Flow::new(first_act, now)),
            fill: RefCell::default(),
            glass: Cell::default(),
            width_tenths_mm: Cell::default(),
            guiding: guide::Guiding::default(),
            timer: Timer::default(),
            clock: Box::new(clock),
            acts: Box::new(acts),
        }),
    };
    kiosk.listen();
    kiosk.listen_for_guide();
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
        self.take_measure();
        self.refresh();
    }

    /// A scanner read `line`.
    pub fn scan(&self, line: &str) {
        let now = (self.inner.clock)();
        let act = self.inner.flow.borrow_mut().handle_scan(line, now);
        self.send(act);
        self.refresh();
    }

    /// Whoever touches is no finger and does not tremble: two touches are two, however fast.
    pub fn take_every_touch(&self) {
        self.inner.flow.borrow_mut().take_every_touch();
    }

    /// What is known of the screen; everything on it is large enough from now on.
    pub fn set_glass(&self, glass: fit::Glass) {
        self.inner.glass.set(glass);
        self.resize();
    }

    /// What is known of the screen.
    pub fn glass(&self) -> fit::Glass {
        self.inner.glass.get()
    }

    /// Somebody may have held a card to the screen.
    fn take_measure(&self) {
        let measured = self.inner.flow.borrow().staff().screen_tenths_mm();
        if let Some(tenths_mm) = measured
            && measured != self.inner.width_tenths_mm.get()
        {
            self.set_glass(self.glass().measured(Some(tenths_mm as f32 / 10.0)));
        }
    }

    /// Fits the pages into the window's present size.
    fn resize(&self) {
        let window = self.inner.window.window();
        let size = window.size();
        if size.width == 0 || size.height == 0 {
            return;
        }
        let fit = fit::fit(size.width, size.height, self.inner.glass.get());
        if fit.too_small {
            tracing::error!(
                "the screen is smaller than 10.1 inches: not all of a page may fit on it"
            );
        }
        // Exact enough: no screen is wider than a few metres.
        let width_mm = size.width as f32 / fit.scale * fit.pitch_mm;
        let tenths_mm = Some((width_mm * 10.0).round() as u32);
        self.inner.width_tenths_mm.set(tenths_mm);
        self.inner
            .flow
            .borrow_mut()
            .staff_mut()
            .set_screen(tenths_mm);
        let theme = self.inner.window.global::<Theme<'_>>();
        theme.set_face(if fit.small {
            Face::KioskSmall
        } else {
            Face::Kiosk
        });
        theme.set_mm(1.0 / fit.pitch_mm);
        let state = self.inner.window.global::<KioskState<'_>>();
        state.set_reach_foot(fit.reach.0);
        state.set_reach(fit.reach.1);
        let scale_factor = fit.scale;
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
        self.send(act);
        self.refresh();
    }

    /// Hands on `act` and those that came with it.
    fn send(&self, act: Option<Act>) {
        let mut next = act;
        while let Some(act) = next {
            (self.inner.acts)(act);
            next = self.inner.flow.borrow_mut().poll_act();
        }
    }

    /// Shows what the flow says, and wakes when it next changes by itself.
    fn refresh(&self) {
        let now = (self.inner.clock)();
        let (act, view, deadline) = {
            let mut flow = self.inner.flow.borrow_mut();
            let act = flow.handle_timeout(now);
            (act, flow.view(now), flow.next_deadline(now))
        };
        self.send(act);
        self.show_guided(view, |window, view| {
            self.inner.fill.borrow_mut().show(window, view);
        });
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
        let for_staff: Rc<dyn Fn(Touch)> = touch.clone();
        staff_pages::listen(&self.inner.window, &for_staff);
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
        actions.on_open_group(placed(Touch::Group));
        actions.on_toggle_tip(placed(Touch::Tip));
        actions.on_toggle_needs(plain(Touch::Tell));
        actions.on_toggle_fetch(plain(Touch::Need(Need::Fetch)));
        actions.on_toggle_gesture(plain(Touch::Need(Need::Gesture)));
        actions.on_toggle_low_counter(plain(Touch::Need(Need::LowCounter)));
        actions.on_returning(plain(Touch::Returning));
        actions.on_erase(plain(Touch::Erase));
        actions.on_check_in(plain(Touch::CheckIn));
        actions.on_ring(plain(Touch::Help));
        let asked = Rc::clone(&touch);
        actions.on_set_people(move |count| asked(Touch::People(people(count))));
        let asked = Rc::clone(&touch);
        actions.on_set_one_each(move |each| asked(Touch::OneEach(each)));
        let typed = Rc::clone(&touch);
        actions.on_type(move |key| {
            if let Some(key) = key.chars().next() {
                typed(Touch::Key(key));
            }
        });
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

/// What no party can be becomes the nearest that one can.
fn people(count: i32) -> u8 {
    u8::try_from(count.max(1)).unwrap_or(u8::MAX)
}
