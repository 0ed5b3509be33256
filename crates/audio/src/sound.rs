//! Samples: of what was spoken, and of tones that we strike ourselves.

use std::f32::consts::TAU;
use std::io::Cursor;
use std::num::NonZero;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use rodio::{ChannelCount, Sample, SampleRate, Source};

use crate::{Tone, VOLUME_MAX};

/// Samples a second: what the synthesiser speaks at.
pub(crate) const RATE: SampleRate = NonZero::new(22_050).expect("not zero");
pub(crate) const MONO: ChannelCount = NonZero::new(1).expect("not zero");

/// Speech at full volume; with a tone over it the sum stays below full scale.
const SPEECH_GAIN: f32 = 0.7;
/// The peak of a tone at full volume, −12 dB.
const TONE_PEAK: f32 = 0.25;
/// A sound that is cut off fades for so many samples (5 ms): an edge would click.
const FADE_SAMPLES: u16 = 110;
/// A struck note begins within so many seconds, softly.
const ATTACK_SECS: f32 = 0.005;
/// What rings over a struck bar, as multiples of its pitch and shares of its loudness, each shorter
/// than the one before it.
const PARTIALS: [(f32, f32); 3] = [(1.0, 1.0), (2.76, 0.35), (5.4, 0.12)];

/// A sound that can be cut off, and tells when it is over.
#[derive(Debug)]
pub(crate) struct Sound {
    samples: Vec<f32>,
    at: usize,
    gain: f32,
    cut: Arc<AtomicBool>,
    fading: Option<u16>,
}

/// A hand on a sound that plays.
#[derive(Debug, Clone)]
pub(crate) struct Hand(Arc<AtomicBool>);

impl Hand {
    /// Ends the sound within 5 ms.
    pub(crate) fn cut(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether the sound has been played, or dropped by a card that is gone.
    pub(crate) fn is_over(&self) -> bool {
        Arc::strong_count(&self.0) == 1
    }
}

impl Sound {
    /// What the synthesiser wrote, read as WAV; `None` where it holds no sound. It writes before it
    /// knows how long it will be, so the length in its header means nothing.
    pub(crate) fn spoken(wav: &[u8], volume: u8) -> Option<(Self, Hand)> {
        let reader = hound::WavReader::new(Cursor::new(wav)).ok()?;
        let spec = reader.spec();
        let as_spoken = hound::WavSpec {
            channels: MONO.get(),
            sample_rate: RATE.get(),
            bits_per_sample: 16,
            sample_format: hound::SampleFormat::Int,
        };
        if spec != as_spoken {
            return None;
        }
        let samples: Vec<f32> = reader
            .into_samples::<i16>()
            .map_while(Result::ok)
            .map(|sample| f32::from(sample) / f32::from(i16::MAX))
            .collect();
        (!samples.is_empty()).then(|| Self::of(samples, SPEECH_GAIN * gain(volume)))
    }

    /// A tone of ours.
    pub(crate) fn tone(tone: Tone, volume: u8) -> (Self, Hand) {
        Self::of(struck(notes(tone)), gain(volume))
    }

    fn of(samples: Vec<f32>, gain: f32) -> (Self, Hand) {
        let cut = Arc::new(AtomicBool::new(false));
        let sound = Self {
            samples,
            at: 0,
            gain,
            cut: Arc::clone(&cut),
            fading: None,
        };
        (sound, Hand(cut))
    }
}

impl Iterator for Sound {
    type Item = Sample;

    fn next(&mut self) -> Option<Sample> {
        let sample = self.samples.get(self.at)? * self.gain;
        self.at += 1;
        if self.fading.is_none() && self.cut.load(Ordering::Relaxed) {
            self.fading = Some(FADE_SAMPLES);
        }
        let Some(left) = &mut self.fading else {
            return Some(sample);
        };
        *left = left.checked_sub(1)?;
        Some(sample * f32::from(*left) / f32::from(FADE_SAMPLES))
    }
}

impl Source for Sound {
    fn current_span_len(&self) -> Option<usize> {
        None
    }

    fn channels(&self) -> ChannelCount {
        MONO
    }

    fn sample_rate(&self) -> SampleRate {
        RATE
    }

