use antre_domain::config::Direction;
use antre_hall_flow::fit::{Arrangement, Canvas, Fit, Hall, Units};

use crate::made::call;

const HD: (u32, u32) = (1920, 1080);
const USUAL_HALL: Hall = Hall {
    depth_m: 10.0,
    diagonal_in: 55.0,
};

fn fit(size: (u32, u32), hall: Option<Hall>) -> Fit {
    Fit::new(Canvas::of(size.0, size.1), hall).unwrap()
}

fn units(number: &str, sign: &str) -> Units {
    Units::of(&call(1, number, 0, "3"), sign)
}

#[test]
fn a_usual_hall_reads_three_calls_at_once() {
    let fit = fit(HD, Some(USUAL_HALL));
    assert_eq!(fit.size_least.round(), 288.0, "122 mm at 55 inches");
    assert_eq!(fit.places(Units::USUAL), 3);
    assert_eq!(
        fit.arrange(3, 3, false, true, Units::USUAL),
        (Arrangement::Rows, 288.0)
    );
    let (arrangement, size) = fit.arrange(3, 1, false, true, Units::USUAL);
    assert_eq!((arrangement, size.round()), (Arrangement::Slip, 368.0));
}

#[test]
fn a_screen_too_small_for_its_hall_is_refused_and_says_by_how_much() {
    let deep = Hall {
        depth_m: 20.0,
        diagonal_in: 55.0,
    };
    let refusal = Fit::new(Canvas::of(1920, 1080), Some(deep)).unwrap_err();
    assert_eq!(refusal.needs_mm.round(), 244.0);
    assert_eq!(refusal.has_mm.round(), 186.0);
    assert_eq!(refusal.diagonal_in, 72.0);
    let message = refusal.to_string();
    for said in ["20 m", "244 mm", "186 mm", "72 inches", "15.3 m"] {
        assert!(message.contains(said), "{said} is missing in: {message}");
    }
    let larger = Hall {
        depth_m: 20.0,
        diagonal_in: refusal.diagonal_in,
    };
    assert!(
        Fit::new(Canvas::of(1920, 1080), Some(larger)).is_ok(),
        "the remedy it names works"
    );
}

#[test]
fn a_deep_hall_gets_fewer_rows_rather_than_smaller_numbers() {
    let deeper = Hall {
        depth_m: 11.0,
        diagonal_in: 55.0,
    };
    let fit = fit(HD, Some(deeper));
    assert_eq!(fit.places(Units::USUAL), 2);
    let (arrangement, size) = fit.arrange(2, 2, false, true, Units::USUAL);
    assert_eq!(arrangement, Arrangement::TallRows);
    assert!(size >= fit.size_least);
}

#[test]
fn a_long_number_takes_the_recent_calls_place_before_it_shrinks() {
    let fit = fit(HD, Some(USUAL_HALL));
    let long = units("BC1234", "KIA");
    let places = fit.places(long);
    assert!(places < 3);
    let (arrangement, size) = fit.arrange(places, 1, false, true, long);
    assert_eq!(arrangement, Arrangement::Wide);
    assert!(size >= fit.size_least);
    assert!(fit.is_read_from_afar(long));
}

#[test]
fn a_sign_of_small_letters_gets_room_below_its_line() {
    let fit = fit(HD, Some(USUAL_HALL));
    assert_eq!(fit.places(units("A012", "KIA")), 3);
    assert!(
        fit.places(units("A012", "Gigi")) < 3,
        "in a row it would be too small for the last seat"
    );
}

