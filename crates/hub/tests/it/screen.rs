//! A screen's WebSocket, and a screen that folds what it is told.

use std::time::{Duration, Instant};

use antre_protocol::{Change, ServerMessage, View, ViewKind};
use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::{self, Message};
use tokio_tungstenite::{WebSocketStream, client_async};

use crate::fixture::Branch;

/// Longer than any deadline of the hub that a test waits for.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// A WebSocket of some screen.
pub(crate) struct Screen(pub(crate) WebSocketStream<TcpStream>);

impl Screen {
    pub(crate) async fn connect(branch: &Branch, token: &str) -> Result<Self, tungstenite::Error> {
        let stream = TcpStream::connect(branch.hub.listen_addr()).await.unwrap();
        Self::over(stream, branch, token).await
    }

    pub(crate) async fn over(
        stream: TcpStream,
        branch: &Branch,
        token: &str,
    ) -> Result<Self, tungstenite::Error> {
        let url = branch.url("/api/v1/sync").replace("http", "ws");
        let mut request = url.into_client_request().unwrap();
        request
            .headers_mut()
            .insert("Authorization", format!("Bearer {token}").parse().unwrap());
        Ok(Self(client_async(request, stream).await?.0))
    }

    pub(crate) async fn following(branch: &Branch, token: &str, view: &str) -> (Self, Value) {
        let mut screen = Self::connect(branch, token).await.unwrap();
        screen.say(json!({"type": "hello", "view": view})).await;
        let snapshot = screen.next().await;
        assert_eq!(snapshot["type"], "snapshot");
        (screen, snapshot)
    }

    pub(crate) async fn say(&mut self, message: Value) {
        self.0
            .send(Message::text(message.to_string()))
            .await
            .unwrap();
    }

    /// The next message, pings apart.
    pub(crate) async fn next(&mut self) -> Value {
        loop {
            let message = timeout(PATIENCE, self.0.next())
                .await
                .expect("the hub speaks in time");
            match message.unwrap().unwrap() {
                Message::Text(text) => return serde_json::from_str(&text).unwrap(),
                Message::Ping(_) => {}
                other => panic!("no text: {other:?}"),
            }
        }
    }

    /// The next event, past the live lane.
    pub(crate) async fn event(&mut self) -> Value {
        let event = async {
            loop {
                let message = self.next().await;
                if message["type"] != "live" {
                    return message;
                }
            }
        };
        timeout(PATIENCE, event)
            .await
            .expect("an event comes in time")
    }

    pub(crate) async fn closed(mut self) -> (u16, String) {
        let closed = async {
            loop {
                match self.0.next().await {
                    Some(Ok(Message::Close(Some(frame)))) => {
                        return (frame.code.into(), frame.reason.to_string());
                    }
                    Some(Ok(_)) => {}
                    other => panic!("no close frame: {other:?}"),
                }
            }
        };
        timeout(PATIENCE, closed)
            .await
            .expect("the hub closes in time")
    }
}

/// A screen that folds every frame into its view.
pub(crate) struct Following {
    screen: Screen,
    kind: ViewKind,
    token: String,
    pub(crate) view: View,
    seq: u64,
}

impl Following {
    /// Follows the view that `token` may see.
    pub(crate) async fn start(branch: &Branch, token: &str, kind: ViewKind) -> Self {
        let (screen, snapshot) = Screen::following(branch, token, name(kind)).await;
        let ServerMessage::Snapshot { seq, view, .. } = serde_json::from_value(snapshot).unwrap()
        else {
            panic!("a first visit gets a snapshot");
        };
        Self {
            screen,
            kind,
            token: token.to_owned(),
            view: *view,
            seq,
        }
    }

    /// One of each kind.
    pub(crate) async fn every_kind(branch: &Branch) -> [Self; 3] {
        [
            Self::start(branch, &branch.kiosk, ViewKind::Kiosk).await,
            Self::start(branch, &branch.display, ViewKind::Display).await,
            Self::start(branch, &branch.clerk, ViewKind::Counter).await,
        ]
    }

    /// Follows until the view `is` so.
    pub(crate) async fn until(&mut self, is: impl Fn(&View) -> bool) {
        let follows = async {
            while !is(&self.view) {
                self.step().await;
            }
        };
        let in_time = timeout(PATIENCE, follows).await;
        in_time.expect("the screen is told in time");
    }

    /// Follows up to the present, where whoever takes a snapshot sees the same.
    pub(crate) async fn equals_a_snapshot(&mut self, branch: &Branch) {
        // It answers with what has been committed: an older snapshot would equal an older view.
        branch.get("", "/api/v1/branch").await;
        let give_up_at = Instant::now() + PATIENCE;
        loop {
            let fresh = Self::start(branch, &self.token, self.kind).await;
            while self.seq < fresh.seq {
                self.step().await;
            }
            if self.view == fresh.view {
                return;
            }
            // What time has changed, or an event since, may still be on its way here.
            if Instant::now() > give_up_at {
                assert_eq!(self.view, fresh.view);
            }
            self.step().await;
        }
    }

    /// Connects again, with what it knows.
    pub(crate) async fn reconnect(&mut self, branch: &Branch) {
        let epoch = branch.get("", "/healthz").await.json["epoch"].clone();
        let hello =
            json!({"type": "hello", "view": name(self.kind), "epoch": epoch, "seq": self.seq});
        self.screen = Screen::connect(branch, &self.token).await.unwrap();
        self.screen.say(hello).await;
        assert_eq!(self.screen.next().await["type"], "tail");
    }

    /// Follows until the live lane has said something.
    pub(crate) async fn told_of_time(&mut self) {
        let in_time = timeout(PATIENCE, async { while !self.step().await {} }).await;
        in_time.expect("the live lane speaks in time");
    }

    /// Takes in one message; says whether it was of the live lane and said something.
    async fn step(&mut self) -> bool {
        match serde_json::from_value(self.screen.next().await).unwrap() {
            ServerMessage::Event { seq, changes, .. } => {
                self.take(seq, changes);
                false
            }
            ServerMessage::Live { seq, changes, .. } => {
                let is_said = !changes.is_empty();
                self.take(seq, changes);
                is_said
            }
            ServerMessage::Snapshot { .. } | ServerMessage::Tail { .. } => {
                panic!("a screen that follows is not told everything again")
            }
        }
    }

    fn take(&mut self, seq: u64, changes: Vec<Change>) {
        for change in changes {
            self.view.apply(change);
        }
        self.seq = seq;
    }
}

fn name(kind: ViewKind) -> &'static str {
    match kind {
        ViewKind::Kiosk => "kiosk",
        ViewKind::Display => "display",
        ViewKind::Counter => "counter",
    }
}
