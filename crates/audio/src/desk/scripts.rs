//! The hall's scripts: one is heard, the others wait, and words without a clip are made meanwhile.

use std::collections::{BTreeSet, VecDeque};
use std::time::{Duration, Instant};

use antre_domain::Locale;
use antre_speech::Script;

use super::Desk;
use crate::inbox::SCRIPTS_MAX;
use crate::score::{self, Made, Score, Wanted};
use crate::sound::{Hand, RATE, Sound, Words};
use crate::synthesis::{Synthesis, WORDS_WITHIN};
use crate::{SoundFault, Told, strike};

/// A card that takes no sample for so long is lost, though it does not say so.
const STALL: Duration = Duration::from_secs(4);
/// Clips and texts that are told of: a branch has a handful.
const TOLD_MAX: usize = 64;

/// What is to be heard in the hall.
#[derive(Default)]
pub(super) struct Scripts {
    waiting: VecDeque<Script>,
    playing: Option<Playing>,
    making: Option<Making>,
    made: Made,
    told: BTreeSet<(Locale, String)>,
}

/// The script that is heard, or about to be.
struct Playing {
    id: u64,
    /// Until the words are made.
    score: Option<Score>,
    words: Words,
    hand: Hand,
    /// Until the card has it: a script without a chime begins with its words.
    sound: Option<Sound>,
    /// How long it is, as far as it is made.
    samples: usize,
    /// When the card should have taken it.
    stalls_at: Option<Instant>,
    began_at: Option<Instant>,
}

struct Making {
    at_work: Synthesis,
    id: u64,
    wanted: Wanted,
}

impl Scripts {
    /// Whether anything is heard or waits.
    pub(super) fn are_busy(&self) -> bool {
        self.playing.is_some() || !self.waiting.is_empty()
    }

    /// Whether words are being made.
    pub(super) fn is_making(&self) -> bool {
        self.making.is_some()
    }

    pub(super) fn next_deadline(&self) -> Option<Instant> {
        let making = self
            .making
            .as_ref()
            .map(|making| making.at_work.give_up_at());
        let stalls = self.playing.as_ref().and_then(|playing| playing.stalls_at);
        [making, stalls].into_iter().flatten().min()
    }
}

impl Desk {
    pub(super) fn play(&mut self, script: Script) {
        if script.pre_empts {
            self.cut();
        }
        if self.scripts.waiting.len() >= SCRIPTS_MAX
            && let Some(oldest) = self.scripts.waiting.pop_front()
        {
            (self.told)(Told::Ended(oldest.id));
        }
        self.scripts.waiting.push_back(script);
        self.play_next();
    }

    pub(super) fn cut(&mut self) {
        for script in std::mem::take(&mut self.scripts.waiting) {
            (self.told)(Told::Ended(script.id));
        }
        if let Some(playing) = &mut self.scripts.playing {
            playing.hand.cut();
            // What no card has yet ends here.
            playing.sound = None;
        }
    }

    pub(super) fn began(&mut self, id: u64) {
        let now = Instant::now();
        if let Some(playing) = &mut self.scripts.playing
            && playing.id == id
        {
            playing.began_at = Some(now);
            playing.stalls_at = playing.ends_by();
            (self.told)(Told::Began(id));
        }
    }

    pub(super) fn ended(&mut self, id: u64) {
        if self
            .scripts
            .playing
            .as_ref()
            .is_some_and(|playing| playing.id == id)
        {
            self.scripts.playing = None;
            self.scripts.making = None;
        }
        (self.told)(Told::Ended(id));
        self.play_next();
    }

    /// Begins with the next script where none is heard.
    fn play_next(&mut self) {
        while self.scripts.playing.is_none()
            && let Some(script) = self.scripts.waiting.pop_front()
        {
            // By the time a card is back it would be out of date.
            let is_heard = script.volume > 0 && !self.is_without_card();
            if is_heard {
                self.begin(&script);
            } else {
                (self.told)(Told::Ended(script.id));
            }
        }
    }

