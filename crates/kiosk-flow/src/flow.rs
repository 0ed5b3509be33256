//! The kiosk's way from a touch to a number and back: a state machine without clock or IO.
//!
//! Touches, news and the passing of time go in with `now` (since any fixed start); acts for the
//! network come out. [`Flow::view`] says what the screen shows, [`Flow::next_deadline`] when to
//! call [`Flow::handle_timeout`].

mod cover;
mod seam;

use std::time::Duration;

use crate::branch::{Availability, Branch, Paper, Service, Stop, Ticket};
use crate::view::{self, KioskView, Notice};
use cover::Cover;

pub use seam::{Act, ActId, CheckedIn, News, Returning, Touch};

/// A second touch within this time is the same finger.
pub const DOUBLE_STRIKE: Duration = Duration::from_millis(500);
/// Nobody touches the list for so long: the next one finds it in the branch's language.
pub const HOME_IDLE: Duration = Duration::from_secs(45);
/// How long a chosen service or a number stays without a touch.
pub const PAGE_STAY: Duration = Duration::from_secs(60);
/// How long before leaving a page the kiosk asks whether somebody is there. One touch extends.
pub const WARNING: Duration = Duration::from_secs(21);
/// One thread of the time-left bar.
pub const STEP: Duration = Duration::from_secs(3);
/// A hub that takes longer than this is spoken of.
pub const SLOW: Duration = Duration::from_secs(3);
/// How long a number stays while the printer's cover is open: somebody is at work before it.
pub const COVER_STAY: Duration = Duration::from_secs(300);
/// How long the kiosk says that a new roll is ready.
pub const READY_STAY: Duration = Duration::from_secs(4);
/// How long a remark stands above the list.
pub const NOTICE_STAY: Duration = Duration::from_secs(20);

/// Threads of the time-left bar.
pub const STEPS: u32 = (PAGE_STAY.as_secs() / STEP.as_secs()) as u32;

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
    last_touch_at: Option<Duration>,
    /// A second touch within this time is the same finger.
    double_strike: Duration,
    /// Since when the present page waits for a touch.
    since: Duration,
    visit: u32,
    acts: u64,
}

#[derive(Debug)]
enum Page {
    Services,
    Chosen(Service),
    Issuing {
        act: ActId,
        service: Service,
    },
    Number {
        ticket: Ticket,
        paper: Paper,
        cancelling: bool,
    },
}

impl Flow {
    /// A kiosk that knows nothing yet. `first_act` is unique to this start of the process.
    pub fn new(first_act: u64, now: Duration) -> Self {
        Self {
            branch: Branch::default(),
            page: Page::Services,
            cover: Cover::Shut,
            language: 0,
            large: false,
            contrast: false,
            low: false,
            notice: None,
            last_touch_at: None,
            double_strike: DOUBLE_STRIKE,
            since: now,
            visit: 0,
            acts: first_act,
        }
    }

    /// Two touches are two, however fast they come: for a driver that has no fingers.
    pub fn take_every_touch(&mut self) {
        self.double_strike = Duration::ZERO;
    }

    /// A finger did `touch`.
    pub fn handle_touch(&mut self, touch: Touch, now: Duration) -> Option<Act> {
        let struck_twice = self
            .last_touch_at
            .is_some_and(|last| now.saturating_sub(last) < self.double_strike);
        if struck_twice {
            return None;
        }
        self.last_touch_at = Some(now);
        // Impatience does not shorten the wait for an answer.
        if !matches!(self.page, Page::Issuing { .. }) {
            self.since = now;
        }
        match touch {
            Touch::Choose(index) => self.choose(index, now),
            Touch::Take { priority } => self.take(priority, now),
            Touch::Back => {
                if matches!(self.page, Page::Chosen(_)) {
                    self.page = Page::Services;
                }
                None
            }
            Touch::Done => match self.page {
                Page::Number {
                    cancelling: false, ..
                } => self.leave(now),
                Page::Services | Page::Chosen(_) | Page::Issuing { .. } | Page::Number { .. } => {
                    None
                }
            },
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
            Touch::Group(_)
            | Touch::People(_)
            | Touch::OneEach(_)
            | Touch::Need(_)
            | Touch::Tip(_)
            | Touch::Help
            | Touch::Returning
            | Touch::Key(_)
            | Touch::Erase
            | Touch::CheckIn
            | Touch::Staff(_) => None,
            Touch::Anywhere => {
                if matches!(self.cover, Cover::Ready { .. }) {
                    self.cover = Cover::Shut;
                }
                None
            }
        }
    }

