//! The work profiles: their rules, and the bound of every line.

use antre_protocol::{View, ViewKind};
use serde_json::{Value, json};

use crate::fixture::{BRANCH, Branch, MONDAY_NINE};
use crate::screen::Following;

const PROFILES: &str = "/api/v1/profiles";

fn with_profiles(profiles: &str) -> String {
    let own = BRANCH
        .lines()
        .find(|line| line.starts_with("profiles"))
        .unwrap();
    BRANCH.replace(own, profiles)
}

#[tokio::test(flavor = "multi_thread")]
async fn each_profile_tells_its_rule_and_how_long_each_line_waits_at_most() {
    let file = with_profiles(
        r#"profiles = [
            { id = "semua", name = { id = "Semua", en = "All" }, services = ["poli", "siang"], helps = [["lab"], ["kecil", "lebar"]], rule = { ratio = { priority = 2, regular = 1 } } },
            { id = "adil", name = "Adil", services = ["poli", "siang", "lab", "kecil", "lebar"], rule = { fair = { one_in = 5 } } },
            { id = "tua", name = "Tua", services = ["poli"], rule = { custom = { lines = [
                { id = "lama", name = { id = "Antrean lama", en = "The old queue" }, classes = ["umum"] },
                { id = "lain", classes = ["prioritas"] },
            ], finally = "longest_wait" } } },
        ]"#,
    );
    let branch = Branch::of(&file, MONDAY_NINE).await;
    let answer = branch.get(&branch.clerk, PROFILES).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let wanted = json!([
        {
            "id": "semua", "name": "Semua", "services": ["poli", "siang"], "helps": [["lab"], ["kecil", "lebar"]],
            "rule": {"ratio": {"priority": 2, "regular": 1}},
            "lines": [
                {"id": "prioritas", "name": "Prioritas", "calls_max": 2, "in_common": false},
                {"id": "umum", "name": "Umum", "calls_max": 3, "in_common": false},
            ],
        },
        {
            "id": "adil", "name": "Adil", "services": ["poli", "siang", "lab", "kecil", "lebar"], "helps": [],
            "rule": {"fair": {"one_in": 5}},
            "lines": [
                {"id": "umum", "name": "Umum", "calls_max": 5, "in_common": false},
                {"id": "prioritas", "name": "Prioritas", "calls_max": 5, "in_common": false},
            ],
        },
        {
            "id": "tua", "name": "Tua", "services": ["poli"], "helps": [],
            "rule": {"custom": {
                "lines": [
                    {"id": "lama", "name": {"en": "The old queue", "id": "Antrean lama"}, "classes": ["umum"]},
                    {"id": "lain", "classes": ["prioritas"]},
                ],
                "finally": "longest_wait",
            }},
            "lines": [
                {"id": "lama", "name": "Antrean lama", "calls_max": 1, "in_common": true},
                {"id": "lain", "name": "Prioritas", "calls_max": 1, "in_common": true},
            ],
        },
    ]);
    let known: Vec<Value> = answer
        .json
        .as_array()
        .unwrap()
        .iter()
        .map(known_part)
        .collect();
    assert_eq!(Value::from(known), wanted);
    let counter = Following::start(&branch, &branch.clerk, ViewKind::Counter).await;
    let View::Counter(view) = &counter.view else {
        panic!("a counter's view")
    };
    let takes: Vec<&str> = view.profiles[0]
        .services
        .iter()
        .map(|id| id.as_str())
        .collect();
    assert_eq!(
        takes,
        ["poli", "siang", "lab", "kecil", "lebar"],
        "it calls for all of these"
    );
    let english = branch
        .get(&branch.supervisor, &format!("{PROFILES}?lang=en"))
        .await
        .json;
    assert_eq!(english[0]["name"], "All");
    assert_eq!(english[2]["lines"][0]["name"], "The old queue");
}

/// The sentences apart, which are another test's.
fn known_part(profile: &Value) -> Value {
    let mut profile = profile.clone();
    let said = profile.as_object_mut().unwrap().remove("text").unwrap();
    assert!(!said.as_array().unwrap().is_empty());
    for line in profile["lines"].as_array_mut().unwrap() {
        let said = line.as_object_mut().unwrap().remove("text").unwrap();
        let name = line["name"].as_str().unwrap();
        assert!(said.as_str().unwrap().starts_with(name), "{said}");
    }
    profile
}

#[tokio::test(flavor = "multi_thread")]
async fn profiles_are_for_those_who_work_here() {
    let branch = Branch::open().await;
    branch
        .get("", PROFILES)
        .await
        .is_problem(401, "unauthorized");
    for token in [&branch.kiosk, &branch.display] {
        branch
            .get(token, PROFILES)
            .await
            .is_problem(403, "forbidden");
    }
    assert_eq!(branch.get(&branch.clerk, PROFILES).await.status, 200);
}