#[test]
fn what_is_arranged_never_falls_below_the_least_size() {
    for hall in [
        USUAL_HALL,
        Hall {
            depth_m: 12.0,
            diagonal_in: 55.0,
        },
        Hall {
            depth_m: 6.0,
            diagonal_in: 43.0,
        },
    ] {
        for size in [HD, (3840, 2160), (1080, 1920), (1366, 768)] {
            let Ok(fit) = Fit::new(Canvas::of(size.0, size.1), Some(hall)) else {
                continue;
            };
            for (number, sign) in [
                ("A012", "3"),
                ("A012", "12"),
                ("A0123", "KIA"),
                ("AB012", "12B"),
            ] {
                let units = units(number, sign);
                if !fit.is_read_from_afar(units) {
                    continue;
                }
                let places = fit.places(units);
                for count in 1..=places {
                    let (arrangement, type_size) = fit.arrange(places, count, false, true, units);
                    assert!(
                        type_size + 1.0 >= fit.size_least,
                        "{number} {sign} on {size:?} at {hall:?}: {arrangement:?} {type_size} < {}",
                        fit.size_least
                    );
                }
            }
        }
    }
}

#[test]
fn a_direction_sign_takes_room_before_a_number_shrinks_below_its_least() {
    let fit = fit(HD, Some(USUAL_HALL));
    for sign in ["3", "12", "KIA"] {
        let pointing = units("A0123", sign).pointing(Some(Direction::Upstairs));
        let places = fit.places(pointing);
        assert!(places <= fit.places(units("A0123", sign)));
        for count in 1..=places {
            let (_, size) = fit.arrange(places, count, false, true, pointing);
            assert!(
                size + 1.0 >= fit.size_least,
                "{sign}, {count} at once: {size}"
            );
        }
    }
    assert_eq!(fit.places(Units::USUAL.pointing(Some(Direction::Left))), 3);
}

#[test]
fn beside_a_picture_a_usual_call_is_read_from_the_last_row_of_a_usual_hall() {
    for size in [HD, (3840, 2160), (1080, 1920), (2160, 3840)] {
        let usual = fit(size, Some(USUAL_HALL));
        let beside = usual.beside(Units::USUAL).unwrap();
        assert!(beside + 0.5 >= usual.size_least, "{size:?}: {beside}");
    }
    let deeper = Hall {
        depth_m: 11.0,
        diagonal_in: 55.0,
    };
    assert_eq!(fit(HD, Some(deeper)).beside(Units::USUAL), None);
    assert_eq!(fit(HD, Some(USUAL_HALL)).beside(units("AB012", "3")), None);
}

#[test]
fn a_screen_too_small_is_a_fault_with_the_size_it_needs() {
    let deep = Hall {
        depth_m: 20.0,
        diagonal_in: 55.0,
    };
    let fault = Fit::new(Canvas::of(1920, 1080), Some(deep))
        .unwrap_err()
        .fault();
    assert_eq!(fault.code, "screen_too_small");
    assert_eq!(fault.about, "72 inches are needed at 20 m");
}

#[test]
fn without_a_measured_hall_nothing_is_refused() {
    assert_eq!(fit((320, 200), None).size_least, 0.0);
}

#[test]
fn every_screen_has_the_same_canvas() {
    let uhd = Canvas::of(3840, 2160);
    assert_eq!((uhd.width, uhd.height, uhd.scale), (1920.0, 1080.0, 2.0));
    let tall = Canvas::of(2160, 3840);
    assert_eq!((tall.width, tall.height, tall.scale), (1080.0, 1920.0, 2.0));
    let square = Canvas::of(1280, 1024);
    assert_eq!(square.width.round(), 1920.0);
}

/// The table of advances is the font's own.
#[test]
fn the_widths_are_those_of_the_font() {
    let font = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../assets/fonts/AntreSans-Bold.ttf"
    );
    let bytes = std::fs::read(font).unwrap();
    let face = ttf_parser::Face::parse(&bytes, 0).unwrap();
    for letter in ('A'..='Z').chain('a'..='z').chain('0'..='9') {
        let glyph = face.glyph_index(letter).unwrap();
        let width =
            f32::from(face.glyph_hor_advance(glyph).unwrap()) / f32::from(face.units_per_em());
        let sign = letter.to_string();
        assert!(
            (units("A012", &sign).sign - width).abs() < 0.0005,
            "{letter} is {width} wide"
        );
    }
}
