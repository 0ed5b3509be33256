//! The page on which the hall is told something, and on which the branch is held.

use antre_domain::{AnnouncementKind, HoldReason, Text, ZoneId};
use antre_protocol::{ANNOUNCEMENT_CHARS_MAX, AnnounceRequest, CounterView};

use super::seam::{Intent, Told};

/// For how long a notice may stand, in minutes; the last: until somebody ends it.
pub const MINUTES: [Option<u32>; 5] = [Some(5), Some(15), Some(30), Some(60), None];
/// The alarms, in the order in which they are offered.
pub const ALARMS: [AnnouncementKind; 4] = [
    AnnouncementKind::Evacuate,
    AnnouncementKind::Fire,
    AnnouncementKind::Earthquake,
    AnnouncementKind::Emergency,
];
/// Why a branch is held, in the order in which it is offered.
pub const HOLDS: [HoldReason; 5] = [
    HoldReason::SystemDown,
    HoldReason::PowerCut,
    HoldReason::Evacuation,
    HoldReason::Ceremony,
    HoldReason::Other,
];

/// A part of the page that can be chosen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Item {
    /// The words.
    #[default]
    Text,
    /// A zone, by its place in the branch: chosen or not.
    Zone(usize),
    /// For how long, by its place in [`MINUTES`].
    Minutes(usize),
    /// Whether the voice says it, too.
    Spoken,
    /// Tells it.
    Send,
    /// An announcement that stands, by its place in the view: ends it.
    End(usize),
    /// An alarm, by its place in [`ALARMS`].
    Alarm(usize),
    /// A hold, by its place in [`HOLDS`].
    Hold(usize),
    /// The branch goes on.
    Resume,
}

/// What is written there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// Where the page stands.
    pub at: Item,
    /// The words, on one line, at most [`ANNOUNCEMENT_CHARS_MAX`] characters.
    pub text: String,
    /// In which zones; in all where none is chosen.
    pub zones: Vec<ZoneId>,
    /// For how long, by its place in [`MINUTES`].
    pub minutes: usize,
    /// Whether the voice says it, too.
    pub spoken: bool,
}

impl Default for Form {
    fn default() -> Self {
        Self {
            at: Item::default(),
            text: String::new(),
            zones: Vec::new(),
            minutes: 1,
            spoken: true,
        }
    }
}

impl Form {
    /// Everything that can be chosen, in order.
    pub(super) fn items(view: &CounterView) -> Vec<Item> {
        let mut items = vec![Item::Text];
        items.extend((0..view.desk.zones.len()).map(Item::Zone));
        items.extend((0..MINUTES.len()).map(Item::Minutes));
        items.extend([Item::Spoken, Item::Send]);
        items.extend((0..view.announcements.len()).map(Item::End));
        items.extend((0..ALARMS.len()).map(Item::Alarm));
        if view.branch.held.is_some() {
            items.push(Item::Resume);
        } else {
            items.extend((0..HOLDS.len()).map(Item::Hold));
        }
        items
    }

    /// To the part before or after; from one that is gone, to the first.
    pub(super) fn step(&mut self, by: isize, view: &CounterView) {
        let items = Self::items(view);
        let at = items.iter().position(|item| *item == self.at);
        let at = at.map_or(0, |at| at.saturating_add_signed(by));
        self.at = items[at.min(items.len() - 1)];
    }

    /// One line, and no longer than the hub takes it.
    pub(super) fn write(&mut self, text: &str) {
        let line = text.chars().filter(|char| !char.is_control());
        self.text = line.take(ANNOUNCEMENT_CHARS_MAX).collect();
    }

    /// What the part at hand does. Where it asks for something the intent comes back, or why it cannot.
    pub(super) fn act(&mut self, view: &CounterView) -> Result<Option<Intent>, Told> {
        let intent = match self.at {
            Item::Text => {
                self.step(1, view);
                return Ok(None);
            }
            Item::Zone(index) => {
                self.toggle_zone(index, view);
                return Ok(None);
            }
            Item::Minutes(index) => {
                self.minutes = index.min(MINUTES.len() - 1);
                return Ok(None);
            }
            Item::Spoken => {
                self.spoken = !self.spoken;
                return Ok(None);
            }
            Item::Send => {
                let mut request = self.request(AnnouncementKind::Notice)?;
                // Only zones that the branch has: its file may have changed since they were chosen.
                let zones = view.desk.zones.iter().map(|zone| &zone.id);
                request.zones = zones
                    .filter(|id| self.zones.contains(id))
                    .cloned()
                    .collect();
                request.for_secs = MINUTES[self.minutes].map(|minutes| minutes * 60);
                request.spoken = self.spoken;
                Intent::Announce(request)
            }
            Item::End(index) => match view.announcements.get(index) {
                Some(card) => Intent::EndAnnouncement {
                    id: card.id,
                    kind: card.kind,
                },
                None => return Ok(None),
            },
            Item::Alarm(index) => match ALARMS.get(index) {
                Some(kind) => Intent::Announce(self.request(*kind)?),
                None => return Ok(None),
            },
            Item::Hold(index) => match HOLDS.get(index) {
                Some(reason) if view.branch.held.is_none() => Intent::Hold(*reason),
                Some(_) | None => return Ok(None),
            },
            Item::Resume if view.branch.held.is_some() => Intent::ResumeBranch,
            Item::Resume => return Ok(None),
        };
        Ok(Some(intent))
    }

    /// An alarm is for everybody, aloud, until somebody ends it; a notice is narrowed down by whoever
    /// asks.
    fn request(&self, kind: AnnouncementKind) -> Result<AnnounceRequest, Told> {
        let text = self.text.trim();
        let text = match (kind.needs_text(), text.is_empty()) {
            (true, true) => return Err(Told::WordsNeeded),
            (true, false) => Some(Text::Same(text.to_owned())),
            (false, _) => None,
        };
        Ok(AnnounceRequest {
            kind,
            text,
            zones: Vec::new(),
            for_secs: None,
            spoken: true,
        })
    }

    fn toggle_zone(&mut self, index: usize, view: &CounterView) {
        let Some(zone) = view.desk.zones.get(index) else {
            return;
        };
        if self.zones.contains(&zone.id) {
            self.zones.retain(|id| *id != zone.id);
        } else {
            self.zones.push(zone.id.clone());
        }
    }
}
