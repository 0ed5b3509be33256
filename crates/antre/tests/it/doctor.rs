//! `antre doctor`: what is wrong, and what to do.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use antre_hub::{Hub, HubOptions, RunningHub};
use antre_printer_sim::{Happening, Options, PrinterServer, ServeOptions};
use antre_protocol::PrinterReport;
use antre_storage::Role;
use serde_json::{Value, json};

/// A hub on a directory of its own, with the tokens of a supervisor, a kiosk and a display.
struct Branch {
    runtime: tokio::runtime::Runtime,
    hub: Option<RunningHub>,
    dir: tempfile::TempDir,
    kiosk: String,
    display: String,
}

impl Branch {
    fn open() -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .unwrap();
        let dir = tempfile::tempdir().unwrap();
        let mut options = HubOptions::new(dir.path().join("data"), "127.0.0.1:0".parse().unwrap());
        let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/branches");
        options.branch_file = Some(samples.join("puskesmas.toml"));
        let hub = runtime.block_on(Hub::start(options)).unwrap();
        let token =
            |role| antre_hub::issue_token(&dir.path().join("data"), role, None, "").unwrap();
        std::fs::write(dir.path().join("token"), token(Role::Supervisor)).unwrap();
        let (kiosk, display) = (token(Role::Kiosk), token(Role::Display));
        Self {
            runtime,
            hub: Some(hub),
            kiosk: kiosk.to_string(),
            display: display.to_string(),
            dir,
        }
    }

    fn data(&self) -> PathBuf {
        self.dir.path().join("data")
    }

    fn url(&self) -> String {
        format!("http://{}", self.hub.as_ref().unwrap().listen_addr())
    }

    fn report(&self, health: Value) {
        let report: PrinterReport = serde_json::from_value(json!({
            "name": "Kiosk 1",
            "health": health,
            "since": "2026-11-23T01:14:00Z",
        }))
        .unwrap();
        self.post("printer", &self.kiosk, &json!(report));
    }

    fn report_display(&self, sound: &str) {
        let report = json!({"name": "Layar 1", "sound": sound, "since": "2026-11-23T01:14:00Z"});
        self.post("display", &self.display, &report);
    }

    fn post(&self, what: &str, token: &str, report: &Value) {
        let place = format!("{}/api/v1/devices/{what}", self.url());
        let sent = reqwest::Client::new()
            .post(place)
            .bearer_auth(token)
            .header("Idempotency-Key", "report-1")
            .json(report)
            .send();
        let answer = self.runtime.block_on(sent).unwrap();
        assert_eq!(answer.status(), 204);
    }

    fn doctor(&self, arguments: &[&str]) -> Output {
        doctor(
            &[
                &["--hub", &self.url(), "--token-file"],
                &[self.dir.path().join("token").to_str().unwrap()][..],
                arguments,
            ]
            .concat(),
        )
    }
}

fn doctor(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_antre"))
        .arg("doctor")
        .args(arguments)
        .output()
        .unwrap()
}

fn text(output: &Output) -> &str {
    std::str::from_utf8(&output.stdout).unwrap()
}

fn finding<'a>(answer: &'a Value, check: &str) -> &'a Value {
    let findings = answer["findings"].as_array().unwrap();
    let found = findings.iter().find(|one| one["check"] == check);
    found.unwrap_or_else(|| panic!("{check} was looked at: {answer:#}"))
}

#[test]
fn a_branch_in_good_health_is_told_so_in_both_languages() {
    let branch = Branch::open();
    branch.report(json!({ "watched": "automatic" }));
    let data = branch.data();
    for (lang, ready) in [
        ("id", "Kiosk 1: printer siap."),
        ("en", "Kiosk 1: the printer is ready."),
    ] {
        let told = branch.doctor(&["--lang", lang, "--data", data.to_str().unwrap()]);
        assert_eq!(told.status.code(), Some(0), "{}", text(&told));
        assert!(text(&told).contains(ready), "{}", text(&told));
    }
    let told = branch.doctor(&["--json", "--data", data.to_str().unwrap()]);
    let answer: Value = serde_json::from_slice(&told.stdout).unwrap();
    assert_eq!(answer["ok"], true);
    for check in ["log", "in_use", "clock", "hub", "printer"] {
        assert_eq!(
            finding(&answer, check)["level"],
            "well",
            "{check}: {answer:#}"
        );
    }
}

