//! Joins the spoken guide to the kiosk: its eyes (what the window shows), its ears (keys, fingers, a
//! headphone jack) and its mouth (a [`Voice`]).

mod scanner;
mod voice;

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use antre_audio::Told;
use antre_ui_kit::accessible::{Role, Tree};
use antre_ui_kit::guide::{Cue, Frame, Guide, Key, Scene, Tone, VOLUME, Word, Words, joined};
use slint::platform::Key as Struck;
use slint::{ComponentHandle, Timer, TimerMode};

use crate::flow::Touch;
use crate::view::{KioskView, Page};
use crate::{GuideTexts, Kiosk, KioskActions, KioskState, KioskWindow, Theme, Touches};

use scanner::{Scanner, Typed};

pub use voice::{Aloud, NotAVoice, Output, Voice, VoiceArgs};

/// The guide of one kiosk, and what it needs to know of the screen between two looks at it.
pub(crate) struct Guiding {
    guide: RefCell<Guide>,
    tree: RefCell<Rc<Tree>>,
    voice: RefCell<Box<dyn Voice>>,
    volume: Cell<u8>,
    page: RefCell<Shown>,
    typed: RefCell<Scanner>,
    due: Timer,
    look: Timer,
}

/// What is on the screen, as far as the guide must know.
#[derive(Debug, Clone, Default, PartialEq)]
struct Shown {
    /// Names the page; another name is another page.
    name: String,
    language: String,
    visit: u32,
    leaving: bool,
    /// The numbers on it, which must be heard whole; empty where there are none.
    numbers: String,
    /// Letters and digits are typed here.
    types: bool,
}

impl Default for Guiding {
    fn default() -> Self {
        Self {
            guide: RefCell::new(Guide::new(100)),
            tree: RefCell::default(),
            voice: RefCell::new(Box::new(voice::Mute)),
            volume: Cell::new(VOLUME),
            page: RefCell::default(),
            typed: RefCell::default(),
            due: Timer::default(),
            look: Timer::default(),
        }
    }
}

impl Shown {
    fn of(view: &KioskView) -> Self {
        let language = view.languages.get(view.language);
        let staff = view.staff.as_ref();
        let page = match &view.page {
            Page::Services | Page::Groups => format!("list {} {}", view.grouped, view.group),
            Page::Chosen { service, .. } => format!("chosen {} {}", service.letters, service.name),
            Page::Number { .. } => format!("number {}", numbers(&view.page)),
            Page::Returning { found, .. } => format!("returning {}", found.is_some()),
            Page::Stopped(stop) => format!("stopped {:?}", stop.kind),
            Page::Roll { step, .. } => format!("roll {step:?}"),
        };
        let staff_page = staff.map(|staff| std::mem::discriminant(&staff.page));
        Self {
            name: format!("{page} {} {staff_page:?} {}", view.language, view.visit),
            language: language.map_or_else(String::new, |language| language.code.clone()),
            visit: view.visit,
            leaving: view.still_there,
            numbers: if staff.is_none() {
                numbers(&view.page)
            } else {
                String::new()
            },
            types: staff.is_none() && matches!(view.page, Page::Returning { found: None, .. }),
        }
    }
}

impl Kiosk {
    /// Speaks with `voice` from now on.
    pub fn set_voice(&self, voice: impl Voice + 'static) {
        let speed_percent = voice.speed_percent();
        *self.inner.guiding.guide.borrow_mut() = Guide::new(speed_percent);
        *self.inner.guiding.voice.borrow_mut() = Box::new(voice);
    }

    /// Headphones were put in, or pulled out.
    pub fn jack(&self, is_in: bool) {
        self.guide(|guide, words, now| guide.handle_jack(is_in, words, now));
    }

    /// What hears of lost sound: the guide's own sign says so on the screen, for as long as it lasts.
    pub fn ear(&self) -> impl FnMut(Told) + Send + use<> {
        let window = self.inner.window.as_weak();
        move |told| {
            let mute = match told {
                Told::Lost(fault) => {
                    tracing::warn!("the guide is not heard: {fault} ({})", fault.code());
                    true
                }
                Told::Back => false,
                Told::NoVoice(language) => {
                    tracing::warn!("no voice speaks {language:?}");
                    return;
                }
                // Of scripts, which only halls have.
                Told::Began(_) | Told::Ended(_) | Told::Missing { .. } | Told::Unspoken { .. } => {
                    return;
                }
            };
            // Fails only where the screen has ended.
            let _ = window.upgrade_in_event_loop(move |window| {
                window.global::<Touches<'_>>().set_mute(mute);
            });
        }
    }

