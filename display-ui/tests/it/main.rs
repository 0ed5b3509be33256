//! What the hall sees.
#![allow(clippy::unwrap_used, missing_docs, unreachable_pub)]

mod cloth;
mod faces;
mod goldens;
mod grid;
mod hold;
mod layout;
#[path = "../../../crates/hall-flow/tests/it/made.rs"]
mod made;
mod notices;
mod pictures;
mod scene;
mod shell;
mod window;
