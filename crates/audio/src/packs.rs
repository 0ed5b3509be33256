//! The recordings that calls are spoken from: those that come with the program, and a branch's own.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use antre_domain::Locale;
use antre_speech::{Clips, Need, Recording, vocabulary};
use include_dir::{Dir, include_dir};
use serde::Deserialize;

use crate::clip::{self, CLIP_BYTES_MAX, Flaw};
use crate::join;

/// How many clips a language has at most.
pub const CLIPS_MAX: usize = 1_000;
/// How much a branch's own recordings take in memory, in one language: a quarter of an hour of words.
const PACK_BYTES_MAX: usize = 40_000_000;
/// A pack's description is a few lines.
const PACK_FILE_BYTES_MAX: u64 = 16_384;
/// Its name in the folder of its language.
const PACK_FILE: &str = "pack.toml";

static SHIPPED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../assets/voices");

/// What every call is spoken from.
#[derive(Debug, Clone, Default)]
pub struct Packs {
    packs: BTreeMap<Locale, Pack>,
    flaws: Vec<FlawedClip>,
    no_clips: Clips,
}

/// The clips of one language.
#[derive(Debug, Clone, Default)]
struct Pack {
    clips: Clips,
    recordings: BTreeMap<String, Wav>,
    manner: Option<Manner>,
}

/// Where a recording is.
#[derive(Debug, Clone)]
enum Wav {
    /// In the program.
    Shipped(&'static [u8]),
    /// Read from a folder.
    Own(Arc<[i16]>),
}

/// How a synthesiser speaks what a pack has no clip for, so that it sounds like the pack.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(crate) struct Manner {
    /// Its name for the voice.
    pub(crate) voice: String,
    pub(crate) words_a_minute: u16,
    /// 0 to 99.
    pub(crate) pitch: u8,
}

/// What stands in `pack.toml`.
#[derive(Debug, Deserialize)]
struct PackFile {
    /// Absent where a person speaks.
    synthesiser: Option<Manner>,
}

/// A clip that something is wrong with.
#[derive(Debug, Clone, PartialEq)]
pub struct FlawedClip {
    /// Its language.
    pub language: Locale,
    /// Its name; empty for what is no clip.
    pub clip: String,
    /// Where it is.
    pub file: PathBuf,
    /// What is wrong.
    pub flaw: Flaw,
}

/// A folder that no pack can be read from.
#[derive(Debug, thiserror::Error)]
pub enum PackError {
    /// See to the folder and to who may read it.
    #[error("{}: {error}", .path.display())]
    Folder {
        /// Which.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// See to the file.
    #[error("{}: {what}", .path.display())]
    PackFile {
        /// Which.
        path: PathBuf,
        /// What is wrong with it.
        what: String,
    },
    /// Put the recordings into folders named by language.
    #[error("{}: no folder id or en with recordings in it, as in id/dua-belas.wav", .0.display())]
    NoLanguage(PathBuf),
    /// Take some away.
    #[error("{}: more than {CLIPS_MAX} files", .0.display())]
    TooMany(PathBuf),
    /// Take some away.
    #[error("{}: more than a quarter of an hour of recordings", .0.display())]
    TooMuch(PathBuf),
}

impl Packs {
    /// No clips at all: everything is synthesised.
    pub fn none() -> Self {
        Self::default()
    }

    /// The voices that come with the program: Indonesian and English.
    pub fn shipped() -> Self {
        let mut packs = Self::default();
        for (language, folder) in [(Locale::ID, "id"), (Locale::EN, "en")] {
            let files = SHIPPED.get_dir(folder).into_iter().flat_map(Dir::files);
            let clips = files.filter_map(|file| {
                let name = clip_name(file.path())?;
                Some((name, Wav::Shipped(file.contents())))
            });
            let pack = packs.packs.entry(language).or_default();
            pack.recordings = clips.collect();
            pack.manner = SHIPPED
                .get_file(format!("{folder}/{PACK_FILE}"))
                .and_then(|file| file.contents_utf8())
                .and_then(|text| toml::from_str::<PackFile>(text).ok())
                .and_then(|file| file.synthesiser);
        }
        packs.count();
        packs
    }

    /// A branch's own recordings, and the shipped ones for whatever they lack. A clip that cannot be
    /// played is left out, and stands among the [`flaws`](Self::flaws).
    ///
    /// # Errors
    /// Nothing can be read there, or nothing in it is for a voice.
    pub fn open(folder: &Path) -> Result<Self, PackError> {
        let mut own = Self::own(folder)?;
        let mut packs = Self::shipped();
        packs.flaws = std::mem::take(&mut own.flaws);
        for (language, pack) in own.packs {
            let under = packs.packs.entry(language).or_default();
            under.recordings.extend(pack.recordings);
            under.manner = pack.manner.or(under.manner.take());
        }
        packs.count();
        Ok(packs)
    }

    /// A branch's own recordings alone.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub fn own(folder: &Path) -> Result<Self, PackError> {
        let mut packs = Self::default();
        for path in entries(folder)? {
            let language = path
                .file_name()
                .and_then(|name| Locale::new(name.to_str()?))
                .filter(|_| path.is_dir());
            let Some(language) = language else { continue };
            let pack = packs.read(language, &path)?;
            packs.packs.insert(language, pack);
        }
        if packs.packs.is_empty() {
            return Err(PackError::NoLanguage(folder.to_owned()));
        }
        packs.count();
        Ok(packs)
    }

    /// Which clips there are in `language`.
    pub fn clips(&self, language: Locale) -> &Clips {
        self.packs
            .get(&language)
            .map_or(&self.no_clips, |pack| &pack.clips)
    }

