use antre_domain::SlipKind;
use antre_printing::{
    ACT_KEY_BYTES_MAX, ActRecord, Acts, FINISHED_MAX, Fault, JOB_BYTES_MAX, Job, JobState,
    PrintError, QUEUED_MAX, Reason, Submitted,
};

use crate::{job, state};

fn given(acts: &mut Acts, job: Job) -> ActRecord {
    match acts.submit(job, 1_000).unwrap() {
        Submitted::New(record) => {
            acts.apply(record.clone());
            record
        }
        Submitted::Known(progress) => panic!("known as {progress:?}"),
    }
}

fn moved(acts: &mut Acts, act_key: &str, to: JobState) -> ActRecord {
    let record = acts.moved(act_key, to, None).unwrap();
    acts.apply(record.clone());
    record
}

#[test]
fn only_moves_that_can_be_true_are_allowed() {
    use JobState::{Blind, Confirmed, Failed, Queued, Sent, Unknown};
    let all = [Queued, Sent, Confirmed, Blind, Unknown, Failed];
    let allowed = |from| -> Vec<JobState> {
        let mut acts = Acts::default();
        given(&mut acts, job("act-1"));
        match from {
            Queued => {}
            Sent => drop(moved(&mut acts, "act-1", Sent)),
            Failed => drop(moved(&mut acts, "act-1", Failed)),
            Confirmed | Blind | Unknown => {
                moved(&mut acts, "act-1", Sent);
                moved(&mut acts, "act-1", from);
            }
        }
        let possible = |&to: &JobState| acts.moved("act-1", to, None).is_some();
        all.into_iter().filter(possible).collect()
    };
    assert_eq!(allowed(Queued), [Sent, Failed]);
    assert_eq!(allowed(Sent), [Queued, Confirmed, Blind, Unknown]);
    for end in [Confirmed, Blind, Unknown, Failed] {
        assert_eq!(allowed(end), []);
    }
}

#[test]
fn a_restored_act_stands_where_its_last_record_says() {
    let mut acts = Acts::default();
    let mut records = vec![given(&mut acts, job("act-1"))];
    for to in [JobState::Sent, JobState::Queued, JobState::Sent] {
        records.push(moved(&mut acts, "act-1", to));
    }
    records.push(
        acts.moved("act-1", JobState::Unknown, Some(Reason::NoProof))
            .unwrap(),
    );
    for known in 1..=records.len() {
        let written: Vec<_> = records[..known].iter().map(ActRecord::encode).collect();
        let restored = Acts::restore(&written).unwrap();
        let last = &records[known - 1];
        assert_eq!(restored.progress("act-1"), Some(last.progress()));
        match last.progress().state {
            JobState::Queued => {
                let next = restored.next_job().unwrap();
                assert_eq!(next.job_bytes(), job("act-1").bytes);
            }
            _ => assert!(restored.next_job().is_none()),
        }
        // Written anew, it is the same.
        let anew: Vec<_> = restored.records().map(ActRecord::encode).collect();
        assert_eq!(anew.len(), 1);
        let again = Acts::restore(&anew).unwrap();
        assert_eq!(again.progress("act-1"), Some(last.progress()));
        assert_eq!(again.next_job(), restored.next_job());
        assert_eq!(again.residue_bytes(), restored.residue_bytes());
    }
}

