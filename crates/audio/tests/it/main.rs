//! What is heard, judged by a reader of sound that is not ours.
#![allow(clippy::unwrap_used, missing_docs)]

mod bad_days;
mod hall;
mod heard;
mod packs;
mod speech;
