//! Every screen that `screens` draws is measured here: who has large fingers, shaking hands, a
//! wheelchair or a screen reader must be able to use it.

use crate::bench::{Bench, SMALL, Target};

/// A finger needs this, in millimetres (LOOK.md, after EN 301 549 and the field's facts).
const TARGET_MM: f32 = 20.0;
const GAP_MM: f32 = 2.5;
/// Pixel pitch of a 21.5-inch 1080p panel and of a 10.1-inch 1024 × 600 one.
const PITCH_MM: f32 = 0.248;
const PITCH_SMALL_MM: f32 = 0.216;

/// Panics where a target is too small, too near to another, off the screen or without a name.
pub(crate) fn measure(bench: &Bench, screen: &str) {
    let pitch = if bench.size() == SMALL {
        PITCH_SMALL_MM
    } else {
        PITCH_MM
    };
    let (width, height) = (bench.size().0 as f32, bench.size().1 as f32);
    let all = bench.targets();
    assert!(!all.is_empty(), "{screen}: nothing can be pressed");
    // While the screen asks whether anybody is there, it is one target.
    let whole = all
        .iter()
        .find(|target| target.width == width && target.height == height);
    let targets: Vec<&Target> = whole.map_or_else(|| all.iter().collect(), |whole| vec![whole]);
    for target in &targets {
        assert!(!target.label.is_empty(), "{screen}: {target:?} has no name");
        let short = target.width.min(target.height) * pitch;
        assert!(short >= TARGET_MM, "{screen}: {target:?} is {short} mm");
        let inside = target.left >= 0.0
            && target.top >= 0.0
            && target.left + target.width <= width
            && target.top + target.height <= height;
        assert!(inside, "{screen}: {target:?} leaves the screen");
    }
    for (index, one) in targets.iter().enumerate() {
        for other in &targets[index + 1..] {
            let gap = apart(one, other) * pitch;
            assert!(
                gap >= GAP_MM,
                "{screen}: {one:?} and {other:?} are {gap} mm apart"
            );
        }
    }
}

/// Pixels between two targets; negative where they overlap.
fn apart(one: &Target, other: &Target) -> f32 {
    let beside = (other.left - one.left - one.width).max(one.left - other.left - other.width);
    let below = (other.top - one.top - one.height).max(one.top - other.top - other.height);
    beside.max(below)
}

#[test]
fn two_keys_that_touch_are_no_distance_apart() {
    let key = |left: f32| Target {
        label: "k".into(),
        left,
        top: 0.0,
        width: 100.0,
        height: 100.0,
    };
    assert_eq!(apart(&key(0.0), &key(100.0)), 0.0);
    assert_eq!(apart(&key(0.0), &key(116.0)), 16.0);
    assert!(apart(&key(0.0), &key(50.0)) < 0.0);
}
