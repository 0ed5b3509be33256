//! What `antre why` refuses, what it writes for programs, and that it reads beside a running hub.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

use super::{told, turns, why};

/// The exit code and what stands on standard error; nothing stands on standard output.
fn refused(data: &Path, arguments: &[&str]) -> (i32, String) {
    let output = why(data, arguments);
    assert!(output.stdout.is_empty(), "{arguments:?}");
    let said = String::from_utf8(output.stderr).unwrap();
    (output.status.code().unwrap(), said.trim().to_owned())
}

fn monday() -> TempDir {
    let dir = TempDir::new().unwrap();
    turns().write(dir.path());
    dir
}

#[test]
fn what_the_day_did_not_give_is_refused_in_the_readers_language() {
    let monday = monday();
    let of = |arguments: &[&str]| refused(monday.path(), arguments);
    let not_given = "antre: Nomor A099 tidak diberikan pada 2026-11-23.";
    assert_eq!(of(&["A099"]), (1, not_given.to_owned()));
    let not_given = "antre: Number B009 was not given on 2026-11-23.";
    assert_eq!(
        of(&["A001", "--before", "b9", "--lang", "en"]),
        (1, not_given.replace("B009", "B9"))
    );
    let unknown = "antre: Number 0000000000000 was not given on 2026-11-23.";
    assert_eq!(
        of(&["0000000000000", "--lang", "en"]),
        (1, unknown.to_owned())
    );
    let no_day = "antre: Tidak ada hari layanan 2026-11-22. Catatan berisi hari layanan antara 2026-11-23 dan 2026-11-23.";
    assert_eq!(
        of(&["A001", "--date", "2026-11-22"]),
        (1, no_day.to_owned())
    );
}

#[test]
fn what_cannot_be_meant_is_wrong_usage() {
    let monday = monday();
    let of = |arguments: &[&str]| refused(monday.path(), arguments);
    let (code, said) = of(&["12A"]);
    assert_eq!(
        (code, said.as_str()),
        (2, "antre: \"12A\": bukan nomor antrean; tulis seperti A012")
    );
    let (code, said) = of(&["A001", "--date", "23-11-2026", "--lang", "en"]);
    let wrong_date = "antre: --date \"23-11-2026\": not a date; write it as in 2026-11-23";
    assert_eq!((code, said.as_str()), (2, wrong_date));
    let (code, said) = of(&["A001", "--before", "a1", "--lang", "en"]);
    assert_eq!(
        (code, said.as_str()),
        (2, "antre: Name another number to compare with.")
    );
    assert_eq!(of(&["A001", "--lang", "fr"]).0, 2);
    assert_eq!(of(&[]).0, 2);
}

#[test]
fn a_directory_without_a_log_is_left_as_it_was() {
    let dir = TempDir::new().unwrap();
    let (code, said) = refused(&dir.path().join("none"), &["A001", "--lang", "en"]);
    assert_eq!(code, 1);
    assert!(
        said.starts_with("antre: The log cannot be read: "),
        "{said}"
    );
    assert!(!dir.path().join("none").exists());
    let (code, _) = refused(dir.path(), &["A001"]);
    assert_eq!(code, 1);
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0);
}

#[test]
fn programs_read_the_story_as_json() {
    let monday = monday();
    let told = told(monday.path(), &["A002", "--before", "B003", "--json"]);
    let story: Value = serde_json::from_str(&told).unwrap();
    assert_eq!(story["date"], "2026-11-23");
    assert_eq!(story["number"], "A002");
    assert_eq!(story["state"], "finished");
    assert_eq!(story["waited_secs"], 52 * 60);
    assert_eq!(story["numbers_before"], 5);
    assert_eq!(story["numbers_before_that_came_later"], 3);
    assert_eq!(story["came"]["standing"]["people_ahead"], 2);
    assert_eq!(story["came"]["at"], "2026-11-23T00:55:00.000Z");
    let passed = &story["entries"][2];
    assert_eq!(passed["moment"], "other_called");
    // The event is found in the log by its sequence.
    let seq = story["first_seq"].as_u64().unwrap() + passed["nth"].as_u64().unwrap();
    let days = turns();
    let event = &days.log()[usize::try_from(seq).unwrap() - 1];
    assert_eq!(event.what.kind(), "ticket_called");
    assert_eq!(event.at.to_string(), passed["at"].as_str().unwrap());
    assert_eq!(passed["number"], "B002");
    assert_eq!(passed["came"], "later");
    assert_eq!(passed["reason"]["code"], "ratio_turn");
    assert_eq!(story["before"]["number"], "B003");
}

/// A hub in its own process, killed when dropped.
struct Hub {
    process: Child,
    address: SocketAddr,
}

impl Hub {
    fn start(data: &Path) -> Self {
        let branch = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/why/branch.toml");
        let mut command = Command::new(env!("CARGO_BIN_EXE_antre"));
        command.arg("hub").arg("--data").arg(data);
        command.args([
            "--listen",
            "127.0.0.1:0",
            "--at",
            "2026-11-23T08:00:00+07:00",
        ]);
        command.arg("--branch").arg(branch);
        let mut process = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let mut stdout = BufReader::new(process.stdout.take().unwrap());
        stdout.read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("http://").unwrap();
        let address = address.parse().unwrap();
        Self { process, address }
    }

    /// What the hub answers to a POST.
    fn post(&self, token: &str, key: &str, path: &str, body: &str) -> String {
        let mut stream = TcpStream::connect(self.address).unwrap();
        write!(
            stream,
            "POST /api/v1/{path} HTTP/1.1\r\nHost: hub\r\nConnection: close\r\nAuthorization: Bearer {token}\r\nIdempotency-Key: {key}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 2"), "{path}: {answer}");
        answer
    }
}

impl Drop for Hub {
    fn drop(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

#[test]
fn it_reads_beside_a_running_hub_and_after_the_hub_was_killed() {
    let dir = TempDir::new().unwrap();
    let data = dir.path().join("data");
    let hub = Hub::start(&data);
    let mut command = Command::new(env!("CARGO_BIN_EXE_antre"));
    command.arg("token").arg("--data").arg(&data);
    let output = command.args(["--role", "supervisor"]).output().unwrap();
    let token = String::from_utf8(output.stdout).unwrap();
    let post = |key, path, body| hub.post(token.trim(), key, path, body);
    post("1", "counters/poli-1/open", "{}");
    post("2", "tickets", r#"{"service": "poli", "class": "umum"}"#);
    post("3", "tickets", r#"{"service": "poli", "class": "lansia"}"#);
    post("4", "counters/poli-1/call-next", "{}");
    post("5", "counters/poli-1/call-next", "{}");
    let beside = told(&data, &["A001"]);
    assert!(
        beside.contains("B001 dipanggil ke Poli 1, datang sesudah Anda (08.00). Giliran"),
        "{beside}"
    );
    assert!(beside.contains("Anda dipanggil ke Poli 1."), "{beside}");
    drop(hub);
    assert_eq!(told(&data, &["A001"]), beside);
}
