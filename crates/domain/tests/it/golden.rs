//! What the log has ever held must stay readable: the bytes in `golden/` are never edited, only
//! added to. A new version of an event adds a line; the old line stays.

use std::collections::BTreeSet;

use antre_domain::{
    AnnouncementKind, BreakReason, CallReason, ChoiceReason, DecodeError, Event, HoldReason,
    QuietReason, RequeueReason, SoundHealth, What, Without, decode, encode,
};
use serde_json::Value;

const EVENTS_V1: &str = include_str!("golden/events-v1.jsonl");

fn lines() -> impl Iterator<Item = &'static str> {
    EVENTS_V1.lines().filter(|line| !line.is_empty())
}

fn read(line: &str) -> Event {
    decode(line.as_bytes()).unwrap_or_else(|error| panic!("{error}\n{line}"))
}

#[test]
fn every_line_ever_written_is_read_and_means_the_same() {
    for line in lines() {
        let event = read(line);
        let written: Value = serde_json::from_slice(&encode(&event)).unwrap();
        assert_eq!(written, serde_json::from_str::<Value>(line).unwrap());
    }
}

#[test]
fn todays_events_are_still_written_byte_for_byte_as_these() {
    for line in lines() {
        assert_eq!(String::from_utf8(encode(&read(line))).unwrap(), line);
    }
}

#[test]
fn the_corpus_holds_every_kind_of_event() {
    let found: BTreeSet<&str> = lines().map(|line| read(line).what.kind()).collect();
    let expected: BTreeSet<&str> = KINDS.into_iter().collect();
    assert_eq!(found, expected);
    for line in lines() {
        let event = read(line);
        assert_eq!(KINDS[index(&event.what)], event.what.kind());
        let stored: Value = serde_json::from_str(line).unwrap();
        assert_eq!(
            (&stored["type"], &stored["v"]),
            (&event.what.kind().into(), &1.into())
        );
    }
}

/// Every field that an event may leave out stands in the corpus at least once, as a path in its JSON.
#[test]
fn the_corpus_holds_every_field_that_may_be_absent() {
    let stored: Vec<Value> = lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    for (kind, path) in OPTIONAL_FIELDS {
        let of_kind = stored.iter().filter(|event| event["type"] == kind);
        let holds = of_kind.filter(|event| holds(event, &path.split('.').collect::<Vec<_>>()));
        assert!(holds.count() > 0, "no {kind} with {path}");
    }
}

/// `*` is any element of a list.
fn holds(value: &Value, path: &[&str]) -> bool {
    match path {
        [] => !value.is_null(),
        ["*", rest @ ..] => value
            .as_array()
            .is_some_and(|list| list.iter().any(|one| holds(one, rest))),
        [name, rest @ ..] => value.get(name).is_some_and(|field| holds(field, rest)),
    }
}

