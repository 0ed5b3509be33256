//! What a kiosk asks for besides numbers: help, a way back into the queue; and services that pause.

use antre_domain::*;

use crate::scene::*;

#[test]
fn help_rings_once_until_somebody_answers() {
    let mut scene = Scene::at_work();
    let ask = |device: &str| Act::AskHelp { device: id(device) };
    let answer = |device: &str| Act::AnswerHelp { device: id(device) };
    scene.must(kiosk("k1"), ask("k1"));
    let rung_at = scene.clock;
    scene.wait(60);
    assert_eq!(scene.must(kiosk("k1"), ask("k1")), []);
    scene.must(kiosk("k2"), ask("k2"));
    assert_eq!(scene.day().helps[&id("k1")], rung_at);
    for by in [kiosk("k2"), clerk("l1"), supervisor()] {
        assert_eq!(scene.refused(by, ask("k1")), Rejection::Forbidden);
    }
    assert_eq!(
        scene.refused(kiosk("k1"), answer("k1")),
        Rejection::Forbidden
    );
    scene.must(clerk("l2"), answer("k1"));
    assert_eq!(scene.must(clerk("l1"), answer("k1")), []);
    assert_eq!(scene.day().helps.len(), 1);
    // It rings again, and no ring outlives its day.
    scene.must(kiosk("k1"), ask("k1"));
    scene.at("2026-11-24T08:00:00+07:00");
    assert!(scene.day().helps.is_empty());
}

#[test]
fn the_kiosks_that_ring_are_bounded() {
    let mut scene = Scene::puskesmas();
    for index in 0..256 {
        let device = format!("kios-{index}");
        scene.must(
            kiosk(&device),
            Act::AskHelp {
                device: id(&device),
            },
        );
    }
    let act = Act::AskHelp { device: id("k1") };
    assert_eq!(scene.refused(kiosk("k1"), act), Rejection::DeviceLimit(256));
}

#[test]
fn a_paused_service_gives_no_numbers_and_its_queue_is_called_as_before() {
    let mut scene = Scene::at_work();
    let waiting = scene.touch("umum");
    for by in [kiosk("k1"), clerk("l1"), Actor::TIMER] {
        assert_eq!(
            scene.refused(by.clone(), Act::PauseService(id("umum"))),
            Rejection::Forbidden
        );
        assert_eq!(
            scene.refused(by, Act::ResumeService(id("umum"))),
            Rejection::Forbidden
        );
    }
    let unknown = Rejection::UnknownService(id("kantin"));
    assert_eq!(
        scene.refused(supervisor(), Act::PauseService(id("kantin"))),
        unknown
    );
    scene.must(supervisor(), Act::PauseService(id("umum")));
    assert_eq!(scene.must(supervisor(), Act::PauseService(id("umum"))), []);
    let paused = Rejection::ServicePaused(id("umum"));
    assert_eq!(scene.refused(kiosk("k1"), issue("umum")), paused);
    let moved = scene.touch("gigi");
    scene.must(supervisor(), transfer(moved, "umum"));
    assert_eq!(scene.next("l1").map(|(ticket, _)| ticket), Some(waiting));
    scene.must(Actor::ADMIN, Act::ResumeService(id("umum")));
    assert_eq!(scene.must(supervisor(), Act::ResumeService(id("umum"))), []);
    scene.touch("umum");
    // It ends with the day.
    scene.must(supervisor(), Act::PauseService(id("umum")));
    scene.at("2026-11-24T08:00:00+07:00");
    scene.touch("umum");
}

#[test]
fn a_service_that_the_branch_gives_up_is_not_paused_when_it_comes_back() {
    let mut scene = Scene::puskesmas();
    scene.must(supervisor(), Act::PauseService(id("kia")));
    let before = scene.config();
    let mut without = before.clone();
    without.services.retain(|service| service.id != id("kia"));
    without.series.retain(|series| series.id != id("series-d"));
    without
        .profiles
        .retain(|profile| profile.id != id("mothers"));
    without.counters.retain(|counter| counter.id != id("k1"));
    scene.must(supervisor(), Act::Configure(Box::new(without)));
    scene.must(supervisor(), Act::Configure(Box::new(before)));
    scene.touch("kia");
}

