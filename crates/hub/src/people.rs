//! Who works here, who of them is signed in where, and how often a PIN may be tried.
//!
//! A name, a PIN and a token stand in the vault and in answers to staff, and in no line, metric or event:
//! there a person is the reference that the vault gave them.

use std::collections::HashMap;
use std::str::FromStr as _;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard};
use std::time::Instant;

use antre_domain::{ClerkId, CounterId, DeviceId, Timestamp};
use antre_protocol::{PersonRole as WireRole, SessionEnd};
use antre_storage::{
    KeptSession, PERSONS_MAX, Person, PersonName, PersonRole, Pin, PinHash, Role,
    SessionEnd as KeptEnd, SessionRecord, StorageError, Token, TokenHash, Vault,
};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::auth::Bearer;
use crate::clock::HubClock;
use crate::limits::DEVICES_MAX;
use crate::pin_tries::PinTries;

/// No session lasts longer, in seconds: whoever forgot to sign out has done so by the next morning.
pub(crate) const SESSION_SECS_MAX: u32 = 14 * 3600;
/// So many references that are nobody's are counted at a time.
const STRANGERS_MAX: usize = 1_024;

/// The people of a branch and their sessions: those in memory are the vault's.
#[derive(Debug)]
pub(crate) struct People {
    vault: Arc<Mutex<Vault>>,
    clock: HubClock,
    sessions: RwLock<HashMap<TokenHash, Session>>,
    by_person: PinTries<ClerkId>,
    /// Whoever is nobody is locked out as somebody would be, and takes nobody's place.
    by_stranger: PinTries<ClerkId>,
    by_device: PinTries<DeviceId>,
    /// One permit: whoever signs in or out does so alone. A PIN costs megabytes and much of a core, and
    /// nobody may try twice before the first was counted.
    turn: Arc<Semaphore>,
}

#[derive(Debug)]
struct Session {
    bearer: Arc<Bearer>,
    expires_at: Timestamp,
    ended: Option<SessionEnd>,
}

/// Somebody whose PIN was right.
pub(crate) struct Proved {
    pub(crate) person: Person,
    pin: PinHash,
}

impl People {
    /// With the sessions that a hub before this one left.
    pub(crate) fn new(vault: Arc<Mutex<Vault>>, clock: HubClock) -> Result<Self, StorageError> {
        let people = Self {
            vault,
            clock,
            sessions: RwLock::default(),
            by_person: PinTries::new(PERSONS_MAX),
            by_stranger: PinTries::new(STRANGERS_MAX),
            by_device: PinTries::new(DEVICES_MAX),
            turn: Arc::new(Semaphore::new(1)),
        };
        people.reload()?;
        Ok(people)
    }

    /// Whom a session's token belongs to; `None` where it is none that is remembered.
    pub(crate) fn bearer(&self, token: &TokenHash) -> Option<Result<Arc<Bearer>, SessionEnd>> {
        let sessions = self.read();
        let session = sessions.get(token)?;
        Some(match session.over_at(self.clock.now()) {
            Some(end) => Err(end),
            None => Ok(Arc::clone(&session.bearer)),
        })
    }

    /// Everybody who may sign in, by name.
    pub(crate) fn list(&self) -> Result<Vec<Person>, StorageError> {
        self.vault().people()
    }

    /// Lets somebody sign in.
    pub(crate) fn add(
        &self,
        clerk: Option<&ClerkId>,
        name: &PersonName,
        role: PersonRole,
        pin: &Pin,
    ) -> Result<Person, StorageError> {
        // Hashing takes its time, and nobody must wait for the vault meanwhile.
        let pin = PinHash::of(pin)?;
        let now_ms = self.clock.now().millis();
        let clerk = clerk.map(ClerkId::as_str);
        self.vault().add_person(clerk, name, role, &pin, now_ms)
    }

    /// Gives somebody another PIN, and lets them try it at once. `keep_session` where they did so
    /// themselves. Says whether there is such a person.
    pub(crate) fn set_pin(
        &self,
        clerk: &ClerkId,
        pin: &Pin,
        keep_session: bool,
    ) -> Result<bool, StorageError> {
        let pin = PinHash::of(pin)?;
        let is_set = self
            .vault()
            .set_person_pin(clerk.as_str(), &pin, keep_session)?;
        self.by_person.right(clerk);
        self.reload()?;
        Ok(is_set)
    }

    /// Lets somebody sign in no longer. Says whether there was such a person.
    pub(crate) fn remove(&self, clerk: &ClerkId) -> Result<bool, StorageError> {
        let now_ms = self.clock.now().millis();
        let is_removed = self.vault().remove_person(clerk.as_str(), now_ms)?;
        self.reload()?;
        Ok(is_removed)
    }

