//! Which key of the keyboard does what.

use std::time::Duration;

use super::Watch;
use super::seam::{Key, Page};
use crate::stroke::Stroke;

impl Watch {
    /// A key of the keyboard was struck. `false`: it belongs to whatever lies beneath. While the view is
    /// open nothing does: no clerk's verb happens under it.
    pub fn handle_stroke(&mut self, stroke: Stroke, now: Duration) -> bool {
        if !self.may {
            return false;
        }
        let key = if self.open {
            self.key_of(stroke)
        } else {
            match stroke {
                Stroke::F(1) => Some(Key::Page(Page::Hall)),
                Stroke::F(12) => Some(Key::Toggle),
                _ => return false,
            }
        };
        if let Some(key) = key {
            self.handle_key(key, now);
        }
        true
    }

    fn key_of(&self, stroke: Stroke) -> Option<Key> {
        let typing = self.is_typing();
        let key = match stroke {
            Stroke::Enter => Key::Enter,
            Stroke::Escape => Key::Back,
            Stroke::Up => Key::Up,
            Stroke::Down => Key::Down,
            Stroke::Left => Key::Left,
            Stroke::Right => Key::Right,
            Stroke::Tab => Key::Tab,
            Stroke::PageUp => Key::PageUp,
            Stroke::PageDown => Key::PageDown,
            Stroke::F(7) => Key::Mute,
            Stroke::F(8) => Key::Seen,
            Stroke::F(12) => Key::Toggle,
            Stroke::F(number) => {
                let index = usize::from(number).checked_sub(1)?;
                Key::Page(*Page::ALL.get(index)?)
            }
            Stroke::Backspace if typing => Key::Erase,
            Stroke::Space if typing => Key::Type(" ".to_owned()),
            Stroke::Char(sign) if typing => Key::Type(sign.to_string()),
            // As in the clerk's lists.
            Stroke::Char('0') if self.drawer.is_some() => Key::Back,
            Stroke::Char(sign) => Key::Digit(u8::try_from(sign.to_digit(10)?).ok()?),
            Stroke::Backspace
            | Stroke::Space
            | Stroke::Delete
            | Stroke::Insert
            | Stroke::Home
            | Stroke::End => return None,
        };
        Some(key)
    }
}
