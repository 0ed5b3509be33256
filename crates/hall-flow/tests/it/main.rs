//! The hall without its screen.
#![allow(clippy::unwrap_used, missing_docs, unreachable_pub)]

mod announcements;
mod fit;
mod hall;
mod house;
mod made;
mod media;
mod paced;
mod promises;
mod stage;
mod stage_promises;
mod truth;
mod voice;
mod zones;
