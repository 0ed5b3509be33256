//! What the log tells of one ticket, against what a naive reader counts.

use antre_domain::config::{Custom, Finally, Line, Ratio, Rule, Unserved, Window};
use antre_domain::story::{
    Asked, CounterTurn, ENTRIES_MAX, Ending, Joining, Moment, Order, OtherCalled, Reach, Story,
};
use antre_domain::*;
use proptest::prelude::*;

use crate::scene::*;

/// The events of one day, from its opening; and all that came after.
fn day<'a>(scene: &'a Scene, date: &str) -> &'a [Event] {
    let opens = |event: &Event| matches!(&event.what, What::DayOpened { date: opened, .. } if opened.to_string() == date);
    let first = scene.log.iter().position(opens).unwrap();
    &scene.log[first..]
}

fn story(scene: &Scene, ticket: TicketId) -> Story {
    let date = scene.dates_opened().pop().unwrap();
    Story::of(day(scene, &date), Asked::Ticket(ticket)).unwrap()
}

fn moments(story: &Story) -> Vec<&Moment> {
    story.entries.iter().map(|entry| &entry.moment).collect()
}

fn others(story: &Story) -> Vec<(String, Order, Order, Reach)> {
    let seen = |other: &OtherCalled| {
        let number = other.number.to_string();
        (number, other.came, other.stood, other.reach)
    };
    story.others_called().map(seen).collect()
}

#[test]
fn a_number_is_found_however_it_is_written_and_only_on_its_day() {
    let mut scene = Scene::at_work();
    let ticket = scene.touch("umum");
    for asked in ["A001", "a001", "a1", &ticket.to_string()] {
        let found = Story::of(day(&scene, "2026-11-23"), asked.parse().unwrap()).unwrap();
        assert_eq!(found.ticket, ticket, "{asked}");
    }
    for asked in ["A002", "B001", "0000000000000"] {
        let found = Story::of(day(&scene, "2026-11-23"), asked.parse().unwrap());
        assert_eq!(found, None, "{asked}");
    }
    for asked in ["", "A", "12", "A00001", "Ä001", "A-1"] {
        assert!(asked.parse::<Asked>().is_err(), "{asked}");
    }
}

#[test]
fn calls_of_others_are_told_with_who_came_and_who_stood_first() {
    let mut scene = Scene::at_work();
    let before = scene.touch("umum");
    scene.wait(60);
    let own = scene.touch("umum");
    assert_eq!(story(&scene, own).came.standing.people_ahead, 1);
    assert_eq!(story(&scene, own).came.standing.counters_open, 2);
    scene.wait(60);
    assert_eq!(scene.next("l1").unwrap().0, before);
    scene.touch_as("umum", "priority");
    scene.wait(60);
    assert_eq!(scene.next_number("l2"), "B001");
    scene.wait(600);
    assert_eq!(scene.next("l2").unwrap().0, own);
    let told = story(&scene, own);
    use Order::{Earlier, Later};
    let expected = [
        ("A001".to_owned(), Earlier, Earlier, Reach::Equal),
        ("B001".to_owned(), Later, Later, Reach::Equal),
    ];
    assert_eq!(others(&told), expected);
    assert_eq!(told.numbers_before(), (2, 1));
    assert_eq!((told.waited_secs, told.held_secs), (720, 0));
    assert_eq!(told.state, StateName::Called);
    assert!(matches!(moments(&told).last(), Some(Moment::Called { .. })));
}

#[test]
fn a_call_by_a_counter_that_does_not_take_the_queue_is_no_part_of_the_story() {
    let mut scene = Scene::at_work();
    scene.must(clerk("k1"), open("k1"));
    let own = scene.touch("umum");
    scene.touch("kia");
    scene.next("k1").unwrap();
    assert_eq!(moments(&story(&scene, own)), Vec::<&Moment>::new());
    // Unless somebody takes one out of the very queue.
    let other = scene.touch("umum");
    scene.must(supervisor(), call("k1", other));
    let expected = (
        "A002".to_owned(),
        Order::Later,
        Order::Later,
        Reach::Outside,
    );
    assert_eq!(others(&story(&scene, own)), [expected]);
}