const OPTIONAL_FIELDS: [(&str, &str); 104] = [
    ("ticket_finished", "delivered.*"),
    ("ticket_transferred", "delivered.*"),
    ("ticket_transferred", "directed.counter"),
    ("ticket_transferred", "directed.clerk"),
    ("ticket_transferred", "note"),
    ("ticket_parked", "note"),
    ("ticket_requeued", "because"),
    ("counter_paused", "reason"),
    ("clerk_signed_in", "counter"),
    ("clerk_signed_out", "counter"),
    ("configured", "config.deliveries.*.services.*"),
    ("configured", "config.services.*.on_transfer.class"),
    ("configured", "config.services.*.on_transfer.age"),
    ("configured", "config.rules.recall_gap_secs"),
    ("configured", "config.rules.call_gap_secs"),
    ("configured", "config.rules.wrap_up_secs"),
    ("configured", "config.rules.outcome"),
    ("configured", "config.rules.delivered"),
    ("configured", "config.rules.sign_in"),
    ("configured", "config.rules.lock_secs"),
    ("configured", "config.rules.directed_secs"),
    ("ticket_called", "quiet.without"),
    ("ticket_called", "quiet.because"),
    ("announced", "announcement.zones.*"),
    ("announced", "announcement.until"),
    ("day_opened", "announcements.*.zones.*"),
    ("day_opened", "announcements.*.until"),
    ("configured", "config.hall.zones.*.counters.*"),
    ("configured", "config.hall.paced"),
    ("configured", "config.hall.voice.languages.*"),
    ("configured", "config.hall.voice.levels.*.at.fri.*"),
    ("configured", "config.hall.voice.levels.*.volume"),
    ("configured", "config.hall.media.*.sha256"),
    ("configured", "config.hall.media.*.zones.*"),
    ("configured", "config.hall.media.*.from"),
    ("configured", "config.hall.media.*.to"),
    ("configured", "config.hall.media.*.at.*"),
    ("configured", "config.counters.*.direction"),
    ("ticket_issued", "offline_at"),
    ("ticket_issued", "note"),
    ("ticket_cancelled", "superseded_by"),
    ("day_opened", "reserves.*.numbers.*"),
    ("configured", "config.brand.accent"),
    ("configured", "config.brand.logo"),
    ("configured", "config.brand.attract"),
    ("configured", "config.brand.files"),
    ("configured", "config.reserve"),
    ("configured", "config.hours.periods.*.name"),
    ("configured", "config.services.*.cost"),
    ("configured", "config.services.*.tips.*.answer"),
    ("configured", "config.services.*.at_once"),
    ("configured", "config.services.*.asks_party"),
    ("ticket_issued", "booked_at"),
    ("ticket_issued", "since"),
    ("ticket_issued", "issued_for"),
    ("ticket_issued", "journey"),
    ("ticket_issued", "onward.*"),
    ("ticket_called", "reason.because"),
    ("ticket_transferred", "counter"),
    ("ticket_transferred", "served"),
    ("ticket_transferred", "onward.*"),
    ("ticket_parked", "until"),
    ("ticket_resumed", "due_at"),
    ("ticket_requeued", "behind"),
    ("queues_closed", "ended.*"),
    ("day_opened", "carried.*.born"),
    ("day_opened", "carried.*.journey"),
    ("day_opened", "carried.*.onward.*"),
    ("configured", "config.rules.at_closing"),
    ("configured", "config.rules.choice_needs_reason"),
    ("configured", "config.classes.*.appointment"),
    ("configured", "config.services.*.quotas.*.between"),
    ("configured", "config.services.*.journey"),
    ("configured", "config.journeys.*.stops.*"),
    ("configured", "config.clerks.*.profile"),
    ("configured", "config.counters.*.hours"),
    ("configured", "config.profiles.*.helps.*"),
    ("configured", "config.profiles.*.rule.fair.one_in"),
    ("configured", "config.profiles.*.rule.fair.cap_secs"),
    ("configured", "config.profiles.*.rule.ratio.cap_secs"),
    (
        "configured",
        "config.profiles.*.rule.appointments_first.one_in",
    ),
    (
        "configured",
        "config.profiles.*.rule.appointments_first.cap_secs",
    ),
    ("configured", "config.profiles.*.rule.like"),
    ("configured", "config.profiles.*.rule.custom.lines.*.name"),
    (
        "configured",
        "config.profiles.*.rule.custom.lines.*.classes.*",
    ),
    (
        "configured",
        "config.profiles.*.rule.custom.lines.*.services.*",
    ),
    ("configured", "config.profiles.*.rule.custom.lines.*.one_in"),
    (
        "configured",
        "config.profiles.*.rule.custom.lines.*.cap_secs",
    ),
    (
        "configured",
        "config.profiles.*.rule.custom.steps.*.when.waited_secs",
    ),
    (
        "configured",
        "config.profiles.*.rule.custom.steps.*.when.waiting",
    ),
    (
        "configured",
        "config.profiles.*.rule.custom.steps.*.when.between",
    ),
    (
        "configured",
        "config.profiles.*.rule.custom.steps.*.when.due",
    ),
    (
        "configured",
        "config.profiles.*.rule.custom.finally.ratio.*",
    ),
    (
        "configured",
        "config.profiles.*.rule.custom.finally.priority.*",
    ),
    ("device_health_changed", "health.fault"),
    ("device_health_changed", "health.paper_low"),
    ("roll_changed", "by_hand"),
    ("configured", "config.slip.officer"),
    ("configured", "config.slip.logo"),
    ("configured", "config.slip.files"),
    ("configured", "config.slip"),
    ("configured", "config.public_url"),
    ("configured", "config.wifi"),
    ("configured", "config.hours.periods.*"),
];

#[test]
fn the_corpus_holds_every_reason() {
    let (mut calls, mut choices, mut holds) = ([false; 16], [false; 6], [false; 5]);
    for event in lines().map(read) {
        if let What::TicketCalled { reason, .. } = &event.what {
            calls[call_index(reason)] = true;
            if let CallReason::Chosen { because, .. } = reason {
                because
                    .iter()
                    .for_each(|why| choices[choice_index(*why)] = true);
            }
        }
        if let What::BranchHeld { reason } = event.what {
            holds[hold_index(reason)] = true;
        }
    }
    assert_eq!((calls, choices, holds), ([true; 16], [true; 6], [true; 5]));
}

