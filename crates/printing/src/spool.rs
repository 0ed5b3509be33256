use std::path::{Path, PathBuf};

use antre_journal::{Journal, JournalError, Limits};

use crate::PrintError;
use crate::acts::{ActRecord, Acts, Submitted};
use crate::job::{Job, JobState, Progress, Reason};

/// The journal is rewritten when it grows beyond this. What lives in it is at most 16 waiting jobs
/// of 60 KiB and 1,000 finished acts of some 400 bytes: less than half.
const REWRITE_AT_BYTES: u64 = 4 * 1024 * 1024;

/// The acts, and the journal that makes them last.
#[derive(Debug)]
pub(crate) struct Spool {
    path: PathBuf,
    /// None after a failed write, until it has been opened again.
    journal: Option<Journal>,
    acts: Acts,
}

impl Spool {
    pub(crate) fn open(path: &Path) -> Result<Self, PrintError> {
        let (journal, records) = Journal::open(path, Limits::default())?;
        let acts = Acts::restore(records.iter().map(|record| &record.payload))?;
        Ok(Self {
            path: path.to_path_buf(),
            journal: Some(journal),
            acts,
        })
    }

    pub(crate) fn acts(&self) -> &Acts {
        &self.acts
    }

    pub(crate) fn wait_because(&mut self, reason: Reason) -> Vec<String> {
        self.acts.wait_because(reason)
    }

    /// Takes a job in. When this returns, a new job is on disk.
    pub(crate) fn submit(&mut self, job: Job, at_ms: i64) -> Result<Progress, PrintError> {
        match self.acts.submit(job, at_ms)? {
            Submitted::Known(progress) => Ok(progress),
            Submitted::New(record) => {
                self.append(&record.encode())?;
                let progress = record.progress();
                self.acts.apply(record);
                Ok(progress)
            }
        }
    }

    /// Moves an act on, on disk first. `false` where the act has moved elsewhere meanwhile.
    pub(crate) fn advance(
        &mut self,
        act_key: &str,
        to: JobState,
        reason: Option<Reason>,
    ) -> Result<bool, PrintError> {
        let Some(record) = self.acts.moved(act_key, to, reason) else {
            return Ok(false);
        };
        self.append(&record.encode())?;
        self.acts.apply(record);
        Ok(true)
    }

    /// Notes what has happened to an act, which is true whether the disk takes it or not. If it
    /// does not, the disk still says that the job was sent, and a restart makes that unknown.
    pub(crate) fn note(&mut self, act_key: &str, to: JobState, reason: Option<Reason>) {
        if let Some(record) = self.acts.moved(act_key, to, reason) {
            let _not_taken = self.append(&record.encode());
            self.acts.apply(record);
        }
    }

    fn append(&mut self, record: &[u8]) -> Result<(), JournalError> {
        let full = self
            .journal
            .as_ref()
            .is_none_or(|journal| journal.file_bytes() >= REWRITE_AT_BYTES);
        if full {
            self.rewrite()?;
        }
        let journal = self.journal.as_mut().ok_or(JournalError::Broken)?;
        let answer = journal.append(record);
        if answer.is_err() {
            self.journal = None;
        }
        answer.map(|_id| ())
    }

    /// Writes everything anew, after a failed write into a journal that has been opened anew: what
    /// is in memory is true, and the disk may hold one record more.
    fn rewrite(&mut self) -> Result<(), JournalError> {
        let mut journal = match self.journal.take() {
            Some(journal) => journal,
            None => Journal::open(&self.path, Limits::default())?.0,
        };
        journal.rewrite(self.acts.records().map(ActRecord::encode))?;
        self.journal = Some(journal);
        Ok(())
    }
}
