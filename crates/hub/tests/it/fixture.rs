//! A branch on a Monday morning, and short ways to talk to it.

use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};

use antre_domain::CounterId;
use antre_hub::{Hub, HubOptions, RunningHub, issue_token};
use antre_storage::{DataDir, Leg, OpenOptions, Role};
use reqwest::header::HeaderMap;
use serde_json::{Value, json};
use tempfile::TempDir;

/// Monday 23 November 2026, 09:00 in Jakarta.
pub(crate) const MONDAY_NINE: &str = "2026-11-23T02:00:00Z";

/// One open service with two counters, one that is closed at nine, one that nobody walks in to, and
/// one with two numbers a day.
pub(crate) const BRANCH: &str = r#"
name = "Puskesmas Uji"
time_zone = "Asia/Jakarta"
public_url = "http://antre.test/"
hours = { week = { mon = ["08:00-15:00"], tue = ["08:00-15:00"] } }
classes = [
    { id = "umum", name = "Umum", target_wait_secs = 1800 },
    { id = "prioritas", name = "Prioritas", priority = true, target_wait_secs = 600 },
]
series = [
    { id = "a", prefix = "A", services = ["poli", "siang", "lab"] },
    { id = "c", prefix = "C", services = ["kecil"], last = 2 },
    { id = "w", prefix = "W", services = ["lebar"], width = 4, last = 2000, first = 1024 },
]
services = [
    { id = "poli", name = { id = "Poli Umum", en = "General clinic" }, waiting_area = "Ruang 1", bring = ["KTP"] },
    { id = "siang", name = "Poli Siang", hours = { week = { mon = ["13:00-15:00"] } } },
    { id = "lab", name = "Laboratorium", walk_in = false },
    { id = "kecil", name = "Kecil" },
    { id = "lebar", name = "Lebar" },
]
profiles = [{ id = "semua", name = "Semua", services = ["poli", "siang", "lab", "kecil", "lebar"] }]
counters = [
    { id = "loket-1", noun = { id = "Loket", en = "Counter" }, sign = "1", profile = "semua" },
    { id = "loket-2", noun = { id = "Loket", en = "Counter" }, sign = "2", profile = "semua" },
]
"#;

pub(crate) struct Branch {
    pub(crate) dir: TempDir,
    pub(crate) hub: RunningHub,
    pub(crate) kiosk: String,
    pub(crate) clerk: String,
    pub(crate) supervisor: String,
    pub(crate) display: String,
    http: reqwest::Client,
}

pub(crate) fn options(dir: &Path) -> HubOptions {
    let branch_file = dir.join("branch.toml");
    if !branch_file.exists() {
        std::fs::write(&branch_file, BRANCH).unwrap();
    }
    HubOptions {
        branch_file: Some(branch_file),
        at: Some(MONDAY_NINE.parse().unwrap()),
        public: Some("127.0.0.1:0".parse().unwrap()),
        ..HubOptions::new(dir.join("data"), "127.0.0.1:0".parse().unwrap())
    }
}

pub(crate) async fn token(branch_dir: &Path, role: Role, counter: Option<&str>) -> String {
    let data = branch_dir.join("data");
    let counter = counter.map(|counter| CounterId::new(counter).unwrap());
    let issue = move || issue_token(&data, role, counter.as_ref(), "test").unwrap();
    tokio::task::spawn_blocking(issue).await.unwrap()
}

impl Branch {
    pub(crate) async fn open() -> Self {
        Self::open_with(|_| {}).await
    }

    pub(crate) async fn open_with(adjust: impl FnOnce(&mut HubOptions)) -> Self {
        let dir = TempDir::new().unwrap();
        let mut options = options(dir.path());
        adjust(&mut options);
        let hub = Hub::start(options).await.unwrap();
        Self {
            kiosk: token(dir.path(), Role::Kiosk, None).await,
            clerk: token(dir.path(), Role::Counter, Some("loket-1")).await,
            supervisor: token(dir.path(), Role::Supervisor, None).await,
            display: token(dir.path(), Role::Display, None).await,
            dir,
            hub,
            http: reqwest::Client::new(),
        }
    }

    /// Another branch, on a clock that starts at `at`.
    pub(crate) async fn of(branch_file: &str, at: &str) -> Self {
        Self::open_with(|options| {
            std::fs::write(options.branch_file.as_ref().unwrap(), branch_file).unwrap();
            options.at = Some(at.parse().unwrap());
        })
        .await
    }

    /// The same directory and tokens under a new hub.
    pub(crate) async fn restarted(self) -> Self {
        self.restarted_at(MONDAY_NINE).await
    }

