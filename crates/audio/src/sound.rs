//! What is handed to a card: samples that can be cut off, and that tell when they are heard.

use std::io::Cursor;
use std::num::NonZero;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use hound::{SampleFormat, WavSpec};
use rodio::{ChannelCount, Sample, SampleRate, Source};

use crate::inbox::{Inbox, Order};
use crate::{Tone, VOLUME_MAX, join, strike};

/// Samples a second: what the synthesiser speaks at.
pub(crate) const RATE: SampleRate = NonZero::new(22_050).expect("not zero");
pub(crate) const MONO: ChannelCount = NonZero::new(1).expect("not zero");
/// How WAVs are written: the synthesiser's, ours and the clips'.
pub(crate) const SPEC: WavSpec = WavSpec {
    channels: MONO.get(),
    sample_rate: RATE.get(),
    bits_per_sample: 16,
    sample_format: SampleFormat::Int,
};

/// Speech at full volume; with a tone over it the sum stays below full scale.
const SPEECH_GAIN: f32 = 0.7;
/// A sound that is cut off fades for so many samples (5 ms): an edge would click.
const FADE_SAMPLES: u16 = 110;

/// Words that do not follow the chime within so many samples (15 s) never will.
const WORDS_WITHIN_SAMPLES: u32 = 15 * RATE.get();

/// A sound that can be cut off, and tells when it is over.
#[derive(Debug)]
pub(crate) struct Sound {
    samples: Arc<[f32]>,
    at: usize,
    gain: f32,
    cut: Arc<AtomicBool>,
    fading: Option<u16>,
    rest: Option<Rest>,
    teller: Option<Teller>,
}

/// A hand on a sound that plays.
#[derive(Debug, Clone)]
pub(crate) struct Hand(Arc<AtomicBool>);

/// What follows the samples that a sound begins with; it may still be in the making.
#[derive(Debug, Clone, Default)]
pub(crate) struct Words(Arc<OnceLock<Arc<[f32]>>>);

#[derive(Debug)]
struct Rest {
    words: Words,
    waited_samples: u32,
}

/// Says when a script's first sample is taken, and when its last one is, or nobody takes any more.
#[derive(Debug)]
struct Teller {
    script: u64,
    inbox: Arc<Inbox>,
    began: bool,
}

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

impl Words {
    /// They are there; once.
    pub(crate) fn fill(&self, words: Vec<f32>) {
        // What is already being heard stays.
        let _ = self.0.set(words.into());
    }
}

impl Teller {
    fn begin(&mut self) {
        if !self.began {
            self.began = true;
            self.inbox.put(Order::Began(self.script));
        }
    }
}

impl Drop for Teller {
    fn drop(&mut self) {
        self.inbox.put(Order::Ended(self.script));
    }
}

impl Sound {
    /// What the synthesiser wrote; `None` where it holds no sound.
    pub(crate) fn spoken(wav: &[u8], volume: u8) -> Option<(Self, Hand)> {
        let samples = synthesised(wav)?;
        Some(Self::of(samples, SPEECH_GAIN * gain(volume)))
    }

    /// A tone of ours.
    pub(crate) fn tone(tone: Tone, volume: u8) -> (Self, Hand) {
        Self::of(strike::tone(tone), gain(volume))
    }

    /// A script: its chime, then its `words` as soon as they are made. It tells of itself.
    pub(crate) fn script(
        script: u64,
        chime: Vec<f32>,
        words: &Words,
        volume: u8,
        inbox: &Arc<Inbox>,
    ) -> (Self, Hand) {
        let (mut sound, hand) = Self::of(chime, gain(volume));
        sound.rest = Some(Rest {
            words: words.clone(),
            waited_samples: 0,
        });
        sound.teller = Some(Teller {
            script,
            inbox: Arc::clone(inbox),
            began: false,
        });
        (sound, hand)
    }

