//! From a listening socket to answered requests, within bounds.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use antre_protocol::ProblemCode;
use axum::Router;
use axum::body::Body;
use axum::http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::time::timeout;
use tower::ServiceExt as _;

use super::Peer;
use crate::limits::{
    HEADER_BYTES_MAX, HEADER_READ_DEADLINE, HEADERS_MAX, SEND_DEADLINE, STOP_DEADLINE,
    TURNED_AWAY_MAX,
};

/// What one listener allows.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bounds {
    /// Connections at a time; one more is told `busy`.
    pub(crate) connections_max: usize,
    /// How long one connection may last, WebSockets apart: they leave it when they are upgraded.
    pub(crate) connection_deadline: Duration,
}

/// How many connections the kernel keeps before they are accepted.
const BACKLOG: u32 = 1_024;
/// How long the operating system is left alone after it could not give a connection.
pub(crate) const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// Binds `addr`; what a connection's peer does not read stays within `send_buffer_bytes`, where given.
pub(crate) fn bind(
    addr: SocketAddr,
    send_buffer_bytes: Option<u32>,
) -> std::io::Result<TcpListener> {
    let socket = if addr.is_ipv4() {
        TcpSocket::new_v4()?
    } else {
        TcpSocket::new_v6()?
    };
    socket.set_reuseaddr(true)?;
    // Connections inherit this from the socket that listens.
    if let Some(bytes) = send_buffer_bytes {
        socket.set_send_buffer_size(bytes)?;
    }
    socket.bind(addr)?;
    socket.listen(BACKLOG)
}

/// Serves `router` on `listener` until `stopping` turns true and every connection has ended, or
/// [`STOP_DEADLINE`] has passed.
pub(crate) async fn serve(
    listener: TcpListener,
    router: Router,
    bounds: Bounds,
    stopping: watch::Receiver<bool>,
) {
    let places = Arc::new(Semaphore::new(bounds.connections_max));
    let turned_away = Arc::new(Semaphore::new(TURNED_AWAY_MAX));
    let mut stop = stopping.clone();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = stopped(&mut stop) => break,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                // Out of file descriptors, or a connection that ended before it began.
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(ACCEPT_PAUSE).await;
                continue;
            }
        };
        if let Ok(place) = Arc::clone(&places).try_acquire_owned() {
            let serving = connection(stream, peer, router.clone(), stopping.clone());
            tokio::spawn(async move {
                // Whatever a peer does not read, or reads by the byte, ends with this.
                let ended = timeout(bounds.connection_deadline, serving).await;
                if ended.is_err() {
                    tracing::debug!(%peer, "a connection lived too long");
                }
                drop(place);
            });
        } else if let Ok(permit) = Arc::clone(&turned_away).try_acquire_owned() {
            metrics::counter!("antre_connections_turned_away_total").increment(1);
            tokio::spawn(turn_away(stream, permit));
        }
    }
    drop(listener);
    let all = u32::try_from(bounds.connections_max).unwrap_or(u32::MAX);
    if timeout(STOP_DEADLINE, places.acquire_many(all))
        .await
        .is_err()
    {
        tracing::warn!("some connections did not end in time");
    }
}

async fn connection(
    stream: TcpStream,
    peer: SocketAddr,
    router: Router,
    mut stopping: watch::Receiver<bool>,
) {
    // A call must not wait for the next one to fill a packet.
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request: Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(Peer(peer));
        router.clone().oneshot(request)
    });
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(HEADER_READ_DEADLINE)
        .max_headers(HEADERS_MAX)
        .max_buf_size(HEADER_BYTES_MAX);
    let mut serving = std::pin::pin!(
        http.serve_connection(TokioIo::new(stream), service)
            .with_upgrades()
    );
    let ended = tokio::select! {
        ended = serving.as_mut() => ended,
        () = stopped(&mut stopping) => {
            serving.as_mut().graceful_shutdown();
            serving.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection ended early");
    }
}

/// Returns when the hub stops, or is gone already.
pub(crate) async fn stopped(stopping: &mut watch::Receiver<bool>) {
    let _ = stopping.wait_for(|stopping| *stopping).await;
}

/// Says `busy`, and no more, to a connection that there is no place for.
async fn turn_away(mut stream: TcpStream, _permit: OwnedSemaphorePermit) {
    let (code, status) = ProblemCode::Busy.parts();
    let body = format!(
        r#"{{"type":"about:blank","title":"Sedang sibuk / Busy","status":{status},"code":"{code}","retry_after_secs":1}}"#
    );
    let answer = format!(
        "HTTP/1.1 {status} Service Unavailable\r\nContent-Type: application/problem+json\r\n\
         Content-Length: {}\r\nRetry-After: 1\r\nConnection: close\r\n\r\n{body}",
        body.len()
    );
    let say = async {
        stream.write_all(answer.as_bytes()).await?;
        stream.shutdown().await?;
        // Closing over an unread request would take the answer back.
        let mut request = [0; 1_024];
        while stream.read(&mut request).await? > 0 {}
        Ok::<(), std::io::Error>(())
    };
    let _ = timeout(SEND_DEADLINE, say).await;
}
