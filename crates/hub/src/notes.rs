//! What only the clerk is told of a customer. It lies sealed in a file of its own, and the log knows a
//! reference to it: that is worth nothing once the day is over.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use antre_domain::{Event, NoteRef, Timestamp, What};
use antre_protocol::Need;
use antre_storage::{DataDir, PrivateRef, PrivateStore, StorageError};
use tokio::task::spawn_blocking;
use tokio::time::timeout;

/// A number never waits longer than this for what is only said beside it.
const KEEP_DEADLINE: Duration = Duration::from_secs(1);

/// The needs of today's customers. Where their file fails, they are lost, and nothing else is: no call
/// of this refuses anything, and no warning says what it was about.
#[derive(Debug)]
pub(crate) struct Notes {
    store: Option<Mutex<PrivateStore>>,
}

impl Notes {
    pub(crate) fn open(dir: &DataDir) -> Self {
        let store = dir.private().map_err(|error| {
            tracing::warn!(%error, "what customers need of a clerk will not be kept");
        });
        Self {
            store: store.ok().map(Mutex::new),
        }
    }

    /// Keeps needs until `expires_at`, and says where; `None` where that failed.
    pub(crate) async fn keep(
        self: &Arc<Self>,
        needs: &[Need],
        expires_at: Timestamp,
    ) -> Option<NoteRef> {
        let text = serde_json::to_string(needs).expect("needs are words, which JSON can hold");
        let notes = Arc::clone(self);
        let kept = spawn_blocking(move || notes.put(&text, expires_at));
        match timeout(KEEP_DEADLINE, kept).await {
            Ok(Ok(kept)) => kept,
            Ok(Err(_)) | Err(_) => {
                tracing::warn!("what a customer needs of the clerk was not kept in time");
                None
            }
        }
    }

    /// Forgets what no ticket refers to. Where that fails, it goes with the day.
    pub(crate) fn forget(self: &Arc<Self>, note: NoteRef) {
        let notes = Arc::clone(self);
        drop(spawn_blocking(move || {
            let reference = reference(note)?;
            notes.with("erased", |store| store.erase(&reference))
        }));
    }

    /// What the ticket that `event` issues needs of the clerk.
    pub(crate) fn of(&self, event: &Event) -> Vec<Need> {
        let What::TicketIssued {
            note: Some(note), ..
        } = &event.what
        else {
            return Vec::new();
        };
        let text = reference(*note)
            .and_then(|reference| self.with("read", |store| store.get(&reference)))
            .flatten();
        text.and_then(|text| serde_json::from_str(&text).ok())
            .unwrap_or_default()
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
            tracing::warn!(%error, "what a customer needs of the clerk was not {done}");
        });
        outcome.ok()
    }
}

fn reference(note: NoteRef) -> Option<PrivateRef> {
    note.to_string().parse().ok()
}
