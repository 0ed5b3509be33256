//! `antre printer`: a printer to try templates on, its page and its faults.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

const SLIP: &[u8] = b"\x1B@A012\n\x1DV\x01";
const AT_MOST: Duration = Duration::from_secs(20);

/// A running `antre printer`, ended with its standard input.
struct Running {
    child: Child,
    url: String,
    page: String,
    out: tempfile::TempDir,
}

impl Running {
    fn start(arguments: &[&str]) -> Self {
        let out = tempfile::tempdir().unwrap();
        let mut child = antre()
            .args(["printer", "--http", "127.0.0.1:0", "--out"])
            .arg(out.path())
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut said = BufReader::new(child.stdout.take().unwrap()).lines();
        let url = said.next().unwrap().unwrap();
        let page = said.next().unwrap().unwrap();
        let page = page.strip_prefix("http://").unwrap();
        let page = page.strip_suffix('/').unwrap().to_owned();
        Self {
            child,
            url,
            page,
            out,
        }
    }

    fn send(&self, bytes: &[u8]) {
        let address = self.url.strip_prefix("tcp://").unwrap();
        let mut host = TcpStream::connect(address).unwrap();
        host.write_all(bytes).unwrap();
    }

    fn state(&self) -> Value {
        let (status, body) = self.get("/state");
        assert_eq!(status, 200);
        serde_json::from_slice(&body).unwrap()
    }

    /// Looks until it is so, for as long as the deadline lets.
    fn state_when(&self, reached: impl Fn(&Value) -> bool) -> Value {
        let until = Instant::now() + AT_MOST;
        while Instant::now() < until {
            let state = self.state();
            if reached(&state) {
                return state;
            }
        }
        panic!("never came to that: {:#}", self.state());
    }

    fn get(&self, path: &str) -> (u16, Vec<u8>) {
        self.ask(
            &format!("GET {path} HTTP/1.1\r\nHost: {}\r\n", self.page),
            "",
        )
    }

    fn happen(&self, line: &str) -> (u16, Vec<u8>) {
        self.ask(
            &format!("POST /happen HTTP/1.1\r\nHost: {}\r\n", self.page),
            line,
        )
    }

    /// One request, answered to the end of the connection.
    fn ask(&self, head: &str, body: &str) -> (u16, Vec<u8>) {
        let mut page = TcpStream::connect(&self.page).unwrap();
        let length = body.len();
        write!(
            page,
            "{head}Content-Type: text/plain\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
        )
        .unwrap();
        let mut answer = Vec::new();
        page.read_to_end(&mut answer).unwrap();
        let end = answer.windows(4).position(|at| at == b"\r\n\r\n").unwrap();
        let status = std::str::from_utf8(&answer[9..12]).unwrap();
        (status.parse().unwrap(), answer[end + 4..].to_vec())
    }

