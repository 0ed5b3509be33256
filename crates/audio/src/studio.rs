//! Scripts as samples, without a card and without waiting: for files and for whoever listens first.

use std::ffi::OsString;
use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use antre_domain::Locale;
use antre_speech::Script;
use hound::WavWriter;

use crate::inbox::{Inbox, Order};
use crate::score::{Made, Score, Wanted};
use crate::sound::{self, RATE, SPEC};
use crate::synthesis::{Synthesis, WORDS_WITHIN};
use crate::{Packs, SoundFault, score, strike};

/// Samples a second of everything that is made here.
pub const RATE_HZ: u32 = RATE.get();

/// Makes of a script what a card would be handed.
#[derive(Debug)]
pub struct Studio {
    packs: Arc<Packs>,
    synthesiser: OsString,
    made: Made,
}

/// A script as it is heard.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Take {
    /// Mono, at [`RATE_HZ`].
    pub samples: Vec<i16>,
    /// Clips that the script names and no pack has.
    pub missing: Vec<(Locale, String)>,
    /// Words that nothing speaks: they are not heard.
    pub unspoken: Vec<(Locale, String)>,
}

impl Studio {
    /// With these clips, and `espeak-ng` for the rest.
    pub fn new(packs: Arc<Packs>) -> Self {
        Self::with(packs, "espeak-ng".into())
    }

    /// The same, with a program that takes the same arguments.
    pub fn with(packs: Arc<Packs>, synthesiser: OsString) -> Self {
        Self {
            packs,
            synthesiser,
            made: Made::default(),
        }
    }

    /// The whole of `script`, the silence at its end included.
    ///
    /// # Errors
    /// Words have no clip and the synthesiser cannot be started.
    pub fn record(&mut self, script: &Script) -> Result<Take, SoundFault> {
        let mut score = Score::new(script, &self.packs, &self.made);
        let mut take = Take {
            missing: std::mem::take(&mut score.missing),
            ..Take::default()
        };
        while let Some(wanted) = score.wanted().cloned() {
            let wave = self.synthesised(&wanted)?;
            if wave.is_empty() {
                take.unspoken.push((wanted.language, wanted.text.clone()));
            }
            score.fill(&wanted, &wave);
            self.made.keep(wanted, wave);
        }
        let mut wave = script.chime.map_or_else(Vec::new, strike::chime);
        wave.extend(score.words());
        let gain = sound::gain(script.volume) * f32::from(i16::MAX);
        take.samples = wave.iter().map(|sample| (sample * gain) as i16).collect();
        Ok(take)
    }

    fn synthesised(&self, wanted: &Wanted) -> Result<Vec<f32>, SoundFault> {
        let inbox = Arc::new(Inbox::default());
        let at_work = Synthesis::start(
            &self.synthesiser,
            &score::manner(wanted.language, &self.packs),
            &wanted.text,
            WORDS_WITHIN,
            0,
            &inbox,
        )
        .map_err(|error| SoundFault::NoSynthesiser(error.to_string()))?;
        match inbox.take(Some(at_work.give_up_at())) {
            Some(Order::Synthesised(_, wav)) => Ok(score::wave_of(&wav)),
            Some(_) | None => Err(SoundFault::MuteSynthesiser),
        }
    }
}

/// A WAV of [`RATE_HZ`] in mono at 16 bits, written bit by bit.
pub struct WavFile {
    path: PathBuf,
    writer: WavWriter<BufWriter<File>>,
}

impl WavFile {
    /// # Errors
    /// The file cannot be written.
    pub fn create(path: &Path) -> Result<Self, SoundFault> {
        let writer = WavWriter::create(path, SPEC).map_err(|error| no_file(path, &error))?;
        Ok(Self {
            path: path.to_owned(),
            writer,
        })
    }

    /// # Errors
    /// The file cannot be written.
    pub fn add(&mut self, samples: &[i16]) -> Result<(), SoundFault> {
        samples
            .iter()
            .try_for_each(|sample| self.writer.write_sample(*sample))
            .map_err(|error| no_file(&self.path, &error))
    }

    /// # Errors
    /// The file cannot be written.
    pub fn finish(self) -> Result<(), SoundFault> {
        let Self { path, writer } = self;
        writer.finalize().map_err(|error| no_file(&path, &error))
    }
}

/// Writes `samples` as a whole [`WavFile`].
///
/// # Errors
/// The file cannot be written.
pub fn write_wav(path: &Path, samples: &[i16]) -> Result<(), SoundFault> {
    let mut file = WavFile::create(path)?;
    file.add(samples)?;
    file.finish()
}

fn no_file(path: &Path, error: &hound::Error) -> SoundFault {
    SoundFault::NoFile(format!("{}: {error}", path.display()))
}
