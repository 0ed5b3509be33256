//! What the hall is told while everything else goes on.

use super::*;

impl Pair {
    pub(super) fn tell(
        &mut self,
        who: Who,
        kind: AnnouncementKind,
        for_secs: Option<u32>,
        zone: bool,
        again: Option<Index>,
    ) {
        let fresh = NoteRef::from_bits(self.seed.into());
        let standing = self.standing();
        let again = again.filter(|_| !standing.is_empty());
        let act = Act::Announce {
            id: again.map_or(fresh, |again| *again.get(&standing)),
            kind,
            zones: zone.then(|| id("utara")).into_iter().collect(),
            for_secs,
            spoken: true,
        };
        let by = self.boss_mostly(who);
        self.both(&by, act);
    }

    pub(super) fn end(&mut self, who: Who, told: Index) {
        let mut standing = self.standing();
        // One that nobody ever said.
        standing.push(NoteRef::from_bits(u128::MAX));
        let act = Act::EndAnnouncement(*told.get(&standing));
        let by = self.boss_mostly(who);
        self.both(&by, act);
    }

    pub(super) fn hear(&mut self, who: Who, second: bool, sound: SoundHealth) {
        let device = id(if second { "layar-2" } else { "layar-1" });
        let by = match who {
            Who::Clerk | Who::Supervisor => Actor::TIMER,
            Who::OtherClerk | Who::Kiosk => self.actor(who, None, false),
        };
        self.both(&by, Act::ReportSound { device, sound });
    }

    pub(super) fn compare_hall(&self) {
        let now = self.branch.last_event_at();
        let day = self.branch.day().unwrap();
        let standing: Vec<_> = day
            .announcements_at(now)
            .map(|told| (told.id, &told.zones, told.until))
            .collect();
        let expected: Vec<_> = self
            .model
            .standing(now)
            .map(|told| (told.id, &told.zones, told.until))
            .collect();
        assert_eq!(standing, expected);
    }

    fn standing(&self) -> Vec<NoteRef> {
        self.model
            .standing(self.clock)
            .map(|told| told.id)
            .collect()
    }

    /// Whoever is drawn, but the clerk most are: the supervisor in their stead.
    fn boss_mostly(&self, who: Who) -> Actor {
        match who {
            Who::Clerk | Who::Supervisor => supervisor(),
            Who::OtherClerk | Who::Kiosk => self.actor(who, None, false),
        }
    }
}

/// A quiet call, and what was still said when a new day began, as they show in the log.
pub(super) fn of_the_hall(event: &Event) -> Option<&'static str> {
    match &event.what {
        What::TicketCalled { quiet: Some(_), .. } => Some("quiet_call"),
        What::DayOpened { announcements, .. } if !announcements.is_empty() => {
            Some("announcement_carried")
        }
        _ => None,
    }
}