    /// Shows `view` by `show`, and tells the guide of it.
    pub(crate) fn show_guided(&self, view: KioskView, show: impl FnOnce(&KioskWindow, KioskView)) {
        let guiding = &self.inner.guiding;
        let shown = Shown::of(&view);
        let before = guiding.page.borrow().clone();
        if shown.visit != before.visit {
            // While the words are still in the customer's language.
            self.guide(|guide, words, now| guide.handle_visit_over(words, now));
        }
        let warns = shown.leaving && !before.leaving;
        *guiding.page.borrow_mut() = shown;
        show(&self.inner.window, view);
        if guiding.guide.borrow().is_on() {
            self.look_soon();
        } else if warns {
            guiding.voice.borrow().tone(Tone::Warning, VOLUME);
        }
    }

    pub(crate) fn listen_for_guide(&self) {
        let window = &self.inner.window;
        let kiosk = Rc::downgrade(&self.inner);
        // Weak, because the window must not keep itself alive through its own callbacks.
        let here = move || kiosk.upgrade().map(|inner| Self { inner });
        let touches = window.global::<Touches<'_>>();
        let kiosk = here.clone();
        touches.on_down(move |x, y| {
            if let Some(kiosk) = kiosk() {
                kiosk.inner.window.global::<Touches<'_>>().set_held(false);
                kiosk.look_now();
                kiosk.guide(|guide, words, now| guide.handle_down(x, y, words, now));
            }
        });
        let kiosk = here.clone();
        touches.on_moved(move |x, y| {
            if let Some(kiosk) = kiosk() {
                kiosk.guide(|guide, words, now| guide.handle_moved(x, y, words, now));
            }
        });
        let kiosk = here.clone();
        touches.on_up(move || {
            if let Some(kiosk) = kiosk() {
                kiosk.guide(|guide, words, now| guide.handle_up(words, now));
            }
        });
        let kiosk = here.clone();
        touches.on_cancelled(move || {
            if let Some(kiosk) = kiosk() {
                kiosk.inner.guiding.guide.borrow_mut().handle_cancelled();
            }
        });
        let kiosk = here.clone();
        touches.on_struck(move |text| kiosk().is_some_and(|kiosk| kiosk.struck(&text)));
        let actions = window.global::<KioskActions<'_>>();
        actions.on_toggle_voice(move || {
            if let Some(kiosk) = here() {
                kiosk.guide(|guide, words, now| guide.handle_toggle(words, now));
            }
        });
    }

    /// A key was struck; whether it was taken: by a scanner's line, by a number being typed, by the guide.
    fn struck(&self, text: &str) -> bool {
        let now = (self.inner.clock)();
        match self.inner.guiding.typed.borrow_mut().take(text, now) {
            Typed::Key => {}
            Typed::Scanning => return true,
            Typed::Line(line) => {
                // Not within the borrow, nor within the key's own event.
                let kiosk = self.clone();
                Timer::single_shot(Duration::ZERO, move || kiosk.scan(&line));
                return true;
            }
        }
        let is_on = self.inner.guiding.guide.borrow().is_on();
        let types = self.inner.guiding.page.borrow().types;
        let typed = text.chars().next().filter(char::is_ascii_alphanumeric);
        if types && let (Some(key), 1) = (typed, text.chars().count()) {
            self.touch(Touch::Key(key.to_ascii_uppercase()));
            return true;
        }
        if types && text == String::from(char::from(Struck::Backspace)) {
            self.touch(Touch::Erase);
            return true;
        }
        let rtl = self.inner.window.global::<Theme<'_>>().get_rtl();
        let key = key(text, types, rtl);
        if !is_on && key != Key::Start {
            return false;
        }
        self.look_now();
        self.guide(|guide, words, now| guide.handle_key(key, words, now));
        key != Key::Other
    }

