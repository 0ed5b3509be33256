//! The guide's examples, and the morning that it plays through.

use std::path::Path;

use antre_domain::{
    Act, Actor, Branch, CallReason, ClassId, Command, Config, Context, CounterId, Event, Finish,
    LogTail, ProfileId, ServiceId, Timestamp, What, decide, next_deadline,
};
use antre_hub::{Tongue, parse_branch_file, rule_words};

use super::{GUIDES, bank, examples, page, sample};

#[test]
fn every_example_of_the_guide_is_a_profile_that_the_hub_takes() {
    for (guide, _) in GUIDES {
        let guide = page(guide);
        let examples = examples(&guide);
        assert!(examples.len() >= 4, "the three rules and the grammar");
        for example in examples {
            let text = bank(example);
            let config = parse_branch_file(&text, Path::new("guide"));
            let config = config.unwrap_or_else(|error| panic!("{example}\n{error}"));
            let profile = config.profile(&ProfileId::new("contoh").unwrap()).unwrap();
            assert!(!config.bounds(profile).is_empty());
        }
    }
}

#[test]
fn the_promise_that_the_guide_explains_is_that_of_the_banks_tellers() {
    let bank = sample("bank");
    for (guide, tongue) in GUIDES {
        let lines = rule_words::lines(tongue, &bank, &bank.profiles[0]);
        let quoted = format!("> {}\n", lines[1].sentence);
        assert!(page(guide).contains(&quoted), "{guide}: {quoted}");
    }
}

/// Who comes: number, class, minutes after eight, and the minute of an appointment.
const ARRIVALS: [(&str, &str, u32, Option<u32>); 9] = [
    ("A001", "umum", 0, None),
    ("A002", "umum", 1, None),
    ("A003", "umum", 2, None),
    ("B001", "prioritas", 3, None),
    ("B002", "prioritas", 4, None),
    ("J001", "janji-temu", 5, Some(20)),
    ("B003", "prioritas", 6, None),
    ("A004", "umum", 7, None),
    ("B004", "prioritas", 8, None),
];
/// The one counter calls from ten past eight, every five minutes.
const FIRST_CALL_MINS: u32 = 10;
const BETWEEN_CALLS_MINS: u32 = 5;

/// A branch that is driven as the hub's writer drives it.
struct Hall {
    branch: Branch,
    clock: Timestamp,
    events: u64,
}

impl Hall {
    fn open(config: Config) -> Self {
        let clock = eight_and(0);
        let mut hall = Self {
            branch: Branch::default(),
            clock,
            events: 0,
        };
        let begin = Act::StartEpoch {
            counter: 1,
            random: 1,
            rehearsal: true,
        };
        hall.does(Actor::ADMIN, begin);
        hall.does(Actor::ADMIN, Act::Configure(Box::new(config)));
        let (at, reason) = next_deadline(&hall.branch).unwrap();
        hall.does(Actor::TIMER, Act::Due { reason, at });
        let open = Act::OpenCounter {
            counter: counter(),
            profile: None,
        };
        hall.does(Actor::ADMIN, open);
        hall
    }

    fn does(&mut self, by: Actor, act: Act) -> Vec<Event> {
        let tail = LogTail {
            seq: self.events,
            hash: [0; 32],
        };
        let context = Context {
            clock: self.clock,
            seed: self.events,
            tail,
        };
        let events = decide(&self.branch, &Command { by, act }, &context).unwrap();
        for event in &events {
            self.branch.apply(event);
            self.events += 1;
        }
        events
    }

    fn arrives(&mut self, number: &str, class: &str, booked_mins: Option<u32>) {
        let issue = Act::Issue {
            service: ServiceId::new("setor").unwrap(),
            class: Some(ClassId::new(class).unwrap()),
            locale: None,
            count: 1,
            party: 1,
            booked_at: booked_mins.map(eight_and),
            note: None,
        };
        let events = self.does(Actor::ADMIN, issue);
        let given = events.iter().find_map(|event| match &event.what {
            What::TicketIssued { number, .. } => Some(number.to_string()),
            _ => None,
        });
        assert_eq!(given.as_deref(), Some(number));
    }

    /// Who is called, and why.
    fn calls(&mut self) -> (String, CallReason) {
        let events = self.does(
            Actor::ADMIN,
            Act::CallNext {
                counter: counter(),
                quiet: None,
                finish: Finish::default(),
            },
        );
        let called = events.into_iter().find_map(|event| match event.what {
            What::TicketCalled { ticket, reason, .. } => Some((ticket, reason)),
            _ => None,
        });
        let (ticket, reason) = called.expect("somebody waits");
        (
            self.branch.day().unwrap().tickets[&ticket]
                .number
                .to_string(),
            reason,
        )
    }
}

fn counter() -> CounterId {
    CounterId::new("teller-1").unwrap()
}

/// Monday morning, so many minutes after eight.
fn eight_and(mins: u32) -> Timestamp {
    let eight: Timestamp = "2026-11-23T08:00:00+07:00".parse().unwrap();
    eight.plus_secs(mins * 60)
}

/// The morning under the guide's first profiles, one column each.
fn played(columns: &[&str], tongue: Tongue) -> Vec<String> {
    let halls = columns.iter().map(|example| {
        let mut hall = Hall::open(parse_branch_file(&bank(example), Path::new("guide")).unwrap());
        for (number, class, mins, booked_mins) in ARRIVALS {
            hall.clock = eight_and(mins);
            hall.arrives(number, class, booked_mins);
        }
        hall
    });
    let mut halls: Vec<Hall> = halls.collect();
    let call_mins = (0_u32..).map(|call| FIRST_CALL_MINS + call * BETWEEN_CALLS_MINS);
    call_mins
        .take(ARRIVALS.len())
        .map(|mins| {
            let cells = halls.iter_mut().map(|hall| {
                hall.clock = eight_and(mins);
                let (number, reason) = hall.calls();
                format!("{number}, {}", short(tongue, &reason))
            });
            let time = format!("{:02}.{:02}", 8 + mins / 60, mins % 60);
            let time = if tongue == Tongue::En {
                time.replace('.', ":")
            } else {
                time
            };
            format!("| {time} | {} |", cells.collect::<Vec<_>>().join(" | "))
        })
        .collect()
}

/// A reason in as few words as a table has room for.
fn short(tongue: Tongue, reason: &CallReason) -> &'static str {
    let (indonesian, english) = match reason {
        CallReason::LongestWait { .. } => ("paling lama menunggu", "longest wait"),
        CallReason::PastTarget { .. } => ("lewat target", "past target"),
        CallReason::NearestToTarget { .. } => ("terdekat ke target", "nearest to target"),
        CallReason::GuaranteedTurn { .. } => ("giliran yang dijamin", "guaranteed turn"),
        CallReason::RatioTurn { .. } => ("giliran rasio", "turn in the ratio"),
        CallReason::AppointmentDue { .. } => ("jam janjinya tiba", "appointment due"),
        CallReason::PastCap { .. } => ("lewat batas", "past the cap"),
        other => panic!("no example shows {other:?}"),
    };
    match tongue {
        Tongue::Id => indonesian,
        Tongue::En => english,
    }
}

#[test]
fn the_guides_morning_is_played_as_the_rules_play_it() {
    for (name, tongue) in GUIDES {
        let guide = page(name);
        let rows: Vec<&str> = guide
            .lines()
            .filter(|line| line.starts_with("| 08") || line.starts_with("| 09"))
            .collect();
        assert_eq!(
            rows,
            played(&examples(&guide)[..3], tongue),
            "docs/rules/{name}"
        );
    }
}
