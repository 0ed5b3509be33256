//! The speaker's thread: it owns the card and the synthesisers at work.

mod scripts;

use std::collections::BTreeSet;
use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};

use scripts::Scripts;

use crate::card::{Card, PUMP_STEP};
use crate::inbox::{Inbox, Order};
use crate::packs::Manner;
use crate::sound::{Hand, Sound};
use crate::synthesis::{self, PITCH, SENTENCE_WITHIN, Synthesis};
use crate::{Setup, SoundFault, Told, Utterance};

/// Whoever opened the speaker.
pub(crate) type Ear = Box<dyn FnMut(Told) + Send>;

/// How long what is lost stays alone before it is tried again: longer each time, up to the last.
const BACKOFF_SECS: [u64; 6] = [1, 2, 5, 10, 30, 60];
/// A card that plays silence costs the processor more than one that is opened anew.
const CARD_REST: Duration = Duration::from_secs(10);
/// Languages without a voice that are told of: a branch has a handful.
const VOICELESS_MAX: usize = 32;

/// What the thread works with.
pub(crate) struct Desk {
    setup: Setup,
    inbox: Arc<Inbox>,
    told: Ear,
    card: Option<Card>,
    /// When a card at rest is closed.
    rest_at: Option<Instant>,
    lost: Option<Lost>,
    synthesis: Option<(Synthesis, Speech)>,
    syntheses: u64,
    speaking: Option<Hand>,
    scripts: Scripts,
    voiceless: BTreeSet<String>,
}

/// What the synthesiser is at.
struct Speech {
    id: u64,
    utterance: Utterance,
    in_own_language: bool,
}

/// Since something was lost.
struct Lost {
    fault: SoundFault,
    tries: usize,
    try_at: Instant,
}

impl Desk {
    pub(crate) fn new(setup: Setup, inbox: Arc<Inbox>, told: Ear) -> Self {
        Self {
            setup,
            inbox,
            told,
            card: None,
            rest_at: None,
            lost: None,
            synthesis: None,
            syntheses: 0,
            speaking: None,
            scripts: Scripts::default(),
            voiceless: BTreeSet::new(),
        }
    }

    /// Works until [`Order::End`].
    pub(crate) fn work(mut self) {
        // What is missing is known before the first customer needs it.
        self.probe();
        loop {
            let order = self.inbox.take(self.next_deadline());
            let now = Instant::now();
            match order {
                Some(Order::End) => return self.end(),
                Some(order) => self.handle(order),
                None => {}
            }
            self.pump(now);
            self.give_up(now);
            self.give_up_scripts(now);
            self.rest(now);
            self.try_again(now);
        }
    }

    fn handle(&mut self, order: Order) {
        match order {
            Order::Say(utterance) => {
                self.hush();
                self.say(utterance, false);
            }
            Order::Hush => self.hush(),
            Order::Sound(tone, volume) => {
                let (sound, _) = Sound::tone(tone, volume);
                self.with_card(|card| card.play(sound));
            }
            Order::Play(script) => self.play(script),
            Order::Cut => self.cut(),
            Order::Began(id) => self.began(id),
            Order::Ended(id) => self.ended(id),
            Order::Synthesised(id, wav) => {
                if !self.made(id, &wav) {
                    self.synthesised(id, &wav);
                }
            }
            Order::CardLost(why) => {
                self.card = None;
                self.lose(SoundFault::NoCard(why));
            }
            Order::End => {}
        }
    }

    fn next_deadline(&self) -> Option<Instant> {
        let pump = match &self.card {
            Some(Card::Tape(tape)) if tape.plays() => Some(Instant::now() + PUMP_STEP),
            Some(Card::Tape(_) | Card::Device(_) | Card::Silent) | None => None,
        };
        let synthesis = self
            .synthesis
            .as_ref()
            .map(|(at_work, _)| at_work.give_up_at());
        let again = self.lost.as_ref().map(|lost| lost.try_at);
        [
            pump,
            synthesis,
            again,
            self.rest_at,
            self.scripts.next_deadline(),
        ]
        .into_iter()
        .flatten()
        .min()
    }

    fn hush(&mut self) {
        self.synthesis = None;
        if let Some(hand) = self.speaking.take() {
            hand.cut();
        }
    }

    /// Hands the text to the synthesiser. While something is lost nothing is said: it would be out of
    /// date by the time it is back.
    fn say(&mut self, utterance: Utterance, in_own_language: bool) {
        if self.lost.is_some() || utterance.text.trim().is_empty() || utterance.volume == 0 {
            return;
        }
        let language = if in_own_language || self.voiceless.contains(&utterance.language) {
            &self.setup.own_language
        } else {
            &utterance.language
        };
        let in_own_language = *language == self.setup.own_language;
        self.syntheses += 1;
        let id = self.syntheses;
        match self.synthesise(&utterance.text, language, id) {
            Ok(at_work) => {
                let speech = Speech {
                    id,
                    utterance,
                    in_own_language,
                };
                self.synthesis = Some((at_work, speech));
            }
            Err(error) => self.lose(SoundFault::NoSynthesiser(error.to_string())),
        }
    }

