use antre_domain::config::Period;
use antre_domain::config::{Config, Unserved};
use antre_domain::*;

use crate::scene::*;

fn carrying() -> Config {
    let mut config = puskesmas();
    config.rules.unserved = Unserved::Carry;
    config
}

#[test]
fn the_first_day_opens_as_soon_as_there_is_a_configuration() {
    assert_eq!(next_deadline(&Branch::default()), None);
    let scene = Scene::puskesmas();
    assert_eq!(scene.date(), "2026-11-23");
    assert_eq!(
        scene
            .log
            .iter()
            .map(|event| event.what.kind())
            .collect::<Vec<_>>(),
        ["epoch_started", "configured", "day_opened"]
    );
}

#[test]
fn a_day_turns_when_its_local_hour_comes() {
    let mut scene = Scene::puskesmas();
    scene.at("2026-11-24T02:59:59.999+07:00");
    assert_eq!(scene.date(), "2026-11-23");
    scene.at("2026-11-24T03:00:00+07:00");
    assert_eq!(scene.date(), "2026-11-24");
    let due_at = instant("2026-11-24T03:00:00+07:00");
    let closed = &scene.log[scene.log.len() - 2];
    assert!(matches!(&closed.what, What::DayClosed { due_at: at, .. } if *at == due_at));
}

#[test]
fn an_hour_before_the_start_of_the_day_belongs_to_yesterday() {
    let scene = Scene::of(puskesmas(), "2026-11-23T01:00:00+07:00");
    assert_eq!(scene.date(), "2026-11-22");
}

#[test]
fn numbers_restart_with_the_day() {
    let mut scene = Scene::puskesmas();
    for _ in 0..3 {
        scene.touch("umum");
    }
    scene.at("2026-11-24T08:00:00+07:00");
    let first = scene.touch("umum");
    assert_eq!(scene.number(first), "A001");
    assert_eq!(scene.day().tickets.len(), 1);
}

#[test]
fn days_that_nobody_saw_are_not_opened() {
    let mut scene = Scene::puskesmas();
    scene.at("2026-11-24T19:00:00+07:00");
    assert_eq!(scene.dates_opened(), ["2026-11-23", "2026-11-24"]);
    let mut scene = Scene::puskesmas();
    scene.at("2026-11-24T07:00:00+07:00");
    scene.at("2026-11-25T18:59:00+07:00");
    scene.at("2026-11-27T06:00:00+07:00");
    assert_eq!(
        scene.dates_opened(),
        ["2026-11-23", "2026-11-24", "2026-11-25", "2026-11-27"]
    );
}

#[test]
fn the_end_of_the_day_closes_whatever_is_open() {
    let mut scene = Scene::at_work();
    let serving = scene.touch("umum");
    let called = scene.touch("umum");
    let waiting = scene.touch("umum");
    let finished = scene.touch("kia");
    scene.next("l1");
    scene.must(clerk("l1"), Act::Start(serving));
    scene.next("l2");
    scene.must(supervisor(), Act::Cancel(finished));
    scene.at("2026-11-24T08:00:00+07:00");
    let ended = scene.log.iter().find_map(|event| match &event.what {
        What::DayClosed { ended, .. } => Some(ended.clone()),
        _ => None,
    });
    let mut expected = [(serving, true), (called, false), (waiting, false)]
        .map(|(ticket, served)| EndOfDay { ticket, served });
    expected.sort_by_key(|end| end.ticket);
    assert_eq!(ended.unwrap(), expected);
    assert!(scene.day().tickets.is_empty() && scene.day().queues.is_empty());
    assert!(
        scene
            .day()
            .counters
            .values()
            .all(|counter| counter.desk == Desk::Closed && counter.ticket.is_none())
    );
}

