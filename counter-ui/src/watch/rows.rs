//! Tickets, lists and figures in the reader's words.

use std::time::Duration;

use antre_counter_flow::watch::{Choice, Drawer, Intent, List, Subject, Told, Watch};
use antre_domain::{
    AnnouncementKind, ClassId, ClerkId, CounterId, Directed, Locale, ProfileId, ServiceId, Text,
    Timestamp, ZoneId,
};
use antre_protocol::{AnnouncementCard, CounterCard, CounterView, ReportAnswer, TicketRow};
use chrono::{NaiveDate, Timelike as _};
use chrono_tz::Tz;
use slint::SharedString;

use crate::pages::{
    Wait, WatchAct, WatchChip, WatchFigures, WatchHead, WatchKind, WatchLine, WatchList,
    WatchSeries, WatchStandingNotice, WatchState, WatchSubject, WatchTicket, WatchTold, WatchWord,
};
use crate::show::wait;

/// So much of a day's fingerprint is enough to compare it with a paper.
const HASH_CHARS: usize = 16;

/// What everything on the pages is said by.
pub(super) struct Reader<'a> {
    pub(super) watch: &'a Watch,
    pub(super) view: &'a CounterView,
    pub(super) locale: Locale,
    pub(super) now: Duration,
}

impl Reader<'_> {
    pub(super) fn text<'t>(&self, text: &'t Text) -> &'t str {
        let own = self.view.branch.languages.first().copied();
        text.get(self.locale, own.unwrap_or(Locale::ID))
    }

    pub(super) fn minute_of_day(&self, at: Option<Timestamp>) -> i32 {
        let zone: Tz = self.view.branch.time_zone.parse().unwrap_or(Tz::UTC);
        let local = at.map(|at| at.to_utc().with_timezone(&zone));
        local.map_or(-1, |local| (local.hour() * 60 + local.minute()) as i32)
    }

    pub(super) fn counter_name(&self, card: &CounterCard) -> SharedString {
        format!("{} {}", self.text(&card.noun), card.sign).into()
    }

    /// Where nobody knows the name the reference stands.
    pub(super) fn person(&self, clerk: &ClerkId) -> SharedString {
        self.watch.name(clerk).unwrap_or(clerk.as_str()).into()
    }

    pub(super) fn profile(&self, id: &ProfileId) -> &str {
        let mut profiles = self.view.profiles.iter();
        let profile = profiles.find(|profile| profile.id == *id);
        profile.map_or("", |profile| self.text(&profile.name))
    }

    pub(super) fn service_name(&self, id: &ServiceId) -> &str {
        let mut services = self.view.services.iter();
        let service = services.find(|service| service.id == *id);
        service.map_or("", |service| self.text(&service.name))
    }

    fn counter_called(&self, id: &CounterId) -> SharedString {
        let mut cards = self.view.counters.iter();
        let card = cards.find(|card| card.id == *id);
        card.map_or_else(|| id.as_str().into(), |card| self.counter_name(card))
    }

    fn class(&self, id: &ClassId) -> &str {
        let mut classes = self.view.desk.classes.iter();
        let class = classes.find(|class| class.id == *id);
        class.map_or("", |class| self.text(&class.name))
    }

    pub(super) fn ticket(&self, row: &TicketRow) -> WatchTicket {
        let waits_at = self.watch.waits_at(self.now);
        let waited_secs = waits_at.map_or(0, |at| at.secs_since(row.since));
        WatchTicket {
            letters: row.number.prefix().as_str().into(),
            digits: row.number.digits().into(),
            series: i32::from(row.colour),
            service: self.service_name(&row.service).into(),
            class: self.class(&row.class).into(),
            party: i32::from(row.party),
            waited_mins: mins(waited_secs),
            target_mins: mins(row.target_wait_secs),
            wait: wait(self.watch.may_take(row)),
            late: waited_secs > row.target_wait_secs,
            directed: match &row.directed {
                None => SharedString::default(),
                Some(Directed::Counter(counter)) => self.counter_called(counter),
                Some(Directed::Clerk(clerk)) => self.person(clerk),
            },
        }
    }

    pub(super) fn head(&self, drawer: &Drawer) -> WatchHead {
        match drawer.subject() {
            Subject::Service(id) => {
                let card = self.view.services.iter().find(|card| card.id == *id);
                card.map_or_else(WatchHead::default, |card| WatchHead {
                    subject: WatchSubject::Service,
                    letters: card.prefix.as_str().into(),
                    digits: SharedString::default(),
                    series: i32::from(card.colour),
                    name: self.text(&card.name).into(),
                    detail: SharedString::default(),
                    wait: self.told_now(id),
                })
            }
            Subject::Counter(id) => {
                let card = self.view.counters.iter().find(|card| card.id == *id);
                card.map_or_else(WatchHead::default, |card| {
                    let clerk = card.clerk.as_ref().map(|clerk| self.person(clerk));
                    let profile = self.profile(&card.profile);
                    WatchHead {
                        subject: WatchSubject::Counter,
                        letters: SharedString::default(),
                        digits: SharedString::default(),
                        series: 0,
                        name: self.counter_name(card),
                        detail: clerk
                            .map_or_else(
                                || profile.to_owned(),
                                |clerk| format!("{clerk} · {profile}"),
                            )
                            .into(),
                        wait: Wait::default(),
                    }
                })
            }
            Subject::Ticket(row) => WatchHead {
                subject: WatchSubject::Ticket,
                letters: row.number.prefix().as_str().into(),
                digits: row.number.digits().into(),
                series: i32::from(row.colour),
                name: self.service_name(&row.service).into(),
                detail: self.class(&row.class).into(),
                wait: wait(self.watch.may_take(row)),
            },
        }
    }

    /// What one is told who comes for a service now.
    fn told_now(&self, id: &ServiceId) -> Wait {
        let (lines, _) = self.watch.services(self.now);
        let mut cards = self.view.services.iter().zip(lines);
        let line = cards.find(|(card, _)| card.id == *id).map(|(_, line)| line);
        wait(line.and_then(|line| line.wait))
    }

    pub(super) fn line(&self, choice: &Choice, key: u8) -> WatchLine {
        let line = |word| WatchLine {
            key: key.to_string().into(),
            word,
            guarded: self.watch.is_guarded(choice),
            ..WatchLine::default()
        };
        let named = |name: SharedString, detail: &str| WatchLine {
            name,
            detail: detail.into(),
            ..line(WatchWord::Name)
        };
        match choice {
            Choice::Open(List::Profiles) => line(WatchWord::Profiles),
            Choice::Open(List::Services) => line(WatchWord::Services),
            Choice::Open(List::Counters) => line(WatchWord::Counters),
            Choice::Open(List::People) => line(WatchWord::People),
            Choice::Open(List::Classes) => line(WatchWord::Classes),
            Choice::Open(List::Acts) => line(WatchWord::Name),
            Choice::WhoWaits => line(WatchWord::WhoWaits),
            Choice::Pause => line(WatchWord::Pause),
            Choice::Unpause => line(WatchWord::Unpause),
            Choice::Close => line(WatchWord::Close),
            Choice::Release => line(WatchWord::Release),
            Choice::Why => line(WatchWord::Why),
            Choice::Cancel => line(WatchWord::Cancel),
            Choice::Profile(id) => {
                let profile = self.view.profiles.iter().find(|profile| profile.id == *id);
                let services = profile.map_or(&[][..], |profile| &profile.services);
                let services: Vec<&str> = services.iter().map(|id| self.service_name(id)).collect();
                named(self.profile(id).into(), &services.join(", "))
            }
            Choice::Service(id) => {
                let card = self.view.services.iter().find(|card| card.id == *id);
                WatchLine {
                    letters: card.map_or("", |card| &card.prefix).into(),
                    series: card.map_or(0, |card| i32::from(card.colour)),
                    ..named(self.service_name(id).into(), "")
                }
            }
            Choice::Counter(id) => {
                let card = self.view.counters.iter().find(|card| card.id == *id);
                let profile = card.map_or("", |card| self.profile(&card.profile));
                named(self.counter_called(id), profile)
            }
            Choice::Clerk(id) => {
                let mut cards = self.view.counters.iter();
                let card = cards.find(|card| card.clerk.as_ref() == Some(id));
                let counter =
                    card.map_or_else(SharedString::default, |card| self.counter_name(card));
                named(self.person(id), &counter)
            }
            Choice::Class(id) => named(self.class(id).into(), ""),
        }
    }

    pub(super) fn zones(&self) -> Vec<WatchChip> {
        let zones = self.view.desk.zones.iter();
        zones
            .map(|zone| WatchChip {
                name: self.text(&zone.name).into(),
                on: self.watch.form().zones.contains(&zone.id),
            })
            .collect()
    }

    pub(super) fn standing(&self, card: &AnnouncementCard) -> WatchStandingNotice {
        let zones: Vec<&str> = card.zones.iter().map(|id| self.zone(id)).collect();
        WatchStandingNotice {
            kind: kind(card.kind),
            text: card.text.as_ref().map_or("", |text| self.text(text)).into(),
            zones: zones.join(", ").into(),
            until: self.minute_of_day(card.until),
        }
    }

    fn zone(&self, id: &ZoneId) -> &str {
        let zone = self.view.desk.zones.iter().find(|zone| zone.id == *id);
        zone.map_or("", |zone| self.text(&zone.name))
    }

    pub(super) fn figures(&self, figures: &ReportAnswer) -> WatchFigures {
        WatchFigures {
            is_over: figures.is_over,
            made_at: self.minute_of_day(Some(figures.made_at)),
            issued: number(figures.issued),
            carried_in: number(figures.carried_in),
            served: number(figures.served),
            incomplete: number(figures.incomplete),
            left: number(figures.left),
            no_show: number(figures.no_show),
            cancelled: number(figures.cancelled),
            unserved: number(figures.unserved),
            longest_mins: mins(figures.longest_wait_secs),
            copies: number(figures.copies),
            overrides: number(figures.overrides),
            seq: figures.last_seq.to_string().into(),
            hash: figures
                .last_hash
                .chars()
                .take(HASH_CHARS)
                .collect::<String>()
                .into(),
        }
    }

    pub(super) fn series(&self, figures: &ReportAnswer) -> Vec<WatchSeries> {
        let series = figures.series.iter();
        series
            .map(|series| {
                let prefix = series.first.prefix();
                let letters = prefix.as_str();
                let mut services = self.view.services.iter();
                let own = services.find(|service| service.prefix == letters);
                WatchSeries {
                    letters: letters.into(),
                    series: own.map_or(-1, |service| i32::from(service.colour)),
                    first: series.first.to_string().into(),
                    last: series.last.to_string().into(),
                    issued: number(series.issued),
                }
            })
            .collect()
    }

    pub(super) fn paint_told(&self, state: &WatchState<'_>) {
        let told = self.watch.told(self.now);
        let intent = match &told {
            Some(Told::Armed(intent) | Told::Done(intent)) => Some(intent),
            Some(
                Told::Refused(_)
                | Told::Unanswered
                | Told::Gone
                | Told::WordsNeeded
                | Told::NoNumber,
            )
            | None => None,
        };
        state.set_act(intent.map_or(WatchAct::None, act));
        state.set_act_kind(match intent {
            Some(Intent::Announce(request)) => kind(request.kind),
            _ => WatchKind::Notice,
        });
        let text = match &told {
            Some(Told::Refused(sentence)) => sentence.as_str().into(),
            _ => intent.map_or_else(SharedString::default, |intent| self.whom(intent)),
        };
        state.set_told_text(text);
        state.set_told(match told {
            None => WatchTold::Nothing,
            Some(Told::Armed(_)) => WatchTold::Armed,
            Some(Told::Done(_)) => WatchTold::Done,
            Some(Told::Refused(_)) => WatchTold::Refused,
            Some(Told::Unanswered) => WatchTold::Unanswered,
            Some(Told::Gone) => WatchTold::Gone,
            Some(Told::WordsNeeded) => WatchTold::WordsNeeded,
            Some(Told::NoNumber) => WatchTold::NoNumber,
        });
    }

    /// Whom an act is about.
    fn whom(&self, intent: &Intent) -> SharedString {
        match intent {
            Intent::Move { .. } | Intent::Cancel(_) => {
                let number = self.watch.acted_on();
                number.map_or_else(SharedString::default, |number| number.to_string().into())
            }
            Intent::Profile { counter, .. } | Intent::Release(counter) | Intent::Close(counter) => {
                self.counter_called(counter)
            }
            Intent::Pause(service) | Intent::Unpause(service) => self.service_name(service).into(),
            Intent::People
            | Intent::Tickets(_)
            | Intent::Why { .. }
            | Intent::Report(_)
            | Intent::Forecast
            | Intent::Hold(_)
            | Intent::ResumeBranch
            | Intent::Announce(_)
            | Intent::EndAnnouncement { .. } => SharedString::default(),
        }
    }
}

