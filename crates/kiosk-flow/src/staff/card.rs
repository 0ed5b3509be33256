//! The size of the screen, measured with what everybody carries: a bank card (ISO/IEC 7810, ID-1) is
//! held to the glass, and a rectangle made as wide.

use std::time::Duration;

/// A bank card is 85.6 mm wide.
pub const CARD_TENTHS_MM: u32 = 856;
/// No screen of a kiosk is narrower, or wider.
pub const WIDTH_TENTHS_MM: std::ops::RangeInclusive<u32> = 1_000..=30_000;
/// Shares of the screen's width are counted in these parts of it.
pub const WHOLE: u32 = 100_000;

/// An upright screen of 21.5 inches: what one begins with.
const USUAL_TENTHS_MM: u32 = 2_680;
/// One step: half a pixel or one, and a third of a percent of the card.
const STEP: u32 = 50;
/// Held down, a key goes faster with every step, up to so many at once.
const STEPS_MAX: u32 = 20;
/// Steps that follow each other so closely come from a key that is held down.
const HELD: Duration = Duration::from_millis(300);

/// The rectangle.
#[derive(Debug, Clone)]
pub(super) struct Card {
    share: u32,
    last: Option<(bool, Duration)>,
    run: u32,
}

impl Card {
    /// As a screen of that width would show a card.
    pub(super) fn on(screen_tenths_mm: Option<u32>) -> Self {
        Self {
            share: share(screen_tenths_mm.unwrap_or(USUAL_TENTHS_MM)),
            last: None,
            run: 0,
        }
    }

    pub(super) fn step(&mut self, wider: bool, now: Duration) {
        let is_held = self
            .last
            .is_some_and(|(way, at)| way == wider && now.saturating_sub(at) < HELD);
        self.run = if is_held {
            (self.run + 1).min(STEPS_MAX)
        } else {
            1
        };
        self.last = Some((wider, now));
        let by = STEP * self.run;
        let share = if wider {
            self.share + by
        } else {
            self.share.saturating_sub(by)
        };
        let (narrowest, widest) = (
            self::share(*WIDTH_TENTHS_MM.end()),
            self::share(*WIDTH_TENTHS_MM.start()),
        );
        self.share = share.clamp(narrowest, widest);
    }

    /// The rectangle's width, of [`WHOLE`].
    pub(super) fn share(&self) -> u32 {
        self.share
    }

    /// What the screen measures if the card is as wide as the rectangle.
    pub(super) fn screen_tenths_mm(&self) -> u32 {
        let width = rounded(CARD_TENTHS_MM * WHOLE, self.share);
        width.clamp(*WIDTH_TENTHS_MM.start(), *WIDTH_TENTHS_MM.end())
    }
}

/// How much of a screen of that width a card covers.
fn share(screen_tenths_mm: u32) -> u32 {
    let width = screen_tenths_mm.clamp(*WIDTH_TENTHS_MM.start(), *WIDTH_TENTHS_MM.end());
    rounded(CARD_TENTHS_MM * WHOLE, width)
}

fn rounded(of: u32, by: u32) -> u32 {
    (of + by / 2) / by
}
