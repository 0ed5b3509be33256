//! Who works here: signing in and out, PINs, and what becomes of a session.

use antre_domain::ClerkId;
use antre_hub::{LocalError, NewClerk, add_clerk, list_clerks, remove_clerk, set_clerk_pin};
use antre_storage::{DataDir, OpenOptions, PersonRole, Role};
use serde_json::{Value, json};

use crate::fixture::{Answer, BRANCH, Branch, MONDAY_NINE, token};

pub(crate) const PIN: &str = "739105";
const WRONG: &str = "2580";
const SESSIONS: &str = "/api/v1/sessions";
const NEXT_1: &str = "/api/v1/counters/loket-1/call-next";
const NEXT_2: &str = "/api/v1/counters/loket-2/call-next";

impl Branch {
    async fn at_the_desk<T: Send + 'static>(
        &self,
        work: impl FnOnce(&std::path::Path) -> T + Send + 'static,
    ) -> T {
        let data = self.dir.path().join("data");
        tokio::task::spawn_blocking(move || work(&data))
            .await
            .unwrap()
    }

    /// Somebody called `Petugas {id}` with [`PIN`].
    pub(crate) async fn person(&self, id: &'static str, role: PersonRole) {
        let added = self.at_the_desk(move |data| {
            let reference = clerk(id);
            let new = NewClerk {
                id: Some(&reference),
                name: &format!("Petugas {id}"),
                role,
                pin: PIN,
            };
            add_clerk(data, new)
        });
        assert_eq!(added.await.unwrap(), clerk(id));
    }

    pub(crate) async fn signs_in(&self, device: &str, id: &str, pin: &str) -> Answer {
        let body = json!({"clerk": id, "pin": pin});
        self.post(device, SESSIONS, body).await
    }

    async fn signs_in_at(&self, device: &str, id: &str, counter: &str) -> Answer {
        let body = json!({"clerk": id, "pin": PIN, "counter": counter});
        self.post(device, SESSIONS, body).await
    }

    /// The token of a session that begins.
    pub(crate) async fn session(&self, device: &str, id: &str) -> String {
        let answer = self.signs_in(device, id, PIN).await;
        assert_eq!(answer.status, 201, "{}", answer.text);
        answer.json["token"].as_str().unwrap().to_owned()
    }

    /// A counter's PC.
    async fn pc(&self, counter: Option<&str>) -> String {
        token(self.dir.path(), Role::Counter, counter).await
    }

    async fn counter(&self, id: &str) -> Value {
        let branch = self.get(&self.supervisor, "/api/v1/branch").await;
        let counters = branch.json["counters"].as_array().unwrap();
        let found = counters.iter().find(|counter| counter["id"] == id);
        found.unwrap().clone()
    }
}

fn clerk(id: &str) -> ClerkId {
    ClerkId::new(id).unwrap()
}

