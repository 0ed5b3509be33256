//! Whoever receives people: gives numbers, and does nothing at a counter.

use antre_domain::*;

use super::{call_several, greeter, note, sign_in, sign_out, stand_by};
use crate::scene::*;

#[test]
fn a_greeter_gives_numbers_takes_them_back_and_brings_people_back() {
    let mut scene = Scene::at_work();
    scene.must(greeter(), issue_many("umum", 3));
    let other = scene.touch("umum");
    scene.must(greeter(), Act::Cancel(other));
    let missed = scene.next("l1").unwrap().0;
    assert_eq!(
        scene.refused(greeter(), Act::Cancel(missed)),
        Rejection::Forbidden
    );
    scene.must(clerk("l1"), Act::NoShow(missed));
    scene.must(greeter(), Act::CheckIn(missed));
    assert_eq!(scene.state(missed), StateName::Waiting);
    let device = id("kios-1");
    scene.must(kiosk("kios-1"), Act::AskHelp { device });
    let device = id("kios-1");
    let events = scene.must(greeter(), Act::AnswerHelp { device });
    assert_eq!(events.len(), 1);
    scene.must(
        greeter(),
        Act::Note {
            ticket: missed,
            note: note(1),
        },
    );
}

#[test]
fn a_greeter_cancels_nobody_who_was_set_aside() {
    let mut scene = Scene::at_work();
    let ticket = scene.touch("umum");
    scene.next("l1");
    scene.must(clerk("l1"), park(ticket, None));
    assert_eq!(
        scene.refused(greeter(), Act::Cancel(ticket)),
        Rejection::Forbidden
    );
}

#[test]
fn a_greeter_does_nothing_at_a_counter_and_nothing_for_the_whole_branch() {
    let mut scene = Scene::at_work();
    let waits = scene.touch("umum");
    let called = scene.touch("umum");
    scene.must(clerk("l1"), call("l1", called));
    let forbidden: Vec<Act> = vec![
        open("k1"),
        Act::CloseCounter(id("l2")),
        Act::Break {
            counter: id("l2"),
            reason: None,
        },
        call_next("l2"),
        call("l2", waits),
        call_several("l2", &[waits]),
        Act::WalkIn {
            counter: id("l2"),
            service: id("umum"),
            class: None,
            locale: None,
        },
        Act::Recall(called),
        Act::Start(called),
        finish(called),
        Act::NoShow(called),
        park(called, None),
        requeue(called),
        transfer(called, "gigi"),
        transfer(waits, "gigi"),
        Act::Undo(called),
        stand_by("l2", true),
        Act::AssignProfile {
            counter: id("l2"),
            profile: id("mothers"),
        },
        Act::ReleaseCounter(id("l1")),
        sign_in("penyambut", "k1"),
        sign_in("petugas-1", "k1"),
        sign_out("petugas-1"),
        Act::Hold(HoldReason::Other),
        Act::PauseService(id("umum")),
        Act::ConfirmClock,
        Act::Configure(Box::new(puskesmas())),
        Act::Resume(called),
    ];
    for act in forbidden {
        let before = scene.branch.clone();
        assert_eq!(
            scene.refused(greeter(), act.clone()),
            Rejection::Forbidden,
            "{act:?}"
        );
        assert_eq!(scene.branch, before);
    }
}

#[test]
fn a_greeter_signs_in_at_no_counter_and_out_again() {
    let mut scene = Scene::at_work();
    let events = scene.must(
        greeter(),
        Act::SignIn {
            clerk: id("penyambut"),
            counter: None,
        },
    );
    let what = What::ClerkSignedIn {
        clerk: id("penyambut"),
        counter: None,
    };
    assert_eq!(events[0].what, what);
    let events = scene.must(greeter(), sign_out("penyambut"));
    let what = What::ClerkSignedOut {
        clerk: id("penyambut"),
        counter: None,
    };
    assert_eq!(events[0].what, what);
}