#[test]
fn a_kiosk_without_paper_is_named_with_what_to_do() {
    let branch = Branch::open();
    branch.report(json!({ "watched": "automatic", "fault": "out_of_paper" }));
    let told = branch.doctor(&[]);
    assert_eq!(told.status.code(), Some(1));
    assert!(
        text(&told).contains("SALAH  Kiosk 1: kertas habis"),
        "{}",
        text(&told)
    );
    let answer = branch.doctor(&["--json", "--lang", "en"]);
    let answer: Value = serde_json::from_slice(&answer.stdout).unwrap();
    let printer = finding(&answer, "printer");
    assert_eq!(
        (&answer["ok"], &printer["level"]),
        (&json!(false), &json!("wrong"))
    );
    assert!(!printer["remedy"].as_str().unwrap().is_empty());
}

#[test]
fn a_display_without_sound_is_named_with_what_to_do() {
    let branch = Branch::open();
    for (sound, code, says) in [
        ("well", 0, "Layar 1: the display is ready and can be heard."),
        ("off", 0, "Layar 1: the display is ready, without a voice."),
        ("lost", 1, "Layar 1: the display needs attention."),
    ] {
        branch.report_display(sound);
        let told = branch.doctor(&["--lang", "en"]);
        assert_eq!(told.status.code(), Some(code), "{}", text(&told));
        assert!(text(&told).contains(says), "{}", text(&told));
    }
    let answer = branch.doctor(&["--json", "--lang", "id"]);
    let answer: Value = serde_json::from_slice(&answer.stdout).unwrap();
    let remedy = finding(&answer, "display")["remedy"].as_str().unwrap();
    assert!(remedy.starts_with("Layar ini tidak bersuara."), "{remedy}");
}

#[test]
fn a_hub_without_kiosks_and_one_that_is_gone_are_told_apart() {
    let mut branch = Branch::open();
    let told = branch.doctor(&["--json"]);
    let answer: Value = serde_json::from_slice(&told.stdout).unwrap();
    assert_eq!(finding(&answer, "printers")["level"], "note");
    let url = branch.url();
    let hub = branch.hub.take().unwrap();
    branch.runtime.block_on(hub.stop());
    let told = doctor(&[
        "--json",
        "--hub",
        &url,
        "--data",
        branch.data().to_str().unwrap(),
    ]);
    assert_eq!(told.status.code(), Some(1));
    let answer: Value = serde_json::from_slice(&told.stdout).unwrap();
    assert_eq!(finding(&answer, "hub")["level"], "wrong");
    assert_eq!(finding(&answer, "in_use")["level"], "note");
    assert_eq!(finding(&answer, "log")["level"], "well");
}

#[test]
fn a_wrong_token_is_told_as_one() {
    let branch = Branch::open();
    std::fs::write(branch.dir.path().join("token"), "nobody").unwrap();
    let told = branch.doctor(&["--json"]);
    let answer: Value = serde_json::from_slice(&told.stdout).unwrap();
    assert_eq!(finding(&answer, "hub")["level"], "well");
    assert_eq!(finding(&answer, "printers")["level"], "wrong");
}

#[test]
fn a_directory_that_is_none_and_one_without_a_log_are_told_apart() {
    let dir = tempfile::tempdir().unwrap();
    let missing = doctor(&[
        "--lang",
        "en",
        "--data",
        dir.path().join("no").to_str().unwrap(),
    ]);
    assert_eq!(missing.status.code(), Some(1));
    assert!(
        text(&missing).contains("does not exist"),
        "{}",
        text(&missing)
    );
    let empty = doctor(&["--lang", "en", "--data", dir.path().to_str().unwrap()]);
    assert!(text(&empty).contains("holds no log"), "{}", text(&empty));
}

