//! What falls short and is known to: so many findings of a rule on a screen, and not one more. A number here
//! only ever falls; where it could, the test's output says so.

use super::report::Rule;

/// Screen, rule, how many.
const KNOWN: &[(&str, Rule, usize)] = &[
    // Keypads read 0 before the key left of it; the way back of a customer is read after the list.
    ("tall", Rule::Order, 13),
    ("wide", Rule::Order, 15),
    ("small", Rule::Order, 8),
    ("upright", Rule::Order, 10),
    // Long names, what to bring in one line, Arabic in tight boxes.
    ("tall", Rule::Clipped, 37),
    ("wide", Rule::Clipped, 22),
    ("small", Rule::Clipped, 52),
    ("upright", Rule::Clipped, 107),
    // The page of licences and the toolkit's own badge on it; Arabic in tight boxes.
    ("tall", Rule::CapitalHeight, 16),
    ("wide", Rule::CapitalHeight, 14),
    ("small", Rule::CapitalHeight, 16),
    ("upright", Rule::CapitalHeight, 36),
    // Signs and tags that lie on a key's edge.
    ("small", Rule::GraphicContrast, 7),
    ("upright", Rule::GraphicContrast, 9),
    // The number of people: said to be on, and drawn as if it were off.
    ("small", Rule::NotColourAlone, 7),
    ("upright", Rule::NotColourAlone, 8),
    // A keypad's erase key stays with its digits.
    ("mirrored", Rule::Mirrored, 3),
    // A page of licences that scrolls, and two keys in large print.
    ("upright", Rule::TargetGap, 1),
    ("upright", Rule::Inside, 2),
];

/// How many findings of `rule` on `screen` are known.
pub(crate) fn known(screen: &str, rule: Rule) -> usize {
    let here = KNOWN
        .iter()
        .filter(|(on, of, _)| *on == screen && *of == rule);
    here.map(|(_, _, known)| known).sum()
}