    fn begin(&mut self, script: &Script) {
        let chime = script.chime.map_or_else(Vec::new, strike::chime);
        let samples = chime.len();
        let words = Words::default();
        let (sound, hand) = Sound::script(script.id, chime, &words, script.volume, &self.inbox);
        self.scripts.playing = Some(Playing {
            id: script.id,
            score: None,
            words,
            hand,
            sound: Some(sound),
            samples,
            stalls_at: None,
            began_at: None,
        });
        if samples > 0 {
            // At once: its words are made while it sounds.
            self.hand_over();
        }
        let mut score = Score::new(script, &self.setup.packs, &self.scripts.made);
        for (language, clip) in std::mem::take(&mut score.missing) {
            if self.is_news(language, &clip) {
                (self.told)(Told::Missing { language, clip });
            }
        }
        if let Some(playing) = &mut self.scripts.playing {
            playing.score = Some(score);
        }
        self.make_next();
    }

    /// Gives the script to the card; where there is none, it has ended.
    fn hand_over(&mut self) {
        let sound = self.scripts.playing.as_mut().and_then(|playing| {
            playing.stalls_at = Some(Instant::now() + STALL);
            playing.sound.take()
        });
        if let Some(sound) = sound {
            self.with_card(|card| card.play(sound));
        }
    }

    /// Has the next words made that have no clip; when there are none left, they are said.
    fn make_next(&mut self) {
        while let Some(playing) = &mut self.scripts.playing
            && let Some(score) = &mut playing.score
        {
            let Some(wanted) = score.wanted().cloned() else {
                return self.say_words();
            };
            self.syntheses += 1;
            let id = self.syntheses;
            let started = Synthesis::start(
                &self.setup.synthesiser,
                &score::manner(wanted.language, &self.setup.packs),
                &wanted.text,
                WORDS_WITHIN,
                id,
                &self.inbox,
            );
            match started {
                Ok(at_work) => {
                    self.scripts.making = Some(Making {
                        at_work,
                        id,
                        wanted,
                    });
                    return;
                }
                Err(error) => {
                    score.fill(&wanted, &[]);
                    self.pass_over(wanted);
                    self.lose(SoundFault::NoSynthesiser(error.to_string()));
                }
            }
        }
    }

    /// The words are whole.
    fn say_words(&mut self) {
        let Some(playing) = &mut self.scripts.playing else {
            return;
        };
        let Some(score) = playing.score.take() else {
            return;
        };
        let words = score.words();
        playing.samples += words.len();
        playing.words.fill(words);
        playing.stalls_at = playing.ends_by().or(playing.stalls_at);
        if playing.sound.is_some() {
            self.hand_over();
        }
    }

    /// Takes what the synthesiser wrote under `id`, if it was asked for here.
    pub(super) fn made(&mut self, id: u64, wav: &[u8]) -> bool {
        if self
            .scripts
            .making
            .as_ref()
            .is_none_or(|making| making.id != id)
        {
            return false;
        }
        if let Some(making) = self.scripts.making.take() {
            self.fill(making.wanted, score::wave_of(wav));
        }
        true
    }

    fn fill(&mut self, wanted: Wanted, wave: Vec<f32>) {
        if let Some(playing) = &mut self.scripts.playing
            && let Some(score) = &mut playing.score
        {
            score.fill(&wanted, &wave);
        }
        if wave.is_empty() {
            self.pass_over(wanted);
        } else {
            self.scripts.made.keep(wanted, wave);
        }
        self.make_next();
    }

    /// Gives up words that take too long, and a card that takes no sound.
    pub(super) fn give_up_scripts(&mut self, now: Instant) {
        let hangs = |making: &Making| making.at_work.give_up_at() <= now;
        if self.scripts.making.as_ref().is_some_and(hangs)
            && let Some(making) = self.scripts.making.take()
        {
            self.lose(SoundFault::MuteSynthesiser);
            self.fill(making.wanted, Vec::new());
        }
        let stalls = |playing: &Playing| playing.stalls_at.is_some_and(|at| at <= now);
        if self.scripts.playing.as_ref().is_some_and(stalls) {
            // With it goes the sound that it does not take, which then has ended.
            self.card = None;
            self.lose(SoundFault::NoCard("it takes no sound".to_owned()));
            if let Some(playing) = &mut self.scripts.playing {
                playing.stalls_at = None;
            }
        }
    }

