//! Displays say how they are; staff screens show it at once, the log keeps what can be heard.

use std::time::Duration;

use antre_domain::{SoundHealth, What};
use antre_protocol::{DisplayCard, View, ViewKind};
use serde_json::{Value, json};

use crate::devices::is_heard_of_until_it_goes;
use crate::fixture::{BRANCH, Branch, MONDAY_NINE};
use crate::screen::{Following, PATIENCE};

const DISPLAY: &str = "/api/v1/devices/display";
const DEVICES: &str = "/api/v1/devices";

fn report(sound: &str) -> Value {
    json!({"name": "Layar 1", "zone": "kiri", "sound": sound, "since": MONDAY_NINE})
}

fn fault(code: &str, about: &str) -> Value {
    let mut report = report("well");
    report["faults"] = json!([{"code": code, "about": about}]);
    report
}

fn displays(view: &View) -> &[DisplayCard] {
    match view {
        View::Counter(view) => &view.displays,
        View::Kiosk(_) | View::Display(_) => &[],
    }
}

fn sounds(sound: SoundHealth) -> impl Fn(&View) -> bool {
    move |view| displays(view).first().map(|card| card.sound) == Some(sound)
}

impl Branch {
    async fn is_heard(&self, sound: &str) {
        self.reports(report(sound)).await;
    }

    async fn reports(&self, report: Value) {
        let answer = self.post(&self.display, DISPLAY, report).await;
        assert_eq!((answer.status, answer.text.as_str()), (204, ""));
    }

    fn sounds(&self) -> Vec<SoundHealth> {
        let events = self.events().into_iter();
        let sounds = events.filter_map(|event| match event.what {
            What::SoundHealthChanged { sound, .. } => Some(sound),
            _ => None,
        });
        sounds.collect()
    }

