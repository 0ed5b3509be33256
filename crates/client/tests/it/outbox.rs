//! The outbox by itself.

use std::time::Duration;

use antre_client::Moment;
use antre_client::requests::{
    ACT_BYTES_MAX, ACTS_MAX, Act, Answer, Delivery, Key, Outbox, OutboxError, OutboxEvent, Reply,
};
use antre_domain::Timestamp;
use antre_journal::Journal;

use crate::following::at;

pub(crate) const LIFETIME: Duration = Duration::from_secs(30);

pub(crate) fn clock(ms: u64) -> Timestamp {
    Timestamp::from_millis(1_760_000_000_000 + ms as i64)
}

pub(crate) fn act(n: u32) -> Act {
    Act {
        path: "/api/v1/tickets".into(),
        body: format!("{{\"service\":\"umum-{n}\"}}"),
    }
}

pub(crate) fn key(n: u32) -> Key {
    Key::from_bits(0xabc0_0000_0000 + u128::from(n))
}

pub(crate) fn answer(status: u16) -> Reply {
    Reply::Answered(Answer {
        status,
        body: b"{}".to_vec(),
        retry_after_secs: None,
    })
}

fn posted(outbox: &mut Outbox, now: Moment, n: u32) {
    outbox
        .post(now, clock(0), key(n), act(n), LIFETIME)
        .unwrap();
}

fn next_attempt(outbox: &mut Outbox) -> (Moment, Delivery) {
    let due_at = outbox.poll_deadline().unwrap();
    (due_at, outbox.poll_transmit(due_at).unwrap())
}

#[test]
fn an_act_is_on_its_way_once_and_repeated_under_its_key_until_answered() {
    let mut outbox = Outbox::in_memory(1);
    posted(&mut outbox, at(0), 1);
    let mut now = at(0);
    for reply in [
        Reply::Lost,
        answer(503),
        answer(500),
        answer(301),
        Reply::Lost,
    ] {
        let (due_at, delivery) = next_attempt(&mut outbox);
        assert_eq!(
            delivery,
            Delivery {
                key: key(1),
                act: act(1)
            }
        );
        assert_eq!(
            outbox.poll_transmit(due_at + LIFETIME),
            None,
            "it is on its way already"
        );
        now = due_at;
        outbox.handle_reply(now, key(1), reply);
        assert_eq!(outbox.poll_event(), None);
        assert_eq!(outbox.poll_transmit(now), None, "it must wait");
    }
    let (due_at, _) = next_attempt(&mut outbox);
    assert!(due_at > now);
    outbox.handle_reply(due_at, key(1), answer(201));
    let Some(OutboxEvent::Settled {
        key: settled,
        answer,
        ..
    }) = outbox.poll_event()
    else {
        panic!()
    };
    assert_eq!((settled, answer.status), (key(1), 201));
    assert!(outbox.is_empty());
    assert_eq!(outbox.poll_deadline(), None);
}

#[test]
fn a_refusal_is_final() {
    for status in [400, 401, 403, 404, 409, 413, 429] {
        let mut outbox = Outbox::in_memory(1);
        posted(&mut outbox, at(0), 1);
        outbox.poll_transmit(at(0)).unwrap();
        outbox.handle_reply(at(1), key(1), answer(status));
        assert!(
            matches!(outbox.poll_event(), Some(OutboxEvent::Settled { .. })),
            "{status}"
        );
        assert!(outbox.is_empty(), "{status}");
    }
}

#[test]
fn a_busy_hub_names_the_wait_but_not_a_long_one() {
    let busy = |secs| {
        Reply::Answered(Answer {
            status: 503,
            body: Vec::new(),
            retry_after_secs: Some(secs),
        })
    };
    for (asked, waited) in [(3, 3), (9_999, 10)] {
        let mut outbox = Outbox::in_memory(1);
        posted(&mut outbox, at(0), 1);
        outbox.poll_transmit(at(0)).unwrap();
        outbox.handle_reply(at(0), key(1), busy(asked));
        assert_eq!(outbox.poll_deadline(), Some(at(waited * 1_000)));
    }
}

