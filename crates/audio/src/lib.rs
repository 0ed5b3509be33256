//! The machine's voice: what it is given is spoken, or sounded, now.
//!
//! It deliberately decides nothing: not what is said, nor when, nor how loud. A sentence of the guide
//! takes the place of the one before it; scripts of the hall are heard one after the other, and whose
//! turn it is, is decided elsewhere. It never holds up whoever speaks through it, and a machine without
//! sound is a machine without sound.
//!
//! Driven by the spoken guide of the kiosk, by its flow's warnings and by the hall's lane: open one
//! [`Speaker`] a process, and drop it at the end. A hall's words are clips of a voice pack ([`Packs`]);
//! all others come from a program beside us, `espeak-ng`, started for each sentence and never with the
//! sentence on its command line. [`Studio`] makes of a script the same samples without a card.

mod card;
mod clip;
mod desk;
mod inbox;
mod join;
mod packs;
mod score;
mod sound;
mod strike;
mod studio;
mod synthesis;

use std::ffi::OsString;
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::thread::JoinHandle;

use antre_domain::Locale;
use antre_speech::Script;

pub use clip::{CLIP_SECS_MAX, Flaw};
use inbox::{Inbox, Order};
pub use packs::{CLIPS_MAX, FlawedClip, PackError, Packs};
pub use studio::{RATE_HZ, Studio, Take, WavFile, write_wav};

/// A sentence of more bytes is spoken up to here.
pub const TEXT_BYTES_MAX: usize = 2_000;

/// The loudest volume.
pub const VOLUME_MAX: u8 = 100;

/// What is to be said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Utterance {
    /// In plain words; no more than [`TEXT_BYTES_MAX`] bytes of it are spoken.
    pub text: String,
    /// As in `id`, `en`, `zh`, `ar`.
    pub language: String,
    /// From 0 to [`VOLUME_MAX`]; more is no louder.
    pub volume: u8,
}

/// Where sound goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Output {
    /// The machine's own card, or whatever the system takes for it.
    Card,
    /// One WAV with everything that would have been heard, in order and at its pace, without the
    /// silence in between.
    File(PathBuf),
    /// Nowhere.
    Silent,
}

/// A short sound of our own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Time is running out.
    Warning,
    /// It was taken.
    Accepted,
    /// It was not.
    Refused,
    /// A customer has begun, or the guide has.
    Start,
}

impl Tone {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Warning, Self::Accepted, Self::Refused, Self::Start];
}

/// What whoever opened the speaker hears of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    /// Nothing is heard from now on, or only what needs no synthesiser
    /// ([`SoundFault::is_of_synthesiser`]); it is tried again by and by. Told once, and again where
    /// something else is lost.
    Lost(SoundFault),
    /// What was lost is back. What was to be said meanwhile is not said.
    Back,
    /// There is no voice for this language: the branch's own speaks its texts. Told once a language.
    NoVoice(String),
    /// The first sample of this script was handed over.
    Began(u64),
    /// This script is over: heard, cut off, or never begun. Told once for each that was given.
    Ended(u64),
    /// A script names a clip that no pack has: its words were synthesised. Told once a clip.
    Missing {
        /// Its language.
        language: Locale,
        /// Its name.
        clip: String,
    },
    /// Words that have no clip and that no synthesiser speaks were passed over, and the rest of the
    /// script was heard. Told once a text.
    Unspoken {
        /// Their language.
        language: Locale,
        /// The words.
        text: String,
    },
}

/// Why nothing is heard.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SoundFault {
    /// No card takes sound: see to the machine's sound settings.
    #[error("no sound card: {0}")]
    NoCard(String),
    /// The file cannot be written: see to its directory.
    #[error("no sound file: {0}")]
    NoFile(String),
    /// The program that makes speech cannot be started: install `espeak-ng`.
    #[error("no synthesiser: {0}")]
    NoSynthesiser(String),
    /// It was started and said nothing, in no language that was tried.
    #[error("the synthesiser says nothing")]
    MuteSynthesiser,
    /// The thread of the speaker could not be started, or has ended.
    #[error("no thread for sound: {0}")]
    NoThread(String),
}

