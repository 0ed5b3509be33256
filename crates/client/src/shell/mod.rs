//! Drives a [`Session`](crate::session::Session), an [`Outbox`](crate::requests::Outbox) and a
//! [`Reserve`](crate::reserve::Reserve) with tokio, and gives apps one handle.

mod clock;
mod deliver;
mod desk;
mod error;
mod follow;
mod give;
mod hub;
mod media;
mod options;
mod session;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use antre_domain::{Locale, TicketId, Timestamp};
use antre_protocol::{
    BranchAnswer, BrandAnswer, CheckInRequest, CopiesAnswer, DisplayReport, Empty, Health,
    IssueRequest, IssuedAnswer, PinRequest, PrinterReport, RollReport, SessionEnd, SlipFilesAnswer,
    SlipReport, TicketAnswer, View, ViewKind,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::sync::{mpsc, oneshot, watch};

use crate::requests::{ACTS_MAX, Act, Answer, Delivery, Key, Reply};
use crate::reserve::{Reserve, Standing};
use crate::session::Announcement;
use clock::ProcessClock;
use deliver::Ask;
use hub::Hub;

pub use clock::HubClock;
pub use deliver::{ACT_LIFETIME, REPORT_LIFETIME, REPORTS_MAX};
pub use desk::TicketVerb;
pub use error::{ClientError, ConnectError};
pub use give::{Given, OFFLINE_AFTER};
pub use hub::{ANSWER_BYTES_MAX, ANSWER_MAX};
pub use media::MEDIA_LIFETIME;
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
    /// Where a kiosk keeps the numbers that it may give without its hub; without it, it gives none.
    pub reserve: Option<PathBuf>,
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
    /// Whoever had signed in at this device is so no longer; from now on only the device asks.
    SessionOver {
        /// Why, where this version knows the reason.
        end: Option<SessionEnd>,
        /// What happened and what to do, in the reader's language.
        title: String,
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

/// A handle to a hub. Clones share one connection and one outbox; both end with the last clone (and
/// the last receiver of [`views`](Self::views)).
#[derive(Debug, Clone)]
pub struct Client {
    hub: Arc<Hub>,
    asks: mpsc::Sender<Ask>,
    views: watch::Receiver<Option<Arc<View>>>,
    clock: watch::Receiver<Option<HubClock>>,
    standing: watch::Receiver<Arc<Standing>>,
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
            reserve,
        } = options;
        let (event_sender, events) = mpsc::channel(EVENTS_MAX);
        let seat = session::Seat::new(event_sender.clone());
        let hub = Arc::new(Hub::new(&hub_url, token, seat)?);
        let process_clock = ProcessClock::start();
        let desk = deliver::open(outbox.as_deref(), reserve.as_deref(), process_clock)?;
        let kept = desk.reserve.as_ref();
        let kept_view = kept.and_then(Reserve::view).cloned();
        let kept_clock = kept.and_then(|reserve| reserve.hub_time(process_clock.now()));
        let (standing_sender, standing) = watch::channel(Arc::new(
            kept.map_or_else(Standing::default, Reserve::standing),
        ));
        let (view_sender, views) =
            watch::channel(kept_view.map(|view| Arc::new(View::Kiosk(view))));
        let (clock_sender, clock) = watch::channel(kept_clock.map(HubClock::new));
        let (contact_sender, contact) = watch::channel(follow::Contact::default());
        let (asks, asked) = mpsc::channel(ACTS_MAX);
        let outlets = follow::Outlets {
            views: view_sender,
            clock: clock_sender,
            contact: contact_sender,
            events: event_sender.clone(),
        };
        let window = deliver::Window {
            contact,
            views: views.clone(),
            standing: standing_sender,
        };
        tokio::spawn(follow::run(Arc::clone(&hub), view, process_clock, outlets));
        tokio::spawn(deliver::run(
            Arc::clone(&hub),
            desk,
            process_clock,
            asked,
            window,
            event_sender,
        ));
        Ok((
            Self {
                hub,
                asks,
                views,
                clock,
                standing,
            },
            events,
        ))
    }

    /// The newest view; `None` until the hub has been reached for the first time. It stays, possibly
    /// out of date, while the hub is away: [`ClientEvent::Stale`] says so. A client with a reserve begins
    /// with the view that it kept.
    pub fn views(&self) -> watch::Receiver<Option<Arc<View>>> {
        self.views.clone()
    }

    /// What the hub's clock shows now, from its last word: a screen shows this one, since a rehearsal
    /// has a clock of its own. `None` until the hub has been reached for the first time. A client with a
    /// reserve begins with this machine's clock, corrected by what it was off by when the hub was last
    /// reached.
    pub fn hub_time(&self) -> Option<Timestamp> {
        self.clock.borrow().map(HubClock::now)
    }

    /// Refusals and reasons come in this language from now on; in the branch's own before that.
    pub fn speak(&self, locale: Locale) {
        self.hub.speak(locale);
    }

    /// Issues one ticket, or several where `count` is given.
    pub async fn issue(&self, request: &IssueRequest) -> Result<IssuedAnswer, ClientError> {
        read(&self.settle(give::issue(request), ACT_LIFETIME).await?)
    }

    /// Gives one number to somebody who stands here: the hub's, or one of the reserve where the hub is
    /// known to be away or has not answered within [`OFFLINE_AFTER`]. A refusal by the hub is final.
    /// Without the hub, what only the clerk is to know is left out, and several at once or a booked time
    /// wait for it.
    pub async fn give(&self, request: &IssueRequest) -> Result<Given, ClientError> {
        let (answer, answered) = oneshot::channel();
        let request = Box::new(request.clone());
        self.ask(Ask::Give { request, answer }).await?;
        answered.await.map_err(|_| ClientError::Stopped)?
    }

    /// How the reserve stands.
    pub fn standing(&self) -> watch::Receiver<Arc<Standing>> {
        self.standing.clone()
    }

    /// Gives back every number that was not given. Done when the hub has them; where it is away, nothing
    /// is given back.
    pub async fn return_reserve(&self) -> Result<(), ClientError> {
        let (answer, answered) = oneshot::channel();
        self.ask(Ask::ReturnReserve { answer }).await?;
        answered.await.map_err(|_| ClientError::Stopped)?
    }

    /// Somebody with a ticket is back. One attempt, kept nowhere: the person waits for the answer.
    pub async fn check_in(&self, request: &CheckInRequest) -> Result<TicketAnswer, ClientError> {
        read(&self.once("/api/v1/tickets/check-in", request).await?)
    }

    /// Rings for the staff. One attempt, kept nowhere.
    pub async fn help(&self) -> Result<(), ClientError> {
        read_done(&self.once("/api/v1/devices/help", &Empty {}).await?)
    }

    /// Is this the staff's PIN? One attempt, kept nowhere: it must not lie on a kiosk's disk.
    pub async fn pin(&self, request: &PinRequest) -> Result<(), ClientError> {
        read_done(&self.once("/api/v1/devices/pin", request).await?)
    }

    /// The branch's pictures.
    pub async fn brand(&self) -> Result<BrandAnswer, ClientError> {
        self.get("/api/v1/brand").await
    }

    /// What version the hub is of.
    pub async fn health(&self) -> Result<Health, ClientError> {
        self.get("/healthz").await
    }

    /// The branch as it stands now.
    pub async fn branch(&self) -> Result<BranchAnswer, ClientError> {
        self.get("/api/v1/branch").await
    }

    /// The copies that staff have asked this kiosk for.
    pub async fn copies(&self) -> Result<CopiesAnswer, ClientError> {
        self.get("/api/v1/copies").await
    }

    /// Everything a kiosk needs to set slips as its branch wants them.
    pub async fn slip_files(&self) -> Result<SlipFilesAnswer, ClientError> {
        self.get("/api/v1/slip").await
    }

    /// Says how the printer is now. One attempt, kept nowhere: only the newest word counts, so where
    /// this fails say it again at the next [`ClientEvent::Live`], as it then is.
    pub async fn report_printer(&self, report: &PrinterReport) -> Result<(), ClientError> {
        read_done(&self.once("/api/v1/devices/printer", report).await?)
    }

    /// Says how this display is now. One attempt, kept nowhere: as [`report_printer`](Self::report_printer).
    pub async fn report_display(&self, report: &DisplayReport) -> Result<(), ClientError> {
        read_done(&self.once("/api/v1/devices/display", report).await?)
    }

    /// A picture of the hall, by the SHA-256 of its content in hexadecimal, and nothing else under its
    /// name. Asked for again for [`MEDIA_LIFETIME`] while the hub is away; dropping the future ends it.
    ///
    /// # Errors
    /// [`ClientError::Problem`] with the code `not_found` where the hub does not have it.
    pub async fn media(&self, sha256: &str) -> Result<Vec<u8>, ClientError> {
        media::fetch(&self.hub, sha256).await
    }

    /// Says that the roll was changed. Kept and retried for [`REPORT_LIFETIME`].
    pub async fn report_roll(&self, report: &RollReport) -> Result<(), ClientError> {
        self.keep("/api/v1/devices/roll".to_owned(), report).await
    }

    /// Says what became of a slip. Kept and retried for [`REPORT_LIFETIME`].
    pub async fn report_slip(
        &self,
        ticket: TicketId,
        report: &SlipReport,
    ) -> Result<(), ClientError> {
        self.keep(format!("/api/v1/tickets/{ticket}/slip"), report)
            .await
    }

    async fn keep(&self, path: String, report: &impl Serialize) -> Result<(), ClientError> {
        let answer = self.settle(act(path, report), REPORT_LIFETIME).await?;
        read_done(&answer)
    }

    async fn once(&self, path: &str, request: &impl Serialize) -> Result<Answer, ClientError> {
        let delivery = Delivery {
            key: deliver::new_key(),
            act: act(path.to_owned(), request),
        };
        match self.hub.deliver(&delivery).await {
            Reply::Answered(answer) => Ok(answer),
            Reply::Lost => Err(ClientError::Unreachable),
        }
    }

    async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, ClientError> {
        self.get_where(path, &()).await
    }

    async fn get_where<T: DeserializeOwned>(
        &self,
        path: &str,
        query: &impl Serialize,
    ) -> Result<T, ClientError> {
        read(&self.hub.get(path, query).await?)
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
        let ask = Ask::Post {
            act,
            lifetime,
            answer,
        };
        self.ask(ask).await?;
        answered.await.map_err(|_| ClientError::Stopped)?
    }

    async fn ask(&self, ask: Ask) -> Result<(), ClientError> {
        self.asks.send(ask).await.map_err(|_| ClientError::Stopped)
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
