//! One recording of a few words, and what may be wrong with it.

use std::io::Cursor;

use hound::{SampleFormat, WavReader};

use crate::join;
use crate::sound::{MONO, RATE};

/// The longest clip, in seconds: a few words take less.
pub const CLIP_SECS_MAX: u32 = 5;
/// What a clip of [`CLIP_SECS_MAX`] takes on disk, with room for what a recorder writes beside it.
pub(crate) const CLIP_BYTES_MAX: u64 = 300_000;

/// What is quieter as a whole is silence, in decibels below full scale.
const SILENT_DB: f32 = -50.0;
/// Words that are quieter bring up the room's noise with them when they are made louder.
const QUIET_DB: f32 = -36.0;
/// So many samples in a row at the edge of the scale are a wave without its crest.
const CLIPPED_IN_A_ROW: usize = 4;
const EDGE: i16 = 32_700;
/// How far the middle of the wave may lie off zero, as a share of full scale.
const OFFSET_MAX: f32 = 0.01;
/// A recording that begins or ends this loud, against its own loudness, lacks a part of a word.
const CUT_SHARE: f32 = 0.5;
/// How long its beginning and its end are for that.
const CUT_MS: u32 = 5;

/// What is wrong with a clip.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[allow(missing_docs)]
pub enum Flaw {
    #[error("it cannot be read ({0}): see to the file and to who may read it")]
    Unreadable(String),
    #[error("it is no WAV file ({0}): save the recording as WAV")]
    NotWav(String),
    #[error(
        "it has {channels} channel(s) of {bits} bits at {rate_hz} Hz: save it as mono, 16 bits, \
         {needed_hz} Hz", needed_hz = RATE
    )]
    Format {
        channels: u16,
        bits: u16,
        rate_hz: u32,
    },
    #[error("it is longer than {CLIP_SECS_MAX} s: record these words alone")]
    TooLong,
    #[error("it holds no sound: record it again")]
    Silent,
    #[error(
        "its name is not the name of a clip: lower-case words joined by -, as in dua-belas.wav"
    )]
    Name,
    #[error("it speaks at {0:.0} dB, too quiet: record it again nearer to the microphone")]
    Quiet(f32),
    #[error("its loudest parts are cut off at the edge of the scale: record it again more softly")]
    Clipped,
    #[error("its wave lies {0:.1} % off the middle: remove the DC offset")]
    Offset(f32),
    #[error("it begins in the middle of a sound: leave a moment of silence before the word")]
    CutBegin,
    #[error("it ends in the middle of a sound: leave a moment of silence after the word")]
    CutEnd,
}

impl Flaw {
    /// Its stable name.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unreadable(_) => "unreadable",
            Self::NotWav(_) => "not_wav",
            Self::Format { .. } => "wrong_format",
            Self::TooLong => "too_long",
            Self::Silent => "silent",
            Self::Name => "wrong_name",
            Self::Quiet(_) => "too_quiet",
            Self::Clipped => "clipped",
            Self::Offset(_) => "dc_offset",
            Self::CutBegin => "cut_begin",
            Self::CutEnd => "cut_end",
        }
    }

    /// Whether the clip is played all the same.
    pub fn is_bearable(&self) -> bool {
        match self {
            Self::Unreadable(_)
            | Self::NotWav(_)
            | Self::Format { .. }
            | Self::TooLong
            | Self::Silent
            | Self::Name => false,
            Self::Quiet(_) | Self::Clipped | Self::Offset(_) | Self::CutBegin | Self::CutEnd => {
                true
            }
        }
    }
}

/// The samples of a WAV, if it is one that can be played.
///
/// # Errors
/// It is none, or another kind than [`RATE`] in mono at 16 bits, or too long.
pub(crate) fn read(wav: &[u8]) -> Result<Vec<i16>, Flaw> {
    if wav.len() as u64 > CLIP_BYTES_MAX {
        return Err(Flaw::TooLong);
    }
    let not_wav = |error: hound::Error| Flaw::NotWav(error.to_string());
    let reader = WavReader::new(Cursor::new(wav)).map_err(not_wav)?;
    let spec = reader.spec();
    if spec.channels != MONO.get()
        || spec.sample_rate != RATE.get()
        || spec.bits_per_sample != 16
        || spec.sample_format != SampleFormat::Int
    {
        return Err(Flaw::Format {
            channels: spec.channels,
            bits: spec.bits_per_sample,
            rate_hz: spec.sample_rate,
        });
    }
    if reader.duration() > CLIP_SECS_MAX * RATE.get() {
        return Err(Flaw::TooLong);
    }
    reader
        .into_samples()
        .collect::<Result<_, _>>()
        .map_err(not_wav)
}

/// What is wrong with the sound of a clip; the first that makes it unbearable stands alone.
pub(crate) fn flaws(samples: &[i16]) -> Vec<Flaw> {
    let wave = join::wave(samples);
    let offset = join::offset(&wave);
    let wave = join::centred(&wave);
    let spoken = join::trimmed(&wave);
    let loudness = join::loudness(spoken);
    if join::decibels(loudness) < SILENT_DB {
        return vec![Flaw::Silent];
    }
    let mut flaws = Vec::new();
    let loudness_db = join::decibels(loudness);
    if loudness_db < QUIET_DB {
        flaws.push(Flaw::Quiet(loudness_db));
    }
    let at_edge = |sample: &i16| sample.unsigned_abs() >= EDGE.unsigned_abs();
    if samples
        .windows(CLIPPED_IN_A_ROW)
        .any(|row| row.iter().all(at_edge))
    {
        flaws.push(Flaw::Clipped);
    }
    if offset.abs() > OFFSET_MAX {
        flaws.push(Flaw::Offset(offset.abs() * 100.0));
    }
    let edge = join::samples_of(CUT_MS).min(wave.len());
    let is_cut = |part: &[f32]| join::rms(part) > loudness * CUT_SHARE;
    if is_cut(&wave[..edge]) {
        flaws.push(Flaw::CutBegin);
    }
    if is_cut(&wave[wave.len() - edge..]) {
        flaws.push(Flaw::CutEnd);
    }
    flaws
}