    fn pass_over(&mut self, wanted: Wanted) {
        let Wanted { language, text } = wanted;
        if self.is_news(language, &text) {
            (self.told)(Told::Unspoken { language, text });
        }
    }

    fn is_news(&mut self, language: Locale, what: &str) -> bool {
        self.scripts.told.len() < TOLD_MAX && self.scripts.told.insert((language, what.to_owned()))
    }
}

impl Playing {
    /// When the card should have taken all of it; `None` before it began or while words are missing.
    fn ends_by(&self) -> Option<Instant> {
        let began_at = self.began_at?;
        let is_whole = self.score.is_none();
        let secs = self.samples as f64 / f64::from(RATE.get());
        is_whole.then(|| began_at + Duration::from_secs_f64(secs) + STALL)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::mpsc::{Receiver, channel};
    use std::thread::JoinHandle;

    use antre_speech::{Chime, Piece, Plan};

    use super::*;
    use crate::inbox::{Inbox, Order};
    use crate::{Output, Packs, Setup};

    struct Hall {
        inbox: Arc<Inbox>,
        told: Receiver<Told>,
        thread: JoinHandle<()>,
        dir: tempfile::TempDir,
    }

    impl Hall {
        fn open() -> Self {
            let dir = tempfile::tempdir().unwrap();
            let mut setup = Setup::new(Output::File(dir.path().join("heard.wav")));
            setup.packs = Arc::new(Packs::shipped());
            let inbox = Arc::new(Inbox::default());
            let (tell, told) = channel();
            let desk = Desk::new(
                setup,
                Arc::clone(&inbox),
                Box::new(move |word| {
                    let _ = tell.send(word);
                }),
            );
            let thread = std::thread::spawn(|| desk.work());
            Self {
                inbox,
                told,
                thread,
                dir,
            }
        }

        fn play(&self, id: u64) {
            self.inbox.put(Order::Play(Script {
                id,
                chime: Some(Chime::Call),
                plans: vec![Plan {
                    language: Locale::ID,
                    pieces: vec![Piece::Clip("satu".to_owned()), Piece::Pause(650)],
                }],
                volume: 80,
                pre_empts: false,
            }));
        }

        fn hears(&self) -> Told {
            self.told.recv_timeout(Duration::from_secs(30)).unwrap()
        }
    }

    #[test]
    fn a_card_that_goes_away_ends_what_it_played_and_the_hall_goes_on_when_it_is_back() {
        let hall = Hall::open();
        hall.play(1);
        hall.play(2);
        assert_eq!(hall.hears(), Told::Began(1));
        hall.inbox.put(Order::CardLost("unplugged".to_owned()));
        assert_eq!(
            hall.hears(),
            Told::Lost(SoundFault::NoCard("unplugged".to_owned()))
        );
        assert_eq!(
            [hall.hears(), hall.hears()],
            [Told::Ended(1), Told::Ended(2)]
        );
        // Out of date before the card is back.
        hall.play(3);
        assert_eq!(hall.hears(), Told::Ended(3));
        assert_eq!(hall.hears(), Told::Back);
        hall.play(4);
        assert_eq!(hall.hears(), Told::Began(4));
        hall.inbox.put(Order::End);
        hall.thread.join().unwrap();
        assert_eq!(hall.told.into_iter().collect::<Vec<_>>(), [Told::Ended(4)]);
        drop(hall.dir);
    }

    #[test]
    fn a_card_that_takes_no_sample_is_given_up() {
        let (tell, told) = channel();
        let setup = Setup::new(Output::Silent);
        let inbox = Arc::new(Inbox::default());
        let ear = Box::new(move |word| {
            let _ = tell.send(word);
        });
        let mut desk = Desk::new(setup, inbox, ear);
        // It drops what it is given: as if it took nothing, for as long as nobody reads the inbox.
        desk.play(Script {
            id: 1,
            chime: Some(Chime::Call),
            plans: Vec::new(),
            volume: 80,
            pre_empts: false,
        });
        let due = desk.scripts.next_deadline().unwrap();
        desk.give_up_scripts(due);
        assert!(matches!(
            told.try_recv(),
            Ok(Told::Lost(SoundFault::NoCard(_)))
        ));
        assert_eq!(desk.scripts.next_deadline(), None);
    }
}
