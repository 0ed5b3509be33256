//! The staff's pages: by fingers and keys on the real ones, and each drawn and measured.

use antre_kiosk::branch::Branch;
use antre_kiosk::flow::{Act, News};
use antre_kiosk::staff::{Answer, Order, Pin, Recent};
use i_slint_backend_testing::ElementHandle;
use slint::platform::{Key, PointerEventButton, WindowEvent};
use slint::{ComponentHandle, LogicalPosition, SharedString};

use crate::bench::{Bench, LANDSCAPE, PORTRAIT, SMALL};
use crate::screens::Scene;
use crate::{reach, samples};

/// Every page of the staff's, with what it has to say.
pub(crate) const SCENES: &[Scene] = &[
    ("staff-pin", samples::clinic, |bench| {
        open(bench);
        type_digits(bench, "258");
    }),
    ("staff-pin-wrong", samples::clinic, |bench| {
        refuse(bench, Answer::WrongPin)
    }),
    ("staff-pin-locked", samples::clinic, |bench| {
        refuse(bench, Answer::Locked { secs: 290 })
    }),
    ("staff-pin-none", samples::clinic, |bench| {
        refuse(bench, Answer::NoPin)
    }),
    ("staff-menu", samples::clinic, enter),
    ("staff-menu-limited", samples::clinic, |bench| {
        refuse(bench, Answer::NotAsked)
    }),
    ("staff-menu-done", resting, |bench| {
        enter(bench);
        bench.press_word("Print a test");
        answer(bench, Answer::Done);
    }),
    ("staff-menu-failed", samples::clinic, |bench| {
        enter(bench);
        bench.press_word("Give back the reserve");
        answer(bench, Answer::Failed("unreachable".into()));
    }),
    ("staff-menu-armed", samples::clinic, |bench| {
        enter(bench);
        bench.press_word("Restart");
    }),
    ("staff-greeter", samples::clinic, greet),
    ("staff-greeter-issued", samples::clinic, |bench| {
        greet(bench);
        issue_some(bench);
        bench.press_word("Priority");
        bench.press_word("Fetch");
    }),
    ("staff-greeter-12", samples::service_hall, |bench| {
        greet(bench);
        issue_some(bench);
    }),
    ("staff-greeter-waits", samples::clinic, |bench| {
        greet(bench);
        bench.press(&service(bench, 0));
        bench.pass_secs(4);
    }),
    ("staff-greeter-failed", samples::clinic, |bench| {
        greet(bench);
        bench.press(&service(bench, 0));
        answer(bench, Answer::Failed("series_exhausted".into()));
    }),
    ("staff-count", samples::clinic, |bench| {
        greet(bench);
        bench.press_word("Another count");
        type_digits(bench, "17");
    }),
    ("staff-act", samples::clinic, |bench| mark(bench, 12)),
    ("staff-act-50", samples::clinic, |bench| mark(bench, 50)),
    ("staff-recent", samples::clinic, |bench| {
        enter(bench);
        bench.press_word("Latest slips");
        let mut late: Vec<Recent> = (3..13).rev().map(slip).collect();
        late[4].unfinished = true;
        late[5].service = "Kesehatan Ibu dan Anak (KIA)".into();
        answer(bench, Answer::Recent(late));
    }),
    ("staff-recent-none", samples::clinic, |bench| {
        enter(bench);
        bench.press_word("Latest slips");
        answer(bench, Answer::Recent(Vec::new()));
    }),
    ("staff-calibrate", samples::clinic, |bench| {
        enter(bench);
        bench.press_word("Screen size");
    }),
    ("staff-diagnosis", samples::clinic, |bench| {
        enter(bench);
        bench.press_word("Diagnostics");
        answer(bench, Answer::Diagnosis(facts()));
    }),
    ("staff-about", samples::clinic, |bench| {
        enter(bench);
        bench.press_word("About and licences");
    }),
    ("staff-leaves", samples::clinic, |bench| {
        enter(bench);
        bench.pass_secs(45);
    }),
];

fn resting() -> Branch {
    Branch {
        paused_here: true,
        ..samples::clinic()
    }
}

