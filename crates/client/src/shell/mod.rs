//! Drives a [`Session`](crate::session::Session) and an [`Outbox`](crate::requests::Outbox) with
//! tokio, and gives apps one handle.

mod clock;
mod deliver;
mod error;
mod follow;
mod hub;
mod options;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use antre_domain::{CounterId, HoldReason, TicketId, Timestamp};
use antre_protocol::{
    BranchAnswer, CallAnswer, CallRequest, CounterAnswer, Empty, FinishRequest, HoldAnswer,
    HoldRequest, IssueRequest, IssuedAnswer, OpenRequest, ParkRequest, PrinterReport, RollReport,
    SlipFilesAnswer, SlipReport, TicketAnswer, TransferRequest, View, ViewKind,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::sync::{mpsc, oneshot, watch};

use crate::requests::{ACTS_MAX, Act, Answer, Delivery, Key, Reply};
use crate::session::Announcement;
use clock::ProcessClock;
use deliver::Ask;
use hub::Hub;

pub use clock::HubClock;
pub use deliver::{ACT_LIFETIME, REPORT_LIFETIME, REPORTS_MAX};
pub use error::{ClientError, ConnectError};
pub use hub::{ANSWER_BYTES_MAX, ANSWER_MAX};
pub use options::{InvalidToken, Token};

/// How many events wait for an app that does not take them. Announcements have room for
/// [`ANNOUNCEMENTS_MAX`](crate::session::ANNOUNCEMENTS_MAX) more behind these.
pub const EVENTS_MAX: usize = 64;

/// Which hub, as whom, for which screen.
#[derive(Debug, Clone)]
pub struct ClientOptions {
    /// `http://127.0.0.1:7400`: plain HTTP, on loopback only.
    pub hub_url: String,
    /// The device's token.
    pub token: Token,
    /// Which view to follow.
    pub view: ViewKind,
    /// Where unanswered acts are kept; without it they are forgotten when the process ends.
    pub outbox: Option<PathBuf>,
}

/// What an app is told, besides the views.
#[derive(Debug)]
pub enum ClientEvent {
    /// The view is current from now on.
    Live,
    /// The view is not current; say so on the screen.
    Stale {
        /// When the hub was last heard, or when the client began.
        since: Instant,
    },
    /// The hub does not let this client in: 401 where it does not know the token, 403 where the
    /// token's role does not see this view, 503 where it has no room. The client goes on trying.
    Refused {
        /// The HTTP status.
        status: u16,
    },
    /// A call to show and, where it is young enough, to speak.
    Announce(Announcement),
    /// So many calls before the next one were not kept, because the app took no events for so long.
    /// Their tickets are in the view.
    CallsSkipped {
        /// How many.
        count: u64,
    },
    /// An act ended for which nobody waits any longer: it was taken up from the outbox after a
    /// restart, or its caller went away.
    Ended {
        /// Its key.
        key: Key,
        /// What was posted.
        act: Act,
        /// The answer's body (`None` for 204), or why there is none.
        outcome: Result<Option<serde_json::Value>, ClientError>,
    },
}

/// A clerk's verb on a ticket, with what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum TicketVerb {
    Start,
    Finish(FinishRequest),
    Recall,
    NoShow,
    Park(ParkRequest),
    Resume,
    Requeue,
    Transfer(TransferRequest),
    Cancel,
    Undo,
}

/// A handle to a hub. Clones share one connection and one outbox; both end with the last clone (and
/// the last receiver of [`views`](Self::views)).
#[derive(Debug, Clone)]
pub struct Client {
    hub: Arc<Hub>,
    asks: mpsc::Sender<Ask>,
    views: watch::Receiver<Option<Arc<View>>>,
    clock: watch::Receiver<Option<HubClock>>,
}

