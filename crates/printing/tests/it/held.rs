//! The line that is held between jobs, on real sockets and pseudo-terminals.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use antre_domain::Watched;
use antre_printing::{Deadlines, Fault, JobState, PrinterEvent, Reason};
use rustix::net::{AddressFamily, SocketType, bind, connect, getsockname, listen, socket};

use crate::printer::{Habits, PAPER_OUT, READY, TestPrinter};
use crate::{PATIENCE, Rig, job, mark, state, unhurried};

const SOON: Duration = Duration::from_millis(150);

/// Four at first contact, four more once it is watched.
const FIRST_QUESTIONS: usize = 8;

#[test]
fn one_connection_serves_all_jobs_of_a_printer_that_answers() {
    let printer = TestPrinter::new(Habits::good());
    let rig = Rig::new(printer.url(), unhurried());
    for count in 0..5 {
        let act_key = format!("act-{count}");
        rig.printing().print(job(&act_key)).unwrap();
        assert_eq!(rig.end_of(&act_key), state(JobState::Confirmed, None));
    }
    assert_eq!(printer.connections(), 1);
}

#[test]
fn a_job_given_while_the_thread_listens_wakes_it() {
    let printer = TestPrinter::new(Habits::good());
    // Nothing else would happen within the test's patience.
    let deadlines = Deadlines {
        ask: PATIENCE * 2,
        check: PATIENCE * 2,
        retry: PATIENCE * 2,
        queued: PATIENCE * 4,
        ..unhurried()
    };
    let rig = Rig::new(printer.url(), deadlines);
    rig.health();
    for count in 0..20 {
        let act_key = format!("act-{count}");
        rig.printing().print(job(&act_key)).unwrap();
        assert_eq!(rig.end_of(&act_key), state(JobState::Confirmed, None));
    }
}

#[test]
fn an_idle_line_that_the_printer_drops_is_had_again_without_a_word() {
    let printer = TestPrinter::new(Habits::good());
    let rig = Rig::new(printer.url(), unhurried());
    rig.health();
    printer.wait_for_questions(8);
    for times in 1..4 {
        printer.change(|habits| habits.drops_idle = true);
        printer.wait_for_connections(1 + times);
        printer.wait_for_questions(8);
    }
    rig.printing().print(job("act-1")).unwrap();
    assert_eq!(rig.end_of("act-1"), state(JobState::Confirmed, None));
    let told = rig.told();
    let faulty = |event: &PrinterEvent| match event {
        PrinterEvent::Health(health) => health.fault.is_some(),
        PrinterEvent::Job { .. } | PrinterEvent::RollChanged(_) => false,
    };
    assert!(!told.iter().any(faulty), "{told:?}");
}

#[test]
fn a_job_over_a_line_that_died_unnoticed_goes_out_over_a_new_one() {
    let printer = TestPrinter::new(Habits::good());
    let deadlines = Deadlines {
        ask: PATIENCE * 2,
        check: PATIENCE * 2,
        retry: PATIENCE * 2,
        queued: PATIENCE * 4,
        ..unhurried()
    };
    let rig = Rig::new(printer.url(), deadlines);
    rig.health();
    printer.wait_until_asked(FIRST_QUESTIONS);
    // The one question before the job finds the line dead.
    printer.change(|habits| habits.drops_idle = true);
    rig.printing().print(job("act-1")).unwrap();
    assert_eq!(rig.next("act-1"), state(JobState::Sent, None));
    assert_eq!(rig.next("act-1"), state(JobState::Confirmed, None));
    assert_eq!(printer.connections(), 2);
    assert_eq!(printer.count(&mark("act-1")), 1);
}

#[test]
fn a_printer_that_hangs_at_first_is_not_taken_for_mute_for_ever() {
    let printer = TestPrinter::new(Habits::mute());
    let deadlines = Deadlines {
        answer: SOON,
        check: Duration::from_millis(20),
        ..unhurried()
    };
    let rig = Rig::new(printer.url(), deadlines);
    assert_eq!(rig.health().watched, Watched::Blind);
    printer.change(|habits| {
        habits.status = Some(READY);
        habits.proof = true;
    });
    assert_eq!(rig.health().watched, Watched::Asked);
    rig.printing().print(job("act-1")).unwrap();
    // It proves its prints, too.
    assert_eq!(rig.end_of("act-1"), state(JobState::Confirmed, None));
}

#[test]
fn a_fault_between_jobs_is_told_without_a_job_and_so_is_its_end() {
    let printer = TestPrinter::new(Habits::good());
    let rig = Rig::new(printer.url(), unhurried());
    let first = rig.health();
    assert_eq!(first.fault, None);
    printer.change(|habits| habits.status = Some(PAPER_OUT));
    let out = rig.health();
    assert_eq!(out.fault, Some(Fault::OutOfPaper));
    assert!(out.since_ms >= first.since_ms);
    printer.change(|habits| habits.status = Some(READY));
    rig.health_with(None);
    assert_eq!(printer.connections(), 1);
}

