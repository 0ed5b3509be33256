//! What a supervisor tells the hall: heard on every screen, and in no log.

use antre_domain::{NoteRef, What};
use antre_protocol::{AnnouncementCard, View, ViewKind};
use serde_json::{Value, json};

use crate::fixture::{Answer, BRANCH, Branch, MONDAY_NINE, fresh_key};
use crate::needs::texts_kept;
use crate::screen::{Following, PATIENCE};

const ANNOUNCEMENTS: &str = "/api/v1/announcements";
const WORDS: &str = "Mobil B 1234 XYZ menghalangi ambulans";

impl Branch {
    async fn with_zones() -> Self {
        let zones = r#"
            [[hall.zones]]
            id = "kiri"
            name = "Sayap kiri"
            counters = ["loket-1"]
        "#;
        Self::of(&format!("{BRANCH}{zones}"), MONDAY_NINE).await
    }

    async fn announces(&self, body: Value) -> Answer {
        self.post(&self.supervisor, ANNOUNCEMENTS, body).await
    }

    /// The id of an announcement that the hall is told.
    async fn announced(&self, body: Value) -> String {
        let answer = self.announces(body).await;
        assert_eq!(answer.status, 201, "{}", answer.text);
        answer.json["id"].as_str().unwrap().to_owned()
    }

    async fn ends(&self, id: &str) -> Answer {
        let path = format!("{ANNOUNCEMENTS}/{id}/end");
        self.post(&self.supervisor, &path, json!({})).await
    }

    async fn standing(&self) -> Vec<Value> {
        let answer = self.get(&self.supervisor, ANNOUNCEMENTS).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.json["announcements"].as_array().unwrap().clone()
    }

    async fn keeps_texts(&self, count: i64) {
        let looks = async {
            while texts_kept(self) != count {
                tokio::task::yield_now().await;
            }
        };
        let in_time = tokio::time::timeout(PATIENCE, looks).await;
        in_time.expect("what nobody is told any more is erased");
    }
}

fn notice() -> Value {
    json!({"kind": "notice", "text": WORDS})
}

fn told(view: &View) -> &[AnnouncementCard] {
    match view {
        View::Display(view) => &view.announcements,
        View::Counter(view) => &view.announcements,
        View::Kiosk(_) => &[],
    }
}

fn is_told(id: &str) -> impl Fn(&View) -> bool {
    let id: NoteRef = id.parse().unwrap();
    move |view| told(view).iter().any(|card| card.id == id)
}

