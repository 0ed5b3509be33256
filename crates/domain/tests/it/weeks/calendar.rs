//! Reads a manager's calendar and lives by it.

use antre_domain::config::{Config, Span};
use antre_domain::*;
use chrono::{Datelike, NaiveDate};

use crate::scene::*;

/// Lives through a table of one month, beginning at its first row. `#` begins a remark.
pub fn live(config: Config, month: &str, table: &str) {
    let lines = table.lines().filter(|line| !line.starts_with('#'));
    let rows: Vec<[&str; 3]> = lines.filter(|line| !line.is_empty()).map(columns).collect();
    let from = instant_of(&config, month, rows[0][0]);
    let mut calendar = Calendar {
        scene: Scene::of(config, &from.to_string()),
        month: month.to_owned(),
        seen: 0,
    };
    for [when, act, expected] in rows {
        calendar.row(when, act, expected);
    }
}

/// When, what happens, what is expected.
fn columns(line: &str) -> [&str; 3] {
    let columns: Vec<&str> = line.split('|').map(str::trim).collect();
    columns.try_into().expect("three columns")
}

/// `08:00-11:30 13:00-15:00`.
pub fn spans(text: &str) -> Vec<Span> {
    text.split_whitespace().map(id).collect()
}

struct Calendar {
    scene: Scene,
    month: String,
    /// How much of the log belongs to the rows before.
    seen: usize,
}

impl Calendar {
    fn row(&mut self, when: &str, act: &str, expected: &str) {
        let at = instant_of(&self.scene.config(), &self.month, when);
        self.scene.at(&at.to_string());
        let said = self.act(act);
        self.scene.pass_deadlines();
        for fact in expected.split(", ") {
            let found = self.fact(fact).unwrap_or_else(|| said.clone());
            assert_eq!(found, fact, "{when}: {act}");
        }
        self.seen = self.scene.log.len();
    }

    /// Does what a row says, and tells what came of it.
    fn act(&mut self, act: &str) -> String {
        let words: Vec<&str> = act.split(' ').collect();
        let here = |scene: &Scene, counter: &str| {
            let state = &scene.day().counters[&id(counter)];
            state.ticket.expect("somebody stands at the counter")
        };
        let answer = match words[..] {
            ["look"] => return "done".to_owned(),
            ["take", service] => self.take(service, "regular", 1),
            ["take", service, count] if count.starts_with('x') => {
                let count = count.trim_start_matches('x').parse().unwrap();
                self.take(service, "regular", count)
            }
            ["take", service, class] => self.take(service, class, 1),
            ["open", counter] => self.scene.ask(clerk(counter), open(counter)),
            ["next", counter] => {
                let answer = self.scene.ask(clerk(counter), call_next(counter));
                answer.map(|events| events.into_iter().filter(is_call).collect())
            }
            ["start", counter] => {
                let ticket = here(&self.scene, counter);
                self.scene.ask(clerk(counter), Act::Start(ticket))
            }
            ["finish", counter] => {
                let ticket = here(&self.scene, counter);
                self.scene.ask(clerk(counter), finish(ticket))
            }
            ["park", counter] => {
                let ticket = here(&self.scene, counter);
                self.scene.ask(clerk(counter), park(ticket, None))
            }
            ["no_show", counter] => {
                let ticket = here(&self.scene, counter);
                self.scene.ask(clerk(counter), Act::NoShow(ticket))
            }
            ["hold"] => self
                .scene
                .ask(supervisor(), Act::Hold(HoldReason::SystemDown)),
            ["resume"] => self.scene.ask(supervisor(), Act::ResumeBranch),
            ["confirm"] => {
                let answer = self.scene.ask(supervisor(), Act::ConfirmClock);
                self.scene.pass_deadlines();
                answer
            }
            ["hours", counter, hours] => {
                let mut config = self.scene.config();
                let mut counters = config.counters.iter_mut();
                let found = counters.find(|found| found.id == id(counter)).unwrap();
                found.hours = Some(every_day(&hours.replace(',', " ")));
                self.scene
                    .ask(Actor::ADMIN, Act::Configure(Box::new(config)))
            }
            ["zone", zone] => {
                let mut config = self.scene.config();
                config.time_zone = TimeZone::new(zone).unwrap();
                self.scene
                    .ask(Actor::ADMIN, Act::Configure(Box::new(config)))
            }
            _ => panic!("nothing is called {act:?}"),
        };
        match answer {
            Ok(events) => self.told(act, &events),
            Err(refusal) => self.refused(&refusal),
        }
    }

    fn take(&mut self, service: &str, class: &str, count: u8) -> Answer {
        let act = Act::Issue {
            service: id(service),
            class: Some(id(class)),
            locale: None,
            count,
            party: 1,
            booked_at: None,
            note: None,
        };
        self.scene.ask(kiosk("k1"), act)
    }

