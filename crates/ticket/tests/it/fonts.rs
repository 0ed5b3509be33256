//! The three shipped weights keep what the script that makes them promises.

use std::sync::Arc;

use cosmic_text::{Attrs, Buffer, Family, FontSystem, Metrics, Shaping, fontdb};

const SIZE: f32 = 1000.0;

fn width(fonts: &mut FontSystem, text: &str, weight: u16) -> f32 {
    let mut buffer = Buffer::new(fonts, Metrics::new(SIZE, SIZE));
    let attributes = Attrs::new()
        .family(Family::Name("Antre Sans"))
        .weight(fontdb::Weight(weight));
    buffer.set_text(text, &attributes, Shaping::Advanced, None);
    buffer.shape_until_scroll(fonts, false);
    let run = buffer.layout_runs().next().unwrap();
    for glyph in run.glyphs {
        assert_ne!(
            glyph.glyph_id,
            0,
            "no glyph for {:?}",
            &text[glyph.start..glyph.end]
        );
        let face = fonts.db().face(glyph.font_id).unwrap();
        assert_eq!(
            face.weight.0, weight,
            "{} is not the weight asked for",
            face.post_script_name
        );
    }
    run.line_w
}

fn shipped() -> FontSystem {
    let mut fonts = fontdb::Database::new();
    for style in ["Medium", "SemiBold", "Bold"] {
        let path = format!(
            "{}/../../assets/fonts/AntreSans-{style}.ttf",
            env!("CARGO_MANIFEST_DIR")
        );
        fonts.load_font_source(fontdb::Source::Binary(Arc::new(
            std::fs::read(path).unwrap(),
        )));
    }
    FontSystem::new_with_locale_and_db("id".into(), fonts)
}

#[test]
fn every_digit_is_as_wide_as_every_other() {
    let mut fonts = shipped();
    for weight in [500, 600, 700] {
        for digit in '0'..='9' {
            assert_eq!(
                width(&mut fonts, &digit.to_string(), weight),
                632.0,
                "{digit} at {weight}"
            );
        }
    }
}

#[test]
fn no_neighbour_moves_a_digit() {
    let mut fonts = shipped();
    for weight in [500, 600, 700] {
        for pair in ["17", "74", "08.14", "A7", "T4", "20–40", "1,"] {
            let alone: f32 = pair
                .chars()
                .map(|c| width(&mut fonts, &c.to_string(), weight))
                .sum();
            assert_eq!(width(&mut fonts, pair, weight), alone, "{pair} at {weight}");
        }
    }
}

#[test]
fn letters_keep_their_kerning() {
    let mut fonts = shipped();
    for weight in [500, 600, 700] {
        let apart = width(&mut fonts, "A", weight) + width(&mut fonts, "V", weight);
        assert!(width(&mut fonts, "AV", weight) < apart);
    }
}

#[test]
fn what_the_screens_write_is_there() {
    let mut fonts = shipped();
    for weight in [500, 600, 700] {
        width(&mut fonts, "–·’“”…×éÉ½", weight);
    }
}
