//! Printers report, and the day keeps what has to be kept of it: changes, not chatter.

use antre_domain::*;

use crate::scene::*;

const WELL: PrinterHealth = PrinterHealth {
    fault: None,
    paper_low: false,
    watched: Watched::Automatic,
};

fn faulty(fault: PrinterFault) -> PrinterHealth {
    PrinterHealth {
        fault: Some(fault),
        ..WELL
    }
}

fn health(health: PrinterHealth) -> Act {
    Act::ReportHealth {
        device: id("k1"),
        health,
    }
}

fn slip(ticket: TicketId, kind: SlipKind, state: SlipState) -> Act {
    Act::ReportSlip {
        ticket,
        kind,
        state,
    }
}

fn roll() -> Act {
    Act::ReportRoll {
        used_mm: 78_000,
        cuts: 610,
        by_hand: false,
    }
}

#[test]
fn only_a_kiosk_reports_and_only_of_itself() {
    let mut scene = Scene::at_work();
    let ticket = scene.touch("umum");
    let nameless = Actor {
        device: None,
        ..kiosk("k1")
    };
    let acts = [
        health(WELL),
        roll(),
        slip(ticket, SlipKind::Original, SlipState::Confirmed),
    ];
    for by in [clerk("l1"), supervisor(), Actor::ADMIN, nameless] {
        for act in &acts {
            let refused = scene.refused(by.clone(), act.clone());
            assert_eq!(refused, Rejection::Forbidden, "{by:?} {act:?}");
        }
    }
    for act in &acts[1..] {
        assert_eq!(
            scene.refused(Actor::TIMER, act.clone()),
            Rejection::Forbidden
        );
    }
    assert_eq!(
        scene.refused(kiosk("k2"), health(WELL)),
        Rejection::Forbidden
    );
}

#[test]
fn a_printer_that_is_as_before_is_no_event() {
    let mut scene = Scene::at_work();
    assert_eq!(scene.must(kiosk("k1"), health(WELL)).len(), 1);
    assert_eq!(scene.must(kiosk("k1"), health(WELL)), []);
    scene.wait(3_600);
    assert_eq!(scene.must(kiosk("k1"), health(WELL)), []);
}

#[test]
fn a_flapping_printer_is_recorded_once_in_ten_seconds_and_its_last_word_is_not_lost() {
    let mut scene = Scene::at_work();
    scene.must(kiosk("k1"), health(WELL));
    let open = faulty(PrinterFault::CoverOpen);
    let first = scene.clock;
    for second in 1..10 {
        scene.wait(1);
        let again_at = first.plus_secs(10);
        let known = scene.day().health_due(&id("k1"), open);
        assert_eq!(known, Some(again_at), "after {second} s");
        let refused = scene.refused(kiosk("k1"), health(open));
        assert_eq!(refused, Rejection::HealthTooSoon { again_at });
    }
    scene.wait(1);
    let recorded = scene.must(kiosk("k1"), health(open));
    let what = What::DeviceHealthChanged {
        device: id("k1"),
        health: open,
    };
    assert_eq!(recorded[0].what, what);
    assert_eq!(scene.day().health_due(&id("k1"), open), None);
    // Back as it was recorded: there is nothing left to say.
    scene.wait(1);
    assert_eq!(scene.must(kiosk("k1"), health(open)), []);
}

#[test]
fn one_device_does_not_hold_up_another_and_time_itself_may_find_one_gone() {
    let mut scene = Scene::at_work();
    scene.must(kiosk("k1"), health(WELL));
    let other = Act::ReportHealth {
        device: id("k2"),
        health: WELL,
    };
    assert_eq!(scene.must(kiosk("k2"), other).len(), 1);
    scene.wait(60);
    let gone = health(faulty(PrinterFault::Unreachable));
    assert_eq!(scene.must(Actor::TIMER, gone).len(), 1);
}

#[test]
fn the_devices_of_one_day_are_bounded() {
    let mut scene = Scene::at_work();
    let report = |number: u32| {
        let device: DeviceId = id(&format!("kiosk-{number}"));
        let act = Act::ReportHealth {
            device: device.clone(),
            health: WELL,
        };
        (kiosk(device.as_str()), act)
    };
    for number in 0..256 {
        let (by, act) = report(number);
        scene.must(by, act);
    }
    let (by, act) = report(256);
    assert_eq!(scene.refused(by, act), Rejection::DeviceLimit(256));
    scene.wait(10);
    let again = Act::ReportHealth {
        device: id("kiosk-0"),
        health: faulty(PrinterFault::Cutter),
    };
    assert_eq!(scene.must(kiosk("kiosk-0"), again).len(), 1);
}

#[test]
fn a_new_day_asks_every_printer_anew() {
    let mut scene = Scene::at_work();
    scene.must(kiosk("k1"), health(WELL));
    scene.at("2026-11-24T08:00:00+07:00");
    assert_eq!(scene.must(kiosk("k1"), health(WELL)).len(), 1);
}

