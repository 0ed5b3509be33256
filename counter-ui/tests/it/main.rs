//! What the clerk strikes, and what they see.
#![allow(clippy::unwrap_used, missing_docs, unreachable_pub)]

mod desk;
mod displays;
mod goldens;
mod help;
mod hold;
mod keys;
mod pictures;
mod printers;
mod reasons;
mod scene;
mod states;
mod watch;
