//! Counters: open, rest, close.

use crate::branch::Desk;
use crate::event::What;
use crate::ids::{CounterId, ProfileId};
use crate::rejection::Rejection;

use super::Floor;

impl Floor<'_> {
    pub(super) fn open(
        &self,
        id: &CounterId,
        profile: Option<&ProfileId>,
    ) -> Result<Vec<What>, Rejection> {
        let counter = self.counter(id)?;
        self.may_act_at(id)?;
        let profile = match profile {
            Some(asked) => self
                .config
                .profile(asked)
                .ok_or_else(|| Rejection::UnknownProfile(asked.clone()))?,
            None => {
                let own = self
                    .by
                    .clerk
                    .as_ref()
                    .and_then(|clerk| self.config.clerk(clerk));
                let counter = self.config.counter(id);
                own.map(|clerk| &clerk.profile)
                    .or_else(|| counter.map(|counter| &counter.profile))
                    .and_then(|profile| self.config.profile(profile))
                    .ok_or_else(|| Rejection::UnknownCounter(id.clone()))?
            }
        };
        if counter.desk == Desk::Open && counter.profile == profile.id {
            return Err(Rejection::CounterUnchanged(id.clone()));
        }
        Ok(vec![What::CounterOpened {
            counter: id.clone(),
            profile: profile.id.clone(),
        }])
    }

    pub(super) fn close(&self, id: &CounterId) -> Result<Vec<What>, Rejection> {
        self.leaves(id, Desk::Closed)?;
        Ok(vec![What::CounterClosed {
            counter: id.clone(),
        }])
    }

    pub(super) fn pause(&self, id: &CounterId) -> Result<Vec<What>, Rejection> {
        self.leaves(id, Desk::Paused)?;
        Ok(vec![What::CounterPaused {
            counter: id.clone(),
        }])
    }

    /// Nobody is left standing at a counter that stops working.
    fn leaves(&self, id: &CounterId, to: Desk) -> Result<(), Rejection> {
        let counter = self.counter(id)?;
        self.may_act_at(id)?;
        if let Some(ticket) = counter.ticket {
            return Err(Rejection::CounterBusy {
                counter: id.clone(),
                ticket,
            });
        }
        match (counter.desk, to) {
            (Desk::Closed, Desk::Paused) => Err(Rejection::CounterClosed(id.clone())),
            (from, to) if from == to => Err(Rejection::CounterUnchanged(id.clone())),
            (Desk::Closed | Desk::Open | Desk::Paused, _) => Ok(()),
        }
    }
}
