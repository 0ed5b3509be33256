//! Sends each act until it is answered, always under the same key.
//!
//! # How it is driven
//!
//! [`Outbox::post`] puts an act on the disk before it can be sent. After every call drain
//! [`Outbox::poll_transmit`] and [`Outbox::poll_event`]; report what became of each delivery with
//! [`Outbox::handle_reply`], within a bound of the driver's; sleep until [`Outbox::poll_deadline`].
//!
//! # What it promises
//!
//! An act that `post` accepted reaches the hub at least once or is reported as
//! [`OutboxEvent::GaveUp`], also across a crash at any point, and never under two keys: the hub's
//! receipts make "at least once" into "once". An act has at most one delivery on its way. Acts do not
//! wait for one another: who needs an order awaits the answer. [`Outbox::withdraw`] ends an act in whose
//! place something else was done.
//!
//! The file holds paths and bodies of unanswered acts, no token, and nothing of a person.

mod act;
mod record;

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::time::Duration;

use antre_domain::Timestamp;
use antre_journal::{Journal, JournalError, Limits};

use crate::Moment;
use crate::backoff::Jitter;
use record::Record;

pub use act::{ACT_BYTES_MAX, Act, Key};

/// The most acts that wait for an answer.
pub const ACTS_MAX: usize = 64;
/// The longest that an act may be retried for.
pub const LIFETIME_MAX: Duration = Duration::from_secs(24 * 60 * 60);
/// The longest wait that a hub's `retry_after_secs` is obeyed for, in seconds.
pub const RETRY_AFTER_SECS_MAX: u32 = 10;
/// What the file may hold beyond twice its live records before it is written anew, in bytes.
const SLACK_BYTES: u64 = 64 * 1024;

/// Why an act was not accepted. It was not sent and will not be.
#[derive(Debug, thiserror::Error)]
pub enum OutboxError {
    /// [`ACTS_MAX`] acts wait for an answer already. Let the person try again later.
    #[error("{ACTS_MAX} acts wait for an answer already")]
    TooMany,
    /// The act is longer than [`ACT_BYTES_MAX`]. No hub would take it.
    #[error("an act of {len} bytes is longer than the {ACT_BYTES_MAX} allowed")]
    TooLong {
        /// Length of path and body in bytes.
        len: usize,
    },
    /// The file did not take it, or could not be opened. Look at the disk.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// The file holds a record that this program does not know: it was written by another version.
    /// Its acts can only be settled by that version.
    #[error("{} holds an act that this version cannot read", path.display())]
    Unreadable {
        /// The outbox's file.
        path: PathBuf,
    },
}

/// One attempt at an act, to be sent now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// The `Idempotency-Key`.
    pub key: Key,
    /// What to post, and where.
    pub act: Act,
}

/// What became of a delivery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// The hub answered in full.
    Answered(Answer),
    /// No connection, none any longer, or no whole answer in time: the outcome is unknown.
    Lost,
}

/// An answer of the hub.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The body.
    pub body: Vec<u8>,
    /// The problem's `retry_after_secs`, if it is one and has it.
    pub retry_after_secs: Option<u32>,
}

impl Answer {
    /// 2xx and 4xx are the hub's last word. 5xx says that nothing is known to have happened or that
    /// the outcome is unknown (`busy`, `not_durable`); other statuses do not come from a hub at all.
    fn is_final(&self) -> bool {
        matches!(self.status, 200..=299 | 400..=499)
    }
}

/// How an act ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OutboxEvent {
    /// The hub has answered for good.
    Settled {
        /// The act's key.
        key: Key,
        /// The act.
        act: Act,
        /// The answer: 2xx or 4xx.
        answer: Answer,
    },
    /// The act's lifetime ended without a final answer.
    GaveUp {
        /// The act's key.
        key: Key,
        /// The act.
        act: Act,
        /// Whether it may have reached the hub: then only the hub knows whether it was done.
        sent: bool,
    },
}

impl OutboxEvent {
    /// Which act it is about.
    pub fn key(&self) -> Key {
        match self {
            Self::Settled { key, .. } | Self::GaveUp { key, .. } => *key,
        }
    }
}