#[track_caller]
fn is_over(answer: &Answer, why: &str) {
    answer.is_problem(401, "session_over");
    assert_eq!(answer.json["detail"], why, "{}", answer.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_signs_in_works_in_their_own_name_until_they_sign_out() {
    let branch = Branch::open().await;
    branch.person("p-1", PersonRole::Clerk).await;
    let ticket = branch.ticket().await;
    let answer = branch.signs_in(&branch.clerk, "p-1", PIN).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    let told = json!({"clerk": "p-1", "name": "Petugas p-1", "role": "clerk", "counter": "loket-1",
        "lock_secs": 600, "token": answer.json["token"]});
    assert_eq!(answer.json, told);
    let session = answer.json["token"].as_str().unwrap();
    let call = branch.post(session, NEXT_1, json!({})).await;
    assert_eq!(call.json["ticket"]["id"], ticket["id"], "{}", call.text);
    // Nobody goes while somebody stands there.
    let end = format!("{SESSIONS}/end");
    let answer = branch.post(session, &end, json!({})).await;
    answer.is_problem(409, "counter_busy");
    let finish = format!("/api/v1/tickets/{}/no-show", ticket["id"].as_str().unwrap());
    assert_eq!(branch.post(session, &finish, json!({})).await.status, 200);
    assert_eq!(branch.post(session, &end, json!({})).await.status, 204);
    assert_eq!(branch.counter("loket-1").await["state"], "closed");
    is_over(&branch.post(session, NEXT_1, json!({})).await, "signed_out");
    is_over(&branch.post(session, &end, json!({})).await, "signed_out");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_clerk_is_refused_the_same_counter_and_no_session_is_left() {
    let branch = Branch::open().await;
    branch.person("p-1", PersonRole::Clerk).await;
    branch.person("p-2", PersonRole::Clerk).await;
    let session = branch.session(&branch.clerk, "p-1").await;
    let other = branch.pc(Some("loket-1")).await;
    let answer = branch.signs_in(&other, "p-2", PIN).await;
    answer.is_problem(409, "counter_taken");
    assert!(answer.json["title"].as_str().unwrap().contains("Loket 1"));
    assert_eq!(branch.post(&session, NEXT_1, json!({})).await.status, 204);
    branch.hub.stop().await;
    let data = DataDir::open(branch.dir.path().join("data"), OpenOptions::default()).unwrap();
    assert_eq!(data.vault().unwrap().sessions().unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clerk_whose_pc_died_signs_in_elsewhere_and_the_ticket_comes_along() {
    let branch = Branch::open().await;
    branch.person("p-1", PersonRole::Clerk).await;
    let ticket = branch.ticket().await;
    let first = branch.session(&branch.clerk, "p-1").await;
    assert_eq!(branch.post(&first, NEXT_1, json!({})).await.status, 200);
    let other = branch.pc(Some("loket-2")).await;
    let second = branch.session(&other, "p-1").await;
    is_over(&branch.post(&first, NEXT_1, json!({})).await, "elsewhere");
    let counter = branch.counter("loket-2").await;
    assert_eq!(counter["ticket"]["id"], ticket["id"], "{counter}");
    assert_eq!(branch.counter("loket-1").await["state"], "closed");
    assert_eq!(branch.post(&second, NEXT_2, json!({})).await.status, 204);
    let refused = branch.post(&second, NEXT_1, json!({})).await;
    refused.is_problem(403, "wrong_counter");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_pin_ten_times_says_how_long_to_wait_and_hinders_nobody_else() {
    let branch = Branch::open().await;
    branch.person("p-1", PersonRole::Clerk).await;
    branch.person("p-2", PersonRole::Clerk).await;
    for _ in 0..4 {
        let answer = branch.signs_in(&branch.clerk, "p-1", WRONG).await;
        answer.is_problem(403, "wrong_sign_in");
    }
    for _ in 4..10 {
        let answer = branch.signs_in(&branch.clerk, "p-1", WRONG).await;
        answer.is_problem(429, "pin_locked");
        let secs: u32 = answer.header("retry-after").unwrap().parse().unwrap();
        assert!((1..=60).contains(&secs), "{secs}");
        let said = "Terlalu banyak PIN salah. Coba lagi dalam 1 menit.";
        assert_eq!(answer.json["title"], said);
    }
    // Not even with the right one, and at no other PC: the person is locked, and so is the device.
    let other = branch.pc(Some("loket-2")).await;
    for (device, id) in [
        (&branch.clerk, "p-1"),
        (&other, "p-1"),
        (&branch.clerk, "p-2"),
    ] {
        let answer = branch.signs_in(device, id, PIN).await;
        answer.is_problem(429, "pin_locked");
    }
    branch.session(&other, "p-2").await;
    // Who was given a new PIN may try it at once where nobody went wrong.
    branch
        .at_the_desk(|data| set_clerk_pin(data, &clerk("p-1"), "90210"))
        .await
        .unwrap();
    let third = branch.pc(Some("loket-1")).await;
    assert_eq!(branch.signs_in(&third, "p-1", "90210").await.status, 201);
}

#[tokio::test(flavor = "multi_thread")]
async fn guesses_from_many_devices_at_once_are_still_only_five() {
    let branch = Branch::open().await;
    branch.person("p-1", PersonRole::Clerk).await;
    let mut devices = Vec::new();
    for _ in 0..12 {
        devices.push(branch.pc(None).await);
    }
    let tries = devices
        .iter()
        .map(|device| branch.signs_in(device, "p-1", WRONG));
    let answers = futures_util::future::join_all(tries).await;
    let wrong = answers.iter().filter(|answer| answer.status == 403).count();
    let locked = answers.iter().filter(|answer| answer.status == 429).count();
    assert_eq!((wrong, locked), (4, 8));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_nobody_is_answered_word_for_word_as_who_mistypes() {
    let branch = Branch::open().await;
    branch.person("p-1", PersonRole::Clerk).await;
    branch.person("p-2", PersonRole::Clerk).await;
    branch
        .at_the_desk(|data| remove_clerk(data, &clerk("p-2")))
        .await
        .unwrap();
    let mut said = Vec::new();
    for (id, pin) in [("p-1", WRONG), ("p-2", PIN), ("nobody", WRONG)] {
        let device = branch.pc(None).await;
        let mut answers = Vec::new();
        for _ in 0..6 {
            let answer = branch.signs_in(&device, id, pin).await;
            answers.push((
                answer.status,
                answer.json["code"].clone(),
                answer.json["title"].clone(),
            ));
        }
        said.push(answers);
    }
    assert_eq!(said[0], said[1]);
    assert_eq!(said[0], said[2]);
}

#[tokio::test(flavor = "multi_thread")]
async fn somebodys_own_pin_does_not_clear_the_way_for_guesses_at_others() {
    let branch = Branch::open().await;
    branch.person("p-1", PersonRole::Clerk).await;
    branch.person("p-2", PersonRole::Clerk).await;
    let device = branch.pc(None).await;
    let mut refused = Vec::new();
    for _ in 0..3 {
        for _ in 0..2 {
            refused.push(branch.signs_in(&device, "p-1", WRONG).await.status);
        }
        refused.push(branch.signs_in(&device, "p-2", PIN).await.status);
    }
    assert_eq!(refused, [403, 403, 201, 403, 403, 201, 429, 429, 429]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_a_person_is_not_added() {
    let branch = Branch::open().await;
    branch.person("p-1", PersonRole::Clerk).await;
    for (id, name, pin) in [
        (None, "", PIN),
        (None, " \t", PIN),
        (None, "a\nb", PIN),
        (None, &*"x".repeat(41), PIN),
        (None, "Petugas 2", "1234"),
        (None, "Petugas 2", "258"),
    ] {
        let (name, pin) = (name.to_owned(), pin.to_owned());
        let added = branch.at_the_desk(move |data| add(data, id, &name, &pin));
        let error = added.await.unwrap_err();
        assert!(matches!(error, LocalError::Wrong(_)), "{error}");
        assert!(!error.to_string().contains("258"), "{error}");
    }
    for (id, name) in [(None, "petugas p-1"), (Some("p-1"), "Petugas 2")] {
        let added = branch.at_the_desk(move |data| add(data, id, name, PIN));
        let error = added.await.unwrap_err();
        assert!(matches!(error, LocalError::Refused(_)), "{error}");
        assert!(error.to_string().contains("choose another"), "{error}");
    }
    let nobody = branch.at_the_desk(|data| {
        let nobody = clerk("p-9");
        [
            set_clerk_pin(data, &nobody, PIN).unwrap_err(),
            remove_clerk(data, &nobody).unwrap_err(),
        ]
    });
    for error in nobody.await {
        assert!(error.to_string().contains("antre clerk list"), "{error}");
    }
    assert_eq!(branch.at_the_desk(list_clerks).await.unwrap().len(), 1);
}

fn add(
    data: &std::path::Path,
    id: Option<&str>,
    name: &str,
    pin: &str,
) -> Result<ClerkId, LocalError> {
    let id = id.map(clerk);
    let new = NewClerk {
        id: id.as_ref(),
        name,
        role: PersonRole::Clerk,
        pin,
    };
    add_clerk(data, new)
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_hub_people_are_added_directly_and_with_one_they_are_there_at_once() {
    let branch = Branch::open().await;
    branch.person("p-1", PersonRole::Supervisor).await;
    let listed = branch.get(&branch.clerk, "/api/v1/people").await;
    let card = json!({"id": "p-1", "name": "Petugas p-1", "role": "supervisor"});
    assert_eq!(listed.json, json!({"people": [card]}));
    for token in [&branch.kiosk, &branch.display] {
        let refused = branch.get(token, "/api/v1/people").await;
        refused.is_problem(403, "forbidden");
    }
    let Branch { dir, hub, .. } = branch;
    hub.stop().await;
    let data = dir.path().join("data");
    let random = add(&data, None, "Petugas A", PIN).unwrap();
    assert!(random.as_str().starts_with("p-"), "{random}");
    assert_eq!(random.as_str().len(), 10);
    set_clerk_pin(&data, &random, WRONG).unwrap();
    remove_clerk(&data, &clerk("p-1")).unwrap();
    let people = list_clerks(&data).unwrap();
    assert_eq!(people.len(), 1);
    assert_eq!(people[0].name, "Petugas A");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_removed_is_out_at_once_and_leaves_the_counter_free() {
    let branch = Branch::open().await;
    branch.person("p-1", PersonRole::Clerk).await;
    branch.person("p-2", PersonRole::Clerk).await;
    let session = branch.session(&branch.clerk, "p-1").await;
    branch
        .at_the_desk(|data| remove_clerk(data, &clerk("p-1")))
        .await
        .unwrap();
    is_over(&branch.post(&session, NEXT_1, json!({})).await, "removed");
    let answer = branch.signs_in(&branch.clerk, "p-1", PIN).await;
    answer.is_problem(403, "wrong_sign_in");
    branch.session(&branch.clerk, "p-2").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_outlives_a_restart_of_the_hub_but_not_fourteen_hours() {
    let branch = Branch::open().await;
    branch.person("p-1", PersonRole::Clerk).await;
    let session = branch.session(&branch.clerk, "p-1").await;
    let branch = branch.restarted().await;
    assert_eq!(branch.post(&session, NEXT_1, json!({})).await.status, 204);
    // 22:59 and 23:01 in Jakarta.
    let branch = branch.restarted_at("2026-11-23T15:59:00Z").await;
    assert_eq!(branch.get(&session, "/api/v1/people").await.status, 200);
    let branch = branch.restarted_at("2026-11-23T16:01:00Z").await;
    is_over(&branch.get(&session, "/api/v1/people").await, "time_up");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_ends_with_the_day() {
    // 20:00 in Jakarta; the day turns at midnight.
    let branch = Branch::of(BRANCH, "2026-11-23T13:00:00Z").await;
    branch.person("p-1", PersonRole::Clerk).await;
    let session = branch.session(&branch.clerk, "p-1").await;
    let branch = branch.restarted_at("2026-11-24T00:00:00Z").await;
    is_over(&branch.get(&session, "/api/v1/people").await, "time_up");
    // Whatever is left of it, or is not: a session's token is never taken for a device's.
    let forgotten = branch.get("antre_s_0000", "/api/v1/people").await;
    is_over(&forgotten, "time_up");
    branch.session(&branch.clerk, "p-1").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn where_everybody_signs_in_a_bare_counter_reads_follows_and_lets_sign_in() {
    let rules = format!("rules = {{ sign_in = true, lock_secs = 60 }}\n{BRANCH}");
    let branch = Branch::of(&rules, MONDAY_NINE).await;
    branch.person("p-1", PersonRole::Clerk).await;
    let ticket = branch.ticket().await;
    for path in [
        "/api/v1/counters/loket-1/open",
        NEXT_1,
        "/api/v1/sessions/end",
        "/api/v1/sessions/pin",
        &format!("/api/v1/tickets/{}/cancel", ticket["id"].as_str().unwrap()),
    ] {
        let answer = branch.post(&branch.clerk, path, json!({})).await;
        answer.is_problem(403, "sign_in_needed");
    }
    let issue = json!({"service": "poli"});
    let answer = branch
        .post(&branch.clerk, "/api/v1/tickets", issue.clone())
        .await;
    answer.is_problem(403, "sign_in_needed");
    for path in ["/api/v1/branch", "/api/v1/people", "/api/v1/devices"] {
        assert_eq!(branch.get(&branch.clerk, path).await.status, 200, "{path}");
    }
    let answer = branch.signs_in(&branch.clerk, "p-1", PIN).await;
    assert_eq!(answer.json["lock_secs"], 60, "{}", answer.text);
    let session = answer.json["token"].as_str().unwrap();
    assert_eq!(branch.post(session, NEXT_1, json!({})).await.status, 200);
    assert_eq!(
        branch.post(session, "/api/v1/tickets", issue).await.status,
        201
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fixed_pc_is_for_its_counter_and_a_free_one_for_any() {
    let branch = Branch::open().await;
    branch.person("p-1", PersonRole::Clerk).await;
    branch.person("p-2", PersonRole::Supervisor).await;
    for id in ["p-1", "p-2"] {
        let answer = branch.signs_in_at(&branch.clerk, id, "loket-2").await;
        answer.is_problem(403, "wrong_counter");
    }
    let free = branch.pc(None).await;
    let answer = branch.signs_in_at(&free, "p-1", "loket-9").await;
    answer.is_problem(404, "unknown_counter");
    let answer = branch.signs_in_at(&free, "p-1", "loket-2").await;
    assert_eq!(answer.json["counter"], "loket-2", "{}", answer.text);
    // A supervisor leads from any PC without taking its counter.
    let answer = branch.signs_in(&branch.clerk, "p-2", PIN).await;
    assert_eq!(answer.json["counter"], Value::Null, "{}", answer.text);
    let session = answer.json["token"].as_str().unwrap();
    let hold = json!({"reason": "power_cut"});
    assert_eq!(
        branch
            .post(session, "/api/v1/branch/hold", hold)
            .await
            .status,
        200
    );
    // And one session is no way to another.
    let answer = branch.signs_in(session, "p-1", PIN).await;
    answer.is_problem(403, "forbidden");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_greeter_sits_at_no_counter_and_gives_numbers() {
    let branch = Branch::open().await;
    branch.person("p-1", PersonRole::Greeter).await;
    let free = branch.pc(None).await;
    let answer = branch.signs_in_at(&free, "p-1", "loket-1").await;
    answer.is_problem(403, "forbidden");
    let session = branch.session(&branch.clerk, "p-1").await;
    let issue = json!({"service": "poli"});
    let issued = branch.post(&session, "/api/v1/tickets", issue).await;
    assert_eq!(issued.status, 201, "{}", issued.text);
    let answer = branch.post(&session, NEXT_1, json!({})).await;
    answer.is_problem(403, "forbidden");
    let cancel = format!(
        "/api/v1/tickets/{}/cancel",
        issued.json["id"].as_str().unwrap()
    );
    assert_eq!(branch.post(&session, &cancel, json!({})).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_supervisor_releases_a_dead_counter_and_its_clerk_is_told_so() {
    let branch = Branch::open().await;
    branch.person("p-1", PersonRole::Clerk).await;
    branch.person("p-2", PersonRole::Clerk).await;
    let ticket = branch.ticket().await;
    let dead = branch.session(&branch.clerk, "p-1").await;
    let other = branch.pc(Some("loket-2")).await;
    let alive = branch.session(&other, "p-2").await;
    assert_eq!(branch.post(&dead, NEXT_1, json!({})).await.status, 200);
    let release = "/api/v1/counters/loket-1/release";
    let answer = branch.post(&dead, release, json!({})).await;
    answer.is_problem(403, "forbidden");
    let answer = branch.post(&branch.supervisor, release, json!({})).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let answer = branch.post(&dead, NEXT_1, json!({})).await;
    is_over(&answer, "released");
    assert!(answer.json["title"].as_str().unwrap().contains("Pengawas"));
    let call = branch.post(&alive, NEXT_2, json!({})).await;
    assert_eq!(call.json["ticket"]["id"], ticket["id"], "{}", call.text);
    // And signs in again at once.
    branch.session(&branch.clerk, "p-1").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_signed_in_changes_their_own_pin_and_stays() {
    let branch = Branch::open().await;
    branch.person("p-1", PersonRole::Clerk).await;
    let session = branch.session(&branch.clerk, "p-1").await;
    let change = async |token: &str, old: &str, new: &str| {
        let body = json!({"old": old, "new": new});
        branch.post(token, "/api/v1/sessions/pin", body).await
    };
    let bare = change(&branch.clerk, PIN, "90210").await;
    bare.is_problem(403, "sign_in_needed");
    for bad in ["1234", "0000", "90", "", "9021x"] {
        change(&session, PIN, bad).await.is_problem(400, "bad_pin");
    }
    change(&session, WRONG, "90210")
        .await
        .is_problem(403, "wrong_pin");
    assert_eq!(change(&session, PIN, "90210").await.status, 204);
    assert_eq!(branch.post(&session, NEXT_1, json!({})).await.status, 204);
    let answer = branch.signs_in(&branch.clerk, "p-1", PIN).await;
    answer.is_problem(403, "wrong_sign_in");
    // Somebody else's doing ends it.
    branch
        .at_the_desk(|data| set_clerk_pin(data, &clerk("p-1"), PIN))
        .await
        .unwrap();
    is_over(
        &branch.post(&session, NEXT_1, json!({})).await,
        "pin_changed",
    );
    branch.session(&branch.clerk, "p-1").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_file_but_the_vault_no_metric_and_no_page_holds_a_name_a_pin_or_a_token() {
    let branch = Branch::open().await;
    branch.person("p-1", PersonRole::Administrator).await;
    branch.signs_in(&branch.clerk, "p-1", WRONG).await;
    let session = branch.session(&branch.clerk, "p-1").await;
    let body = json!({"old": PIN, "new": "90210"});
    branch.post(&session, "/api/v1/sessions/pin", body).await;
    branch.called().await;
    let ticket = branch.ticket().await;
    let random = session.strip_prefix("antre_s_").unwrap().to_owned();
    let secrets = ["Petugas p-1", PIN, WRONG, "90210", &random, &branch.clerk];
    for told in [
        branch.get(&session, "/metrics").await.text,
        branch.get(&branch.display, "/api/v1/branch").await.text,
        branch.get(&branch.supervisor, "/api/v1/branch").await.text,
        branch.status_page(&ticket, "id").await,
    ] {
        for secret in secrets {
            assert!(!told.contains(secret), "{secret}");
        }
    }
    let Branch {
        dir, hub, clerk, ..
    } = branch;
    hub.stop().await;
    let mut names_somebody = false;
    for file in std::fs::read_dir(dir.path().join("data")).unwrap() {
        let path = file.unwrap().path();
        if path.is_dir() {
            continue;
        }
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let bytes = std::fs::read(&path).unwrap();
        let holds = |text: &str| {
            bytes
                .windows(text.len())
                .any(|some| some == text.as_bytes())
        };
        for secret in [PIN, WRONG, "90210", &random, &clerk] {
            assert!(!holds(secret), "{secret} in {name}");
        }
        let is_vault = name == antre_storage::VAULT_FILE;
        assert!(is_vault || !holds("Petugas p-1"), "{name}");
        names_somebody |= name.starts_with(antre_storage::LOG_FILE) && holds("clerk_signed_in");
    }
    assert!(names_somebody, "who signed in stands in the log");
}
