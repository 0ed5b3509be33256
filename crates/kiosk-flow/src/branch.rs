//! What the kiosk knows of its branch, as its pages need it: words in every language, times as
//! minutes of the branch's own day.

use antre_domain::{HoldReason, PrinterFault};
use antre_ticket::Link;

/// A branch, from one kiosk's side.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Branch {
    /// Its name.
    pub name: String,
    /// The languages offered, the branch's own first; never empty in practice.
    pub languages: Vec<Language>,
    /// What can be chosen, in order.
    pub services: Vec<Service>,
    /// Why nothing at all can be had now.
    pub stop: Option<Stop>,
    /// What its printer can do for the next customer.
    pub printer: Printer,
    /// LATIHAN on every page and slip.
    pub practice: bool,
    /// The hub is away since then, and numbers come from this kiosk's own reserve.
    pub offline: Option<MinuteOfDay>,
    /// The staff let this kiosk rest.
    pub paused_here: bool,
    /// What a day without hours is called: a holiday, a day off.
    pub closed_for: Option<Words>,
    /// The letters of its series, for who types a number: those that its services show, and any other
    /// that is known.
    pub prefixes: Vec<String>,
    /// How it looks.
    pub brand: Brand,
}

/// Where a kiosk offers more services than this, and they have headings, these come first.
pub const LISTED_MOST: usize = 8;

impl Branch {
    /// Whether the headings come before the services.
    pub fn is_grouped(&self) -> bool {
        self.services.len() > LISTED_MOST && self.groups().len() > 1
    }

    /// The headings, each once, in the order of the services; empty words for services without one.
    pub fn groups(&self) -> Vec<&Words> {
        let mut groups: Vec<&Words> = Vec::new();
        for service in &self.services {
            if !groups.contains(&&service.group) {
                groups.push(&service.group);
            }
        }
        // What has no heading comes last.
        groups.sort_by_key(|group| group.is_empty());
        groups
    }
}

/// How a branch looks on its kiosk; its pictures come by another way.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Brand {
    /// Changes with its pictures; empty where it has none.
    pub version: String,
    /// Its own colour; the house's where it has none.
    pub accent: Option<Colour>,
}

/// A colour of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Colour {
    pub red: u8,
    pub green: u8,
    pub blue: u8,
}

impl Colour {
    /// Reads `#RRGGBB`.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#')?;
        if digits.len() != 6 || !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return None;
        }
        let channel = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).ok();
        Some(Self {
            red: channel(0)?,
            green: channel(2)?,
            blue: channel(4)?,
        })
    }

    /// Whether white text stands out on it: 4.5 to 1 (WCAG 2.2, 1.4.3).
    pub fn bears_white(self) -> bool {
        1.05 / (self.luminance() + 0.05) >= 4.5
    }

    /// Relative luminance, 0 to 1 (WCAG 2.2).
    fn luminance(self) -> f64 {
        let linear = |channel: u8| {
            let share = f64::from(channel) / 255.0;
            if share <= 0.040_45 {
                share / 12.92
            } else {
                ((share + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * linear(self.red) + 0.7152 * linear(self.green) + 0.0722 * linear(self.blue)
    }
}

/// A kiosk's printer, from its customers' side.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Printer {
    /// What keeps it from printing.
    pub fault: Option<PrinterFault>,
    /// The roll is near its end.
    pub paper_low: bool,
    /// No number is given while it cannot print.
    pub required: bool,
}

impl Printer {
    /// What a customer would wait for in vain; a hot print head cools down while they wait.
    pub fn hindrance(self) -> Option<PrinterFault> {
        self.fault.filter(|fault| hinders(*fault))
    }
}

/// Whether a printer with this fault prints nothing until somebody sees to it.
fn hinders(fault: PrinterFault) -> bool {
    match fault {
        PrinterFault::Overheated => false,
        PrinterFault::CoverOpen
        | PrinterFault::OutOfPaper
        | PrinterFault::Cutter
        | PrinterFault::Mechanical
        | PrinterFault::Offline
        | PrinterFault::Stalled
        | PrinterFault::Silent
        | PrinterFault::Stranger
        | PrinterFault::Unreachable => true,
    }
}

/// A language of the interface.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Language {
    /// As the translations are called: `id`, `en`.
    pub code: String,
    /// As its readers call it.
    pub name: String,
    /// Written from right to left.
    pub rtl: bool,
}

/// The same words in each language, in the order of [`Branch::languages`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Words(pub Vec<String>);

impl Words {
    /// The words in language `index`; in the branch's own where they were not translated.
    pub fn in_language(&self, index: usize) -> &str {
        self.0
            .get(index)
            .filter(|words| !words.is_empty())
            .or(self.0.first())
            .map_or("", String::as_str)
    }

    /// Whether there is nothing to say in any language.
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(String::is_empty)
    }
}

/// A question that many come with.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tip {
    /// As it is asked.
    pub question: Words,
    /// In a sentence or two.
    pub answer: Words,
}

