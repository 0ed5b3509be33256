//! The day's closing report adds up, whatever the day was like.

use antre_domain::config::{AtClosing, Rules, Unserved};
use antre_domain::*;

use crate::scene::*;

/// The figures of the last day that the scene opened.
fn closing(scene: &Scene) -> Closing {
    let opened = scene
        .log
        .iter()
        .rposition(|event| matches!(event.what, What::DayOpened { .. }));
    figures(&scene.log[opened.unwrap()..])
}

fn figures(events: &[Event]) -> Closing {
    let mut tally = Tally::default();
    events.iter().for_each(|event| tally.take(event));
    tally.closing().unwrap()
}

/// The events of the day before the last, and the one that ended it.
fn yesterday(scene: &Scene) -> &[Event] {
    let is_opening = |event: &Event| matches!(event.what, What::DayOpened { .. });
    let today = scene.log.iter().rposition(is_opening).unwrap();
    let opened = scene.log[..today].iter().rposition(is_opening).unwrap();
    &scene.log[opened..=today]
}

#[test]
fn nothing_is_counted_before_a_day_begins() {
    assert_eq!(Tally::default().closing(), None);
    let scene = Scene::at_work();
    let empty = closing(&scene);
    assert_eq!(
        (empty.issued, empty.series.len(), empty.is_over),
        (0, 0, false)
    );
}

#[test]
fn everybody_is_counted_once_and_where_they_ended() {
    let mut scene = Scene::at_work();
    let [served, incomplete, left, missing, chosen] = [(); 5].map(|()| scene.touch("umum"));
    let cancelled = scene.touch("gigi");
    scene.touch("kia");
    scene.wait(300);
    for (ticket, outcome) in [
        (served, Outcome::Served),
        (incomplete, Outcome::Incomplete),
        (left, Outcome::Left),
    ] {
        assert_eq!(scene.next("l1").map(|(called, _)| called), Some(ticket));
        scene.must(clerk("l1"), Act::Start(ticket));
        scene.must(
            clerk("l1"),
            Act::Finish {
                ticket,
                finish: outcome.into(),
            },
        );
    }
    scene.next("l1");
    scene.must(clerk("l1"), Act::NoShow(missing));
    scene.must(clerk("l1"), call("l1", chosen));
    scene.must(supervisor(), Act::Cancel(cancelled));
    let figures = closing(&scene);
    assert_eq!(
        figures,
        Closing {
            date: "2026-11-23".parse().unwrap(),
            is_over: false,
            series: figures.series.clone(),
            issued: 7,
            carried_in: 0,
            served: 3,
            incomplete: 1,
            left: 1,
            no_show: 1,
            cancelled: 1,
            unserved: 2,
            longest_wait_secs: 300,
            copies: 0,
            overrides: 1,
        }
    );
    let numbers = figures.series.iter();
    let numbers = numbers.map(|s| format!("{}-{} {}", s.first, s.last, s.issued));
    assert_eq!(
        numbers.collect::<Vec<_>>(),
        ["A001-A005 5", "C001-C001 1", "D001-D001 1"]
    );
}

#[test]
fn whoever_did_not_come_stays_a_no_show_when_the_day_closes() {
    let rules = Rules {
        at_closing: AtClosing::Expire,
        ..Rules::default()
    };
    let mut config = puskesmas();
    config.rules = rules;
    let mut scene = Scene::of(config, "2026-11-23T08:00:00+07:00");
    scene.must(clerk("l1"), open("l1"));
    let missing = scene.touch("umum");
    scene.touch("umum");
    scene.next("l1");
    scene.must(clerk("l1"), Act::NoShow(missing));
    scene.at("2026-11-23T15:00:00+07:00");
    let figures_at_closing = closing(&scene);
    assert_eq!(
        (figures_at_closing.no_show, figures_at_closing.unserved),
        (1, 1)
    );
    scene.at("2026-11-24T08:00:00+07:00");
    let over = figures(yesterday(&scene));
    assert!(over.is_over);
    assert_eq!((over.no_show, over.unserved, over.issued), (1, 1, 2));
}

#[test]
fn whoever_is_carried_ends_one_day_unserved_and_begins_the_next_without_its_night() {
    let mut config = puskesmas();
    config.rules.unserved = Unserved::Carry;
    let mut scene = Scene::of(config, "2026-11-23T08:00:00+07:00");
    scene.touch("umum");
    scene.at("2026-11-24T08:00:00+07:00");
    let before = figures(yesterday(&scene));
    assert_eq!(
        (before.unserved, before.issued, before.is_over),
        (1, 1, true)
    );
    scene.must(clerk("l1"), open("l1"));
    assert!(scene.next("l1").is_some());
    let today = closing(&scene);
    assert_eq!(
        (today.issued, today.carried_in, today.longest_wait_secs),
        (1, 1, 0)
    );
}

#[test]
fn a_hold_is_no_wait() {
    let mut scene = Scene::at_work();
    scene.touch("umum");
    scene.wait(60);
    scene.must(supervisor(), Act::Hold(HoldReason::SystemDown));
    scene.wait(3_600);
    scene.must(supervisor(), Act::ResumeBranch);
    scene.wait(60);
    scene.next("l1");
    assert_eq!(closing(&scene).longest_wait_secs, 120);
}

#[test]
fn a_copy_counts_wherever_it_may_be_on_paper() {
    let mut scene = Scene::at_work();
    let ticket = scene.touch("umum");
    for (kind, state) in [
        (SlipKind::Original, SlipState::Confirmed),
        (SlipKind::Officer, SlipState::Confirmed),
        (SlipKind::Copy, SlipState::Confirmed),
        (SlipKind::Copy, SlipState::Blind),
        (SlipKind::Copy, SlipState::Unknown),
        (SlipKind::Copy, SlipState::Failed),
    ] {
        let act = Act::ReportSlip {
            ticket,
            kind,
            state,
        };
        scene.must(kiosk("k1"), act);
    }
    assert_eq!(closing(&scene).copies, 3);
}
