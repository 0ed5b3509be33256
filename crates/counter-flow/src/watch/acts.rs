//! What is asked of the hub, and what came of it.

use std::time::Duration;

use antre_domain::{CounterId, ServiceId};
use antre_protocol::{TICKET_ROWS_MAX, TicketOrder, TicketsQuery};

use super::drawer::{Drawer, Subject};
use super::guard::Standing;
use super::seam::{Answer, Ask, AskId, Intent, Page, Told};
use super::{PEOPLE_MAX, WHY_LINES_MAX, Watch};

impl Watch {
    /// What is to be asked of the hub next; each is answered once by [`Watch::handle_answer`].
    pub fn poll_ask(&mut self, now: Duration) -> Option<Ask> {
        if !self.may || !self.live {
            return None;
        }
        if self.flight.is_none()
            && let Some(intent) = self.act.take()
        {
            let ask = self.ask(intent);
            self.flight = Some((ask.id, ask.intent.clone()));
            return Some(ask);
        }
        self.poll_read(now)
    }

    /// An ask has ended.
    pub fn handle_answer(&mut self, id: AskId, answer: Answer, now: Duration) {
        if let Some((_, intent)) = self.flight.take_if(|(flight, _)| *flight == id) {
            self.settle(intent, answer, now);
        } else if self.reads.people.take(id) {
            if let Answer::People(people) = answer {
                self.reads.names = people.people;
                self.reads.names.truncate(PEOPLE_MAX);
            }
        } else if self.reads.tickets.take(id) {
            match answer {
                Answer::Tickets(list) => {
                    self.reads.rows = list.tickets;
                    self.reads.rows.truncate(TICKET_ROWS_MAX);
                    self.reads.left_out = list.left_out;
                    self.reads.listed = true;
                }
                Answer::Unanswered => self.reads.tickets.want(),
                answer => self.pass_on(answer, now),
            }
        } else if self.reads.why.take(id) {
            match (answer, self.reads.asked.take()) {
                (Answer::Why(story), Some(Intent::Why { number, date })) => {
                    self.why.about = Some((number, date));
                    self.why.lines = story.lines;
                    self.why.lines.truncate(WHY_LINES_MAX);
                    self.why.turned = 0;
                }
                (answer, _) => {
                    self.why.about = None;
                    self.why.lines.clear();
                    self.pass_on(answer, now);
                }
            }
        } else if self.reads.forecast.take(id) {
            match answer {
                Answer::Forecast(figures) => self.accuracy.answer = Some(figures),
                answer => self.pass_on(answer, now),
            }
        } else if self.reads.report.take(id) {
            match answer {
                // Of another day, if somebody has turned on meanwhile.
                Answer::Report(figures) => {
                    let is_asked_for = self.day(self.report.date) == Some(figures.date);
                    self.report.figures = is_asked_for.then_some(figures);
                }
                answer => {
                    self.report.figures = None;
                    self.pass_on(answer, now);
                }
            }
        }
    }

    /// Asks for what the page shows.
    pub(super) fn read_page(&mut self) {
        if self.names_lack() {
            self.reads.people.want();
        }
        match self.page {
            Page::Waiting => self.reads.tickets.want(),
            Page::Report => self.reads.report.want(),
            Page::Forecast => self.reads.forecast.want(),
            Page::Hall | Page::Tell | Page::Why => {}
        }
    }

    /// Lists only those who wait for `service`, or everybody.
    pub(super) fn list(&mut self, service: Option<ServiceId>) {
        if self.only != service {
            self.only = service;
            self.reads.rows.clear();
            self.reads.left_out = 0;
            self.reads.listed = false;
        }
        self.reads.tickets.want();
    }

    /// Does this, or asks for the second stroke. Without a hub nothing is done, and it says so.
    pub(super) fn act(&mut self, intent: Intent, now: Duration) {
        if self.is_busy() {
            return;
        }
        if !self.live {
            self.guard.disarm();
            self.tell(Told::Gone, now);
            return;
        }
        self.acted_on = match self.drawer.as_ref().map(Drawer::subject) {
            Some(Subject::Ticket(row)) => Some(row.number),
            Some(Subject::Service(_) | Subject::Counter(_)) | None => None,
        };
        let intent = if intent.is_guarded() {
            let standing = self.standing(&intent);
            self.guard.strike(intent, standing, now)
        } else {
            self.guard.disarm();
            Some(intent)
        };
        self.told = None;
        if intent.is_some() {
            self.act = intent;
        }
    }

