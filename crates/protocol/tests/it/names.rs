//! The names on the wire are a contract: they are written here once more, by hand.

use antre_domain::config::{Ratio, Rule};
use antre_domain::{BreakReason, Directed, HoldReason};
use antre_protocol::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::cards::*;

/// `value` is written as `wire`, and `wire` is read as `value`.
fn is_on_the_wire<T>(value: T, wire: Value)
where
    T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug,
{
    assert_eq!(serde_json::to_value(&value).unwrap(), wire);
    assert_eq!(serde_json::from_value::<T>(wire).unwrap(), value);
}

#[test]
fn health_says_status_version_epoch_and_sequence() {
    let health = Health {
        status: "ok".to_owned(),
        version: "0.1.0".to_owned(),
        epoch: "1-9f".to_owned(),
        seq: 12,
    };
    is_on_the_wire(
        health,
        json!({"status": "ok", "version": "0.1.0", "epoch": "1-9f", "seq": 12}),
    );
}

#[test]
fn a_ticket_is_answered_by_these_names() {
    let wire = json!({
        "id": "000000000000c", "number": "A012", "service": "umum", "class": "regular", "state": "waiting",
        "issued_at": "2026-11-23T01:00:00.000Z", "ahead": 3, "wait": null, "url": null,
    });
    is_on_the_wire(answer("A012"), wire);
    let called = TicketAnswer {
        state: "called".to_owned(),
        counter: Some(id("l1")),
        wait: Some(Wait {
            from_secs: 60,
            to_secs: 300,
        }),
        url: Some("http://192.168.1.10/t/x".to_owned()),
        booked_at: Some(at(3_600)),
        onward: vec![id("lab"), id("farmasi")],
        ..answer("A012")
    };
    let wire = json!({
        "id": "000000000000c", "number": "A012", "service": "umum", "class": "regular", "state": "called",
        "counter": "l1", "issued_at": "2026-11-23T01:00:00.000Z", "ahead": 3,
        "wait": {"from_secs": 60, "to_secs": 300}, "url": "http://192.168.1.10/t/x",
        "booked_at": "2026-11-23T02:00:00.000Z", "onward": ["lab", "farmasi"],
    });
    is_on_the_wire(called, wire);
}

#[test]
fn one_ticket_is_answered_bare_and_several_as_a_list() {
    let one = serde_json::to_value(answer("A001")).unwrap();
    let two = serde_json::to_value(answer("A002")).unwrap();
    is_on_the_wire(IssuedAnswer::One(answer("A001")), one.clone());
    let many = IssuedAnswer::Many(TicketsAnswer {
        tickets: vec![answer("A001"), answer("A002")],
    });
    is_on_the_wire(many, json!({"tickets": [one, two]}));
    is_on_the_wire(
        IssuedAnswer::Many(TicketsAnswer { tickets: vec![] }),
        json!({"tickets": []}),
    );
}

#[test]
fn a_call_is_answered_with_its_ticket_and_reason() {
    let reason = ReasonAnswer {
        code: "longest_wait".to_owned(),
        text: "Menunggu paling lama".to_owned(),
    };
    let wire = json!({
        "ticket": serde_json::to_value(answer("A001")).unwrap(),
        "reason": {"code": "longest_wait", "text": "Menunggu paling lama"},
    });
    is_on_the_wire(
        CallAnswer {
            ticket: answer("A001"),
            reason,
        },
        wire,
    );
}