/// Acts on their way to the hub. See the [module](self) for how it is driven.
#[derive(Debug)]
pub struct Outbox {
    file: Option<OnDisk>,
    entries: Vec<Entry>,
    events: VecDeque<OutboxEvent>,
    jitter: Jitter,
}

#[derive(Debug)]
struct OnDisk {
    path: PathBuf,
    /// `None` after a failed write, until it is opened again.
    journal: Option<Journal>,
}

#[derive(Debug)]
struct Entry {
    key: Key,
    act: Act,
    /// What stands in the file for it.
    record: Vec<u8>,
    expires_at: Moment,
    failures: u32,
    sent: bool,
    state: State,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Due { at: Moment },
    OnTheWay,
}

impl Outbox {
    /// An outbox that forgets its acts when the process ends.
    pub fn in_memory(seed: u64) -> Self {
        Self {
            file: None,
            entries: Vec::new(),
            events: VecDeque::new(),
            jitter: Jitter::new(seed),
        }
    }

    /// Opens the outbox at `path`, or makes an empty one, and takes up the acts it finds: they are due
    /// at once, under their old keys, for what is left of their lifetime. `clock` is the time of day
    /// at `now`; one that was set back does not lengthen a lifetime.
    pub fn open(
        path: &Path,
        now: Moment,
        clock: Timestamp,
        seed: u64,
    ) -> Result<Self, OutboxError> {
        let (journal, records) = Journal::open(path, Limits::default())?;
        let mut outbox = Self::in_memory(seed);
        for found in records {
            let unreadable = || OutboxError::Unreadable {
                path: path.to_owned(),
            };
            match Record::decode(&found.payload).ok_or_else(unreadable)? {
                Record::Posted {
                    key,
                    act,
                    expires_at,
                    lifetime_ms,
                } => {
                    let left_ms =
                        (expires_at.millis() - clock.millis()).clamp(0, i64::from(lifetime_ms));
                    outbox.entries.push(Entry {
                        key,
                        act,
                        record: found.payload,
                        expires_at: now + Duration::from_millis(left_ms.unsigned_abs()),
                        failures: 0,
                        // Nobody wrote down whether it was.
                        sent: true,
                        state: State::Due { at: now },
                    });
                }
                Record::Ended { key } => outbox.entries.retain(|entry| entry.key != key),
            }
        }
        outbox.file = Some(OnDisk {
            path: path.to_owned(),
            journal: Some(journal),
        });
        Ok(outbox)
    }

    /// Takes an act in, to be sent under `key` until it is answered or `lifetime` (at most
    /// [`LIFETIME_MAX`]) has passed. When this returns `Ok` the act survives a power cut.
    ///
    /// `key` must be new: 128 bits that nobody has used before.
    ///
    /// # Errors
    /// The act was not and will not be sent, unless the disk fails and the program then ends before
    /// the disk works again: then it may be, once, within its lifetime.
    pub fn post(
        &mut self,
        now: Moment,
        clock: Timestamp,
        key: Key,
        act: Act,
        lifetime: Duration,
    ) -> Result<(), OutboxError> {
        if self.entries.len() >= ACTS_MAX {
            return Err(OutboxError::TooMany);
        }
        let len = act.path.len() + act.body.len();
        if len > ACT_BYTES_MAX {
            return Err(OutboxError::TooLong { len });
        }
        let lifetime = lifetime.min(LIFETIME_MAX);
        let lifetime_ms = lifetime.as_millis() as u32;
        let expires_at = Timestamp::from_millis(clock.millis() + i64::from(lifetime_ms));
        let record = Record::Posted {
            key,
            act: act.clone(),
            expires_at,
            lifetime_ms,
        }
        .encode();
        self.keep(&record)?;
        self.entries.push(Entry {
            key,
            act,
            record,
            expires_at: now + lifetime,
            failures: 0,
            sent: false,
            state: State::Due { at: now },
        });
        Ok(())
    }

    /// Takes an act back that is not needed any more, and tells nothing of it. It may have reached the
    /// hub, or reach it yet where a delivery is on its way. `false` where it has ended already.
    pub fn withdraw(&mut self, key: Key) -> bool {
        let index = self.entries.iter().position(|entry| entry.key == key);
        if let Some(index) = index {
            self.end(index);
        }
        index.is_some()
    }

