//! What the past teaches: how sure, how far apart, and never nonsense.

use antre_forecast::hall::Hall;
use antre_forecast::layout::{Layout, Queue, Seat};
use antre_forecast::learn::{ARRIVAL_KEY_MIN, End, Learnt, Visit};
use antre_forecast::run::{Call, Stay, Then, World};
use antre_forecast::spread::Basis;
use rand::SeedableRng as _;
use rand_distr::{Distribution as _, LogNormal};
use rand_xoshiro::Xoshiro256PlusPlus;

use crate::halls::{Counter, HOUR_MS, MINUTE_MS, bank, busy, day, empty_hall, present, queue};

const TELLER: Seat = Seat(0);
const OTHER: Seat = Seat(1);
const RUNS: u64 = 400;

fn setor(layout: &Layout) -> Queue {
    queue(layout, "setor", "umum")
}

/// Log-normal durations of this mean in minutes, and a coefficient of variation of a half.
fn durations(mean_mins: f64, count: usize, seed: u64) -> Vec<i64> {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
    let dist = LogNormal::from_mean_cv(mean_mins * MINUTE_MS as f64, 0.5).unwrap();
    (0..count).map(|_| dist.sample(&mut rng) as i64).collect()
}

/// Twenty past days of one clerk at one counter.
fn month(counter: &Counter, mean_mins: f64) -> Vec<Visit> {
    (1..=20)
        .flat_map(|date| counter.day(day(date), &durations(mean_mins, 60, date.into())))
        .collect()
}

fn teller(layout: &Layout) -> Counter {
    Counter {
        seat: TELLER,
        clerk: Some(7),
        queue: setor(layout),
    }
}

fn call(queue: Queue, seat: Seat, at_ms: i64) -> Call {
    Call {
        key: 0,
        queue,
        seat,
        at_ms,
        since_ms: at_ms - 5 * MINUTE_MS,
        born_ms: at_ms - 5 * MINUTE_MS,
        cause: None,
        ghost: false,
    }
}