    fn settle(&mut self, intent: Intent, answer: Answer, now: Duration) {
        match answer {
            Answer::Refused(sentence) => self.tell(Told::Refused(sentence), now),
            Answer::Unanswered => self.tell(Told::Unanswered, now),
            Answer::Done
            | Answer::People(_)
            | Answer::Tickets(_)
            | Answer::Why(_)
            | Answer::Report(_)
            | Answer::Forecast(_) => {
                if matches!(intent, Intent::Announce(_)) {
                    self.form.text.clear();
                }
                self.drawer = None;
                self.tell(Told::Done(intent), now);
            }
        }
        self.reads.tickets.want();
    }

    fn pass_on(&mut self, answer: Answer, now: Duration) {
        match answer {
            Answer::Refused(sentence) => self.tell(Told::Refused(sentence), now),
            Answer::Unanswered
            | Answer::Done
            | Answer::People(_)
            | Answer::Tickets(_)
            | Answer::Why(_)
            | Answer::Report(_)
            | Answer::Forecast(_) => self.tell(Told::Unanswered, now),
        }
    }

    fn poll_read(&mut self, now: Duration) -> Option<Ask> {
        if !self.open {
            return None;
        }
        if self.reads.people.is_due(now) {
            let ask = self.ask(Intent::People);
            self.reads.people.send(ask.id, now);
            return Some(ask);
        }
        if self.page == Page::Waiting && self.reads.tickets.is_due(now) {
            let ask = self.ask(Intent::Tickets(self.query()));
            self.reads.tickets.send(ask.id, now);
            return Some(ask);
        }
        if self.reads.why.is_due(now) {
            let Some(intent) = self.reads.asked.clone() else {
                self.reads.why.forget();
                return None;
            };
            let ask = self.ask(intent);
            self.reads.why.send(ask.id, now);
            return Some(ask);
        }
        if self.page == Page::Report && self.reads.report.is_due(now) {
            let date = self.day(self.report.date)?;
            let ask = self.ask(Intent::Report(date));
            self.reads.report.send(ask.id, now);
            return Some(ask);
        }
        if self.page == Page::Forecast && self.reads.forecast.is_due(now) {
            let ask = self.ask(Intent::Forecast);
            self.reads.forecast.send(ask.id, now);
            return Some(ask);
        }
        None
    }

    fn query(&self) -> TicketsQuery {
        TicketsQuery {
            state: Some("waiting".to_owned()),
            service: self.only.clone(),
            order: Some(TicketOrder::Longest),
            limit: u16::try_from(TICKET_ROWS_MAX).ok(),
            ..TicketsQuery::default()
        }
    }

    fn ask(&mut self, intent: Intent) -> Ask {
        self.asks += 1;
        Ask {
            id: AskId(self.asks),
            intent,
        }
    }

    fn standing(&self, intent: &Intent) -> Standing {
        let of = |counter: &CounterId| {
            let mut cards = self.view.iter().flat_map(|view| &view.counters);
            let card = cards.find(|card| card.id == *counter);
            let ticket = card.and_then(|card| card.ticket.as_ref());
            let clerk = card.and_then(|card| card.clerk.clone());
            (clerk, ticket.map(|ticket| ticket.id))
        };
        match intent {
            Intent::Release(counter) | Intent::Close(counter) => of(counter),
            Intent::People
            | Intent::Tickets(_)
            | Intent::Why { .. }
            | Intent::Report(_)
            | Intent::Forecast
            | Intent::Move { .. }
            | Intent::Cancel(_)
            | Intent::Profile { .. }
            | Intent::Pause(_)
            | Intent::Unpause(_)
            | Intent::Hold(_)
            | Intent::ResumeBranch
            | Intent::Announce(_)
            | Intent::EndAnnouncement { .. } => (None, None),
        }
    }
}
