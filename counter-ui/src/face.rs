//! The state of the panel's keys, and what it tells besides the view.

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
    /// As [`crate::panel::Settled`].
    Nobody,
    /// As [`crate::panel::Settled`].
    Refused(String),
    /// As [`crate::panel::Settled`].
    Unanswered,
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
}

/// What takes two strokes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Armed {
    NoShow,
    Cancel,
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

/// The state of the panel's keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Face {
    /// What Enter does.
    pub primary: Primary,
    /// Whether Enter would do it now.
    pub ready: bool,
    /// No key does anything: an intent is on its way, or the hub is away.
    pub busy: bool,
    /// Whether a call can be said again.
    pub recall: bool,
    /// Whether the called one can be put down as absent.
    pub no_show: bool,
    /// Whether there is somebody to move on or to set aside.
    pub move_on: bool,
    /// Whether the counter can rest, or rests.
    pub rest: bool,
    /// Whether somebody who rang for help can be told that one comes.
    pub coming: bool,
    /// The open menu.
    pub menu: Option<Menu>,
    /// What is told.
    pub notice: Option<Notice>,
}
