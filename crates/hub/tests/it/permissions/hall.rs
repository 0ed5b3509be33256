//! A branch in which every call can be tried: each try finds what it needs, and leaves nothing behind.

use antre_hub::set_pin;
use antre_storage::{PersonRole, Role};
use serde_json::{Value, json};

use super::rows::{Ready, Row};
use crate::fixture::{Answer, Branch, MONDAY_NINE, token};

pub(super) use crate::people::PIN;

pub(super) const STAFF_PIN: &str = "258025";
/// What is noted about whoever is served.
pub(super) const NOTE: &str = "Membawa tongkat";
/// A clerk who has signed in nowhere.
pub(super) const SPARE: &str = "p-2";

const FILE: &str = r#"
name = "Puskesmas Uji"
time_zone = "Asia/Jakarta"
public_url = "http://antre.test/"
hours = { week = { mon = ["08:00-15:00"] } }
classes = [{ id = "umum", name = "Umum", target_wait_secs = 1800 }]
series = [
    { id = "a", prefix = "A", services = ["poli", "lab"], width = 4, first = 1, last = 9000 },
]
services = [{ id = "poli", name = "Poli" }, { id = "lab", name = "Laboratorium", walk_in = false }]
profiles = [
    { id = "satu", name = "Satu", services = ["poli", "lab"] },
    { id = "dua", name = "Dua", services = ["poli", "lab"] },
]
counters = [
    { id = "loket-1", noun = "Loket", sign = "1", profile = "satu" },
    { id = "loket-2", noun = "Loket", sign = "2", profile = "satu" },
    { id = "loket-3", noun = "Loket", sign = "3", profile = "satu" },
]
"#;

/// In the place of a code: the answer came, and did not say it.
pub(super) const NOT_TOLD: &str = "not told";
const COUNTERS: [&str; 3] = ["loket-1", "loket-2", "loket-3"];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Actor {
    Kiosk,
    Display,
    Greeter,
    Pc,
    LockedPc,
    Clerk,
    Supervisor,
    Administrator,
}

impl Actor {
    pub(super) const ALL: [Self; 8] = [
        Self::Kiosk,
        Self::Display,
        Self::Greeter,
        Self::Pc,
        Self::LockedPc,
        Self::Clerk,
        Self::Supervisor,
        Self::Administrator,
    ];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Kiosk => "Kiosk",
            Self::Display => "Hall display",
            Self::Greeter => "Greeter",
            Self::Pc => "PC",
            Self::LockedPc => "PC, locked",
            Self::Clerk => "Clerk",
            Self::Supervisor => "Supervisor",
            Self::Administrator => "Administrator",
        }
    }

    /// Whether it is of the branch in which everybody signs in.
    pub(super) fn is_strict(self) -> bool {
        match self {
            Self::LockedPc | Self::Clerk => true,
            Self::Kiosk
            | Self::Display
            | Self::Greeter
            | Self::Pc
            | Self::Supervisor
            | Self::Administrator => false,
        }
    }

    /// Whether it is a device's token that a person who has signed in may do as much as.
    pub(super) fn is_also_a_person(self) -> bool {
        match self {
            Self::Greeter | Self::Supervisor | Self::Administrator => true,
            Self::Kiosk | Self::Display | Self::Pc | Self::LockedPc | Self::Clerk => false,
        }
    }

    /// Their own counter, and another.
    pub(super) fn counters(self) -> (&'static str, &'static str) {
        match self {
            Self::LockedPc => ("loket-3", "loket-2"),
            Self::Kiosk
            | Self::Display
            | Self::Greeter
            | Self::Pc
            | Self::Clerk
            | Self::Supervisor
            | Self::Administrator => ("loket-1", "loket-2"),
        }
    }
}

/// What a call is tried on.
#[derive(Debug)]
pub(super) struct Scene {
    pub(super) counter: &'static str,
    pub(super) ticket: Value,
    pub(super) number: Value,
    announcement: Value,
}

pub(super) struct Hall {
    branch: Branch,
    greeter: String,
    pc: String,
    clerk: String,
    supervisor: String,
    administrator: String,
    kiosk_device: String,
}

pub(super) fn printer() -> Value {
    json!({"name": "Kiosk 1", "health": {"watched": "automatic"}, "since": MONDAY_NINE})
}

impl Hall {
    pub(super) async fn open(sign_in: bool) -> Self {
        let file = format!("rules = {{ sign_in = {sign_in}, recalls_max = 9 }}\n{FILE}");
        let branch = Branch::of(&file, MONDAY_NINE).await;
        branch.person("p-1", PersonRole::Clerk).await;
        branch.person(SPARE, PersonRole::Clerk).await;
        let data = branch.dir.path().join("data");
        let set = tokio::task::spawn_blocking(move || set_pin(&data, STAFF_PIN).unwrap());
        set.await.unwrap();
        let kiosk_device = device(&branch);
        let hall = if sign_in {
            Self::of_people(branch, kiosk_device).await
        } else {
            Self::of_devices(branch, kiosk_device).await
        };
        hall.done("kiosk", "/api/v1/devices/printer", printer())
            .await;
        for counter in COUNTERS {
            hall.tidy(counter).await;
        }
        hall
    }