#[test]
fn a_closed_day_shows_who_was_served_and_who_expired() {
    let mut scene = Scene::at_work();
    let serving = scene.touch("umum");
    let waiting = scene.touch("umum");
    scene.next("l1");
    scene.must(clerk("l1"), Act::Start(serving));
    let mut branch = scene.branch.clone();
    scene.at("2026-11-24T03:00:00+07:00");
    branch.apply(&scene.log[scene.log.len() - 2]);
    assert_eq!(
        branch.ticket(serving).unwrap().state,
        State::Finished {
            outcome: Outcome::Served
        }
    );
    assert_eq!(branch.ticket(waiting).unwrap().state, State::Expired);
    crate::consistency::check(&branch);
}

#[test]
fn those_who_wait_are_carried_with_a_new_number_and_their_old_age() {
    let mut scene = Scene::of(carrying(), "2026-11-23T08:00:00+07:00");
    scene.must(clerk("l1"), open("l1"));
    scene.touch("gigi");
    scene.next("l1");
    let called = scene.touch("umum");
    scene.wait(60);
    let priority = scene.touch_as("umum", "priority");
    let since = [called, priority].map(|ticket| scene.ticket(ticket).leg.place.since);
    scene.must(clerk("l1"), call("l1", called));
    scene.at("2026-11-24T08:00:00+07:00");

    let carried: Vec<&Ticket> = scene.day().tickets.values().collect();
    assert_eq!(carried.len(), 2);
    let find = |number: &str| {
        *carried
            .iter()
            .find(|ticket| ticket.number.to_string() == number)
            .unwrap()
    };
    let (first, second) = (find("A001"), find("B001"));
    assert_eq!([first, second].map(|ticket| ticket.leg.place.since), since);
    assert_eq!(
        (first.legs, &first.state, first.issued_by.as_ref()),
        (1, &State::Waiting, None)
    );
    assert!(
        first.id != called && second.id != priority,
        "a new day, a new ticket"
    );
    // New numbers go on behind them, and the carried are called first.
    let fresh = scene.touch("umum");
    assert_eq!(scene.number(fresh), "A002");
    scene.must(clerk("l1"), open("l1"));
    assert_eq!(scene.next_number("l1"), "B001");
    assert_eq!(scene.next_number("l1"), "A001");
}

#[test]
fn the_carried_are_numbered_in_the_order_in_which_they_came() {
    let mut scene = Scene::of(carrying(), "2026-11-23T08:00:00+07:00");
    let came: Vec<Timestamp> = (0..9)
        .map(|_| {
            scene.wait(1);
            scene.touch("umum");
            scene.clock
        })
        .collect();
    scene.at("2026-11-24T08:00:00+07:00");
    let mut carried: Vec<&Ticket> = scene.day().tickets.values().collect();
    carried.sort_by_key(|ticket| ticket.number);
    let since: Vec<Timestamp> = carried
        .iter()
        .map(|ticket| ticket.leg.place.since)
        .collect();
    assert_eq!(since, came);
}

#[test]
fn the_parked_and_the_absent_are_not_carried() {
    let mut scene = Scene::of(carrying(), "2026-11-23T08:00:00+07:00");
    scene.must(clerk("l1"), open("l1"));
    for act in [(|t| park(t, None)) as fn(TicketId) -> Act, Act::NoShow] {
        let ticket = scene.touch("umum");
        scene.next("l1");
        scene.must(clerk("l1"), act(ticket));
    }
    scene.at("2026-11-24T08:00:00+07:00");
    assert!(scene.day().tickets.is_empty());
}

#[test]
fn no_more_are_carried_than_the_series_has_numbers() {
    let mut config = carrying();
    config.series[0].last = 2;
    config.series[2].services.push(id("lab"));
    config.series[0].services.pop();
    let mut scene = Scene::of(config, "2026-11-23T08:00:00+07:00");
    let oldest = scene.touch("umum");
    scene.touch("umum");
    // A third joins the series by a change of service.
    let mother = scene.touch("kia");
    scene.must(supervisor(), transfer(mother, "umum"));
    let from = scene.ticket(oldest).leg.place.since;
    scene.at("2026-11-24T08:00:00+07:00");
    assert_eq!(scene.day().tickets.len(), 2);
    assert!(
        scene
            .day()
            .tickets
            .values()
            .any(|ticket| ticket.leg.place.since == from)
    );
    assert!(matches!(
        scene.refused(kiosk("k1"), issue("umum")),
        Rejection::SeriesExhausted { left: 0, .. }
    ));
}