    /// Lets the guide do `act`, and does what it asks for.
    fn guide(&self, act: impl FnOnce(&mut Guide, &Spoken<'_>, Duration) -> Vec<Cue>) {
        let now = (self.inner.clock)();
        let guiding = &self.inner.guiding;
        let cues = {
            let page = guiding.page.borrow();
            let words = Spoken {
                texts: self.inner.window.global::<GuideTexts<'_>>(),
                language: &page.language,
            };
            act(&mut guiding.guide.borrow_mut(), &words, now)
        };
        for cue in cues {
            self.play(cue);
        }
        self.wake_guide();
    }

    fn play(&self, cue: Cue) {
        let guiding = &self.inner.guiding;
        let touches = self.inner.window.global::<Touches<'_>>();
        match cue {
            Cue::Say { text, language } => {
                let voice = guiding.voice.borrow();
                voice.say(&text, &language, guiding.volume.get());
            }
            Cue::Hush => guiding.voice.borrow().hush(),
            Cue::Tone(tone) => guiding.voice.borrow().tone(tone, guiding.volume.get()),
            Cue::Volume(volume) => guiding.volume.set(volume),
            Cue::Curtain(drawn) => touches.set_curtain(drawn),
            Cue::Ring(frame) => ring(&touches, frame),
            Cue::Stay => self.touch(Touch::Anywhere),
            Cue::Press(at) => {
                // The press may change the screen, and with it the tree.
                let tree = Rc::clone(&guiding.tree.borrow());
                tree.press(at);
            }
            Cue::On(on) => {
                touches.set_guided(on);
                touches.set_held(on);
                self.inner.window.global::<KioskState<'_>>().set_voice(on);
                let now = (self.inner.clock)();
                self.inner.flow.borrow_mut().be_guided(on, now);
                if on {
                    self.look_soon();
                } else {
                    guiding.look.stop();
                }
            }
        }
    }

    /// Calls the guide when something is due by itself.
    fn wake_guide(&self) {
        let guiding = &self.inner.guiding;
        let Some(deadline) = guiding.guide.borrow().next_deadline() else {
            guiding.due.stop();
            return;
        };
        let now = (self.inner.clock)();
        let wait = deadline.saturating_sub(now).max(Duration::from_millis(1));
        let kiosk = Rc::downgrade(&self.inner);
        guiding.due.start(TimerMode::SingleShot, wait, move || {
            if let Some(inner) = kiosk.upgrade() {
                Self { inner }.guide(|guide, words, now| guide.handle_timeout(words, now));
            }
        });
    }

    /// Looks at the screen when it has settled after this change.
    fn look_soon(&self) {
        let kiosk = Rc::downgrade(&self.inner);
        let look = &self.inner.guiding.look;
        look.start(TimerMode::SingleShot, Duration::ZERO, move || {
            if let Some(inner) = kiosk.upgrade() {
                Self { inner }.look_now();
            }
        });
    }

    fn look_now(&self) {
        let guiding = &self.inner.guiding;
        if !guiding.guide.borrow().is_on() {
            return;
        }
        let tree = Rc::new(Tree::read(&self.inner.window));
        let scene = {
            let shown = guiding.page.borrow();
            Scene {
                page: shown.name.clone(),
                text: self.page_text(&tree, &shown.numbers),
                parts: tree.parts().to_vec(),
                leaving: shown.leaving,
            }
        };
        *guiding.tree.borrow_mut() = tree;
        self.guide(|guide, words, now| guide.see(scene, words, now));
    }

    /// What the page says: what can be read on it, or all of a number.
    fn page_text(&self, tree: &Tree, numbers: &str) -> String {
        if !numbers.is_empty() {
            let texts = self.inner.window.global::<GuideTexts<'_>>();
            return joined(texts.invoke_number(numbers.into()).lines());
        }
        let texts = tree.parts().iter().filter(|part| part.role == Role::Text);
        joined(texts.map(|part| part.label.as_str()))
    }
}

/// The numbers that a page gives, as they are written.
fn numbers(page: &Page) -> String {
    let Page::Number { ticket, each, .. } = page else {
        return String::new();
    };
    if each.is_empty() {
        return format!("{}{}", ticket.letters, ticket.digits);
    }
    let all = each
        .iter()
        .map(|one| format!("{}{}", one.letters, one.digits));
    all.collect::<Vec<_>>().join("; ")
}

/// The guide's words in the language of the screen.
struct Spoken<'a> {
    texts: GuideTexts<'a>,
    language: &'a str,
}

