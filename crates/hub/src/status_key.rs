//! The unguessable key of a ticket's public page.

use antre_domain::TicketId;
use data_encoding::BASE64URL_NOPAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// The length of a status key before its encoding, in bytes: 128 bits cannot be guessed.
const STATUS_KEY_BYTES: usize = 16;

/// The secret behind status keys.
#[derive(Clone)]
pub(crate) struct StatusSecret([u8; 32]);

impl StatusSecret {
    pub(crate) fn new(secret: [u8; 32]) -> Self {
        Self(secret)
    }

    /// HMAC-SHA-256 (RFC 2104) of the ticket's 64 bits, big-endian; its first 128 bits in
    /// base64url: 22 characters.
    pub(crate) fn key(&self, id: TicketId) -> String {
        let mut mac =
            Hmac::<Sha256>::new_from_slice(&self.0).expect("HMAC takes a key of any length");
        mac.update(&id.bits().to_be_bytes());
        BASE64URL_NOPAD.encode(&mac.finalize().into_bytes()[..STATUS_KEY_BYTES])
    }
}

impl std::fmt::Debug for StatusSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("StatusSecret")
    }
}
