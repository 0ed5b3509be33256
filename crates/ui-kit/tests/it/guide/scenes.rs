//! What changes on the screen.

use antre_ui_kit::accessible::{Live, Part};
use antre_ui_kit::guide::{Cue, Key, Scene, Tone};

use super::{Listener, hall, key, presses, scene, text};

#[test]
fn a_new_page_is_spoken_and_the_old_one_is_not_heard_to_its_end() {
    let mut listener = Listener::before(hall());
    listener.see(scene("bread", vec![key("Take", 0)]));
    assert_eq!(listener.heard(), ["This is bread. Take, button. 1 of 1."]);
}

#[test]
fn a_screen_that_says_the_same_is_not_spoken_again() {
    let mut listener = Listener::before(hall());
    listener.see(hall());
    assert_eq!(listener.taken(), []);
}

#[test]
fn a_switch_tells_what_it_is_now() {
    let large = |on| {
        let part = Part {
            checked: Some(on),
            ..key("Large", 0)
        };
        scene("hall", vec![part])
    };
    let mut listener = Listener::before(large(false));
    listener.see(large(true));
    listener.see(large(false));
    assert_eq!(
        listener.heard(),
        ["Large, button, on. 1 of 1.", "Large, button, off. 1 of 1."]
    );
}

#[test]
fn a_key_that_waits_for_an_answer_is_the_same_key() {
    let mut listener = Listener::before(hall());
    let busy = Part {
        enabled: false,
        ..key("One moment", 0)
    };
    listener.see(scene("hall", vec![busy.clone(), key("Milk", 1)]));
    assert_eq!(listener.heard(), ["One moment."]);
    // Another key was pressed, and both wait.
    let mut listener = Listener::before(hall());
    listener.strike(Key::Next);
    listener.heard();
    let locked = Part {
        enabled: false,
        ..key("Milk", 1)
    };
    listener.see(scene("hall", vec![busy, locked]));
    assert_eq!(listener.heard(), ["One moment."]);
}

#[test]
fn a_part_that_vanishes_under_the_focus_leaves_one_at_the_beginning_and_says_so() {
    let mut listener = Listener::before(hall());
    listener.strike(Key::Last);
    listener.heard();
    listener.see(scene("hall", vec![key("Bread", 0), key("Milk", 1)]));
    assert_eq!(listener.heard(), ["Bread, button. 1 of 2."]);
    listener.see(scene("hall", Vec::new()));
    listener.strike(Key::Press);
    assert!(presses(&listener.taken()).is_empty());
}

#[test]
fn the_focus_stays_with_its_part_when_others_come_before_it() {
    let mut listener = Listener::before(hall());
    let mut more = hall();
    more.parts.insert(0, key("Water", 9));
    listener.see(more);
    assert!(listener.heard().is_empty());
    listener.strike(Key::Press);
    assert_eq!(presses(&listener.taken()), [1]);
}

#[test]
fn a_polite_change_waits_until_the_page_has_been_read_and_the_focus_stays() {
    let with = |words: &str| {
        let parts = vec![key("Done", 0), text(words, 1, Live::Polite)];
        scene("number", parts)
    };
    let mut listener = Listener::off();
    listener.strike(Key::Start);
    listener.see(with("Printing"));
    assert_eq!(
        listener.heard(),
        ["Guide with keys. This is number. Printing. Done, button. 1 of 1."]
    );
    listener.see(with("Take your slip"));
    assert!(listener.heard().is_empty(), "the number is being said");
    listener.pass_ms(20_000);
    assert_eq!(listener.heard(), ["Take your slip."]);
    listener.strike(Key::Repeat);
    assert_eq!(
        listener.heard(),
        ["This is number. Take your slip. Done, button. 1 of 1."],
        "the number can still be repeated, as things stand now"
    );
}

#[test]
fn an_urgent_change_is_said_at_once() {
    let mut listener = Listener::before(hall());
    let mut alarm = hall();
    alarm
        .parts
        .push(text("Leave the building", 5, Live::Assertive));
    listener.see(alarm);
    assert_eq!(listener.heard(), ["Leave the building."]);
}

#[test]
fn changes_that_nobody_hears_do_not_pile_up() {
    let mut listener = Listener::before(hall());
    for step in 0..50 {
        let mut news = hall();
        news.parts
            .push(text(&format!("News {step}"), 5, Live::Polite));
        listener.see(news);
    }
    listener.pass_ms(60_000);
    assert_eq!(
        listener.heard(),
        ["News 46.", "News 47.", "News 48.", "News 49."]
    );
}

#[test]
fn a_page_that_will_go_is_announced_by_tone_and_voice_and_one_key_keeps_it() {
    let mut listener = Listener::before(hall());
    let leaving = Scene {
        leaving: true,
        ..hall()
    };
    listener.see(leaving.clone());
    assert_eq!(listener.taken()[0], Cue::Tone(Tone::Warning));
    listener.see(leaving);
    assert_eq!(listener.taken(), [], "once");
    // Even the key that would press: who has not heard the question must not press something.
    listener.strike(Key::Press);
    let cues = listener.taken();
    assert!(
        cues.contains(&Cue::Stay) && presses(&cues).is_empty(),
        "{cues:?}"
    );
    listener.strike(Key::Press);
    assert_eq!(presses(&listener.taken()), [0]);
}

#[test]
fn two_parts_of_one_name_are_told_apart_by_where_they_lie() {
    let twins = || scene("hall", vec![key("Same", 0), key("Same", 1)]);
    let mut listener = Listener::before(twins());
    listener.strike(Key::Next);
    listener.see(twins());
    listener.strike(Key::Press);
    assert_eq!(presses(&listener.taken()), [1]);
}

#[test]
fn a_detail_that_changes_by_itself_interrupts_nobody_and_is_heard_anew() {
    let told = |detail: &str| {
        let bread = Part {
            description: detail.into(),
            ..key("Bread", 0)
        };
        scene("hall", vec![bread, key("Eggs", 1)])
    };
    let mut listener = Listener::before(told("7 waiting"));
    listener.strike(Key::First);
    listener.heard();
    listener.see(told("8 waiting"));
    assert!(listener.heard().is_empty());
    listener.strike(Key::Repeat);
    assert!(listener.heard()[0].contains("8 waiting"));
}

#[test]
fn a_notice_over_the_page_is_told_and_is_no_place_to_go_to() {
    let notice = Part {
        live: Live::Assertive,
        description: "They come to you".into(),
        ..key("Staff have been told", 0)
    };
    let mut told = hall();
    told.parts.push(notice);
    let mut listener = Listener::before(hall());
    listener.see(told.clone());
    assert_eq!(
        listener.heard(),
        ["Staff have been told. They come to you."]
    );
    listener.strike(Key::Last);
    assert_eq!(listener.heard(), ["Eggs, button. 3 of 3."]);
    let mut listener = Listener::before(scene("other", Vec::new()));
    listener.see(told);
    assert!(listener.heard()[0].contains("Staff have been told"));
}
