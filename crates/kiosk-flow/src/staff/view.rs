//! What stands on the staff's pages.

use antre_protocol::Need;

use super::seam::Recent;

/// The staff's page on the screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct View {
    /// Which, with what only it shows.
    pub page: Page,
    /// An order is not answered yet: the next must wait.
    pub busy: bool,
    /// That takes long.
    pub slow: bool,
    /// What the last order came to.
    pub remark: Option<Remark>,
    /// This kiosk rests.
    pub resting: bool,
}

/// A page of the staff's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Page {
    /// The PIN is asked for.
    Pin {
        /// How many digits are typed.
        typed: u8,
        /// Why nobody has come in.
        problem: Option<PinProblem>,
    },
    /// What can be done.
    Menu {
        /// Only what gives nothing away: nobody could be asked about the PIN.
        limited: bool,
        /// One more touch restarts the program.
        armed: bool,
    },
    /// Numbers by the greeter.
    Greeter(Greeter),
    /// How many numbers: the digits so far, none typed being 0.
    Count(u8),
    /// The numbers of one act, each with whether it is to be given back.
    Act(Vec<(Recent, bool)>),
    /// Slips of late, the unfinished first; unknown while they are asked for.
    Recent(Option<Vec<Recent>>),
    /// The bank card.
    Calibrate {
        /// The rectangle's width, of [`super::WHOLE`] of the screen's.
        share: u32,
        /// What the screen measures if the card is as wide.
        screen_tenths_mm: u32,
    },
    /// How it goes; unknown while it is asked for.
    Diagnosis(Option<Vec<(String, String)>>),
    /// What this is.
    About,
}

/// Why a PIN opened nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PinProblem {
    /// It is not the PIN.
    Wrong,
    /// No PIN is tried for so many seconds.
    Locked(u32),
    /// The branch has none.
    NotSet,
    /// It could not be tried.
    Failed,
}

/// A service that the greeter gives numbers for.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)] // As in [`crate::branch::Service`].
pub struct Offered {
    pub name: String,
    pub letters: String,
    pub series: u8,
    pub icon: String,
    /// Numbers are given now.
    pub open: bool,
}

/// What the greeter has before them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Greeter {
    /// All of them, in the branch's order.
    pub services: Vec<Offered>,
    /// So many at the next touch.
    pub count: u8,
    /// The next in the class that goes first; none where the branch has no such class.
    pub priority: Option<bool>,
    /// What the clerk alone is told of the next.
    pub needs: Vec<Need>,
    /// The service that is being asked for, by its place.
    pub asked: Option<usize>,
    /// What was issued, the newest first.
    pub acts: Vec<Issued>,
}

/// What one touch gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issued {
    /// Its numbers, as in A012–A015.
    pub numbers: String,
    /// The service, in the branch's own language.
    pub service: String,
    /// How many they are.
    pub count: u8,
}

/// What the last order came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Remark {
    /// So many numbers only: there were no more.
    Fewer(u8),
    /// These were given back.
    GivenBack(String),
    /// Not all of them could be.
    StillValid(String),
    /// A copy of this number is printed.
    Copied(String),
    /// A test line is printed.
    TestPrinted,
    /// The roll counts as new.
    RollCounted,
    /// The reserve is given back.
    ReserveReturned,
    /// The screen's width is kept.
    WidthKept,
    /// It ends in a moment.
    Restarting,
    /// Nothing can be had of the service now.
    ServiceClosed,
    /// It could not be done, by its code.
    Failed(String),
}