#[test]
fn a_day_carries_everything_that_lives_on() {
    let mut scene = Scene::of(carrying(), "2026-11-23T08:00:00+07:00");
    scene.must(clerk("l1"), open("l1"));
    let ticket = scene.touch("umum");
    scene.touch("gigi");
    scene.next("l1");
    scene.must(clerk("l1"), park(ticket, Some(600)));
    scene.must(supervisor(), Act::ConfirmClock);
    scene.at("2026-11-24T08:00:00+07:00");
    scene.touch("umum");
    let opened = scene
        .log
        .iter()
        .rposition(|event| matches!(event.what, What::DayOpened { .. }))
        .unwrap();
    let mut branch = Branch::default();
    scene.log[opened..]
        .iter()
        .for_each(|event| branch.apply(event));
    assert_eq!(branch, scene.branch, "replayed from the present day only");
    let What::DayOpened {
        previous_seq,
        previous_hash,
        ..
    } = &scene.log[opened].what
    else {
        unreachable!()
    };
    assert_eq!(
        *previous_seq,
        opened as u64 - 1,
        "the tail as the writer knew it before this act"
    );
    assert_eq!(*previous_hash, "07".repeat(32));
}

#[test]
fn a_deadline_is_taken_once_and_not_before_its_time() {
    let mut scene = Scene::puskesmas();
    let (at, reason) = next_deadline(&scene.branch).unwrap();
    let due = Act::Due { reason, at };
    assert_eq!(scene.refused(Actor::TIMER, due.clone()), Rejection::NotDue);
    scene.clock = at;
    let wrong = Act::Due {
        reason,
        at: at.plus_secs(1),
    };
    assert_eq!(scene.refused(Actor::TIMER, wrong), Rejection::NotDue);
    scene.must(Actor::TIMER, due.clone());
    assert_eq!(
        scene.refused(Actor::TIMER, due),
        Rejection::NotDue,
        "the same deadline again"
    );
}

#[test]
fn nothing_is_done_on_a_day_that_is_over() {
    let mut scene = Scene::at_work();
    scene.clock = instant("2026-11-24T03:00:00+07:00");
    assert_eq!(
        scene.refused(kiosk("k1"), issue("umum")),
        Rejection::DayNotOpen
    );
    assert_eq!(
        scene.refused(clerk("l1"), call_next("l1")),
        Rejection::DayNotOpen
    );
}

#[test]
fn nothing_is_done_before_the_first_day() {
    let context = Context {
        clock: instant("2026-11-23T08:00:00+07:00"),
        seed: 1,
        tail: LogTail::default(),
    };
    let command = Command {
        by: kiosk("k1"),
        act: issue("umum"),
    };
    assert_eq!(
        decide(&Branch::default(), &command, &context),
        Err(Rejection::DayNotOpen)
    );
    let reason = DeadlineReason::DayTurns;
    let command = Command {
        by: Actor::TIMER,
        act: Act::Due {
            reason,
            at: context.clock,
        },
    };
    assert_eq!(
        decide(&Branch::default(), &command, &context),
        Err(Rejection::NotDue)
    );
}

#[test]
fn a_history_begins_once() {
    let mut scene = Scene::puskesmas();
    let begin = Act::StartEpoch {
        counter: 2,
        random: 1,
        rehearsal: true,
    };
    assert_eq!(scene.refused(Actor::ADMIN, begin), Rejection::AlreadyBegun);
    let What::EpochStarted { random, .. } = &scene.log[0].what else {
        panic!("the first event")
    };
    assert_eq!(random, "0000000000000007");
}

