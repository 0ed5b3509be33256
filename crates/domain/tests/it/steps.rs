//! Small random branches, and what may happen in them.

mod making;

use antre_domain::config::{self, Config, StopOrder, Unserved};
use antre_domain::{
    AnnouncementKind, ChoiceReason, Outcome, Prefix, Quiet, QuietReason, SoundHealth, Without,
};
use proptest::prelude::*;
use proptest::sample::{Index, select};

pub use self::making::{Wanted, branches};
use self::making::{rule, wanted};
use crate::model::LUNCH_AT_NOON;
use crate::scene::*;

const CLASSES: [&str; 3] = ["regular", "priority", "appointment"];
const SERVICES: [&str; 3] = ["umum", "gigi", "lab"];
const COUNTERS: [&str; 3] = ["l1", "l2", "l3"];

/// What happens next, with everything still to be resolved against the branch of that moment.
#[derive(Debug, Clone)]
pub enum Happening {
    Issue {
        service: Index,
        class: Option<Index>,
        count: u8,
        party: u8,
        /// A booked time, so many seconds from now; it may be in the wrong class.
        booked_in_secs: Option<i32>,
    },
    Counter {
        counter: Index,
        verb: CounterVerb,
    },
    Ticket {
        ticket: Index,
        verb: TicketVerb,
        fitting: bool,
    },
    Configure(Change),
    /// A kiosk that does not reach the hub gives one of its numbers.
    Offline {
        /// The second kiosk, not the first.
        second: bool,
        service: Index,
        class: Option<Index>,
        /// How wrong the kiosk's measure of time is.
        skew_secs: i32,
        /// The touch had reached the hub, and the answer was lost.
        twin: bool,
    },
    Kiosk {
        second: bool,
        verb: KioskVerb,
    },
    /// A supervisor tells the hall something.
    Announce {
        kind: AnnouncementKind,
        for_secs: Option<u32>,
        /// In the zone of the first counter only, where the branch has zones.
        zone: bool,
        /// The same again, where something stands.
        again: Option<Index>,
    },
    EndAnnouncement(Index),
    /// How a display is heard.
    Sound {
        second: bool,
        sound: SoundHealth,
    },
    Pause(Index),
    Unpause(Index),
    Hold,
    GoOn,
    Wait(u32),
    Doubt {
        ahead: bool,
    },
    Jump {
        hours: u32,
    },
}

#[derive(Debug, Clone, Copy)]
pub enum CounterVerb {
    Open,
    Help,
    Close,
    Break,
    CallNext(Option<Quiet>),
}

#[derive(Debug, Clone, Copy)]
pub enum KioskVerb {
    Reserve,
    Return,
    /// What was given without the hub, the last first perhaps.
    Join {
        backwards: bool,
    },
    /// The answer to the last one was lost.
    JoinAgain,
    JoinAStranger,
    Help,
    Answer,
}

#[derive(Debug, Clone)]
pub enum TicketVerb {
    Call(Index, Option<ChoiceReason>, Option<Quiet>),
    Recall,
    Start,
    Finish(Outcome),
    Transfer {
        service: Index,
        class: Option<Index>,
        fresh: bool,
    },
    Park(Option<u32>),
    Resume,
    NoShow,
    Requeue,
    Cancel,
    CheckIn,
    Undo,
}

#[derive(Debug, Clone, Copy)]
pub enum Change {
    Target(u32),
    Last(u16),
    DropCounter,
    AddCounter,
    DropService,
    DropClass,
    DropProfile,
    Shut,
    Reopen,
    Carry(bool),
    Prefix,
    Rule(Wanted),
    Lunch(bool),
    StopOrder(StopOrder),
    Zones(bool),
    NoReason,
}

#[derive(Debug, Clone, Copy)]
pub enum Who {
    Clerk,
    OtherClerk,
    Supervisor,
    Kiosk,
}

