//! From recordings to a sentence: trimmed, of one loudness, joined without a click.
//!
//! Waves here are mono at [`RATE`], from −1 to 1.

use crate::sound::RATE;

/// How loud words are, as the root mean square of what is spoken: 18 dB below full scale.
pub(crate) const LOUDNESS: f32 = 0.125;
/// No crest is higher: with a tone beside it the sum stays below full scale.
pub(crate) const PEAK_MAX: f32 = 0.7;
/// From here on crests are rounded off.
const KNEE: f32 = 0.4;
/// A recording is made no more than this much louder (18 dB), or its noise would be heard.
const GAIN_MAX: f32 = 8.0;
/// What is quieter than the loudest moment by this much (40 dB) is silence around the words.
const SILENCE_SHARE: f32 = 0.01;
/// Of that silence so much stays on either side: a soft consonant may be in it.
const GUARD_MS: u32 = 18;
/// In how long pieces loudness is looked at.
const LOOK_MS: u32 = 10;
/// What is quieter than the loudest piece by this much (20 dB) is not spoken.
const SPOKEN_SHARE: f32 = 0.1;
/// How long one piece fades into the next.
pub(crate) const CROSS_MS: u32 = 15;
/// How long a piece rises from silence and falls into it.
const EDGE_MS: u32 = 5;

/// A piece of a sentence.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Part {
    /// Words.
    Wave(Vec<f32>),
    /// Silence, in milliseconds.
    Pause(u32),
}

/// How many samples last so long.
pub(crate) fn samples_of(millis: u32) -> usize {
    (u64::from(millis) * u64::from(RATE.get()) / 1_000) as usize
}

/// Samples as a wave.
pub(crate) fn wave(samples: &[i16]) -> Vec<f32> {
    let full = f32::from(i16::MAX);
    samples.iter().map(|s| f32::from(*s) / full).collect()
}

/// A share of full scale in decibels.
pub(crate) fn decibels(share: f32) -> f32 {
    20.0 * share.max(1e-6).log10()
}

/// How far the middle of `wave` lies off zero.
pub(crate) fn offset(wave: &[f32]) -> f32 {
    wave.iter().sum::<f32>() / wave.len().max(1) as f32
}

/// `wave` around zero.
pub(crate) fn centred(wave: &[f32]) -> Vec<f32> {
    let offset = offset(wave);
    wave.iter().map(|sample| sample - offset).collect()
}

/// The root mean square.
pub(crate) fn rms(wave: &[f32]) -> f32 {
    let sum: f32 = wave.iter().map(|sample| sample * sample).sum();
    (sum / wave.len().max(1) as f32).sqrt()
}

/// How loud that part of `wave` is which is spoken, as a root mean square.
pub(crate) fn loudness(wave: &[f32]) -> f32 {
    let looks: Vec<f32> = wave.chunks(samples_of(LOOK_MS)).map(rms).collect();
    let least = looks.iter().copied().fold(0.0, f32::max) * SPOKEN_SHARE;
    let spoken = looks.iter().filter(|look| **look >= least);
    let (sum, count) = spoken.fold((0.0, 0_u32), |(sum, count), look| {
        (sum + look * look, count + 1)
    });
    (sum / count.max(1) as f32).sqrt()
}

/// `wave` without the silence around its words.
pub(crate) fn trimmed(wave: &[f32]) -> &[f32] {
    let loudest = wave.iter().fold(0.0_f32, |peak, s| peak.max(s.abs()));
    let is_heard = |sample: &f32| sample.abs() > loudest * SILENCE_SHARE;
    let Some(first) = wave.iter().position(is_heard) else {
        return &[];
    };
    let last = wave.iter().rposition(is_heard).unwrap_or(first);
    let guard = samples_of(GUARD_MS);
    &wave[first.saturating_sub(guard)..(last + 1 + guard).min(wave.len())]
}

/// `wave` trimmed and as loud as all other words.
pub(crate) fn matched(wave: &[f32]) -> Vec<f32> {
    let wave = centred(wave);
    let spoken = trimmed(&wave);
    let gain = (LOUDNESS / loudness(spoken).max(f32::EPSILON)).min(GAIN_MAX);
    spoken.iter().map(|sample| limited(sample * gain)).collect()
}

/// Words fade into one another, and rise from and fall into a pause, which lasts exactly as long as it
/// says.
pub(crate) fn joined(parts: &[Part]) -> Vec<f32> {
    let mut whole: Vec<f32> = Vec::new();
    let mut after_words = false;
    for part in parts {
        match part {
            Part::Wave(wave) if wave.is_empty() => {}
            Part::Pause(0) => {}
            Part::Wave(wave) if after_words => {
                cross(&mut whole, wave);
            }
            Part::Wave(wave) => {
                let from = whole.len();
                whole.extend_from_slice(wave);
                rise(&mut whole[from..]);
                after_words = true;
            }
            Part::Pause(millis) => {
                if after_words {
                    fall(&mut whole);
                }
                whole.resize(whole.len() + samples_of(*millis), 0.0);
                after_words = false;
            }
        }
    }
    if after_words {
        fall(&mut whole);
    }
    whole
}

