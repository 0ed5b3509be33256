//! By keyboard alone. Each story is written down as it is heard: read it aloud before agreeing to it.

use antre_domain::{HoldReason, PrinterFault};
use antre_kiosk::branch::{Branch, MinuteOfDay, Paper, Stop, Ticket};
use antre_kiosk::flow::{Act, CheckedIn, News};
use slint::ComponentHandle;

use super::Customer;
use crate::bench::{LANDSCAPE, PORTRAIT, SMALL};
use crate::samples;

fn issued(act: &Act) -> bool {
    matches!(act, Act::Issue { .. })
}

#[test]
fn a_number_in_indonesian_from_the_first_key_to_the_slip() {
    let customer = Customer::before(PORTRAIT, samples::clinic());
    customer.strike("F1");
    customer.strike("Down");
    customer.strike("Up");
    customer.strike("Enter");
    customer.strike("Enter");
    let act = customer.bench.acts().pop().unwrap();
    assert!(matches!(
        &act,
        Act::Issue { service, priority: false, language, .. }
            if service == "poli-umum" && language == "id"
    ));
    customer.bench.issue(samples::ticket());
    customer.bench.pass_secs(1);
    customer.bench.news(News::Paper("t1".into(), Paper::Out));
    customer.bench.pass_secs(30);
    customer.strike("0");
    customer.strike("0");
    customer.strike("Enter");
    assert_eq!(
        customer
            .bench
            .acts()
            .iter()
            .filter(|act| issued(act))
            .count(),
        1
    );
    assert!(customer.bench.says("Pilih layanan"));
    customer.agrees("guide-id");
}

#[test]
fn a_number_in_english_with_priority_on_a_wide_screen() {
    let customer = Customer::before(LANDSCAPE, samples::clinic());
    customer.strike("*");
    customer.strike("End");
    customer.seek("English");
    customer.strike("5");
    customer.strike("+");
    customer.strike("c");
    customer.strike("Home");
    customer.strike("2");
    customer.strike("8");
    customer.strike("5");
    customer.seek("priority");
    customer.strike("5");
    let act = customer.bench.acts().pop().unwrap();
    assert!(matches!(
        &act,
        Act::Issue { priority: true, language, .. } if language == "en"
    ));
    customer.bench.issue(Ticket {
        priority: true,
        ..samples::ticket()
    });
    customer.bench.pass_secs(1);
    customer.bench.news(News::Paper("t1".into(), Paper::Out));
    customer.bench.pass_secs(40);
    customer.strike("5");
    customer.agrees("guide-en");
}

#[test]
fn one_who_was_called_and_away_checks_in_again_by_keypad() {
    let customer = Customer::before(SMALL, samples::clinic());
    customer.strike("F1");
    customer.seek("Saya kembali");
    customer.clear();
    customer.strike("Enter");
    customer.seek("A, tombol");
    customer.strike("Enter");
    for digit in ["0", "1", "2"] {
        customer.strike(digit);
        customer.bench.pass_secs(2);
    }
    customer.seek("Saya kembali, tombol");
    customer.strike("Enter");
    assert!(
        matches!(customer.bench.acts().last(), Some(Act::CheckIn { .. })),
        "{:?}\n{}",
        customer.bench.acts(),
        customer.transcript()
    );
    customer
        .bench
        .found(CheckedIn::Waiting(Box::new(samples::ticket())));
    customer.bench.pass_secs(1);
    customer.agrees("guide-back");
}

#[test]
fn help_is_rung_for_and_its_answer_is_heard() {
    let customer = Customer::before(PORTRAIT, samples::clinic());
    customer.strike("F1");
    customer.seek("Bantuan");
    customer.clear();
    customer.strike("Enter");
    assert_eq!(customer.bench.acts(), [Act::Help]);
    customer.bench.news(News::HelpRung { told: true });
    customer.bench.pass_secs(1);
    assert!(
        customer.said("Petugas sudah diberi tahu"),
        "{}",
        customer.transcript()
    );
    // The notice stands before the page until the next key; that key does what it says.
    customer.strike("Home");
    assert!(
        customer.last().contains("1 dari"),
        "{}",
        customer.transcript()
    );
}