/// By run: the mean of fifty draws, in minutes. How much these differ is how unsure the mean is.
fn means(learnt: &Learnt, layout: &Layout, hall: &Hall, call: &Call) -> Vec<f64> {
    let mean = |seed| {
        let mut world = learnt.world(layout, hall, seed);
        let draws = (0..50).map(|_| world.serves(call).taken_ms as f64);
        draws.sum::<f64>() / 50.0 / MINUTE_MS as f64
    };
    (0..RUNS).map(mean).collect()
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

fn sd(values: &[f64]) -> f64 {
    let mean = mean(values);
    let squares = values.iter().map(|value| (value - mean).powi(2));
    (squares.sum::<f64>() / values.len() as f64).sqrt()
}

/// Asks a world everything, whatever the seed.
fn ask_everything(learnt: &Learnt, layout: &Layout, hall: &Hall) {
    for seed in 0..20 {
        let mut world = learnt.world(layout, hall, seed);
        for queue in (0..layout.queues() as u16 + 3).map(Queue) {
            for seat in [TELLER, Seat(99)] {
                let stay = world.serves(&call(queue, seat, hall.now_ms));
                assert!((0..24 * HOUR_MS).contains(&stay.taken_ms), "{stay:?}");
                assert!(world.reacts_ms(seat, queue) >= 0);
                for elapsed_ms in [-HOUR_MS, 0, MINUTE_MS, 100 * HOUR_MS] {
                    let present = present(queue, hall.now_ms - elapsed_ms);
                    if let Some(stay) = world.remains(seat, &present, hall.now_ms) {
                        assert!((0..24 * HOUR_MS).contains(&stay.taken_ms), "{stay:?}");
                    }
                }
            }
        }
        let mut last_ms = hall.now_ms;
        while let Some(arrival) = world.arrives() {
            assert!(arrival.at_ms >= last_ms && usize::from(arrival.queue.0) < layout.queues());
            assert!(arrival.key >= ARRIVAL_KEY_MIN);
            last_ms = arrival.at_ms;
        }
    }
}

#[test]
fn no_history_tells_nothing_and_breaks_nothing() {
    let layout = bank();
    let learnt = Learnt::from(&layout, &[], day(22));
    assert_eq!(learnt.basis(setor(&layout)), None);
    assert_eq!(learnt.basis(Queue(u16::MAX)), None);
    assert_eq!(learnt.mean_taken_secs(setor(&layout)), None);
    assert_eq!(learnt.break_secs(), None);
    ask_everything(&learnt, &layout, &empty_hall(&layout, 9 * HOUR_MS));
}

#[test]
fn a_history_of_one_ticket_is_no_run() {
    let layout = bank();
    let visits = teller(&layout).day(day(1), &[4 * MINUTE_MS]);
    let learnt = Learnt::from(&layout, &visits, day(22));
    assert_eq!(learnt.basis(setor(&layout)), Some(Basis::QueueLength));
    assert_eq!(learnt.mean_taken_secs(setor(&layout)), Some(240.0));
    ask_everything(&learnt, &layout, &empty_hall(&layout, 9 * HOUR_MS));
}

#[test]
fn a_call_without_an_end_tells_how_long_the_last_one_waited() {
    let layout = bank();
    let mut visit = teller(&layout).day(day(22), &[4 * MINUTE_MS])[0];
    visit.ended_ms = None;
    visit.end = End::Open;
    let mut learnt = Learnt::from(&layout, &[], day(22));
    learnt.take(visit);
    assert_eq!(learnt.basis(setor(&layout)), Some(Basis::LastCalled));
    assert_eq!(learnt.last_wait_secs(setor(&layout)), Some(600.0));
}

#[test]
fn clocks_that_went_back_forgotten_ends_and_strange_queues_teach_nothing() {
    let layout = bank();
    let good = teller(&layout).day(day(1), &[4 * MINUTE_MS])[0];
    let called_ms = 8 * HOUR_MS;
    let strange = [
        // Ended before the call.
        Visit {
            ended_ms: Some(called_ms - MINUTE_MS),
            ..good
        },
        // Somebody forgot to finish and went home.
        Visit {
            ended_ms: Some(called_ms + 15 * HOUR_MS),
            ..good
        },
        Visit {
            queue: Queue(u16::MAX),
            ..good
        },
        Visit {
            seat: Some(Seat(u16::MAX)),
            ..good
        },
        Visit { seat: None, ..good },
        Visit {
            joined_ms: called_ms + HOUR_MS,
            ..good
        },
        Visit {
            joined_ms: i64::MAX,
            ..good
        },
        Visit {
            joined_ms: i64::MIN,
            called_ms: None,
            ended_ms: None,
            ..good
        },
        Visit {
            ended_ms: Some(i64::MIN),
            ..good
        },
        Visit {
            called_ms: None,
            ..good
        },
        Visit {
            day: day(30),
            ..good
        },
    ];
    let strange: Vec<Visit> = (100..)
        .zip(strange)
        .map(|(ticket, visit)| Visit { ticket, ..visit })
        .collect();
    for visit in &strange {
        let learnt = Learnt::from(&layout, &[*visit], day(22));
        let taught = learnt.count(0);
        // Whoever was called before they came was served all the same.
        let is_early = visit.joined_ms == called_ms + HOUR_MS;
        assert_eq!(taught, usize::from(is_early), "{visit:?}");
        ask_everything(&learnt, &layout, &empty_hall(&layout, 9 * HOUR_MS));
    }
    let mut all = month(&teller(&layout), 5.0);
    all.extend(strange);
    let learnt = Learnt::from(&layout, &all, day(22));
    let mean_secs = learnt.mean_taken_secs(setor(&layout)).unwrap();
    assert!((mean_secs - 300.0).abs() < 15.0, "{mean_secs}");
    ask_everything(&learnt, &layout, &empty_hall(&layout, 9 * HOUR_MS));
}

#[test]
fn draws_have_the_mean_and_the_spread_of_what_was_seen() {
    let layout = bank();
    let learnt = Learnt::from(&layout, &month(&teller(&layout), 5.0), day(22));
    let hall = empty_hall(&layout, 9 * HOUR_MS);
    let call = call(setor(&layout), TELLER, 9 * HOUR_MS);
    let draws: Vec<f64> = (0..4_000)
        .map(|seed| learnt.world(&layout, &hall, seed).serves(&call))
        .filter(|stay| stay.then != Then::NoShow)
        .map(|stay| stay.taken_ms as f64 / MINUTE_MS as f64)
        .collect();
    assert!((mean(&draws) - 5.0).abs() < 0.3, "{}", mean(&draws));
    assert!(
        (sd(&draws) / mean(&draws) - 0.5).abs() < 0.08,
        "{}",
        sd(&draws)
    );
}

#[test]
fn a_thin_history_leaves_the_mean_open_and_a_long_one_does_not() {
    let layout = bank();
    let hall = empty_hall(&layout, 9 * HOUR_MS);
    let call = call(setor(&layout), TELLER, 9 * HOUR_MS);
    let thin = teller(&layout).day(day(1), &durations(5.0, 5, 1));
    let thin = Learnt::from(&layout, &thin, day(22));
    let long = Learnt::from(&layout, &month(&teller(&layout), 5.0), day(22));
    let open = |learnt: &Learnt| {
        let means = means(learnt, &layout, &hall, &call);
        sd(&means) / mean(&means)
    };
    assert!(open(&thin) > 0.2, "{}", open(&thin));
    // Fifty draws alone make 7 %.
    assert!(open(&long) < 0.13, "{}", open(&long));
}

#[test]
fn a_service_seen_once_lies_between_itself_and_the_branch() {
    let layout = bank();
    let hall = empty_hall(&layout, 9 * HOUR_MS);
    let rare = queue(&layout, "valas", "umum");
    let mut visits = month(&teller(&layout), 5.0);
    let once = Counter {
        seat: OTHER,
        clerk: None,
        queue: rare,
    };
    visits.extend(once.day(day(3), &[20 * MINUTE_MS]));
    let learnt = Learnt::from(&layout, &visits, day(22));
    let means = means(&learnt, &layout, &hall, &call(rare, OTHER, 9 * HOUR_MS));
    assert!((8.0..20.0).contains(&mean(&means)), "{}", mean(&means));
    assert!(sd(&means) / mean(&means) > 0.25, "{}", sd(&means));
}

#[test]
fn a_service_without_any_history_takes_about_what_the_branch_takes_or_much_more_or_less() {
    let layout = bank();
    let hall = empty_hall(&layout, 9 * HOUR_MS);
    let unseen = queue(&layout, "kredit", "umum");
    let learnt = Learnt::from(&layout, &month(&teller(&layout), 5.0), day(22));
    assert_eq!(learnt.count(layout.service_of(unseen)), 0);
    let call = call(unseen, OTHER, 9 * HOUR_MS);
    let means = means(&learnt, &layout, &hall, &call);
    assert!((4.0..6.5).contains(&mean(&means)), "{}", mean(&means));
    assert!(sd(&means) / mean(&means) > 0.4, "{}", sd(&means));
}

#[test]
fn a_slow_clerk_is_known_at_whichever_counter_they_sit() {
    let layout = bank();
    let slow = Counter {
        seat: OTHER,
        clerk: Some(9),
        queue: setor(&layout),
    };
    let mut visits = month(&teller(&layout), 4.0);
    visits.extend(month(&slow, 6.0));
    // Today the slow one sits at the other's counter.
    let today = Counter {
        seat: TELLER,
        clerk: Some(9),
        queue: setor(&layout),
    };
    visits.extend(today.day(day(22), &[6 * MINUTE_MS]));
    let learnt = Learnt::from(&layout, &visits, day(22));
    let hall = empty_hall(&layout, 9 * HOUR_MS);
    let at = call(setor(&layout), TELLER, 9 * HOUR_MS);
    let means = means(&learnt, &layout, &hall, &at);
    assert!((mean(&means) - 6.0).abs() < 0.5, "{}", mean(&means));
}

#[test]
fn a_slow_day_is_learnt_from_its_own_calls_and_not_believed_whole() {
    let layout = bank();
    let counter = teller(&layout);
    // Days that differ: some a fifth faster, some a fifth slower.
    let visits: Vec<Visit> = (1..=20)
        .flat_map(|date| {
            let pace = if date % 2 == 0 { 4.0 } else { 6.0 };
            counter.day(day(date), &durations(pace, 60, date.into()))
        })
        .collect();
    let hall = empty_hall(&layout, 12 * HOUR_MS);
    let call = call(setor(&layout), TELLER, 12 * HOUR_MS);
    let mut learnt = Learnt::from(&layout, &visits, day(22));
    let before = means(&learnt, &layout, &hall, &call);
    assert!((mean(&before) - 5.0).abs() < 0.4, "{}", mean(&before));
    for visit in counter.day(day(22), &durations(7.0, 30, 99)) {
        learnt.take(visit);
    }
    let after = means(&learnt, &layout, &hall, &call);
    assert!((6.0..7.0).contains(&mean(&after)), "{}", mean(&after));
    assert!(sd(&after) / mean(&after) < sd(&before) / mean(&before));
}

#[test]
fn what_remains_depends_on_what_has_passed() {
    let layout = bank();
    let learnt = Learnt::from(&layout, &month(&teller(&layout), 5.0), day(22));
    let hall = empty_hall(&layout, 9 * HOUR_MS);
    let remains = |elapsed_ms: i64| -> Vec<Option<Stay>> {
        let present = present(setor(&layout), hall.now_ms - elapsed_ms);
        (0..RUNS)
            .map(|seed| {
                learnt
                    .world(&layout, &hall, seed)
                    .remains(TELLER, &present, hall.now_ms)
            })
            .collect()
    };
    let mins = |elapsed_ms: i64| {
        let stays = remains(elapsed_ms);
        let mins: Vec<f64> = stays
            .iter()
            .map(|stay| stay.unwrap().taken_ms as f64 / MINUTE_MS as f64)
            .collect();
        mean(&mins)
    };
    let (fresh, long) = (mins(0), mins(6 * MINUTE_MS));
    assert!((fresh - 5.0).abs() < 0.5, "{fresh}");
    assert!((1.0..3.5).contains(&long), "{long}");
    // Longer than anything that was seen, but believable.
    assert!(mins(25 * MINUTE_MS) > 0.0);
    // A counter that never finishes does not come back.
    assert!(remains(5 * HOUR_MS).iter().all(Option::is_none));
}

#[test]
fn exponential_services_have_no_memory() {
    let layout = bank();
    // The sixty quantiles of an exponential, in a mixed order.
    let quantile = |place: i64| {
        let at = (place * 37 % 60) as f64 + 0.5;
        (-(at / 60.0).ln() * 5.0 * MINUTE_MS as f64) as i64
    };
    let taken: Vec<i64> = (0..60).map(quantile).collect();
    let visits: Vec<Visit> = (1..=20)
        .flat_map(|date| teller(&layout).day(day(date), &taken))
        .collect();
    let learnt = Learnt::from(&layout, &visits, day(22));
    let hall = empty_hall(&layout, 9 * HOUR_MS);
    for elapsed_mins in [0, 5, 10] {
        let present = present(setor(&layout), hall.now_ms - elapsed_mins * MINUTE_MS);
        let mins: Vec<f64> = (0..2_000)
            .map(|seed| {
                learnt
                    .world(&layout, &hall, seed)
                    .remains(TELLER, &present, hall.now_ms)
            })
            .map(|stay| stay.unwrap().taken_ms as f64 / MINUTE_MS as f64)
            .collect();
        assert!(
            (mean(&mins) - 5.0).abs() < 0.6,
            "{elapsed_mins}: {}",
            mean(&mins)
        );
    }
}

#[test]
fn whoever_waits_long_comes_less_often() {
    let layout = bank();
    let counter = teller(&layout);
    let mut visits = month(&counter, 5.0);
    // Of those who wait long three in ten do not come, of the others one in twenty.
    for (place, visit) in visits.iter_mut().enumerate() {
        let long = place % 2 == 0;
        let waited_ms = if long { 40 * MINUTE_MS } else { 2 * MINUTE_MS };
        visit.joined_ms = visit.called_ms.unwrap() - waited_ms;
        if matches!(place % 20, 0 | 4 | 8) || place % 40 == 1 {
            visit.end = End::NoShow;
        }
    }
    let learnt = Learnt::from(&layout, &visits, day(22));
    let hall = empty_hall(&layout, 9 * HOUR_MS);
    let absent = |waited_ms: i64| {
        let at_ms = 9 * HOUR_MS;
        let call = Call {
            since_ms: at_ms - waited_ms,
            ..call(setor(&layout), TELLER, at_ms)
        };
        let stays = (0..4_000).map(|seed| learnt.world(&layout, &hall, seed).serves(&call));
        stays.filter(|stay| stay.then == Then::NoShow).count() as f64 / 4_000.0
    };
    let (short, long) = (absent(2 * MINUTE_MS), absent(40 * MINUTE_MS));
    assert!((short - 0.05).abs() < 0.02, "{short}");
    assert!((long - 0.3).abs() < 0.05, "{long}");
}

#[test]
fn some_move_on_and_keep_their_class() {
    let layout = bank();
    let (from, to) = (
        queue(&layout, "setor", "prioritas"),
        queue(&layout, "kartu", "prioritas"),
    );
    let counter = Counter {
        seat: TELLER,
        clerk: None,
        queue: from,
    };
    let mut visits = month(&counter, 5.0);
    let onward: Vec<Visit> = visits
        .iter_mut()
        .step_by(4)
        .map(|visit| {
            visit.end = End::MovedOn;
            let ended_ms = visit.ended_ms;
            Visit {
                leg: 1,
                queue: to,
                seat: None,
                joined_ms: ended_ms.unwrap(),
                called_ms: None,
                started_ms: None,
                ended_ms: None,
                end: End::Open,
                ..*visit
            }
        })
        .collect();
    visits.extend(onward);
    let learnt = Learnt::from(&layout, &visits, day(22));
    let hall = empty_hall(&layout, 9 * HOUR_MS);
    let call = call(from, TELLER, 9 * HOUR_MS);
    let thens = (0..4_000).map(|seed| learnt.world(&layout, &hall, seed).serves(&call).then);
    let moves: Vec<Then> = thens
        .filter(|then| matches!(then, Then::MovesOn { .. }))
        .collect();
    let keeps_age = layout.keeps_age[layout.service_of(from)][layout.service_of(to)];
    let expected = Then::MovesOn {
        queue: to,
        after_ms: 0,
        by_visit: keeps_age,
    };
    assert!(keeps_age && moves.iter().all(|then| *then == expected));
    let moved = moves.len() as f64 / 4_000.0;
    assert!((moved - 0.25).abs() < 0.03, "{moved}");
}

#[test]
fn as_many_come_as_on_such_days_at_todays_level() {
    let layout = bank();
    // Mondays have 60, other days 30, all between 8:00 and 13:00 or so.
    let visits: Vec<Visit> = (1..=21)
        .flat_map(|date| {
            let count = if date % 7 == 1 { 60 } else { 30 };
            teller(&layout).day(day(date), &vec![5 * MINUTE_MS; count])
        })
        .collect();
    let come = |learnt: &Learnt, of_day_ms: i64| {
        let hall = empty_hall(&layout, of_day_ms);
        let counts: Vec<f64> = (0..RUNS)
            .map(|seed| {
                let mut world = learnt.world(&layout, &hall, seed);
                std::iter::from_fn(|| world.arrives()).count() as f64
            })
            .collect();
        mean(&counts)
    };
    let monday = Learnt::from(&layout, &visits, day(22));
    let tuesday = Learnt::from(&layout, &visits, day(23));
    let (on_monday, on_tuesday) = (come(&monday, 7 * HOUR_MS), come(&tuesday, 7 * HOUR_MS));
    assert!((42.0..60.0).contains(&on_monday), "{on_monday}");
    assert!((29.0..36.0).contains(&on_tuesday), "{on_tuesday}");
    // A Tuesday on which by 9:30 twice as many have come.
    let mut crowded = tuesday.clone();
    for visit in teller(&layout).day(day(23), &vec![3 * MINUTE_MS; 36]) {
        crowded.take(visit);
    }
    let (usual, more) = (
        come(&tuesday, 570 * MINUTE_MS),
        come(&crowded, 570 * MINUTE_MS),
    );
    assert!(more > 1.1 * usual, "{usual} {more}");
}

#[test]
fn the_same_seed_gives_the_same_numbers() {
    let layout = bank();
    let learnt = Learnt::from(&layout, &month(&teller(&layout), 5.0), day(22));
    let again = Learnt::from(&layout, &month(&teller(&layout), 5.0), day(22));
    let hall = empty_hall(&layout, 9 * HOUR_MS);
    let call = call(setor(&layout), TELLER, 9 * HOUR_MS);
    let numbers = |learnt: &Learnt, seed| {
        let mut world = learnt.world(&layout, &hall, seed);
        let stays: Vec<Stay> = (0..20).map(|_| world.serves(&call)).collect();
        let come: Vec<_> = std::iter::from_fn(|| world.arrives()).take(20).collect();
        (stays, come)
    };
    assert_eq!(numbers(&learnt, 4), numbers(&again, 4));
    assert_ne!(numbers(&learnt, 4), numbers(&learnt, 5));
}

#[test]
fn told_bit_by_bit_or_at_once_is_the_same() {
    let layout = bank();
    let visits = month(&teller(&layout), 5.0);
    let at_once = Learnt::from(&layout, &visits, day(20));
    let mut bit_by_bit = Learnt::from(&layout, &[], day(1));
    for visit in &visits {
        let called = Visit {
            ended_ms: None,
            end: End::Open,
            ..*visit
        };
        bit_by_bit.take(Visit {
            called_ms: None,
            started_ms: None,
            ..called
        });
        bit_by_bit.take(called);
        bit_by_bit.take(*visit);
    }
    let hall = empty_hall(&layout, 9 * HOUR_MS);
    let call = call(setor(&layout), TELLER, 9 * HOUR_MS);
    for seed in 0..10 {
        let stay = |learnt: &Learnt| learnt.world(&layout, &hall, seed).serves(&call);
        assert_eq!(stay(&at_once), stay(&bit_by_bit));
    }
}

#[test]
fn counters_that_open_in_the_morning_are_expected() {
    let layout = bank();
    let mut visits = month(&teller(&layout), 5.0);
    let late = Counter {
        seat: OTHER,
        clerk: None,
        queue: setor(&layout),
    };
    visits.extend(month(&late, 5.0).into_iter().filter(|visit| {
        visit
            .called_ms
            .is_some_and(|called_ms| called_ms > 10 * HOUR_MS)
    }));
    let learnt = Learnt::from(&layout, &visits, day(22));
    let manned = learnt.manned();
    assert_eq!(manned.len(), layout.counters.len());
    assert!(manned[0] && !manned[1] && !manned[2]);
}

#[test]
fn a_break_is_neither_service_nor_reaction() {
    let layout = bank();
    let mut visits = month(&teller(&layout), 5.0);
    // Every 20th is called half an hour after the one before has ended.
    for day in visits.chunk_by_mut(|a, b| a.day == b.day) {
        for (place, visit) in day.iter_mut().enumerate() {
            let later_ms = (place / 20) as i64 * 30 * MINUTE_MS;
            for at_ms in [
                &mut visit.called_ms,
                &mut visit.started_ms,
                &mut visit.ended_ms,
            ] {
                *at_ms = at_ms.map(|at_ms| at_ms + later_ms);
            }
        }
    }
    let learnt = Learnt::from(&layout, &visits, day(22));
    assert_eq!(learnt.break_secs(), Some(1_800));
    let mean_secs = learnt.mean_taken_secs(setor(&layout)).unwrap();
    assert!((mean_secs - 300.0).abs() < 15.0, "{mean_secs}");
    let mut hall = empty_hall(&layout, 9 * HOUR_MS);
    hall.desks[0] = busy(0, setor(&layout), 9 * HOUR_MS);
    ask_everything(&learnt, &layout, &hall);
}
