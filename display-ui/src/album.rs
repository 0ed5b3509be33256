//! Which picture is fetched next and which is read next, within what a display may hold. Pure: no
//! network, no clock of its own.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use crate::hall::Wanted;

/// What the files of pictures take in memory, in bytes: a playlist of usual size. Of a larger one those
/// that are not shown are fetched again when their turn comes.
pub const KEPT_BYTES_MAX: usize = 16 * 1024 * 1024;
/// A hub that did not have a picture, or that was away, is asked again after this.
const AGAIN: Duration = Duration::from_secs(20);

/// A room that differs by no more than so many pixels is the same: the place of a picture follows its
/// shape, and its shape is rounded to whole pixels.
const ROUNDED_PIXELS: u32 = 3;

/// What the screen wishes for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wish {
    /// The playlist.
    pub wanted: Vec<Wanted>,
    /// What stands on the screen, or should: the hash of its file.
    pub shown: Option<String>,
    /// The room for it, width and height in pixels.
    pub room: (u32, u32),
}

/// The pictures of one display.
#[derive(Debug, Default)]
pub struct Album {
    found: BTreeMap<String, Found>,
    drawn: Option<(String, (u32, u32))>,
}

#[derive(Debug)]
enum Found {
    Kept(Arc<[u8]>),
    /// It can be shown, and is not in memory.
    LetGo,
    /// It cannot be shown.
    Unfit,
    /// It did not come.
    Absent {
        again_at: Duration,
    },
}

impl Album {
    /// What is not in the playlist any more is forgotten.
    pub fn follow(&mut self, wish: &Wish) {
        let is_wanted = |sha256: &String| wish.wanted.iter().any(|one| one.sha256 == *sha256);
        self.found.retain(|sha256, _| is_wanted(sha256));
    }

    /// What is to be fetched now: first of all what should stand on the screen.
    pub fn to_fetch(&self, wish: &Wish, now: Duration) -> Option<Wanted> {
        let is_shown = |one: &&Wanted| wish.shown.as_ref() == Some(&one.sha256);
        let lacks = |one: &&Wanted| match self.found.get(&one.sha256) {
            None => true,
            Some(Found::LetGo) => is_shown(one),
            Some(Found::Absent { again_at }) => *again_at <= now,
            Some(Found::Kept(_) | Found::Unfit) => false,
        };
        let mut lacking = wish.wanted.iter().filter(lacks);
        let first = lacking.clone().find(is_shown);
        first.or_else(|| lacking.next()).cloned()
    }

    /// When something is to be asked for again.
    pub fn next_deadline(&self) -> Option<Duration> {
        let again = self.found.values().filter_map(|found| match found {
            Found::Absent { again_at } => Some(*again_at),
            Found::Kept(_) | Found::LetGo | Found::Unfit => None,
        });
        again.min()
    }

    /// What is to be read for the screen now.
    pub fn to_draw(&self, wish: &Wish) -> Option<(String, Arc<[u8]>)> {
        let shown = wish.shown.as_ref()?;
        let is_drawn = self.drawn.as_ref().is_some_and(|(sha256, room)| {
            let same = |one: u32, other: u32| one.abs_diff(other) <= ROUNDED_PIXELS;
            sha256 == shown && same(room.0, wish.room.0) && same(room.1, wish.room.1)
        });
        if is_drawn {
            return None;
        }
        match self.found.get(shown)? {
            Found::Kept(bytes) => Some((shown.clone(), Arc::clone(bytes))),
            Found::LetGo | Found::Unfit | Found::Absent { .. } => None,
        }
    }

    /// It was read for a room of this size.
    pub fn drew(&mut self, sha256: String, room: (u32, u32)) {
        self.drawn = Some((sha256, room));
    }

    /// It came, and can be shown.
    pub fn keep(&mut self, sha256: &str, bytes: Arc<[u8]>, wish: &Wish) {
        let mut total = bytes.len();
        let shown = wish.shown.as_deref();
        for (other, found) in &mut self.found {
            if let Found::Kept(kept) = found
                && other != sha256
            {
                total += kept.len();
                if total > KEPT_BYTES_MAX && shown != Some(other.as_str()) {
                    total -= kept.len();
                    *found = Found::LetGo;
                }
            }
        }
        self.found.insert(sha256.to_owned(), Found::Kept(bytes));
    }

