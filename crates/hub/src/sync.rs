//! The WebSocket: hello, then a snapshot or the tail, then frames in order and a sign of life.
//!
//! Nothing is buffered here: a connection takes its frames from the follower's ring when it can
//! send them. One that is too slow for the ring gets a snapshot; one that no longer reads is closed.

use std::sync::Arc;
use std::time::Duration;

use antre_domain::DeviceId;
use antre_protocol::{
    Change, ClientMessage, FRAME_BYTES_MAX, HEARTBEAT_SECS, Hello, ProblemCode, ServerMessage,
    ViewKind,
};
use antre_storage::Role;
use axum::extract::State;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket, WebSocketUpgrade};
use axum::response::Response;
use tokio::time::{Instant, MissedTickBehavior, interval, timeout};

use crate::auth::Bearer;
use crate::http::serve::stopped;
use crate::http::{Refusal, Wire};
use crate::limits::{HELLO_DEADLINE, PING_PERIOD, SEND_DEADLINE, SILENCE_MAX};
use crate::ring::Frames;

/// How long a closed connection may take to say goodbye.
const GOODBYE_DEADLINE: Duration = Duration::from_secs(1);
/// What is read of a message at all. Above [`FRAME_BYTES_MAX`], so that one too long is told so.
const READ_BYTES_MAX: usize = 16 * FRAME_BYTES_MAX;
/// What one connection may have encoded and not yet sent: a snapshot of the largest branch.
const WRITE_BUFFER_BYTES_MAX: usize = 8 << 20;

/// Why the hub ended a WebSocket. Codes from 4000 are ours (RFC 6455, 7.4.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Goodbye {
    /// Not a hello.
    Malformed,
    /// More than a hello.
    Unexpected,
    /// Longer than any hello.
    TooLong,
    /// Not the WebSocket protocol.
    Protocol,
    /// This role does not see this view.
    Forbidden,
    /// No hello in time.
    HelloTimeout,
    /// No word for too long.
    Silent,
    /// The branch has no business day yet, or the log is out of reach: come again.
    NotReady,
    /// The hub stops.
    Stopping,
    /// The other end left, or cannot be reached: there is nobody to tell.
    Gone,
}

impl Goodbye {
    /// Close code and reason; the reason is stable.
    fn parts(self) -> Option<(u16, &'static str)> {
        match self {
            Self::Malformed => Some((4400, "malformed_hello")),
            Self::Unexpected => Some((4400, "unexpected_message")),
            Self::TooLong => Some((1009, "message_too_long")),
            Self::Protocol => Some((1002, "protocol_error")),
            Self::Forbidden => Some((4403, "forbidden")),
            Self::HelloTimeout => Some((4408, "hello_timeout")),
            Self::Silent => Some((4408, "silent")),
            Self::NotReady => Some((1013, "not_ready")),
            Self::Stopping => Some((1001, "stopping")),
            Self::Gone => None,
        }
    }
}

/// The view of one screen: `hello {epoch, seq, view}`, then a snapshot or the tail, then frames in
/// order, and a heartbeat every two seconds.
#[utoipa::path(get, path = "/api/v1/sync", tag = "sync",
    responses((status = 101, description = "A WebSocket; each message is JSON with a `type`.")))]
