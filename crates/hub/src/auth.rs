//! Who asks, and what they may ask: tokens, roles, and the table of rights.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use antre_domain::{Actor, ClerkId, CounterId, DeviceId, Role as ActorRole};
use antre_protocol::{SessionEnd, ViewKind};
use antre_storage::{Pin, PinHash, Role, SESSION_PREFIX, StorageError, Token, TokenHash, Vault};

use crate::clock::HubClock;
use crate::limits::{ADDRESSES_MAX, Buckets, DEVICES_MAX, UNKNOWN_TOKEN_RATE};
use crate::people::People;

/// The bearer of a valid token: a device, or somebody who has signed in at one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Bearer {
    pub(crate) device: DeviceId,
    pub(crate) role: Role,
    /// The one counter of a counter's device, or the one that a person signed in at.
    pub(crate) counter: Option<CounterId>,
    /// Who has signed in.
    pub(crate) clerk: Option<ClerkId>,
    /// Their session.
    pub(crate) session: Option<TokenHash>,
}

impl Bearer {
    /// As whom the branch knows them. A display never acts; the table of rights lets none of its
    /// requests come this far.
    pub(crate) fn actor(&self) -> Option<Actor> {
        let role = match self.role {
            Role::Kiosk => ActorRole::Kiosk,
            Role::Greeter => ActorRole::Greeter,
            Role::Counter => ActorRole::Counter,
            Role::Supervisor => ActorRole::Supervisor,
            Role::Admin => ActorRole::Admin,
            Role::Display => return None,
        };
        Some(Actor {
            role,
            device: Some(self.device.clone()),
            counter: self.counter.clone(),
            clerk: self.clerk.clone(),
        })
    }

    /// Whether they are a counter's device that nobody has signed in at. Where a branch wants everybody
    /// to, it may read, follow, and let somebody sign in.
    pub(crate) fn is_bare_counter(&self) -> bool {
        self.role == Role::Counter && self.clerk.is_none()
    }

    /// Whether they work here: they see the counters with their tickets.
    pub(crate) fn is_staff(&self) -> bool {
        match self.role {
            Role::Greeter | Role::Counter | Role::Supervisor | Role::Admin => true,
            Role::Kiosk | Role::Display => false,
        }
    }

    /// Which views they may follow. A kiosk and a hall see no ticket that was not called.
    pub(crate) fn may_follow(&self, view: ViewKind) -> bool {
        match (self.role, view) {
            (Role::Kiosk, ViewKind::Kiosk)
            | (Role::Display, ViewKind::Display)
            | (Role::Counter, ViewKind::Counter | ViewKind::Display)
            | (
                Role::Greeter | Role::Supervisor | Role::Admin,
                ViewKind::Counter | ViewKind::Display | ViewKind::Kiosk,
            ) => true,
            (Role::Kiosk, ViewKind::Display | ViewKind::Counter)
            | (Role::Display, ViewKind::Kiosk | ViewKind::Counter)
            | (Role::Counter, ViewKind::Kiosk) => false,
        }
    }
}

/// Why a token opened nothing.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum TokenRefused {
    /// Nobody bears it.
    Unknown,
    /// Nobody bears it, and this address has shown too many of the kind: wait so many seconds.
    TooMany(u32),
    /// Whoever had signed in is so no longer.
    SessionOver(SessionEnd),
    /// The vault could not be read.
    OutOfReach,
}

/// The tokens: those in use from memory, the others from the vault.
///
/// A token is looked up by its SHA-256. How long the comparison of two hashes takes tells nothing
/// about a token, so nothing here needs constant time; and nobody guesses 160 random bits, so the
/// limit on unknown tokens is against noise, and never hinders a valid one from the same address.
#[derive(Debug)]
pub(crate) struct Tokens {
    known: RwLock<HashMap<TokenHash, Arc<Bearer>>>,
    vault: Arc<Mutex<Vault>>,
    unknown: Buckets<IpAddr>,
    pub(crate) people: Arc<People>,
}

impl Tokens {
    pub(crate) fn new(vault: Vault, clock: HubClock) -> Result<Self, StorageError> {
        let vault = Arc::new(Mutex::new(vault));
        let people = People::new(Arc::clone(&vault), clock)?;
        Ok(Self {
            known: RwLock::default(),
            vault,
            unknown: Buckets::new(UNKNOWN_TOKEN_RATE, ADDRESSES_MAX),
            people: Arc::new(people),
        })
    }

