//! The days before a demo's own: a branch without a past has nothing to tell a waiting time from, and
//! nothing to report.

use std::path::Path;

use antre_domain::{Config, Event, LogTail, Timestamp, What, encode};
use antre_forecast::rehearsal::Rehearsal;
use antre_forecast::scenario;
use antre_storage::{Appended, Batch, DataDir, Log, NewEvent, OpenOptions};
use anyhow::{Context, Result, anyhow};
use chrono::{Days, NaiveDate};

use crate::demo::branch::Sample;

/// How many days before the demo's own the history begins: two weeks, of which the branch works ten days
/// or so.
const DAYS: u64 = 14;

/// Lives the days before `at` and writes them into the empty directory `data`. The log ends on the morning
/// of the demo's own day, before anybody comes.
pub(crate) fn write(
    data: &Path,
    sample: Sample,
    config: &Config,
    at: Timestamp,
    rehearsal: bool,
) -> Result<()> {
    let scenario = scenario::parse(sample.scenario(), config)?;
    let options = OpenOptions {
        create: true,
        rehearsal,
    };
    let today = config.time_zone.business_date(at, config.day_starts);
    let first = today.checked_sub_days(Days::new(DAYS));
    let first = first.context("a demo's date has days before it")?;
    let begins = |date: NaiveDate| config.time_zone.instant(date, config.day_starts.minutes());
    let mut page = Page::new(DataDir::open(data, options)?.log()?);
    let epoch = page.log.tail().epoch;
    let refused = |rejection| anyhow!("a day before the demo's was refused: {rejection}");
    let mut rehearsed = Rehearsal::begin(
        config,
        begins(first),
        (epoch.counter, epoch.random),
        rehearsal,
        &mut |_, event| page.note(event),
    )
    .map_err(refused)?;
    // Every day has chances of its own, the same whenever it is lived.
    for (day, seed) in first.iter_days().skip(1).zip(1..=DAYS) {
        rehearsed
            .live(&scenario, seed, &mut |_, event| page.note(event))
            .map_err(refused)?;
        // A new day records how the log ended that it follows.
        rehearsed.tail = page.write()?;
        rehearsed
            .wait(begins(day), &mut |_, event| page.note(event))
            .map_err(refused)?;
    }
    page.write()?;
    Ok(())
}

/// Events on their way into the log.
struct Page {
    log: Log,
    batch: Batch,
}

impl Page {
    fn new(log: Log) -> Self {
        Self {
            log,
            batch: Batch::default(),
        }
    }

    fn note(&mut self, event: &Event) {
        let day = if let What::DayOpened { date, .. } = &event.what {
            Some(*date)
        } else {
            None
        };
        self.batch.events.push(NewEvent {
            at_ms: event.at.millis(),
            day,
            kind: event.what.kind(),
            body: encode(event),
        });
    }

    fn write(&mut self) -> Result<LogTail> {
        let Appended { last_seq, hash, .. } = self.log.append(&self.batch)?;
        self.batch.events.clear();
        Ok(LogTail {
            seq: last_seq,
            hash,
        })
    }
}

#[cfg(test)]
mod tests {
    use antre_domain::{Branch, decode};
    use antre_storage::{READ_EVENTS_MAX, verify};
    use clap::ValueEnum as _;

    use super::*;

    #[test]
    fn every_sample_branch_has_two_weeks_behind_it_and_an_empty_morning() {
        for sample in Sample::value_variants() {
            let dir = tempfile::tempdir().unwrap();
            let (file, data) = (dir.path().join("branch.toml"), dir.path().join("data"));
            std::fs::write(&file, sample.file("http://127.0.0.1:1")).unwrap();
            let config = antre_hub::read_branch_file(&file).unwrap();
            let at = "2026-12-02T08:00:00+07:00".parse().unwrap();
            write(&data, *sample, &config, at, true).unwrap();

            let report = verify(&data, |_, _| {}).unwrap();
            assert_eq!(report.faults, [], "{}", sample.name());
            assert_eq!(report.days, DAYS + 1);
            let options = OpenOptions {
                create: false,
                rehearsal: true,
            };
            let reader = DataDir::open(&data, options).unwrap().reader().unwrap();
            let (mut branch, mut issued, mut next_seq) = (Branch::default(), 0, 1);
            loop {
                let page = reader.events(next_seq, READ_EVENTS_MAX).unwrap();
                let Some(last) = page.last() else { break };
                next_seq = last.seq + 1;
                for stored in page {
                    let event = decode(&stored.body).unwrap();
                    issued += u32::from(matches!(event.what, What::TicketIssued { .. }));
                    branch.apply(&event);
                }
            }
            let today = branch.day().unwrap();
            assert_eq!(today.date, "2026-12-02".parse().unwrap());
            assert!(today.tickets.is_empty() && branch.last_event_at() < at);
            assert!(issued > 2_000, "{}: {issued}", sample.name());
        }
    }
}