    /// Waits until nobody else signs in or out; `None` where the hub is going.
    pub(crate) async fn turn(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.turn).acquire_owned().await.ok()
    }

    /// Whether a PIN of `clerk` may be tried from `device`; where not, in how many seconds.
    pub(crate) fn may_try(&self, clerk: &ClerkId, device: &DeviceId) -> Result<(), u32> {
        let now = Instant::now();
        let waits = [
            self.by_person.may_try(clerk, now),
            self.by_stranger.may_try(clerk, now),
            self.by_device.may_try(device, now),
        ];
        waits
            .into_iter()
            .filter_map(Result::err)
            .max()
            .map_or(Ok(()), Err)
    }

    /// Is this the PIN of `clerk`? As dear whoever that is. A wrong one is counted for the person and for
    /// the device: `Err` with the seconds where that locks either out.
    pub(crate) fn prove(
        &self,
        clerk: &ClerkId,
        typed: &str,
        device: &DeviceId,
    ) -> Result<Result<Proved, Option<u32>>, StorageError> {
        let known = self.vault().person(clerk.as_str())?;
        let nobodys = PinHash::of_nobody();
        let pin = known.as_ref().map_or(&nobodys, |(_, pin)| pin);
        let is_right = pin.matches(typed);
        let now = Instant::now();
        Ok(match known {
            Some((person, pin)) if is_right => {
                self.by_person.right(clerk);
                // What went wrong at this device is not forgotten: somebody's own PIN must not clear
                // the way for guesses at others.
                Ok(Proved { person, pin })
            }
            Some(_) => Err(self
                .by_person
                .wrong(clerk, now)
                .max(self.by_device.wrong(device, now))),
            None => Err(self
                .by_stranger
                .wrong(clerk, now)
                .max(self.by_device.wrong(device, now))),
        })
    }

    /// Begins a session of somebody at `device`, until `until` at most; their others are over. `None`
    /// where they were removed, or given another PIN, in the meantime.
    pub(crate) fn begin(
        &self,
        proved: &Proved,
        device: &DeviceId,
        counter: Option<&CounterId>,
        until: Timestamp,
    ) -> Result<Option<Token>, StorageError> {
        let now = self.clock.now();
        let session = SessionRecord {
            clerk: proved.person.clerk.clone(),
            device: device.to_string(),
            counter: counter.map(CounterId::to_string),
            created_at_ms: now.millis(),
            expires_at_ms: until.min(now.plus_secs(SESSION_SECS_MAX)).millis(),
        };
        let token = self.vault().begin_session(&session, &proved.pin)?;
        self.reload()?;
        Ok(token)
    }

    /// Ends one session.
    pub(crate) fn end(&self, session: &TokenHash, end: KeptEnd) -> Result<(), StorageError> {
        self.vault().end_session(session, end)?;
        self.reload()
    }

    /// The sessions that last at a counter, and whose they are.
    pub(crate) fn at(&self, counter: &CounterId) -> Vec<(TokenHash, ClerkId)> {
        let now = self.clock.now();
        let sessions = self.read();
        let here = sessions.iter().filter(|(_, session)| {
            session.over_at(now).is_none() && session.bearer.counter.as_ref() == Some(counter)
        });
        here.filter_map(|(token, session)| Some((*token, session.bearer.clerk.clone()?)))
            .collect()
    }

    /// Reads the sessions from the vault: there are few, and what is known here is then never another
    /// truth than the disk's.
    fn reload(&self) -> Result<(), StorageError> {
        // Both locks together, in this order everywhere, so that no older reading comes last.
        let vault = self.vault();
        let kept = vault.sessions()?;
        let sessions = kept.into_iter().filter_map(session).collect();
        *self
            .sessions
            .write()
            .unwrap_or_else(PoisonError::into_inner) = sessions;
        drop(vault);
        Ok(())
    }

    fn vault(&self) -> MutexGuard<'_, Vault> {
        self.vault.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn read(&self) -> RwLockReadGuard<'_, HashMap<TokenHash, Session>> {
        self.sessions.read().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Session {
    fn over_at(&self, now: Timestamp) -> Option<SessionEnd> {
        let expired = (self.expires_at <= now).then_some(SessionEnd::TimeUp);
        self.ended.or(expired)
    }
}

/// As what somebody's requests are judged.
pub(crate) fn role(role: PersonRole) -> Role {
    match role {
        PersonRole::Greeter => Role::Greeter,
        PersonRole::Clerk => Role::Counter,
        PersonRole::Supervisor => Role::Supervisor,
        PersonRole::Administrator => Role::Admin,
    }
}

/// The role as it crosses the wire.
pub(crate) fn wire_role(role: PersonRole) -> WireRole {
    match role {
        PersonRole::Greeter => WireRole::Greeter,
        PersonRole::Clerk => WireRole::Clerk,
        PersonRole::Supervisor => WireRole::Supervisor,
        PersonRole::Administrator => WireRole::Administrator,
    }
}

fn session(kept: KeptSession) -> Option<(TokenHash, Session)> {
    let KeptSession {
        token,
        session,
        role: its_role,
        ended,
    } = kept;
    let counter = session.counter.as_deref().map(CounterId::new).transpose();
    let (Ok(clerk), Ok(device), Ok(counter)) = (
        ClerkId::from_str(&session.clerk),
        DeviceId::from_str(&session.device),
        counter,
    ) else {
        tracing::error!("a session of the vault has an identifier that is none");
        return None;
    };
    let bearer = Bearer {
        device,
        role: role(its_role),
        counter,
        clerk: Some(clerk),
        session: Some(token),
    };
    let session = Session {
        bearer: Arc::new(bearer),
        expires_at: Timestamp::from_millis(session.expires_at_ms),
        ended: ended.map(|end| match end {
            KeptEnd::SignedOut => SessionEnd::SignedOut,
            KeptEnd::Elsewhere => SessionEnd::Elsewhere,
            KeptEnd::Released => SessionEnd::Released,
            KeptEnd::PinChanged => SessionEnd::PinChanged,
            KeptEnd::Removed => SessionEnd::Removed,
        }),
    };
    Some((token, session))
}
