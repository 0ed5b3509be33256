//! Slips, from facts to paper.
#![allow(clippy::unwrap_used, missing_docs)]

mod bounds;
mod fonts;
mod goldens;
mod pixels;
mod qr;
mod samples;
mod sentences;
mod text_profile;
