//! A kiosk in memory with a clock that the test turns.

use std::cell::{Cell, RefCell};
use std::path::PathBuf;
use std::rc::Rc;
use std::time::Duration;

use antre_kiosk::branch::{Branch, Ticket};
use antre_kiosk::fit::Glass;
use antre_kiosk::flow::{Act, ActId, CheckedIn, News};
use antre_kiosk::{Kiosk, KioskActions};
use i_slint_backend_testing::{
    AccessibleRole, ElementHandle, ElementQuery, TestingBackend, TestingBackendOptions,
    mock_elapsed_time,
};
use slint::platform::{PointerEventButton, WindowEvent};
use slint::{ComponentHandle, LogicalPosition, PhysicalSize, Rgba8Pixel, SharedPixelBuffer};

use crate::words;

pub(crate) const PORTRAIT: (u32, u32) = (1080, 1920);
pub(crate) const LANDSCAPE: (u32, u32) = (1920, 1080);
pub(crate) const SMALL: (u32, u32) = (1024, 600);

/// As the keys for them are called.
const LANGUAGES: [&str; 4] = ["Bahasa Indonesia", "English", "العربية", "中文"];

pub(crate) struct Bench {
    kiosk: Kiosk,
    clock: Rc<Cell<Duration>>,
    acts: Rc<RefCell<Vec<Act>>>,
    size: (u32, u32),
}

/// Something that can be pressed or read, where it lies, in pixels.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Target {
    pub(crate) label: String,
    pub(crate) left: f32,
    pub(crate) top: f32,
    pub(crate) width: f32,
    pub(crate) height: f32,
}

impl Bench {
    /// Before a screen of unknown size in millimetres.
    pub(crate) fn new(size: (u32, u32), branch: Branch) -> Self {
        Self::before(size, Glass::default(), branch)
    }

    pub(crate) fn before(size: (u32, u32), glass: Glass, branch: Branch) -> Self {
        let backend = TestingBackend::new(TestingBackendOptions {
            mock_time: true,
            threading: false,
            renderer_name: Some("software".into()),
        });
        // A second bench in the same thread goes on with the first one's platform.
        let _ = slint::platform::set_platform(Box::new(backend));
        let clock = Rc::new(Cell::new(Duration::ZERO));
        let acts = Rc::new(RefCell::new(Vec::new()));
        let (turned, done) = (Rc::clone(&clock), Rc::clone(&acts));
        let kiosk = antre_kiosk::init(
            1,
            move || turned.get(),
            move |act| done.borrow_mut().push(act),
        )
        .unwrap();
        kiosk
            .window()
            .window()
            .set_size(PhysicalSize::new(size.0, size.1));
        kiosk.window().show().unwrap();
        kiosk.set_glass(glass);
        let bench = Self {
            kiosk,
            clock,
            acts,
            size,
        };
        bench.news(News::Branch(Box::new(branch)));
        bench.pass_ms(1);
        bench
    }

    pub(crate) fn kiosk(&self) -> &Kiosk {
        &self.kiosk
    }

    pub(crate) fn size(&self) -> (u32, u32) {
        self.size
    }

    pub(crate) fn news(&self, news: News) {
        self.kiosk.news(news);
        mock_elapsed_time(Duration::ZERO);
    }

    /// Lets time pass in steps short enough for every timer.
    pub(crate) fn pass_secs(&self, secs: u64) {
        for _ in 0..secs * 4 {
            self.pass_ms(250);
        }
    }

    pub(crate) fn pass_ms(&self, ms: u64) {
        let step = Duration::from_millis(ms);
        self.clock.set(self.clock.get() + step);
        mock_elapsed_time(step);
    }

    /// A finger on what carries `label`, a second after the last.
    pub(crate) fn press(&self, label: &str) {
        self.turn_languages_to(label);
        self.pass_ms(1_000);
        self.strike(label);
    }

    /// A small screen has one key for all its languages: it names the next one.
    fn turn_languages_to(&self, label: &str) {
        for _ in LANGUAGES {
            let there = self.labels();
            let is_meant = LANGUAGES.contains(&label) && !there.iter().any(|known| known == label);
            let next = LANGUAGES
                .iter()
                .find(|name| there.contains(&(**name).to_owned()));
            let (true, Some(next)) = (is_meant, next) else {
                return;
            };
            self.pass_ms(1_000);
            self.strike(next);
        }
    }

    /// A finger on what the screen calls `english` in whatever language it speaks.
    pub(crate) fn press_word(&self, english: &str) {
        let there = self.labels();
        let said = words::said(english);
        match said.iter().find(|label| there.contains(label)) {
            Some(label) => self.press(label),
            None => panic!("none of {said:?} among {there:?}"),
        }
    }

    /// Whether anything on the screen is called `english`, in whatever language it speaks.
    pub(crate) fn offers(&self, english: &str) -> bool {
        let there = self.labels();
        words::said(english)
            .iter()
            .any(|label| there.contains(label))
    }

