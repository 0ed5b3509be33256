//! What goes into the staff's pages and what comes out.

use antre_protocol::Need;

/// What a finger did on the staff's pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StaffTouch {
    /// Pressed the corner that opens them.
    Corner,
    /// Struck the key that opens them.
    Key,
    /// A digit: of the PIN, or of how many numbers.
    Digit(u8),
    /// Takes the last digit back.
    Erase,
    /// The PIN is typed, or the count, or the rectangle is as wide as the card.
    Enter,
    /// Chose from the menu.
    Go(Item),
    /// One page back; from the menu, out.
    Back,
    /// Numbers for the service at this place of the branch's list.
    Service(usize),
    /// So many numbers at the next touch of a service, 1 to [`COUNT_MAX`].
    Count(u8),
    /// Some other count.
    OtherCount,
    /// The next in the class that goes first, or no longer.
    Priority,
    /// The clerk alone is told this of the next, or no longer.
    Need(Need),
    /// Nobody took the numbers of the act at this place: one is given back at once, of several one says
    /// which.
    NotTaken(usize),
    /// Of several, the one at this place was not taken, or was.
    Mark(usize),
    /// Gives back those marked.
    CancelMarked,
    /// A copy of the slip at this place.
    Copy(usize),
    /// The rectangle is to be wider.
    Wider,
    /// The rectangle is to be narrower.
    Narrower,
}

/// An entry of the menu.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Item {
    /// Numbers for those who cannot, or for many at once.
    Greeter,
    /// Slips of late, to be printed again.
    Recent,
    /// A test line.
    TestPrint,
    /// There is a new roll.
    NewRoll,
    /// This kiosk rests, or works again.
    Rest,
    /// The size of the screen.
    Calibrate,
    /// Gives back the numbers held for the time without a hub.
    ReturnReserve,
    /// How it goes.
    Diagnose,
    /// What this is, and under which licences.
    About,
    /// Ends the program, to be started anew.
    Restart,
}

/// What the staff's pages ask of network, printer and machine. Each order has exactly one answer, and
/// the next is given only after it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Order {
    /// Is this the PIN? Four to eight digits. [`Answer::Welcome`], or one that says why not.
    Pin(Pin),
    /// Numbers by the greeter: printed one by one. [`Answer::Issued`].
    Issue {
        /// The service's id.
        service: String,
        /// In the class that goes first.
        priority: bool,
        /// How many tickets, 1 to 50.
        count: u8,
        /// What the clerk alone is told.
        needs: Vec<Need>,
    },
    /// Give these back: nobody took them. Tickets by id. [`Answer::Cancelled`].
    Cancel(Vec<String>),
    /// Print this ticket's number again, as a copy. [`Answer::Done`].
    Copy {
        /// The ticket's id.
        ticket: String,
    },
    /// Print a test line. [`Answer::Done`].
    TestPrint,
    /// There is a new roll. [`Answer::Done`].
    NewRoll,
    /// Give back the numbers that are held for the time without a hub. [`Answer::Done`].
    ReturnReserve,
    /// This kiosk rests, or works again; it outlasts a restart. [`Answer::Done`].
    Pause(bool),
    /// The screen's width in millimetres, as measured with a bank card; it outlasts a restart.
    /// [`Answer::Done`].
    ScreenWidth {
        /// In tenths of a millimetre, 1 000 to 30 000: 100 mm to 3 m.
        tenths_mm: u32,
    },
    /// End this program, to be started anew.
    Restart,
    /// Which slips this kiosk printed last, or did not finish. [`Answer::Recent`].
    Recent,
    /// How it goes: for the page of diagnostics. [`Answer::Diagnosis`].
    Diagnose,
}

/// A PIN. It does not print itself.
#[derive(Clone, PartialEq, Eq)]
pub struct Pin(pub String);

impl std::fmt::Debug for Pin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Pin(…)")
    }
}

/// What became of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// The PIN is right.
    Welcome,
    /// It is not.
    WrongPin,
    /// Too many were wrong: wait so many seconds.
    Locked {
        /// As above.
        secs: u32,
    },
    /// This branch has set none.
    NoPin,
    /// Nobody can be asked now: only what gives nothing away is open.
    NotAsked,
    /// The numbers that the greeter took; fewer than asked for where there were no more.
    Issued(Vec<Recent>),
    /// These tickets are given back; what was asked for and is not named is still valid.
    Cancelled(Vec<String>),
    /// An order was done.
    Done,
    /// An order could not be done, by a stable code: a problem's, or one of the machine's own.
    Failed(String),
    /// The slips of late, newest first, at most [`RECENT_MAX`].
    Recent(Vec<Recent>),
    /// How it goes: a line each, name and value.
    Diagnosis(Vec<(String, String)>),
}

/// The most slips that staff can print again.
pub const RECENT_MAX: usize = 10;
/// The most numbers in one act.
pub const COUNT_MAX: u8 = 50;

/// A slip of late.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Recent {
    /// The ticket's id.
    pub ticket: String,
    /// Its number, as in A012.
    pub number: String,
    /// The letters of its series.
    pub letters: String,
    /// Its digits.
    pub digits: String,
    /// Its series' place among the eight colours.
    pub series: u8,
    /// The service, in the branch's own language.
    pub service: String,
    /// When it was issued, as minute of the branch's day.
    pub minute: u16,
    /// What became of its slip: whether anybody can say that it came out whole.
    pub unfinished: bool,
}