    fn of(samples: Vec<f32>, gain: f32) -> (Self, Hand) {
        let cut = Arc::new(AtomicBool::new(false));
        let sound = Self {
            samples: samples.into(),
            at: 0,
            gain,
            cut: Arc::clone(&cut),
            fading: None,
            rest: None,
            teller: None,
        };
        (sound, Hand(cut))
    }

    /// The next sample before it fades; silence while words are in the making.
    fn sample(&mut self) -> Option<Sample> {
        loop {
            if let Some(sample) = self.samples.get(self.at) {
                self.at += 1;
                return Some(sample * self.gain);
            }
            let rest = self.rest.as_mut()?;
            if let Some(words) = rest.words.0.get() {
                self.samples = Arc::clone(words);
                self.at = 0;
                self.rest = None;
                continue;
            }
            rest.waited_samples += 1;
            return (rest.waited_samples < WORDS_WITHIN_SAMPLES).then_some(0.0);
        }
    }
}

impl Iterator for Sound {
    type Item = Sample;

    fn next(&mut self) -> Option<Sample> {
        let sample = self.sample()?;
        if let Some(teller) = &mut self.teller {
            teller.begin();
        }
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

/// What the synthesiser wrote, read as WAV; `None` where it holds no sound. It writes before it knows
/// how long it will be, so the length in its header means nothing.
pub(crate) fn synthesised(wav: &[u8]) -> Option<Vec<f32>> {
    let reader = hound::WavReader::new(Cursor::new(wav)).ok()?;
    if reader.spec() != SPEC {
        return None;
    }
    let samples: Vec<i16> = reader.into_samples().map_while(Result::ok).collect();
    (!samples.is_empty()).then(|| join::wave(&samples))
}

/// The ear hears ratios: half way up is a quarter of the full amplitude.
pub(crate) fn gain(volume: u8) -> f32 {
    let share = f32::from(volume.min(VOLUME_MAX)) / f32::from(VOLUME_MAX);
    share * share
}

#[cfg(test)]
mod tests {
    use super::*;

    fn played(sound: Sound) -> Vec<f32> {
        sound.collect()
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

    fn script(words: &Words) -> (Sound, Arc<Inbox>) {
        let inbox = Arc::new(Inbox::default());
        let (sound, _) = Sound::script(7, vec![0.5; 3], words, 100, &inbox);
        (sound, inbox)
    }

    fn told(inbox: &Inbox) -> Vec<String> {
        let now = Some(std::time::Instant::now());
        let orders = std::iter::from_fn(|| inbox.take(now));
        orders.map(|order| format!("{order:?}")).collect()
    }

    #[test]
    fn words_follow_their_chime_without_a_gap_and_late_ones_after_silence() {
        let words = Words::default();
        words.fill(vec![0.25; 2]);
        let (sound, inbox) = script(&words);
        assert_eq!(played(sound), [0.5, 0.5, 0.5, 0.25, 0.25]);
        assert_eq!(told(&inbox), ["Began(7)", "Ended(7)"]);

        let late = Words::default();
        let (mut sound, _inbox) = script(&late);
        let before: Vec<f32> = sound.by_ref().take(5).collect();
        late.fill(vec![0.25; 2]);
        assert_eq!(before, [0.5, 0.5, 0.5, 0.0, 0.0]);
        assert_eq!(played(sound), [0.25, 0.25]);
    }

    #[test]
    fn words_that_never_come_are_not_waited_for_for_ever() {
        let (sound, inbox) = script(&Words::default());
        assert_eq!(sound.count(), 3 + WORDS_WITHIN_SAMPLES as usize - 1);
        assert_eq!(told(&inbox), ["Began(7)", "Ended(7)"]);
    }

    #[test]
    fn a_script_that_nobody_takes_has_ended_and_never_began() {
        let (sound, inbox) = script(&Words::default());
        drop(sound);
        assert_eq!(told(&inbox), ["Ended(7)"]);
    }
}
