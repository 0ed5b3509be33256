//! What the storage room promises, a module per behaviour.
#![allow(clippy::unwrap_used, missing_docs)]

mod appending;
mod backing_up;
mod damage;
mod faulty_disk;
mod fixture;
mod opening;
mod people;
mod pins;
mod private_texts;
mod receipts;
mod reports;
mod tokens;
mod verifying;
