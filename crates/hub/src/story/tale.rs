//! How a story is put together, and how times and lengths are said in it.

use antre_domain::story::{Entry, Moment, OtherCalled};
use antre_domain::{StateName, Story, Timestamp};
use chrono::{Datelike as _, NaiveDate};

use super::calls::Kind;
use super::sheet::{Paragraph, Sheet};
use crate::texts::Words;

const DAYS_ID: [&str; 7] = [
    "Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu",
];
const DAYS_EN: [&str; 7] = [
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
];
const MONTHS_ID: [&str; 12] = [
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
];
const MONTHS_EN: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Tells stories to one reader, whom it calls "you".
#[derive(Debug, Clone, Copy)]
pub(super) struct Narrator<'a> {
    pub(super) words: Words<'a>,
}

impl Narrator<'_> {
    /// The whole story of one ticket.
    pub(super) fn story(&self, story: &Story) -> Sheet {
        let mut paragraphs = vec![Paragraph {
            times: self.words.time(story.came.at),
            text: self.came(story.number, &story.came),
        }];
        let mut rest = story.entries.as_slice();
        while let Some((entry, others)) = rest.split_first() {
            let run = run_of(rest);
            if run.is_empty() {
                if !is_said_by_the_next(entry, others.first()) {
                    paragraphs.push(Paragraph {
                        times: self.words.time(entry.at),
                        text: self.moment_of(entry),
                    });
                }
                rest = others;
            } else {
                let kind = Kind::of(run[0]);
                paragraphs.push(Paragraph {
                    times: self.span(entry.at, rest[run.len() - 1].at),
                    text: self.others(&kind, &run),
                });
                rest = &rest[run.len()..];
            }
        }
        if story.entries_left_out > 0 {
            let count = story.entries_left_out;
            paragraphs.push(Paragraph {
                times: String::new(),
                text: self.words.tongue().pick(
                    format!("{count} kejadian lagi tidak ditampilkan."),
                    format!("{count} more events are not shown."),
                ),
            });
        }
        Sheet {
            heading: self.heading(story),
            paragraphs,
            closing: vec![self.wait_of(story), self.amounts(story)],
        }
    }

    /// Which ticket, where and when.
    pub(super) fn heading(&self, story: &Story) -> Vec<String> {
        let service = self.words.service(&story.came.issued_for);
        let class = self.words.class(&story.came.class);
        let branch = self.words.config.map_or("", |config| config.name.as_str());
        vec![
            format!("{} · {service} · {class}", story.number),
            format!("{branch} · {}", self.day(story.date)),
        ]
    }

    /// How long it waited, and for what.
    fn wait_of(&self, story: &Story) -> String {
        let say = self.words.tongue();
        let waited = self.words.lasting(story.waited_secs);
        let held = if story.held_secs > 0 {
            let held = self.words.lasting(story.held_secs);
            say.pick(
                format!(", {held} di antaranya selagi seluruh pelayanan terhenti"),
                format!(", {held} of it while all service was stopped"),
            )
        } else {
            String::new()
        };
        if let Some(from) = story.came.carried {
            let since = self.date_and_time(from.since);
            return say.pick(
                format!("Anda antre sejak {since}, melewati pergantian hari layanan."),
                format!("You had been in the queue since {since}, over the end of a business day."),
            );
        }
        let is_carried = |entry: &Entry| matches!(entry.moment, Moment::CarriedOn { .. });
        if story.entries.last().is_some_and(is_carried) {
            return self.say(
                "Hari itu Anda belum dilayani ketika hari layanan berakhir.",
                "You had not been served when the business day ended.",
            );
        }
        let is_call = |entry: &&Entry| matches!(entry.moment, Moment::Called { .. });
        let calls = story.entries.iter().filter(is_call).count();
        if let (Some(booking), Some(call)) =
            (story.came.booking, story.entries.iter().find(is_call))
            && booking.in_time
            && calls == 1
            && booking.at < call.at
        {
            let late = self.words.lasting(call.at.secs_since(booking.at));
            return say.pick(
                format!("Anda menunggu {waited} sejak datang, {late} sejak jam janji temu{held}."),
                format!("You waited {waited} since you came, {late} since your booked time{held}."),
            );
        }
        match (calls, story.state == StateName::Waiting) {
            (_, true) => say.pick(
                format!("Sampai catatan terakhir Anda masih menunggu: sudah {waited}{held}."),
                format!("At the end of the log you were still waiting: {waited} so far{held}."),
            ),
            (0 | 1, false) => say.pick(
                format!("Anda menunggu {waited}{held}."),
                format!("You waited {waited}{held}."),
            ),
            (calls, false) => say.pick(
                format!("Anda dipanggil {calls} kali dan seluruhnya menunggu {waited}{held}."),
                format!("You were called {calls} times and waited {waited} in all{held}."),
            ),
        }
    }

    /// `08.14`, or from one time to another.
    fn span(&self, from: Timestamp, to: Timestamp) -> String {
        let (from, to) = (self.words.time(from), self.words.time(to));
        if from == to {
            from
        } else {
            format!("{from}–{to}")
        }
    }

    /// One of two texts.
    pub(super) fn say(&self, indonesian: &str, english: &str) -> String {
        self.words.tongue().pick(indonesian, english).to_owned()
    }

    /// `Senin, 23 November 2026`.
    pub(super) fn day(&self, date: NaiveDate) -> String {
        let weekday = date.weekday().num_days_from_monday() as usize;
        let weekday = self.words.tongue().pick(DAYS_ID[weekday], DAYS_EN[weekday]);
        format!("{weekday}, {} {}", self.month(date), date.year())
    }

    /// `23 November`.
    fn month(&self, date: NaiveDate) -> String {
        let month = date.month0() as usize;
        let month = self.words.tongue().pick(MONTHS_ID[month], MONTHS_EN[month]);
        format!("{} {month}", date.day())
    }

    /// `23 November pukul 14.10`.
    pub(super) fn date_and_time(&self, at: Timestamp) -> String {
        let local = self.words.config.map_or_else(
            || at.to_utc().date_naive(),
            |config| config.time_zone.local(at).date_naive(),
        );
        let (date, time) = (self.month(local), self.words.time(at));
        self.words
            .tongue()
            .pick(format!("{date} pukul {time}"), format!("{time} on {date}"))
    }
}

/// The calls of others at the head of `entries` that become one sentence.
fn run_of(entries: &[Entry]) -> Vec<&OtherCalled> {
    let mut run: Vec<&OtherCalled> = Vec::new();
    for entry in entries {
        let Moment::OtherCalled(other) = &entry.moment else {
            break;
        };
        let kind = Kind::of(other);
        let goes_on = run.first().is_none_or(|first| Kind::of(first) == kind);
        if !kind.folds() || !goes_on {
            break;
        }
        run.push(other);
    }
    run
}

/// A clerk who calls the next one starts and ends what stood there in one act.
pub(super) fn is_said_by_the_next(entry: &Entry, next: Option<&Entry>) -> bool {
    let ends = |next: &Entry| {
        matches!(
            next.moment,
            Moment::Finished { .. } | Moment::WentOn { .. } | Moment::ServedAtDayEnd
        )
    };
    matches!(entry.moment, Moment::Started { .. })
        && next.is_some_and(|next| next.at == entry.at && ends(next))
}