#[test]
fn a_counter_that_only_helps_and_a_booked_time_ahead_are_told_apart() {
    let mut config = puskesmas();
    config.profiles[0].services = vec![id("gigi")];
    config.profiles[0].helps = vec![vec![id("umum")]];
    config.profiles[0].rule = Rule::default();
    config.profiles.push(profile("first", &["umum"]));
    config.counters[1].profile = id("first");
    config.classes.push(config::Class {
        appointment: Some(Window::default()),
        ..class("booked", 600)
    });
    let mut scene = Scene::of(config, "2026-11-23T08:00:00+07:00");
    scene.must(clerk("l1"), open("l1"));
    scene.must(clerk("l2"), open("l2"));
    let own = scene.touch("umum");
    let booked = scene.must(
        kiosk("k1"),
        Act::Issue {
            service: id("umum"),
            class: Some(id("booked")),
            locale: None,
            count: 1,
            party: 1,
            booked_at: Some(instant("2026-11-23T08:30:00+07:00")),
            note: None,
        },
    );
    let booked = booked[0].what.ticket().unwrap();
    scene.wait(60);
    let gigi = scene.touch("gigi");
    assert_eq!(scene.next("l1").unwrap().0, gigi);
    let expected = (
        "C001".to_owned(),
        Order::Later,
        Order::Later,
        Reach::Helping,
    );
    assert_eq!(others(&story(&scene, own)), [expected]);
    assert_eq!(scene.next("l2").unwrap().0, own);
    let told = story(&scene, booked);
    assert_eq!(
        told.came.booking.unwrap().at.to_string(),
        "2026-11-23T01:30:00.000Z"
    );
    assert!(told.came.booking.unwrap().in_time);
    let reach: Vec<Reach> = told.others_called().map(|other| other.reach).collect();
    assert_eq!(reach, [Reach::NotDue, Reach::NotDue]);
}

#[test]
fn whoever_comes_to_stand_before_one_is_told_with_how() {
    let mut scene = Scene::at_work();
    let missed = scene.touch("umum");
    let withdrawn = scene.touch("umum");
    let moved = scene.touch("kia");
    scene.wait(60);
    let others: Vec<TicketId> = (0..4).map(|_| scene.touch("umum")).collect();
    let own = others[3];
    scene.next("l1").unwrap();
    scene.next("l2").unwrap();
    scene.must(clerk("l1"), Act::NoShow(missed));
    scene.must(clerk("l1"), requeue(missed));
    scene.must(clerk("l2"), requeue(withdrawn));
    scene.must(supervisor(), transfer(moved, "umum"));
    let told = story(&scene, own);
    let joined = told.entries.iter().filter_map(|entry| match &entry.moment {
        Moment::OtherJoined {
            number, how, came, ..
        } => Some((number.to_string(), *how, *came)),
        _ => None,
    });
    let expected = [
        ("A001".to_owned(), Joining::CameBack, Order::Earlier),
        ("A002".to_owned(), Joining::CallWithdrawn, Order::Earlier),
        ("D001".to_owned(), Joining::Transferred, Order::Earlier),
    ];
    assert_eq!(joined.collect::<Vec<_>>(), expected);
    // The one in front of the returned no-show has lost nothing.
    let first = story(&scene, others[0]);
    let of_missed = |moment: &&&Moment| matches!(moment, Moment::OtherJoined { ticket, .. } if *ticket == missed);
    assert_eq!(moments(&first).iter().filter(of_missed).count(), 0);
}

#[test]
fn one_who_missed_the_call_is_set_back_and_so_are_the_calls_of_those_before() {
    let mut scene = Scene::at_work();
    let own = scene.touch("umum");
    scene.wait(5);
    for _ in 0..3 {
        scene.touch("umum");
    }
    scene.next("l1").unwrap();
    scene.must(clerk("l1"), Act::NoShow(own));
    scene.must(clerk("l1"), requeue(own));
    scene.next("l1").unwrap();
    scene.next("l1").unwrap();
    assert_eq!(scene.next("l1").unwrap().0, own);
    let told = story(&scene, own);
    let back = moments(&told)[2].clone();
    let Moment::CameBack { behind, standing } = back else {
        panic!("{back:?}");
    };
    assert_eq!(behind.unwrap().to_string(), "A003");
    assert_eq!(standing.people_ahead, 2);
    let reach: Vec<Reach> = told.others_called().map(|other| other.reach).collect();
    assert_eq!(reach, [Reach::SetBack, Reach::SetBack]);
}

