//! The hall screen without its screen: which calls stand there and how large, what the screen says, what
//! the voice says and when, and which picture is shown.
//!
//! It deliberately has no clock, no IO, no window and no sound: views, calls and the passing of time go
//! in, a [`hall::Face`] to paint and scripts to play come out. It names no ticket that was not called.
//!
//! Driven by `display-ui`, and by tests that stand in a thousand halls.

mod calls;
mod face;
mod faults;
pub mod fit;
pub mod hall;
mod notices;
mod pacing;
mod phrase;
mod reel;
mod showing;
pub mod stage;
mod told;
mod voice;
mod waits;
mod wall;
mod zone;

pub use pacing::{HELD_BACK_MAX, PACED_FOR_MAX};
pub use showing::NOTICE_FOR;
