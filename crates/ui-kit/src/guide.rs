//! The spoken guide: a screen for those who do not see it. A pure state machine: what the screen
//! shows ([`Scene`]), keys, fingers and time go in; what to say, press, ring and draw ([`Cue`])
//! comes out.
//!
//! It has no clock, no sound and no words: `now` is time since any fixed start, an app plays the
//! cues, and [`Words`] are the app's. Drive it by its `handle_*` and [`Guide::see`], and call
//! [`Guide::handle_timeout`] at [`Guide::next_deadline`].

mod fingers;
mod parts;
mod seam;
mod spoken;
mod words;

use std::collections::VecDeque;
use std::time::Duration;

use crate::accessible::{Live, Part, Turn};
use fingers::{Fingers, Gesture, Point};
use parts::{find, first, frame, keys, live, live_text, renamed, says_otherwise, under};

pub use fingers::{DOUBLE_TAP, HOLD};
pub use seam::{Cue, Frame, Key, Scene, Tone};
pub use spoken::{joined, spoken};
pub use words::{Word, Words};

/// How loud a visit begins, in percent.
pub const VOLUME: u8 = 60;
/// By how much a key changes that.
pub const VOLUME_STEP: u8 = 10;
/// The guide is never mute: who wants silence ends it.
pub const VOLUME_LEAST: u8 = 10;
/// As loud as it goes.
pub const VOLUME_MOST: u8 = 100;
/// A second press within this time is the same finger.
pub const DOUBLE_STRIKE: Duration = Duration::from_millis(500);
/// How many changes wait for a pause before the oldest is dropped.
pub const WAITING_MAX: usize = 4;
/// How long one character takes to say at the usual speed (measured: 87 ms in English, 105 in
/// Indonesian), and a pause between two sayings.
const CHARACTER: Duration = Duration::from_millis(110);
const PAUSE: Duration = Duration::from_millis(400);

#[derive(Debug, Clone, Copy)]
enum Step {
    Next,
    Previous,
    First,
    Last,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum By {
    Keys,
    Touch,
}

/// The guide. See the module's first lines for how it is driven.
#[derive(Debug)]
pub struct Guide {
    on: bool,
    /// How it was begun: that is how it greets.
    by: By,
    /// It has begun and not been shown the screen yet.
    greets: bool,
    volume: u8,
    curtain: bool,
    scene: Scene,
    focus: Option<usize>,
    /// The part under the finger.
    under: Option<usize>,
    /// What was said last was the page, not one part of it.
    on_page: bool,
    repeated: bool,
    waiting: VecDeque<String>,
    /// When what is being said will have been said.
    quiet_at: Duration,
    character: Duration,
    fingers: Fingers,
    pressed_at: Option<Duration>,
}

impl Guide {
    /// A guide that is off. `speed_percent` is how fast its voice speaks, 100 being usual.
    pub fn new(speed_percent: u16) -> Self {
        Self {
            on: false,
            by: By::Keys,
            greets: false,
            volume: VOLUME,
            curtain: false,
            scene: Scene::default(),
            focus: None,
            under: None,
            on_page: true,
            repeated: false,
            waiting: VecDeque::new(),
            quiet_at: Duration::ZERO,
            character: CHARACTER * 100 / u32::from(speed_percent.max(10)),
            fingers: Fingers::default(),
            pressed_at: None,
        }
    }

    /// Whether it speaks.
    pub fn is_on(&self) -> bool {
        self.on
    }

    /// The part it is at, as a place in the scene.
    pub fn focus(&self) -> Option<usize> {
        self.focus
    }

    /// The key on the screen that begins and ends it was pressed.
    pub fn handle_toggle(&mut self, words: &impl Words, now: Duration) -> Vec<Cue> {
        // Pressed by a finger without the guide, by a key or two taps with it.
        self.turn(!self.on, By::Touch, words, now)
    }

    /// Headphones were put in, or pulled out.
    pub fn handle_jack(&mut self, is_in: bool, words: &impl Words, now: Duration) -> Vec<Cue> {
        if is_in == self.on {
            return Vec::new();
        }
        self.turn(is_in, By::Keys, words, now)
    }

    /// The customer has left: everything is as before them.
    pub fn handle_visit_over(&mut self, words: &impl Words, now: Duration) -> Vec<Cue> {
        if !self.on {
            return Vec::new();
        }
        let mut cues = vec![self.say(words.say(Word::Farewell), words, now)];
        cues.extend(self.close());
        cues
    }

