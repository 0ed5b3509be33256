//! A display that nobody sees or hears, and what the hall is told: one line at the panel's foot.

use antre_counter::keymap::Keymap;
use antre_counter::{Scheme, Setup};
use antre_domain::{
    AnnouncementKind, CounterId, DeviceId, HoldReason, Locale, NoteRef, PrinterFault, SoundHealth,
    Text,
};
use antre_protocol::{AnnouncementCard, DisplayCard, HelpCard};

use crate::hold::held;
use crate::printers::printer;
use crate::scene::{DOCKED, EN, ID, Scene, WIDE, assert_says, labels, morning, says, stretch};

fn display(name: &str, sound: SoundHealth, reachable: bool) -> DisplayCard {
    DisplayCard {
        device: DeviceId::new(&name.to_lowercase().replace(' ', "-")).unwrap(),
        name: name.to_owned(),
        zone: None,
        sound,
        reachable,
        faults: Vec::new(),
        since: morning(),
    }
}

fn announcement(kind: AnnouncementKind, text: Option<&str>) -> AnnouncementCard {
    AnnouncementCard {
        id: NoteRef::from_bits(7),
        kind,
        text: text.map(Text::from),
        zones: Vec::new(),
        since: morning(),
        until: None,
        spoken: true,
    }
}

const MUTE_ID: &str = "Layar 1: layar tidak bersuara — periksa pengeras suara dan kabelnya";

fn each_trouble_is_said(languages: &[Locale], mute: &str, away: &str) {
    let language = languages[0].as_str();
    let mut scene = Scene::new(DOCKED, languages);
    scene.view.displays = vec![display("Layar 1", SoundHealth::Lost, true)];
    scene.hear();
    assert_says(&scene, mute);
    scene.shoot(&format!("display-mute-{language}"));
    scene.view.displays = vec![display("Layar 1", SoundHealth::Lost, false)];
    scene.hear();
    assert_says(&scene, away);
    scene.shoot(&format!("display-away-{language}"));
    for sound in [SoundHealth::Well, SoundHealth::Off] {
        scene.view.displays = vec![display("Layar 1", sound, true)];
        scene.hear();
        assert!(!labels(&scene).iter().any(|label| label.contains("Layar 1")));
    }
}

#[test]
fn a_display_without_sound_or_out_of_reach_is_said_in_indonesian() {
    let away = "Layar 1: layar mati atau terputus — periksa sakelar dan jaringannya";
    each_trouble_is_said(ID, MUTE_ID, away);
}

#[test]
fn a_display_without_sound_or_out_of_reach_is_said_in_english() {
    each_trouble_is_said(
        EN,
        "Layar 1: display without sound — see to its loudspeaker and cable",
        "Layar 1: display off or disconnected — see to its switch and network",
    );
}

#[test]
fn it_stands_behind_a_printer_that_prints_nothing_and_before_a_roll_that_runs_low() {
    let mut scene = Scene::new(DOCKED, ID);
    scene.view.displays = vec![display("Layar 1", SoundHealth::Lost, true)];
    scene.view.printers = vec![printer("Kiosk 1", None, Some(40))];
    scene.hear();
    assert_says(&scene, &format!("{MUTE_ID} (+1 lagi)"));
    let fault = Some(PrinterFault::OutOfPaper);
    scene.view.printers.push(printer("Kiosk 2", fault, None));
    scene.hear();
    assert_says(
        &scene,
        "Kiosk 2: kertas habis — buka penutup, ganti gulungan (+2 lagi)",
    );
}

/// Each kind in Indonesian and in English.
const WORDS: [(AnnouncementKind, &str, &str); 5] = [
    (
        AnnouncementKind::Notice,
        "Diumumkan: Loket 4 tutup",
        "The hall is told: Loket 4 tutup",
    ),
    (
        AnnouncementKind::Evacuate,
        "Diumumkan: tinggalkan gedung",
        "The hall is told: leave the building",
    ),
    (
        AnnouncementKind::Fire,
        "Diumumkan: kebakaran",
        "The hall is told: fire",
    ),
    (
        AnnouncementKind::Earthquake,
        "Diumumkan: gempa bumi",
        "The hall is told: earthquake",
    ),
    (
        AnnouncementKind::Emergency,
        "Diumumkan: Loket 4 tutup",
        "The hall is told: Loket 4 tutup",
    ),
];

