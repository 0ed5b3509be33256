//! By fingers alone, on a screen that is not seen.

use antre_kiosk::branch::Paper;
use antre_kiosk::flow::{Act, News};

use super::Customer;
use crate::bench::PORTRAIT;
use crate::samples;

impl Customer {
    /// Holds a finger on bare ground until the guide begins.
    fn begin(&self) {
        self.down(540.0, 4.0);
        self.bench.pass_ms(3_001);
        self.up(540.0, 4.0);
        self.bench.pass_ms(600);
    }

    /// Slides a finger down the screen until the key called `label` is said, and lifts it there.
    fn search(&self, label: &str) {
        let keys = self.bench.targets();
        let key = keys.iter().find(|key| key.label == label);
        let x = key.map_or(500.0, |key| key.left + key.width / 2.0);
        let words = format!("  {label}, tombol");
        let mut y = 130.0;
        self.down(x, y);
        self.bench.pass_ms(200);
        while !self.last().contains(&words) {
            y += 20.0;
            assert!(
                y < 1_920.0,
                "{words:?} was not found:\n{}",
                self.transcript()
            );
            self.slide(x, y);
        }
        self.bench.pass_ms(700);
        self.up(x, y);
        self.bench.pass_ms(700);
    }

    fn tap_twice(&self, x: f32, y: f32) {
        for _ in 0..2 {
            self.down(x, y);
            self.bench.pass_ms(60);
            self.up(x, y);
            self.bench.pass_ms(60);
        }
        self.bench.pass_ms(600);
    }
}

#[test]
fn a_number_by_searching_and_tapping_twice() {
    let customer = Customer::before(PORTRAIT, samples::clinic());
    customer.begin();
    assert!(
        customer.said("Geser jari untuk mendengar"),
        "{}",
        customer.transcript()
    );
    customer.search("Poli Umum");
    assert!(customer.bench.acts().is_empty() && customer.bench.says("Pilih layanan"));
    customer.tap_twice(900.0, 1_880.0);
    customer.search("Ambil nomor");
    customer.tap_twice(900.0, 40.0);
    assert!(
        matches!(customer.bench.acts().last(), Some(Act::Issue { .. })),
        "{}",
        customer.transcript()
    );
    customer.bench.issue(samples::ticket());
    customer.bench.pass_secs(1);
    customer.bench.news(News::Paper("t1".into(), Paper::Out));
    customer.bench.pass_secs(30);
    assert!(customer.said("A, nol satu dua") && customer.said("Ambil kertas di bawah layar"));
    customer.search("Selesai");
    customer.tap_twice(500.0, 900.0);
    assert!(customer.last().contains("Terima kasih"));
    assert_eq!(customer.bench.acts().len(), 1);
}

#[test]
fn a_long_hold_on_a_key_begins_the_guide_and_does_not_press_it() {
    let customer = Customer::before(PORTRAIT, samples::clinic());
    let key = customer
        .bench
        .targets()
        .into_iter()
        .find(|target| target.label == "Poli Umum")
        .unwrap();
    let (x, y) = (key.left + 50.0, key.top + 50.0);
    customer.down(x, y);
    customer.bench.pass_ms(3_001);
    customer.up(x, y);
    customer.bench.pass_ms(600);
    assert!(customer.said("Panduan suara"));
    assert!(customer.bench.says("Pilih layanan"), "nothing was pressed");
}

#[test]
fn one_tap_presses_nothing_while_the_guide_is_on_and_everything_when_it_is_off() {
    let customer = Customer::before(PORTRAIT, samples::clinic());
    customer.begin();
    customer.bench.press("Poli Umum");
    customer.bench.pass_ms(1_000);
    assert!(customer.bench.says("Pilih layanan"));
    assert!(customer.last().contains("Poli Umum, tombol"));
    customer.search("Suara");
    customer.tap_twice(500.0, 500.0);
    assert_eq!(customer.last(), "id  Panduan suara selesai");
    customer.bench.press("Poli Umum");
    assert!(customer.bench.says("Ambil nomor"));
}

#[test]
fn the_voice_key_begins_it_with_one_touch() {
    let customer = Customer::before(PORTRAIT, samples::clinic());
    customer.bench.press("Suara");
    customer.bench.pass_ms(5);
    assert!(customer.said("ketuk dua kali untuk memilih"));
}

#[test]
fn the_ring_lies_around_what_is_spoken() {
    let customer = Customer::before(PORTRAIT, samples::clinic());
    customer.begin();
    customer.search("Poli Gigi");
    customer.bench.shot("guide-ring");
    let heard = customer.last();
    assert!(heard.contains("Poli Gigi"), "{heard}");
}
