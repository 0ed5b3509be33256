//! The whole branch stops, and goes on.

use crate::branch::HOLDS_MAX;
use crate::command::Role;
use crate::event::{HoldReason, What};
use crate::rejection::Rejection;

use super::Floor;

impl Floor<'_> {
    pub(super) fn hold(&self, reason: HoldReason) -> Result<Vec<What>, Rejection> {
        self.may_hold()?;
        self.is_not_held()?;
        if self.day.holds.len() >= HOLDS_MAX {
            return Err(Rejection::HoldLimit(HOLDS_MAX));
        }
        Ok(vec![What::BranchHeld { reason }])
    }

    pub(super) fn resume_branch(&self) -> Result<Vec<What>, Rejection> {
        self.may_hold()?;
        let hold = self.day.hold().ok_or(Rejection::NotHeld)?;
        let held_ms = self.now.millis() - hold.since.millis();
        let held_ms = u64::try_from(held_ms).unwrap_or_default();
        Ok(vec![What::BranchResumed { held_ms }])
    }

    fn may_hold(&self) -> Result<(), Rejection> {
        match self.by.role {
            Role::Supervisor | Role::Admin => Ok(()),
            Role::Kiosk | Role::Greeter | Role::Counter | Role::Timer => Err(Rejection::Forbidden),
        }
    }
}
