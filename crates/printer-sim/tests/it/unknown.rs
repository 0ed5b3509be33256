//! What this printer does not know, it says.

use antre_printer_sim::{Happening, Options, Simulator, UnknownHappening};

#[test]
fn unknown_commands_are_named() {
    let mut printer = Simulator::new(Options::default());
    printer.feed(&[0x1B, b'Q', 0x1D, b'Z', 0x07]);
    let named: Vec<_> = printer
        .unknown()
        .iter()
        .map(|unknown| unknown.bytes.clone())
        .collect();
    assert_eq!(named, [vec![0x1B, b'Q'], vec![0x1D, b'Z'], vec![0x07]]);
}

#[test]
fn an_unknown_extended_command_is_passed_whole() {
    let mut printer = Simulator::new(Options::default());
    printer.feed(b"\x1D(L\x03\x00abcA012\n");
    assert_eq!(printer.unknown()[0].bytes, [0x1D, b'(', b'L', b'a', b'b']);
    assert_eq!(
        printer.unknown_count(),
        1,
        "its parameters are not read as commands"
    );
}

#[test]
fn a_character_that_the_code_page_lacks_is_counted() {
    let mut printer = Simulator::new(Options::default());
    printer.feed(b"\x1Bt\x10caf\xE9\n");
    assert_eq!(printer.unknown_count(), 0);
    printer.feed(b"\x1Bt\x00caf\xE9\n");
    assert_eq!(printer.unknown()[0].bytes, [0xE9]);
}

#[test]
fn names_are_kept_for_the_first_and_a_count_for_all() {
    let mut printer = Simulator::new(Options::default());
    for _ in 0..1_000 {
        printer.feed(&[0x07]);
    }
    assert_eq!(
        (printer.unknown().len(), printer.unknown_count()),
        (64, 1_000)
    );
}

#[test]
fn happenings_are_said_in_words() {
    assert_eq!("cover open".parse(), Ok(Happening::CoverOpened));
    assert_eq!(" paper  out ".parse(), Ok(Happening::PaperOut));
    assert_eq!(
        "paper 120".parse(),
        Ok(Happening::PaperEndsAfter { rows: 120 })
    );
    assert_eq!("cutter jam".parse(), Ok(Happening::CutterJams));
    let refused: Result<Happening, UnknownHappening> = "paper burns".parse();
    assert!(refused.unwrap_err().to_string().contains("cover open"));
}
