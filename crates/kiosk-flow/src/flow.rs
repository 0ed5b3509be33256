//! The kiosk's way from a touch to a number and back: a state machine without clock or IO.
//!
//! Touches, news and the passing of time go in with `now` (since any fixed start); acts for the
//! network come out: one with each call, and where there are more, from [`Flow::poll_act`].
//! [`Flow::view`] says what the screen shows, [`Flow::next_deadline`] when to call
//! [`Flow::handle_timeout`].

mod chosen;
mod cover;
mod help;
mod number;
mod returning;
mod seam;
mod show;
mod staffed;
mod stay;

use std::collections::VecDeque;
use std::time::Duration;

use crate::branch::{Branch, Stop, Words};
use crate::staff::Staff;
use crate::view::Notice;
use chosen::Chosen;
use cover::Cover;
use help::Rung;
use number::Number;
use returning::Lookup;

pub use chosen::{EACH_MOST, PEOPLE_MOST};
pub use help::{HELP_STAY, HELP_WAIT};
pub use returning::{SCAN_MOST, TYPED_MOST};
pub use seam::{Act, ActId, CheckedIn, News, Returning, Touch};
pub use stay::{GUIDED_TIMES, HOME_IDLE, PAGE_STAY, STEP, STEPS, UNUSED, WARNING};

/// A second touch within this time is the same finger.
pub const DOUBLE_STRIKE: Duration = Duration::from_millis(500);
/// A hub that takes longer than this is spoken of.
pub const SLOW: Duration = Duration::from_secs(3);
/// How long a number stays while the printer's cover is open: somebody is at work before it.
pub const COVER_STAY: Duration = Duration::from_secs(300);
/// How long the kiosk says that a new roll is ready.
pub const READY_STAY: Duration = Duration::from_secs(4);
/// How long a remark stands above the list.
pub const NOTICE_STAY: Duration = Duration::from_secs(20);

/// The state machine. See the module's first lines for how it is driven.
#[derive(Debug)]
pub struct Flow {
    branch: Branch,
    page: Page,
    cover: Cover,
    language: usize,
    large: bool,
    contrast: bool,
    low: bool,
    notice: Option<(Notice, String, Duration)>,
    help: Option<Rung>,
    staff: Staff,
    last_touch: Option<(Touch, Duration)>,
    /// A second touch within this time is the same finger.
    double_strike: Duration,
    /// The screen is heard rather than seen.
    guided: bool,
    /// Since when the present page waits for a touch.
    since: Duration,
    visit: u32,
    acts: u64,
    /// Acts that did not fit into one answer, at most one for each of several numbers.
    more: VecDeque<Act>,
}

#[derive(Debug)]
enum Page {
    /// All services, or their headings.
    Home,
    /// The services under one heading.
    Group(Words),
    Chosen(Chosen),
    Issuing {
        act: ActId,
        chosen: Chosen,
    },
    Number(Number),
    Returning(Lookup),
}

impl Flow {
    /// A kiosk that knows nothing yet. `first_act` is unique to this start of the process.
    pub fn new(first_act: u64, now: Duration) -> Self {
        Self {
            branch: Branch::default(),
            page: Page::Home,
            cover: Cover::Shut,
            language: 0,
            large: false,
            contrast: false,
            low: false,
            notice: None,
            help: None,
            staff: Staff::default(),
            last_touch: None,
            double_strike: DOUBLE_STRIKE,
            guided: false,
            since: now,
            visit: 0,
            acts: first_act,
            more: VecDeque::new(),
        }
    }

    /// Two touches are two, however fast they come: for a driver that has no fingers.
    pub fn take_every_touch(&mut self) {
        self.double_strike = Duration::ZERO;
        self.staff.take_every_touch();
    }

    /// The staff's pages.
    pub fn staff(&self) -> &Staff {
        &self.staff
    }

    /// The staff's pages, to tell them what they must know.
    pub fn staff_mut(&mut self) -> &mut Staff {
        &mut self.staff
    }

    /// A finger did `touch`.
    pub fn handle_touch(&mut self, touch: Touch, now: Duration) -> Option<Act> {
        if let Some(touch) = self.for_staff(touch) {
            return self.touch_staff(touch, now);
        }
        if self.strikes_twice(touch, now) {
            return None;
        }
        self.last_touch = Some((touch, now));
        // Impatience does not shorten the wait for an answer.
        if !matches!(self.page, Page::Issuing { .. }) {
            self.since = now;
        }
        self.read_help();
        self.staff.touched(now);
        if self.is_withheld(touch) {
            return None;
        }
        match touch {
            Touch::Choose(index) => self.choose(index, now),
            Touch::Group(index) => self.open_group(index),
            Touch::Take { priority } => self.take(priority, now),
            Touch::Back => {
                self.back();
                None
            }
            Touch::Done => self.done(now),
            Touch::Wrong => self.give_back(),
            Touch::Reprint => self.reprint(),
            Touch::Language(index) => {
                if index < self.branch.languages.len() {
                    self.language = index;
                }
                None
            }
            Touch::Large => {
                self.large = !self.large;
                None
            }
            Touch::Contrast => {
                self.contrast = !self.contrast;
                None
            }
            Touch::Low => {
                self.low = !self.low;
                None
            }
            Touch::GoOn => {
                if self.cover == Cover::Open && self.way_on().is_some() {
                    self.cover = Cover::PassedOver;
                }
                None
            }
            Touch::NewRoll => Some(Act::NewRoll),
            Touch::People(people) => self.decide(|chosen| chosen.come(people)),
            Touch::OneEach(each) => self.decide(|chosen| chosen.take_each(each)),
            Touch::Need(need) => self.decide(|chosen| chosen.tell(need)),
            Touch::Tip(index) => self.decide(|chosen| chosen.unfold_tip(index)),
            Touch::Tell => self.decide(Chosen::unfold_needs),
            Touch::Help => self.ring(now),
            Touch::Returning => self.come_back(),
            Touch::Key(key) => self.type_key(key),
            Touch::Erase => self.erase(),
            Touch::CheckIn => self.check_in(),
            Touch::Anywhere => {
                if matches!(self.cover, Cover::Ready { .. }) {
                    self.cover = Cover::Shut;
                }
                None
            }
            Touch::Staff(_) => None,
        }
    }

