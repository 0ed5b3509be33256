//! The day's closing report, asked of a running hub.

use serde_json::{Value, json};

use crate::fixture::Branch;

const REPORT: &str = "/api/v1/report";

#[tokio::test(flavor = "multi_thread")]
async fn a_day_that_is_none_or_never_was_is_refused() {
    let branch = Branch::open().await;
    for bad in ["", "yesterday", "2026-13-01", "%00", "23-11-2026"] {
        let answer = branch
            .get(&branch.clerk, &format!("{REPORT}?date={bad}"))
            .await;
        answer.is_problem(400, "malformed_body");
    }
    let answer = branch
        .get(&branch.clerk, &format!("{REPORT}?date=2026-11-22&lang=en"))
        .await;
    answer.is_problem(404, "not_found");
    let detail =
        "There was no business day 2026-11-22. The log has days between 2026-11-23 and 2026-11-23.";
    assert_eq!(answer.json["detail"], detail);
    for token in [&branch.kiosk, &branch.display] {
        branch.get(token, REPORT).await.is_problem(403, "forbidden");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn staff_reads_the_figures_so_far_and_the_hash_that_proves_them() {
    let branch = Branch::open().await;
    let ticket = branch.called().await;
    branch.ticket().await;
    let path = format!("/api/v1/tickets/{}/slip", ticket["id"].as_str().unwrap());
    let copy = json!({"kind": "copy", "state": "confirmed"});
    branch.post(&branch.kiosk, &path, copy).await;
    let report = branch
        .get(&branch.supervisor, &format!("{REPORT}?date=2026-11-23"))
        .await
        .json;
    let figure = |name: &str| report[name].clone();
    assert_eq!(
        figure("series"),
        json!([{"series": "a", "first": "A001", "last": "A002", "issued": 2}])
    );
    for (name, value) in [
        ("date", json!("2026-11-23")),
        ("branch", json!("Puskesmas Uji")),
        ("is_over", json!(false)),
        ("issued", json!(2)),
        ("served", json!(0)),
        ("no_show", json!(0)),
        ("cancelled", json!(0)),
        ("unserved", json!(2)),
        ("copies", json!(1)),
        ("overrides", json!(0)),
    ] {
        assert_eq!(figure(name), value, "{name}");
    }
    assert_eq!(report["last_hash"].as_str().map(str::len), Some(64));
    let again: Value = branch.get(&branch.clerk, REPORT).await.json;
    assert_eq!(again, report);
}
