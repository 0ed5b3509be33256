//! Numbers: given, given back, printed again, and taken up after a restart.

use std::rc::Rc;

use antre_client::{Act as SentAct, ClientError, Given, TicketVerb, reserve};
use antre_domain::{Locale, ServiceId, TicketId};
use antre_protocol::{IssueRequest, IssuedAnswer, Need, TicketAnswer};
use antre_ticket::Slip;

use super::Printer;
use super::memory::Kept;
use super::office::{Last, Office, UnderWay};
use crate::branch::{Paper, Ticket};
use crate::flow::{ActId, News};
use crate::press::{Order, SlipId, Which};

/// Where tickets are asked for.
const TICKETS_PATH: &str = "/api/v1/tickets";
/// The most people of one act.
const PEOPLE_MAX: u8 = 50;

/// What somebody asks for, but how many they are.
pub(super) struct Asked {
    request: IssueRequest,
    locale: Locale,
}

impl Office {
    /// `None` where nothing is known of the branch, or no service is called that.
    pub(super) fn asked(
        &self,
        service: &str,
        priority: bool,
        language: &str,
        needs: Vec<Need>,
    ) -> Option<Asked> {
        let service = ServiceId::new(service).ok()?;
        let (own, class) = self.read(|reading| {
            let class = reading.priority_class().filter(|_| priority).cloned();
            (reading.own_language(), class)
        })?;
        let locale = Locale::new(language).unwrap_or(own);
        let request = IssueRequest {
            service,
            class,
            locale: Some(locale),
            count: None,
            party: None,
            booked_at: None,
            needs,
        };
        Some(Asked { request, locale })
    }

    /// One number for all who come together, or one for each, as many as there are.
    pub(super) async fn issue(
        &self,
        act: ActId,
        asked: Option<Asked>,
        large: bool,
        people: u8,
        one_each: bool,
    ) {
        let people = people.clamp(1, PEOPLE_MAX);
        let (count, party) = if one_each { (people, 1) } else { (1, people) };
        let mut given = Vec::new();
        if let Some(asked) = asked {
            (given, _) = self.give(&asked, count, party, large).await;
        }
        let mut tickets = given.iter().filter_map(|kept| self.ticket(kept));
        match (given.len(), one_each) {
            (0, _) => return self.tell(News::NotIssued(act)).await,
            (1, false) => {
                let ticket = tickets.next().expect("a view stays once it is there");
                self.tell(News::Issued(act, Box::new(ticket))).await;
            }
            _ => {
                let tickets = tickets.collect();
                self.tell(News::IssuedEach(act, tickets)).await;
            }
        }
        // The numbers first: no printer can hold them back.
        self.withdraw_last();
        let originals = given.iter().map(|kept| {
            let ticket = kept.answer.id.to_string();
            let newest = original(&ticket);
            Last { ticket, newest }
        });
        self.last.replace(originals.collect());
        for kept in given {
            self.print_original(&kept).await;
        }
    }

    /// Up to `count` numbers, each an act of its own, and why there are no more where there are fewer.
    /// Each is remembered before anybody hears of it.
    pub(super) async fn give(
        &self,
        asked: &Asked,
        count: u8,
        party: u8,
        large: bool,
    ) -> (Vec<Kept>, Option<ClientError>) {
        let request = IssueRequest {
            party: (party > 1).then_some(party),
            ..asked.request.clone()
        };
        let mut given = Vec::new();
        for _ in 0..count {
            let (answer, offline) = match self.client.give(&request).await {
                Ok(Given::Online(IssuedAnswer::One(answer))) => (answer, false),
                Ok(Given::Offline(given)) => (answer_of(*given), true),
                Ok(Given::Online(IssuedAnswer::Many(_))) => {
                    tracing::error!("the hub gave several numbers where one was asked for");
                    return (given, Some(ClientError::Unreadable { status: 201 }));
                }
                Err(error) => {
                    tracing::warn!(%request.service, "no number: {error}");
                    return (given, Some(error));
                }
            };
            given.push(self.remember(answer, asked.locale, large, party, offline));
        }
        (given, None)
    }

    fn remember(
        &self,
        answer: TicketAnswer,
        locale: Locale,
        large: bool,
        party: u8,
        offline: bool,
    ) -> Kept {
        let date = self.with_view(|view| view.branch.business_date).flatten();
        let kept = Kept {
            answer,
            date,
            locale,
            large,
            party,
            offline,
            copies: 0,
            unfinished: !matches!(self.printer, Printer::Absent),
        };
        self.memory.borrow_mut().given(kept.clone());
        kept
    }

    fn ticket(&self, kept: &Kept) -> Option<Ticket> {
        let ticket = self.read(|reading| reading.ticket(&kept.answer))?;
        Some(Ticket {
            offline: kept.offline,
            ..ticket
        })
    }

    pub(super) async fn print_original(&self, kept: &Kept) {
        let Some(slip) = self.slip(kept) else { return };
        self.print(Order {
            id: original(&kept.answer.id.to_string()),
            number: kept.answer.number,
            slip,
            large: kept.large,
        })
        .await;
    }

