//! What this display passed over, as it tells the hub.

use std::collections::VecDeque;

use antre_protocol::{DISPLAY_FAULTS_MAX, DisplayFault, FAULT_ABOUT_CHARS_MAX};

/// Of each code the newest; the oldest code falls off.
#[derive(Debug, Clone, Default)]
pub(crate) struct Faults {
    newest_last: VecDeque<DisplayFault>,
}

impl Faults {
    pub(crate) fn add(&mut self, fault: DisplayFault) {
        if self.newest_last.contains(&fault) {
            return;
        }
        self.clear(&fault.code);
        if self.newest_last.len() == DISPLAY_FAULTS_MAX {
            self.newest_last.pop_front();
        }
        self.newest_last
            .push_back(fault_of(&fault.code, &fault.about));
    }

    pub(crate) fn clear(&mut self, code: &str) {
        self.newest_last.retain(|known| known.code != code);
    }

    /// All of them, in the order of their codes: the same faults are the same report.
    pub(crate) fn all(&self) -> Vec<DisplayFault> {
        let mut all: Vec<DisplayFault> = self.newest_last.iter().cloned().collect();
        all.sort();
        all
    }
}

/// A fault whose subject is cut to what a report takes.
pub(crate) fn fault_of(code: &str, about: &str) -> DisplayFault {
    DisplayFault {
        code: code.to_owned(),
        about: about.chars().take(FAULT_ABOUT_CHARS_MAX).collect(),
    }
}
