//! Help at a kiosk, and services that give no numbers for a while. Both end with the day.

use crate::command::Role;
use crate::event::What;
use crate::ids::{DeviceId, ServiceId};
use crate::rejection::Rejection;

use super::Floor;
use super::device::DEVICES_MAX;

impl Floor<'_> {
    /// One call for help a kiosk: a second touch while it is open says nothing new.
    pub(super) fn ask_help(&self, device: &DeviceId) -> Result<Vec<What>, Rejection> {
        self.is_own(device)?;
        if self.day.helps.contains_key(device) {
            return Ok(Vec::new());
        }
        if self.day.helps.len() >= DEVICES_MAX {
            return Err(Rejection::DeviceLimit(DEVICES_MAX));
        }
        Ok(vec![What::HelpAsked {
            device: device.clone(),
        }])
    }

    /// Whoever comes second to answer has nothing left to do.
    pub(super) fn answer_help(&self, device: &DeviceId) -> Result<Vec<What>, Rejection> {
        self.receives()?;
        let open = self.day.helps.contains_key(device);
        let answered = open.then(|| What::HelpAnswered {
            device: device.clone(),
        });
        Ok(answered.into_iter().collect())
    }

    pub(super) fn pause_service(&self, service: &ServiceId) -> Result<Vec<What>, Rejection> {
        let paused = self.may_pause(service)?;
        let event = (!paused).then(|| What::ServicePaused {
            service: service.clone(),
        });
        Ok(event.into_iter().collect())
    }

    pub(super) fn resume_service(&self, service: &ServiceId) -> Result<Vec<What>, Rejection> {
        let paused = self.may_pause(service)?;
        let event = paused.then(|| What::ServiceResumed {
            service: service.clone(),
        });
        Ok(event.into_iter().collect())
    }

    /// Whether it is paused now, if the actor may change that.
    fn may_pause(&self, service: &ServiceId) -> Result<bool, Rejection> {
        match self.by.role {
            Role::Supervisor | Role::Admin => {}
            Role::Kiosk | Role::Greeter | Role::Counter | Role::Timer => {
                return Err(Rejection::Forbidden);
            }
        }
        if self.config.service(service).is_none() {
            return Err(Rejection::UnknownService(service.clone()));
        }
        Ok(self.day.paused.contains(service))
    }

    /// A kiosk speaks for itself alone.
    pub(super) fn is_own(&self, device: &DeviceId) -> Result<(), Rejection> {
        if self.own_device()? == *device {
            Ok(())
        } else {
            Err(Rejection::Forbidden)
        }
    }
}
