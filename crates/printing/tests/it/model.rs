//! Random days: jobs given and given again, lines lost at any byte, crashes between any two steps.

use std::time::Instant;

use antre_printing::{
    ActRecord, Acts, Deadlines, Errand, Exchange, Job, JobState, Lost, Manner, Manners, Outcome,
    Reason, Step, Submitted,
};
use proptest::prelude::*;

use crate::printer::count;
use crate::{job, mark};

#[derive(Debug, Clone)]
enum Event {
    /// The job of this act is given, perhaps not for the first time.
    Give(u8),
    Withdraw(u8),
    /// The next job is sent; the line carries so many bytes, the disk takes so many records, and
    /// the process lives for so many steps.
    Print {
        line_bytes: usize,
        disk_records: usize,
        steps: usize,
        proof: bool,
        /// Over a line that is held and watched.
        watched: bool,
    },
    Restart,
}

fn event() -> impl Strategy<Value = Event> {
    let often_enough = |max: usize| prop_oneof![0..max, Just(usize::MAX)];
    prop_oneof![
        4 => (0..6_u8).prop_map(Event::Give),
        1 => (0..6_u8).prop_map(Event::Withdraw),
        6 => (often_enough(400), often_enough(3), often_enough(14), any::<bool>(), any::<bool>()).prop_map(
            |(line_bytes, disk_records, steps, proof, watched)| Event::Print {
                line_bytes,
                disk_records,
                steps,
                proof,
                watched,
            },
        ),
        1 => Just(Event::Restart),
    ]
}

#[derive(Default)]
struct World {
    disk: Vec<Vec<u8>>,
    acts: Acts,
    residue_bytes: usize,
    paper: Vec<u8>,
}

impl World {
    fn write(&mut self, record: Option<ActRecord>) -> bool {
        let Some(record) = record else { return false };
        self.disk.push(record.encode());
        self.acts.apply(record);
        true
    }

    fn give(&mut self, act_key: &str) {
        let answer = self.acts.submit(job(act_key), 0).unwrap();
        match answer {
            Submitted::New(record) => drop(self.write(Some(record))),
            Submitted::Known(known) => assert_eq!(self.acts.progress(act_key), Some(known)),
        }
    }

    fn restart(&mut self) {
        self.acts = Acts::restore(&self.disk).unwrap();
        self.residue_bytes = self.acts.residue_bytes();
        for act_key in self.acts.sent() {
            let unknown = self
                .acts
                .moved(&act_key, JobState::Unknown, Some(Reason::Restarted));
            self.write(unknown);
        }
    }

    /// As the printer's thread does it. Returns early where the process dies.
    fn print(
        &mut self,
        mut line_bytes: usize,
        mut disk_records: usize,
        steps: usize,
        [proof, watched]: [bool; 2],
    ) {
        let Some(next) = self.acts.next_job() else {
            return;
        };
        let act_key = next.act_key().to_owned();
        let errand = Errand {
            job: Some(next.job_bytes().to_vec()),
            residue_bytes: self.residue_bytes,
            proof_id: *b"0001",
        };
        let manners = Manners {
            status: Manner::Answers,
            proof: if proof {
                Manner::Answers
            } else {
                Manner::Never
            },
        };
        let mut now = Instant::now();
        let mut exchange = Exchange::new(errand, manners, Deadlines::default(), true);
        if watched {
            exchange = exchange.with_known_ready();
        }
        let mut answers = Vec::new();
        for _ in 0..steps {
            match exchange.poll(now) {
                Step::Send(bytes) => {
                    let taken = bytes.len().min(line_bytes).min(120);
                    answers = answer_to(&bytes[..taken], proof);
                    self.paper.extend(&bytes[..taken]);
                    line_bytes -= taken;
                    match taken {
                        0 => exchange.handle_lost(Lost::Closed, now),
                        _ => exchange.handle_sent(taken, now),
                    }
                }
                Step::Listen(until) if answers.is_empty() => now = until,
                Step::Listen(_) => exchange.handle_received(&std::mem::take(&mut answers)),
                Step::Commit => {
                    if disk_records == 0 {
                        return;
                    }
                    disk_records -= 1;
                    let sent = self.acts.moved(&act_key, JobState::Sent, None);
                    assert!(self.write(sent));
                    exchange.handle_committed(now);
                }
                Step::Done(outcome) => {
                    if exchange.residue_cleared() {
                        self.residue_bytes = 0;
                    }
                    let (state, reason) = match outcome {
                        Outcome::Finished { state, reason } => (state, reason),
                        Outcome::NotSent(_) => (JobState::Queued, None),
                        Outcome::Checked => unreachable!("there was a job"),
                    };
                    if state == JobState::Unknown {
                        self.residue_bytes = job(&act_key).bytes.len();
                    }
                    if disk_records > 0 {
                        let end = self.acts.moved(&act_key, state, reason);
                        self.write(end);
                    } else {
                        self.restart();
                    }
                    return;
                }
            }
        }
        self.restart();
    }

    fn check(&self) {
        for number in 0..6_u8 {
            let Some(progress) = self.acts.progress(&key(number)) else {
                continue;
            };
            let Job { bytes, .. } = job(&key(number));
            let begun = count(&self.paper, &mark(&key(number)));
            assert!(begun <= 1, "{} originals of {}", begun, key(number));
            match progress.state {
                JobState::Queued | JobState::Failed => assert_eq!(begun, 0),
                JobState::Confirmed => {
                    assert!(self.paper.windows(bytes.len()).any(|at| at == bytes));
                }
                JobState::Sent | JobState::Blind | JobState::Unknown => {}
            }
        }
    }
}

fn key(number: u8) -> String {
    format!("act-{number}")
}

fn answer_to(bytes: &[u8], proof: bool) -> Vec<u8> {
    match bytes {
        [.., 0x10, 0x04, _] => vec![0x12],
        [.., 0x1d, 0x28, 0x48, 6, 0, 0x30, 0x30, d1, d2, d3, d4] if proof => {
            vec![0x37, 0x22, *d1, *d2, *d3, *d4, 0]
        }
        _ => Vec::new(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn no_act_is_printed_twice_whatever_happens(events in proptest::collection::vec(event(), 1..60)) {
        let mut world = World::default();
        for event in events {
            match event {
                Event::Give(number) => world.give(&key(number)),
                Event::Withdraw(number) => {
                    let withdrawn = Some(Reason::Withdrawn);
                    let record = world.acts.moved(&key(number), JobState::Failed, withdrawn);
                    world.write(record);
                }
                Event::Print { line_bytes, disk_records, steps, proof, watched } => {
                    world.print(line_bytes, disk_records, steps, [proof, watched]);
                }
                Event::Restart => world.restart(),
            }
            world.check();
        }
    }
}
