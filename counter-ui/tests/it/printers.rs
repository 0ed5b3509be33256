//! A printer in the hall that needs a hand: one quiet line, and what to do.

use std::time::Duration;

use antre_counter::keymap::Keymap;
use antre_counter::panel::{Settled, TOLD_FOR};
use antre_counter::{Scheme, Setup};
use antre_domain::{CounterId, DeviceId, HoldReason, Locale, PrinterFault, PrinterHealth, Watched};
use antre_protocol::PrinterCard;
use slint::platform::Key;

use crate::hold::held;
use crate::scene::{DOCKED, EN, ID, Scene, WIDE, assert_says, labels, morning, stretch, ticket};

pub fn printer(name: &str, fault: Option<PrinterFault>, slips_left: Option<u32>) -> PrinterCard {
    PrinterCard {
        device: DeviceId::new(&name.to_lowercase().replace(' ', "-")).unwrap(),
        name: name.to_owned(),
        health: PrinterHealth {
            fault,
            paper_low: fault.is_none() && slips_left.is_none_or(|slips| slips < 60),
            watched: Watched::Automatic,
        },
        since: morning(),
        slips_left,
    }
}

fn with(size: (u32, u32), languages: &[Locale], printers: Vec<PrinterCard>) -> Scene {
    let mut scene = Scene::new(size, languages);
    scene.view.printers = printers;
    scene.hear();
    scene
}

/// Each fault in Indonesian and in English.
const WORDS: [(PrinterFault, &str, &str); 10] = [
    (
        PrinterFault::CoverOpen,
        "Kiosk 1: pencetak terbuka — tutup penutupnya",
        "Kiosk 1: printer open — close its cover",
    ),
    (
        PrinterFault::OutOfPaper,
        "Kiosk 1: kertas habis — buka penutup, ganti gulungan",
        "Kiosk 1: out of paper — open the cover, change the roll",
    ),
    (
        PrinterFault::Cutter,
        "Kiosk 1: pemotong kertas macet — buka penutup, keluarkan kertas",
        "Kiosk 1: paper cutter stuck — open the cover, remove the paper",
    ),
    (
        PrinterFault::Overheated,
        "Kiosk 1: pencetak mendingin — nanti lanjut sendiri",
        "Kiosk 1: printer cooling down — it goes on by itself",
    ),
    (
        PrinterFault::Mechanical,
        "Kiosk 1: pencetak rusak — matikan lalu nyalakan",
        "Kiosk 1: printer out of order — switch it off and on",
    ),
    (
        PrinterFault::Offline,
        "Kiosk 1: pencetak belum siap — matikan lalu nyalakan",
        "Kiosk 1: printer not ready — switch it off and on",
    ),
    (
        PrinterFault::Stalled,
        "Kiosk 1: pencetak macet — matikan lalu nyalakan",
        "Kiosk 1: printer stuck — switch it off and on",
    ),
    (
        PrinterFault::Silent,
        "Kiosk 1: pencetak tidak menjawab — periksa sakelar dan kabelnya",
        "Kiosk 1: printer does not answer — see to its switch and cable",
    ),
    (
        PrinterFault::Stranger,
        "Kiosk 1: perangkat lain menjawab di alamat pencetak — panggil teknisi",
        "Kiosk 1: another device answers at the printer's address — call a technician",
    ),
    (
        PrinterFault::Unreachable,
        "Kiosk 1: pencetak mati atau lepas — periksa sakelar dan kabelnya",
        "Kiosk 1: printer off or unplugged — see to its switch and cable",
    ),
];

fn every_fault_is_said(languages: &[Locale], words: impl Fn(usize) -> &'static str) {
    let mut scene = Scene::new(DOCKED, languages);
    let language = languages[0].as_str();
    for (index, (fault, ..)) in WORDS.into_iter().enumerate() {
        scene.view.printers = vec![printer("Kiosk 1", Some(fault), None)];
        scene.hear();
        assert_says(&scene, words(index));
        scene.shoot(&format!("printer-{}-{language}", fault.code()));
    }
}

#[test]
fn every_fault_is_said_with_what_to_do_in_indonesian() {
    every_fault_is_said(ID, |index| WORDS[index].1);
}

#[test]
fn every_fault_is_said_with_what_to_do_in_english() {
    every_fault_is_said(EN, |index| WORDS[index].2);
}

