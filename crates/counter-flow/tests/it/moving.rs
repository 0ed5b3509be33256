//! Moving on and setting aside: to a service, a counter, a person, with a note; and leaving the desk.

use antre_counter_flow::menu::{Choice, List};
use antre_counter_flow::panel::{Armed, Concealed, Intent, Key, Notice, Purpose, Settled, Told};
use antre_domain::{BreakReason, CounterId, Directed, ProfileId, ServiceId};

use crate::made::{Desk, clerk, id, person, service_id, ticket};

fn transfer(service: &str, to: Option<Directed>, note: Option<&str>) -> Intent {
    Intent::Transfer {
        ticket: id("A012"),
        service: service_id(service),
        to,
        note: note.map(Concealed::new),
    }
}

fn counter(id: &str) -> CounterId {
    CounterId::new(id).unwrap()
}

#[track_caller]
fn pick(desk: &mut Desk, choice: &Choice) -> Option<Intent> {
    let choices = desk.panel.choices();
    let index = choices.iter().position(|other| other == choice);
    let index = index.unwrap_or_else(|| panic!("{choice:?} is not among {choices:?}"));
    for _ in 0..index / 8 {
        desk.strike(Key::NextPage);
    }
    desk.strike(Key::Digit(u8::try_from(index % 8 + 1).unwrap()))
}

fn types(desk: &mut Desk, text: &str) {
    for letter in text.chars() {
        desk.strike(Key::Letter(letter));
    }
}

#[test]
fn a_transfer_goes_to_a_counter_and_stays_in_its_queue_where_that_takes_it() {
    let mut desk = Desk::serving();
    desk.key("*");
    pick(&mut desk, &Choice::Submenu(List::ToCounter));
    // Not this one, and none that is closed.
    let others = ["1", "2", "5"].map(|id| Choice::Counter(counter(id)));
    assert_eq!(desk.panel.choices(), others);
    let to = Some(Directed::Counter(counter("2")));
    assert_eq!(desk.key("2"), Some(transfer("umum", to, None)));
}

#[test]
fn where_the_other_counter_does_not_take_it_the_service_is_asked_for() {
    let mut desk = Desk::serving();
    desk.view.profiles[1].services = vec![service_id("gigi"), service_id("lab")];
    desk.view.counters[1].profile = ProfileId::new("poli").unwrap();
    desk.hears();
    desk.key("*");
    pick(&mut desk, &Choice::Submenu(List::ToCounter));
    assert_eq!(desk.key("2"), None);
    assert_eq!(desk.face().menu.unwrap().list(), List::ToService);
    let to = Some(Directed::Counter(counter("2")));
    assert_eq!(desk.key("2"), Some(transfer("lab", to, None)));
}

#[test]
fn a_transfer_to_a_person_offers_those_who_are_signed_in_by_name() {
    let mut desk = Desk::serving();
    desk.key("*");
    assert!(
        !desk
            .panel
            .choices()
            .contains(&Choice::Submenu(List::ToPerson))
    );
    desk.key("Esc");
    desk.view.counters[0].clerk = Some(clerk("petugas-1"));
    desk.hears();
    desk.key("*");
    let asked = pick(&mut desk, &Choice::Submenu(List::ToPerson));
    assert_eq!(asked, Some(Intent::People), "for their names");
    desk.settle(Settled::People(vec![person("petugas-1", "Petugas 1")]));
    assert_eq!(desk.panel.people()[0].name, "Petugas 1");
    let to = Some(Directed::Clerk(clerk("petugas-1")));
    assert_eq!(desk.key("1"), Some(transfer("umum", to, None)));
}

#[test]
fn a_note_goes_along_in_the_words_that_were_typed() {
    let mut desk = Desk::serving();
    desk.key("*");
    pick(&mut desk, &Choice::AddNote);
    assert_eq!(desk.face().entry.unwrap().purpose, Purpose::NoteAlong);
    // What are acts at the desk are letters here.
    assert_eq!(desk.keys("K T P Space + 1 - 2 x Backspace Enter"), None);
    assert!(desk.face().note && desk.face().menu.is_some());
    assert_eq!(
        desk.key("1"),
        Some(transfer("gigi", None, Some("KTP +1-2")))
    );
}