fn open(bench: &Bench) {
    bench.key(Key::F9);
}

fn type_digits(bench: &Bench, digits: &str) {
    for digit in digits.chars() {
        bench.press(&digit.to_string());
    }
}

fn refuse(bench: &Bench, refusal: Answer) {
    open(bench);
    type_digits(bench, "2580");
    bench.press_word("Enter");
    answer(bench, refusal);
}

fn enter(bench: &Bench) {
    refuse(bench, Answer::Welcome);
}

fn greet(bench: &Bench) {
    enter(bench);
    bench.press_word("Greeter mode");
}

fn answer(bench: &Bench, answer: Answer) {
    bench.news(News::Staff(answer));
    bench.pass_ms(50);
}

/// The name, on the screen, of the branch's service at this place.
fn service(bench: &Bench, place: usize) -> String {
    let there = bench.labels();
    let all = [samples::clinic(), samples::service_hall()];
    let named = all.iter().filter_map(|branch| branch.services.get(place));
    let mut names = named.flat_map(|service| service.name.0.clone());
    names.find(|name| there.contains(name)).unwrap()
}

fn slip(number: u32) -> Recent {
    Recent {
        ticket: format!("t{number}"),
        number: format!("A{number:03}"),
        letters: "A".into(),
        digits: format!("{number:03}"),
        service: "Poli Umum".into(),
        minute: 480 + number as u16,
        ..Recent::default()
    }
}

fn issue_some(bench: &Bench) {
    for numbers in [12..13, 13..17, 17..18] {
        bench.press(&service(bench, 1));
        answer(bench, Answer::Issued(numbers.map(slip).collect()));
    }
}

fn mark(bench: &Bench, count: u32) {
    greet(bench);
    bench.press(&service(bench, 0));
    answer(bench, Answer::Issued((1..=count).map(slip).collect()));
    bench.press_word("Take back");
    bench.press("A002");
    bench.press("A003");
}