/// A day or more of so many steps.
pub fn steps(
    length: std::ops::RangeInclusive<usize>,
) -> impl Strategy<Value = Vec<(Who, Happening)>> {
    let who = prop_oneof![
        7 => Just(Who::Clerk),
        2 => Just(Who::Supervisor),
        1 => Just(Who::OtherClerk),
        1 => Just(Who::Kiosk),
    ];
    let counter_verb = prop_oneof![
        3 => Just(CounterVerb::Open),
        1 => Just(CounterVerb::Help),
        1 => Just(CounterVerb::Close),
        1 => Just(CounterVerb::Break),
        16 => quiet().prop_map(CounterVerb::CallNext),
    ];
    let ticket_verb = prop_oneof![
        2 => (any::<Index>(), select(vec![None, Some(ChoiceReason::Emergency)]), quiet())
            .prop_map(|(counter, because, quiet)| TicketVerb::Call(counter, because, quiet)),
        1 => Just(TicketVerb::Recall),
        2 => Just(TicketVerb::Start),
        3 => select(vec![Outcome::Served, Outcome::Served, Outcome::Served, Outcome::Left])
            .prop_map(TicketVerb::Finish),
        3 => (any::<Index>(), any::<Option<Index>>(), any::<bool>())
            .prop_map(|(service, class, fresh)| TicketVerb::Transfer { service, class, fresh }),
        2 => select(vec![None, Some(0), Some(1), Some(30), Some(900), Some(86_400), Some(86_401)])
            .prop_map(TicketVerb::Park),
        2 => Just(TicketVerb::Resume),
        4 => Just(TicketVerb::NoShow),
        5 => Just(TicketVerb::Requeue),
        1 => Just(TicketVerb::Cancel),
        3 => Just(TicketVerb::CheckIn),
        3 => Just(TicketVerb::Undo),
    ];
    let change = prop_oneof![
        select(vec![1u32, 60, 3_600]).prop_map(Change::Target),
        select(vec![1u16, 20, 200]).prop_map(Change::Last),
        Just(Change::DropCounter),
        Just(Change::AddCounter),
        Just(Change::DropService),
        Just(Change::DropClass),
        Just(Change::DropProfile),
        Just(Change::Shut),
        Just(Change::Reopen),
        any::<bool>().prop_map(Change::Carry),
        Just(Change::Prefix),
        wanted().prop_map(Change::Rule),
        any::<bool>().prop_map(Change::Lunch),
        select(vec![StopOrder::Fixed, StopOrder::Any]).prop_map(Change::StopOrder),
        Just(Change::NoReason),
        any::<bool>().prop_map(Change::Zones),
    ];
    let count = prop_oneof![8 => Just(1u8), 2 => 2..=5u8, 1 => select(vec![0u8, 50, 51])];
    let party = prop_oneof![9 => Just(1u8), 1 => select(vec![0u8, 2, 50, 51])];
    let booked = select(vec![0i32, 1, 30, 600, 3_600, -60, -400]);
    let booked = prop::option::weighted(0.1, booked);
    let class = prop::option::weighted(0.8, any::<Index>());
    let kiosk_verb = prop_oneof![
        6 => Just(KioskVerb::Reserve),
        1 => Just(KioskVerb::Return),
        4 => any::<bool>().prop_map(|backwards| KioskVerb::Join { backwards }),
        1 => Just(KioskVerb::JoinAgain),
        1 => Just(KioskVerb::JoinAStranger),
        1 => Just(KioskVerb::Help),
        1 => Just(KioskVerb::Answer),
    ];
    let skew = select(vec![
        0, 0, 0, 1, -1, 60, -60, 3_600, -3_600, 90_000, -90_000,
    ]);
    let step = prop_oneof![
        30 => (any::<Index>(), class, count, party, booked)
            .prop_map(|(service, class, count, party, booked_in_secs)| {
                Happening::Issue { service, class, count, party, booked_in_secs }
            }),
        40 => (any::<Index>(), counter_verb).prop_map(|(counter, verb)| Happening::Counter { counter, verb }),
        32 => (any::<Index>(), ticket_verb, prop::bool::weighted(0.85))
            .prop_map(|(ticket, verb, fitting)| Happening::Ticket { ticket, verb, fitting }),
        10 => (any::<bool>(), any::<Index>(), any::<Option<Index>>(), skew, prop::bool::weighted(0.3))
            .prop_map(|(second, service, class, skew_secs, twin)| {
                Happening::Offline { second, service, class, skew_secs, twin }
            }),
        12 => (any::<bool>(), kiosk_verb).prop_map(|(second, verb)| Happening::Kiosk { second, verb }),
        4 => (
            select(AnnouncementKind::ALL.to_vec()),
            select(vec![None, None, Some(9), Some(10), Some(600), Some(86_400), Some(86_401)]),
            any::<bool>(),
            prop::option::weighted(0.1, any::<Index>()),
        )
            .prop_map(|(kind, for_secs, zone, again)| {
                Happening::Announce { kind, for_secs, zone, again }
            }),
        2 => any::<Index>().prop_map(Happening::EndAnnouncement),
        3 => (any::<bool>(), select(vec![SoundHealth::Well, SoundHealth::Off, SoundHealth::Lost]))
            .prop_map(|(second, sound)| Happening::Sound { second, sound }),
        1 => any::<Index>().prop_map(Happening::Pause),
        2 => any::<Index>().prop_map(Happening::Unpause),
        2 => change.prop_map(Happening::Configure),
        2 => Just(Happening::Hold),
        8 => Just(Happening::GoOn),
        20 => prop_oneof![20 => 1..20u32, 9 => 20..2_000u32, 1 => 2_000..100_000u32]
            .prop_map(Happening::Wait),
        1 => any::<bool>().prop_map(|ahead| Happening::Doubt { ahead }),
        1 => (37..80u32).prop_map(|hours| Happening::Jump { hours }),
    ];
    let step = prop::collection::vec((who, step), length);
    // Branches open their counters before anything else.
    let opening = any::<[Index; 4]>();
    (opening, step).prop_map(|(opening, steps)| {
        let verb = CounterVerb::Open;
        let opened = opening.map(|counter| (Who::Supervisor, Happening::Counter { counter, verb }));
        opened.into_iter().chain(steps).collect()
    })
}