fn is_told_nothing(view: &View) -> bool {
    told(view).is_empty()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_announcement_that_is_none_is_refused() {
    let branch = Branch::with_zones().await;
    for bad in [
        json!({}),
        json!([]),
        json!({"kind": "party", "text": WORDS}),
        json!({"kind": "notice", "text": 7}),
        json!({"kind": "notice", "text": WORDS, "colour": "red"}),
        json!({"kind": "notice", "text": WORDS, "for_secs": -1}),
        json!({"kind": "notice", "text": WORDS, "for_secs": 4_294_967_296_u64}),
        json!({"kind": "notice", "text": WORDS, "zones": "kiri"}),
        json!({"kind": "notice", "text": {"Indonesia": WORDS}}),
    ] {
        let answer = branch.announces(bad).await;
        answer.is_problem(400, "malformed_body");
    }
    for kind in ["notice", "emergency"] {
        let answer = branch.announces(json!({"kind": kind})).await;
        answer.is_problem(400, "announcement_text_needed");
    }
    let each = |languages: usize| {
        let codes = ["id", "en", "jv", "su", "zh"].iter().take(languages);
        Value::Object(codes.map(|code| ((*code).to_owned(), json!("x"))).collect())
    };
    for text in [
        json!(""),
        json!(" \u{3000} "),
        json!("dua\nbaris"),
        json!("bel\u{7}"),
        json!("\u{202e}kilab"),
        json!("\u{e9}".repeat(201)),
        json!({"id": "x", "en": ""}),
        each(0),
        each(5),
    ] {
        let answer = branch
            .announces(json!({"kind": "notice", "text": text}))
            .await;
        answer.is_problem(400, "bad_announcement_text");
        // An alarm has words of its own; a text that is none is refused all the same.
        let answer = branch
            .announces(json!({"kind": "fire", "text": text}))
            .await;
        answer.is_problem(400, "bad_announcement_text");
    }
    for for_secs in [0, 9, 86_401, u32::MAX] {
        let body = json!({"kind": "notice", "text": WORDS, "for_secs": for_secs});
        branch
            .announces(body)
            .await
            .is_problem(400, "duration_out_of_range");
    }
    let nowhere = json!({"kind": "notice", "text": WORDS, "zones": ["kiri", "kanan"]});
    branch
        .announces(nowhere)
        .await
        .is_problem(404, "unknown_zone");
    let unkeyed = branch
        .request(reqwest::Method::POST, ANNOUNCEMENTS, &branch.supervisor)
        .json(&notice());
    branch.ask(unkeyed).await.is_problem(400, "missing_key");
    assert_eq!(branch.standing().await, [] as [Value; 0]);
    let is_about_it = |what: &What| matches!(what, What::Announced { .. });
    assert!(!branch.events().iter().any(|event| is_about_it(&event.what)));
    branch.keeps_texts(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_a_supervisor_speaks_to_the_hall() {
    let branch = Branch::open().await;
    let id = branch.announced(notice()).await;
    let end = format!("{ANNOUNCEMENTS}/{id}/end");
    for token in [&branch.kiosk, &branch.clerk, &branch.display] {
        let refused = branch.post(token, ANNOUNCEMENTS, notice()).await;
        refused.is_problem(403, "forbidden");
        let refused = branch.post(token, &end, json!({})).await;
        refused.is_problem(403, "forbidden");
        let refused = branch.get(token, ANNOUNCEMENTS).await;
        refused.is_problem(403, "forbidden");
    }
    let refused = branch.post("", ANNOUNCEMENTS, notice()).await;
    refused.is_problem(401, "unauthorized");
}

#[tokio::test(flavor = "multi_thread")]
async fn displays_and_counters_are_told_and_told_of_the_end() {
    let branch = Branch::with_zones().await;
    let [mut kiosk, mut display, mut counter] = Following::every_kind(&branch).await;
    let text = json!({"id": "Pulang lewat pintu timur", "en": "Leave by the east door"});
    let body = json!({
        "kind": "notice", "text": text, "zones": ["kiri"], "for_secs": 600, "spoken": false,
    });
    let answer = branch.announces(body).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    let card = &answer.json;
    assert_eq!(
        (
            &card["kind"],
            &card["text"],
            &card["zones"],
            &card["spoken"]
        ),
        (&json!("notice"), &text, &json!(["kiri"]), &json!(false))
    );
    assert!(card["since"].as_str() < card["until"].as_str(), "{card}");
    assert_eq!(branch.standing().await, std::slice::from_ref(card));
    let id = card["id"].as_str().unwrap();
    let alarm = branch.announced(json!({"kind": "evacuate"})).await;
    for screen in [&mut display, &mut counter] {
        screen.until(is_told(id)).await;
        screen.until(is_told(&alarm)).await;
        assert_eq!(json!(told(&screen.view)[0]), *card);
        screen.equals_a_snapshot(&branch).await;
    }
    kiosk.equals_a_snapshot(&branch).await;
    assert!(!json!(kiosk.view).to_string().contains("timur"));
    assert_eq!(branch.ends(id).await.status, 204);
    for screen in [&mut display, &mut counter] {
        screen.until(|view| told(view).len() == 1).await;
        screen.equals_a_snapshot(&branch).await;
        assert!(is_told(&alarm)(&screen.view));
    }
    // It can be ended once, and only by the name that it has.
    branch
        .ends(id)
        .await
        .is_problem(404, "unknown_announcement");
    branch
        .ends(&"0".repeat(32))
        .await
        .is_problem(404, "unknown_announcement");
    branch.ends("satu").await.is_problem(404, "malformed_id");
}

#[tokio::test(flavor = "multi_thread")]
async fn its_words_stand_in_no_file_and_are_erased_when_it_ends() {
    let branch = Branch::open().await;
    let key = fresh_key();
    let answer = branch
        .post_as(&branch.supervisor, ANNOUNCEMENTS, &key, notice())
        .await;
    let id = answer.json["id"].as_str().unwrap();
    branch.keeps_texts(1).await;
    assert_eq!(branch.file_holds("menghalangi"), None);
    assert!(branch.file_holds(id).is_some(), "the log refers to it");
    let branch = branch.restarted().await;
    assert_eq!(branch.standing().await[0]["text"], WORDS);
    assert_eq!(branch.ends(id).await.status, 204);
    branch.keeps_texts(0).await;
    // What was answered once is answered again: the facts, and no words any more.
    let again = branch
        .post_as(&branch.supervisor, ANNOUNCEMENTS, &key, notice())
        .await;
    assert_eq!((again.status, &again.json["id"]), (201, &json!(id)));
    assert_eq!(again.header("idempotent-replay"), Some("true"));
    assert_eq!(again.json.get("text"), None);
    branch.keeps_texts(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_request_again_tells_the_hall_nothing_new() {
    let branch = Branch::open().await;
    let key = fresh_key();
    let post = async |body| {
        branch
            .post_as(&branch.supervisor, ANNOUNCEMENTS, &key, body)
            .await
    };
    let first = post(notice()).await;
    let second = post(notice()).await;
    assert_eq!((first.status, second.status), (201, 201));
    assert_eq!(first.json, second.json);
    assert_eq!(second.header("idempotent-replay"), Some("true"));
    post(json!({"kind": "fire"}))
        .await
        .is_problem(409, "key_reused");
    assert_eq!(branch.standing().await.len(), 1);
    branch.keeps_texts(1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ninth_announcement_is_refused_and_leaves_no_words_behind() {
    let branch = Branch::open().await;
    for _ in 0..8 {
        branch.announced(notice()).await;
    }
    let answer = branch.announces(notice()).await;
    answer.is_problem(409, "too_many_announcements");
    branch.keeps_texts(8).await;
    let mut display = Following::start(&branch, &branch.display, ViewKind::Display).await;
    let first = branch.standing().await[0]["id"].clone();
    branch.ends(first.as_str().unwrap()).await;
    let ninth = branch.announced(notice()).await;
    display.until(is_told(&ninth)).await;
    assert_eq!(told(&display.view).len(), 8);
}

#[tokio::test(flavor = "multi_thread")]
async fn its_time_runs_out_on_every_screen_and_on_one_that_was_away() {
    let branch = Branch::open().await;
    let mut display = Following::start(&branch, &branch.display, ViewKind::Display).await;
    let mut body = notice();
    body["for_secs"] = json!(10);
    let id = branch.announced(body).await;
    display.until(is_told(&id)).await;
    let mut away = Following::start(&branch, &branch.display, ViewKind::Display).await;
    assert!(is_told(&id)(&away.view));
    display.until(is_told_nothing).await;
    display.equals_a_snapshot(&branch).await;
    assert_eq!(branch.standing().await, [] as [Value; 0]);
    away.reconnect(&branch).await;
    away.until(is_told_nothing).await;
    branch.keeps_texts(0).await;
    // One that made room for another is taken back from whoever was away all that time.
    branch.announced(notice()).await;
    display.until(|view| told(view).len() == 1).await;
    display.equals_a_snapshot(&branch).await;
    branch
        .ends(&id)
        .await
        .is_problem(404, "unknown_announcement");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_had_run_out_while_the_hub_was_off_is_told_to_nobody() {
    let branch = Branch::open().await;
    let mut body = notice();
    body["for_secs"] = json!(60);
    branch.announced(body).await;
    let branch = branch.restarted_at("2026-11-23T02:02:00Z").await;
    let display = Following::start(&branch, &branch.display, ViewKind::Display).await;
    assert!(is_told_nothing(&display.view));
    assert_eq!(branch.standing().await, [] as [Value; 0]);
    branch.keeps_texts(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_ended_stands_on_the_next_day_with_its_words() {
    // Four seconds before three in the morning in Jakarta, when the day turns.
    let branch = Branch::of(BRANCH, "2026-11-23T19:59:56Z").await;
    let id = branch.announced(notice()).await;
    let mut display = Following::start(&branch, &branch.display, ViewKind::Display).await;
    let tuesday = "2026-11-24".parse().unwrap();
    display
        .until(|view| view.branch().business_date == Some(tuesday))
        .await;
    assert!(is_told(&id)(&display.view));
    display.equals_a_snapshot(&branch).await;
    let branch = branch.restarted_at("2026-11-23T21:00:00Z").await;
    assert_eq!(branch.standing().await[0]["text"], WORDS);
}

#[tokio::test(flavor = "multi_thread")]
async fn words_that_cannot_be_kept_are_not_announced_and_an_alarm_is() {
    let branch = Branch::open().await;
    std::fs::write(branch.dir.path().join("data/private.db"), vec![7; 8_192]).unwrap();
    branch
        .announces(notice())
        .await
        .is_problem(503, "not_durable");
    let mut display = Following::start(&branch, &branch.display, ViewKind::Display).await;
    let alarm = json!({"kind": "fire", "text": "Kumpul di lapangan"});
    let id = branch.announced(alarm).await;
    display.until(is_told(&id)).await;
    assert_eq!(told(&display.view)[0].text, None);
}
