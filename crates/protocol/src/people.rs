//! Who works here: signing in by name and PIN.

use std::fmt;

use antre_domain::{ClerkId, CounterId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What a person may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PersonRole {
    /// Gives numbers, beside a kiosk or at reception.
    Greeter,
    /// Serves at a counter.
    Clerk,
    /// Acts at every counter and leads the hall.
    Supervisor,
    /// Changes the branch.
    Administrator,
}

/// Somebody who may sign in, in `GET /api/v1/people`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PersonCard {
    /// The reference that stands in the log.
    #[schema(value_type = String)]
    pub id: ClerkId,
    /// The name, which never does.
    pub name: String,
    /// What they may do.
    pub role: PersonRole,
}

/// `GET /api/v1/people`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PeopleAnswer {
    /// In the order of their names.
    pub people: Vec<PersonCard>,
}

/// `POST /api/v1/sessions`: somebody signs in at the device that asks.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignInRequest {
    /// Who.
    #[schema(value_type = String)]
    pub clerk: ClerkId,
    /// Their PIN, 4 to 8 digits.
    pub pin: String,
    /// At which counter; the device's own where it has one, none for who does not sit at any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub counter: Option<CounterId>,
}

impl fmt::Debug for SignInRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignInRequest")
            .field("clerk", &self.clerk)
            .field("counter", &self.counter)
            .finish_non_exhaustive()
    }
}

/// What signing in answers.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SignInAnswer {
    /// The bearer token of this session: what is asked with it is asked by this person.
    pub token: String,
    /// Who.
    #[schema(value_type = String)]
    pub clerk: ClerkId,
    /// Their name.
    pub name: String,
    /// What they may do.
    pub role: PersonRole,
    /// The counter they sit at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub counter: Option<CounterId>,
    /// After so many seconds without a stroke the panel locks itself; 0: never.
    pub lock_secs: u32,
}

impl fmt::Debug for SignInAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignInAnswer")
            .field("clerk", &self.clerk)
            .field("role", &self.role)
            .field("counter", &self.counter)
            .finish_non_exhaustive()
    }
}

/// Why a session is over: the `detail` of a problem `session_over`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SessionEnd {
    /// The person signed out.
    SignedOut,
    /// The person signed in at another place, and what they served went along.
    Elsewhere,
    /// A supervisor released the counter.
    Released,
    /// The person was given another PIN.
    PinChanged,
    /// The person may sign in no longer.
    Removed,
    /// The day is over, or 14 hours are.
    TimeUp,
}

impl SessionEnd {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::SignedOut,
        Self::Elsewhere,
        Self::Released,
        Self::PinChanged,
        Self::Removed,
        Self::TimeUp,
    ];

    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::SignedOut => "signed_out",
            Self::Elsewhere => "elsewhere",
            Self::Released => "released",
            Self::PinChanged => "pin_changed",
            Self::Removed => "removed",
            Self::TimeUp => "time_up",
        }
    }

    /// By its code.
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|end| end.code() == code)
    }
}

/// `POST /api/v1/sessions/pin`: a signed-in person changes their own PIN.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangePinRequest {
    /// The present one.
    pub old: String,
    /// The new one, 4 to 8 digits.
    pub new: String,
}

impl fmt::Debug for ChangePinRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ChangePinRequest").finish_non_exhaustive()
    }
}
