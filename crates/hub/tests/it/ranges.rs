//! Waiting ranges: told where enough is known, at once gone where they are not, and judged afterwards.

use std::sync::Arc;
use std::time::Duration;

use antre_hub::ForecastOptions;
use rusqlite::Connection;
use serde_json::{Value, json};
use tokio::time::{interval, timeout};

use crate::fixture::{BRANCH, Branch};
use crate::screen::{PATIENCE, Screen};

/// A service takes so long in the past of these tests.
const SERVICE_SECS: i64 = 300;

fn impatient() -> ForecastOptions {
    ForecastOptions {
        rest: Duration::ZERO,
        ..ForecastOptions::default()
    }
}

/// A branch whose reports know of `legs` services at the first counter on each of the five days before.
async fn with_past(legs: i64) -> Branch {
    with_past_of(BRANCH, legs).await
}

async fn with_past_of(branch_file: &str, legs: i64) -> Branch {
    let branch = Branch::open_with(|options| {
        std::fs::write(options.branch_file.as_ref().unwrap(), branch_file).unwrap();
    })
    .await;
    let path = branch.dir.path().join("data/reports.db");
    let reports = Connection::open(path).unwrap();
    for day in 16..=20_i64 {
        // Eight in the morning in Jakarta.
        let opens_ms = 1_763_254_800_000 + (day - 16) * 86_400_000 + YEAR_MS;
        for leg in 0..legs {
            // Never quite the same, and somebody always waits.
            let called_ms = opens_ms + leg * SERVICE_SECS * 1_000 + (leg % 7) * 4_000;
            let ended_ms = opens_ms + (leg + 1) * SERVICE_SECS * 1_000 + ((leg + 1) % 7) * 4_000;
            let ticket = format!("0{day:04}{leg:08}");
            reports
                .execute(
                    "INSERT INTO leg (ticket, leg, day, number, service, class, counter,
                        joined_at_ms, called_at_ms, started_at_ms, ended_at_ms, outcome)
                     VALUES (?1, 0, ?2, 'A001', 'poli', 'umum', 'loket-1', ?3, ?4, ?4, ?5, 'served')",
                    (ticket, 20_261_100 + day, opens_ms, called_ms, ended_ms),
                )
                .unwrap();
        }
    }
    drop(reports);
    branch
        .restarted_with(|options| options.forecast = impatient())
        .await
}

/// From 16 November 2025 to the same day a year later.
const YEAR_MS: i64 = 365 * 86_400_000;

/// What the branch tells of a service, as soon as it is so.
async fn told(branch: &Branch, service: &str, is: impl Fn(&Value) -> bool) -> Value {
    let told = async {
        let mut again = interval(Duration::from_millis(20));
        loop {
            again.tick().await;
            let answer = branch.get(&branch.supervisor, "/api/v1/branch").await;
            let services = answer.json["services"].as_array().unwrap();
            let wait = services.iter().find(|card| card["id"] == service).unwrap()["wait"].clone();
            if is(&wait) {
                return wait;
            }
        }
    };
    timeout(PATIENCE, told).await.expect("it is so in time")
}

async fn call_next(branch: &Branch) -> Value {
    let path = "/api/v1/counters/loket-1/call-next";
    branch.post(&branch.clerk, path, json!({})).await.json
}

fn is_told(wait: &Value) -> bool {
    !wait.is_null()
}

fn to_secs(wait: &Value) -> i64 {
    wait["to_secs"].as_i64().unwrap()
}

#[tokio::test]
async fn where_nothing_was_learnt_nothing_is_promised() {
    let branch = Branch::open_with(|options| options.forecast = impatient()).await;
    branch.open_counter().await;
    let ticket = branch.ticket().await;
    assert_eq!(ticket["wait"], Value::Null);
    told(&branch, "poli", Value::is_null).await;
    let forecast = branch.get(&branch.supervisor, "/api/v1/forecast").await;
    assert_eq!(forecast.json["all"]["count"], 0);
    assert_eq!(forecast.json["all"]["within"], Value::Null);
    branch.hub.stop().await;
}

