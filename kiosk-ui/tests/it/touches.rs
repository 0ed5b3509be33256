//! Fingers and keys on the real pages.

use antre_kiosk::branch::Paper;
use antre_kiosk::flow::{Act, News};
use slint::platform::Key;

use crate::bench::{Bench, LANDSCAPE, PORTRAIT, SMALL};
use crate::samples;

#[test]
fn three_touches_lead_from_the_list_to_a_number_and_back() {
    let bench = Bench::new(PORTRAIT, samples::clinic());
    bench.press("Poli Umum");
    bench.press("Ambil nomor");
    bench.issue(samples::ticket());
    assert!(bench.says("A012"));
    bench.press("Selesai");
    assert!(bench.says("Pilih layanan"));
}

#[test]
fn a_finger_that_trembles_takes_one_number() {
    let bench = Bench::new(PORTRAIT, samples::clinic());
    bench.press("Poli Umum");
    bench.press("Ambil nomor");
    for _ in 0..3 {
        // The key has turned into "one moment" and takes no touch.
        bench.press_at(540.0, 1_250.0);
    }
    assert_eq!(bench.acts().len(), 1);
}

#[test]
fn the_language_of_the_screen_is_the_language_of_the_slip() {
    let bench = Bench::new(LANDSCAPE, samples::clinic());
    bench.press("English");
    assert!(bench.says("Choose a service"));
    bench.press("Pharmacy");
    assert!(matches!(&bench.acts()[0], Act::Issue { language, .. } if language == "en"));
}

#[test]
fn the_rest_of_the_list_is_one_touch_away_on_the_small_screen() {
    let bench = Bench::new(SMALL, samples::service_hall());
    assert!(bench.says("Paspor") && !bench.says("Pengaduan"));
    bench.press("Lainnya");
    assert!(bench.says("Pengaduan") && !bench.says("Paspor"));
    bench.press("Lainnya");
    assert!(bench.says("Paspor"));
}

#[test]
fn the_next_customer_starts_on_the_first_page_of_the_list() {
    let bench = Bench::new(SMALL, samples::service_hall());
    bench.press("Lainnya");
    bench.pass_secs(46);
    assert!(bench.says("Paspor"));
}

#[test]
fn a_doubtful_slip_offers_a_copy_in_place_of_a_change() {
    let bench = Bench::new(PORTRAIT, samples::clinic());
    bench.press("Ambil obat (Farmasi)");
    bench.issue(samples::ticket());
    bench.news(News::Paper("t1".into(), Paper::Unknown));
    assert!(!bench.labels().contains(&"Salah pilih?".to_owned()));
    bench.press("Cetak ulang");
    assert!(matches!(bench.acts().last(), Some(Act::Reprint { .. })));
}

#[test]
fn an_abandoned_number_gives_way_after_it_has_asked() {
    let bench = Bench::new(PORTRAIT, samples::clinic());
    bench.press("Ambil obat (Farmasi)");
    bench.issue(samples::ticket());
    bench.pass_secs(41);
    assert!(bench.says("Masih di sini? Sentuh layar."));
    bench.press_at(540.0, 700.0);
    assert!(
        !bench.says("Masih di sini? Sentuh layar."),
        "one touch anywhere extends"
    );
    bench.pass_secs(61);
    assert!(bench.says("Pilih layanan"));
}

#[test]
fn everything_can_be_done_from_a_keyboard() {
    let bench = Bench::new(PORTRAIT, samples::clinic());
    let steps = bench
        .labels()
        .iter()
        .position(|label| label == "Poli Umum")
        .unwrap();
    for _ in 0..=steps {
        bench.key(Key::Tab);
    }
    bench.key(Key::Return);
    assert!(bench.says("Ambil nomor"), "{:?}", bench.labels());
}

#[test]
fn a_refused_act_leads_back_to_the_list_and_says_so() {
    let bench = Bench::new(PORTRAIT, samples::clinic());
    bench.press("Ambil obat (Farmasi)");
    bench.news(News::NotIssued(bench.last_act()));
    bench.pass_ms(50);
    assert!(bench.says("Nomor tidak dapat diberikan. Silakan coba lagi."));
}
