//! What a supervisor hears of an alert. The card is opened with the first one: a clerk's panel never is a
//! machine with sound.

use std::cell::OnceCell;

use antre_audio::{Output, Speaker, Tone};

/// Loud enough for one desk.
const VOLUME: u8 = 35;

/// Rings on this machine's card.
#[derive(Default)]
#[allow(missing_debug_implementations)]
pub struct Bell(OnceCell<Speaker>);

impl Bell {
    /// Rings once.
    pub fn ring(&self) {
        self.0
            .get_or_init(|| Speaker::open(Output::Card, |_| {}))
            .tone(Tone::Warning, VOLUME);
    }
}