#[test]
fn whoever_is_back_checks_in_at_the_kiosk() {
    let mut scene = Scene::at_work();
    let tickets: Vec<TicketId> = (0..5).map(|_| scene.touch("umum")).collect();
    scene.next("l1");
    scene.must(clerk("l1"), park(tickets[0], None));
    scene.next("l1");
    scene.must(clerk("l1"), Act::NoShow(tickets[1]));
    scene.wait(60);
    scene.must(kiosk("k1"), Act::CheckIn(tickets[0]));
    scene.must(kiosk("k1"), Act::CheckIn(tickets[1]));
    // The parked one is at its old place, the other behind two.
    let order = [0, 2, 1, 3, 4].map(|index| tickets[index]);
    assert_eq!(scene.queue("umum", "regular"), order);
    // Whoever waits or is called is told so, and nothing happens.
    scene.next("l1");
    for index in [0, 2] {
        assert_eq!(scene.must(kiosk("k1"), Act::CheckIn(tickets[index])), []);
    }
    scene.must(clerk("l1"), finish(tickets[0]));
    assert!(matches!(
        scene.refused(kiosk("k1"), Act::CheckIn(tickets[0])),
        Rejection::WrongState {
            state: StateName::Finished,
            verb: Verb::CheckIn
        }
    ));
    // After the grace only the staff can help.
    scene.next("l1");
    scene.must(clerk("l1"), Act::NoShow(tickets[2]));
    scene.wait(1_801);
    let late = scene.refused(kiosk("k1"), Act::CheckIn(tickets[2]));
    assert_eq!(late, Rejection::GraceOver);
}

#[test]
fn a_need_stands_in_the_log_as_a_reference_and_nothing_else() {
    let mut scene = Scene::at_work();
    let note = NoteRef::from_bits(0xfeed);
    let Act::Issue { service, .. } = issue("umum") else {
        unreachable!()
    };
    let act = Act::Issue {
        service,
        class: None,
        locale: None,
        count: 1,
        party: 1,
        booked_at: None,
        note: Some(note),
    };
    let events = scene.must(kiosk("k1"), act);
    let ticket = events[0].what.ticket().unwrap();
    assert_eq!(scene.ticket(ticket).note, Some(note));
    let line = String::from_utf8(encode(&events[0])).unwrap();
    assert!(
        line.contains(r#""note":"0000000000000000000000000000feed""#),
        "{line}"
    );
    for text in [
        "",
        "feed",
        "0000000000000000000000000000FEED",
        "+000000000000000000000000000feed",
    ] {
        assert!(text.parse::<NoteRef>().is_err(), "{text:?}");
    }
}

#[test]
fn a_closed_branch_says_for_which_holiday() {
    let mut config = puskesmas();
    let mut holiday = closed_on("2026-12-25");
    holiday.name = Some("Natal".into());
    let mut ramadan = closed_on("2027-02-10");
    (ramadan.name, ramadan.week) = (Some("Ramadan".into()), every_day("08:00-12:00").week);
    config.hours.periods = vec![holiday, closed_on("2026-12-26"), ramadan];
    assert_eq!(config.check(), Ok(()));
    let closed_for = |at| config.closed_for(instant(at)).cloned();
    assert_eq!(
        closed_for("2026-12-25T09:00:00+07:00"),
        Some("Natal".into())
    );
    // The night before three still belongs to it.
    assert_eq!(
        closed_for("2026-12-26T02:00:00+07:00"),
        Some("Natal".into())
    );
    assert_eq!(closed_for("2026-12-26T09:00:00+07:00"), None);
    assert_eq!(closed_for("2026-12-24T09:00:00+07:00"), None);
    // It has hours, and is merely over for today.
    assert_eq!(closed_for("2027-02-10T20:00:00+07:00"), None);
}
