//! What a supervisor tells the hall. It stands whatever else stands still: a hold does not stop it.

use crate::announcement::{ANNOUNCEMENTS_MAX, Announcement, AnnouncementKind};
use crate::command::Role;
use crate::event::What;
use crate::ids::{NoteRef, ZoneId};
use crate::rejection::Rejection;

use super::Floor;

/// How long an announcement may stand, in seconds: one that nobody could read is none, and what is to
/// stand for longer than a day is said without an end.
const FOR_SECS: std::ops::RangeInclusive<u32> = 10..=24 * 3600;

impl Floor<'_> {
    pub(super) fn announce(
        &self,
        id: NoteRef,
        kind: AnnouncementKind,
        zones: &[ZoneId],
        for_secs: Option<u32>,
        spoken: bool,
    ) -> Result<Vec<What>, Rejection> {
        self.may_announce()?;
        let hall = &self.config.hall;
        if let Some(unknown) = zones.iter().find(|zone| hall.zone(zone).is_none()) {
            return Err(Rejection::UnknownZone(unknown.clone()));
        }
        if for_secs.is_some_and(|secs| !FOR_SECS.contains(&secs)) {
            return Err(Rejection::DurationOutOfRange);
        }
        let mut standing = self.day.announcements_at(self.now);
        if standing.clone().any(|announcement| announcement.id == id) {
            return Ok(Vec::new());
        }
        let mut whats = Vec::new();
        if standing.clone().count() >= ANNOUNCEMENTS_MAX {
            // An emergency does not wait until somebody has tidied up: the oldest notice makes room.
            let notice = standing.find(|announcement| !announcement.kind.is_emergency());
            let notice = notice.filter(|_| kind.is_emergency());
            let oldest = notice.ok_or(Rejection::TooManyAnnouncements(ANNOUNCEMENTS_MAX))?;
            whats.push(What::AnnouncementEnded { id: oldest.id });
        }
        // As the branch file has them, each once.
        let asked = hall.zones.iter().map(|zone| &zone.id);
        let asked = asked.filter(|zone| zones.contains(zone));
        whats.push(What::Announced {
            announcement: Announcement {
                id,
                kind,
                zones: asked.cloned().collect(),
                since: self.now,
                until: for_secs.map(|secs| self.now.plus_secs(secs)),
                spoken,
            },
        });
        Ok(whats)
    }

    pub(super) fn end_announcement(&self, id: NoteRef) -> Result<Vec<What>, Rejection> {
        self.may_announce()?;
        let mut standing = self.day.announcements_at(self.now);
        if standing.any(|announcement| announcement.id == id) {
            Ok(vec![What::AnnouncementEnded { id }])
        } else {
            Err(Rejection::UnknownAnnouncement(id))
        }
    }

    fn may_announce(&self) -> Result<(), Rejection> {
        match self.by.role {
            Role::Supervisor | Role::Admin => Ok(()),
            Role::Kiosk | Role::Greeter | Role::Counter | Role::Timer => Err(Rejection::Forbidden),
        }
    }
}
