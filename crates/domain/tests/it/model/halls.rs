//! What the model's hall is told, and how its displays are heard.

use antre_domain::*;

use super::{Model, Refused, refuse_unless};

/// Something the hall was told.
#[derive(Debug, Clone)]
pub struct Told {
    pub id: NoteRef,
    kind: AnnouncementKind,
    pub zones: Vec<ZoneId>,
    pub until: Option<Timestamp>,
    ended: bool,
}

impl Told {
    pub(super) fn stands(&self, now: Timestamp) -> bool {
        !self.ended && self.until.is_none_or(|until| until > now)
    }
}

impl Model {
    /// What stands, in the order in which it was said.
    pub fn standing(&self, now: Timestamp) -> impl Iterator<Item = &Told> {
        self.told.iter().filter(move |told| told.stands(now))
    }

    pub(super) fn in_the_hall(
        &mut self,
        by: &Actor,
        act: &Act,
        now: Timestamp,
    ) -> Result<(), Refused> {
        match act {
            Act::Announce {
                id,
                kind,
                zones,
                for_secs,
                spoken: _,
            } => {
                let told = Told {
                    id: *id,
                    kind: *kind,
                    zones: zones.clone(),
                    until: for_secs.map(|secs| now.plus_secs(secs)),
                    ended: false,
                };
                refuse_unless(for_secs.is_none_or(|secs| (10..=86_400).contains(&secs)))?;
                self.announce(by, told, now)
            }
            Act::EndAnnouncement(id) => self.end_announcement(by, *id, now),
            Act::ReportSound { device, sound } => self.report_sound(by, device, *sound, now),
            other => unreachable!("{other:?} is not of the hall"),
        }
    }

    fn announce(&mut self, by: &Actor, told: Told, now: Timestamp) -> Result<(), Refused> {
        refuse_unless(matches!(by.role, Role::Supervisor | Role::Admin))?;
        for asked in &told.zones {
            refuse_unless(self.config.hall.zones.iter().any(|zone| zone.id == *asked))?;
        }
        if self.standing(now).any(|other| other.id == told.id) {
            return Ok(());
        }
        if self.standing(now).count() == 8 {
            refuse_unless(told.kind != AnnouncementKind::Notice)?;
            let mut all = self.told.iter_mut();
            let notice = all.find(|old| old.stands(now) && old.kind == AnnouncementKind::Notice);
            notice.ok_or(Refused)?.ended = true;
        }
        self.told.push(told);
        Ok(())
    }

    fn end_announcement(&mut self, by: &Actor, id: NoteRef, now: Timestamp) -> Result<(), Refused> {
        refuse_unless(matches!(by.role, Role::Supervisor | Role::Admin))?;
        let mut told = self.told.iter_mut();
        let told = told.find(|told| told.id == id && told.stands(now));
        told.ok_or(Refused)?.ended = true;
        Ok(())
    }

    fn report_sound(
        &mut self,
        by: &Actor,
        device: &DeviceId,
        sound: SoundHealth,
        now: Timestamp,
    ) -> Result<(), Refused> {
        refuse_unless(by.role == Role::Timer)?;
        let mut recorded = self.sounds.iter().rev();
        if let Some((_, known, at)) = recorded.find(|(of, ..)| of == device) {
            if *known == sound {
                return Ok(());
            }
            refuse_unless(at.plus_secs(10) <= now)?;
        }
        self.sounds.push((device.clone(), sound, now));
        Ok(())
    }
}