#[test]
fn a_parked_one_takes_a_note_along_too() {
    let mut desk = Desk::serving();
    desk.key("/");
    pick(&mut desk, &Choice::AddNote);
    types(&mut desk, "fotokopi");
    desk.key("Enter");
    let park = Intent::Park {
        ticket: id("A012"),
        return_secs: Some(600),
        note: Some(Concealed::new("fotokopi")),
    };
    assert_eq!(desk.key("1"), Some(park));
}

#[test]
fn a_note_is_kept_with_the_present_ticket_and_said_to_be() {
    let mut desk = Desk::serving();
    desk.key("F5");
    types(&mut desk, "  ");
    assert_eq!(desk.key("Enter"), None, "no words, no note");
    desk.key("F5");
    types(&mut desk, "bawa map");
    let note = Intent::Note {
        ticket: id("A012"),
        text: Concealed::new("bawa map"),
    };
    assert_eq!(desk.key("Enter"), Some(note));
    desk.settle(Settled::Done);
    assert_eq!(desk.face().notice, Some(Notice::Done(Told::Note)));
}

#[test]
fn a_note_has_an_end() {
    let mut desk = Desk::serving();
    desk.key("F5");
    types(&mut desk, &"a".repeat(100_000));
    let entry = desk.face().entry.unwrap();
    assert_eq!(entry.text.chars().count(), entry.chars_max);
}

#[test]
fn a_note_for_one_is_not_written_on_another() {
    let mut desk = Desk::serving();
    desk.key("F5");
    types(&mut desk, "bawa map");
    desk.sees("serving", Some(ticket("A013", 0, "umum", "serving")));
    assert!(desk.face().entry.is_none());
    desk.key("*");
    pick(&mut desk, &Choice::AddNote);
    types(&mut desk, "x");
    desk.key("Enter");
    desk.sees("called", Some(ticket("A014", 0, "umum", "called")));
    desk.key("*");
    assert!(!desk.face().note);
}

#[test]
fn a_break_has_a_reason_and_its_key_ends_it() {
    let mut desk = Desk::new("idle", None);
    assert_eq!(
        desk.keys("F9 1"),
        Some(Intent::Break {
            reason: Some(BreakReason::Meal)
        })
    );
    let mut resting = Desk::new("break", None);
    assert!(matches!(resting.key("F9"), Some(Intent::Open { .. })));
}

#[test]
fn to_leave_people_whom_nobody_else_takes_takes_two_strokes() {
    let mut desk = Desk::new("idle", None);
    // Everybody else takes clinics only.
    for (index, card) in desk.view.counters.iter_mut().enumerate() {
        if index != 2 {
            card.profile = ProfileId::new("poli").unwrap();
        }
    }
    desk.hears();
    assert_eq!(desk.strike(Key::Close), None);
    let services: Vec<ServiceId> = ["kia", "farmasi", "lab"].map(service_id).to_vec();
    let left = Armed::Close {
        services,
        waiting: 17,
    };
    assert_eq!(desk.face().notice, Some(Notice::Armed(left)));
    assert_eq!(desk.strike(Key::Close), Some(Intent::Close));

    let mut shared = Desk::new("idle", None);
    assert_eq!(
        shared.strike(Key::Close),
        Some(Intent::Close),
        "others take all of them"
    );
}

#[test]
fn a_closed_counter_takes_nobody() {
    let mut desk = Desk::new("idle", None);
    for card in &mut desk.view.counters {
        card.state = "closed".to_owned();
    }
    desk.sees("idle", None);
    assert_eq!(desk.strike(Key::Close), None);
}

#[test]
fn a_list_can_be_walked_by_two_keys() {
    let mut desk = Desk::serving().with_keymap("keypad");
    desk.sees("serving", Some(ticket("A012", 0, "umum", "serving")));
    desk.key("F16");
    let choices = desk.panel.choices();
    // On six keys, to move somebody on stands in the list.
    let at = choices
        .iter()
        .position(|choice| *choice == Choice::Do(Key::Transfer));
    assert_eq!(desk.key("F13"), None, "no line is under the cursor");
    for _ in 0..=at.unwrap() {
        desk.key("F17");
    }
    desk.pass(antre_counter_flow::panel::ENTER_RESTS);
    assert_eq!(desk.key("F13"), None);
    assert_eq!(desk.face().menu.unwrap().list(), List::Transfer);
    desk.key("F17");
    desk.pass(antre_counter_flow::panel::ENTER_RESTS);
    assert_eq!(desk.key("F13"), Some(transfer("gigi", None, None)));
}
