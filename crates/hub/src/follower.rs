//! The one follower: a thread that applies committed events to a branch of its own, from which every
//! screen, page and report is made.
//!
//! Frames are encoded once and kept in a ring; a `watch` wakes the connections. A lagging reader
//! loses nothing: it takes from the ring what it has not seen, or a snapshot.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::RecvTimeoutError;
use std::sync::{Arc, RwLock, RwLockReadGuard};
use std::thread::JoinHandle;
use std::time::Duration;

use antre_domain::{Event, Timestamp, What};
use antre_protocol::{Change, ServerMessage, ViewKind};
use antre_storage::{DataDir, LogReader};
use axum::extract::ws::Utf8Bytes;
use tokio::sync::watch;

use crate::clock::HubClock;
use crate::devices::Devices;
use crate::followed::{Followed, Taken, text};
use crate::forecaster::{News, Teller};
use crate::notes::Notes;
use crate::replay::{self, ReplayError};
use crate::reporter::Reporter;
use crate::ring::{Frames, Ring};
use crate::status_key::StatusSecret;
use crate::waits::Outlook;
use crate::writer::{Committed, CommittedFeed};

/// The longest sleep: a wall clock may be set while nothing happens.
const SLEEP_MAX: Duration = Duration::from_secs(60);

#[derive(Debug)]
struct Inner {
    followed: Followed,
    ring: Ring,
}

/// The way to what the follower knows. Reading takes a short shared lock.
#[derive(Debug, Clone)]
pub(crate) struct FollowerHandle {
    inner: Arc<RwLock<Inner>>,
    epoch: Arc<str>,
    clock: HubClock,
    changed: watch::Receiver<u64>,
    live: Arc<watch::Sender<()>>,
    /// How often ranges were others on a screen.
    waits: Arc<watch::Sender<u64>>,
    failed: Arc<AtomicBool>,
}

impl FollowerHandle {
    /// Reads what is known.
    pub(crate) fn read<T>(&self, read: impl FnOnce(&Followed) -> T) -> T {
        read(&self.lock().followed)
    }

    /// The identity of this history.
    pub(crate) fn epoch(&self) -> &str {
        &self.epoch
    }

    /// The last event that screens are told of.
    pub(crate) fn seq(&self) -> u64 {
        *self.changed.borrow()
    }

    /// Wakes with the newest sequence.
    pub(crate) fn changed(&self) -> watch::Receiver<u64> {
        self.changed.clone()
    }

    /// Wakes when time alone has changed something.
    pub(crate) fn live(&self) -> watch::Receiver<()> {
        self.live.subscribe()
    }

    /// Wakes when waiting ranges are others on a screen, with how often they were.
    pub(crate) fn waits(&self) -> watch::Receiver<u64> {
        self.waits.subscribe()
    }

    /// Takes in a forecast. Nobody has waited for it, and screens are told only what it changes.
    pub(crate) fn publish(&self, outlook: Outlook) {
        let now = self.clock.now();
        let mut inner = self
            .inner
            .write()
            .expect("the follower does not panic while it holds the lock");
        inner.followed.publish(outlook, now);
        let version = inner.followed.waits_version();
        drop(inner);
        tell_waits(&self.waits, version);
    }

    /// The ranges that were others after `version` on views of `kind` that stand at `seq`, and the version
    /// that they are of. `None` where the branch has gone on, as in [`FollowerHandle::time_changes`].
    pub(crate) fn wait_changes(
        &self,
        seq: u64,
        kind: ViewKind,
        version: u64,
    ) -> Option<(u64, Vec<Change>)> {
        self.read(|followed| {
            let changes = || followed.wait_changes(version, kind);
            (followed.seq == seq).then(|| (followed.waits_version(), changes()))
        })
    }

    /// Lets a device say something. Staff screens are told at once what it changes.
    pub(crate) fn with_devices<T>(&self, said: impl FnOnce(&mut Devices, Timestamp) -> T) -> T {
        let now = self.clock.now();
        let (answer, is_new) = self
            .inner
            .write()
            .expect("the follower does not panic while it holds the lock")
            .followed
            .with_devices(now, |devices| said(devices, now));
        self.live.send_if_modified(|()| is_new);
        answer
    }