    /// A key was struck. While the guide is off, only the start key means anything.
    pub fn handle_key(&mut self, key: Key, words: &impl Words, now: Duration) -> Vec<Cue> {
        if !self.on {
            return match key {
                Key::Start => self.turn(true, By::Keys, words, now),
                Key::Next
                | Key::Previous
                | Key::First
                | Key::Last
                | Key::Press
                | Key::Louder
                | Key::Softer
                | Key::Repeat
                | Key::Help
                | Key::Curtain
                | Key::Back
                | Key::Other => Vec::new(),
            };
        }
        if self.scene.leaving {
            return self.stay(words, now);
        }
        let again = std::mem::replace(&mut self.repeated, key == Key::Repeat);
        let mut cues = match key {
            Key::Start => return self.turn(false, By::Keys, words, now),
            Key::Press => return self.press(words, now),
            Key::Back => return self.back(words, now),
            Key::Next => self.step(Step::Next, words, now),
            Key::Previous => self.step(Step::Previous, words, now),
            Key::First => self.step(Step::First, words, now),
            Key::Last => self.step(Step::Last, words, now),
            Key::Louder => self.sound(VOLUME_STEP as i8, words, now),
            Key::Softer => self.sound(-(VOLUME_STEP as i8), words, now),
            Key::Repeat => {
                self.on_page |= again;
                let text = if self.on_page {
                    self.page_words(words)
                } else {
                    self.focus_words(false, words)
                };
                vec![self.mention(text, words, now)]
            }
            Key::Help => vec![self.mention(words.say(Word::Help), words, now)],
            Key::Curtain => self.draw(words, now),
            Key::Other => {
                self.quiet_at = now;
                vec![Cue::Hush]
            }
        };
        cues.push(Cue::Stay);
        cues
    }

    /// A finger touched the screen at `x`, `y` (logical pixels).
    pub fn handle_down(&mut self, x: f32, y: f32, words: &impl Words, now: Duration) -> Vec<Cue> {
        self.fingers.down(Point { x, y }, now);
        self.under = None;
        if !self.on {
            return Vec::new();
        }
        self.repeated = false;
        if self.scene.leaving {
            self.fingers.cancelled();
            return self.stay(words, now);
        }
        self.quiet_at = now;
        vec![Cue::Hush, Cue::Stay]
    }

    /// It moved to `x`, `y`.
    pub fn handle_moved(&mut self, x: f32, y: f32, words: &impl Words, now: Duration) -> Vec<Cue> {
        let gesture = self.fingers.moved(Point { x, y }, self.on);
        self.follow(gesture, words, now)
    }

    /// It left the screen.
    pub fn handle_up(&mut self, words: &impl Words, now: Duration) -> Vec<Cue> {
        let gesture = self.fingers.up(now, self.on);
        self.follow(gesture, words, now)
    }

    /// The touch was taken away by the system.
    pub fn handle_cancelled(&mut self) {
        self.fingers.cancelled();
    }

    /// When something is due by itself, if anything is.
    pub fn next_deadline(&self) -> Option<Duration> {
        let waiting = (self.on && !self.waiting.is_empty()).then_some(self.quiet_at);
        let fingers = self.fingers.deadline(self.on);
        fingers.into_iter().chain(waiting).min()
    }

    /// Time has passed.
    pub fn handle_timeout(&mut self, words: &impl Words, now: Duration) -> Vec<Cue> {
        let gesture = self.fingers.tick(now, self.on);
        let mut cues = self.follow(gesture, words, now);
        if self.on
            && now >= self.quiet_at
            && let Some(text) = self.waiting.pop_front()
        {
            cues.push(self.mention(text, words, now));
        }
        cues
    }

