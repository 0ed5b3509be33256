use antre_counter_flow::watch::{Answer, Ask, Intent, Key, Page, READ_GAP, Told, WHY_LINES_MAX};
use antre_protocol::{ReportAnswer, WhyAnswer};

use super::scene::{Hall, at};

fn why(hall: &mut Hall) -> Option<Ask> {
    let mut asks = hall.asks().into_iter();
    asks.find(|ask| matches!(ask.intent, Intent::Why { .. }))
}

fn report(hall: &mut Hall) -> Option<(Ask, String)> {
    hall.asks().into_iter().find_map(|ask| match &ask.intent {
        Intent::Report(date) => {
            let date = date.to_string();
            Some((ask, date))
        }
        _ => None,
    })
}

#[test]
fn why_is_asked_of_any_ticket_of_any_day() {
    let mut hall = Hall::open(Page::Why);
    hall.type_in(" b 0-17");
    assert_eq!(hall.watch.why().number, "B017");
    hall.key(Key::Up);
    hall.key(Key::Left);
    hall.key(Key::Enter);
    let ask = why(&mut hall).unwrap();
    let Intent::Why { number, date } = &ask.intent else {
        panic!("{ask:?}");
    };
    assert_eq!(
        (number.as_str(), date.to_string().as_str()),
        ("B017", "2026-11-21")
    );
    let lines = (0..WHY_LINES_MAX + 9).map(|n| n.to_string()).collect();
    hall.watch
        .handle_answer(ask.id, Answer::Why(WhyAnswer { lines }), hall.now);
    assert_eq!(hall.watch.why().lines.len(), WHY_LINES_MAX);
    assert_eq!(hall.watch.why().about.as_ref().unwrap().0, "B017");
}

#[test]
fn what_is_no_number_is_not_asked_for() {
    let mut hall = Hall::open(Page::Why);
    for typed in ["", "12", "AAAA1"] {
        hall.type_in(typed);
        hall.key(Key::Enter);
        assert_eq!(hall.watch.told(hall.now), Some(Told::NoNumber), "{typed}");
        assert!(why(&mut hall).is_none());
        for _ in typed.chars() {
            hall.key(Key::Erase);
        }
    }
}

#[test]
fn an_unknown_number_is_told_in_the_hubs_words_and_the_old_story_is_gone() {
    let mut hall = Hall::open(Page::Why);
    hall.type_in("A012");
    hall.key(Key::Enter);
    let ask = why(&mut hall).unwrap();
    let lines = vec!["It waited longest.".to_owned()];
    hall.watch
        .handle_answer(ask.id, Answer::Why(WhyAnswer { lines }), hall.now);
    hall.pass(READ_GAP);
    hall.key(Key::Enter);
    let ask = why(&mut hall).unwrap();
    let sentence = "No ticket A012 that day.".to_owned();
    hall.watch
        .handle_answer(ask.id, Answer::Refused(sentence.clone()), hall.now);
    assert_eq!(hall.watch.told(hall.now), Some(Told::Refused(sentence)));
    assert!(hall.watch.why().lines.is_empty() && hall.watch.why().about.is_none());
}

#[test]
fn the_days_report_is_asked_for_with_its_page_and_again_by_a_key() {
    let mut hall = Hall::open(Page::Report);
    let (ask, date) = report(&mut hall).unwrap();
    assert_eq!(date, "2026-11-23");
    assert!(hall.watch.is_counting());
    hall.watch
        .handle_answer(ask.id, Answer::Report(Box::new(figures())), hall.now);
    assert_eq!(hall.watch.report().figures.as_ref().unwrap().served, 37);
    hall.key(Key::Enter);
    assert!(report(&mut hall).is_none(), "no sooner than in two seconds");
    hall.pass(READ_GAP);
    assert!(report(&mut hall).is_some());
}

#[test]
fn no_day_is_asked_for_that_has_not_come() {
    let mut hall = Hall::open(Page::Report);
    hall.key(Key::Right);
    assert_eq!(hall.watch.report().date, None);
    hall.key(Key::Left);
    hall.key(Key::Left);
    hall.key(Key::Right);
    assert_eq!(hall.watch.report().date.unwrap().to_string(), "2026-11-22");
    hall.key(Key::Right);
    assert_eq!(hall.watch.report().date, None, "today, which goes on");
}

#[test]
fn figures_of_another_day_are_not_shown_as_this_ones() {
    let mut hall = Hall::open(Page::Report);
    let (ask, _) = report(&mut hall).unwrap();
    hall.key(Key::Left);
    hall.watch
        .handle_answer(ask.id, Answer::Report(Box::new(figures())), hall.now);
    assert!(hall.watch.report().figures.is_none());
    hall.pass(READ_GAP);
    assert_eq!(report(&mut hall).unwrap().1, "2026-11-22");
}

#[test]
fn a_day_without_figures_is_told_as_such() {
    let mut hall = Hall::open(Page::Report);
    let (ask, _) = report(&mut hall).unwrap();
    let sentence = "No such day.".to_owned();
    hall.watch
        .handle_answer(ask.id, Answer::Refused(sentence.clone()), hall.now);
    assert_eq!(hall.watch.told(hall.now), Some(Told::Refused(sentence)));
}

fn figures() -> ReportAnswer {
    ReportAnswer {
        branch: "Puskesmas".to_owned(),
        practice: false,
        date: chrono::NaiveDate::from_ymd_opt(2026, 11, 23).unwrap(),
        is_over: false,
        series: Vec::new(),
        issued: 52,
        carried_in: 0,
        served: 37,
        incomplete: 1,
        left: 0,
        no_show: 4,
        cancelled: 2,
        unserved: 9,
        longest_wait_secs: 2_460,
        copies: 1,
        overrides: 3,
        made_at: at(0),
        last_seq: 411,
        last_hash: "ab".repeat(32),
    }
}