    /// Whom a token belongs to. The first time a token is seen this reads the disk.
    pub(crate) async fn bearer(
        self: &Arc<Self>,
        presented: &str,
        peer: IpAddr,
    ) -> Result<Arc<Bearer>, TokenRefused> {
        let hash = TokenHash::of(presented);
        if let Some(bearer) = self
            .known
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&hash)
        {
            return Ok(Arc::clone(bearer));
        }
        if let Some(session) = self.people.bearer(&hash) {
            return session.map_err(TokenRefused::SessionOver);
        }
        let tokens = Arc::clone(self);
        let looked_up = tokio::task::spawn_blocking(move || tokens.look_up(hash)).await;
        match looked_up {
            Ok(Ok(Some(bearer))) => Ok(bearer),
            Ok(Ok(None)) => {
                metrics::counter!("antre_unknown_tokens_total").increment(1);
                self.unknown.take(peer).map_err(TokenRefused::TooMany)?;
                // Of a session that is over for so long that nothing of it is left.
                if presented.starts_with(SESSION_PREFIX) {
                    return Err(TokenRefused::SessionOver(SessionEnd::TimeUp));
                }
                Err(TokenRefused::Unknown)
            }
            Ok(Err(error)) => {
                tracing::error!(%error, "the vault cannot be read");
                Err(TokenRefused::OutOfReach)
            }
            Err(_) => Err(TokenRefused::OutOfReach),
        }
    }

    fn look_up(&self, hash: TokenHash) -> Result<Option<Arc<Bearer>>, StorageError> {
        let record = self
            .vault
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .lookup(&hash)?;
        let Some(record) = record else {
            return Ok(None);
        };
        let counter = record.counter.as_deref().map(CounterId::new).transpose();
        let (Ok(device), Ok(counter)) = (DeviceId::new(&record.device), counter) else {
            tracing::error!(
                device = record.device,
                "a device of the vault has an identifier that is none"
            );
            return Ok(None);
        };
        let bearer = Arc::new(Bearer {
            device,
            role: record.role,
            counter,
            clerk: None,
            session: None,
        });
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        // The vault's own bound keeps this one; should it ever not, memory forgets and asks again.
        if known.len() >= DEVICES_MAX {
            known.clear();
        }
        known.insert(hash, Arc::clone(&bearer));
        Ok(Some(bearer))
    }

    /// Makes a token. It is valid at once.
    pub(crate) fn issue(
        &self,
        role: Role,
        counter: Option<&CounterId>,
        label: &str,
        now_ms: i64,
    ) -> Result<Token, StorageError> {
        let mut vault = self.vault.lock().unwrap_or_else(PoisonError::into_inner);
        let (token, _) = vault.issue_token(role, counter.map(CounterId::as_str), label, now_ms)?;
        Ok(token)
    }

    /// Sets the staff's PIN. It counts at once.
    pub(crate) fn set_pin(&self, pin: &Pin) -> Result<(), StorageError> {
        // Hashing takes its time, and nobody must wait for the vault meanwhile.
        let hash = PinHash::of(pin)?;
        let mut vault = self.vault.lock().unwrap_or_else(PoisonError::into_inner);
        vault.set_pin(&hash)
    }

    /// What is kept of the staff's PIN; `None` where none was ever set.
    pub(crate) fn pin(&self) -> Result<Option<PinHash>, StorageError> {
        let vault = self.vault.lock().unwrap_or_else(PoisonError::into_inner);
        vault.pin()
    }
}

/// Who may make one call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    /// Everybody; a token that is shown must be valid all the same.
    Open,
    /// The bearers of these roles.
    Roles(&'static [Role]),
    /// Anybody on this machine, and an administrator from anywhere.
    LoopbackOrAdmin,
}

const ANY_ROLE: Access = Access::Roles(&[
    Role::Kiosk,
    Role::Display,
    Role::Greeter,
    Role::Counter,
    Role::Supervisor,
    Role::Admin,
]);
const GIVES_NUMBERS: Access = Access::Roles(&[
    Role::Kiosk,
    Role::Greeter,
    Role::Counter,
    Role::Supervisor,
    Role::Admin,
]);
const STAFF: Access = Access::Roles(&[Role::Greeter, Role::Counter, Role::Supervisor, Role::Admin]);
const SERVES: Access = Access::Roles(&[Role::Counter, Role::Supervisor, Role::Admin]);
const KIOSK: Access = Access::Roles(&[Role::Kiosk]);
const DISPLAY: Access = Access::Roles(&[Role::Display]);
const SETS_SLIPS: Access = Access::Roles(&[Role::Kiosk, Role::Supervisor, Role::Admin]);
const SUPERVISES: Access = Access::Roles(&[Role::Supervisor, Role::Admin]);