#[test]
fn an_act_that_is_never_answered_is_given_up() {
    let mut outbox = Outbox::in_memory(1);
    posted(&mut outbox, at(0), 1);
    let mut attempts = 0;
    while let Some(now) = outbox.poll_deadline() {
        match outbox.poll_transmit(now) {
            Some(_) => {
                attempts += 1;
                outbox.handle_reply(now + Duration::from_secs(1), key(1), Reply::Lost);
            }
            None => outbox.handle_timeout(now),
        }
    }
    assert!(attempts >= 4, "{attempts}");
    assert_eq!(
        outbox.poll_event(),
        Some(OutboxEvent::GaveUp {
            key: key(1),
            act: act(1),
            sent: true
        })
    );
}

#[test]
fn an_act_that_expires_before_it_was_sent_says_so() {
    let mut outbox = Outbox::in_memory(1);
    posted(&mut outbox, at(0), 1);
    let late = at(0) + LIFETIME;
    assert_eq!(outbox.poll_transmit(late), None);
    outbox.handle_timeout(late);
    assert_eq!(
        outbox.poll_event(),
        Some(OutboxEvent::GaveUp {
            key: key(1),
            act: act(1),
            sent: false
        })
    );
}

#[test]
fn a_late_answer_still_counts() {
    let mut outbox = Outbox::in_memory(1);
    posted(&mut outbox, at(0), 1);
    outbox.poll_transmit(at(0)).unwrap();
    outbox.handle_timeout(at(40_000));
    assert_eq!(outbox.poll_event(), None, "it is still on its way");
    outbox.handle_reply(at(40_000), key(1), answer(201));
    assert!(matches!(
        outbox.poll_event(),
        Some(OutboxEvent::Settled { .. })
    ));
}

#[test]
fn too_many_and_too_long_are_refused() {
    let mut outbox = Outbox::in_memory(1);
    let long = Act {
        path: "/".into(),
        body: "x".repeat(ACT_BYTES_MAX),
    };
    let refused = outbox.post(at(0), clock(0), key(0), long, LIFETIME);
    assert!(matches!(refused, Err(OutboxError::TooLong { .. })));
    for n in 0..ACTS_MAX as u32 {
        posted(&mut outbox, at(0), n);
    }
    let refused = outbox.post(at(0), clock(0), key(999), act(999), LIFETIME);
    assert!(matches!(refused, Err(OutboxError::TooMany)));
    assert_eq!(outbox.len(), ACTS_MAX);
}

#[test]
fn a_restart_takes_up_what_is_left_of_a_lifetime() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("outbox");
    let mut outbox = Outbox::open(&path, at(0), clock(0), 1).unwrap();
    posted(&mut outbox, at(0), 1);
    drop(outbox);
    // Ten seconds later by the wall, with the process's own clock at zero again.
    let outbox = Outbox::open(&path, at(0), clock(10_000), 1).unwrap();
    drop(outbox);
    let mut outbox = Outbox::open(&path, at(0), clock(29_000), 1).unwrap();
    assert_eq!(
        outbox.poll_transmit(at(0)),
        Some(Delivery {
            key: key(1),
            act: act(1)
        })
    );
    outbox.handle_reply(at(1_000), key(1), Reply::Lost);
    assert!(matches!(
        outbox.poll_event(),
        Some(OutboxEvent::GaveUp { sent: true, .. })
    ));
    drop(outbox);
    assert!(
        Outbox::open(&path, at(0), clock(29_000), 1)
            .unwrap()
            .is_empty()
    );
}

#[test]
fn a_clock_set_back_does_not_lengthen_a_lifetime() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("outbox");
    let mut outbox = Outbox::open(&path, at(0), clock(86_400_000), 1).unwrap();
    outbox
        .post(at(0), clock(86_400_000), key(1), act(1), LIFETIME)
        .unwrap();
    drop(outbox);
    let mut outbox = Outbox::open(&path, at(0), clock(0), 1).unwrap();
    outbox.handle_timeout(at(0) + LIFETIME);
    assert!(matches!(
        outbox.poll_event(),
        Some(OutboxEvent::GaveUp { .. })
    ));
}