fn quiet() -> impl Strategy<Value = Option<Quiet>> {
    let without = select(vec![Without::Voice, Without::Screen, Without::Both]);
    let quiet = without.prop_map(|without| Quiet {
        without,
        because: QuietReason::Delicate,
    });
    prop::option::weighted(0.2, quiet)
}

/// The configuration with one change, good or bad.
pub fn changed(config: &Config, change: Change) -> Config {
    let mut config = config.clone();
    match change {
        Change::Target(secs) => config.classes[0].target_wait_secs = secs,
        Change::Last(last) => config
            .series
            .iter_mut()
            .for_each(|series| series.last = last),
        Change::DropCounter => drop(config.counters.pop()),
        Change::AddCounter => config
            .counters
            .push(counter(&format!("l{}", config.counters.len() + 1), "all")),
        Change::DropService => {
            let gone = config.services.pop().unwrap().id;
            config
                .series
                .iter_mut()
                .for_each(|series| series.services.retain(|service| *service != gone));
            config.series.retain(|series| !series.services.is_empty());
            config.profiles.iter_mut().for_each(|profile| {
                profile.services.retain(|service| *service != gone);
                profile
                    .helps
                    .iter_mut()
                    .for_each(|level| level.retain(|service| *service != gone));
                profile.helps.retain(|level| !level.is_empty());
            });
            config
                .journeys
                .iter_mut()
                .for_each(|journey| journey.stops.retain(|stop| *stop != gone));
        }
        Change::DropClass => {
            let gone = config.classes.pop().unwrap().id;
            config
                .series
                .retain(|series| series.class.as_ref() != Some(&gone));
        }
        Change::DropProfile => drop(config.profiles.pop()),
        Change::Shut => config.hours = every_day(""),
        Change::Reopen => config.hours = every_day("03:00-03:00"),
        Change::Carry(carry) => {
            config.rules.unserved = if carry {
                Unserved::Carry
            } else {
                Unserved::Expire
            };
        }
        Change::Rule(wanted) => config.profiles[0].rule = rule(&config, wanted),
        Change::Lunch(lunch) => {
            config.counters[0].hours = lunch.then(|| every_day(LUNCH_AT_NOON));
        }
        Change::StopOrder(order) => config
            .journeys
            .iter_mut()
            .for_each(|journey| journey.order = order),
        Change::Zones(zones) => {
            config.hall.zones = if zones {
                vec![first_zone()]
            } else {
                Vec::new()
            }
        }
        Change::NoReason => config.rules.choice_needs_reason = false,
        Change::Prefix => config.series[0].prefix = Prefix::new("Z").unwrap(),
    }
    config
}

/// A zone with the first counter in it.
pub fn first_zone() -> config::Zone {
    config::Zone {
        id: id("utara"),
        name: "Aula Utara".into(),
        counters: vec![id(COUNTERS[0])],
    }
}
