//! What a supervisor tells the hall: who may, where, for how long, and how much at a time.

use antre_domain::*;

use crate::scene::*;

fn note(bits: u128) -> NoteRef {
    NoteRef::from_bits(bits)
}

fn notice(bits: u128) -> Act {
    said(AnnouncementKind::Notice, bits, &[], None)
}

fn said(kind: AnnouncementKind, bits: u128, zones: &[&str], for_secs: Option<u32>) -> Act {
    Act::Announce {
        id: note(bits),
        kind,
        zones: zones.iter().map(|zone| id(zone)).collect(),
        for_secs,
        spoken: true,
    }
}

/// The puskesmas at work, with two zones.
fn zoned() -> Scene {
    let mut scene = Scene::at_work();
    let mut config = scene.config();
    let zone = |name: &str, counter: &str| config::Zone {
        id: id(name),
        name: "Aula".into(),
        counters: vec![id(counter)],
    };
    config.hall.zones = vec![zone("utara", "l1"), zone("selatan", "l2")];
    scene.must(supervisor(), Act::Configure(Box::new(config)));
    scene
}

/// What stands now, by identity.
fn standing(scene: &Scene) -> Vec<NoteRef> {
    let standing = scene.day().announcements_at(scene.clock);
    standing.map(|announcement| announcement.id).collect()
}

#[test]
fn only_a_supervisor_or_an_administrator_tells_the_hall() {
    let mut scene = Scene::at_work();
    for by in [clerk("l1"), kiosk("k1"), Actor::TIMER] {
        for act in [notice(1), Act::EndAnnouncement(note(1))] {
            assert_eq!(scene.refused(by.clone(), act), Rejection::Forbidden);
        }
    }
    scene.must(supervisor(), notice(1));
    scene.must(Actor::ADMIN, notice(2));
    assert_eq!(standing(&scene), [note(1), note(2)]);
    let ended = scene.must(supervisor(), Act::EndAnnouncement(note(1)));
    assert_eq!(ended[0].what, What::AnnouncementEnded { id: note(1) });
    assert_eq!(standing(&scene), [note(2)]);
}

#[test]
fn an_unknown_zone_is_refused_by_name() {
    let mut scene = zoned();
    for zones in [&["timur"][..], &["utara", "timur"]] {
        let act = said(AnnouncementKind::Fire, 1, zones, None);
        let refused = scene.refused(supervisor(), act);
        assert_eq!(refused, Rejection::UnknownZone(id("timur")));
        assert_eq!(refused.code(), "unknown_zone");
    }
    assert!(scene.day().announcements.is_empty());
}

#[test]
fn zones_are_kept_as_the_branch_has_them_each_once() {
    let mut scene = zoned();
    let act = said(
        AnnouncementKind::Notice,
        1,
        &["selatan", "utara", "selatan"],
        None,
    );
    scene.must(supervisor(), act);
    assert_eq!(
        scene.day().announcements[0].zones,
        [id("utara"), id("selatan")]
    );
}

#[test]
fn what_is_said_in_one_zone_reaches_its_displays_and_those_of_the_whole_hall() {
    let mut scene = zoned();
    scene.must(
        supervisor(),
        said(AnnouncementKind::Fire, 1, &["utara"], None),
    );
    scene.must(supervisor(), said(AnnouncementKind::Fire, 2, &[], None));
    let [one, all] = &scene.day().announcements[..] else {
        panic!("two stand")
    };
    let (here, there) = (id("utara"), id("selatan"));
    assert!(one.is_for(Some(&here)) && one.is_for(None) && !one.is_for(Some(&there)));
    assert!(all.is_for(Some(&here)) && all.is_for(None) && all.is_for(Some(&there)));
}

