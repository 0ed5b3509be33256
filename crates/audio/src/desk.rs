//! The speaker's thread: it owns the card and the one synthesiser at work.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::card::{Card, PUMP_STEP};
use crate::inbox::{Inbox, Order};
use crate::sound::{Hand, Sound};
use crate::synthesis::Synthesis;
use crate::{Output, Setup, SoundFault, Told, Utterance};

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
            voiceless: BTreeSet::new(),
        }
    }

    /// Works until [`Order::End`].
    pub(crate) fn work(mut self) {
        // What is missing is known before the first customer needs it.
        self.with_card(|_| ());
        self.probe_synthesiser();
        loop {
            let order = self.inbox.take(self.next_deadline());
            let now = Instant::now();
            match order {
                Some(Order::Say(utterance)) => {
                    self.hush();
                    self.say(utterance, false);
                }
                Some(Order::Hush) => self.hush(),
                Some(Order::Sound(tone, volume)) => {
                    let (sound, _) = Sound::tone(tone, volume);
                    self.with_card(|card| card.play(sound));
                }
                Some(Order::Synthesised(id, wav)) => self.synthesised(id, &wav),
                Some(Order::CardLost(why)) => {
                    self.card = None;
                    self.lose(SoundFault::NoCard(why));
                }
                Some(Order::End) => return self.end(),
                None => {}
            }
            self.pump(now);
            self.give_up(now);
            self.rest(now);
            self.try_again(now);
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
        [pump, synthesis, again, self.rest_at]
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
        match Synthesis::start(&self.setup, &utterance.text, language, id, &self.inbox) {
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
        if self.card.is_none() {
            match Card::open(&self.setup.output, &self.inbox) {
                Ok(card) => self.card = Some(card),
                Err(fault) => return self.lose(fault),
            }
        }
        if let Some(card) = &mut self.card {
            using(card);
            if matches!(card, Card::Device(_)) {
                self.rest_at = Some(Instant::now() + CARD_REST);
            }
        }
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
        let busy =
            self.synthesis.is_some() || self.speaking.as_ref().is_some_and(|hand| !hand.is_over());
        self.rest_at = busy.then_some(now + CARD_REST);
        if !busy {
            self.card = None;
        }
    }

    fn lose(&mut self, fault: SoundFault) {
        self.hush();
        match &mut self.lost {
            None => {
                self.lost = Some(Lost {
                    fault: fault.clone(),
                    tries: 0,
                    try_at: Instant::now() + Duration::from_secs(BACKOFF_SECS[0]),
                });
                (self.told)(Told::Lost(fault));
            }
            Some(lost) => {
                lost.fault = fault;
                lost.tries = (lost.tries + 1).min(BACKOFF_SECS.len() - 1);
                lost.try_at = Instant::now() + Duration::from_secs(BACKOFF_SECS[lost.tries]);
            }
        }
    }

    /// Tries what is lost; each way out of here has set when it is tried next.
    fn try_again(&mut self, now: Instant) {
        let Some(lost) = &self.lost else {
            return;
        };
        if lost.try_at > now {
            return;
        }
        let tries = lost.tries;
        self.with_card(|_| ());
        self.probe_synthesiser();
        if self
            .lost
            .as_ref()
            .is_some_and(|lost| lost.tries == tries && lost.try_at <= now)
        {
            self.lost = None;
            (self.told)(Told::Back);
        }
    }

    /// Starts the synthesiser to see whether it is there; what it says is of no concern.
    fn probe_synthesiser(&mut self) {
        let language = &self.setup.own_language;
        if let Err(error) = Synthesis::start(&self.setup, "", language, 0, &self.inbox) {
            self.lose(SoundFault::NoSynthesiser(error.to_string()));
        }
    }

    fn end(mut self) {
        let is_tape = matches!(self.setup.output, Output::File(_));
        while is_tape && let Some((at_work, _)) = &self.synthesis {
            match self.inbox.take(Some(at_work.give_up_at())) {
                Some(Order::Synthesised(id, wav)) => self.synthesised(id, &wav),
                Some(_) => {}
                None => break,
            }
        }
        if let Some(Card::Tape(tape)) = &mut self.card
            && let Err(error) = tape.pump_to_end()
        {
            tracing::warn!("the sound file ends early: {error}");
        }
    }
}
