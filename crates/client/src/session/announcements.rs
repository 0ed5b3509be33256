//! Which calls were announced, and which still wait to be.

use std::collections::VecDeque;

use antre_domain::Timestamp;
use antre_protocol::Call;

use super::SessionEvent;

/// How many announcements wait for an app that does not take them. A voice speaks about nine calls a
/// minute: whoever is this far behind is better served by the newest.
pub const ANNOUNCEMENTS_MAX: usize = 64;

/// A call to announce.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Announcement {
    /// The call.
    pub call: Call,
    /// How long before its arrival here it was made, by the hub's clock, in seconds. Above 60 it is
    /// shown, not spoken; the time it then waits for its turn does not count.
    pub age_secs: u32,
}

/// Each call once, in the order of its sequence, within one epoch.
#[derive(Debug, Default)]
pub(super) struct Announcements {
    /// Epoch and sequence up to which everything was announced or is too old for it.
    upto: Option<(String, u64)>,
    waiting: VecDeque<Announcement>,
    skipped: u64,
}

impl Announcements {
    /// Takes the calls of a snapshot at `seq`: those that are newer than the last announced. Other
    /// calls up to `seq` were made longer ago than a snapshot tells, and are announced no more.
    pub(super) fn of_snapshot(
        &mut self,
        epoch: &str,
        seq: u64,
        mut calls: Vec<Call>,
        hub_time: Timestamp,
    ) {
        if self.upto.as_ref().is_none_or(|(known, _)| known != epoch) {
            self.upto = Some((epoch.to_owned(), 0));
        }
        calls.sort_by_key(|call| call.seq);
        for call in &calls {
            self.of_frame(call, hub_time);
        }
        if let Some((_, upto)) = &mut self.upto {
            *upto = seq.max(*upto);
        }
    }

    /// Takes a call of the epoch of the last snapshot.
    pub(super) fn of_frame(&mut self, call: &Call, hub_time: Timestamp) {
        let Some((_, upto)) = &mut self.upto else {
            return;
        };
        if call.seq <= *upto {
            return;
        }
        *upto = call.seq;
        if self.waiting.len() == ANNOUNCEMENTS_MAX {
            self.waiting.pop_front();
            self.skipped += 1;
        }
        self.waiting.push_back(Announcement {
            call: call.clone(),
            age_secs: hub_time.secs_since(call.at),
        });
    }

    pub(super) fn poll(&mut self) -> Option<SessionEvent> {
        if self.skipped > 0 {
            let count = std::mem::take(&mut self.skipped);
            return Some(SessionEvent::CallsSkipped { count });
        }
        self.waiting.pop_front().map(SessionEvent::Announce)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.skipped == 0 && self.waiting.is_empty()
    }
}
