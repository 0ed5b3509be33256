//! What a template says, and how the ones that Antre brings look on every printer.

use antre_printer_profile::{Cut, Profile};
use antre_ticket::part::{Composed, Part, Role, Words};
use antre_ticket::{
    DayReport, Item, Language, Layout, Mode, Sheet, SheetKind, Slip, Template, compose,
};

use crate::press::print;
use crate::samples;

const FILE: &str = "slip.toml";

/// One built-in template with its facts.
pub(crate) fn composed(name: &str, slip: &Slip, report: &DayReport) -> Composed {
    let template = Template::named(name).unwrap();
    let sheet = match template.sheet() {
        SheetKind::Ticket => Sheet::Ticket(slip),
        SheetKind::Closing => Sheet::Day(report),
    };
    compose(&template, sheet, None)
}

/// The parts of a ticket's slip with these blocks beside its number.
fn parts(blocks: &str, slip: &Slip) -> Vec<Part> {
    let text = format!("sheet = \"ticket\"\n[[block]]\nkind = \"number\"\n{blocks}");
    let template = Template::parse(FILE, &text).unwrap();
    let mut parts = compose(&template, Sheet::Ticket(slip), None).parts;
    parts.remove(0);
    parts
}

/// What stands on it, every word in its order.
fn said(composed: &Composed) -> Vec<String> {
    let words = |words: &Words| {
        let aside = words.aside.clone();
        [Some(words.text.clone()), aside].into_iter().flatten()
    };
    let of_part = |part: &Part| -> Vec<String> {
        match part {
            Part::Lurik | Part::Tear | Part::Gap(_) | Part::Logo { .. } => Vec::new(),
            Part::Words(paragraph) => words(paragraph).collect(),
            Part::Marks(marks) => marks.clone(),
            Part::Number { number, .. } => vec![number.to_string()],
            Part::Qr { above, below, .. } => above.iter().chain(below).flat_map(words).collect(),
            Part::Pair { name, value, .. } => vec![format!("{name}: {value}")],
        }
    };
    composed.parts.iter().flat_map(of_part).collect()
}

fn texts(layout: &Layout) -> Vec<(String, u32, u32)> {
    let text = |item: &Item| match item {
        Item::Text {
            text, x, size_dots, ..
        } => Some((text.clone(), *x, *size_dots)),
        Item::Bar(_) | Item::Qr { .. } | Item::Picture { .. } => None,
    };
    layout.items.iter().filter_map(text).collect()
}

#[test]
fn every_template_is_the_same_on_the_screen_and_on_every_printers_paper() {
    for name in Template::names() {
        for model in Profile::names().map(samples::model) {
            for language in Language::ALL {
                let slip = Slip {
                    language,
                    ..samples::usual()
                };
                let report = DayReport {
                    language,
                    ..samples::day()
                };
                let composed = composed(name, &slip, &report);
                let preview = samples::picture_for(&composed, &model);
                let (_, printed) = print(&composed, &model, Mode::Raster);
                if model.dialect.cut != Cut::TearBar {
                    assert!(
                        preview.to_png().unwrap() == printed.to_png().unwrap(),
                        "{name} in {language:?} on {}",
                        model.name
                    );
                }
                for y in 0..printed.height_dots() {
                    let row = (0..preview.width_dots())
                        .find(|x| preview.is_black(*x, y) != printed.is_black(*x, y));
                    assert_eq!(
                        row, None,
                        "{name} in {language:?} on {}, row {y}",
                        model.name
                    );
                }
            }
        }
    }
}

#[test]
fn every_template_keeps_to_the_length_it_allows() {
    let report = samples::day();
    for name in Template::names() {
        for slip in [
            samples::usual(),
            samples::crowded(),
            samples::chinese(),
            samples::arabic(),
        ] {
            for model in Profile::names().map(samples::model) {
                let composed = composed(name, &slip, &report);
                let rows = samples::picture_for(&composed, &model).height_dots();
                let length_mm = f64::from(rows) * 25.4 / f64::from(model.paper.dpi);
                let max = f64::from(composed.length_mm_max) + 0.5;
                assert!(length_mm <= max, "{name} on {}: {length_mm} mm", model.name);
            }
        }
    }
}

