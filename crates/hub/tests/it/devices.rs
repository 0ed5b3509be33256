//! Kiosks say how their printers are; staff screens show it at once, the log keeps the changes.

use std::time::Duration;

use antre_domain::{Event, PrinterFault, What, decode};
use antre_protocol::{PrinterCard, View, ViewKind};
use antre_storage::{LogReader, Role};
use serde_json::{Value, json};

use crate::fixture::{BRANCH, Branch, fresh_key, token};
use crate::screen::{Following, PATIENCE};

const PRINTER: &str = "/api/v1/devices/printer";
const ROLL: &str = "/api/v1/devices/roll";
const DEVICES: &str = "/api/v1/devices";

fn report(fault: Option<&str>) -> Value {
    let mut report = json!({
        "name": "Kiosk 1",
        "health": {"watched": "automatic"},
        "since": "2026-11-23T02:00:00.000Z",
        "roll": {"used_mm": 1200, "cuts": 9, "slips_left": 640},
    });
    if let Some(fault) = fault {
        report["health"]["fault"] = fault.into();
    }
    report
}

fn roll() -> Value {
    json!({"used_mm": 78450, "cuts": 612, "by_hand": false})
}

fn printers(view: &View) -> &[PrinterCard] {
    match view {
        View::Counter(view) => &view.printers,
        View::Kiosk(_) | View::Display(_) => &[],
    }
}

fn has_fault(fault: Option<PrinterFault>) -> impl Fn(&View) -> bool {
    move |view| printers(view).first().map(|card| card.health.fault) == Some(fault)
}

impl Branch {
    async fn says(&self, fault: Option<&str>) {
        let answer = self.post(&self.kiosk, PRINTER, report(fault)).await;
        assert_eq!(answer.status, 204, "{}", answer.text);
    }

    pub(crate) fn events(&self) -> Vec<Event> {
        let reader = LogReader::open(&self.dir.path().join("data")).unwrap();
        let stored = reader.events(1, usize::MAX).unwrap();
        stored
            .iter()
            .map(|event| decode(&event.body).unwrap())
            .collect()
    }

    fn healths(&self) -> Vec<Option<PrinterFault>> {
        let events = self.events().into_iter();
        let faults = events.filter_map(|event| match event.what {
            What::DeviceHealthChanged { health, .. } => Some(health.fault),
            _ => None,
        });
        faults.collect()
    }

