//! The idle line alone: no IO, a clock that the test turns, and the simulated printer at the other end.

use std::time::{Duration, Instant};

use antre_domain::Watched;
use antre_printer_profile::{Manners as Profiled, Profile, Status};
use antre_printer_sim::{Happening, Options, Simulator};
use antre_printing::{
    Deadlines, Errand, Exchange, Fault, Lost, Manners, Outcome, Step, Watch, WatchStep,
};
use proptest::prelude::*;

const SECOND: Duration = Duration::from_secs(1);

fn profiled(status: Status) -> Profiled {
    Profiled {
        status,
        ..Profile::named("generic-80").unwrap().manners
    }
}

/// A watched printer, and what went over the line.
struct Idle {
    printer: Simulator,
    watch: Watch,
    now: Instant,
    /// Answers on their way.
    answers: Vec<u8>,
    /// What the watch has said.
    said: Vec<u8>,
}

impl Idle {
    fn new(status: Status, mut printer: Simulator) -> Self {
        let now = Instant::now();
        let errand = Errand {
            proof_id: *b"0001",
            ..Errand::default()
        };
        let profile = profiled(status);
        let mut exchange = Exchange::new(errand, Manners::default(), Deadlines::default(), true)
            .with_profile(&profile);
        let mut clock = now;
        let mut answers = Vec::new();
        loop {
            match exchange.poll(clock) {
                Step::Send(bytes) => {
                    answers = printer.feed(bytes);
                    let count = bytes.len();
                    exchange.handle_sent(count, clock);
                }
                Step::Listen(until) if answers.is_empty() => clock = until,
                Step::Listen(_) => exchange.handle_received(&std::mem::take(&mut answers)),
                Step::Commit => panic!("there was no job"),
                Step::Done(outcome) => {
                    assert_eq!(outcome, Outcome::Checked);
                    break;
                }
            }
        }
        let watch = Watch::new(&profile, Deadlines::default(), &exchange, clock);
        let mut idle = Self {
            printer,
            watch,
            now: clock,
            answers: Vec::new(),
            said: Vec::new(),
        };
        idle.pass(Duration::ZERO);
        idle
    }

    fn good(status: Status) -> Self {
        Self::new(status, Simulator::new(Options::default()))
    }

    /// Lets so much time pass. Returns what the watch says is gone.
    fn pass(&mut self, time: Duration) -> Option<Fault> {
        let end = self.now + time;
        loop {
            match self.watch.poll(self.now) {
                WatchStep::Send(bytes, _) => {
                    let count = bytes.len();
                    self.said.extend(bytes);
                    self.answers.extend(self.printer.feed(bytes));
                    self.watch.handle_sent(count, self.now);
                }
                WatchStep::Listen(_) if !self.answers.is_empty() => {
                    let answers = std::mem::take(&mut self.answers);
                    self.watch.handle_received(&answers, self.now);
                }
                WatchStep::Listen(until) if until <= end => self.now = until,
                WatchStep::Listen(_) => {
                    self.now = end;
                    return None;
                }
                WatchStep::Gone(fault) => return Some(fault),
            }
        }
    }

    fn happen(&mut self, happening: Happening) {
        self.answers.extend(self.printer.happen(happening));
    }
}

/// What a guard and a roll do to a printer, and what is to be seen then.
const STORY: [(Happening, Option<Fault>); 7] = [
    (Happening::CoverOpened, Some(Fault::CoverOpen)),
    (Happening::PaperOut, Some(Fault::CoverOpen)),
    (Happening::CoverClosed, Some(Fault::OutOfPaper)),
    (Happening::PaperLoaded, None),
    (Happening::PaperLow, None),
    (Happening::CoverOpened, Some(Fault::CoverOpen)),
    (Happening::CoverClosed, None),
];

#[test]
fn a_printer_that_reports_by_itself_is_heard_in_the_same_instant() {
    let mut idle = Idle::good(Status::Automatic);
    assert_eq!(idle.watch.watched(), Watched::Automatic);
    for (happening, fault) in STORY {
        idle.happen(happening);
        assert_eq!(idle.pass(Duration::ZERO), None);
        assert_eq!(idle.watch.fault(), fault, "{happening:?}");
    }
}

#[test]
fn a_printer_that_is_asked_is_known_within_a_second() {
    let mut idle = Idle::good(Status::Asked);
    assert_eq!(idle.watch.watched(), Watched::Asked);
    for (happening, fault) in STORY {
        idle.happen(happening);
        assert_eq!(idle.pass(SECOND), None);
        assert_eq!(idle.watch.fault(), fault, "{happening:?}");
    }
}

