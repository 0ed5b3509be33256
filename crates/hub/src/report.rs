//! The day's closing report: counted from the log, beside a running hub or without one.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

use antre_domain::config::SlipPolicy;
use antre_domain::{
    CallReason, Closing, Config, DeliveryId, Event, Locale, Tally, TicketId, Timestamp, Undoable,
    What, decode,
};
use antre_printer_profile::Paper;
use antre_storage::{LogReader, READ_EVENTS_MAX};
use antre_ticket::part::Composed;
use antre_ticket::{
    DayReport, Language, Picture, SeriesLine, Sheet, Template, TemplateError, compose,
};
use chrono::NaiveDate;
use data_encoding::{BASE64, HEXLOWER};
use serde::Serialize;

use crate::clock::HubClock;
use crate::story::{WhyError, day_of};
use crate::texts::{Tongue, Words};

/// A business day's report.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    /// The branch's name.
    pub branch: String,
    /// It only practises.
    pub practice: bool,
    /// The figures.
    #[serde(flatten)]
    pub closing: Closing,
    /// How many of the numbers were given at a counter, to people without a slip.
    pub walk_ins: u32,
    /// What was delivered, in the order of the branch file.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub delivered: Vec<Delivered>,
    /// When this was made; in a rehearsal, the log's own last moment.
    pub made_at: Timestamp,
    /// The last event of the day.
    pub last_seq: u64,
    /// Its hash, in hexadecimal: who keeps the paper can prove what the log was.
    pub last_hash: String,
    #[serde(skip)]
    config: Config,
}

/// How often something was delivered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Delivered {
    /// What.
    pub delivery: DeliveryId,
    /// How often.
    pub count: u32,
}

/// Counts a business day; the last one where none is named.
///
/// # Errors
/// See [`WhyError`].
pub fn read(data: &Path, date: Option<NaiveDate>) -> Result<Report, WhyError> {
    let reader = LogReader::open(data)?;
    let days = reader.days()?;
    let index = day_of(&days, date)?;
    let end_seq = days.get(index + 1).map_or(u64::MAX, |next| next.first_seq);
    let mut tally = Tally::default();
    let mut services = Services::default();
    let mut last = (0, [0; 32], Timestamp::default());
    let mut next_seq = days[index].first_seq;
    'day: loop {
        let page = reader.events(next_seq, READ_EVENTS_MAX)?;
        if page.is_empty() {
            break;
        }
        for stored in page {
            let seq = stored.seq;
            if seq >= end_seq {
                break 'day;
            }
            let event = decode(&stored.body).map_err(|error| WhyError::Event { seq, error })?;
            tally.take(&event);
            services.take(&event);
            last = (seq, stored.hash, event.at);
            next_seq = seq + 1;
        }
    }
    let (last_seq, hash, last_at) = last;
    let made_at = if reader.tail()?.rehearsal {
        last_at
    } else {
        HubClock::real().now()
    };
    let counted = tally.closing().zip(tally.config());
    let (closing, config) = counted.ok_or(WhyError::NoDays)?;
    Ok(Report {
        branch: config.name.clone(),
        practice: config.practice,
        closing,
        walk_ins: services.walk_ins,
        delivered: services.delivered(config),
        made_at,
        last_seq,
        last_hash: HEXLOWER.encode(&hash),
        config: config.clone(),
    })
}

/// What counters did in a day, beyond its closing.
#[derive(Debug, Default)]
struct Services {
    walk_ins: u32,
    /// What each end of a leg delivered, in order: it can be taken back.
    ends: BTreeMap<TicketId, Vec<Vec<DeliveryId>>>,
}

impl Services {
    fn take(&mut self, event: &Event) {
        if let What::TicketCalled {
            reason: CallReason::WalkIn,
            ..
        } = &event.what
        {
            self.walk_ins += 1;
        }
        if let What::TicketFinished {
            ticket, delivered, ..
        }
        | What::TicketTransferred {
            ticket, delivered, ..
        } = &event.what
        {
            let ends = self.ends.entry(*ticket).or_default();
            ends.push(delivered.clone());
        }
        if let What::TicketActUndone {
            ticket,
            act: Undoable::Finish | Undoable::Transfer,
        } = &event.what
        {
            self.ends.get_mut(ticket).and_then(Vec::pop);
        }
    }

    fn delivered(&self, config: &Config) -> Vec<Delivered> {
        let all: Vec<&DeliveryId> = self.ends.values().flatten().flatten().collect();
        let deliveries = config.deliveries.iter().map(|delivery| Delivered {
            delivery: delivery.id.clone(),
            count: u32::try_from(all.iter().filter(|id| ***id == delivery.id).count())
                .unwrap_or(u32::MAX),
        });
        deliveries.filter(|delivered| delivered.count > 0).collect()
    }
}

impl Report {
    /// The language of the branch.
    pub fn locale(&self) -> Locale {
        self.config.language()
    }

