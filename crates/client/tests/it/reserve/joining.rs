//! Back with the hub: what was given is joined, and the reserve is asked anew.

use super::*;

#[test]
fn what_the_hub_has_not_heard_is_joined_first_then_the_reserve_is_asked_anew() {
    let mut kiosk = Kiosk::granted(0);
    kiosk.reserve().handle_stale();
    let given = [kiosk.given(10), kiosk.given(20)];
    assert!(kiosk.transmit(30).is_none(), "nobody is there");
    kiosk.reserve().handle_live();
    let sent = kiosk.settle();
    let paths: Vec<&str> = sent.iter().map(|sent| sent.act.path.as_str()).collect();
    assert_eq!(paths, ["/api/v1/reserve/join", "/api/v1/reserve"]);
    let joined: JoinRequest = serde_json::from_str(&sent[0].act.body).unwrap();
    assert_eq!(joined.tickets, given.map(|given| given.ticket));
    assert!(kiosk.reserve().unjoined().is_empty());
    // A grant of before it knew: what was given stays given.
    assert_eq!(kiosk.take(40, "teller").unwrap(), "A982");
}

#[test]
fn a_join_whose_answer_is_lost_is_repeated_under_its_key_and_survives_a_restart() {
    let mut kiosk = Kiosk::granted(0);
    kiosk.given(10);
    kiosk.reserve().handle_live();
    let first = kiosk.transmit(20).unwrap();
    assert!(kiosk.transmit(20).is_none(), "one at a time");
    kiosk.reserve().handle_reply(moment(20), Reply::Lost);
    assert!(kiosk.transmit(20).is_none(), "not at once");
    let due_at = kiosk.reserve().poll_deadline().unwrap();
    assert!(due_at <= moment(21));
    assert_eq!(kiosk.transmit(21), Some(first.clone()));
    kiosk.start(later(time(EIGHT), 30_000));
    kiosk.reserve().handle_live();
    let again = kiosk.transmit(0).unwrap();
    assert_eq!(again.act, first.act);
}

#[test]
fn an_answer_that_names_no_ticket_has_joined_none() {
    let mut kiosk = Kiosk::granted(0);
    kiosk.given(1);
    kiosk.reserve().handle_live();
    for body in ["<html>", "{}", r#"{"tickets":[]}"#] {
        let again = kiosk
            .reserve()
            .poll_deadline()
            .unwrap_or(moment(0))
            .elapsed();
        let secs = again.as_secs() + 1;
        assert!(kiosk.transmit(secs).is_some());
        kiosk
            .reserve()
            .handle_reply(moment(secs), answer(200, body));
        assert_eq!(kiosk.reserve().unjoined().len(), 1, "{body}");
    }
}

#[test]
fn many_are_joined_in_batches() {
    let mut kiosk = Kiosk::new(0);
    kiosk.hear(0, time(EIGHT));
    let granted = ReserveAnswer {
        days: vec![day("2026-11-23", 1..120)],
    };
    kiosk.reserve().grant(granted);
    for _ in 0..119 {
        kiosk.given(1);
    }
    kiosk.reserve().handle_live();
    let sent = kiosk.settle();
    let joins = sent.iter().filter(|sent| sent.act.path.ends_with("/join"));
    let sizes: Vec<usize> = joins
        .map(|sent| {
            let join: JoinRequest = serde_json::from_str(&sent.act.body).unwrap();
            join.tickets.len()
        })
        .collect();
    assert_eq!(sizes, [JOINED_AT_ONCE_MAX, JOINED_AT_ONCE_MAX, 19]);
}