#[test]
fn the_branch_is_answered_by_these_names_and_its_counters_only_where_they_are_given() {
    let service = ServiceAnswer {
        id: id("umum"),
        name: "Umum".to_owned(),
        group: None,
        open: true,
        walk_in: true,
        opens_at: None,
        exhausted: false,
        waiting: 3,
        wait: None,
    };
    let counter = CounterAnswer {
        id: id("l1"),
        name: "Loket 1".to_owned(),
        state: "idle".to_owned(),
        ticket: None,
        profile: id("general"),
    };
    let branch = BranchAnswer {
        name: "Melati".to_owned(),
        time_zone: "Asia/Jakarta".to_owned(),
        business_date: Some(id("2026-11-23")),
        hours: Default::default(),
        open: true,
        opens_at: None,
        held: None,
        services: vec![service],
        counters: None,
    };
    let mut wire = json!({
        "name": "Melati", "time_zone": "Asia/Jakarta", "business_date": "2026-11-23", "hours": {"week": {}},
        "open": true, "opens_at": null,
        "services": [{
            "id": "umum", "name": "Umum", "group": null, "open": true, "walk_in": true, "opens_at": null,
            "exhausted": false, "waiting": 3, "wait": null,
        }],
    });
    is_on_the_wire(branch.clone(), wire.clone());
    wire["counters"] = json!([{"id": "l1", "name": "Loket 1", "state": "idle", "ticket": null, "profile": "general"}]);
    wire["held"] = json!({"reason": "system_down", "since": "2026-11-23T01:00:00.000Z"});
    is_on_the_wire(
        BranchAnswer {
            counters: Some(vec![counter]),
            held: Some(HeldFacts {
                reason: HoldReason::SystemDown,
                since: at(0),
            }),
            ..branch
        },
        wire,
    );
}

#[test]
fn a_hold_is_answered_whether_it_goes_on_or_not() {
    let held = HeldFacts {
        reason: HoldReason::Evacuation,
        since: at(0),
    };
    is_on_the_wire(
        HoldAnswer { held: Some(held) },
        json!({"held": {"reason": "evacuation", "since": "2026-11-23T01:00:00.000Z"}}),
    );
    is_on_the_wire(HoldAnswer { held: None }, json!({"held": null}));
}

#[test]
fn a_profile_is_answered_with_its_rule_as_the_branch_file_says_it() {
    let profile = ProfileAnswer {
        id: id("semua"),
        name: "Semua".to_owned(),
        services: vec![id("umum")],
        helps: vec![vec![id("lab")]],
        rule: Rule::Ratio(Ratio {
            priority: 2,
            regular: 1,
            cap_secs: None,
        }),
        text: vec!["Dua prioritas, satu umum.".to_owned()],
        lines: vec![LineAnswer {
            id: id("priority"),
            name: "Prioritas".to_owned(),
            calls_max: 2,
            in_common: false,
            text: "Paling lambat panggilan ke-2.".to_owned(),
        }],
    };
    let wire = json!({
        "id": "semua", "name": "Semua", "services": ["umum"], "helps": [["lab"]],
        "rule": {"ratio": {"priority": 2, "regular": 1}}, "text": ["Dua prioritas, satu umum."],
        "lines": [{
            "id": "priority", "name": "Prioritas", "calls_max": 2, "in_common": false,
            "text": "Paling lambat panggilan ke-2.",
        }],
    });
    is_on_the_wire(profile, wire);
}

#[test]
fn a_tickets_history_is_told_by_these_names_and_without_the_words_of_others() {
    let leg = HistoryLeg {
        service: id("umum"),
        counter: Some(id("l1")),
        clerk: Some(id("p-1")),
        joined_at: at(0),
        called_at: Some(at(60)),
        started_at: Some(at(70)),
        ended_at: Some(at(130)),
        outcome: Some("served".to_owned()),
        delivered: vec![id("ktp")],
    };
    let note = HistoryNote {
        at: at(80),
        counter: Some(id("l1")),
        text: None,
    };
    let history = HistoryAnswer {
        legs: vec![leg],
        notes: vec![note],
    };
    let wire = json!({
        "legs": [{
            "service": "umum", "counter": "l1", "clerk": "p-1",
            "joined_at": "2026-11-23T01:00:00.000Z", "called_at": "2026-11-23T01:01:00.000Z",
            "started_at": "2026-11-23T01:01:10.000Z", "ended_at": "2026-11-23T01:02:10.000Z",
            "outcome": "served", "delivered": ["ktp"],
        }],
        "notes": [{"at": "2026-11-23T01:01:20.000Z", "counter": "l1"}],
    });
    is_on_the_wire(history, wire);
}

