//! What a person who does not see the screen is told of it: the parts of a window with their
//! roles, names and boxes, in the order in which they are read.
//!
//! Read on a change of page, a key or a touch; never polled.

use i_slint_backend_testing::{AccessibleLiveness, AccessibleRole, ElementHandle, ElementQuery};
use slint::ComponentHandle;

/// A screen with more than this is read only so far.
pub const PARTS_MAX: usize = 400;

/// Something on the screen that carries a role.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// What it is.
    pub role: Role,
    /// In which turn it is read.
    pub turn: Turn,
    /// What it is called; empty where the page forgot it.
    pub label: String,
    /// What else is said of it, or why it cannot be had.
    pub description: String,
    /// What stands in it, where it has a value.
    pub value: String,
    /// Left edge in logical pixels from the window's corner.
    pub x: f32,
    /// Top edge in logical pixels.
    pub y: f32,
    /// Width in logical pixels.
    pub width: f32,
    /// Height in logical pixels.
    pub height: f32,
    /// Whether it can be pressed now.
    pub enabled: bool,
    /// On or off, for what can be either.
    pub checked: Option<bool>,
    /// How urgently its change is told.
    pub live: Live,
    /// Where a page's reader begins: its leading key.
    pub leads: bool,
}

/// What a part is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Can be pressed.
    Button,
    /// Is read.
    Text,
    /// A picture with a name.
    Image,
    /// How much is left of something.
    Progress,
    /// Anything else.
    Other,
}

/// In which turn a part is read: what stands on every page comes last.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Turn {
    /// What the page is about.
    #[default]
    Page,
    /// The way back.
    Back,
    /// How the screen should be.
    Modes,
    /// The languages.
    Languages,
}

/// How urgently a change is told.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Live {
    /// Only to who asks.
    #[default]
    Off,
    /// After what is being said.
    Polite,
    /// At once.
    Assertive,
}

impl Part {
    /// Whether it takes part in moving from key to key.
    pub fn is_key(&self) -> bool {
        self.role == Role::Button
    }

    /// Whether the point `x`, `y` (logical pixels) lies on it.
    pub fn covers(&self, x: f32, y: f32) -> bool {
        let across = self.x..self.x + self.width;
        let down = self.y..self.y + self.height;
        across.contains(&x) && down.contains(&y)
    }
}

/// The parts of a window in reading order, as they were when it was read.
#[derive(Clone, Default)]
pub struct Tree {
    parts: Vec<Part>,
    elements: Vec<ElementHandle>,
}

impl Tree {
    /// Reads what is visible in `component`'s window.
    pub fn read<C: ComponentHandle>(component: &C) -> Self {
        let mut found: Vec<(Part, ElementHandle)> = Vec::new();
        let mut ordinary = ElementQuery::from_root(component).find_all();
        ordinary.retain(is_told);
        for element in ordinary {
            let part = part(&element);
            // Words that are not there now.
            let is_empty =
                part.role == Role::Text && part.label.is_empty() && part.value.is_empty();
            // The toolkit lists an item once for each element that was folded into it, and names
            // it only the first time.
            let folded = found.last().is_some_and(|(last, _)| {
                part.label.is_empty() && part.role == last.role && same_box(&part, last)
            });
            if !folded && !is_empty && found.len() < PARTS_MAX {
                found.push((part, element));
            }
        }
        // The order of the page's source is its logical order, mirrored or not.
        found.sort_by_key(|(part, _)| part.turn);
        let (parts, elements) = found.into_iter().unzip();
        Self { parts, elements }
    }

    /// The parts, in reading order.
    pub fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// Presses the part at `index`, if it is still there.
    pub fn press(&self, index: usize) {
        if let Some(element) = self.elements.get(index) {
            element.invoke_accessible_default_action();
        }
    }
}

impl std::fmt::Debug for Tree {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(&self.parts).finish()
    }
}

/// The names by which `Pressable` tells its turn (`accessible-id`).
const BACK: &str = "turn-back";
const MODES: &str = "turn-modes";
const LANGUAGES: &str = "turn-languages";
const LEADS: &str = "leads";

fn is_told(element: &ElementHandle) -> bool {
    let size = element.size();
    let drawn = size.width > 0.0 && size.height > 0.0;
    drawn && !matches!(element.accessible_role(), None | Some(AccessibleRole::None))
}

fn part(element: &ElementHandle) -> Part {
    let (corner, size) = (element.absolute_position(), element.size());
    let id = element.accessible_id().unwrap_or_default();
    let checkable = element.accessible_checkable() == Some(true);
    let checked = element.accessible_checked().unwrap_or_default();
    Part {
        role: match element.accessible_role() {
            Some(AccessibleRole::Button) => Role::Button,
            Some(AccessibleRole::Text) => Role::Text,
            Some(AccessibleRole::Image) => Role::Image,
            Some(AccessibleRole::ProgressIndicator) => Role::Progress,
            // The toolkit's list grows; ours does not.
            _ => Role::Other,
        },
        turn: match id.as_str() {
            BACK => Turn::Back,
            MODES => Turn::Modes,
            LANGUAGES => Turn::Languages,
            _ => Turn::Page,
        },
        label: element.accessible_label().unwrap_or_default().into(),
        description: element.accessible_description().unwrap_or_default().into(),
        value: element.accessible_value().unwrap_or_default().into(),
        x: corner.x,
        y: corner.y,
        width: size.width,
        height: size.height,
        enabled: element.accessible_enabled() != Some(false),
        checked: checkable.then_some(checked),
        live: match element.accessible_live_region() {
            Some(AccessibleLiveness::Polite) => Live::Polite,
            Some(AccessibleLiveness::Assertive) => Live::Assertive,
            Some(AccessibleLiveness::Off) | None => Live::Off,
            Some(_) => Live::Polite,
        },
        leads: id == LEADS,
    }
}

fn same_box(one: &Part, other: &Part) -> bool {
    [one.x, one.y, one.width, one.height] == [other.x, other.y, other.width, other.height]
}
