use antre_storage::{Applied, Leg, REPORTS_FILE, Reports, StoredEvent};

use crate::fixture::{all_events, day, event, new_dir, opening};

/// A follower in miniature: event `n` of the log is a step in the life of ticket `n % 5`.
fn follow(reports: &mut Reports, applied: Applied, events: &[StoredEvent]) {
    let mut legs: Vec<Leg> = reports.legs(day(22)).unwrap();
    for event in events.iter().filter(|event| event.day.is_none()) {
        let ticket = format!("ticket-{}", event.seq % 5);
        match legs.iter_mut().find(|leg| leg.ticket == ticket) {
            None => legs.push(leg(&ticket, event.at_ms)),
            Some(leg) if leg.called_at_ms.is_none() => {
                leg.called_at_ms = Some(event.at_ms);
                leg.counter = Some("loket-1".to_owned());
            }
            Some(leg) => {
                leg.ended_at_ms = Some(event.at_ms + event.seq as i64);
                leg.outcome = Some("served".to_owned());
            }
        }
    }
    reports.apply(applied, &legs).unwrap();
}

fn leg(ticket: &str, joined_at_ms: i64) -> Leg {
    Leg {
        ticket: ticket.to_owned(),
        leg: 0,
        day: day(22),
        number: "A001".to_owned(),
        service: "umum".to_owned(),
        class: "regular".to_owned(),
        counter: None,
        joined_at_ms,
        called_at_ms: None,
        started_at_ms: None,
        ended_at_ms: None,
        outcome: None,
    }
}

#[test]
fn reports_rebuilt_from_nothing_equal_the_incremental_ones() {
    let (_temp, dir) = new_dir();
    let mut log = dir.log().unwrap();
    let mut batch = opening(22);
    batch
        .events
        .extend((0..40).map(|number| event(&"x".repeat(number))));
    log.append(&batch).unwrap();
    let epoch = log.tail().epoch;
    let all = all_events(&dir);

    let mut reports = dir.reports().unwrap();
    for piece in all.chunks(3) {
        let seq = piece.last().unwrap().seq;
        follow(&mut reports, Applied { epoch, seq }, piece);
    }
    let incremental = reports.legs(day(22)).unwrap();
    assert_eq!(incremental.len(), 5);

    let mut rebuilt = reports.rebuild().unwrap();
    assert_eq!(rebuilt.applied().unwrap(), None);
    assert_eq!(rebuilt.legs(day(22)).unwrap(), []);
    follow(&mut rebuilt, Applied { epoch, seq: 41 }, &all);
    assert_eq!(rebuilt.legs(day(22)).unwrap(), incremental);
    assert_eq!(rebuilt.applied().unwrap(), Some(Applied { epoch, seq: 41 }));
}

#[test]
fn what_was_applied_before_is_not_applied_again() {
    let (_temp, dir) = new_dir();
    let epoch = dir.log().unwrap().tail().epoch;
    let mut reports = dir.reports().unwrap();
    let called = Leg {
        called_at_ms: Some(9),
        ..leg("t", 1)
    };
    reports
        .apply(Applied { epoch, seq: 5 }, std::slice::from_ref(&called))
        .unwrap();
    reports
        .apply(Applied { epoch, seq: 5 }, &[leg("t", 1)])
        .unwrap();
    reports
        .apply(Applied { epoch, seq: 4 }, &[leg("t", 1)])
        .unwrap();
    assert_eq!(reports.legs(day(22)).unwrap(), [called]);
    assert_eq!(reports.applied().unwrap(), Some(Applied { epoch, seq: 5 }));
}

#[test]
fn a_ticket_moved_on_keeps_the_legs_behind_it() {
    let (_temp, dir) = new_dir();
    let epoch = dir.log().unwrap().tail().epoch;
    let mut reports = dir.reports().unwrap();
    let second = Leg {
        leg: 1,
        service: "farmasi".to_owned(),
        ..leg("t", 8)
    };
    let other_day = Leg {
        day: day(23),
        ..leg("u", 9)
    };
    reports
        .apply(
            Applied { epoch, seq: 1 },
            &[second.clone(), leg("t", 1), other_day.clone()],
        )
        .unwrap();
    assert_eq!(reports.legs(day(22)).unwrap(), [leg("t", 1), second]);
    assert_eq!(reports.legs(day(23)).unwrap(), [other_day]);
}

#[test]
fn damaged_reports_are_made_anew_and_keep_no_branch_closed() {
    let (temp, dir) = new_dir();
    let epoch = dir.log().unwrap().tail().epoch;
    dir.reports()
        .unwrap()
        .apply(Applied { epoch, seq: 1 }, &[leg("t", 1)])
        .unwrap();
    drop(dir);
    std::fs::write(temp.path().join(REPORTS_FILE), vec![0xa5; 8_192]).unwrap();

    let dir = antre_storage::DataDir::open(temp.path(), crate::fixture::CREATE).unwrap();
    dir.log().unwrap();
    let reports = dir.reports().unwrap();
    assert_eq!(reports.applied().unwrap(), None);
}
