//! Slips, from facts to paper.
#![allow(clippy::unwrap_used, missing_docs)]

mod any;
mod bad_templates;
mod bounds;
mod fonts;
mod goldens;
mod pictures;
mod pixels;
mod press;
mod printouts;
mod qr;
mod readers;
mod samples;
mod sentences;
mod templates;
mod text_profile;
