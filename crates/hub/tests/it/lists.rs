//! Today's tickets in lists, what happened to one, and why.

use antre_storage::Role;
use serde_json::{Value, json};

use crate::fixture::{Branch, token};

const TICKETS: &str = "/api/v1/tickets";
const WHY: &str = "/api/v1/why";

fn numbers(list: &Value) -> Vec<&str> {
    let rows = list["tickets"].as_array().unwrap().iter();
    rows.map(|row| row["number"].as_str().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_that_nobody_can_make_is_refused() {
    let branch = Branch::open().await;
    for bad in [
        "limit=0",
        "limit=201",
        "limit=-1",
        "limit=banyak",
        "order=shortest",
        "state=sleeping",
        "number=a012",
        "number=70000",
        "service=Poli%20Umum",
        "colour=red",
        "limit=1&limit=2",
    ] {
        let refused = branch.get(&branch.clerk, &format!("{TICKETS}?{bad}")).await;
        refused.is_problem(400, "malformed_body");
    }
    for token in [&branch.kiosk, &branch.display] {
        let refused = branch.get(token, TICKETS).await;
        refused.is_problem(403, "forbidden");
    }
    branch
        .get("", TICKETS)
        .await
        .is_problem(401, "unauthorized");
}

#[tokio::test(flavor = "multi_thread")]
async fn todays_tickets_are_listed_by_number_and_by_who_waits_longest() {
    let branch = Branch::open().await;
    branch.ticket().await;
    for service in ["kecil", "poli"] {
        let body = json!({"service": service});
        branch.post(&branch.kiosk, TICKETS, body).await;
    }
    branch.open_counter().await;
    let next = "/api/v1/counters/loket-1/call-next";
    let called = branch.post(&branch.clerk, next, json!({})).await.json;
    assert_eq!(called["ticket"]["number"], "A001");
    let greeter = token(branch.dir.path(), Role::Greeter, None).await;
    let list = async |query: &str| {
        let answer = branch.get(&greeter, &format!("{TICKETS}?{query}")).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.json
    };
    assert_eq!(numbers(&list("").await), ["A001", "A002", "C001"]);
    assert_eq!(
        numbers(&list("order=longest&state=waiting").await),
        ["C001", "A002"]
    );
    assert_eq!(numbers(&list("number=1").await), ["A001", "C001"]);
    assert_eq!(numbers(&list("service=kecil").await), ["C001"]);
    assert_eq!(numbers(&list("counter=loket-1").await), ["A001"]);
    assert_eq!(numbers(&list("counter=loket-2").await), [""; 0]);
    let first = list("limit=1").await;
    assert_eq!(
        (numbers(&first), &first["left_out"]),
        (vec!["A001"], &json!(2))
    );
    let row = &list("state=called").await["tickets"][0];
    assert_eq!(row["counter"], "loket-1");
    assert_eq!(row["target_wait_secs"], 1_800);
    // What is over is still the counter's own.
    let id = called["ticket"]["id"].as_str().unwrap();
    for verb in ["start", "finish"] {
        let path = format!("{TICKETS}/{id}/{verb}");
        branch.post(&branch.clerk, &path, json!({})).await;
    }
    let own = list("counter=loket-1").await;
    assert_eq!(own["tickets"][0]["state"], "finished");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_is_never_longer_than_its_bound() {
    let branch = Branch::open().await;
    for _ in 0..5 {
        let body = json!({"service": "lebar", "count": 50});
        branch.post(&branch.kiosk, TICKETS, body).await;
    }
    let list = branch.get(&branch.clerk, TICKETS).await.json;
    assert_eq!(list["tickets"].as_array().unwrap().len(), 200);
    assert_eq!(list["left_out"], 50);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_history_has_each_leg_with_its_times_and_none_of_what_was_taken_back() {
    let branch = Branch::open().await;
    let ticket = branch.called().await;
    let path = |verb: &str| format!("{TICKETS}/{}/{verb}", ticket["id"].as_str().unwrap());
    let verb = async |name: &str, body: Value| {
        let answer = branch.post(&branch.clerk, &path(name), body).await;
        assert_eq!(answer.status, 200, "{name} {}", answer.text);
    };
    let legs = async || {
        let answer = branch.get(&branch.clerk, &path("history")).await.json;
        answer["legs"].as_array().unwrap().clone()
    };
    verb("start", json!({})).await;
    verb("transfer", json!({"service": "lab"})).await;
    assert_eq!(legs().await.len(), 2);
    verb("undo", json!({})).await;
    let taken_back = legs().await;
    assert_eq!(taken_back.len(), 1, "{taken_back:?}");
    assert_eq!(taken_back[0].get("outcome"), None);
    verb("finish", json!({"outcome": "incomplete"})).await;
    let done = legs().await;
    let leg = &done[0];
    assert_eq!(
        (leg["service"].as_str(), leg["counter"].as_str()),
        (Some("poli"), Some("loket-1"))
    );
    assert_eq!(leg["outcome"], "incomplete");
    for time in ["joined_at", "called_at", "started_at", "ended_at"] {
        assert!(leg[time].is_string(), "{time} {leg}");
    }
    let nobody = format!("{TICKETS}/0000000000000/history");
    let unknown = branch.get(&branch.clerk, &nobody).await;
    unknown.is_problem(404, "unknown_ticket");
}

#[tokio::test(flavor = "multi_thread")]
async fn why_is_told_to_supervisors_for_numbers_that_there_were() {
    let branch = Branch::open().await;
    branch.called().await;
    for token in [&branch.clerk, &branch.kiosk, &branch.display] {
        let refused = branch.get(token, &format!("{WHY}?number=A001")).await;
        refused.is_problem(403, "forbidden");
    }
    for (query, status, code) in [
        ("", 400, "malformed_body"),
        ("?number=A001&date=kemarin", 400, "malformed_body"),
        ("?number=A001&colour=red", 400, "malformed_body"),
        ("?number=", 400, "no_number"),
        ("?number=%F0%9F%98%80", 400, "no_number"),
        ("?number=A999", 404, "not_found"),
        ("?number=A001&date=2026-11-22", 404, "not_found"),
    ] {
        let answer = branch
            .get(&branch.supervisor, &format!("{WHY}{query}"))
            .await;
        answer.is_problem(status, code);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn why_is_a_story_in_the_readers_language() {
    let branch = Branch::open().await;
    branch.called().await;
    let lines = async |query: &str| {
        let answer = branch
            .get(&branch.supervisor, &format!("{WHY}?{query}"))
            .await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        let lines = answer.json["lines"].as_array().unwrap().clone();
        let lines = lines.iter().map(|line| line.as_str().unwrap().to_owned());
        lines.collect::<Vec<_>>().join("\n")
    };
    let indonesian = lines("number=a1&date=2026-11-23&lang=id").await;
    for words in [
        "A001 · Poli Umum · Umum",
        "Anda dipanggil ke Loket 1. Menunggu paling lama",
    ] {
        assert!(indonesian.contains(words), "{words}: {indonesian}");
    }
    let english = lines("number=A001&lang=en").await;
    assert!(
        english.contains("You were called to Counter 1. Has waited longest"),
        "{english}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn why_tells_of_a_counter_that_was_released_and_of_whoever_waited_for_one_alone() {
    let branch = Branch::open().await;
    let ticket = branch.called().await;
    let release = "/api/v1/counters/loket-1/release";
    branch.post(&branch.supervisor, release, json!({})).await;
    for counter in ["loket-1", "loket-2"] {
        let open = format!("/api/v1/counters/{counter}/open");
        branch.post(&branch.supervisor, &open, json!({})).await;
    }
    let path = format!("{TICKETS}/{}/transfer", ticket["id"].as_str().unwrap());
    let to = json!({"counter": "loket-2"});
    let body = json!({"service": "lab", "to": to});
    let moved = branch.post(&branch.supervisor, &path, body).await;
    assert_eq!(moved.status, 200, "{}", moved.text);
    branch.ticket().await;
    for counter in ["loket-1", "loket-2"] {
        let next = format!("/api/v1/counters/{counter}/call-next");
        let called = branch.post(&branch.supervisor, &next, json!({})).await;
        assert_eq!(called.status, 200, "{}", called.text);
    }
    for (lang, wanted) in [
        (
            "id",
            [
                "Loket itu terpaksa ditutup; Anda kembali ke tempat semula.",
                "Untuk sementara hanya Loket 2 yang memanggil Anda.",
                "A002 dipanggil ke loket lain selagi Anda menunggu satu loket atau petugas saja.",
                "Dialihkan khusus ke loket ini",
            ],
        ),
        (
            "en",
            [
                "That counter had to be closed; you went back to your old place.",
                "For a while only Counter 2 calls you.",
                "A002 was called to other counters while you waited for one counter or clerk alone.",
                "Sent on to this counter in person",
            ],
        ),
    ] {
        let path = format!("{WHY}?number=A001&lang={lang}");
        let told = branch.get(&branch.supervisor, &path).await.text;
        for words in wanted {
            assert!(told.contains(words), "{words}: {told}");
        }
    }
}
