//! The pages of greeters and staff, behind a hidden gesture and a PIN: a state machine of its own beside
//! the customers' [`crate::flow`].

use antre_protocol::Need;

/// What a finger did on the staff's pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StaffTouch {
    /// Pressed the corner that opens them.
    Corner,
}

/// What the staff's pages ask of network, printer and machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Order {
    /// Is this the PIN? Four to eight digits.
    Pin(Pin),
    /// Numbers by the greeter: printed one by one.
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
    /// Give these back: nobody took them. Tickets by id.
    Cancel(Vec<String>),
    /// Print this ticket's number again, as a copy.
    Copy {
        /// The ticket's id.
        ticket: String,
    },
    /// Print a test line.
    TestPrint,
    /// There is a new roll.
    NewRoll,
    /// Give back the numbers that are held for the time without a hub.
    ReturnReserve,
    /// This kiosk rests, or works again; it outlasts a restart.
    Pause(bool),
    /// The screen's width in millimetres, as measured with a bank card; it outlasts a restart.
    ScreenWidth {
        /// 100 to 3 000.
        tenths_mm: u32,
    },
    /// End this program, to be started anew.
    Restart,
    /// Which slips this kiosk printed last, or did not finish.
    Recent,
    /// How it goes: for the page of diagnostics.
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
    /// The numbers that the greeter took.
    Issued(Vec<Recent>),
    /// An order was done.
    Done,
    /// An order could not be done, by a stable code.
    Failed(String),
    /// The slips of late, newest first, at most [`RECENT_MAX`].
    Recent(Vec<Recent>),
    /// How it goes: a line each, name and value.
    Diagnosis(Vec<(String, String)>),
}

/// The most slips that staff can print again.
pub const RECENT_MAX: usize = 10;

/// A slip of late.
#[derive(Debug, Clone, PartialEq, Eq)]
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