impl Client {
    /// Begins to follow the hub and to send what the outbox holds. Returns at once, whether or not
    /// the hub is there. Must be called within a tokio runtime.
    ///
    /// # Errors
    /// The address cannot be used, or the outbox cannot be opened.
    pub fn connect(
        options: ClientOptions,
    ) -> Result<(Self, mpsc::Receiver<ClientEvent>), ConnectError> {
        let ClientOptions {
            hub_url,
            token,
            view,
            outbox,
        } = options;
        let hub = Arc::new(Hub::new(&hub_url, token)?);
        let process_clock = ProcessClock::start();
        let outbox = deliver::open(outbox.as_deref(), process_clock)?;
        let (event_sender, events) = mpsc::channel(EVENTS_MAX);
        let (view_sender, views) = watch::channel(None);
        let (clock_sender, clock) = watch::channel(None);
        let (asks, asked) = mpsc::channel(ACTS_MAX);
        let outlets = follow::Outlets {
            views: view_sender,
            clock: clock_sender,
            events: event_sender.clone(),
        };
        tokio::spawn(follow::run(Arc::clone(&hub), view, process_clock, outlets));
        tokio::spawn(deliver::run(
            Arc::clone(&hub),
            outbox,
            process_clock,
            asked,
            event_sender,
        ));
        Ok((
            Self {
                hub,
                asks,
                views,
                clock,
            },
            events,
        ))
    }

    /// The newest view; `None` until the hub has been reached for the first time. It stays, possibly
    /// out of date, while the hub is away: [`ClientEvent::Stale`] says so.
    pub fn views(&self) -> watch::Receiver<Option<Arc<View>>> {
        self.views.clone()
    }

    /// What the hub's clock shows now, from its last word: a screen shows this one, since a rehearsal
    /// has a clock of its own. `None` until the hub has been reached for the first time.
    pub fn hub_time(&self) -> Option<Timestamp> {
        self.clock.borrow().map(HubClock::now)
    }

    /// Issues one ticket, or several where `count` is given.
    pub async fn issue(&self, request: &IssueRequest) -> Result<IssuedAnswer, ClientError> {
        self.post("/api/v1/tickets".to_owned(), request).await
    }

    /// Calls the next one to `counter`; `None` where nobody waits.
    pub async fn call_next(&self, counter: &CounterId) -> Result<Option<CallAnswer>, ClientError> {
        self.post_maybe(format!("/api/v1/counters/{counter}/call-next"), &Empty {})
            .await
    }

    /// Calls a chosen ticket to `counter`.
    pub async fn call(
        &self,
        counter: &CounterId,
        request: &CallRequest,
    ) -> Result<CallAnswer, ClientError> {
        self.post(format!("/api/v1/counters/{counter}/call"), request)
            .await
    }

    /// Opens a counter, or ends its break.
    pub async fn open(
        &self,
        counter: &CounterId,
        request: &OpenRequest,
    ) -> Result<CounterAnswer, ClientError> {
        self.post(format!("/api/v1/counters/{counter}/open"), request)
            .await
    }

    /// Closes a counter.
    pub async fn close(&self, counter: &CounterId) -> Result<CounterAnswer, ClientError> {
        self.post(format!("/api/v1/counters/{counter}/close"), &Empty {})
            .await
    }

    /// A counter rests: `break`.
    pub async fn rest(&self, counter: &CounterId) -> Result<CounterAnswer, ClientError> {
        self.post(format!("/api/v1/counters/{counter}/break"), &Empty {})
            .await
    }

    /// Stops the whole branch. Only for a supervisor.
    pub async fn hold(&self, reason: HoldReason) -> Result<HoldAnswer, ClientError> {
        let request = HoldRequest { reason };
        self.post("/api/v1/branch/hold".to_owned(), &request).await
    }

    /// Ends the hold of the whole branch. Only for a supervisor.
    pub async fn resume_branch(&self) -> Result<HoldAnswer, ClientError> {
        self.post("/api/v1/branch/resume".to_owned(), &Empty {})
            .await
    }

    /// Does a clerk's verb on a ticket.
    pub async fn ticket_verb(
        &self,
        ticket: TicketId,
        verb: &TicketVerb,
    ) -> Result<TicketAnswer, ClientError> {
        let path = |name: &str| format!("/api/v1/tickets/{ticket}/{name}");
        match verb {
            TicketVerb::Start => self.post(path("start"), &Empty {}).await,
            TicketVerb::Finish(request) => self.post(path("finish"), request).await,
            TicketVerb::Recall => self.post(path("recall"), &Empty {}).await,
            TicketVerb::NoShow => self.post(path("no-show"), &Empty {}).await,
            TicketVerb::Park(request) => self.post(path("park"), request).await,
            TicketVerb::Resume => self.post(path("resume"), &Empty {}).await,
            TicketVerb::Requeue => self.post(path("requeue"), &Empty {}).await,
            TicketVerb::Transfer(request) => self.post(path("transfer"), request).await,
            TicketVerb::Cancel => self.post(path("cancel"), &Empty {}).await,
            TicketVerb::Undo => self.post(path("undo"), &Empty {}).await,
        }
    }

