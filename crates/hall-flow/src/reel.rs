//! The playlist: which still picture is to be seen, and until when.
//!
//! It never waits: a picture that is not there yet, or never will be, is passed over for the next that
//! is, and a playlist of nothing shows nothing.

use std::collections::BTreeMap;
use std::time::Duration;

use antre_domain::config::{MEDIA_MAX, MediaItem, Zone};
use antre_protocol::{DisplayFault, DisplayView};
use chrono::DateTime;
use chrono_tz::Tz;

use crate::faults::fault_of;
use crate::hall::{Picture, Wanted};
use crate::{wall, zone};

/// A picture stands at least this long, whatever the branch file says.
const SECS_MIN: u16 = 5;

/// The playlist of this display.
#[derive(Debug, Default)]
pub(crate) struct Reel {
    items: Vec<MediaItem>,
    found: BTreeMap<String, Picture>,
    /// The place in the playlist of what was shown last.
    at: usize,
    /// Until when it stands; `None` while nothing is to be seen.
    until: Option<Duration>,
}

impl Reel {
    /// Takes in the playlist of `view` as far as it is for `zone`.
    pub(crate) fn take_in(&mut self, view: &DisplayView, zone: Option<&Zone>) {
        let own = |item: &&MediaItem| zone::is_for(&item.zones, zone);
        let items: Vec<MediaItem> = view
            .hall
            .media
            .iter()
            .filter(own)
            .take(MEDIA_MAX)
            .cloned()
            .collect();
        if items == self.items {
            return;
        }
        self.items = items;
        let items = &self.items;
        self.found
            .retain(|sha256, _| items.iter().any(|item| item.sha256 == *sha256));
        self.at = self.items.len().saturating_sub(1);
        self.until = None;
    }

    /// What was found out about a picture; of one that is not in the playlist nothing is kept.
    pub(crate) fn found(&mut self, sha256: &str, picture: Picture) {
        if self.items.iter().any(|item| item.sha256 == sha256) {
            self.found.insert(sha256.to_owned(), picture);
        }
    }

    /// Turns to the next picture where it is time. `visible`: whether there is a place for one now.
    pub(crate) fn settle(&mut self, now: Duration, local: Option<&DateTime<Tz>>, visible: bool) {
        if !visible {
            self.until = None;
            return;
        }
        let stands = self.until.is_some_and(|until| now < until);
        if stands && self.can_show(self.at, local) {
            return;
        }
        let count = self.items.len();
        let next = (1..=count)
            .map(|step| (self.at + step) % count)
            .find(|index| self.can_show(*index, local));
        match next {
            Some(next) => {
                self.at = next;
                let secs = self.items[next].secs.max(SECS_MIN);
                self.until = Some(now + Duration::from_secs(secs.into()));
            }
            None => self.until = None,
        }
    }

    /// The picture that is to be seen.
    pub(crate) fn shown(&self) -> Option<&str> {
        let item = self.items.get(self.at)?;
        self.until.map(|_| item.sha256.as_str())
    }

    /// When to [`settle`](Self::settle) again. What opens by the clock opens at a full minute, when
    /// the clock wakes the screen anyway.
    pub(crate) fn next_deadline(&self) -> Option<Duration> {
        self.until
    }

    pub(crate) fn wanted(&self) -> Vec<Wanted> {
        let mut wanted: Vec<Wanted> = Vec::new();
        for item in self.items.iter().filter(|item| !item.sha256.is_empty()) {
            if wanted.iter().all(|known| known.sha256 != item.sha256) {
                wanted.push(Wanted {
                    file: item.file.clone(),
                    sha256: item.sha256.clone(),
                });
            }
        }
        wanted
    }

    /// What is passed over, in the order of the playlist.
    pub(crate) fn faults(&self, local: Option<&DateTime<Tz>>) -> Vec<DisplayFault> {
        let mut faults: Vec<DisplayFault> = self
            .items
            .iter()
            .filter_map(|item| self.fault(item))
            .collect();
        if !self.items.is_empty() && !self.items.iter().any(|item| self.may_come(item, local)) {
            let count = self.items.len();
            faults.push(fault_of(
                "playlist_empty",
                &format!("none of {count} can be shown"),
            ));
        }
        faults
    }

    fn fault(&self, item: &MediaItem) -> Option<DisplayFault> {
        if item.sha256.is_empty() {
            return Some(fault_of("media_missing", &item.file));
        }
        match self.found.get(&item.sha256) {
            Some(Picture::Failed(fault)) => Some(fault_of(&fault.code, &fault.about)),
            Some(Picture::Ready) | None => None,
        }
    }

    /// Whether it is shown now or may be later.
    fn may_come(&self, item: &MediaItem, local: Option<&DateTime<Tz>>) -> bool {
        let is_over = item.to.is_some_and(|to| {
            item.from.is_some_and(|from| from > to)
                || local.is_some_and(|local| local.date_naive() > to)
        });
        // What began on its last evening may still be seen after midnight.
        self.fault(item).is_none() && (!is_over || wall::is_due(item, local))
    }

    fn can_show(&self, index: usize, local: Option<&DateTime<Tz>>) -> bool {
        let Some(item) = self.items.get(index) else {
            return false;
        };
        let is_ready = self.found.get(&item.sha256) == Some(&Picture::Ready);
        is_ready && wall::is_due(item, local)
    }
}