    /// The network said `news`. What belongs to an act that is not on the screen is passed over.
    pub fn handle_news(&mut self, news: News, now: Duration) {
        match news {
            News::Branch(branch) => self.update(*branch, now),
            News::Issued(answered, ticket) => {
                if matches!(self.page, Page::Issuing { act, .. } if act == answered) {
                    self.notice = None;
                    self.since = now;
                    self.page = Page::Number {
                        ticket: *ticket,
                        paper: Paper::Printing,
                        cancelling: false,
                    };
                }
            }
            News::NotIssued(answered) => {
                if matches!(self.page, Page::Issuing { act, .. } if act == answered) {
                    self.page = Page::Services;
                    self.remark(Notice::NotIssued, String::new(), now);
                }
            }
            News::Cancelled(id) => self.given_back(&id, Notice::Cancelled, now),
            News::NotCancelled(id) => self.given_back(&id, Notice::NotCancelled, now),
            News::Paper(id, became) => {
                if let Page::Number { ticket, paper, .. } = &mut self.page
                    && ticket.id == id
                {
                    *paper = became;
                }
            }
            News::IssuedEach(..) | News::CheckedIn(..) | News::HelpRung { .. } | News::Staff(_) => {
            }
            News::NewRoll { by_hand } => {
                // Told apart from the printer's health, this may come before it.
                let is_expected = matches!(self.cover, Cover::Open | Cover::Ready { .. });
                if by_hand || is_expected {
                    self.ready(true, now);
                }
            }
        }
    }

    /// When something changes by itself, if anything does.
    pub fn next_deadline(&self, now: Duration) -> Option<Duration> {
        let page = match &self.page {
            Page::Chosen(_)
            | Page::Number {
                cancelling: false, ..
            } if self.is_covered() => Some(self.since + COVER_STAY),
            Page::Services if self.is_fresh() => None,
            Page::Services => Some(self.since + HOME_IDLE),
            Page::Issuing { .. } if now < self.since + SLOW => Some(self.since + SLOW),
            Page::Issuing { .. } => None,
            Page::Number {
                cancelling: true, ..
            } => None,
            Page::Chosen(_) | Page::Number { .. } => {
                let steps = now.saturating_sub(self.since).as_secs() / STEP.as_secs() + 1;
                Some(self.since + STEP * steps.min(u64::from(STEPS)) as u32)
            }
        };
        let notice = self.notice.as_ref().map(|(.., at)| *at + NOTICE_STAY);
        let cover = match self.cover {
            Cover::Ready { until, .. } => Some(until),
            Cover::Shut | Cover::Open | Cover::PassedOver => None,
        };
        page.into_iter().chain(notice).chain(cover).min()
    }

    /// Time has passed.
    pub fn handle_timeout(&mut self, now: Duration) -> Option<Act> {
        if matches!(self.cover, Cover::Ready { until, .. } if now >= until) {
            self.cover = Cover::Shut;
            self.since = now;
        }
        if self
            .notice
            .as_ref()
            .is_some_and(|(.., at)| now >= *at + NOTICE_STAY)
        {
            self.notice = None;
        }
        let stays = match &self.page {
            Page::Services => HOME_IDLE,
            Page::Issuing { .. }
            | Page::Number {
                cancelling: true, ..
            } => return None,
            Page::Chosen(_) | Page::Number { .. } if self.is_covered() => COVER_STAY,
            Page::Chosen(_) | Page::Number { .. } => PAGE_STAY,
        };
        let is_untouched = self.is_fresh() && matches!(self.page, Page::Services);
        if now < self.since + stays || is_untouched {
            return None;
        }
        self.leave(now)
    }

    /// What the screen shows at `now`.
    pub fn view(&self, now: Duration) -> KioskView {
        let language = self.language;
        let waited = now.saturating_sub(self.since);
        let left = PAGE_STAY.saturating_sub(waited);
        let (notice, notice_number) = match &self.notice {
            Some((notice, number, _)) => (Some(*notice), number.clone()),
            None => (None, String::new()),
        };
        let leaves = !self.is_covered()
            && matches!(
                self.page,
                Page::Chosen(_)
                    | Page::Number {
                        cancelling: false,
                        ..
                    }
            );
        KioskView {
            branch: self.branch.name.clone(),
            languages: self.branch.languages.clone(),
            language,
            services: self
                .branch
                .services
                .iter()
                .map(|service| view::Service::of(service, language))
                .collect(),
            page: self.shown(waited),
            notice,
            notice_number,
            fault: self.branch.printer.fault,
            paper_low: self.branch.printer.paper_low,
            steps_left: left.as_secs().div_ceil(STEP.as_secs()) as u32,
            still_there: leaves && left <= WARNING,
            large: self.large,
            contrast: self.contrast,
            low: self.low,
            visit: self.visit,
            practice: self.branch.practice,
        }
    }

    fn shown(&self, waited: Duration) -> view::Page {
        let language = self.language;
        if self.is_covered() {
            return self.roll_page();
        }
        match (&self.page, self.stop()) {
            (
                Page::Number {
                    ticket,
                    paper,
                    cancelling,
                },
                _,
            ) => view::Page::Number {
                ticket: view::Ticket {
                    // Nobody can say while the branch stands still.
                    wait: ticket.wait.filter(|_| !self.is_held()),
                    ..view::Ticket::of(ticket, language)
                },
                paper: self.seen(*paper),
                cancelling: *cancelling,
            },
            (Page::Issuing { service, .. }, _) => view::Page::Chosen {
                service: view::Service::of(service, language),
                issuing: true,
                slow: waited >= SLOW,
            },
            (Page::Services | Page::Chosen(_), Some(stop)) => view::Page::Stopped(stop),
            (Page::Chosen(service), None) => view::Page::Chosen {
                service: view::Service::of(service, language),
                issuing: false,
                slow: false,
            },
            (Page::Services, None) => view::Page::Services,
        }
    }

