//! How long each page stays without a touch.

use std::time::Duration;

use super::cover::Cover;
use super::{Act, COVER_STAY, Flow, NOTICE_STAY, Page, SLOW};

/// The list, where nothing of a customer is on it but their last touch, is anew for the next one after
/// so long. There is nothing to lose, so it does not ask.
pub const HOME_IDLE: Duration = Duration::from_secs(45);
/// How long any other page stays.
pub const PAGE_STAY: Duration = Duration::from_secs(60);
/// How many times as long pages stay for one who hears them.
pub const GUIDED_TIMES: u32 = 2;
/// How long before leaving a page the kiosk asks whether somebody is there. One touch extends.
pub const WARNING: Duration = Duration::from_secs(21);
/// One thread of the time-left bar.
pub const STEP: Duration = Duration::from_secs(3);

/// A list that nobody has touched for so long is before nobody: there the branch may show its picture.
pub const UNUSED: Duration = Duration::from_secs(60);

/// Threads of the time-left bar.
pub const STEPS: u32 = (PAGE_STAY.as_secs() / STEP.as_secs()) as u32;

/// What time does to the page on the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stay {
    /// Nothing: it is fresh, or somebody else's answer decides.
    ForGood,
    /// It goes after so long.
    Silent(Duration),
    /// It goes after [`PAGE_STAY`], and asks before.
    Asking,
}

impl Flow {
    pub(super) fn stay(&self) -> Stay {
        match &self.page {
            // The staff's pages have a time of their own.
            _ if self.staff.is_open() => Stay::ForGood,
            Page::Home if self.last_touch.is_none() => Stay::ForGood,
            Page::Home if !self.has_something_to_lose() && !self.guided => Stay::Silent(HOME_IDLE),
            Page::Issuing { .. } => Stay::ForGood,
            Page::Number(number) if number.is_given_back() => Stay::ForGood,
            Page::Home
            | Page::Group(_)
            | Page::Chosen(_)
            | Page::Number(_)
            | Page::Returning(_)
                if self.is_covered() =>
            {
                Stay::Silent(COVER_STAY)
            }
            Page::Home
            | Page::Group(_)
            | Page::Chosen(_)
            | Page::Number(_)
            | Page::Returning(_) => Stay::Asking,
        }
    }

    /// Whether the screen is heard rather than seen: every page stays [`GUIDED_TIMES`] as long and asks
    /// before it goes, and a second touch is a second touch, since the guide knows a trembling finger
    /// itself. Ends with the visit.
    pub fn be_guided(&mut self, guided: bool, now: Duration) {
        self.guided = guided;
        // Whoever turned it on or off is there.
        self.since = now;
    }

    /// How many times as long as usual things stay.
    fn times(&self) -> u32 {
        if self.guided { GUIDED_TIMES } else { 1 }
    }

    /// How long the page has waited for a touch, on the clock of one who sees it.
    pub(super) fn waited(&self, now: Duration) -> Duration {
        now.saturating_sub(self.since) / self.times()
    }

    /// On the list: a language, large text, contrast or low reach that somebody asked for.
    fn has_something_to_lose(&self) -> bool {
        self.language != 0 || self.large || self.contrast || self.low
    }

    /// When something changes by itself, if anything does.
    pub fn next_deadline(&self, now: Duration) -> Option<Duration> {
        let page = match self.stay() {
            Stay::ForGood => {
                let slow = self.since + SLOW;
                let waits = matches!(self.page, Page::Issuing { .. }) && !self.staff.is_open();
                (waits && now < slow).then_some(slow)
            }
            Stay::Silent(stay) => Some(self.since + stay),
            Stay::Asking => {
                let steps = self.waited(now).as_secs() / STEP.as_secs() + 1;
                Some(self.since + STEP * self.times() * steps.min(u64::from(STEPS)) as u32)
            }
        };
        let notice = self.notice.as_ref().map(|(.., at)| *at + NOTICE_STAY);
        let help = self.help.map(|rung| rung.until());
        let cover = match self.cover {
            Cover::Ready { until, .. } => Some(until),
            Cover::Shut | Cover::Open | Cover::PassedOver => None,
        };
        let staff = self.staff.next_deadline(now);
        let unused = self.unused_from().filter(|at| now < *at);
        [page, notice, help, cover, staff, unused]
            .into_iter()
            .flatten()
            .min()
    }

    /// From when on nobody stands before the list, where the branch has a picture for that.
    pub(super) fn unused_from(&self) -> Option<Duration> {
        let is_fresh = matches!(self.page, Page::Home) && self.last_touch.is_none();
        let shows = is_fresh && !self.staff.is_open() && !self.branch.brand.version.is_empty();
        shows.then_some(self.since + UNUSED)
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
        self.end_help(now);
        if self.staff.is_open() {
            self.staff.handle_timeout(now);
            self.since = now;
            if !self.staff.is_open() {
                return self.leave(now);
            }
        }
        let is_over = match self.stay() {
            Stay::ForGood => false,
            Stay::Silent(stay) => now >= self.since + stay,
            Stay::Asking => self.waited(now) >= PAGE_STAY,
        };
        if is_over { self.leave(now) } else { None }
    }
}
