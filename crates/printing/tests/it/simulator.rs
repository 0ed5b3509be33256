//! What really lies on paper, judged by a printer that keeps images open, buffers, and runs out.

use std::net::TcpListener;
use std::time::Instant;

use antre_printer_profile::Status;
use antre_printer_sim::{
    Happening, Options, Paper, PrinterServer, RECEIVE_BUFFER_BYTES, ServeOptions, Simulator,
};
use antre_printing::{
    Deadlines, Errand, Exchange, Fault, Job, JobState, Lost, Manner, Manners, Outcome, Reason,
    Setup, Step, TestLine,
};

use crate::{PATIENCE, Rig, TEST_LINE, job, state, unhurried};

const ROWS: u8 = 48;

/// A slip with an image between two lines of text, and a cut.
fn slip(name: &str) -> Vec<u8> {
    let image = [&[0x1d, b'v', b'0', 0, 2, 0, ROWS, 0][..], &[0x99; 96]].concat();
    let text = format!("{name}\n");
    let qr = [&[0x1d, b'(', b'k', 9, 0, 49, 80, 48][..], b"antre!"].concat();
    [
        b"\x1b@",
        text.as_bytes(),
        &image,
        &qr,
        b"\x1d(k\x03\x00\x31\x51\x30",
        text.as_bytes(),
        b"\x1dV\0",
    ]
    .concat()
}

fn printed_alone(bytes: &[u8]) -> Paper {
    let mut printer = Simulator::new(Options::default());
    printer.feed(bytes);
    printer.take_papers().pop().unwrap()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Good,
    /// It does not know how to clear what it has received.
    DeafToClear,
    /// Nor does this one, and it never says anything.
    Blind,
}

/// Turns `10 05 2` into a sequence of that kind which asks for nothing: the bytes still come.
fn make_deaf_to_clear(bytes: &mut [u8]) {
    for at in 2..bytes.len() {
        if bytes[at - 2..=at] == [0x10, 5, 2] {
            bytes[at] = 3;
        }
    }
}

/// An exchange with the simulated printer, over a line that breaks after so many bytes of the job.
fn exchange(
    printer: &mut Simulator,
    job: Vec<u8>,
    residue_bytes: usize,
    mut line_bytes: usize,
    kind: Kind,
) -> Outcome {
    let errand = Errand {
        job: Some(job),
        residue_bytes,
        proof_id: *b"0001",
    };
    let manner = match kind {
        Kind::Good | Kind::DeafToClear => Manner::Answers,
        Kind::Blind => Manner::Never,
    };
    let manners = Manners {
        status: manner,
        proof: manner,
    };
    let mut now = Instant::now();
    let mut exchange = Exchange::new(errand, manners, Deadlines::default(), true);
    let mut answers = Vec::new();
    let mut committed = false;
    loop {
        match exchange.poll(now) {
            Step::Send(bytes) => {
                let taken = if committed {
                    bytes.len().min(line_bytes)
                } else {
                    bytes.len()
                };
                line_bytes -= if committed { taken } else { 0 };
                let mut heard = bytes[..taken].to_vec();
                if kind != Kind::Good {
                    make_deaf_to_clear(&mut heard);
                }
                let said = printer.feed(&heard);
                if kind != Kind::Blind {
                    answers.extend(said);
                }
                match taken {
                    0 => exchange.handle_lost(Lost::Closed, now),
                    _ => exchange.handle_sent(taken, now),
                }
            }
            Step::Listen(until) if answers.is_empty() => now = until,
            Step::Listen(_) => exchange.handle_received(&std::mem::take(&mut answers)),
            Step::Commit => {
                committed = true;
                exchange.handle_committed(now);
            }
            Step::Done(outcome) => return outcome,
        }
    }
}