#[test]
fn a_printer_that_reports_by_itself_is_asked_every_ten_seconds_whether_it_is_there() {
    let mut idle = Idle::good(Status::Automatic);
    idle.said.clear();
    idle.pass(SECOND * 9);
    assert_eq!(idle.said, b"");
    idle.pass(SECOND * 51);
    assert_eq!(idle.said, b"\x10\x04\x01".repeat(6));
}

#[test]
fn a_printer_that_is_asked_hears_the_four_questions_once_a_second_and_not_one_byte_more() {
    let mut idle = Idle::good(Status::Asked);
    idle.pass(SECOND);
    idle.said.clear();
    idle.pass(SECOND * 3);
    let round = b"\x10\x04\x01\x10\x04\x02\x10\x04\x03\x10\x04\x04";
    assert_eq!(idle.said, round.repeat(3));
}

#[test]
fn a_report_that_was_lost_is_made_up_for_by_the_next_question() {
    let mut idle = Idle::good(Status::Automatic);
    idle.happen(Happening::PaperOut);
    idle.answers.clear();
    idle.pass(SECOND * 11);
    assert_eq!(idle.watch.fault(), Some(Fault::OutOfPaper));
    idle.happen(Happening::PaperLoaded);
    idle.answers.clear();
    // While something is wrong it is asked every second.
    idle.pass(SECOND);
    assert_eq!(idle.watch.fault(), None);
}

#[test]
fn a_printer_whose_cover_is_open_at_first_is_told_to_report_once_it_is_closed() {
    let mut printer = Simulator::new(Options::default());
    printer.happen(Happening::CoverOpened);
    let mut idle = Idle::new(Status::Automatic, printer);
    assert_eq!(idle.watch.fault(), Some(Fault::CoverOpen));
    assert!(!idle.said.windows(2).any(|at| at == [0x1d, 0x61]));
    idle.happen(Happening::CoverClosed);
    idle.pass(SECOND);
    assert_eq!(idle.watch.fault(), None);
    assert_eq!(idle.watch.watched(), Watched::Automatic);
}

#[test]
fn a_printer_that_falls_silent_is_gone_after_one_answers_time() {
    for (status, within) in [
        (Status::Automatic, SECOND * 11),
        (Status::Asked, SECOND * 2),
    ] {
        let mut idle = Idle::good(status);
        idle.happen(Happening::Muted);
        assert_eq!(idle.pass(within), Some(Fault::Silent));
    }
}

/// A watch of a printer that the test plays itself, at rest.
fn played(status: Status) -> Idle {
    let mut idle = Idle::good(status);
    idle.pass(Duration::ZERO);
    assert!(idle.watch.is_at_rest());
    idle
}

/// Goes on to where the watch has just asked something, and says what.
fn next_question(idle: &mut Idle) -> Vec<u8> {
    loop {
        match idle.watch.poll(idle.now) {
            WatchStep::Send(bytes, _) => {
                let (said, count) = (bytes.to_vec(), bytes.len());
                idle.watch.handle_sent(count, idle.now);
                return said;
            }
            WatchStep::Listen(until) => idle.now = until,
            WatchStep::Gone(fault) => panic!("gone: {fault:?}"),
        }
    }
}

#[test]
fn a_report_within_a_round_of_questions_outlives_the_older_answers() {
    let mut idle = played(Status::Automatic);
    assert_eq!(next_question(&mut idle), [0x10, 4, 1]);
    // Offline; and while the reason is being asked for it is well again, by its own word.
    let now = idle.now;
    idle.watch.handle_received(&[0x1a], now);
    assert_eq!(next_question(&mut idle), [0x10, 4, 2]);
    idle.watch.handle_received(&[0x10, 0, 0, 0x0f], now);
    for answer in [0x12, 0x12, 0x12] {
        idle.watch.handle_received(&[answer], now);
        if answer == 0x12 && !idle.watch.is_at_rest() {
            next_question(&mut idle);
        }
    }
    assert_eq!(idle.watch.fault(), None, "the old answer was believed");
}

