use antre_counter_flow::stroke::Stroke;
use antre_counter_flow::watch::{Answer, Intent, Item, Key, PAUSE, Page, Told};
use antre_domain::{AnnouncementKind, Text, ZoneId};
use antre_protocol::ANNOUNCEMENT_CHARS_MAX;

use super::scene::Hall;

#[test]
fn a_notice_is_written_narrowed_down_and_told_by_keys_alone() {
    let mut hall = Hall::open(Page::Tell);
    assert!(hall.watch.is_typing());
    for sign in "Loket 4".chars() {
        let stroke = if sign == ' ' {
            Stroke::Space
        } else {
            Stroke::Char(sign)
        };
        hall.strike(stroke);
    }
    hall.strike(Stroke::Char('x'));
    hall.strike(Stroke::Backspace);
    hall.strike(Stroke::Enter);
    assert_eq!(hall.watch.form().at, Item::Zone(0), "the next part");
    hall.strike(Stroke::Down);
    hall.strike(Stroke::Enter);
    hall.strike(Stroke::Down);
    hall.strike(Stroke::Right);
    hall.strike(Stroke::Right);
    assert_eq!(hall.watch.form().minutes, 3);
    while hall.watch.form().at != Item::Spoken {
        hall.strike(Stroke::Down);
    }
    hall.strike(Stroke::Enter);
    hall.strike(Stroke::Down);
    hall.strike(Stroke::Enter);
    let Intent::Announce(request) = hall.act() else {
        panic!("nothing was told");
    };
    assert_eq!(request.kind, AnnouncementKind::Notice);
    assert_eq!(request.text, Some(Text::Same("Loket 4".to_owned())));
    assert_eq!(request.zones, [ZoneId::new("b").unwrap()]);
    assert_eq!((request.for_secs, request.spoken), (Some(3_600), false));
    assert_eq!(hall.watch.form().text, "", "told");
}

#[test]
fn words_that_were_refused_are_kept() {
    let mut hall = Hall::open(Page::Tell);
    hall.type_in("Loket 4");
    hall.key(Key::Item(Item::Send));
    let ask = hall.acts().remove(0);
    hall.watch
        .handle_answer(ask.id, Answer::Unanswered, hall.now);
    assert_eq!(hall.watch.form().text, "Loket 4");
    assert_eq!(hall.watch.told(hall.now), Some(Told::Unanswered));
}

#[test]
fn without_words_nothing_is_told() {
    let mut hall = Hall::open(Page::Tell);
    hall.type_in("   ");
    for item in [Item::Send, Item::Alarm(3)] {
        hall.key(Key::Item(item));
        hall.pass(PAUSE);
        hall.key(Key::Item(item));
        assert!(hall.acts().is_empty(), "{item:?}");
        assert_eq!(hall.watch.told(hall.now), Some(Told::WordsNeeded));
        assert_eq!(hall.watch.form().at, Item::Text, "where they are written");
    }
    hall.key(Key::Item(Item::Alarm(0)));
    hall.pass(PAUSE);
    hall.key(Key::Item(Item::Alarm(0)));
    assert_eq!(hall.acts().len(), 1, "leaving the building needs none");
}

#[test]
fn a_text_is_one_line_and_no_longer_than_the_hub_takes_it() {
    let mut hall = Hall::open(Page::Tell);
    hall.key(Key::Type("a\nb\u{7}c".to_owned()));
    assert_eq!(hall.watch.form().text, "abc");
    hall.key(Key::Type("é".repeat(100_000)));
    assert_eq!(
        hall.watch.form().text.chars().count(),
        ANNOUNCEMENT_CHARS_MAX
    );
}

#[test]
fn a_zone_that_the_branch_no_longer_has_is_not_told() {
    let mut hall = Hall::open(Page::Tell);
    hall.type_in("x");
    hall.key(Key::Item(Item::Zone(0)));
    hall.key(Key::Item(Item::Zone(1)));
    hall.view.desk.zones.remove(0);
    hall.see();
    hall.key(Key::Item(Item::Send));
    let Intent::Announce(request) = hall.act() else {
        panic!("nothing was told");
    };
    assert_eq!(request.zones, [ZoneId::new("b").unwrap()]);
}

#[test]
fn a_part_that_is_not_there_does_nothing() {
    let mut hall = Hall::open(Page::Tell);
    for item in [
        Item::Zone(9),
        Item::Minutes(9),
        Item::End(0),
        Item::Alarm(9),
        Item::Hold(9),
        Item::Resume,
    ] {
        hall.key(Key::Item(item));
        assert_eq!(hall.watch.form().at, Item::Text, "{item:?}");
    }
    hall.key(Key::Page(Page::Hall));
    hall.key(Key::Item(Item::Alarm(0)));
    assert_eq!(
        hall.watch.told(hall.now),
        None,
        "of a page that is not open"
    );
}