#[tokio::test]
async fn behind_five_that_take_five_minutes_each_one_waits_about_half_an_hour() {
    let branch = with_past(60).await;
    branch.open_counter().await;
    for _ in 0..6 {
        branch.ticket().await;
    }
    call_next(&branch).await;
    let long = |wait: &Value| is_told(wait) && to_secs(wait) >= 1_500;
    let wait = told(&branch, "poli", long).await;
    assert!(to_secs(&wait) <= 2_700, "{wait}");
    assert!(wait["from_secs"].as_i64().unwrap() < to_secs(&wait));
    // Each who waits has their own, the sooner called the shorter.
    let list = branch
        .get(&branch.supervisor, "/api/v1/tickets?state=waiting")
        .await;
    let rows = list.json["tickets"].as_array().unwrap();
    let ends: Vec<i64> = rows.iter().map(|row| to_secs(&row["wait"])).collect();
    assert!(ends.is_sorted() && ends[0] < ends[4], "{ends:?}");
    let one = branch
        .get(
            &branch.kiosk,
            &format!("/api/v1/tickets/{}", rows[4]["id"].as_str().unwrap()),
        )
        .await;
    assert_eq!(to_secs(&one.json["wait"]), ends[4]);
    let page = branch.status_page(&one.json, "en").await;
    assert!(page.contains("About ") && page.contains(" min"), "{page}");
    branch.hub.stop().await;
}

#[tokio::test]
async fn an_answer_follows_a_burst_that_no_forecast_has_seen() {
    let branch = with_past(60).await;
    branch.open_counter().await;
    for _ in 0..3 {
        branch.ticket().await;
    }
    call_next(&branch).await;
    told(&branch, "poli", |wait| {
        is_told(wait) && to_secs(wait) >= 600
    })
    .await;
    let branch = branch
        .restarted_with(|options| {
            options.forecast = ForecastOptions {
                // One forecast at the start, and no other.
                rest: Duration::from_secs(3_600),
                ..ForecastOptions::default()
            };
        })
        .await;
    let before = told(&branch, "poli", is_told).await;
    let burst = json!({"service": "poli", "count": 6});
    let burst = branch.post(&branch.kiosk, "/api/v1/tickets", burst).await;
    let waits: Vec<i64> = burst.json["tickets"]
        .as_array()
        .unwrap()
        .iter()
        .map(|ticket| to_secs(&ticket["wait"]))
        .collect();
    assert!(waits.is_sorted(), "{waits:?}");
    assert!(
        waits[5] - waits[0] >= 4 * SERVICE_SECS,
        "each adds about one service: {waits:?}"
    );
    assert!(waits[5] > to_secs(&before));
    told(&branch, "poli", |wait| {
        to_secs(wait) > to_secs(&before) + 3 * SERVICE_SECS
    })
    .await;
    branch.hub.stop().await;
}

#[tokio::test]
async fn a_hold_takes_every_range_away_at_once_and_its_end_brings_them_back() {
    let branch = with_past(60).await;
    branch.open_counter().await;
    let ticket = branch.ticket().await;
    told(&branch, "poli", is_told).await;
    let (mut kiosk, _) = Screen::following(&branch, &branch.kiosk, "kiosk").await;
    let held = branch
        .post(
            &branch.supervisor,
            "/api/v1/branch/hold",
            json!({"reason": "ceremony"}),
        )
        .await;
    assert_eq!(held.status, 200, "{}", held.text);
    // The event itself says so, before any forecast.
    let event = kiosk.event().await;
    let changes = event["changes"].as_array().unwrap();
    let poli = changes
        .iter()
        .find(|change| change["change"] == "service" && change["service"]["id"] == "poli");
    assert_eq!(poli.unwrap()["service"]["wait"], Value::Null);
    assert_eq!(told(&branch, "poli", |_| true).await, Value::Null);
    let one = format!("/api/v1/tickets/{}", ticket["id"].as_str().unwrap());
    let one = branch.get(&branch.kiosk, &one).await;
    assert_eq!(one.json["wait"], Value::Null);
    let resumed = branch
        .post(&branch.supervisor, "/api/v1/branch/resume", json!({}))
        .await;
    assert_eq!(resumed.status, 200);
    told(&branch, "poli", is_told).await;
    branch.hub.stop().await;
}

#[tokio::test]
async fn a_paused_service_promises_nothing_to_whoever_would_come() {
    let branch = with_past(60).await;
    branch.open_counter().await;
    let ticket = branch.ticket().await;
    told(&branch, "poli", is_told).await;
    let paused = branch
        .post(&branch.supervisor, "/api/v1/services/poli/pause", json!({}))
        .await;
    assert_eq!(paused.status, 204);
    assert_eq!(told(&branch, "poli", |_| true).await, Value::Null);
    let one = format!("/api/v1/tickets/{}", ticket["id"].as_str().unwrap());
    assert!(is_told(&branch.get(&branch.kiosk, &one).await.json["wait"]));
    branch.hub.stop().await;
}

#[tokio::test]
async fn a_service_that_no_counter_takes_promises_nothing() {
    let nobody = BRANCH.replace(
        r#"services = ["poli", "siang", "lab", "kecil", "lebar"] }]"#,
        r#"services = ["poli", "siang", "lab", "lebar"] },
           { id = "lain", name = "Lain", services = ["kecil"] }]"#,
    );
    let nobody = nobody.replace(
        r#"sign = "2", profile = "semua""#,
        r#"sign = "2", profile = "lain""#,
    );
    // Its counter exists, and nobody has ever sat at it.
    let branch = with_past_of(&nobody, 60).await;
    branch.open_counter().await;
    told(&branch, "poli", is_told).await;
    assert_eq!(told(&branch, "kecil", |_| true).await, Value::Null);
    branch.hub.stop().await;
}

