//! What one finger means: a long hold begins the guide; with the guide on, it explores, and two
//! quick taps press.

use std::time::Duration;

/// A finger that lies still for so long begins the guide.
pub const HOLD: Duration = Duration::from_secs(3);
/// The second of two taps comes within this time of the first.
pub const DOUBLE_TAP: Duration = Duration::from_millis(500);
/// A touch that lasts longer than this is no tap.
const TAP_MOST: Duration = Duration::from_millis(500);
/// A finger that stays so long has something spoken to it before it lifts.
const EXPLORE_AFTER: Duration = Duration::from_millis(150);
/// A finger that moves less than this (logical pixels) trembles; a thumb's breadth.
const TREMBLE: f32 = 48.0;
/// Two taps further apart than this are two searches.
const TAPS_APART_MOST: f32 = 160.0;

/// A point in logical pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Point {
    pub(super) x: f32,
    pub(super) y: f32,
}

impl Point {
    fn is_within(self, other: Self, reach: f32) -> bool {
        (self.x - other.x).hypot(self.y - other.y) <= reach
    }
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Gesture {
    /// Lay still for [`HOLD`].
    Held,
    /// Is here now.
    Over(Point),
    /// Tapped twice.
    Twice,
}

#[derive(Debug, Default)]
pub(super) struct Fingers {
    down: Option<Down>,
    tap: Option<Tap>,
}

#[derive(Debug, Clone, Copy)]
struct Down {
    at: Duration,
    from: Point,
    now: Point,
    kind: Kind,
    moved: bool,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Kind {
    /// May become a tap, a hold or a search.
    Fresh,
    /// The second tap of two.
    Second,
    Exploring,
    /// Began the guide, or slid too far to do so.
    Spent,
}

#[derive(Debug, Clone, Copy)]
struct Tap {
    until: Duration,
    on: Point,
    /// What lies under it was spoken before it lifted.
    heard: bool,
}

impl Fingers {
    pub(super) fn down(&mut self, on: Point, now: Duration) {
        let first = self.tap.take();
        let is_second =
            first.is_some_and(|tap| now <= tap.until && tap.on.is_within(on, TAPS_APART_MOST));
        self.down = Some(Down {
            at: now,
            from: on,
            now: on,
            kind: if is_second { Kind::Second } else { Kind::Fresh },
            moved: false,
        });
    }

    pub(super) fn moved(&mut self, to: Point, guided: bool) -> Option<Gesture> {
        let down = self.down.as_mut()?;
        down.now = to;
        down.moved |= !down.from.is_within(to, TREMBLE);
        match down.kind {
            Kind::Exploring => Some(Gesture::Over(to)),
            Kind::Fresh | Kind::Second if down.moved => {
                down.kind = if guided { Kind::Exploring } else { Kind::Spent };
                guided.then_some(Gesture::Over(to))
            }
            Kind::Spent if guided && down.moved => {
                down.kind = Kind::Exploring;
                Some(Gesture::Over(to))
            }
            Kind::Fresh | Kind::Second | Kind::Spent => None,
        }
    }

    pub(super) fn up(&mut self, now: Duration, guided: bool) -> Option<Gesture> {
        let down = self.down.take()?;
        let is_brief = guided && !down.moved && now.saturating_sub(down.at) <= TAP_MOST;
        match down.kind {
            Kind::Second if is_brief => return Some(Gesture::Twice),
            Kind::Fresh | Kind::Exploring if is_brief => {
                self.tap = Some(Tap {
                    until: now + DOUBLE_TAP,
                    on: down.now,
                    heard: down.kind == Kind::Exploring,
                });
            }
            Kind::Fresh | Kind::Second | Kind::Exploring | Kind::Spent => {}
        }
        None
    }

    pub(super) fn cancelled(&mut self) {
        *self = Self::default();
    }

    pub(super) fn deadline(&self, guided: bool) -> Option<Duration> {
        let down = self.down.and_then(|down| match down.kind {
            Kind::Fresh if guided => Some(down.at + EXPLORE_AFTER),
            Kind::Second if guided => Some(down.at + TAP_MOST),
            Kind::Fresh => Some(down.at + HOLD),
            Kind::Second | Kind::Exploring | Kind::Spent => None,
        });
        down.into_iter().chain(self.tap.map(|tap| tap.until)).min()
    }

    pub(super) fn tick(&mut self, now: Duration, guided: bool) -> Option<Gesture> {
        if let Some(tap) = self.tap.filter(|tap| now >= tap.until) {
            self.tap = None;
            if !tap.heard {
                return Some(Gesture::Over(tap.on));
            }
        }
        let due = self.deadline(guided)?;
        let down = self.down.as_mut().filter(|_| now >= due)?;
        if guided {
            down.kind = Kind::Exploring;
            Some(Gesture::Over(down.now))
        } else {
            down.kind = Kind::Spent;
            Some(Gesture::Held)
        }
    }
}
