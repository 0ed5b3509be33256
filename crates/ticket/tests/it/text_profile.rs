//! The short profile, for slow links.

use antre_domain::TicketNumber;
use antre_printer_profile::{CodePage, Profile};
use antre_ticket::part::{Composed, DigitsMm, Part, Role, Words};
use antre_ticket::{Language, Mode, Slip};

use crate::press::{paper_of, print};
use crate::samples;

const PAGES: [CodePage; 4] = [
    CodePage::Cp437,
    CodePage::Cp850,
    CodePage::Cp858,
    CodePage::Wpc1252,
];

fn text_of(slip: &Slip, model: &Profile) -> Vec<u8> {
    samples::print(&samples::composed(slip), model, Mode::Text).bytes
}

fn with_pages(pages: &[CodePage]) -> Profile {
    let mut model = samples::model("epson-tm-t20");
    model.dialect.code_pages = pages.to_vec();
    model
}

fn says(text: &str) -> Slip {
    Slip {
        service: text.into(),
        ..samples::without_link()
    }
}

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

/// Images in it (`GS v 0`).
fn images(bytes: &[u8]) -> usize {
    let begins = |window: &&[u8]| *window == [0x1D, b'v', b'0'];
    bytes.windows(3).filter(begins).count()
}

fn sheet(parts: Vec<Part>) -> Composed {
    Composed {
        language: Language::Id,
        parts,
        length_mm_max: 200,
    }
}

fn label(text: &str) -> Part {
    Part::Words(Words {
        text: text.into(),
        role: Role::Label,
        lines_max: 1,
        aside: None,
    })
}

#[test]
fn an_ordinary_slip_is_as_short_as_in_the_raster_profile_may_be() {
    for name in Profile::names() {
        let model = samples::model(name);
        for slip in [
            samples::usual(),
            samples::without_link(),
            samples::english(),
        ] {
            let (printout, paper) = print(&samples::composed(&slip), &model, Mode::Text);
            let dots_per_mm = f64::from(model.paper.dpi) / 25.4;
            let length_mm = f64::from(paper.height_dots()) / dots_per_mm;
            let cut_mm = 16.0;
            let length_mm_max = if slip.link.is_some() { 100.0 } else { 70.0 };
            assert!(
                length_mm <= length_mm_max + cut_mm,
                "{length_mm} mm on {name}"
            );
            assert!(
                f64::from(printout.length_mm) <= length_mm_max + cut_mm,
                "{} on {name}",
                printout.length_mm
            );
        }
    }
}

#[test]
fn no_line_is_broken_by_the_printer() {
    // A printer breaks what is too long wherever it ends: the paper would be longer than we think.
    for name in Profile::names() {
        let model = samples::model(name);
        for slip in [samples::crowded(), samples::arabic()] {
            let bytes = text_of(&slip, &model);
            let mut wide = model.clone();
            wide.paper.width_dots = 1024;
            let height = |model| paper_of(&bytes, model).height_dots();
            assert_eq!(height(&model), height(&wide), "{name}");
        }
    }
}

#[test]
fn the_paper_is_the_same_whichever_page_says_it() {
    // The simulator has tables of its own.
    let composed = samples::composed(&says("Señor Çà et là, ½ £ für Größe à Ålesund"));
    let papers = PAGES.map(|page| {
        let (printout, paper) = print(&composed, &with_pages(&[page]), Mode::Text);
        assert_eq!(images(&printout.bytes), 0, "{page:?}");
        paper.to_png().unwrap()
    });
    assert!(papers.iter().all(|paper| *paper == papers[0]));
}

#[test]
fn one_page_is_chosen_that_has_all_of_a_slip() {
    let slip = Slip {
        waiting_area: Some("Γ 2".into()),
        ..says("Café")
    };
    let bytes = text_of(&slip, &with_pages(&[CodePage::Wpc1252, CodePage::Cp437]));
    assert!(holds(&bytes, b"Caf\x82"), "é as CP437 has it");
    assert!(holds(&bytes, b"\xE2 2"), "Γ as CP437 has it");
    assert_eq!(images(&bytes), 0);
    let selections = bytes
        .windows(2)
        .filter(|pair| *pair == [0x1B, b't'])
        .count();
    assert_eq!(selections, 1);
}

