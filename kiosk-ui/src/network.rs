//! The thread beside the screen: follows the hub, does the flow's acts, hands slips to the printer.

use std::cell::RefCell;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};

use antre_client::{
    Act as SentAct, Client, ClientError, ClientEvent, ClientOptions, ConnectError, TicketVerb,
};
use antre_domain::{Locale, ServiceId, TicketId, TicketNumber, Timestamp};
use antre_protocol::{IssueRequest, IssuedAnswer, KioskView, TicketAnswer, View};
use antre_ticket::Slip;
use antre_ui_kit::bridge::NotShown;
use antre_ui_kit::{Announcement, Outlet};
use futures_util::stream::{FuturesUnordered, StreamExt as _};
use tokio::sync::{mpsc, watch};

use crate::branch::{Branch, Paper, Stop};
use crate::flow::{Act, ActId, News};
use crate::press::{Press, SlipId};
use crate::reading::{self, Reading};

/// One customer stands here: an act, the end of the last one's, and what a restart left behind.
const ACTS_MAX: usize = 8;
/// How often the page is read again although nobody said anything: a day ends by itself.
const REVIEW: Duration = Duration::from_secs(30);
/// A screen that has too much waiting is offered the same again so often.
const OFFER_AGAIN: Duration = Duration::from_millis(50);
/// Where tickets are asked for.
const TICKETS_PATH: &str = "/api/v1/tickets";

/// The way to the screen.
pub type KioskOutlet = Outlet<Box<Branch>, News>;

impl Announcement for News {
    /// Of two words about the same slip the newer one is enough.
    fn absorb(&mut self, newer: Self) -> Option<Self> {
        match (&*self, &newer) {
            (Self::Paper(known, _), Self::Paper(told, _)) if known == told => {
                *self = newer;
                None
            }
            _ => Some(newer),
        }
    }
}

/// What the thread works with.
#[derive(Debug)]
pub struct Setup {
    /// Which hub, as whom.
    pub hub: ClientOptions,
    /// The printer.
    pub printer: Printer,
    /// Whether no slip would come out now.
    pub trouble: watch::Receiver<bool>,
    /// What the kiosk is called on its slips.
    pub name: String,
    /// The language to begin with, where it is not the branch's own.
    pub first: Option<Locale>,
}

/// The kiosk's printer. Numbers are given and shown with or without it.
#[derive(Debug)]
pub enum Printer {
    /// This kiosk has none.
    Absent,
    /// It could not be started.
    Broken,
    /// At work.
    Ready(Arc<Press>),
}

/// Follows the hub and does what the screen asks, until the screen is gone.
///
/// # Errors
/// The hub's address or the outbox cannot be used.
pub async fn follow(
    setup: Setup,
    mut acts: mpsc::Receiver<Act>,
    outlet: KioskOutlet,
) -> Result<(), ConnectError> {
    let Setup {
        hub,
        printer,
        mut trouble,
        name,
        first,
    } = setup;
    let (client, mut events) = Client::connect(hub)?;
    let mut views = client.views();
    let office = Rc::new(Office {
        client: client.clone(),
        views: client.views(),
        printer,
        outlet: outlet.clone(),
        name,
        first,
        last: RefCell::new(None),
    });
    let mut under_way = FuturesUnordered::new();
    let mut line = Line::Gone { since: None };
    let mut review = tokio::time::interval(REVIEW);
    loop {
        tokio::select! {
            changed = views.changed() => if changed.is_err() { return Ok(()) },
            // Without a printer nothing changes any more.
            Ok(()) = trouble.changed() => {}
            event = events.recv() => match event {
                None => return Ok(()),
                Some(ClientEvent::Live) => line = Line::Live,
                Some(ClientEvent::Stale { since }) => line = Line::Gone { since: then(&client, since) },
                Some(ClientEvent::Refused { status }) => {
                    tracing::error!(status, "the hub does not let this kiosk in");
                    line = Line::Gone { since: None };
                }
                Some(ClientEvent::Ended { act, outcome, .. }) => {
                    under_way.push(Rc::clone(&office).take_up(act, outcome));
                    continue;
                }
                // The hall announces.
                Some(ClientEvent::Announce(_) | ClientEvent::CallsSkipped { .. }) => continue,
            },
            Some(act) = acts.recv(), if under_way.len() < ACTS_MAX => {
                under_way.push(Rc::clone(&office).act(act));
                continue;
            }
            Some(()) = under_way.next() => continue,
            _ = review.tick() => {}
        }
        let view = views.borrow_and_update().clone();
        let branch = office.branch(view.as_deref(), line, *trouble.borrow_and_update());
        if outlet.show(Box::new(branch)).is_err() {
            return Ok(());
        }
    }
}

#[derive(Debug, Clone, Copy)]
enum Line {
    Live,
    Gone { since: Option<Timestamp> },
}

/// The ticket on the screen, or the last that was.
struct Last {
    ticket: String,
    number: TicketNumber,
    slip: Slip,
    copies: u32,
    newest: SlipId,
}

struct Office {
    client: Client,
    views: watch::Receiver<Option<Arc<View>>>,
    printer: Printer,
    outlet: KioskOutlet,
    name: String,
    first: Option<Locale>,
    last: RefCell<Option<Last>>,
}

