//! With a keyboard or a keypad.

use std::time::Duration;

use antre_ui_kit::accessible::{Part, Turn};
use antre_ui_kit::guide::{Cue, Guide, Key, Tone, VOLUME, VOLUME_LEAST, VOLUME_MOST};

use super::{English, Listener, hall, key, presses, scene};

#[test]
fn while_it_is_off_no_key_but_the_start_key_means_anything() {
    let mut listener = Listener::off();
    for key in [Key::Next, Key::Press, Key::Curtain, Key::Louder, Key::Other] {
        listener.strike(key);
    }
    listener.see(hall());
    assert_eq!(listener.taken(), []);
    listener.strike(Key::Start);
    assert!(listener.taken().contains(&Cue::On(true)));
}

#[test]
fn it_greets_says_the_page_and_then_where_one_is() {
    let mut listener = Listener::off();
    listener.strike(Key::Start);
    assert!(
        listener.heard().is_empty(),
        "it has not seen the screen yet"
    );
    listener.see(hall());
    assert_eq!(
        listener.heard(),
        ["Guide with keys. This is hall. Bread, button. 1 of 3."]
    );
}

#[test]
fn one_moves_in_reading_order_and_round_the_end() {
    let mut listener = Listener::before(hall());
    for key in [
        Key::Next,
        Key::Next,
        Key::Next,
        Key::Previous,
        Key::First,
        Key::Last,
    ] {
        listener.strike(key);
    }
    assert_eq!(
        listener.heard(),
        [
            "Milk, button. 2 of 3.",
            "Eggs, button. 3 of 3.",
            "Bread, button. 1 of 3.",
            "Eggs, button. 3 of 3.",
            "Bread, button. 1 of 3.",
            "Eggs, button. 3 of 3.",
        ]
    );
}

#[test]
fn state_and_reason_are_said_with_the_name() {
    let on = Part {
        checked: Some(true),
        ..key("Large", 0)
    };
    let shut = Part {
        enabled: false,
        description: "Opens at 08.30".into(),
        ..key("Bread?", 1)
    };
    let mut listener = Listener::before(scene("hall", vec![on, shut]));
    listener.strike(Key::First);
    listener.strike(Key::Next);
    assert_eq!(
        listener.heard(),
        [
            "Large, button, on. 1 of 2.",
            "Bread? button, not available. Opens at 8 30. 2 of 2.",
        ]
    );
    listener.strike(Key::Press);
    let cues = listener.taken();
    assert!(presses(&cues).is_empty());
    assert!(cues.contains(&Cue::Tone(Tone::Refused)));
}

#[test]
fn a_page_begins_at_its_leading_key() {
    let leads = Part {
        leads: true,
        ..key("Take a number", 2)
    };
    let listener = Listener::before(scene("bread", vec![key("More", 0), key("Less", 1), leads]));
    assert_eq!(listener.guide.focus(), Some(2));
}

#[test]
fn a_press_is_one_press_however_the_finger_trembles_or_is_stuck() {
    let mut listener = Listener::before(hall());
    listener.strike(Key::Press);
    for _ in 0..50 {
        // As a keyboard repeats a key that is held down.
        listener.now += Duration::from_millis(33);
        let cues = listener
            .guide
            .handle_key(Key::Press, &English, listener.now);
        listener.cues.extend(cues);
    }
    assert_eq!(presses(&listener.taken()), [0]);
    listener.strike(Key::Press);
    assert_eq!(
        presses(&listener.taken()),
        [0],
        "a second later it is meant"
    );
}

#[test]
fn every_key_interrupts() {
    let mut listener = Listener::before(hall());
    listener.strike(Key::Other);
    assert_eq!(listener.taken(), [Cue::Hush, Cue::Stay]);
    listener.strike(Key::Press);
    assert_eq!(listener.taken()[0], Cue::Hush);
    for key in [
        Key::Next,
        Key::Help,
        Key::Repeat,
        Key::Louder,
        Key::Curtain,
        Key::Back,
    ] {
        listener.strike(key);
        assert_eq!(listener.heard().len(), 1, "{key:?} speaks instead");
    }
}

#[test]
fn loudness_goes_in_steps_that_are_said_and_never_to_silence() {
    let mut listener = Listener::before(hall());
    listener.strike(Key::Louder);
    assert_eq!(
        listener.taken()[0],
        Cue::Volume(VOLUME + 10),
        "and it is said at the new loudness"
    );
    for _ in 0..20 {
        listener.strike(Key::Softer);
    }
    assert_eq!(
        listener.heard().last().unwrap(),
        &format!("Volume {VOLUME_LEAST}.")
    );
    for _ in 0..20 {
        listener.strike(Key::Louder);
    }
    assert_eq!(
        listener.heard().last().unwrap(),
        &format!("Volume {VOLUME_MOST}.")
    );
}

