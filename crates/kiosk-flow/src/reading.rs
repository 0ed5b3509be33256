//! What the hub says, as the pages and the slip need it: a pure reading of one view.

use antre_domain::{ClassId, Locale, Text, TimeZone, Timestamp};
use antre_protocol::{HeldFacts, KioskView, ServiceCard, TicketAnswer, Wait};
use antre_ticket::{Link, Slip};
use chrono::{Datelike, NaiveDateTime, TimeDelta, Timelike};

use crate::address;
use crate::branch::{
    Availability, Branch, Brand, Colour, Language, MinuteOfDay, Printer, Service, Stop, Ticket,
    Tip, WaitMinutes, Words,
};

/// A day of the week names a day no further ahead than this.
const NAMED_DAYS: TimeDelta = TimeDelta::days(6);

/// A view with what is needed to read it.
#[derive(Debug, Clone)]
pub struct Reading<'a> {
    view: &'a KioskView,
    /// The branch's own language: what was not translated stands in it.
    own: Locale,
    offered: Vec<Locale>,
    zone: TimeZone,
}

impl<'a> Reading<'a> {
    /// Reads `view` on a kiosk that begins in `first`, where the branch offers that language, else in
    /// the branch's own.
    pub fn new(view: &'a KioskView, first: Option<Locale>) -> Self {
        let own = view.branch.languages.first().copied().unwrap_or(Locale::ID);
        let mut offered = view.branch.languages.clone();
        if let Some(place) = offered.iter().position(|known| Some(*known) == first) {
            offered[..=place].rotate_right(1);
        }
        // The hub has checked the name; an app older than its zones shows universal time.
        let zone = TimeZone::new(&view.branch.time_zone)
            .or_else(|| TimeZone::new("UTC"))
            .expect("universal time is a time zone");
        Self {
            view,
            own,
            offered,
            zone,
        }
    }

    /// The branch at `now`, its printer left aside.
    pub fn branch(&self, now: Timestamp) -> Branch {
        let facts = &self.view.branch;
        let offered = self.view.services.iter().filter(|card| card.walk_in);
        let all_closed = offered.clone().all(|card| !card.open);
        // A hold is told also at closing time: who is to leave the building must hear it.
        let stop = match facts.held {
            Some(HeldFacts { reason, since }) => {
                let since = self.minute(since);
                Some(Stop::Held { reason, since })
            }
            None => (!facts.open && all_closed).then(|| self.closed(now)),
        };
        Branch {
            name: facts.name.clone(),
            languages: self.offered.iter().copied().map(language).collect(),
            services: offered.map(|card| self.service(card, now)).collect(),
            stop,
            printer: Printer::default(),
            practice: facts.practice,
            offline: None,
            paused_here: false,
            closed_for: facts.closed_for.as_ref().map(|name| self.words(name)),
            prefixes: self.view.prefixes.clone(),
            brand: Brand {
                version: self.view.brand.version.clone(),
                // The domain has checked it; a colour of a newer version is left aside.
                accent: self.view.brand.accent.as_deref().and_then(Colour::parse),
            },
        }
    }

    /// The ticket that a touch yielded.
    pub fn ticket(&self, answer: &TicketAnswer) -> Ticket {
        let card = self.card(answer);
        let letters = answer.number.prefix().as_str().to_owned();
        Ticket {
            id: answer.id.to_string(),
            series: self.colour(&letters),
            letters,
            digits: answer.number.digits(),
            service: card.map_or_else(Words::default, |card| self.words(&card.name)),
            ahead: answer.ahead,
            wait: answer.wait.map(minutes),
            place: card
                .and_then(|card| card.waiting_area.as_ref())
                .map_or_else(Words::default, |area| self.words(area)),
            bring: card.map_or_else(Vec::new, |card| self.lines(card)),
            priority: self.is_priority(&answer.class),
            link: link(answer),
            offline: false,
        }
    }

