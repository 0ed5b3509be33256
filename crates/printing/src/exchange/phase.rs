use std::time::Instant;

use crate::Fault;
use crate::job::Reason;
use crate::step::Outcome;

/// Where an exchange stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Phase {
    /// Status question `n` before or after the job.
    Asking {
        n: u8,
        after_job: bool,
    },
    /// It has said nothing: whether a program does, that waits for lines.
    Provoking,
    /// Ending what an earlier job may have left open.
    Clearing,
    /// Asking to be told of changes, and once whether proof of print is known here.
    Introducing,
    Committing,
    Sending {
        until: Instant,
    },
    /// Waiting for the proof.
    Proving,
    /// No proof here: waiting whether trouble shows.
    Settling,
    /// The head is too hot and prints on by itself when it has cooled.
    Cooling,
    /// The line failed within the job: hearing what the printer may still have said.
    LastWords(Reason),
    /// The printer stopped within the job: making it forget the rest, which would otherwise come
    /// out by itself when the fault is mended.
    Forgetting(Fault),
    Done(Outcome),
}

impl Phase {
    /// Whether nothing of a job has been promised yet.
    pub(super) fn is_before_job(self) -> bool {
        match self {
            Self::Asking { after_job, .. } => !after_job,
            Self::Provoking | Self::Clearing | Self::Introducing | Self::Committing => true,
            Self::Sending { .. }
            | Self::Proving
            | Self::Settling
            | Self::Cooling
            | Self::LastWords(_)
            | Self::Forgetting(_)
            | Self::Done(_) => false,
        }
    }
}