#[tokio::test]
async fn a_history_of_one_ticket_promises_no_more_than_the_queues_length() {
    let branch = with_past(1).await;
    branch.open_counter().await;
    branch.ticket().await;
    let forecast = branch.get(&branch.supervisor, "/api/v1/forecast").await;
    let bases = forecast.json["services"].as_array().unwrap();
    assert!(
        bases.iter().all(|service| service["basis"] != "run"),
        "{bases:?}"
    );
    branch.hub.stop().await;
}

#[tokio::test]
async fn what_was_told_is_judged_and_survives_a_restart() {
    let branch = with_past(60).await;
    branch.open_counter().await;
    told(&branch, "poli", is_told).await;
    for _ in 0..3 {
        let ticket = branch.ticket().await;
        assert!(is_told(&ticket["wait"]), "{ticket}");
        let call = call_next(&branch).await;
        assert_eq!(call["ticket"]["id"], ticket["id"]);
    }
    let judged = async |branch: &Branch| {
        let judged = async {
            let mut again = interval(Duration::from_millis(20));
            loop {
                again.tick().await;
                let forecast = branch.get(&branch.supervisor, "/api/v1/forecast").await;
                if forecast.json["all"]["count"] == 3 {
                    return forecast.json;
                }
            }
        };
        timeout(PATIENCE, judged)
            .await
            .expect("all three are judged")
    };
    let before = judged(&branch).await;
    // Called at once: nobody waited past the end of a range.
    assert_eq!(before["all"]["within"], 1.0);
    assert_eq!(before["services"][0]["service"], "poli");
    assert_eq!(before["services"][0]["figures"]["count"], 3);
    assert_eq!(before["hours"][0]["hour"], 9);
    assert_eq!(before["days"], 1);
    let branch = branch.restarted().await;
    let after = judged(&branch).await;
    assert_eq!(after["all"], before["all"]);
    assert_eq!(
        after["services"][0]["widened"],
        before["services"][0]["widened"]
    );
    branch.hub.stop().await;
}

#[tokio::test]
async fn nobody_waits_for_a_forecaster_that_is_stuck() {
    let branch = with_past(60).await;
    let forecast = impatient();
    let gate = Arc::clone(&forecast.gate);
    let (free, freed) = std::sync::mpsc::channel::<()>();
    let (stuck, is_stuck) = std::sync::mpsc::channel();
    let holder = std::thread::spawn(move || {
        let held = gate.lock().unwrap();
        stuck.send(()).unwrap();
        let _ = freed.recv();
        drop(held);
    });
    is_stuck.recv().unwrap();
    let branch = branch
        .restarted_with(move |options| options.forecast = forecast)
        .await;
    branch.open_counter().await;
    for _ in 0..20 {
        let ticket = branch.ticket().await;
        assert_eq!(ticket["wait"], Value::Null, "no forecast was ever made");
        call_next(&branch).await;
    }
    assert_eq!(told(&branch, "poli", |_| true).await, Value::Null);
    free.send(()).unwrap();
    holder.join().unwrap();
    told(&branch, "poli", is_told).await;
    branch.hub.stop().await;
}

#[tokio::test]
async fn a_hall_is_told_of_new_ranges_in_the_live_lane() {
    let branch = with_past(60).await;
    let (mut hall, snapshot) = Screen::following(&branch, &branch.display, "display").await;
    let cards = snapshot["view"]["waits"].as_array().unwrap();
    let names: Vec<&str> = cards
        .iter()
        .map(|card| card["service"].as_str().unwrap())
        .collect();
    assert_eq!(
        names,
        ["poli", "siang", "kecil", "lebar"],
        "what a kiosk offers"
    );
    branch.open_counter().await;
    for _ in 0..6 {
        branch.ticket().await;
    }
    let told = async {
        loop {
            let message = hall.next().await;
            let changes = message["changes"].as_array().cloned().unwrap_or_default();
            let waits = changes.iter().filter(|change| change["change"] == "wait");
            let waits: Vec<&Value> = waits.map(|change| &change["wait"]).collect();
            assert!(waits.is_empty() || message["type"] == "live", "{message}");
            if waits
                .iter()
                .any(|wait| is_told(wait) && to_secs(wait) >= 1_200)
            {
                return;
            }
        }
    };
    timeout(PATIENCE, told).await.expect("the hall is told");
    branch.hub.stop().await;
}