    /// Everybody by a device's token; nobody has signed in.
    async fn of_devices(branch: Branch, kiosk_device: String) -> Self {
        let of = async |role, counter| token(branch.dir.path(), role, counter).await;
        Self {
            greeter: of(Role::Greeter, None).await,
            pc: of(Role::Counter, Some("loket-1")).await,
            clerk: String::new(),
            supervisor: branch.supervisor.clone(),
            administrator: of(Role::Admin, None).await,
            kiosk_device,
            branch,
        }
    }

    /// Everybody has signed in, but at one PC.
    async fn of_people(branch: Branch, kiosk_device: String) -> Self {
        branch.person("p-3", PersonRole::Greeter).await;
        branch.person("p-4", PersonRole::Supervisor).await;
        branch.person("p-5", PersonRole::Administrator).await;
        let pc = token(branch.dir.path(), Role::Counter, Some("loket-3")).await;
        Self {
            greeter: branch.session(&pc, "p-3").await,
            clerk: branch.session(&branch.clerk, "p-1").await,
            supervisor: branch.session(&pc, "p-4").await,
            administrator: branch.session(&pc, "p-5").await,
            pc,
            kiosk_device,
            branch,
        }
    }

    /// Tries a call: `None` where it was done, the code where it was refused over who asks.
    pub(super) async fn tries(
        &self,
        row: &Row,
        actor: Actor,
        counter: &'static str,
    ) -> Option<String> {
        let scene = self.prepare(row.ready, actor, counter).await;
        let (method, path) = row.call.split_once(' ').unwrap();
        let path = self.path(path, &scene);
        let token = self.token(actor);
        let answer = if method == "GET" {
            self.branch.get(token, &path).await
        } else {
            self.branch.post(token, &path, (row.body)(&scene)).await
        };
        let code = answer.json["code"].as_str().map(str::to_owned);
        let what = format!("{actor:?} {} at {counter}: {}", row.call, answer.text);
        let right = match answer.status {
            401 | 403 => Some(code.unwrap()),
            // An upgrade is needed, and the door was passed.
            400 if path.ends_with("/sync") => None,
            200 if !answer.text.contains(row.tells) => Some(NOT_TOLD.to_owned()),
            status if (200..300).contains(&status) || row.also.contains(&status) => None,
            _ => panic!("{what}"),
        };
        self.clear(&answer).await;
        right
    }

    fn token(&self, actor: Actor) -> &str {
        match actor {
            Actor::Kiosk => &self.branch.kiosk,
            Actor::Display => &self.branch.display,
            Actor::Greeter => &self.greeter,
            Actor::Pc | Actor::LockedPc => &self.pc,
            Actor::Clerk => &self.clerk,
            Actor::Supervisor => &self.supervisor,
            Actor::Administrator => &self.administrator,
        }
    }

    fn path(&self, path: &str, scene: &Scene) -> String {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let id = if path.contains("/counters/") {
            scene.counter.to_owned()
        } else if path.contains("/services/") {
            "poli".to_owned()
        } else if path.contains("/devices/") {
            self.kiosk_device.clone()
        } else if path.contains("/announcements/") {
            text(&scene.announcement)
        } else {
            text(&scene.ticket)
        };
        let path = path
            .replace("{id}", &id)
            .replace("{sha256}", &"0".repeat(64));
        if path.ends_with("/why") {
            format!("{path}?number={}", text(&scene.number))
        } else {
            path
        }
    }

    async fn prepare(&self, ready: Ready, actor: Actor, counter: &'static str) -> Scene {
        let mut scene = Scene {
            counter,
            ticket: Value::Null,
            number: Value::Null,
            announcement: Value::Null,
        };
        let at = |verb: &str| format!("/api/v1/counters/{counter}/{verb}");
        match ready {
            Ready::Nothing => {}
            Ready::Waiting | Ready::Called | Ready::Serving | Ready::Parked | Ready::Finished => {
                self.stage(ready, actor, &mut scene).await
            }
            Ready::Closed => drop(self.done("supervisor", &at("close"), json!({})).await),
            Ready::Held => {
                let reason = json!({"reason": "power_cut"});
                self.done("supervisor", "/api/v1/branch/hold", reason).await;
            }
            Ready::Paused => {
                self.done("supervisor", "/api/v1/services/poli/pause", json!({}))
                    .await;
            }
            Ready::Announced => {
                let words = json!({"kind": "notice", "text": "Kantor tutup pukul 15"});
                let told = self.done("supervisor", "/api/v1/announcements", words);
                scene.announcement = told.await["id"].clone();
            }
            Ready::Rung => {
                self.done("kiosk", "/api/v1/devices/help", json!({})).await;
            }
        }
        scene
    }

