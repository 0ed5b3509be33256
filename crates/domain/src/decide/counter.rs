//! Counters: open, rest, close.

use crate::branch::Desk;
use crate::desk::BreakReason;
use crate::event::What;
use crate::ids::{ClerkId, CounterId, ProfileId};
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
            Some(asked) if self.config.profile(asked).is_none() => {
                return Err(Rejection::UnknownProfile(asked.clone()));
            }
            Some(asked) => asked.clone(),
            None if counter.assigned && counter.desk == Desk::Paused => counter.profile.clone(),
            None => self.profile_of(self.by.clerk.as_ref(), id)?,
        };
        if counter.desk == Desk::Open && counter.profile == profile {
            return Err(Rejection::CounterUnchanged(id.clone()));
        }
        Ok(vec![What::CounterOpened {
            counter: id.clone(),
            profile,
        }])
    }

    /// The profile that a clerk brings along, or else the counter's own.
    pub(super) fn profile_of(
        &self,
        clerk: Option<&ClerkId>,
        id: &CounterId,
    ) -> Result<ProfileId, Rejection> {
        let own = clerk.and_then(|clerk| self.config.clerk(clerk));
        let counter = self.config.counter(id);
        own.map(|clerk| &clerk.profile)
            .or_else(|| counter.map(|counter| &counter.profile))
            .and_then(|profile| self.config.profile(profile))
            .map(|profile| profile.id.clone())
            .ok_or_else(|| Rejection::UnknownCounter(id.clone()))
    }

    pub(super) fn close(&self, id: &CounterId) -> Result<Vec<What>, Rejection> {
        self.leaves(id, Desk::Closed)?;
        Ok(vec![What::CounterClosed {
            counter: id.clone(),
        }])
    }

    pub(super) fn pause(
        &self,
        id: &CounterId,
        reason: Option<BreakReason>,
    ) -> Result<Vec<What>, Rejection> {
        self.leaves(id, Desk::Paused)?;
        Ok(vec![What::CounterPaused {
            counter: id.clone(),
            reason,
        }])
    }

    /// Nobody is left standing at a counter that stops working.
    fn leaves(&self, id: &CounterId, to: Desk) -> Result<(), Rejection> {
        let counter = self.counter(id)?;
        self.may_act_at(id)?;
        self.is_free(id, counter)?;
        match (counter.desk, to) {
            (Desk::Closed, Desk::Paused) => Err(Rejection::CounterClosed(id.clone())),
            (from, to) if from == to => Err(Rejection::CounterUnchanged(id.clone())),
            (Desk::Closed | Desk::Open | Desk::Paused, _) => Ok(()),
        }
    }
}
