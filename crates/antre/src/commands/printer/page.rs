//! The page of a simulated printer: what it does, what lies in its tray, what may happen to it.
//!
//! `GET /` the page, `GET /state` the same as JSON, `GET /slips/NNNN.png`, `POST /happen` with a line
//! as the body. Loopback only; whoever comes under another name or from another page is refused, so
//! that no web site can reach it through a browser on this machine.

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::thread::JoinHandle;

use antre_printer_sim::{Happening, Simulator};
use anyhow::{Context, Result};
use axum::extract::{DefaultBodyLimit, Path, Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HOST, ORIGIN, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::{Next, from_fn};
use axum::response::{Html, IntoResponse as _, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Value, json};
use tokio::sync::watch;

use super::{Running, hex};
use crate::exit::WrongUsage;

/// A happening is a short line.
const BODY_BYTES_MAX: usize = 256;
/// Slips that the page shows.
const SLIPS_MAX: usize = 24;

const PAGE: &str = include_str!("page.html");
const MEDIUM: &[u8] = include_bytes!("../../../../../assets/fonts/AntreSans-Medium.ttf");
const BOLD: &[u8] = include_bytes!("../../../../../assets/fonts/AntreSans-Bold.ttf");
const POLICY: &str = "default-src 'none'; img-src 'self'; font-src 'self'; connect-src 'self'; \
                      style-src 'unsafe-inline'; script-src 'unsafe-inline'; \
                      frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/// Takes the page's address, which must be on the loopback interface.
pub(super) fn bind(address: SocketAddr) -> Result<TcpListener> {
    if !address.ip().is_loopback() {
        let refused = format!(
            "--http {address}: the page has no lock; say a loopback address, as in 127.0.0.1:8910"
        );
        return Err(WrongUsage(refused).into());
    }
    let listener =
        TcpListener::bind(address).with_context(|| format!("cannot listen on {address}"))?;
    listener.set_nonblocking(true)?;
    Ok(listener)
}

/// A served page; dropping it ends that.
pub(super) struct Page {
    stop: watch::Sender<bool>,
    thread: Option<JoinHandle<()>>,
}

impl Drop for Page {
    fn drop(&mut self) {
        // Nobody listens where the page has ended by itself.
        let _ = self.stop.send(true);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Serves the page of `printer` on a thread of its own.
pub(super) fn serve(
    listener: TcpListener,
    printer: Arc<Running>,
    name: String,
    url: String,
) -> Result<Page> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let listener = {
        let _inside = runtime.enter();
        tokio::net::TcpListener::from_std(listener)?
    };
    let shown = Arc::new(Shown { printer, name, url });
    let (stop, mut stopping) = watch::channel(false);
    let thread = std::thread::Builder::new()
        .name("printer-page".into())
        .spawn(move || {
            let stopped = async move {
                let _ = stopping.wait_for(|stop| *stop).await;
            };
            runtime.block_on(async {
                tokio::select! {
                    () = stopped => {}
                    served = axum::serve(listener, router(shown)) => {
                        if let Err(error) = served {
                            eprintln!("antre printer: the page ended: {error}");
                        }
                    }
                }
            });
        })?;
    Ok(Page {
        stop,
        thread: Some(thread),
    })
}

struct Shown {
    printer: Arc<Running>,
    name: String,
    url: String,
}

fn router(shown: Arc<Shown>) -> Router {
    Router::new()
        .route("/", get(async || Html(PAGE)))
        .route("/fonts/medium.ttf", get(async || font(MEDIUM)))
        .route("/fonts/bold.ttf", get(async || font(BOLD)))
        .route("/state", get(state))
        .route("/slips/{name}", get(slip))
        .route("/happen", post(happen))
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
        .layer(from_fn(guarded))
        .with_state(shown)
}

/// Refuses whoever reached this machine under a name that is not its own.
async fn guarded(request: Request, next: Next) -> Response {
    if !from_here(request.headers()) {
        return (StatusCode::FORBIDDEN, "only from this machine\n").into_response();
    }
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(
        CONTENT_SECURITY_POLICY,
        POLICY.parse().expect("plain ASCII"),
    );
    headers.insert(
        X_CONTENT_TYPE_OPTIONS,
        "nosniff".parse().expect("plain ASCII"),
    );
    headers.insert(CACHE_CONTROL, "no-store".parse().expect("plain ASCII"));
    response
}

fn from_here(headers: &HeaderMap) -> bool {
    let text = |name| {
        headers
            .get(name)
            .map(|value| value.to_str().unwrap_or_default())
    };
    let own_name = text(HOST).is_some_and(is_loopback);
    let own_page =
        text(ORIGIN).is_none_or(|origin| origin.strip_prefix("http://").is_some_and(is_loopback));
    own_name && own_page
}

/// Whether `HOST:PORT` is a name that no name server can give away.
fn is_loopback(authority: &str) -> bool {
    let host = match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        Some(_) | None => authority,
    };
    matches!(host, "localhost" | "127.0.0.1" | "[::1]")
}

fn font(file: &'static [u8]) -> Response {
    ([(CONTENT_TYPE, "font/ttf")], file).into_response()
}

async fn state(State(shown): State<Arc<Shown>>) -> Json<Value> {
    let mut state = shown.printer.inspect(written);
    let pictures = shown.printer.pictures();
    let slips: Vec<&str> = pictures
        .iter()
        .rev()
        .take(SLIPS_MAX)
        .filter_map(|path| path.file_name()?.to_str())
        .collect();
    state["name"] = shown.name.as_str().into();
    state["url"] = shown.url.as_str().into();
    state["slips"] = json!(slips);
    state["slips_count"] = pictures.len().into();
    Json(state)
}

fn written(printer: &Simulator) -> Value {
    let options = printer.options();
    let condition = printer.condition();
    let unknown = printer
        .unknown()
        .iter()
        .map(|unknown| json!({ "bytes": hex(&unknown.bytes), "at_byte": unknown.at_byte }));
    json!({
        "dots_width": options.dots_width,
        "dpi": options.dpi,
        "buffer_bytes": options.buffer_bytes,
        "buffered_bytes": options.buffer_bytes - printer.room_bytes(),
        "powered": printer.is_powered(),
        "reachable": printer.is_reachable(),
        "muted": printer.is_muted(),
        "answers_wrong": !printer.answers_right(),
        "cover_open": condition.cover_open,
        "paper_low": condition.paper_low,
        "paper_out": condition.paper_out,
        "cutter_jammed": condition.cutter_jammed,
        "cutter_jams_next": printer.cutter_jams_next(),
        "overheated": condition.overheated,
        "broken": condition.broken,
        "button_held": condition.button_held,
        "offline": condition.offline(),
        "paper_left_mm": printer.paper_left_mm(),
        "printed_mm": printer.printed_mm(),
        "rows_in_printer": printer.rows_in_printer(),
        "cuts": printer.cuts(),
        "lost_bytes": printer.lost_bytes(),
        "pulses": printer.pulses(),
        "unknown_count": printer.unknown_count(),
        "unknown": unknown.collect::<Vec<_>>(),
    })
}

async fn slip(State(shown): State<Arc<Shown>>, Path(name): Path<String>) -> Response {
    // Only what this printer printed: a name is never made into a path.
    let picture = shown
        .printer
        .pictures()
        .into_iter()
        .find(|path| path.file_name().is_some_and(|known| *known == *name));
    let png = match picture {
        Some(path) => tokio::fs::read(path).await.ok(),
        None => None,
    };
    match png {
        Some(png) => ([(CONTENT_TYPE, "image/png")], png).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn happen(State(shown): State<Arc<Shown>>, line: String) -> Response {
    let happening: Happening = match line.parse() {
        Ok(happening) => happening,
        Err(unknown) => return (StatusCode::BAD_REQUEST, format!("{unknown}\n")).into_response(),
    };
    // A plug that is pulled is waited for.
    let happened = tokio::task::spawn_blocking(move || shown.printer.happen(happening)).await;
    match happened {
        Ok(Ok(())) => StatusCode::NO_CONTENT.into_response(),
        Ok(Err(error)) => (StatusCode::INTERNAL_SERVER_ERROR, format!("{error}\n")).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(host: Option<&str>, origin: Option<&str>) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in [(HOST, host), (ORIGIN, origin)] {
            if let Some(value) = value {
                headers.insert(name, value.parse().unwrap());
            }
        }
        headers
    }

    #[test]
    fn the_page_is_reached_under_the_machines_own_names_only() {
        for host in [
            "127.0.0.1:8910",
            "localhost:8910",
            "[::1]:8910",
            "localhost",
        ] {
            assert!(from_here(&asked(Some(host), None)), "{host}");
            let origin = format!("http://{host}");
            assert!(from_here(&asked(Some(host), Some(&origin))), "{origin}");
        }
        for host in [
            "evil.example:8910",
            "127.0.0.1.evil.example",
            "localhost:x@evil.example",
            "",
        ] {
            assert!(!from_here(&asked(Some(host), None)), "{host}");
        }
        assert!(!from_here(&asked(None, None)));
        for origin in ["http://evil.example", "https://localhost:8910", "null", ""] {
            let asked = asked(Some("127.0.0.1:8910"), Some(origin));
            assert!(!from_here(&asked), "{origin}");
        }
    }
}
