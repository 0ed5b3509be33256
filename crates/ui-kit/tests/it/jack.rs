//! A headphone socket, played by a pipe.

use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::path::Path;
use std::process::Command;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use antre_ui_kit::{Jack, Plug};

/// How long a test waits for what must come.
const PATIENCE: Duration = Duration::from_secs(20);

const EV_SYN: u16 = 0;
const EV_KEY: u16 = 1;
const EV_SW: u16 = 5;
const HEADPHONES: u16 = 2;
const MICROPHONE: u16 = 4;

fn record(kind: u16, code: u16, value: i32) -> Vec<u8> {
    let mut record = vec![7; 2 * size_of::<usize>()];
    record.extend(kind.to_ne_bytes());
    record.extend(code.to_ne_bytes());
    record.extend(value.to_ne_bytes());
    record
}

/// Both ends open, so that no writer's end is the end of the device.
fn socket(path: &Path) -> File {
    assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
    let mut both = OpenOptions::new();
    both.read(true).write(true).open(path).unwrap()
}

fn watch(path: &Path) -> (Jack, Receiver<Plug>) {
    let (tell, told) = channel();
    let jack = Jack::watch(path.to_owned(), move |plug| tell.send(plug).unwrap()).unwrap();
    (jack, told)
}

#[test]
fn a_plug_is_told_when_it_goes_in_and_when_it_comes_out() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("event4");
    let mut socket = socket(&path);
    let (jack, told) = watch(&path);
    socket.write_all(&record(EV_SW, HEADPHONES, 1)).unwrap();
    assert_eq!(told.recv_timeout(PATIENCE), Ok(Plug::In));
    socket.write_all(&record(EV_SW, HEADPHONES, 0)).unwrap();
    assert_eq!(told.recv_timeout(PATIENCE), Ok(Plug::Out));
    drop(jack);
    assert!(told.try_recv().is_err(), "nothing else was told");
}

#[test]
fn whatever_else_the_device_says_is_passed_over() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("event4");
    let mut socket = socket(&path);
    let (_jack, told) = watch(&path);
    let others = [
        record(EV_SW, MICROPHONE, 1),
        record(EV_KEY, HEADPHONES, 1),
        record(EV_SYN, 0, 0),
    ];
    socket.write_all(&others.concat()).unwrap();
    let half = record(EV_SW, HEADPHONES, 1);
    socket.write_all(&half[..11]).unwrap();
    socket.write_all(&half[11..]).unwrap();
    assert_eq!(told.recv_timeout(PATIENCE), Ok(Plug::In));
    assert!(told.try_recv().is_err());
}

#[test]
fn a_socket_that_was_missing_is_heard_when_it_comes() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("event4");
    let (_jack, told) = watch(&path);
    let mut socket = socket(&path);
    socket.write_all(&record(EV_SW, HEADPHONES, 1)).unwrap();
    assert_eq!(told.recv_timeout(PATIENCE), Ok(Plug::In));
}

#[test]
fn a_socket_that_was_pulled_out_is_heard_when_it_is_back() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("event4");
    let mut first = socket(&path);
    let (_jack, told) = watch(&path);
    first.write_all(&record(EV_SW, HEADPHONES, 1)).unwrap();
    assert_eq!(told.recv_timeout(PATIENCE), Ok(Plug::In));
    std::fs::remove_file(&path).unwrap();
    drop(first);
    let mut again = socket(&path);
    again.write_all(&record(EV_SW, HEADPHONES, 0)).unwrap();
    assert_eq!(told.recv_timeout(PATIENCE), Ok(Plug::Out));
}