    fn synthesised(&mut self, id: u64, wav: &[u8]) {
        let Some((at_work, speech)) = self.synthesis.take() else {
            return;
        };
        if speech.id != id {
            // An answer that crossed with a newer question.
            self.synthesis = Some((at_work, speech));
            return;
        }
        drop(at_work);
        match Sound::spoken(wav, speech.utterance.volume) {
            Some((sound, hand)) => {
                self.with_card(|card| card.play(sound));
                self.speaking = Some(hand);
            }
            None if speech.in_own_language => self.lose(SoundFault::MuteSynthesiser),
            None => {
                let language = &speech.utterance.language;
                if self.voiceless.len() < VOICELESS_MAX && self.voiceless.insert(language.clone()) {
                    (self.told)(Told::NoVoice(language.clone()));
                }
                self.say(speech.utterance, true);
            }
        }
    }

    /// Uses the card, opened if need be.
    fn with_card(&mut self, using: impl FnOnce(&mut Card)) {
        match self.open_card() {
            Ok(card) => using(card),
            Err(fault) => self.lose(fault),
        }
    }

    fn open_card(&mut self) -> Result<&mut Card, SoundFault> {
        let card = match self.card.take() {
            Some(card) => card,
            None => Card::open(&self.setup.output, &self.inbox)?,
        };
        if matches!(card, Card::Device(_)) {
            self.rest_at = Some(Instant::now() + CARD_REST);
        }
        Ok(self.card.insert(card))
    }

    fn pump(&mut self, now: Instant) {
        if let Some(Card::Tape(tape)) = &mut self.card
            && tape.plays()
            && let Err(error) = tape.pump(now)
        {
            self.card = None;
            self.lose(SoundFault::NoFile(error.to_string()));
        }
    }

    fn give_up(&mut self, now: Instant) {
        let hangs = |(at_work, _): &(Synthesis, Speech)| at_work.give_up_at() <= now;
        if self.synthesis.as_ref().is_some_and(hangs) {
            self.synthesis = None;
            self.lose(SoundFault::MuteSynthesiser);
        }
    }

    /// Closes a card that nobody has used for a while.
    fn rest(&mut self, now: Instant) {
        if self.rest_at.is_none_or(|at| at > now) {
            return;
        }
        let busy = self.synthesis.is_some()
            || self.speaking.as_ref().is_some_and(|hand| !hand.is_over())
            || self.scripts.are_busy();
        self.rest_at = busy.then_some(now + CARD_REST);
        if !busy {
            self.card = None;
        }
    }

    fn lose(&mut self, fault: SoundFault) {
        self.hush();
        let (tries, is_news) = match &self.lost {
            None => (0, true),
            Some(lost) => (
                (lost.tries + 1).min(BACKOFF_SECS.len() - 1),
                lost.fault.code() != fault.code(),
            ),
        };
        self.lost = Some(Lost {
            fault: fault.clone(),
            tries,
            try_at: Instant::now() + Duration::from_secs(BACKOFF_SECS[tries]),
        });
        if is_news {
            (self.told)(Told::Lost(fault));
        }
    }

    /// Whether not even clips are heard.
    fn is_without_card(&self) -> bool {
        self.lost
            .as_ref()
            .is_some_and(|lost| !lost.fault.is_of_synthesiser())
    }

    /// Tries what is lost.
    fn try_again(&mut self, now: Instant) {
        if self.lost.as_ref().is_some_and(|lost| lost.try_at <= now) && self.probe() {
            self.lost = None;
            (self.told)(Told::Back);
        }
    }

    /// Looks whether card and synthesiser are there; which one is not has been said, and when it is
    /// tried next. Without a card nobody misses the other.
    fn probe(&mut self) -> bool {
        if let Err(fault) = self.open_card() {
            self.lose(fault);
            return false;
        }
        // What it says is of no concern.
        let language = self.setup.own_language.clone();
        if let Err(error) = self.synthesise("", &language, 0) {
            self.lose(SoundFault::NoSynthesiser(error.to_string()));
            return false;
        }
        true
    }

    fn synthesise(&self, text: &str, language: &str, id: u64) -> io::Result<Synthesis> {
        let manner = Manner {
            voice: synthesis::voice(language).to_owned(),
            words_a_minute: self.setup.words_a_minute,
            pitch: PITCH,
        };
        let program = &self.setup.synthesiser;
        Synthesis::start(program, &manner, text, SENTENCE_WITHIN, id, &self.inbox)
    }

    /// A file gets the rest of what was asked for.
    fn end(mut self) {
        while let Some(Card::Tape(tape)) = &mut self.card {
            let synthesis = self
                .synthesis
                .as_ref()
                .map(|(at_work, _)| at_work.give_up_at());
            // Words that a script waits for are not yet on the tape.
            let makes = self.scripts.is_making() || synthesis.is_some();
            if !makes && let Err(error) = tape.pump_to_end() {
                tracing::warn!("the sound file ends early: {error}");
                break;
            }
            let deadlines = [synthesis, self.scripts.next_deadline()];
            let until = deadlines.into_iter().flatten().min();
            let until = until.filter(|_| makes).unwrap_or_else(Instant::now);
            match self.inbox.take(Some(until)) {
                Some(order) => self.handle(order),
                None if makes => {
                    self.give_up(Instant::now());
                    self.give_up_scripts(Instant::now());
                }
                None => break,
            }
        }
    }
}