#[test]
fn the_corpus_holds_every_word_of_a_counter() {
    let (mut breaks, mut requeues) = ([false; 6], [false; 5]);
    for event in lines().map(read) {
        match event.what {
            What::CounterPaused {
                reason: Some(reason),
                ..
            } => breaks[break_index(reason)] = true,
            What::TicketRequeued {
                because: Some(because),
                ..
            } => requeues[requeue_index(because)] = true,
            _ => {}
        }
    }
    assert_eq!((breaks, requeues), ([true; 6], [true; 5]));
    assert_eq!(BreakReason::ALL.map(break_index), [0, 1, 2, 3, 4, 5]);
}

fn break_index(reason: BreakReason) -> usize {
    match reason {
        BreakReason::Meal => 0,
        BreakReason::Prayer => 1,
        BreakReason::Short => 2,
        BreakReason::Meeting => 3,
        BreakReason::Errand => 4,
        BreakReason::Other => 5,
    }
}

fn requeue_index(because: RequeueReason) -> usize {
    match because {
        RequeueReason::Mistake => 0,
        RequeueReason::NotReady => 1,
        RequeueReason::SteppedAway => 2,
        RequeueReason::CounterReleased => 3,
        RequeueReason::Other => 4,
    }
}

#[test]
fn the_corpus_holds_every_word_of_a_hall() {
    let mut kinds = BTreeSet::new();
    let (mut without, mut because, mut sounds) = ([false; 3], [false; 4], [false; 3]);
    for event in lines().map(read) {
        match event.what {
            What::Announced { announcement } => drop(kinds.insert(announcement.kind)),
            What::TicketCalled {
                quiet: Some(quiet), ..
            } => {
                without[without_index(quiet.without)] = true;
                because[quiet_index(quiet.because)] = true;
            }
            What::SoundHealthChanged { sound, .. } => sounds[sound_index(sound)] = true,
            _ => {}
        }
    }
    assert_eq!(kinds, AnnouncementKind::ALL.into());
    assert_eq!(
        (without, because, sounds),
        ([true; 3], [true; 4], [true; 3])
    );
}

// A new reason fails to compile here until its index, and so its line, is there.

fn without_index(without: Without) -> usize {
    match without {
        Without::Voice => 0,
        Without::Screen => 1,
        Without::Both => 2,
    }
}

fn quiet_index(because: QuietReason) -> usize {
    match because {
        QuietReason::Delicate => 0,
        QuietReason::Safety => 1,
        QuietReason::Asked => 2,
        QuietReason::Other => 3,
    }
}

fn sound_index(sound: SoundHealth) -> usize {
    match sound {
        SoundHealth::Well => 0,
        SoundHealth::Off => 1,
        SoundHealth::Lost => 2,
    }
}

fn call_index(reason: &CallReason) -> usize {
    match reason {
        CallReason::LongestWait { .. } => 0,
        CallReason::LongestLife { .. } => 1,
        CallReason::PastTarget { .. } => 2,
        CallReason::NearestToTarget { .. } => 3,
        CallReason::PastCap { .. } => 4,
        CallReason::GuaranteedTurn { .. } => 5,
        CallReason::RatioTurn { .. } => 6,
        CallReason::FirstInOrder { .. } => 7,
        CallReason::AppointmentDue { .. } => 8,
        CallReason::WaitedPast { .. } => 9,
        CallReason::Crowded { .. } => 10,
        CallReason::TimeOfDay { .. } => 11,
        CallReason::LineFirst { .. } => 12,
        CallReason::Chosen { .. } => 13,
        CallReason::Directed { .. } => 14,
        CallReason::WalkIn => 15,
    }
}

fn choice_index(reason: ChoiceReason) -> usize {
    match reason {
        ChoiceReason::Emergency => 0,
        ChoiceReason::Assistance => 1,
        ChoiceReason::Together => 2,
        ChoiceReason::Correction => 3,
        ChoiceReason::Guest => 4,
        ChoiceReason::Missed => 5,
    }
}

fn hold_index(reason: HoldReason) -> usize {
    match reason {
        HoldReason::SystemDown => 0,
        HoldReason::PowerCut => 1,
        HoldReason::Evacuation => 2,
        HoldReason::Ceremony => 3,
        HoldReason::Other => 4,
    }
}

const KINDS: [&str; 43] = [
    "epoch_started",
    "configured",
    "clock_confirmed",
    "day_opened",
    "day_closed",
    "ticket_issued",
    "ticket_called",
    "ticket_recalled",
    "ticket_started",
    "ticket_finished",
    "ticket_transferred",
    "ticket_parked",
    "ticket_resumed",
    "ticket_no_show",
    "ticket_requeued",
    "ticket_cancelled",
    "ticket_act_undone",
    "counter_opened",
    "counter_paused",
    "counter_closed",
    "queues_closed",
    "branch_held",
    "branch_resumed",
    "device_health_changed",
    "roll_changed",
    "slip_ended",
    "reserve_granted",
    "reserve_returned",
    "help_asked",
    "help_answered",
    "service_paused",
    "service_resumed",
    "announced",
    "announcement_ended",
    "sound_health_changed",
    "ticket_noted",
    "ticket_moved",
    "counter_stands_by",
    "profile_assigned",
    "clerk_signed_in",
    "clerk_signed_out",
    "counter_released",
    "copy_asked",
];

