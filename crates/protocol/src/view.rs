//! What each kind of screen knows, whole.

use antre_domain::config::{Direction, HallPolicy};
use antre_domain::{
    BreakReason, CallReason, ClassId, ClerkId, CounterId, DeviceId, Directed, HoldReason, Locale,
    PrinterHealth, ProfileId, ServiceId, Text, TicketId, TicketNumber, Timestamp, Without,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::desk::{CopyOrder, DeskRules};
use crate::forecast::{ClassWait, WaitCard};
use crate::frame::Change;
use crate::hall::{AnnouncementCard, DisplayCard};
use crate::kiosk::{BrandFacts, HelpCard, Need, ReserveFacts};
use crate::rest::Wait;

/// How many past calls a hall display keeps.
pub const RECENT_CALLS_MAX: usize = 12;
/// How many threads the day's cloth has at most.
pub const CLOTH_THREADS_MAX: usize = 4_096;

/// What one screen knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum View {
    Kiosk(KioskView),
    Display(DisplayView),
    Counter(CounterView),
}

/// A kiosk's view.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KioskView {
    /// The branch.
    pub branch: BranchFacts,
    /// Its services, in the order of the branch file.
    pub services: Vec<ServiceCard>,
    /// What it prints.
    #[serde(default)]
    pub slip: SlipFacts,
    /// Its reserve of numbers.
    #[serde(default)]
    pub reserve: ReserveFacts,
    /// How it looks.
    #[serde(default)]
    pub brand: BrandFacts,
    /// The letters that a number of this branch may begin with, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub prefixes: Vec<String>,
    /// Copies that staff have asked a kiosk for and that it has not reported yet.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub copies: Vec<CopyOrder>,
}

/// A hall display's view. It names no ticket that has not been called.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DisplayView {
    /// The branch.
    pub branch: BranchFacts,
    /// Its counters, whose signs the calls refer to.
    pub counters: Vec<CounterCard>,
    /// Calls that are still open (called, not yet being served), oldest first.
    pub open_calls: Vec<Call>,
    /// The last calls, newest first, one a ticket, at most [`RECENT_CALLS_MAX`].
    pub recent_calls: Vec<Call>,
    /// How many people were served today.
    pub served: u32,
    /// Zones, voice and pictures.
    #[serde(default)]
    pub hall: HallPolicy,
    /// What the supervisor tells the hall, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub announcements: Vec<AnnouncementCard>,
    /// The day's cloth: the series' colour of each person served, in the order in which they were
    /// done; at most [`CLOTH_THREADS_MAX`], the first ones.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cloth: Vec<u8>,
    /// How long one who comes now may wait for each service that a kiosk offers, in the order of the
    /// branch file.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub waits: Vec<WaitCard>,
}

/// A counter panel's view.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CounterView {
    /// The branch.
    pub branch: BranchFacts,
    /// Its services, in the order of the branch file.
    pub services: Vec<ServiceCard>,
    /// Its counters with their present tickets.
    pub counters: Vec<CounterCard>,
    /// Its work profiles.
    pub profiles: Vec<ProfileCard>,
    /// Tickets that are parked or did not come, oldest first.
    pub aside: Vec<TicketCard>,
    /// The printers that have reported, in the order of their devices.
    #[serde(default)]
    pub printers: Vec<PrinterCard>,
    /// Where somebody has rung for help, oldest first.
    #[serde(default)]
    pub helps: Vec<HelpCard>,
    /// The displays that have reported, in the order of their devices.
    #[serde(default)]
    pub displays: Vec<DisplayCard>,
    /// What the hall is being told, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub announcements: Vec<AnnouncementCard>,
    /// The branch's rules for clerks.
    #[serde(default)]
    pub desk: DeskRules,
}

/// What every screen knows of the branch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BranchFacts {
    /// Its name.
    pub name: String,
    /// IANA time zone, for the clock.
    pub time_zone: String,
    /// The languages offered, its own first.
    pub languages: Vec<Locale>,
    /// LATIHAN on every screen and slip.
    pub practice: bool,
    /// The open business day.
    pub business_date: Option<chrono::NaiveDate>,
    /// Whether numbers are given now.
    pub open: bool,
    /// When numbers are given next, where they are not now.
    pub opens_at: Option<Timestamp>,
    /// What the day without hours is called: a holiday, a day off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed_for: Option<Text>,
    /// The whole branch stands still: no numbers, no calls, and every place is kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held: Option<HeldFacts>,
    /// The class that a kiosk offers as "I need priority".
    pub priority_class: Option<ClassId>,
    /// The guests' Wi-Fi.
    pub wifi: Option<String>,
    /// Still lines for the foot of the hall display.
    pub notices: Vec<Text>,
    /// How long an act can be undone, in seconds.
    pub undo_secs: u32,
}

