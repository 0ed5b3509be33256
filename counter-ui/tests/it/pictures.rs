//! Every state in every shape, to be looked at. Each test writes its pictures to the target directory's
//! `tmp/counter`; what can be told without eyes (nothing covers anything, nothing is cut off) it tells.

use antre_counter::keymap::Keymap;
use antre_counter::{Scheme, Setup, Theme};
use antre_domain::{CounterId, Locale};
use i_slint_backend_testing::{AccessibleRole, ElementHandle, ElementQuery};
use slint::ComponentHandle as _;

use crate::scene::{DOCKED, EN, ID, Scene, WIDE, assert_says, says, service, ticket};
use crate::states::{self, State};

const LOW: (u32, u32) = (380, 600);
const TALL: (u32, u32) = (380, 1_040);
const WIDEST: (u32, u32) = (1_920, 1_080);
const BAR: (u32, u32) = (1_024, 56);
const SHORT_BAR: (u32, u32) = (800, 56);

struct Shape {
    name: &'static str,
    size: (u32, u32),
    languages: &'static [Locale],
    scheme: Scheme,
    rtl: bool,
}

impl Shape {
    const fn light(name: &'static str, size: (u32, u32), languages: &'static [Locale]) -> Self {
        Self {
            name,
            size,
            languages,
            scheme: Scheme::Light,
            rtl: false,
        }
    }

    const fn contrast(name: &'static str, size: (u32, u32), languages: &'static [Locale]) -> Self {
        Self {
            scheme: Scheme::Contrast,
            ..Self::light(name, size, languages)
        }
    }

    const fn rtl(self) -> Self {
        Self { rtl: true, ..self }
    }

    fn scene(&self, (_, bring_about): State) -> Scene {
        let setup = Setup {
            counter: Some(CounterId::new("3").unwrap()),
            scheme: self.scheme,
            locale: None,
            keymap: Keymap::default(),
        };
        let mut scene = Scene::with(self.size, self.languages, setup);
        bring_about(&mut scene);
        scene
    }

    fn shoot(&self, state: State) {
        let scene = self.scene(state);
        scene.app.window().global::<Theme<'_>>().set_rtl(self.rtl);
        scene.shoot(&format!("{}-{}", state.0, self.name));
        nothing_covers_anything(&scene, self, state);
    }
}

/// Keys lie beside each other, inside the window, and no word of the slip lies under them. Where a list
/// lies over the desk, what is under it is not asked.
fn nothing_covers_anything(scene: &Scene, shape: &Shape, (state, _): State) {
    let is_desk = states::DESK.iter().any(|(name, _)| *name == state);
    let all = ElementQuery::from_root(scene.app.window())
        .match_descendants()
        .find_all();
    // A part is found once for each component it inherits from.
    let boxed = |role| {
        let mut found: Vec<Bounds> = Vec::new();
        for part in all
            .iter()
            .filter(|part| part.accessible_role() == Some(role))
        {
            let part = bounds(part);
            if !found.contains(&part) {
                found.push(part);
            }
        }
        found
    };
    let keys = boxed(AccessibleRole::Button);
    // Where nobody may sign in there is nothing to press.
    assert!(
        !keys.is_empty() || state == "people-none",
        "{state} {}",
        shape.name
    );
    let (width, height) = (shape.size.0 as f32, shape.size.1 as f32);
    for (label, x, y, w, h) in &keys {
        let inside = *x >= -0.5 && *y >= -0.5 && x + w <= width + 0.5 && y + h <= height + 0.5;
        assert!(inside, "{state} {}: {label} leaves the window", shape.name);
        assert!(
            !label.is_empty(),
            "{state} {}: a key without a name",
            shape.name
        );
    }
    if !is_desk {
        return;
    }
    for (index, one) in keys.iter().enumerate() {
        for other in &keys[index + 1..] {
            assert!(
                !cover(one, other),
                "{state} {}: {one:?} and {other:?}",
                shape.name
            );
        }
    }
    // Strips hold keys of their own; a key that sticks out of one lies over something else.
    for key in &keys {
        for text in boxed(AccessibleRole::Text)
            .iter()
            .filter(|text| !text.0.is_empty())
        {
            let holds = text.1 <= key.1 + 0.5
                && text.2 <= key.2 + 0.5
                && text.1 + text.3 >= key.1 + key.3 - 0.5
                && text.2 + text.4 >= key.2 + key.4 - 0.5;
            let held = key.1 <= text.1 + 0.5
                && key.2 <= text.2 + 0.5
                && key.1 + key.3 >= text.1 + text.3 - 0.5
                && key.2 + key.4 >= text.2 + text.4 - 0.5;
            assert!(
                holds || held || !cover(key, text),
                "{state} {}: {key:?} and {text:?}",
                shape.name
            );
        }
    }
}