#[test]
fn counters_that_come_and_go_are_a_reason_too() {
    let mut scene = Scene::puskesmas();
    let own = scene.touch("umum");
    assert_eq!(story(&scene, own).came.standing.counters_open, 0);
    scene.must(clerk("k1"), open("k1"));
    scene.must(clerk("l1"), open("l1"));
    scene.must(clerk("l2"), open("l2"));
    scene.must(
        clerk("l1"),
        Act::Break {
            counter: id("l1"),
            reason: None,
        },
    );
    scene.must(clerk("l1"), Act::CloseCounter(id("l1")));
    let other_work = Act::OpenCounter {
        counter: id("l2"),
        profile: Some(id("mothers")),
    };
    scene.must(supervisor(), other_work);
    let told = story(&scene, own);
    let turns = moments(&told).into_iter().map(|moment| match moment {
        Moment::CounterTurned {
            counter,
            turn,
            counters_open,
        } => (counter.as_str(), *turn, *counters_open),
        other => panic!("{other:?}"),
    });
    let expected = [
        ("l1", CounterTurn::Opened, 1),
        ("l2", CounterTurn::Opened, 2),
        ("l1", CounterTurn::Rested, 1),
        ("l2", CounterTurn::OtherWork, 0),
    ];
    assert_eq!(turns.collect::<Vec<_>>(), expected);
}

#[test]
fn a_hold_is_part_of_the_wait_and_counted_by_itself() {
    let mut scene = Scene::at_work();
    let own = scene.touch("umum");
    let served = scene.touch("umum");
    scene.must(supervisor(), call("l2", served));
    scene.must(clerk("l2"), finish(served));
    scene.wait(100);
    scene.must(supervisor(), Act::Hold(HoldReason::PowerCut));
    scene.wait(300);
    assert_eq!(
        story(&scene, own).held_secs,
        0,
        "the log does not reach into the hold yet"
    );
    scene.must(supervisor(), Act::ResumeBranch);
    scene.wait(50);
    scene.next("l1").unwrap();
    let told = story(&scene, own);
    assert_eq!((told.waited_secs, told.held_secs), (450, 300));
    let kinds: Vec<bool> = moments(&told)
        .iter()
        .map(|moment| matches!(moment, Moment::Held { .. } | Moment::Resumed { .. }))
        .collect();
    assert_eq!(kinds, [false, true, true, false]);
    // Whoever was done by then is not told of it.
    let done = story(&scene, served);
    assert!(matches!(
        moments(&done).last(),
        Some(Moment::Finished { .. })
    ));
}

#[test]
fn a_new_configuration_says_whether_the_rule_is_another() {
    let mut scene = Scene::at_work();
    let own = scene.touch("umum");
    let mut config = scene.config();
    config.notices.push("Selamat pagi".into());
    scene.must(supervisor(), Act::Configure(Box::new(config.clone())));
    config.classes[1].target_wait_secs += 60;
    scene.must(supervisor(), Act::Configure(Box::new(config)));
    let expected = [false, true].map(|new_rule| Moment::Configured { new_rule });
    assert_eq!(
        moments(&story(&scene, own)),
        expected.iter().collect::<Vec<_>>()
    );
}

#[test]
fn a_night_is_told_from_both_sides() {
    let mut config = puskesmas();
    config.rules.unserved = Unserved::Carry;
    let mut scene = Scene::of(config, "2026-11-23T08:00:00+07:00");
    let gone = scene.touch("umum");
    let own = scene.touch("umum");
    scene.must(supervisor(), Act::Cancel(gone));
    scene.at("2026-11-24T08:00:00+07:00");
    let asked = Asked::Ticket(own);
    let evening = Story::of(day(&scene, "2026-11-23"), asked).unwrap();
    let Some(Moment::CarriedOn { ticket, number, .. }) = moments(&evening).last() else {
        panic!("{evening:?}");
    };
    assert_eq!(number.to_string(), "A001");
    let morning = story(&scene, *ticket);
    let from = morning.came.carried.unwrap();
    assert_eq!(
        (from.ticket, from.number),
        (own, Some(scene_number(&scene, own)))
    );
    assert_eq!(from.since, evening.came.at);
    // What the new day did to others is no part of the old one.
    let gone = Story::of(day(&scene, "2026-11-23"), Asked::Ticket(gone)).unwrap();
    assert_eq!(
        moments(&gone),
        [&Moment::Cancelled {
            by: Role::Supervisor,
            superseded_by: None,
        }]
    );
}