#[test]
fn what_goes_wrong_is_heard() {
    let cases: [(Branch, &str); 4] = [
        (
            samples::with_fault(PrinterFault::OutOfPaper, false),
            "Kertas habis: nomor di layar",
        ),
        (
            Branch {
                stop: Some(Stop::Held {
                    reason: HoldReason::Evacuation,
                    since: MinuteOfDay::new(642),
                }),
                ..samples::clinic()
            },
            "Silakan keluar gedung",
        ),
        (
            Branch {
                stop: Some(Stop::Closed(Some((Some(1), MinuteOfDay::new(480))))),
                ..samples::clinic()
            },
            "Senin",
        ),
        (
            Branch {
                stop: Some(Stop::HubGone(Some(MinuteOfDay::new(642)))),
                ..samples::clinic()
            },
            "10 lewat 42",
        ),
    ];
    for (branch, words) in cases {
        // In sight from the beginning, and while somebody listens.
        let customer = Customer::before(PORTRAIT, branch.clone());
        customer.strike("F1");
        assert!(customer.said(words), "{words}:\n{}", customer.transcript());
        let customer = Customer::before(PORTRAIT, samples::clinic());
        customer.strike("F1");
        customer.bench.news(News::Branch(Box::new(branch)));
        customer.bench.pass_secs(40);
        assert!(customer.said(words), "{words}:\n{}", customer.transcript());
    }
}

#[test]
fn a_refused_number_is_heard_and_one_is_back_at_the_list() {
    let customer = Customer::before(PORTRAIT, samples::clinic());
    customer.strike("F1");
    customer.seek("Farmasi");
    customer.strike("Enter");
    customer.clear();
    customer
        .bench
        .news(News::NotIssued(customer.bench.last_act()));
    customer.bench.pass_secs(1);
    assert!(
        customer.said("Nomor tidak dapat diberikan. Silakan coba lagi."),
        "{}",
        customer.transcript()
    );
}

#[test]
fn a_number_without_paper_is_said_to_be_one() {
    let customer = Customer::before(SMALL, samples::clinic());
    customer.strike("F1");
    customer.strike("Enter");
    customer.strike("Enter");
    customer.bench.issue(samples::ticket());
    let empty = Paper::Waiting(PrinterFault::OutOfPaper);
    customer.clear();
    customer.bench.news(News::Paper("t1".into(), empty));
    customer.bench.pass_secs(40);
    assert!(
        customer.said("Kertas habis. Foto atau catat nomor ini."),
        "{}",
        customer.transcript()
    );
}

#[test]
fn a_closed_service_says_why() {
    let customer = Customer::before(PORTRAIT, samples::clinic());
    customer.strike("F1");
    customer.seek("Imunisasi");
    assert!(customer.last().contains("Selasa"), "{}", customer.last());
}

#[test]
fn time_runs_out_slowly_and_says_so_and_one_key_keeps_the_page() {
    let customer = Customer::before(PORTRAIT, samples::clinic());
    customer.strike("F1");
    customer.strike("Enter");
    customer.clear();
    customer.bench.pass_secs(76);
    assert_eq!(
        customer.transcript(),
        "\n",
        "one who sees would be asked by now"
    );
    customer.bench.pass_secs(4);
    assert_eq!(
        customer.transcript(),
        "(warning)\nid  Masih di sini? Tekan tombol apa saja atau sentuh layar.\n"
    );
    customer.strike("Enter");
    assert!(
        customer.bench.acts().is_empty(),
        "that key only keeps the page"
    );
    assert!(customer.said("Baik, halaman ini tetap terbuka. Ambil nomor"));
    customer.bench.pass_secs(121);
    assert!(customer.said("Terima kasih. Panduan suara selesai."));
    assert!(customer.bench.says("Pilih layanan"));
}