/// What a kiosk must know of its slips before it can set one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlipFacts {
    /// As [`crate::SlipFilesAnswer::version`]: where it is another, the templates are asked for.
    pub version: String,
    /// Numbers are given while the printer cannot print.
    pub paperless: bool,
}

impl Default for SlipFacts {
    fn default() -> Self {
        Self {
            version: String::new(),
            paperless: true,
        }
    }
}

/// A kiosk's printer on a staff screen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrinterCard {
    /// The kiosk.
    pub device: DeviceId,
    /// What it is called: "Kiosk 1".
    pub name: String,
    /// Its condition; `unreachable` where the kiosk itself was not heard of for a minute.
    pub health: PrinterHealth,
    /// Since when.
    pub since: Timestamp,
    /// About how many more slips the roll holds.
    pub slips_left: Option<u32>,
}

/// A hold of the whole branch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HeldFacts {
    /// `system_down`, `power_cut`, `evacuation`, `ceremony` or `other`.
    #[schema(value_type = String)]
    pub reason: HoldReason,
    /// Since when.
    #[schema(value_type = String, format = DateTime)]
    pub since: Timestamp,
}

/// A service on a screen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceCard {
    /// Its id.
    pub id: ServiceId,
    /// Its name.
    pub name: Text,
    /// Its heading.
    pub group: Option<Text>,
    /// Its icon, by name.
    pub icon: Option<String>,
    /// The letters of its regular series.
    pub prefix: String,
    /// The colour of its regular series: its place among the series, to be taken modulo the palette.
    pub colour: u8,
    /// Whether a kiosk offers it.
    pub walk_in: bool,
    /// Whether it gives numbers now.
    pub open: bool,
    /// When it gives numbers next, where it does not now.
    pub opens_at: Option<Timestamp>,
    /// No numbers or no places left today.
    pub exhausted: bool,
    /// What to bring.
    pub bring: Vec<Text>,
    /// Where to wait.
    pub waiting_area: Option<Text>,
    /// How many wait; on a kiosk, where one who takes a number now would begin.
    pub waiting: u32,
    /// Since when the one waits who has waited longest, as if there had been no holds that are over.
    pub oldest_since: Option<Timestamp>,
    /// The regular class's target, in seconds.
    pub target_wait_secs: u32,
    /// When the next one of those who wait will have waited longer than their class is promised; in the
    /// past where somebody has. Only for staff.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub late_from: Option<Timestamp>,
    /// How long one who comes now in the regular class may wait; on a kiosk, at the first stop. `None`
    /// where nobody can say. Both ends are rounded as they are told.
    pub wait: Option<Wait>,
    /// The same of the other classes of which anybody can say it, in the order of the branch file.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub waits: Vec<ClassWait>,
    /// What it costs, in a few words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost: Option<Text>,
    /// Short answers that may save the wait.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tips: Vec<Tip>,
    /// The number is given at the first touch, without a page in between.
    #[serde(default)]
    pub at_once: bool,
    /// A kiosk asks how many people come together.
    #[serde(default)]
    pub asks_party: bool,
    /// Until somebody resumes it, it gives no numbers.
    #[serde(default)]
    pub paused: bool,
    /// At the pace of the last hour, one who takes a number now is not served today.
    #[serde(default)]
    pub too_late: bool,
}

/// A question that many come with, and its answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tip {
    /// "How do I renew my card?"
    pub question: Text,
    /// In a sentence or two.
    pub answer: Text,
}

/// A counter on a screen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CounterCard {
    /// Its id.
    pub id: CounterId,
    /// What it is: Loket, Teller.
    pub noun: Text,
    /// Its sign: 3.
    pub sign: String,
    /// How a voice says the sign.
    pub spoken: Option<Text>,
    /// Which way it lies, seen from its display.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub direction: Option<Direction>,
    /// `closed`, `idle`, `called`, `serving`, `wrap_up` or `break`.
    pub state: String,
    /// The profile it works by.
    pub profile: ProfileId,
    /// The ticket called to it or served at it; never in a display's view.
    pub ticket: Option<TicketCard>,
    /// Others that were called to it at once, in order. This and what follows is only for staff.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<TicketCard>,
    /// Who works there, by reference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clerk: Option<ClerkId>,
    /// The next arrival is called by itself.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub standby: bool,
    /// Why it rests.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub break_reason: Option<BreakReason>,
    /// Since when it is closed, rests or is free.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Timestamp>,
    /// Until when it wraps up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wraps_until: Option<Timestamp>,
    /// From when on it may call again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calls_from: Option<Timestamp>,
}