/// Every call of `--listen` and who may make it. A call that does not stand here is nobody's.
pub(crate) const RIGHTS: &[(&str, Access)] = &[
    ("GET /healthz", Access::Open),
    ("GET /metrics", Access::LoopbackOrAdmin),
    ("GET /api/v1/openapi.json", Access::Open),
    ("GET /api/v1/branch", Access::Open),
    ("POST /api/v1/branch/hold", SUPERVISES),
    ("POST /api/v1/branch/resume", SUPERVISES),
    ("GET /api/v1/profiles", STAFF),
    ("GET /api/v1/report", SERVES),
    ("GET /api/v1/forecast", SUPERVISES),
    ("POST /api/v1/what-if", SUPERVISES),
    ("GET /api/v1/why", SUPERVISES),
    ("GET /api/v1/sync", ANY_ROLE),
    ("GET /api/v1/people", STAFF),
    ("POST /api/v1/sessions", STAFF),
    ("POST /api/v1/sessions/end", STAFF),
    ("POST /api/v1/sessions/pin", STAFF),
    ("POST /api/v1/tickets", GIVES_NUMBERS),
    ("GET /api/v1/tickets", STAFF),
    ("GET /api/v1/tickets/{id}", ANY_ROLE),
    ("GET /api/v1/tickets/{id}/history", STAFF),
    ("POST /api/v1/tickets/{id}/start", SERVES),
    ("POST /api/v1/tickets/{id}/finish", SERVES),
    ("POST /api/v1/tickets/{id}/recall", SERVES),
    ("POST /api/v1/tickets/{id}/no-show", SERVES),
    ("POST /api/v1/tickets/{id}/park", SERVES),
    ("POST /api/v1/tickets/{id}/resume", SERVES),
    ("POST /api/v1/tickets/{id}/requeue", SERVES),
    ("POST /api/v1/tickets/{id}/transfer", SERVES),
    // Whoever gave a number may take it back; the branch itself sees to the rest.
    ("POST /api/v1/tickets/{id}/cancel", GIVES_NUMBERS),
    ("POST /api/v1/tickets/{id}/undo", SERVES),
    ("POST /api/v1/tickets/{id}/notes", STAFF),
    ("POST /api/v1/tickets/{id}/copy", STAFF),
    ("POST /api/v1/tickets/check-in", GIVES_NUMBERS),
    ("POST /api/v1/reserve", KIOSK),
    ("POST /api/v1/reserve/join", KIOSK),
    ("POST /api/v1/reserve/return", KIOSK),
    ("POST /api/v1/services/{id}/pause", SUPERVISES),
    ("POST /api/v1/services/{id}/resume", SUPERVISES),
    ("GET /api/v1/brand", ANY_ROLE),
    ("GET /api/v1/media/{sha256}", ANY_ROLE),
    ("POST /api/v1/announcements", SUPERVISES),
    ("GET /api/v1/announcements", SUPERVISES),
    ("POST /api/v1/announcements/{id}/end", SUPERVISES),
    ("POST /api/v1/counters/{id}/open", SERVES),
    ("POST /api/v1/counters/{id}/close", SERVES),
    ("POST /api/v1/counters/{id}/break", SERVES),
    ("POST /api/v1/counters/{id}/call-next", SERVES),
    ("POST /api/v1/counters/{id}/call", SERVES),
    ("POST /api/v1/counters/{id}/call-several", SERVES),
    ("POST /api/v1/counters/{id}/walk-in", SERVES),
    ("POST /api/v1/counters/{id}/stand-by", SERVES),
    ("POST /api/v1/counters/{id}/profile", SUPERVISES),
    ("POST /api/v1/counters/{id}/release", SUPERVISES),
    ("POST /api/v1/tickets/{id}/slip", KIOSK),
    ("GET /api/v1/copies", KIOSK),
    ("GET /api/v1/slip", SETS_SLIPS),
    ("GET /api/v1/devices", STAFF),
    ("POST /api/v1/devices/printer", KIOSK),
    ("POST /api/v1/devices/display", DISPLAY),
    ("POST /api/v1/devices/roll", KIOSK),
    ("POST /api/v1/devices/pin", KIOSK),
    ("POST /api/v1/devices/help", KIOSK),
    ("POST /api/v1/devices/{id}/help-answered", STAFF),
    ("POST /api/v1/clock/confirm", SUPERVISES),
    ("GET /t/{key}", Access::Open),
    ("GET /t/{key}/events", Access::Open),
    ("GET /assets/{name}", Access::Open),
];

/// Who may make the call `method path`, where the path is a route's pattern.
pub(crate) fn access(method: &str, path: &str) -> Option<Access> {
    let right = RIGHTS.iter().find(|(call, _)| {
        call.split_once(' ')
            .is_some_and(|(its_method, its_path)| its_method == method && its_path == path)
    });
    right.map(|(_, access)| *access)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bearer(role: Role) -> Bearer {
        Bearer {
            device: DeviceId::new("x-1").unwrap(),
            role,
            counter: None,
            clerk: None,
            session: None,
        }
    }

    #[test]
    fn what_stands_in_no_table_is_nobodys() {
        assert_eq!(access("DELETE", "/api/v1/branch"), None);
        assert_eq!(access("DELETE", "/api/v1/tickets"), None);
    }

    #[test]
    fn a_display_may_follow_say_how_it_is_and_read_what_is_not_for_staff_and_nothing_else() {
        for (call, access) in RIGHTS {
            if let Access::Roles(roles) = access {
                assert_eq!(
                    roles.contains(&Role::Display),
                    *access == DISPLAY
                        || call.starts_with("GET ")
                            && ![STAFF, SERVES, KIOSK, SETS_SLIPS, SUPERVISES].contains(access),
                    "{call}"
                );
            }
        }
        assert_eq!(bearer(Role::Display).actor(), None);
        assert!(bearer(Role::Display).may_follow(ViewKind::Display));
        assert!(!bearer(Role::Display).may_follow(ViewKind::Counter));
    }
}
