//! The status page: what stands on a customer's phone, as values and as HTML.
//!
//! It names one ticket, its own, and nothing of the person who holds it.

use antre_domain::config::{Config, StopOrder};
use antre_domain::{Day, Hold, Locale, State, Ticket, Timestamp};
use antre_protocol::Wait;
use antre_ticket::{Language, WaitMinutes, wait_line};
use askama::Template;

use crate::followed::Followed;
use crate::texts::{Tongue, Words, hold_word};

/// How many colours the series have (LOOK.md); a branch with more series uses them again.
const SERIES_COLOURS: usize = 8;

/// The page around the slip.
#[derive(Debug, Template)]
#[template(path = "status.html")]
pub(crate) struct Page {
    /// The language, as a tag.
    pub(crate) lang: &'static str,
    /// The other language.
    pub(crate) other: Tongue,
    pub(crate) title: String,
    pub(crate) branch: String,
    /// LATIHAN, on a branch that practises.
    pub(crate) practice: Option<&'static str>,
    pub(crate) slip: Slip,
    pub(crate) labels: Labels,
    /// The time of day of what stands here.
    pub(crate) as_of: String,
}

/// The words around the slip.
#[derive(Debug)]
pub(crate) struct Labels {
    pub(crate) heading: &'static str,
    pub(crate) as_of: &'static str,
    pub(crate) stale: &'static str,
    pub(crate) listen: &'static str,
}

/// The slip: mark, tear line, what to do.
#[derive(Debug, Template, PartialEq, Eq)]
#[template(path = "slip.html")]
pub(crate) struct Slip {
    pub(crate) service: String,
    pub(crate) priority: Option<&'static str>,
    pub(crate) prefix: String,
    pub(crate) digits: String,
    /// 0 to 7.
    pub(crate) colour: usize,
    /// `waiting`, `called`, … as on the wire.
    pub(crate) state: &'static str,
    /// Nothing more will happen to it.
    pub(crate) is_final: bool,
    /// What is happening, small, above `big`.
    pub(crate) lead: Option<String>,
    /// The one thing to know.
    pub(crate) big: String,
    /// What else helps, a line each.
    pub(crate) lines: Vec<String>,
}

/// What an unknown key shows. It is the same for every key, and hints at nothing.
#[derive(Debug, Template)]
#[template(path = "unknown.html")]
pub(crate) struct Unknown {
    pub(crate) lang: &'static str,
    pub(crate) heading: &'static str,
    pub(crate) text: &'static str,
}

impl Page {
    /// The page of `ticket` as of `now`.
    pub(crate) fn new(
        followed: &Followed,
        config: &Config,
        ticket: &Ticket,
        words: Words<'_>,
        now: Timestamp,
    ) -> Self {
        let say = words.tongue();
        Self {
            lang: say.tag(),
            other: say.pick(Tongue::En, Tongue::Id),
            title: format!("{} · {}", ticket.number, config.name),
            branch: config.name.clone(),
            practice: config.practice.then_some(say.pick("LATIHAN", "PRACTICE")),
            slip: Slip::new(followed, config, ticket, words, now),
            labels: Labels {
                heading: say.pick("Nomor antrean Anda", "Your number"),
                as_of: say.pick("Keadaan pukul", "As of"),
                stale: say.pick(
                    "Terputus. Keadaan di bawah mungkin sudah berubah. Dengarkan panggilan petugas.",
                    "Disconnected. What stands below may have changed. Listen for staff.",
                ),
                listen: say.pick(
                    "Dengarkan juga panggilan di ruang tunggu.",
                    "Listen for the call in the hall, too.",
                ),
            },
            as_of: as_of(words, now),
        }
    }
}

/// A time of day to the second: `08.42.15`.
pub(crate) fn as_of(words: Words<'_>, now: Timestamp) -> String {
    words.clock(now, words.tongue().pick("%H.%M.%S", "%H:%M:%S"))
}