#[test]
fn after_a_slip_torn_at_any_byte_the_next_one_is_as_if_it_were_alone() {
    let (torn, next) = (slip("A011"), slip("A012"));
    let alone = printed_alone(&next);
    for kind in [Kind::Good, Kind::DeafToClear, Kind::Blind] {
        for cut in 1..torn.len() {
            let mut printer = Simulator::new(Options::default());
            let first = exchange(&mut printer, torn.clone(), 0, cut, kind);
            let lost = Some(Reason::ConnectionLost);
            let (state, reason) = (JobState::Unknown, lost);
            assert_eq!(first, Outcome::Finished { state, reason });
            let residue_bytes = torn.len();
            let second = exchange(&mut printer, next.clone(), residue_bytes, usize::MAX, kind);
            let state = match kind {
                Kind::Good | Kind::DeafToClear => JobState::Confirmed,
                Kind::Blind => JobState::Blind,
            };
            let reason = None;
            assert_eq!(second, Outcome::Finished { state, reason }, "torn at {cut}");
            let papers = printer.take_papers();
            assert!(papers.last() == Some(&alone), "torn at {cut}");
            assert_eq!(printer.pulses(), 0);
            assert_eq!(printer.room_bytes(), RECEIVE_BUFFER_BYTES);
        }
    }
}

struct Shop {
    printer: PrinterServer,
    rig: Rig,
    out_dir: tempfile::TempDir,
}

fn shop() -> Shop {
    shop_with(|_setup| {})
}

fn shop_with(change: impl FnOnce(&mut Setup)) -> Shop {
    let out_dir = tempfile::tempdir().unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let options = ServeOptions {
        printer: Options::default(),
        out_dir: out_dir.path().to_path_buf(),
        bytes_per_sec: None,
    };
    let printer = PrinterServer::start(listener, &options).unwrap();
    let url = format!("tcp://{}", printer.address());
    let rig = Rig::with(&url, unhurried(), |setup| {
        setup.manners.status = Status::Automatic;
        change(setup);
    });
    rig.health();
    Shop {
        printer,
        rig,
        out_dir,
    }
}

fn slip_job(act_key: &str) -> Job {
    Job {
        bytes: slip(act_key),
        ..job(act_key)
    }
}

#[test]
fn a_good_printer_proves_every_slip_and_understands_every_byte() {
    let Shop {
        printer,
        rig,
        out_dir: _kept,
    } = shop();
    for act_key in ["act-1", "act-2"] {
        rig.printing().print(slip_job(act_key)).unwrap();
        assert_eq!(rig.end_of(act_key), state(JobState::Confirmed, None));
    }
    assert!(printer.wait_for_papers(2, PATIENCE));
    assert_eq!(printer.inspect(|printer| printer.unknown().to_vec()), []);
}

#[test]
fn a_roll_that_ends_within_a_slip_leaves_it_unknown_and_the_next_slip_whole() {
    let Shop {
        printer,
        rig,
        out_dir,
    } = shop();
    printer
        .happen(Happening::PaperEndsAfter { rows: 40 })
        .unwrap();
    rig.printing().print(slip_job("act-1")).unwrap();
    let out = Fault::OutOfPaper;
    let unknown = state(JobState::Unknown, Some(Reason::Printer(out)));
    assert_eq!(rig.end_of("act-1"), unknown);
    rig.printing().print(slip_job("act-2")).unwrap();
    let waiting = state(JobState::Queued, Some(Reason::Printer(out)));
    assert_eq!(rig.next("act-2"), waiting);
    printer.happen(Happening::PaperLoaded).unwrap();
    assert_eq!(rig.end_of("act-2"), state(JobState::Confirmed, None));
    // The torn slip, and nothing of it on the new roll.
    assert!(printer.wait_for_papers(3, PATIENCE));
    let alone = printed_alone(&slip("act-2")).to_png().unwrap();
    let test_line = printed_alone(TEST_LINE).to_png().unwrap();
    assert!(std::fs::read(out_dir.path().join("0002.png")).unwrap() == test_line);
    let third = std::fs::read(out_dir.path().join("0003.png")).unwrap();
    assert!(third == alone);
}

#[test]
fn an_open_cover_and_a_jammed_cutter_are_told_by_name() {
    let Shop {
        printer,
        rig,
        out_dir: _kept,
    } = shop_with(|setup| setup.test_line = TestLine::default());
    printer.happen(Happening::CoverOpened).unwrap();
    rig.printing().print(slip_job("act-1")).unwrap();
    let open = Some(Reason::Printer(Fault::CoverOpen));
    assert_eq!(rig.next("act-1"), state(JobState::Queued, open));
    printer.happen(Happening::CutterJams).unwrap();
    printer.happen(Happening::CoverClosed).unwrap();
    let jammed = Some(Reason::Printer(Fault::Cutter));
    assert_eq!(rig.end_of("act-1"), state(JobState::Unknown, jammed));
}
