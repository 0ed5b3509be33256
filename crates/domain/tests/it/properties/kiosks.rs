//! Two kiosks that lose their hub and find it again.

use proptest::sample::Index;

use super::*;
use crate::model::day_of;

/// What lies at a kiosk.
pub(super) struct Kiosk {
    name: &'static str,
    /// On paper, and not joined.
    paper: Vec<Joining>,
    /// What was joined last.
    joined: Vec<Joining>,
    /// The hub's last word.
    heard_at: Timestamp,
}

pub(super) fn two() -> [Kiosk; 2] {
    ["k1", "k2"].map(|name| Kiosk {
        name,
        paper: Vec::new(),
        joined: Vec::new(),
        heard_at: Timestamp::default(),
    })
}

impl Pair {
    /// Every number that people see is new on its day.
    pub(super) fn note_numbers(&mut self, event: &Event) {
        let date = self.branch.day().map(|day| day.date);
        let seen: Vec<TicketNumber> = match &event.what {
            What::TicketIssued {
                number,
                offline_at: None,
                ..
            } => vec![*number],
            What::DayOpened { carried, .. } => carried.iter().map(|one| one.number).collect(),
            _ => Vec::new(),
        };
        for number in seen {
            self.note_number(date.unwrap(), number);
        }
    }

    fn note_number(&mut self, date: chrono::NaiveDate, number: TicketNumber) {
        let unpadded = format!("{}{}", number.prefix().as_str(), number.value());
        assert!(
            self.numbers.insert((date, unpadded)),
            "{number} twice on {date}"
        );
    }

    pub(super) fn compare_kiosks(&self) {
        let (day, model) = (self.branch.day().unwrap(), &self.model);
        let held = day.reserves.iter().map(|(ticket, one)| {
            (
                ticket,
                one.device.clone(),
                one.series.clone(),
                one.number.to_string(),
            )
        });
        let mut expected: Vec<_> = model.held.iter().collect();
        expected.sort_by_key(|held| held.ticket);
        let expected = expected.into_iter().map(|one| {
            (
                one.ticket,
                one.device.clone(),
                one.series.clone(),
                one.number.clone(),
            )
        });
        assert_eq!(held.collect::<Vec<_>>(), expected.collect::<Vec<_>>());
        let paused: BTreeSet<_> = model.paused.iter().cloned().collect();
        assert_eq!(day.paused, paused);
        let helps: BTreeSet<_> = model.helps.iter().collect();
        assert_eq!(day.helps.keys().collect::<BTreeSet<_>>(), helps);
    }

    /// A number out of the reserve of the day by the kiosk's own clock.
    pub(super) fn give_offline(
        &mut self,
        second: bool,
        service: Index,
        class: Option<Index>,
        skew_secs: i32,
        twin: bool,
    ) {
        let now = self.clock.max(self.branch.last_event_at());
        let kiosk = &self.kiosks[usize::from(second)];
        let (name, device) = (kiosk.name, id::<DeviceId>(kiosk.name));
        let mut held: Vec<_> = self.model.held.iter().collect();
        held.retain(|held| held.device == device && held.day == day_of(now));
        held.retain(|held| !kiosk.paper.iter().any(|one| one.ticket == held.ticket));
        let Some(held) = held.first() else { return };
        let config = &self.model.config;
        let number: TicketNumber = held.number.parse().unwrap();
        let twins = self
            .log
            .iter()
            .rev()
            .take(6)
            .filter_map(|event| match &event.what {
                What::TicketIssued { ticket, .. } if event.by.device == Some(id(name)) => {
                    Some(*ticket)
                }
                _ => None,
            });
        let joining = Joining {
            ticket: held.ticket,
            service: service.get(&config.services).id.clone(),
            class: class.map_or(id("vip"), |class| class.get(&config.classes).id.clone()),
            locale: Locale::EN,
            party: u8::try_from(skew_secs.unsigned_abs() % 60).unwrap(),
            issued_at: Timestamp::from_millis(now.millis() + i64::from(skew_secs) * 1_000),
            heard_at: kiosk.heard_at,
            twins: if twin { twins.collect() } else { Vec::new() },
        };
        let epoch: chrono::NaiveDate = "1970-01-01".parse().unwrap();
        let days = u64::try_from(held.day).unwrap();
        let date = epoch.checked_add_days(chrono::Days::new(days)).unwrap();
        self.kiosks[usize::from(second)].paper.push(joining);
        self.note_number(date, number);
    }