    async fn records_sounds(&self, wanted: &[SoundHealth]) {
        let looks = async {
            while self.sounds() != wanted {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        let in_time = tokio::time::timeout(PATIENCE, looks).await;
        in_time.expect("the change is recorded in time");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_that_is_none_is_refused() {
    let branch = Branch::open().await;
    let with = |field: &str, value: Value| {
        let mut report = report("well");
        report[field] = value;
        report
    };
    for bad in [
        json!({}),
        with("sound", json!("loud")),
        with("zone", json!("Sayap Kiri")),
        with("since", json!("yesterday")),
        with("faults", json!(["no_card"])),
        with("faults", json!([{"code": "no_card"}])),
        with("faults", json!([{"code": "no_card", "about": "", "at": 1}])),
        with("colour", json!("red")),
    ] {
        let answer = branch.post(&branch.display, DISPLAY, bad).await;
        answer.is_problem(400, "malformed_body");
    }
    for name in ["", " ", "Layar\n1", "Layar \u{202e}1", &"l".repeat(41)] {
        let bad = with("name", json!(name));
        let answer = branch.post(&branch.display, DISPLAY, bad).await;
        answer.is_problem(400, "bad_device_name");
    }
    for bad in [
        fault("", "x"),
        fault("No Card", "x"),
        fault(&"c".repeat(41), "x"),
        fault("clip_bad", &"x".repeat(61)),
        fault("clip_bad", "a\nb"),
        with(
            "faults",
            json!(vec![json!({"code": "clip_bad", "about": "x"}); 17]),
        ),
    ] {
        let answer = branch.post(&branch.display, DISPLAY, bad).await;
        answer.is_problem(400, "bad_display_report");
    }
    assert_eq!(branch.get(&branch.clerk, DEVICES).await.json, json!([]));
    assert_eq!(branch.sounds(), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_displays_report() {
    let branch = Branch::open().await;
    for token in [&branch.kiosk, &branch.clerk, &branch.supervisor] {
        let answer = branch.post(token, DISPLAY, report("well")).await;
        answer.is_problem(403, "forbidden");
    }
    let answer = branch.post("", DISPLAY, report("well")).await;
    answer.is_problem(401, "unauthorized");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_counter_sees_a_display_at_once_and_again_after_a_reconnection() {
    let branch = Branch::open().await;
    let mut counter = Following::start(&branch, &branch.clerk, ViewKind::Counter).await;
    assert_eq!(displays(&counter.view), []);
    branch.is_heard("lost").await;
    counter.until(sounds(SoundHealth::Lost)).await;
    let card = &displays(&counter.view)[0];
    assert_eq!((card.name.as_str(), card.reachable), ("Layar 1", true));
    assert_eq!(card.zone.as_ref().map(|zone| zone.as_str()), Some("kiri"));
    counter.equals_a_snapshot(&branch).await;
    branch.is_heard("well").await;
    counter.reconnect(&branch).await;
    counter.until(sounds(SoundHealth::Well)).await;
    counter.equals_a_snapshot(&branch).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_day_says_everything_again_and_the_displays_too() {
    // Two seconds before three in the morning in Jakarta, when the day turns.
    let branch = Branch::of(BRANCH, "2026-11-23T19:59:58Z").await;
    let mut counter = Following::start(&branch, &branch.clerk, ViewKind::Counter).await;
    branch.is_heard("lost").await;
    let tuesday = "2026-11-24".parse().unwrap();
    counter
        .until(|view| view.branch().business_date == Some(tuesday))
        .await;
    assert!(sounds(SoundHealth::Lost)(&counter.view));
    counter.equals_a_snapshot(&branch).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_display_is_heard_of_as_long_as_it_is_connected() {
    let branch = Branch::open().await;
    let display = Following::start(&branch, &branch.display, ViewKind::Display).await;
    branch.is_heard("well").await;
    is_heard_of_until_it_goes(&branch, display).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_keeps_what_can_be_heard_and_of_a_loose_cable_the_last_word() {
    let branch = Branch::open().await;
    branch.is_heard("well").await;
    branch.records_sounds(&[SoundHealth::Well]).await;
    for sound in ["lost", "well", "lost"] {
        branch.is_heard(sound).await;
    }
    branch
        .records_sounds(&[SoundHealth::Well, SoundHealth::Lost])
        .await;
    let events = branch.events();
    let times: Vec<i64> = events
        .iter()
        .filter(|event| matches!(event.what, What::SoundHealthChanged { .. }))
        .map(|event| event.at.millis())
        .collect();
    assert!(times[1] - times[0] >= 10_000, "{times:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn staff_reads_what_is_wrong_and_what_to_do_in_their_language() {
    let branch = Branch::open().await;
    branch.is_heard("well").await;
    let well = branch.get(&branch.clerk, DEVICES).await.json;
    assert_eq!(
        (well[0].get("remedy"), well[0].get("printer")),
        (None, None)
    );
    assert_eq!(well[0]["display"]["sound"], "well");
    branch.is_heard("lost").await;
    for (lang, words) in [
        ("id", "Layar ini tidak bersuara."),
        ("en", "This display makes no sound."),
    ] {
        let path = format!("{DEVICES}?lang={lang}");
        let answer = branch.get(&branch.supervisor, &path).await;
        let remedy = answer.json[0]["remedy"].as_str().unwrap();
        assert!(remedy.starts_with(words), "{remedy}");
    }
    let codes = [
        "no_card",
        "no_synthesiser",
        "mute_synthesiser",
        "no_voice",
        "clip_missing",
        "clip_bad",
        "media_missing",
        "media_corrupt",
        "media_too_large",
        "media_unknown_kind",
        "playlist_empty",
        "number_too_long",
        "screen_too_small",
        "unknown_zone",
        "of_a_newer_display",
    ];
    for code in codes {
        branch.reports(fault(code, "kuda.png")).await;
        let mut remedies = Vec::new();
        for lang in ["id", "en"] {
            let path = format!("{DEVICES}?lang={lang}");
            let answer = branch.get(&branch.clerk, &path).await.json;
            let found = &answer[0]["display"]["faults"][0];
            assert_eq!(
                (&found["code"], &found["about"]),
                (&json!(code), &json!("kuda.png"))
            );
            assert_eq!(answer[0]["remedy"], found["remedy"]);
            remedies.push(found["remedy"].as_str().unwrap().to_owned());
        }
        assert_ne!(remedies[0], remedies[1], "{code}");
        // A newer display's is told as it was said; each of ours has a sentence.
        let is_ours = !remedies[1].contains(code);
        assert_eq!(is_ours, code != "of_a_newer_display", "{remedies:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn displays_without_sound_are_counted() {
    let branch = Branch::open().await;
    branch.is_heard("lost").await;
    let text = branch.get("", "/metrics").await.text;
    assert!(
        text.contains(r#"antre_displays{state="without_sound"} 1"#),
        "{text}"
    );
}
