use antre_domain::Timestamp;
use serde::{Deserialize, Serialize};

use super::act::{Act, Key};

/// One record of the outbox's file, in JSON.
#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "record", rename_all = "snake_case")]
pub(super) enum Record {
    /// An act was taken in.
    Posted {
        key: Key,
        act: Act,
        /// By the device's clock.
        expires_at: Timestamp,
        lifetime_ms: u32,
    },
    /// It was answered or given up.
    Ended { key: Key },
}

impl Record {
    pub(super) fn encode(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("a record is representable in JSON")
    }

    pub(super) fn decode(bytes: &[u8]) -> Option<Self> {
        serde_json::from_slice(bytes).ok()
    }
}
