//! What goes into the flow and what comes out.

use antre_protocol::Need;

use crate::branch::{Branch, Paper, Ticket, Words};
use crate::staff::{self, StaffTouch};

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
    /// Opened the group of services at this place.
    Group(usize),
    /// So many people come together, 1 to 50.
    People(u8),
    /// Wants one number each, or one for all.
    OneEach(bool),
    /// Wants the clerk alone to know this, or no longer.
    Need(Need),
    /// Reads the answer to the question at this place, or closes it.
    Tip(usize),
    /// Opens what the clerk may be told, or closes it.
    Tell,
    /// Rang for the staff.
    Help,
    /// Was here before: wants to check in again.
    Returning,
    /// A letter or digit of the number on the slip.
    Key(char),
    /// Takes the last of them back.
    Erase,
    /// The number is typed.
    CheckIn,
    /// Something on the staff's pages, or on the way to them.
    Staff(StaffTouch),
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
        /// How many people come together, 1 to 50.
        people: u8,
        /// One number each, instead of one for all.
        one_each: bool,
        /// What the clerk alone is told.
        needs: Vec<Need>,
    },
    /// Somebody with a ticket is back.
    CheckIn {
        /// Names this act in the answer.
        act: ActId,
        /// By what.
        by: Returning,
    },
    /// Ring for the staff.
    Help,
    /// What the staff's pages ask.
    Staff(staff::Order),
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

/// By what somebody who comes back is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Returning {
    /// The number on the slip, as typed: letters and digits.
    Number(String),
    /// What a scanner read from the slip's QR: the status page's address, whole.
    Link(String),
}

/// What became of one who came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CheckedIn {
    /// Back in the queue.
    Waiting(Box<Ticket>),
    /// Called already: to this counter, as it is signed.
    Called(Box<Ticket>, Words),
    /// No ticket of today has this number.
    Unknown,
    /// Too late to come back, or served, or given back.
    Over,
    /// Nobody could be asked.
    NotAsked,
}

/// What the network says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum News {
    /// The branch as it is now.
    Branch(Box<Branch>),
    /// The act has its ticket.
    Issued(ActId, Box<Ticket>),
    /// The act has these tickets, one for each person.
    IssuedEach(ActId, Vec<Ticket>),
    /// What became of one who came back.
    CheckedIn(ActId, CheckedIn),
    /// The staff were told, or could not be.
    HelpRung {
        /// As above.
        told: bool,
    },
    /// An answer to the staff's pages.
    Staff(staff::Answer),
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
