//! What the kiosk asks of the hub and of its printer for the customer before it.

use std::cell::RefCell;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use antre_client::{Act as SentAct, Client, ClientError, TicketVerb};
use antre_domain::{Locale, ServiceId, TicketId, TicketNumber, Timestamp};
use antre_printing::Health;
use antre_protocol::{IssueRequest, IssuedAnswer, KioskView, TicketAnswer, View};
use antre_ticket::Slip;
use antre_ui_kit::bridge::NotShown;
use tokio::sync::watch;

use super::{KioskOutlet, Printer, Word};
use crate::branch::{self, Branch, Paper, Stop};
use crate::flow::{Act, ActId, News};
use crate::press::{Order, SlipId, Which};
use crate::reading::{self, Reading};

/// A screen that has too much waiting is offered the same again so often.
const OFFER_AGAIN: Duration = Duration::from_millis(50);
/// Where tickets are asked for.
const TICKETS_PATH: &str = "/api/v1/tickets";

/// Whether what is shown is current.
#[derive(Debug, Clone, Copy)]
pub(super) enum Line {
    Live,
    Gone { since: Option<Timestamp> },
}

/// Does the acts of one kiosk, one customer after the other.
pub(super) struct Office {
    client: Client,
    views: watch::Receiver<Option<Arc<View>>>,
    printer: Printer,
    outlet: KioskOutlet,
    name: String,
    first: Option<Locale>,
    last: RefCell<Option<Last>>,
    files: RefCell<Files>,
}

/// The ticket on the screen, or the last that was.
struct Last {
    ticket: String,
    number: TicketNumber,
    slip: Slip,
    large: bool,
    copies: u32,
    newest: SlipId,
}

/// Which version of the branch's templates the press has, or is about to have.
#[derive(Default)]
struct Files {
    version: String,
    on_the_way: bool,
}

/// An act on its way. Acts live in the follower's own task, so that a panic in one ends the process.
pub(super) type UnderWay = Pin<Box<dyn Future<Output = ()>>>;

impl Office {
    pub(super) fn new(
        client: Client,
        printer: Printer,
        outlet: KioskOutlet,
        name: String,
        first: Option<Locale>,
    ) -> Self {
        Self {
            views: client.views(),
            client,
            printer,
            outlet,
            name,
            first,
            last: RefCell::new(None),
            files: RefCell::default(),
        }
    }

    /// The branch as the pages need it.
    pub(super) fn branch(&self, view: Option<&View>, line: Line, health: Option<Health>) -> Branch {
        let Some(view) = view.and_then(kiosk_view) else {
            return Branch {
                printer: self.printer(health, false),
                ..reading::unknown_branch(self.first)
            };
        };
        let reading = Reading::new(view, self.first);
        let now = self.client.hub_time().unwrap_or(Timestamp::from_millis(0));
        let mut branch = reading.branch(now);
        branch.printer = self.printer(health, !view.slip.paperless);
        match line {
            Line::Live => {}
            Line::Gone { since } => {
                branch.stop = Some(Stop::HubGone(since.map(|at| reading.minute(at))));
            }
        }
        branch
    }

    /// A kiosk that was built without a printer gives numbers all the same.
    fn printer(&self, health: Option<Health>, required: bool) -> branch::Printer {
        branch::Printer {
            fault: health.and_then(|health| health.fault),
            paper_low: health.is_some_and(|health| health.paper_low),
            required: required && !matches!(self.printer, Printer::Absent),
        }
    }

    /// The version of the branch's templates that is still to be asked for.
    pub(super) fn unread_files(&self, view: Option<&View>) -> Option<String> {
        let version = &view.and_then(kiosk_view)?.slip.version;
        let mut files = self.files.borrow_mut();
        let wanted = matches!(self.printer, Printer::Ready(_))
            && !files.on_the_way
            && files.version != *version;
        wanted.then(|| {
            files.on_the_way = true;
            version.clone()
        })
    }

    /// What cannot be had now is asked for again at the next look; until then slips are as they were.
    pub(super) fn fetch_files(self: Rc<Self>, version: String) -> UnderWay {
        Box::pin(async move {
            let fetched = self.client.slip_files().await;
            let mut files = self.files.borrow_mut();
            files.on_the_way = false;
            match (fetched, &self.printer) {
                (Ok(answer), Printer::Ready(press)) => {
                    let newest = answer.version.clone();
                    if press.take_files(answer) {
                        files.version = newest;
                    }
                }
                (Ok(_), Printer::Absent | Printer::Broken) => {}
                (Err(error), _) => {
                    tracing::warn!(version, "the branch's templates did not come: {error}");
                }
            }
        })
    }

    pub(super) fn act(self: Rc<Self>, act: Act) -> UnderWay {
        Box::pin(async move {
            match act {
                Act::Issue {
                    act,
                    service,
                    priority,
                    language,
                    large,
                    people: _,
                    one_each: _,
                    needs: _,
                } => {
                    let asked = self.request(&service, priority, &language);
                    self.issue(act, asked, large).await;
                }
                Act::Cancel { ticket } => self.cancel(ticket).await,
                Act::Reprint { ticket } => self.reprint(ticket).await,
                Act::Leave { ticket } => self.withdraw_last(Some(&ticket)),
                Act::CheckIn { .. } | Act::Help | Act::Staff(_) => {}
                Act::NewRoll => {
                    if let Printer::Ready(press) = &self.printer {
                        press.roll_changed();
                    }
                }
            }
        })
    }

