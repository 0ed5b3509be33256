//! From a script to waves: which clips, what a synthesiser must speak, and how they stand together.

use std::collections::{BTreeMap, VecDeque};

use antre_domain::Locale;
use antre_speech::{Piece, Script, vocabulary};

use crate::join::{self, Part};
use crate::packs::{Manner, Packs};
use crate::sound;
use crate::synthesis::{self, PITCH};

/// How many pieces from the synthesiser are kept: a hall says the same counters all day.
const MADE_MAX: usize = 64;
/// How fast calls are spoken where no pack says otherwise: for those who hear them from the last row.
const CALL_WORDS_A_MINUTE: u16 = 175;
/// Silence between the chime and the first word.
const AFTER_CHIME_MS: u32 = 120;

/// Words without a clip.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Wanted {
    pub(crate) language: Locale,
    pub(crate) text: String,
}

/// What a synthesiser has made of words before; an empty wave where it said nothing.
#[derive(Debug, Default)]
pub(crate) struct Made {
    waves: BTreeMap<Wanted, Vec<f32>>,
    oldest: VecDeque<Wanted>,
}

/// The words of a script.
#[derive(Debug)]
pub(crate) struct Score {
    items: Vec<Item>,
    /// Clips that the script names and no pack has.
    pub(crate) missing: Vec<(Locale, String)>,
}

#[derive(Debug)]
enum Item {
    Part(Part),
    Wanted(Wanted),
}

impl Made {
    pub(crate) fn keep(&mut self, wanted: Wanted, wave: Vec<f32>) {
        if self.oldest.len() >= MADE_MAX
            && let Some(oldest) = self.oldest.pop_front()
        {
            self.waves.remove(&oldest);
        }
        if self.waves.insert(wanted.clone(), wave).is_none() {
            self.oldest.push_back(wanted);
        }
    }
}

impl Score {
    pub(crate) fn new(script: &Script, packs: &Packs, made: &Made) -> Self {
        let mut score = Self {
            items: Vec::new(),
            missing: Vec::new(),
        };
        if script.chime.is_some() {
            score.items.push(Item::Part(Part::Pause(AFTER_CHIME_MS)));
        }
        for plan in &script.plans {
            for piece in &plan.pieces {
                let item = score.item(piece, plan.language, packs, made);
                score.items.push(item);
            }
        }
        score
    }

    /// What a synthesiser has yet to speak.
    pub(crate) fn wanted(&self) -> Option<&Wanted> {
        self.items.iter().find_map(|item| match item {
            Item::Wanted(wanted) => Some(wanted),
            Item::Part(_) => None,
        })
    }

    /// It was spoken, as far as it can be: an empty wave is passed over.
    pub(crate) fn fill(&mut self, wanted: &Wanted, wave: &[f32]) {
        for item in &mut self.items {
            if matches!(item, Item::Wanted(at) if at == wanted) {
                *item = Item::Part(Part::Wave(wave.to_vec()));
            }
        }
    }

    /// The words from the end of the chime on.
    pub(crate) fn words(self) -> Vec<f32> {
        let parts = self.items.into_iter().filter_map(|item| match item {
            Item::Part(part) => Some(part),
            Item::Wanted(_) => None,
        });
        join::joined(&parts.collect::<Vec<_>>())
    }

    fn item(&mut self, piece: &Piece, language: Locale, packs: &Packs, made: &Made) -> Item {
        let wanted = match piece {
            Piece::Pause(millis) => return Item::Part(Part::Pause((*millis).into())),
            Piece::Clip(clip) => match packs.wave(language, clip) {
                Some(wave) => return Item::Part(Part::Wave(wave)),
                None => {
                    self.missing.push((language, clip.clone()));
                    Wanted {
                        language,
                        text: text_of(clip, language),
                    }
                }
            },
            Piece::Synthesised { text, language } => Wanted {
                language: *language,
                text: text.clone(),
            },
        };
        match made.waves.get(&wanted) {
            Some(wave) => Item::Part(Part::Wave(wave.clone())),
            None => Item::Wanted(wanted),
        }
    }
}

/// How words of `language` are synthesised: as the clips sound, or as calls are spoken.
pub(crate) fn manner(language: Locale, packs: &Packs) -> Manner {
    packs.manner(language).cloned().unwrap_or_else(|| Manner {
        voice: synthesis::voice(language.as_str()).to_owned(),
        words_a_minute: CALL_WORDS_A_MINUTE,
        pitch: PITCH,
    })
}

/// What the synthesiser wrote, as loud as a clip; empty where it wrote nothing that is heard.
pub(crate) fn wave_of(wav: &[u8]) -> Vec<f32> {
    sound::synthesised(wav).map_or_else(Vec::new, |wave| join::matched(&wave))
}

/// What a clip would say.
fn text_of(clip: &str, language: Locale) -> String {
    vocabulary(language)
        .into_iter()
        .find(|recording| recording.name == clip)
        .map_or_else(|| clip.replace('-', " "), |recording| recording.text)
}