    /// Why nothing can be had.
    fn stop(&self) -> Option<view::Stop> {
        let printer = self.branch.printer;
        match self.branch.stop {
            Some(stop) => Some(view::Stop::of(stop)),
            None if printer.required => printer.fault.map(view::Stop::of_printer),
            None => None,
        }
    }

    /// A slip that went wrong is offered again only where another one could come out.
    fn seen(&self, paper: Paper) -> Paper {
        match (paper, self.branch.printer.hindrance()) {
            (Paper::Unknown, Some(fault)) => Paper::Waiting(fault),
            (paper, _) => paper,
        }
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

    fn choose(&mut self, index: usize, now: Duration) -> Option<Act> {
        if !matches!(self.page, Page::Services) || !self.gives() {
            return None;
        }
        let service = self.branch.services.get(index)?.clone();
        self.notice = None;
        if service.needs_a_page() {
            self.page = Page::Chosen(service);
            return None;
        }
        Some(self.issue(service, false, now))
    }

    fn take(&mut self, priority: bool, now: Duration) -> Option<Act> {
        let Page::Chosen(service) = &self.page else {
            return None;
        };
        let offered = service.availability == Availability::Open && (service.priority || !priority);
        if !offered || !self.gives() {
            return None;
        }
        let service = service.clone();
        Some(self.issue(service, priority, now))
    }

    fn issue(&mut self, service: Service, priority: bool, now: Duration) -> Act {
        let act = ActId(self.acts);
        self.acts += 1;
        self.since = now;
        let issue = Act::Issue {
            act,
            service: service.id.clone(),
            priority,
            language: self.language_code(),
            large: self.large,
            people: 1,
            one_each: false,
            needs: Vec::new(),
        };
        self.page = Page::Issuing { act, service };
        issue
    }

    fn give_back(&mut self) -> Option<Act> {
        let Page::Number {
            ticket, cancelling, ..
        } = &mut self.page
        else {
            return None;
        };
        if std::mem::replace(cancelling, true) {
            return None;
        }
        Some(Act::Cancel {
            ticket: ticket.id.clone(),
        })
    }

    fn reprint(&mut self) -> Option<Act> {
        let Page::Number {
            ticket,
            paper,
            cancelling: false,
        } = &mut self.page
        else {
            return None;
        };
        // Only a doubtful slip may be printed again, and once: the answer decides what follows.
        if *paper != Paper::Unknown || self.branch.printer.hindrance().is_some() {
            return None;
        }
        *paper = Paper::Printing;
        Some(Act::Reprint {
            ticket: ticket.id.clone(),
        })
    }

    fn given_back(&mut self, id: &str, notice: Notice, now: Duration) {
        let Page::Number {
            ticket,
            cancelling: true,
            ..
        } = &self.page
        else {
            return;
        };
        if ticket.id != id {
            return;
        }
        let number = ticket.number();
        self.page = Page::Services;
        self.since = now;
        self.remark(notice, number, now);
    }

    fn update(&mut self, branch: Branch, now: Duration) {
        self.branch = branch;
        self.follow_cover(now);
        self.language = self
            .language
            .min(self.branch.languages.len().saturating_sub(1));
        let Page::Chosen(chosen) = &mut self.page else {
            return;
        };
        let known = self
            .branch
            .services
            .iter()
            .find(|service| service.id == chosen.id);
        match known {
            Some(service) => *chosen = service.clone(),
            None => {
                self.page = Page::Services;
                self.since = now;
            }
        }
    }

    fn remark(&mut self, notice: Notice, number: String, now: Duration) {
        self.notice = Some((notice, number, now));
    }

    /// The next customer finds the list, in the branch's language and at its usual size.
    fn leave(&mut self, now: Duration) -> Option<Act> {
        let left = match std::mem::replace(&mut self.page, Page::Services) {
            Page::Number { ticket, paper, .. } if paper.is_missing() => {
                Some(Act::Leave { ticket: ticket.id })
            }
            Page::Services | Page::Chosen(_) | Page::Issuing { .. } | Page::Number { .. } => None,
        };
        self.language = 0;
        self.large = false;
        self.contrast = false;
        self.low = false;
        self.notice = None;
        self.last_touch_at = None;
        self.since = now;
        self.visit = self.visit.wrapping_add(1);
        left
    }

    /// Nothing is left of the last customer.
    fn is_fresh(&self) -> bool {
        self.last_touch_at.is_none()
    }

    fn language_code(&self) -> String {
        self.branch
            .languages
            .get(self.language)
            .map_or_else(String::new, |language| language.code.clone())
    }
}