#[test]
fn repeat_says_it_again_and_repeated_says_the_page_again() {
    let mut listener = Listener::before(hall());
    listener.strike(Key::Next);
    listener.strike(Key::Louder);
    listener.heard();
    for _ in 0..2 {
        listener.strike(Key::Repeat);
    }
    assert_eq!(
        listener.heard(),
        [
            "Milk, button. 2 of 3.",
            "This is hall. Milk, button. 2 of 3."
        ]
    );
}

#[test]
fn back_is_the_pages_own_way_back_wherever_one_is() {
    let back = Part {
        turn: Turn::Back,
        ..key("Back", 3)
    };
    let mut listener = Listener::before(scene("bread", vec![key("Take", 0), back]));
    listener.strike(Key::Back);
    assert_eq!(presses(&listener.taken()), [1]);
    let mut listener = Listener::before(hall());
    listener.strike(Key::Back);
    assert_eq!(listener.heard(), ["No way back."]);
}

#[test]
fn the_curtain_is_said_and_goes_with_the_customer() {
    let mut listener = Listener::before(hall());
    listener.strike(Key::Curtain);
    assert!(listener.cues.contains(&Cue::Curtain(true)));
    listener.strike(Key::Curtain);
    assert!(listener.cues.contains(&Cue::Curtain(false)));
    assert_eq!(listener.heard(), ["Screen dark.", "Screen on."]);
    listener.strike(Key::Curtain);
    listener.strike(Key::Louder);
    listener.taken();
    let cues = listener.guide.handle_visit_over(&English, listener.now);
    for cue in [
        Cue::On(false),
        Cue::Curtain(false),
        Cue::Ring(None),
        Cue::Volume(VOLUME),
    ] {
        assert!(cues.contains(&cue), "{cue:?} is not among {cues:?}");
    }
    assert!(!listener.guide.is_on());
}

#[test]
fn headphones_begin_and_end_it_and_a_second_report_changes_nothing() {
    let mut guide = Guide::new(100);
    let now = Duration::from_secs(1);
    assert!(guide.handle_jack(false, &English, now).is_empty());
    assert!(
        guide
            .handle_jack(true, &English, now)
            .contains(&Cue::On(true))
    );
    assert!(guide.handle_jack(true, &English, now).is_empty());
    assert!(
        guide
            .handle_jack(false, &English, now)
            .contains(&Cue::On(false))
    );
}

#[test]
fn the_start_key_ends_it_too() {
    let mut listener = Listener::before(hall());
    listener.strike(Key::Start);
    assert!(listener.cues.contains(&Cue::On(false)));
    assert_eq!(listener.heard(), ["Guide off."]);
}

#[test]
fn a_page_without_anything_to_press_says_so_and_survives_every_key() {
    let mut listener = Listener::off();
    listener.strike(Key::Start);
    listener.see(scene("void", Vec::new()));
    assert_eq!(
        listener.heard(),
        ["Guide with keys. This is void. Nothing here."]
    );
    for key in [
        Key::Next,
        Key::Previous,
        Key::First,
        Key::Last,
        Key::Press,
        Key::Repeat,
        Key::Back,
        Key::Help,
    ] {
        listener.strike(key);
    }
    assert!(presses(&listener.taken()).is_empty());
}

#[test]
fn a_storm_of_keys_leaves_it_on_a_part_that_is_there() {
    let all = [
        Key::Next,
        Key::Previous,
        Key::First,
        Key::Last,
        Key::Press,
        Key::Louder,
        Key::Softer,
        Key::Repeat,
        Key::Help,
        Key::Curtain,
        Key::Back,
        Key::Other,
    ];
    let mut listener = Listener::before(hall());
    // Any sequence will do, as long as it is always the same.
    let mut state: u32 = 7;
    for round in 0..5_000_u64 {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let key = all[(state >> 16) as usize % all.len()];
        let now = listener.now + Duration::from_millis(round * 7);
        for cue in listener.guide.handle_key(key, &English, now) {
            if let Cue::Press(at) = cue {
                assert!(at < 3);
            }
        }
        if round % 97 == 0 {
            let parts = (0..(state >> 20) as u16 % 4).map(|place| super::key("Any", place));
            listener
                .guide
                .see(scene("hall", parts.collect()), &English, now);
        }
        if let Some(due) = listener.guide.next_deadline() {
            listener.guide.handle_timeout(&English, due.min(now));
        }
    }
    assert!(listener.guide.is_on());
}