#[test]
fn a_slip_of_nobody_is_refused() {
    let mut scene = Scene::at_work();
    let nobody = TicketId::from_bits(7);
    let act = slip(nobody, SlipKind::Original, SlipState::Confirmed);
    assert_eq!(
        scene.refused(kiosk("k1"), act),
        Rejection::UnknownTicket(nobody)
    );
}

#[test]
fn the_first_word_on_an_original_is_the_last_and_each_copy_has_its_own() {
    let mut scene = Scene::at_work();
    let ticket = scene.touch("umum");
    for kind in [SlipKind::Original, SlipKind::Officer] {
        let ended = scene.must(kiosk("k1"), slip(ticket, kind, SlipState::Unknown));
        assert_eq!(ended.len(), 1);
        let again = scene.must(kiosk("k1"), slip(ticket, kind, SlipState::Unknown));
        assert_eq!(again, [], "{kind:?}");
        for other in [SlipState::Confirmed, SlipState::Blind, SlipState::Failed] {
            let refused = scene.refused(kiosk("k1"), slip(ticket, kind, other));
            assert_eq!(refused, Rejection::SlipEnded, "{kind:?} {other:?}");
        }
    }
    for _ in 0..99 {
        let copy = slip(ticket, SlipKind::Copy, SlipState::Confirmed);
        assert_eq!(scene.must(kiosk("k2"), copy).len(), 1);
    }
    let copy = slip(ticket, SlipKind::Copy, SlipState::Confirmed);
    assert_eq!(scene.refused(kiosk("k2"), copy), Rejection::CopyLimit(99));
    let slips = scene.ticket(ticket).slips;
    assert_eq!(
        (slips.original, slips.officer, slips.copies),
        (Some(SlipState::Unknown), Some(SlipState::Unknown), 99)
    );
}

#[test]
fn what_printers_report_moves_nobody_and_is_taken_while_the_branch_is_held() {
    let mut scene = Scene::at_work();
    let ticket = scene.touch("umum");
    scene.must(supervisor(), Act::Hold(HoldReason::PowerCut));
    let queues = scene.day().queues.clone();
    scene.must(kiosk("k1"), health(faulty(PrinterFault::OutOfPaper)));
    scene.must(kiosk("k1"), roll());
    scene.must(
        kiosk("k1"),
        slip(ticket, SlipKind::Original, SlipState::Confirmed),
    );
    assert_eq!(scene.day().queues, queues);
    assert_eq!(scene.state(ticket), StateName::Waiting);
}

fn sound(device: &str, sound: SoundHealth) -> Act {
    Act::ReportSound {
        device: id(device),
        sound,
    }
}

#[test]
fn only_the_hub_tells_how_a_display_is_heard() {
    let mut scene = Scene::at_work();
    for by in [kiosk("layar-1"), clerk("l1"), supervisor(), Actor::ADMIN] {
        let refused = scene.refused(by, sound("layar-1", SoundHealth::Lost));
        assert_eq!(refused, Rejection::Forbidden);
    }
    let events = scene.must(Actor::TIMER, sound("layar-1", SoundHealth::Lost));
    let what = What::SoundHealthChanged {
        device: id("layar-1"),
        sound: SoundHealth::Lost,
    };
    assert_eq!(events[0].what, what);
}

#[test]
fn a_sound_that_comes_and_goes_is_recorded_once_in_ten_seconds_and_its_last_word_is_not_lost() {
    let mut scene = Scene::at_work();
    assert_eq!(
        scene
            .must(Actor::TIMER, sound("layar-1", SoundHealth::Well))
            .len(),
        1
    );
    assert_eq!(
        scene.must(Actor::TIMER, sound("layar-1", SoundHealth::Well)),
        []
    );
    let again_at = scene.clock.plus_secs(10);
    let due = scene.day().sound_due(&id("layar-1"), SoundHealth::Lost);
    assert_eq!(due, Some(again_at));
    scene.wait(9);
    assert_eq!(
        scene.refused(Actor::TIMER, sound("layar-1", SoundHealth::Lost)),
        Rejection::HealthTooSoon { again_at }
    );
    // Another display has its own ten seconds.
    assert_eq!(
        scene
            .must(Actor::TIMER, sound("layar-2", SoundHealth::Off))
            .len(),
        1
    );
    scene.wait(1);
    assert_eq!(
        scene
            .must(Actor::TIMER, sound("layar-1", SoundHealth::Lost))
            .len(),
        1
    );
    assert_eq!(
        scene.day().sound_due(&id("layar-1"), SoundHealth::Lost),
        None
    );
    scene.at("2026-11-24T08:00:00+07:00");
    let anew = scene.must(Actor::TIMER, sound("layar-1", SoundHealth::Lost));
    assert_eq!(anew.len(), 1, "a new day asks every display anew");
}

#[test]
fn the_displays_of_one_day_are_bounded() {
    let mut scene = Scene::at_work();
    for number in 0..256 {
        let act = sound(&format!("layar-{number}"), SoundHealth::Well);
        assert_eq!(scene.must(Actor::TIMER, act).len(), 1);
    }
    assert_eq!(
        scene.refused(Actor::TIMER, sound("layar-256", SoundHealth::Well)),
        Rejection::DeviceLimit(256)
    );
}
