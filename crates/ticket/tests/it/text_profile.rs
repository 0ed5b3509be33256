//! The short profile, for slow links.

use antre_printer_sim::{Options, Simulator};
use antre_ticket::{Dialect, Paper, Slip, TextError, to_escpos_text};

use crate::samples;

#[test]
fn every_command_of_it_is_understood() {
    for paper in Paper::ALL {
        for slip in [
            samples::usual(),
            samples::without_link(),
            samples::english(),
            samples::crowded(),
        ] {
            let mut printer = Simulator::new(Options {
                dots_width: paper.width_dots(),
            });
            printer.feed(&to_escpos_text(&slip, paper, &Dialect::default()).unwrap());
            assert_eq!(printer.unknown(), [], "{paper:?}");
            assert_eq!(printer.take_papers().len(), 1, "{paper:?}");
        }
    }
}

#[test]
fn an_ordinary_slip_is_as_short_as_in_the_raster_profile_may_be() {
    for paper in Paper::ALL {
        let dots_per_mm = if paper == Paper::Mm80Coarse {
            180.0 / 25.4
        } else {
            8.0
        };
        for slip in [
            samples::usual(),
            samples::without_link(),
            samples::english(),
        ] {
            let mut printer = Simulator::new(Options {
                dots_width: paper.width_dots(),
            });
            printer.feed(&to_escpos_text(&slip, paper, &Dialect::default()).unwrap());
            let length_mm = f64::from(printer.take_papers()[0].height_dots()) / dots_per_mm;
            let length_mm_max = if slip.link.is_some() { 100.0 } else { 70.0 };
            assert!(length_mm <= length_mm_max, "{length_mm} mm on {paper:?}");
        }
    }
}

#[test]
fn no_line_is_broken_by_the_printer() {
    // A printer breaks what is too long wherever it ends: the paper would be longer than we think.
    for paper in Paper::ALL {
        let bytes = to_escpos_text(&samples::crowded(), paper, &Dialect::default()).unwrap();
        let height = |dots_width| {
            let mut printer = Simulator::new(Options { dots_width });
            printer.feed(&bytes);
            printer.take_papers()[0].height_dots()
        };
        assert_eq!(height(paper.width_dots()), height(1024), "{paper:?}");
    }
}

#[test]
fn the_bytes_of_windows_1252_and_no_others_are_sent() {
    let slip = Slip {
        service: "Café – “Élan”".into(),
        ..samples::without_link()
    };
    let bytes = to_escpos_text(&slip, Paper::Mm80, &Dialect::default()).unwrap();
    let expected = b"Caf\xE9 - \"\xC9lan\"";
    assert!(
        bytes
            .windows(expected.len())
            .any(|window| window == expected)
    );
}

#[test]
fn what_the_printers_font_lacks_is_refused_by_name() {
    let slip = Slip {
        service: "門診".into(),
        ..samples::usual()
    };
    assert_eq!(
        to_escpos_text(&slip, Paper::Mm80, &Dialect::default()),
        Err(TextError('門'))
    );
}
