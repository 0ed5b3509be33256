use std::collections::BTreeMap;

use antre_domain::SlipKind;
use serde::{Deserialize, Serialize};

use crate::job::{
    ACT_KEY_BYTES_MAX, JOB_BYTES_MAX, Job, JobState, NUMBER_BYTES_MAX, Progress, Reason,
    TICKET_ID_BYTES_MAX,
};
use crate::{PrintError, realtime};

/// How many jobs may wait to be sent.
pub const QUEUED_MAX: usize = 16;
/// How many finished acts are remembered. An act older than that could print again; a kiosk does
/// not see so many in the day after which its keys mean nothing.
pub const FINISHED_MAX: usize = 1_000;

/// What is known of every act, folded from the journal's records.
///
/// It decides and does not write: each decision is an [`ActRecord`] that counts only once it is on
/// disk. Drive it so: ask ([`submit`](Self::submit), [`moved`](Self::moved)), append the record to
/// the journal, then [`apply`](Self::apply) it.
#[derive(Debug, Default)]
pub struct Acts {
    acts: BTreeMap<u64, ActRecord>,
    by_key: BTreeMap<String, u64>,
    next: u64,
}

/// One act in full, as it stands from now on. The newest record of an act is the one that counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ActRecord {
    v: u32,
    act_key: String,
    ticket_id: String,
    number: String,
    kind: SlipKind,
    length_mm: u32,
    queued_at_ms: i64,
    job_bytes: usize,
    state: JobState,
    reason: Option<Reason>,
    /// Written behind the JSON as they are. Empty where an earlier record has them, and once the
    /// job has left.
    #[serde(skip)]
    bytes: Vec<u8>,
}

/// The answer to a job that was given.
#[derive(Debug)]
pub enum Submitted {
    /// The act is known. Nothing is to be done.
    Known(Progress),
    /// The act is new: to be written and applied, and then it waits its turn.
    New(ActRecord),
}

/// The version of a record's JSON. Version 1 knew a copy from an original by `copy`, and no officer's
/// slip.
const RECORD_VERSION: u32 = 2;

impl Acts {
    /// Folds the journal's records, oldest first.
    ///
    /// # Errors
    /// `Unreadable` for a record of a newer version or of something else.
    pub fn restore(
        records: impl IntoIterator<Item = impl AsRef<[u8]>>,
    ) -> Result<Self, PrintError> {
        let mut acts = Self::default();
        for record in records {
            acts.apply(ActRecord::decode(record.as_ref())?);
        }
        Ok(acts)
    }

    /// Takes a job in, or says how far the act has come under whose key it was given. `at_ms` is
    /// in milliseconds since 1970.
    ///
    /// # Errors
    /// `Size`, `RealTimeCommand`, `KeyReused`, `SecondOriginal`, `QueueFull`.
    pub fn submit(&self, job: Job, at_ms: i64) -> Result<Submitted, PrintError> {
        check_sizes(&job)?;
        if let Some(known) = self.get(&job.act_key) {
            if known.ticket_id != job.ticket_id || known.kind != job.kind {
                return Err(PrintError::KeyReused);
            }
            return Ok(Submitted::Known(known.progress()));
        }
        if let Some(offset) = realtime::find(&job.bytes) {
            return Err(PrintError::RealTimeCommand { offset });
        }
        if job.kind == SlipKind::Original && self.has_original(&job.ticket_id) {
            return Err(PrintError::SecondOriginal);
        }
        if self.queued().count() >= QUEUED_MAX {
            return Err(PrintError::QueueFull { max: QUEUED_MAX });
        }
        Ok(Submitted::New(ActRecord {
            v: RECORD_VERSION,
            act_key: job.act_key,
            ticket_id: job.ticket_id,
            number: job.number,
            kind: job.kind,
            length_mm: job.length_mm,
            queued_at_ms: at_ms,
            job_bytes: job.bytes.len(),
            state: JobState::Queued,
            reason: None,
            bytes: job.bytes,
        }))
    }