#[test]
fn a_ticket_in_a_list_is_told_by_these_names() {
    let row = TicketRow {
        id: ticket_id("A012"),
        number: id("A012"),
        colour: 2,
        service: id("umum"),
        class: id("regular"),
        state: "waiting".to_owned(),
        party: 1,
        since: at(0),
        target_wait_secs: 1_800,
        counter: None,
        called_at: None,
        directed: Some(Directed::Counter(id("l3"))),
        wait: None,
    };
    let list = TicketListAnswer {
        tickets: vec![row],
        left_out: 7,
    };
    let wire = json!({
        "tickets": [{
            "id": "000000000000c", "number": "A012", "colour": 2, "service": "umum", "class": "regular",
            "state": "waiting", "party": 1, "since": "2026-11-23T01:00:00.000Z",
            "target_wait_secs": 1800, "directed": {"counter": "l3"},
        }],
        "left_out": 7,
    });
    is_on_the_wire(list, wire);
}

#[test]
fn what_only_staff_is_told_of_a_counter_is_left_out_where_there_is_nothing_to_tell() {
    let bare = serde_json::to_value(counter("l1", "idle")).unwrap();
    for name in [
        "also",
        "clerk",
        "standby",
        "break_reason",
        "since",
        "wraps_until",
        "calls_from",
    ] {
        assert_eq!(bare.get(name), None, "{name}");
    }
    let full = CounterCard {
        also: vec![ticket("A002", "called")],
        clerk: Some(id("p-1")),
        standby: true,
        break_reason: Some(BreakReason::Prayer),
        since: Some(at(0)),
        wraps_until: Some(at(30)),
        calls_from: Some(at(10)),
        ..counter("l1", "wrap_up")
    };
    let wire = serde_json::to_value(&full).unwrap();
    assert_eq!(wire["clerk"], "p-1");
    assert_eq!(wire["break_reason"], "prayer");
    assert_eq!(wire["also"][0]["number"], "A002");
    assert_eq!(serde_json::from_value::<CounterCard>(wire).unwrap(), full);
}

#[test]
fn a_problem_is_what_rfc_9457_says() {
    let problem = Problem {
        kind: "about:blank".to_owned(),
        title: "Nomor habis".to_owned(),
        status: 409,
        code: "series_exhausted".to_owned(),
        detail: None,
        retry_after_secs: None,
    };
    let wire = json!({"type": "about:blank", "title": "Nomor habis", "status": 409, "code": "series_exhausted"});
    is_on_the_wire(problem, wire);
}

#[test]
fn problem_codes_keep_their_names_and_statuses() {
    use ProblemCode::*;
    for (code, name, status) in [
        (MalformedBody, "malformed_body", 400),
        (MissingKey, "missing_key", 400),
        (MalformedKey, "malformed_key", 400),
        (MalformedId, "malformed_id", 404),
        (Unauthorized, "unauthorized", 401),
        (Forbidden, "forbidden", 403),
        (NotFound, "not_found", 404),
        (MethodNotAllowed, "method_not_allowed", 405),
        (KeyReused, "key_reused", 409),
        (BodyTooLarge, "body_too_large", 413),
        (WrongMediaType, "wrong_media_type", 415),
        (TooManyRequests, "too_many_requests", 429),
        (BadDeviceName, "bad_device_name", 400),
        (TooManyDevices, "too_many_devices", 409),
        (WrongPin, "wrong_pin", 403),
        (PinLocked, "pin_locked", 429),
        (NoPin, "no_pin", 409),
        (UnknownTicket, "unknown_ticket", 404),
        (NeedsOutOfRange, "needs_out_of_range", 400),
        (Over, "over", 409),
        (NumberOrKey, "number_or_key", 400),
        (NoNumber, "no_number", 400),
        (NoteOutOfRange, "note_out_of_range", 400),
        (KioskNeeded, "kiosk_needed", 409),
        (NobodyPrints, "nobody_prints", 409),
        (BadDisplayReport, "bad_display_report", 400),
        (AnnouncementTextNeeded, "announcement_text_needed", 400),
        (BadAnnouncementText, "bad_announcement_text", 400),
        (BadWhatIf, "bad_what_if", 400),
        (NothingToReplay, "nothing_to_replay", 409),
        (WhatIfRunning, "what_if_running", 409),
        (WhatIfTooLong, "what_if_too_long", 503),
        (NotDurable, "not_durable", 503),
        (Busy, "busy", 503),
    ] {
        assert_eq!(code.parts(), (name, status));
    }
}

