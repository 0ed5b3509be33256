//! Numbers for people who stand before a kiosk: the hub's where it answers in time, else the reserve's.

use std::time::Duration;

use antre_protocol::{IssueRequest, IssuedAnswer};
use tokio::sync::oneshot;

use super::ClientEvent;
use super::error::ClientError;
use super::follow::Contact;
use super::{act, read};
use crate::Moment;
use crate::requests::{Act, Answer, Key, Outbox};
use crate::reserve::{self, Reserve, Wish};

/// A hub that has not answered after so long is done without.
pub const OFFLINE_AFTER: Duration = Duration::from_secs(3);

/// A number that somebody was given.
#[derive(Debug)]
pub enum Given {
    /// By the hub.
    Online(IssuedAnswer),
    /// From the reserve: the hub will hear of it.
    Offline(Box<reserve::Given>),
}

/// Somebody who waits for a number.
pub(super) struct Customer {
    /// What can be done for them without the hub; `None` where nothing can.
    wish: Option<Wish>,
    /// When that is done.
    offline_at: Option<Moment>,
    pub(super) answer: oneshot::Sender<Result<Given, ClientError>>,
}

/// What a client does on its disk.
#[derive(Debug)]
pub(super) struct Desk {
    pub(super) outbox: Outbox,
    pub(super) reserve: Option<Reserve>,
}

impl Customer {
    pub(super) fn new(
        request: &IssueRequest,
        desk: &Desk,
        now: Moment,
        answer: oneshot::Sender<Result<Given, ClientError>>,
    ) -> Self {
        let wish = desk.reserve.as_ref().and_then(|_| Wish::of(request));
        let offline_at = wish.is_some().then(|| now + OFFLINE_AFTER);
        Self {
            wish,
            offline_at,
            answer,
        }
    }

    /// When the hub is done without.
    pub(super) fn deadline(&self) -> Option<Moment> {
        self.offline_at
    }

    /// What is wished for at once, because the hub is known to be away. One that does not let this kiosk
    /// in is not away.
    pub(super) fn wish_without(&self, contact: Contact) -> Option<Wish> {
        let is_away = contact.fresh == Some(false);
        let may_not = matches!(contact.refused, Some(401 | 403));
        self.wish.clone().filter(|_| is_away && !may_not)
    }

    /// What is wished for instead of the act under `key`, which went unanswered. Only once: where the
    /// reserve has nothing, the hub is waited for.
    pub(super) fn wish_instead(&mut self, key: Key, now: Moment) -> Option<Wish> {
        self.offline_at.take_if(|at| *at <= now)?;
        let wish = self.wish.clone()?;
        Some(Wish {
            instead_of: Some(key),
            ..wish
        })
    }

    /// The hub has answered, or the act's time is up. Whoever has left meanwhile is told by an event.
    pub(super) fn tell(
        self,
        key: Key,
        act: Act,
        outcome: Result<Answer, ClientError>,
    ) -> Option<ClientEvent> {
        let body = outcome.as_ref().ok().cloned();
        let given = outcome.and_then(|answer| read(&answer)).map(Given::Online);
        match self.answer.send(given) {
            Ok(()) => None,
            Err(Ok(_)) => Some(ClientEvent::Ended {
                key,
                act,
                outcome: body.map_or(Ok(None), |answer| super::read_maybe(&answer)),
            }),
            Err(Err(error)) => Some(ClientEvent::Ended {
                key,
                act,
                outcome: Err(error),
            }),
        }
    }
}

impl Desk {
    /// Gives a number from the reserve, and ends the act in whose place it is given. The number is on the
    /// disk before the act leaves it: a crash in between ends the act at the next start.
    pub(super) fn give_offline(&mut self, now: Moment, wish: &Wish) -> Option<reserve::Given> {
        let reserve = self.reserve.as_mut()?;
        match reserve.take(now, wish) {
            Ok(given) => {
                if let Some(key) = wish.instead_of {
                    self.outbox.withdraw(key);
                }
                Some(given)
            }
            Err(refused) => {
                tracing::warn!(service = %wish.service, "no number from the reserve: {refused}");
                None
            }
        }
    }

    /// Ends the acts in whose place numbers were given before the program ended.
    pub(super) fn end_replaced(&mut self) {
        let given = self.reserve.iter().flat_map(Reserve::unjoined);
        let replaced: Vec<Key> = given
            .filter_map(|given| given.ticket.instead_of.as_deref()?.parse().ok())
            .collect();
        for key in replaced {
            self.outbox.withdraw(key);
        }
    }
}

/// The act by which the hub is asked.
pub(super) fn issue(request: &IssueRequest) -> Act {
    act("/api/v1/tickets".to_owned(), request)
}
