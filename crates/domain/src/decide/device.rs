//! What kiosks report: the health of their printers, changed rolls, and what became of slips.

use crate::command::Role;
use crate::device::{PrinterHealth, SlipKind, SlipState};
use crate::event::What;
use crate::ids::{DeviceId, TicketId};
use crate::rejection::Rejection;
use crate::ticket::COPIES_MAX;

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
            Role::Kiosk | Role::Counter | Role::Supervisor | Role::Admin => {
                return Err(Rejection::Forbidden);
            }
        }
        match self.day.health_due(device, health) {
            None => return Ok(Vec::new()),
            Some(again_at) if self.now < again_at => {
                return Err(Rejection::HealthTooSoon { again_at });
            }
            Some(_) => {}
        }
        let is_new = !self.day.devices.contains_key(device);
        if is_new && self.day.devices.len() >= DEVICES_MAX {
            return Err(Rejection::DeviceLimit(DEVICES_MAX));
        }
        Ok(vec![What::DeviceHealthChanged {
            device: device.clone(),
            health,
        }])
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
            | (Role::Counter | Role::Supervisor | Role::Admin | Role::Timer, _) => {
                Err(Rejection::Forbidden)
            }
        }
    }
}
