//! What the printer prints is what the preview shows.

use antre_printer_sim::{Ending, Options, Simulator};
use antre_ticket::{Bitmap, Cut, Dialect, Paper, Slip, layout, render, to_escpos_raster};

use crate::samples;

fn assert_printed_as_previewed(slip: &Slip, paper: Paper, dialect: &Dialect) {
    let preview = render(&layout(slip, paper));
    let mut printer = Simulator::new(Options {
        dots_width: paper.width_dots(),
    });
    let answers = printer.feed(&to_escpos_raster(&preview, dialect));
    assert!(answers.is_empty(), "a slip asks nothing");
    assert_eq!(printer.unknown(), []);
    let papers = printer.take_papers();
    let [printed] = &papers[..] else {
        panic!("one slip, {} pieces of paper", papers.len())
    };
    assert_eq!(printed.ending(), Ending::Cut);
    assert_same_picture(&preview, printed);
    assert!(
        preview.to_png().unwrap() == printed.to_png().unwrap(),
        "the PNGs differ"
    );
}

fn assert_same_picture(preview: &Bitmap, printed: &antre_printer_sim::Paper) {
    assert_eq!(
        (preview.width_dots(), preview.height_dots()),
        (printed.width_dots(), printed.height_dots())
    );
    for y in 0..preview.height_dots() {
        for x in 0..preview.width_dots() {
            assert_eq!(
                preview.is_black(x, y),
                printed.is_black(x, y),
                "at {x}, {y}"
            );
        }
    }
}

#[test]
fn every_dot_of_the_preview_is_on_every_paper() {
    for paper in Paper::ALL {
        for slip in [
            samples::usual(),
            samples::without_link(),
            samples::english(),
            samples::crowded(),
        ] {
            assert_printed_as_previewed(&slip, paper, &Dialect::default());
            assert_printed_as_previewed(&slip, paper, &Dialect { cut: Cut::Full });
        }
    }
}

#[test]
fn a_printer_without_a_knife_feeds_past_its_tear_bar() {
    let preview = render(&layout(&samples::usual(), Paper::Mm58));
    let mut printer = Simulator::new(Options { dots_width: 384 });
    printer.feed(&to_escpos_raster(&preview, &Dialect { cut: Cut::TearBar }));
    assert!(printer.take_papers().is_empty(), "nothing is cut");
    printer.feed(&[0x1D, b'V', 1]);
    let torn = &printer.take_papers()[0];
    assert!(torn.height_dots() > preview.height_dots());
}
