//! What this display passed over, as it tells the hub.

use std::collections::VecDeque;

use antre_protocol::{DISPLAY_FAULTS_MAX, DisplayFault, FAULT_ABOUT_CHARS_MAX};

/// Of one code so many, the newest: a word that has no clip must not push a picture off the list.
const FAULTS_OF_A_CODE_MAX: usize = 4;

/// The newest few of each code; the oldest fall off.
#[derive(Debug, Clone, Default)]
pub(crate) struct Faults {
    newest_last: VecDeque<DisplayFault>,
}

impl Faults {
    pub(crate) fn add(&mut self, fault: DisplayFault) {
        if self.newest_last.contains(&fault) {
            return;
        }
        let same = |known: &DisplayFault| known.code == fault.code;
        let of_its_code = self.newest_last.iter().filter(|known| same(known)).count();
        let oldest = if of_its_code == FAULTS_OF_A_CODE_MAX {
            self.newest_last.iter().position(same)
        } else {
            (self.newest_last.len() == DISPLAY_FAULTS_MAX).then_some(0)
        };
        if let Some(oldest) = oldest {
            self.newest_last.remove(oldest);
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
