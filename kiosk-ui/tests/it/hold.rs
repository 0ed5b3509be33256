//! The whole branch stands still: the kiosk says why, keeps what was given, and goes on by itself.

use antre_domain::HoldReason;
use antre_kiosk::branch::{Availability, Branch, MinuteOfDay, Paper, Stop};
use antre_kiosk::flow::News;

use crate::bench::{Bench, LANDSCAPE, PORTRAIT, SMALL};
use crate::samples;

const REASONS: [HoldReason; 5] = [
    HoldReason::SystemDown,
    HoldReason::PowerCut,
    HoldReason::Evacuation,
    HoldReason::Ceremony,
    HoldReason::Other,
];

fn held(reason: HoldReason) -> Branch {
    let since = MinuteOfDay::new(642);
    Branch {
        stop: Some(Stop::Held { reason, since }),
        ..samples::clinic()
    }
}

#[test]
fn each_reason_is_said_in_the_customers_language() {
    let bench = Bench::new(PORTRAIT, samples::clinic());
    let words = [
        (
            "Sistem pelayanan sedang terganggu.",
            "The service system is not working.",
        ),
        (
            "Listrik atau jaringan sedang padam.",
            "Power or network is down.",
        ),
        ("Silakan keluar gedung", "Please leave the building"),
        (
            "Sedang ada ibadah atau upacara.",
            "There is a prayer or a ceremony.",
        ),
        (
            "Petugas akan memberi tahu kelanjutannya.",
            "The staff will tell you when it goes on.",
        ),
    ];
    for (reason, (indonesian, english)) in REASONS.into_iter().zip(words) {
        bench.news(News::Branch(Box::new(held(reason))));
        bench.press("Bahasa Indonesia");
        assert!(bench.says(indonesian), "{indonesian}");
        bench.press("English");
        assert!(bench.says(english), "{english}");
    }
}

#[test]
fn the_kiosk_goes_on_by_itself_where_the_customer_was() {
    let bench = Bench::new(PORTRAIT, samples::clinic());
    bench.press("Poli Umum");
    bench.news(News::Branch(Box::new(held(HoldReason::SystemDown))));
    assert!(bench.says("Pelayanan terhenti sementara") && !bench.says("Ambil nomor"));
    bench.news(News::Branch(Box::new(samples::clinic())));
    assert!(bench.says("Ambil nomor"));
}

#[test]
fn a_number_that_was_given_stays_on_the_screen_through_a_hold() {
    let bench = Bench::new(PORTRAIT, samples::clinic());
    bench.press("Ambil obat (Farmasi)");
    bench.issue(samples::ticket());
    bench.news(News::Paper("t1".into(), Paper::Out));
    assert!(bench.says("Perkiraan 20–40 menit"));
    bench.news(News::Branch(Box::new(held(HoldReason::SystemDown))));
    assert!(bench.says("A012"));
    assert!(bench.says("Perkiraan belum tersedia") && !bench.says("Perkiraan 20–40 menit"));
    bench.press("Selesai");
    assert!(bench.says("Pelayanan terhenti sementara"));
}

/// The keys at the foot stand alone: nothing that is to be read lies behind them, on any screen, in any
/// language, at any size of text.
fn no_word_lies_behind_a_key(size: (u32, u32)) {
    let bench = Bench::new(size, samples::clinic());
    let disconnected = Stop::HubGone(Some(MinuteOfDay::new(642)));
    let closed = Stop::Closed(Some((Some(1), MinuteOfDay::new(480))));
    let stops = [disconnected, closed].map(|stop| Branch {
        stop: Some(stop),
        ..samples::clinic()
    });
    for (language, larger) in [("Bahasa Indonesia", "Besar"), ("English", "Larger")] {
        for branch in REASONS.map(held).into_iter().chain(stops.clone()) {
            let name = format!("{:?}", branch.stop);
            bench.news(News::Branch(Box::new(branch)));
            bench.press(language);
            for _ in 0..2 {
                bench.press(larger);
                let keys = bench.targets();
                let key = keys.iter().find(|key| key.label == larger).unwrap();
                let mut end = 0.0;
                for text in bench.texts().iter().filter(|text| text.top < key.top) {
                    assert!(
                        text.top + text.height <= key.top,
                        "{name}: {text:?} {key:?}"
                    );
                    end = text.top.max(end);
                }
                assert!(end > 0.0, "{name}: nothing to read");
            }
        }
    }
}

#[test]
fn the_longest_sentence_stands_whole_on_the_small_screen() {
    let bench = Bench::new(SMALL, held(HoldReason::Other));
    let sentences = [
        "Nomor dan urutan Anda tetap berlaku. Nomor baru diberikan setelah pelayanan dilanjutkan.",
        "Your number stays valid and your place is kept. New numbers are given when service goes on.",
    ];
    let keys = [("Bahasa Indonesia", "Besar"), ("English", "Larger")];
    for (sentence, (language, larger)) in sentences.into_iter().zip(keys) {
        bench.press(language);
        for _ in 0..2 {
            bench.press(larger);
            let texts = bench.texts();
            let text = texts.iter().find(|text| text.label == sentence).unwrap();
            // What does not fit ends in an ellipsis on one line, which is lower than this.
            assert!(text.height > 80.0, "{text:?}");
        }
    }
}

#[test]
fn nothing_is_cut_off_by_the_keys_of_a_small_screen() {
    no_word_lies_behind_a_key(SMALL);
}

#[test]
fn nothing_is_cut_off_by_the_keys_of_a_wide_screen() {
    no_word_lies_behind_a_key(LANDSCAPE);
}

#[test]
fn nothing_is_cut_off_by_the_keys_of_a_tall_screen() {
    no_word_lies_behind_a_key(PORTRAIT);
}

#[test]
fn a_full_service_says_when_there_are_numbers_again_on_its_key_and_on_its_page() {
    let mut branch = samples::clinic();
    branch.services[1].availability = Availability::NumbersAt(MinuteOfDay::new(780));
    let bench = Bench::new(PORTRAIT, branch);
    assert!(bench.says("Poli Gigi"));
    bench.press("Poli Gigi");
    assert!(bench.says("Nomor mulai pukul 13.00"));
    assert!(!bench.says("Ambil nomor"));
    bench.press("Pilih layanan lain");
    bench.press("Surat keterangan sehat");
    assert!(bench.says("Nomor hari ini habis"));
}
