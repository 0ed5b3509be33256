use antre_domain::config::{Config, Series};
use antre_domain::*;

use crate::scene::*;

fn numbers(events: &[Event]) -> Vec<String> {
    let issued = events.iter().filter_map(|event| match &event.what {
        What::TicketIssued { number, .. } => Some(number.to_string()),
        _ => None,
    });
    issued.collect()
}

fn short_series(last: u16) -> Config {
    let mut config = puskesmas();
    config.series[0].last = last;
    config
}

#[test]
fn numbers_are_given_in_order() {
    let mut scene = Scene::puskesmas();
    let given: Vec<String> = (0..12)
        .map(|_| {
            let ticket = scene.touch("umum");
            scene.number(ticket)
        })
        .collect();
    assert_eq!(given[0], "A001");
    assert_eq!(given[11], "A012");
    assert!(given.is_sorted());
}

#[test]
fn one_act_gives_exactly_as_many_tickets_as_asked_for() {
    let mut scene = Scene::puskesmas();
    for count in [1, 20, TICKETS_PER_ACT_MAX] {
        let before = scene.day().tickets.len();
        let events = scene.must(kiosk("k1"), issue_many("umum", count));
        assert_eq!(numbers(&events).len(), usize::from(count));
        assert_eq!(scene.day().tickets.len(), before + usize::from(count));
    }
}

#[test]
fn each_series_counts_for_itself_and_a_class_may_have_its_own() {
    let mut scene = Scene::puskesmas();
    let mut touch = |service: &str, class: &str| {
        let ticket = scene.touch_as(service, class);
        scene.number(ticket)
    };
    assert_eq!(touch("umum", "regular"), "A001");
    assert_eq!(touch("gigi", "regular"), "C001");
    assert_eq!(touch("umum", "priority"), "B001");
    assert_eq!(touch("gigi", "priority"), "B002");
    // Mothers have no series of their own for the priority class: the common one numbers it.
    assert_eq!(touch("kia", "priority"), "D001");
    assert_eq!(touch("umum", "regular"), "A002");
}

#[test]
fn a_ticket_keeps_what_was_asked_for() {
    let mut scene = Scene::puskesmas();
    let act = Act::Issue {
        service: id("umum"),
        class: Some(id("priority")),
        locale: Some(Locale::EN),
        count: 1,
        party: 20,
        booked_at: None,
        note: None,
    };
    let issued = scene.must(kiosk("k1"), act)[0].what.ticket().unwrap();
    let ticket = scene.ticket(issued);
    assert_eq!(
        (ticket.party, ticket.locale, ticket.legs),
        (20, Locale::EN, 1)
    );
    assert_eq!(ticket.issued_by, Some(id("k1")));
    assert_eq!(ticket.issued_at, scene.clock);
    assert_eq!(ticket.leg.service, id("umum"));
}

#[test]
fn without_a_class_or_language_the_branchs_own_come_first() {
    let mut scene = Scene::puskesmas();
    let ticket = scene.must(kiosk("k1"), issue("umum"))[0]
        .what
        .ticket()
        .unwrap();
    assert_eq!(scene.ticket(ticket).class, id("regular"));
    assert_eq!(scene.ticket(ticket).locale, Locale::ID);
}

#[test]
fn an_exhausted_series_gives_all_or_nothing() {
    let mut scene = Scene::of(short_series(3), "2026-11-23T08:00:00+07:00");
    let exhausted = |left| Rejection::SeriesExhausted {
        service: id("umum"),
        left,
    };
    scene.touch("umum");
    assert_eq!(
        scene.refused(kiosk("k1"), issue_many("umum", 3)),
        exhausted(2)
    );
    assert_eq!(scene.day().tickets.len(), 1, "nothing was given");
    let last = scene.must(kiosk("k1"), issue_many("umum", 2));
    assert_eq!(numbers(&last), ["A002", "A003"]);
    assert_eq!(scene.refused(kiosk("k1"), issue("umum")), exhausted(0));
    // Others go on.
    scene.touch("gigi");
}

#[test]
fn a_cancelled_number_is_not_given_again() {
    let mut scene = Scene::puskesmas();
    let taken = scene.touch("umum");
    scene.must(kiosk("k1"), Act::Cancel(taken));
    let next = scene.touch("umum");
    assert_eq!(scene.number(next), "A002");
}

#[test]
fn numbers_begin_before_the_counters_by_the_lead_and_end_with_them() {
    let mut scene = Scene::puskesmas();
    let closed = |opens_at: &str| Rejection::ServiceClosed {
        service: id("umum"),
        opens_at: Some(instant(opens_at)),
    };
    scene.at("2026-11-24T07:44:59.999+07:00");
    assert_eq!(
        scene.refused(kiosk("k1"), issue("umum")),
        closed("2026-11-24T07:45:00+07:00")
    );
    scene.at("2026-11-24T07:45:00+07:00");
    let first = scene.touch("umum");
    assert_eq!(scene.number(first), "A001");
    scene.at("2026-11-24T14:59:59.999+07:00");
    scene.touch("umum");
    scene.at("2026-11-24T15:00:00+07:00");
    assert_eq!(
        scene.refused(kiosk("k1"), issue("umum")),
        closed("2026-11-25T07:45:00+07:00")
    );
}