#[test]
fn an_answer_with_a_field_of_a_newer_hub_is_still_read() {
    let mut wire = serde_json::to_value(answer("A001")).unwrap();
    wire["slip"] = "printed".into();
    assert_eq!(
        serde_json::from_value::<TicketAnswer>(wire.clone()).unwrap(),
        answer("A001")
    );
    assert_eq!(
        serde_json::from_value::<IssuedAnswer>(wire).unwrap(),
        IssuedAnswer::One(answer("A001"))
    );
    let mut wire = serde_json::to_value(panel()).unwrap();
    wire["weather"] = "hujan".into();
    wire["aside"][0]["weather"] = "hujan".into();
    assert_eq!(serde_json::from_value::<View>(wire).unwrap(), panel());
}

#[test]
fn how_right_ranges_were_is_told_by_these_names() {
    let figures = ForecastFigures {
        count: 40,
        within: Some(0.825),
        covered: Some(0.8),
        bias_secs: Some(-35),
    };
    let answer = ForecastAnswer {
        days: 12,
        nominal: 0.8,
        all: figures,
        services: vec![ServiceForecast {
            service: id("umum"),
            name: "Poli Umum".to_owned(),
            basis: "run".to_owned(),
            widened: 1.25,
            figures,
        }],
        hours: vec![HourForecast { hour: 9, figures }],
        cells: vec![CellForecast {
            service: id("umum"),
            hour: 9,
            figures: ForecastFigures::default(),
        }],
    };
    let figures = json!({"count": 40, "within": 0.825, "covered": 0.8, "bias_secs": -35});
    let none = json!({"count": 0, "within": null, "covered": null, "bias_secs": null});
    let wire = json!({
        "days": 12, "nominal": 0.8, "all": figures,
        "services": [
            {"service": "umum", "name": "Poli Umum", "basis": "run", "widened": 1.25, "figures": figures},
        ],
        "hours": [{"hour": 9, "figures": figures}],
        "cells": [{"service": "umum", "hour": 9, "figures": none}],
    });
    is_on_the_wire(answer, wire);
}

#[test]
fn a_what_if_is_asked_by_these_names() {
    let request = WhatIfRequest {
        date: Some(id("2026-11-23")),
        changes: vec![
            WhatIfChange::OneMoreCounter {
                profile: id("semua"),
                from: id("10:00"),
                to: id("12:00"),
            },
            WhatIfChange::Profile {
                counter: id("l3"),
                profile: id("semua"),
            },
            WhatIfChange::Rule {
                profile: id("semua"),
                rule: antre_domain::config::Rule::default(),
            },
        ],
    };
    let wire = json!({
        "date": "2026-11-23",
        "changes": [
            {"what": "one_more_counter", "profile": "semua", "from": "10:00", "to": "12:00"},
            {"what": "profile", "counter": "l3", "profile": "semua"},
            {"what": "rule", "profile": "semua", "rule": {"fair": {}}},
        ],
    });
    is_on_the_wire(request, wire);
}
