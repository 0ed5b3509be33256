//! What the spoken guide promises to a person who does not see the screen.

mod fingers;
mod keys;
mod scenes;
mod spoken;

use std::time::Duration;

use antre_ui_kit::accessible::{Live, Part, Role, Turn};
use antre_ui_kit::guide::{Cue, Guide, Key, Scene, Word, Words};

/// English, as plain as it gets.
pub(crate) struct English;

impl Words for English {
    fn say(&self, word: Word<'_>) -> String {
        match word {
            Word::Button => "button".into(),
            Word::Chosen => "on".into(),
            Word::NotChosen => "off".into(),
            Word::Unavailable => "not available".into(),
            Word::Place { at, of } => format!("{at} of {of}"),
            Word::Sheet { at, of } => format!("page {at} of {of}"),
            Word::Range { from, to } => format!("{from} to {to}"),
            Word::Digit(digit) => [
                "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
            ][usize::from(digit)]
            .into(),
            Word::Clock { hour, minute } => format!("{hour} {minute}"),
            Word::Rupiah(amount) => format!("{amount} rupiah"),
            Word::Volume(percent) => format!("Volume {percent}."),
            Word::CurtainDrawn => "Screen dark.".into(),
            Word::CurtainOpened => "Screen on.".into(),
            Word::WelcomeKeys => "Guide with keys.".into(),
            Word::WelcomeTouch => "Guide with fingers.".into(),
            Word::Help => "Help.".into(),
            Word::Ended => "Guide off.".into(),
            Word::Farewell => "Thank you.".into(),
            Word::StillThere => "Still there?".into(),
            Word::Stays => "The page stays.".into(),
            Word::NoWayBack => "No way back.".into(),
            Word::NothingHere => "Nothing here.".into(),
        }
    }

    fn language(&self) -> String {
        "en".into()
    }
}

/// A key of 100 by 100, the `place`th from the top.
pub(crate) fn key(label: &str, place: u16) -> Part {
    Part {
        role: Role::Button,
        turn: Turn::Page,
        label: label.into(),
        description: String::new(),
        value: String::new(),
        x: 0.0,
        y: f32::from(place) * 200.0,
        width: 100.0,
        height: 100.0,
        enabled: true,
        checked: None,
        live: Live::Off,
        leads: false,
    }
}

pub(crate) fn text(label: &str, place: u16, live: Live) -> Part {
    Part {
        role: Role::Text,
        live,
        ..key(label, place)
    }
}

pub(crate) fn scene(page: &str, parts: Vec<Part>) -> Scene {
    Scene {
        page: page.into(),
        text: format!("This is {page}."),
        parts,
        leaving: false,
    }
}

pub(crate) fn hall() -> Scene {
    scene(
        "hall",
        vec![key("Bread", 0), key("Milk", 1), key("Eggs", 2)],
    )
}

/// A guide, and a clock that the test turns.
pub(crate) struct Listener {
    pub(crate) guide: Guide,
    pub(crate) now: Duration,
    pub(crate) cues: Vec<Cue>,
}

impl Listener {
    /// The guide is on, before `scene`.
    pub(crate) fn before(scene: Scene) -> Self {
        let mut listener = Self::off();
        listener.strike(Key::Start);
        listener.see(scene);
        listener.cues.clear();
        listener
    }

    pub(crate) fn off() -> Self {
        Self {
            guide: Guide::new(100),
            now: Duration::from_secs(100),
            cues: Vec::new(),
        }
    }

    /// Strikes `key`, a second after whatever came before it.
    pub(crate) fn strike(&mut self, key: Key) {
        self.pass_ms(1_000);
        self.cues
            .extend(self.guide.handle_key(key, &English, self.now));
    }

    pub(crate) fn see(&mut self, scene: Scene) {
        self.cues.extend(self.guide.see(scene, &English, self.now));
    }

    pub(crate) fn down(&mut self, x: f32, y: f32) {
        self.cues
            .extend(self.guide.handle_down(x, y, &English, self.now));
    }

    pub(crate) fn moved(&mut self, x: f32, y: f32) {
        self.cues
            .extend(self.guide.handle_moved(x, y, &English, self.now));
    }

    pub(crate) fn up(&mut self) {
        self.cues.extend(self.guide.handle_up(&English, self.now));
    }

    pub(crate) fn tap(&mut self, x: f32, y: f32) {
        self.down(x, y);
        self.pass_ms(60);
        self.up();
    }

    /// Lets time pass, with what becomes due meanwhile.
    pub(crate) fn pass_ms(&mut self, ms: u64) {
        let until = self.now + Duration::from_millis(ms);
        while let Some(due) = self.guide.next_deadline().filter(|due| *due <= until) {
            self.now = self.now.max(due);
            let cues = self.guide.handle_timeout(&English, self.now);
            self.cues.extend(cues);
        }
        self.now = until;
    }

    /// What was said since the last call.
    pub(crate) fn heard(&mut self) -> Vec<String> {
        self.taken()
            .into_iter()
            .filter_map(|cue| match cue {
                Cue::Say { text, .. } => Some(text),
                _ => None,
            })
            .collect()
    }

    pub(crate) fn taken(&mut self) -> Vec<Cue> {
        std::mem::take(&mut self.cues)
    }
}

/// The presses among `cues`.
pub(crate) fn presses(cues: &[Cue]) -> Vec<usize> {
    cues.iter()
        .filter_map(|cue| match cue {
            Cue::Press(at) => Some(*at),
            _ => None,
        })
        .collect()
}
