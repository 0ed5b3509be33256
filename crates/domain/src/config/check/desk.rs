//! What is asked of clerks, and what services deliver.

use super::{Check, FaultCode, LIST_MAX};
use crate::config::{DELIVERIES_MAX, TransferClass};

/// The longest time between two calls, and between a call and its repetition.
const GAP_SECS_MAX: u32 = 600;
const WRAP_UP_SECS_MAX: u32 = 3_600;
const LOCK_SECS_MAX: u32 = 24 * 3_600;
/// A minute is the least in which anybody gets to the other counter.
const DIRECTED_SECS_MIN: u32 = 60;
const DIRECTED_SECS_MAX: u32 = 24 * 3_600;

impl Check<'_> {
    pub(super) fn desk(&mut self) {
        let config = self.config;
        let rules = &config.rules;
        self.range(
            "rules.recall_gap_secs",
            rules.recall_gap_secs,
            0,
            GAP_SECS_MAX,
        );
        self.range("rules.call_gap_secs", rules.call_gap_secs, 0, GAP_SECS_MAX);
        self.range(
            "rules.wrap_up_secs",
            rules.wrap_up_secs,
            0,
            WRAP_UP_SECS_MAX,
        );
        self.range("rules.lock_secs", rules.lock_secs, 0, LOCK_SECS_MAX);
        self.range(
            "rules.directed_secs",
            rules.directed_secs,
            DIRECTED_SECS_MIN,
            DIRECTED_SECS_MAX,
        );
        for (index, service) in config.services.iter().enumerate() {
            let gains = service.on_transfer.class == TransferClass::Gain;
            if gains && config.first_priority().is_none() {
                let path = format!("services[{index}].on_transfer.class");
                self.fault(path, FaultCode::NoPriority, &service.id);
            }
        }
        let deliveries = &config.deliveries;
        self.at_most("deliveries", deliveries.len(), DELIVERIES_MAX);
        self.unique("deliveries", deliveries.iter().map(|one| one.id.as_str()));
        for (index, delivery) in deliveries.iter().enumerate() {
            self.text(format!("deliveries[{index}].name"), &delivery.name);
            let path = format!("deliveries[{index}].services");
            self.at_most(path.as_str(), delivery.services.len(), LIST_MAX);
            for (at, service) in delivery.services.iter().enumerate() {
                if config.service(service).is_none() {
                    self.fault(
                        format!("{path}[{at}]"),
                        FaultCode::UnknownReference,
                        service,
                    );
                }
            }
        }
    }
}