    /// The same directory and tokens under a new hub, whose clock starts at `at`.
    pub(crate) async fn restarted_at(self, at: &str) -> Self {
        let at = at.parse().unwrap();
        self.restarted_with(|options| options.at = Some(at)).await
    }

    /// The same directory and tokens under a new hub.
    pub(crate) async fn restarted_with(self, adjust: impl FnOnce(&mut HubOptions)) -> Self {
        self.hub.stop().await;
        let mut options = options(self.dir.path());
        adjust(&mut options);
        let hub = Hub::start(options).await.unwrap();
        Self { hub, ..self }
    }

    /// What stands in the reports about this Monday. The hub is stopped.
    pub(crate) async fn legs(self) -> Vec<Leg> {
        self.hub.stop().await;
        let data = DataDir::open(self.dir.path().join("data"), OpenOptions::default()).unwrap();
        data.reports()
            .unwrap()
            .legs("2026-11-23".parse().unwrap())
            .unwrap()
    }

    /// A page of `--public`, by the address that a ticket carries.
    pub(crate) async fn status_page(&self, ticket: &Value, lang: &str) -> String {
        let url = ticket["url"].as_str().unwrap();
        let path = url.strip_prefix("http://antre.test").unwrap();
        let url = self.public_url(&format!("{path}?lang={lang}"));
        let answer = self.ask(self.http.get(url)).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.text
    }

    /// The first sentence of a refusal, or the answer of anything else, in one language.
    pub(crate) async fn post_in(&self, lang: &str, token: &str, path: &str, body: Value) -> Answer {
        self.post(token, &format!("{path}?lang={lang}"), body).await
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.hub.listen_addr())
    }

    pub(crate) fn public_url(&self, path: &str) -> String {
        format!("http://{}{path}", self.hub.public_addr().unwrap())
    }

    pub(crate) async fn get(&self, token: &str, path: &str) -> Answer {
        self.ask(self.request(reqwest::Method::GET, path, token))
            .await
    }

    /// A POST under a key of its own.
    pub(crate) async fn post(&self, token: &str, path: &str, body: Value) -> Answer {
        self.post_as(token, path, &fresh_key(), body).await
    }

    pub(crate) async fn post_as(&self, token: &str, path: &str, key: &str, body: Value) -> Answer {
        let request = self.request(reqwest::Method::POST, path, token);
        self.ask(request.header("Idempotency-Key", key).json(&body))
            .await
    }

    pub(crate) fn request(
        &self,
        method: reqwest::Method,
        path: &str,
        token: &str,
    ) -> reqwest::RequestBuilder {
        let request = self.http.request(method, self.url(path));
        if token.is_empty() {
            request
        } else {
            request.bearer_auth(token)
        }
    }

    pub(crate) async fn ask(&self, request: reqwest::RequestBuilder) -> Answer {
        let response = request.send().await.unwrap();
        let status = response.status().as_u16();
        let headers = response.headers().clone();
        let text = response.text().await.unwrap();
        let json = serde_json::from_str(&text).unwrap_or(Value::Null);
        Answer {
            status,
            headers,
            text,
            json,
        }
    }

    /// A ticket for the open service.
    pub(crate) async fn ticket(&self) -> Value {
        let answer = self
            .post(&self.kiosk, "/api/v1/tickets", json!({"service": "poli"}))
            .await;
        assert_eq!(answer.status, 201, "{}", answer.text);
        answer.json
    }

    pub(crate) async fn open_counter(&self) {
        let answer = self
            .post(&self.clerk, "/api/v1/counters/loket-1/open", json!({}))
            .await;
        assert_eq!(answer.status, 200, "{}", answer.text);
    }

    /// Opens the clerk's counter and calls the only one who waits.
    pub(crate) async fn called(&self) -> Value {
        let ticket = self.ticket().await;
        self.open_counter().await;
        let call = self
            .post(&self.clerk, "/api/v1/counters/loket-1/call-next", json!({}))
            .await;
        assert_eq!(call.json["ticket"]["id"], ticket["id"], "{}", call.text);
        ticket
    }
}

pub(crate) fn fresh_key() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    format!("key-{}", NEXT.fetch_add(1, Ordering::Relaxed))
}

#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
    pub(crate) json: Value,
}

impl Answer {
    /// Checks that this is a problem in due form, of this status and code.
    #[track_caller]
    pub(crate) fn is_problem(&self, status: u16, code: &str) {
        assert_eq!(
            (self.status, self.json["code"].as_str()),
            (status, Some(code)),
            "{}",
            self.text
        );
        assert_eq!(
            self.header("content-type"),
            Some("application/problem+json")
        );
        assert_eq!(self.json["status"], status);
        assert_eq!(self.json["type"], "about:blank");
        assert!(!self.json["title"].as_str().unwrap().is_empty());
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|field| field.to_str().unwrap())
    }
}
