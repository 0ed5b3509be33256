//! Errors on the wire: `application/problem+json` (RFC 9457) with a stable `code`.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::people::SessionEnd;

/// An error as it crosses the wire.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Problem {
    /// `about:blank`: the code says what it is.
    #[serde(rename = "type")]
    pub kind: String,
    /// A sentence for people, in the reader's language.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// The stable code.
    pub code: String,
    /// What exactly, for whoever reads a log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// When trying again makes sense, in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after_secs: Option<u32>,
}

/// Codes of problems that the domain knows nothing of. The domain's own are in
/// [`antre_domain::Rejection::code`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum ProblemCode {
    MalformedBody,
    MissingKey,
    MalformedKey,
    MalformedId,
    Unauthorized,
    Forbidden,
    NotFound,
    MethodNotAllowed,
    KeyReused,
    BodyTooLarge,
    WrongMediaType,
    TooManyRequests,
    BadDeviceName,
    TooManyDevices,
    WrongPin,
    PinLocked,
    NoPin,
    /// Whoever asks to sign in is not known, or this is not their PIN: nobody is told which.
    WrongSignIn,
    /// What somebody chose cannot be a PIN.
    BadPin,
    /// Whoever was signed in is so no longer.
    SessionOver(SessionEnd),
    /// The key or number on a slip belongs to no ticket of today: as the domain says of an unknown id.
    UnknownTicket,
    NeedsOutOfRange,
    /// A ticket that is back too late, or has ended.
    Over,
    NumberOrKey,
    /// A text that is no number of any ticket.
    NoNumber,
    /// A note without words, or with too many.
    NoteOutOfRange,
    /// Several kiosks print: one has to be named.
    KioskNeeded,
    /// No kiosk prints now, or not the one that was named.
    NobodyPrints,
    BadDisplayReport,
    AnnouncementTextNeeded,
    BadAnnouncementText,
    /// A what-if that names nothing of this branch, or too much.
    BadWhatIf,
    /// A day on which nobody was called.
    NothingToReplay,
    /// Somebody else's what-if is being computed.
    WhatIfRunning,
    /// A what-if that took too long.
    WhatIfTooLong,
    NotDurable,
    Busy,
}

impl ProblemCode {
    /// The stable code and its HTTP status.
    pub fn parts(self) -> (&'static str, u16) {
        match self {
            Self::MalformedBody => ("malformed_body", 400),
            Self::MissingKey => ("missing_key", 400),
            Self::MalformedKey => ("malformed_key", 400),
            Self::MalformedId => ("malformed_id", 404),
            Self::Unauthorized => ("unauthorized", 401),
            Self::Forbidden => ("forbidden", 403),
            Self::NotFound => ("not_found", 404),
            Self::MethodNotAllowed => ("method_not_allowed", 405),
            Self::KeyReused => ("key_reused", 409),
            Self::BodyTooLarge => ("body_too_large", 413),
            Self::WrongMediaType => ("wrong_media_type", 415),
            Self::TooManyRequests => ("too_many_requests", 429),
            Self::BadDeviceName => ("bad_device_name", 400),
            Self::TooManyDevices => ("too_many_devices", 409),
            Self::WrongPin => ("wrong_pin", 403),
            Self::PinLocked => ("pin_locked", 429),
            Self::NoPin => ("no_pin", 409),
            Self::WrongSignIn => ("wrong_sign_in", 403),
            Self::BadPin => ("bad_pin", 400),
            Self::SessionOver(_) => ("session_over", 401),
            Self::UnknownTicket => ("unknown_ticket", 404),
            Self::NeedsOutOfRange => ("needs_out_of_range", 400),
            Self::Over => ("over", 409),
            Self::NumberOrKey => ("number_or_key", 400),
            Self::NoNumber => ("no_number", 400),
            Self::NoteOutOfRange => ("note_out_of_range", 400),
            Self::KioskNeeded => ("kiosk_needed", 409),
            Self::NobodyPrints => ("nobody_prints", 409),
            Self::BadDisplayReport => ("bad_display_report", 400),
            Self::AnnouncementTextNeeded => ("announcement_text_needed", 400),
            Self::BadAnnouncementText => ("bad_announcement_text", 400),
            Self::BadWhatIf => ("bad_what_if", 400),
            Self::NothingToReplay => ("nothing_to_replay", 409),
            Self::WhatIfRunning => ("what_if_running", 409),
            Self::WhatIfTooLong => ("what_if_too_long", 503),
            Self::NotDurable => ("not_durable", 503),
            Self::Busy => ("busy", 503),
        }
    }
}
