//! What the waits of many runs come to.

use antre_forecast::ranges::{forecast_in, outlook_in};

use super::small::{A, B, MIN_MS, Steady, hall, layout, waiter};

#[test]
fn each_who_waits_and_a_newcomer_is_told_their_wait() {
    let hall = hall(vec![waiter(0, A, -2), waiter(1, A, -1)]);
    let forecast = forecast_in(&layout(), &hall, 5, |_| Steady::default());
    let p50 =
        |spread: &Option<antre_forecast::spread::Spread>| spread.map(|spread| spread.p50_secs);
    let tickets: Vec<_> = forecast.tickets.iter().map(p50).collect();
    assert_eq!(tickets, [Some(2.0), Some(302.0)]);
    assert_eq!(p50(&forecast.newcomers[usize::from(A.0)]), Some(602.0));
    // Two were called before, three calls bring 602 seconds.
    let pace_secs = forecast.pace_secs[usize::from(A.0)];
    assert!((pace_secs - 602.0 / 3.0).abs() < 1e-9, "{pace_secs}");
}

#[test]
fn a_service_that_nobody_serves_is_told_nothing() {
    let nobody = antre_forecast::layout::Queue(6);
    let mut hall = hall(vec![waiter(0, nobody, -2)]);
    let forecast = forecast_in(&layout(), &hall, 50, |_| Steady::default());
    assert_eq!(forecast.tickets, [None]);
    assert_eq!(forecast.newcomers[6], None);
    assert!(forecast.newcomers[usize::from(B.0)].is_some());
    // And nothing at all without a counter.
    hall.desks[0].shifts.clear();
    let forecast = forecast_in(&layout(), &hall, 50, |_| Steady::default());
    assert!(forecast.newcomers.iter().all(Option::is_none));
    assert!(forecast.pace_secs.iter().all(|secs| *secs == 0.0));
}

#[test]
fn a_wait_that_closing_time_may_end_has_no_upper_bound() {
    let mut hall = hall(vec![waiter(0, A, -2)]);
    hall.closes_ms = Some(4 * MIN_MS);
    // In three of ten runs the first is done before.
    let late = |run: u32| Steady {
        stuck: run % 10 < 3,
        ..Steady::default()
    };
    hall.desks[0].now = antre_forecast::hall::At::Busy(antre_forecast::hall::Present {
        key: 9,
        queue: A,
        place: antre_forecast::hall::Place::since(-MIN_MS),
        called_ms: -MIN_MS,
        started_ms: None,
    });
    let spread = forecast_in(&layout(), &hall, 100, late).tickets[0].unwrap();
    assert_eq!(spread.p50_secs, 60.0);
    assert!(spread.p80_secs.is_infinite());
    assert!((spread.never - 0.3).abs() < 1e-9);
}

#[test]
fn the_outlook_of_one_queue_is_what_the_whole_forecast_tells() {
    let hall = hall(
        (0..20)
            .map(|key| waiter(key, [A, B][key as usize % 2], -1))
            .collect(),
    );
    let forecast = forecast_in(&layout(), &hall, 10, |_| Steady::default());
    for queue in [A, B] {
        let alone = outlook_in(&layout(), &hall, queue, 10, |_| Steady::default());
        assert_eq!(alone, forecast.newcomers[usize::from(queue.0)]);
    }
}