    /// Waits until the log holds so many changes of health.
    async fn recorded(&self, count: usize) -> Vec<Option<PrinterFault>> {
        let looks = async {
            loop {
                let healths = self.healths();
                if healths.len() >= count {
                    return healths;
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        let in_time = tokio::time::timeout(PATIENCE, looks).await;
        in_time.expect("the change is recorded in time")
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_that_is_none_is_refused() {
    let branch = Branch::open().await;
    let with = |path: &str, value: Value| {
        let mut report = report(None);
        *report.pointer_mut(path).unwrap() = value;
        report
    };
    for bad in [
        json!({}),
        json!([]),
        with("/health", json!({})),
        with("/health", json!({"watched": "closely"})),
        with("/health", json!({"watched": "blind", "fault": "hungry"})),
        with("/health", json!({"watched": "blind", "colour": "red"})),
        with("/since", json!("yesterday")),
        with("/roll", json!({"used_mm": -1, "cuts": 0})),
        with("/roll", json!({"used_mm": 1})),
        with("/name", json!(7)),
    ] {
        let answer = branch.post(&branch.kiosk, PRINTER, bad.clone()).await;
        answer.is_problem(400, "malformed_body");
    }
    for name in [
        "",
        "  ",
        "Kiosk\n1",
        "Kiosk \u{7f}",
        "Kiosk \u{202e}1",
        &"k".repeat(41),
    ] {
        let bad = with("/name", json!(name));
        let answer = branch.post(&branch.kiosk, PRINTER, bad).await;
        answer.is_problem(400, "bad_device_name");
    }
    for bad in [
        json!({}),
        json!({"used_mm": 1, "cuts": 1}),
        json!({"used_mm": 4_294_967_296_u64, "cuts": 1, "by_hand": true}),
        json!({"used_mm": 1, "cuts": 1, "by_hand": true, "brand": "x"}),
    ] {
        let answer = branch.post(&branch.kiosk, ROLL, bad).await;
        answer.is_problem(400, "malformed_body");
    }
    let unkeyed = branch
        .request(reqwest::Method::POST, PRINTER, &branch.kiosk)
        .json(&report(None));
    branch.ask(unkeyed).await.is_problem(400, "missing_key");
    assert_eq!(branch.get(&branch.clerk, DEVICES).await.json, json!([]));
    assert_eq!(branch.healths(), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_kiosks_report_and_only_staff_reads() {
    let branch = Branch::open().await;
    for token in [&branch.clerk, &branch.supervisor, &branch.display] {
        for (path, body) in [(PRINTER, report(None)), (ROLL, roll())] {
            let answer = branch.post(token, path, body).await;
            answer.is_problem(403, "forbidden");
        }
    }
    for token in [&branch.kiosk, &branch.display] {
        branch
            .get(token, DEVICES)
            .await
            .is_problem(403, "forbidden");
    }
    let answer = branch.get("", DEVICES).await;
    answer.is_problem(401, "unauthorized");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_counter_sees_a_printer_at_once_and_again_after_a_reconnection() {
    let branch = Branch::open().await;
    let mut counter = Following::start(&branch, &branch.clerk, ViewKind::Counter).await;
    assert_eq!(printers(&counter.view), []);
    branch.says(Some("cover_open")).await;
    counter
        .until(has_fault(Some(PrinterFault::CoverOpen)))
        .await;
    let card = &printers(&counter.view)[0];
    assert_eq!(
        (card.name.as_str(), card.slips_left),
        ("Kiosk 1", Some(640))
    );
    counter.equals_a_snapshot(&branch).await;
    branch.says(None).await;
    counter.until(has_fault(None)).await;
    // What was said while the screen was away comes with the tail.
    branch.says(Some("cutter")).await;
    counter.reconnect(&branch).await;
    counter.until(has_fault(Some(PrinterFault::Cutter))).await;
    counter.equals_a_snapshot(&branch).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_day_says_everything_again_and_the_printers_too() {
    // Two seconds before three in the morning in Jakarta, when the day turns.
    let branch = Branch::of(BRANCH, "2026-11-23T19:59:58Z").await;
    let mut counter = Following::start(&branch, &branch.clerk, ViewKind::Counter).await;
    branch.says(Some("offline")).await;
    let tuesday = "2026-11-24".parse().unwrap();
    let is_tuesday = |view: &View| view.branch().business_date == Some(tuesday);
    counter.until(is_tuesday).await;
    assert!(has_fault(Some(PrinterFault::Offline))(&counter.view));
    counter.equals_a_snapshot(&branch).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kiosk_is_heard_of_as_long_as_it_is_connected() {
    let branch = Branch::open().await;
    let kiosk = Following::start(&branch, &branch.kiosk, ViewKind::Kiosk).await;
    branch.says(None).await;
    is_heard_of_until_it_goes(&branch, kiosk).await;
}

/// The only device is heard of while it is connected, and no longer.
pub(crate) async fn is_heard_of_until_it_goes(branch: &Branch, device: Following) {
    // The hub's clock counts milliseconds: it has moved on before anything is compared.
    let heard_at = async || {
        let devices = branch.get(&branch.clerk, DEVICES).await.json;
        let heard_at = devices[0]["heard_at"].as_str().unwrap().to_owned();
        tokio::time::sleep(Duration::from_millis(20)).await;
        heard_at
    };
    let (first, second) = (heard_at().await, heard_at().await);
    assert!(first < second, "{first} {second}");
    drop(device);
    let stands_still = async { while heard_at().await != heard_at().await {} };
    let in_time = tokio::time::timeout(PATIENCE, stands_still).await;
    in_time.expect("the hub notices that the device has gone");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_keeps_changes_and_a_flapping_printers_last_word() {
    let branch = Branch::open().await;
    branch.says(None).await;
    assert_eq!(branch.recorded(1).await, [None]);
    // Within ten seconds nothing more is recorded, whatever is said; then how it is.
    for fault in ["cover_open", "out_of_paper", "cutter"] {
        branch.says(Some(fault)).await;
    }
    let recorded = branch.recorded(2).await;
    assert_eq!(recorded, [None, Some(PrinterFault::Cutter)]);
    let times: Vec<i64> = branch
        .events()
        .iter()
        .filter(|event| matches!(event.what, What::DeviceHealthChanged { .. }))
        .map(|event| event.at.millis())
        .collect();
    assert!(times[1] - times[0] >= 10_000, "{times:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_roll_is_recorded_once_however_often_it_is_sent() {
    let branch = Branch::open().await;
    let key = fresh_key();
    for replayed in [None, Some("true"), Some("true")] {
        let answer = branch.post_as(&branch.kiosk, ROLL, &key, roll()).await;
        assert_eq!((answer.status, answer.text.as_str()), (204, ""));
        assert_eq!(answer.header("idempotent-replay"), replayed);
    }
    let other = json!({"used_mm": 1, "cuts": 1, "by_hand": true});
    let answer = branch.post_as(&branch.kiosk, ROLL, &key, other).await;
    answer.is_problem(409, "key_reused");
    let rolls = branch.events().into_iter();
    let rolls = rolls.filter(|event| matches!(event.what, What::RollChanged { .. }));
    assert_eq!(rolls.count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn staff_reads_what_is_wrong_and_what_to_do_in_their_language() {
    let branch = Branch::open().await;
    branch.says(None).await;
    let well = branch.get(&branch.clerk, DEVICES).await.json;
    assert_eq!(
        (well[0].get("remedy"), &well[0]["name"]),
        (None, &json!("Kiosk 1"))
    );
    branch.says(Some("cover_open")).await;
    for (lang, words) in [
        ("id", "Tutup printer terbuka. Tutup sampai berbunyi klik."),
        (
            "en",
            "The printer's cover is open. Close it until it clicks.",
        ),
    ] {
        let path = format!("{DEVICES}?lang={lang}");
        let answer = branch.get(&branch.supervisor, &path).await;
        assert_eq!(answer.json[0]["remedy"], words);
        assert_eq!(answer.json[0]["printer"]["fault"], "cover_open");
        assert_eq!(answer.json[0]["roll"]["cuts"], 9);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn there_are_never_more_devices_than_a_screen_has_room_for() {
    let branch = Branch::open().await;
    branch.says(None).await;
    for _ in 1..64 {
        let kiosk = token(branch.dir.path(), Role::Kiosk, None).await;
        let answer = branch.post(&kiosk, PRINTER, report(None)).await;
        assert_eq!(answer.status, 204, "{}", answer.text);
    }
    let one_more = token(branch.dir.path(), Role::Kiosk, None).await;
    let answer = branch.post(&one_more, PRINTER, report(None)).await;
    answer.is_problem(409, "too_many_devices");
    branch.says(Some("silent")).await;
    let known = branch.get(&branch.clerk, DEVICES).await.json;
    assert_eq!(known.as_array().unwrap().len(), 64);
}