impl Words for Spoken<'_> {
    fn say(&self, word: Word<'_>) -> String {
        let texts = &self.texts;
        // No count on a screen comes near the limit.
        let int = |count: usize| i32::try_from(count).unwrap_or(i32::MAX);
        let said = match word {
            Word::Button => texts.invoke_button(),
            Word::Chosen => texts.invoke_chosen(),
            Word::NotChosen => texts.invoke_not_chosen(),
            Word::Unavailable => texts.invoke_unavailable(),
            Word::Place { at, of } => texts.invoke_place(int(at), int(of)),
            Word::Sheet { at, of } => texts.invoke_sheet(at.into(), of.into()),
            Word::Range { from, to } => texts.invoke_range(from.into(), to.into()),
            Word::Digit(digit) => texts.invoke_digit(digit.into()),
            Word::Clock { hour, minute } => texts.invoke_clock(hour.into(), minute.into()),
            Word::Rupiah(amount) => texts.invoke_rupiah(amount.into()),
            Word::Volume(percent) => texts.invoke_volume(percent.into()),
            Word::CurtainDrawn => texts.invoke_curtain(true),
            Word::CurtainOpened => texts.invoke_curtain(false),
            Word::WelcomeKeys => texts.invoke_welcome(true),
            Word::WelcomeTouch => texts.invoke_welcome(false),
            Word::Help => texts.invoke_help(),
            Word::Ended => texts.invoke_ended(),
            Word::Farewell => texts.invoke_farewell(),
            Word::StillThere => texts.invoke_still_there(),
            Word::Stays => texts.invoke_stays(),
            Word::NoWayBack => texts.invoke_no_way_back(),
            Word::NothingHere => texts.invoke_nothing_here(),
        };
        said.into()
    }

    fn language(&self) -> String {
        self.language.to_owned()
    }
}

fn ring(touches: &Touches<'_>, frame: Option<Frame>) {
    if let Some(frame) = frame {
        touches.set_ring_x(frame.x);
        touches.set_ring_y(frame.y);
        touches.set_ring_width(frame.width);
        touches.set_ring_height(frame.height);
    }
    touches.set_ringed(frame.is_some());
}

/// What a key means. A keypad lies as beside a computer's letters: 8 is up, 2 is down. Where letters and
/// digits are typed, they are the page's.
fn key(text: &str, types: bool, rtl: bool) -> Key {
    let is = |key: Struck| text == String::from(char::from(key));
    let (right, left) = if rtl {
        (Key::Previous, Key::Next)
    } else {
        (Key::Next, Key::Previous)
    };
    match text {
        _ if is(Struck::F1) => Key::Start,
        _ if is(Struck::DownArrow) || is(Struck::Tab) => Key::Next,
        _ if is(Struck::UpArrow) || is(Struck::Backtab) => Key::Previous,
        _ if is(Struck::RightArrow) => right,
        _ if is(Struck::LeftArrow) => left,
        _ if is(Struck::Home) => Key::First,
        _ if is(Struck::End) => Key::Last,
        _ if is(Struck::Return) => Key::Press,
        _ if is(Struck::Escape) => Key::Back,
        _ if types => Key::Other,
        _ if is(Struck::Backspace) => Key::Back,
        "*" => Key::Start,
        "2" => Key::Next,
        "8" => Key::Previous,
        "6" => right,
        "4" => left,
        "5" | " " => Key::Press,
        "+" => Key::Louder,
        "-" => Key::Softer,
        "0" | "r" | "R" => Key::Repeat,
        "h" | "H" => Key::Help,
        "c" | "C" => Key::Curtain,
        _ => Key::Other,
    }
}

impl std::fmt::Debug for Guiding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Guiding").finish_non_exhaustive()
    }
}
