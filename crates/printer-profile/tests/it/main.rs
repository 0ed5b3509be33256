//! Profiles of printers: those that are shipped, and those that are refused.
#![allow(clippy::unwrap_used, missing_docs)]

mod refused;
mod shipped;
