//! Whether anyone can use the kiosk, measured: every page on every screen, in every language and mode.
//!
//! What a reader is told comes from the tree of accessible parts, sizes in millimetres from boxes and the
//! pitch of the glass, contrast and the height of capitals from the rendered pixels. Each test writes what
//! it measured to `<target>/tmp/access/*.txt` and fails where a limit is not kept.

mod bad;
mod ink;
mod known;
mod letters;
mod report;
mod rules;
mod sight;
mod tongue;

use antre_kiosk::KioskState;
use antre_kiosk::fit::{self, Glass, Told};
use antre_ui_kit::accessible::{Part, Tree};
use slint::ComponentHandle;
use slint::platform::Key;

use crate::bench::{Bench, LANDSCAPE, PORTRAIT, SMALL};
use crate::screens::{self, Scene};
use crate::staff;
use ink::{Picture, contrast};
use letters::Letters;
use report::{Report, Rule};
use sight::Sight;
use tongue::Tongue;

/// By code and by the key that chooses it.
pub(crate) const LANGUAGES: [(&str, &str); 4] = [
    ("id", "Bahasa Indonesia"),
    ("en", "English"),
    ("zh", "中文"),
    ("ar", "العربية"),
];
/// By name and by the English of the key that turns it on.
pub(crate) const MODES: [(&str, Option<&str>); 4] = [
    ("normal", None),
    ("large", Some("Larger")),
    ("contrast", Some("Contrast")),
    ("low", Some("Lower")),
];
/// How many of the other looks each page is seen in on each screen, beside the plain one.
const MORE_LOOKS: usize = 1;

/// A screen that kiosks are sold with.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sold {
    pub(crate) name: &'static str,
    pub(crate) size: (u32, u32),
    inches: f32,
}

pub(crate) const TALL: Sold = Sold {
    name: "tall",
    size: PORTRAIT,
    inches: 21.5,
};
pub(crate) const WIDE: Sold = Sold {
    name: "wide",
    size: LANDSCAPE,
    inches: 21.5,
};
pub(crate) const LITTLE: Sold = Sold {
    name: "small",
    size: SMALL,
    inches: 10.1,
};
pub(crate) const UPRIGHT: Sold = Sold {
    name: "upright",
    size: (800, 1280),
    inches: 10.1,
};

impl Sold {
    pub(crate) fn glass(self) -> Glass {
        Glass {
            told: Told::Diagonal(self.inches * 25.4),
            ..Glass::default()
        }
    }
}

/// Every page, of customers and of staff.
pub(crate) fn scenes() -> impl Iterator<Item = &'static Scene> {
    screens::SCENES.iter().chain(staff::SCENES)
}

/// Stands before `screen` in one language and mode, and plays a scene.
pub(crate) fn stage(screen: Sold, scene: &Scene, language: usize, mode: usize) -> Bench {
    let (_, branch, play) = scene;
    let bench = Bench::before(screen.size, screen.glass(), branch());
    bench.press(LANGUAGES[language].1);
    if let Some(key) = MODES[mode].1.filter(|key| bench.offers(key)) {
        bench.press_word(key);
    }
    play(&bench);
    bench
}

fn look(bench: &Bench, screen: Sold, name: &str, language: usize) -> Sight {
    let fit = fit::fit(screen.size.0, screen.size.1, screen.glass());
    let rtl = LANGUAGES[language].0 == "ar";
    Sight::of(bench.kiosk().window(), name, fit.pitch_mm, rtl)
}

/// From the top of the screen: where low mode lets keys begin and end, if it is on.
fn low_span(bench: &Bench, sight: &Sight) -> Option<(f32, f32)> {
    let state = bench.kiosk().window().global::<KioskState<'_>>();
    let span = (
        sight.height - state.get_reach(),
        sight.height - state.get_reach_foot(),
    );
    state.get_low().then_some(span)
}

fn measure_all(screen: Sold) {
    let mut report = Report::default();
    let mut letters = Letters::new();
    let tongues = LANGUAGES.map(|(code, _)| Tongue::of(code));
    for (index, scene) in scenes().enumerate() {
        // The plain look always; of the others so many in turn, that over the scenes each is seen.
        let others = (0..MORE_LOOKS).map(|more| 1 + (index * MORE_LOOKS + more) % 15);
        for which in std::iter::once(0).chain(others) {
            let (language, mode) = (which % 4, which / 4);
            let name = format!(
                "{}-{}-{}-{}",
                scene.0, screen.name, LANGUAGES[language].0, MODES[mode].0
            );
            // Where a finger does not find what it looks for, the page has lost it.
            let Ok(bench) = std::panic::catch_unwind(|| stage(screen, scene, language, mode))
            else {
                let lost = vec![(f32::MAX, "a key of this scene cannot be pressed".to_owned())];
                report.note(Rule::Inside, &name, lost);
                continue;
            };
            let sight = look(&bench, screen, &name, language);
            let low = low_span(&bench, &sight);
            let before = report.failed().len();
            rules::measure(&sight, low, &tongues[language], &mut letters, &mut report);
            if report.failed().len() > before {
                // To be looked at beside the report.
                bench.shot(&format!("../access/{name}"));
            }
        }
    }
    conclude(report, screen.name);
}

