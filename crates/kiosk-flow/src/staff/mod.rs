//! The pages of greeters and staff, behind a hidden gesture and a PIN: a state machine of its own beside
//! the customers' [`crate::flow`], which drives it and shows its pages in place of its own.
//!
//! It has one order under way at a time. An answer that comes when its pages are closed changes nothing
//! but what the machine itself must know: how wide its screen is, until when no PIN is tried.

mod acts;
mod answers;
mod card;
mod greeter;
mod seam;
mod view;

use std::collections::VecDeque;
use std::time::Duration;

use crate::branch::{Availability, Branch};
use crate::flow::{DOUBLE_STRIKE, PAGE_STAY, SLOW, STEP, WARNING};
use card::Card;
use greeter::Greeter;

pub use card::{CARD_TENTHS_MM, WHOLE, WIDTH_TENTHS_MM};
pub use greeter::{ACTS_MAX, in_one_line};
pub use seam::{Answer, COUNT_MAX, Item, Order, Pin, RECENT_MAX, Recent, StaffTouch};
pub use view::{
    Greeter as GreeterView, Issued, Offered, Page as StaffPage, PinProblem, Remark, View,
};

/// The corner is pressed so often…
pub const CORNER_PRESSES: usize = 5;
/// …within this time.
pub const CORNER_WITHIN: Duration = Duration::from_secs(3);
/// How long the greeter's pages stay without a touch; the others as long as a customer's.
pub const GREETER_STAY: Duration = Duration::from_secs(600);
/// Digits of a PIN.
pub const PIN_DIGITS: std::ops::RangeInclusive<usize> = 4..=8;

/// The state machine.
#[derive(Debug)]
pub struct Staff {
    session: Option<Session>,
    /// Counts sessions: an answer to another one's order is nobody's.
    sessions: u32,
    corner: VecDeque<Duration>,
    asked: Option<Asked>,
    locked_until: Option<Duration>,
    screen_tenths_mm: Option<u32>,
    double_strike: Duration,
}

/// From the gesture until it is closed.
#[derive(Debug)]
struct Session {
    page: Page,
    /// Nobody could be asked about the PIN.
    limited: bool,
    since: Duration,
    last: Option<(StaffTouch, Duration)>,
    remark: Option<Remark>,
    greeter: Greeter,
}

#[derive(Debug)]
enum Page {
    Pin {
        typed: String,
        problem: Option<PinProblem>,
    },
    Menu {
        armed: bool,
    },
    Greeter,
    Count(u8),
    Act {
        tickets: Vec<Recent>,
        marked: Vec<usize>,
    },
    Recent(Option<Vec<Recent>>),
    Calibrate(Card),
    Diagnosis(Option<Vec<(String, String)>>),
    About,
}

/// The order under way.
#[derive(Debug)]
struct Asked {
    what: What,
    session: u32,
    since: Duration,
}

#[derive(Debug)]
enum What {
    Pin,
    Issue {
        place: usize,
        count: u8,
    },
    Cancel(Vec<Recent>),
    Rest,
    Width(u32),
    Recent,
    Diagnosis,
    /// Done, it is worth this remark.
    Plain(Remark),
}

impl Default for Staff {
    fn default() -> Self {
        Self {
            session: None,
            sessions: 0,
            corner: VecDeque::new(),
            asked: None,
            locked_until: None,
            screen_tenths_mm: None,
            double_strike: DOUBLE_STRIKE,
        }
    }
}

impl Staff {
    /// Two touches are two, however fast they come.
    pub(crate) fn take_every_touch(&mut self) {
        self.double_strike = Duration::ZERO;
    }

    /// Whether its pages stand before the customers'.
    pub fn is_open(&self) -> bool {
        self.session.is_some()
    }

    /// The screen's width in tenths of a millimetre, where it is known.
    pub fn screen_tenths_mm(&self) -> Option<u32> {
        self.screen_tenths_mm
    }

    /// The screen is so wide, in tenths of a millimetre, as far as anybody said.
    pub fn set_screen(&mut self, tenths_mm: Option<u32>) {
        self.screen_tenths_mm = tenths_mm;
    }

