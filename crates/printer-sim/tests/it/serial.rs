//! The printer on a pseudo-terminal.

use std::fs::{File, OpenOptions};
use std::io::{Read, Write};
use std::path::Path;
use std::time::Duration;

use antre_printer_sim::{Happening, Options, PrinterPty, ServeOptions};

const AT_MOST: Duration = Duration::from_secs(20);
const SLIP: &[u8] = b"\x1B@A012\r\n\x1DV\x01";

fn start(dir: &Path) -> PrinterPty {
    let options = ServeOptions {
        printer: Options::default(),
        out_dir: dir.to_path_buf(),
        bytes_per_sec: Some(1_920),
    };
    PrinterPty::start(&options).unwrap()
}

fn open(printer: &PrinterPty) -> File {
    OpenOptions::new()
        .read(true)
        .write(true)
        .open(printer.path())
        .unwrap()
}

#[test]
fn a_serial_printer_prints_and_answers_every_byte_as_it_is() {
    let dir = tempfile::tempdir().unwrap();
    let printer = start(dir.path());
    let mut host = open(&printer);
    host.write_all(&[SLIP, &[0x10, 4, 1]].concat()).unwrap();
    let mut status = [0];
    host.read_exact(&mut status).unwrap();
    assert_eq!(status, [0x12]);
    assert!(printer.wait_for_papers(1, AT_MOST));
    assert_eq!(printer.inspect(|printer| printer.unknown_count()), 0);
    printer.stop().unwrap();
    assert!(!dir.path().join("tty").is_symlink());
}

#[test]
fn one_host_follows_another_on_the_same_line() {
    let dir = tempfile::tempdir().unwrap();
    let printer = start(dir.path());
    for papers in 1..=3 {
        open(&printer).write_all(SLIP).unwrap();
        assert!(printer.wait_for_papers(papers, AT_MOST));
    }
}

#[test]
fn a_pulled_plug_ends_the_line_and_the_same_name_leads_to_the_next_one() {
    let dir = tempfile::tempdir().unwrap();
    let printer = start(dir.path());
    let mut host = open(&printer);
    printer.happen(Happening::Unplugged).unwrap();
    assert!(host.write_all(SLIP).is_err(), "the line is dead");
    assert!(!printer.path().exists());
    printer.happen(Happening::Plugged).unwrap();
    open(&printer).write_all(SLIP).unwrap();
    assert!(printer.wait_for_papers(1, AT_MOST));
}
