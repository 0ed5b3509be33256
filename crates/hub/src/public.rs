//! The pages behind the slips' QR codes: `/t/{key}`, its stream of events, and their assets.
//!
//! `--public` serves these alone, by plain HTTP, to phones that nobody knows: reading only, with
//! limits of its own, and with an answer that is the same for every key that is none.

use std::convert::Infallible;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use antre_domain::{Locale, Ticket};
use askama::Template as _;
use axum::Router;
use axum::extract::{FromRequestParts, RawPathParams, Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, RETRY_AFTER,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri};
use axum::middleware::{Next, from_fn};
use axum::response::sse::{Event, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use futures_util::stream::{Stream, unfold};
use tokio::sync::{OwnedSemaphorePermit, watch};
use tokio::time::{Instant, sleep_until, timeout};

use crate::followed::Followed;
use crate::http::serve::stopped;
use crate::http::{Peer, Reader, Wire};
use crate::limits::{ADDRESSES_MAX, Buckets, PUBLIC_RATE, REQUEST_DEADLINE};
use crate::status_page::{Page, Slip, Unknown, as_of};
use crate::texts::{Tongue, Words};

/// A sign of life comes at least this often; the page calls itself stale after a bit more than two.
const BEAT_PERIOD: Duration = Duration::from_secs(5);
/// A page is told at most this often that its slip is another.
const SLIP_PERIOD: Duration = Duration::from_secs(1);
/// The length of a status key.
const KEY_CHARS: usize = 22;
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; font-src 'self'; \
    img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The assets: name, media type, bytes.
const ASSETS: [(&str, &str, &[u8]); 5] = [
    (
        "status.css",
        "text/css; charset=utf-8",
        include_bytes!("../templates/assets/status.css"),
    ),
    (
        "status.js",
        "text/javascript; charset=utf-8",
        include_bytes!("../templates/assets/status.js"),
    ),
    (
        "lurik.svg",
        "image/svg+xml",
        include_bytes!("../templates/assets/lurik.svg"),
    ),
    (
        "antre-sans-medium.ttf",
        "font/ttf",
        include_bytes!("../../../assets/fonts/AntreSans-Medium.ttf"),
    ),
    (
        "antre-sans-bold.ttf",
        "font/ttf",
        include_bytes!("../../../assets/fonts/AntreSans-Bold.ttf"),
    ),
];

/// The routes, for both listeners.
pub(crate) fn routes() -> Router<Arc<Wire>> {
    Router::new()
        .route("/t/{key}", get(status))
        .route("/t/{key}/events", get(events))
        .route("/assets/{name}", get(asset))
}

/// Whether a route answers people rather than programs.
pub(crate) fn is_page(route: &str) -> bool {
    route.starts_with("/t/") || route.starts_with("/assets/")
}

/// Everything that `--public` serves.
pub(crate) fn router(wire: Arc<Wire>) -> Router {
    let askers = Arc::new(Buckets::new(PUBLIC_RATE, ADDRESSES_MAX));
    routes()
        .fallback(nowhere)
        .layer(from_fn(move |request, next| {
            admit(Arc::clone(&askers), request, next)
        }))
        .with_state(wire)
}

/// Reading only, not too often, and not for ever.
async fn admit(askers: Arc<Buckets<IpAddr>>, request: Request, next: Next) -> Response {
    if !matches!(request.method(), &Method::GET | &Method::HEAD) {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    let peer = request.extensions().get::<Peer>().map(|peer| peer.0.ip());
    if let Some(Err(secs)) = peer.map(|peer| askers.take(peer)) {
        return (
            StatusCode::TOO_MANY_REQUESTS,
            [(RETRY_AFTER, secs.to_string())],
        )
            .into_response();
    }
    match timeout(REQUEST_DEADLINE, next.run(request)).await {
        Ok(response) => response,
        Err(_) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}

/// The last part of an address; empty, and so nobody's, where it is no text.
struct Key(String);

impl<S: Send + Sync> FromRequestParts<S> for Key {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        let params = RawPathParams::from_request_parts(parts, state).await;
        let key = params
            .ok()
            .and_then(|params| params.iter().next().map(|(_, key)| key.to_owned()));
        Ok(Self(key.unwrap_or_default()))
    }
}

async fn status(
    State(wire): State<Arc<Wire>>,
    Key(key): Key,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    soon_current(&wire).await;
    let now = wire.clock.now();
    let page = with_ticket(&wire, &key, &uri, &headers, |followed, ticket, words| {
        let page = Page::new(followed, words.config?, ticket, words, now);
        page.render().ok()
    });
    match page {
        Some(html) => page_response(StatusCode::OK, html),
        None => unknown(&wire, &uri, &headers),
    }
}

/// `slip` with its HTML where it is another, `beat` with the time of day, `end` after the last slip.
async fn events(
    State(wire): State<Arc<Wire>>,
    Key(key): Key,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    soon_current(&wire).await;
    if with_ticket(&wire, &key, &uri, &headers, |_, _, _| Some(())).is_none() {
        return unknown(&wire, &uri, &headers);
    }
    let Ok(place) = Arc::clone(&wire.page_streams).try_acquire_owned() else {
        return (StatusCode::SERVICE_UNAVAILABLE, [(RETRY_AFTER, "15")]).into_response();
    };
    let changed = wire.follower.changed();
    let waits = wire.follower.waits();
    let stopping = wire.stopping.clone();
    let following = Following {
        wire,
        key,
        uri,
        headers,
        changed,
        waits,
        stopping,
        shown: None,
        next_beat_at: Instant::now(),
        next_slip_at: Instant::now(),
        is_over: false,
        _place: place,
    };
    let mut response = Sse::new(stream(following)).into_response();
    harden(response.headers_mut());
    response
}

/// A slip is scanned as soon as it is out: its ticket must be known here, too.
async fn soon_current(wire: &Wire) {
    if wire.caught_up().await.is_err() {
        tracing::debug!("a page is shown as it was: the follower has ended");
    }
}

async fn asset(Key(name): Key) -> Response {
    let Some((_, media_type, bytes)) = ASSETS.iter().find(|(known, ..)| *known == name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let mut response = (
        [
            (CONTENT_TYPE, *media_type),
            (CACHE_CONTROL, "public, max-age=3600"),
            (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        ],
        *bytes,
    )
        .into_response();
    response
        .headers_mut()
        .insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    response
}

async fn nowhere(State(wire): State<Arc<Wire>>, uri: Uri, headers: HeaderMap) -> Response {
    unknown(&wire, &uri, &headers)
}

fn unknown(wire: &Wire, uri: &Uri, headers: &HeaderMap) -> Response {
    let Reader(locale) = wire.reader(uri, headers);
    let html = Unknown::new(Tongue::of(locale))
        .render()
        .unwrap_or_default();
    page_response(StatusCode::NOT_FOUND, html)
}

fn page_response(status: StatusCode, html: String) -> Response {
    let mut response = (status, [(CONTENT_TYPE, "text/html; charset=utf-8")], html).into_response();
    harden(response.headers_mut());
    response
}

/// Nothing from elsewhere, nothing kept, nothing told.
fn harden(headers: &mut HeaderMap) {
    const ROBOTS: HeaderName = HeaderName::from_static("x-robots-tag");
    for (name, field) in [
        (CACHE_CONTROL, "no-store"),
        (CONTENT_SECURITY_POLICY, POLICY),
        (REFERRER_POLICY, "no-referrer"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (ROBOTS, "noindex, nofollow"),
    ] {
        headers.insert(name, HeaderValue::from_static(field));
    }
}

/// Reads the ticket behind `key` in its reader's language; `None` for a key of no ticket of today.
fn with_ticket<T>(
    wire: &Wire,
    key: &str,
    uri: &Uri,
    headers: &HeaderMap,
    read: impl FnOnce(&Followed, &Ticket, Words<'_>) -> Option<T>,
) -> Option<T> {
    if key.len() != KEY_CHARS {
        return None;
    }
    wire.follower.read(|followed| {
        let config = followed.branch.config()?;
        let ticket = followed.branch.ticket(followed.ticket_by_key(key)?)?;
        let locale = reader(uri, headers, ticket, &config.languages);
        read(
            followed,
            ticket,
            Words {
                locale,
                config: Some(config),
            },
        )
    })
}

/// A language chosen at the kiosk outweighs the phone's; the branch's own may only be the default.
fn reader(uri: &Uri, headers: &HeaderMap, ticket: &Ticket, offered: &[Locale]) -> Locale {
    if offered.first() == Some(&ticket.locale) {
        return Reader::of(uri, headers, offered).0;
    }
    Reader::of(uri, &HeaderMap::new(), &[ticket.locale]).0
}

/// One page that follows its ticket.
struct Following {
    wire: Arc<Wire>,
    key: String,
    uri: Uri,
    headers: HeaderMap,
    changed: watch::Receiver<u64>,
    waits: watch::Receiver<u64>,
    stopping: watch::Receiver<bool>,
    shown: Option<Slip>,
    next_beat_at: Instant,
    next_slip_at: Instant,
    is_over: bool,
    _place: OwnedSemaphorePermit,
}

fn stream(following: Following) -> impl Stream<Item = Result<Event, Infallible>> {
    unfold(following, async |mut following| {
        let event = following.next().await?;
        Some((Ok(event), following))
    })
}

impl Following {
    async fn next(&mut self) -> Option<Event> {
        if self.is_over {
            return None;
        }
        loop {
            if Instant::now() >= self.next_slip_at {
                self.changed.borrow_and_update();
                self.waits.borrow_and_update();
                if let Some(event) = self.another_slip() {
                    self.next_slip_at = Instant::now() + SLIP_PERIOD;
                    return Some(event);
                }
            }
            if self.shown.as_ref().is_none_or(|slip| slip.is_final) {
                self.is_over = true;
                return Some(Event::default().event("end").data("end"));
            }
            if Instant::now() >= self.next_beat_at && !self.wire.follower.has_failed() {
                self.next_beat_at = Instant::now() + BEAT_PERIOD;
                let now = self.wire.clock.now();
                let time = self.read(|_, _, words| Some(as_of(words, now)))?;
                return Some(Event::default().event("beat").data(time));
            }
            self.wake().await?;
        }
    }

    /// Waits until there may be something to say; `None` when the hub stops.
    async fn wake(&mut self) -> Option<()> {
        let may_look = Instant::now() >= self.next_slip_at;
        // A follower that failed is asked again at the next beat's time.
        let beat_at = self
            .next_beat_at
            .max(Instant::now() + Duration::from_millis(100));
        tokio::select! {
            woken = self.changed.changed(), if may_look => woken.ok(),
            woken = self.waits.changed(), if may_look => woken.ok(),
            () = sleep_until(self.next_slip_at), if !may_look => Some(()),
            () = sleep_until(beat_at) => Some(()),
            () = stopped(&mut self.stopping) => None,
        }
    }

    fn another_slip(&mut self) -> Option<Event> {
        let now = self.wire.clock.now();
        let slip = self.read(|followed, ticket, words| {
            Some(Slip::new(followed, words.config?, ticket, words, now))
        });
        if slip == self.shown {
            return None;
        }
        let html = slip.as_ref().and_then(|slip| slip.render().ok())?;
        self.shown = slip;
        // One line: an event's data knows no line breaks of its own.
        Some(
            Event::default()
                .event("slip")
                .data(html.replace(['\r', '\n'], " ")),
        )
    }

    fn read<T>(&self, read: impl FnOnce(&Followed, &Ticket, Words<'_>) -> Option<T>) -> Option<T> {
        with_ticket(&self.wire, &self.key, &self.uri, &self.headers, read)
    }
}
