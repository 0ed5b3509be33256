//! *Help* rings the staff, and says what came of it.

use std::time::Duration;

use super::{Act, Flow};
use crate::view::Help;

/// How long the kiosk says that the staff know; within it another touch rings nobody.
pub const HELP_STAY: Duration = Duration::from_secs(20);
/// Without an answer for so long, nobody was told.
pub const HELP_WAIT: Duration = Duration::from_secs(10);

/// Somebody has rung.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rung {
    pub(super) help: Help,
    at: Duration,
    /// The next touch has not come yet.
    pub(super) open: bool,
}

impl Rung {
    pub(super) fn until(self) -> Duration {
        match self.help {
            Help::Ringing => self.at + HELP_WAIT,
            Help::Told | Help::NotTold => self.at + HELP_STAY,
        }
    }
}

impl Flow {
    pub(super) fn ring(&mut self, now: Duration) -> Option<Act> {
        if let Some(rung) = &mut self.help {
            // They know, or are about to: that is said again, and nobody is rung twice.
            rung.open = true;
            return None;
        }
        self.help = Some(Rung {
            help: Help::Ringing,
            at: now,
            open: true,
        });
        Some(Act::Help)
    }

    pub(super) fn rung(&mut self, told: bool, now: Duration) {
        let Some(rung) = &mut self.help else {
            return;
        };
        if rung.help == Help::Ringing {
            rung.help = if told { Help::Told } else { Help::NotTold };
            rung.at = now;
            rung.open = true;
            // Who has just been answered is given the time to read it.
            self.since = self.since.max(now);
        }
    }

    /// Any touch has read it; who was not heard may ring again at once.
    pub(super) fn read_help(&mut self) {
        match &mut self.help {
            Some(rung) if rung.help == Help::NotTold => self.help = None,
            Some(rung) => rung.open = false,
            None => {}
        }
    }

    pub(super) fn end_help(&mut self, now: Duration) {
        let Some(rung) = self.help.filter(|rung| now >= rung.until()) else {
            return;
        };
        if rung.help != Help::Ringing {
            self.help = None;
            return;
        }
        // As of when it was due: whoever left meanwhile is not kept here by an answer that never came.
        self.rung(false, rung.until());
        self.end_help(now);
    }
}