    /// A delivery is over.
    pub fn handle_reply(&mut self, now: Moment, key: Key, reply: Reply) {
        let Some(index) = self.entries.iter().position(|entry| entry.key == key) else {
            return;
        };
        if self.entries[index].state != State::OnTheWay {
            return;
        }
        match reply {
            Reply::Answered(answer) if answer.is_final() => {
                let Entry { key, act, .. } = self.end(index);
                self.events
                    .push_back(OutboxEvent::Settled { key, act, answer });
            }
            Reply::Answered(Answer {
                retry_after_secs, ..
            }) => self.retry(now, index, retry_after_secs),
            Reply::Lost => self.retry(now, index, None),
        }
        self.handle_timeout(now);
    }

    /// Time has passed: gives up what has expired. A delivery on its way is waited for.
    pub fn handle_timeout(&mut self, now: Moment) {
        while let Some(index) = self.entries.iter().position(|entry| entry.has_expired(now)) {
            let Entry { key, act, sent, .. } = self.end(index);
            self.events
                .push_back(OutboxEvent::GaveUp { key, act, sent });
        }
    }

    /// What is to be sent at `now`, until `None`.
    pub fn poll_transmit(&mut self, now: Moment) -> Option<Delivery> {
        let entry = self.entries.iter_mut().find(|entry| entry.is_due(now))?;
        entry.state = State::OnTheWay;
        entry.sent = true;
        Some(Delivery {
            key: entry.key,
            act: entry.act.clone(),
        })
    }

    /// How acts ended, until `None`.
    pub fn poll_event(&mut self) -> Option<OutboxEvent> {
        self.events.pop_front()
    }

    /// When there is something to send or to give up.
    pub fn poll_deadline(&self) -> Option<Moment> {
        self.entries.iter().filter_map(Entry::deadline).min()
    }

    /// How many acts wait for an answer.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether none does.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    fn retry(&mut self, now: Moment, index: usize, retry_after_secs: Option<u32>) {
        let asked = Duration::from_secs(
            retry_after_secs
                .unwrap_or(0)
                .min(RETRY_AFTER_SECS_MAX)
                .into(),
        );
        let entry = &mut self.entries[index];
        entry.failures = entry.failures.saturating_add(1);
        entry.state = State::Due {
            at: now + self.jitter.wait(entry.failures).max(asked),
        };
    }

    fn end(&mut self, index: usize) -> Entry {
        let entry = self.entries.remove(index);
        // Where this does not reach the disk, the act is sent once more after a restart, under its
        // old key, and the hub's receipt answers it. So a failure here is nobody's concern.
        let _ = self.keep(&Record::Ended { key: entry.key }.encode());
        entry
    }

    /// Appends `record`, after writing the file anew where ended acts outweigh the living.
    fn keep(&mut self, record: &[u8]) -> Result<(), JournalError> {
        let Some(file) = &mut self.file else {
            return Ok(());
        };
        let live = self.entries.iter().map(|entry| entry.record.as_slice());
        let live_bytes: usize = live.clone().map(<[u8]>::len).sum();
        let journal = match &mut file.journal {
            Some(journal) => journal,
            // What the failed write left behind is unknown.
            broken @ None => {
                let (mut journal, _) = Journal::open(&file.path, Limits::default())?;
                journal.rewrite(live.clone())?;
                broken.insert(journal)
            }
        };
        let has_grown = journal.file_bytes() > SLACK_BYTES + 2 * live_bytes as u64;
        let written = if has_grown {
            journal.rewrite(live).and_then(|()| journal.append(record))
        } else {
            journal.append(record)
        };
        if written.is_err() {
            file.journal = None;
        }
        written.map(drop)
    }
}

impl Entry {
    fn is_due(&self, now: Moment) -> bool {
        matches!(self.state, State::Due { at } if at <= now) && !self.has_expired(now)
    }

    fn has_expired(&self, now: Moment) -> bool {
        matches!(self.state, State::Due { .. }) && self.expires_at <= now
    }

    fn deadline(&self) -> Option<Moment> {
        match self.state {
            State::Due { at } => Some(at.min(self.expires_at)),
            State::OnTheWay => None,
        }
    }
}
