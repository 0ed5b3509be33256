//! The window with its panel: what is heard and struck goes in, what is due is painted.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};
use std::sync::Arc;
use std::time::Duration;

use antre_counter_flow::keymap::Keymap;
use antre_counter_flow::panel::{Face, Intent, Key, Notice, Panel, Settled, Stroke};

use antre_counter_flow::watch::{self, Watch};
use antre_domain::{CounterId, Locale, Timestamp};
use antre_protocol::{CounterView, PersonRole};
use slint::{ComponentHandle as _, Timer, TimerMode};

use crate::ask::Outcome;
use crate::keys;
use crate::pages::{CounterActions, CounterWindow, Scheme, Theme};
use crate::show::{Hub, Rows, speak};
use crate::watch::Watched;

/// The panel counts seconds while one is to be seen.
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
    /// Which act lies on which key.
    pub keymap: Keymap,
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

/// What is asked of the hub.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    /// By the clerk.
    Desk {
        /// Where they sit, once they do.
        counter: Option<CounterId>,
        /// What.
        intent: Intent,
    },
    /// By the supervisor.
    Hall(watch::Ask),
}

/// A panel. Clones are the same one.
#[derive(Clone)]
#[allow(missing_debug_implementations)]
pub struct App(Rc<Inner>);

struct Inner {
    window: CounterWindow,
    setup: Setup,
    now: Box<dyn Fn() -> Duration>,
    send: Box<dyn Fn(Wanted) -> bool>,
    ring: Box<dyn Fn()>,
    panel: RefCell<Panel>,
    watch: RefCell<Watch>,
    /// Whether the device's own token leads the hall.
    device_leads: Cell<bool>,
    /// Whether the person who has signed in does.
    person_leads: Cell<bool>,
    rows: Rows,
    watched: Watched,
    heard: RefCell<Heard>,
    spoken: Cell<Option<Locale>>,
    timer: Timer,
}

/// Makes the window and joins it to a panel that has heard nothing yet. `now` is the time since the
/// panel began; `send` hands what is wanted to the network, or says that it cannot take it; `ring` is heard
/// by a supervisor.
///
/// # Errors
/// The toolkit has no platform to draw on.
pub fn init(
    setup: Setup,
    now: impl Fn() -> Duration + 'static,
    send: impl Fn(Wanted) -> bool + 'static,
    ring: impl Fn() + 'static,
) -> Result<App, slint::PlatformError> {
    let window = CounterWindow::new()?;
    window.global::<Theme<'_>>().set_scheme(setup.scheme);
    let panel = Panel::new(setup.counter.clone()).with_keymap(setup.keymap.clone());
    let touched: Rc<RefCell<Weak<Inner>>> = Rc::default();
    let toucher = Rc::clone(&touched);
    let watched = Watched::join(&window, move |key| {
        if let Some(inner) = toucher.borrow().upgrade() {
            App(inner).handle_watch_key(key);
        }
    });
    let app = App(Rc::new(Inner {
        watched,
        window,
        panel: RefCell::new(panel),
        watch: RefCell::new(Watch::new()),
        device_leads: Cell::new(false),
        person_leads: Cell::new(false),
        setup,
        now: Box::new(now),
        send: Box::new(send),
        ring: Box::new(ring),
        rows: Rows::default(),
        heard: RefCell::new(Heard {
            view: None,
            hub: Hub::Connecting,
            clock: None,
        }),
        spoken: Cell::new(None),
        timer: Timer::default(),
    }));
    touched.replace(Rc::downgrade(&app.0));
    app.0.rows.join(&app.0.window);
    app.join_keys();
    app.go_on();
    Ok(app)
}

impl App {
    /// The window.
    pub fn window(&self) -> &CounterWindow {
        &self.0.window
    }