    /// What time alone can have changed, for a view of `kind` that stands at `seq`. `None` where the
    /// branch has gone on: such a view takes its frames first, or a value from before an event would
    /// undo what the event said.
    pub(crate) fn time_changes(&self, seq: u64, kind: ViewKind) -> Option<Vec<Change>> {
        self.read(|followed| (followed.seq == seq).then(|| followed.time_changes(kind)))
    }

    /// Whether the follower could no longer read the log. Screens then hear no heartbeat from it:
    /// a frozen number is a lie.
    pub(crate) fn has_failed(&self) -> bool {
        self.failed.load(Ordering::Acquire)
    }

    /// The frames after `seq` for a view of `kind`.
    pub(crate) fn frames_after(&self, seq: u64, kind: ViewKind) -> Frames {
        self.lock().ring.after_seq(seq, kind)
    }

    /// Everything for a view of `kind`, encoded, with its sequence; `None` before the first day.
    pub(crate) fn snapshot(&self, kind: ViewKind) -> Option<(u64, Utf8Bytes)> {
        let at = self.clock.now();
        let (seq, view, calls) = self.read(|followed| followed.snapshot(kind, at))?;
        let epoch = self.epoch.to_string();
        let view = Box::new(view);
        Some((
            seq,
            text(&ServerMessage::Snapshot {
                epoch,
                seq,
                at,
                view,
                calls,
            }),
        ))
    }

    fn lock(&self) -> RwLockReadGuard<'_, Inner> {
        self.inner
            .read()
            .expect("the follower does not panic while it holds the lock")
    }
}

/// The follower before its thread runs.
#[derive(Debug)]
pub(crate) struct Follower {
    inner: Arc<RwLock<Inner>>,
    feed: CommittedFeed,
    notes: Arc<Notes>,
    reader: LogReader,
    reports: Reporter,
    clock: HubClock,
    changed: watch::Sender<u64>,
    live: Arc<watch::Sender<()>>,
    waits: Arc<watch::Sender<u64>>,
    forecaster: Teller,
    /// What the clock showed when time was last taken in.
    refreshed_at: Timestamp,
    failed: Arc<AtomicBool>,
}

impl Follower {
    /// Follows the log up to its present end; what the feed brings comes after.
    pub(crate) fn boot(
        dir: &DataDir,
        clock: HubClock,
        secret: StatusSecret,
        notes: Arc<Notes>,
        feed: CommittedFeed,
        forecaster: Teller,
    ) -> Result<(Self, FollowerHandle), ReplayError> {
        let reader = dir.reader()?;
        let epoch = reader.tail()?.epoch;
        let mut reports = Reporter::open(dir, epoch)?;
        let now = clock.now();
        let day_seq = replay::screens_seq(&reader, now)?;
        let behind_seq = day_seq.min(reports.next_day_seq(&reader)?) - 1;
        let mut followed = Followed::behind(behind_seq, secret, epoch.to_string());
        // The ring is filled again, so that a screen goes on after a restart as if nothing had been.
        let mut ring = Ring::after(behind_seq);
        replay::each_event(&reader, behind_seq + 1, |seq, event| {
            let taken = followed.take(&event, notes.of(&event), now);
            ring.push(taken.frame);
            reports.gather(seq, taken.legs);
        })?;
        // Not before: a day that was opened while nobody followed keeps some for longer.
        notes.purge(now);
        reports.write();
        let seq = followed.seq;
        followed.refresh(now);
        let (changed, changed_seen) = watch::channel(seq);
        let live = Arc::new(watch::Sender::new(()));
        let waits = Arc::new(watch::Sender::new(followed.waits_version()));
        let failed = Arc::new(AtomicBool::new(false));
        let inner = Arc::new(RwLock::new(Inner { followed, ring }));
        let handle = FollowerHandle {
            inner: Arc::clone(&inner),
            epoch: epoch.to_string().into(),
            clock,
            changed: changed_seen,
            live: Arc::clone(&live),
            waits: Arc::clone(&waits),
            failed: Arc::clone(&failed),
        };
        Ok((
            Self {
                inner,
                feed,
                notes,
                reader,
                reports,
                clock,
                changed,
                live,
                waits,
                forecaster,
                refreshed_at: now,
                failed,
            },
            handle,
        ))
    }