#[test]
fn a_printer_that_answers_only_the_first_question_is_not_waited_for_each_time() {
    let mut idle = played(Status::Asked);
    let now = idle.now;
    let mut asked = Vec::new();
    while idle.now < now + SECOND * 20 {
        let question = next_question(&mut idle);
        if question == [0x10, 4, 1] {
            let now = idle.now;
            idle.watch.handle_received(&[0x12], now);
        }
        asked.push(question[2]);
    }
    let (first, later) = asked.split_at(5);
    assert_eq!(first, [1, 2, 3, 4, 1]);
    assert!(later.iter().all(|&n| n == 1), "{later:?}");
}

#[test]
fn a_printer_that_takes_no_question_has_stalled() {
    let mut idle = played(Status::Asked);
    idle.now += SECOND;
    let WatchStep::Send(_, by) = idle.watch.poll(idle.now) else {
        panic!("nothing is asked");
    };
    assert_eq!(idle.watch.poll(by), WatchStep::Gone(Fault::Stalled));
    let mut idle = played(Status::Asked);
    idle.watch.handle_lost(Lost::Closed);
    let now = idle.now;
    assert_eq!(idle.watch.poll(now), WatchStep::Gone(Fault::Unreachable));
}

#[test]
fn a_line_on_which_a_word_of_text_comes_has_another_program_at_its_end() {
    for status in [Status::Automatic, Status::Asked] {
        let mut idle = played(status);
        idle.answers = b"HTTP/1.1 400 Bad Request\r\n".to_vec();
        assert_eq!(idle.pass(SECOND), Some(Fault::Stranger));
    }
}

#[test]
fn noise_on_a_line_is_forgiven_as_long_as_the_printer_answers() {
    let mut idle = played(Status::Asked);
    for _ in 0..20 {
        idle.answers = vec![0xff, 0x81, 0x00, 0x11, 0x13];
        assert_eq!(idle.pass(SECOND * 2), None);
        assert_eq!(idle.watch.fault(), None);
    }
}

fn happening() -> impl Strategy<Value = Happening> {
    prop_oneof![
        Just(Happening::CoverOpened),
        Just(Happening::CoverClosed),
        Just(Happening::PaperOut),
        Just(Happening::PaperLow),
        Just(Happening::PaperLoaded),
    ]
}

proptest! {
    #[test]
    fn whatever_happens_is_known_once_a_second_has_passed(
        automatic in any::<bool>(),
        story in proptest::collection::vec((happening(), 0..3_000_u64), 1..40),
    ) {
        let status = if automatic { Status::Automatic } else { Status::Asked };
        let mut idle = Idle::good(status);
        let (mut cover_open, mut paper_out) = (false, false);
        for (happening, millis) in story {
            match happening {
                Happening::CoverOpened => cover_open = true,
                Happening::CoverClosed => cover_open = false,
                Happening::PaperOut => paper_out = true,
                Happening::PaperLoaded => paper_out = false,
                _ => {}
            }
            idle.happen(happening);
            prop_assert_eq!(idle.pass(Duration::from_millis(millis)), None);
            if millis >= 1_000 || automatic {
                let fault = match (cover_open, paper_out) {
                    (true, _) => Some(Fault::CoverOpen),
                    (false, true) => Some(Fault::OutOfPaper),
                    (false, false) => None,
                };
                prop_assert_eq!(idle.watch.fault(), fault);
            }
        }
    }

    #[test]
    fn at_rest_no_answer_is_on_its_way(
        steps in proptest::collection::vec((0..400_u64, any::<bool>()), 1..200),
    ) {
        let mut idle = Idle::good(Status::Asked);
        let mut asked_at = None;
        for (millis, answered) in steps {
            idle.now += Duration::from_millis(millis);
            let now = idle.now;
            if asked_at.is_some_and(|at| answered || at + SECOND <= now) {
                idle.watch.handle_received(&[0x12], now);
                asked_at = None;
            }
            if let WatchStep::Send(bytes, _) = idle.watch.poll(now) {
                prop_assert_eq!(asked_at, None, "two questions at once");
                let count = bytes.len();
                idle.watch.handle_sent(count, now);
                asked_at = Some(now);
            }
            prop_assert_eq!(idle.watch.is_at_rest(), asked_at.is_none());
        }
    }

    #[test]
    fn any_bytes_at_all_leave_the_watch_standing(
        chunks in proptest::collection::vec((any::<Vec<u8>>(), 0..5_000_u64), 1..40),
    ) {
        let mut idle = Idle::good(Status::Automatic);
        for (bytes, millis) in chunks {
            idle.answers = bytes;
            if idle.pass(Duration::from_millis(millis)).is_some() {
                break;
            }
        }
    }
}
