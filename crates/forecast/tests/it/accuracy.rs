//! How right were we.

use antre_forecast::accuracy::{Accuracy, Told};
use antre_forecast::round::round;
use antre_forecast::spread::{Basis, Spread};

fn told(service: usize, hour: u8, basis: Basis) -> Told {
    let spread = Spread {
        mean_secs: 700.0,
        p10_secs: 300.0,
        p50_secs: 600.0,
        p80_secs: 900.0,
        p90_secs: 1_200.0,
        never: 0.0,
    };
    Told {
        service,
        hour,
        basis,
        spread,
        range: round(&spread).unwrap(),
    }
}

#[test]
fn it_counts_what_lay_where_by_service_and_hour() {
    let mut accuracy = Accuracy::new();
    let run = told(2, 9, Basis::Run);
    for actual_secs in [100.0, 300.0, 900.0, 901.0, 1_300.0] {
        accuracy.take(&run, actual_secs);
    }
    accuracy.take(&told(2, 10, Basis::QueueLength), 800.0);
    accuracy.take(&told(3, 10, Basis::Run), 800.0);
    let total = accuracy.total();
    assert_eq!((total.count, total.inside, total.within), (7, 5, 5));
    assert_eq!(total.by_basis, [6, 1, 0]);
    let service = &accuracy.by_service()[&2];
    assert_eq!((service.count, service.inside, service.within), (6, 4, 4));
    assert_eq!(service.basis(), Some(Basis::Run));
    assert_eq!(accuracy.by_hour()[&10].count, 2);
    assert_eq!(accuracy.by_hour()[&10].within_fraction(), Some(1.0));
    assert_eq!(accuracy.cells().count(), 3);
}

#[test]
fn the_bias_is_how_much_longer_people_waited_than_told() {
    let mut accuracy = Accuracy::new();
    for actual_secs in [800.0, 710.0, 4_000.0] {
        accuracy.take(&told(0, 8, Basis::Run), actual_secs);
    }
    let total = accuracy.total();
    assert_eq!(total.bias_mean_secs().map(f64::round), Some(1_137.0));
    assert_eq!(total.bias_median_secs(), Some(100.0));
}

#[test]
fn nothing_told_and_no_numbers_are_no_figures() {
    let mut accuracy = Accuracy::new();
    accuracy.take(&told(0, 8, Basis::Run), f64::NAN);
    accuracy.take(&told(0, 8, Basis::Run), -1.0);
    accuracy.take(&told(usize::MAX, 8, Basis::Run), 1.0);
    let total = accuracy.total();
    assert_eq!(total.count, 0);
    assert_eq!(total.inside_fraction(), None);
    assert_eq!(total.bias_mean_secs(), None);
    assert_eq!(total.bias_median_secs(), None);
    assert_eq!(total.basis(), None);
}

#[test]
fn it_is_the_same_after_being_written_and_read() {
    let mut accuracy = Accuracy::new();
    for hour in 7..15 {
        for service in 0..4 {
            accuracy.take(&told(service, hour, Basis::Run), 60.0 * f64::from(hour));
        }
    }
    let text = serde_json::to_string(&accuracy).unwrap();
    assert_eq!(serde_json::from_str::<Accuracy>(&text).unwrap(), accuracy);
}
