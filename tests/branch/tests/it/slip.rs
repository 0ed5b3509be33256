//! A finger on the kiosk, a slip in the tray, a phone on its address.

use std::io::{BufRead, BufReader, Lines, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use antre_branch_tests::{HubProcess, Place, program};

/// How long the branch may take to do what a finger asked for.
const PATIENCE: Duration = Duration::from_secs(60);

#[test]
fn the_address_on_a_kiosks_slip_leads_a_phone_to_the_slips_number() {
    let monday_morning = "2026-11-23T08:00:00+07:00".parse().unwrap();
    let (place, public) = Place::with_pages("puskesmas.toml", monday_morning);
    let mut hub = place.hub_command();
    hub.arg("--public").arg(public.to_string());
    let hub = HubProcess::start(hub);
    let slips = place.path("slips");
    let mut printer = Talking::start(
        Command::new(program("antre"))
            .args(["printer", "--listen", "127.0.0.1:0", "--out"])
            .arg(&slips),
    );
    let printer_url = printer.answer();
    let token = place.path("kiosk.token");
    std::fs::write(&token, place.token_text("kiosk", None)).unwrap();
    let mut kiosk = Talking::start(
        Command::new(program("antre-kiosk"))
            .args(["--offscreen", "--lang", "id", "--size", "1080x1920"])
            .args([
                "--hub",
                &format!("http://{}", place.address),
                "--printer",
                &printer_url,
            ])
            .arg("--token-file")
            .arg(&token)
            .arg("--shots")
            .arg(place.path("")),
    );
    kiosk.tap("Poli Umum");
    kiosk.tap("Ambil nomor");
    let slip = wait_for(&slips.join("0001.png"));
    kiosk.tap("Selesai");

    let address = qr(&slip);
    assert!(
        address.starts_with(&format!("http://{public}/t/")),
        "{address}"
    );
    let page = chromium_reads(&address);
    // The browser asks for English, and is answered so.
    assert!(
        page.contains("<title>A001 ·") && page.contains("General clinic"),
        "{page}"
    );
    assert!(hub.terminate().success());
}

/// A program of ours that answers on its standard output.
struct Talking {
    child: Child,
    stdin: ChildStdin,
    stdout: Lines<BufReader<ChildStdout>>,
}

impl Talking {
    fn start(command: &mut Command) -> Self {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let stdin = child.stdin.take().unwrap();
        let stdout = BufReader::new(child.stdout.take().unwrap()).lines();
        Self {
            child,
            stdin,
            stdout,
        }
    }

    fn answer(&mut self) -> String {
        self.stdout.next().expect("the program still runs").unwrap()
    }

    /// Presses what carries `label`, as soon as it is there.
    fn tap(&mut self, label: &str) {
        let give_up_at = Instant::now() + PATIENCE;
        loop {
            writeln!(self.stdin, "tap {label}").unwrap();
            match self.answer().as_str() {
                "ok" => return,
                error => assert!(Instant::now() < give_up_at, "{label}: {error}"),
            }
        }
    }
}

impl Drop for Talking {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A picture is there once it can be read whole.
fn wait_for(path: &Path) -> PathBuf {
    let give_up_at = Instant::now() + PATIENCE;
    while !Command::new("zbarimg")
        .arg("--quiet")
        .arg(path)
        .output()
        .unwrap()
        .status
        .success()
    {
        assert!(Instant::now() < give_up_at, "no slip at {}", path.display());
    }
    path.to_owned()
}

/// What a reader that is not ours finds in the QR.
fn qr(slip: &Path) -> String {
    let output = Command::new("zbarimg")
        .args(["--quiet", "--raw"])
        .arg(slip)
        .output()
        .unwrap();
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

/// The page as a browser that is not ours builds it.
fn chromium_reads(address: &str) -> String {
    let profile = tempfile::tempdir().unwrap();
    let output = Command::new("chromium")
        .args([
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--no-first-run",
            "--disable-quic",
        ])
        .args([
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
        ])
        .arg(format!("--user-data-dir={}", profile.path().display()))
        .args(["--dump-dom", address])
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}