impl SoundFault {
    /// Its stable name.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoCard(_) => "no_card",
            Self::NoFile(_) => "no_file",
            Self::NoSynthesiser(_) => "no_synthesiser",
            Self::MuteSynthesiser => "mute_synthesiser",
            Self::NoThread(_) => "no_thread",
        }
    }

    /// Whether clips and tones are heard all the same.
    pub fn is_of_synthesiser(&self) -> bool {
        match self {
            Self::NoSynthesiser(_) | Self::MuteSynthesiser => true,
            Self::NoCard(_) | Self::NoFile(_) | Self::NoThread(_) => false,
        }
    }
}

/// How a speaker is made where it is not made as always.
#[derive(Debug, Clone)]
pub struct Setup {
    /// Where sound goes.
    pub output: Output,
    /// The branch's own language: it speaks where a text's language has no voice.
    pub own_language: String,
    /// The program that makes speech: `espeak-ng` or one that takes the same arguments.
    pub synthesiser: OsString,
    /// How fast it speaks; where it stands in for a clip, as fast as the clips do.
    pub words_a_minute: u16,
    /// What scripts are spoken from.
    pub packs: Arc<Packs>,
}

/// Slower than the synthesiser's own default, for those who hear the machine for the first time.
pub const WORDS_A_MINUTE: u16 = 150;

impl Setup {
    /// Indonesian, by the `espeak-ng` of the machine, without clips.
    pub fn new(output: Output) -> Self {
        Self {
            output,
            own_language: "id".to_owned(),
            synthesiser: "espeak-ng".into(),
            words_a_minute: WORDS_A_MINUTE,
            packs: Arc::new(Packs::none()),
        }
    }
}

/// Speaks and sounds. Nothing it is asked for blocks, waits or fails; what goes wrong is told.
pub struct Speaker {
    inbox: Arc<Inbox>,
    thread: Option<JoinHandle<()>>,
}

impl Speaker {
    /// Opens `output`. `told` runs on the speaker's thread and must not block.
    pub fn open(output: Output, told: impl FnMut(Told) + Send + 'static) -> Self {
        Self::set_up(Setup::new(output), told)
    }

    /// The same, with a synthesiser and a language to fall back to.
    pub fn set_up(setup: Setup, mut told: impl FnMut(Told) + Send + 'static) -> Self {
        let inbox = Arc::new(Inbox::default());
        if setup.output == Output::Silent {
            return Self {
                inbox,
                thread: None,
            };
        }
        let (told_by_desk, fault) = std::sync::mpsc::channel();
        let orders = Arc::clone(&inbox);
        let started = std::thread::Builder::new()
            .name("sound".to_owned())
            .spawn(move || {
                if let Ok(told) = fault.recv() {
                    desk::Desk::new(setup, orders, told).work();
                }
            });
        // A thread that was not started has not taken what it should tell by.
        match started {
            Ok(thread) => {
                let _ = told_by_desk.send(Box::new(told) as desk::Ear);
                Self {
                    inbox,
                    thread: Some(thread),
                }
            }
            Err(error) => {
                told(Told::Lost(SoundFault::NoThread(error.to_string())));
                Self {
                    inbox,
                    thread: None,
                }
            }
        }
    }

    /// Says this now, in place of whatever is being said.
    pub fn say(&self, utterance: Utterance) {
        self.order(Order::Say(utterance));
    }

    /// Says nothing from now on.
    pub fn hush(&self) {
        self.order(Order::Hush);
    }

    /// Sounds beside whatever is being said, at a volume from 0 to [`VOLUME_MAX`].
    pub fn tone(&self, tone: Tone, volume: u8) {
        self.order(Order::Sound(tone, volume));
    }

    /// Plays this after whatever else was given, or at once where it pre-empts. Each is answered by
    /// [`Told::Ended`], but by a silent speaker, which tells nothing.
    pub fn play(&self, script: Script) {
        self.order(Order::Play(script));
    }

    /// Ends the script that is heard, and forgets those that wait.
    pub fn cut(&self) {
        self.order(Order::Cut);
    }

    fn order(&self, order: Order) {
        if self.thread.is_some() {
            self.inbox.put(order);
        }
    }
}

impl Drop for Speaker {
    /// A card falls silent at once; a file gets the rest of what was asked for.
    fn drop(&mut self) {
        self.inbox.put(Order::End);
        if let Some(thread) = self.thread.take() {
            // A panic there has been logged; nobody depends on sound.
            let _ = thread.join();
        }
    }
}

impl fmt::Debug for Speaker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Speaker").finish_non_exhaustive()
    }
}