fn facts() -> Vec<(String, String)> {
    [
        ("Hub", "terputus sejak 10:42"),
        ("Versi", "Kiosk 0.1.0 · Hub –"),
        ("Pencetak", "kertas menipis"),
        ("Gulungan", "± 120 lembar"),
        ("Cadangan A · 2026-11-23", "18"),
        ("Cadangan B · 2026-11-23", "20"),
        ("Belum dilaporkan", "2"),
        ("Tidak diterima hub", "A981 10:44 · reserve_over"),
        ("Selisih jam", "+3 s"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .to_vec()
}

fn key_text(bench: &Bench, key: char) {
    bench.pass_ms(1_000);
    let text = SharedString::from(key);
    let window = bench.kiosk().window().window();
    window.dispatch_event(WindowEvent::KeyPressed { text: text.clone() });
    window.dispatch_event(WindowEvent::KeyReleased { text });
    bench.pass_ms(1);
}

/// A finger that stays on what carries `label`.
fn hold(bench: &Bench, label: &str, ms: u64) {
    bench.pass_ms(1_000);
    let there = bench.targets();
    let key = there.iter().find(|target| target.label == label).unwrap();
    let position = LogicalPosition::new(key.left + key.width / 2.0, key.top + key.height / 2.0);
    let button = PointerEventButton::Left;
    let window = bench.kiosk().window().window();
    window.dispatch_event(WindowEvent::PointerPressed { position, button });
    for _ in 0..ms / 20 {
        bench.pass_ms(20);
    }
    window.dispatch_event(WindowEvent::PointerReleased { position, button });
    bench.pass_ms(1);
}

fn ordered(bench: &Bench) -> Option<Order> {
    match bench.acts().pop() {
        Some(Act::Staff(order)) => Some(order),
        Some(other) => panic!("that is no order: {other:?}"),
        None => None,
    }
}

const SIZES: [(&str, (u32, u32)); 3] = [("p", PORTRAIT), ("l", LANDSCAPE), ("s", SMALL)];
/// By name, the key of the language, and the words of the keys that turn the look on.
const LOOKS: [(&str, &str, &[&str]); 6] = [
    ("id", "Bahasa Indonesia", &[]),
    ("en-contrast", "English", &["Contrast"]),
    ("ar", "العربية", &[]),
    ("id-large", "Bahasa Indonesia", &["Larger"]),
    ("en", "English", &[]),
    ("ar-both", "العربية", &["Larger", "Contrast"]),
];

fn draw(size: usize, scene: usize, look: usize) {
    let (size_name, size) = SIZES[size];
    let (scene_name, branch, play) = SCENES[scene];
    let (look_name, language, keys) = LOOKS[look];
    let bench = Bench::new(size, branch());
    bench.press(language);
    for key in keys {
        bench.press_word(key);
    }
    play(&bench);
    let name = format!("{scene_name}-{size_name}-{look_name}");
    bench.shot(&name);
    reach::measure(&bench, &name);
}

/// Every scene in the plain look, and in two of the others.
fn draw_all(size: usize) {
    for scene in 0..SCENES.len() {
        draw(size, scene, 0);
        draw(size, scene, 1 + (scene + size) % 5);
        draw(size, scene, 1 + (scene + size + 2) % 5);
    }
}

#[test]
fn every_page_of_the_staff_stands_on_a_tall_screen() {
    draw_all(0);
}

#[test]
fn every_page_of_the_staff_stands_on_a_wide_screen() {
    draw_all(1);
}

#[test]
fn every_page_of_the_staff_stands_on_a_small_screen() {
    draw_all(2);
}

#[test]
fn five_presses_where_the_branch_is_named_open_the_door() {
    for size in [PORTRAIT, LANDSCAPE, SMALL] {
        let bench = Bench::new(size, samples::clinic());
        for _ in 0..4 {
            bench.press_at(60.0, 80.0);
            bench.pass_ms(200);
        }
        assert!(!bench.says("Khusus petugas"));
        bench.press_at(60.0, 80.0);
        assert!(bench.says("Khusus petugas"), "{size:?}");
    }
}

#[test]
fn the_way_back_of_a_customer_is_not_the_way_in() {
    let bench = Bench::new(PORTRAIT, samples::clinic());
    bench.press("Poli Umum");
    for _ in 0..6 {
        bench.strike("Kembali");
        bench.pass_ms(100);
        if !bench.offers("Back") {
            return;
        }
    }
    panic!("still on the page");
}

#[test]
fn a_pin_typed_on_the_screen_or_on_a_keyboard_is_the_same() {
    let bench = Bench::new(PORTRAIT, samples::clinic());
    open(&bench);
    type_digits(&bench, "2");
    for key in ['5', '8', '9'] {
        key_text(&bench, key);
    }
    bench.key(Key::Backspace);
    key_text(&bench, '0');
    bench.key(Key::Return);
    assert_eq!(ordered(&bench), Some(Order::Pin(Pin("2580".into()))));
}

#[test]
fn digits_are_seen_as_dots() {
    let bench = Bench::new(PORTRAIT, samples::clinic());
    open(&bench);
    type_digits(&bench, "258");
    assert!(bench.says("3 angka diketik"));
    assert!(!bench.says("258"));
}

#[test]
fn each_entry_of_the_menu_leads_where_it_says() {
    for (words, order) in [
        ("Cetak uji", Order::TestPrint),
        ("Gulungan baru", Order::NewRoll),
        ("Jeda mesin ini", Order::Pause(true)),
        ("Kembalikan cadangan", Order::ReturnReserve),
        ("Struk terakhir", Order::Recent),
        ("Diagnosa", Order::Diagnose),
    ] {
        let bench = Bench::new(LANDSCAPE, samples::clinic());
        enter(&bench);
        bench.press(words);
        assert_eq!(ordered(&bench), Some(order), "{words}");
    }
}

#[test]
fn the_greeter_gives_four_numbers_by_two_touches_and_takes_one_back() {
    for size in [PORTRAIT, LANDSCAPE, SMALL] {
        let bench = Bench::new(size, samples::clinic());
        greet(&bench);
        bench.press("3 nomor");
        bench.press("Prioritas");
        bench.press("Poli Umum");
        let Some(Order::Issue {
            priority: true,
            count: 3,
            ..
        }) = ordered(&bench)
        else {
            panic!("{:?}", bench.acts());
        };
        answer(&bench, Answer::Issued((12..15).map(slip).collect()));
        assert!(bench.says("A012–A014"), "{size:?}");
        bench.press("Batalkan");
        bench.press("A013");
        bench.press("Batalkan 1 nomor");
        assert_eq!(ordered(&bench), Some(Order::Cancel(vec!["t13".into()])));
        answer(&bench, Answer::Cancelled(vec!["t13".into()]));
        assert!(bench.says("A013 dibatalkan"), "{size:?}");
        bench.press("1 nomor");
        assert!(bench.says("A012, A014"), "{size:?}");
    }
}

#[test]
fn a_key_that_is_held_widens_the_box_and_arrows_do_too() {
    let bench = Bench::new(LANDSCAPE, samples::clinic());
    enter(&bench);
    bench.press("Ukuran layar");
    let before = the_box(&bench);
    bench.key(Key::RightArrow);
    let tapped = the_box(&bench);
    assert!(
        tapped > before && tapped < before + 4.0,
        "{before} {tapped}"
    );
    hold(&bench, "Lebarkan", 2_000);
    assert!(the_box(&bench) > tapped + 50.0);
    for _ in 0..3 {
        bench.key(Key::LeftArrow);
    }
    bench.press("Simpan");
    assert!(matches!(ordered(&bench), Some(Order::ScreenWidth { .. })));
}

fn the_box(bench: &Bench) -> f32 {
    let mut found = ElementHandle::find_by_accessible_label(bench.kiosk().window(), "Kotak");
    found.next().unwrap().size().width
}

#[test]
fn a_measured_screen_shows_everything_larger_at_once() {
    let bench = Bench::new(LANDSCAPE, samples::clinic());
    let before = bench.kiosk().window().window().scale_factor();
    enter(&bench);
    bench.press("Ukuran layar");
    // A panel of 13 inches has finer pixels: the box grows towards the card.
    for _ in 0..9 {
        hold(&bench, "Lebarkan", 1_000);
    }
    bench.press("Simpan");
    answer(&bench, Answer::Done);
    assert!(bench.kiosk().window().window().scale_factor() > before);
}

#[test]
fn nothing_of_the_staff_is_left_for_the_next_customer() {
    let bench = Bench::new(PORTRAIT, samples::clinic());
    greet(&bench);
    bench.press("English");
    issue_some(&bench);
    bench.press("Back");
    bench.press("Back");
    assert!(bench.says("Pilih layanan"), "{:?}", bench.labels());
    assert!(bench.offers("Contrast") && !bench.offers("Take back"));
    enter(&bench);
    bench.pass_secs(60);
    assert!(bench.says("Pilih layanan"));
}

#[test]
fn it_asks_before_it_closes_by_itself() {
    let bench = Bench::new(PORTRAIT, samples::clinic());
    enter(&bench);
    bench.pass_secs(41);
    assert!(bench.says("Masih di sini? Sentuh layar."));
    bench.press_at(540.0, 700.0);
    assert!(!bench.says("Masih di sini? Sentuh layar."));
    assert!(bench.says("Menu petugas"));
}

#[test]
fn a_kiosk_that_rests_sends_customers_elsewhere() {
    for size in [PORTRAIT, LANDSCAPE, SMALL] {
        let bench = Bench::new(size, resting());
        assert!(bench.says("Mesin ini sedang istirahat"), "{size:?}");
        enter(&bench);
        bench.press("Pakai lagi mesin ini");
        assert_eq!(ordered(&bench), Some(Order::Pause(false)));
    }
}

#[test]
fn whoever_knows_the_gesture_but_not_the_pin_gives_no_number_while_the_hub_is_away() {
    let bench = Bench::new(PORTRAIT, samples::clinic());
    refuse(&bench, Answer::NotAsked);
    let there = bench.labels();
    for word in ["Mode penyambut", "Mulai ulang", "Kembalikan cadangan"] {
        assert!(!there.contains(&word.to_owned()), "{there:?}");
    }
    assert!(there.contains(&"Cetak uji".to_owned()));
}
