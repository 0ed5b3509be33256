//! What the kiosk promises once it stands in the hall.
#![allow(clippy::unwrap_used, missing_docs)]

mod mind;
mod monkey;
mod places;
#[path = "../../../../crates/kiosk-flow/tests/it/samples.rs"]
#[allow(dead_code)]
mod samples;
mod touch;
