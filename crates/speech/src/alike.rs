//! Letters that sound alike in a noisy hall.
//!
//! Noise takes the consonants and leaves the vowels. What is lost first is where in the mouth a consonant is
//! made (b d g, p t k, f s, m n), then whether it is voiced (Miller and Nicely, *An analysis of perceptual
//! confusions among some English consonants*, 1955). So letters are alike whose names have the same vowel
//! in the same place and consonants of one manner.
//!
//! For English letters the pairs have been measured: B/D, B/P, D/T, G/T, C/Z, V/Z, M/N and J/K are what makes
//! letters hard to recognise (Cole and Fanty, *Spoken letter recognition*, 1990), F/S, P/T, B/D and V/Z
//! all the more over a loudspeaker that lacks high tones (Fanty, Cole and Roginski, *English alphabet
//! recognition with telephone speech*, 1991). Z counts as "zee" here. For Indonesian we know of no such
//! measurement; its pairs follow from the names of its letters (a be ce de e ef ge ha i je ka el em en o pe
//! ki er es te u ve we eks ye zet) by the rule above.

use antre_domain::{Locale, Prefix};

use crate::number::Language;

/// Letters of one set are alike, each with each.
const INDONESIAN: [&str; 8] = ["BDGPT", "CGJ", "BVW", "EY", "AHK", "FS", "SX", "MN"];
const ENGLISH: [&str; 12] = [
    "BDPT", "BV", "GT", "CG", "CZ", "VZ", "AJK", "AH", "FS", "SX", "MN", "IY",
];

/// Pairs of prefixes that a hall may take for one another, each once, in the order of `prefixes`; none in a
/// language that calls are not put into. Longer prefixes are alike where each letter is the same or alike.
pub fn warnings(prefixes: &[Prefix], language: Locale) -> Vec<(Prefix, Prefix)> {
    let sets = match Language::of(language) {
        Some(Language::Indonesian) => &INDONESIAN[..],
        Some(Language::English) => &ENGLISH[..],
        None => return Vec::new(),
    };
    let mut found = Vec::new();
    for (index, one) in prefixes.iter().enumerate() {
        for other in &prefixes[index + 1..] {
            let pair = (*one, *other);
            if one != other && are_alike(*one, *other, sets) && !found.contains(&pair) {
                found.push(pair);
            }
        }
    }
    found
}

fn are_alike(one: Prefix, other: Prefix, sets: &[&str]) -> bool {
    let (one, other) = (one.as_str(), other.as_str());
    one.len() == other.len()
        && one
            .chars()
            .zip(other.chars())
            .all(|(a, b)| a == b || sets.iter().any(|set| set.contains(a) && set.contains(b)))
}