fn scene_number(scene: &Scene, ticket: TicketId) -> TicketNumber {
    let given = scene.log.iter().find_map(|event| match &event.what {
        What::TicketIssued {
            ticket: id, number, ..
        } if *id == ticket => Some(*number),
        _ => None,
    });
    given.unwrap()
}

#[test]
fn the_end_of_the_day_without_a_call_is_told() {
    let mut scene = Scene::at_work();
    let own = scene.touch("umum");
    scene.at("2026-11-24T08:00:00+07:00");
    let told = Story::of(day(&scene, "2026-11-23"), Asked::Ticket(own)).unwrap();
    assert_eq!(moments(&told), [&Moment::Expired { at: Ending::DayEnd }]);
    assert_eq!(told.state, StateName::Expired);
}

#[test]
fn a_story_without_end_is_cut_and_says_so() {
    let mut scene = Scene::at_work();
    let own = scene.touch("umum");
    scene.next("l1").unwrap();
    let mut log = day(&scene, "2026-11-23").to_vec();
    let at = scene.clock;
    let by = clerk("l1");
    let (mut parked, mut resumed) = (log[0].clone(), log[0].clone());
    for event in [&mut parked, &mut resumed] {
        (event.at, event.by) = (at, by.clone());
    }
    parked.what = What::TicketParked {
        ticket: own,
        counter: Some(id("l1")),
        until: None,
        note: None,
    };
    resumed.what = What::TicketResumed {
        ticket: own,
        due_at: None,
    };
    for _ in 0..ENTRIES_MAX / 2 + 10 {
        log.extend([parked.clone(), resumed.clone()]);
    }
    let told = Story::of(&log, Asked::Ticket(own)).unwrap();
    assert_eq!(told.entries.len(), ENTRIES_MAX);
    assert_eq!(
        told.entries_left_out as usize,
        log.len() - log_before_parking(&log) + 1 - ENTRIES_MAX
    );
}

/// How many events came before the first parking; the call among them is an entry.
fn log_before_parking(log: &[Event]) -> usize {
    let parked = |event: &Event| matches!(event.what, What::TicketParked { .. });
    log.iter().position(parked).unwrap()
}

/// What somebody does next, by numbers that are taken modulo what there is.
#[derive(Debug, Clone, Copy)]
struct Step {
    verb: u8,
    ticket: u8,
    place: u8,
    secs: u32,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = (0_u8..24, any::<u8>(), any::<u8>(), 0_u32..400);
    let step = step.prop_map(|(verb, ticket, place, secs)| Step {
        verb,
        ticket,
        place,
        secs,
    });
    prop::collection::vec(step, 1..120)
}

fn rules() -> impl Strategy<Value = Rule> {
    let in_common = |finally| {
        Rule::Custom(Custom {
            lines: vec![Line {
                id: id("all"),
                name: None,
                classes: Vec::new(),
                services: Vec::new(),
                one_in: None,
                cap_secs: None,
            }],
            steps: Vec::new(),
            finally,
        })
    };
    prop_oneof![
        Just(Rule::default()),
        Just(Rule::Ratio(Ratio {
            priority: 2,
            regular: 1,
            cap_secs: Some(900),
        })),
        Just(in_common(Finally::LongestWait)),
        Just(in_common(Finally::LongestLife)),
    ]
}

/// A random day: whatever is refused simply did not happen.
fn random_day(rule: &Rule, steps: &[Step]) -> Scene {
    let mut config = puskesmas();
    config.rules.undo_secs = 600;
    config.profiles[0].rule = rule.clone();
    let mut scene = Scene::of(config, "2026-11-23T08:00:00+07:00");
    for step in steps {
        scene.wait(step.secs);
        let counters = ["l1", "l2", "k1", "lab"];
        let services = ["umum", "gigi", "kia", "lab"];
        let counter = counters[usize::from(step.place) % counters.len()];
        let service = services[usize::from(step.place) % services.len()];
        let class = ["regular", "priority"][usize::from(step.ticket) % 2];
        let tickets: Vec<TicketId> = scene.day().tickets.keys().copied().collect();
        let ticket = tickets.get(usize::from(step.ticket) % tickets.len().max(1));
        let act = match (step.verb, ticket) {
            (0..=5, _) | (_, None) => issue_as(service, class),
            (6, _) => open(counter),
            (7, _) => Act::Break {
                counter: id(counter),
                reason: None,
            },
            (8..=12, _) => call_next(counter),
            (13, Some(ticket)) => call(counter, *ticket),
            (14, Some(ticket)) => Act::Start(*ticket),
            (15, Some(ticket)) => finish(*ticket),
            (16, Some(ticket)) => transfer(*ticket, service),
            (17, Some(ticket)) => park(*ticket, Some(step.secs + 1)),
            (18, Some(ticket)) => Act::Resume(*ticket),
            (19, Some(ticket)) => Act::NoShow(*ticket),
            (20, Some(ticket)) => requeue(*ticket),
            (21, Some(ticket)) => Act::Cancel(*ticket),
            (22, Some(ticket)) => Act::Undo(*ticket),
            (_, Some(_)) if scene.day().hold().is_some() => Act::ResumeBranch,
            (_, Some(_)) => Act::Hold(HoldReason::Other),
        };
        let _ = scene.ask(supervisor(), act);
    }
    scene
}