    /// Something newer was heard of the hub.
    pub fn handle_heard(&self, heard: Heard) {
        let now = (self.0.now)();
        let live = matches!(heard.hub, Hub::Live);
        let mut panel = self.0.panel.borrow_mut();
        let mut watch = self.0.watch.borrow_mut();
        panel.handle_line(live);
        watch.handle_line(live, now);
        if let Some((at, heard_at)) = heard.clock {
            panel.handle_clock(at, heard_at);
        }
        if let Some(view) = &heard.view {
            panel.handle_view(Arc::clone(view));
            watch.handle_view(Arc::clone(view), heard.clock, now);
        }
        drop((panel, watch));
        self.0.heard.replace(heard);
        self.go_on();
    }

    /// The clerk's intent on its way has ended.
    pub fn handle_outcome(&self, outcome: Outcome) {
        let signed_in = outcome.role.is_some();
        if let Some(role) = outcome.role {
            self.0.person_leads.set(leads(role));
        }
        self.handle_settled(outcome.settled);
        if signed_in {
            self.begin_in_the_hall();
        }
    }

    /// As [`Self::handle_outcome`], where nobody has signed in by it.
    pub fn handle_settled(&self, settled: Settled) {
        let now = (self.0.now)();
        self.0.panel.borrow_mut().handle_settled(settled, now);
        self.go_on();
    }

    /// What a supervisor asked for was answered.
    pub fn handle_answer(&self, id: watch::AskId, answer: watch::Answer) {
        let now = (self.0.now)();
        self.0.watch.borrow_mut().handle_answer(id, answer, now);
        self.go_on();
    }

    /// Whether the device's own token leads the hall.
    pub fn handle_leads(&self, leads: bool) {
        self.0.device_leads.set(leads);
        self.go_on();
        self.begin_in_the_hall();
    }

    /// Whoever leads the hall and sits at no counter begins there.
    fn begin_in_the_hall(&self) {
        if self.0.watch.borrow().may_open() && self.0.panel.borrow().counter().is_none() {
            self.handle_watch_key(watch::Key::Page(watch::Page::Hall));
        }
    }

    fn join_keys(&self) {
        let actions = self.0.window.global::<CounterActions<'_>>();
        let app = Rc::downgrade(&self.0);
        actions.on_strike(move |name| {
            if let (Some(inner), Some(key)) = (app.upgrade(), key_named(&name)) {
                let app = App(inner);
                app.struck(|panel, now| panel.handle_key(key, now));
            }
        });
        let app = Rc::downgrade(&self.0);
        actions.on_typed(move |text, _shift, control| {
            let stroke = (!control).then(|| keys::stroke(&text)).flatten();
            let (Some(inner), Some(stroke)) = (app.upgrade(), stroke) else {
                return false;
            };
            App(inner).handle_stroke(stroke);
            true
        });
    }

    /// A key of the keyboard: the supervisor's where that page takes it, else the clerk's. A gate is before
    /// both.
    fn handle_stroke(&self, stroke: Stroke) {
        let now = (self.0.now)();
        let is_shut = self.0.panel.borrow().face(now).gate.is_some();
        if !is_shut && self.0.watch.borrow_mut().handle_stroke(stroke, now) {
            self.go_on();
        } else {
            self.struck(|panel, now| panel.handle_stroke(stroke, now));
        }
    }

    fn handle_watch_key(&self, key: watch::Key) {
        let now = (self.0.now)();
        self.0.watch.borrow_mut().handle_key(key, now);
        self.go_on();
    }

    fn struck(&self, strike: impl FnOnce(&mut Panel, Duration) -> Option<Intent>) {
        let intent = strike(&mut self.0.panel.borrow_mut(), (self.0.now)());
        if let Some(intent) = intent {
            self.send(intent);
        }
        self.go_on();
    }

    fn send(&self, intent: Intent) {
        let counter = self.0.panel.borrow().counter().cloned();
        if !(self.0.send)(Wanted::Desk { counter, intent }) {
            let now = (self.0.now)();
            let mut panel = self.0.panel.borrow_mut();
            panel.handle_settled(Settled::Unanswered, now);
        }
    }