    /// Its slip, for a reader of `locale`, as the kiosk called `kiosk` prints it.
    pub fn slip(&self, answer: &TicketAnswer, locale: Locale, kiosk: &str) -> Slip {
        let facts = &self.view.branch;
        let card = self.card(answer);
        let say = |text: &Text| text.get(locale, self.own).to_owned();
        let link = link(answer);
        let private = link
            .as_ref()
            .is_some_and(|link| address::is_private(link.as_str()));
        Slip {
            language: locale.into(),
            branch: facts.name.clone(),
            service: card.map_or_else(String::new, |card| say(&card.name)),
            number: answer.number,
            priority: self.is_priority(&answer.class),
            // A touch is one person's.
            party: 1,
            ahead: Some(answer.ahead),
            wait: answer
                .wait
                .map(|wait| antre_ticket::WaitMinutes::around(wait.from_secs, wait.to_secs)),
            waiting_area: card.and_then(|card| card.waiting_area.as_ref().map(say)),
            bring: card.map_or_else(Vec::new, |card| card.bring.iter().map(say).collect()),
            link,
            wifi: facts.wifi.clone().filter(|_| private),
            issued_at: self.wall_clock(answer.issued_at),
            kiosk: kiosk.to_owned(),
            offline: false,
            copy: false,
            practice: facts.practice,
        }
    }

    /// The class that a kiosk offers as "I need priority".
    pub fn priority_class(&self) -> Option<&ClassId> {
        self.view.branch.priority_class.as_ref()
    }

    /// The branch's own language.
    pub fn own_language(&self) -> Locale {
        self.own
    }

    /// The minute of the branch's day.
    pub fn minute(&self, at: Timestamp) -> MinuteOfDay {
        minute(self.wall_clock(at))
    }

    fn service(&self, card: &ServiceCard, now: Timestamp) -> Service {
        Service {
            id: card.id.to_string(),
            name: self.words(&card.name),
            letters: card.prefix.clone(),
            series: card.colour,
            icon: card.icon.clone().unwrap_or_default(),
            availability: self.availability(card, now),
            waiting: card.waiting,
            // Nobody can say while the branch stands still.
            wait: card
                .wait
                .filter(|_| self.view.branch.held.is_none())
                .map(minutes),
            bring: self.lines(card),
            priority: self.view.branch.priority_class.is_some(),
            group: self.words_of(card.group.as_ref()),
            cost: self.words_of(card.cost.as_ref()),
            tips: card.tips.iter().map(|tip| self.tip(tip)).collect(),
            at_once: card.at_once,
            asks_party: card.asks_party,
            too_late: card.too_late,
        }
    }

    fn tip(&self, tip: &antre_protocol::Tip) -> Tip {
        Tip {
            question: self.words(&tip.question),
            answer: self.words(&tip.answer),
        }
    }

    fn closed(&self, now: Timestamp) -> Stop {
        let opens_at = self.view.branch.opens_at;
        Stop::Closed(match opens_at.map(|at| self.distance(at, now)) {
            Some(Distance::Today(at)) => Some((None, at)),
            Some(Distance::OnDay(day, at)) => Some((Some(day), at)),
            Some(Distance::Far) | None => None,
        })
    }

    /// Where no numbers are left today that is said while the branch is open; in the evening it is said
    /// when the service opens again. A series without numbers has none later today either.
    fn availability(&self, card: &ServiceCard, now: Timestamp) -> Availability {
        let branch_open = self.view.branch.open;
        if card.paused && (card.open || branch_open) {
            return Availability::Paused;
        }
        if card.exhausted && (card.open || branch_open) {
            return Availability::Exhausted;
        }
        if card.open {
            return Availability::Open;
        }
        match card.opens_at.map(|at| self.distance(at, now)) {
            Some(Distance::Today(_)) if card.exhausted => Availability::Exhausted,
            Some(Distance::Today(at)) if branch_open => Availability::NumbersAt(at),
            Some(Distance::Today(at)) => Availability::OpensAt(at),
            Some(Distance::OnDay(day, at)) => Availability::OpensOn(day, at),
            Some(Distance::Far) | None if card.exhausted => Availability::Exhausted,
            Some(Distance::Far) | None => Availability::ClosedToday,
        }
    }

