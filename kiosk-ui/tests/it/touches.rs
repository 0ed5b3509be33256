//! Fingers and keys on the real pages.

use antre_domain::PrinterFault;
use antre_kiosk::branch::{Paper, Ticket};
use antre_kiosk::flow::{Act, CheckedIn, News, Returning};
use antre_protocol::Need;
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
    assert!(bench.says("Kartu Keluarga") && !bench.says("Pengaduan"));
    bench.press("Lainnya");
    assert!(bench.says("Paspor") && !bench.says("Kartu Keluarga"));
    bench.press("Lainnya");
    assert!(bench.says("Pengaduan") && !bench.says("Paspor"));
    bench.press("Lainnya");
    assert!(bench.says("Kartu Keluarga"));
}

#[test]
fn the_next_customer_starts_on_the_first_page_of_the_list() {
    let bench = Bench::new(SMALL, samples::service_hall());
    bench.press("Lainnya");
    bench.pass_secs(46);
    assert!(bench.says("Kartu Keluarga"));
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

#[test]
fn a_number_without_paper_stands_with_a_qr_that_a_telephone_reads() {
    for size in [PORTRAIT, LANDSCAPE, SMALL] {
        let bench = Bench::new(size, samples::clinic());
        bench.act(|actions| actions.invoke_choose(5));
        bench.issue(samples::ticket());
        assert_eq!(
            read_qr(&bench),
            None,
            "while a slip may come, the slip has it"
        );
        let empty = Paper::Waiting(PrinterFault::OutOfPaper);
        bench.news(News::Paper("t1".into(), empty));
        assert!(bench.says("Kertas habis. Foto atau catat nomor ini."));
        let address = samples::ticket().link.unwrap();
        for _ in 0..2 {
            assert_eq!(
                read_qr(&bench).as_deref(),
                Some(address.as_str()),
                "{size:?}"
            );
            if size != SMALL {
                bench.press("Kontras");
            }
        }
    }
}

#[test]
fn the_staff_key_works_wherever_the_focus_is() {
    let bench = Bench::new(PORTRAIT, samples::clinic());
    bench.key(Key::F8);
    bench.key(Key::Tab);
    bench.key(Key::F8);
    assert_eq!(bench.acts(), [Act::NewRoll, Act::NewRoll]);
    bench.news(News::NewRoll { by_hand: true });
    assert!(bench.says("Kertas siap") && bench.says("Gulungan baru sudah dicatat."));
    bench.pass_secs(5);
    assert!(bench.says("Pilih layanan"));
}

#[test]
fn the_printers_trouble_is_said_before_a_number_is_asked_for() {
    let bench = Bench::new(
        PORTRAIT,
        samples::with_fault(PrinterFault::OutOfPaper, false),
    );
    assert!(bench.says("Kertas habis: nomor di layar"));
    bench.press("English");
    assert!(bench.says("Out of paper: numbers on screen"));
    let must_print = samples::with_fault(PrinterFault::Unreachable, true);
    bench.news(News::Branch(Box::new(must_print)));
    assert!(bench.says("Printer off or unplugged"));
    assert!(bench.says("Staff have been told. Please ask them for a number."));
}

#[test]
fn an_open_printer_shows_how_in_the_customers_language_and_lets_them_go_on() {
    let open = samples::with_fault(PrinterFault::CoverOpen, false);
    for size in [PORTRAIT, LANDSCAPE, SMALL] {
        let bench = Bench::new(size, open.clone());
        for words in [
            "Ganti kertas",
            "1. Pasang gulungan",
            "2. Tarik kertas ke arah Anda",
            "3. Tutup penutupnya",
        ] {
            assert!(bench.says(words), "{words}");
        }
        bench.press("English");
        assert!(bench.says("3. Close the cover"));
        bench.press("Go on without a slip");
        assert!(bench.says("Choose a service"));
        assert!(bench.says("Printer open: numbers on screen"));
    }
}

#[test]
fn three_touches_lead_through_a_heading_to_a_number_on_every_screen() {
    for size in [PORTRAIT, LANDSCAPE, SMALL] {
        let bench = Bench::new(size, samples::grouped_hall());
        bench.press("Kependudukan");
        bench.press("Perekaman dan Pencetakan KTP Elektronik");
        bench.press("Ambil nomor");
        assert!(
            matches!(bench.acts().last(), Some(Act::Issue { .. })),
            "{size:?}"
        );
    }
}

#[test]
fn the_way_back_is_one_page_at_a_time() {
    for size in [PORTRAIT, LANDSCAPE, SMALL] {
        let bench = Bench::new(size, samples::grouped_hall());
        bench.press("Kependudukan");
        bench.press("Perekaman dan Pencetakan KTP Elektronik");
        bench.press("Kembali");
        assert!(
            bench.labels().contains(&"Kartu Keluarga".into()),
            "{size:?}"
        );
        bench.press("Kembali");
        assert!(bench.labels().contains(&"Kependudukan".into()), "{size:?}");
    }
}

#[test]
fn on_a_small_screen_the_way_back_leads_from_the_questions_to_their_service() {
    let bench = Bench::new(SMALL, samples::clinic());
    bench.press("Poli Umum");
    bench.press("Tanya, beri tahu");
    bench.press("Jemput saya di tempat duduk");
    bench.press("Hanya ambil hasil laboratorium?");
    bench.press("Kembali");
    bench.press("Ambil nomor");
    let needs = match bench.acts().last() {
        Some(Act::Issue { needs, .. }) => needs.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!(needs, [Need::Fetch]);
}

#[test]
fn a_mother_takes_a_number_for_each_child() {
    for size in [PORTRAIT, LANDSCAPE, SMALL] {
        let bench = Bench::new(size, samples::clinic());
        bench.press("Kesehatan Ibu dan Anak (KIA)");
        bench.press("Tambah satu orang");
        bench.press("Tambah satu orang");
        // On a small screen the count itself is turned over.
        bench.press(if size == SMALL {
            "Untuk 3 orang"
        } else {
            "Satu per orang"
        });
        bench.press("Ambil nomor");
        let Some(Act::Issue {
            people, one_each, ..
        }) = bench.acts().last().cloned()
        else {
            panic!("{size:?}: nothing was asked for");
        };
        assert_eq!((people, one_each), (3, true), "{size:?}");
        bench.issue_each(samples::each_ticket(3));
        for number in ["C012", "C013", "C014"] {
            assert!(bench.says(number), "{size:?}: {number}");
        }
    }
}

#[test]
fn who_is_back_types_the_number_or_holds_the_slip_before_the_scanner() {
    for size in [PORTRAIT, LANDSCAPE, SMALL] {
        let bench = Bench::new(size, samples::clinic());
        bench.press("Saya kembali");
        for key in ["A", "0", "1", "2"] {
            bench.press(key);
        }
        bench.press("Saya kembali");
        let by = match bench.acts().last() {
            Some(Act::CheckIn { by, .. }) => by.clone(),
            other => panic!("{size:?}: {other:?}"),
        };
        assert_eq!(by, Returning::Number("A012".into()));
        bench.found(CheckedIn::Waiting(Box::new(samples::ticket())));
        assert!(bench.says("Anda kembali dalam antrean"), "{size:?}");
        bench.press("Selesai");
        bench.scan("http://192.168.1.10:8080/t/AAAAAAAAAAAAAAAAAAAAAA\n");
        bench.found(CheckedIn::Over);
        assert!(bench.says("Nomor ini tidak berlaku lagi"), "{size:?}");
    }
}

#[test]
fn help_is_one_touch_away_and_says_what_came_of_it() {
    for size in [PORTRAIT, LANDSCAPE, SMALL] {
        let bench = Bench::new(size, samples::clinic());
        bench.press("Bantuan");
        assert_eq!(bench.acts(), [Act::Help]);
        bench.news(News::HelpRung { told: true });
        assert!(bench.says("Petugas sudah diberi tahu"), "{size:?}");
        bench.pass_ms(1_000);
        bench.press_at(100.0, 300.0);
        assert!(!bench.says("Petugas sudah diberi tahu"), "{size:?}");
        assert!(
            bench.says("Poli Umum"),
            "the touch has read it, and chosen nothing"
        );
        bench.pass_secs(21);
        bench.press("Bantuan");
        bench.news(News::HelpRung { told: false });
        assert!(bench.says("Petugas belum dapat diberi tahu"), "{size:?}");
    }
}

#[test]
fn without_network_the_kiosk_says_so_quietly_and_the_number_says_what_it_goes_by() {
    let bench = Bench::new(PORTRAIT, samples::alone());
    assert!(bench.says("Tanpa jaringan. Nomor tetap diberikan."));
    bench.press("Ambil obat (Farmasi)");
    bench.issue(Ticket {
        offline: true,
        ..samples::ticket()
    });
    bench.news(News::Paper("t1".into(), Paper::Out));
    assert!(bench.says("Urutan menurut jam di kertas") && !bench.says("7 orang di depan Anda"));
    bench.news(News::Paper("t1".into(), Paper::Failed));
    assert!(bench.says("Urutan menurut jam ambil nomor"));
}

/// What a telephone held before the screen reads.
fn read_qr(bench: &Bench) -> Option<String> {
    let picture = bench.picture();
    let (width, height) = (picture.width() as usize, picture.height() as usize);
    let pixels = picture.as_bytes();
    let mut seen = rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| {
        pixels[(y * width + x) * 4 + 1]
    });
    let grid = seen.detect_grids().into_iter().next()?;
    grid.decode().ok().map(|(_, text)| text)
}