    /// The languages that there are clips in.
    pub fn languages(&self) -> impl Iterator<Item = Locale> + '_ {
        self.packs.keys().copied()
    }

    /// What is wrong with recordings of a branch's own.
    pub fn flaws(&self) -> &[FlawedClip] {
        &self.flaws
    }

    /// What is to be recorded in `language` and is not, with what must be there first.
    pub fn missing(&self, language: Locale) -> Vec<Recording> {
        let clips = self.clips(language);
        let mut missing: Vec<Recording> = vocabulary(language)
            .into_iter()
            .filter(|recording| !clips.has(&recording.name))
            .collect();
        missing.sort_by_key(|recording| match recording.need {
            Need::Must => 0,
            Need::Better => 1,
        });
        missing
    }

    /// The words of a clip, trimmed and as loud as all others; `None` where there is none.
    pub(crate) fn wave(&self, language: Locale, clip: &str) -> Option<Vec<f32>> {
        let samples = match self.packs.get(&language)?.recordings.get(clip)? {
            Wav::Shipped(wav) => join::wave(&clip::read(wav).ok()?),
            Wav::Own(samples) => join::wave(samples),
        };
        Some(join::matched(&samples))
    }

    /// How a synthesiser sounds most like the clips of `language`.
    pub(crate) fn manner(&self, language: Locale) -> Option<&Manner> {
        self.packs.get(&language)?.manner.as_ref()
    }

    fn read(&mut self, language: Locale, folder: &Path) -> Result<Pack, PackError> {
        let mut pack = Pack::default();
        let mut bytes = 0;
        for path in entries(folder)? {
            if path.file_name().is_some_and(|name| name == PACK_FILE) {
                pack.manner = pack_file(&path)?.synthesiser;
                continue;
            }
            if path
                .extension()
                .is_none_or(|kind| !kind.eq_ignore_ascii_case("wav"))
            {
                continue;
            }
            let name = clip_name(&path);
            let (samples, flaws) = match &name {
                Some(_) => recording(&path),
                None => (None, vec![Flaw::Name]),
            };
            let name = name.unwrap_or_default();
            self.flaws.extend(flaws.into_iter().map(|flaw| FlawedClip {
                language,
                clip: name.clone(),
                file: path.clone(),
                flaw,
            }));
            if let Some(samples) = samples {
                bytes += size_of_val(samples.as_slice());
                if bytes > PACK_BYTES_MAX {
                    return Err(PackError::TooMuch(folder.to_owned()));
                }
                pack.recordings.insert(name, Wav::Own(samples.into()));
            }
        }
        Ok(pack)
    }

    fn count(&mut self) {
        for pack in self.packs.values_mut() {
            pack.clips = Clips::new(pack.recordings.keys().cloned());
        }
    }
}

/// The samples of a file that can be played, and what is wrong with it.
fn recording(path: &Path) -> (Option<Vec<i16>>, Vec<Flaw>) {
    let read = || -> Result<Vec<i16>, Flaw> {
        let unreadable = |error: io::Error| Flaw::Unreadable(error.to_string());
        let metadata = fs::metadata(path).map_err(unreadable)?;
        if !metadata.is_file() {
            // To read a pipe would be to wait for whoever writes into it.
            return Err(Flaw::NotWav("it is no file".to_owned()));
        }
        if metadata.len() > CLIP_BYTES_MAX {
            return Err(Flaw::TooLong);
        }
        clip::read(&fs::read(path).map_err(unreadable)?)
    };
    match read() {
        Ok(samples) => {
            let flaws = clip::flaws(&samples);
            let is_bearable = flaws.iter().all(Flaw::is_bearable);
            (is_bearable.then_some(samples), flaws)
        }
        Err(flaw) => (None, vec![flaw]),
    }
}

fn pack_file(path: &Path) -> Result<PackFile, PackError> {
    let wrong = |what: String| PackError::PackFile {
        path: path.to_owned(),
        what,
    };
    let length = fs::metadata(path)
        .map_err(|error| wrong(error.to_string()))?
        .len();
    if length > PACK_FILE_BYTES_MAX {
        return Err(wrong("too long for a description of a voice".to_owned()));
    }
    let text = fs::read_to_string(path).map_err(|error| wrong(error.to_string()))?;
    toml::from_str(&text).map_err(|error| wrong(error.to_string()))
}

/// What is in a folder, in the order of names.
fn entries(folder: &Path) -> Result<BTreeSet<PathBuf>, PackError> {
    let fault = |error| PackError::Folder {
        path: folder.to_owned(),
        error,
    };
    let mut paths = BTreeSet::new();
    for entry in fs::read_dir(folder).map_err(fault)? {
        if paths.len() > CLIPS_MAX {
            return Err(PackError::TooMany(folder.to_owned()));
        }
        paths.insert(entry.map_err(fault)?.path());
    }
    Ok(paths)
}

/// `dua-belas` of `id/dua-belas.wav`, and `letter_a`; `None` where a file is not named like a clip.
fn clip_name(path: &Path) -> Option<String> {
    if path
        .extension()
        .is_none_or(|kind| !kind.eq_ignore_ascii_case("wav"))
    {
        return None;
    }
    let name = path.file_stem()?.to_str()?;
    let is_word = |word: &str| {
        let fits = |c: char| c == '_' || (c.is_alphanumeric() && c.to_lowercase().eq([c]));
        !word.is_empty() && word.chars().all(fits)
    };
    name.split('-').all(is_word).then(|| name.to_owned())
}