#[test]
fn every_template_marks_copies_and_practice() {
    let slip = Slip {
        copy: true,
        practice: true,
        ..samples::usual()
    };
    let report = DayReport {
        practice: true,
        ..samples::day()
    };
    for name in Template::names() {
        let said = said(&composed(name, &slip, &report));
        assert!(said.contains(&"LATIHAN".to_owned()), "{name}");
        assert_eq!(
            said.contains(&"SALINAN".to_owned()),
            name != "closing",
            "{name}"
        );
    }
    // Whether its author thought of it or not.
    let text = "sheet = \"ticket\"\n[[block]]\nkind = \"number\"\n";
    let bare = compose(
        &Template::parse(FILE, text).unwrap(),
        Sheet::Ticket(&slip),
        None,
    );
    assert_eq!(said(&bare), ["LATIHAN", "SALINAN", "A012"]);
}

#[test]
fn a_text_says_the_facts_it_names() {
    let slip = Slip {
        priority: true,
        party: 3,
        ..samples::usual()
    };
    let blocks = "[[block]]\nkind = \"text\"\n\
        text = \"{number} {service} {class} {party}|{ahead} {wait}|{area} {bring}|{wifi} {kiosk}|\
        {branch} {date} {time}|{{}}\"";
    let [Part::Words(words)] = &parts(blocks, &slip)[..] else {
        panic!("one paragraph")
    };
    assert_eq!(
        words.text,
        "A012 Poli Umum prioritas 3|7 20–40|Ruang Tunggu 1 KTP, kartu BPJS|Antre-Tamu Kiosk 1|\
         Puskesmas Melati Senin, 23 Nov 2026 08.14|{}"
    );
    assert_eq!((words.role, words.lines_max), (Role::Label, 3));
}

#[test]
fn a_text_whose_fact_is_not_known_is_left_out() {
    let slip = Slip {
        ahead: None,
        wifi: None,
        ..samples::usual()
    };
    let block = |text: &str| format!("[[block]]\nkind = \"text\"\ntext = \"{text}\"\n");
    let blocks = block("{ahead} di depan") + &block("Wi-Fi {wifi}") + &block("Nomor {number}");
    let said: Vec<_> = parts(&blocks, &slip);
    assert_eq!(said.len(), 1);
}

#[test]
fn a_text_is_said_in_the_slips_language_else_in_english_else_in_what_there_is() {
    let said = |text: &str, language| {
        let slip = Slip {
            language,
            ..samples::usual()
        };
        let blocks = format!("[[block]]\nkind = \"text\"\ntext = {text}\n");
        match &parts(&blocks, &slip)[..] {
            [Part::Words(words)] => words.text.clone(),
            other => panic!("{other:?}"),
        }
    };
    let both = "{ id = \"Terima kasih\", en = \"Thank you\" }";
    assert_eq!(said(both, Language::Id), "Terima kasih");
    assert_eq!(said(both, Language::En), "Thank you");
    assert_eq!(said(both, Language::Ar), "Thank you");
    assert_eq!(
        said("{ id = \"Terima kasih\" }", Language::Zh),
        "Terima kasih"
    );
    assert_eq!(said("\"Terima kasih\"", Language::En), "Terima kasih");
}

#[test]
fn a_qr_of_the_branchs_own_leads_there_and_says_so() {
    let blocks = "[[block]]\nkind = \"qr\"\nside_mm = 20\nabove = \"Beri nilai\"\nbelow = \"{number}\"\n\
        address = \"https://puskesmas.example/nilai\"\n";
    let slip = samples::without_link();
    let [
        Part::Qr {
            link,
            side_mm,
            above,
            below,
        },
    ] = &parts(blocks, &slip)[..]
    else {
        panic!("one symbol")
    };
    assert_eq!(link.as_str(), "https://puskesmas.example/nilai");
    assert_eq!(*side_mm, Some(20));
    assert_eq!(above[0].text, "Beri nilai");
    assert_eq!(below[0].text, "A012");
}

#[test]
fn the_closing_report_says_the_whole_day() {
    let said = said(&composed("closing", &samples::usual(), &samples::day()));
    assert_eq!(
        said,
        [
            "Puskesmas Melati",
            "Laporan penutupan",
            "Senin, 23 Nov 2026",
            "231 dilayani",
            "Nomor diberikan: 256",
            "Tidak hadir: 14",
            "Dibatalkan: 8",
            "Belum dilayani: 3",
            "Pertama – terakhir: Jumlah",
            "A001 – A148: 148",
            "B001 – B037: 37",
            "C001 – C062: 62",
            "KB001 – KB009: 9",
            "Tunggu terlama: 1 jam 12 menit",
            "Salinan kertas: 6",
            "Di luar urutan: 2",
            "Dibuat Senin, 23 Nov 2026 pukul 15.04",
            "Sidik catatan hari ini",
            "9f86 d081 884c 7d65",
            "9a2f eaa0 c55a d015",
            "a3bf 4f1b 2b0b 822c",
            "d15d 6c15 b0f0 0a08",
        ]
    );
}

