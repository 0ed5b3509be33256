use super::*;

const SIZE: u32 = 40;

/// The text's characters as the eye meets them from left to right, marks of direction left out.
fn seen(text: &str, rtl: bool) -> String {
    let text = directed(text, rtl);
    let mut face = Face::new();
    let shaped = face.shape(&text, SIZE, Weight::Medium);
    let mut glyphs: Vec<&Glyph> = shaped
        .glyphs
        .iter()
        .filter(|glyph| glyph.advance > 0.0)
        .collect();
    glyphs.sort_by_key(|glyph| glyph.right);
    assert!(
        glyphs.iter().all(|glyph| glyph.key.glyph_id != 0),
        "a box in {text}"
    );
    let first = |glyph: &Glyph| text[glyph.start..].chars().next().unwrap();
    glyphs.into_iter().map(first).collect()
}

fn lines(text: &str, width_dots: u32, lines_max: usize) -> Vec<String> {
    Face::new().lines(text, SIZE, Weight::Medium, width_dots, lines_max, false)
}

fn black(text: &str) -> usize {
    let mut dots = 0;
    Face::new().draw(text, SIZE, Weight::Bold, 0, SIZE as i32, |_, _| dots += 1);
    dots
}

#[test]
fn a_number_reads_the_same_in_a_line_from_the_right() {
    assert_eq!(seen("أمامك 128 شخص", true), "صخش 128 كمامأ");
    assert_eq!(seen("الساعة 08:14", true), "08:14 ةعاسلا");
    assert_eq!(seen("رقم A012", true), "A012 مقر");
}

#[test]
fn a_name_in_other_letters_keeps_its_order_and_takes_its_turn() {
    assert_eq!(seen("Ruang Tunggu 1، مبنى", true), "ىنبم ،Ruang Tunggu 1");
    assert_eq!(
        seen("مبنى 1, Jalan Merdeka", false),
        "1 ىنبم, Jalan Merdeka"
    );
    assert_eq!(seen("门诊、العيادة", true), "ةدايعلا、门诊");
}

#[test]
fn an_ellipsis_stays_with_the_word_that_it_cuts() {
    assert_eq!(seen("Poli U…", true), "Poli U…");
    assert_eq!(seen("العيا…", true), "…ايعلا");
    assert_eq!(seen("العيا…", false), "…ايعلا");
}

#[test]
fn a_line_that_reads_its_own_way_carries_no_marks() {
    assert_eq!(directed("Poli Umum", false), "Poli Umum");
    assert_eq!(directed("العيادة 1", true), "العيادة 1");
    assert_eq!(directed("08:14", false), "08:14");
}

#[test]
fn arabic_letters_join() {
    let mut face = Face::new();
    let apart =
        face.width("ب ب ب", SIZE, Weight::Medium) - 2 * face.width(" ", SIZE, Weight::Medium);
    assert!(face.width("ببب", SIZE, Weight::Medium) < apart);
}

#[test]
fn chinese_breaks_between_characters_and_no_line_begins_with_a_comma() {
    let text = "请备好：身份证、医保卡、转诊单、健康证明";
    for width in (2 * SIZE..12 * SIZE).step_by(7) {
        let lines = lines(text, width, 20);
        assert_eq!(lines.concat(), text, "{width}");
        for line in lines {
            assert!(!line.starts_with(['、', '：']), "{line} at {width}");
        }
    }
}

#[test]
fn no_character_is_left_alone_on_a_line() {
    assert_eq!(
        lines("身份证、首次存款", 7 * SIZE, 3),
        ["身份证、首次", "存款"]
    );
    assert_eq!(lines("Ruang Tunggu 1", 270, 3), ["Ruang", "Tunggu 1"]);
    // Who has but room for one a line gets one a line.
    assert_eq!(lines("存款", SIZE, 3), ["存", "款"]);
}

#[test]
fn other_words_stay_whole() {
    assert_eq!(
        lines("RT/RW 20–40 menit", 220, 9),
        ["RT/RW", "20–40", "menit"]
    );
    assert_eq!(lines("العيادة العامة", 180, 9), ["العيادة", "العامة"]);
}

#[test]
fn no_line_is_wider_than_its_room() {
    let mut face = Face::new();
    for text in [
        "Pendaftaran dan Perubahan Data Kependudukan, tahap kedua",
        "AaaébA,,,M ’'dA&b,c&é&- UwG,’-jév’’a",
        "前面还有 128 人，请在 Ruang Tunggu 1 等候叫号，不要离开",
        "يرجى تجهيز: بطاقة الهوية، kartu BPJS، شهادة الميلاد",
    ] {
        for width in (60..400).step_by(9) {
            for rtl in [false, true] {
                for line in face.lines(text, SIZE, Weight::Bold, width, 2, rtl) {
                    let line = directed(&line, rtl);
                    let needed = face.width(&line, SIZE, Weight::Bold);
                    assert!(needed <= width, "{line} in {width}");
                }
            }
        }
    }
}

#[test]
fn what_no_font_has_is_named_once_and_drawn_as_a_box() {
    let mut face = Face::new();
    assert_eq!(face.missing("Poli 龘 A012، العيادة 诊😀龘…"), ['龘', '😀']);
    assert!(black("龘") > 0 && black("😀") > 0);
    assert!(face.width("龘", SIZE, Weight::Bold) > 0);
}

#[test]
fn what_steers_other_characters_is_not_missing() {
    assert_eq!(
        Face::new().missing("a\u{200F}\u{00A0}\u{200D}b\u{FE0F}\n"),
        []
    );
}

#[test]
fn a_face_that_remembers_draws_as_a_new_one() {
    let mut used = Face::new();
    let drawn = |face: &mut Face| {
        let mut dots = Vec::new();
        face.draw(
            "A012 العيادة 门诊",
            SIZE,
            Weight::Bold,
            5,
            50,
            |x, y| dots.push((x, y)),
        );
        dots
    };
    let first = drawn(&mut used);
    for more in 0..SHAPED_MAX {
        used.width(&more.to_string(), SIZE, Weight::Medium);
    }
    assert!(used.shaped.len() <= SHAPED_MAX);
    assert!(drawn(&mut used) == first);
    assert!(drawn(&mut Face::new()) == first);
}
