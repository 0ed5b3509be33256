//! What there is to paint: the state of the keys, what is open, and what is told.

use antre_domain::{ClerkId, CounterId, ServiceId, Timestamp, Without};
use antre_protocol::{HistoryLeg, PersonCard};

use crate::menu::Menu;

/// What Enter does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Primary {
    Open,
    EndBreak,
    CallNext,
    Start,
    FinishAndCallNext,
    Finish,
    /// The branch is held: nobody is called.
    Held,
    /// No counter is chosen, or the hub has not been heard.
    Nothing,
}

/// What the panel tells besides the view.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// Nobody waits for this counter.
    Nobody,
    /// The hub refused, with a sentence in the reader's language.
    Refused {
        /// What is wrong, and what to do.
        title: String,
        /// When trying again makes sense, where the hub says it; counts down.
        again_in_secs: Option<u32>,
    },
    /// The hub has not answered: only the view tells what became of it.
    Unanswered,
    /// The hub cannot be heard: the stroke did nothing, and will not be made good later.
    HubAway,
    /// Strike again to do it.
    Armed(Armed),
    /// What can be taken back, and for how long still.
    Undo {
        /// What was done.
        done: Undoable,
        /// The number it was done to.
        number: String,
        /// How long it can be taken back, in seconds.
        left_secs: u32,
    },
    /// No ticket of today has the number that was typed.
    NoSuchNumber(String),
    /// It cannot be called from here: it stands elsewhere, is another profile's, or has ended.
    Foreign {
        /// The number.
        number: String,
        /// As [`antre_protocol::TicketRow::state`].
        state: String,
        /// Where it is called to or served.
        counter: Option<CounterId>,
        /// What it waits for.
        service: ServiceId,
    },
    /// The call was said a moment ago.
    RecallTooSoon {
        /// When it can be said again.
        again_in_secs: u32,
    },
    /// It was said as often as the branch allows: somebody is absent now, or is called later.
    NoRecallLeft,
    /// The counter called a moment ago.
    CallTooSoon {
        /// When it may call again.
        again_in_secs: u32,
    },
    /// No more can be marked.
    MarksFull,
    /// The session is over: signed in elsewhere, released by a supervisor, or the day has ended.
    SessionOver,
    /// It was asked for, and nothing else will show it.
    Done(Told),
}

/// What was done and leaves no trace in the view.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Told {
    Note,
    Copy,
}

/// What takes two strokes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Armed {
    /// Put down as absent.
    NoShow,
    /// End the ticket.
    Cancel,
    /// Close, though so many wait whom no other open counter takes.
    Close {
        /// For which services.
        services: Vec<ServiceId>,
        /// How many wait for them.
        waiting: u32,
    },
    /// Sign out, which closes the counter.
    SignOut,
}

/// What can be taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Undoable {
    Finish,
    NoShow,
    Park,
    Transfer,
    Cancel,
}

/// What there is to paint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Face {
    /// What Enter does.
    pub primary: Primary,
    /// Whether Enter would do it now.
    pub ready: bool,
    /// No key does anything: an intent is on its way, or the hub is away.
    pub busy: bool,
    /// Whether the call can be said again now.
    pub recall: bool,
    /// When it can, where it was said a moment ago; 0 where it is not that.
    pub recall_in_secs: u32,
    /// How often it can still be said; `None` where nobody is called, or the branch does not say.
    pub recalls_left: Option<u8>,
    /// When the counter may call again; 0 where it may.
    pub call_in_secs: u32,
    /// How long it still wraps up; 0 where it does not.
    pub wrap_in_secs: u32,
    /// Whether the called one can be put down as absent.
    pub no_show: bool,
    /// Whether there is somebody to move on or to set aside.
    pub move_on: bool,
    /// Whether the counter can rest, or rests.
    pub rest: bool,
    /// Whether somebody who rang for help can be told that one comes.
    pub coming: bool,
    /// What the next call goes without.
    pub quiet: Option<Without>,
    /// The next arrival is called by itself.
    pub standby: bool,
    /// How the present service is said to have ended, before it does.
    pub outcome_said: bool,
    /// The open menu.
    pub menu: Option<Menu>,
    /// Whether a note goes with what the menu asks for.
    pub note: bool,
    /// What is being typed at the desk.
    pub entry: Option<EntryFace>,
    /// Signing in, or locked: then nothing else of the desk is to be seen.
    pub gate: Option<GateFace>,
    /// The present ticket's earlier legs and notes.
    pub history: Option<HistoryFace>,
    /// What is told.
    pub notice: Option<Notice>,
}

/// What is being typed at the desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryFace {
    /// What it is for.
    pub purpose: Purpose,
    /// What was typed.
    pub text: String,
    /// The most letters.
    pub chars_max: usize,
}

/// What something is typed for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// A number, to call it.
    Call,
    /// A number, to print its slip again.
    Copy,
    /// A note on the present ticket.
    Note,
    /// A note that goes with what the menu asks for.
    NoteAlong,
}

/// Signing in, or locked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GateFace {
    /// Who is asked for.
    pub step: GateStep,
    /// Locked by absence or by the key; else nobody is signed in, or somebody else is to be.
    pub locked: bool,
    /// The number of the ticket at the counter, while it is locked: that and nothing else.
    pub number: Option<String>,
    /// Too many wrong PINs: none is taken for so many seconds.
    pub wait_secs: u32,
}

/// A step of signing in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GateStep {
    /// Which person: a page of the list.
    People {
        /// On this page, by the digits 1 to 8.
        shown: Vec<PersonCard>,
        /// What was typed of the name.
        filter: String,
        /// Whether 9 turns the page.
        more: bool,
        /// Whether the hub has said who works here.
        known: bool,
    },
    /// Their PIN.
    Pin {
        /// Who.
        clerk: ClerkId,
        /// Their name.
        name: String,
        /// How many digits were typed.
        digits: usize,
    },
}

/// Earlier legs and notes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryFace {
    /// The first one first.
    pub legs: Vec<HistoryLeg>,
    /// The notes, oldest first.
    pub notes: Vec<NoteFace>,
    /// The words are shown for so many seconds more; 0 where they are masked.
    pub hides_in_secs: u32,
}

/// A note.
#[derive(Clone, PartialEq, Eq)]
pub struct NoteFace {
    /// When.
    pub at: Timestamp,
    /// At which counter.
    pub counter: Option<CounterId>,
    /// The words, while they are shown; `None` where they are masked, or not for this reader.
    pub text: Option<String>,
}

/// What persons have said stays out of it.
impl std::fmt::Debug for NoteFace {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NoteFace")
            .field("at", &self.at)
            .field("shown", &self.text.is_some())
            .finish_non_exhaustive()
    }
}
