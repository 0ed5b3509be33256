//! Whoever has signed in at this device: their token is kept here, for requests and for nothing else.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use antre_protocol::{
    ChangePinRequest, Empty, PeopleAnswer, Problem, SessionEnd, SignInAnswer, SignInRequest,
};
use tokio::sync::mpsc;

use super::error::ClientError;
use super::options::Token;
use super::{Client, ClientEvent, act, deliver, read, read_done};
use crate::requests::{Delivery, Key, Reply};

/// The code of a problem by which the hub says that a session is over.
const SESSION_OVER: &str = "session_over";

impl Client {
    /// Everybody who may sign in, by name. Asked by the device, whoever has signed in.
    pub async fn people(&self) -> Result<PeopleAnswer, ClientError> {
        read(&self.hub.get_as_device("/api/v1/people").await?)
    }

    /// Somebody signs in at this device; until they sign out or are signed out, every request is theirs.
    /// One attempt, kept nowhere: no disk holds a PIN. The session's token stays in here: the answer's is
    /// empty.
    pub async fn sign_in(&self, request: &SignInRequest) -> Result<SignInAnswer, ClientError> {
        let delivery = Delivery {
            key: deliver::new_key(),
            act: act("/api/v1/sessions".to_owned(), request),
        };
        let answer = match self.hub.deliver_as_device(&delivery).await {
            Reply::Answered(answer) => answer,
            Reply::Lost => return Err(ClientError::Unreachable),
        };
        let mut signed_in: SignInAnswer = read(&answer)?;
        let token = Token::new(&std::mem::take(&mut signed_in.token));
        let token = token.map_err(|_| ClientError::Unreadable {
            status: answer.status,
        })?;
        self.hub.seat.sit(token);
        Ok(signed_in)
    }

    /// Whoever has signed in goes; their counter closes. Refused while somebody stands there. Where
    /// nobody has signed in, or is so no longer, there is nothing to do.
    pub async fn sign_out(&self) -> Result<(), ClientError> {
        let Some(token) = self.hub.seat.present() else {
            return Ok(());
        };
        let gone = read_done(&self.once("/api/v1/sessions/end", &Empty {}).await?);
        match gone {
            Err(ClientError::Problem(problem)) if problem.code != SESSION_OVER => {
                Err(ClientError::Problem(problem))
            }
            Ok(()) | Err(ClientError::Problem(_)) => {
                self.hub.seat.leave(&token);
                Ok(())
            }
            Err(other) => Err(other),
        }
    }

    /// Whoever has signed in chooses another PIN. One attempt, kept nowhere.
    pub async fn change_pin(&self, request: &ChangePinRequest) -> Result<(), ClientError> {
        read_done(&self.once("/api/v1/sessions/pin", request).await?)
    }
}

/// Who sits at this device, and who asked for what is still under way.
#[derive(Debug)]
pub(super) struct Seat {
    taken: Mutex<Taken>,
    events: mpsc::Sender<ClientEvent>,
}

#[derive(Debug, Default)]
struct Taken {
    present: Option<Token>,
    /// As whom each act was asked for: one that is sent again when somebody else sits here is not
    /// theirs. As many as the outbox holds.
    acts: BTreeMap<Key, Option<Token>>,
}

impl Seat {
    pub(super) fn new(events: mpsc::Sender<ClientEvent>) -> Self {
        Self {
            taken: Mutex::default(),
            events,
        }
    }

    /// Whoever has signed in; `None` where only the device asks.
    pub(super) fn present(&self) -> Option<Token> {
        self.taken().present.clone()
    }

    /// As whom an act is sent.
    pub(super) fn asker(&self, act: Key) -> Option<Token> {
        let taken = self.taken();
        let asker = taken.acts.get(&act).unwrap_or(&taken.present);
        asker.clone()
    }

    /// An act is asked for by whoever sits here now.
    pub(super) fn asks(&self, act: Key) {
        let mut taken = self.taken();
        let present = taken.present.clone();
        taken.acts.insert(act, present);
    }

    /// An act has ended.
    pub(super) fn ended(&self, act: Key) {
        self.taken().acts.remove(&act);
    }

    /// The hub refused what was asked by `asker`: where that is because they are signed in no longer,
    /// they do not sit here any more, and the app is told.
    pub(super) fn refused(&self, asker: &Token, problem: &Problem) {
        if problem.code != SESSION_OVER || !self.leave(asker) {
            return;
        }
        let over = ClientEvent::SessionOver {
            end: problem.detail.as_deref().and_then(SessionEnd::of_code),
            title: problem.title.clone(),
        };
        let events = self.events.clone();
        // An app that takes no events for a while must not wait for the answer it asked for meanwhile.
        // One a session at most.
        tokio::spawn(async move { events.send(over).await });
    }

    fn sit(&self, token: Token) {
        self.taken().present = Some(token);
    }

    /// Says whether it was they who sat here.
    fn leave(&self, token: &Token) -> bool {
        let mut taken = self.taken();
        taken.present.take_if(|present| present == token).is_some()
    }

    fn taken(&self) -> MutexGuard<'_, Taken> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
