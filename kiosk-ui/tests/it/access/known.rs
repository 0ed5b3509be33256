//! What falls short and is known to: so many findings of a rule on a screen, and not one more. A number here
//! only ever falls; where it could, the test's output says so.

use super::report::Rule;

/// Screen, rule, how many.
const KNOWN: &[(&str, Rule, usize)] = &[
    // Keypads read 0 before the key left of it; the way back of a customer is read after the list.
    ("tall", Rule::Order, 13),
    ("wide", Rule::Order, 15),
    ("small", Rule::Order, 16),
    // Long names beside four languages, what to bring in one line, Arabic in tight boxes.
    ("tall", Rule::Clipped, 37),
    ("wide", Rule::Clipped, 22),
    ("small", Rule::Clipped, 63),
    // The page of licences and the toolkit's own badge on it; Arabic in tight boxes.
    ("tall", Rule::CapitalHeight, 16),
    ("wide", Rule::CapitalHeight, 14),
    ("small", Rule::CapitalHeight, 18),
    // Signs and tags that lie on a key's edge.
    ("tall", Rule::GraphicContrast, 1),
    ("wide", Rule::GraphicContrast, 4),
    ("small", Rule::GraphicContrast, 11),
    ("wide", Rule::TargetGap, 4),
    // The number of people: said to be on, and drawn as if it were off.
    ("small", Rule::NotColourAlone, 14),
    // A keypad's erase key stays with its digits.
    ("mirrored", Rule::Mirrored, 3),
    // The small face upright is not laid out yet: heads run over, keys overlap.
    ("upright", Rule::TargetSize, 6),
    ("upright", Rule::TargetGap, 152),
    ("upright", Rule::Inside, 66),
    ("upright", Rule::TextContrast, 27),
    ("upright", Rule::GraphicContrast, 189),
    ("upright", Rule::CapitalHeight, 88),
    ("upright", Rule::Clipped, 170),
    ("upright", Rule::Order, 12),
    ("upright", Rule::NotColourAlone, 87),
];

/// How many findings of `rule` on `screen` are known.
pub(crate) fn known(screen: &str, rule: Rule) -> usize {
    let here = KNOWN
        .iter()
        .filter(|(on, of, _)| *on == screen && *of == rule);
    here.map(|(_, _, known)| known).sum()
}
