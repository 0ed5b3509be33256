//! A disk that fails on command, and that knows what a power cut would leave of it.
//!
//! The real files play the page cache: what was written is seen by every reader. Beside them this
//! keeps what would be on the platter: a write gets there by a sync of its file, and until then
//! any part of it may. After a *failed* sync all of it stays in the cache as if clean: what did not
//! get to the platter then, no later sync brings there. That is what Linux does.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::seed::Seed;

/// What a write to the medium is made of, when the power fails in the middle of it.
const SECTOR_BYTES: usize = 512;

/// The time of change that a file is given, so that a later write past this disk shows.
const MARK: SystemTime = SystemTime::UNIX_EPOCH;

/// What happens at one operation that changes the disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// It fails once and does nothing; of a sync, the writes are lost as told above.
    Fails,
    /// A write fails half done, once; anything else fails as above.
    Tears,
    /// There is no room for this and every later write, until some is made.
    Full,
    /// It fails half done, and so does everything after it, entirely: the process is dead.
    Dies,
    /// It fails as in `Fails`, and then the process dies of it.
    FailsAndDies,
}

/// What the file system has to do about one operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Do it.
    Done,
    /// Do nothing, answer with an input/output error.
    Failed,
    /// Write this many bytes, then answer with an input/output error.
    Torn(usize),
    /// Do nothing, answer that the disk is full.
    Full,
}

#[derive(Debug, Default)]
pub(crate) struct Disk {
    platters: BTreeMap<PathBuf, Platter>,
    operations: usize,
    fault: Option<(usize, Fault)>,
    is_full: bool,
    is_dead: bool,
    loses_unsynced: bool,
    lost_a_sync: bool,
    luck: Seed,
}

/// One file.
#[derive(Debug, Default)]
struct Platter {
    durable: Option<Vec<u8>>,
    unsynced: Vec<Change>,
    /// Whether the real file bears the `MARK`.
    is_marked: bool,
}

#[derive(Debug)]
enum Change {
    Write { offset: usize, bytes: Vec<u8> },
    Truncate { len: usize },
    Delete,
}

impl Disk {
    /// Plans a fault for the n-th operation from the beginning, counted from 0.
    pub(crate) fn plan(&mut self, operation: usize, fault: Fault) {
        self.fault = Some((operation, fault));
        self.luck = Seed::new(operation as u64);
    }

    /// Operations so far.
    pub(crate) fn operations(&self) -> usize {
        self.operations
    }

    /// Whether a sync ever failed of a process that could see it.
    pub(crate) fn lost_a_sync(&self) -> bool {
        self.lost_a_sync
    }

    /// The process dies before its next operation.
    pub(crate) fn kill(&mut self) {
        self.is_dead = true;
    }

    /// Somebody made room.
    pub(crate) fn make_room(&mut self) {
        self.is_full = false;
    }

    pub(crate) fn write(&mut self, path: &Path, offset: usize, bytes: &[u8]) -> Verdict {
        let verdict = self.next(bytes.len() / 2);
        let written = match verdict {
            Verdict::Done => bytes,
            Verdict::Torn(len) => &bytes[..len],
            Verdict::Failed | Verdict::Full => return verdict,
        };
        let bytes = written.to_vec();
        self.changed(path, Change::Write { offset, bytes });
        verdict
    }

    pub(crate) fn truncate(&mut self, path: &Path, len: usize) -> Verdict {
        self.change(path, Change::Truncate { len })
    }

    pub(crate) fn delete(&mut self, path: &Path, syncs_directory: bool) -> Verdict {
        let verdict = self.change(path, Change::Delete);
        if verdict == Verdict::Done && syncs_directory {
            self.sync_directory();
        }
        verdict
    }

    /// A file is opened. One that was written past this disk since the last revival was synced by
    /// whoever did so: the room writes nothing of its own that it does not sync.
    pub(crate) fn open(&mut self, path: &Path) {
        let is_marked = |path: &Path| Some(std::fs::metadata(path).ok()?.modified().ok()? == MARK);
        if let Some(platter) = self.platters.get_mut(path)
            && platter.is_marked
            && is_marked(path) == Some(false)
        {
            platter.is_marked = false;
            platter.durable = std::fs::read(path).ok();
            platter.unsynced.clear();
        }
    }

    pub(crate) fn sync(&mut self, path: &Path) -> Verdict {
        let verdict = self.next(0);
        let is_lost = self.loses_unsynced;
        if verdict == Verdict::Done && self.is_new_log(path) {
            self.sync_directory();
        }
        let mut luck = std::mem::take(&mut self.luck);
        let platter = self.platter(path);
        match verdict {
            Verdict::Done => {
                for change in std::mem::take(&mut platter.unsynced) {
                    change.apply(&mut platter.durable);
                }
            }
            Verdict::Failed | Verdict::Torn(_) if is_lost => {
                platter.settle_by_luck(&mut luck);
                self.lost_a_sync = true;
            }
            Verdict::Failed | Verdict::Torn(_) | Verdict::Full => {}
        }
        self.luck = luck;
        verdict
    }