    async fn issue(&self, act: ActId, asked: Option<(IssueRequest, Locale)>, large: bool) {
        let Some((request, locale)) = asked else {
            return self.tell(News::NotIssued(act)).await;
        };
        let answer = match self.client.issue(&request).await {
            Ok(IssuedAnswer::One(answer)) => answer,
            Ok(IssuedAnswer::Many(_)) => {
                tracing::error!("the hub gave several numbers where one was asked for");
                return self.tell(News::NotIssued(act)).await;
            }
            Err(error) => {
                tracing::warn!(%request.service, "no number: {error}");
                return self.tell(News::NotIssued(act)).await;
            }
        };
        let (ticket, slip) = self
            .read(|reading| {
                let slip = reading.slip(&answer, locale, &self.name);
                (reading.ticket(&answer), slip)
            })
            .expect("a view stays once it is there");
        // The number first: no printer can hold it back.
        self.tell(News::Issued(act, Box::new(ticket))).await;
        self.print_original(&answer, slip, large).await;
    }

    fn request(
        &self,
        service: &str,
        priority: bool,
        language: &str,
    ) -> Option<(IssueRequest, Locale)> {
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
            needs: Vec::new(),
        };
        Some((request, locale))
    }

    async fn cancel(&self, ticket: String) {
        let Ok(id) = ticket.parse::<TicketId>() else {
            return self.tell(News::NotCancelled(ticket)).await;
        };
        match self.client.ticket_verb(id, &TicketVerb::Cancel).await {
            Ok(_) => {
                self.withdraw_last(Some(&ticket));
                if let Printer::Ready(press) = &self.printer {
                    let which = Which::Officer;
                    press.withdraw(SlipId {
                        ticket: ticket.clone(),
                        which,
                    });
                }
                self.tell(News::Cancelled(ticket)).await;
            }
            Err(error) => {
                tracing::warn!("a number was not taken back: {error}");
                self.tell(News::NotCancelled(ticket)).await;
            }
        }
    }

    async fn reprint(&self, ticket: String) {
        let copy = {
            let mut last = self.last.borrow_mut();
            last.as_mut()
                .filter(|last| last.ticket == ticket)
                .map(|last| {
                    last.copies += 1;
                    last.newest = SlipId {
                        ticket: ticket.clone(),
                        which: Which::Copy(last.copies),
                    };
                    Order {
                        id: last.newest.clone(),
                        number: last.number,
                        slip: Slip {
                            copy: true,
                            ..last.slip.clone()
                        },
                        large: last.large,
                    }
                })
        };
        match copy {
            Some(order) => self.print(order).await,
            None => self.tell(News::Paper(ticket, Paper::Failed)).await,
        }
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
                if let Err(error) = self
                    .client
                    .ticket_verb(answer.id, &TicketVerb::Cancel)
                    .await
                {
                    tracing::warn!("a number nobody saw was not taken back: {error}");
                }
                return;
            }
            let mut views = self.views.clone();
            if views.wait_for(Option::is_some).await.is_err() {
                return;
            }
            let slip = self.read(|reading| {
                let locale = asked.locale.unwrap_or(reading.own_language());
                reading.slip(&answer, locale, &self.name)
            });
            if let Some(slip) = slip {
                self.print_original(&answer, slip, false).await;
            }
        })
    }

    async fn print_original(&self, answer: &TicketAnswer, slip: Slip, large: bool) {
        self.withdraw_last(None);
        let id = SlipId {
            ticket: answer.id.to_string(),
            which: Which::Original,
        };
        self.last.replace(Some(Last {
            ticket: id.ticket.clone(),
            number: answer.number,
            slip: slip.clone(),
            large,
            copies: 0,
            newest: id.clone(),
        }));
        let order = Order {
            id,
            number: answer.number,
            slip,
            large,
        };
        self.print(order).await;
    }

    /// Tells only where it fails at once; the printer tells the rest.
    async fn print(&self, order: Order) {
        let ticket = order.id.ticket.clone();
        let paper = match &self.printer {
            Printer::Absent => Paper::Paperless,
            Printer::Broken => Paper::Failed,
            Printer::Ready(press) if press.print(order) => return,
            Printer::Ready(_) => Paper::Failed,
        };
        self.tell(News::Paper(ticket, paper)).await;
    }

    /// Takes back what still waits of the last ticket, where it is `ticket` if one is named.
    fn withdraw_last(&self, ticket: Option<&str>) {
        let mut last = self.last.borrow_mut();
        let is_meant = |last: &mut Last| ticket.is_none_or(|ticket| last.ticket == ticket);
        if let (Printer::Ready(press), Some(last)) = (&self.printer, last.take_if(is_meant)) {
            press.withdraw(last.newest);
        }
    }

    fn read<T>(&self, read: impl FnOnce(&Reading<'_>) -> T) -> Option<T> {
        let view = self.views.borrow().clone()?;
        Some(read(&Reading::new(kiosk_view(&view)?, self.first)))
    }

    /// Tells the screen, however busy it is; nobody is left to tell where it is gone.
    async fn tell(&self, mut news: News) {
        while let Err(NotShown::Full(refused)) = self.outlet.announce(Word(news)) {
            news = refused.0;
            tokio::time::sleep(OFFER_AGAIN).await;
        }
    }
}

fn kiosk_view(view: &View) -> Option<&KioskView> {
    match view {
        View::Kiosk(view) => Some(view),
        View::Display(_) | View::Counter(_) => None,
    }
}