    /// The record that moves an act on. `None` where the act is unknown or the move is not allowed:
    /// a job leaves at most once, except that one of which provably no byte left may wait again.
    pub fn moved(&self, act_key: &str, to: JobState, reason: Option<Reason>) -> Option<ActRecord> {
        let act = self.get(act_key)?;
        let allowed = match act.state {
            JobState::Queued => matches!(to, JobState::Sent | JobState::Failed),
            JobState::Sent => !matches!(to, JobState::Sent | JobState::Failed),
            JobState::Confirmed | JobState::Blind | JobState::Unknown | JobState::Failed => false,
        };
        allowed.then(|| ActRecord {
            state: to,
            reason,
            bytes: Vec::new(),
            ..act.clone()
        })
    }

    /// Takes a record for true: it is on disk.
    pub fn apply(&mut self, mut record: ActRecord) {
        let at = match self.by_key.get(&record.act_key) {
            Some(&at) => at,
            None => {
                let at = self.next;
                self.next += 1;
                self.by_key.insert(record.act_key.clone(), at);
                at
            }
        };
        if record.state.is_final() {
            record.bytes = Vec::new();
        } else if let Some(earlier) = self.acts.remove(&at)
            && record.bytes.is_empty()
        {
            record.bytes = earlier.bytes;
        }
        self.acts.insert(at, record);
        self.forget_the_oldest();
    }

    /// Sets, in memory only, why the waiting jobs wait. Returns those for which that is new.
    pub fn wait_because(&mut self, reason: Reason) -> Vec<String> {
        let waiting = self
            .acts
            .values_mut()
            .filter(|act| act.state == JobState::Queued && act.reason != Some(reason));
        waiting
            .map(|act| {
                act.reason = Some(reason);
                act.act_key.clone()
            })
            .collect()
    }

    /// How far an act has come.
    pub fn progress(&self, act_key: &str) -> Option<Progress> {
        self.get(act_key).map(ActRecord::progress)
    }

    /// The job whose turn it is: the one that has waited longest.
    pub fn next_job(&self) -> Option<&ActRecord> {
        self.queued().next()
    }

    /// Whether a job waits that was not told this reason.
    pub fn queued_without(&self, reason: Reason) -> bool {
        self.queued().any(|act| act.reason != Some(reason))
    }

    /// The keys of the jobs that have waited since `since_ms` or longer.
    pub fn queued_since(&self, since_ms: i64) -> Vec<String> {
        self.queued()
            .filter(|act| act.queued_at_ms <= since_ms)
            .map(|act| act.act_key.clone())
            .collect()
    }

    /// The keys of the jobs that were on their way: after a restart, those nobody knows about.
    pub fn sent(&self) -> Vec<String> {
        self.acts
            .values()
            .filter(|act| act.state == JobState::Sent)
            .map(|act| act.act_key.clone())
            .collect()
    }

    /// The length in bytes of the last job that left, if it may have stopped halfway: the printer
    /// may still be inside it. 0 otherwise.
    pub fn residue_bytes(&self) -> usize {
        let last_left = self.acts.values().rev().find(|act| match act.state {
            JobState::Queued | JobState::Failed => false,
            JobState::Sent | JobState::Confirmed | JobState::Blind | JobState::Unknown => true,
        });
        match last_left {
            Some(act) if matches!(act.state, JobState::Sent | JobState::Unknown) => act.job_bytes,
            Some(_) | None => 0,
        }
    }

    /// Everything as records, oldest act first, for the journal's rewriting.
    pub fn records(&self) -> impl Iterator<Item = &ActRecord> {
        self.acts.values()
    }

    fn get(&self, act_key: &str) -> Option<&ActRecord> {
        self.acts.get(self.by_key.get(act_key)?)
    }