impl Slip {
    /// The slip of `ticket`. With the time of day nothing changes but how long it may still take.
    pub(crate) fn new(
        followed: &Followed,
        config: &Config,
        ticket: &Ticket,
        words: Words<'_>,
        now: Timestamp,
    ) -> Self {
        let say = words.tongue();
        let series = config
            .series
            .iter()
            .position(|series| series.id == ticket.series);
        let service = config.service(&ticket.leg.service);
        let is_priority = config
            .class(&ticket.class)
            .is_some_and(|class| class.priority);
        let mut slip = Self {
            service: words.service(&ticket.leg.service),
            priority: is_priority.then_some(say.pick("Prioritas", "Priority")),
            prefix: ticket.number.prefix().as_str().to_owned(),
            digits: ticket.number.digits(),
            colour: series.unwrap_or(0) % SERIES_COLOURS,
            state: ticket.state.name().as_str(),
            is_final: ticket.state.is_ended(),
            lead: None,
            big: String::new(),
            lines: Vec::new(),
        };
        let hold = followed.branch.day().and_then(Day::hold);
        match &ticket.state {
            State::Waiting => {
                slip.big = ahead(say, followed.branch.ahead(ticket));
                // While the branch is held nobody can say how long it takes.
                if hold.is_none() {
                    let wait = followed.ticket_wait(ticket, now);
                    slip.lines.push(range(words.locale, wait));
                }
                if let Some(at) = ticket.booked_at {
                    let time = words.time(at);
                    slip.lines.push(say.pick(
                        format!("Janji temu pukul {time}"),
                        format!("Appointment at {time}"),
                    ));
                }
                if let Some(area) = service.and_then(|service| service.waiting_area.as_ref()) {
                    let area = words.text(area);
                    slip.lines
                        .push(say.pick(format!("Tunggu di {area}"), format!("Wait at: {area}")));
                }
                let bring = service
                    .map(|service| service.bring.as_slice())
                    .unwrap_or_default();
                if !bring.is_empty() {
                    let bring: Vec<&str> = bring.iter().map(|line| words.text(line)).collect();
                    let bring = bring.join(", ");
                    slip.lines
                        .push(say.pick(format!("Siapkan {bring}"), format!("Have ready: {bring}")));
                }
            }
            State::Called { counter, .. } => {
                slip.lead = Some(say.pick("Silakan menuju", "Please go to").to_owned());
                slip.big = words.counter(counter);
            }
            State::Serving { counter } => {
                slip.lead = Some(say.pick("Sedang dilayani di", "Being served at").to_owned());
                slip.big = words.counter(counter);
            }
            State::Parked { until } => {
                slip.big = say
                    .pick("Nomor Anda ditunda", "Your number is set aside")
                    .to_owned();
                slip.lines.push(match until {
                    Some(at) => {
                        let time = words.time(*at);
                        say.pick(
                            format!(
                                "Kembali ke antrean pukul {time}, atau lebih cepat oleh petugas."
                            ),
                            format!("Back in the queue at {time}, or sooner by staff."),
                        )
                    }
                    None => say
                        .pick(
                            "Temui petugas bila Anda siap.",
                            "See the staff when you are ready.",
                        )
                        .to_owned(),
                });
            }
            State::NoShow { .. } => {
                slip.big = say
                    .pick("Anda sudah dipanggil", "You were called")
                    .to_owned();
                slip.lines.push(
                    say.pick("Segera temui petugas.", "Please see the staff now.")
                        .to_owned(),
                );
            }
            State::Finished { .. } => {
                slip.big = say.pick("Selesai", "Done").to_owned();
                slip.lines
                    .push(say.pick("Terima kasih.", "Thank you.").to_owned());
            }
            State::Cancelled => {
                slip.big = say
                    .pick("Nomor ini dibatalkan", "This number was cancelled")
                    .to_owned();
                slip.lines.push(take_another(say));
            }
            State::Expired => {
                slip.big = say
                    .pick("Nomor ini sudah berakhir", "This number has expired")
                    .to_owned();
                slip.lines.push(take_another(say));
            }
        }
        if !slip.is_final {
            slip.lines.extend(still_to_come(config, ticket, words));
            let is_served = matches!(ticket.state, State::Serving { .. });
            if let Some(hold) = hold.filter(|_| !is_served) {
                slip.lines.insert(0, kept(say, hold));
            }
        }
        slip
    }
}

impl Unknown {
    pub(crate) fn new(say: Tongue) -> Self {
        Self {
            lang: say.tag(),
            heading: say.pick("Halaman tidak ditemukan", "Page not found"),
            text: say.pick(
                "Nomor berlaku pada hari pengambilannya saja. Kalau baru diambil, nomor ini mungkin belum tercatat: simpan kertasnya, lalu coba lagi nanti atau tanyakan kepada petugas.",
                "A number is valid on its own day only. If you have just taken it, it may not be recorded yet: keep your slip, and try again later or ask the staff.",
            ),
        }
    }
}

fn ahead(say: Tongue, ahead: u32) -> String {
    match ahead {
        0 => say
            .pick("Tidak ada orang di depan Anda", "Nobody is ahead of you")
            .to_owned(),
        1 => say
            .pick("1 orang di depan Anda", "1 person ahead of you")
            .to_owned(),
        more => say.pick(
            format!("{more} orang di depan Anda"),
            format!("{more} people ahead of you"),
        ),
    }
}

/// A hold moves nobody.
fn kept(say: Tongue, hold: Hold) -> String {
    let why = hold_word(say, hold.reason);
    say.pick(
        format!("Pelayanan dihentikan sementara: {why}. Tempat Anda dalam antrean tetap."),
        format!("The branch is held for now: {why}. Your place in the queue is kept."),
    )
}

/// The further stops of its journey.
fn still_to_come(config: &Config, ticket: &Ticket, words: Words<'_>) -> Option<String> {
    if ticket.onward.is_empty() {
        return None;
    }
    let stops: Vec<String> = ticket.onward.iter().map(|id| words.service(id)).collect();
    let say = words.tongue();
    let journey = ticket.journey.as_ref().and_then(|id| config.journey(id));
    Some(
        match journey.map(|journey| journey.order).unwrap_or_default() {
            StopOrder::Fixed => {
                let stops = stops.join(say.pick(", lalu ", ", then "));
                say.pick(
                    format!("Setelah ini: {stops}"),
                    format!("After this: {stops}"),
                )
            }
            StopOrder::Any => {
                let stops = stops.join(", ");
                say.pick(
                    format!("Masih perlu ke: {stops}"),
                    format!("Still to visit: {stops}"),
                )
            }
        },
    )
}

/// In the words of the slip.
fn range(locale: Locale, wait: Option<Wait>) -> String {
    let wait = wait.map(|wait| WaitMinutes::around(wait.from_secs, wait.to_secs));
    wait_line(Language::from(locale), wait)
}

fn take_another(say: Tongue) -> String {
    say.pick(
        "Ambil nomor baru bila masih perlu.",
        "Take a new number if you still need one.",
    )
    .to_owned()
}