type Bounds = (String, f32, f32, f32, f32);

fn bounds(part: &ElementHandle) -> Bounds {
    let (at, size) = (part.absolute_position(), part.size());
    let label = part.accessible_label().unwrap_or_default().to_string();
    (label, at.x, at.y, size.width, size.height)
}

/// Whether two boxes share more than an edge.
fn cover(one: &Bounds, other: &Bounds) -> bool {
    let along =
        |a: f32, wide_a: f32, b: f32, wide_b: f32| a + wide_a > b + 1.0 && b + wide_b > a + 1.0;
    along(one.1, one.3, other.1, other.3) && along(one.2, one.4, other.2, other.4)
}

fn shoot_all(shape: &Shape, states: impl IntoIterator<Item = State>) {
    for state in states {
        shape.shoot(state);
    }
}

#[test]
fn docked_in_indonesian() {
    shoot_all(&Shape::light("docked-id", DOCKED, ID), states::all());
}

#[test]
fn docked_in_english_and_high_contrast() {
    shoot_all(
        &Shape::contrast("docked-contrast-en", DOCKED, EN),
        states::all(),
    );
}

#[test]
fn wide_in_english() {
    shoot_all(&Shape::light("wide-en", WIDE, EN), states::all());
}

#[test]
fn wide_in_indonesian_and_high_contrast() {
    shoot_all(
        &Shape::contrast("wide-contrast-id", WIDE, ID),
        states::all(),
    );
}

#[test]
fn a_bar_on_a_small_monitor() {
    shoot_all(&Shape::light("bar-id", BAR, ID), states::all());
}

#[test]
fn a_bar_in_english_and_high_contrast() {
    shoot_all(&Shape::contrast("bar-contrast-en", BAR, EN), states::all());
}

#[test]
fn a_short_bar() {
    shoot_all(&Shape::light("bar800-en", SHORT_BAR, EN), states::all());
}

#[test]
fn a_low_panel() {
    shoot_all(&Shape::light("low-id", LOW, ID), states::all());
}

#[test]
fn a_tall_panel() {
    shoot_all(&Shape::light("tall-en", TALL, EN), states::all());
}

#[test]
fn the_widest_window() {
    shoot_all(&Shape::light("widest-id", WIDEST, ID), states::DESK);
}

#[test]
fn a_pseudo_language_from_right_to_left() {
    shoot_all(&Shape::light("docked-rtl", DOCKED, EN).rtl(), states::all());
    shoot_all(&Shape::light("wide-rtl", WIDE, EN).rtl(), states::DESK);
    shoot_all(&Shape::light("bar-rtl", BAR, EN).rtl(), states::DESK);
}

#[test]
fn twelve_services_in_a_wide_window() {
    let mut scene = Scene::new(WIDE, ID);
    for (index, letter) in "DEGHJKM".chars().enumerate() {
        let name = ("Pelayanan Administrasi Kependudukan", "Civil registration");
        let id = letter.to_ascii_lowercase().to_string();
        let late = service(&id, name, &letter.to_string(), index as u8, 3, 55);
        scene.view.services.push(late);
    }
    scene.hear();
    scene.shoot("full-wide-id");
}

#[test]
fn a_counter_is_chosen_in_high_contrast() {
    let setup = Setup {
        counter: None,
        scheme: Scheme::Contrast,
        locale: None,
        keymap: Keymap::default(),
    };
    let scene = Scene::with(DOCKED, ID, setup);
    scene.shoot("counters-docked-contrast");
    scene.strike("3");
    scene.shoot("serving-docked-contrast");
}

#[test]
fn a_quiet_morning() {
    let mut scene = Scene::new(WIDE, EN);
    for service in &mut scene.view.services {
        service.waiting = 0;
        service.oldest_since = None;
    }
    scene.view.aside.clear();
    scene.at_counter("idle", None);
    scene.shoot("empty-wide-en");
}

#[test]
fn a_journey_says_where_the_customer_goes_next() {
    let mut scene = Scene::new(DOCKED, ID);
    let stops = ["lab", "farmasi"].map(|id| antre_domain::ServiceId::new(id).unwrap());
    let mut present = ticket("A012", 0, "umum", "serving");
    present.onward = stops[1..].to_vec();
    scene.at_counter("serving", Some(present.clone()));
    assert_says(&scene, "Setelah ini: Farmasi");
    present.onward = stops.to_vec();
    present.legs = 2;
    scene.at_counter("serving", Some(present.clone()));
    assert_says(&scene, "Tahap 2. Setelah ini: Laboratorium, Farmasi");
    present.onward.clear();
    scene.at_counter("serving", Some(present));
    assert!(!says(&scene, "Setelah ini: Laboratorium, Farmasi"));
}
