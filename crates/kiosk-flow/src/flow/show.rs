//! What the state is on the screen.

use std::time::Duration;

use super::stay::{PAGE_STAY, STEP, Stay, WARNING};
use super::{Flow, Page, SLOW};
use crate::branch::{Paper, Stop};
use crate::view::{self, Each, Group, KioskView, StopKind};

impl Flow {
    /// What the screen shows at `now`.
    pub fn view(&self, now: Duration) -> KioskView {
        let language = self.language;
        let waited = now.saturating_sub(self.since);
        let staff = self.staff.view(&self.branch, language, now);
        let left = match &staff {
            Some(_) => self.staff.left(now),
            None => PAGE_STAY.saturating_sub(self.waited(now)),
        };
        let asks = staff.is_some() || self.stay() == Stay::Asking;
        let (notice, notice_number) = match &self.notice {
            Some((notice, number, _)) => (Some(*notice), number.clone()),
            None => (None, String::new()),
        };
        let groups = match &self.page {
            Page::Home if self.branch.is_grouped() => self.branch.groups(),
            Page::Home
            | Page::Group(_)
            | Page::Chosen(_)
            | Page::Issuing { .. }
            | Page::Number(_)
            | Page::Returning(_) => Vec::new(),
        };
        KioskView {
            branch: self.branch.name.clone(),
            languages: self.branch.languages.clone(),
            language,
            services: self
                .listed()
                .map(|service| view::Service::of(service, language, self.is_current()))
                .collect(),
            groups: groups
                .into_iter()
                .map(|group| Group::of(&self.branch, group, language))
                .collect(),
            group: match &self.page {
                Page::Group(group) => group.in_language(language).to_owned(),
                Page::Home
                | Page::Chosen(_)
                | Page::Issuing { .. }
                | Page::Number(_)
                | Page::Returning(_) => String::new(),
            },
            grouped: matches!(self.page, Page::Group(_)),
            page: self.shown(waited),
            help: self.help.map(|rung| rung.help),
            help_open: self.help.is_some_and(|rung| rung.open),
            offline: self.branch.offline.is_some(),
            accent: self.branch.brand.accent,
            notice,
            notice_number,
            fault: self.branch.printer.fault,
            paper_low: self.branch.printer.paper_low,
            steps_left: left.as_secs().div_ceil(STEP.as_secs()) as u32,
            still_there: asks && left <= WARNING,
            staff,
            large: self.large,
            contrast: self.contrast,
            low: self.low,
            unused: self.unused_from().is_some_and(|at| now >= at),
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
            (Page::Number(number), _) => view::Page::Number {
                ticket: view::Ticket {
                    // Nobody can say while the branch stands still.
                    wait: number.first().wait.filter(|_| !self.is_held()),
                    ..view::Ticket::of(number.first(), language)
                },
                paper: self.seen(number.foremost()),
                each: match number.slips.as_slice() {
                    [_] => Vec::new(),
                    several => several
                        .iter()
                        .map(|slip| Each {
                            letters: slip.ticket.letters.clone(),
                            digits: slip.ticket.digits.clone(),
                            series: slip.ticket.series,
                            paper: self.seen(slip.paper),
                        })
                        .collect(),
                },
                cancelling: number.is_given_back(),
            },
            (Page::Issuing { chosen, .. }, _) => view::Page::Chosen {
                service: view::Service::of(&chosen.service, language, self.is_current()),
                wish: chosen.wish(),
                issuing: true,
                slow: waited >= SLOW,
            },
            // Whoever was answered reads it to the end, unless the whole branch has more to say.
            (Page::Returning(lookup), stop)
                if stop.is_none() || (lookup.is_answered() && !self.is_held()) =>
            {
                lookup.page(&self.branch, language)
            }
            (_, Some(stop)) => view::Page::Stopped(stop),
            (Page::Chosen(chosen), None) => view::Page::Chosen {
                service: view::Service::of(&chosen.service, language, self.is_current()),
                wish: chosen.wish(),
                issuing: false,
                slow: false,
            },
            (Page::Returning(lookup), None) => lookup.page(&self.branch, language),
            (Page::Home, None) if self.branch.is_grouped() => view::Page::Groups,
            (Page::Home | Page::Group(_), None) => view::Page::Services,
        }
    }

    /// Why nothing can be had. What moves the whole branch comes before what is this kiosk's own.
    pub(super) fn stop(&self) -> Option<view::Stop> {
        let branch = &self.branch;
        let closed_for = branch.closed_for.as_ref();
        let name = closed_for.map_or("", |name| name.in_language(self.language));
        match branch.stop {
            Some(stop @ (Stop::Held { .. } | Stop::Closed(_))) => Some(view::Stop::of(stop, name)),
            Some(Stop::HubGone(_)) | None if branch.paused_here => {
                Some(view::Stop::plain(StopKind::Paused))
            }
            Some(stop @ Stop::HubGone(_)) => Some(view::Stop::of(stop, name)),
            None if branch.printer.required => {
                let fault = branch.printer.fault?;
                Some(view::Stop::plain(StopKind::Printer(fault)))
            }
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

    /// Whether what is known of the queues is true now.
    fn is_current(&self) -> bool {
        self.branch.offline.is_none()
    }
}