    fn queued(&self) -> impl Iterator<Item = &ActRecord> {
        self.acts
            .values()
            .filter(|act| act.state == JobState::Queued)
    }

    fn has_original(&self, ticket_id: &str) -> bool {
        self.acts.values().any(|act| {
            act.kind == SlipKind::Original
                && act.ticket_id == ticket_id
                && act.state != JobState::Failed
        })
    }

    fn forget_the_oldest(&mut self) {
        let finished = self.acts.iter().filter(|(_, act)| act.state.is_final());
        let mut finished = finished.map(|(&at, _)| at);
        if let Some(oldest) = finished.next()
            && finished.count() >= FINISHED_MAX
            && let Some(act) = self.acts.remove(&oldest)
        {
            self.by_key.remove(&act.act_key);
        }
    }
}

impl ActRecord {
    /// The act's key.
    pub fn act_key(&self) -> &str {
        &self.act_key
    }

    /// The job's bytes, as long as it waits or is on its way.
    pub fn job_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The paper it takes, in millimetres; 0 in a record of an older version.
    pub fn length_mm(&self) -> u32 {
        self.length_mm
    }

    /// How far the act has come.
    pub fn progress(&self) -> Progress {
        Progress {
            state: self.state,
            reason: self.reason,
        }
    }

    /// A line of JSON, and behind it the job's bytes as they are.
    pub fn encode(&self) -> Vec<u8> {
        let mut record = serde_json::to_vec(self)
            .expect("a record of strings, numbers and plain enums always becomes JSON");
        record.push(b'\n');
        record.extend_from_slice(&self.bytes);
        record
    }

    fn decode(record: &[u8]) -> Result<Self, PrintError> {
        let line_end = record.iter().position(|&byte| byte == b'\n');
        let (line, bytes) = record.split_at(line_end.unwrap_or(record.len()));
        let unreadable = |error: serde_json::Error| PrintError::Unreadable(error.to_string());
        let Versioned { v } = serde_json::from_slice(line).map_err(unreadable)?;
        let mut act: Self = match v {
            1 => serde_json::from_slice::<RecordV1>(line)
                .map_err(unreadable)?
                .into(),
            RECORD_VERSION => serde_json::from_slice(line).map_err(unreadable)?,
            _ => return Err(PrintError::Unreadable(format!("version {v}"))),
        };
        act.bytes = bytes.get(1..).unwrap_or_default().to_vec();
        Ok(act)
    }
}

#[derive(Deserialize)]
struct Versioned {
    v: u32,
}

/// A record as it was written before there was an officer's slip, or an odometer.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RecordV1 {
    #[serde(rename = "v")]
    _v: u32,
    act_key: String,
    ticket_id: String,
    number: String,
    copy: bool,
    queued_at_ms: i64,
    job_bytes: usize,
    state: JobState,
    reason: Option<Reason>,
}

impl From<RecordV1> for ActRecord {
    fn from(record: RecordV1) -> Self {
        Self {
            v: RECORD_VERSION,
            act_key: record.act_key,
            ticket_id: record.ticket_id,
            number: record.number,
            kind: if record.copy {
                SlipKind::Copy
            } else {
                SlipKind::Original
            },
            length_mm: 0,
            queued_at_ms: record.queued_at_ms,
            job_bytes: record.job_bytes,
            state: record.state,
            reason: record.reason,
            bytes: Vec::new(),
        }
    }
}

fn check_sizes(job: &Job) -> Result<(), PrintError> {
    let parts = [
        ("the act key", job.act_key.len(), ACT_KEY_BYTES_MAX),
        ("the ticket id", job.ticket_id.len(), TICKET_ID_BYTES_MAX),
        ("the number", job.number.len(), NUMBER_BYTES_MAX),
        ("the job", job.bytes.len(), JOB_BYTES_MAX),
    ];
    for (part, len, max) in parts {
        if !(1..=max).contains(&len) {
            return Err(PrintError::Size { part, max });
        }
    }
    Ok(())
}
