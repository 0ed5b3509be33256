//! `antre clerk`: PINs come on standard input, and neither they nor names are said where they need not.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;

const PIN: &str = "739105";

fn clerk(data: &Path, typed: &str, arguments: &[&str]) -> Output {
    let mut antre = Command::new(env!("CARGO_BIN_EXE_antre"))
        .arg("clerk")
        .args(arguments)
        .arg("--data")
        .arg(data)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // It may have refused its arguments already, and listen no more.
    let _ = antre.stdin.take().unwrap().write_all(typed.as_bytes());
    antre.wait_with_output().unwrap()
}

#[track_caller]
fn said(output: &Output) -> String {
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{errors}");
    String::from_utf8(output.stdout.clone()).unwrap()
}

const ADD: [&str; 5] = ["add", "--name", "Petugas 1", "--role", "clerk"];

#[test]
fn a_person_is_added_listed_given_another_pin_and_removed() {
    let dir = TempDir::new().unwrap();
    let data = dir.path();
    let id = said(&clerk(data, "739105\r\n", &ADD));
    let id = id.trim();
    assert!(id.starts_with("p-"), "{id}");
    let named = ["--name", "Petugas 2", "--role", "supervisor", "--id", "p-2"];
    let added = clerk(data, PIN, &[&["add", "--json"], &named[..]].concat());
    assert_eq!(said(&added).trim(), r#"{"id":"p-2"}"#);

    let listed = said(&clerk(data, "", &["list"]));
    let lines: Vec<&str> = listed.lines().collect();
    assert!(lines[0].starts_with(id) && lines[0].ends_with("Petugas 1"));
    assert!(lines[1].contains("supervisor"), "{listed}");
    let listed: Value = serde_json::from_str(&said(&clerk(data, "", &["list", "--json"]))).unwrap();
    let second = json!({"id": "p-2", "name": "Petugas 2", "role": "supervisor"});
    assert_eq!(listed["people"][1], second);

    said(&clerk(data, "2580\n", &["pin", "--id", "p-2"]));
    said(&clerk(data, "", &["remove", "--id", id]));
    let listed = said(&clerk(data, "", &["list"]));
    assert_eq!(listed.lines().count(), 1);
    let gone = clerk(data, "", &["remove", "--id", id]);
    let why = String::from_utf8_lossy(&gone.stderr);
    assert!(
        gone.status.code() == Some(1) && why.contains("clerk list"),
        "{why}"
    );
}

#[test]
fn what_makes_no_person_is_wrong_usage_and_no_pin_is_repeated() {
    let dir = TempDir::new().unwrap();
    let data = dir.path();
    let with = |name, role| ["add", "--name", name, "--role", role];
    for (typed, arguments, words) in [
        ("739105", with("", "clerk"), "1 to 40 characters"),
        ("739105", with("  ", "clerk"), "1 to 40 characters"),
        ("1234\n", ADD, "guessed at the first try"),
        ("258\n", ADD, "4 to 8 digits"),
        ("", ADD, "4 to 8 digits"),
        ("739105", with("Petugas 1", "teller"), "administrator"),
    ] {
        let output = clerk(data, typed, &arguments);
        let why = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {why}");
        assert!(why.contains(words), "{arguments:?}: {why}");
        let typed = typed.trim();
        assert!(typed.is_empty() || !why.contains(typed), "{why}");
        assert!(output.stdout.is_empty());
    }
    let argument = clerk(data, PIN, &["pin", "--id", "p-1", "2580"]);
    assert_eq!(argument.status.code(), Some(2), "never on the command line");
    let nowhere = clerk(&data.join("typo"), PIN, &ADD);
    assert_eq!(nowhere.status.code(), Some(2));
    said(&clerk(data, PIN, &ADD));
    let again = clerk(data, PIN, &ADD);
    let why = String::from_utf8_lossy(&again.stderr);
    assert!(
        again.status.code() == Some(1) && why.contains("choose another"),
        "{why}"
    );
    assert!(!why.contains("Petugas"), "{why}");
}

/// A hub that tells everything it does, ended with the test.
struct Hub {
    process: Child,
    address: String,
}

impl Hub {
    fn start(data: &Path) -> Self {
        let file = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../../assets/branches/puskesmas.toml"
        );
        let mut process = Command::new(env!("CARGO_BIN_EXE_antre"))
            .args(["hub", "--listen", "127.0.0.1:0", "--branch", file])
            .args(["--at", "2026-11-23T02:00:00Z", "--data"])
            .arg(data)
            .env("RUST_LOG", "trace")
            .stdout(Stdio::piped())
            .stderr(Stdio::from(
                std::fs::File::create(data.with_extension("log")).unwrap(),
            ))
            .spawn()
            .unwrap();
        let mut line = String::new();
        let told = process.stdout.take().unwrap();
        BufReader::new(told).read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("http://").unwrap().to_owned();
        Self { process, address }
    }

    /// One request over a connection of its own; status line, header fields and body as they came.
    fn ask(&self, token: &str, call: &str, body: &Value) -> String {
        let body = body.to_string();
        let request = format!(
            "{call} HTTP/1.1\r\nHost: hub\r\nConnection: close\r\nAuthorization: Bearer {token}\r\n\
             Idempotency-Key: {}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len(),
            body.len(),
        );
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }
}

impl Drop for Hub {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[test]
fn no_line_of_the_hubs_log_holds_a_name_a_pin_or_a_token_even_where_it_tells_everything() {
    let dir = TempDir::new().unwrap();
    let data = dir.path().join("data");
    let hub = Hub::start(&data);
    let id = said(&clerk(&data, PIN, &ADD)).trim().to_owned();
    let device = Command::new(env!("CARGO_BIN_EXE_antre"))
        .args(["token", "--role", "counter", "--data"])
        .arg(&data)
        .output()
        .unwrap();
    let device = said(&device).trim().to_owned();

    let sign_in = |pin: &str| json!({"clerk": id, "pin": pin});
    let wrong = hub.ask(&device, "POST /api/v1/sessions", &sign_in("258025"));
    assert!(wrong.contains("wrong_sign_in"), "{wrong}");
    let right = hub.ask(&device, "POST /api/v1/sessions", &sign_in(PIN));
    assert!(right.starts_with("HTTP/1.1 201"), "{right}");
    let (_, answer) = right.split_once("\r\n\r\n").unwrap();
    let answer: Value = serde_json::from_str(answer).unwrap();
    let session = answer["token"].as_str().unwrap();
    let people = hub.ask(session, "GET /api/v1/people", &json!({}));
    assert!(people.contains("Petugas 1"), "{people}");
    let change = json!({"old": PIN, "new": "902108"});
    let changed = hub.ask(session, "POST /api/v1/sessions/pin", &change);
    assert!(changed.starts_with("HTTP/1.1 204"), "{changed}");
    said(&clerk(&data, "", &["remove", "--id", &id]));
    let over = hub.ask(session, "POST /api/v1/sessions/end", &json!({}));
    assert!(over.contains("session_over"), "{over}");
    drop(hub);

    let log = std::fs::read_to_string(data.with_extension("log")).unwrap();
    assert!(log.contains("antre_hub"), "nothing was told");
    for secret in ["Petugas 1", PIN, "258025", "902108", session, &device] {
        let line = log.lines().find(|line| line.contains(secret));
        assert_eq!(line, None, "{secret}");
    }
}
