//! Nothing lies over anything else, and nothing leaves its place.

use antre_display::Scheme;
use antre_domain::Locale;
use i_slint_backend_testing::{ElementHandle, ElementQuery};
use slint::ComponentHandle as _;

use crate::faces::{Sight, Stand};
use crate::grid::{HD, SIGHTS, TALL};

/// What stands for itself on the screen, one beside the other.
const PARTS: [&str; 7] = [
    "Header", "Bar", "Strip", "Quiet", "CallSlip", "Recent", "Lurik",
];
/// The paper's frame reaches out so far.
const FRAME: f32 = 4.0;
const MARGIN: f32 = 48.0;

#[derive(Debug, Clone, Copy)]
struct Area {
    left: f32,
    top: f32,
    right: f32,
    bottom: f32,
}

impl Area {
    fn of(element: &ElementHandle) -> Self {
        let (corner, size) = (element.absolute_position(), element.size());
        Self {
            left: corner.x,
            top: corner.y,
            right: corner.x + size.width,
            bottom: corner.y + size.height,
        }
    }

    fn overlaps(self, other: Self) -> bool {
        const TOUCHING: f32 = 0.5;
        self.left + TOUCHING < other.right
            && other.left + TOUCHING < self.right
            && self.top + TOUCHING < other.bottom
            && other.top + TOUCHING < self.bottom
    }

    fn holds(self, other: Self) -> bool {
        const SLACK: f32 = 1.0;
        other.left >= self.left - SLACK
            && other.top >= self.top - SLACK
            && other.right <= self.right + SLACK
            && other.bottom <= self.bottom + SLACK
    }
}

fn all(stand: &Stand, name: &str) -> Vec<ElementHandle> {
    let everything = ElementQuery::from_root(&stand.window);
    everything.match_inherits(name).find_all()
}

fn within(part: &ElementHandle, name: &str) -> Vec<Area> {
    let found = part.query_descendants().match_inherits(name).find_all();
    found.iter().map(Area::of).collect()
}

#[test]
fn no_part_of_a_page_lies_over_another() {
    everywhere(|stand, what| {
        let parts: Vec<(&str, Area)> = PARTS
            .iter()
            .flat_map(|name| {
                all(stand, name)
                    .into_iter()
                    .map(|part| (*name, Area::of(&part)))
            })
            .filter(|(_, area)| area.right > area.left && area.bottom > area.top)
            .collect();
        for (index, (name, area)) in parts.iter().enumerate() {
            for (other_name, other) in &parts[index + 1..] {
                assert!(
                    !area.overlaps(*other),
                    "{what}: {name} {area:?} and {other_name} {other:?}"
                );
            }
        }
        assert!(parts.len() >= 2, "{what}: {parts:?}");
    });
}

#[test]
fn what_is_printed_on_paper_stays_on_it() {
    let slips = std::cell::Cell::new(0);
    everywhere(|stand, what| {
        for slip in all(stand, "CallSlip") {
            let paper = Area::of(&slip);
            let printed = ["HallMark", "Sign", "Way"].map(|name| (name, within(&slip, name)));
            assert_eq!(printed[0].1.len(), 1, "{what}");
            assert_eq!(printed[1].1.len(), 1, "{what}");
            let printed: Vec<(&str, Area)> = printed
                .into_iter()
                .flat_map(|(name, areas)| areas.into_iter().map(move |area| (name, area)))
                .collect();
            for (index, (name, area)) in printed.iter().enumerate() {
                assert!(paper.holds(*area), "{what}: {name} {area:?} on {paper:?}");
                for (other_name, other) in &printed[index + 1..] {
                    assert!(
                        !area.overlaps(*other),
                        "{what}: {name} {area:?} and {other_name} {other:?}"
                    );
                }
            }
            slips.set(slips.get() + 1);
        }
    });
    assert!(slips.get() > 50, "{} slips", slips.get());
}

#[test]
fn the_margins_stay_free() {
    for size in [HD, TALL] {
        let stand = Stand::new(size, Scheme::Hall, Locale::ID);
        for sight in SIGHTS {
            if matches!(sight, Sight::Emergency(_)) {
                continue;
            }
            stand.show(sight, Locale::ID);
            let picture = stand.window.window().take_snapshot().unwrap();
            let ground = picture.as_slice()[0];
            // A bite's soft edge.
            const ROUND: u8 = 4;
            let free = (MARGIN - FRAME) as u32;
            for y in 0..picture.height() - 32 {
                for x in (0..free).chain(picture.width() - free..picture.width()) {
                    let pixel = picture.as_slice()[(y * picture.width() + x) as usize];
                    let same =
                        pixel.r.abs_diff(ground.r) <= ROUND && pixel.b.abs_diff(ground.b) <= ROUND;
                    assert!(same, "{sight:?} at {size:?}: {pixel:?} at {x}, {y}");
                }
            }
        }
    }
}

#[test]
fn a_call_is_told_with_the_way_to_its_counter() {
    let stand = Stand::new(HD, Scheme::Hall, Locale::ID);
    stand.show(Sight::Directions, Locale::ID);
    for label in [
        "A012, silakan menuju Loket 3, naik tangga",
        "F032, silakan menuju Loket 12, di sebelah kanan",
        "B005, silakan menuju Loket 1, di sebelah kiri",
    ] {
        let mut found = ElementHandle::find_by_accessible_label(&stand.window, label);
        assert!(found.next().is_some(), "{label}");
    }
}

fn everywhere(check: impl Fn(&Stand, &str)) {
    for size in [HD, TALL, (1366, 768), (1280, 1024)] {
        let stand = Stand::new(size, Scheme::Hall, Locale::ID);
        for sight in SIGHTS {
            stand.show(sight, Locale::ID);
            check(&stand, &format!("{sight:?} at {size:?}"));
        }
    }
}