#[test]
fn a_journal_of_version_1_is_still_read() {
    let facts = r#""ticket_id":"t","number":"A012","copy":false,"queued_at_ms":5,"job_bytes":3"#;
    let written = [
        format!(r#"{{"v":1,"act_key":"a",{facts},"state":"queued","reason":null}}"#) + "\n\x1b@\n",
        format!(r#"{{"v":1,"act_key":"b",{facts},"state":"sent","reason":null}}"#) + "\n",
        format!(r#"{{"v":1,"act_key":"b",{facts},"state":"unknown","reason":"out_of_paper"}}"#),
        format!(r#"{{"v":1,"act_key":"c",{facts},"state":"failed","reason":"withdrawn"}}"#),
    ];
    let acts = Acts::restore(written.map(String::into_bytes)).unwrap();
    assert_eq!(acts.next_job().unwrap().job_bytes(), b"\x1b@\n");
    let out_of_paper = Some(Reason::Printer(Fault::OutOfPaper));
    assert_eq!(
        acts.progress("b"),
        Some(state(JobState::Unknown, out_of_paper))
    );
    let withdrawn = Some(Reason::Withdrawn);
    assert_eq!(acts.progress("c"), Some(state(JobState::Failed, withdrawn)));
}

#[test]
fn records_of_another_version_or_of_something_else_are_refused() {
    let mut acts = Acts::default();
    let record = String::from_utf8_lossy(&given(&mut acts, job("a")).encode()).into_owned();
    for strange in [
        String::new(),
        "{}".to_owned(),
        record.replace("\"v\":2", "\"v\":3"),
        record.replace("queued\"", "lost\""),
        record.replace("\"kind\"", "\"more\":0,\"kind\""),
    ] {
        assert!(matches!(
            Acts::restore([strange.as_bytes()]),
            Err(PrintError::Unreadable(_))
        ));
    }
}

#[test]
fn an_act_key_never_stands_for_two_jobs() {
    let mut acts = Acts::default();
    given(&mut acts, job("act-1"));
    let other_ticket = Job {
        ticket_id: "another".to_owned(),
        ..job("act-1")
    };
    let copy = Job {
        kind: SlipKind::Copy,
        ..job("act-1")
    };
    for other in [other_ticket, copy] {
        assert!(matches!(acts.submit(other, 0), Err(PrintError::KeyReused)));
    }
    assert!(matches!(
        acts.submit(job("act-1"), 0),
        Ok(Submitted::Known(_))
    ));
}

#[test]
fn a_ticket_has_one_original_under_whatever_key_unless_nothing_was_printed() {
    let mut acts = Acts::default();
    let second = Job {
        ticket_id: job("act-1").ticket_id,
        ..job("act-2")
    };
    let copy = Job {
        kind: SlipKind::Copy,
        act_key: "copy-1".to_owned(),
        ..second.clone()
    };
    given(&mut acts, job("act-1"));
    assert!(matches!(
        acts.submit(second.clone(), 0),
        Err(PrintError::SecondOriginal)
    ));
    given(&mut acts, copy);
    moved(&mut acts, "act-1", JobState::Failed);
    given(&mut acts, second);
}

#[test]
fn jobs_that_are_empty_too_long_or_hold_a_real_time_command_are_refused() {
    let acts = Acts::default();
    let long = "x".repeat(ACT_KEY_BYTES_MAX + 1);
    for act_key in [String::new(), long] {
        let job = Job {
            act_key,
            ..job("a")
        };
        assert!(matches!(acts.submit(job, 0), Err(PrintError::Size { .. })));
    }
    for bytes in [Vec::new(), vec![0; JOB_BYTES_MAX + 1]] {
        let job = Job { bytes, ..job("a") };
        assert!(matches!(acts.submit(job, 0), Err(PrintError::Size { .. })));
    }
    for command in [b"\x10\x04\x01", b"\x10\x05\x02", b"\x10\x14\x01"] {
        let bytes = [b"\x1b@", &command[..]].concat();
        let job = Job { bytes, ..job("a") };
        assert!(matches!(
            acts.submit(job, 0),
            Err(PrintError::RealTimeCommand { offset: 2 })
        ));
    }
}

#[test]
fn the_largest_job_fits_into_one_record() {
    let mut acts = Acts::default();
    let record = given(
        &mut acts,
        Job {
            act_key: "\u{1}".repeat(ACT_KEY_BYTES_MAX),
            ticket_id: "\u{1}".repeat(64),
            number: "\u{1}".repeat(16),
            bytes: vec![0xff; JOB_BYTES_MAX],
            kind: SlipKind::Original,
            length_mm: u32::MAX,
        },
    );
    assert!(record.encode().len() <= antre_journal::RECORD_BYTES_MAX);
}

#[test]
fn the_queue_and_the_memory_of_finished_acts_are_bounded() {
    let mut acts = Acts::default();
    for count in 0..QUEUED_MAX {
        given(&mut acts, job(&format!("waiting-{count}")));
    }
    assert!(matches!(
        acts.submit(job("one-more"), 0),
        Err(PrintError::QueueFull { max: QUEUED_MAX })
    ));
    moved(&mut acts, "waiting-0", JobState::Failed);
    for count in 0..FINISHED_MAX {
        let act_key = format!("act-{count}");
        given(&mut acts, job(&act_key));
        moved(&mut acts, &act_key, JobState::Sent);
        moved(&mut acts, &act_key, JobState::Blind);
    }
    assert_eq!(acts.progress("waiting-0"), None, "the oldest is forgotten");
    assert!(acts.progress("act-0").is_some());
    assert!(acts.progress("waiting-1").is_some(), "no waiting job is");
    assert_eq!(acts.records().count(), FINISHED_MAX + QUEUED_MAX - 1);
}

#[test]
fn the_job_that_left_last_is_the_one_the_printer_may_be_inside_of() {
    let mut acts = Acts::default();
    assert_eq!(acts.residue_bytes(), 0);
    given(&mut acts, job("act-1"));
    assert_eq!(acts.residue_bytes(), 0);
    moved(&mut acts, "act-1", JobState::Sent);
    let len = job("act-1").bytes.len();
    assert_eq!(acts.residue_bytes(), len);
    moved(&mut acts, "act-1", JobState::Unknown);
    assert_eq!(acts.residue_bytes(), len);
    given(&mut acts, job("act-2"));
    assert_eq!(acts.residue_bytes(), len);
    moved(&mut acts, "act-2", JobState::Sent);
    moved(&mut acts, "act-2", JobState::Confirmed);
    assert_eq!(acts.residue_bytes(), 0);
}