#[test]
fn a_number_that_no_hub_wants_is_set_aside_and_holds_up_no_other() {
    let mut kiosk = Kiosk::granted(0);
    let given = [kiosk.given(1), kiosk.given(2), kiosk.given(3)];
    let bad = given[1].ticket.ticket;
    kiosk.reserve().handle_live();
    while let Some(delivery) = kiosk.transmit(0) {
        let reply = if delivery.act.path.ends_with("/join") {
            let join: JoinRequest = serde_json::from_str(&delivery.act.body).unwrap();
            if join.tickets.iter().any(|ticket| ticket.ticket == bad) {
                problem(409, "not_reserved")
            } else {
                joined(&delivery.act.body)
            }
        } else {
            answer(200, r#"{"days":[]}"#)
        };
        kiosk.reserve().handle_reply(moment(0), reply);
    }
    assert!(kiosk.reserve().unjoined().is_empty());
    for restarts in 0..3 {
        let aside = kiosk.reserve().standing().aside;
        assert_eq!(aside.len(), 1, "after {restarts} restarts");
        assert_eq!(aside[0].number.to_string(), "A981");
        assert_eq!(aside[0].code, "not_reserved");
        kiosk.start(time(EIGHT));
    }
}

#[test]
fn a_hub_that_cannot_take_a_number_yet_is_asked_again_and_one_that_knows_no_such_thing_is_not() {
    let mut kiosk = Kiosk::granted(0);
    kiosk.given(1);
    for refused in [
        problem(409, "day_not_open"),
        problem(503, "busy"),
        problem(429, "x"),
    ] {
        kiosk.reserve().handle_live();
        assert!(kiosk.transmit(0).is_some());
        kiosk.reserve().handle_reply(moment(0), refused);
        assert_eq!(kiosk.reserve().unjoined().len(), 1);
        assert!(kiosk.reserve().poll_deadline().is_some());
    }
    for refused in [
        problem(404, "not_found"),
        problem(401, "unauthorized"),
        answer(404, "–"),
    ] {
        kiosk.reserve().handle_live();
        assert!(kiosk.transmit(100).is_some());
        kiosk.reserve().handle_reply(moment(100), refused);
        assert_eq!(kiosk.reserve().poll_deadline(), None);
        assert!(
            kiosk.transmit(200).is_none(),
            "left alone until it is there anew"
        );
        assert_eq!(kiosk.reserve().unjoined().len(), 1);
    }
}

#[test]
fn what_is_called_back_is_not_given_and_the_hub_is_told() {
    let mut kiosk = Kiosk::granted(0);
    let given = kiosk.given(1);
    kiosk.settle();
    kiosk.reserve().handle_live();
    kiosk.settle();
    let mut recalled = view();
    recalled.reserve.recall = vec![series("a")];
    kiosk.reserve().handle_view(&recalled);
    assert!(matches!(kiosk.take(2, "teller"), Err(Refused::Exhausted)));
    // A crash before the hub was told forgets nothing of it.
    kiosk.start(time(EIGHT));
    assert!(matches!(kiosk.take(2, "teller"), Err(Refused::Exhausted)));
    kiosk.reserve().handle_live();
    let sent = kiosk.transmit(0).unwrap();
    assert_eq!(sent.act.path, "/api/v1/reserve/return");
    let told: ReserveReturn = serde_json::from_str(&sent.act.body).unwrap();
    assert_eq!(told.series, Some(vec![series("a")]));
    assert_eq!(told.given, [given.ticket.ticket], "it is on paper");
}

#[test]
fn another_version_of_the_reserve_is_asked_for() {
    let mut kiosk = Kiosk::granted(0);
    assert!(kiosk.transmit(1).is_none());
    kiosk.reserve().handle_view(&view());
    assert!(kiosk.transmit(1).is_none());
    let mut next = view();
    next.reserve.version = "2".into();
    kiosk.reserve().handle_view(&next);
    assert_eq!(kiosk.transmit(1).unwrap().act.path, "/api/v1/reserve");
}

#[test]
fn after_a_lost_file_no_number_that_may_be_on_paper_is_given() {
    for damage in [
        None,
        Some(&b"not a journal at all, and longer than its head"[..]),
    ] {
        let mut kiosk = Kiosk::granted(0);
        kiosk.given(1);
        let path = kiosk.dir.path().join("reserve");
        kiosk.reserve = None;
        match damage {
            None => std::fs::remove_file(&path).unwrap(),
            Some(bytes) => std::fs::write(&path, bytes).unwrap(),
        }
        kiosk.start(time(EIGHT));
        kiosk.hear(0, later(time(EIGHT), 60_000));
        kiosk.reserve().handle_live();
        let look = kiosk.transmit(0).unwrap();
        assert_eq!(look.act.path, "/api/v1/reserve/return");
        let told: ReserveReturn = serde_json::from_str(&look.act.body).unwrap();
        assert_eq!(told.series, Some(Vec::new()), "nothing is given back");
        let held = serde_json::to_string(&two_days()).unwrap();
        kiosk.reserve().handle_reply(moment(0), answer(200, &held));
        kiosk.settle();
        assert_eq!(refusal(kiosk.take(1, "teller")), "no number is left");
        // Of tomorrow's nobody can have given any.
        assert_eq!(kiosk.take(24 * 3_600, "teller").unwrap(), "A990");
    }
}

#[test]
fn a_file_of_a_later_version_is_left_as_it_is() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("reserve");
    let (mut journal, _) =
        antre_journal::Journal::open(&path, antre_journal::Limits::default()).unwrap();
    journal.append(br#"{"record":"from_the_future"}"#).unwrap();
    drop(journal);
    let before = std::fs::read(&path).unwrap();
    let error = Reserve::open(&path, moment(0), time(EIGHT), 1).unwrap_err();
    assert!(
        error.to_string().contains("this version cannot read"),
        "{error}"
    );
    assert_eq!(std::fs::read(&path).unwrap(), before);
}

#[test]
fn a_branch_whose_view_and_numbers_fill_many_records_is_kept_whole() {
    let mut kiosk = Kiosk::granted(0);
    let mut large = view();
    for at in 0..400 {
        let mut card = card(&format!("s-{at}"), "A");
        card.bring = vec![Text::from("surat pengantar RT/RW \"asli\" dan fotokopi …"); 4];
        large.services.push(card);
    }
    kiosk.reserve().handle_view(&large);
    kiosk.start(time(EIGHT));
    let kept = kiosk.reserve().view().cloned().unwrap();
    assert_eq!(kept.services.len(), 402);
    assert_eq!(kept.services[401].bring, large.services[401].bring);
    assert_eq!(kiosk.take(1, "teller").unwrap(), "A980");
}