#[test]
fn a_changed_byte_of_the_log_is_found() {
    let branch = Branch::open();
    // A backup is one plain file, without what SQLite keeps beside it.
    let backup = branch.dir.path().join("backup");
    antre_storage::backup(&branch.data(), &backup).unwrap();
    let file = backup.join("antre.db");
    let mut bytes = std::fs::read(&file).unwrap();
    let name = b"Poli Umum";
    let at = bytes.windows(name.len()).position(|at| at == name).unwrap();
    bytes[at] = b'F';
    std::fs::write(&file, bytes).unwrap();
    let told = doctor(&["--json", "--data", backup.to_str().unwrap()]);
    assert_eq!(told.status.code(), Some(1));
    let answer: Value = serde_json::from_slice(&told.stdout).unwrap();
    assert_eq!(finding(&answer, "log")["level"], "wrong");
}

#[test]
fn a_printer_that_is_asked_itself_says_what_it_lacks() {
    let out = tempfile::tempdir().unwrap();
    let options = ServeOptions {
        printer: Options::default(),
        out_dir: out.path().to_path_buf(),
        bytes_per_sec: None,
    };
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let printer = PrinterServer::start(listener, &options).unwrap();
    let url = format!("tcp://{}", printer.address());
    let well = doctor(&["--lang", "en", "--printer", &url]);
    assert!(
        text(&well).contains("answers and is ready"),
        "{}",
        text(&well)
    );
    assert_eq!(well.status.code(), Some(0));
    for (happens, told) in [
        (Happening::CoverOpened, "penutup terbuka"),
        (Happening::Overheats, "penutup terbuka"),
        (Happening::CoverClosed, "kepala cetak panas"),
        (Happening::Unplugged, "tidak tersambung"),
    ] {
        printer.happen(happens).unwrap();
        let asked = doctor(&["--printer", &url]);
        assert_eq!(asked.status.code(), Some(1));
        assert!(text(&asked).contains(told), "{happens}: {}", text(&asked));
    }
    printer.happen(Happening::Plugged).unwrap();
    printer.happen(Happening::Cools).unwrap();
    for (happens, told) in [
        (Happening::PaperLow, "kertas menipis"),
        (Happening::Muted, "tersambung dan tidak menjawab"),
    ] {
        printer.happen(happens).unwrap();
        let asked = doctor(&["--printer", &url]);
        assert_eq!(asked.status.code(), Some(0));
        assert!(text(&asked).contains(told), "{happens}: {}", text(&asked));
    }
    assert_eq!(printer.papers(), 0, "asking prints nothing");
}

#[test]
fn another_program_on_the_port_is_no_printer() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("tcp://{}", port.local_addr().unwrap());
    let greeting = std::thread::spawn(move || {
        let (mut host, _) = port.accept().unwrap();
        host.write_all(b"SSH-2.0-OpenSSH_9.2p1\r\n").unwrap();
        // Until whoever asks has heard enough.
        let _ = host.read_to_end(&mut Vec::new());
    });
    let asked = doctor(&["--lang", "en", "--printer", &url]);
    greeting.join().unwrap();
    assert_eq!(asked.status.code(), Some(1));
    assert!(
        text(&asked).contains("it is no printer"),
        "{}",
        text(&asked)
    );
}

#[test]
fn nothing_to_look_at_and_addresses_that_are_none_are_wrong_usage() {
    for wrong in [
        &[][..],
        &["--hub", "192.168.1.5"],
        &["--printer", "lpt1"],
        &["--token-file", "token"],
    ] {
        assert_eq!(doctor(wrong).status.code(), Some(2), "{wrong:?}");
    }
}
