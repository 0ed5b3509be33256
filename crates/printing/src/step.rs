use std::time::Instant;

use crate::Fault;
use crate::job::{JobState, Reason};

/// Whether the printer answers a kind of question. Learned once, then kept for later exchanges.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Manner {
    /// Not asked yet.
    #[default]
    Untried,
    /// It has answered.
    Answers,
    /// It did not answer when first asked.
    Never,
}

/// What is known of how the printer talks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Manners {
    /// It answers status questions (`DLE EOT`).
    pub status: Manner,
    /// It proves a print (`GS ( H`).
    pub proof: Manner,
}

/// What an exchange is for.
#[derive(Debug, Clone, Default)]
pub struct Errand {
    /// The job's bytes; none to look after the printer only.
    pub job: Option<Vec<u8>>,
    /// The length of an earlier job that may have stopped halfway, 0 if none did.
    pub residue_bytes: usize,
    /// Four printable characters that mark this exchange's proof.
    pub proof_id: [u8; 4],
}

/// What the one who drives an [`Exchange`](crate::Exchange) is to do next.
#[derive(Debug, PartialEq, Eq)]
pub enum Step<'a> {
    /// Write these bytes or the first of them, then tell [`handle_sent`](crate::Exchange::handle_sent) how many went.
    Send(&'a [u8]),
    /// Read until this instant, give what comes to [`handle_received`](crate::Exchange::handle_received), then poll again.
    Listen(Instant),
    /// Put on disk that the job leaves, then [`handle_committed`](crate::Exchange::handle_committed). If that cannot be done
    /// or the job was withdrawn, drop the exchange: nothing of the job has left.
    Commit,
    /// It is over.
    Done(Outcome),
}

/// How an exchange ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// There was no job; the printer's condition is known.
    Checked,
    /// No byte of the job has left. It may be sent later.
    NotSent(Fault),
    /// The job has left. It must never be sent again.
    Finished {
        /// `Confirmed`, `Blind` or `Unknown`.
        state: JobState,
        /// What explains it.
        reason: Option<Reason>,
    },
}

/// How the line to the printer failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lost {
    /// It was closed, or broke.
    Closed,
    /// It took no byte within its deadline.
    Stalled,
}
