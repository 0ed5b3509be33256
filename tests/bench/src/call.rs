//! From a clerk's key to the last screen of the hall.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use futures_util::{SinkExt, StreamExt};
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use crate::hub::{Asker, BenchHub};
use crate::spread::Spread;
use crate::table::{Table, Target};

/// A connection that follows a view.
pub(crate) type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

const SCREENS: usize = 20;
/// The counter that calls.
pub(crate) const COUNTER: &str = "loket-1";
/// The last screen has the call by then.
pub(crate) const WIRE_MS_MAX: f64 = 15.0;

/// A hall: a hub with people waiting, a clerk at an open counter, and screens on the wire.
pub(crate) struct Hall {
    pub(crate) hub: BenchHub,
    clerk: Asker,
    screens: usize,
    hearing: mpsc::Receiver<(String, Instant)>,
}

impl Hall {
    /// With so many people waiting, and so many screens on the wire.
    pub(crate) async fn open(hub: BenchHub, waiting: usize, screens: usize) -> Result<Self> {
        let mut kiosk = hub.connect(&hub.token("kiosk", None)?).await?;
        for _ in 0..waiting.div_ceil(50) {
            let group = r#"{"service":"teller","count":50}"#;
            let (status, _) = kiosk.post("/api/v1/tickets", group).await?;
            ensure!(status == 201, "tickets were refused with {status}");
        }
        let (heard, hearing) = mpsc::channel(screens.max(1) * 4);
        for _ in 0..screens {
            screen(&hub, heard.clone()).await?;
        }
        let mut clerk = hub.connect(&hub.token("counter", Some(COUNTER))?).await?;
        clerk
            .post(&format!("/api/v1/counters/{COUNTER}/open"), "{}")
            .await?;
        Ok(Self {
            hub,
            clerk,
            screens,
            hearing,
        })
    }

    /// Calls the next one; returns the ticket's id and number.
    pub(crate) async fn call_next(&mut self) -> Result<(String, String)> {
        let path = format!("/api/v1/counters/{COUNTER}/call-next");
        let (status, body) = self.clerk.post(&path, "{}").await?;
        ensure!(status == 200, "a call was refused with {status}");
        let answer: serde_json::Value = serde_json::from_slice(&body)?;
        let text = |field: &str| answer["ticket"][field].as_str().map(str::to_owned);
        text("id")
            .zip(text("number"))
            .context("a call names its ticket")
    }

    /// When the last of the screens heard of `ticket`.
    pub(crate) async fn heard_by_all(&mut self, ticket: &str) -> Result<Instant> {
        let mut last = None;
        let mut waiting = self.screens;
        while waiting > 0 {
            let (id, at) = self.hearing.recv().await.context("the screens are gone")?;
            if id == ticket {
                waiting -= 1;
                last = last.max(Some(at));
            }
        }
        last.context("a hall has screens")
    }
}

/// POST to the moment at which the last of twenty screens has the frame in its hands.
pub(crate) async fn measure(table: &mut Table, calls: usize) -> Result<()> {
    let mut hall = Hall::open(BenchHub::start()?, calls, SCREENS).await?;
    let mut durations = Vec::with_capacity(calls);
    for _ in 0..calls {
        let started = Instant::now();
        let (ticket, _) = hall.call_next().await?;
        durations.push(hall.heard_by_all(&ticket).await?.duration_since(started));
    }
    let spread = Spread::of(durations);
    let name = "call, POST to the last of 20 screens";
    table.duration(name, &spread, 50, None);
    table.duration(name, &spread, 99, Some(Target::AtMost(WIRE_MS_MAX)));
    Ok(())
}

/// A view on the wire, from behind its snapshot on.
pub(crate) async fn follow(hub: &BenchHub, token: &str, view: &str) -> Result<Socket> {
    let mut request = format!("ws://{}/api/v1/sync", hub.address).into_client_request()?;
    request
        .headers_mut()
        .insert("authorization", format!("Bearer {token}").parse()?);
    let (mut socket, _) = connect_async(request).await?;
    let hello = format!(r#"{{"type":"hello","view":"{view}"}}"#);
    socket.send(Message::text(hello)).await?;
    let first = tokio::time::timeout(Duration::from_secs(5), socket.next()).await?;
    if !matches!(first, Some(Ok(Message::Text(_)))) {
        bail!("no snapshot: {first:?}");
    }
    Ok(socket)
}

/// A screen on the wire: tells which call it heard, and when.
async fn screen(hub: &BenchHub, heard: mpsc::Sender<(String, Instant)>) -> Result<()> {
    let mut socket = follow(hub, &hub.token("display", None)?, "display").await?;
    tokio::spawn(async move {
        while let Some(Ok(message)) = socket.next().await {
            let at = Instant::now();
            let Message::Text(text) = message else {
                continue;
            };
            let Ok(frame) = serde_json::from_str::<serde_json::Value>(&text) else {
                continue;
            };
            for change in frame["changes"].as_array().into_iter().flatten() {
                if let ("called", Some(id)) = (
                    change["change"].as_str().unwrap_or_default(),
                    change["call"]["ticket"].as_str(),
                ) && heard.send((id.to_owned(), at)).await.is_err()
                {
                    return;
                }
            }
        }
    });
    Ok(())
}
