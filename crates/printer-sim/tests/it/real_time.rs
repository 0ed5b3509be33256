//! Commands that do not wait, wherever they stand.

use antre_printer_sim::{Happening, Options, Simulator};

fn printer() -> Simulator {
    Simulator::new(Options::of_width(64))
}

/// A row of eight bytes in an image of two rows; the second one never comes.
fn image_with(bytes: &[u8]) -> Vec<u8> {
    let mut row = bytes.to_vec();
    row.resize(8, 0);
    [&[0x1D, b'v', b'0', 0, 8, 0, 2, 0][..], &row].concat()
}

#[test]
fn a_status_request_inside_an_image_is_answered_and_its_bytes_stay_dots() {
    let mut printer = printer();
    assert_eq!(printer.feed(&image_with(&[0x10, 0x04, 0x01])), [0x12]);
    printer.feed(&[0; 8]);
    printer.feed(&[0x1D, b'V', 1]);
    let paper = &printer.take_papers()[0];
    assert_eq!(paper.height_dots(), 2);
    assert!(paper.is_black(3, 0) && paper.is_black(13, 0) && paper.is_black(23, 0));
}

#[test]
fn a_clear_inside_an_image_loses_the_slip() {
    let mut printer = printer();
    printer.feed(&image_with(&[0x10, 0x05, 0x02]));
    printer.feed(&[0x1D, b'V', 1]);
    let papers = printer.take_papers();
    assert!(papers.is_empty() || papers[0].height_dots() < 2);
}

#[test]
fn a_pulse_inside_an_image_is_counted() {
    let mut printer = printer();
    printer.feed(&image_with(&[0x10, 0x14, 0x01, 0, 0]));
    assert_eq!(printer.pulses(), 1);
}

#[test]
fn a_sequence_may_come_in_pieces() {
    let mut printer = printer();
    assert_eq!(printer.feed(&[0x10]), []);
    assert_eq!(printer.feed(&[0x04]), []);
    assert_eq!(printer.feed(&[0x01]), [0x12]);
}

#[test]
fn an_offline_printer_still_answers() {
    let mut printer = printer();
    printer.happen(Happening::CoverOpened);
    printer.feed(b"waiting in the buffer");
    assert_eq!(printer.feed(&[0x10, 0x04, 2]), [0x16]);
}

#[test]
fn clearing_forgets_what_waited() {
    let mut printer = printer();
    printer.happen(Happening::PaperOut);
    printer.feed(b"A012\n\x1DV\x01");
    printer.feed(&[0x10, 0x05, 2]);
    printer.happen(Happening::PaperLoaded);
    assert!(
        printer.take_papers().is_empty(),
        "nothing printed on the new roll"
    );
    printer.feed(b"A013\n\x1DV\x01");
    assert_eq!(printer.take_papers().len(), 1);
}
