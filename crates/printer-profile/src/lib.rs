//! What a model of printer can do: its paper, its commands, its characters, how it answers.
//!
//! A [`Profile`] is data, read from TOML: those in `assets/printers/` are compiled in
//! ([`Profile::named`]), a branch may bring its own ([`Profile::parse`]). Deliberately absent: any
//! byte sequence, any device. Facts that can be wrong are checked here, so that whoever has a
//! `Profile` need not.
//!
//! `ticket` sets slips by its [`Paper`] and [`Dialect`], `printing` talks by its [`Manners`].

mod check;
mod dialect;
mod fault;
mod manners;
mod paper;
mod profile;

pub use dialect::{CodePage, Cut, Dialect, Feed};
pub use fault::{ProfileError, ProfileFault};
pub use manners::{Manners, Status};
pub use paper::Paper;
pub use profile::Profile;