fn each_kind_is_said(languages: &[Locale], words: impl Fn(usize) -> &'static str) {
    let mut scene = Scene::new(DOCKED, languages);
    for (index, (kind, ..)) in WORDS.into_iter().enumerate() {
        let text = kind.needs_text().then_some("Loket 4 tutup");
        scene.view.announcements = vec![announcement(kind, text)];
        scene.hear();
        assert_says(&scene, words(index));
        scene.shoot(&format!("announced-{kind:?}-{}", languages[0].as_str()).to_lowercase());
    }
    scene.view.announcements.clear();
    scene.hear();
    assert!(!says(&scene, words(4)));
}

#[test]
fn a_clerk_reads_what_the_hall_is_told_in_indonesian() {
    each_kind_is_said(ID, |index| WORDS[index].1);
}

#[test]
fn a_clerk_reads_what_the_hall_is_told_in_english() {
    each_kind_is_said(EN, |index| WORDS[index].2);
}

#[test]
fn an_alarm_goes_before_a_device_and_a_device_before_a_notice() {
    let mut scene = Scene::new(DOCKED, ID);
    scene.view.displays = vec![display("Layar 1", SoundHealth::Lost, true)];
    scene.view.announcements = vec![announcement(AnnouncementKind::Notice, Some("Halo"))];
    scene.hear();
    assert_says(&scene, MUTE_ID);
    assert!(!says(&scene, "Diumumkan: Halo"));
    // The alarm, whatever was said after it.
    scene.view.announcements = vec![
        announcement(AnnouncementKind::Fire, None),
        AnnouncementCard {
            since: morning().plus_secs(60),
            ..announcement(AnnouncementKind::Notice, Some("Halo"))
        },
    ];
    scene.hear();
    assert_says(&scene, "Diumumkan: kebakaran");
    assert!(!says(&scene, MUTE_ID));
}

fn everything_at_once(size: (u32, u32), languages: &[Locale]) -> Scene {
    let mut scene = Scene::new(size, languages);
    scene.view.branch.held = held(HoldReason::Evacuation);
    scene.view.printers = vec![printer("Kiosk 1", Some(PrinterFault::Cutter), None)];
    scene.view.helps = vec![HelpCard {
        device: DeviceId::new("kiosk-1").unwrap(),
        name: "Kiosk 1".to_owned(),
        since: morning(),
    }];
    let long = "Mohon semua pengunjung meninggalkan gedung lewat pintu timur, ikuti petugas berompi kuning, \
                jangan memakai lift, dan berkumpul di lapangan parkir sampai ada pemberitahuan lagi.";
    scene.view.announcements = vec![announcement(AnnouncementKind::Emergency, Some(long))];
    scene.hear();
    scene
}

fn assert_in_its_own_place(size: (u32, u32)) {
    let scene = everything_at_once(size, ID);
    scene.shoot(&format!("announced-everything-{}", size.0));
    let (top, end) = stretch(&scene, "Diumumkan: Mohon");
    let (_, hold_end) = stretch(&scene, "Terhenti sejak");
    let (help_top, _) = stretch(&scene, "Minta bantuan sejak");
    assert!(hold_end <= top && end <= help_top);
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
fn from_right_to_left() {
    let scene = everything_at_once(DOCKED, EN);
    scene.rtl();
    scene.shoot("announced-rtl");
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
    scene.view.announcements = vec![announcement(AnnouncementKind::Earthquake, None)];
    scene.hear();
    scene.shoot("announced-contrast");
}

#[test]
fn an_alarm_is_said_on_a_small_monitor_too() {
    let mut scene = Scene::new((800, 56), ID);
    scene.view.announcements = vec![announcement(AnnouncementKind::Fire, None)];
    scene.hear();
    assert_says(&scene, "Kebakaran");
    scene.shoot("announced-bar");
}