    /// Closes standard input, and answers the exit code and what was complained about.
    fn end(mut self) -> (Option<i32>, String) {
        drop(self.child.stdin.take());
        let mut complaints = String::new();
        let mut stderr = self.child.stderr.take().unwrap();
        stderr.read_to_string(&mut complaints).unwrap();
        (self.child.wait().unwrap().code(), complaints)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Ended already where the test came to its end.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn antre() -> Command {
    Command::new(env!("CARGO_BIN_EXE_antre"))
}

#[test]
fn what_is_printed_lies_in_the_directory_and_on_the_page() {
    let printer = Running::start(&["--listen", "127.0.0.1:0", "--model", "epson-tm-t88-180"]);
    printer.send(SLIP);
    let state = printer.state_when(|state| state["slips_count"] == 1);
    assert_eq!(state["dots_width"], 512);
    assert_eq!(state["slips"], serde_json::json!(["0001.png"]));
    let on_disk = std::fs::read(printer.out.path().join("0001.png")).unwrap();
    assert_eq!(printer.get("/slips/0001.png"), (200, on_disk));
    for other in [
        "/slips/0002.png",
        "/slips/..%2F..%2Fetc%2Fpasswd",
        "/slips/tty",
    ] {
        assert_eq!(printer.get(other).0, 404, "{other}");
    }
    assert_eq!(printer.get("/").0, 200);
    assert_eq!(printer.end(), (Some(0), String::new()));
}

#[test]
fn faults_come_from_the_page_and_from_standard_input() {
    let mut printer = Running::start(&["--listen", "127.0.0.1:0"]);
    assert_eq!(printer.happen("cover open").0, 204);
    assert_eq!(printer.state()["cover_open"], true);
    let (status, why) = printer.happen("paper burns");
    assert_eq!(status, 400);
    assert!(String::from_utf8(why).unwrap().contains("cutter jam"));
    assert_eq!(printer.happen(&"x".repeat(300)).0, 413);
    let stdin = printer.child.stdin.as_mut().unwrap();
    stdin.write_all(b"cover close\nheat\n").unwrap();
    let state = printer.state_when(|state| state["overheated"] == true);
    assert_eq!(state["cover_open"], false);
}

#[test]
fn the_page_answers_no_other_site() {
    let printer = Running::start(&["--listen", "127.0.0.1:0"]);
    let rebound = "GET /state HTTP/1.1\r\nHost: printer.evil.example\r\n";
    assert_eq!(printer.ask(rebound, "").0, 403);
    let foreign = format!(
        "POST /happen HTTP/1.1\r\nHost: {}\r\nOrigin: http://evil.example\r\n",
        printer.page
    );
    assert_eq!(printer.ask(&foreign, "power off").0, 403);
    assert_eq!(printer.state()["powered"], true);
    let refused = antre()
        .args([
            "printer",
            "--listen",
            "127.0.0.1:0",
            "--http",
            "0.0.0.0:0",
            "--out",
        ])
        .arg(printer.out.path())
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert_eq!(refused.status.code(), Some(2));
}

#[test]
fn what_the_printer_does_not_know_is_said_aloud() {
    let printer = Running::start(&["--listen", "127.0.0.1:0"]);
    printer.send(b"A012\n\x1BQ\x10\x14\x01\0\0");
    let state = printer.state_when(|state| state["unknown_count"] == 1 && state["pulses"] == 1);
    assert_eq!(state["unknown"][0]["bytes"], "1B 51");
    assert_eq!(state["unknown"][0]["at_byte"], 5);
    // Whoever complains has looked by the time that the next thing has happened and been seen.
    let (code, complaints) = printer.end();
    assert_eq!(code, Some(0));
    assert!(
        complaints.contains("unknown command 1B 51 at byte 5"),
        "{complaints}"
    );
    assert!(
        complaints.contains("a pulse to a cash drawer"),
        "{complaints}"
    );
}

#[test]
fn a_serial_printer_says_where_it_is() {
    let printer = Running::start(&["--pty", "--baud", "19200", "--model", "clone-5890k"]);
    let path = printer.url.strip_prefix("serial:").unwrap();
    let path = path.strip_suffix("?baud=19200").unwrap();
    std::fs::OpenOptions::new()
        .write(true)
        .open(Path::new(path))
        .unwrap()
        .write_all(b"A012\n")
        .unwrap();
    // This model has no knife: a hand tears it off once it is quiet.
    printer.state_when(|state| state["slips_count"] == 1);
}

#[test]
fn a_model_or_a_bug_that_does_not_exist_is_wrong_usage() {
    for wrong in [["--model", "teletype"], ["--bug", "no-luck"]] {
        let refused = antre()
            .args(["printer", "--listen", "127.0.0.1:0", "--out", "/nowhere"])
            .args(wrong)
            .stdin(Stdio::null())
            .output()
            .unwrap();
        assert_eq!(refused.status.code(), Some(2), "{wrong:?}");
        let why = String::from_utf8(refused.stderr).unwrap();
        assert!(
            why.contains("generic-80") || why.contains("no-status"),
            "{why}"
        );
    }
}