/// Its place in [`KINDS`]. A new kind of event fails to compile here until the corpus has it.
fn index(what: &What) -> usize {
    match what {
        What::EpochStarted { .. } => 0,
        What::Configured { .. } => 1,
        What::ClockConfirmed { .. } => 2,
        What::DayOpened { .. } => 3,
        What::DayClosed { .. } => 4,
        What::TicketIssued { .. } => 5,
        What::TicketCalled { .. } => 6,
        What::TicketRecalled { .. } => 7,
        What::TicketStarted { .. } => 8,
        What::TicketFinished { .. } => 9,
        What::TicketTransferred { .. } => 10,
        What::TicketParked { .. } => 11,
        What::TicketResumed { .. } => 12,
        What::TicketNoShow { .. } => 13,
        What::TicketRequeued { .. } => 14,
        What::TicketCancelled { .. } => 15,
        What::TicketActUndone { .. } => 16,
        What::CounterOpened { .. } => 17,
        What::CounterPaused { .. } => 18,
        What::CounterClosed { .. } => 19,
        What::QueuesClosed { .. } => 20,
        What::BranchHeld { .. } => 21,
        What::BranchResumed { .. } => 22,
        What::DeviceHealthChanged { .. } => 23,
        What::RollChanged { .. } => 24,
        What::SlipEnded { .. } => 25,
        What::ReserveGranted { .. } => 26,
        What::ReserveReturned { .. } => 27,
        What::HelpAsked { .. } => 28,
        What::HelpAnswered { .. } => 29,
        What::ServicePaused { .. } => 30,
        What::ServiceResumed { .. } => 31,
        What::Announced { .. } => 32,
        What::AnnouncementEnded { .. } => 33,
        What::SoundHealthChanged { .. } => 34,
        What::TicketNoted { .. } => 35,
        What::TicketMoved { .. } => 36,
        What::CounterStandsBy { .. } => 37,
        What::ProfileAssigned { .. } => 38,
        What::ClerkSignedIn { .. } => 39,
        What::ClerkSignedOut { .. } => 40,
        What::CounterReleased { .. } => 41,
        What::CopyAsked { .. } => 42,
    }
}

#[test]
fn what_is_no_event_is_an_error_and_never_a_guess() {
    let good: Value =
        serde_json::from_str(lines().find(|line| line.contains("ticket_issued")).unwrap()).unwrap();
    let broken = |change: fn(&mut Value)| {
        let mut value = good.clone();
        change(&mut value);
        decode(value.to_string().as_bytes())
    };
    let changes: [fn(&mut Value); 12] = [
        |v| drop(v.as_object_mut().unwrap().remove("type")),
        |v| drop(v.as_object_mut().unwrap().remove("v")),
        |v| drop(v.as_object_mut().unwrap().remove("at")),
        |v| drop(v.as_object_mut().unwrap().remove("by")),
        |v| drop(v.as_object_mut().unwrap().remove("number")),
        |v| v["type"] = "ticket_lost".into(),
        |v| v["v"] = 0.into(),
        |v| v["v"] = (-1).into(),
        |v| v["v"] = "1".into(),
        |v| v["at"] = "yesterday".into(),
        |v| v["by"]["name"] = "somebody".into(),
        |v| v["party"] = 256.into(),
    ];
    for (index, change) in changes.into_iter().enumerate() {
        let read = broken(change);
        assert!(
            matches!(read, Err(DecodeError::Malformed(_))),
            "change {index}: {read:?}"
        );
    }
    for text in [
        "",
        "{",
        "null",
        "[]",
        "7",
        "\"ticket_issued\"",
        "{}",
        "\u{0}",
    ] {
        assert!(
            matches!(decode(text.as_bytes()), Err(DecodeError::Malformed(_))),
            "{text:?}"
        );
    }
    assert!(matches!(
        decode(b"\xff\xfe"),
        Err(DecodeError::Malformed(_))
    ));
}

#[test]
fn an_event_from_the_future_names_its_version() {
    for line in lines() {
        let mut value: Value = serde_json::from_str(line).unwrap();
        for future in [2, u64::from(u32::MAX) + 7] {
            value["v"] = future.into();
            let error = decode(value.to_string().as_bytes()).unwrap_err();
            let DecodeError::Newer { kind, found } = error else {
                panic!("{error}")
            };
            assert_eq!(kind, value["type"].as_str().unwrap());
            assert_eq!(u64::from(found), future.min(u32::MAX.into()));
        }
    }
}
