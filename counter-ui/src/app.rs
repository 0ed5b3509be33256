//! The window with its panel: what is heard and struck goes in, what is due is painted.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};
use std::sync::Arc;
use std::time::Duration;

use antre_domain::{CounterId, Locale, Timestamp};
use antre_protocol::CounterView;
use slint::{ComponentHandle as _, Timer, TimerMode};

use crate::pages::{CounterActions, CounterWindow, Scheme, Theme};
use crate::panel::{Intent, Key, Panel, Settled};
use crate::show::{Hub, Rows, speak};

/// The panel counts seconds while somebody is at the counter.
const SECOND: Duration = Duration::from_secs(1);
const MINUTE_MS: i64 = 60_000;

/// How this panel was set up.
#[derive(Debug, Clone, PartialEq)]
pub struct Setup {
    /// Where the clerk sits; without it they choose from a list.
    pub counter: Option<CounterId>,
    /// Light, or black and white.
    pub scheme: Scheme,
    /// The language, where it is not the branch's own.
    pub locale: Option<Locale>,
}

/// The newest that was heard of the hub.
#[derive(Debug, Clone)]
pub struct Heard {
    /// The view, once there is one.
    pub view: Option<Arc<CounterView>>,
    /// The line.
    pub hub: Hub,
    /// What the hub's clock showed, and when on the panel's own clock.
    pub clock: Option<(Timestamp, Duration)>,
}

/// A panel. Clones are the same one.
#[derive(Clone)]
#[allow(missing_debug_implementations)]
pub struct App(Rc<Inner>);

struct Inner {
    window: CounterWindow,
    setup: Setup,
    now: Box<dyn Fn() -> Duration>,
    send: Box<dyn Fn(CounterId, Intent) -> bool>,
    panel: RefCell<Panel>,
    rows: Rows,
    heard: RefCell<Heard>,
    spoken: Cell<Option<Locale>>,
    timer: Timer,
}

/// Makes the window and joins it to a panel that has heard nothing yet. `now` is the time since the
/// panel began; `send` hands an intent to the network, or says that it cannot take one.
///
/// # Errors
/// The toolkit has no platform to draw on.
pub fn init(
    setup: Setup,
    now: impl Fn() -> Duration + 'static,
    send: impl Fn(CounterId, Intent) -> bool + 'static,
) -> Result<App, slint::PlatformError> {
    let window = CounterWindow::new()?;
    window.global::<Theme<'_>>().set_scheme(setup.scheme);
    let app = App(Rc::new(Inner {
        window,
        panel: RefCell::new(Panel::new(setup.counter.clone())),
        setup,
        now: Box::new(now),
        send: Box::new(send),
        rows: Rows::default(),
        heard: RefCell::new(Heard {
            view: None,
            hub: Hub::Connecting,
            clock: None,
        }),
        spoken: Cell::new(None),
        timer: Timer::default(),
    }));
    app.0.rows.join(&app.0.window);
    let struck = Rc::downgrade(&app.0);
    app.0
        .window
        .global::<CounterActions<'_>>()
        .on_strike(move |key| {
            if let (Some(inner), Some(key)) = (struck.upgrade(), key_named(&key)) {
                App(inner).handle_key(key);
            }
        });
    app.paint();
    Ok(app)
}

impl App {
    /// The window.
    pub fn window(&self) -> &CounterWindow {
        &self.0.window
    }

    /// Something newer was heard of the hub.
    pub fn handle_heard(&self, heard: Heard) {
        let mut panel = self.0.panel.borrow_mut();
        panel.handle_line(matches!(heard.hub, Hub::Live));
        if let Some(view) = &heard.view {
            panel.handle_view(Arc::clone(view));
        }
        drop(panel);
        self.0.heard.replace(heard);
        self.paint();
    }

    /// The intent on its way has ended.
    pub fn handle_settled(&self, settled: Settled) {
        self.0
            .panel
            .borrow_mut()
            .handle_settled(settled, (self.0.now)());
        self.paint();
    }

    fn handle_key(&self, key: Key) {
        let mut panel = self.0.panel.borrow_mut();
        let now = (self.0.now)();
        let intent = panel.handle_key(key, now);
        if let (Some(intent), Some(counter)) = (intent, panel.counter().cloned())
            && !(self.0.send)(counter, intent)
        {
            panel.handle_settled(Settled::Unanswered, now);
        }
        drop(panel);
        self.paint();
    }

    fn paint(&self) {
        let now = (self.0.now)();
        let heard = self.0.heard.borrow();
        let at = heard.clock.map(|(at, heard_at)| {
            let passed_ms =
                i64::try_from(now.saturating_sub(heard_at).as_millis()).unwrap_or(i64::MAX);
            Timestamp::from_millis(at.millis().saturating_add(passed_ms))
        });
        let own = heard
            .view
            .as_ref()
            .and_then(|view| view.branch.languages.first().copied());
        let locale = self.0.setup.locale.or(own).unwrap_or(Locale::ID);
        if self.0.spoken.replace(Some(locale)) != Some(locale) {
            speak(locale);
        }
        let panel = self.0.panel.borrow();
        let face = panel.face(now);
        self.0
            .rows
            .paint(&self.0.window, &panel, &face, heard.hub, locale, at);
        let counts = panel.ticket().is_some() || face.notice.is_some();
        let second = counts.then_some(SECOND);
        let minute = at.map(|at| {
            Duration::from_millis((MINUTE_MS - at.millis().rem_euclid(MINUTE_MS)).unsigned_abs())
        });
        let due = panel
            .next_deadline(now)
            .map(|due| due.saturating_sub(now) + Duration::from_millis(1));
        if let Some(wait) = [second, minute, due].into_iter().flatten().min() {
            self.wake_after(wait);
        }
    }

    fn wake_after(&self, wait: Duration) {
        let app: Weak<Inner> = Rc::downgrade(&self.0);
        self.0.timer.start(TimerMode::SingleShot, wait, move || {
            if let Some(inner) = app.upgrade() {
                App(inner).paint();
            }
        });
    }
}

fn key_named(name: &str) -> Option<Key> {
    match name {
        "enter" => Some(Key::Enter),
        "+" => Some(Key::Recall),
        "-" => Some(Key::NoShow),
        "*" => Some(Key::Transfer),
        "/" => Some(Key::Park),
        "f8" => Some(Key::Coming),
        "f9" => Some(Key::Break),
        "f10" => Some(Key::More),
        "undo" => Some(Key::Undo),
        "back" => Some(Key::Back),
        "next" => Some(Key::NextPage),
        digit => digit.parse().ok().map(Key::Digit),
    }
}
