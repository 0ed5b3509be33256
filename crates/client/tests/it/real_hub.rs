//! A hub behind a real socket on loopback, which answers as the test says.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use antre_client::{Client, ClientEvent, ClientOptions, Token};
use antre_protocol::{ReserveAnswer, ViewKind};
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use tokio::sync::{broadcast, mpsc};

use crate::fake_hub::FakeHub;
use crate::reserve::joined_body;

pub(crate) const TOKEN: &str = "kiosk-7f3a9c";

/// What the hub does with its next POST; 200 and `{}` where nothing is said.
#[derive(Clone)]
pub(crate) enum Scripted {
    Answer(u16, String),
    /// Bytes that are no JSON.
    Content(Vec<u8>),
    /// Answers after so long.
    Slow(Duration, u16, String),
    Silence,
    /// Breaks off in the middle of the answer.
    Torn,
}

/// What the hub does with its WebSockets.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Manner {
    Speaks,
    /// Takes the hello, and then says nothing.
    Mute,
    /// A snapshot, and then nothing.
    FallsSilent,
    HangsUp(u16),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Post {
    pub(crate) path: String,
    pub(crate) key: String,
    pub(crate) authorization: String,
    /// The language that is asked for.
    pub(crate) language: String,
    pub(crate) body: String,
}

pub(crate) struct Desk {
    pub(crate) hub: FakeHub,
    pub(crate) script: VecDeque<Scripted>,
    pub(crate) posts: Vec<Post>,
    pub(crate) hellos: Vec<String>,
    pub(crate) token: String,
    pub(crate) manner: Manner,
    /// What it holds for whoever asks; joins are taken always.
    pub(crate) reserve: ReserveAnswer,
}

#[derive(Clone)]
pub(crate) struct RealHub {
    pub(crate) addr: SocketAddr,
    desk: Arc<Mutex<Desk>>,
    /// Events for every socket, with their sequence; `None` cuts the sockets.
    wire: broadcast::Sender<Option<(u64, String)>>,
}

impl RealHub {
    pub(crate) async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let hub = Self {
            addr: listener.local_addr().unwrap(),
            desk: Arc::new(Mutex::new(Desk {
                hub: FakeHub::new(),
                script: VecDeque::new(),
                posts: Vec::new(),
                hellos: Vec::new(),
                token: TOKEN.into(),
                manner: Manner::Speaks,
                reserve: ReserveAnswer::default(),
            })),
            wire: broadcast::channel(1024).0,
        };
        let router = Router::new()
            .route("/api/v1/sync", get(sync))
            .fallback(post)
            .with_state(hub.clone());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        hub
    }

    pub(crate) fn desk(&self) -> MutexGuard<'_, Desk> {
        self.desk.lock().unwrap()
    }

    pub(crate) fn script(&self, script: impl IntoIterator<Item = Scripted>) {
        self.desk().script.extend(script);
    }

    pub(crate) fn posts(&self) -> Vec<Post> {
        self.desk().posts.clone()
    }

    /// Commits a call and sends its frame to every socket.
    pub(crate) fn call(&self) {
        let mut desk = self.desk();
        let frame = desk.hub.call().map(|frame| (desk.hub.seq(), frame));
        // Without a socket there is nobody to send it to.
        let _ = self.wire.send(frame);
    }

    pub(crate) fn cut_sockets(&self) {
        let _ = self.wire.send(None);
    }

    pub(crate) fn options(&self) -> ClientOptions {
        options(self.addr, None)
    }

    pub(crate) fn connect(&self) -> (Client, mpsc::Receiver<ClientEvent>) {
        Client::connect(self.options()).unwrap()
    }
}

pub(crate) fn options(addr: SocketAddr, outbox: Option<PathBuf>) -> ClientOptions {
    ClientOptions {
        hub_url: format!("http://{addr}"),
        token: Token::new(TOKEN).unwrap(),
        view: ViewKind::Display,
        outbox,
        reserve: None,
    }
}

