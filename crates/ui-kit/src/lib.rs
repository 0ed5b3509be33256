//! What the three screens share: Slint components (in `ui/`, imported as `@ui-kit/kit.slint`), the
//! command line of a screen, the one bridge between tokio and Slint, and a screen without a window.
//!
//! It deliberately knows no page, no word a customer reads, and nothing of the queue: views,
//! announcements and commands are the app's own types.
//!
//! Driven by an app's `main`: open a [`Screen`], make the component, start a [`Background`] with
//! the network in it, join both through a [`bridge`], run the screen.

pub mod args;
pub mod background;
pub mod bridge;
pub mod offscreen;
pub mod screen;

pub use args::{ScreenArgs, Size};
pub use background::Background;
pub use bridge::{Announcement, Commands, Outlet};
pub use screen::{Screen, ScreenError};