#[test]
fn a_holiday_of_the_branch_closes_services_with_hours_of_their_own() {
    let mut config = puskesmas();
    let holiday = closed_on("2026-12-25");
    config.hours.periods.push(holiday.clone());
    config.services[1].hours = Some(every_day("08:00-12:00"));
    let mut on_duty = every_day("08:00-12:00");
    on_duty.periods.push(Period {
        week: every_day("09:00-10:00").week,
        ..holiday
    });
    config.services[2].hours = Some(on_duty);
    let mut scene = Scene::of(config, "2026-12-25T09:00:00+07:00");
    for closed in ["umum", "gigi"] {
        assert_eq!(
            scene.refused(kiosk("k1"), issue(closed)),
            Rejection::ServiceClosed {
                service: id(closed),
                opens_at: Some(instant("2026-12-26T07:45:00+07:00")),
            }
        );
    }
    // A period of its own says otherwise.
    scene.touch("kia");
    scene.at("2026-12-26T09:00:00+07:00");
    scene.touch("gigi");
}

#[test]
fn special_hours_of_the_branch_leave_a_services_own_hours_alone() {
    let mut config = puskesmas();
    config.hours.periods.push(Period {
        week: every_day("10:00-11:00").week,
        ..closed_on("2026-12-25")
    });
    config.services[1].hours = Some(every_day("08:00-12:00"));
    let mut scene = Scene::of(config, "2026-12-25T09:00:00+07:00");
    scene.refused(kiosk("k1"), issue("umum"));
    scene.touch("gigi");
}

#[test]
fn a_night_clinic_is_open_across_midnight_within_one_day() {
    let mut config = puskesmas();
    config.hours = every_day("22:00-02:00");
    config.numbers_lead_mins = 0;
    let mut scene = Scene::of(config, "2026-11-23T21:59:00+07:00");
    scene.refused(kiosk("k1"), issue("umum"));
    scene.at("2026-11-23T22:00:00+07:00");
    scene.touch("umum");
    scene.at("2026-11-24T01:59:59+07:00");
    let late = scene.touch("umum");
    assert_eq!(scene.number(late), "A002");
    assert_eq!(scene.date(), "2026-11-23");
    scene.at("2026-11-24T02:00:00+07:00");
    scene.refused(kiosk("k1"), issue("umum"));
}

#[test]
fn the_carried_keep_their_people_their_language_and_the_age_of_their_visit() {
    let mut scene = Scene::of(carrying(), "2026-11-23T08:00:00+07:00");
    let family = Act::Issue {
        service: id("umum"),
        class: Some(id("priority")),
        locale: Some(Locale::EN),
        count: 1,
        party: 4,
        booked_at: None,
        note: None,
    };
    let given = scene.must(kiosk("k1"), family);
    let family = given[0].what.ticket().unwrap();
    let came_at = scene.clock;
    scene.wait(3_600);
    let fresh = Act::Transfer {
        ticket: family,
        service: id("gigi"),
        class: None,
        age: Some(Age::Fresh),
        to: None,
        note: None,
    };
    scene.must(supervisor(), fresh);
    let moved_at = scene.clock;
    scene.at("2026-11-24T08:00:00+07:00");
    let carried = scene.day().tickets.values().next().unwrap();
    assert_eq!((carried.party, carried.locale), (4, Locale::EN));
    assert_eq!(carried.class, id("priority"));
    assert_eq!(carried.leg.service, id("gigi"));
    let place = carried.leg.place;
    assert_eq!((place.since, place.born), (moved_at, came_at));
}

#[test]
fn a_fortnight_in_one_run_begins_its_numbers_anew_every_morning() {
    let mut scene = Scene::of(carrying(), "2026-11-23T08:00:00+07:00");
    for day in 0..14 {
        assert_eq!(
            scene
                .day()
                .queues
                .values()
                .map(|queue| queue.len())
                .sum::<usize>(),
            day
        );
        let number = format!("A{:03}", day + 1);
        let ticket = scene.touch("umum");
        assert_eq!(scene.number(ticket), number, "behind all who were carried");
        scene.wait(12 * 3_600);
        scene.wait(12 * 3_600);
    }
    assert_eq!(scene.dates_opened().len(), 15);
}