/// How many calls a reader counts who knows only the events: of others, while `own` waited, by a counter
/// whose profile has its service, or out of its own queue.
fn naive_count(scene: &Scene, own: TicketId) -> usize {
    type Seen = (ServiceId, ClassId, bool);
    let config = scene.config();
    let mut seen: std::collections::BTreeMap<TicketId, Seen> = Default::default();
    let mut before: std::collections::BTreeMap<TicketId, Seen> = Default::default();
    let mut profiles: std::collections::BTreeMap<CounterId, ProfileId> = Default::default();
    let mut count = 0;
    for event in &scene.log {
        if let Some(ticket) = event
            .what
            .ticket()
            .filter(|ticket| seen.contains_key(ticket))
            && !matches!(event.what, What::TicketActUndone { .. })
        {
            before.insert(ticket, seen[&ticket].clone());
        }
        let mut waits = |ticket: &TicketId, waits| seen.get_mut(ticket).unwrap().2 = waits;
        match &event.what {
            What::CounterOpened { counter, profile } => {
                profiles.insert(counter.clone(), profile.clone());
            }
            What::TicketIssued {
                ticket,
                service,
                class,
                ..
            }
            | What::TicketTransferred {
                ticket,
                service,
                class,
                ..
            } => {
                seen.insert(*ticket, (service.clone(), class.clone(), true));
            }
            What::TicketResumed { ticket, .. } | What::TicketRequeued { ticket, .. } => {
                waits(ticket, true);
            }
            What::TicketActUndone { ticket, .. } => {
                seen.insert(*ticket, before[ticket].clone());
            }
            What::TicketCalled {
                ticket, counter, ..
            } => {
                if *ticket != own
                    && let Some((service, class, true)) = seen.get(&own)
                {
                    let profile = config.profile(&profiles[counter]).unwrap();
                    let called = &seen[ticket];
                    let same_queue = (&called.0, &called.1) == (service, class);
                    count += usize::from(profile.takes().any(|s| s == service) || same_queue);
                }
                seen.get_mut(ticket).unwrap().2 = false;
            }
            What::TicketParked { ticket, .. }
            | What::TicketNoShow { ticket, .. }
            | What::TicketCancelled { ticket, .. }
            | What::TicketFinished { ticket, .. } => waits(ticket, false),
            _ => {}
        }
    }
    count
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_story_has_as_many_calls_as_a_naive_reader_counts(rule in rules(), steps in steps()) {
        let scene = random_day(&rule, &steps);
        let mut last = None;
        for (id, ticket) in &scene.day().tickets {
            let told = story(&scene, *id);
            prop_assert_eq!(told.others_called().count(), naive_count(&scene, *id), "{}", ticket.number);
            prop_assert_eq!(told.state, ticket.state.name());
            prop_assert!(told.held_secs <= told.waited_secs);
            let (all, later) = told.numbers_before();
            prop_assert!(later <= all && all <= told.others_called().count());
            for entry in told.entries.windows(2) {
                prop_assert!(entry[0].nth < entry[1].nth && entry[0].at <= entry[1].at);
            }
            for other in told.others_called() {
                // Nobody is passed inside a line by one who stands behind, unless a clerk chose them.
                let chosen = matches!(other.reason, CallReason::Chosen { .. });
                let passed = other.same_line && other.stood == Order::Later && other.reach == Reach::Equal;
                prop_assert!(chosen || !passed, "{}: {other:?}", ticket.number);
            }
            last = Some(told);
        }
        // It can be written for programs.
        if let Some(told) = last {
            prop_assert!(serde_json::to_value(&told).is_ok());
        }
    }
}