    /// The power fails and comes back: the real files become what the platters hold, with some of
    /// the unsynced sectors, as the seed will have it.
    pub(crate) fn cut_power(&mut self, seed: &mut Seed) {
        for (path, platter) in &mut self.platters {
            platter.settle_by_luck(seed);
            match &platter.durable {
                Some(bytes) => std::fs::write(path, bytes).unwrap(),
                None => drop(std::fs::remove_file(path)),
            }
        }
        self.revive();
    }

    /// A new process begins on what the dead one left in the page cache.
    pub(crate) fn revive(&mut self) {
        self.fault = None;
        self.is_full = false;
        self.is_dead = false;
        for (path, platter) in &mut self.platters {
            let marked = File::options()
                .write(true)
                .open(path)
                .map(|file| file.set_modified(MARK));
            platter.is_marked = marked.is_ok();
        }
    }

    fn change(&mut self, path: &Path, change: Change) -> Verdict {
        // Neither needs room, and neither can be half done.
        let verdict = match self.next(0) {
            Verdict::Full => Verdict::Done,
            Verdict::Torn(_) => Verdict::Failed,
            verdict @ (Verdict::Done | Verdict::Failed) => verdict,
        };
        if verdict == Verdict::Done {
            self.changed(path, change);
        }
        verdict
    }

    fn changed(&mut self, path: &Path, change: Change) {
        let platter = self.platter(path);
        platter.is_marked = false;
        platter.unsynced.push(change);
    }

    /// With the first sync of a journal or WAL, SQLite's layer syncs the directory.
    fn is_new_log(&mut self, path: &Path) -> bool {
        let name = path.to_string_lossy();
        let is_log = name.ends_with("-wal") || name.ends_with("-journal");
        let platter = self.platter(path);
        let is_new = platter.durable.is_none() || platter.last_delete().is_some();
        is_log && is_new
    }

    /// What was deleted stays so.
    fn sync_directory(&mut self) {
        for platter in self.platters.values_mut() {
            if let Some(index) = platter.last_delete() {
                platter.unsynced.drain(..=index);
                platter.durable = None;
            }
        }
    }

    fn platter(&mut self, path: &Path) -> &mut Platter {
        self.platters.entry(path.to_owned()).or_default()
    }

    fn next(&mut self, half: usize) -> Verdict {
        let due = self
            .fault
            .filter(|(operation, _)| *operation == self.operations);
        // A sync that a dead process never made cannot have failed.
        self.loses_unsynced = !self.is_dead && !matches!(due, Some((_, Fault::Dies)));
        self.operations += 1;
        match due {
            _ if self.is_dead => Verdict::Failed,
            Some((_, Fault::Fails)) => Verdict::Failed,
            Some((_, Fault::FailsAndDies)) => {
                self.is_dead = true;
                Verdict::Failed
            }
            Some((_, Fault::Tears)) => Verdict::Torn(half),
            Some((_, Fault::Dies)) => {
                self.is_dead = true;
                Verdict::Torn(half)
            }
            Some((_, Fault::Full)) => {
                self.is_full = true;
                Verdict::Full
            }
            None if self.is_full => Verdict::Full,
            None => Verdict::Done,
        }
    }
}

impl Platter {
    /// Some of the unsynced sectors reach the platter, the rest never will.
    fn settle_by_luck(&mut self, luck: &mut Seed) {
        for change in std::mem::take(&mut self.unsynced) {
            match change {
                Change::Write { offset, bytes } => {
                    for (index, sector) in bytes.chunks(SECTOR_BYTES).enumerate() {
                        if luck.coin() {
                            let offset = offset + index * SECTOR_BYTES;
                            let bytes = sector.to_vec();
                            Change::Write { offset, bytes }.apply(&mut self.durable);
                        }
                    }
                }
                Change::Truncate { .. } if luck.coin() => change.apply(&mut self.durable),
                Change::Truncate { .. } => {}
                Change::Delete if luck.coin() => change.apply(&mut self.durable),
                // Whatever came after went to another file of that name.
                Change::Delete => break,
            }
        }
    }

    fn last_delete(&self) -> Option<usize> {
        self.unsynced
            .iter()
            .rposition(|change| matches!(change, Change::Delete))
    }
}

impl Change {
    fn apply(self, image: &mut Option<Vec<u8>>) {
        match self {
            Change::Write { offset, bytes } => {
                let image = image.get_or_insert_default();
                let end = offset + bytes.len();
                if image.len() < end {
                    image.resize(end, 0);
                }
                image[offset..end].copy_from_slice(&bytes);
            }
            Change::Truncate { len } => image.get_or_insert_default().resize(len, 0),
            Change::Delete => *image = None,
        }
    }
}
