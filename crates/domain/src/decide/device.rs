//! What devices report: the health of printers, the sound of displays, changed rolls, and what became of
//! slips.

use std::collections::BTreeMap;

use crate::announcement::SoundHealth;
use crate::command::Role;
use crate::device::{PrinterHealth, SlipKind, SlipState};
use crate::event::What;
use crate::ids::{DeviceId, TicketId};
use crate::rejection::Rejection;
use crate::ticket::COPIES_MAX;
use crate::time::Timestamp;

use super::Floor;

/// The most devices that one day keeps something of.
pub(super) const DEVICES_MAX: usize = 256;

impl Floor<'_> {
    /// Nothing where it is no change.
    pub(super) fn report_health(
        &self,
        device: &DeviceId,
        health: PrinterHealth,
    ) -> Result<Vec<What>, Rejection> {
        match self.by.role {
            // Time notices that a device is not heard of any longer.
            Role::Timer => {}
            Role::Kiosk if self.by.device.as_ref() == Some(device) => {}
            Role::Kiosk | Role::Greeter | Role::Counter | Role::Supervisor | Role::Admin => {
                return Err(Rejection::Forbidden);
            }
        }
        let due_at = self.day.health_due(device, health);
        let is_recorded = self.is_recorded(&self.day.devices, device, due_at)?;
        let changed = is_recorded.then(|| What::DeviceHealthChanged {
            device: device.clone(),
            health,
        });
        Ok(changed.into_iter().collect())
    }

    /// A display says nothing by an act of its own: the hub tells of it, as of one that is silent.
    pub(super) fn report_sound(
        &self,
        device: &DeviceId,
        sound: SoundHealth,
    ) -> Result<Vec<What>, Rejection> {
        match self.by.role {
            Role::Timer => {}
            Role::Kiosk | Role::Greeter | Role::Counter | Role::Supervisor | Role::Admin => {
                return Err(Rejection::Forbidden);
            }
        }
        let due_at = self.day.sound_due(device, sound);
        let is_recorded = self.is_recorded(&self.day.sounds, device, due_at)?;
        let changed = is_recorded.then(|| What::SoundHealthChanged {
            device: device.clone(),
            sound,
        });
        Ok(changed.into_iter().collect())
    }

    /// Whether a change of `device` that may be recorded from `due_at` is recorded now.
    fn is_recorded<T>(
        &self,
        recorded: &BTreeMap<DeviceId, T>,
        device: &DeviceId,
        due_at: Option<Timestamp>,
    ) -> Result<bool, Rejection> {
        match due_at {
            None => Ok(false),
            Some(again_at) if self.now < again_at => Err(Rejection::HealthTooSoon { again_at }),
            Some(_) if !recorded.contains_key(device) && recorded.len() >= DEVICES_MAX => {
                Err(Rejection::DeviceLimit(DEVICES_MAX))
            }
            Some(_) => Ok(true),
        }
    }

    pub(super) fn report_roll(
        &self,
        used_mm: u32,
        cuts: u32,
        by_hand: bool,
    ) -> Result<Vec<What>, Rejection> {
        let device = self.own_device()?;
        Ok(vec![What::RollChanged {
            device,
            used_mm,
            cuts,
            by_hand,
        }])
    }

    /// The first word on a ticket's original and on its officer's slip is the last; each copy has its
    /// own. The same word again is none.
    pub(super) fn report_slip(
        &self,
        id: TicketId,
        kind: SlipKind,
        state: SlipState,
    ) -> Result<Vec<What>, Rejection> {
        let device = self.own_device()?;
        let slips = &self.ticket(id)?.slips;
        let known = match kind {
            SlipKind::Original => slips.original,
            SlipKind::Officer => slips.officer,
            SlipKind::Copy if slips.copies >= COPIES_MAX => {
                return Err(Rejection::CopyLimit(COPIES_MAX));
            }
            SlipKind::Copy => None,
        };
        match known {
            Some(known) if known == state => Ok(Vec::new()),
            Some(_) => Err(Rejection::SlipEnded),
            None => Ok(vec![What::SlipEnded {
                ticket: id,
                device,
                kind,
                state,
            }]),
        }
    }

    /// Only a kiosk reports, and only of itself.
    pub(super) fn own_device(&self) -> Result<DeviceId, Rejection> {
        match (self.by.role, &self.by.device) {
            (Role::Kiosk, Some(device)) => Ok(device.clone()),
            (Role::Kiosk, None)
            | (Role::Greeter | Role::Counter | Role::Supervisor | Role::Admin | Role::Timer, _) => {
                Err(Rejection::Forbidden)
            }
        }
    }
}
