//! Status bytes as ESC/POS defines them.

use antre_printer_sim::{Happening, Options, Simulator};

const PROOF: [u8; 11] = [0x1D, 0x28, 0x48, 6, 0, 0x30, 0x30, b'0', b'0', b'4', b'2'];
const PROVEN: [u8; 7] = [0x37, 0x22, b'0', b'0', b'4', b'2', 0];

fn printer() -> Simulator {
    Simulator::new(Options::default())
}

fn real_time(printer: &mut Simulator) -> Vec<u8> {
    (1..=4)
        .flat_map(|n| printer.feed(&[0x10, 0x04, n]))
        .collect()
}

#[test]
fn a_printer_in_good_health_answers_0x12_to_everything() {
    assert_eq!(real_time(&mut printer()), [0x12; 4]);
}

#[test]
fn out_of_paper_is_1a_32_and_7e() {
    let mut printer = printer();
    printer.happen(Happening::PaperOut);
    assert_eq!(real_time(&mut printer), [0x1A, 0x32, 0x12, 0x7E]);
}

#[test]
fn an_open_cover_a_jam_and_a_thin_roll_have_their_own_bits() {
    let mut open = printer();
    open.happen(Happening::CoverOpened);
    assert_eq!(real_time(&mut open), [0x1A, 0x16, 0x12, 0x12]);

    let mut jammed = printer();
    jammed.happen(Happening::CutterJams);
    jammed.feed(&[0x1D, b'V', 1]);
    assert_eq!(real_time(&mut jammed), [0x1A, 0x52, 0x1A, 0x12]);

    let mut low = printer();
    low.happen(Happening::PaperLow);
    assert_eq!(real_time(&mut low), [0x12, 0x12, 0x12, 0x1E]);
}

#[test]
fn every_status_byte_has_the_fixed_bits_that_tell_it_from_others() {
    let mut printer = printer();
    for happening in [
        Happening::PaperLow,
        Happening::PaperOut,
        Happening::CoverOpened,
    ] {
        printer.happen(happening);
        for byte in real_time(&mut printer) {
            assert_eq!(
                byte & 0b1001_0011,
                0b0001_0010,
                "{byte:#04x} is not 0xx1xx10"
            );
        }
        let automatic = printer.feed(&[0x1D, b'a', 0xFF]);
        // Offline, the command waits in the buffer: nothing until the printer is well again.
        assert!(automatic.is_empty() || automatic[0] & 0b1001_0011 == 0b0001_0000);
    }
}

#[test]
fn automatic_status_comes_at_once_and_at_each_change() {
    let mut printer = printer();
    assert_eq!(printer.feed(&[0x1D, b'a', 0xFF]), [0x10, 0, 0, 0x0F]);
    assert_eq!(printer.happen(Happening::CoverOpened), [0x38, 0, 0, 0x0F]);
    assert_eq!(
        printer.happen(Happening::CoverOpened),
        [],
        "nothing changed"
    );
    assert_eq!(printer.happen(Happening::CoverClosed), [0x10, 0, 0, 0x0F]);
    assert_eq!(printer.happen(Happening::PaperLow), [0x10, 0, 0x03, 0x0F]);
    assert_eq!(printer.happen(Happening::PaperOut), [0x18, 0, 0x0F, 0x0F]);
    assert_eq!(printer.happen(Happening::PaperLoaded), [0x10, 0, 0, 0x0F]);
}

#[test]
fn automatic_status_can_be_switched_off() {
    let mut printer = printer();
    printer.feed(&[0x1D, b'a', 0xFF, 0x1D, b'a', 0]);
    assert_eq!(printer.happen(Happening::CoverOpened), []);
}

#[test]
fn proof_of_print_comes_after_what_was_sent_before_it() {
    assert_eq!(printer().feed(&[&b"A012\n"[..], &PROOF].concat()), PROVEN);
}

#[test]
fn nothing_is_proven_while_the_paper_is_out_and_then_it_is() {
    let mut printer = printer();
    printer.happen(Happening::PaperEndsAfter { rows: 10 });
    assert_eq!(printer.feed(&[&b"A012\n"[..], &PROOF].concat()), []);
    assert_eq!(printer.happen(Happening::PaperLoaded), PROVEN);
}

#[test]
fn the_queued_paper_status_never_answers_once_the_paper_is_out() {
    let mut printer = printer();
    assert_eq!(printer.feed(&[0x1D, b'r', 1]), [0]);
    printer.happen(Happening::PaperOut);
    assert_eq!(printer.feed(&[0x1D, b'r', 1]), []);
}

#[test]
fn a_mute_printer_prints_and_says_nothing() {
    let mut printer = printer();
    printer.happen(Happening::Muted);
    assert_eq!(real_time(&mut printer), []);
    let job = [&[0x1D, b'a', 0xFF][..], b"A012\n", &PROOF, &[0x1D, b'V', 1]].concat();
    assert_eq!(printer.feed(&job), []);
    assert_eq!(printer.take_papers().len(), 1);
}