fn act(intent: &Intent) -> WatchAct {
    match intent {
        Intent::People
        | Intent::Tickets(_)
        | Intent::Why { .. }
        | Intent::Report(_)
        | Intent::Forecast => WatchAct::None,
        Intent::Move { .. } => WatchAct::Moved,
        Intent::Cancel(_) => WatchAct::Cancelled,
        Intent::Profile { .. } => WatchAct::Profile,
        Intent::Release(_) => WatchAct::Release,
        Intent::Close(_) => WatchAct::Close,
        Intent::Pause(_) => WatchAct::Pause,
        Intent::Unpause(_) => WatchAct::Unpause,
        Intent::Hold(_) => WatchAct::Hold,
        Intent::ResumeBranch => WatchAct::Resume,
        Intent::Announce(request) if request.kind.is_emergency() => WatchAct::Alarm,
        Intent::Announce(_) => WatchAct::Notice,
        Intent::EndAnnouncement { .. } => WatchAct::End,
    }
}

pub(super) fn list(list: List) -> WatchList {
    match list {
        List::Acts => WatchList::Acts,
        List::Profiles => WatchList::Profiles,
        List::Services => WatchList::Services,
        List::Counters => WatchList::Counters,
        List::People => WatchList::People,
        List::Classes => WatchList::Classes,
    }
}

fn kind(kind: AnnouncementKind) -> WatchKind {
    match kind {
        AnnouncementKind::Notice => WatchKind::Notice,
        AnnouncementKind::Evacuate => WatchKind::Evacuate,
        AnnouncementKind::Fire => WatchKind::Fire,
        AnnouncementKind::Earthquake => WatchKind::Earthquake,
        AnnouncementKind::Emergency => WatchKind::Emergency,
    }
}

pub(super) fn date(date: NaiveDate) -> String {
    date.format("%d-%m-%Y").to_string()
}

pub(super) fn number(count: u32) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}

pub(super) fn count(len: usize) -> i32 {
    i32::try_from(len).unwrap_or(i32::MAX)
}

pub(super) fn mins(secs: u32) -> i32 {
    number(secs / 60)
}
