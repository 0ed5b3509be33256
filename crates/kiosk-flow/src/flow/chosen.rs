//! A chosen service, and what is decided about it before the number is taken.

use std::collections::BTreeSet;
use std::time::Duration;

use antre_protocol::Need;

use super::{Act, ActId, Flow, Page};
use crate::branch::{Availability, Service};
use crate::view::{Unfolded, Wish};

/// The largest party.
pub const PEOPLE_MOST: u8 = 50;
/// So many take a number each by themselves; for more there is the greeter. A child that plays with the
/// keys must not empty the roll.
pub const EACH_MOST: u8 = 10;

#[derive(Debug, Clone)]
pub(super) struct Chosen {
    pub(super) service: Service,
    people: u8,
    one_each: bool,
    needs: BTreeSet<Need>,
    open: Option<Unfolded>,
}

impl Chosen {
    fn new(service: Service) -> Self {
        Self {
            service,
            people: 1,
            one_each: false,
            needs: BTreeSet::new(),
            open: None,
        }
    }

    /// The service is as the hub says now.
    pub(super) fn renew(&mut self, service: &Service) {
        self.service = service.clone();
        if !service.asks_party {
            self.come(1);
        }
        let is_gone = matches!(self.open, Some(Unfolded::Tip(tip)) if tip >= service.tips.len());
        if is_gone {
            self.open = None;
        }
    }

    pub(super) fn wish(&self) -> Wish {
        Wish {
            people: self.people,
            one_each: self.one_each,
            may_each: (2..=EACH_MOST).contains(&self.people),
            needs: self.needs.iter().copied().collect(),
            open: self.open,
        }
    }

    pub(super) fn come(&mut self, people: u8) {
        let most = if self.service.asks_party {
            PEOPLE_MOST
        } else {
            1
        };
        self.people = people.clamp(1, most);
        self.take_each(self.one_each);
    }

    pub(super) fn take_each(&mut self, each: bool) {
        self.one_each = each && (2..=EACH_MOST).contains(&self.people);
    }

    pub(super) fn tell(&mut self, need: Need) {
        if !self.needs.remove(&need) {
            self.needs.insert(need);
        }
    }

    pub(super) fn unfold_tip(&mut self, tip: usize) {
        if tip < self.service.tips.len() {
            self.unfold(Unfolded::Tip(tip));
        }
    }

    pub(super) fn unfold_needs(&mut self) {
        self.unfold(Unfolded::Needs);
    }

    fn unfold(&mut self, what: Unfolded) {
        self.open = (self.open != Some(what)).then_some(what);
    }
}

impl Flow {
    pub(super) fn choose(&mut self, index: usize, now: Duration) -> Option<Act> {
        if !matches!(self.page, Page::Home | Page::Group(_)) || !self.gives() {
            return None;
        }
        let service = self.listed().nth(index)?.clone();
        self.notice = None;
        let chosen = Chosen::new(service);
        if chosen.service.needs_a_page() {
            self.page = Page::Chosen(chosen);
            return None;
        }
        Some(self.issue(chosen, false, now))
    }

    /// The services that are on the screen, or would be.
    pub(super) fn listed(&self) -> impl Iterator<Item = &Service> {
        let all = !self.branch.is_grouped();
        let under = match &self.page {
            Page::Group(group) => Some(group),
            Page::Home
            | Page::Chosen(_)
            | Page::Issuing { .. }
            | Page::Number(_)
            | Page::Returning(_) => None,
        };
        let services = self.branch.services.iter();
        services.filter(move |service| all || under.is_some_and(|group| service.group == *group))
    }

    pub(super) fn decide(&mut self, decide: impl FnOnce(&mut Chosen)) -> Option<Act> {
        let gives = self.gives();
        if let Page::Chosen(chosen) = &mut self.page
            && gives
        {
            decide(chosen);
        }
        None
    }

    pub(super) fn take(&mut self, priority: bool, now: Duration) -> Option<Act> {
        let Page::Chosen(chosen) = &self.page else {
            return None;
        };
        let service = &chosen.service;
        let offered = service.availability == Availability::Open && (service.priority || !priority);
        if !offered || !self.gives() {
            return None;
        }
        let chosen = chosen.clone();
        Some(self.issue(chosen, priority, now))
    }

    fn issue(&mut self, chosen: Chosen, priority: bool, now: Duration) -> Act {
        let act: ActId = self.name_act();
        self.since = now;
        let issue = Act::Issue {
            act,
            service: chosen.service.id.clone(),
            priority,
            language: self.language_code(),
            large: self.large,
            people: chosen.people,
            one_each: chosen.one_each,
            needs: chosen.needs.iter().copied().collect(),
        };
        self.page = Page::Issuing { act, chosen };
        issue
    }
}