#[test]
fn an_announcement_stands_for_ten_seconds_to_a_day() {
    let mut scene = Scene::at_work();
    for secs in [0, 9, 86_401, u32::MAX] {
        let act = said(AnnouncementKind::Notice, 1, &[], Some(secs));
        let refused = scene.refused(supervisor(), act);
        assert_eq!(refused, Rejection::DurationOutOfRange, "{secs}");
        assert_eq!(refused.code(), "duration_out_of_range");
    }
    for (bits, secs) in [(1, 10), (2, 86_400)] {
        let act = said(AnnouncementKind::Notice, bits, &[], Some(secs));
        let events = scene.must(supervisor(), act);
        let What::Announced { announcement } = &events[0].what else {
            panic!("{events:?}")
        };
        assert_eq!(announcement.since, scene.clock);
        assert_eq!(announcement.until, Some(scene.clock.plus_secs(secs)));
    }
}

#[test]
fn its_time_runs_out_by_itself_and_then_nobody_can_end_it() {
    let mut scene = Scene::at_work();
    scene.must(
        supervisor(),
        said(AnnouncementKind::Notice, 1, &[], Some(60)),
    );
    let log = scene.log.len();
    scene.wait(59);
    assert_eq!(standing(&scene), [note(1)]);
    scene.wait(1);
    assert_eq!(standing(&scene), []);
    assert_eq!(scene.log.len(), log, "time alone is no event");
    let refused = scene.refused(supervisor(), Act::EndAnnouncement(note(1)));
    assert_eq!(refused, Rejection::UnknownAnnouncement(note(1)));
    assert_eq!(refused.code(), "unknown_announcement");
}

#[test]
fn what_was_never_said_or_has_ended_cannot_be_ended() {
    let mut scene = Scene::at_work();
    let unknown = |bits| Rejection::UnknownAnnouncement(note(bits));
    assert_eq!(
        scene.refused(supervisor(), Act::EndAnnouncement(note(7))),
        unknown(7)
    );
    scene.must(supervisor(), notice(1));
    scene.must(supervisor(), Act::EndAnnouncement(note(1)));
    assert_eq!(
        scene.refused(supervisor(), Act::EndAnnouncement(note(1))),
        unknown(1)
    );
}

#[test]
fn what_stands_already_is_not_said_again() {
    let mut scene = Scene::at_work();
    scene.must(supervisor(), notice(1));
    assert_eq!(scene.must(supervisor(), notice(1)), []);
    assert_eq!(standing(&scene), [note(1)]);
}

#[test]
fn eight_stand_at_a_time_and_one_whose_time_has_run_out_makes_room() {
    let mut scene = Scene::at_work();
    scene.must(
        supervisor(),
        said(AnnouncementKind::Notice, 0, &[], Some(60)),
    );
    for bits in 1..8 {
        scene.must(supervisor(), notice(bits));
    }
    let refused = scene.refused(supervisor(), notice(8));
    assert_eq!(refused, Rejection::TooManyAnnouncements(ANNOUNCEMENTS_MAX));
    assert_eq!(refused.code(), "too_many_announcements");
    scene.wait(60);
    scene.must(supervisor(), notice(8));
    assert_eq!(standing(&scene), [1, 2, 3, 4, 5, 6, 7, 8].map(note));
    assert_eq!(scene.day().announcements.len(), ANNOUNCEMENTS_MAX);
    scene.must(supervisor(), Act::EndAnnouncement(note(4)));
    scene.must(supervisor(), notice(9));
    assert_eq!(standing(&scene), [1, 2, 3, 5, 6, 7, 8, 9].map(note));
}

#[test]
fn an_emergency_finds_room_where_the_oldest_notice_stood_and_never_where_an_emergency_stands() {
    let mut scene = Scene::at_work();
    let emergency = |bits| said(AnnouncementKind::Evacuate, bits, &[], None);
    scene.must(supervisor(), emergency(0));
    for bits in 1..8 {
        scene.must(supervisor(), notice(bits));
    }
    for bits in 1..8 {
        let events = scene.must(supervisor(), emergency(10 + bits));
        let ended = What::AnnouncementEnded { id: note(bits) };
        assert_eq!((events.len(), &events[0].what), (2, &ended));
    }
    assert_eq!(standing(&scene), [0, 11, 12, 13, 14, 15, 16, 17].map(note));
    for act in [emergency(20), notice(20)] {
        let refused = scene.refused(supervisor(), act);
        assert_eq!(refused, Rejection::TooManyAnnouncements(ANNOUNCEMENTS_MAX));
    }
}