/// An act on its way. Acts live in the follower's own task, so that a panic in one ends the process.
type UnderWay = Pin<Box<dyn Future<Output = ()>>>;

impl Office {
    fn branch(&self, view: Option<&View>, line: Line, trouble: bool) -> Branch {
        let Some(view) = view.and_then(kiosk_view) else {
            return reading::unknown_branch(self.first);
        };
        let reading = Reading::new(view, self.first);
        let now = self.client.hub_time().unwrap_or(Timestamp::from_millis(0));
        let mut branch = reading.branch(now);
        branch.paper_trouble = trouble;
        match line {
            Line::Live => {}
            Line::Gone { since } => {
                branch.stop = Some(Stop::HubGone(since.map(|at| reading.minute(at))));
            }
        }
        branch
    }

    fn act(self: Rc<Self>, act: Act) -> UnderWay {
        Box::pin(async move {
            match act {
                Act::Issue {
                    act,
                    service,
                    priority,
                    language,
                } => self.issue(act, &service, priority, &language).await,
                Act::Cancel { ticket } => self.cancel(ticket).await,
                Act::Reprint { ticket } => self.reprint(ticket).await,
            }
        })
    }

    async fn issue(&self, act: ActId, service: &str, priority: bool, language: &str) {
        let Some((request, locale)) = self.request(service, priority, language) else {
            return self.tell(News::NotIssued(act)).await;
        };
        let answer = match self.client.issue(&request).await {
            Ok(IssuedAnswer::One(answer)) => answer,
            Ok(IssuedAnswer::Many(_)) => {
                tracing::error!("the hub gave several numbers where one was asked for");
                return self.tell(News::NotIssued(act)).await;
            }
            Err(error) => {
                tracing::warn!(service, "no number: {error}");
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
        self.print_original(&answer, slip).await;
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
        };
        Some((request, locale))
    }

    async fn cancel(&self, ticket: String) {
        let Ok(id) = ticket.parse::<TicketId>() else {
            return self.tell(News::NotCancelled(ticket)).await;
        };
        match self.client.ticket_verb(id, &TicketVerb::Cancel).await {
            Ok(_) => {
                self.withdraw_last();
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
                        copy: Some(last.copies),
                    };
                    let slip = Slip {
                        copy: true,
                        ..last.slip.clone()
                    };
                    (last.newest.clone(), last.number, slip)
                })
        };
        match copy {
            Some((id, number, slip)) => self.print(id, number, slip).await,
            None => self.tell(News::Paper(ticket, Paper::NoPrinter)).await,
        }
    }

    /// An act of before a restart has ended, and its screen is gone. A number that nobody has seen is
    /// handed over on paper, or given back where there is none.
    fn take_up(
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
                self.print_original(&answer, slip).await;
            }
        })
    }

    async fn print_original(&self, answer: &TicketAnswer, slip: Slip) {
        self.withdraw_last();
        let id = SlipId {
            ticket: answer.id.to_string(),
            copy: None,
        };
        self.last.replace(Some(Last {
            ticket: id.ticket.clone(),
            number: answer.number,
            slip: slip.clone(),
            copies: 0,
            newest: id.clone(),
        }));
        self.print(id, answer.number, slip).await;
    }

    /// Tells only where it fails at once; the printer tells the rest.
    async fn print(&self, id: SlipId, number: TicketNumber, slip: Slip) {
        let ticket = id.ticket.clone();
        let paper = match &self.printer {
            Printer::Absent => Paper::Paperless,
            Printer::Broken => Paper::NoPrinter,
            Printer::Ready(press) => {
                let press = Arc::clone(press);
                let printing = move || press.print(&id, number, &slip);
                match tokio::task::spawn_blocking(printing).await {
                    Ok(Ok(())) => return,
                    Ok(Err(error)) => tracing::error!("no slip: {error}"),
                    Err(panicked) => tracing::error!("no slip: {panicked}"),
                }
                Paper::NoPrinter
            }
        };
        self.tell(News::Paper(ticket, paper)).await;
    }

    fn withdraw_last(&self) {
        if let (Printer::Ready(press), Some(last)) = (&self.printer, self.last.take()) {
            press.withdraw(&last.newest);
        }
    }

    fn read<T>(&self, read: impl FnOnce(&Reading<'_>) -> T) -> Option<T> {
        let view = self.views.borrow().clone()?;
        Some(read(&Reading::new(kiosk_view(&view)?, self.first)))
    }

    /// Tells the screen, however busy it is; nobody is left to tell where it is gone.
    async fn tell(&self, mut news: News) {
        while let Err(NotShown::Full(refused)) = self.outlet.announce(news) {
            news = refused;
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

/// An instant of this process by the hub's clock; `None` before the hub was heard.
fn then(client: &Client, instant: Instant) -> Option<Timestamp> {
    let ago_ms = i64::try_from(instant.elapsed().as_millis()).unwrap_or(i64::MAX);
    client
        .hub_time()
        .map(|at| Timestamp::from_millis(at.millis().saturating_sub(ago_ms)))
}