    /// The next of several acts that one touch led to.
    pub fn poll_act(&mut self) -> Option<Act> {
        self.more.pop_front()
    }

    /// The network said `news`. What belongs to an act that is not on the screen is passed over.
    pub fn handle_news(&mut self, news: News, now: Duration) {
        match news {
            News::Branch(branch) => self.update(*branch, now),
            News::Issued(answered, ticket) => self.issued(answered, vec![*ticket], now),
            News::IssuedEach(answered, tickets) => self.issued(answered, tickets, now),
            News::NotIssued(answered) => {
                if matches!(self.page, Page::Issuing { act, .. } if act == answered) {
                    self.page = Page::Home;
                    self.remark(Notice::NotIssued, String::new(), now);
                }
            }
            News::Cancelled(id) => self.given_back(&id, true, now),
            News::NotCancelled(id) => self.given_back(&id, false, now),
            News::Paper(id, paper) => {
                if let Page::Number(number) = &mut self.page {
                    number.paper(&id, paper);
                }
            }
            News::CheckedIn(answered, found) => self.found(answered, found, now),
            News::HelpRung { told } => self.rung(told, now),
            News::Staff(answer) => self.staff.handle_answer(answer, now),
            News::NewRoll { by_hand } => {
                // Told apart from the printer's health, this may come before it.
                let is_expected = matches!(self.cover, Cover::Open | Cover::Ready { .. });
                if by_hand || is_expected {
                    self.ready(true, now);
                }
            }
        }
    }

    /// The same finger, which trembles. On the keys of a number only the same key is: who types fast
    /// types other ones.
    fn strikes_twice(&self, touch: Touch, now: Duration) -> bool {
        let Some((last, at)) = self.last_touch else {
            return false;
        };
        let is_typed = matches!((last, touch), (Touch::Key(last), Touch::Key(key)) if last != key);
        !is_typed && !self.guided && now.saturating_sub(at) < self.double_strike
    }

    /// Whether a touch on what the screen shows may ask for a number.
    fn gives(&self) -> bool {
        self.stop().is_none() && !self.is_covered()
    }

    fn is_held(&self) -> bool {
        match self.branch.stop {
            Some(Stop::Held { .. }) => true,
            Some(Stop::HubGone(_) | Stop::Closed(_)) | None => false,
        }
    }

    fn open_group(&mut self, index: usize) -> Option<Act> {
        if !matches!(self.page, Page::Home) || !self.branch.is_grouped() || !self.gives() {
            return None;
        }
        let group = self.branch.groups().get(index).copied()?.clone();
        self.notice = None;
        self.page = Page::Group(group);
        None
    }

    /// One page towards the list.
    fn back(&mut self) {
        match &self.page {
            Page::Chosen(chosen) if self.branch.is_grouped() => {
                self.page = Page::Group(chosen.service.group.clone());
            }
            Page::Group(_) | Page::Chosen(_) | Page::Returning(_) => self.page = Page::Home,
            Page::Home | Page::Issuing { .. } | Page::Number(_) => {}
        }
    }

    /// Names an act that nobody has named before.
    fn name_act(&mut self) -> ActId {
        let act = ActId(self.acts);
        self.acts += 1;
        act
    }

    fn update(&mut self, branch: Branch, now: Duration) {
        self.branch = branch;
        self.let_staff_out();
        self.follow_cover(now);
        self.language = self
            .language
            .min(self.branch.languages.len().saturating_sub(1));
        let is_there = match &mut self.page {
            Page::Chosen(chosen) => {
                let services = &self.branch.services;
                let known = services.iter().find(|one| one.id == chosen.service.id);
                known.map(|service| chosen.renew(service)).is_some()
            }
            Page::Group(group) => {
                self.branch.is_grouped() && self.branch.groups().contains(&&*group)
            }
            Page::Home | Page::Issuing { .. } | Page::Number(_) | Page::Returning(_) => true,
        };
        if !is_there {
            self.page = Page::Home;
            self.since = now;
        }
    }

    fn remark(&mut self, notice: Notice, number: String, now: Duration) {
        self.notice = Some((notice, number, now));
    }

    /// The next customer finds the list, in the branch's language and at its usual size, and nothing of
    /// the last one.
    fn leave(&mut self, now: Duration) -> Option<Act> {
        if let Page::Number(number) = std::mem::replace(&mut self.page, Page::Home) {
            self.more.extend(number.left());
        }
        self.language = 0;
        self.large = false;
        self.contrast = false;
        self.low = false;
        self.notice = None;
        self.help = None;
        self.last_touch = None;
        self.guided = false;
        self.since = now;
        self.visit = self.visit.wrapping_add(1);
        self.poll_act()
    }

    fn language_code(&self) -> String {
        self.branch
            .languages
            .get(self.language)
            .map_or_else(String::new, |language| language.code.clone())
    }
}