fn conclude(mut report: Report, name: &str) {
    let path = report.write(name);
    println!("{}{}", report.summary(), path.display());
    let failed = report.failed();
    let mut lines: Vec<String> = Vec::new();
    for rule in Rule::ALL {
        let found: Vec<_> = failed.iter().filter(|it| it.rule == rule).collect();
        let known = known::known(name, rule);
        if found.len() != known {
            println!("{rule:?}: {known} known, {} found", found.len());
        }
        if found.len() > known {
            lines.push(format!(
                "{rule:?}: {known} are known, {} are there:",
                found.len()
            ));
            lines.extend(found.iter().map(ToString::to_string));
        }
    }
    assert!(
        lines.is_empty(),
        "in {}:\n{}",
        path.display(),
        lines.join("\n")
    );
}

#[test]
fn everyone_can_use_a_tall_screen() {
    measure_all(TALL);
}

#[test]
fn everyone_can_use_a_wide_screen() {
    measure_all(WIDE);
}

#[test]
fn everyone_can_use_a_small_screen() {
    measure_all(LITTLE);
}

#[test]
fn everyone_can_use_a_small_upright_screen() {
    measure_all(UPRIGHT);
}

#[test]
fn from_right_to_left_every_key_stands_mirrored() {
    let mut report = Report::default();
    let screen = TALL;
    let fit = fit::fit(screen.size.0, screen.size.1, screen.glass());
    let width = screen.size.0 as f32 / fit.scale;
    for scene in screens::SCENES {
        let keys = |language| {
            let bench = stage(screen, scene, language, 0);
            keys_of(bench.kiosk().window())
        };
        let (ours, theirs) = (keys(0), keys(3));
        report.note(Rule::Mirrored, scene.0, mirrored(&ours, &theirs, width));
    }
    conclude(report, "mirrored");
}

#[test]
fn the_keyboard_shows_where_it_is_on_every_kind_of_page() {
    let mut report = Report::default();
    for (screen, mode) in [(TALL, 0), (LITTLE, 2)] {
        let kinds = [
            "home",
            "chosen",
            "number",
            "returning",
            "stop-system",
            "staff-menu",
        ];
        for scene in scenes().filter(|(name, ..)| kinds.contains(name)) {
            let bench = stage(screen, scene, 0, mode);
            let name = format!("{}-{}-{}", scene.0, screen.name, MODES[mode].0);
            let ring = if screen.name == "small" { 6.0 } else { 8.0 };
            let seen = rings(bench.kiosk().window(), ring, || bench.key(Key::Tab));
            report.note(Rule::FocusRing, &name, seen);
        }
    }
    conclude(report, "focus");
}

fn keys_of<C: ComponentHandle>(ui: &C) -> Vec<Part> {
    let tree = Tree::read(ui);
    tree.parts()
        .iter()
        .filter(|part| part.is_key())
        .cloned()
        .collect()
}

/// How far each key of a page from right to left stands from where its sister is in a mirror.
fn mirrored(ours: &[Part], theirs: &[Part], width: f32) -> Vec<(f32, String)> {
    if ours.len() != theirs.len() {
        return vec![(
            f32::MAX,
            format!("{} keys here, {} there", ours.len(), theirs.len()),
        )];
    }
    ours.iter()
        .zip(theirs)
        // Letters and digits stand as on every telephone.
        .filter(|(one, _)| one.label.chars().count() > 1)
        .map(|(one, other)| {
            let across = (other.x - (width - one.x - one.width)).abs();
            let down = (other.y - one.y).abs();
            (across.max(down), format!("{} | {}", one.label, other.label))
        })
        .collect()
}

/// For each step of the keyboard, how the ring around the key that it went to stands out: `ring` logical
/// pixels thick, so far from the key, too.
fn rings<C: ComponentHandle>(ui: &C, ring: f32, step: impl Fn()) -> Vec<(f32, String)> {
    let keys: Vec<Part> = keys_of(ui).into_iter().filter(|key| key.enabled).collect();
    let shoot = || {
        Picture::new(
            ui.window().take_snapshot().unwrap(),
            ui.window().scale_factor(),
        )
    };
    let mut before = shoot();
    let mut reached: Vec<(f32, String)> = keys.iter().map(|key| (1.0, key.label.clone())).collect();
    for _ in &keys {
        step();
        let after = shoot();
        for (key, reached) in keys.iter().zip(&mut reached) {
            let beside = [key.x - 1.5 * ring, key.x + key.width + 1.5 * ring];
            let seen = beside.into_iter().filter_map(|x| {
                let y = key.y + key.height / 2.0;
                Some(contrast(before.at(x, y)?, after.at(x, y)?))
            });
            reached.0 = seen.fold(reached.0, f32::max);
        }
        before = after;
    }
    reached
}