    /// A finger did `touch`.
    pub fn handle_touch(
        &mut self,
        touch: StaffTouch,
        branch: &Branch,
        now: Duration,
    ) -> Option<Order> {
        if let Some(session) = &mut self.session {
            if session.is_struck_twice(touch, self.double_strike, now) {
                return None;
            }
            session.touched(touch, now);
        }
        match touch {
            StaffTouch::Corner => self.press_corner(now),
            StaffTouch::Key => self.open(now),
            StaffTouch::Digit(digit) => self.digit(digit, now),
            StaffTouch::Erase => self.erase(),
            StaffTouch::Enter => return self.enter(now),
            StaffTouch::Go(item) => return self.go(item, branch, now),
            StaffTouch::Back => self.back(),
            StaffTouch::Service(place) => return self.issue(place, branch, now),
            StaffTouch::Count(count) => self.on_greeter(|greeter| greeter.set_count(count)),
            StaffTouch::OtherCount => {
                if matches!(self.page(), Some(Page::Greeter)) {
                    self.turn_to(Page::Count(0));
                }
            }
            StaffTouch::Priority => self.on_greeter(|greeter| {
                greeter.priority = !greeter.priority && offers_priority(branch);
            }),
            StaffTouch::Need(need) => self.on_greeter(|greeter| greeter.toggle(need)),
            StaffTouch::NotTaken(place) => return self.not_taken(place, now),
            StaffTouch::Mark(place) => self.mark(place),
            StaffTouch::CancelMarked => return self.cancel_marked(now),
            StaffTouch::Copy(place) => return self.copy(place, now),
            StaffTouch::Wider => self.widen(true, now),
            StaffTouch::Narrower => self.widen(false, now),
        }
        None
    }

    /// Somebody is there, and touched nothing in particular.
    pub fn touched(&mut self, now: Duration) {
        if let Some(session) = &mut self.session {
            session.since = now;
        }
    }

    /// Closes the pages; nothing of them remains.
    pub fn close(&mut self) {
        self.session = None;
        self.corner.clear();
    }

    /// When something changes by itself, if anything does.
    pub fn next_deadline(&self, now: Duration) -> Option<Duration> {
        let session = self.session.as_ref()?;
        let closes = session.since + session.stay();
        let warned = closes - WARNING;
        let step = if now < warned {
            warned
        } else {
            let steps = (now - warned).as_secs() / STEP.as_secs() + 1;
            // At most the warning's seven, as the page closes then.
            (warned + STEP * steps as u32).min(closes)
        };
        // Only the door counts the seconds.
        let at_door = matches!(session.page, Page::Pin { .. });
        let second = self
            .locked_secs(now)
            .filter(|_| at_door)
            .and_then(|left| Some(self.locked_until? - Duration::from_secs(u64::from(left) - 1)));
        let slow = self.asked.as_ref().map(|asked| asked.since + SLOW);
        let slow = slow.filter(|at| now < *at);
        [Some(step), second, slow].into_iter().flatten().min()
    }

    /// Time has passed.
    pub fn handle_timeout(&mut self, now: Duration) {
        let is_over = |session: &Session| now >= session.since + session.stay();
        if self.session.as_ref().is_some_and(is_over) {
            self.close();
        }
    }

    /// Until it closes by itself.
    pub(crate) fn left(&self, now: Duration) -> Duration {
        self.session.as_ref().map_or(Duration::ZERO, |session| {
            (session.since + session.stay()).saturating_sub(now)
        })
    }

    /// What its pages show at `now`; `None` while they are closed.
    pub fn view(&self, branch: &Branch, language: usize, now: Duration) -> Option<View> {
        let session = self.session.as_ref()?;
        let waits = self.asked.as_ref();
        Some(View {
            page: self.shown(session, branch, language, now),
            busy: waits.is_some(),
            slow: waits.is_some_and(|asked| now >= asked.since + SLOW),
            remark: session.remark.clone(),
            resting: branch.paused_here,
        })
    }

    fn shown(
        &self,
        session: &Session,
        branch: &Branch,
        language: usize,
        now: Duration,
    ) -> StaffPage {
        match &session.page {
            Page::Pin { typed, problem } => StaffPage::Pin {
                // At most eight.
                typed: typed.len() as u8,
                problem: match self.locked_secs(now) {
                    Some(secs) => Some(PinProblem::Locked(secs)),
                    None => *problem,
                },
            },
            Page::Menu { armed } => StaffPage::Menu {
                limited: session.limited,
                armed: *armed,
            },
            Page::Greeter => StaffPage::Greeter(self.greeter(&session.greeter, branch, language)),
            Page::Count(count) => StaffPage::Count(*count),
            Page::Act { tickets, marked } => StaffPage::Act(
                tickets
                    .iter()
                    .enumerate()
                    .map(|(place, ticket)| (ticket.clone(), marked.contains(&place)))
                    .collect(),
            ),
            Page::Recent(list) => StaffPage::Recent(list.clone()),
            Page::Calibrate(card) => StaffPage::Calibrate {
                share: card.share(),
                screen_tenths_mm: card.screen_tenths_mm(),
            },
            Page::Diagnosis(lines) => StaffPage::Diagnosis(lines.clone()),
            Page::About => StaffPage::About,
        }
    }

