//! Services that are over their target: seen until somebody has seen them, and heard once.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use antre_domain::{ServiceId, Timestamp};

/// A service sounds again only after this time, however often it passes its target.
pub const TONE_GAP: Duration = Duration::from_secs(30);

/// A service that passed its target, until a supervisor has seen it: one for each service at most.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alert {
    /// Which.
    pub service: ServiceId,
    /// When it was noticed, by the hub's clock.
    pub since: Timestamp,
    /// Whether it still is over its target.
    pub late: bool,
}

/// All of them, the oldest first.
#[derive(Debug, Default)]
pub(super) struct Alerts {
    rows: Vec<Alert>,
    late: BTreeSet<ServiceId>,
    toned_at: BTreeMap<ServiceId, Duration>,
    muted: bool,
    tone: bool,
}

impl Alerts {
    /// Looks at all services of the branch: which they are, and which of them are over their target.
    pub(super) fn look(&mut self, services: &[(ServiceId, bool)], at: Timestamp, now: Duration) {
        let late: BTreeSet<ServiceId> = services
            .iter()
            .filter(|(_, late)| *late)
            .map(|(service, _)| service.clone())
            .collect();
        let is_there = |service: &ServiceId| services.iter().any(|(id, _)| id == service);
        self.rows.retain(|row| is_there(&row.service));
        self.toned_at
            .retain(|service, toned_at| is_there(service) && now < *toned_at + TONE_GAP);
        for row in &mut self.rows {
            row.late = late.contains(&row.service);
        }
        for service in late.difference(&self.late) {
            self.rows.retain(|row| row.service != *service);
            self.rows.push(Alert {
                service: service.clone(),
                since: at,
                late: true,
            });
            if !self.muted && !self.toned_at.contains_key(service) {
                self.toned_at.insert(service.clone(), now);
                self.tone = true;
            }
        }
        self.late = late;
    }

    /// The oldest one was seen.
    pub(super) fn seen(&mut self) {
        if !self.rows.is_empty() {
            self.rows.remove(0);
        }
    }

    /// What was about to sound does not.
    pub(super) fn mute(&mut self) {
        self.muted = !self.muted;
        self.tone = false;
    }

    pub(super) fn is_muted(&self) -> bool {
        self.muted
    }

    pub(super) fn rows(&self) -> &[Alert] {
        &self.rows
    }

    /// Whether something is to be heard now; asked once, it is heard.
    pub(super) fn take_tone(&mut self) -> bool {
        std::mem::take(&mut self.tone)
    }
}
