//! What goes into the flow and what comes out.

use crate::branch::{Branch, Paper, Ticket};

/// What a finger did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Touch {
    /// Chose the service at this place of the list on the screen.
    Choose(usize),
    /// Asked for a number, to be called first or in turn.
    Take {
        /// To be called first.
        priority: bool,
    },
    /// Went back to the list.
    Back,
    /// Has read the number.
    Done,
    /// Took the wrong service.
    Wrong,
    /// Wants a copy, because no paper came.
    Reprint,
    /// Chose the language at this place.
    Language(usize),
    /// Wants large text, or no longer.
    Large,
    /// Wants high contrast, or no longer.
    Contrast,
    /// Wants everything within a seated person's reach, or no longer.
    Low,
    /// Goes on although the printer is open.
    GoOn,
    /// Put a new roll into a printer that cannot say so: the staff's key.
    NewRoll,
    /// Touched nothing in particular.
    Anywhere,
}

/// One customer's act. The same act is never two tickets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ActId(pub u64);

/// What the network should do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// Issue a ticket and print its slip.
    Issue {
        /// Names this act in the answer.
        act: ActId,
        /// The service's id.
        service: String,
        /// In the class that goes first.
        priority: bool,
        /// Language of the slip, by code.
        language: String,
        /// The slip in large print.
        large: bool,
    },
    /// Give the ticket back.
    Cancel {
        /// The ticket's id.
        ticket: String,
    },
    /// Print the same number again, marked as a copy.
    Reprint {
        /// The ticket's id.
        ticket: String,
    },
    /// The customer has left with the number alone: a slip that still waits for the printer must not
    /// come out for whoever stands here then.
    Leave {
        /// The ticket's id.
        ticket: String,
    },
    /// Count the roll as a new one.
    NewRoll,
}

/// What the network says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum News {
    /// The branch as it is now.
    Branch(Box<Branch>),
    /// The act has its ticket.
    Issued(ActId, Box<Ticket>),
    /// The act has none.
    NotIssued(ActId),
    /// The ticket with this id is given back.
    Cancelled(String),
    /// It is not: it was called already, or the hub refused.
    NotCancelled(String),
    /// What became of the slip of the ticket with this id.
    Paper(String, Paper),
    /// The roll is counted as a new one; `by_hand` where a person said so.
    NewRoll {
        /// As above.
        by_hand: bool,
    },
}