    /// A ticket as it stands now.
    pub async fn ticket(&self, ticket: TicketId) -> Result<TicketAnswer, ClientError> {
        self.get(&format!("/api/v1/tickets/{ticket}")).await
    }

    /// The branch as it stands now.
    pub async fn branch(&self) -> Result<BranchAnswer, ClientError> {
        self.get("/api/v1/branch").await
    }

    /// Everything a kiosk needs to set slips as its branch wants them.
    pub async fn slip_files(&self) -> Result<SlipFilesAnswer, ClientError> {
        self.get("/api/v1/slip").await
    }

    /// Says how the printer is now. One attempt, kept nowhere: only the newest word counts, so where
    /// this fails say it again at the next [`ClientEvent::Live`], as it then is.
    pub async fn report_printer(&self, report: &PrinterReport) -> Result<(), ClientError> {
        let delivery = Delivery {
            key: deliver::new_key(),
            act: act("/api/v1/devices/printer".to_owned(), report),
        };
        match self.hub.deliver(&delivery).await {
            Reply::Answered(answer) => read_done(&answer),
            Reply::Lost => Err(ClientError::Unreachable),
        }
    }

    /// Says that the roll was changed. Kept and retried for [`REPORT_LIFETIME`].
    pub async fn report_roll(&self, report: &RollReport) -> Result<(), ClientError> {
        self.report("/api/v1/devices/roll".to_owned(), report).await
    }

    /// Says what became of a slip. Kept and retried for [`REPORT_LIFETIME`].
    pub async fn report_slip(
        &self,
        ticket: TicketId,
        report: &SlipReport,
    ) -> Result<(), ClientError> {
        self.report(format!("/api/v1/tickets/{ticket}/slip"), report)
            .await
    }

    async fn report(&self, path: String, report: &impl Serialize) -> Result<(), ClientError> {
        let answer = self.settle(act(path, report), REPORT_LIFETIME).await?;
        read_done(&answer)
    }

    async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, ClientError> {
        read(&self.hub.get(path).await?)
    }

    async fn post<T: DeserializeOwned>(
        &self,
        path: String,
        request: &impl Serialize,
    ) -> Result<T, ClientError> {
        read(&self.settle(act(path, request), ACT_LIFETIME).await?)
    }

    async fn post_maybe<T: DeserializeOwned>(
        &self,
        path: String,
        request: &impl Serialize,
    ) -> Result<Option<T>, ClientError> {
        read_maybe(&self.settle(act(path, request), ACT_LIFETIME).await?)
    }

    async fn settle(&self, act: Act, lifetime: Duration) -> Result<Answer, ClientError> {
        let (answer, answered) = oneshot::channel();
        let ask = Ask {
            act,
            lifetime,
            answer,
        };
        self.asks
            .send(ask)
            .await
            .map_err(|_| ClientError::Stopped)?;
        answered.await.map_err(|_| ClientError::Stopped)?
    }
}

fn act(path: String, request: &impl Serialize) -> Act {
    let body = serde_json::to_string(request).expect("a request is representable in JSON");
    Act { path, body }
}

/// For what is answered by 204: whatever a body would say, the act was done.
fn read_done(answer: &Answer) -> Result<(), ClientError> {
    if (200..300).contains(&answer.status) {
        Ok(())
    } else {
        read::<serde::de::IgnoredAny>(answer).map(drop)
    }
}

fn read_maybe<T: DeserializeOwned>(answer: &Answer) -> Result<Option<T>, ClientError> {
    if answer.status == 204 {
        Ok(None)
    } else {
        read(answer).map(Some)
    }
}

fn read<T: DeserializeOwned>(answer: &Answer) -> Result<T, ClientError> {
    let unreadable = |_| ClientError::Unreadable {
        status: answer.status,
    };
    if (200..300).contains(&answer.status) {
        serde_json::from_slice(&answer.body).map_err(unreadable)
    } else {
        let problem = serde_json::from_slice(&answer.body).map_err(unreadable)?;
        Err(ClientError::Problem(Box::new(problem)))
    }
}