    fn distance(&self, at: Timestamp, now: Timestamp) -> Distance {
        let (at, now) = (self.wall_clock(at), self.wall_clock(now));
        let ahead = at.date() - now.date();
        if ahead <= TimeDelta::zero() {
            Distance::Today(minute(at))
        } else if ahead <= NAMED_DAYS {
            // 1 to 7 fit.
            Distance::OnDay(at.weekday().number_from_monday() as u8, minute(at))
        } else {
            Distance::Far
        }
    }

    /// The place of the series called `letters`. A service's card names its regular series; the one
    /// that numbers a class across services has the first place that none of these takes.
    fn colour(&self, letters: &str) -> u8 {
        let cards = &self.view.services;
        let regular = cards.iter().find(|card| card.prefix == letters);
        regular.map_or_else(
            || {
                (0..u8::MAX)
                    .find(|place| cards.iter().all(|card| card.colour != *place))
                    .unwrap_or(0)
            },
            |card| card.colour,
        )
    }

    fn card(&self, answer: &TicketAnswer) -> Option<&'a ServiceCard> {
        self.view
            .services
            .iter()
            .find(|card| card.id == answer.service)
    }

    fn is_priority(&self, class: &ClassId) -> bool {
        self.view.branch.priority_class.as_ref() == Some(class)
    }

    fn words(&self, text: &Text) -> Words {
        let each = self.offered.iter();
        Words(
            each.map(|locale| text.get(*locale, self.own).to_owned())
                .collect(),
        )
    }

    fn words_of(&self, text: Option<&Text>) -> Words {
        text.map_or_else(Words::default, |text| self.words(text))
    }

    fn lines(&self, card: &ServiceCard) -> Vec<Words> {
        card.bring.iter().map(|line| self.words(line)).collect()
    }

    fn wall_clock(&self, at: Timestamp) -> NaiveDateTime {
        self.zone.local(at).naive_local()
    }
}

/// A kiosk that has heard nothing of its branch: it speaks `first`, or Indonesian.
pub fn unknown_branch(first: Option<Locale>) -> Branch {
    let first = first.unwrap_or(Locale::ID);
    let others = [Locale::ID, Locale::EN];
    let languages = [first]
        .into_iter()
        .chain(others.into_iter().filter(|other| *other != first));
    Branch {
        languages: languages.map(language).collect(),
        stop: Some(Stop::HubGone(None)),
        ..Branch::default()
    }
}

/// The status page, if it can stand in a QR.
fn link(answer: &TicketAnswer) -> Option<Link> {
    let url = answer.url.as_deref()?;
    Link::new(url)
        .inspect_err(|error| tracing::warn!("no QR: {error}"))
        .ok()
}

enum Distance {
    Today(MinuteOfDay),
    OnDay(u8, MinuteOfDay),
    Far,
}

fn minute(at: NaiveDateTime) -> MinuteOfDay {
    MinuteOfDay::new(at.hour() * 60 + at.minute())
}

fn minutes(wait: Wait) -> WaitMinutes {
    let around = antre_ticket::WaitMinutes::around(wait.from_secs, wait.to_secs);
    WaitMinutes {
        least: around.from(),
        most: around.to(),
    }
}

/// As the readers of a language call it; the code, where this list does not know it.
fn language(locale: Locale) -> Language {
    let code = locale.as_str();
    let name = match code {
        "id" => "Bahasa Indonesia",
        "en" => "English",
        "jv" => "Basa Jawa",
        "su" => "Basa Sunda",
        "ms" => "Bahasa Melayu",
        "ar" => "العربية",
        "zh" => "中文",
        unknown => unknown,
    };
    Language {
        code: code.to_owned(),
        name: name.to_owned(),
        rtl: matches!(code, "ar" | "fa" | "he" | "ur"),
    }
}