#[test]
fn the_officers_slip_says_whose_it_is() {
    let slip = Slip {
        priority: true,
        party: 3,
        ..samples::usual()
    };
    assert_eq!(
        said(&composed("officer", &slip, &samples::day())),
        [
            "UNTUK PETUGAS",
            "A012",
            "Poli Umum",
            "Kelas: prioritas",
            "Orang: 3",
            "Diambil: 08.14",
            "Puskesmas Melati",
            "Senin, 23 Nov 2026",
        ]
    );
}

#[test]
fn large_print_is_larger_in_every_word() {
    let (slip, report) = (samples::usual(), samples::day());
    for model in ["generic-80", "generic-58"].map(samples::model) {
        let [standard, large] = ["standard", "large"].map(|name| {
            texts(&samples::layout_for(
                &composed(name, &slip, &report),
                &model,
            ))
        });
        let size = |texts: &[(String, u32, u32)], word: &str| {
            let line = texts.iter().find(|(text, ..)| text.starts_with(word));
            line.unwrap_or_else(|| panic!("{word}")).2
        };
        for word in [
            "012",
            "Poli",
            "7 orang",
            "Perkiraan",
            "Tunggu di",
            "Siapkan",
        ] {
            let (usual, larger) = (size(&standard, word), size(&large, word));
            assert!(
                larger * 4 >= usual * 5,
                "{word} on {}: {larger}",
                model.name
            );
        }
    }
}

#[test]
fn digits_are_as_high_as_the_template_says() {
    let slip = samples::usual();
    let model = samples::model("generic-80");
    for height_mm in [8, 12, 16, 20, 23] {
        let text = format!(
            "sheet = \"ticket\"\n[[block]]\nkind = \"number\"\n\
             digits_mm = {{ wide = {height_mm}, narrow = 8 }}\n"
        );
        let template = Template::parse(FILE, &text).unwrap();
        let composed = compose(&template, Sheet::Ticket(&slip), None);
        let layout = samples::layout_for(&composed, &model);
        let texts = texts(&layout);
        let (_, left, size) = *texts.iter().find(|(text, ..)| text == "012").unwrap();
        let drawn = samples::render(&layout);
        // The column through the upright of the 1, which stands exactly on its line.
        let foot = layout.items.iter().find_map(|item| match item {
            Item::Text { text, baseline, .. } if text == "012" => Some(*baseline),
            Item::Text { .. } | Item::Bar(_) | Item::Qr { .. } | Item::Picture { .. } => None,
        });
        // Below the tile, where it stands above them.
        let rows = foot.unwrap().saturating_sub(size * 7 / 10)..drawn.height_dots();
        let inked = |x| rows.clone().filter(|y| drawn.is_black(x, *y)).count();
        let upright = (left..drawn.width_dots()).map(inked).max().unwrap();
        assert!(
            upright.abs_diff(height_mm * 8) <= 2,
            "{height_mm} mm: {upright} rows"
        );
    }
}

#[test]
fn where_lines_begin_at_the_right_so_does_all_but_the_number() {
    let model = samples::model("generic-80");
    let arabic = composed("standard", &samples::arabic(), &samples::day());
    let layout = samples::layout_for(&arabic, &model);
    let right = u32::from(model.paper.width_dots) - 16;
    for (item, line) in layout.items.iter().filter_map(|item| match item {
        Item::Text { text, .. } => Some((item, text)),
        Item::Bar(_) | Item::Qr { .. } | Item::Picture { .. } => None,
    }) {
        let area = item.area();
        // The last digit ends in white of its own.
        assert!(area.x + area.width <= right + 1, "{line}");
    }
    let texts = texts(&layout);
    let x_of = |word: &str| texts.iter().find(|(text, ..)| text == word).unwrap().1;
    assert!(x_of("A") < x_of("012"), "the tile stands before its digits");
    let Some(Item::Qr { area, .. }) = layout
        .items
        .iter()
        .find(|item| matches!(item, Item::Qr { .. }))
    else {
        panic!("a symbol")
    };
    assert_eq!(area.x + area.width, right, "the symbol begins the line");
}
