//! The guide's mouth: a speaker, a written transcript, or nothing.

use std::cell::RefCell;
use std::fs::File;
use std::io::{self, Write};
use std::path::PathBuf;
use std::str::FromStr;

use antre_audio::{Setup, Speaker, Told, Utterance, WORDS_A_MINUTE};
use antre_ui_kit::guide::Tone;

/// What says the guide's sentences. Nothing it is asked for waits.
pub trait Voice {
    /// Says `text` now, in place of what is being said, in the language of that code, so loud (percent).
    fn say(&self, text: &str, language: &str, volume: u8);
    /// Says nothing from now on.
    fn hush(&self);
    /// Sounds `tone`, so loud (percent).
    fn tone(&self, tone: Tone, volume: u8);
    /// How fast it speaks, 100 being usual.
    fn speed_percent(&self) -> u16 {
        100
    }
}

/// The part of the command line about sound.
#[derive(Debug, Clone, clap::Args)]
pub struct VoiceArgs {
    /// Where the spoken guide is heard: card, off, or a WAV file that takes all of it; off with
    /// --offscreen, else card
    #[arg(long, value_name = "card|off|FILE.wav")]
    pub voice: Option<Output>,
    /// How fast it speaks, in words a minute
    #[arg(long, value_name = "WORDS", default_value_t = WORDS_A_MINUTE, value_parser = clap::value_parser!(u16).range(80..=450))]
    pub voice_speed: u16,
    /// Write each sentence that is spoken into this file, one a line, after its language and a tab
    #[arg(long, value_name = "FILE")]
    pub transcript: Option<PathBuf>,
}

/// Where sound goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Output {
    /// The machine's card.
    Card,
    /// Nowhere.
    Off,
    /// This file.
    File(PathBuf),
}

/// Not a place for sound.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a voice is card, off, or a file that ends in .wav")]
pub struct NotAVoice;

impl FromStr for Output {
    type Err = NotAVoice;

    fn from_str(text: &str) -> Result<Self, NotAVoice> {
        let path = PathBuf::from(text);
        match text {
            "card" => Ok(Self::Card),
            "off" => Ok(Self::Off),
            _ if path.extension().is_some_and(|end| end == "wav") => Ok(Self::File(path)),
            _ => Err(NotAVoice),
        }
    }
}

impl VoiceArgs {
    /// Opens what was asked for. `told` hears of lost sound, on a thread of the speaker's own.
    ///
    /// # Errors
    /// The transcript cannot be written. A speaker that cannot be opened is told.
    pub fn open(
        &self,
        offscreen: bool,
        own_language: &str,
        told: impl FnMut(Told) + Send + 'static,
    ) -> io::Result<Aloud> {
        let usual = if offscreen { Output::Off } else { Output::Card };
        let output = match self.voice.clone().unwrap_or(usual) {
            Output::Card => antre_audio::Output::Card,
            Output::Off => antre_audio::Output::Silent,
            Output::File(path) => antre_audio::Output::File(path),
        };
        let setup = Setup {
            own_language: own_language.to_owned(),
            words_a_minute: self.voice_speed,
            ..Setup::new(output)
        };
        let transcript = self.transcript.as_ref().map(File::create).transpose()?;
        Ok(Aloud {
            speaker: Speaker::set_up(setup, told),
            transcript: transcript.map(RefCell::new),
            words_a_minute: self.voice_speed,
        })
    }
}

/// Says nothing.
pub(super) struct Mute;

impl Voice for Mute {
    fn say(&self, _text: &str, _language: &str, _volume: u8) {}
    fn hush(&self) {}
    fn tone(&self, _tone: Tone, _volume: u8) {}
}

/// A speaker, with a transcript of what it says.
#[derive(Debug)]
pub struct Aloud {
    speaker: Speaker,
    transcript: Option<RefCell<File>>,
    words_a_minute: u16,
}

impl Voice for Aloud {
    fn say(&self, text: &str, language: &str, volume: u8) {
        if let Some(file) = &self.transcript {
            let line = format!("{language}\t{text}\n");
            if let Err(error) = file.borrow_mut().write_all(line.as_bytes()) {
                tracing::warn!("the transcript lacks a line: {error}");
            }
        }
        self.speaker.say(Utterance {
            text: text.to_owned(),
            language: language.to_owned(),
            volume,
        });
    }

    fn hush(&self) {
        self.speaker.hush();
    }

    fn tone(&self, tone: Tone, volume: u8) {
        let tone = match tone {
            Tone::Start => antre_audio::Tone::Start,
            Tone::Accepted => antre_audio::Tone::Accepted,
            Tone::Refused => antre_audio::Tone::Refused,
            Tone::Warning => antre_audio::Tone::Warning,
        };
        self.speaker.tone(tone, volume);
    }

    fn speed_percent(&self) -> u16 {
        // At most 450 × 100 words fit.
        (u32::from(self.words_a_minute) * 100 / u32::from(WORDS_A_MINUTE)) as u16
    }
}