    pub(super) fn kiosk_step(&mut self, second: bool, verb: KioskVerb) {
        let at = usize::from(second);
        let name = self.kiosks[at].name;
        let (by, device) = (kiosk(name), id::<DeviceId>(name));
        self.kiosks[at].heard_at = self.clock;
        match verb {
            KioskVerb::Reserve => self.both(&by, Act::Reserve { device }),
            KioskVerb::Return => {
                let given = self.kiosks[at].paper.iter().map(|one| one.ticket).collect();
                let series = None;
                self.both(
                    &by,
                    Act::ReturnReserve {
                        device,
                        series,
                        given,
                    },
                );
            }
            KioskVerb::Join { backwards } => {
                let mut tickets = self.kiosks[at].paper.clone();
                tickets.truncate(50);
                if backwards {
                    tickets.reverse();
                }
                self.join(at, tickets);
            }
            KioskVerb::JoinAgain => {
                let tickets = self.kiosks[at].joined.clone();
                let before = self.log.len();
                self.join(at, tickets);
                assert_eq!(self.log.len(), before, "what has joined says nothing new");
            }
            KioskVerb::JoinAStranger => {
                let mut tickets = self.kiosks[1 - at].paper.clone();
                tickets.truncate(1);
                self.both(&by, Act::Join { device, tickets });
            }
            KioskVerb::Help => self.both(&by, Act::AskHelp { device }),
            KioskVerb::Answer => self.both(&clerk("l1"), Act::AnswerHelp { device }),
        }
    }

    /// Whatever a refusal names is of a day that is over: it is dropped, and nothing else.
    fn join(&mut self, at: usize, mut tickets: Vec<Joining>) {
        let name = self.kiosks[at].name;
        let today = self.branch.day().unwrap().date;
        let is_known = |ticket: TicketId| {
            let day = self.branch.day().unwrap();
            let held = day.reserves.get(ticket);
            held.is_some_and(|one| one.date == today) || day.tickets.contains_key(&ticket)
        };
        let lost = tickets.iter().filter(|one| !is_known(one.ticket)).count();
        let now = self.clock.max(self.branch.last_event_at());
        let is_open = day_of(now) <= self.model.day;
        if lost > 0 && is_open {
            let device = id(name);
            self.both(
                &kiosk(name),
                Act::Join {
                    device,
                    tickets: tickets.clone(),
                },
            );
            tickets.retain(|one| is_known_in(&self.branch, one.ticket));
            let branch = &self.branch;
            self.kiosks[at]
                .paper
                .retain(|one| is_known_in(branch, one.ticket));
        }
        let act = Act::Join {
            device: id(name),
            tickets: tickets.clone(),
        };
        self.both(&kiosk(name), act);
        if is_open && !tickets.is_empty() {
            let joined = |one: &Joining| self.branch.ticket(one.ticket).is_some();
            assert!(tickets.iter().all(joined), "a printed ticket was lost");
            self.kiosks[at]
                .paper
                .retain(|one| !tickets.iter().any(|other| other.ticket == one.ticket));
            self.kiosks[at].joined = tickets;
        }
    }
}

fn is_known_in(branch: &Branch, ticket: TicketId) -> bool {
    let day = branch.day().unwrap();
    let held = day.reserves.get(ticket);
    held.is_some_and(|one| one.date == day.date) || day.tickets.contains_key(&ticket)
}

/// How a ticket that joins shows in the log.
pub(super) fn joining(log: &[Event], event: &Event) -> Option<&'static str> {
    let is_offline = |what: &What| {
        matches!(
            what,
            What::TicketIssued {
                offline_at: Some(_),
                ..
            }
        )
    };
    match &event.what {
        What::TicketCancelled {
            ticket,
            superseded_by: Some(_),
        } => {
            let own = |other: &&Event| other.what.ticket() == Some(*ticket);
            let joined = log.iter().filter(own).any(|other| is_offline(&other.what));
            Some(if joined {
                "joined_in_vain"
            } else {
                "twin_ended"
            })
        }
        what => is_offline(what).then_some("joined"),
    }
}
