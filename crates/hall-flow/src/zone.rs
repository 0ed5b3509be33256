//! The part of the hall that a display shows.

use std::sync::Arc;

use antre_domain::ZoneId;
use antre_domain::config::Zone;
use antre_protocol::{Call, DisplayView, RECENT_CALLS_MAX};

/// The branch's view, and what of it belongs to this display.
#[derive(Debug)]
pub(crate) struct Part {
    /// The zone that was asked for.
    wanted: Option<ZoneId>,
    whole: Arc<DisplayView>,
    own: Arc<DisplayView>,
}

impl Part {
    /// What `view` holds for the zone. A zone that the branch does not have is the whole hall: better
    /// too much than a dark screen.
    pub(crate) fn new(
        wanted: Option<ZoneId>,
        view: Arc<DisplayView>,
        before: Option<&Self>,
    ) -> Self {
        let zone = wanted.as_ref().and_then(|id| view.hall.zone(id));
        let own = match zone {
            None => Arc::clone(&view),
            Some(zone) => Arc::new(cut(&view, zone, before.map(|part| &*part.own))),
        };
        Self {
            wanted,
            whole: view,
            own,
        }
    }

    /// The whole branch's view.
    pub(crate) fn whole(&self) -> &DisplayView {
        &self.whole
    }

    /// This display's own.
    pub(crate) fn own(&self) -> &Arc<DisplayView> {
        &self.own
    }

    /// The zone, where the branch has it.
    pub(crate) fn zone(&self) -> Option<&Zone> {
        let id = self.wanted.as_ref()?;
        self.whole.hall.zone(id)
    }

    /// The zone that was asked for and that the branch does not have.
    pub(crate) fn unknown(&self) -> Option<&ZoneId> {
        self.wanted.as_ref().filter(|_| self.zone().is_none())
    }

    /// Whether `call` is one of this display's counters.
    pub(crate) fn has(&self, call: &Call) -> bool {
        self.zone()
            .is_none_or(|zone| zone.counters.contains(&call.counter))
    }
}

/// Whether something for `zones` is for `zone`: none named means all.
pub(crate) fn is_for(zones: &[ZoneId], zone: Option<&Zone>) -> bool {
    // A display of the whole hall stands for every zone.
    zones.is_empty() || zone.is_none_or(|zone| zones.contains(&zone.id))
}

fn cut(view: &DisplayView, zone: &Zone, before: Option<&DisplayView>) -> DisplayView {
    let is_own = |call: &&Call| zone.counters.contains(&call.counter);
    let mut recent: Vec<Call> = view.recent_calls.iter().filter(is_own).cloned().collect();
    // The branch keeps its last calls, whichever zone they were in. A quiet zone remembers its own
    // that a busy one has pushed out.
    let oldest_kept = view.recent_calls.last().map_or(0, |call| call.seq);
    let same_day = before.filter(|before| before.branch.business_date == view.branch.business_date);
    let remembered = same_day.map_or(&[][..], |before| &before.recent_calls);
    let pushed_out = remembered.iter().filter(|call| {
        call.seq < oldest_kept
            && is_own(call)
            && view
                .recent_calls
                .iter()
                .all(|kept| kept.ticket != call.ticket)
    });
    recent.extend(pushed_out.cloned());
    recent.truncate(RECENT_CALLS_MAX);
    DisplayView {
        branch: view.branch.clone(),
        counters: view
            .counters
            .iter()
            .filter(|counter| zone.counters.contains(&counter.id))
            .cloned()
            .collect(),
        open_calls: view.open_calls.iter().filter(is_own).cloned().collect(),
        recent_calls: recent,
        served: view.served,
        hall: view.hall.clone(),
        announcements: view
            .announcements
            .iter()
            .filter(|card| is_for(&card.zones, Some(zone)))
            .cloned()
            .collect(),
        cloth: view.cloth.clone(),
        waits: view.waits.clone(),
    }
}
