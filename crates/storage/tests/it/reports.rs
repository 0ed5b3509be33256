use antre_storage::{Applied, Expected, Leg, REPORTS_FILE, Reports, StoredEvent, ToldWait};

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
        clerk: None,
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

fn told(ticket: &str, of: u32, waited_secs: f64) -> ToldWait {
    let raw = Expected {
        mean_secs: 610.5,
        p10_secs: 200.0,
        p50_secs: 600.0,
        p80_secs: 900.0,
        p90_secs: 1_100.25,
    };
    ToldWait {
        ticket: ticket.to_owned(),
        day: day(of),
        told_at_ms: i64::from(of) * 1_000,
        hour: 9,
        service: "umum".to_owned(),
        class: "regular".to_owned(),
        basis: "run".to_owned(),
        raw,
        corrected: Expected {
            p90_secs: 1_300.0,
            ..raw
        },
        from_secs: 600,
        to_secs: 900,
        waited_secs,
    }
}

#[test]
fn what_people_were_told_is_kept_with_what_came_and_forgotten_in_time() {
    let (_temp, dir) = new_dir();
    let mut reports = dir.reports().unwrap();
    let (old, new) = (told("t-1", 2, 500.0), told("t-2", 22, 812.5));
    reports.tell(&[new.clone(), old.clone()], day(1)).unwrap();
    let history = dir.report_history().unwrap();
    assert_eq!(history.told(day(1), 9).unwrap(), [old.clone(), new.clone()]);
    assert_eq!(
        history.told(day(3), 9).unwrap(),
        std::slice::from_ref(&new),
        "from a day on"
    );
    assert_eq!(
        history.told(day(1), 1).unwrap(),
        std::slice::from_ref(&new),
        "the newest"
    );
    reports.tell(&[], day(3)).unwrap();
    assert_eq!(history.told(day(1), 9).unwrap(), [new]);
}

#[test]
fn the_newest_legs_of_several_days_are_read_beside_their_writer_oldest_first() {
    let (_temp, dir) = new_dir();
    let epoch = dir.log().unwrap().tail().epoch;
    let mut reports = dir.reports().unwrap();
    let served = Leg {
        clerk: Some("p-1f2e3d4c".to_owned()),
        ..leg("t", 1)
    };
    let later = leg("u", 5);
    let next_day = Leg {
        day: day(23),
        ..leg("v", 9)
    };
    let all = [next_day.clone(), served.clone(), later.clone()];
    reports.apply(Applied { epoch, seq: 1 }, &all).unwrap();
    let history = dir.report_history().unwrap();
    assert_eq!(
        history.legs(day(1), 9).unwrap(),
        [served, later.clone(), next_day.clone()]
    );
    assert_eq!(history.legs(day(1), 2).unwrap(), [later, next_day.clone()]);
    assert_eq!(history.legs(day(23), 9).unwrap(), [next_day]);
}

#[test]
fn reports_of_before_forecasts_keep_their_legs_and_go_on() {
    let (temp, dir) = new_dir();
    let epoch = dir.log().unwrap().tail().epoch;
    let mut reports = dir.reports().unwrap();
    let known = leg("t", 1);
    reports
        .apply(Applied { epoch, seq: 1 }, std::slice::from_ref(&known))
        .unwrap();
    drop(reports);
    // The file as the version before made it.
    let raw = rusqlite::Connection::open(dir.path().join(REPORTS_FILE)).unwrap();
    raw.execute_batch(
        "DROP TABLE forecast; ALTER TABLE leg DROP COLUMN clerk; PRAGMA user_version = 1",
    )
    .unwrap();
    drop(raw);
    let mut reports = dir.reports().unwrap();
    assert_eq!(reports.legs(day(22)).unwrap(), [known]);
    reports.tell(&[told("t", 22, 1.0)], day(1)).unwrap();
    drop(temp);
}
