//! From what the toolkit calls a key to the key as it lies on the desk.

use antre_counter_flow::panel::Stroke;
use slint::platform::Key;

/// The keys that write nothing.
fn named() -> [(Key, Stroke); 39] {
    [
        (Key::Return, Stroke::Enter),
        (Key::Escape, Stroke::Escape),
        (Key::Backspace, Stroke::Backspace),
        (Key::Tab, Stroke::Tab),
        (Key::Space, Stroke::Space),
        (Key::Delete, Stroke::Delete),
        (Key::Insert, Stroke::Insert),
        (Key::Home, Stroke::Home),
        (Key::End, Stroke::End),
        (Key::PageUp, Stroke::PageUp),
        (Key::PageDown, Stroke::PageDown),
        (Key::UpArrow, Stroke::Up),
        (Key::DownArrow, Stroke::Down),
        (Key::LeftArrow, Stroke::Left),
        (Key::RightArrow, Stroke::Right),
        (Key::F1, Stroke::F(1)),
        (Key::F2, Stroke::F(2)),
        (Key::F3, Stroke::F(3)),
        (Key::F4, Stroke::F(4)),
        (Key::F5, Stroke::F(5)),
        (Key::F6, Stroke::F(6)),
        (Key::F7, Stroke::F(7)),
        (Key::F8, Stroke::F(8)),
        (Key::F9, Stroke::F(9)),
        (Key::F10, Stroke::F(10)),
        (Key::F11, Stroke::F(11)),
        (Key::F12, Stroke::F(12)),
        (Key::F13, Stroke::F(13)),
        (Key::F14, Stroke::F(14)),
        (Key::F15, Stroke::F(15)),
        (Key::F16, Stroke::F(16)),
        (Key::F17, Stroke::F(17)),
        (Key::F18, Stroke::F(18)),
        (Key::F19, Stroke::F(19)),
        (Key::F20, Stroke::F(20)),
        (Key::F21, Stroke::F(21)),
        (Key::F22, Stroke::F(22)),
        (Key::F23, Stroke::F(23)),
        (Key::F24, Stroke::F(24)),
    ]
}

/// The key that was struck, by the toolkit's text for it; `None` for one that only changes others, and
/// for what an input method writes in one go.
pub(crate) fn stroke(text: &str) -> Option<Stroke> {
    let mut signs = text.chars();
    let (Some(sign), None) = (signs.next(), signs.next()) else {
        return None;
    };
    let known = named()
        .into_iter()
        .find(|(key, _)| char::from(*key) == sign);
    if let Some((_, stroke)) = known {
        return Some(stroke);
    }
    // The toolkit keeps its other keys among signs that no keyboard writes.
    let writes = !sign.is_control() && !('\u{e000}'..='\u{f8ff}').contains(&sign);
    writes.then(|| Stroke::of_char(sign))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_key_writes_is_its_name() {
        assert_eq!(stroke("7"), Some(Stroke::Char('7')));
        assert_eq!(stroke("Q"), Some(Stroke::Char('Q')));
        assert_eq!(stroke("+"), Some(Stroke::Char('+')));
    }

    #[test]
    fn every_key_that_writes_nothing_has_its_name() {
        for (key, named) in named() {
            let text = char::from(key).to_string();
            assert_eq!(stroke(&text), Some(named));
        }
    }

    #[test]
    fn keys_that_only_change_others_do_nothing() {
        for key in [Key::Shift, Key::Control, Key::Alt, Key::CapsLock, Key::Meta] {
            assert_eq!(stroke(&char::from(key).to_string()), None);
        }
        assert_eq!(stroke(""), None);
        assert_eq!(stroke("12"), None);
    }
}