#[test]
fn where_no_page_has_all_each_line_has_its_own() {
    let slip = Slip {
        waiting_area: Some("Γ 2".into()),
        ..says("Öğe € 5")
    };
    let slip = Slip {
        service: slip.service.replace('ğ', "g"),
        ..slip
    };
    let bytes = text_of(&slip, &with_pages(&[CodePage::Wpc1252, CodePage::Cp437]));
    assert!(holds(&bytes, &[0x1B, b't', 16]) && holds(&bytes, b"\xD6ge \x80 5"));
    assert!(holds(&bytes, &[0x1B, b't', 0]) && holds(&bytes, b"\xE2 2"));
    assert_eq!(images(&bytes), 0);
}

#[test]
fn ascii_needs_no_page() {
    let mut model = samples::model("epson-tm-t20");
    let bytes = text_of(&samples::usual(), &model);
    assert!(!holds(&bytes, &[0x1B, b't']));
    model.dialect.code_pages.clear();
    assert_eq!(text_of(&samples::usual(), &model), bytes);
}

#[test]
fn a_hyphen_stays_one_on_every_page() {
    // In others' hands it becomes a soft one, which printers show as nothing, or as another letter.
    for page in PAGES {
        let bytes = text_of(&says("Rontgen-Ultrasonografi é"), &with_pages(&[page]));
        assert!(holds(&bytes, b"Rontgen-"), "{page:?}");
        assert!(!bytes.contains(&0xAD) && !bytes.contains(&0xF0), "{page:?}");
    }
}

#[test]
fn what_the_font_lacks_is_sent_as_an_image_and_never_as_its_utf8() {
    for (text, letter) in [
        ("門診", "門"),
        ("Ōsaka", "Ō"),
        ("العيادة", "ا"),
        ("e\u{301}", "\u{301}"),
    ] {
        for name in Profile::names() {
            let model = samples::model(name);
            let composed = sheet(vec![label("Poli"), label(text), label("Umum")]);
            let (printout, paper) = print(&composed, &model, Mode::Text);
            assert!(images(&printout.bytes) > 0, "{name}: {text}");
            assert!(!holds(&printout.bytes, letter.as_bytes()), "{name}: {text}");
            let without = sheet(vec![label("Poli"), label("Umum")]);
            let (_, shorter) = print(&without, &model, Mode::Text);
            assert!(
                paper.height_dots() > shorter.height_dots(),
                "{name}: {text}"
            );
        }
    }
}

#[test]
fn an_image_among_lines_is_what_the_raster_profile_shows() {
    let model = samples::model("epson-tm-t20");
    let chinese = sheet(vec![label("全科门诊 1 号")]);
    let picture = samples::picture_for(&chinese, &model);
    let (_, paper) = print(&chinese, &model, Mode::Text);
    for y in 0..picture.height_dots().min(paper.height_dots()) {
        for x in 0..picture.width_dots() {
            assert_eq!(picture.is_black(x, y), paper.is_black(x, y), "at {x}, {y}");
        }
    }
}

#[test]
fn the_number_is_as_high_as_the_template_wants_it_or_as_fits() {
    let number: TicketNumber = "A012".parse().unwrap();
    let scales = |wide: Option<u16>| {
        let digits = wide.map(|wide| DigitsMm { wide, narrow: wide });
        let composed = sheet(vec![Part::Number { number, digits }]);
        let model = samples::model("epson-tm-t20");
        let bytes = samples::print(&composed, &model, Mode::Text).bytes;
        let sizes = bytes
            .windows(3)
            .filter(|window| window[..2] == [0x1D, b'!']);
        let scales: Vec<u8> = sizes.map(|window| (window[2] & 7) + 1).collect();
        (scales, holds(&bytes, b"A\x1DB\x00012\n"))
    };
    assert_eq!(scales(None), (vec![8], true));
    assert_eq!(scales(Some(6)), (vec![3], true));
    assert_eq!(scales(Some(17)), (vec![8], true));
    assert_eq!(scales(Some(60)), (vec![8], true));
}

#[test]
fn a_name_and_its_value_stand_at_both_margins() {
    let pair = |name: &str, value: &str| Part::Pair {
        name: name.into(),
        value: value.into(),
        strong: true,
    };
    let long = "Menunggu paling lama sebelum dipanggil ke loket";
    let composed = sheet(vec![pair("Dilayani", "118"), pair(long, "1 jam 5 menit")]);
    let model = samples::model("clone-5890k");
    let bytes = samples::print(&composed, &model, Mode::Text).bytes;
    let lines: Vec<&[u8]> = bytes.split(|byte| *byte == b'\n').collect();
    assert!(lines[0].ends_with(b"Dilayani                     118"));
    assert_eq!(lines[1], b"Menunggu paling lama sebelum");
    assert_eq!(lines[2], b"dipanggil ke loket 1 jam 5 menit"[..].to_vec());
}