    /// It came, and cannot be shown.
    pub fn pass_over(&mut self, sha256: &str) {
        self.found.insert(sha256.to_owned(), Found::Unfit);
    }

    /// It did not come.
    pub fn ask_again(&mut self, sha256: &str, now: Duration) {
        let again_at = now + AGAIN;
        let absent = Found::Absent { again_at };
        self.found.insert(sha256.to_owned(), absent);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROOM: (u32, u32) = (1_920, 1_080);
    const NOW: Duration = Duration::from_secs(100);

    fn wish(wanted: &[&str], shown: Option<&str>) -> Wish {
        let wanted = wanted.iter().map(|sha256| Wanted {
            file: format!("{sha256}.png"),
            sha256: (*sha256).to_owned(),
        });
        Wish {
            wanted: wanted.collect(),
            shown: shown.map(str::to_owned),
            room: ROOM,
        }
    }

    fn fetched(album: &Album, wish: &Wish) -> Option<String> {
        album.to_fetch(wish, NOW).map(|wanted| wanted.sha256)
    }

    fn file(bytes: usize) -> Arc<[u8]> {
        vec![0; bytes].into()
    }

    #[test]
    fn what_should_stand_on_the_screen_is_fetched_before_the_rest_and_each_once() {
        let mut album = Album::default();
        let wish = wish(&["a", "b", "c"], Some("b"));
        let mut order = Vec::new();
        while let Some(next) = fetched(&album, &wish) {
            album.keep(&next, file(10), &wish);
            order.push(next);
        }
        assert_eq!(order, ["b", "a", "c"]);
    }

    #[test]
    fn a_large_playlist_stays_within_its_bytes_and_what_is_shown_is_at_hand() {
        let mut album = Album::default();
        let names = ["a", "b", "c", "d", "e", "f"];
        let mut wish = wish(&names, None);
        for name in names {
            album.keep(name, file(4 << 20), &wish);
        }
        let kept = |album: &Album| -> usize {
            let sizes = album.found.values().map(|found| match found {
                Found::Kept(bytes) => bytes.len(),
                _ => 0,
            });
            sizes.sum()
        };
        assert_eq!(kept(&album), KEPT_BYTES_MAX);
        assert_eq!(fetched(&album, &wish), None, "all of them are known");
        for name in names {
            wish.shown = Some(name.to_owned());
            if let Some(again) = fetched(&album, &wish) {
                assert_eq!(again, name);
                album.keep(name, file(4 << 20), &wish);
            }
            assert!(album.to_draw(&wish).is_some(), "{name}");
            assert!(kept(&album) <= KEPT_BYTES_MAX);
        }
    }

    #[test]
    fn a_picture_is_read_once_for_a_room_and_again_for_another() {
        let mut album = Album::default();
        let mut wish = wish(&["a"], Some("a"));
        assert_eq!(album.to_draw(&wish), None, "it has not come");
        album.keep("a", file(10), &wish);
        assert!(album.to_draw(&wish).is_some());
        album.drew("a".to_owned(), ROOM);
        assert_eq!(album.to_draw(&wish), None);
        wish.room = (1_919, 1_081);
        assert_eq!(
            album.to_draw(&wish),
            None,
            "its place was rounded otherwise"
        );
        wish.room = (3_840, 2_160);
        assert!(album.to_draw(&wish).is_some());
    }

    #[test]
    fn what_cannot_be_shown_is_left_alone_and_what_did_not_come_is_asked_for_later() {
        let mut album = Album::default();
        let wish = wish(&["a", "b"], Some("a"));
        album.pass_over("a");
        album.ask_again("b", NOW);
        assert_eq!(fetched(&album, &wish), None);
        assert_eq!(album.to_draw(&wish), None);
        let later = album.next_deadline().unwrap();
        assert!(later > NOW);
        let asked = album.to_fetch(&wish, later).map(|wanted| wanted.sha256);
        assert_eq!(asked.as_deref(), Some("b"));
    }

    #[test]
    fn what_left_the_playlist_is_forgotten() {
        let mut album = Album::default();
        let before = wish(&["a", "b"], None);
        album.keep("a", file(10), &before);
        album.pass_over("b");
        album.follow(&wish(&["b"], None));
        assert_eq!(album.found.keys().collect::<Vec<_>>(), ["b"]);
        album.follow(&wish(&[], None));
        assert_eq!(fetched(&album, &before).as_deref(), Some("a"));
    }
}