    /// Runs until the writer is gone.
    pub(crate) fn spawn(mut self) -> std::io::Result<JoinHandle<()>> {
        std::thread::Builder::new()
            .name("antre-follower".into())
            .spawn(move || self.run())
    }

    fn run(&mut self) {
        loop {
            let sleep = self.sleep();
            if sleep.is_zero() {
                self.refresh();
                continue;
            }
            match self.feed.batches.recv_timeout(sleep) {
                Ok(batch) => self.follow(batch),
                Err(RecvTimeoutError::Timeout) => self.refresh(),
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
    }

    /// How long nothing changes by time alone; zero where something has, behind a batch perhaps.
    fn sleep(&self) -> Duration {
        let next = self.read().followed.next_change(self.refreshed_at);
        next.map_or(SLEEP_MAX, |at| self.clock.until(at).min(SLEEP_MAX))
    }

    fn follow(&mut self, first: Committed) {
        let mut next = Some(first);
        while let Some(batch) = next {
            self.take(batch.first_seq, batch.events);
            next = self.feed.batches.try_recv().ok();
        }
        if let Err(error) = self.catch_up() {
            tracing::error!(%error, "the follower cannot read the log: screens will go stale");
            self.failed.store(true, Ordering::Release);
            return;
        }
        self.failed.store(false, Ordering::Release);
        let seq = self.read().followed.seq;
        self.changed
            .send_if_modified(|known| std::mem::replace(known, seq) != seq);
        self.reports.write();
    }

    fn take(&mut self, first_seq: u64, events: Vec<Event>) {
        let now = self.clock.now();
        // They lie on the disk: nobody who reads the branch waits for that.
        let noted: Vec<_> = events.iter().map(|event| self.notes.of(event)).collect();
        let is_opening = |event: &Event| matches!(event.what, What::DayOpened { .. });
        let is_new_day = events.iter().any(is_opening);
        let mut inner = self
            .inner
            .write()
            .expect("no reader panics while it holds the lock");
        let Inner { followed, ring } = &mut *inner;
        let mut news = News::default();
        // Behind a gap nothing is taken: the log has it all, in order.
        for (seq, (event, noted)) in (first_seq..).zip(events.iter().zip(noted)) {
            if seq == followed.seq + 1 {
                let Taken { frame, legs, told } = followed.take(event, noted, now);
                ring.push(frame);
                news.legs.extend(legs.iter().cloned());
                news.told.extend(told.clone());
                self.reports.gather(seq, legs);
                self.reports.gather_told(told);
            }
        }
        followed.renew_waits(now);
        let version = followed.waits_version();
        drop(inner);
        tell_waits(&self.waits, version);
        self.forecaster.tell(news);
        if is_new_day {
            self.notes.purge(now);
        }
    }

    /// Reads from the log what the feed lost.
    fn catch_up(&mut self) -> Result<(), ReplayError> {
        let seq = self.read().followed.seq;
        if seq >= self.feed.last_seq.load(Ordering::Acquire) {
            return Ok(());
        }
        let mut missed = Vec::new();
        replay::each_event(&self.reader, seq + 1, |_, event| missed.push(event))?;
        self.take(seq + 1, missed);
        Ok(())
    }

    fn refresh(&mut self) {
        let now = self.clock.now();
        self.refreshed_at = now;
        let mut inner = self
            .inner
            .write()
            .expect("no reader panics while it holds the lock");
        let stood = inner.followed.announcements().len();
        let is_new = inner.followed.refresh(now);
        let is_over = inner.followed.announcements().len() < stood;
        let version = inner.followed.waits_version();
        drop(inner);
        tell_waits(&self.waits, version);
        self.live.send_if_modified(|()| is_new);
        if is_over {
            self.notes.purge(now);
        }
    }

    fn read(&self) -> RwLockReadGuard<'_, Inner> {
        self.inner
            .read()
            .expect("the follower does not panic while it holds the lock")
    }
}

fn tell_waits(waits: &watch::Sender<u64>, version: u64) {
    waits.send_if_modified(|known| std::mem::replace(known, version) != version);
}
