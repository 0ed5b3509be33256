//! What the hub is asked for, and how that ends.

use std::fmt;

use antre_domain::{
    BreakReason, ChoiceReason, ClerkId, CounterId, DeviceId, Directed, Finish, ProfileId, Quiet,
    RequeueReason, ServiceId, TicketId,
};
use antre_protocol::{HistoryAnswer, PersonCard, TicketListAnswer, TicketsQuery};

/// Words that are nobody's business: a PIN, a note. It does not print itself.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Concealed(String);

impl Concealed {
    /// Conceals `words`.
    pub fn new(words: impl Into<String>) -> Self {
        Self(words.into())
    }

    /// The words, for the wire alone.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Concealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Concealed(…)")
    }
}

/// What the hub is asked for. One at most is on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Intent {
    /// Open the counter, or come back from a break.
    Open {
        /// With this profile; the counter's own where absent.
        profile: Option<ProfileId>,
    },
    /// Close the counter.
    Close,
    /// Rest.
    Break {
        /// Why.
        reason: Option<BreakReason>,
    },
    /// Call whoever comes next. Whoever is being served is finished by the same act.
    CallNext {
        /// What the call goes without.
        quiet: Option<Quiet>,
        /// How the present service ended.
        finish: Finish,
    },
    /// Call a chosen one.
    Call {
        /// Whom.
        ticket: TicketId,
        /// Why out of turn.
        because: Option<ChoiceReason>,
        /// What the call goes without.
        quiet: Option<Quiet>,
        /// How the present service ended.
        finish: Finish,
    },
    /// Call several at once.
    CallSeveral {
        /// Whom, in this order.
        tickets: Vec<TicketId>,
        /// Why out of turn.
        because: Option<ChoiceReason>,
        /// What the call goes without.
        quiet: Option<Quiet>,
        /// How the present service ended.
        finish: Finish,
    },
    /// Serve somebody who has no slip.
    WalkIn {
        /// For what.
        service: ServiceId,
    },
    /// The called one is here.
    Start(TicketId),
    /// Done.
    Finish {
        /// Who.
        ticket: TicketId,
        /// How.
        finish: Finish,
    },
    /// Say the call again.
    Recall(TicketId),
    /// Nobody came.
    NoShow(TicketId),
    /// Move on.
    Transfer {
        /// Who.
        ticket: TicketId,
        /// To which service.
        service: ServiceId,
        /// To which counter or clerk in it.
        to: Option<Directed>,
        /// What the next one should not ask again.
        note: Option<Concealed>,
    },
    /// Set aside.
    Park {
        /// Who.
        ticket: TicketId,
        /// Back by itself after so many seconds.
        return_secs: Option<u32>,
        /// What the next one should not ask again.
        note: Option<Concealed>,
    },
    /// Back into the queue: a call that is withdrawn, or one who did not come.
    Requeue {
        /// Who.
        ticket: TicketId,
        /// Why; absent for one who did not come.
        because: Option<RequeueReason>,
    },
    /// Back from parking.
    Resume(TicketId),
    /// End the ticket.
    Cancel(TicketId),
    /// Take the last act on it back.
    Undo(TicketId),
    /// A note for the next counter.
    Note {
        /// On which ticket.
        ticket: TicketId,
        /// The words.
        text: Concealed,
    },
    /// The next arrival is called by itself, or no longer.
    StandBy {
        /// Whether.
        on: bool,
    },
    /// Print a lost slip again.
    Copy {
        /// Of which ticket.
        ticket: TicketId,
        /// At which kiosk; where only one prints, that one.
        device: Option<DeviceId>,
    },
    /// Somebody goes to those who rang for help there.
    AnswerHelp(DeviceId),
    /// Sign in. The panel keeps no copy of the PIN.
    SignIn {
        /// Who.
        clerk: ClerkId,
        /// Their PIN.
        pin: Concealed,
        /// Where they sit.
        counter: Option<CounterId>,
    },
    /// Sign out.
    SignOut,
    /// Who works here. Answered by [`Settled::People`].
    People,
    /// A list of tickets. Answered by [`Settled::Tickets`].
    Tickets(TicketsQuery),
    /// A ticket's earlier legs and notes. Answered by [`Settled::History`].
    History(TicketId),
}

