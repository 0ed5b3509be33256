//! The rules, each a measure of one screen.

use antre_ui_kit::accessible::{Part, Role};

use super::ink::{Rect, contrast};
use super::letters::{CAPITAL, Letters};
use super::report::{Report, Rule};
use super::sight::{Sight, Text, place};
use super::tongue::Tongue;

/// How far within its edge a key's border is looked at, and how far outside it its ground, in logical
/// pixels: rounding draws an edge at most one pixel off.
const BORDER_IN: f32 = 1.5;
const BORDER_OUT: f32 = 3.0;
/// A key's border and the rounding of its corners.
const KEY_EDGE: f32 = 8.0;

/// Measures everything that one look can tell. `low` where low mode is on: the span of the screen within
/// reach, from its top.
pub(crate) fn measure(
    sight: &Sight,
    low: Option<(f32, f32)>,
    tongue: &Tongue,
    letters: &mut Letters,
    report: &mut Report,
) {
    let name = &sight.name;
    report.note(Rule::TargetSize, name, target_size(sight));
    report.note(Rule::TargetGap, name, target_gap(sight));
    report.note(Rule::Inside, name, inside(sight));
    if let Some(span) = low {
        report.note(Rule::Reach, name, reach(sight, span));
    }
    report.note(Rule::Role, name, role(sight));
    report.note(Rule::Label, name, label(sight));
    report.note(Rule::Language, name, language(sight, tongue));
    report.note(Rule::GraphicContrast, name, graphic_contrast(sight));
    report.note(Rule::Order, name, order(sight));
    report.note(Rule::NotColourAlone, name, not_colour_alone(sight));
    written(sight, letters, report);
}

type Measured = Vec<(f32, String)>;

fn target_size(sight: &Sight) -> Measured {
    let keys = sight.keys().into_iter();
    keys.map(|key| (sight.mm(key.width.min(key.height)), key.label.clone()))
        .collect()
}

fn target_gap(sight: &Sight) -> Measured {
    let keys = sight.keys();
    let mut measured = Vec::new();
    for (index, one) in keys.iter().enumerate() {
        for other in &keys[index + 1..] {
            let gap = sight.mm(place(one).apart(place(other)));
            measured.push((gap, format!("{} | {}", one.label, other.label)));
        }
    }
    measured
}

fn inside(sight: &Sight) -> Measured {
    let outside = |place: Rect| {
        let across = (-place.x).max(place.right() - sight.width);
        let down = (-place.y).max(place.foot() - sight.height);
        across.max(down).max(0.0)
    };
    let keys = sight
        .keys()
        .into_iter()
        .map(|key| (outside(place(key)), key.label.clone()));
    let texts = sight
        .texts
        .iter()
        .map(|text| (outside(text.place), text.words.clone()));
    keys.chain(texts).collect()
}

fn reach(sight: &Sight, (top, foot): (f32, f32)) -> Measured {
    let keys = sight.keys().into_iter();
    // Who covers the whole screen can be touched anywhere.
    keys.filter(|key| key.height < sight.height - 0.5)
        .map(|key| {
            let beyond = (top - key.y).max(key.y + key.height - foot).max(0.0);
            (sight.mm(beyond), key.label.clone())
        })
        .collect()
}

fn role(sight: &Sight) -> Measured {
    let unknown = |part: &Part| f32::from(u8::from(part.role == Role::Other));
    sight
        .parts
        .iter()
        .map(|part| (unknown(part), part.label.clone()))
        .collect()
}

fn label(sight: &Sight) -> Measured {
    let unnamed = |part: &Part| f32::from(u8::from(part.label.trim().is_empty()));
    let name = |part: &Part| format!("{:?} at {:.0},{:.0}", part.role, part.x, part.y);
    sight
        .parts
        .iter()
        .map(|part| (unnamed(part), name(part)))
        .collect()
}

fn language(sight: &Sight, tongue: &Tongue) -> Measured {
    let parts = sight.parts.iter();
    let said = parts.flat_map(|part| [&part.label, &part.description]);
    let all = said.chain(sight.texts.iter().map(|text| &text.words));
    all.filter(|words| !words.is_empty())
        .map(|words| (f32::from(u8::from(tongue.is_foreign(words))), words.clone()))
        .collect()
}

fn graphic_contrast(sight: &Sight) -> Measured {
    let edges = sight.keys().into_iter().filter_map(|key| {
        let at = place(key);
        if at.width >= sight.width - 0.5 {
            return None;
        }
        Some((edge(sight, at)?, format!("edge of {}", key.label)))
    });
    let signs = sight.signs.iter().filter_map(|sign| {
        let ink = sight.picture.ink(*sign)?;
        Some((
            contrast(ink.ink, ink.ground),
            format!("sign at {:.0},{:.0}", sign.x, sign.y),
        ))
    });
    edges.chain(signs).collect()
}

/// How a key stands out from what lies around it, by its border or by its face: at the worst of its sides.
fn edge(sight: &Sight, at: Rect) -> Option<f32> {
    let (middle, centre) = (at.x + at.width / 2.0, at.y + at.height / 2.0);
    let sides = [
        ((at.x + BORDER_IN, centre), (at.x - BORDER_OUT, centre)),
        (
            (at.right() - BORDER_IN, centre),
            (at.right() + BORDER_OUT, centre),
        ),
        ((middle, at.y + BORDER_IN), (middle, at.y - BORDER_OUT)),
        (
            (middle, at.foot() - BORDER_IN),
            (middle, at.foot() + BORDER_OUT),
        ),
    ];
    sides
        .into_iter()
        .filter_map(|(within, outside)| {
            let border = sight.picture.at(within.0, within.1)?;
            let ground = sight.picture.at(outside.0, outside.1)?;
            Some(contrast(border, ground))
        })
        .reduce(f32::min)
}

