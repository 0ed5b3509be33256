//! A finger on the kiosk, a slip in the tray, a phone on its address.

use std::path::Path;
use std::process::Command;
use std::time::Instant;

use antre_branch_tests::{HubProcess, Place, program};

use crate::talking::{PATIENCE, Talking, qr};

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
    let address = wait_for_qr(&slips.join("0001.png"));
    kiosk.tap("Selesai");

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

/// What the QR says, once the picture can be read whole.
fn wait_for_qr(path: &Path) -> String {
    let give_up_at = Instant::now() + PATIENCE;
    loop {
        if let Some(address) = qr(path) {
            return address;
        }
        assert!(Instant::now() < give_up_at, "no slip at {}", path.display());
    }
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
