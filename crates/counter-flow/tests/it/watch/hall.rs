use antre_counter_flow::stroke::Stroke;
use antre_counter_flow::watch::{
    Answer, Choice, Giving, Intent, Key, List, Page, Side, Subject, Summary,
};
use antre_domain::ProfileId;

use super::scene::{Hall, at, counter_id, service_id};

#[test]
fn the_hall_says_who_waits_what_is_late_and_how_long_a_counter_has_been_so() {
    let mut hall = Hall::open(Page::Hall);
    hall.late(1, 2_400);
    hall.view.services[2].paused = true;
    hall.see();
    let (services, _) = hall.watch.services(hall.now);
    assert_eq!(
        (
            services[1].longest_secs,
            services[1].late,
            services[1].unseen
        ),
        (Some(2_400), true, true)
    );
    assert_eq!((services[0].longest_secs, services[0].late), (None, false));
    assert_eq!(services[2].giving, Giving::Paused);
    let (counters, _) = hall.watch.counters(hall.now);
    assert_eq!(counters[2].for_secs, Some(600), "resting since then");
    let whole = Summary {
        waiting: 3,
        late: 1,
        open: 3,
        counters: 4,
    };
    assert_eq!(hall.watch.summary(hall.now), whole);
}

#[test]
fn a_class_past_its_own_target_is_late_before_the_oldest_of_all_is() {
    let mut hall = Hall::new();
    hall.late(0, 700);
    hall.view.services[0].late_from = Some(at(-100));
    hall.see();
    assert!(hall.watch.services(hall.now).0[0].late);
}

#[test]
fn keys_alone_pause_a_service_and_let_it_go_on() {
    let mut hall = Hall::new();
    assert!(hall.strike(Stroke::F(1)));
    hall.strike(Stroke::Down);
    hall.strike(Stroke::Enter);
    hall.strike(Stroke::Char('2'));
    assert_eq!(hall.act(), Intent::Pause(service_id("gigi")));
    assert!(hall.watch.drawer().is_none(), "done");
    hall.view.services[1].paused = true;
    hall.see();
    hall.strike(Stroke::Enter);
    hall.strike(Stroke::Down);
    hall.strike(Stroke::Enter);
    assert_eq!(hall.act(), Intent::Unpause(service_id("gigi")));
}

#[test]
fn a_counter_gets_another_profile() {
    let mut hall = Hall::open(Page::Hall);
    hall.key(Key::Tab);
    assert_eq!(hall.watch.side(), Side::Counters);
    hall.key(Key::Enter);
    hall.key(Key::Digit(1));
    assert_eq!(hall.watch.drawer().unwrap().list(), List::Profiles);
    let few = ProfileId::new("few").unwrap();
    assert_eq!(
        hall.watch.choices(),
        [Choice::Profile(few.clone())],
        "not the one it has"
    );
    hall.key(Key::Digit(1));
    let counter = counter_id("1");
    assert_eq!(
        hall.act(),
        Intent::Profile {
            counter,
            profile: few
        }
    );
}

#[test]
fn only_what_can_be_done_with_a_counter_is_offered() {
    let mut hall = Hall::open(Page::Hall);
    let profiles = Choice::Open(List::Profiles);
    let offered = |hall: &mut Hall, index| {
        hall.key(Key::Counter(index));
        hall.watch.choices()
    };
    let free = [profiles.clone(), Choice::Close, Choice::Release];
    assert_eq!(offered(&mut hall, 0), free);
    let only = std::slice::from_ref(&profiles);
    assert_eq!(offered(&mut hall, 3), only, "closed, and nobody there");
    hall.view.counters[3].clerk = hall.view.counters[1].clerk.clone();
    hall.see();
    assert_eq!(
        offered(&mut hall, 3),
        [profiles, Choice::Release],
        "whose clerk still sits there"
    );
}

#[test]
fn nothing_of_the_clerks_happens_under_the_open_view() {
    let mut hall = Hall::open(Page::Hall);
    for stroke in [
        Stroke::Char('+'),
        Stroke::Char('-'),
        Stroke::F(9),
        Stroke::Char('a'),
        Stroke::Space,
    ] {
        assert!(hall.strike(stroke), "{stroke:?}");
    }
    assert!(hall.acts().is_empty());
    hall.strike(Stroke::Escape);
    assert!(!hall.watch.is_open());
    assert!(!hall.strike(Stroke::Char('+')), "closed: it is the clerk's");
    assert!(!hall.strike(Stroke::F(2)));
    assert!(hall.strike(Stroke::F(12)) && hall.watch.is_open());
}

#[test]
fn a_row_that_is_touched_opens_what_can_be_done_with_it() {
    let mut hall = Hall::open(Page::Hall);
    hall.key(Key::Service(2));
    assert_eq!(
        hall.watch.drawer().unwrap().subject(),
        &Subject::Service(service_id("lab"))
    );
    hall.key(Key::Back);
    assert!(hall.watch.drawer().is_none() && hall.watch.is_open());
    hall.key(Key::Service(99));
    assert_eq!(
        hall.watch.drawer().unwrap().subject(),
        &Subject::Service(service_id("lab")),
        "the last"
    );
}

#[test]
fn a_branch_without_anything_has_nothing_to_choose_from() {
    let mut hall = Hall::open(Page::Hall);
    hall.view.services.clear();
    hall.view.counters.clear();
    hall.see();
    for key in [
        Key::Enter,
        Key::Down,
        Key::Tab,
        Key::Enter,
        Key::PageDown,
        Key::Digit(1),
        Key::Counter(0),
    ] {
        hall.key(key);
    }
    assert!(hall.watch.drawer().is_none());
    assert!(hall.acts().is_empty());
}

#[test]
fn what_was_refused_is_told_and_nothing_else_is_lost() {
    let mut hall = Hall::open(Page::Hall);
    hall.key(Key::Service(0));
    hall.key(Key::Digit(2));
    let ask = hall.acts().remove(0);
    hall.key(Key::Digit(2));
    assert!(hall.acts().is_empty(), "one act at a time");
    let sentence = "Layanan ini sudah dijeda.".to_owned();
    hall.watch
        .handle_answer(ask.id, Answer::Refused(sentence.clone()), hall.now);
    assert_eq!(
        hall.watch.told(hall.now),
        Some(antre_counter_flow::watch::Told::Refused(sentence))
    );
    assert!(
        hall.watch.drawer().is_some(),
        "something else can be chosen"
    );
}
