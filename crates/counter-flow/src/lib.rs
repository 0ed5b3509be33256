//! The clerk's desk without its window: what each key does now, what can be chosen, and what is told.
//!
//! It deliberately has no clock, no IO and no window: views, strokes, answers and the passing of time go
//! in, an [`panel::Intent`] for the hub and a [`panel::Face`] to paint come out. It knows no rule about
//! queues, and never the number of whoever comes next.
//!
//! Driven by `counter-ui`, and by tests that strike its keys a hundred thousand times.

use std::time::Duration;

mod draft;
mod entry;
pub mod face;
mod gate;
mod glance;
pub mod intent;
pub mod key;
pub mod keymap;
pub mod menu;
pub mod panel;
mod reading;
pub mod stroke;
pub mod watch;

pub use entry::{NUMBER_CHARS_MAX, NUMBER_WITHIN};
pub use gate::{FILTER_CHARS_MAX, PEOPLE_AGAIN, PIN_DIGITS};
pub use reading::WORDS_SHOWN_FOR;

/// A time that is still to pass, in seconds as a screen counts them down: 10, 9, … 1, and it is over.
fn whole_secs(left: Duration) -> u32 {
    u32::try_from(left.as_millis().div_ceil(1_000)).unwrap_or(u32::MAX)
}