    /// The numbers that were given, or the one that was called and why.
    fn told(&self, act: &str, events: &[Event]) -> String {
        let first = events.first().map(|event| &event.what);
        let number = |event: &Event| self.scene.number(event.what.ticket().unwrap());
        match first {
            Some(What::TicketCalled { ticket, reason, .. }) => {
                let place = self.scene.ticket(*ticket).leg.place;
                let waited = waited_secs(reason).unwrap_or_else(|| {
                    let called_at = self.scene.ticket(*ticket).leg.called_at.unwrap();
                    called_at.secs_since(place.since)
                });
                format!("{} {} {}", number(&events[0]), reason.code(), hours(waited))
            }
            Some(What::TicketIssued { .. }) if events.len() == 1 => number(&events[0]),
            Some(What::TicketIssued { .. }) => {
                format!(
                    "{} to {}",
                    number(&events[0]),
                    number(&events[events.len() - 1])
                )
            }
            None if act.starts_with("next") => "nobody".to_owned(),
            _ => "done".to_owned(),
        }
    }

    fn refused(&self, refusal: &Rejection) -> String {
        match refusal {
            Rejection::ServiceClosed {
                opens_at: Some(at), ..
            } => {
                let local = self.scene.config().time_zone.local(*at);
                format!("closed until {}", local.format("%a %d %H:%M"))
            }
            other => other.code().to_owned(),
        }
    }

    /// What is so of the thing that `fact` is about; `None` where it is about the act.
    fn fact(&self, fact: &str) -> Option<String> {
        let words: Vec<&str> = fact.split(' ').collect();
        Some(match words[..] {
            ["day", ..] => format!("day {}", self.scene.day().date.format("%a %d")),
            [_, "wait"] => {
                let waiting = self.scene.day().queues.values().map(|queue| queue.len());
                format!("{} wait", waiting.sum::<usize>())
            }
            [_, "expired"] => format!("{} expired", self.ended().0),
            [_, "served"] => format!("{} served", self.ended().1),
            [_, "carried"] => format!("{} carried", self.carried()),
            [counter @ ("l1" | "l2"), "rests", "in", _] => {
                let Some((at, DeadlineReason::CountersRest)) = next_deadline(&self.scene.branch)
                else {
                    return Some(format!("{counter} rests never"));
                };
                let secs = at.secs_since(self.scene.clock);
                format!("{counter} rests in {}", hours(secs))
            }
            [counter @ ("l1" | "l2"), _] => {
                let desk = match self.scene.day().counters[&id(counter)].desk {
                    Desk::Open => "open",
                    Desk::Paused => "rests",
                    Desk::Closed => "closed",
                };
                format!("{counter} {desk}")
            }
            _ => return None,
        })
    }

    fn fresh(&self) -> &[Event] {
        &self.scene.log[self.seen..]
    }

    /// How many tickets the closing time or the day's end ended since the row before: unserved, and
    /// served.
    fn ended(&self) -> (usize, usize) {
        let ends = self.fresh().iter().map(|event| match &event.what {
            What::QueuesClosed { ended, .. } => (ended.len(), 0),
            What::DayClosed { ended, .. } => {
                let served = ended.iter().filter(|end| end.served).count();
                (ended.len() - served, served)
            }
            _ => (0, 0),
        });
        ends.fold((0, 0), |sum, end| (sum.0 + end.0, sum.1 + end.1))
    }

    fn carried(&self) -> usize {
        let carried = self.fresh().iter().map(|event| match &event.what {
            What::DayOpened { carried, .. } => carried.len(),
            _ => 0,
        });
        carried.sum()
    }
}

fn is_call(event: &Event) -> bool {
    matches!(event.what, What::TicketCalled { .. })
}

fn waited_secs(reason: &CallReason) -> Option<u32> {
    let text = serde_json::to_value(reason).unwrap();
    let secs = text.get("waited_secs")?.as_u64()?;
    u32::try_from(secs).ok()
}

/// Hours and whole minutes.
fn hours(secs: u32) -> String {
    format!("{}:{:02}", secs / 3_600, secs / 60 % 60)
}

/// `Tue 18 07:45` of a month, where the weekday must be right; with an offset where it is given.
fn instant_of(config: &Config, month: &str, when: &str) -> Timestamp {
    let words: Vec<&str> = when.split(' ').collect();
    let date: NaiveDate = id(&format!("{month}-{}", words[1]));
    assert_eq!(date.weekday().to_string(), words[0], "{when} of {month}");
    match words.get(3) {
        Some(offset) => instant(&format!("{date}T{}:00{offset}", words[2])),
        None => {
            let minutes = id::<LocalTime>(words[2]).minutes();
            config.time_zone.instant(date, minutes)
        }
    }
}
