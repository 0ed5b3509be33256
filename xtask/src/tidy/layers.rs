//! Arrows point down only: a room uses rooms of lower levels, never its own or above.

use cargo_metadata::{DependencyKind, Metadata};

/// A package of the workspace and the packages of the workspace that it uses.
#[derive(Clone, Debug)]
pub(crate) struct Room {
    pub(crate) package: String,
    /// From the workspace's root.
    pub(crate) directory: String,
    pub(crate) uses: Vec<Use>,
}

#[derive(Clone, Debug)]
pub(crate) struct Use {
    package: String,
    for_tests_only: bool,
}

/// The rooms, top to bottom: package, directory, level.
const ROOMS: [(&str, &str, u8); 22] = [
    ("antre-kiosk", "kiosk-ui", 4),
    ("antre-display", "display-ui", 4),
    ("antre-counter", "counter-ui", 4),
    ("antre", "crates/antre", 4),
    ("antre-hub", "crates/hub", 3),
    ("antre-ui-kit", "crates/ui-kit", 3),
    ("antre-storage", "crates/storage", 2),
    ("antre-client", "crates/client", 2),
    ("antre-printing", "crates/printing", 2),
    ("antre-audio", "crates/audio", 2),
    ("antre-kiosk-flow", "crates/kiosk-flow", 2),
    ("antre-hall-flow", "crates/hall-flow", 2),
    ("antre-counter-flow", "crates/counter-flow", 2),
    ("antre-protocol", "crates/protocol", 1),
    ("antre-journal", "crates/journal", 1),
    ("antre-ticket", "crates/ticket", 1),
    ("antre-printer-sim", "crates/printer-sim", 1),
    ("antre-speech", "crates/speech", 1),
    ("antre-forecast", "crates/forecast", 1),
    ("antre-domain", "crates/domain", 0),
    ("antre-printer-profile", "crates/printer-profile", 0),
    ("xtask", "xtask", ABOVE_ALL),
];

/// What stands above all rooms and may use any: `xtask` and the packages under `tests/`.
const ABOVE_ALL: u8 = u8::MAX;

pub(crate) fn rooms(metadata: &Metadata) -> Vec<Room> {
    let members = metadata.workspace_packages();
    let is_ours = |name: &str| members.iter().any(|member| member.name == name);
    let room = |member: &&cargo_metadata::Package| {
        let directory = member
            .manifest_path
            .parent()
            .unwrap_or(&member.manifest_path);
        let directory = directory
            .strip_prefix(&metadata.workspace_root)
            .unwrap_or(directory);
        let ours = member
            .dependencies
            .iter()
            .filter(|dependency| is_ours(&dependency.name));
        let uses = ours.map(|dependency| Use {
            package: dependency.name.clone(),
            for_tests_only: dependency.kind == DependencyKind::Development,
        });
        Room {
            package: member.name.to_string(),
            directory: directory.to_string(),
            uses: uses.collect(),
        }
    };
    members.iter().map(room).collect()
}

/// Whether the room may hold what is under Slint's licences.
pub(crate) fn has_windows(package: &str) -> bool {
    [
        "antre-kiosk",
        "antre-display",
        "antre-counter",
        "antre-ui-kit",
    ]
    .contains(&package)
}

/// Whether what uses the room is a developer's, never distributed.
pub(crate) fn stands_above_all(directory: &str) -> bool {
    directory == "xtask" || directory.starts_with("tests/")
}

pub(crate) fn faults(rooms: &[Room]) -> Vec<String> {
    let mut faults = Vec::new();
    for room in rooms {
        let Some(level) = level(&room.package, &room.directory) else {
            faults.push(format!(
                "layers: {} in {} is not in the table of rooms (xtask/src/tidy/layers.rs)",
                room.package, room.directory
            ));
            continue;
        };
        for used in &room.uses {
            faults.extend(fault(room, level, used, rooms));
        }
    }
    faults
}

fn fault(room: &Room, level: u8, used: &Use, rooms: &[Room]) -> Option<String> {
    if used.for_tests_only {
        return (level == 0).then(|| {
            format!(
                "layers: {} uses {} in its tests; it must stand alone",
                room.package, used.package
            )
        });
    }
    // A room that is not in the table was reported already.
    let below = rooms.iter().find(|other| other.package == used.package)?;
    let level_below = self::level(&below.package, &below.directory)?;
    (level != ABOVE_ALL && level_below >= level).then(|| {
        format!(
            "layers: {} (L{level}) uses {} (L{level_below}); arrows point down only",
            room.package, used.package
        )
    })
}

fn level(package: &str, directory: &str) -> Option<u8> {
    if stands_above_all(directory) {
        return Some(ABOVE_ALL);
    }
    let known = ROOMS
        .iter()
        .find(|(name, place, _)| *name == package && *place == directory);
    known.map(|(_, _, level)| *level)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn room(package: &str, directory: &str, uses: &[(&str, bool)]) -> Room {
        let uses = uses.iter().map(|(package, for_tests_only)| Use {
            package: (*package).to_owned(),
            for_tests_only: *for_tests_only,
        });
        Room {
            package: package.to_owned(),
            directory: directory.to_owned(),
            uses: uses.collect(),
        }
    }

    #[test]
    fn arrows_that_point_down_are_right() {
        let rooms = [
            room(
                "antre-hub",
                "crates/hub",
                &[("antre-storage", false), ("antre-domain", false)],
            ),
            room(
                "antre-storage",
                "crates/storage",
                &[("antre-domain", false), ("antre-hub", true)],
            ),
            room("antre-domain", "crates/domain", &[]),
            room(
                "antre-branch-tests",
                "tests/branch",
                &[("antre-hub", false), ("xtask", false)],
            ),
            room("xtask", "xtask", &[]),
        ];
        assert_eq!(faults(&rooms), [""; 0]);
    }

    #[test]
    fn an_arrow_that_points_up_is_a_fault() {
        let rooms = [
            room("antre-domain", "crates/domain", &[("antre-storage", false)]),
            room("antre-storage", "crates/storage", &[]),
        ];
        assert_eq!(
            faults(&rooms),
            ["layers: antre-domain (L0) uses antre-storage (L2); arrows point down only"]
        );
    }

    #[test]
    fn an_arrow_to_the_same_level_is_a_fault() {
        let rooms = [
            room(
                "antre-printer-sim",
                "crates/printer-sim",
                &[("antre-ticket", false)],
            ),
            room("antre-ticket", "crates/ticket", &[]),
        ];
        assert_eq!(faults(&rooms).len(), 1);
    }

    #[test]
    fn a_room_outside_the_table_or_in_the_wrong_place_is_a_fault() {
        assert_eq!(
            faults(&[room("antre-manager", "crates/manager", &[])]).len(),
            1
        );
        assert_eq!(faults(&[room("antre-domain", "crates/hub", &[])]).len(), 1);
    }

    #[test]
    fn the_domain_uses_no_room_even_in_its_tests() {
        let rooms = [
            room("antre-domain", "crates/domain", &[("antre-journal", true)]),
            room("antre-journal", "crates/journal", &[]),
        ];
        assert_eq!(
            faults(&rooms),
            ["layers: antre-domain uses antre-journal in its tests; it must stand alone"]
        );
    }
}
