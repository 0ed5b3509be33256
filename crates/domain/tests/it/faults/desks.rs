//! What a branch may not say about its counters: what is asked of clerks, what services deliver.

use antre_domain::config::FaultCode::*;
use antre_domain::config::{Config, DELIVERIES_MAX, Delivery, OnTransfer, TransferClass};

use super::{FaultCode, Plant, puskesmas};
use crate::scene::{class, id};

pub(super) fn of_desks() -> Vec<(FaultCode, &'static str, Plant)> {
    vec![
        (OutOfRange, "rules.recall_gap_secs", |c| {
            c.rules.recall_gap_secs = 601
        }),
        (OutOfRange, "rules.call_gap_secs", |c| {
            c.rules.call_gap_secs = 601
        }),
        (OutOfRange, "rules.wrap_up_secs", |c| {
            c.rules.wrap_up_secs = 3_601
        }),
        (OutOfRange, "rules.lock_secs", |c| {
            c.rules.lock_secs = 86_401
        }),
        (OutOfRange, "rules.directed_secs", |c| {
            c.rules.directed_secs = 59
        }),
        (OutOfRange, "rules.directed_secs", |c| {
            c.rules.directed_secs = 86_401
        }),
        (NoPriority, "services[2].on_transfer.class", |c| {
            c.classes.pop();
            c.series.retain(|series| series.class.is_none());
            c.series[0].services = vec![id("umum"), id("lab")];
            c.services[2].on_transfer = gains();
        }),
        (DuplicateId, "deliveries[1].id", |c| {
            c.deliveries = vec![delivery("obat"), delivery("obat")]
        }),
        (EmptyText, "deliveries[0].name", |c| {
            c.deliveries = vec![delivery("obat")];
            c.deliveries[0].name = " ".into();
        }),
        (UnknownReference, "deliveries[0].services[1]", |c| {
            c.deliveries = vec![delivery("obat")];
            c.deliveries[0].services = vec![id("umum"), id("apotek")];
        }),
        (ListTooLong, "deliveries", |c| {
            let many = (0..=DELIVERIES_MAX).map(|nth| delivery(&format!("d{nth}")));
            c.deliveries = many.collect();
        }),
    ]
}

fn delivery(name: &str) -> Delivery {
    Delivery {
        id: id(name),
        name: name.into(),
        services: Vec::new(),
    }
}

fn gains() -> OnTransfer {
    OnTransfer {
        class: TransferClass::Gain,
        ..OnTransfer::default()
    }
}

#[test]
fn as_many_deliveries_as_there_may_be_and_every_limit_itself_are_no_fault() {
    let mut config: Config = puskesmas();
    let many = (0..DELIVERIES_MAX).map(|nth| delivery(&format!("d{nth}")));
    config.deliveries = many.collect();
    config.rules.recall_gap_secs = 600;
    config.rules.call_gap_secs = 600;
    config.rules.wrap_up_secs = 3_600;
    config.rules.lock_secs = 0;
    config.rules.directed_secs = 60;
    config.services[2].on_transfer = gains();
    assert_eq!(config.check(), Ok(()));
}

#[test]
fn a_priority_by_appointment_is_none_that_a_move_could_give() {
    let mut config = puskesmas();
    config.classes[1].appointment = Some(Default::default());
    config.classes[1].target_wait_secs = class("x", 600).target_wait_secs;
    config.services[2].on_transfer = gains();
    let faults = config.check().unwrap_err();
    let codes: Vec<_> = faults.iter().map(|fault| fault.code).collect();
    assert_eq!(codes, [NoPriority]);
}
