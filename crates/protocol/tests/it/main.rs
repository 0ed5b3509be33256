//! What may be said on the wire, and what a screen makes of it.
#![allow(clippy::unwrap_used, missing_docs, unreachable_pub)]

mod cards;
mod frames;
mod names;
mod requests;
mod views;
