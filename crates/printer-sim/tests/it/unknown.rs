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
    printer.feed(b"\x1Bt\x10caf\x81\n");
    assert_eq!(printer.unknown()[0].bytes, [0x81]);
}

#[test]
fn an_unknown_command_is_told_by_its_place() {
    let mut printer = Simulator::new(Options::default());
    printer.feed(b"A012\n\x1BQ");
    assert_eq!(printer.unknown()[0].at_byte, 5);
}

#[test]
fn a_command_longer_than_any_symbol_is_passed_over_whole() {
    let mut printer = Simulator::new(Options::default());
    let mut job = b"\x1D(k\xFF\xFF".to_vec();
    job.resize(5 + 0xFFFF, b'x');
    job.extend(b"A012\n\x1DV\x01");
    printer.feed(&job);
    assert_eq!(printer.unknown_count(), 1);
    assert_eq!(printer.take_papers()[0].lines(), ["A012"]);
}

#[test]
fn selections_of_what_this_printer_has_not_are_unknown() {
    let mut printer = Simulator::new(Options::default());
    printer.feed(b"\x1BM\x00\x1BM\x01\x10\x04\x09");
    let named: Vec<_> = printer.unknown().iter().map(|one| &one.bytes[..]).collect();
    assert_eq!(named, [&[0x1B, b'M', 1][..], &[0x10, 4, 9]]);
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
    for (line, _) in Happening::LINES {
        let line = line.replace('N', "7");
        let happening: Happening = line.parse().unwrap();
        assert_eq!(happening.to_string(), line);
    }
    let refused: Result<Happening, UnknownHappening> = "paper burns".parse();
    assert!(refused.unwrap_err().to_string().contains("cover open"));
}