/// A service one can choose.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Service {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: Words,
    /// The letters of its series.
    pub letters: String,
    /// Its series' place among the eight colours.
    pub series: u8,
    /// Its icon, by name.
    pub icon: String,
    /// Whether it can be had.
    pub availability: Availability,
    /// How many wait.
    pub waiting: u32,
    /// How long one who comes now may wait.
    pub wait: Option<WaitMinutes>,
    /// What to bring, a line each.
    pub bring: Vec<Words>,
    /// Whether a customer may ask to go first.
    pub priority: bool,
    /// Its heading; empty where it has none.
    pub group: Words,
    /// What it costs; empty where nobody says.
    pub cost: Words,
    /// Short answers that may save the wait.
    pub tips: Vec<Tip>,
    /// The number is given at the first touch.
    pub at_once: bool,
    /// It is asked how many people come together.
    pub asks_party: bool,
    /// One who takes a number now is probably not served today.
    pub too_late: bool,
}

impl Service {
    /// Whether there is anything to read or decide before taking a number. A branch may choose to give
    /// it at once; but what it asks to be asked is asked, and nobody waits in vain without being told.
    pub fn needs_a_page(&self) -> bool {
        let must = self.availability != Availability::Open || self.asks_party || self.too_late;
        let may = self.priority
            || !self.bring.is_empty()
            || !self.cost.is_empty()
            || !self.tips.is_empty();
        must || (may && !self.at_once)
    }
}

/// Whether a service can be had, and else why not.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Availability {
    /// Now.
    #[default]
    Open,
    /// Later today, when the branch opens.
    OpensAt(MinuteOfDay),
    /// Later today, while the branch gives numbers for others: its own hours have not begun, or all
    /// numbers of this part of the day are given.
    NumbersAt(MinuteOfDay),
    /// On another day of the week, 1 being Monday.
    OpensOn(u8, MinuteOfDay),
    /// After a break.
    BreakUntil(MinuteOfDay),
    /// No numbers left today.
    Exhausted,
    /// Not again today.
    ClosedToday,
    /// Until somebody resumes it.
    Paused,
}

/// Minutes since midnight on the branch's clock, 0 to 1439.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct MinuteOfDay(u16);

impl MinuteOfDay {
    /// `minutes` since midnight, taken round the clock.
    pub fn new(minutes: u32) -> Self {
        // Less than 1 440 fits.
        Self((minutes % 1_440) as u16)
    }

    /// Minutes since midnight, 0 to 1439.
    pub fn minutes(self) -> u16 {
        self.0
    }
}

/// A waiting range in whole minutes, in the steps of [`antre_ticket::WaitMinutes`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WaitMinutes {
    /// Half of those who wait are called by then.
    pub least: u32,
    /// Four in five are called by then.
    pub most: u32,
}

/// Why the whole kiosk has nothing to give.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// The hub does not answer, since then if known.
    HubGone(Option<MinuteOfDay>),
    /// Outside the hours; opens on that day of the week (none: today) at that time.
    Closed(Option<(Option<u8>, MinuteOfDay)>),
    /// The whole branch stands still, and every place is kept.
    Held {
        /// Why.
        reason: HoldReason,
        /// Since when.
        since: MinuteOfDay,
    },
}

/// The ticket that a touch yielded.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ticket {
    /// Its id.
    pub id: String,
    /// The letters of its number.
    pub letters: String,
    /// The digits of its number.
    pub digits: String,
    /// Its series' place among the eight colours.
    pub series: u8,
    /// What it is for.
    pub service: Words,
    /// How many stand before it.
    pub ahead: u32,
    /// How long it may take.
    pub wait: Option<WaitMinutes>,
    /// Where to wait.
    pub place: Words,
    /// What to bring, a line each.
    pub bring: Vec<Words>,
    /// Whether it goes first; the reason stands nowhere.
    pub priority: bool,
    /// Its status page, as its slip's QR carries it.
    pub link: Option<Link>,
    /// Given without the hub: how many stand before it nobody knows.
    pub offline: bool,
}

impl Ticket {
    /// The number as people say it: A012.
    pub fn number(&self) -> String {
        format!("{}{}", self.letters, self.digits)
    }
}

/// What became of the paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paper {
    /// On its way.
    Printing,
    /// It is out: take it.
    Out,
    /// Another one with the same number, marked as a copy, is out.
    CopyOut,
    /// Nobody can say.
    Unknown,
    /// It waits for the printer, which has this fault.
    Waiting(PrinterFault),
    /// Nothing was printed, and nothing will be.
    Failed,
    /// This kiosk has no printer.
    Paperless,
}

impl Paper {
    /// Whether the screen alone tells the customer their number, as far as anybody knows.
    pub fn is_missing(self) -> bool {
        match self {
            Self::Printing | Self::Out | Self::CopyOut => false,
            Self::Waiting(fault) => hinders(fault),
            Self::Unknown | Self::Failed | Self::Paperless => true,
        }
    }
}
