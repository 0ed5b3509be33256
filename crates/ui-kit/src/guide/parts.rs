//! What the guide makes of the parts on a screen.

use super::Frame;
use super::fingers::Point;
use crate::accessible::{Live, Part, Role, Turn};

/// The places of what can be moved to, in reading order.
pub(super) fn keys(parts: &[Part]) -> Vec<usize> {
    let places = parts.iter().enumerate();
    places
        .filter(|(_, part)| part.is_key() && !is_notice(part))
        .map(|(at, _)| at)
        .collect()
}

/// What stands before a page until the next touch, whatever that is: it is told, and no place to go to.
pub(super) fn is_notice(part: &Part) -> bool {
    part.is_key() && part.live != Live::Off
}

/// Where a page begins: its leading key, or its first.
pub(super) fn first(parts: &[Part]) -> Option<usize> {
    let leads = |part: &Part| part.is_key() && part.leads && part.turn == Turn::Page;
    let place = parts.iter().position(leads);
    place.or_else(|| keys(parts).first().copied())
}

/// The same part after a change: by its name, else by its place on the screen.
pub(super) fn find(part: &Part, parts: &[Part]) -> Option<usize> {
    let named = |other: &Part| {
        (other.role, other.turn, &other.label) == (part.role, part.turn, &part.label)
    };
    let candidates = parts.iter().enumerate().filter(|(_, other)| named(other));
    let away = |other: &Part| (other.x - part.x).hypot(other.y - part.y);
    let nearest = candidates.min_by(|(_, one), (_, other)| away(one).total_cmp(&away(other)));
    let placed = || {
        let same = |other: &Part| other.role == part.role && frame(other) == frame(part);
        parts.iter().position(same)
    };
    nearest.map(|(at, _)| at).or_else(placed)
}

/// The locked key that has another name than before.
pub(super) fn renamed<'a>(old: &[Part], new: &'a [Part]) -> Option<&'a Part> {
    let was = |part: &Part| {
        old.iter().any(|before| {
            before.is_key() && frame(before) == frame(part) && before.label != part.label
        })
    };
    new.iter()
        .find(|part| part.is_key() && !part.enabled && was(part))
}

/// What a part is has changed. Its details come and go by themselves, as a queue grows and shrinks: whoever
/// is at it hears them when they ask.
pub(super) fn says_otherwise(one: &Part, other: &Part) -> bool {
    let words = |part: &Part| {
        (
            part.label.clone(),
            part.value.clone(),
            part.checked,
            part.enabled,
        )
    };
    words(one) != words(other)
}

pub(super) fn live(parts: &[Part]) -> impl Iterator<Item = &Part> {
    let told = |part: &&Part| part.live != Live::Off;
    parts
        .iter()
        .filter(told)
        .filter(|part| !live_text(part).is_empty())
}

pub(super) fn live_text(part: &Part) -> String {
    let sentences = [&part.label, &part.value, &part.description];
    let said: Vec<&str> = sentences
        .into_iter()
        .map(String::as_str)
        .filter(|sentence| !sentence.is_empty())
        .collect();
    said.join(". ")
}

/// The smallest part under a finger; a key before what stands on it.
pub(super) fn under(point: Point, parts: &[Part]) -> Option<usize> {
    let area = |part: &Part| part.width * part.height;
    let named = |part: &Part| !part.label.is_empty() || !part.value.is_empty();
    let there = parts.iter().enumerate().filter(|(_, part)| {
        part.covers(point.x, point.y) && named(part) && !is_notice(part) && part.role != Role::Other
    });
    there
        .min_by(|(_, one), (_, other)| {
            let keys_first = other.is_key().cmp(&one.is_key());
            keys_first.then(area(one).total_cmp(&area(other)))
        })
        .map(|(at, _)| at)
}

pub(super) fn frame(part: &Part) -> Frame {
    Frame {
        x: part.x,
        y: part.y,
        width: part.width,
        height: part.height,
    }
}