    fn total_duration(&self) -> Option<Duration> {
        None
    }
}

/// The ear hears ratios: half way up is a quarter of the full amplitude.
fn gain(volume: u8) -> f32 {
    let share = f32::from(volume.min(VOLUME_MAX)) / f32::from(VOLUME_MAX);
    share * share
}

/// A note: when it is struck and for how long it rings, in seconds, and its pitch in hertz.
struct Note {
    at_secs: f32,
    rings_secs: f32,
    pitch_hz: f32,
}

/// Steps of one slendro scale, the same as the hall's chime: upward is good, downward is not, twice
/// the same asks.
fn notes(tone: Tone) -> &'static [Note] {
    const fn note(at_secs: f32, rings_secs: f32, pitch_hz: f32) -> Note {
        Note {
            at_secs,
            rings_secs,
            pitch_hz,
        }
    }
    const WARNING: [Note; 2] = [note(0.0, 0.3, 580.6), note(0.22, 0.4, 580.6)];
    const ACCEPTED: [Note; 2] = [note(0.0, 0.25, 505.4), note(0.11, 0.4, 666.9)];
    const REFUSED: [Note; 2] = [note(0.0, 0.25, 440.0), note(0.13, 0.4, 332.4)];
    const START: [Note; 3] = [
        note(0.0, 0.3, 440.0),
        note(0.12, 0.3, 505.4),
        note(0.24, 0.5, 580.6),
    ];
    match tone {
        Tone::Warning => &WARNING,
        Tone::Accepted => &ACCEPTED,
        Tone::Refused => &REFUSED,
        Tone::Start => &START,
    }
}

/// Bars struck one after the other, the loudest moment at [`TONE_PEAK`].
fn struck(notes: &[Note]) -> Vec<f32> {
    let rate = RATE.get() as f32;
    let end_secs = notes
        .iter()
        .map(|note| note.at_secs + note.rings_secs)
        .fold(0.0, f32::max);
    let mut samples = vec![0.0_f32; (end_secs * rate) as usize];
    for note in notes {
        let first = (note.at_secs * rate) as usize;
        let count = (note.rings_secs * rate) as usize;
        for (index, sample) in samples.iter_mut().skip(first).take(count).enumerate() {
            let secs = index as f32 / rate;
            let ring: f32 = PARTIALS
                .iter()
                .map(|(multiple, share)| {
                    let fade = (-secs * 4.0 * multiple / note.rings_secs).exp();
                    share * fade * (TAU * note.pitch_hz * multiple * secs).sin()
                })
                .sum();
            let rise = (secs / ATTACK_SECS).min(1.0);
            // To nothing at its end: what is left of the ring there would click.
            let fall = ((note.rings_secs - secs) / (note.rings_secs / 4.0)).min(1.0);
            *sample += ring * rise * fall;
        }
    }
    let peak = samples.iter().fold(0.0_f32, |peak, s| peak.max(s.abs()));
    for sample in &mut samples {
        *sample *= TONE_PEAK / peak.max(f32::EPSILON);
    }
    samples
}

#[cfg(test)]
mod tests {
    use super::*;

    fn played(sound: Sound) -> Vec<f32> {
        sound.collect()
    }

    #[test]
    fn every_tone_is_short_soft_at_its_edges_and_no_louder_than_it_may_be() {
        for tone in Tone::ALL {
            let (sound, hand) = Sound::tone(tone, 100);
            let samples = played(sound);
            let secs = samples.len() as f32 / RATE.get() as f32;
            let peak = samples.iter().fold(0.0_f32, |peak, s| peak.max(s.abs()));
            assert!((0.3..1.0).contains(&secs), "{tone:?} lasts {secs} s");
            assert!((peak - TONE_PEAK).abs() < 1e-3, "{tone:?} peaks at {peak}");
            assert!(samples[0].abs() < 1e-3, "{tone:?}");
            assert!(samples[samples.len() - 1].abs() < 1e-3, "{tone:?}");
            assert!(hand.is_over());
        }
    }

    #[test]
    fn a_sound_that_is_cut_off_fades_within_five_milliseconds() {
        let (mut sound, hand) = Sound::of(vec![1.0; 1_000], 1.0);
        assert_eq!(sound.next(), Some(1.0));
        hand.cut();
        let rest = played(sound);
        assert_eq!(rest.len(), usize::from(FADE_SAMPLES));
        assert!(rest.windows(2).all(|pair| pair[1] < pair[0]));
    }

    #[test]
    fn no_volume_is_silence_and_more_than_the_most_is_the_most() {
        assert_eq!(gain(0), 0.0);
        assert_eq!(gain(100), 1.0);
        assert_eq!(gain(255), 1.0);
        assert!(gain(49) < gain(50));
    }

    #[test]
    fn what_is_not_the_synthesisers_wav_is_no_sound() {
        assert!(Sound::spoken(b"", 100).is_none());
        assert!(Sound::spoken(b"Error: no such voice", 100).is_none());
    }
}