    /// As a table of two columns.
    pub fn table(&self, tongue: Tongue) -> String {
        let words = Words {
            locale: tongue.pick(Locale::ID, Locale::EN),
            config: Some(&self.config),
        };
        let closing = &self.closing;
        let date = closing.date.format("%d-%m-%Y");
        let until = words.time(self.made_at);
        let day = if closing.is_over {
            date.to_string()
        } else {
            tongue.pick(
                format!("{date} (sampai {until})"),
                format!("{date} (until {until})"),
            )
        };
        let mut rows = vec![
            (
                tongue.pick("Cabang", "Branch").to_owned(),
                self.branch.clone(),
            ),
            (tongue.pick("Hari layanan", "Business day").to_owned(), day),
        ];
        if self.practice {
            rows.push((tongue.pick("LATIHAN", "PRACTICE").to_owned(), String::new()));
        }
        rows.extend(closing.series.iter().map(|series| {
            let range = format!("{}–{}", series.first, series.last);
            (range, series.issued.to_string())
        }));
        let with = |count: u32, indonesian: &str, english: &str| {
            (count > 0).then(|| format!("{count} {}", tongue.pick(indonesian, english)))
        };
        let figure = |count: u32, of_these: Vec<Option<String>>| {
            let of_these: Vec<String> = of_these.into_iter().flatten().collect();
            match of_these.as_slice() {
                [] => count.to_string(),
                parts => format!("{count} ({})", parts.join(", ")),
            }
        };
        let carried = with(
            closing.carried_in,
            "dari hari sebelumnya",
            "from the day before",
        );
        let walk_ins = with(self.walk_ins, "tanpa kertas nomor", "without a slip");
        let incomplete = with(closing.incomplete, "harus kembali", "have to come again");
        let left = with(closing.left, "pergi saat dilayani", "left while served");
        for (indonesian, english, value) in [
            (
                "Nomor diberikan",
                "Numbers given",
                figure(closing.issued, vec![carried, walk_ins]),
            ),
            (
                "Dilayani",
                "Served",
                figure(closing.served, vec![incomplete, left]),
            ),
            ("Tidak hadir", "Did not come", closing.no_show.to_string()),
            ("Dibatalkan", "Cancelled", closing.cancelled.to_string()),
            ("Belum dilayani", "Not served", closing.unserved.to_string()),
            (
                "Tunggu terlama",
                "Longest wait",
                words.lasting(closing.longest_wait_secs),
            ),
            (
                "Salinan kertas",
                "Copies of slips",
                closing.copies.to_string(),
            ),
            (
                "Di luar urutan",
                "Out of turn",
                closing.overrides.to_string(),
            ),
            ("Sidik catatan", "Log's fingerprint", self.last_hash.clone()),
        ] {
            rows.push((tongue.pick(indonesian, english).to_owned(), value));
        }
        if !self.delivered.is_empty() {
            let delivered = self.delivered.iter();
            let delivered = delivered.map(|Delivered { delivery, count }| {
                format!("{} {count}", words.delivery(delivery))
            });
            let delivered: Vec<String> = delivered.collect();
            rows.push((
                tongue.pick("Diserahkan", "Delivered").to_owned(),
                delivered.join(", "),
            ));
        }
        let width = rows.iter().map(|(name, _)| name.chars().count()).max();
        let width = width.unwrap_or(0);
        let mut table = String::new();
        for (name, value) in rows {
            let line = format!("{name:width$}  {value}");
            writeln!(table, "{}", line.trim_end()).expect("a String takes every write");
        }
        table
    }

    /// The sheet that the branch wants it on, for `paper`.
    ///
    /// # Errors
    /// The branch's own template, where another version of Antre took it in.
    pub fn composed(&self, locale: Locale, paper: Paper) -> Result<Composed, TemplateError> {
        let slip = &self.config.slip;
        let name = slip.closing.as_str();
        let built_in = || Template::named(name).or_else(|| Template::named("closing"));
        let template = match slip.files.get(name) {
            Some(text) => Template::parse(name, text)?,
            None => built_in().expect("a template is built in for the closing report"),
        };
        let logo = template
            .logo_width_mm()
            .and_then(|width_mm| logo(slip, width_mm, paper));
        let facts = self.facts(locale);
        Ok(compose(&template, Sheet::Day(&facts), logo.as_ref()))
    }

    /// What stands on it.
    fn facts(&self, locale: Locale) -> DayReport {
        let closing = &self.closing;
        let series = closing.series.iter().map(|series| SeriesLine {
            first: series.first,
            last: series.last,
            issued: series.issued,
        });
        DayReport {
            language: Language::from(locale),
            branch: self.branch.clone(),
            date: closing.date,
            made_at: self.config.time_zone.local(self.made_at).naive_local(),
            practice: self.practice,
            series: series.collect(),
            issued: closing.issued,
            served: closing.served,
            no_show: closing.no_show,
            cancelled: closing.cancelled,
            unserved: closing.unserved,
            longest_wait_secs: closing.longest_wait_secs,
            copies: closing.copies,
            overrides: closing.overrides,
            last_hash: self.last_hash.clone(),
        }
    }
}

/// The branch's logo; without it where this paper is too narrow for it.
fn logo(slip: &SlipPolicy, width_mm: u16, paper: Paper) -> Option<Arc<Picture>> {
    let (name, content) = slip.files.get_key_value(slip.logo.as_ref()?)?;
    let bytes = BASE64.decode(content.as_bytes()).ok()?;
    let picture = Picture::read(name, &bytes, width_mm, paper).ok()?;
    Some(Arc::new(picture))
}