#[test]
fn a_roll_that_runs_low_is_said_before_it_ends() {
    let mut scene = with(DOCKED, ID, vec![printer("Kiosk 1", None, Some(52))]);
    assert_says(
        &scene,
        "Kiosk 1: kertas hampir habis, sisa sekitar 52 nomor — siapkan gulungan",
    );
    scene.shoot("printer-low-docked-id");
    scene.view.printers = vec![printer("Kiosk 1", None, None)];
    scene.hear();
    assert_says(&scene, "Kiosk 1: kertas hampir habis — siapkan gulungan");
}

#[test]
fn the_one_that_prints_nothing_stands_before_the_one_that_runs_low() {
    let printers = vec![
        printer("Kiosk 1", None, Some(40)),
        printer("Kiosk 2", Some(PrinterFault::OutOfPaper), None),
        printer("Kiosk 3", None, Some(900)),
    ];
    let scene = with(DOCKED, ID, printers);
    assert_says(
        &scene,
        "Kiosk 2: kertas habis — buka penutup, ganti gulungan (+1 lagi)",
    );
    scene.shoot("printer-several-docked-id");
}

#[test]
fn printers_in_good_health_say_nothing_and_the_line_goes_by_itself() {
    let mut scene = with(DOCKED, ID, vec![printer("Kiosk 1", None, Some(900))]);
    assert!(!labels(&scene).iter().any(|label| label.contains("Kiosk 1")));
    scene.view.printers = vec![printer("Kiosk 1", Some(PrinterFault::Cutter), None)];
    scene.hear();
    assert!(labels(&scene).iter().any(|label| label.contains("Kiosk 1")));
    scene.view.printers = vec![printer("Kiosk 1", None, Some(900))];
    scene.hear();
    assert!(!labels(&scene).iter().any(|label| label.contains("Kiosk 1")));
}

fn assert_in_its_own_place(size: (u32, u32)) {
    let fault = Some(PrinterFault::OutOfPaper);
    let mut scene = with(size, ID, vec![printer("Kiosk 1", fault, None)]);
    scene.view.branch.held = held(HoldReason::SystemDown);
    scene.hear();
    let (top, end) = stretch(
        &scene,
        "Kiosk 1: kertas habis — buka penutup, ganti gulungan",
    );
    let (_, hold_end) = stretch(
        &scene,
        "Terhenti sejak 08.30: sistem terganggu. Urutan tetap.",
    );
    let (rest_top, _) = stretch(&scene, "Istirahat");
    assert!(hold_end <= top && end <= rest_top);
}

#[test]
fn it_covers_no_key_and_no_notice_on_the_docked_panel() {
    assert_in_its_own_place(DOCKED);
}

#[test]
fn it_covers_no_key_and_no_notice_in_a_wide_window() {
    assert_in_its_own_place(WIDE);
}

#[test]
fn it_waits_while_the_clerks_own_act_has_something_to_say() {
    let fault = Some(PrinterFault::OutOfPaper);
    let scene = with(DOCKED, ID, vec![printer("Kiosk 1", fault, None)]);
    let words = "Kiosk 1: kertas habis — buka penutup, ganti gulungan";
    scene.strike(Key::Return);
    let refused = Settled::Refused("Loket ini masih melayani A012.".into());
    scene.app.handle_settled(refused);
    assert_says(&scene, "Loket ini masih melayani A012.");
    assert!(!labels(&scene).iter().any(|label| label == words));
    scene.pass(TOLD_FOR + Duration::from_secs(1));
    assert_says(&scene, words);
}

#[test]
fn with_a_hold_and_from_right_to_left() {
    let fault = Some(PrinterFault::Stranger);
    let mut scene = with(DOCKED, EN, vec![printer("Kiosk 1", fault, None)]);
    scene.view.branch.held = held(HoldReason::PowerCut);
    scene.at_counter("idle", None);
    scene.shoot("printer-held-docked-en");
    scene.rtl();
    scene.shoot("printer-held-docked-rtl");
}

#[test]
fn in_a_wide_window() {
    let fault = Some(PrinterFault::OutOfPaper);
    let scene = with(WIDE, ID, vec![printer("Kiosk 1", fault, None)]);
    scene.shoot("printer-wide-id");
}

#[test]
fn in_high_contrast() {
    let setup = Setup {
        counter: Some(CounterId::new("3").unwrap()),
        scheme: Scheme::Contrast,
        locale: None,
        keymap: Keymap::default(),
    };
    let mut scene = Scene::with(DOCKED, ID, setup);
    scene.view.printers = vec![printer("Kiosk 1", Some(PrinterFault::OutOfPaper), None)];
    scene.at_counter("called", Some(ticket("A012", 0, "umum", "called")));
    scene.shoot("printer-docked-contrast");
}
