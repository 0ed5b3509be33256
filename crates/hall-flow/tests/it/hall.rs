use std::sync::Arc;
use std::time::Duration;

use antre_domain::{HoldReason, Locale, ServiceId, Text, Timestamp};
use antre_hall_flow::fit::{Arrangement, Canvas, Fit};
use antre_hall_flow::hall::{Hall, Line, Scene, Setup};
use antre_protocol::{DisplayView, HeldFacts, Wait, WaitCard};
use chrono::Timelike as _;

use crate::made::{MORNING, call, counter, view};

const ID: &[Locale] = &[Locale::ID];

fn hall(view: DisplayView) -> Hall {
    let mut hall = Hall::new(
        Fit::new(Canvas::of(1920, 1080), None).unwrap(),
        Setup::default(),
    );
    hall.handle_line(Line::Live, Duration::ZERO);
    hall.handle_view(Arc::new(view), &[], Duration::ZERO);
    hall
}

fn morning() -> Option<Timestamp> {
    Some(MORNING.parse().unwrap())
}

#[test]
fn what_stands_on_the_stage_is_not_among_the_recent_calls() {
    let mut with_call = view(ID);
    let a = call(20, "A012", 0, "3");
    with_call.open_calls.push(a.clone());
    with_call.recent_calls.insert(0, a);
    let face = hall(with_call).face(Duration::ZERO, morning());
    assert_eq!(face.calls.len(), 1);
    assert_eq!(face.recent[0].shown.call.number.to_string(), "C007");
    assert_eq!(
        (face.calls[0].noun.as_str(), face.calls[0].sign.as_str()),
        ("Loket", "3")
    );
}

#[test]
fn the_clock_is_the_branchs_own() {
    let clock = hall(view(ID))
        .face(Duration::ZERO, morning())
        .clock
        .unwrap();
    assert_eq!((clock.hour(), clock.minute()), (8, 42));
}

#[test]
fn a_lost_hub_takes_a_place_of_the_stage() {
    let mut busy = view(ID);
    for (seq, number) in [(20, "A012"), (21, "B005"), (22, "F032")] {
        let call = call(seq, number, 0, "3");
        busy.open_calls.push(call.clone());
        busy.recent_calls.insert(0, call);
    }
    let mut hall = hall(busy);
    assert_eq!(hall.face(Duration::ZERO, morning()).calls.len(), 3);
    hall.handle_line(Line::Lost { since: morning() }, Duration::from_secs(1));
    let face = hall.face(Duration::from_secs(1), morning());
    assert_eq!(face.calls.len(), 2);
    assert_eq!(face.arrangement, Arrangement::Rows);
    assert_eq!(face.lost_at.unwrap().minute(), 42);
}

#[test]
fn each_notice_stands_still_for_ten_seconds() {
    let mut with_notices = view(ID);
    with_notices.branch.notices = vec![Text::Same("satu".to_owned()), Text::Same("dua".to_owned())];
    let hall = hall(with_notices);
    let notice = |secs| hall.face(Duration::from_secs(secs), None).notice;
    assert_eq!(
        [notice(0), notice(9), notice(10), notice(19), notice(20)],
        ["satu", "satu", "dua", "dua", "satu"]
    );
    assert_eq!(
        hall.next_deadline(Duration::from_secs(3), None),
        Some(Duration::from_secs(10))
    );
}

#[test]
fn the_still_line_also_says_how_long_who_comes_now_may_wait_while_that_is_true() {
    let mut busy = view(ID);
    busy.branch.notices = vec![Text::Same("satu".to_owned())];
    let card = |id: &str, name: &str, wait: Option<(u32, u32)>| WaitCard {
        service: ServiceId::new(id).unwrap(),
        name: Text::Same(name.to_owned()),
        prefix: "A".to_owned(),
        colour: 0,
        wait: wait.map(|(from_mins, to_mins)| Wait {
            from_secs: from_mins * 60,
            to_secs: to_mins * 60,
        }),
    };
    busy.waits = vec![
        card("umum", "Poli Umum", Some((20, 40))),
        card("lab", "Laboratorium", None),
        card("gigi", "Poli Gigi", Some((0, 5))),
        card("kia", "KIA", Some((90, 150))),
    ];
    let mut hall = hall(busy.clone());
    let notice = |hall: &Hall, secs| hall.face(Duration::from_secs(secs), None).notice;
    assert_eq!(
        [notice(&hall, 0), notice(&hall, 10), notice(&hall, 20)],
        [
            "satu",
            "Nomor baru: Poli Umum 20–40 menit · Poli Gigi kurang dari 5 menit · KIA 1 jam 30–2 jam 30",
            "satu",
        ]
    );
    let mut upright = Hall::new(
        Fit::new(Canvas::of(1080, 1920), None).unwrap(),
        Setup::default(),
    );
    upright.handle_line(Line::Live, Duration::ZERO);
    upright.handle_view(Arc::new(busy.clone()), &[], Duration::ZERO);
    assert_eq!(
        [notice(&upright, 10), notice(&upright, 20)],
        [
            "Nomor baru: Poli Umum 20–40 menit",
            "Nomor baru: Poli Gigi kurang dari 5 menit",
        ],
        "as much as fits"
    );
    hall.handle_line(Line::Lost { since: morning() }, Duration::from_secs(21));
    assert_eq!([notice(&hall, 21), notice(&hall, 30)], ["satu", "satu"]);
    hall.handle_line(Line::Live, Duration::from_secs(31));
    busy.branch.held = Some(HeldFacts {
        reason: HoldReason::SystemDown,
        since: morning().unwrap(),
    });
    hall.handle_view(Arc::new(busy), &[], Duration::from_secs(31));
    assert_eq!([notice(&hall, 31), notice(&hall, 40)], ["satu", "satu"]);
}

#[test]
fn the_clock_wakes_the_screen_at_the_full_minute() {
    let hall = hall(view(ID));
    let at = Timestamp::from_millis(morning().unwrap().millis() + 59_000);
    assert_eq!(
        hall.next_deadline(Duration::from_secs(5), Some(at)),
        Some(Duration::from_secs(6))
    );
}

#[test]
fn between_the_last_number_and_the_last_customer_the_hall_still_waits() {
    let mut late = view(ID);
    late.branch.open = false;
    assert_eq!(
        hall(late.clone()).face(Duration::ZERO, None).scene,
        Scene::Waiting
    );
    for counter in &mut late.counters {
        counter.state = "closed".to_owned();
    }
    assert_eq!(
        hall(late.clone()).face(Duration::ZERO, None).scene,
        Scene::After
    );
    late.served = 0;
    assert_eq!(hall(late).face(Duration::ZERO, None).scene, Scene::Before);
}

#[test]
fn counters_of_several_kinds_have_no_common_noun() {
    let mut mixed = view(ID);
    assert_eq!(hall(mixed.clone()).face(Duration::ZERO, None).noun, "Loket");
    mixed
        .counters
        .push(counter("kia", ("Ruang", "Room"), "KIA"));
    assert_eq!(hall(mixed).face(Duration::ZERO, None).noun, "");
}

#[test]
fn before_the_first_word_of_the_hub_nothing_is_claimed() {
    let hall = Hall::new(
        Fit::new(Canvas::of(1920, 1080), None).unwrap(),
        Setup::default(),
    );
    let face = hall.face(Duration::ZERO, None);
    assert!(face.clock.is_none() && face.calls.is_empty() && face.branch.is_empty());
    assert_eq!(face.line, Line::Connecting);
}
