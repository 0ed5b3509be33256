//! What a wait is told from where the rule is not run forward.

use antre_forecast::estimator::{estimate, last_called, queue_length};
use antre_forecast::hall::Desk;
use antre_forecast::learn::Learnt;
use antre_forecast::spread::Basis;

use crate::halls::{Counter, HOUR_MS, MINUTE_MS, bank, busy, day, empty_hall, free, queue, waiter};
use antre_forecast::layout::Seat;

#[test]
fn the_queue_length_gives_the_reference_quantiles() {
    // Times m/s of the reference: mean service and counters that make it one minute.
    for (ahead, p10, p50, p80, p90) in [
        (0, "0.105", "0.693", "1.609", "2.303"),
        (4, "2.433", "4.671", "6.721", "7.994"),
        (9, "6.221", "9.669", "12.519", "14.206"),
    ] {
        let spread = queue_length(ahead, 180.0, 3).unwrap();
        let reads = |secs: f64| format!("{:.3}", secs / 60.0);
        assert_eq!(reads(spread.p10_secs), p10);
        assert_eq!(reads(spread.p50_secs), p50);
        assert_eq!(reads(spread.p80_secs), p80);
        assert_eq!(reads(spread.p90_secs), p90);
        assert!((spread.mean_secs - f64::from(ahead + 1) * 60.0).abs() < 1e-9);
    }
}

#[test]
fn no_counter_no_mean_and_no_wait_are_told_as_nothing() {
    assert_eq!(queue_length(3, 300.0, 0), None);
    for bad in [f64::NAN, 0.0, -1.0, f64::INFINITY] {
        assert_eq!(queue_length(3, bad, 2), None);
    }
    for bad in [f64::NAN, -1.0, f64::INFINITY] {
        assert_eq!(last_called(bad), None);
    }
}

#[test]
fn the_ladder_goes_down_as_less_is_known() {
    let layout = bank();
    let setor = queue(&layout, "setor", "umum");
    let kredit = queue(&layout, "kredit", "umum");
    let takes = |queue| {
        let rule = layout
            .rules
            .iter()
            .position(|rule| rule.takes.iter().any(|(taken, _)| *taken == queue));
        u16::try_from(rule.unwrap()).unwrap()
    };
    let now_ms = 9 * HOUR_MS;
    let mut hall = empty_hall(&layout, now_ms);
    let counter = Counter {
        seat: Seat(0),
        clerk: None,
        queue: setor,
    };
    let nothing = Learnt::from(&layout, &[], day(22));
    let one = Learnt::from(&layout, &counter.day(day(1), &[5 * MINUTE_MS]), day(22));

    // Nobody serves it.
    assert_eq!(estimate(&layout, &hall, &one, setor), None);

    hall.desks[0] = busy(takes(setor), setor, now_ms - MINUTE_MS);
    hall.waiting.push(waiter(0, setor, now_ms - MINUTE_MS));
    // Of nothing nothing is told.
    assert_eq!(estimate(&layout, &hall, &nothing, setor), None);
    // One ahead, five minutes each, one counter.
    let (spread, basis) = estimate(&layout, &hall, &one, setor).unwrap();
    assert_eq!((basis, spread.mean_secs), (Basis::QueueLength, 600.0));
    // Only a call has been seen.
    let mut open = counter.day(day(22), &[5 * MINUTE_MS])[0];
    open.ended_ms = None;
    open.end = antre_forecast::learn::End::Open;
    let mut called = nothing.clone();
    called.take(open);
    let (spread, basis) = estimate(&layout, &hall, &called, setor).unwrap();
    assert_eq!((basis, spread.mean_secs), (Basis::LastCalled, 600.0));
    // A shift that is over is no counter.
    let over = Desk {
        shifts: Vec::new(),
        ..hall.desks[0].clone()
    };
    hall.desks[0] = over;
    assert_eq!(estimate(&layout, &hall, &one, setor), None);
    // A free counter, nobody ahead.
    hall.desks[3] = free(takes(kredit));
    let (spread, _) = estimate(&layout, &hall, &one, kredit).unwrap();
    assert_eq!(spread.p90_secs, 0.0);
}