/// A work profile on a screen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProfileCard {
    /// Its id.
    pub id: ProfileId,
    /// Its name.
    pub name: Text,
    /// The services it takes; those that it only helps with come last.
    pub services: Vec<ServiceId>,
}

/// A ticket on a clerk's screen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketCard {
    /// Its id.
    pub id: TicketId,
    /// Its number.
    pub number: TicketNumber,
    /// The colour of its series.
    pub colour: u8,
    /// The service of its present leg.
    pub service: ServiceId,
    /// Its class.
    pub class: ClassId,
    /// The class's name.
    pub class_name: Text,
    /// How many people it stands for.
    pub party: u8,
    /// As [`crate::TicketAnswer::state`].
    pub state: String,
    /// Since when it has waited (its age in the queue), as if there had been no holds that are over.
    pub since: Timestamp,
    /// When it was called.
    pub called_at: Option<Timestamp>,
    /// When service began.
    pub started_at: Option<Timestamp>,
    /// How often the call was repeated.
    pub recalls: u8,
    /// When it comes back by itself, if parked with a return.
    pub returns_at: Option<Timestamp>,
    /// Why it was called.
    pub reason: Option<CallReason>,
    /// How many legs it has had.
    pub legs: u8,
    /// The booked time, where it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub booked_at: Option<Timestamp>,
    /// The services that follow in its journey, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub onward: Vec<ServiceId>,
    /// What only the clerk is told.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub needs: Vec<Need>,
    /// How many notes there are to read.
    #[serde(default)]
    pub notes: u8,
    /// The customer's language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locale: Option<Locale>,
    /// For whom it waits, where nobody else calls it now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub directed: Option<Directed>,
    /// From when on the call may be repeated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recall_from: Option<Timestamp>,
    /// Until when its last act can be taken back, by whoever did it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undo_until: Option<Timestamp>,
}

/// A call: what a display shows and a voice speaks. A recall is a call again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Call {
    /// The event's sequence: the identity of this announcement.
    pub seq: u64,
    /// When it was made.
    pub at: Timestamp,
    /// The ticket.
    pub ticket: TicketId,
    /// Its number.
    pub number: TicketNumber,
    /// The colour of its series.
    pub colour: u8,
    /// To which counter.
    pub counter: CounterId,
    /// Which repetition this is; 0 for the first call.
    pub recall: u8,
    /// What it goes without. A call without a screen is announced and never among the open or recent
    /// calls of a view; one without both does not reach a display.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub without: Option<Without>,
}

impl TicketCard {
    /// Whoever has waited longest comes first.
    pub fn age(&self) -> (Timestamp, TicketId) {
        (self.since, self.id)
    }
}

impl View {
    /// What it knows of the branch.
    pub fn branch(&self) -> &BranchFacts {
        match self {
            Self::Kiosk(view) => &view.branch,
            Self::Display(view) => &view.branch,
            Self::Counter(view) => &view.branch,
        }
    }