#[test]
fn the_file_does_not_grow_with_the_day() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("outbox");
    let mut outbox = Outbox::open(&path, at(0), clock(0), 1).unwrap();
    let big = |n: u32| Act {
        path: "/".into(),
        body: n.to_string().repeat(1_000),
    };
    outbox
        .post(at(0), clock(0), key(9_999), act(9_999), LIFETIME)
        .unwrap();
    outbox.poll_transmit(at(0)).unwrap();
    for n in 1_000..1_100 {
        outbox
            .post(at(0), clock(0), key(n), big(n), LIFETIME)
            .unwrap();
        // What is in the file is asked of the file, each time.
        drop(outbox);
        outbox = Outbox::open(&path, at(0), clock(0), 1).unwrap();
        let kept: Vec<Key> = std::iter::from_fn(|| outbox.poll_transmit(at(0)))
            .map(|kept| kept.key)
            .collect();
        assert_eq!(kept, [key(9_999), key(n)]);
        outbox.handle_reply(at(0), key(n), answer(200));
    }
    let size = std::fs::metadata(&path).unwrap().len();
    assert!(size < 100_000, "{size} bytes");
    drop(outbox);
    let mut outbox = Outbox::open(&path, at(0), clock(0), 1).unwrap();
    assert_eq!(outbox.poll_transmit(at(0)).unwrap().key, key(9_999));
    assert_eq!(outbox.len(), 1);
}

#[test]
fn a_record_of_another_version_is_not_passed_over() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("outbox");
    let (mut journal, _) = Journal::open(&path, antre_journal::Limits::default()).unwrap();
    journal.append(br#"{"record":"dreamt"}"#).unwrap();
    drop(journal);
    assert!(matches!(
        Outbox::open(&path, at(0), clock(0), 1),
        Err(OutboxError::Unreadable { .. })
    ));
}

#[test]
fn a_second_process_on_the_same_file_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("outbox");
    let _outbox = Outbox::open(&path, at(0), clock(0), 1).unwrap();
    assert!(matches!(
        Outbox::open(&path, at(0), clock(0), 1),
        Err(OutboxError::Journal(_))
    ));
}

#[test]
fn a_disk_that_fails_refuses_acts_and_loses_none_once_it_works_again() {
    let root = tempfile::tempdir().unwrap();
    let dir = root.path().join("disk");
    std::fs::create_dir(&dir).unwrap();
    let path = dir.join("outbox");
    let mut outbox = Outbox::open(&path, at(0), clock(0), 1).unwrap();
    posted(&mut outbox, at(0), 1);
    // Without its directory the file can be appended to, but not be written anew, as it soon must.
    std::fs::remove_dir_all(&dir).unwrap();
    let post = |outbox: &mut Outbox, n: u32| {
        let big = Act {
            path: "/".into(),
            body: n.to_string().repeat(1_000),
        };
        outbox.post(at(0), clock(0), key(n), big, LIFETIME)
    };
    let refused_at = (1_000..1_100).find(|&n| {
        let posted = post(&mut outbox, n);
        while let Some(delivery) = outbox.poll_transmit(at(0)) {
            if delivery.key != key(1) {
                outbox.handle_reply(at(0), delivery.key, answer(200));
            }
        }
        posted.is_err()
    });
    assert!(refused_at.is_some());
    assert!(
        matches!(post(&mut outbox, 2_000), Err(OutboxError::Journal(_))),
        "the disk is still gone"
    );
    std::fs::create_dir(&dir).unwrap();
    post(&mut outbox, 3_000).unwrap();
    drop(outbox);
    let mut outbox = Outbox::open(&path, at(0), clock(0), 1).unwrap();
    let kept: Vec<Key> = std::iter::from_fn(|| outbox.poll_transmit(at(0)))
        .map(|kept| kept.key)
        .collect();
    assert_eq!(kept, [key(1), key(3_000)]);
}
