//! What a client may ask: nothing is guessed from what nobody knows.

use antre_protocol::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::cards::id;

fn read<T: DeserializeOwned>(value: Value) -> Result<T, serde_json::Error> {
    serde_json::from_value(value)
}

/// `full` is understood and written as it was read; with one more field it is refused.
fn understands_exactly<T: DeserializeOwned + Serialize>(full: Value) {
    let request: T = read(full.clone()).unwrap();
    assert_eq!(serde_json::to_value(&request).unwrap(), full);
    let mut more = full;
    more["nik"] = "1".into();
    let error = read::<T>(more)
        .err()
        .expect("an unknown field is refused")
        .to_string();
    assert!(error.contains("nik"), "{error}");
}

#[test]
fn a_request_with_an_unknown_field_is_refused_by_its_name() {
    understands_exactly::<Empty>(json!({}));
    understands_exactly::<IssueRequest>(
        json!({"service": "umum", "class": "priority", "locale": "en", "count": 2, "party": 3,
            "booked_at": "2026-11-23T02:00:00.000Z", "needs": ["fetch", "gesture", "low_counter"]}),
    );
    understands_exactly::<ReserveReturn>(json!({"series": ["a"], "given": ["000000000001z"]}));
    understands_exactly::<JoinRequest>(json!({"tickets": []}));
    understands_exactly::<OfflineTicket>(json!({
        "ticket": "000000000001z", "service": "umum", "class": "regular", "locale": "id", "party": 1,
        "issued_at": "2026-11-23T02:12:00.000Z", "heard_at": "2026-11-23T02:00:00.000Z",
        "instead_of": "k-7",
    }));
    understands_exactly::<CheckInRequest>(json!({"number": "A012", "key": "x"}));
    understands_exactly::<PinRequest>(json!({"pin": "2580"}));
    understands_exactly::<HoldRequest>(json!({"reason": "power_cut"}));
    understands_exactly::<OpenRequest>(json!({"profile": "general"}));
    let quiet = json!({"without": "screen", "because": "safety"});
    understands_exactly::<CallRequest>(
        json!({"ticket": "000000000001z", "because": "emergency", "quiet": quiet}),
    );
    let finish = json!({"outcome": "left", "delivered": ["ktp"]});
    understands_exactly::<CallNextRequest>(json!({"quiet": quiet, "finish": finish}));
    understands_exactly::<CallSeveralRequest>(json!({
        "tickets": ["000000000001z"], "because": "together", "quiet": quiet, "finish": finish,
    }));
    understands_exactly::<WalkInRequest>(
        json!({"service": "umum", "class": "priority", "locale": "en"}),
    );
    understands_exactly::<BreakRequest>(json!({"reason": "prayer"}));
    understands_exactly::<StandByRequest>(json!({"on": true}));
    understands_exactly::<ProfileRequest>(json!({"profile": "general"}));
    understands_exactly::<RequeueRequest>(json!({"because": "not_ready"}));
    understands_exactly::<NoteRequest>(json!({"text": "KTP asli sudah dilihat"}));
    understands_exactly::<CopyRequest>(json!({"device": "kiosk-1"}));
    understands_exactly::<TicketsQuery>(json!({
        "state": "waiting", "service": "umum", "number": 12, "counter": "l1", "order": "longest", "limit": 20,
    }));
    understands_exactly::<AnnounceRequest>(json!({
        "kind": "emergency", "text": {"id": "Gas bocor", "en": "A gas leak"}, "zones": ["kiri"],
        "for_secs": 600, "spoken": false,
    }));
    understands_exactly::<DisplayReport>(json!({
        "name": "Layar 1", "zone": "kiri", "sound": "lost", "since": "2026-11-23T02:00:00.000Z",
        "faults": [{"code": "no_card", "about": "hw:0"}],
    }));
    understands_exactly::<FinishRequest>(json!({"outcome": "incomplete", "delivered": ["ktp"]}));
    understands_exactly::<ParkRequest>(json!({"return_secs": 900, "note": "Mengambil KTP"}));
    understands_exactly::<TransferRequest>(
        json!({"service": "lab", "class": "priority", "age": "fresh", "to": {"clerk": "p-1"}, "note": "Puasa"}),
    );
    understands_exactly::<PrinterReport>(json!({
        "name": "Kiosk 1",
        "health": {"fault": "out_of_paper", "paper_low": true, "watched": "asked"},
        "since": "2026-11-23T02:00:00.000Z",
        "roll": {"used_mm": 78450, "cuts": 612, "slips_left": 0},
    }));
    understands_exactly::<RollReport>(json!({"used_mm": 78450, "cuts": 612, "by_hand": true}));
    understands_exactly::<SlipReport>(json!({"kind": "officer", "state": "unknown"}));
    understands_exactly::<ClientMessage>(
        json!({"type": "hello", "epoch": "1-9f", "seq": 12, "view": "display"}),
    );
}