/// The end of `whole` and the beginning of `next` are heard together, the one fading, the other rising.
fn cross(whole: &mut Vec<f32>, next: &[f32]) {
    let over = samples_of(CROSS_MS).min(whole.len()).min(next.len());
    let from = whole.len() - over;
    for (index, sample) in whole[from..].iter_mut().enumerate() {
        let share = (index as f32 + 0.5) / over as f32;
        *sample = *sample * (1.0 - share) + next[index] * share;
    }
    whole.extend_from_slice(&next[over..]);
}

fn rise(wave: &mut [f32]) {
    let edge = samples_of(EDGE_MS).min(wave.len());
    for (index, sample) in wave[..edge].iter_mut().enumerate() {
        *sample *= index as f32 / edge as f32;
    }
}

fn fall(wave: &mut [f32]) {
    let edge = samples_of(EDGE_MS).min(wave.len());
    for (index, sample) in wave.iter_mut().rev().take(edge).enumerate() {
        *sample *= index as f32 / edge as f32;
    }
}

/// Crests above the knee are bent below [`PEAK_MAX`].
fn limited(sample: f32) -> f32 {
    let over = sample.abs() - KNEE;
    if over <= 0.0 {
        return sample;
    }
    let room = PEAK_MAX - KNEE;
    (KNEE + room * (over / room).tanh()).copysign(sample)
}

#[cfg(test)]
mod tests {
    use std::f32::consts::TAU;

    use super::*;

    /// A hum of so many milliseconds between two silences.
    fn word(peak: f32, silence_ms: u32, millis: u32) -> Vec<f32> {
        let mut wave = vec![0.0; samples_of(silence_ms)];
        let hum = (0..samples_of(millis)).map(|n| n as f32 / RATE.get() as f32);
        wave.extend(hum.map(|secs| peak * (TAU * 220.0 * secs).sin()));
        wave.resize(wave.len() + samples_of(silence_ms), 0.0);
        wave
    }

    fn near(one: f32, other: f32, by: f32) -> bool {
        (one - other).abs() <= by
    }

    #[test]
    fn silence_around_a_word_is_trimmed_but_for_its_guard() {
        let wave = word(0.5, 300, 400);
        let left = trimmed(&wave).len();
        let expected = samples_of(400) + 2 * samples_of(GUARD_MS);
        assert!(left.abs_diff(expected) < 40, "{left} of {expected}");
        assert_eq!(trimmed(&[0.0; 5_000]), &[] as &[f32]);
        assert_eq!(trimmed(&[]), &[] as &[f32]);
    }

    #[test]
    fn a_whisper_and_a_shout_become_equally_loud() {
        let soft = matched(&word(0.05, 50, 400));
        let loud = matched(&word(0.9, 200, 400));
        for wave in [&soft, &loud] {
            assert!(near(decibels(loudness(wave)), decibels(LOUDNESS), 0.3));
        }
    }

    #[test]
    fn crests_are_rounded_off_below_full_scale_and_quiet_waves_stay_as_they_are() {
        let crests: Vec<f32> = [0.2, 0.4, 0.6, 1.0, 5.0].map(limited).to_vec();
        assert_eq!(crests[..2], [0.2, 0.4]);
        assert!(
            crests
                .windows(2)
                .all(|pair| pair[0] < pair[1] || pair[1] == PEAK_MAX)
        );
        assert!(crests.iter().all(|crest| *crest <= PEAK_MAX));
        assert_eq!(limited(-5.0), -limited(5.0));
    }

    #[test]
    fn a_joint_lasts_fifteen_milliseconds_and_has_no_step() {
        let parts = [Part::Wave(vec![0.4; 4_000]), Part::Wave(vec![-0.4; 4_000])];
        let whole = joined(&parts);
        assert_eq!(whole.len(), 8_000 - samples_of(CROSS_MS));
        let step = |pair: &[f32]| (pair[1] - pair[0]).abs();
        let widest = whole.windows(2).map(step).fold(0.0, f32::max);
        assert!(widest < 0.01, "{widest}");
    }

    #[test]
    fn a_pause_is_as_long_as_it_says_and_silent() {
        let parts = [
            Part::Wave(vec![0.4; 4_000]),
            Part::Pause(250),
            Part::Wave(vec![0.4; 4_000]),
        ];
        let whole = joined(&parts);
        assert_eq!(whole.len(), 8_000 + samples_of(250));
        let pause = &whole[4_000..4_000 + samples_of(250)];
        assert!(pause.iter().all(|sample| *sample == 0.0));
        assert!(whole[3_999].abs() < 0.01 && whole[4_000 + pause.len()].abs() < 0.01);
    }

    #[test]
    fn words_without_a_sound_leave_no_trace() {
        let parts = [
            Part::Wave(vec![0.4; 4_000]),
            Part::Wave(Vec::new()),
            Part::Wave(vec![0.4; 4_000]),
        ];
        assert_eq!(joined(&parts).len(), 8_000 - samples_of(CROSS_MS));
        assert!(joined(&[]).is_empty());
    }

    #[test]
    fn a_word_shorter_than_a_joint_is_joined_all_the_same() {
        let parts = [Part::Wave(vec![0.1; 100]), Part::Wave(vec![0.1; 50])];
        assert_eq!(joined(&parts).len(), 100);
    }
}