#[test]
fn a_hold_neither_stops_nor_ends_an_announcement() {
    let mut scene = Scene::at_work();
    scene.must(supervisor(), notice(1));
    scene.must(supervisor(), Act::Hold(HoldReason::Evacuation));
    scene.must(supervisor(), said(AnnouncementKind::Evacuate, 2, &[], None));
    assert_eq!(standing(&scene), [note(1), note(2)]);
    scene.must(supervisor(), Act::EndAnnouncement(note(1)));
    scene.must(supervisor(), Act::ResumeBranch);
    assert_eq!(standing(&scene), [note(2)]);
}

#[test]
fn what_still_stands_goes_into_the_next_day_and_the_rest_does_not() {
    let mut scene = Scene::at_work();
    scene.must(supervisor(), notice(1));
    scene.must(
        supervisor(),
        said(AnnouncementKind::Notice, 2, &[], Some(3_600)),
    );
    scene.must(
        supervisor(),
        said(AnnouncementKind::Notice, 3, &[], Some(86_400)),
    );
    let kept = scene.day().announcements[0].clone();
    scene.at("2026-11-24T07:59:59+07:00");
    assert_eq!(scene.date(), "2026-11-24");
    assert_eq!(standing(&scene), [note(1), note(3)]);
    let taken_over = scene.day().announcements.len();
    assert_eq!(taken_over, 2, "what is over is not in the new day's log");
    assert_eq!(scene.day().announcements[0], kept, "with the age it had");
    scene.wait(1);
    assert_eq!(standing(&scene), [note(1)]);
    scene.must(supervisor(), Act::EndAnnouncement(note(1)));
    assert_eq!(standing(&scene), []);
}

#[test]
fn a_zone_that_is_taken_away_does_not_send_its_announcement_everywhere() {
    let mut scene = zoned();
    scene.must(
        supervisor(),
        said(AnnouncementKind::Notice, 1, &["selatan"], None),
    );
    let mut config = scene.config();
    config.hall.zones.pop();
    scene.must(supervisor(), Act::Configure(Box::new(config)));
    let here = id("utara");
    assert!(!scene.day().announcements[0].is_for(Some(&here)));
    scene.must(supervisor(), Act::EndAnnouncement(note(1)));
}

#[test]
fn nothing_is_said_before_the_first_day() {
    let mut scene = Scene::at_work();
    scene.branch = Branch::default();
    let command = Command {
        by: supervisor(),
        act: notice(1),
    };
    let context = Context {
        clock: scene.clock,
        seed: 1,
        tail: LogTail::default(),
    };
    assert_eq!(
        decide(&scene.branch, &command, &context),
        Err(Rejection::DayNotOpen)
    );
}

/// The log cannot forget, so it must hold nothing to forget: of an announcement only the reference to
/// its words, and plain facts.
#[test]
fn an_announcement_in_the_log_is_a_reference_without_words() {
    let mut scene = zoned();
    let act = said(
        AnnouncementKind::Emergency,
        0x0123_4567,
        &["utara"],
        Some(600),
    );
    let events = scene.must(supervisor(), act);
    let stored: serde_json::Value = serde_json::from_slice(&encode(&events[0])).unwrap();
    let announcement = serde_json::json!({
        "id": "00000000000000000000000001234567",
        "kind": "emergency",
        "zones": ["utara"],
        "since": "2026-11-23T01:00:00.000Z",
        "until": "2026-11-23T01:10:00.000Z",
        "spoken": true,
    });
    assert_eq!(stored["announcement"], announcement);
    let mut fields: Vec<&str> = stored
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    fields.sort_unstable();
    assert_eq!(fields, ["announcement", "at", "by", "type", "v"]);
}