#[test]
fn where_nothing_must_be_said_an_empty_object_is_enough() {
    assert_eq!(read::<Empty>(json!({})).unwrap(), Empty {});
    assert_eq!(
        read::<OpenRequest>(json!({})).unwrap(),
        OpenRequest { profile: None }
    );
    assert_eq!(
        read::<FinishRequest>(json!({})).unwrap(),
        FinishRequest {
            outcome: None,
            delivered: Vec::new(),
        }
    );
    assert_eq!(
        read::<ParkRequest>(json!({})).unwrap(),
        ParkRequest::default()
    );
    let transfer: TransferRequest = read(json!({"service": "lab"})).unwrap();
    assert_eq!(
        transfer,
        TransferRequest {
            service: id("lab"),
            class: None,
            age: None,
            to: None,
            note: None,
        }
    );
    let issue: IssueRequest = read(json!({"service": "umum"})).unwrap();
    assert_eq!(
        (
            issue.class,
            issue.locale,
            issue.count,
            issue.party,
            issue.booked_at
        ),
        (None, None, None, None, None)
    );
    assert_eq!(issue.needs, []);
    let call: CallRequest = read(json!({"ticket": "000000000001z"})).unwrap();
    assert_eq!((call.because, call.quiet), (None, None));
    let next: CallNextRequest = read(json!({})).unwrap();
    assert_eq!(next.quiet, None);
    let announce: AnnounceRequest = read(json!({"kind": "fire"})).unwrap();
    assert_eq!((announce.text, announce.for_secs), (None, None));
    assert!(announce.zones.is_empty() && announce.spoken);
    assert_eq!(
        read::<ReserveReturn>(json!({})).unwrap(),
        ReserveReturn::default()
    );
    assert_eq!(
        read::<CheckInRequest>(json!({})).unwrap(),
        CheckInRequest::default()
    );
}

#[test]
fn what_must_be_said_and_is_not_is_refused() {
    assert!(read::<IssueRequest>(json!({})).is_err());
    assert!(read::<CallRequest>(json!({})).is_err());
    assert!(read::<HoldRequest>(json!({})).is_err());
    assert!(read::<AnnounceRequest>(json!({"text": "x"})).is_err());
    assert!(read::<DisplayReport>(json!({"name": "Layar 1"})).is_err());
    assert!(read::<TransferRequest>(json!({"age": "keep"})).is_err());
    assert!(read::<JoinRequest>(json!({})).is_err());
    assert!(read::<PinRequest>(json!({})).is_err());
    let unheard = json!({
        "ticket": "000000000001z", "service": "umum", "class": "regular", "locale": "id", "party": 1,
        "issued_at": "2026-11-23T02:12:00.000Z",
    });
    assert!(read::<OfflineTicket>(unheard).is_err());
    assert!(read::<ClientMessage>(json!({"type": "hello"})).is_err());
    assert!(read::<ClientMessage>(json!({"view": "kiosk"})).is_err());
}

#[test]
fn a_value_of_the_wrong_kind_is_refused() {
    for bad in [
        json!({"service": "Poli Umum"}),
        json!({"service": "a".repeat(33)}),
        json!({"service": 1}),
        json!({"service": "umum", "class": ""}),
        json!({"service": "umum", "locale": "Indonesia"}),
        json!({"service": "umum", "count": 256}),
        json!({"service": "umum", "count": -1}),
        json!({"service": "umum", "count": 1.5}),
        json!({"service": "umum", "party": "2"}),
        json!({"service": "umum", "needs": ["a chair"]}),
        json!({"service": "umum", "needs": "fetch"}),
        json!({"service": "umum", "booked_at": "09:00"}),
        json!({"service": "umum", "booked_at": 1_795_000_000}),
        json!(null),
    ] {
        assert!(read::<IssueRequest>(bad.clone()).is_err(), "{bad}");
    }
    assert!(read::<CallRequest>(json!({"ticket": "A012"})).is_err());
    assert!(
        read::<CallRequest>(json!({"ticket": "000000000001z", "because": "a friend"})).is_err()
    );
    for quiet in [
        json!({}),
        json!("voice"),
        json!({"without": "voice"}),
        json!({"without": "light", "because": "asked"}),
        json!({"without": "voice", "because": "asked", "name": "x"}),
    ] {
        assert!(
            read::<CallNextRequest>(json!({"quiet": quiet})).is_err(),
            "{quiet}"
        );
    }
    assert!(read::<AnnounceRequest>(json!({"kind": "party", "text": "x"})).is_err());
    assert!(read::<HoldRequest>(json!({"reason": "lunch"})).is_err());
    assert!(read::<CheckInRequest>(json!({"number": "twelve"})).is_err());
    assert!(read::<ReserveReturn>(json!({"given": ["A012"]})).is_err());
    assert!(read::<PinRequest>(json!({"pin": 2580})).is_err());
    assert!(read::<FinishRequest>(json!({"outcome": "happy"})).is_err());
    assert!(read::<ParkRequest>(json!({"return_secs": -1})).is_err());
    assert!(read::<TransferRequest>(json!({"service": "lab", "age": "old"})).is_err());
    assert!(read::<ClientMessage>(json!({"type": "goodbye"})).is_err());
    assert!(read::<ClientMessage>(json!({"type": "hello", "view": "mirror"})).is_err());
    assert!(read::<ClientMessage>(json!({"type": "hello", "view": "kiosk", "seq": -1})).is_err());
}

#[test]
fn a_pin_does_not_print_itself() {
    let request: PinRequest = read(json!({"pin": "2580"})).unwrap();
    assert!(!format!("{request:?}").contains("2580"));
}