    fn greeter(&self, greeter: &Greeter, branch: &Branch, language: usize) -> GreeterView {
        GreeterView {
            services: branch
                .services
                .iter()
                .map(|service| Offered {
                    name: service.name.in_language(language).to_owned(),
                    letters: service.letters.clone(),
                    series: service.series,
                    icon: service.icon.clone(),
                    open: service.availability == Availability::Open,
                })
                .collect(),
            count: greeter.count,
            priority: offers_priority(branch).then_some(greeter.priority),
            needs: greeter.needs.clone(),
            asked: self.asked.as_ref().and_then(|asked| match asked.what {
                What::Issue { place, .. } => Some(place),
                What::Pin
                | What::Cancel(_)
                | What::Rest
                | What::Width(_)
                | What::Recent
                | What::Diagnosis
                | What::Plain(_) => None,
            }),
            acts: greeter
                .acts()
                .map(|tickets| Issued {
                    numbers: in_one_line(tickets),
                    service: tickets
                        .first()
                        .map_or_else(String::new, |t| t.service.clone()),
                    // At most fifty.
                    count: tickets.len() as u8,
                })
                .collect(),
        }
    }

    /// Seconds, begun ones counted, until a PIN is tried again.
    fn locked_secs(&self, now: Duration) -> Option<u32> {
        let left = self.locked_until?.checked_sub(now)?;
        let secs = left.as_secs() + u64::from(left.subsec_nanos() > 0);
        // It was told as so many seconds.
        (secs > 0).then_some(secs as u32)
    }

    fn page(&mut self) -> Option<&mut Page> {
        self.session.as_mut().map(|session| &mut session.page)
    }

    fn turn_to(&mut self, page: Page) {
        if let Some(session) = &mut self.session {
            session.page = page;
        }
    }

    fn remark(&mut self, remark: Remark) {
        if let Some(session) = &mut self.session {
            session.remark = Some(remark);
        }
    }

    fn press_corner(&mut self, now: Duration) {
        if self.session.is_some() {
            return;
        }
        self.corner
            .retain(|at| now.saturating_sub(*at) <= CORNER_WITHIN);
        self.corner.push_back(now);
        if self.corner.len() >= CORNER_PRESSES {
            self.open(now);
            // A press too many must not be a digit.
            if let Some(session) = &mut self.session {
                session.last = Some((StaffTouch::Corner, now));
            }
        }
    }

    fn open(&mut self, now: Duration) {
        if self.session.is_some() {
            return;
        }
        self.corner.clear();
        self.sessions = self.sessions.wrapping_add(1);
        self.session = Some(Session {
            page: Page::Pin {
                typed: String::new(),
                problem: None,
            },
            limited: false,
            since: now,
            last: None,
            remark: None,
            greeter: Greeter::default(),
        });
    }

    /// Whether an order of those who stand here is under way.
    fn waits(&self) -> bool {
        let asked = self.asked.as_ref();
        asked.is_some_and(|asked| asked.session == self.sessions)
    }

    /// Out with the order, unless one is under way.
    fn ask(&mut self, what: What, order: Order, now: Duration) -> Option<Order> {
        if self.asked.is_some() {
            return None;
        }
        self.asked = Some(Asked {
            what,
            session: self.sessions,
            since: now,
        });
        Some(order)
    }

    fn digit(&mut self, digit: u8, now: Duration) {
        let takes = self.locked_secs(now).is_none() && !self.waits();
        let Some(figure) = char::from_digit(u32::from(digit), 10) else {
            return;
        };
        if let Some(Page::Pin { typed, problem }) = self.page()
            && takes
        {
            if typed.len() < *PIN_DIGITS.end() {
                typed.push(figure);
            }
            *problem = None;
        }
        if let Some(Page::Count(count)) = self.page() {
            let next = count.saturating_mul(10).saturating_add(digit);
            if next <= COUNT_MAX {
                *count = next;
            }
        }
    }

    fn erase(&mut self) {
        let waits = self.waits();
        if let Some(Page::Pin { typed, .. }) = self.page()
            && !waits
        {
            typed.pop();
        }
        if let Some(Page::Count(count)) = self.page() {
            *count /= 10;
        }
    }

    fn enter(&mut self, now: Duration) -> Option<Order> {
        let is_locked = self.locked_secs(now).is_some();
        match self.page()? {
            Page::Pin { typed, .. } => {
                if is_locked || !PIN_DIGITS.contains(&typed.len()) {
                    return None;
                }
                let pin = Pin(typed.clone());
                self.ask(What::Pin, Order::Pin(pin), now)
            }
            Page::Count(count) => {
                let count = *count;
                self.on_greeter(|greeter| greeter.set_count(count));
                self.turn_to(Page::Greeter);
                None
            }
            Page::Calibrate(card) => {
                let tenths_mm = card.screen_tenths_mm();
                let order = Order::ScreenWidth { tenths_mm };
                self.ask(What::Width(tenths_mm), order, now)
            }
            Page::Menu { .. }
            | Page::Greeter
            | Page::Act { .. }
            | Page::Recent(_)
            | Page::Diagnosis(_)
            | Page::About => None,
        }
    }

