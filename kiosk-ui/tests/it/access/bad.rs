//! The check finds what it looks for: a screen on which every rule is broken fails by every rule, and texts
//! of known size are measured right.

use i_slint_backend_testing::{TestingBackend, TestingBackendOptions};
use slint::ComponentHandle;

use super::letters::Letters;
use super::report::{Report, Rule};
use super::sight::Sight;
use super::tongue::Tongue;
use super::{keys_of, mirrored, rings, rules};

#[allow(
    missing_docs,
    unreachable_pub,
    rust_2018_idioms,
    clippy::all,
    clippy::todo,
    clippy::unwrap_used
)]
mod ui {
    include!(concat!(env!("OUT_DIR"), "/bad.rs"));
}

fn open() {
    let backend = TestingBackend::new(TestingBackendOptions {
        mock_time: true,
        threading: false,
        renderer_name: Some("software".into()),
    });
    let _ = slint::platform::set_platform(Box::new(backend));
}

#[test]
fn a_screen_that_breaks_every_rule_fails_by_every_rule() {
    open();
    let bad = ui::BadScreen::new().unwrap();
    antre_ui_kit::fonts::fall_back();
    bad.show().unwrap();
    let mut report = Report::default();
    let sight = Sight::of(&bad, "bad", 0.248, false);
    let span = Some((400.0, 960.0));
    rules::measure(
        &sight,
        span,
        &Tongue::of("id"),
        &mut Letters::new(),
        &mut report,
    );
    report.note(Rule::FocusRing, "bad", rings(&bad, 8.0, || {}));
    // Nothing moved where the language changed.
    let keys = keys_of(&bad);
    report.note(Rule::Mirrored, "bad", mirrored(&keys, &keys, sight.width));
    report.write("bad");
    println!("{}", report.summary());
    assert_eq!(report.failed_rules(), Rule::ALL);
    let named = |rule: Rule, what: &str| {
        let failed = report.failed();
        let found = failed
            .iter()
            .any(|it| it.rule == rule && it.what.contains(what));
        assert!(found, "{rule:?} does not name {what:?}: {failed:#?}");
    };
    named(Rule::TargetSize, "Kecil");
    named(Rule::TargetGap, "Kecil | Pucat");
    named(Rule::Inside, "Di luar");
    named(Rule::Role, "Geser");
    named(Rule::Language, "Choose a service");
    named(Rule::TextContrast, "Samar");
    named(Rule::GraphicContrast, "edge of Pucat");
    named(Rule::CapitalHeight, "Kecil");
    named(Rule::Clipped, "Perekaman");
    named(Rule::NotColourAlone, "Hidup | Mati");
}

#[test]
fn texts_of_known_size_are_measured_right() {
    open();
    let known = ui::KnownSizes::new().unwrap();
    antre_ui_kit::fonts::fall_back();
    known.show().unwrap();
    let sight = Sight::of(&known, "known", 0.248, false);
    let mut letters = Letters::new();
    let sizes = [
        (72.0, 1),
        (40.0, 0),
        (44.0, 0),
        (52.0, 1),
        (48.0, 1),
        (40.0, 0),
        (16.0, 1),
    ];
    assert_eq!(sight.texts.len(), sizes.len());
    for (text, (size, lines)) in sight.texts.iter().zip(sizes) {
        let ink = sight.picture.ink(text.place).unwrap();
        let set = letters.setting(&text.words, &ink, text.place.width, text.pitch);
        let Some(set) = set else {
            panic!("{} of {size}: {ink:?}", text.words)
        };
        let off = (set.size - size).abs() / size;
        // A pixel more or less of ink is as much as it can be off.
        assert!(
            off < 0.02_f32.max(1.1 / (size * 0.7)),
            "{}: {set:?}, not {size}",
            text.words
        );
        assert!(lines == 0 || set.lines == lines, "{}: {set:?}", text.words);
        assert!(lines == 1 || set.lines > 1, "{}: {set:?}", text.words);
    }
}