#[test]
fn an_idle_printer_is_never_fed_a_byte_for_paper() {
    let printer = TestPrinter::new(Habits::good());
    let rig = Rig::new(printer.url(), unhurried());
    rig.health();
    printer.wait_for_questions(40);
    assert_eq!(printer.paper(), b"");
}

#[test]
fn a_connection_ends_in_order_though_answers_lie_unread() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("tcp://{}", listener.local_addr().unwrap());
    let (told, ends) = mpsc::channel();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream: TcpStream = stream.unwrap();
            let mut all: Vec<u8> = Vec::new();
            let mut piece = [0; 512];
            let end = loop {
                match stream.read(&mut piece) {
                    Ok(0) => break Ok(()),
                    Ok(count) => {
                        all.extend(&piece[..count]);
                        // Never asked for, and said on until the end.
                        if let Err(error) = stream.write_all(&[0x12; 600]) {
                            break Err(error.kind());
                        }
                    }
                    Err(error) => break Err(error.kind()),
                }
            };
            if told.send((all, end)).is_err() {
                return;
            }
        }
    });
    // Driven blind, its connection is closed after each job; that job must arrive.
    let rig = Rig::with(&url, unhurried(), |setup| {
        setup.manners.status = antre_printer_profile::Status::Never;
    });
    let mut large = job("act-1");
    large.bytes.resize(50_000, 0x55);
    rig.printing().print(large.clone()).unwrap();
    assert_eq!(rig.end_of("act-1"), state(JobState::Blind, None));
    let (all, end) = ends
        .iter()
        .find(|(all, _)| !all.is_empty())
        .expect("the job comes");
    assert_eq!(end, Ok(()), "the connection was reset");
    assert_eq!(all, large.bytes);
}

#[test]
fn an_address_that_swallows_every_attempt_is_unreachable_in_time() {
    // A socket whose list of waiting connections is full answers no further one.
    let full = socket(AddressFamily::INET, SocketType::STREAM, None).unwrap();
    let loopback: std::net::SocketAddr = "127.0.0.1:0".parse().unwrap();
    bind(&full, &loopback).unwrap();
    listen(&full, 0).unwrap();
    let address: std::net::SocketAddr = getsockname(&full).unwrap().try_into().unwrap();
    let waiting: Vec<_> = (0..4)
        .map(|_| {
            let flags = rustix::net::SocketFlags::NONBLOCK;
            let waits =
                rustix::net::socket_with(AddressFamily::INET, SocketType::STREAM, flags, None);
            let waits = waits.unwrap();
            let _in_progress = connect(&waits, &address);
            waits
        })
        .collect();
    let deadlines = Deadlines {
        connect: SOON,
        ..unhurried()
    };
    let rig = Rig::new(&format!("tcp://{address}"), deadlines);
    assert_eq!(rig.health().fault, Some(Fault::Unreachable));
    drop(waiting);
}

#[test]
fn a_usb_printer_that_is_unplugged_and_plugged_in_again_goes_on() {
    // Beneath /dev, where no plain file is made in place of a printer.
    let link = Path::new("/dev/shm").join(format!("antre-{}.idle", std::process::id()));
    let printer = TestPrinter::on_device(Habits::good(), &link);
    let rig = Rig::new(printer.url(), unhurried());
    rig.printing().print(job("act-1")).unwrap();
    assert_eq!(rig.end_of("act-1"), state(JobState::Confirmed, None));
    assert_eq!(rig.health().watched, Watched::Asked);
    std::fs::remove_file(&link).unwrap();
    printer.change(|habits| habits.drops_idle = true);
    rig.health_with(Some(Fault::Unreachable));
    assert!(!link.exists(), "a plain file took the printer's place");
    let again = TestPrinter::on_device(Habits::good(), &link);
    rig.health_with(None);
    rig.printing().print(job("act-2")).unwrap();
    assert_eq!(rig.end_of("act-2"), state(JobState::Confirmed, None));
    std::fs::remove_file(&link).unwrap();
    assert!(printer.paper() == job("act-1").bytes);
    assert!(again.paper() == job("act-2").bytes);
}

#[test]
fn a_usb_printer_unplugged_within_a_slip_leaves_it_unknown() {
    let link = Path::new("/dev/shm").join(format!("antre-{}.torn", std::process::id()));
    let printer = TestPrinter::on_device(Habits::good(), &link);
    let rig = Rig::new(printer.url(), unhurried());
    rig.health();
    std::fs::remove_file(&link).unwrap();
    printer.change(|habits| habits.close_after = Some(100));
    rig.printing().print(job("act-1")).unwrap();
    let lost = state(JobState::Unknown, Some(Reason::ConnectionLost));
    assert_eq!(rig.end_of("act-1"), lost);
    let again = TestPrinter::on_device(Habits::good(), &link);
    rig.printing().print(job("act-2")).unwrap();
    assert_eq!(rig.end_of("act-2"), state(JobState::Confirmed, None));
    std::fs::remove_file(&link).unwrap();
    assert_eq!(printer.count(&mark("act-1")), 1);
    assert_eq!(again.count(&mark("act-1")), 0);
    assert!(again.paper().ends_with(&job("act-2").bytes));
}
