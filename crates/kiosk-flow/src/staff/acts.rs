//! What greeters and staff do for customers: numbers at one touch, those that nobody took given back, and
//! copies of late slips.

use std::time::Duration;

use super::greeter::Greeter;
use super::{Order, Page, Recent, Remark, Staff, What};
use crate::branch::{Availability, Branch};

impl Staff {
    pub(super) fn on_greeter(&mut self, change: impl FnOnce(&mut Greeter)) {
        if let Some(session) = &mut self.session
            && matches!(session.page, Page::Greeter | Page::Count(_))
        {
            change(&mut session.greeter);
        }
    }

    pub(super) fn issue(&mut self, place: usize, branch: &Branch, now: Duration) -> Option<Order> {
        let session = self.session.as_ref()?;
        let service = branch.services.get(place)?;
        if !matches!(session.page, Page::Greeter) {
            return None;
        }
        if service.availability != Availability::Open {
            self.remark(Remark::ServiceClosed);
            return None;
        }
        let greeter = &session.greeter;
        let count = greeter.count;
        let order = Order::Issue {
            service: service.id.clone(),
            priority: greeter.priority,
            count,
            needs: greeter.needs.clone(),
        };
        self.ask(What::Issue { place, count }, order, now)
    }

    pub(super) fn not_taken(&mut self, place: usize, now: Duration) -> Option<Order> {
        let session = self.session.as_ref()?;
        if !matches!(session.page, Page::Greeter) {
            return None;
        }
        let tickets = session.greeter.act(place)?.to_vec();
        if tickets.len() == 1 {
            return self.cancel(tickets, now);
        }
        self.turn_to(Page::Act {
            tickets,
            marked: Vec::new(),
        });
        None
    }

    pub(super) fn mark(&mut self, place: usize) {
        if let Some(Page::Act { tickets, marked }) = self.page()
            && place < tickets.len()
        {
            match marked.iter().position(|known| *known == place) {
                Some(known) => {
                    marked.remove(known);
                }
                None => marked.push(place),
            }
        }
    }

    pub(super) fn cancel_marked(&mut self, now: Duration) -> Option<Order> {
        let Some(Page::Act { tickets, marked }) = self.page() else {
            return None;
        };
        let is_marked = |(place, _): &(usize, &Recent)| marked.contains(place);
        let of_it = tickets.iter().enumerate().filter(is_marked);
        let chosen: Vec<Recent> = of_it.map(|(_, ticket)| ticket.clone()).collect();
        if chosen.is_empty() {
            return None;
        }
        self.cancel(chosen, now)
    }

    fn cancel(&mut self, tickets: Vec<Recent>, now: Duration) -> Option<Order> {
        let ids = tickets.iter().map(|ticket| ticket.ticket.clone()).collect();
        self.ask(What::Cancel(tickets), Order::Cancel(ids), now)
    }

    pub(super) fn copy(&mut self, place: usize, now: Duration) -> Option<Order> {
        let Some(Page::Recent(Some(list))) = self.page() else {
            return None;
        };
        let slip = list.get(place)?;
        let copied = What::Plain(Remark::Copied(slip.number.clone()));
        let ticket = slip.ticket.clone();
        self.ask(copied, Order::Copy { ticket }, now)
    }
}