#[test]
fn a_service_keeps_its_own_hours() {
    let mut config = puskesmas();
    config.services[1].hours = Some(every_day("09:00-10:00"));
    let mut scene = Scene::of(config, "2026-11-23T08:00:00+07:00");
    scene.touch("umum");
    let rejection = scene.refused(kiosk("k1"), issue("gigi"));
    let opens_at = Some(instant("2026-11-23T08:45:00+07:00"));
    assert_eq!(
        rejection,
        Rejection::ServiceClosed {
            service: id("gigi"),
            opens_at
        }
    );
}

#[test]
fn a_lunch_break_names_the_afternoon_and_a_holiday_the_next_open_day() {
    let mut config = puskesmas();
    config.hours = every_day("08:00-12:00 13:00-15:00");
    config.numbers_lead_mins = 0;
    config.hours.periods = vec![closed_on("2026-11-24"), closed_on("2026-11-25")];
    let mut scene = Scene::of(config, "2026-11-23T12:30:00+07:00");
    let opens_at = |scene: &mut Scene| match scene.refused(kiosk("k1"), issue("umum")) {
        Rejection::ServiceClosed { opens_at, .. } => opens_at.unwrap(),
        other => panic!("{other}"),
    };
    assert_eq!(opens_at(&mut scene), instant("2026-11-23T13:00:00+07:00"));
    scene.at("2026-11-23T15:00:00+07:00");
    assert_eq!(opens_at(&mut scene), instant("2026-11-26T08:00:00+07:00"));
}

#[test]
fn a_branch_without_hours_names_no_opening() {
    let mut config = puskesmas();
    config.hours = every_day("");
    let mut scene = Scene::of(config, "2026-11-23T08:00:00+07:00");
    let rejection = scene.refused(kiosk("k1"), issue("umum"));
    assert_eq!(
        rejection,
        Rejection::ServiceClosed {
            service: id("umum"),
            opens_at: None
        }
    );
}

#[test]
fn what_is_reached_only_by_transfer_gives_no_number_not_even_to_a_supervisor() {
    let mut scene = Scene::puskesmas();
    for actor in [kiosk("k1"), clerk("lab"), supervisor()] {
        assert_eq!(
            scene.refused(actor, issue("lab")),
            Rejection::NotWalkIn(id("lab"))
        );
    }
}

#[test]
fn unknown_services_and_classes_are_named() {
    let mut scene = Scene::puskesmas();
    assert_eq!(
        scene.refused(kiosk("k1"), issue("kantin")),
        Rejection::UnknownService(id("kantin"))
    );
    assert_eq!(
        scene.refused(kiosk("k1"), issue_as("umum", "vip")),
        Rejection::UnknownClass(id("vip"))
    );
}

#[test]
fn counts_and_parties_have_ranges() {
    let mut scene = Scene::puskesmas();
    for count in [0, TICKETS_PER_ACT_MAX + 1, u8::MAX] {
        assert_eq!(
            scene.refused(kiosk("k1"), issue_many("umum", count)),
            Rejection::CountOutOfRange
        );
    }
    for party in [0, PARTY_MAX + 1, u8::MAX] {
        let act = Act::Issue {
            service: id("umum"),
            class: None,
            locale: None,
            count: 1,
            party,
            booked_at: None,
            note: None,
        };
        assert_eq!(scene.refused(kiosk("k1"), act), Rejection::PartyOutOfRange);
    }
    scene.must(kiosk("k1"), issue_many("umum", 1));
    scene.must(kiosk("k1"), issue_many("umum", TICKETS_PER_ACT_MAX));
}

#[test]
fn a_series_may_begin_and_be_shown_anywhere_within_its_width() {
    let mut config = puskesmas();
    config.series[0] = Series {
        first: 98,
        last: 9_999,
        width: 4,
        ..config.series[0].clone()
    };
    let mut scene = Scene::of(config, "2026-11-23T08:00:00+07:00");
    let given = numbers(&scene.must(kiosk("k1"), issue_many("umum", 3)));
    assert_eq!(given, ["A0098", "A0099", "A0100"]);
}

#[test]
fn the_same_seed_twice_still_makes_two_tickets() {
    let mut scene = Scene::puskesmas();
    let command = Command {
        by: kiosk("k1"),
        act: issue_many("umum", 50),
    };
    let context = Context {
        clock: scene.clock,
        seed: 42,
        tail: LogTail::default(),
    };
    for _ in 0..3 {
        for event in decide(&scene.branch, &command, &context).unwrap() {
            scene.branch.apply(&event);
        }
    }
    assert_eq!(scene.day().tickets.len(), 150);
    crate::consistency::check(&scene.branch);
}