    /// The screen shows `scene` now: speaks what is new in it.
    pub fn see(&mut self, scene: Scene, words: &impl Words, now: Duration) -> Vec<Cue> {
        if !self.on {
            return Vec::new();
        }
        let old = std::mem::replace(&mut self.scene, scene);
        let greets = std::mem::replace(&mut self.greets, false);
        if greets || old.page != self.scene.page {
            return self.open(greets, words, now);
        }
        let mut cues = Vec::new();
        if self.scene.leaving && !old.leaving {
            cues.push(Cue::Tone(Tone::Warning));
            cues.push(self.mention(words.say(Word::StillThere), words, now));
        }
        let before = self.focus.and_then(|at| old.parts.get(at));
        self.focus = before.and_then(|part| find(part, &self.scene.parts));
        // Whatever stands in a vanished part's place is what a hand would find there.
        let vanished = before.is_some() && self.focus.is_none();
        if self.focus.is_none() {
            self.focus = first(&self.scene.parts);
        }
        let part = self.focus.and_then(|at| self.scene.parts.get(at));
        let changed = match (before, part) {
            (Some(before), Some(part)) => vanished || says_otherwise(before, part),
            (None, Some(_)) => true,
            (Some(_) | None, None) => false,
        };
        if changed && !self.scene.leaving {
            let switched = before.map(|part| part.checked) != part.map(|part| part.checked);
            let is_locked = matches!((before, part), (Some(before), Some(part))
                if before.enabled && !part.enabled && !vanished);
            let busy = renamed(&old.parts, &self.scene.parts);
            let text = match busy {
                // Its press is under way: what says so is all there is to hear.
                Some(part) if is_locked => joined([spoken(&part.label, words)]),
                Some(_) | None => self.focus_words(switched, words),
            };
            cues.push(self.say(text, words, now));
        }
        let told: Vec<String> = live(&old.parts).map(live_text).collect();
        // That the page is about to go has been said.
        let said = |part: &Part| self.scene.leaving && part.is_key();
        let news =
            live(&self.scene.parts).filter(|part| !said(part) && !told.contains(&live_text(part)));
        let news: Vec<(Live, String)> = news
            .map(|part| (part.live, joined([spoken(&live_text(part), words)])))
            .collect();
        for (live, text) in news {
            if live == Live::Assertive && !changed {
                cues.push(self.mention(text, words, now));
            } else {
                self.wait(text);
            }
        }
        if before.map(frame)
            != self
                .focus
                .and_then(|at| self.scene.parts.get(at))
                .map(frame)
        {
            cues.push(self.ring());
        }
        cues
    }

    fn turn(&mut self, on: bool, by: By, words: &impl Words, now: Duration) -> Vec<Cue> {
        if !on {
            let mut cues = vec![self.say(words.say(Word::Ended), words, now)];
            cues.extend(self.close());
            return cues;
        }
        self.on = true;
        self.by = by;
        self.greets = true;
        self.volume = VOLUME;
        vec![
            Cue::On(true),
            Cue::Volume(self.volume),
            Cue::Tone(Tone::Start),
            Cue::Stay,
        ]
    }

    /// Forgets the customer. What is being said may end.
    fn close(&mut self) -> Vec<Cue> {
        let character = self.character;
        *self = Self {
            character,
            ..Self::new(100)
        };
        vec![
            Cue::Ring(None),
            Cue::Curtain(false),
            Cue::Volume(self.volume),
            Cue::On(false),
        ]
    }

    /// Speaks a page that is new.
    fn open(&mut self, greets: bool, words: &impl Words, now: Duration) -> Vec<Cue> {
        self.focus = first(&self.scene.parts);
        self.under = None;
        self.waiting.clear();
        self.repeated = false;
        let welcome = match (greets, self.by) {
            (false, _) => String::new(),
            (true, By::Keys) => words.say(Word::WelcomeKeys),
            (true, By::Touch) => words.say(Word::WelcomeTouch),
        };
        let text = joined([welcome, self.page_words(words)]);
        self.on_page = true;
        vec![self.mention(text, words, now), self.ring()]
    }

    /// The page, then the part it is at.
    fn page_words(&self, words: &impl Words) -> String {
        let page = spoken(&self.scene.text, words);
        let mut sentences = vec![page];
        for news in live(&self.scene.parts) {
            let text = spoken(&live_text(news), words);
            let asks = self.scene.leaving && news.is_key();
            if !asks && !sentences[0].contains(&text) {
                sentences.push(text);
            }
        }
        sentences.push(self.focus_words(false, words));
        joined(sentences)
    }

    /// The part it is at: its name, what it is, its state, what else is said of it, its place.
    fn focus_words(&self, switched: bool, words: &impl Words) -> String {
        let Some(at) = self.focus else {
            return words.say(Word::NothingHere);
        };
        let part = &self.scene.parts[at];
        let mut name = spoken(&part.label, words);
        let mut add = |more: String| {
            if !name.is_empty() {
                name.push_str(if name.ends_with(['?', '!', '.', ',']) {
                    " "
                } else {
                    ", "
                });
            }
            name.push_str(&more);
        };
        if !part.value.is_empty() {
            add(spoken(&part.value, words));
        }
        if part.is_key() {
            add(words.say(Word::Button));
        }
        match part.checked {
            Some(true) => add(words.say(Word::Chosen)),
            Some(false) if switched => add(words.say(Word::NotChosen)),
            Some(false) | None => {}
        }
        if !part.enabled {
            add(words.say(Word::Unavailable));
        }
        let place = self.place(at).map(|at| words.say(at)).unwrap_or_default();
        joined([name, spoken(&part.description, words), place])
    }

    fn place(&self, focus: usize) -> Option<Word<'static>> {
        let keys = keys(&self.scene.parts);
        let at = keys.iter().position(|at| *at == focus)? + 1;
        Some(Word::Place { at, of: keys.len() })
    }