    /// Brings somebody before the counter, as far as `ready` says.
    async fn stage(&self, ready: Ready, actor: Actor, scene: &mut Scene) {
        let issued = self.done("kiosk", "/api/v1/tickets", json!({"service": "poli"}));
        let issued = issued.await;
        scene.ticket = issued["id"].clone();
        scene.number = issued["number"].clone();
        let of = |verb: &str| format!("/api/v1/tickets/{}/{verb}", issued["id"].as_str().unwrap());
        if ready == Ready::Waiting {
            return;
        }
        let call = format!("/api/v1/counters/{}/call", scene.counter);
        let chosen = json!({"ticket": scene.ticket});
        self.done("supervisor", &call, chosen).await;
        if ready == Ready::Called {
            return;
        }
        self.done("supervisor", &of("start"), json!({})).await;
        let note = json!({"text": NOTE});
        self.done("supervisor", &of("notes"), note).await;
        if ready == Ready::Parked {
            self.done("supervisor", &of("park"), json!({})).await;
        }
        if ready == Ready::Finished {
            let finish = of("finish");
            let own = self.branch.post(self.token(actor), &finish, json!({}));
            if own.await.status != 200 {
                self.done("supervisor", &finish, json!({})).await;
            }
        }
    }

    /// As it was before the call that answered this.
    async fn clear(&self, answer: &Answer) {
        if let Some(session) = answer.json["token"].as_str() {
            let end = self
                .branch
                .post(session, "/api/v1/sessions/end", json!({}))
                .await;
            assert_eq!(end.status, 204, "{}", end.text);
        }
        let by = &self.branch.supervisor;
        let announcements = self.branch.get(by, "/api/v1/announcements").await;
        for one in announcements.json["announcements"].as_array().unwrap() {
            let end = format!("/api/v1/announcements/{}/end", one["id"].as_str().unwrap());
            self.done("supervisor", &end, json!({})).await;
        }
        // Where there is nothing to take back these are refused, and that is well.
        let help = format!("/api/v1/devices/{}/help-answered", self.kiosk_device);
        for path in [
            "/api/v1/branch/resume",
            "/api/v1/services/poli/resume",
            &help,
        ] {
            self.branch.post(by, path, json!({})).await;
        }
        for counter in COUNTERS {
            self.tidy(counter).await;
        }
        let waiting = self.branch.get(by, "/api/v1/tickets?state=waiting").await;
        for ticket in waiting.json["tickets"].as_array().unwrap() {
            let cancel = format!("/api/v1/tickets/{}/cancel", ticket["id"].as_str().unwrap());
            self.done("supervisor", &cancel, json!({})).await;
        }
    }

    /// Nobody at the counter, and it is open by its own profile.
    async fn tidy(&self, id: &str) {
        let at = |verb: &str| format!("/api/v1/counters/{id}/{verb}");
        let by = &self.branch.supervisor;
        self.branch
            .post(by, &at("stand-by"), json!({"on": false}))
            .await;
        loop {
            let branch = self.branch.get(by, "/api/v1/branch").await;
            let counters = branch.json["counters"].as_array().unwrap();
            let counter = counters.iter().find(|counter| counter["id"] == id).unwrap();
            let ticket = &counter["ticket"];
            let ticket_id = ticket["id"].as_str().unwrap_or_default();
            let of = |verb: &str| format!("/api/v1/tickets/{ticket_id}/{verb}");
            match (counter["state"].as_str().unwrap(), ticket["state"].as_str()) {
                (_, Some("called")) => self.done("supervisor", &of("no-show"), json!({})).await,
                (_, Some("serving")) => self.done("supervisor", &of("finish"), json!({})).await,
                ("closed" | "break" | "paused", _) => {
                    let own = json!({"profile": "satu"});
                    self.done("supervisor", &at("open"), own).await
                }
                _ if counter["profile"] != "satu" => {
                    let own = json!({"profile": "satu"});
                    self.done("supervisor", &at("profile"), own).await
                }
                _ => return,
            };
        }
    }

    /// What has to succeed for a try to mean anything.
    async fn done(&self, by: &str, path: &str, body: Value) -> Value {
        let token = match by {
            "kiosk" => &self.branch.kiosk,
            _ => &self.branch.supervisor,
        };
        let answer = self.branch.post(token, path, body).await;
        assert!(answer.status < 300, "{by} {path}: {}", answer.text);
        answer.json
    }
}

/// The kiosk, as the vault knows it.
fn device(branch: &Branch) -> String {
    let vault = branch
        .dir
        .path()
        .join("data")
        .join(antre_storage::VAULT_FILE);
    let conn = rusqlite::Connection::open(vault).unwrap();
    let kiosk = "SELECT device FROM device WHERE role = 'kiosk'";
    conn.query_row(kiosk, [], |row| row.get(0)).unwrap()
}
