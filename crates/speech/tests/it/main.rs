//! What a call sounds like, in which order calls are heard, and what a hall may mishear.
#![allow(clippy::unwrap_used, missing_docs, unreachable_pub)]

mod alike;
mod announcements;
mod lane;
mod lane_promises;
mod made;
mod numbers;
mod plans;
mod sentences;