    /// Goes to another key, round the end.
    fn step(&mut self, step: Step, words: &impl Words, now: Duration) -> Vec<Cue> {
        let keys = keys(&self.scene.parts);
        // The focus may be on a text that a finger found, between two keys.
        let after = |at: &&usize| self.focus.is_none_or(|focus| **at > focus);
        let before = |at: &&usize| self.focus.is_some_and(|focus| **at < focus);
        let to = match step {
            Step::Next => keys.iter().find(after).or(keys.first()),
            Step::Previous => keys.iter().rev().find(before).or(keys.last()),
            Step::First => keys.first(),
            Step::Last => keys.last(),
        };
        self.focus = to.copied();
        let text = self.focus_words(false, words);
        vec![self.say(text, words, now), self.ring()]
    }

    fn press(&mut self, words: &impl Words, now: Duration) -> Vec<Cue> {
        let before = self.pressed_at.replace(now);
        if before.is_some_and(|at| now.saturating_sub(at) < DOUBLE_STRIKE) {
            return Vec::new();
        }
        let part = self
            .focus
            .and_then(|at| Some((at, self.scene.parts.get(at)?)));
        match part {
            Some((at, part)) if part.is_key() && part.enabled => {
                self.quiet_at = now;
                vec![Cue::Hush, Cue::Tone(Tone::Accepted), Cue::Press(at)]
            }
            Some(_) | None => {
                let text = self.focus_words(false, words);
                vec![
                    Cue::Tone(Tone::Refused),
                    self.say(text, words, now),
                    Cue::Stay,
                ]
            }
        }
    }

    fn back(&mut self, words: &impl Words, now: Duration) -> Vec<Cue> {
        let way = |part: &Part| part.turn == Turn::Back && part.enabled;
        match self.scene.parts.iter().position(way) {
            Some(at) => vec![Cue::Hush, Cue::Tone(Tone::Accepted), Cue::Press(at)],
            None => {
                let text = words.say(Word::NoWayBack);
                vec![
                    Cue::Tone(Tone::Refused),
                    self.mention(text, words, now),
                    Cue::Stay,
                ]
            }
        }
    }

    fn stay(&mut self, words: &impl Words, now: Duration) -> Vec<Cue> {
        self.scene.leaving = false;
        let text = joined([words.say(Word::Stays), self.focus_words(false, words)]);
        vec![Cue::Stay, self.say(text, words, now)]
    }

    fn sound(&mut self, by: i8, words: &impl Words, now: Duration) -> Vec<Cue> {
        let volume = self.volume.saturating_add_signed(by);
        self.volume = volume.clamp(VOLUME_LEAST, VOLUME_MOST);
        let text = words.say(Word::Volume(self.volume));
        vec![Cue::Volume(self.volume), self.mention(text, words, now)]
    }

    fn draw(&mut self, words: &impl Words, now: Duration) -> Vec<Cue> {
        self.curtain = !self.curtain;
        let word = if self.curtain {
            Word::CurtainDrawn
        } else {
            Word::CurtainOpened
        };
        let text = words.say(word);
        vec![Cue::Curtain(self.curtain), self.mention(text, words, now)]
    }

    fn follow(&mut self, gesture: Option<Gesture>, words: &impl Words, now: Duration) -> Vec<Cue> {
        match gesture {
            None => Vec::new(),
            Some(Gesture::Held) => self.turn(true, By::Touch, words, now),
            Some(Gesture::Twice) => self.press(words, now),
            Some(Gesture::Over(point)) => {
                let found = under(point, &self.scene.parts);
                if found.is_none() || found == std::mem::replace(&mut self.under, found) {
                    return Vec::new();
                }
                self.focus = found;
                let text = self.focus_words(false, words);
                vec![self.say(text, words, now), self.ring()]
            }
        }
    }

    fn ring(&self) -> Cue {
        let part = self.focus.and_then(|at| self.scene.parts.get(at));
        Cue::Ring(part.map(frame))
    }

    /// Says the part it is at: that is what is repeated.
    fn say(&mut self, text: String, words: &impl Words, now: Duration) -> Cue {
        self.on_page = false;
        self.mention(text, words, now)
    }

    /// Says something in passing, or all of the page.
    fn mention(&mut self, text: String, words: &impl Words, now: Duration) -> Cue {
        let characters = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
        self.quiet_at = now + self.character.saturating_mul(characters) + PAUSE;
        Cue::Say {
            text,
            language: words.language(),
        }
    }

    /// Keeps `text` for a pause.
    fn wait(&mut self, text: String) {
        if self.waiting.len() >= WAITING_MAX {
            self.waiting.pop_front();
        }
        self.waiting.push_back(text);
    }
}
