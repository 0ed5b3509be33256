//! What a clerk can do at the desk, whatever key it lies on.

/// An act of the clerk's. Which key it lies on says the [`crate::keymap::Keymap`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Key {
    /// The next natural thing; in a list or a field: go on.
    Enter,
    /// Say the call again.
    Recall,
    /// Nobody came. Takes two strokes.
    NoShow,
    /// Move on: to a service, a counter, a person.
    Transfer,
    /// Set aside, for a while or until it is fetched back.
    Park,
    /// Rest, with a reason; back from it.
    Break,
    /// Everything else that can be done now.
    More,
    /// Take the last act back.
    Undo,
    /// Out of whatever is open.
    Back,
    /// "I am coming", to those who rang for help first.
    Coming,
    /// The next page of a list.
    NextPage,
    /// The next call at once: whoever is called or served here is done. One stroke a customer, where a
    /// branch does not have its clerks say when they begin.
    Next,
    /// Done, without calling the next.
    Finish,
    /// Say how the service ended, and what was delivered, before it does.
    Outcome,
    /// The list of those who wait.
    Tickets,
    /// Call several ready numbers at once.
    Several,
    /// The next call goes without voice, without the screen, or without both.
    Quiet,
    /// Serve somebody who has no slip.
    WalkIn,
    /// Back into the queue, to the old place, with a reason.
    Withdraw,
    /// End the ticket. Takes two strokes.
    Cancel,
    /// Those who are parked or did not come.
    Aside,
    /// Those whom this counter called today.
    Own,
    /// A note for the next counter.
    Note,
    /// The earlier legs and notes; struck again: the words of the notes.
    History,
    /// Print a lost slip again.
    Copy,
    /// The next arrival is called by itself, or no longer.
    StandBy,
    /// Work by another profile.
    Profiles,
    /// Sit down at another counter.
    Counters,
    /// Close the counter.
    Close,
    /// Lock the panel.
    Lock,
    /// Another person signs in.
    Switch,
    /// Sign out.
    SignOut,
    /// The line below in an open list.
    Down,
    /// The line above.
    Up,
    /// Take the last letter or digit back.
    Erase,
    /// 0 to 9: a choice, or a digit of what is typed.
    Digit(u8),
    /// A letter of what is typed.
    Letter(char),
}

impl Key {
    /// Every act that can lie on a key, in the order in which a help page would list them.
    pub const ACTS: [Self; 35] = [
        Self::Enter,
        Self::Recall,
        Self::NoShow,
        Self::Transfer,
        Self::Park,
        Self::Break,
        Self::More,
        Self::Undo,
        Self::Back,
        Self::Coming,
        Self::NextPage,
        Self::Next,
        Self::Finish,
        Self::Outcome,
        Self::Tickets,
        Self::Several,
        Self::Quiet,
        Self::WalkIn,
        Self::Withdraw,
        Self::Cancel,
        Self::Aside,
        Self::Own,
        Self::Note,
        Self::History,
        Self::Copy,
        Self::StandBy,
        Self::Profiles,
        Self::Counters,
        Self::Close,
        Self::Lock,
        Self::Switch,
        Self::SignOut,
        Self::Down,
        Self::Up,
        Self::Erase,
    ];

    /// Its name in a keymap. A digit and a letter have none: they are what they are.
    pub fn code(self) -> &'static str {
        match self {
            Self::Enter => "primary",
            Self::Recall => "recall",
            Self::NoShow => "no_show",
            Self::Transfer => "transfer",
            Self::Park => "park",
            Self::Break => "break",
            Self::More => "more",
            Self::Undo => "undo",
            Self::Back => "back",
            Self::Coming => "coming",
            Self::NextPage => "next_page",
            Self::Next => "next",
            Self::Finish => "finish",
            Self::Outcome => "outcome",
            Self::Tickets => "tickets",
            Self::Several => "several",
            Self::Quiet => "quiet",
            Self::WalkIn => "walk_in",
            Self::Withdraw => "withdraw",
            Self::Cancel => "cancel",
            Self::Aside => "aside",
            Self::Own => "own",
            Self::Note => "note",
            Self::History => "history",
            Self::Copy => "copy",
            Self::StandBy => "stand_by",
            Self::Profiles => "profiles",
            Self::Counters => "counters",
            Self::Close => "close",
            Self::Lock => "lock",
            Self::Switch => "switch",
            Self::SignOut => "sign_out",
            Self::Down => "down",
            Self::Up => "up",
            Self::Erase => "erase",
            Self::Digit(_) | Self::Letter(_) => "",
        }
    }

    /// The act of that name.
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ACTS.into_iter().find(|key| key.code() == code)
    }

    /// Whether a stray stroke of it would hurt a customer.
    pub fn is_destructive(self) -> bool {
        matches!(self, Self::NoShow | Self::Cancel)
    }
}
