//! The shipped fonts keep what the scripts that make them promise.

use std::path::PathBuf;
use std::sync::Arc;

use antre_ticket::Typesetter;
use cosmic_text::{Attrs, Buffer, Family, FontSystem, Metrics, Shaping, fontdb};

const SIZE: f32 = 1000.0;

fn width(fonts: &mut FontSystem, text: &str, weight: u16) -> f32 {
    width_in(fonts, "Antre Sans", text, weight)
}

fn width_in(fonts: &mut FontSystem, family: &str, text: &str, weight: u16) -> f32 {
    let mut buffer = Buffer::new(fonts, Metrics::new(SIZE, SIZE));
    let attributes = Attrs::new()
        .family(Family::Name(family))
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
        assert_eq!(face.families[0].0, family);
    }
    run.line_w
}

fn shipped() -> FontSystem {
    let mut fonts = fontdb::Database::new();
    for file in std::fs::read_dir(assets("fonts")).unwrap() {
        let path = file.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "ttf") {
            let font = std::fs::read(path).unwrap();
            fonts.load_font_source(fontdb::Source::Binary(Arc::new(font)));
        }
    }
    FontSystem::new_with_locale_and_db("id".into(), fonts)
}

fn assets(folder: &str) -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "../../assets", folder]
        .iter()
        .collect()
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

#[test]
fn arabic_and_chinese_come_in_both_weights_of_paper() {
    let mut fonts = shipped();
    for weight in [500, 700] {
        for (family, text) in [
            ("Noto Sans Arabic", "العيادةالعامةپچژڤݢءًُّ،؛؟"),
            ("Noto Sans SC", "啊全科门诊座汶泗，。：；？！（）《》「」、"),
        ] {
            width_in(&mut fonts, family, text, weight);
        }
    }
}

#[test]
fn whatever_the_shipped_branches_and_slips_write_can_be_printed() {
    let mut typesetter = Typesetter::new();
    for folder in ["branches", "slips"] {
        for file in std::fs::read_dir(assets(folder)).unwrap() {
            let path = file.unwrap().path();
            if path
                .extension()
                .is_some_and(|extension| extension == "toml")
            {
                let text = std::fs::read_to_string(&path).unwrap();
                assert_eq!(typesetter.missing(&text), [], "{}", path.display());
            }
        }
    }
}