    /// Takes in one change. A change that this kind of view does not hold is passed over.
    pub fn apply(&mut self, change: Change) {
        match change {
            Change::Reset { view } => *self = *view,
            Change::Branch { branch } => *self.branch_mut() = branch,
            Change::Service { service } => {
                if let Some(known) = self.services_mut() {
                    upsert(known, service, |card| card.id.clone());
                }
            }
            Change::Opening {
                service,
                open,
                opens_at,
                exhausted,
                too_late,
            } => {
                let mut known = self.services_mut().into_iter().flatten();
                if let Some(card) = known.find(|card| card.id == service) {
                    card.open = open;
                    card.opens_at = opens_at;
                    card.exhausted = exhausted;
                    card.too_late = too_late;
                }
            }
            Change::Wait {
                service,
                wait,
                waits,
            } => self.waits_for(&service, wait, waits),
            Change::Counter { counter } => {
                let known = match self {
                    Self::Display(view) => &mut view.counters,
                    Self::Counter(view) => &mut view.counters,
                    Self::Kiosk(_) => return,
                };
                upsert(known, *counter, |card| card.id.clone());
            }
            Change::Called { call } => {
                if let Self::Display(view) = self {
                    view.called(call);
                }
            }
            Change::CallEnded { ticket } => {
                if let Self::Display(view) = self {
                    view.open_calls.retain(|call| call.ticket != ticket);
                }
            }
            Change::CallWithdrawn { ticket } => {
                if let Self::Display(view) = self {
                    view.open_calls.retain(|call| call.ticket != ticket);
                    view.recent_calls.retain(|call| call.ticket != ticket);
                }
            }
            Change::Served { served, thread } => {
                if let Self::Display(view) = self {
                    view.served = served;
                    if let Some(thread) = thread {
                        view.weave(thread);
                    }
                }
            }
            Change::Cloth { threads } => {
                if let Self::Display(view) = self {
                    view.cloth = threads;
                }
            }
            Change::Announced { announcement } => {
                if let Some(known) = self.announcements_mut() {
                    upsert(known, announcement, |card| card.id);
                }
            }
            Change::AnnouncementEnded { id } => {
                if let Some(known) = self.announcements_mut() {
                    known.retain(|card| card.id != id);
                }
            }
            Change::Display { display } => {
                if let Self::Counter(view) = self {
                    upsert(&mut view.displays, display, |card| card.device.clone());
                    view.displays.sort_by(|a, b| a.device.cmp(&b.device));
                }
            }
            Change::Aside { ticket } => {
                if let Self::Counter(view) = self {
                    upsert(&mut view.aside, ticket, |card| card.id);
                    view.aside.sort_by_key(TicketCard::age);
                }
            }
            Change::Printer { printer } => {
                if let Self::Counter(view) = self {
                    upsert(&mut view.printers, printer, |card| card.device.clone());
                    view.printers.sort_by(|a, b| a.device.cmp(&b.device));
                }
            }
            Change::Help { help } => {
                if let Self::Counter(view) = self {
                    upsert(&mut view.helps, help, |card| card.device.clone());
                    view.helps.sort_by_key(|card| card.since);
                }
            }
            Change::HelpGone { device } => {
                if let Self::Counter(view) = self {
                    view.helps.retain(|card| card.device != device);
                }
            }
            Change::Reserve { reserve } => {
                if let Self::Kiosk(view) = self {
                    view.reserve = reserve;
                }
            }
            Change::Copies { copies } => {
                if let Self::Kiosk(view) = self {
                    view.copies = copies;
                }
            }
            Change::AsideGone { ticket } => {
                if let Self::Counter(view) = self {
                    view.aside.retain(|card| card.id != ticket);
                }
            }
        }
    }

    pub(crate) fn services_mut(&mut self) -> Option<&mut Vec<ServiceCard>> {
        match self {
            Self::Kiosk(view) => Some(&mut view.services),
            Self::Counter(view) => Some(&mut view.services),
            Self::Display(_) => None,
        }
    }

    fn announcements_mut(&mut self) -> Option<&mut Vec<AnnouncementCard>> {
        match self {
            Self::Display(view) => Some(&mut view.announcements),
            Self::Counter(view) => Some(&mut view.announcements),
            Self::Kiosk(_) => None,
        }
    }

    fn branch_mut(&mut self) -> &mut BranchFacts {
        match self {
            Self::Kiosk(view) => &mut view.branch,
            Self::Display(view) => &mut view.branch,
            Self::Counter(view) => &mut view.branch,
        }
    }
}

impl DisplayView {
    /// As many threads as people were served: a change that is said twice adds none.
    fn weave(&mut self, thread: u8) {
        let threads = (self.served as usize).min(CLOTH_THREADS_MAX);
        if threads > self.cloth.len() {
            self.cloth.resize(threads, thread);
        }
    }

    fn called(&mut self, call: Call) {
        if matches!(call.without, Some(Without::Screen | Without::Both)) {
            return;
        }
        self.open_calls.retain(|open| open.ticket != call.ticket);
        self.open_calls.push(call.clone());
        self.recent_calls
            .retain(|recent| recent.ticket != call.ticket);
        self.recent_calls.insert(0, call);
        self.recent_calls.truncate(RECENT_CALLS_MAX);
    }
}

fn upsert<T, K: PartialEq>(known: &mut Vec<T>, item: T, key: impl Fn(&T) -> K) {
    match known.iter_mut().find(|other| key(other) == key(&item)) {
        Some(other) => *other = item,
        None => known.push(item),
    }
}
