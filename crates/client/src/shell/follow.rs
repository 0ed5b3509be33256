//! Drives a session: its socket, its timer, and what comes out of it.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use antre_domain::Timestamp;
use antre_protocol::{View, ViewKind};
use futures_util::{SinkExt as _, StreamExt as _};
use tokio::net::TcpStream;
use tokio::sync::{mpsc, watch};
use tokio::time::{sleep_until, timeout};
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::tungstenite::http::header::AUTHORIZATION;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{self, Message};
use tokio_tungstenite::{WebSocketStream, client_async_with_config};

use super::ClientEvent;
use super::clock::{HubClock, ProcessClock};
use super::hub::{ANSWER_MAX, Hub};
use crate::Moment;
use crate::session::{Closed, MESSAGE_BYTES_MAX, Session, SessionEvent, Transmit};

type Socket = WebSocketStream<TcpStream>;
type Opening = Pin<Box<dyn Future<Output = Result<Socket, Closed>> + Send>>;

/// Where the session's news goes.
pub(super) struct Outlets {
    pub(super) views: watch::Sender<Option<Arc<View>>>,
    pub(super) clock: watch::Sender<Option<HubClock>>,
    pub(super) contact: watch::Sender<Contact>,
    pub(super) events: mpsc::Sender<ClientEvent>,
}

/// Whether the hub is there, for those who do without it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Contact {
    /// `None` before that is known.
    pub(super) fresh: Option<bool>,
    /// The HTTP status by which it does not let this client in.
    pub(super) refused: Option<u16>,
    /// What its clock showed when it last spoke, and when that was.
    pub(super) word: Option<(Moment, Timestamp)>,
}

enum Line {
    Down,
    Opening(Opening),
    Up(Box<Socket>),
}

enum Heard {
    Opened(Box<Socket>),
    Text(tungstenite::Utf8Bytes),
    /// Something of WebSocket's own, as a ping.
    Nothing,
    Closed(Closed),
}

/// Follows the hub until nobody looks at the views any longer.
pub(super) async fn run(hub: Arc<Hub>, view: ViewKind, clock: ProcessClock, outlets: Outlets) {
    let seed = getrandom::u64().expect("the operating system gives randomness");
    let mut session = Session::new(view, clock.now(), seed);
    let mut line = Line::Down;
    loop {
        transmit(&mut session, &mut line, &hub, clock).await;
        publish(&mut session, &outlets, clock);
        let deadline = session.poll_deadline().map(|(at, _)| clock.instant(at));
        tokio::select! {
            () = outlets.views.closed() => return,
            heard = line.hear() => handle(&mut session, &mut line, heard, clock),
            () = sleep_until(deadline.unwrap_or_else(|| clock.instant(clock.now()))), if deadline.is_some() => {
                session.handle_timeout(clock.now());
            }
            Ok(permit) = outlets.events.reserve(), if session.has_event() => {
                if let Some(event) = session.poll_event() {
                    permit.send(told(event, clock));
                }
            }
        }
    }
}

async fn transmit(session: &mut Session, line: &mut Line, hub: &Arc<Hub>, clock: ProcessClock) {
    while let Some(transmit) = session.poll_transmit() {
        match transmit {
            Transmit::Connect => *line = Line::Opening(Box::pin(open(Arc::clone(hub)))),
            Transmit::Text(text) => {
                let Line::Up(socket) = line else { continue };
                let sent = timeout(ANSWER_MAX, socket.send(Message::text(text))).await;
                if !matches!(sent, Ok(Ok(()))) {
                    *line = Line::Down;
                    session.handle_closed(clock.now(), Closed::Lost);
                }
            }
            Transmit::Close(reason) => {
                tracing::debug!(?reason, "the connection to the hub is dropped");
                *line = Line::Down;
            }
        }
    }
}

fn publish(session: &mut Session, outlets: &Outlets, clock: ProcessClock) {
    if let Some(view) = session.poll_view() {
        outlets.views.send_replace(Some(view));
    }
    if let Some(at) = session.hub_time(clock.now()) {
        outlets.clock.send_replace(Some(HubClock::new(at)));
    }
    let contact = Contact {
        fresh: session.is_fresh(),
        refused: session.refused(),
        word: session.last_word(),
    };
    outlets.contact.send_if_modified(|known| {
        let is_news = *known != contact;
        *known = contact;
        is_news
    });
}

fn handle(session: &mut Session, line: &mut Line, heard: Heard, clock: ProcessClock) {
    let now = clock.now();
    match heard {
        Heard::Opened(socket) => {
            *line = Line::Up(socket);
            session.handle_open(now);
        }
        Heard::Text(text) => session.handle_text(now, text.as_str()),
        Heard::Nothing => {}
        Heard::Closed(closed) => {
            *line = Line::Down;
            session.handle_closed(now, closed);
        }
    }
}

fn told(event: SessionEvent, clock: ProcessClock) -> ClientEvent {
    match event {
        SessionEvent::Live => ClientEvent::Live,
        SessionEvent::Stale { since } => ClientEvent::Stale {
            since: clock.instant(since).into_std(),
        },
        SessionEvent::Refused { status } => ClientEvent::Refused { status },
        SessionEvent::Announce(announcement) => ClientEvent::Announce(announcement),
        SessionEvent::CallsSkipped { count } => ClientEvent::CallsSkipped { count },
    }
}

impl Line {
    async fn hear(&mut self) -> Heard {
        match self {
            Self::Down => std::future::pending().await,
            Self::Opening(opening) => match opening.await {
                Ok(socket) => Heard::Opened(Box::new(socket)),
                Err(closed) => Heard::Closed(closed),
            },
            Self::Up(socket) => match socket.next().await {
                Some(Ok(Message::Text(text))) => Heard::Text(text),
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => Heard::Nothing,
                Some(Ok(Message::Close(Some(goodbye)))) => {
                    Heard::Closed(meaning(goodbye.code.into()))
                }
                Some(
                    Ok(Message::Binary(_) | Message::Close(None) | Message::Frame(_)) | Err(_),
                )
                | None => Heard::Closed(Closed::Lost),
            },
        }
    }
}

/// What a close code says (RFC 6455, 7.4.2): those of the hub's own are HTTP's plus 4000.
fn meaning(close_code: u16) -> Closed {
    match close_code {
        4400 | 4401 | 4403 => Closed::Refused {
            status: close_code - 4000,
        },
        _ => Closed::Lost,
    }
}

async fn open(hub: Arc<Hub>) -> Result<Socket, Closed> {
    socket(&hub).await.map_err(|error| {
        tracing::debug!(%error, "no socket to the hub");
        match error {
            tungstenite::Error::Http(response) => Closed::Refused {
                status: response.status().as_u16(),
            },
            _ => Closed::Lost,
        }
    })
}

async fn socket(hub: &Hub) -> Result<Socket, tungstenite::Error> {
    let stream = TcpStream::connect(&hub.authority).await?;
    stream.set_nodelay(true)?;
    let mut request = format!("ws://{}/api/v1/sync", hub.authority).into_client_request()?;
    let mut authorization = HeaderValue::from_str(&hub.authorization())?;
    authorization.set_sensitive(true);
    request.headers_mut().insert(AUTHORIZATION, authorization);
    let config = WebSocketConfig::default()
        .max_message_size(Some(MESSAGE_BYTES_MAX))
        .max_frame_size(Some(MESSAGE_BYTES_MAX));
    let (socket, _) = client_async_with_config(request, stream, Some(config)).await?;
    Ok(socket)
}