    /// A finger on what has this action, in whatever language, a second after the last.
    pub(crate) fn act(&self, act: impl FnOnce(&KioskActions<'_>)) {
        self.pass_ms(1_000);
        act(&self.kiosk.window().global::<KioskActions<'_>>());
        mock_elapsed_time(Duration::ZERO);
    }

    /// A finger on what carries `label`, at once.
    pub(crate) fn strike(&self, label: &str) {
        let there = self.targets();
        let target = there
            .iter()
            .find(|target| target.label == label)
            .unwrap_or_else(|| panic!("{label:?} is not among {there:?}"));
        self.press_at(
            target.left + target.width / 2.0,
            target.top + target.height / 2.0,
        );
    }

    pub(crate) fn press_at(&self, x: f32, y: f32) {
        let position = LogicalPosition::new(x, y);
        let button = PointerEventButton::Left;
        let window = self.kiosk.window().window();
        window.dispatch_event(WindowEvent::PointerPressed { position, button });
        window.dispatch_event(WindowEvent::PointerReleased { position, button });
        mock_elapsed_time(Duration::ZERO);
    }

    pub(crate) fn key(&self, key: slint::platform::Key) {
        self.pass_ms(1_000);
        let text: slint::SharedString = char::from(key).into();
        let window = self.kiosk.window().window();
        window.dispatch_event(WindowEvent::KeyPressed { text: text.clone() });
        window.dispatch_event(WindowEvent::KeyReleased { text });
        mock_elapsed_time(Duration::ZERO);
    }

    /// Gives the ticket asked for last.
    pub(crate) fn issue(&self, ticket: Ticket) {
        let Some(Act::Issue { act, .. }) = self.acts.borrow().last().cloned() else {
            panic!("nothing was asked for: {:?}", self.acts.borrow());
        };
        self.news(News::Issued(act, Box::new(ticket)));
        // The slip has risen.
        self.pass_ms(200);
    }

    /// Gives several, as one act asked for.
    pub(crate) fn issue_each(&self, tickets: Vec<Ticket>) {
        self.news(News::IssuedEach(self.last_act(), tickets));
        self.pass_ms(200);
    }

    /// Answers who was looked up last.
    pub(crate) fn found(&self, found: CheckedIn) {
        let Some(Act::CheckIn { act, .. }) = self.acts.borrow().last().cloned() else {
            panic!("nobody was looked up: {:?}", self.acts.borrow());
        };
        self.news(News::CheckedIn(act, found));
        self.pass_ms(50);
    }

    pub(crate) fn scan(&self, line: &str) {
        self.kiosk.scan(line);
        self.pass_ms(1);
    }

    pub(crate) fn last_act(&self) -> ActId {
        match self.acts.borrow().last() {
            Some(Act::Issue { act, .. }) => *act,
            other => panic!("nothing was asked for: {other:?}"),
        }
    }

    pub(crate) fn acts(&self) -> Vec<Act> {
        self.acts.borrow().clone()
    }

    /// Everything that can be pressed, in the order of a screen reader.
    pub(crate) fn targets(&self) -> Vec<Target> {
        self.lying(AccessibleRole::Button)
    }

    /// Every text, in the same order.
    pub(crate) fn texts(&self) -> Vec<Target> {
        self.lying(AccessibleRole::Text)
    }

    fn lying(&self, role: AccessibleRole) -> Vec<Target> {
        self.elements(role)
            .iter()
            .map(|element| {
                let (corner, size) = (element.absolute_position(), element.size());
                Target {
                    label: element.accessible_label().unwrap_or_default().into(),
                    left: corner.x,
                    top: corner.y,
                    width: size.width,
                    height: size.height,
                }
            })
            .collect()
    }

    pub(crate) fn labels(&self) -> Vec<String> {
        self.targets()
            .into_iter()
            .map(|target| target.label)
            .collect()
    }

    /// Whether a text or a label on the screen says exactly `words`.
    pub(crate) fn says(&self, words: &str) -> bool {
        ElementHandle::find_by_accessible_label(self.kiosk.window(), words)
            .next()
            .is_some()
    }

    fn elements(&self, role: AccessibleRole) -> Vec<ElementHandle> {
        ElementQuery::from_root(self.kiosk.window())
            .match_accessible_role(role)
            .find_all()
    }

    pub(crate) fn picture(&self) -> SharedPixelBuffer<Rgba8Pixel> {
        self.kiosk.window().window().take_snapshot().unwrap()
    }

    /// Writes the screen as it stands to `<target>/tmp/kiosk/NAME.png`.
    pub(crate) fn shot(&self, name: &str) {
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("kiosk");
        std::fs::create_dir_all(&folder).unwrap();
        let path = folder.join(format!("{name}.png"));
        antre_ui_kit::offscreen::shoot(self.kiosk.window(), &path).unwrap();
    }
}