fn order(sight: &Sight) -> Measured {
    let turns = sight
        .parts
        .windows(2)
        .filter(|pair| pair[0].turn == pair[1].turn);
    turns
        .map(|pair| {
            let (one, next) = (place(&pair[0]), place(&pair[1]));
            // The digits and letters of a keypad stand as on every telephone.
            let keypad = [&pair[0], &pair[1]]
                .iter()
                .all(|key| key.label.chars().count() == 1);
            let is_against = is_against(one, next, sight.rtl && !keypad);
            (
                f32::from(u8::from(is_against)),
                format!("{} → {}", pair[0].label, pair[1].label),
            )
        })
        .collect()
}

/// Whether `next` is read after `one` although it stands before it: wholly above it in the same column,
/// or wholly before it on the same line.
fn is_against(one: Rect, next: Rect, rtl: bool) -> bool {
    let overlap = |a: (f32, f32), b: (f32, f32)| {
        let shared = a.1.min(b.1) - a.0.max(b.0);
        shared > 0.5 * (a.1 - a.0).min(b.1 - b.0)
    };
    let above = next.foot() <= one.y + 1.0 && overlap((one.x, one.right()), (next.x, next.right()));
    let same_line = overlap((one.y, one.foot()), (next.y, next.foot()));
    let before = if rtl {
        next.x >= one.right() - 1.0
    } else {
        next.right() <= one.x + 1.0
    };
    above || (same_line && before)
}

fn not_colour_alone(sight: &Sight) -> Measured {
    let (mut on, mut off) = (Vec::new(), Vec::new());
    for key in sight.keys() {
        // The face beside the words: between border and what stands on it.
        let face = sight.picture.at(key.x + 10.0, key.y + key.height / 2.0);
        match (key.checked, face) {
            (Some(true), Some(face)) => on.push((face, &key.label)),
            (Some(false), Some(face)) => off.push((face, &key.label)),
            (None, _) | (_, None) => {}
        }
    }
    on.iter()
        .flat_map(|(lit, name)| {
            off.iter().map(move |(unlit, other)| {
                let grey = |colour: [u8; 3]| {
                    let all =
                        u16::from(colour[0]) * 3 + u16::from(colour[1]) * 6 + u16::from(colour[2]);
                    [(all / 10) as u8; 3]
                };
                (
                    contrast(grey(*lit), grey(*unlit)),
                    format!("{name} | {other}"),
                )
            })
        })
        .collect()
}

/// What the ink of each text says: contrast, height, and whether it is whole.
fn written(sight: &Sight, letters: &mut Letters, report: &mut Report) {
    let (mut contrasts, mut heights, mut cut) = (Vec::new(), Vec::new(), Vec::new());
    for text in &sight.texts {
        let at = within_key(sight, text);
        let Some(ink) = sight.picture.ink(at) else {
            contrasts.push((1.0, text.words.clone()));
            continue;
        };
        contrasts.push((contrast(ink.ink, ink.ground), text.words.clone()));
        let room = at.width * sight.picture.scale;
        let Some(set) = letters.setting(&text.words, &ink, room, text.pitch) else {
            continue;
        };
        // Of what is cut nobody knows which letters are left to measure by.
        if !set.is_cut {
            let capital = sight.mm(set.size / sight.picture.scale) * CAPITAL;
            heights.push((capital, format!("{} ({} lines)", text.words, set.lines)));
        }
        let is_cut = set.is_cut || ink.is_sliced;
        let how = if ink.is_sliced { "sliced" } else { "shortened" };
        cut.push((
            f32::from(u8::from(is_cut)),
            format!("{} ({how})", text.words),
        ));
    }
    report.note(Rule::TextContrast, &sight.name, contrasts);
    report.note(Rule::CapitalHeight, &sight.name, heights);
    report.note(Rule::Clipped, &sight.name, cut);
}

/// Where a text stands that stands on a key: within the key's border and corners.
fn within_key(sight: &Sight, text: &Text) -> Rect {
    let at = text.place;
    let holds = |key: &Rect| {
        key.x <= at.x && key.y <= at.y && key.right() >= at.right() && key.foot() >= at.foot()
    };
    let Some(key) = sight.keys().into_iter().map(place).find(holds) else {
        return at;
    };
    let (x, y) = (at.x.max(key.x + KEY_EDGE), at.y.max(key.y + KEY_EDGE));
    Rect {
        x,
        y,
        width: at.right().min(key.right() - KEY_EDGE) - x,
        height: at.foot().min(key.foot() - KEY_EDGE) - y,
    }
}

#[test]
fn reading_goes_down_a_column_and_along_a_line() {
    let at = |x: f32, y: f32| Rect {
        x,
        y,
        width: 100.0,
        height: 50.0,
    };
    assert!(!is_against(at(0.0, 0.0), at(0.0, 60.0), false));
    assert!(is_against(at(0.0, 60.0), at(0.0, 0.0), false));
    assert!(!is_against(at(0.0, 0.0), at(110.0, 0.0), false));
    assert!(is_against(at(0.0, 0.0), at(110.0, 0.0), true));
    // The foot of one column, then the head of the next.
    assert!(!is_against(at(0.0, 500.0), at(110.0, 0.0), false));
}
