//! What the kiosk asks of the hub and of its printer for the people before it.

use std::cell::{Cell, RefCell};
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use antre_client::Client;
use antre_client::reserve::Standing;
use antre_domain::{Locale, SlipKind, Timestamp};
use antre_printing::Health;
use antre_protocol::{KioskView, View};
use antre_ticket::Slip;
use antre_ui_kit::bridge::NotShown;
use tokio::sync::{Notify, watch};

use super::lane::Lane;
use super::memory::{Kept, Memory};
use super::{KioskOutlet, Printer, Word};
use crate::branch::{self, Branch, Paper, Stop};
use crate::flow::{Act, News};
use crate::press::{Order, SlipId, Which};
use crate::reading::{self, Reading};
use crate::reports::Report;

/// A screen that has too much waiting is offered the same again so often.
const OFFER_AGAIN: Duration = Duration::from_millis(50);

/// Whether what is shown is current.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Line {
    Live,
    /// The hub does not answer.
    Gone {
        since: Option<Timestamp>,
    },
    /// The hub does not let this kiosk in: it gives nothing in its place either.
    Barred,
}

/// Does the acts of one kiosk.
pub(super) struct Office {
    pub(super) client: Client,
    views: watch::Receiver<Option<Arc<View>>>,
    pub(super) standing: watch::Receiver<Arc<Standing>>,
    pub(super) printer: Printer,
    outlet: KioskOutlet,
    pub(super) name: String,
    first: Option<Locale>,
    pub(super) memory: RefCell<Memory>,
    pub(super) line: Cell<Line>,
    pub(super) health: Cell<Option<Health>>,
    /// The tickets on the screen, or the last that were.
    pub(super) last: RefCell<Vec<Last>>,
    lane: RefCell<Lane>,
    files: RefCell<Files>,
    /// The staff want this program to end, to be started anew.
    pub(super) restart: Notify,
}

