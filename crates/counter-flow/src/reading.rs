//! A ticket's earlier legs and notes, whose words are masked until they are wanted.

use std::fmt;
use std::time::Duration;

use antre_domain::TicketId;
use antre_protocol::HistoryAnswer;

use crate::face::{HistoryFace, NoteFace};

/// The words of notes are masked again after so long: other customers stand at the counter, too.
pub const WORDS_SHOWN_FOR: Duration = Duration::from_secs(30);

/// The history of the present ticket.
#[derive(Clone)]
pub(crate) struct Reading {
    pub(crate) ticket: TicketId,
    answer: HistoryAnswer,
    shown_until: Option<Duration>,
}

/// What persons have said stays out of it.
impl fmt::Debug for Reading {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reading")
            .field("ticket", &self.ticket)
            .field("shown_until", &self.shown_until)
            .finish_non_exhaustive()
    }
}

impl Reading {
    pub(crate) fn new(ticket: TicketId, answer: HistoryAnswer) -> Self {
        Self {
            ticket,
            answer,
            shown_until: None,
        }
    }

    /// Shows the words, or masks them again.
    pub(crate) fn turn(&mut self, now: Duration) {
        let shown = self.shown_until(now).is_some();
        self.shown_until = (!shown).then_some(now + WORDS_SHOWN_FOR);
    }

    pub(crate) fn shown_until(&self, now: Duration) -> Option<Duration> {
        self.shown_until.filter(|until| now < *until)
    }

    pub(crate) fn face(&self, now: Duration) -> HistoryFace {
        let until = self.shown_until(now);
        let notes = self.answer.notes.iter().map(|note| NoteFace {
            at: note.at,
            counter: note.counter.clone(),
            text: note.text.clone().filter(|_| until.is_some()),
        });
        HistoryFace {
            legs: self.answer.legs.clone(),
            notes: notes.collect(),
            hides_in_secs: until.map_or(0, |until| crate::whole_secs(until - now)),
        }
    }
}
