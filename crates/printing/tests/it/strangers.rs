//! Another program on the printer's port, and answers that are garbage: nothing is ever sent there.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use antre_printing::{
    Deadlines, Errand, Exchange, Fault, JobState, Manner, Manners, Outcome, Reason, Step,
};
use proptest::prelude::*;

use crate::{Rig, job, state, unhurried};

const SOON: Duration = Duration::from_millis(150);

/// A program that listens where the printer should.
struct Program {
    url: String,
    heard: Arc<Mutex<Vec<u8>>>,
}

impl Program {
    /// It says the first at once, and the second at each of these bytes.
    fn new(greeting: &'static [u8], answer: &'static [u8], at: fn(u8) -> bool) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("tcp://{}", listener.local_addr().unwrap());
        let heard = Arc::new(Mutex::new(Vec::new()));
        let ears = Arc::clone(&heard);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let ears = Arc::clone(&ears);
                thread::spawn(move || {
                    let mut stream: TcpStream = stream.unwrap();
                    stream.write_all(greeting).ok();
                    let mut byte = [0];
                    while stream.read(&mut byte).is_ok_and(|count| count == 1) {
                        ears.lock().unwrap().push(byte[0]);
                        if at(byte[0]) {
                            let said = if answer.is_empty() { &byte } else { answer };
                            stream.write_all(said).ok();
                        }
                    }
                });
            }
        });
        Self { url, heard }
    }

    fn heard(&self) -> Vec<u8> {
        self.heard.lock().unwrap().clone()
    }
}

fn never(_byte: u8) -> bool {
    false
}

fn always(_byte: u8) -> bool {
    true
}

fn at_line_end(byte: u8) -> bool {
    byte == b'\n'
}

#[test]
fn no_job_is_sent_to_another_program() {
    let programs: [(&str, Program); 6] = [
        (
            "ssh",
            Program::new(b"SSH-2.0-OpenSSH_9.2p1\r\n", b"", never),
        ),
        (
            "mail",
            Program::new(b"220 mail ESMTP ready\r\n", b"500 what?\r\n", at_line_end),
        ),
        (
            "telnet",
            Program::new(
                b"\xff\xfd\x18\xff\xfd\x20\xff\xfd\x23\xff\xfd\x27",
                b"",
                never,
            ),
        ),
        (
            "a web server",
            Program::new(
                b"",
                b"HTTP/1.1 400 Bad Request\r\nServer: Zephyr/2.6\r\nVary: Vr>2\r\n\r\n",
                at_line_end,
            ),
        ),
        ("an echo", Program::new(b"", b"", always)),
        (
            "a shell",
            Program::new(b"login: ", b"\r\nlogin: ", at_line_end),
        ),
    ];
    for (name, program) in programs {
        let deadlines = Deadlines {
            answer: SOON,
            check: SOON,
            ..unhurried()
        };
        let rig = Rig::new(&program.url, deadlines);
        assert_eq!(rig.health().fault, Some(Fault::Stranger), "{name}");
        rig.printing().print(job("act-1")).unwrap();
        let stranger = Some(Reason::Printer(Fault::Stranger));
        assert_eq!(
            rig.next("act-1"),
            state(JobState::Queued, stranger),
            "{name}"
        );
        let heard = program.heard();
        let of_job = b"<act-1>";
        assert!(
            !heard.windows(of_job.len()).any(|at| at == of_job),
            "{name}"
        );
    }
}

#[test]
fn a_job_in_whose_wake_another_program_speaks_is_unknown_and_the_next_one_waits() {
    // Silent until it has heard a lot: taken for a mute printer.
    let program = Program::new(b"", b"ERR unknown command\r\n", |byte| byte == 0xaa);
    let deadlines = Deadlines {
        answer: SOON,
        settle: SOON,
        ..unhurried()
    };
    let rig = Rig::new(&program.url, deadlines);
    rig.printing().print(job("act-1")).unwrap();
    let stranger = Some(Reason::Printer(Fault::Stranger));
    assert_eq!(rig.end_of("act-1"), state(JobState::Unknown, stranger));
    rig.printing().print(job("act-2")).unwrap();
    assert_eq!(rig.next("act-2").state, JobState::Queued);
}

/// What comes of an exchange with someone who answers each piece of what is said with the next of
/// these, and whether the job was promised.
fn met(answers: &[Vec<u8>], manners: Manners) -> (Outcome, bool) {
    let errand = Errand {
        job: Some(b"\x1b@A012\n\x1dV\0".to_vec()),
        residue_bytes: 0,
        proof_id: *b"0001",
    };
    let mut exchange = Exchange::new(errand, manners, Deadlines::default(), true);
    let mut answers = answers.iter();
    let (mut now, mut promised) = (Instant::now(), false);
    let mut coming = None;
    loop {
        match exchange.poll(now) {
            Step::Send(bytes) => {
                let count = bytes.len();
                exchange.handle_sent(count, now);
                coming = answers.next();
            }
            Step::Listen(until) => match coming.take() {
                Some(answer) => exchange.handle_received(answer),
                None => now = until,
            },
            Step::Commit => {
                promised = true;
                exchange.handle_committed(now);
            }
            Step::Done(outcome) => return (outcome, promised),
        }
    }
}

/// Bytes of which no printer says any.
fn garbage() -> impl Strategy<Value = Vec<u8>> {
    let strange = any::<u8>().prop_filter("a printer's", |byte| {
        byte & 0x93 != 0x12 && byte & 0x93 != 0x10 && !matches!(byte, 0x00 | 0x11 | 0x13 | 0x37)
    });
    proptest::collection::vec(strange, 1..40)
}

proptest! {
    #[test]
    fn who_answers_with_garbage_is_promised_nothing(
        answers in proptest::collection::vec(garbage(), 4..8),
        known in any::<bool>(),
    ) {
        let status = if known { Manner::Answers } else { Manner::Untried };
        let manners = Manners { status, proof: Manner::Untried };
        let (outcome, promised) = met(&answers, manners);
        prop_assert!(!promised);
        let refused = matches!(outcome, Outcome::NotSent(Fault::Stranger | Fault::Silent));
        prop_assert!(refused, "{:?}", outcome);
    }

    #[test]
    fn who_greets_with_a_line_of_text_is_promised_nothing(text in "[ -~]{24,80}") {
        // Even where some letters look like answers.
        let answers = vec![text.into_bytes(); 6];
        let manners = Manners { status: Manner::Answers, proof: Manner::Answers };
        let (_, promised) = met(&answers, manners);
        prop_assert!(!promised);
    }
}

#[test]
fn a_little_noise_before_four_good_answers_is_forgiven() {
    let answers = [vec![0xff, 0x81, 0x12], vec![0x12], vec![0x12], vec![0x12]];
    let manners = Manners {
        status: Manner::Untried,
        proof: Manner::Never,
    };
    assert!(met(&answers, manners).1);
}
