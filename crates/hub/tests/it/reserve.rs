//! Numbers that a kiosk holds for the time without its hub.

use antre_protocol::{KioskView, ReserveAnswer, View, ViewKind};
use antre_storage::Role;
use serde_json::{Value, json};

use crate::fixture::{BRANCH, Branch, fresh_key, token};
use crate::screen::Following;

pub(crate) const RESERVE: &str = "/api/v1/reserve";
const RETURN: &str = "/api/v1/reserve/return";
const JOIN: &str = "/api/v1/reserve/join";

impl Branch {
    pub(crate) async fn another_kiosk(&self) -> String {
        token(self.dir.path(), Role::Kiosk, None).await
    }

    pub(crate) async fn reserve(&self, kiosk: &str) -> ReserveAnswer {
        let answer = self.post(kiosk, RESERVE, json!({})).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        serde_json::from_str(&answer.text).unwrap()
    }

    async fn returned(&self, kiosk: &str, body: Value) -> ReserveAnswer {
        let answer = self.post(kiosk, RETURN, body).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        serde_json::from_str(&answer.text).unwrap()
    }
}

/// The numbers of one series on one of the days.
pub(crate) fn numbers(answer: &ReserveAnswer, day: usize, series: &str) -> Vec<String> {
    let series = answer.days[day]
        .series
        .iter()
        .find(|one| one.id.as_str() == series);
    let numbers = series.map_or(&[][..], |series| &series.numbers);
    numbers.iter().map(|one| one.number.to_string()).collect()
}

fn names(first: u16, last: u16) -> Vec<String> {
    (first..=last).map(|value| format!("A{value:03}")).collect()
}

pub(crate) fn kiosk_view(view: &View) -> &KioskView {
    match view {
        View::Kiosk(view) => view,
        View::Display(_) | View::Counter(_) => panic!("a kiosk's view"),
    }
}

