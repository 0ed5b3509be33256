//! What stands on a slip.

use std::fmt;

use antre_domain::TicketNumber;
use chrono::NaiveDateTime;

use crate::language::Language;

/// The longest address a QR symbol carries; more would need dots finer than telephones read.
const LINK_CHARS_MAX: usize = 120;

/// The facts on one slip. Nothing personal has a place here: neither a name nor the reason of a
/// priority. Texts longer than their room end in an ellipsis, so every slip can be printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slip {
    /// The words' language.
    pub language: Language,
    /// The branch's name.
    pub branch: String,
    /// The service's name in the slip's language.
    pub service: String,
    /// The number.
    pub number: TicketNumber,
    /// Whether the ticket is of a priority class. The slip says "prioritas", never which.
    pub priority: bool,
    /// People whom the ticket stands for, 1 to 50.
    pub party: u8,
    /// People ahead; `None` where it is not known (a kiosk without its hub) and left out.
    pub ahead: Option<u32>,
    /// How long it may take; `None` prints that it is not known yet, but for one without its hub.
    pub wait: Option<WaitMinutes>,
    /// Where to wait, as a name: "Ruang Tunggu 1".
    pub waiting_area: Option<String>,
    /// What to have ready, one thing an entry: "KTP", "kartu BPJS".
    pub bring: Vec<String>,
    /// The status page behind the QR. Without it no word speaks of a telephone.
    pub link: Option<Link>,
    /// The Wi-Fi to join where the status page has a private address.
    pub wifi: Option<String>,
    /// When the ticket was issued, on the branch's wall clock.
    pub issued_at: NaiveDateTime,
    /// The kiosk that printed it: "Kiosk 1".
    pub kiosk: String,
    /// Given by a kiosk that could not reach its hub: the slip says by what its turn is known.
    pub offline: bool,
    /// A second slip of the same number.
    pub copy: bool,
    /// Issued by a branch that only practises.
    pub practice: bool,
}

/// A range of minutes as people are told it: up to five in whole minutes ("less than three"), then in
/// steps of five, beyond two hours of thirty; never one value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WaitMinutes {
    from: u32,
    to: u32,
}

impl WaitMinutes {
    /// From here on a range is told in hours and half hours.
    pub const HOURS_FROM_MINS: u32 = 120;
    const STEP_MINS: u32 = 5;
    const LONG_STEP_MINS: u32 = 30;

    /// The steps around an estimate in seconds, rounded outwards: what is rounded so already stays as it
    /// is. A range that is empty or upside down becomes one step wide.
    pub fn around(from_secs: u32, to_secs: u32) -> Self {
        let to_secs = to_secs.max(from_secs.saturating_add(1));
        if to_secs <= Self::STEP_MINS * 60 {
            return Self {
                from: 0,
                to: to_secs.div_ceil(60),
            };
        }
        let step_mins = if to_secs > Self::HOURS_FROM_MINS * 60 {
            Self::LONG_STEP_MINS
        } else {
            Self::STEP_MINS
        };
        let step_secs = step_mins * 60;
        Self {
            from: from_secs / step_secs * step_mins,
            to: to_secs.div_ceil(step_secs) * step_mins,
        }
    }

    /// Longer than one hardly notices: nobody is ahead, and still it takes a while.
    pub fn is_felt(self) -> bool {
        self.to > Self::STEP_MINS
    }

    /// The lower end in minutes; 0 where only the upper one says anything.
    pub fn from(self) -> u32 {
        self.from
    }

    /// The upper end in minutes, above the lower one.
    pub fn to(self) -> u32 {
        self.to
    }
}

/// The address of a status page, fit for a QR symbol and for a printer's command.
#[derive(Clone, PartialEq, Eq)]
pub struct Link(String);

/// Why an address cannot stand on a slip.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidLink {
    /// Shorten `public_url`.
    #[error("an address on a slip has at most {LINK_CHARS_MAX} characters")]
    TooLong,
    /// Write `public_url` as `http://…` or `https://…`, with other characters percent-encoded.
    #[error("an address on a slip is http:// or https:// and plain ASCII without spaces")]
    NotAnAddress,
}

impl Link {
    /// `http://` or `https://`, at most 120 printable ASCII characters.
    pub fn new(url: &str) -> Result<Self, InvalidLink> {
        if url.len() > LINK_CHARS_MAX {
            return Err(InvalidLink::TooLong);
        }
        let web = url.starts_with("http://") || url.starts_with("https://");
        let plain = url.bytes().all(|byte| byte.is_ascii_graphic());
        if web && plain {
            Ok(Self(url.into()))
        } else {
            Err(InvalidLink::NotAnAddress)
        }
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Link {
    /// Without the key at its end, which opens the ticket's page.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = self.0.rfind('/').map_or("", |end| &self.0[..=end]);
        write!(f, "{shown}…")
    }
}
