//! What kiosks are told of their reserves, read from the followed branch.

use std::collections::BTreeMap;

use antre_domain::config::Series;
use antre_domain::{ClassId, Config, Day, DeviceId, SeriesId, TicketNumber};
use antre_protocol::{
    ReserveAnswer, ReserveDay, ReserveFacts, ReserveSeries, ReserveService, ReservedNumber,
};
use chrono::NaiveDate;
use data_encoding::HEXLOWER;
use sha2::{Digest as _, Sha256};

use crate::followed::Followed;

/// A series is short of numbers where its head has this part of what one kiosk holds, or less: far
/// enough below what every grant leaves it that a returned reserve is not asked for again at once.
const SHORT_PART: u16 = 4;
/// How many bytes of its hash tell one version from another.
const VERSION_BYTES: usize = 8;

/// Everything that `device` holds; `None` before the first day.
pub(crate) fn answer(followed: &Followed, device: &DeviceId) -> Option<ReserveAnswer> {
    let (config, day) = (followed.branch.config()?, followed.branch.day()?);
    let dates = config.reserve_dates(day.date);
    let days = dates.map(|date| of_day(followed, config, day, device, date));
    Some(ReserveAnswer {
        days: days.collect(),
    })
}

fn of_day(
    followed: &Followed,
    config: &Config,
    day: &Day,
    device: &DeviceId,
    date: NaiveDate,
) -> ReserveDay {
    let mut held: BTreeMap<&SeriesId, Vec<(TicketNumber, ReservedNumber)>> = BTreeMap::new();
    for (ticket, reserved) in day.reserves.of(device) {
        if reserved.date == date {
            let number = ReservedNumber {
                ticket,
                number: reserved.number,
                url: followed.url(ticket),
            };
            let of_series = held.entry(&reserved.series).or_default();
            of_series.push((reserved.number, number));
        }
    }
    let series = held.into_iter().map(|(id, mut numbers)| {
        numbers.sort_by_key(|(number, _)| *number);
        ReserveSeries {
            id: id.clone(),
            numbers: numbers.into_iter().map(|(_, number)| number).collect(),
        }
    });
    let walk_in = config.services.iter().filter(|service| service.walk_in);
    let services = walk_in.map(|service| {
        // Nobody can name a booked time to a kiosk without its hub.
        let classes = config.classes.iter();
        let classes = classes.filter(|class| class.appointment.is_none());
        let series = classes.filter_map(|class| {
            let series = config.series_of(&service.id, &class.id)?;
            Some((class.id.clone(), series.id.clone()))
        });
        ReserveService {
            id: service.id.clone(),
            open: config.spans(service, date),
            series: series.collect::<Vec<(ClassId, SeriesId)>>(),
        }
    });
    let next = date.succ_opt().unwrap_or(date);
    ReserveDay {
        date,
        from: config.day_starts_at(date),
        to: config.day_starts_at(next),
        series: series.collect(),
        services: services.collect(),
    }
}

/// What every connected kiosk is told. The version is another on another day, under another
/// configuration and in another history.
pub(crate) fn facts(config: &Config, day: &Day, epoch: &str) -> ReserveFacts {
    let content = (epoch, day.date, config);
    let bytes =
        serde_json::to_vec(&content).expect("a configuration is plain data, which JSON can hold");
    ReserveFacts {
        per_series: config.reserve,
        recall: recall(config, day),
        version: HEXLOWER.encode(&Sha256::digest(bytes)[..VERSION_BYTES]),
    }
}

/// The series whose head has hardly a number left, while kiosks still hold some.
pub(crate) fn recall(config: &Config, day: &Day) -> Vec<SeriesId> {
    let is_held = |series: &Series| {
        let mut reserves = day.reserves.iter();
        reserves.any(|(_, one)| one.date == day.date && one.series == series.id)
    };
    let is_short = |series: &&Series| {
        let wanted = config.reserve_of(series, day.date);
        day.numbers_left(series) <= wanted / SHORT_PART && is_held(series)
    };
    let short = config.series.iter().filter(is_short);
    short.map(|series| series.id.clone()).collect()
}
