use antre_counter_flow::watch::{
    Answer, Figure, Intent, JUDGED_FROM, Key, Page, READ_GAP, Source, Verdict,
};
use antre_domain::ServiceId;
use antre_protocol::{
    CellForecast, ForecastAnswer, ForecastFigures, HourForecast, ServiceForecast, Wait,
};

use super::scene::{Hall, row};

fn figures(count: u32, within: Option<f64>, bias_secs: Option<i32>) -> ForecastFigures {
    ForecastFigures {
        count,
        within,
        covered: within,
        bias_secs,
    }
}

fn answer(all: ForecastFigures) -> ForecastAnswer {
    let service = |id: &str, basis: &str, widened| ServiceForecast {
        service: ServiceId::new(id).unwrap(),
        name: id.to_owned(),
        basis: basis.to_owned(),
        widened,
        figures: figures(900, Some(0.8), Some(0)),
    };
    ForecastAnswer {
        days: 30,
        nominal: 0.8,
        all,
        services: vec![
            service("umum", "run", 1.25),
            service("gigi", "queue_length", 1.0),
            service("lab", "none", 1.0),
        ],
        hours: vec![
            HourForecast {
                hour: 8,
                figures: figures(400, Some(0.8), Some(30)),
            },
            HourForecast {
                hour: 9,
                figures: figures(400, Some(0.6), Some(600)),
            },
        ],
        cells: vec![CellForecast {
            service: ServiceId::new("gigi").unwrap(),
            hour: 9,
            figures: figures(40, Some(0.7), Some(-120)),
        }],
    }
}

/// The page, told this.
fn told(all: ForecastFigures) -> Hall {
    let mut hall = Hall::open(Page::Forecast);
    for ask in hall.asks() {
        let told = match ask.intent {
            Intent::Forecast => Answer::Forecast(Box::new(answer(all))),
            _ => Answer::Unanswered,
        };
        hall.watch.handle_answer(ask.id, told, hall.now);
    }
    hall
}

fn verdict(count: u32, within: Option<f64>) -> Figure {
    told(figures(count, within, Some(0)))
        .watch
        .accuracy()
        .rows()[0]
        .figure
}

#[test]
fn ranges_are_judged_by_people_in_ten_and_never_by_a_handful() {
    assert_eq!(verdict(4_812, Some(0.81)).verdict, Verdict::Right);
    assert_eq!(verdict(4_812, Some(0.7)).verdict, Verdict::TooShort);
    assert_eq!(verdict(4_812, Some(0.95)).verdict, Verdict::TooLong);
    assert_eq!(verdict(0, None).verdict, Verdict::Nobody);
    assert_eq!(verdict(JUDGED_FROM - 1, Some(0.1)).verdict, Verdict::TooFew);
    // Of forty people thirty is chance; of four thousand it is not.
    assert_eq!(verdict(40, Some(0.75)).verdict, Verdict::Right);
    assert_eq!(verdict(4_000, Some(0.7)).verdict, Verdict::TooShort);
}

#[test]
fn none_and_all_are_said_only_of_none_and_all() {
    assert_eq!(verdict(1_000, Some(0.999)).percent, Some(99));
    assert_eq!(verdict(1_000, Some(1.0)).percent, Some(100));
    assert_eq!(verdict(1_000, Some(0.001)).percent, Some(1));
    assert_eq!(verdict(1_000, Some(0.0)).percent, Some(0));
    assert_eq!(verdict(1_000, Some(f64::NAN)).percent, None);
}

#[test]
fn each_service_says_how_right_its_ranges_were_and_by_how_much_they_are_stretched() {
    let mut hall = told(figures(900, Some(0.8), Some(-45)));
    let page = hall.watch.accuracy();
    assert_eq!((page.days(), page.meant_in_ten()), (Some(30), 8));
    let rows = page.rows();
    assert_eq!(rows[0].figure.bias_mins, Some(-1));
    assert_eq!(rows[1].stretched_percent, 25);
    let sources: Vec<_> = rows.iter().filter_map(|row| row.source).collect();
    assert_eq!(sources, [Source::Run, Source::QueueLength, Source::Nothing]);
    assert_eq!(page.hours().len(), 2, "of everybody");
    hall.key(Key::Down);
    assert!(hall.watch.accuracy().hours().is_empty(), "nobody was told");
    hall.key(Key::Judged(2));
    let hours = hall.watch.accuracy().hours();
    assert_eq!((hours.len(), hours[0].0), (1, 9));
    assert_eq!(hours[0].1.bias_mins, Some(-2));
    for _ in 0..9 {
        hall.key(Key::Down);
    }
    assert_eq!(hall.watch.accuracy().at(), 3, "no row after the last");
}

#[test]
fn the_figures_are_asked_for_with_the_page_and_again_by_a_key() {
    let mut hall = told(figures(900, Some(0.8), None));
    let asked = |hall: &mut Hall| {
        let mut asks = hall.asks().into_iter();
        asks.any(|ask| ask.intent == Intent::Forecast)
    };
    assert!(!asked(&mut hall));
    hall.pass(READ_GAP);
    assert!(!asked(&mut hall), "nobody wants them again by themselves");
    hall.key(Key::Enter);
    assert!(hall.watch.is_judging());
    assert!(asked(&mut hall));
}

#[test]
fn a_hub_that_does_not_tell_says_why_and_what_was_known_stays() {
    let mut hall = told(figures(900, Some(0.8), None));
    hall.pass(READ_GAP);
    hall.key(Key::Enter);
    for ask in hall.asks() {
        let refused = Answer::Refused("Later.".to_owned());
        hall.watch.handle_answer(ask.id, refused, hall.now);
    }
    assert_eq!(hall.watch.accuracy().days(), Some(30));
    assert!(hall.watch.told(hall.now).is_some());
}

#[test]
fn a_range_is_told_only_while_it_is_true() {
    let mut hall = Hall::open(Page::Hall);
    let wait = Wait {
        from_secs: 600,
        to_secs: 1_200,
    };
    hall.view.services[0].wait = Some(wait);
    hall.see();
    let mut listed = row("A012", "umum", 60);
    listed.wait = Some(wait);
    let shown = |hall: &Hall| {
        let (services, _) = hall.watch.services(hall.now);
        (services[0].wait, hall.watch.may_take(&listed))
    };
    assert_eq!(shown(&hall), (Some(wait), Some(wait)));
    hall.held(0);
    assert_eq!(shown(&hall), (None, None), "while the branch is held");
    hall.view.branch.held = None;
    hall.see();
    hall.watch.handle_line(false, hall.now);
    assert_eq!(shown(&hall), (None, None), "while the hub is away");
}
