//! What kiosks set slips from, and what became of the slips.

use antre_domain::{What, decode};
use antre_hub::{Hub, HubOptions};
use antre_protocol::{View, ViewKind};
use antre_storage::LogReader;
use serde_json::{Value, json};

use crate::fixture::{BRANCH, Branch, MONDAY_NINE, fresh_key, options};
use crate::screen::Following;

const SLIP: &str = "/api/v1/slip";

fn slip_of(ticket: &Value) -> String {
    format!("/api/v1/tickets/{}/slip", ticket["id"].as_str().unwrap())
}

fn ended(kind: &str, state: &str) -> Value {
    json!({"kind": kind, "state": state})
}

fn recorded(branch: &Branch) -> Vec<(String, String)> {
    let reader = LogReader::open(&branch.dir.path().join("data")).unwrap();
    let stored = reader.events(1, usize::MAX).unwrap();
    let events = stored.iter().map(|event| decode(&event.body).unwrap());
    let slips = events.filter_map(|event| match event.what {
        What::SlipEnded { kind, state, .. } => Some((format!("{kind:?}"), format!("{state:?}"))),
        _ => None,
    });
    slips.collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slip_of_nobody_or_in_no_known_state_is_refused() {
    let branch = Branch::open().await;
    let ticket = branch.ticket().await;
    for bad in [
        json!({}),
        json!({"kind": "original"}),
        ended("third", "confirmed"),
        ended("original", "printed"),
        json!({"kind": "original", "state": "failed", "why": "jam"}),
    ] {
        let answer = branch.post(&branch.kiosk, &slip_of(&ticket), bad).await;
        answer.is_problem(400, "malformed_body");
    }
    let confirmed = ended("original", "confirmed");
    let nobody = json!({"id": "0000000000007"});
    let answer = branch
        .post(&branch.kiosk, &slip_of(&nobody), confirmed.clone())
        .await;
    answer.is_problem(404, "unknown_ticket");
    let answer = branch
        .post(
            &branch.kiosk,
            "/api/v1/tickets/A001/slip",
            confirmed.clone(),
        )
        .await;
    answer.is_problem(404, "malformed_id");
    for token in [&branch.clerk, &branch.supervisor, &branch.display] {
        let answer = branch
            .post(token, &slip_of(&ticket), confirmed.clone())
            .await;
        answer.is_problem(403, "forbidden");
    }
    assert_eq!(recorded(&branch), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_fate_of_a_slip_is_recorded_once_and_each_copys_too() {
    let branch = Branch::open().await;
    let path = slip_of(&branch.ticket().await);
    let says = async |kind: &str, state: &str| {
        let answer = branch.post(&branch.kiosk, &path, ended(kind, state)).await;
        assert_eq!((answer.status, answer.text.as_str()), (204, ""), "{kind}");
    };
    says("original", "unknown").await;
    says("original", "unknown").await;
    says("copy", "confirmed").await;
    says("copy", "blind").await;
    for (lang, title) in [
        ("id", "Struk ini sudah dilaporkan lain."),
        ("en", "Something else was already reported of this slip."),
    ] {
        let answer = branch
            .post_in(lang, &branch.kiosk, &path, ended("original", "confirmed"))
            .await;
        answer.is_problem(409, "slip_ended");
        assert_eq!(answer.json["title"], title);
    }
    let key = fresh_key();
    for _ in 0..3 {
        let copy = ended("copy", "confirmed");
        let answer = branch.post_as(&branch.kiosk, &path, &key, copy).await;
        assert_eq!(answer.status, 204, "{}", answer.text);
    }
    let wanted = [
        ("Original", "Unknown"),
        ("Copy", "Confirmed"),
        ("Copy", "Blind"),
        ("Copy", "Confirmed"),
    ];
    let wanted = wanted.map(|(kind, state)| (kind.to_owned(), state.to_owned()));
    assert_eq!(recorded(&branch), wanted);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kiosk_is_told_which_templates_and_whether_to_go_on_without_paper() {
    let branch = Branch::open().await;
    let answer = branch.get(&branch.kiosk, SLIP).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let mut wanted = json!({
        "paperless": true, "ticket": "standard", "large": "large", "files": {},
    });
    wanted["version"] = answer.json["version"].clone();
    assert_eq!(answer.json, wanted);
    for (token, status) in [
        (&branch.display, 403),
        (&branch.clerk, 403),
        (&branch.supervisor, 200),
    ] {
        assert_eq!(branch.get(token, SLIP).await.status, status);
    }
    let kiosk = Following::start(&branch, &branch.kiosk, ViewKind::Kiosk).await;
    let View::Kiosk(view) = &kiosk.view else {
        panic!("a kiosk's view");
    };
    assert_eq!(view.slip.version, answer.json["version"]);
    assert!(view.slip.paperless);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_branchs_own_templates_reach_the_kiosk_and_another_content_is_another_version() {
    let dir = tempfile::TempDir::new().unwrap();
    let dir = dir.path();
    let standard = include_str!("../../../../assets/slips/standard.toml");
    let policy = "slip = { paperless = false, ticket = \"struk/tiket.toml\" }\nhours";
    let file = BRANCH.replacen("\nhours", &format!("\n{policy}"), 1);
    std::fs::write(dir.join("branch.toml"), file).unwrap();
    std::fs::create_dir(dir.join("struk")).unwrap();
    let mut versions = Vec::new();
    for content in [standard.to_owned(), format!("# satu\n{standard}")] {
        std::fs::write(dir.join("struk/tiket.toml"), &content).unwrap();
        let hub = Hub::start(HubOptions {
            at: Some(MONDAY_NINE.parse().unwrap()),
            ..options(dir)
        })
        .await
        .unwrap();
        let token = crate::fixture::token(dir, antre_storage::Role::Kiosk, None).await;
        let url = format!("http://{}{SLIP}", hub.listen_addr());
        let request = reqwest::Client::new().get(url).bearer_auth(token);
        let answer: Value =
            serde_json::from_str(&request.send().await.unwrap().text().await.unwrap()).unwrap();
        assert_eq!(answer["paperless"], false);
        assert_eq!(answer["files"], json!({"struk/tiket.toml": content}));
        versions.push(answer["version"].clone());
        hub.stop().await;
    }
    assert_ne!(versions[0], versions[1]);
}