    pub(super) async fn cancel(&self, ticket: String) {
        let news = match self.give_back(&ticket).await {
            Ok(()) => News::Cancelled(ticket),
            Err(error) => {
                tracing::warn!("a number was not taken back: {error}");
                News::NotCancelled(ticket)
            }
        };
        self.tell(news).await;
    }

    /// The number is none any more, and neither is its slip.
    pub(super) async fn give_back(&self, ticket: &str) -> Result<(), ClientError> {
        let id = ticket.parse::<TicketId>();
        // What is no id names no ticket of any hub.
        let id = id.map_err(|_| ClientError::Unreadable { status: 404 })?;
        self.client.ticket_verb(id, &TicketVerb::Cancel).await?;
        self.withdraw(ticket);
        self.take_back(original(ticket));
        self.take_back_officers(ticket);
        self.memory.borrow_mut().forget(ticket);
        Ok(())
    }

    /// For whoever stands before the number, and got no slip that anybody is sure of.
    pub(super) async fn reprint(&self, ticket: String) {
        let is_on_screen = |last: &&mut Last| last.ticket == ticket;
        let is_last = self
            .last
            .borrow_mut()
            .iter_mut()
            .any(|last| is_on_screen(&last));
        match self.copy(&ticket).filter(|_| is_last) {
            Some(order) => {
                if let Some(last) = self.last.borrow_mut().iter_mut().find(is_on_screen) {
                    last.newest = order.id.clone();
                }
                self.print(order).await;
            }
            None => self.tell(News::Paper(ticket, Paper::Failed)).await,
        }
    }

    /// The next copy of a slip that is remembered.
    pub(super) fn copy(&self, ticket: &str) -> Option<Order> {
        let kept = self.memory.borrow().find(ticket).cloned()?;
        let slip = self.slip(&kept)?;
        let count = self.memory.borrow_mut().next_copy(ticket)?;
        Some(Order {
            id: SlipId {
                ticket: ticket.to_owned(),
                which: Which::Copy(count.into()),
            },
            number: kept.answer.number,
            slip: Slip { copy: true, ..slip },
            large: kept.large,
        })
    }

    /// An act of before a restart has ended, and its screen is gone. A number that nobody has seen is
    /// handed over on paper, or given back where there is none.
    pub(super) fn take_up(
        self: Rc<Self>,
        act: SentAct,
        outcome: Result<Option<serde_json::Value>, ClientError>,
    ) -> UnderWay {
        Box::pin(async move {
            let asked = (act.path == TICKETS_PATH)
                .then(|| serde_json::from_str::<IssueRequest>(&act.body).ok())
                .flatten();
            let answered = outcome
                .ok()
                .flatten()
                .and_then(|body| serde_json::from_value(body).ok());
            let (Some(asked), Some(IssuedAnswer::One(answer))) = (asked, answered) else {
                return;
            };
            if !matches!(self.printer, Printer::Ready(_)) {
                let id = answer.id;
                if let Err(error) = self.client.ticket_verb(id, &TicketVerb::Cancel).await {
                    tracing::warn!("a number nobody saw was not taken back: {error}");
                }
                return;
            }
            if !self.knows_the_branch().await {
                return;
            }
            let own = self.read(|reading| reading.own_language());
            let locale = asked.locale.or(own).unwrap_or(Locale::ID);
            let party = asked.party.unwrap_or(1);
            let kept = self.remember(answer, locale, false, party, false);
            self.withdraw_last();
            let ticket = kept.answer.id.to_string();
            let newest = original(&ticket);
            self.last.borrow_mut().push(Last { ticket, newest });
            self.print_original(&kept).await;
        })
    }

    /// Takes back what still waits of this ticket, if it is one of the last.
    pub(super) fn withdraw(&self, ticket: &str) {
        let place = {
            let last = self.last.borrow();
            last.iter().position(|last| last.ticket == ticket)
        };
        if let Some(place) = place {
            let last = self.last.borrow_mut().remove(place);
            self.take_back(last.newest);
        }
    }

    fn withdraw_last(&self) {
        for last in self.last.take() {
            self.take_back(last.newest);
        }
    }
}

pub(super) fn original(ticket: &str) -> SlipId {
    SlipId {
        ticket: ticket.to_owned(),
        which: Which::Original,
    }
}

/// As a hub would have said it, who knows what it cannot say.
fn answer_of(given: reserve::Given) -> TicketAnswer {
    let reserve::Given {
        ticket,
        number,
        url,
        until: _,
    } = given;
    TicketAnswer {
        id: ticket.ticket,
        number,
        service: ticket.service,
        class: ticket.class,
        state: "waiting".to_owned(),
        counter: None,
        issued_at: ticket.issued_at,
        booked_at: None,
        onward: Vec::new(),
        ahead: 0,
        wait: None,
        url,
    }
}