#[test]
fn who_sees_hears_the_warning_too() {
    let customer = Customer::before(PORTRAIT, samples::clinic());
    customer.bench.press("Poli Umum");
    customer.bench.pass_secs(45);
    assert_eq!(customer.transcript(), "(warning)\n");
}

#[test]
fn nothing_of_a_customer_is_left_for_the_next() {
    let customer = Customer::before(PORTRAIT, samples::clinic());
    customer.strike("F1");
    customer.strike("c");
    customer.strike("+");
    customer.seek("Farmasi");
    customer.strike("Enter");
    customer.bench.issue(samples::ticket());
    customer.bench.pass_secs(1);
    customer.seek("Selesai");
    customer.strike("Enter");
    let touches = customer.bench.kiosk().window();
    let touches = touches.global::<antre_kiosk::Touches<'_>>();
    assert!(!touches.get_guided() && !touches.get_curtain() && !touches.get_ringed());
    customer.clear();
    customer.strike("Down");
    assert_eq!(customer.transcript(), "> Down\n", "the guide is off");
    customer.bench.press("Poli Umum");
    assert!(
        customer.bench.says("Ambil nomor"),
        "and fingers press again"
    );
}

#[test]
fn headphones_begin_it_and_end_it() {
    let customer = Customer::before(PORTRAIT, samples::clinic());
    customer.bench.kiosk().jack(true);
    customer.bench.pass_ms(5);
    assert!(customer.said("Panduan suara. Panah bawah"));
    customer.bench.kiosk().jack(false);
    customer.bench.pass_ms(5);
    assert_eq!(customer.last(), "id  Panduan suara selesai");
}

#[test]
fn a_storm_of_keys_is_survived_and_issues_no_more_than_it_says() {
    let customer = Customer::before(SMALL, samples::clinic());
    let keys = [
        "Down", "Enter", "Up", "Escape", "Tab", "0", "+", "-", "h", "c", "End", "Home", "5", "x",
    ];
    customer.strike_fast("F1");
    let mut state: u32 = 11;
    for _ in 0..300 {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        customer.strike_fast(keys[(state >> 16) as usize % keys.len()]);
        if (state >> 8).is_multiple_of(3) {
            customer.bench.pass_ms(600);
        }
    }
    customer.bench.pass_secs(200);
    assert!(
        customer
            .bench
            .acts()
            .iter()
            .filter(|act| issued(act))
            .count()
            <= 1,
        "none was answered"
    );
}

#[test]
fn a_scanner_is_heard_on_every_page_with_the_guide_and_without() {
    for start in [&["F1"][..], &[]] {
        let customer = Customer::before(PORTRAIT, samples::clinic());
        for key in start {
            customer.strike(key);
        }
        for key in "http://10.0.0.2:7071/t/0123456789abcdef".chars() {
            customer.strike_fast(&key.to_string());
        }
        customer.strike_fast("Enter");
        customer.bench.pass_ms(10);
        assert!(
            matches!(customer.bench.acts().last(), Some(Act::CheckIn { .. })),
            "{:?}",
            customer.bench.acts()
        );
        customer.bench.found(CheckedIn::Unknown);
        customer.bench.pass_secs(1);
        let is_on = !start.is_empty();
        assert_eq!(customer.said("Nomor ini tidak dikenal hari ini"), is_on);
    }
}

#[test]
fn a_range_that_changes_interrupts_nobody_and_is_heard_when_they_come_to_it() {
    let customer = Customer::before(PORTRAIT, samples::clinic());
    customer.strike("F1");
    customer.strike("Down");
    customer.clear();
    let mut later = samples::clinic();
    for service in &mut later.services {
        service.wait = samples::wait(90, 150);
    }
    customer.bench.news(News::Branch(Box::new(later)));
    customer.bench.pass_secs(2);
    assert_eq!(customer.transcript(), "\n", "nothing is said of it");
    customer.strike("0");
    assert!(
        customer.said("1 jam 30 sampai 2 jam 30"),
        "{}",
        customer.transcript()
    );
}