/// Waits for the first event that `wanted` makes something of. Under mocked time the bound is mocked too.
pub(crate) async fn event<T>(
    events: &mut mpsc::Receiver<ClientEvent>,
    mut wanted: impl FnMut(ClientEvent) -> Option<T>,
) -> T {
    let search = async {
        loop {
            if let Some(found) = wanted(events.recv().await.unwrap()) {
                return found;
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(60), search)
        .await
        .expect("the event did not come")
}

pub(crate) fn problem(status: u16, code: &str) -> Scripted {
    Scripted::Answer(
        status,
        format!(
            r#"{{"type":"about:blank","title":"Tidak bisa","status":{status},"code":"{code}"}}"#
        ),
    )
}

async fn post(State(hub): State<RealHub>, request: Request) -> Response {
    let path = request.uri().to_string();
    let headers = request.headers().clone();
    let body: Bytes = axum::body::to_bytes(request.into_body(), 64 * 1024)
        .await
        .unwrap();
    let header = |name: &str| header(&headers, name);
    let body = String::from_utf8(body.to_vec()).unwrap();
    let scripted = {
        let mut desk = hub.desk();
        desk.posts.push(Post {
            path: path.clone(),
            key: header("idempotency-key"),
            authorization: header("authorization"),
            language: header("accept-language"),
            body: body.clone(),
        });
        match path.as_str() {
            "/api/v1/reserve/join" => return (StatusCode::OK, joined_body(&body)).into_response(),
            "/api/v1/reserve" | "/api/v1/reserve/return" => {
                let held = serde_json::to_string(&desk.reserve).unwrap();
                return (StatusCode::OK, held).into_response();
            }
            _ => desk.script.pop_front(),
        }
    };
    match scripted.unwrap_or(Scripted::Answer(200, "{}".into())) {
        Scripted::Answer(status, body) => {
            (StatusCode::from_u16(status).unwrap(), body).into_response()
        }
        Scripted::Content(bytes) => (StatusCode::OK, bytes).into_response(),
        Scripted::Slow(wait, status, body) => {
            tokio::time::sleep(wait).await;
            (StatusCode::from_u16(status).unwrap(), body).into_response()
        }
        Scripted::Silence => std::future::pending().await,
        Scripted::Torn => {
            let torn = [
                Ok("{\"id\":"),
                Err(std::io::Error::other("the cable was pulled")),
            ];
            Body::from_stream(futures_util::stream::iter(torn)).into_response()
        }
    }
}

async fn sync(
    State(hub): State<RealHub>,
    headers: HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Response {
    if header(&headers, "authorization") != format!("Bearer {}", hub.desk().token) {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    upgrade.on_upgrade(move |socket| async move {
        // Whatever ends the conversation, the socket goes with it.
        let _ = converse(hub, socket).await;
    })
}

async fn converse(hub: RealHub, mut socket: WebSocket) -> Option<()> {
    let hello = socket.recv().await?.ok()?.into_text().ok()?;
    let (texts, mut seq, manner, mut wire) = {
        let mut desk = hub.desk();
        desk.hellos.push(hello.to_string());
        (
            desk.hub.answer(&hello),
            desk.hub.seq(),
            desk.manner,
            hub.wire.subscribe(),
        )
    };
    match manner {
        Manner::Mute => return std::future::pending().await,
        Manner::HangsUp(code) => {
            let goodbye = CloseFrame {
                code,
                reason: "".into(),
            };
            return socket.send(Message::Close(Some(goodbye))).await.ok();
        }
        Manner::Speaks | Manner::FallsSilent => {}
    }
    for text in texts {
        socket.send(Message::text(text)).await.ok()?;
    }
    if manner == Manner::FallsSilent {
        return std::future::pending().await;
    }
    let mut heartbeat = tokio::time::interval(Duration::from_secs(2));
    loop {
        let text = tokio::select! {
            event = wire.recv() => {
                let (event_seq, text) = event.ok()??;
                seq = event_seq;
                text
            }
            // Of what this socket has been sent, which the hub may be ahead of.
            _ = heartbeat.tick() => hub.desk().hub.heartbeat_at(seq),
            _ = socket.recv() => return None,
        };
        socket.send(Message::text(text)).await.ok()?;
    }
}

fn header(headers: &HeaderMap, name: &str) -> String {
    headers
        .get(name)
        .map_or_else(String::new, |value| value.to_str().unwrap().to_owned())
}
