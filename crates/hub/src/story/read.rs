//! From a question to the events of one business day.

use std::path::Path;

use antre_domain::story::{Asked, Teller};
use antre_domain::{DecodeError, decode};
use antre_storage::{LogReader, OpenedDay, READ_EVENTS_MAX, StorageError};
use chrono::NaiveDate;

use super::Why;
use crate::texts::Tongue;

/// What somebody wants to know.
#[derive(Debug, Clone, Copy)]
pub struct Question {
    /// Of which ticket.
    pub ticket: Asked,
    /// Why this one went before it, if that is all they ask.
    pub before: Option<Asked>,
    /// On which business day; the last one where absent.
    pub date: Option<NaiveDate>,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum WhyError {
    /// The log cannot be read.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// An event cannot be read: the log was written by a newer Antre, or by something else.
    #[error("event {seq}: {error}")]
    Event {
        /// Which.
        seq: u64,
        /// Why.
        error: DecodeError,
    },
    /// The branch has not had a business day yet.
    #[error("the branch has not had a business day yet")]
    NoDays,
    /// There was no business day of this date.
    #[error("there was no business day {date}; the log has {first} to {last}")]
    NoSuchDay {
        /// The date.
        date: NaiveDate,
        /// The first day of the log.
        first: NaiveDate,
        /// Its last.
        last: NaiveDate,
    },
    /// No such number was given on this day.
    #[error("{} was not given on {date}", shown(*.asked))]
    NoSuchTicket {
        /// The number or id.
        asked: Asked,
        /// The day.
        date: NaiveDate,
    },
    /// Nobody goes before themselves: ask with another number.
    #[error("a number is compared with another one")]
    SameTicket,
}

impl WhyError {
    /// For the reader. What the file system or SQLite says stays in its own language.
    pub fn sentence(&self, tongue: Tongue) -> String {
        match (tongue, self) {
            (Tongue::Id, Self::NoDays) => "Cabang ini belum pernah membuka hari layanan.".into(),
            (Tongue::En, Self::NoDays) => "This branch has not had a business day yet.".into(),
            (Tongue::Id, Self::NoSuchDay { date, first, last }) => format!(
                "Tidak ada hari layanan {date}. Catatan berisi hari layanan antara {first} dan {last}."
            ),
            (Tongue::En, Self::NoSuchDay { date, first, last }) => format!(
                "There was no business day {date}. The log has days between {first} and {last}."
            ),
            (Tongue::Id, Self::NoSuchTicket { asked, date }) => {
                format!("Nomor {} tidak diberikan pada {date}.", shown(*asked))
            }
            (Tongue::En, Self::NoSuchTicket { asked, date }) => {
                format!("Number {} was not given on {date}.", shown(*asked))
            }
            (Tongue::Id, Self::SameTicket) => "Sebutkan nomor lain untuk dibandingkan.".into(),
            (Tongue::En, Self::SameTicket) => "Name another number to compare with.".into(),
            (Tongue::Id, Self::Storage(error)) => format!("Catatan tidak dapat dibaca: {error}"),
            (Tongue::En, Self::Storage(error)) => format!("The log cannot be read: {error}"),
            (Tongue::Id, Self::Event { .. }) => format!("Catatan tidak dapat dibaca: {self}"),
            (Tongue::En, Self::Event { .. }) => format!("The log cannot be read: {self}"),
        }
    }
}

/// Answers a question from the log of a data directory, beside a running hub or without one.
pub fn why(data: &Path, question: &Question) -> Result<Why, WhyError> {
    let reader = LogReader::open(data)?;
    let days = reader.days()?;
    let index = day_of(&days, question.date)?;
    let date = days[index].date;
    let mut teller = Teller::new(question.ticket);
    let mut before = question.before.map(Teller::new);
    each_event(&reader, &days[index..], |event| {
        teller.take(&event);
        if let Some(before) = &mut before {
            before.take(&event);
        }
    })?;
    let no_days = || WhyError::NoDays;
    let config = teller.config().ok_or_else(no_days)?.clone();
    let not_given = |asked| move || WhyError::NoSuchTicket { asked, date };
    let story = teller.end().ok_or_else(not_given(question.ticket))?;
    let before = match (question.before, before) {
        (Some(asked), Some(teller)) => Some(teller.end().ok_or_else(not_given(asked))?),
        (Some(_) | None, _) => None,
    };
    if before.as_ref().map(|before| before.ticket) == Some(story.ticket) {
        return Err(WhyError::SameTicket);
    }
    Ok(Why::new(story, before, days[index].first_seq, &config))
}

/// Where a business day stands among `days`; the last one where none is named.
pub(crate) fn day_of(days: &[OpenedDay], date: Option<NaiveDate>) -> Result<usize, WhyError> {
    let (Some(first), Some(last)) = (days.first(), days.last()) else {
        return Err(WhyError::NoDays);
    };
    let date = date.unwrap_or(last.date);
    let index = days.iter().position(|day| day.date == date);
    index.ok_or(WhyError::NoSuchDay {
        date,
        first: first.date,
        last: last.date,
    })
}

/// The events of the first of `days`, and the one that opened the next: it says who was carried.
fn each_event(
    reader: &LogReader,
    days: &[OpenedDay],
    mut take: impl FnMut(antre_domain::Event),
) -> Result<(), WhyError> {
    let [day, rest @ ..] = days else {
        return Ok(());
    };
    let last_seq = rest.first().map_or(u64::MAX, |next| next.first_seq);
    let mut next_seq = day.first_seq;
    loop {
        let page = reader.events(next_seq, READ_EVENTS_MAX)?;
        if page.is_empty() {
            return Ok(());
        }
        for stored in page {
            let seq = stored.seq;
            if seq > last_seq {
                return Ok(());
            }
            take(decode(&stored.body).map_err(|error| WhyError::Event { seq, error })?);
            next_seq = seq + 1;
        }
    }
}

/// As it was asked.
fn shown(asked: Asked) -> String {
    match asked {
        Asked::Ticket(ticket) => ticket.to_string(),
        Asked::Number(number) => number.to_string(),
    }
}