    fn go(&mut self, item: Item, branch: &Branch, now: Duration) -> Option<Order> {
        let session = self.session.as_mut()?;
        let Page::Menu { armed } = &mut session.page else {
            return None;
        };
        let was_armed = std::mem::take(armed);
        if session.limited && !gives_nothing_away(item) {
            return None;
        }
        let plain = What::Plain;
        match item {
            Item::Greeter => self.turn_to(Page::Greeter),
            Item::Calibrate => self.turn_to(Page::Calibrate(Card::on(self.screen_tenths_mm))),
            Item::About => self.turn_to(Page::About),
            Item::Recent => {
                let order = self.ask(What::Recent, Order::Recent, now)?;
                self.turn_to(Page::Recent(None));
                return Some(order);
            }
            Item::Diagnose => {
                let order = self.ask(What::Diagnosis, Order::Diagnose, now)?;
                self.turn_to(Page::Diagnosis(None));
                return Some(order);
            }
            Item::TestPrint => {
                return self.ask(plain(Remark::TestPrinted), Order::TestPrint, now);
            }
            Item::NewRoll => return self.ask(plain(Remark::RollCounted), Order::NewRoll, now),
            Item::ReturnReserve => {
                let what = plain(Remark::ReserveReturned);
                return self.ask(what, Order::ReturnReserve, now);
            }
            Item::Rest => {
                let rests = !branch.paused_here;
                return self.ask(What::Rest, Order::Pause(rests), now);
            }
            Item::Restart if was_armed => {
                return self.ask(plain(Remark::Restarting), Order::Restart, now);
            }
            Item::Restart => self.turn_to(Page::Menu { armed: true }),
        }
        None
    }

    fn back(&mut self) {
        match self.page() {
            None => {}
            Some(Page::Pin { .. } | Page::Menu { .. }) => self.close(),
            Some(Page::Count(_) | Page::Act { .. }) => self.turn_to(Page::Greeter),
            Some(
                Page::Greeter
                | Page::Recent(_)
                | Page::Calibrate(_)
                | Page::Diagnosis(_)
                | Page::About,
            ) => self.turn_to(Page::Menu { armed: false }),
        }
    }

    fn widen(&mut self, wider: bool, now: Duration) {
        if let Some(Page::Calibrate(card)) = self.page() {
            card.step(wider, now);
        }
    }
}

impl Session {
    fn stay(&self) -> Duration {
        match self.page {
            Page::Greeter | Page::Count(_) | Page::Act { .. } => GREETER_STAY,
            Page::Pin { .. }
            | Page::Menu { .. }
            | Page::Recent(_)
            | Page::Calibrate(_)
            | Page::Diagnosis(_)
            | Page::About => PAGE_STAY,
        }
    }

    /// Whether `touch` is the finger that trembles. Digits follow each other fast, and a key that is held
    /// down is meant.
    fn is_struck_twice(&self, touch: StaffTouch, double_strike: Duration, now: Duration) -> bool {
        let Some((last, at)) = self.last else {
            return false;
        };
        let types = |touch| matches!(touch, StaffTouch::Digit(_) | StaffTouch::Erase);
        let holds = matches!(touch, StaffTouch::Wider | StaffTouch::Narrower);
        let follows = types(last) && (types(touch) || touch == StaffTouch::Enter);
        let within = if holds || (follows && types(touch) && touch != last) {
            Duration::ZERO
        } else if follows {
            double_strike / 4
        } else {
            double_strike
        };
        now.saturating_sub(at) < within
    }

    fn touched(&mut self, touch: StaffTouch, now: Duration) {
        self.since = now;
        self.last = Some((touch, now));
        self.remark = None;
        if let Page::Menu { armed } = &mut self.page
            && touch != StaffTouch::Go(Item::Restart)
        {
            *armed = false;
        }
    }
}

fn offers_priority(branch: &Branch) -> bool {
    branch.services.iter().any(|service| service.priority)
}

/// What whoever knows the gesture may do where nobody can be asked about a PIN.
fn gives_nothing_away(item: Item) -> bool {
    match item {
        Item::TestPrint | Item::NewRoll | Item::Diagnose | Item::About => true,
        Item::Greeter
        | Item::Recent
        | Item::Rest
        | Item::Calibrate
        | Item::ReturnReserve
        | Item::Restart => false,
    }
}