    /// Asks what is to be asked now, and paints.
    fn go_on(&self) {
        let now = (self.0.now)();
        let intent = self.0.panel.borrow_mut().poll_intent(now);
        if let Some(intent) = intent {
            self.send(intent);
        }
        let mut watch = self.0.watch.borrow_mut();
        watch.handle_role(self.may_lead(), now);
        watch.handle_timeout(now);
        while let Some(ask) = watch.poll_ask(now) {
            let id = ask.id;
            if !(self.0.send)(Wanted::Hall(ask)) {
                watch.handle_answer(id, watch::Answer::Unanswered, now);
            }
        }
        if watch.take_tone() {
            (self.0.ring)();
        }
        drop(watch);
        self.paint(now);
    }

    /// While the panel is locked, or somebody signs in, nobody leads.
    fn may_lead(&self) -> bool {
        let panel = self.0.panel.borrow();
        let person = panel.signed().is_some() && self.0.person_leads.get();
        (person || self.0.device_leads.get()) && panel.face((self.0.now)()).gate.is_none()
    }

    fn paint(&self, now: Duration) {
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
        let watch = self.0.watch.borrow();
        let face = panel.face(now);
        let rows = &self.0.rows;
        rows.paint(&self.0.window, &panel, &face, heard.hub, locale, at, now);
        let watched = &self.0.watched;
        watched.paint(&self.0.window, &watch, heard.hub, locale, now);
        let second = shows_a_second(&panel, &face).then_some(SECOND);
        let minute = at.map(|at| {
            Duration::from_millis((MINUTE_MS - at.millis().rem_euclid(MINUTE_MS)).unsigned_abs())
        });
        let deadlines = [panel.next_deadline(now), watch.next_deadline(now)];
        let due = deadlines.into_iter().flatten().min();
        let due = due.map(|due| due.saturating_sub(now) + Duration::from_millis(1));
        if let Some(wait) = [second, minute, due].into_iter().flatten().min() {
            self.wake_after(wait);
        }
    }

    fn wake_after(&self, wait: Duration) {
        let app: Weak<Inner> = Rc::downgrade(&self.0);
        self.0.timer.start(TimerMode::SingleShot, wait, move || {
            if let Some(inner) = app.upgrade() {
                App(inner).go_on();
            }
        });
    }
}

fn leads(role: PersonRole) -> bool {
    match role {
        PersonRole::Supervisor | PersonRole::Administrator => true,
        PersonRole::Greeter | PersonRole::Clerk => false,
    }
}

/// Whether anything on the panel counts seconds.
fn shows_a_second(panel: &Panel, face: &Face) -> bool {
    if let Some(gate) = &face.gate {
        return gate.wait_secs > 0;
    }
    let told = face.notice.as_ref().is_some_and(|notice| match notice {
        Notice::Undo { .. } | Notice::RecallTooSoon { .. } | Notice::CallTooSoon { .. } => true,
        Notice::Refused { again_in_secs, .. } => again_in_secs.is_some(),
        Notice::Nobody
        | Notice::Unanswered
        | Notice::HubAway
        | Notice::Armed(_)
        | Notice::NoSuchNumber(_)
        | Notice::Foreign { .. }
        | Notice::NoRecallLeft
        | Notice::MarksFull
        | Notice::SessionOver
        | Notice::Done(_) => false,
    });
    let history = face.history.as_ref();
    told || panel.ticket().is_some()
        || face.recall_in_secs > 0
        || face.call_in_secs > 0
        || face.wrap_in_secs > 0
        || history.is_some_and(|history| history.hides_in_secs > 0)
}

/// A key on the screen, by the name that the pages give it.
fn key_named(name: &str) -> Option<Key> {
    let digit = name.parse().ok().filter(|digit| *digit <= 9);
    digit.map(Key::Digit).or_else(|| Key::of_code(name))
}
