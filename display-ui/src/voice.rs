//! The hall's voice: what plays it, and what it tells the screen.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use antre_audio::{Output, Packs, Speaker, Told};
use antre_domain::{Locale, SoundHealth};
use antre_protocol::DisplayFault;
use antre_speech::Clips;
use antre_ui_kit::{Announcement, Outlet};

use crate::{Voice, fault};

/// The part of the command line about sound.
#[derive(Debug, Clone, clap::Args)]
pub struct VoiceArgs {
    /// Where calls are heard: card, off, or a WAV file that takes all of it; off with --offscreen, else card
    #[arg(long, value_name = "card|off|FILE.wav", value_parser = output)]
    pub voice: Option<Output>,
    /// The branch's own recordings, over those that come with the program: id/dua-belas.wav and so on;
    /// `antre voice check` says what is missing there
    #[arg(long, value_name = "DIR")]
    pub voices: Option<PathBuf>,
}

fn output(text: &str) -> Result<Output, String> {
    let path = PathBuf::from(text);
    match text {
        "card" => Ok(Output::Card),
        "off" => Ok(Output::Silent),
        _ if path.extension().is_some_and(|end| end == "wav") => Ok(Output::File(path)),
        _ => Err("a voice is card, off, or a file that ends in .wav".to_owned()),
    }
}

/// What calls are spoken from, and where they are heard.
#[derive(Debug)]
pub struct Mouth {
    output: Output,
    packs: Packs,
    /// What is wrong with the branch's own recordings.
    faults: Vec<DisplayFault>,
}

/// The way to the screen for what the voice tells: beside the network's, so that neither fills up the
/// other's. One script is played at a time, so few words ever wait.
pub type VoiceOutlet = Outlet<(), Voice>;

impl Announcement for Voice {
    /// Of two words about the same the newer one is enough. A script's beginning and end are two words.
    fn absorb(&mut self, newer: Self) -> Option<Self> {
        match (&*self, &newer) {
            (Self::Sound(_), Self::Sound(_)) => {}
            (Self::Fault(known), Self::Fault(told)) if known.code == told.code => {}
            (
                Self::Sound(_) | Self::Fault(_) | Self::Began(_) | Self::Ended(_),
                Self::Sound(_) | Self::Fault(_) | Self::Began(_) | Self::Ended(_),
            ) => return Some(newer),
        }
        *self = newer;
        None
    }
}

impl Mouth {
    /// What the command line asks for. Recordings that cannot be read do not keep a hall from hearing its
    /// calls: the shipped ones speak.
    pub fn new(args: &VoiceArgs, offscreen: bool) -> Self {
        let usual = if offscreen {
            Output::Silent
        } else {
            Output::Card
        };
        let mut faults = Vec::new();
        let packs = match args.voices.as_deref().map(Packs::open) {
            None => Packs::shipped(),
            Some(Ok(packs)) => {
                faults.extend(packs.flaws().iter().map(|flawed| {
                    tracing::warn!("{}: {}", flawed.file.display(), flawed.flaw);
                    fault(
                        "clip_bad",
                        &format!("{}/{}", flawed.language.as_str(), flawed.clip),
                    )
                }));
                packs
            }
            Some(Err(error)) => {
                tracing::error!("the shipped voices speak: {error}");
                faults.push(fault("no_voice", &error.to_string()));
                Packs::shipped()
            }
        };
        Self {
            output: args.voice.clone().unwrap_or(usual),
            packs,
            faults,
        }
    }

    /// Whether the hall is meant to hear anything.
    pub fn is_open(&self) -> bool {
        self.output != Output::Silent
    }

    /// Which clips there are, by their languages.
    pub fn clips(&self) -> BTreeMap<Locale, Clips> {
        let languages = self.packs.languages();
        languages
            .map(|language| (language, self.packs.clips(language).clone()))
            .collect()
    }

    /// Begins to speak, and tells the screen of it.
    pub fn open(self, outlet: VoiceOutlet) -> Speaker {
        for fault in self.faults {
            tell(&outlet, Voice::Fault(fault));
        }
        let setup = antre_audio::Setup {
            packs: Arc::new(self.packs),
            ..antre_audio::Setup::new(self.output)
        };
        Speaker::set_up(setup, move |told| {
            for word in words(told) {
                tell(&outlet, word);
            }
        })
    }
}

/// Without waiting: a screen that is gone hears nothing, and one that is so far behind has calls to show.
fn tell(outlet: &VoiceOutlet, word: Voice) {
    if outlet.announce(word).is_err() {
        tracing::warn!("the screen was not told of its voice");
    }
}

/// What it means to the hall.
fn words(told: Told) -> Vec<Voice> {
    match told {
        Told::Began(script) => vec![Voice::Began(script)],
        Told::Ended(script) => vec![Voice::Ended(script)],
        Told::Lost(lost) => {
            tracing::warn!(
                "calls are not heard as they should be: {lost} ({})",
                lost.code()
            );
            let fault = Voice::Fault(fault(lost.code(), &lost.to_string()));
            if lost.is_of_synthesiser() {
                // Clips are heard all the same.
                vec![fault]
            } else {
                vec![fault, Voice::Sound(SoundHealth::Lost)]
            }
        }
        Told::Back => vec![Voice::Sound(SoundHealth::Well)],
        Told::NoVoice(language) => vec![Voice::Fault(fault("no_voice", &language))],
        Told::Missing { language, clip } => {
            let clip = format!("{}/{clip}", language.as_str());
            vec![Voice::Fault(fault("clip_missing", &clip))]
        }
        Told::Unspoken { language, text } => {
            let words = format!("{}: {text}", language.as_str());
            vec![Voice::Fault(fault("no_voice", &words))]
        }
    }
}
