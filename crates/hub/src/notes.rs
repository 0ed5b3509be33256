//! What only the clerk is told of a customer, what clerks write, and the words of announcements. They lie sealed in a file
//! of their own, and the log knows a reference to them: that is worth nothing once the day is over.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use antre_domain::{Announcement, Event, NoteRef, Text, Timestamp, What};
use antre_protocol::Need;
use antre_storage::{DataDir, PrivateRef, PrivateStore, StorageError};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::task::spawn_blocking;
use tokio::time::timeout;

/// A number never waits longer than this for what is only said beside it.
const KEEP_DEADLINE: Duration = Duration::from_secs(1);

/// What an event refers to.
#[derive(Debug, Default)]
pub(crate) struct Noted {
    /// What the ticket that it issues needs of the clerk.
    pub(crate) needs: Vec<Need>,
    /// The words of the announcements that it names.
    pub(crate) words: Vec<(NoteRef, Text)>,
}

/// Today's private texts. Where their file fails, they are lost, and nothing else is: no call of this
/// refuses anything, and no warning says what it was about.
#[derive(Debug)]
pub(crate) struct Notes {
    store: Option<Mutex<PrivateStore>>,
}

impl Notes {
    pub(crate) fn open(dir: &DataDir) -> Self {
        let store = dir.private().map_err(|error| {
            tracing::warn!(%error, "private texts will not be kept");
        });
        Self {
            store: store.ok().map(Mutex::new),
        }
    }

    /// Keeps words until `expires_at`, and says where; `None` where that failed.
    pub(crate) async fn keep(
        self: &Arc<Self>,
        words: &impl Serialize,
        expires_at: Timestamp,
    ) -> Option<NoteRef> {
        let text = serde_json::to_string(words).expect("words are what JSON can hold");
        let notes = Arc::clone(self);
        let kept = spawn_blocking(move || notes.put(&text, expires_at));
        match timeout(KEEP_DEADLINE, kept).await {
            Ok(Ok(kept)) => kept,
            Ok(Err(_)) | Err(_) => {
                tracing::warn!("a private text was not kept in time");
                None
            }
        }
    }

    /// Forgets what no event refers to. Where that fails, it goes with the day.
    pub(crate) fn forget(self: &Arc<Self>, note: NoteRef) {
        let notes = Arc::clone(self);
        drop(spawn_blocking(move || notes.erase(note)));
    }

    /// The words that clerks wrote, in the order of `notes`; `None` for each that is gone.
    pub(crate) async fn texts(self: &Arc<Self>, notes: Vec<NoteRef>) -> Vec<Option<String>> {
        let kept = Arc::clone(self);
        let read = spawn_blocking(move || notes.into_iter().map(|note| kept.read(note)).collect());
        match timeout(KEEP_DEADLINE, read).await {
            Ok(Ok(texts)) => texts,
            Ok(Err(_)) | Err(_) => {
                tracing::warn!("private texts were not read in time");
                Vec::new()
            }
        }
    }

    /// What `event` refers to. What it ends is erased, and what stands for another day is kept for that
    /// one, too.
    pub(crate) fn of(&self, event: &Event) -> Noted {
        let mut noted = Noted::default();
        if let What::TicketIssued {
            note: Some(note), ..
        } = &event.what
        {
            noted.needs = self.read(*note).unwrap_or_default();
        }
        if let What::Announced { announcement } = &event.what {
            noted.words.extend(self.words(announcement));
        }
        if let What::DayOpened {
            date,
            config,
            announcements,
            ..
        } = &event.what
        {
            let day_ends_at = date.succ_opt().map(|next| config.day_starts_at(next));
            for announcement in announcements {
                if let (None, Some(expires_at)) = (announcement.until, day_ends_at) {
                    self.prolong(announcement.id, expires_at);
                }
                noted.words.extend(self.words(announcement));
            }
        }
        if let What::AnnouncementEnded { id } = &event.what {
            self.erase(*id);
        }
        noted
    }

    fn words(&self, announcement: &Announcement) -> Option<(NoteRef, Text)> {
        Some((announcement.id, self.read(announcement.id)?))
    }

    fn read<T: DeserializeOwned>(&self, note: NoteRef) -> Option<T> {
        let text = reference(note)
            .and_then(|reference| self.with("read", |store| store.get(&reference)))
            .flatten();
        serde_json::from_str(&text?).ok()
    }

    fn erase(&self, note: NoteRef) {
        if let Some(reference) = reference(note) {
            self.with("erased", |store| store.erase(&reference));
        }
    }

    fn prolong(&self, note: NoteRef, expires_at: Timestamp) {
        if let Some(reference) = reference(note) {
            self.with("kept longer", |store| {
                store.prolong(&reference, expires_at.millis())
            });
        }
    }

    /// Erases what has expired.
    pub(crate) fn purge(&self, now: Timestamp) {
        self.with("purged", |store| store.purge(now.millis()));
    }

    fn put(&self, text: &str, expires_at: Timestamp) -> Option<NoteRef> {
        let reference = self.with("kept", |store| store.put(text, expires_at.millis()))?;
        reference.to_string().parse().ok()
    }

    fn with<T>(
        &self,
        done: &str,
        work: impl FnOnce(&mut PrivateStore) -> Result<T, StorageError>,
    ) -> Option<T> {
        let mut store = self
            .store
            .as_ref()?
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let outcome = work(&mut store).map_err(|error| {
            tracing::warn!(%error, "a private text was not {done}");
        });
        outcome.ok()
    }
}

fn reference(note: NoteRef) -> Option<PrivateRef> {
    note.to_string().parse().ok()
}
