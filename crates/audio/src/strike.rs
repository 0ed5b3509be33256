//! Tones and chimes that we strike ourselves.

use std::f32::consts::TAU;

use antre_speech::Chime;

use crate::Tone;
use crate::sound::RATE;

/// The peak of a tone at full volume, −12 dB.
pub(crate) const TONE_PEAK: f32 = 0.25;
/// The peak of a chime at full volume, −8 dB: it is to be heard over a hall that talks.
pub(crate) const CHIME_PEAK: f32 = 0.4;
/// A struck note begins within so many seconds, softly.
const ATTACK_SECS: f32 = 0.005;
/// A note of the emergency chime swells for so many seconds: it must be noticed, not startle.
const SWELL_SECS: f32 = 0.12;
/// What rings over a struck bar, as multiples of its pitch and shares of its loudness, each shorter
/// than the one before it.
const PARTIALS: [(f32, f32); 3] = [(1.0, 1.0), (2.76, 0.35), (5.4, 0.12)];
/// What sounds in a held note, likewise.
const HARMONICS: [(f32, f32); 3] = [(1.0, 1.0), (2.0, 0.4), (3.0, 0.2)];

/// A note: when it is struck and for how long it rings, in seconds, and its pitch in hertz.
struct Note {
    at_secs: f32,
    rings_secs: f32,
    pitch_hz: f32,
}

const fn note(at_secs: f32, rings_secs: f32, pitch_hz: f32) -> Note {
    Note {
        at_secs,
        rings_secs,
        pitch_hz,
    }
}

/// A short tone, the loudest moment at [`TONE_PEAK`].
pub(crate) fn tone(tone: Tone) -> Vec<f32> {
    // Steps of one slendro scale, the same as the hall's chime: upward is good, downward is not, twice
    // the same asks.
    const WARNING: [Note; 2] = [note(0.0, 0.3, 580.6), note(0.22, 0.4, 580.6)];
    const ACCEPTED: [Note; 2] = [note(0.0, 0.25, 505.4), note(0.11, 0.4, 666.9)];
    const REFUSED: [Note; 2] = [note(0.0, 0.25, 440.0), note(0.13, 0.4, 332.4)];
    const START: [Note; 3] = [
        note(0.0, 0.3, 440.0),
        note(0.12, 0.3, 505.4),
        note(0.24, 0.5, 580.6),
    ];
    let notes: &[Note] = match tone {
        Tone::Warning => &WARNING,
        Tone::Accepted => &ACCEPTED,
        Tone::Refused => &REFUSED,
        Tone::Start => &START,
    };
    peaking(played(notes, struck), TONE_PEAK)
}

/// What sounds before words, the loudest moment at [`CHIME_PEAK`].
pub(crate) fn chime(chime: Chime) -> Vec<f32> {
    // Three steps of a slendro scale: LOOK, "Remembered".
    const CALL: [Note; 3] = [
        note(0.0, 0.6, 440.0),
        note(0.27, 0.6, 580.6),
        note(0.54, 0.7, 505.4),
    ];
    // Held, not struck, to and fro, and twice as long: nobody takes it for a call.
    const EMERGENCY: [Note; 6] = [
        note(0.0, 0.42, 660.0),
        note(0.4, 0.42, 880.0),
        note(0.8, 0.42, 660.0),
        note(1.2, 0.42, 880.0),
        note(1.6, 0.42, 660.0),
        note(2.0, 0.5, 880.0),
    ];
    match chime {
        Chime::Call => peaking(played(&CALL, struck), CHIME_PEAK),
        Chime::Emergency => peaking(played(&EMERGENCY, held), CHIME_PEAK),
    }
}

/// Notes one after the other, each as `ringing` says so many seconds after it began.
fn played(notes: &[Note], ringing: fn(&Note, f32) -> f32) -> Vec<f32> {
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
            *sample += ringing(note, index as f32 / rate);
        }
    }
    samples
}

/// A bar of metal.
fn struck(note: &Note, secs: f32) -> f32 {
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
    ring * rise * fall
}

/// A pipe.
fn held(note: &Note, secs: f32) -> f32 {
    let tone: f32 = HARMONICS
        .iter()
        .map(|(multiple, share)| share * (TAU * note.pitch_hz * multiple * secs).sin())
        .sum();
    let rise = (secs / SWELL_SECS).min(1.0);
    let fall = ((note.rings_secs - secs) / SWELL_SECS).clamp(0.0, 1.0);
    tone * rise * fall
}

fn peaking(mut samples: Vec<f32>, at: f32) -> Vec<f32> {
    let peak = samples.iter().fold(0.0_f32, |peak, s| peak.max(s.abs()));
    for sample in &mut samples {
        *sample *= at / peak.max(f32::EPSILON);
    }
    samples
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secs(samples: &[f32]) -> f32 {
        samples.len() as f32 / RATE.get() as f32
    }

    fn peak(samples: &[f32]) -> f32 {
        samples.iter().fold(0.0_f32, |peak, s| peak.max(s.abs()))
    }

    /// How much of `pitch_hz` there is in `samples` (Goertzel).
    fn share_of(samples: &[f32], pitch_hz: f32) -> f32 {
        let step = TAU * pitch_hz / RATE.get() as f32;
        let (mut sine, mut cosine) = (0.0, 0.0);
        for (index, sample) in samples.iter().enumerate() {
            sine += sample * (step * index as f32).sin();
            cosine += sample * (step * index as f32).cos();
        }
        f32::hypot(sine, cosine) / samples.len() as f32
    }

    #[test]
    fn every_tone_is_short_soft_at_its_edges_and_no_louder_than_it_may_be() {
        for kind in Tone::ALL {
            let samples = tone(kind);
            assert!((0.3..1.0).contains(&secs(&samples)), "{kind:?}");
            assert!((peak(&samples) - TONE_PEAK).abs() < 1e-3, "{kind:?}");
            assert!(samples[0].abs() < 1e-3, "{kind:?}");
            assert!(samples[samples.len() - 1].abs() < 1e-3, "{kind:?}");
        }
    }

    #[test]
    fn the_chime_is_three_notes_in_less_than_a_second_and_a_third() {
        let samples = chime(Chime::Call);
        assert!(secs(&samples) < 1.3);
        let third = samples.len() / 5;
        let pitches = [440.0, 580.6, 505.4];
        for (at_secs, pitch) in [0.02, 0.29, 0.56].into_iter().zip(pitches) {
            let from = (at_secs * RATE.get() as f32) as usize;
            let part = &samples[from..from + third];
            let loudest = pitches
                .into_iter()
                .max_by(|one, other| share_of(part, *one).total_cmp(&share_of(part, *other)));
            assert_eq!(loudest, Some(pitch));
        }
    }

    #[test]
    fn an_emergency_is_longer_swells_and_is_no_louder_than_a_call() {
        let (call, emergency) = (chime(Chime::Call), chime(Chime::Emergency));
        assert!(emergency.len() > 3 * call.len() / 2);
        assert!(peak(&emergency) <= peak(&call) + 1e-3);
        let twenty_ms = RATE.get() as usize / 50;
        assert!(peak(&emergency[..twenty_ms]) < 0.25 * peak(&emergency));
        assert!(peak(&call[..twenty_ms]) > 0.5 * peak(&call));
    }
}
