//! What is written down about a ticket, and copies of a lost slip.

use antre_domain::*;

use super::{greeter, note};
use crate::scene::*;

fn write(ticket: TicketId, bits: u128) -> Act {
    Act::Note {
        ticket,
        note: note(bits),
    }
}

#[test]
fn whoever_has_the_ticket_writes_and_the_next_one_reads() {
    let mut scene = Scene::at_work();
    let ticket = scene.touch("umum");
    scene.next("l1");
    scene.must(clerk("l1"), write(ticket, 1));
    let act = Act::Transfer {
        ticket,
        service: id("gigi"),
        class: None,
        age: None,
        to: None,
        note: Some(note(2)),
    };
    scene.must(clerk("l1"), act);
    scene.next("l2");
    let act = Act::Park {
        ticket,
        return_secs: None,
        note: Some(note(3)),
    };
    scene.must(clerk("l2"), act);
    assert_eq!(scene.ticket(ticket).notes, [note(1), note(2), note(3)]);
}

#[test]
fn a_clerk_writes_only_about_whom_they_have() {
    let mut scene = Scene::at_work();
    let ticket = scene.touch("umum");
    let wrong = Rejection::WrongCounter;
    assert_eq!(scene.refused(clerk("l1"), write(ticket, 1)), wrong);
    assert_eq!(
        scene.refused(kiosk("k1"), write(ticket, 1)),
        Rejection::Forbidden
    );
    scene.next("l1");
    assert_eq!(scene.refused(clerk("l2"), write(ticket, 1)), wrong);
    assert_eq!(
        scene.refused(greeter(), write(ticket, 1)),
        Rejection::Forbidden
    );
    scene.must(supervisor(), write(ticket, 1));
    scene.must(clerk("l1"), finish(ticket));
    for by in [clerk("l1"), supervisor()] {
        let (state, verb) = (StateName::Finished, Verb::Note);
        assert_eq!(
            scene.refused(by, write(ticket, 1)),
            Rejection::WrongState { state, verb }
        );
    }
}

#[test]
fn eight_notes_are_kept_whichever_way_they_come() {
    let mut scene = Scene::at_work();
    let ticket = scene.touch("umum");
    scene.must(greeter(), write(ticket, 0));
    scene.next("l1");
    for bits in 1..8 {
        scene.must(clerk("l1"), write(ticket, bits));
    }
    let full = Rejection::TooManyNotes(NOTES_MAX);
    for act in [
        write(ticket, 9),
        Act::Park {
            ticket,
            return_secs: None,
            note: Some(note(9)),
        },
        Act::Transfer {
            ticket,
            service: id("gigi"),
            class: None,
            age: None,
            to: None,
            note: Some(note(9)),
        },
    ] {
        assert_eq!(scene.refused(clerk("l1"), act), full);
    }
    scene.must(clerk("l1"), transfer(ticket, "gigi"));
}

#[test]
fn a_note_takes_nobody_their_undo() {
    let mut scene = Scene::at_work();
    let ticket = scene.touch("umum");
    scene.next("l1");
    scene.must(clerk("l1"), park(ticket, None));
    scene.must(supervisor(), write(ticket, 1));
    scene.must(clerk("l1"), Act::Undo(ticket));
    assert_eq!(scene.ticket(ticket).notes, [note(1)]);
}

fn ask_copy(ticket: TicketId) -> Act {
    Act::AskCopy {
        ticket,
        device: id("kios-1"),
    }
}

#[test]
fn a_lost_slip_is_asked_for_once_until_the_kiosk_has_printed_it() {
    let mut scene = Scene::at_work();
    let ticket = scene.touch("umum");
    assert_eq!(scene.must(clerk("l1"), ask_copy(ticket)).len(), 1);
    assert_eq!(scene.must(greeter(), ask_copy(ticket)).len(), 0);
    assert_eq!(scene.day().copies, [(ticket, id("kios-1"))]);
    let printed = Act::ReportSlip {
        ticket,
        kind: SlipKind::Copy,
        state: SlipState::Confirmed,
    };
    scene.must(kiosk("kios-2"), printed.clone());
    assert_eq!(scene.day().copies.len(), 1, "another kiosk's copy");
    scene.must(kiosk("kios-1"), printed);
    assert_eq!(scene.day().copies, []);
    assert_eq!(scene.must(clerk("l1"), ask_copy(ticket)).len(), 1);
}

#[test]
fn a_copy_is_of_somebody_who_is_here_and_asked_for_by_staff() {
    let mut scene = Scene::at_work();
    let ticket = scene.touch("umum");
    assert_eq!(
        scene.refused(kiosk("kios-1"), ask_copy(ticket)),
        Rejection::Forbidden
    );
    scene.must(supervisor(), Act::Cancel(ticket));
    let (state, verb) = (StateName::Cancelled, Verb::Copy);
    assert_eq!(
        scene.refused(supervisor(), ask_copy(ticket)),
        Rejection::WrongState { state, verb }
    );
    let nobody = TicketId::from_bits(7);
    assert_eq!(
        scene.refused(supervisor(), ask_copy(nobody)),
        Rejection::UnknownTicket(nobody)
    );
}

#[test]
fn copies_that_nobody_prints_do_not_pile_up() {
    let mut scene = Scene::at_work();
    let many: Vec<TicketId> = (0..33).map(|_| scene.touch("umum")).collect();
    for ticket in &many[..COPIES_ASKED_MAX] {
        scene.must(supervisor(), ask_copy(*ticket));
    }
    assert_eq!(
        scene.refused(supervisor(), ask_copy(many[32])),
        Rejection::TooManyCopies(COPIES_ASKED_MAX)
    );
}