impl Intent {
    /// The ticket that it changes, where that is one.
    pub fn ticket(&self) -> Option<TicketId> {
        match self {
            Self::Call { ticket, .. }
            | Self::Start(ticket)
            | Self::Finish { ticket, .. }
            | Self::Recall(ticket)
            | Self::NoShow(ticket)
            | Self::Transfer { ticket, .. }
            | Self::Park { ticket, .. }
            | Self::Requeue { ticket, .. }
            | Self::Resume(ticket)
            | Self::Cancel(ticket)
            | Self::Undo(ticket)
            | Self::Note { ticket, .. }
            | Self::Copy { ticket, .. } => Some(*ticket),
            Self::Open { .. }
            | Self::Close
            | Self::Break { .. }
            | Self::CallNext { .. }
            | Self::CallSeveral { .. }
            | Self::WalkIn { .. }
            | Self::StandBy { .. }
            | Self::AnswerHelp(_)
            | Self::SignIn { .. }
            | Self::SignOut
            | Self::People
            | Self::Tickets(_)
            | Self::History(_) => None,
        }
    }

    /// The same without what a person has said: what is kept while it is on its way.
    pub(crate) fn without_words(&self) -> Self {
        let mut kept = self.clone();
        match &mut kept {
            Self::SignIn { pin: words, .. } | Self::Note { text: words, .. } => {
                *words = Concealed::default();
            }
            Self::Transfer { note, .. } | Self::Park { note, .. } => *note = None,
            _ => {}
        }
        kept
    }

    /// Whether it changes what stands at the counter, so that the view will show it. Whoever goes to a
    /// kiosk, writes a note or reads a list leaves that as it is.
    pub(crate) fn changes_the_counter(&self) -> bool {
        match self {
            Self::AnswerHelp(_)
            | Self::Note { .. }
            | Self::Copy { .. }
            | Self::People
            | Self::Tickets(_)
            | Self::History(_) => false,
            Self::Open { .. }
            | Self::Close
            | Self::Break { .. }
            | Self::CallNext { .. }
            | Self::Call { .. }
            | Self::CallSeveral { .. }
            | Self::WalkIn { .. }
            | Self::Start(_)
            | Self::Finish { .. }
            | Self::Recall(_)
            | Self::NoShow(_)
            | Self::Transfer { .. }
            | Self::Park { .. }
            | Self::Requeue { .. }
            | Self::Resume(_)
            | Self::Cancel(_)
            | Self::Undo(_)
            | Self::StandBy { .. }
            | Self::SignIn { .. }
            | Self::SignOut => true,
        }
    }
}

/// How an intent ended.
#[derive(Clone, PartialEq, Eq)]
pub enum Settled {
    /// Done.
    Done,
    /// Nobody waits for this counter.
    Nobody,
    /// The hub refused.
    Refused(Refusal),
    /// The hub has not answered: only the view tells what became of it.
    Unanswered,
    /// Signed in.
    SignedIn(Signed),
    /// Who works here.
    People(Vec<PersonCard>),
    /// The list that was asked for.
    Tickets(TicketListAnswer),
    /// The history that was asked for.
    History(HistoryAnswer),
}

/// What persons have said stays out of it.
impl fmt::Debug for Settled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Done => f.write_str("Done"),
            Self::Nobody => f.write_str("Nobody"),
            Self::Refused(refusal) => write!(f, "Refused({})", refusal.code),
            Self::Unanswered => f.write_str("Unanswered"),
            Self::SignedIn(signed) => write!(f, "SignedIn({})", signed.clerk),
            Self::People(people) => write!(f, "People({})", people.len()),
            Self::Tickets(answer) => write!(f, "Tickets({})", answer.tickets.len()),
            Self::History(answer) => write!(f, "History({})", answer.legs.len()),
        }
    }
}

/// A refusal, in the hub's words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Refusal {
    /// The stable code.
    pub code: String,
    /// A sentence in the reader's language: what is wrong, and what to do.
    pub title: String,
    /// When trying again makes sense, in seconds.
    pub retry_after_secs: Option<u32>,
}

/// A refusal of which only the sentence matters.
impl From<&str> for Refusal {
    fn from(title: &str) -> Self {
        Self {
            title: title.to_owned(),
            ..Self::default()
        }
    }
}

/// Who is signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// The reference.
    pub clerk: ClerkId,
    /// The name, for the panel's own head.
    pub name: String,
    /// Where they sit.
    pub counter: Option<CounterId>,
    /// The panel locks itself after so many seconds without a stroke; 0: never.
    pub lock_secs: u32,
}
