//! How long people may wait, for every reader and on every screen.

use antre_domain::{ClassId, Event, ServiceId, Ticket, Timestamp, What};
use antre_protocol::{Change, ViewKind, Wait};
use antre_storage::ToldWait;

use super::Followed;
use crate::views::{Scene, wait_change};
use crate::waits::Outlook;

impl Followed {
    /// How long one who comes for `service` at `now` may wait, in the regular class; `None` where nobody
    /// can say.
    pub(crate) fn wait(&self, service: &ServiceId, now: Timestamp) -> Option<Wait> {
        let scene = Scene::new(&self.branch, &self.known, now)?;
        let service = scene.config.service(service)?;
        scene.wait(service, ViewKind::Counter).0
    }

    /// How long one may wait whose number was given just now, behind `more` others whose numbers were and
    /// of whom nobody here has heard yet.
    pub(crate) fn wait_behind(
        &self,
        service: &ServiceId,
        class: &ClassId,
        more: usize,
        now: Timestamp,
    ) -> Option<Wait> {
        let day = self.branch.day()?;
        self.known.waits.behind(day, service, class, more, now)
    }

    /// How long a ticket may still wait; `None` where it does not wait, or nobody can say.
    pub(crate) fn ticket_wait(&self, ticket: &Ticket, now: Timestamp) -> Option<Wait> {
        self.known.waits.ticket(self.branch.day()?, ticket, now)
    }

    /// The last event that made everything anew; `None` before the first day.
    pub(crate) fn config_seq(&self) -> Option<u64> {
        self.config_seq
    }

    /// What a forecast has to be of: see [`Waits::age`].
    pub(crate) fn waits_age(&self) -> u64 {
        self.known.waits.age()
    }

    /// Takes in a forecast.
    pub(crate) fn publish(&mut self, outlook: Outlook, now: Timestamp) {
        self.known.waits.publish(outlook);
        self.renew_waits(now);
    }

    /// How often ranges were others on a screen.
    pub(crate) fn waits_version(&self) -> u64 {
        self.waits_version
    }

    /// The ranges that were others than before after `version` on views of `kind`.
    pub(crate) fn wait_changes(&self, version: u64, kind: ViewKind) -> Vec<Change> {
        let Some(views) = &self.views else {
            return Vec::new();
        };
        let newer = self.waits_told.iter().filter(|(_, at)| **at > version);
        newer
            .filter_map(|(service, _)| wait_change(views.of(kind), service))
            .collect()
    }

    /// Takes into the views how long people may wait now.
    pub(crate) fn renew_waits(&mut self, now: Timestamp) {
        self.known.waits.refresh(now);
        let scene = Scene::new(&self.branch, &self.known, now);
        let (Some(scene), Some(views)) = (scene, &mut self.views) else {
            return;
        };
        let version = self.waits_version + 1;
        for service in &scene.config.services {
            for kind in [ViewKind::Kiosk, ViewKind::Display, ViewKind::Counter] {
                let change = scene.wait_change(service, kind);
                let view = views.of_mut(kind);
                if wait_change(view, &service.id).is_some_and(|told| told != change) {
                    view.apply(change);
                    self.waits_told.insert(service.id.clone(), version);
                    self.waits_version = version;
                }
            }
        }
    }

    /// Notes what an event changes of what is known of people's waits.
    pub(super) fn judge(&mut self, event: &Event) -> Option<ToldWait> {
        if let What::Configured { .. } | What::DayOpened { .. } = &event.what {
            self.config_seq = Some(self.seq);
            self.waits_told.clear();
        }
        let (config, day) = (self.branch.config()?, self.branch.day()?);
        self.known.waits.take(config, day, event)
    }
}
