//! The pure rooms carry the bans on clocks, randomness and hash maps. Clippy reads only the
//! `clippy.toml` nearest to a package, so the file stands in each of them, the same in all.

use super::Source;
use super::layers::Room;

/// The first is the one that the others copy.
const PURE_ROOMS: [&str; 5] = [
    "crates/domain",
    "crates/ticket",
    "crates/speech",
    "crates/forecast",
    "crates/printer-sim",
];

/// What the bans must name at least.
const BANNED: [&str; 6] = [
    "std::time::SystemTime::now",
    "std::time::Instant::now",
    "chrono::Utc::now",
    "std::thread::sleep",
    "std::collections::HashMap",
    "std::collections::HashSet",
];

pub(crate) fn faults(rooms: &[Room], sources: &[Source]) -> Vec<String> {
    let bans_of = |room: &str| {
        sources
            .iter()
            .find(|source| source.path == format!("{room}/clippy.toml"))
    };
    let [original, ..] = PURE_ROOMS;
    let Some(bans) = bans_of(original) else {
        return vec![format!(
            "pure rooms: {original}/clippy.toml is missing; it holds the bans"
        )];
    };
    let unnamed = BANNED
        .iter()
        .filter(|banned| !bans.text.contains(&format!("path = \"{banned}\"")));
    let mut faults: Vec<String> = unnamed
        .map(|banned| format!("pure rooms: {} does not ban {banned}", bans.path))
        .collect();
    for room in PURE_ROOMS
        .into_iter()
        .filter(|pure| rooms.iter().any(|room| room.directory == *pure))
    {
        if bans_of(room).is_none_or(|copy| copy.text != bans.text) {
            faults.push(format!(
                "pure rooms: {room}/clippy.toml is not the same as {}; copy it",
                bans.path
            ));
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::super::tests::source;
    use super::*;

    fn room(directory: &str) -> Room {
        Room {
            package: String::new(),
            directory: directory.to_owned(),
            uses: Vec::new(),
        }
    }

    fn bans() -> String {
        BANNED
            .map(|banned| format!("path = \"{banned}\"\n"))
            .concat()
    }

    #[test]
    fn the_same_bans_in_each_pure_room_are_right() {
        let sources = [
            source("crates/domain/clippy.toml", &bans()),
            source("crates/ticket/clippy.toml", &bans()),
        ];
        assert_eq!(
            faults(
                &[
                    room("crates/domain"),
                    room("crates/ticket"),
                    room("crates/hub")
                ],
                &sources
            ),
            [""; 0]
        );
    }

    #[test]
    fn a_pure_room_without_the_bans_is_a_fault() {
        let sources = [source("crates/domain/clippy.toml", &bans())];
        assert_eq!(
            faults(&[room("crates/domain"), room("crates/speech")], &sources).len(),
            1
        );
        assert_eq!(faults(&[], &[]).len(), 1);
    }

    #[test]
    fn a_ban_that_is_lifted_in_one_room_or_in_all_is_a_fault() {
        let lifted = bans().replace("std::time::Instant::now", "");
        let one = [
            source("crates/domain/clippy.toml", &bans()),
            source("crates/ticket/clippy.toml", &lifted),
        ];
        assert_eq!(faults(&[room("crates/ticket")], &one).len(), 1);
        let all = [
            source("crates/domain/clippy.toml", &lifted),
            source("crates/ticket/clippy.toml", &lifted),
        ];
        assert_eq!(faults(&[room("crates/ticket")], &all).len(), 1);
    }
}
