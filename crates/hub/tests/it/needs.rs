//! What only the clerk is told of a customer, and only once they are called.

use antre_protocol::{Need, View, ViewKind};
use serde_json::{Value, json};

use crate::fixture::{BRANCH, Branch};
use crate::screen::Following;

const ISSUE: &str = "/api/v1/tickets";
const NEXT: &str = "/api/v1/counters/loket-1/call-next";

impl Branch {
    async fn in_need(&self, needs: Value) -> Value {
        let body = json!({"service": "poli", "needs": needs});
        let answer = self.post(&self.kiosk, ISSUE, body).await;
        assert_eq!(answer.status, 201, "{}", answer.text);
        answer.json
    }

    pub(crate) fn file_holds(&self, word: &str) -> Option<String> {
        let files = std::fs::read_dir(self.dir.path().join("data")).unwrap();
        let mut paths = files.map(|file| file.unwrap().path());
        let holds = |path: &std::path::PathBuf| {
            let bytes = std::fs::read(path).unwrap_or_default();
            bytes
                .windows(word.len())
                .any(|window| window == word.as_bytes())
        };
        paths.find(holds).map(|path| path.display().to_string())
    }
}

/// What the clerk at Loket 1 is told.
fn told(view: &View) -> Vec<Need> {
    let View::Counter(view) = view else {
        panic!("a counter's view")
    };
    let ticket = view.counters[0].ticket.as_ref();
    ticket.map_or_else(Vec::new, |ticket| ticket.needs.clone())
}

#[tokio::test(flavor = "multi_thread")]
async fn needs_are_of_a_closed_list_and_each_is_said_once() {
    let branch = Branch::open().await;
    for (needs, code) in [
        (json!(["kursi"]), "malformed_body"),
        (json!("fetch"), "malformed_body"),
        (json!(["fetch", "fetch"]), "needs_out_of_range"),
        (
            json!(["fetch", "gesture", "low_counter", "fetch"]),
            "needs_out_of_range",
        ),
    ] {
        let body = json!({"service": "poli", "needs": needs});
        let answer = branch.post(&branch.kiosk, ISSUE, body).await;
        answer.is_problem(400, code);
    }
    assert_eq!(branch.ticket().await["number"], "A001");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_clerk_who_calls_is_told_and_nobody_else() {
    let branch = Branch::open().await;
    branch.open_counter().await;
    let [mut kiosk, mut display, mut counter] = Following::every_kind(&branch).await;
    let ticket = branch.in_need(json!(["fetch", "low_counter"])).await;
    assert_eq!(ticket.get("needs"), None);
    counter.equals_a_snapshot(&branch).await;
    let hides = |view: &View| {
        let wire = serde_json::to_string(view).unwrap();
        assert!(
            !wire.contains("fetch") && !wire.contains("low_counter"),
            "{wire}"
        );
    };
    hides(&counter.view);
    branch.post(&branch.clerk, NEXT, json!({})).await;
    counter
        .until(|view| told(view) == [Need::Fetch, Need::LowCounter])
        .await;
    counter.equals_a_snapshot(&branch).await;
    for screen in [&mut kiosk, &mut display] {
        screen.equals_a_snapshot(&branch).await;
        hides(&screen.view);
    }
    let page = branch.status_page(&ticket, "id").await;
    assert!(!page.contains("fetch") && !page.contains("low_counter"));
    for path in ["/api/v1/branch", "/api/v1/report"] {
        let text = branch.get(&branch.supervisor, path).await.text;
        assert!(!text.contains("low_counter"), "{path}: {text}");
    }
    assert_eq!(branch.file_holds("low_counter"), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_need_survives_a_restart() {
    let branch = Branch::open().await;
    branch.in_need(json!(["gesture"])).await;
    let branch = branch.restarted().await;
    branch.open_counter().await;
    let mut counter = Following::start(&branch, &branch.clerk, ViewKind::Counter).await;
    branch.post(&branch.clerk, NEXT, json!({})).await;
    counter.until(|view| told(view) == [Need::Gesture]).await;
    let branch = branch.restarted().await;
    let counter = Following::start(&branch, &branch.clerk, ViewKind::Counter).await;
    assert_eq!(told(&counter.view), [Need::Gesture]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_need_is_forgotten_with_its_day() {
    // Three seconds before three in the morning in Jakarta, when the day turns.
    let night = BRANCH.replace(
        r#"hours = { week = { mon = ["08:00-15:00"], tue"#,
        r#"hours = { week = { mon = ["08:00-03:00"], tue"#,
    );
    let branch = Branch::of(&night, "2026-11-23T19:59:56Z").await;
    let mut counter = Following::start(&branch, &branch.clerk, ViewKind::Counter).await;
    branch.in_need(json!(["fetch"])).await;
    let kept = || texts_kept(&branch) > 0;
    assert!(kept());
    let tuesday = "2026-11-24".parse().unwrap();
    counter
        .until(|view| view.branch().business_date == Some(tuesday))
        .await;
    let forgotten = async {
        while kept() {
            tokio::task::yield_now().await;
        }
    };
    let in_time = tokio::time::timeout(crate::screen::PATIENCE, forgotten).await;
    in_time.expect("what has expired is erased");
}

/// How many sealed texts the file of private texts holds.
pub(crate) fn texts_kept(branch: &Branch) -> i64 {
    let path = branch.dir.path().join("data/private.db");
    let conn = rusqlite::Connection::open(path).unwrap();
    conn.busy_timeout(crate::screen::PATIENCE).unwrap();
    conn.query_row("SELECT count(*) FROM private_text", [], |row| row.get(0))
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_fails_costs_the_need_and_not_the_number() {
    let branch = Branch::open().await;
    branch.open_counter().await;
    let mut counter = Following::start(&branch, &branch.clerk, ViewKind::Counter).await;
    std::fs::write(branch.dir.path().join("data/private.db"), vec![7; 8_192]).unwrap();
    let ticket = branch.in_need(json!(["fetch"])).await;
    branch.post(&branch.clerk, NEXT, json!({})).await;
    counter.equals_a_snapshot(&branch).await;
    let View::Counter(view) = &counter.view else {
        panic!("a counter's view")
    };
    let called = view.counters[0].ticket.as_ref().unwrap();
    assert_eq!(json!(called.id), ticket["id"]);
    assert_eq!(called.needs, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_and_a_repetition_leave_nothing_behind() {
    let branch = Branch::open().await;
    let body = json!({"service": "siang", "needs": ["fetch"]});
    branch
        .post(&branch.kiosk, ISSUE, body)
        .await
        .is_problem(409, "service_closed");
    let body = json!({"service": "poli", "needs": ["fetch"]});
    for _ in 0..3 {
        branch
            .post_as(&branch.kiosk, ISSUE, "k", body.clone())
            .await;
    }
    let one_is_left = async {
        while texts_kept(&branch) != 1 {
            tokio::task::yield_now().await;
        }
    };
    let in_time = tokio::time::timeout(crate::screen::PATIENCE, one_is_left).await;
    in_time.expect("what no ticket refers to is erased");
}