fn recalled(view: &View) -> Vec<String> {
    let recall = kiosk_view(view).reserve.recall.iter();
    recall.map(ToString::to_string).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn only_kiosks_hold_numbers_and_only_in_due_form() {
    let branch = Branch::open().await;
    for token in [&branch.clerk, &branch.supervisor, &branch.display] {
        for path in [RESERVE, RETURN, JOIN] {
            let body = if path == JOIN {
                json!({"tickets": []})
            } else {
                json!({})
            };
            let answer = branch.post(token, path, body).await;
            answer.is_problem(403, "forbidden");
        }
    }
    let nobody = branch.post("", RESERVE, json!({})).await;
    nobody.is_problem(401, "unauthorized");
    for (path, bad) in [
        (RESERVE, json!({"series": ["a"]})),
        (RETURN, json!({"series": "a"})),
        (RETURN, json!({"series": ["Seri A"]})),
        (RETURN, json!({"given": ["A012"]})),
        (RETURN, json!({"all": true})),
    ] {
        let answer = branch.post(&branch.kiosk, path, bad).await;
        answer.is_problem(400, "malformed_body");
    }
    let unkeyed = branch.request(reqwest::Method::POST, RESERVE, &branch.kiosk);
    let unkeyed = branch.ask(unkeyed.json(&json!({}))).await;
    unkeyed.is_problem(400, "missing_key");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_kiosks_never_hold_the_same_number_and_are_told_all_that_they_hold() {
    let branch = Branch::open().await;
    let other = branch.another_kiosk().await;
    let first = branch.reserve(&branch.kiosk).await;
    let second = branch.reserve(&other).await;
    assert_eq!(numbers(&first, 0, "a"), names(980, 999));
    assert_eq!(numbers(&second, 0, "a"), names(960, 979));
    assert_eq!(numbers(&first, 0, "w")[0], "W1981");
    assert_eq!(
        numbers(&first, 0, "c"),
        [""; 0],
        "two numbers are for nobody's reserve"
    );
    // Tuesday's are held already, and are other tickets.
    assert_eq!(numbers(&first, 1, "a"), names(980, 999));
    let ticket = |day: usize| first.days[day].series[0].numbers[0].ticket;
    assert_ne!(ticket(0), ticket(1));
    // Asked again, it is the same, whatever the key; nothing more is taken.
    assert_eq!(branch.reserve(&branch.kiosk).await, first);
    let branch = branch.restarted().await;
    assert_eq!(branch.reserve(&branch.kiosk).await, first);
    assert_eq!(branch.ticket().await["number"], "A001");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reserve_says_from_when_to_when_which_service_gives_what() {
    let branch = Branch::open().await;
    let answer = branch.reserve(&branch.kiosk).await;
    let wire = serde_json::to_value(&answer).unwrap();
    let [monday, tuesday] = &wire["days"].as_array().unwrap()[..] else {
        panic!("two days: {wire}");
    };
    assert_eq!(monday["date"], "2026-11-23");
    assert_eq!(monday["from"], "2026-11-22T20:00:00.000Z");
    assert_eq!(monday["to"], tuesday["from"]);
    let service = |day: &Value, id: &str| {
        let services = day["services"].as_array().unwrap().iter();
        services.clone().find(|one| one["id"] == id).cloned()
    };
    let siang = service(monday, "siang").unwrap();
    let afternoon = json!([["2026-11-23T06:00:00.000Z", "2026-11-23T08:00:00.000Z"]]);
    assert_eq!(siang["open"], afternoon);
    assert_eq!(siang["series"], json!([["umum", "a"], ["prioritas", "a"]]));
    assert_eq!(service(tuesday, "siang").unwrap()["open"], json!([]));
    assert_eq!(service(monday, "lab"), None, "nobody walks in to it");
    let number = &monday["series"][0]["numbers"][0];
    let url = number["url"].as_str().unwrap();
    assert!(url.starts_with("http://antre.test/t/"), "{url}");
    assert_eq!(url.len(), "http://antre.test/t/".len() + 22);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_given_back_is_the_hubs_again_and_what_is_on_paper_stays() {
    let branch = Branch::open().await;
    let held = branch.reserve(&branch.kiosk).await;
    let given: Vec<_> = held.days[0].series[0].numbers[..2]
        .iter()
        .map(|one| one.ticket)
        .collect();
    let body = json!({"series": ["a"], "given": given});
    let left = branch.returned(&branch.kiosk, body).await;
    assert_eq!(numbers(&left, 0, "a"), names(980, 981));
    assert_eq!(numbers(&left, 1, "a"), [""; 0]);
    assert_eq!(numbers(&left, 0, "w").len(), 20, "another series");
    let none = branch
        .returned(&branch.kiosk, json!({"given": given}))
        .await;
    assert_eq!(numbers(&none, 0, "w"), [""; 0]);
    let again = branch.reserve(&branch.kiosk).await;
    assert_eq!(numbers(&again, 0, "a").len(), 20);
    assert_eq!(numbers(&again, 0, "a")[..2], names(980, 981));
}

/// Forty numbers: a kiosk holds ten of them.
fn small() -> String {
    let small = r#"services = ["poli", "siang", "lab"], last = 40 }"#;
    BRANCH.replace(r#"services = ["poli", "siang", "lab"] }"#, small)
}

#[tokio::test(flavor = "multi_thread")]
async fn kiosks_are_asked_to_give_back_what_the_counter_is_short_of() {
    let branch = Branch::of(&small(), crate::fixture::MONDAY_NINE).await;
    let other = branch.another_kiosk().await;
    let mut screen = Following::start(&branch, &branch.kiosk, ViewKind::Kiosk).await;
    assert_eq!(kiosk_view(&screen.view).reserve.per_series, 20);
    branch.reserve(&branch.kiosk).await;
    branch.reserve(&other).await;
    let issue = async |count: u8| {
        let body = json!({"service": "poli", "count": count});
        branch.post(&branch.kiosk, "/api/v1/tickets", body).await
    };
    assert_eq!(issue(17).await.status, 201);
    screen
        .until(|view| kiosk_view(view).services[0].waiting == 17)
        .await;
    screen.equals_a_snapshot(&branch).await;
    assert_eq!(recalled(&screen.view), [""; 0], "three are left");
    assert_eq!(issue(3).await.status, 201);
    screen.until(|view| recalled(view) == ["a"]).await;
    let exhausted = |view: &View| kiosk_view(view).services[0].exhausted;
    screen.until(exhausted).await;
    screen.equals_a_snapshot(&branch).await;
    issue(1).await.is_problem(409, "series_exhausted");
    // One kiosk gives back; the numbers below the other's are the counter's again.
    branch.returned(&other, json!({"series": ["a"]})).await;
    screen.until(|view| recalled(view).is_empty()).await;
    screen.until(|view| !exhausted(view)).await;
    screen.equals_a_snapshot(&branch).await;
    assert_eq!(issue(10).await.status, 201);
    issue(1).await.is_problem(409, "series_exhausted");
}

#[tokio::test(flavor = "multi_thread")]
async fn tomorrows_numbers_are_todays_after_the_turn_of_the_day() {
    // Three seconds before three in the morning in Jakarta, when the day turns.
    let branch = Branch::of(BRANCH, "2026-11-23T19:59:57Z").await;
    let mut screen = Following::start(&branch, &branch.kiosk, ViewKind::Kiosk).await;
    let before = kiosk_view(&screen.view).reserve.version.clone();
    let monday = branch.reserve(&branch.kiosk).await;
    let given = |day: usize| {
        let one = &monday.days[day].series[0].numbers[0];
        json!({"tickets": [{
            "ticket": one.ticket, "service": "poli", "class": "umum", "locale": "id", "party": 1,
            "issued_at": "2026-11-23T19:59:57Z", "heard_at": "2026-11-23T19:59:57Z",
        }]})
    };
    let early = branch.post(&branch.kiosk, JOIN, given(1)).await;
    early.is_problem(409, "reserve_early");
    let is_tuesday =
        |view: &View| view.branch().business_date == Some("2026-11-24".parse().unwrap());
    screen.until(is_tuesday).await;
    assert_ne!(kiosk_view(&screen.view).reserve.version, before);
    let tuesday = branch.reserve(&branch.kiosk).await;
    assert_eq!(tuesday.days[0].series, monday.days[1].series);
    let late = branch.post(&branch.kiosk, JOIN, given(0)).await;
    late.is_problem(409, "reserve_over");
    // What was given in a morning without the hub joins the day that it was for.
    let joined = branch.post(&branch.kiosk, JOIN, given(1)).await;
    assert_eq!(
        (joined.status, joined.json["tickets"][0]["state"].as_str()),
        (200, Some("waiting"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repetition_says_what_is_held_as_of_then() {
    let branch = Branch::open().await;
    let key = fresh_key();
    let first = branch
        .post_as(&branch.kiosk, RESERVE, &key, json!({}))
        .await;
    branch
        .returned(&branch.kiosk, json!({"series": ["a"]}))
        .await;
    let again = branch
        .post_as(&branch.kiosk, RESERVE, &key, json!({}))
        .await;
    assert_eq!(again.header("idempotent-replay"), Some("true"));
    assert_ne!(first.json, again.json);
    let answer: ReserveAnswer = serde_json::from_str(&again.text).unwrap();
    assert_eq!(numbers(&answer, 0, "a"), [""; 0]);
}