/// A ticket whose slip the next customer must not find before their own.
pub(super) struct Last {
    pub(super) ticket: String,
    pub(super) newest: SlipId,
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
        memory: Memory,
    ) -> Self {
        Self {
            views: client.views(),
            standing: client.standing(),
            client,
            printer,
            outlet,
            name,
            first,
            memory: RefCell::new(memory),
            line: Cell::new(Line::Gone { since: None }),
            health: Cell::new(None),
            last: RefCell::default(),
            lane: RefCell::default(),
            files: RefCell::default(),
            restart: Notify::new(),
        }
    }

    /// The branch as the pages need it.
    pub(super) fn branch(&self) -> Branch {
        let mut branch = self.branch_on_the_line();
        branch.paused_here = self.memory.borrow().settings().paused;
        branch
    }

    fn branch_on_the_line(&self) -> Branch {
        let view = self.views.borrow().clone();
        let Some(view) = view.as_deref().and_then(kiosk_view) else {
            return Branch {
                printer: self.printer(false),
                ..reading::unknown_branch(self.first)
            };
        };
        let now = self.now();
        let printer = self.printer(!view.slip.paperless);
        let reading = Reading::new(view, self.first);
        let minute = |since: Option<Timestamp>| since.map(|at| reading.minute(at));
        let gone = |since| Branch {
            stop: Some(Stop::HubGone(minute(since))),
            printer,
            ..reading.branch(now)
        };
        match self.line.get() {
            Line::Live => Branch {
                printer,
                ..reading.branch(now)
            },
            Line::Barred => gone(None),
            Line::Gone { since } => match self.standing.borrow().stock.fill_in(view, now) {
                None => gone(since),
                Some(filled) => Branch {
                    offline: Some(reading.minute(since.unwrap_or(now))),
                    printer,
                    ..Reading::new(&filled, self.first).branch(now)
                },
            },
        }
    }

    /// A kiosk that was built without a printer gives numbers all the same.
    fn printer(&self, required: bool) -> branch::Printer {
        let health = self.health.get();
        branch::Printer {
            fault: health.and_then(|health| health.fault),
            paper_low: health.is_some_and(|health| health.paper_low),
            required: required && !matches!(self.printer, Printer::Absent),
        }
    }

    /// What the hub's clock shows; the beginning of time before it was ever heard.
    pub(super) fn now(&self) -> Timestamp {
        self.client.hub_time().unwrap_or(Timestamp::from_millis(0))
    }

    /// The version of the branch's templates that is still to be asked for.
    pub(super) fn unread_files(&self) -> Option<String> {
        let view = self.views.borrow().clone();
        let version = &view.as_deref().and_then(kiosk_view)?.slip.version;
        let mut files = self.files.borrow_mut();
        let wanted = matches!(self.printer, Printer::Ready(_))
            && self.line.get() == Line::Live
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
                    people,
                    one_each,
                    needs,
                } => {
                    let asked = self.asked(&service, priority, &language, needs);
                    self.issue(act, asked, large, people, one_each).await;
                }
                Act::Cancel { ticket } => self.cancel(ticket).await,
                Act::Reprint { ticket } => self.reprint(ticket).await,
                Act::Leave { ticket } => self.withdraw(&ticket),
                Act::CheckIn { act, by } => self.check_in(act, by).await,
                Act::Help => self.help().await,
                Act::Staff(order) => self.staff(order).await,
                Act::NewRoll => {
                    if let Printer::Ready(press) = &self.printer {
                        press.roll_changed();
                    }
                }
            }
        })
    }

    /// The slip of a number of this kiosk, as it is set now.
    pub(super) fn slip(&self, kept: &Kept) -> Option<Slip> {
        let slip = self.read(|reading| reading.slip(&kept.answer, kept.locale, &self.name))?;
        Some(if kept.offline {
            Slip {
                party: kept.party,
                offline: true,
                ahead: None,
                wait: None,
                ..slip
            }
        } else {
            Slip {
                party: kept.party,
                ..slip
            }
        })
    }

    /// Prints after what waits already. Tells only where it fails at once; the printer tells the rest.
    pub(super) async fn print(&self, order: Order) {
        let ticket = order.id.ticket.clone();
        let paper = match &self.printer {
            Printer::Absent => Paper::Paperless,
            Printer::Broken => Paper::Failed,
            Printer::Ready(_) => {
                let joined = self.lane.borrow_mut().join(order);
                let failed = self.feed();
                if joined && !failed.contains(&ticket) {
                    return;
                }
                Paper::Failed
            }
        };
        self.tell(News::Paper(ticket, paper)).await;
    }

    /// Gives the press what it may have; tickets whose slips it does not take.
    fn feed(&self) -> Vec<String> {
        let mut failed = Vec::new();
        let Printer::Ready(press) = &self.printer else {
            return failed;
        };
        let mut lane = self.lane.borrow_mut();
        while let Some(order) = lane.next() {
            let id = order.id.clone();
            if !press.print(order) {
                lane.ended(&id.act_key());
                failed.push(id.ticket);
            }
        }
        failed
    }

    /// What the printer told of a slip for the last time.
    pub(super) fn ended(&self, report: &Report) {
        let Report::Slip {
            ticket,
            kind,
            state,
            act_key,
        } = report
        else {
            return;
        };
        self.lane.borrow_mut().ended(act_key);
        match kind {
            SlipKind::Original | SlipKind::Copy => self.memory.borrow_mut().ended(ticket, *state),
            SlipKind::Officer => {}
        }
        for ticket in self.feed() {
            tracing::error!(ticket, "a slip was not taken by the press");
        }
    }

    /// Takes back what still waits of this slip.
    pub(super) fn take_back(&self, id: SlipId) {
        let key = id.act_key();
        if !self.lane.borrow_mut().leave(&key)
            && let Printer::Ready(press) = &self.printer
        {
            press.withdraw(id);
        }
    }

    /// The officer's slip of a ticket that is none any more.
    pub(super) fn take_back_officers(&self, ticket: &str) {
        self.take_back(SlipId {
            ticket: ticket.to_owned(),
            which: Which::Officer,
        });
    }

    pub(super) fn read<T>(&self, read: impl FnOnce(&Reading<'_>) -> T) -> Option<T> {
        let view = self.views.borrow().clone()?;
        Some(read(&Reading::new(kiosk_view(&view)?, self.first)))
    }

    /// What the hub last said, if it ever did.
    pub(super) fn with_view<T>(&self, read: impl FnOnce(&KioskView) -> T) -> Option<T> {
        let view = self.views.borrow().clone()?;
        kiosk_view(&view).map(read)
    }

    /// Waits until the branch is known; `false` where it will not be.
    pub(super) async fn knows_the_branch(&self) -> bool {
        let mut views = self.views.clone();
        views.wait_for(Option::is_some).await.is_ok()
    }

    /// Tells the screen, however busy it is; nobody is left to tell where it is gone.
    pub(super) async fn tell(&self, mut news: News) {
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