pub(crate) async fn sync(
    State(wire): State<Arc<Wire>>,
    bearer: Bearer,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response, Refusal> {
    let upgrade = upgrade.map_err(|rejection| {
        Refusal::from(ProblemCode::MalformedBody).because(rejection.to_string())
    })?;
    let place = Arc::clone(&wire.sockets)
        .try_acquire_owned()
        .map_err(|_| Refusal::from(ProblemCode::Busy).retry_after(1))?;
    let upgrade = upgrade
        .max_message_size(READ_BYTES_MAX)
        .max_frame_size(READ_BYTES_MAX)
        .write_buffer_size(0)
        .max_write_buffer_size(WRITE_BUFFER_BYTES_MAX);
    Ok(upgrade.on_upgrade(async move |socket| {
        metrics::gauge!("antre_websockets").increment(1.0);
        let goodbye = Connection { socket, wire }.run(&bearer).await;
        metrics::gauge!("antre_websockets").decrement(1.0);
        tracing::debug!(device = %bearer.device, ?goodbye, "a WebSocket ended");
        drop(place);
    }))
}

struct Connection {
    socket: WebSocket,
    wire: Arc<Wire>,
}

/// While this lives, its device is heard of.
struct Presence {
    device: DeviceId,
    wire: Arc<Wire>,
}

impl Presence {
    /// A kiosk or a display that follows its own view; a supervisor who looks at it is neither.
    fn of(bearer: &Bearer, hello: &Hello, wire: &Arc<Wire>) -> Option<Self> {
        let reports = match (bearer.role, hello.view) {
            (Role::Kiosk, ViewKind::Kiosk) | (Role::Display, ViewKind::Display) => true,
            (
                Role::Kiosk
                | Role::Display
                | Role::Greeter
                | Role::Counter
                | Role::Supervisor
                | Role::Admin,
                ViewKind::Kiosk | ViewKind::Display | ViewKind::Counter,
            ) => false,
        };
        reports.then(|| {
            let device = bearer.device.clone();
            wire.follower
                .with_devices(|devices, _| devices.connected(&device));
            Self {
                device,
                wire: Arc::clone(wire),
            }
        })
    }
}

impl Drop for Presence {
    fn drop(&mut self) {
        self.wire
            .follower
            .with_devices(|devices, now| devices.disconnected(&self.device, now));
    }
}

impl Connection {
    async fn run(mut self, bearer: &Bearer) -> Goodbye {
        let goodbye = match self.converse(bearer).await {
            Ok(never) => match never {},
            Err(goodbye) => goodbye,
        };
        if let Some((code, reason)) = goodbye.parts() {
            let close = Message::Close(Some(CloseFrame {
                code,
                reason: Utf8Bytes::from_static(reason),
            }));
            // Whoever does not listen is closed without a word.
            let farewell = async {
                self.socket.send(close).await?;
                while self.socket.recv().await.transpose()?.is_some() {}
                Ok::<(), axum::Error>(())
            };
            let _ = timeout(GOODBYE_DEADLINE, farewell).await;
        }
        goodbye
    }

    async fn converse(&mut self, bearer: &Bearer) -> Result<std::convert::Infallible, Goodbye> {
        let hello = match timeout(HELLO_DEADLINE, self.hello()).await {
            Ok(hello) => hello?,
            Err(_) => return Err(Goodbye::HelloTimeout),
        };
        if !bearer.may_follow(hello.view) {
            return Err(Goodbye::Forbidden);
        }
        let _presence = Presence::of(bearer, &hello, &self.wire);
        self.follow(&hello).await
    }

    async fn hello(&mut self) -> Result<Hello, Goodbye> {
        loop {
            match self.socket.recv().await {
                Some(Ok(Message::Text(text))) if text.len() > FRAME_BYTES_MAX => {
                    return Err(Goodbye::TooLong);
                }
                Some(Ok(Message::Text(text))) => {
                    let ClientMessage::Hello(hello) =
                        serde_json::from_str(&text).map_err(|_| Goodbye::Malformed)?;
                    return Ok(hello);
                }
                Some(Ok(Message::Binary(_))) => return Err(Goodbye::Malformed),
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                Some(Ok(Message::Close(_))) | None => return Err(Goodbye::Gone),
                Some(Err(_)) => return Err(Goodbye::Protocol),
            }
        }
    }

    async fn follow(&mut self, hello: &Hello) -> Result<std::convert::Infallible, Goodbye> {
        let view = hello.view;
        let follower = self.wire.follower.clone();
        let mut changed = follower.changed();
        let mut live = follower.live();
        let mut waits = follower.waits();
        // A snapshot may be older than this; then it is told once more.
        let told = *waits.borrow_and_update();
        let mut stopping = self.wire.stopping.clone();
        let (mut seq, mut owes_time) = self.begin(hello).await?;
        // No event tells whoever was away of ranges.
        let mut waits_version = if owes_time { 0 } else { told };
        let mut owes_waits = owes_time;
        let mut heartbeat = interval(Duration::from_secs(HEARTBEAT_SECS));
        heartbeat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut ping = interval(PING_PERIOD);
        ping.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut heard_at = Instant::now();
        loop {
            seq = self.send_frames(seq, view).await?;
            if owes_time && let Some(changes) = follower.time_changes(seq, view) {
                self.send_live(seq, changes).await?;
                owes_time = false;
            }
            if owes_waits && let Some(waits) = follower.wait_changes(seq, view, waits_version) {
                let (version, changes) = waits;
                if !changes.is_empty() {
                    self.send_live(seq, changes).await?;
                }
                waits_version = version;
                owes_waits = false;
            }
            tokio::select! {
                // A watch whose sender is gone: the follower ended, and so does the hub.
                woken = changed.changed() => woken.map_err(|_| Goodbye::Stopping)?,
                woken = live.changed() => {
                    woken.map_err(|_| Goodbye::Stopping)?;
                    owes_time = true;
                }
                woken = waits.changed() => {
                    woken.map_err(|_| Goodbye::Stopping)?;
                    owes_waits = true;
                }
                _ = heartbeat.tick() => {
                    // Without a follower that reads the log a sign of life would be a lie.
                    if !follower.has_failed() {
                        self.send_live(seq, Vec::new()).await?;
                    }
                }
                _ = ping.tick() => {
                    if heard_at.elapsed() > SILENCE_MAX {
                        return Err(Goodbye::Silent);
                    }
                    self.send(Message::Ping(Default::default())).await?;
                }
                () = stopped(&mut stopping) => return Err(Goodbye::Stopping),
                heard = self.socket.recv() => {
                    heard_at = Instant::now();
                    match heard {
                        Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                        Some(Ok(Message::Text(_) | Message::Binary(_))) => return Err(Goodbye::Unexpected),
                        Some(Ok(Message::Close(_))) | None => return Err(Goodbye::Gone),
                        Some(Err(_)) => return Err(Goodbye::Protocol),
                    }
                }
            }
        }
    }

    /// The tail where the client's history is ours and the ring still holds what it lacks, else a
    /// snapshot; returns the sequence that frames follow on, and whether the client must still be
    /// told what time has changed.
    async fn begin(&mut self, hello: &Hello) -> Result<(u64, bool), Goodbye> {
        let epoch = self.wire.follower.epoch().to_owned();
        let (Some(seq), true) = (hello.seq, hello.epoch.as_deref() == Some(epoch.as_str())) else {
            return Ok((self.send_snapshot(hello.view).await?, false));
        };
        if let Frames::TooOld = self.wire.follower.frames_after(seq, hello.view) {
            return Ok((self.send_snapshot(hello.view).await?, false));
        }
        self.send_message(&ServerMessage::Tail {
            epoch,
            seq,
            at: self.wire.clock.now(),
        })
        .await?;
        // Time went on while the client was away, and no event tells it so.
        Ok((seq, true))
    }

    async fn send_snapshot(&mut self, view: ViewKind) -> Result<u64, Goodbye> {
        let (seq, text) = self.wire.follower.snapshot(view).ok_or(Goodbye::NotReady)?;
        self.send(Message::Text(text)).await?;
        Ok(seq)
    }

    /// Sends every frame after `seq`; returns the last sequence that this covers.
    async fn send_frames(&mut self, mut seq: u64, view: ViewKind) -> Result<u64, Goodbye> {
        loop {
            match self.wire.follower.frames_after(seq, view) {
                Frames::TooOld => seq = self.send_snapshot(view).await?,
                Frames::Tail { upto, .. } if upto == seq => return Ok(seq),
                Frames::Tail { frames, upto } => {
                    for (_, text) in frames {
                        self.send(Message::Text(text)).await?;
                    }
                    seq = upto;
                }
            }
        }
    }

    async fn send_live(&mut self, seq: u64, changes: Vec<Change>) -> Result<(), Goodbye> {
        self.send_message(&ServerMessage::Live {
            seq,
            at: self.wire.clock.now(),
            changes,
        })
        .await
    }

    async fn send_message(&mut self, message: &ServerMessage) -> Result<(), Goodbye> {
        let text = serde_json::to_string(message)
            .expect("a message is plain data, which JSON can always hold");
        self.send(Message::Text(text.into())).await
    }

    /// Sends one message, or gives the other end up.
    async fn send(&mut self, message: Message) -> Result<(), Goodbye> {
        match timeout(SEND_DEADLINE, self.socket.send(message)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) => Err(Goodbye::Gone),
            Err(_) => {
                metrics::counter!("antre_slow_readers_total").increment(1);
                tracing::warn!("a WebSocket reads too slowly and is closed");
                Err(Goodbye::Gone)
            }
        }
    }
}
