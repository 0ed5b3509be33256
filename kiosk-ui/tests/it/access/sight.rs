//! A screen as people meet it: what a screen reader is told, where its texts and signs lie, its pixels.

use antre_ui_kit::accessible::{Part, Tree};
use i_slint_backend_testing::{AccessibleRole, ElementHandle, ElementQuery};
use slint::ComponentHandle;

use super::ink::{Picture, Rect};

/// One look at a screen.
pub(crate) struct Sight {
    /// What it is called in the report.
    pub(crate) name: String,
    pub(crate) width: f32,
    pub(crate) height: f32,
    /// A logical pixel, in millimetres.
    pub(crate) pitch_mm: f32,
    pub(crate) rtl: bool,
    /// In reading order; where one covers the whole window, that one alone.
    pub(crate) parts: Vec<Part>,
    pub(crate) texts: Vec<Text>,
    pub(crate) signs: Vec<Rect>,
    pub(crate) picture: Picture,
}

/// A text as it is drawn.
#[derive(Debug, Clone)]
pub(crate) struct Text {
    pub(crate) words: String,
    pub(crate) place: Rect,
    /// What its lines are drawn together by (`line-height-factor` in ui-kit's words).
    pub(crate) pitch: f32,
}

impl Sight {
    pub(crate) fn of<C: ComponentHandle>(ui: &C, name: &str, pitch_mm: f32, rtl: bool) -> Self {
        let window = ui.window();
        let scale = window.scale_factor();
        let picture = Picture::new(window.take_snapshot().unwrap(), scale);
        let size = window.size().to_logical(scale);
        let all = ElementQuery::from_root(ui).find_all();
        let covers =
            |width: f32, height: f32| width >= size.width - 0.5 && height >= size.height - 0.5;
        let lid = all.iter().rposition(|element| {
            element.accessible_role() == Some(AccessibleRole::Button)
                && covers(element.size().width, element.size().height)
        });
        let parts = Tree::read(ui).parts().to_vec();
        let parts = match parts
            .iter()
            .rposition(|part| part.is_key() && covers(part.width, part.height))
        {
            Some(lid) => vec![parts[lid].clone()],
            None => parts,
        };
        let seen = &all[lid.unwrap_or(0)..];
        Self {
            name: name.to_owned(),
            width: size.width,
            height: size.height,
            pitch_mm,
            rtl,
            parts,
            texts: texts(seen, rtl),
            signs: seen
                .iter()
                .filter(|element| is_a(element, "Icon"))
                .map(rect)
                .filter(|place| place.width > 0.0)
                .collect(),
            picture,
        }
    }

    pub(crate) fn keys(&self) -> Vec<&Part> {
        self.parts.iter().filter(|part| part.is_key()).collect()
    }

    pub(crate) fn mm(&self, logical: f32) -> f32 {
        logical * self.pitch_mm
    }
}

pub(crate) fn place(part: &Part) -> Rect {
    Rect {
        x: part.x,
        y: part.y,
        width: part.width,
        height: part.height,
    }
}

fn texts(seen: &[ElementHandle], rtl: bool) -> Vec<Text> {
    let mut texts: Vec<Text> = Vec::new();
    for element in seen.iter().filter(|element| is_a(element, "Text")) {
        let words = element.accessible_label().unwrap_or_default();
        let place = rect(element);
        if words.trim().is_empty() || place.width <= 0.0 || place.height <= 0.0 {
            continue;
        }
        let pitch = if rtl {
            1.16
        } else if is_a(element, "Fitted") {
            0.86
        } else if is_a(element, "Words") {
            0.94
        } else {
            1.0
        };
        texts.push(Text {
            words: words.into(),
            place,
            pitch,
        });
    }
    texts
}

fn rect(element: &ElementHandle) -> Rect {
    let (corner, size) = (element.absolute_position(), element.size());
    Rect {
        x: corner.x,
        y: corner.y,
        width: size.width,
        height: size.height,
    }
}

fn is_a(element: &ElementHandle, component: &str) -> bool {
    element.type_name().is_some_and(|name| name == component)
        || element
            .bases()
            .is_some_and(|mut bases| bases.any(|base| base == component))
}
