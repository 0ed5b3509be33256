//! What the three screens share: Slint components (in `ui/`, imported as `@ui-kit/kit.slint`), the
//! command line of a screen, the one bridge between tokio and Slint, a screen without a window, and a
//! screen for those who do not see it: the spoken [`guide`], which hears of a window by [`accessible`].
//!
//! It deliberately knows no page, no word a customer reads, and nothing of the queue: views,
//! announcements and commands are the app's own types.
//!
//! Driven by an app's `main`: open a [`Screen`], make the component, start a [`Background`] with
//! the network in it, join both through a [`bridge`], run the screen.

pub mod accessible;
pub mod args;
pub mod background;
pub mod bridge;
pub mod fonts;
pub mod guide;
pub mod jack;
pub mod offscreen;
pub mod output;
pub mod screen;
pub mod watchdog;

pub use args::{ScreenArgs, Size};
pub use background::Background;
pub use bridge::{Announcement, Commands, Outlet};
pub use jack::{Jack, Plug};
pub use screen::{Screen, ScreenError};
