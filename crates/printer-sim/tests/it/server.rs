//! The printer on a port.

use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::time::Duration;

use antre_printer_sim::{
    Happening, Options, PrinterServer, RECEIVE_BUFFER_BYTES, ServeError, ServeOptions, Simulator,
};

const AT_MOST: Duration = Duration::from_secs(20);
const SLIP: &[u8] = b"\x1B@A012\n\x1DV\x01";

fn start(dir: &Path) -> PrinterServer {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let options = ServeOptions {
        printer: Options::default(),
        out_dir: dir.to_path_buf(),
        bytes_per_sec: None,
    };
    PrinterServer::start(listener, &options).unwrap()
}

fn connect(printer: &PrinterServer) -> TcpStream {
    let host = TcpStream::connect(printer.address()).unwrap();
    host.set_read_timeout(Some(AT_MOST)).unwrap();
    host
}

fn files(dir: &Path) -> Vec<String> {
    let entries = fs::read_dir(dir).unwrap();
    let mut names: Vec<_> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn every_cut_becomes_a_picture() {
    let dir = tempfile::tempdir().unwrap();
    let printer = start(dir.path());
    let mut host = connect(&printer);
    host.write_all(&SLIP.repeat(2)).unwrap();
    assert!(printer.wait_for_papers(2, AT_MOST));
    assert_eq!(files(dir.path()), ["0001.png", "0002.png"]);
    let file = fs::File::open(dir.path().join("0002.png")).unwrap();
    let picture = png::Decoder::new(std::io::BufReader::new(file))
        .read_info()
        .unwrap();
    assert_eq!((picture.info().width, picture.info().height), (576, 30));
    printer.stop().unwrap();
}

#[test]
fn one_host_follows_another_and_pictures_are_never_overwritten() {
    let dir = tempfile::tempdir().unwrap();
    for expected in 1..=2 {
        let printer = start(dir.path());
        for _ in 0..2 {
            connect(&printer).write_all(SLIP).unwrap();
        }
        assert!(printer.wait_for_papers(2, AT_MOST));
        assert_eq!(files(dir.path()).len(), 2 * expected);
    }
    assert_eq!(files(dir.path()).last().unwrap(), "0004.png");
}

#[test]
fn a_host_hears_of_what_happens() {
    let dir = tempfile::tempdir().unwrap();
    let printer = start(dir.path());
    let mut host = connect(&printer);
    host.write_all(&[0x1D, b'a', 0xFF]).unwrap();
    let mut status = [0; 4];
    host.read_exact(&mut status).unwrap();
    assert_eq!(status, [0x10, 0, 0, 0x0F]);
    printer.happen(Happening::CoverOpened).unwrap();
    host.read_exact(&mut status).unwrap();
    assert_eq!(status, [0x38, 0, 0, 0x0F]);
}

#[test]
fn a_stopped_printer_holds_the_line_instead_of_losing_bytes() {
    let dir = tempfile::tempdir().unwrap();
    let printer = start(dir.path());
    printer.happen(Happening::CoverOpened).unwrap();
    // Twice what the receive buffer holds, of bytes that leave no trace, then a slip.
    let job = [&vec![b'\r'; 2 * RECEIVE_BUFFER_BYTES][..], SLIP].concat();
    let mut host = connect(&printer);
    let sending = std::thread::spawn(move || host.write_all(&job));
    assert!(printer.wait_until(AT_MOST, |printer| printer.room_bytes() == 0));
    printer.happen(Happening::CoverClosed).unwrap();
    assert!(printer.wait_for_papers(1, AT_MOST));
    sending.join().unwrap().unwrap();
    assert_eq!(printer.inspect(Simulator::lost_bytes), 0);
}

#[test]
fn a_directory_that_cannot_be_made_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("file");
    fs::write(&file, "").unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let options = ServeOptions {
        printer: Options::default(),
        out_dir: file.join("below"),
        bytes_per_sec: None,
    };
    let refused = PrinterServer::start(listener, &options)
        .map(|_| ())
        .unwrap_err();
    assert!(matches!(refused, ServeError::Out { .. }), "{refused}");
}

#[test]
fn an_unplugged_printer_resets_its_host_and_refuses_others_until_it_is_plugged_in() {
    let dir = tempfile::tempdir().unwrap();
    let printer = start(dir.path());
    let mut host = connect(&printer);
    host.write_all(&[0x10, 4, 1]).unwrap();
    host.read_exact(&mut [0]).unwrap();
    for (gone, back) in [
        (Happening::Unplugged, Happening::Plugged),
        (Happening::PowerOff, Happening::PowerOn),
    ] {
        printer.happen(gone).unwrap();
        let lost = host.read(&mut [0]).unwrap_err();
        assert_eq!(lost.kind(), std::io::ErrorKind::ConnectionReset);
        let refused = TcpStream::connect(printer.address()).unwrap_err();
        assert_eq!(refused.kind(), std::io::ErrorKind::ConnectionRefused);
        printer.happen(back).unwrap();
        host = connect(&printer);
        host.write_all(&[0x10, 4, 1]).unwrap();
        let mut status = [0];
        host.read_exact(&mut status).unwrap();
        assert_eq!(status, [0x12]);
    }
    host.write_all(SLIP).unwrap();
    assert!(printer.wait_for_papers(1, AT_MOST));
}

#[test]
fn a_power_cut_in_a_slip_leaves_its_beginning_on_the_paper() {
    let dir = tempfile::tempdir().unwrap();
    let printer = start(dir.path());
    connect(&printer).write_all(b"\x1B@A012\nB01").unwrap();
    assert!(printer.wait_until(AT_MOST, |printer| printer.rows_printed() == 30));
    printer.happen(Happening::PowerOff).unwrap();
    printer.happen(Happening::PowerOn).unwrap();
    connect(&printer).write_all(SLIP).unwrap();
    assert!(printer.wait_for_papers(1, AT_MOST));
    let file = fs::File::open(dir.path().join("0001.png")).unwrap();
    let picture = png::Decoder::new(std::io::BufReader::new(file))
        .read_info()
        .unwrap();
    assert_eq!(picture.info().height, 60, "both lines on one piece");
}

#[test]
fn late_answers_are_heard_without_anything_else_happening() {
    let dir = tempfile::tempdir().unwrap();
    let printer = start(dir.path());
    printer
        .happen(Happening::AnswersDelayed { ms: 30 })
        .unwrap();
    let mut host = connect(&printer);
    host.write_all(&[0x10, 4, 1]).unwrap();
    let mut status = [0];
    host.read_exact(&mut status).unwrap();
    assert_eq!(status, [0x12]);
}

#[test]
fn a_slow_printer_on_a_slow_line_prints_all_that_came() {
    let dir = tempfile::tempdir().unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let options = ServeOptions {
        printer: Options {
            speed_mm_per_sec: Some(1_000),
            buffer_bytes: 16,
            ..Options::default()
        },
        out_dir: dir.path().to_path_buf(),
        bytes_per_sec: Some(20_000),
    };
    let printer = PrinterServer::start(listener, &options).unwrap();
    connect(&printer).write_all(&SLIP.repeat(5)).unwrap();
    assert!(printer.wait_for_papers(5, AT_MOST));
    assert_eq!(printer.inspect(Simulator::lost_bytes), 0);
}
