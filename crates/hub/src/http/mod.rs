//! The wire of `--listen`: routes, and what every request passes on its way in and out.

mod announcements;
mod asked;
mod body;
mod branch;
mod brand;
mod copies;
mod counters;
mod devices;
mod forecast;
mod lists;
mod machine;
mod media;
mod notes;
mod people;
mod problem;
mod profiles;
mod reader;
mod report;
mod reserve;
pub(crate) mod serve;
mod services;
mod sessions;
mod slips;
mod tickets;
mod verbs;
mod what_if;
mod why;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use antre_domain::{Act, Command, DeviceId, Rejection, Timestamp};
use antre_protocol::ProblemCode;
use antre_storage::Role;
use axum::Router;
use axum::extract::{MatchedPath, Request, State};
use axum::http::Method;
use axum::http::header::{ALLOW, AUTHORIZATION, CACHE_CONTROL};
use axum::http::{HeaderMap, HeaderValue};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse as _, Response};
use tokio::sync::{Semaphore, watch};
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use self::asked::Asked;
pub(crate) use self::problem::Refusal;
pub(crate) use self::reader::Reader;
use crate::answer::{Done, Request as WriterRequest};
use crate::auth::{self, Access, Bearer, TokenRefused, Tokens};
use crate::clock::HubClock;
use crate::followed::Followed;
use crate::follower::FollowerHandle;
use crate::forecaster::JudgedHandle;
use crate::hub::HubOptions;
use crate::limits::{DEVICES_MAX, PAGE_STREAMS_MAX, PICTURES_MAX, REQUEST_DEADLINE, SOCKETS_MAX};
use crate::metrics::Metrics;
use crate::notes::Notes;
use crate::pin_tries::PinTries;
use crate::texts::Words;
use crate::writer::WriterHandle;
use crate::{limits, openapi, public, sync};

const DAY_SECS: u32 = 24 * 3600;

/// What every handler may reach.
#[derive(Debug)]
pub(crate) struct Wire {
    pub(crate) data_dir: PathBuf,
    pub(crate) writer: WriterHandle,
    pub(crate) follower: FollowerHandle,
    pub(crate) clock: HubClock,
    pub(crate) tokens: Arc<Tokens>,
    pub(crate) metrics: Metrics,
    /// What only the clerk is told of a customer.
    pub(crate) notes: Arc<Notes>,
    /// How right waiting ranges were.
    pub(crate) judged: JudgedHandle,
    /// One permit: what-ifs are computed one at a time.
    pub(crate) what_ifs: Arc<Semaphore>,
    /// Turns true when the hub stops: WebSockets and page streams end themselves.
    pub(crate) stopping: watch::Receiver<bool>,
    /// One permit for each WebSocket.
    pub(crate) sockets: Arc<Semaphore>,
    /// One permit: a day's report is read from the whole day.
    pub(crate) reports: Semaphore,
    /// One permit for each page that follows its ticket.
    pub(crate) page_streams: Arc<Semaphore>,
    /// One permit for each picture of the hall that is being sent.
    pub(crate) pictures: Arc<Semaphore>,
    /// Who tried the staff's PIN too often.
    pub(crate) pin_tries: PinTries<DeviceId>,
    /// One permit: PINs are tried one at a time.
    pub(crate) pin_turn: Semaphore,
    devices: limits::Buckets<DeviceId>,
    /// The last event that anybody was given an answer about.
    answered_seq: AtomicU64,
}

impl Wire {
    #[expect(
        clippy::too_many_arguments,
        reason = "what every handler may reach, once"
    )]
    pub(crate) fn new(
        options: &HubOptions,
        writer: WriterHandle,
        follower: FollowerHandle,
        clock: HubClock,
        tokens: Arc<Tokens>,
        notes: Arc<Notes>,
        judged: JudgedHandle,
        stopping: watch::Receiver<bool>,
    ) -> Self {
        Self {
            data_dir: options.data_dir.clone(),
            reports: Semaphore::new(1),
            writer,
            follower,
            clock,
            tokens,
            metrics: Metrics::of_process(),
            notes,
            judged,
            what_ifs: Arc::new(Semaphore::new(1)),
            stopping,
            sockets: Arc::new(Semaphore::new(SOCKETS_MAX)),
            page_streams: Arc::new(Semaphore::new(PAGE_STREAMS_MAX)),
            pictures: Arc::new(Semaphore::new(PICTURES_MAX)),
            pin_tries: PinTries::new(DEVICES_MAX),
            pin_turn: Semaphore::new(1),
            devices: limits::Buckets::new(options.device_rate, DEVICES_MAX),
            answered_seq: AtomicU64::new(0),
        }
    }

    /// Asks the branch for `act` on behalf of whoever sent `asked`.
    async fn act<B>(&self, asked: &Asked<B>, act: Act) -> Result<Done, Refusal> {
        self.act_instead(asked, act, Vec::new()).await
    }

    /// The same in the place of requests that went unanswered: see [`WriterRequest::instead_of`].
    async fn act_instead<B>(
        &self,
        asked: &Asked<B>,
        act: Act,
        instead_of: Vec<Option<String>>,
    ) -> Result<Done, Refusal> {
        let by = asked.bearer.actor().ok_or(ProblemCode::Forbidden)?;
        let released = if let Act::ReleaseCounter(counter) = &act {
            Some(counter.clone())
        } else {
            None
        };
        let request = WriterRequest {
            command: Command { by, act },
            receipt: Some(asked.receipt.clone()),
            instead_of,
        };
        let done = self.writer.submit(request).await?;
        self.answered(&done);
        if let Some(counter) = released {
            self.released(&counter).await?;
        }
        Ok(done)
    }

    /// Somebody is given an answer about all up to here.
    fn answered(&self, done: &Done) {
        self.answered_seq.fetch_max(done.seq, Ordering::AcqRel);
    }

    /// Waits until the follower knows everything that anybody was answered, so that whoever reads
    /// after they wrote finds what they wrote. Bounded by the request's deadline.
    pub(crate) async fn caught_up(&self) -> Result<(), Refusal> {
        let wanted = self.answered_seq.load(Ordering::Acquire);
        let mut changed = self.follower.changed();
        changed
            .wait_for(|seq| *seq >= wanted)
            .await
            .map(|_| ())
            .map_err(|_| ProblemCode::Busy.into())
    }

    /// Whether this branch's counters are worked only by who has signed in.
    fn wants_sign_in(&self) -> bool {
        let config =
            |followed: &Followed| followed.branch.config().map(|config| config.rules.sign_in);
        self.follower.read(config).unwrap_or(false)
    }

    /// When the business day ends, as far as anybody can say.
    pub(crate) fn day_ends_at(&self) -> Timestamp {
        let ends_at = self.follower.read(|followed| {
            let (config, day) = (followed.branch.config()?, followed.branch.day()?);
            Some(config.day_starts_at(day.date.succ_opt()?))
        });
        ends_at.unwrap_or_else(|| self.clock.now().plus_secs(DAY_SECS))
    }

    /// Reads the branch in a reader's language.
    pub(crate) fn read<T>(
        &self,
        reader: Reader,
        read: impl FnOnce(&Followed, Words<'_>) -> T,
    ) -> T {
        self.follower.read(|followed| {
            let words = Words {
                locale: reader.0,
                config: followed.branch.config(),
            };
            read(followed, words)
        })
    }

    /// The language of whoever made a request.
    pub(crate) fn reader(&self, uri: &axum::http::Uri, headers: &HeaderMap) -> Reader {
        self.follower.read(|followed| {
            let offered = followed
                .branch
                .config()
                .map_or(&[][..], |config| &config.languages);
            Reader::of(uri, headers, offered)
        })
    }
}

/// Where a request comes from, as the listener saw it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Peer(pub(crate) SocketAddr);

/// Everything that `--listen` serves.
pub(crate) fn router(wire: Arc<Wire>) -> Router {
    let (router, _) = api().split_for_parts();
    router
        .merge(public::routes())
        .fallback(async || Refusal::from(ProblemCode::NotFound))
        .layer(from_fn_with_state(Arc::clone(&wire), admit))
        .layer(from_fn(body::take_in))
        .layer(from_fn(deadline))
        .layer(from_fn_with_state(Arc::clone(&wire), speak))
        .with_state(wire)
}

/// What the routes say of themselves.
pub(crate) fn documented() -> OpenApi {
    api().into_openapi()
}

fn api() -> OpenApiRouter<Arc<Wire>> {
    OpenApiRouter::with_openapi(openapi::frame())
        .routes(routes!(machine::healthz))
        .routes(routes!(machine::metrics))
        .routes(routes!(machine::openapi))
        .routes(routes!(machine::confirm_clock))
        .routes(routes!(sync::sync))
        .routes(routes!(branch::branch))
        .routes(routes!(branch::hold))
        .routes(routes!(branch::resume))
        .routes(routes!(profiles::profiles))
        .routes(routes!(tickets::issue, lists::tickets))
        .routes(routes!(tickets::ticket))
        .routes(routes!(verbs::start))
        .routes(routes!(verbs::finish))
        .routes(routes!(verbs::recall))
        .routes(routes!(verbs::no_show))
        .routes(routes!(verbs::park))
        .routes(routes!(verbs::resume))
        .routes(routes!(verbs::requeue))
        .routes(routes!(verbs::transfer))
        .routes(routes!(verbs::cancel))
        .routes(routes!(verbs::undo))
        .routes(routes!(tickets::check_in))
        .routes(routes!(lists::history))
        .routes(routes!(notes::note))
        .routes(routes!(verbs::copy))
        .routes(routes!(why::why))
        .routes(routes!(reserve::reserve))
        .routes(routes!(reserve::join))
        .routes(routes!(reserve::give_back))
        .routes(routes!(services::pause))
        .routes(routes!(services::resume))
        .routes(routes!(brand::brand))
        .routes(routes!(
            announcements::announce,
            announcements::announcements
        ))
        .routes(routes!(announcements::end))
        .routes(routes!(people::people))
        .routes(routes!(sessions::sign_in))
        .routes(routes!(sessions::sign_out))
        .routes(routes!(sessions::change_pin))
        .routes(routes!(media::picture))
        .routes(routes!(report::report))
        .routes(routes!(forecast::forecast))
        .routes(routes!(what_if::what_if))
        .routes(routes!(slips::slip))
        .routes(routes!(copies::copies))
        .routes(routes!(slips::ended))
        .routes(routes!(devices::devices))
        .routes(routes!(devices::report_printer))
        .routes(routes!(devices::report_display))
        .routes(routes!(devices::report_roll))
        .routes(routes!(devices::check_pin))
        .routes(routes!(devices::ask_help))
        .routes(routes!(devices::answer_help))
        .routes(routes!(counters::open))
        .routes(routes!(counters::close))
        .routes(routes!(counters::pause))
        .routes(routes!(counters::call_next))
        .routes(routes!(counters::call))
        .routes(routes!(counters::call_several))
        .routes(routes!(counters::walk_in))
        .routes(routes!(counters::stand_by))
        .routes(routes!(counters::assign_profile))
        .routes(routes!(counters::release))
}

/// On the way in: is this call anybody's, whose token is this, and do they ask too often?
async fn admit(
    State(wire): State<Arc<Wire>>,
    mut request: Request,
    next: Next,
) -> Result<Response, Refusal> {
    // What no route matches goes to the fallback, which says so to everybody.
    let Some(path) = request.extensions().get::<MatchedPath>().cloned() else {
        return Ok(next.run(request).await);
    };
    let method = match request.method() {
        &Method::HEAD => Method::GET,
        other => other.clone(),
    };
    let Some(access) = auth::access(method.as_str(), path.as_str()) else {
        return Ok(method_not_allowed(path.as_str()));
    };
    let peer = request.extensions().get::<Peer>().map(|peer| peer.0);
    let authorization = request.headers().get(AUTHORIZATION).cloned();
    let bearer = match &authorization {
        Some(field) => Some(bearer(&wire, field, peer).await?),
        None => None,
    };
    if let Some(bearer) = &bearer {
        let too_many = |secs| Refusal::from(ProblemCode::TooManyRequests).retry_after(secs);
        wire.devices.take(bearer.device.clone()).map_err(too_many)?;
    }
    let role = bearer.as_ref().map(|bearer| bearer.role);
    match access {
        Access::Open => {}
        Access::Roles(roles) => {
            if !roles.contains(&role.ok_or(ProblemCode::Unauthorized)?) {
                return Err(ProblemCode::Forbidden.into());
            }
        }
        Access::LoopbackOrAdmin => {
            let is_local = peer.is_some_and(|peer| peer.ip().is_loopback());
            if !is_local && role.ok_or(ProblemCode::Unauthorized)? != Role::Admin {
                return Err(ProblemCode::Forbidden.into());
            }
        }
    }
    let is_bare = bearer.as_ref().is_some_and(|who| who.is_bare_counter());
    if is_bare
        && method == Method::POST
        && path.as_str() != sessions::SIGN_IN
        && wire.wants_sign_in()
    {
        return Err(Rejection::SignInNeeded.into());
    }
    if let Some(bearer) = bearer {
        request.extensions_mut().insert(bearer);
    }
    Ok(next.run(request).await)
}

/// Whom the token in an `Authorization` field belongs to.
async fn bearer(
    wire: &Wire,
    field: &HeaderValue,
    peer: Option<SocketAddr>,
) -> Result<Arc<Bearer>, Refusal> {
    let unauthorized = || Refusal::from(ProblemCode::Unauthorized);
    let field = field.to_str().map_err(|_| unauthorized())?;
    let (scheme, token) = field.split_once(' ').ok_or_else(unauthorized)?;
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Err(unauthorized());
    }
    // Every listener of ours adds the peer; without one nobody could be held to the limits.
    let peer = peer.ok_or_else(unauthorized)?;
    wire.tokens
        .bearer(token.trim(), peer.ip())
        .await
        .map_err(|refused| match refused {
            TokenRefused::Unknown => unauthorized(),
            TokenRefused::TooMany(secs) => {
                Refusal::from(ProblemCode::TooManyRequests).retry_after(secs)
            }
            TokenRefused::SessionOver(end) => Refusal::session_over(end),
            TokenRefused::OutOfReach => Refusal::from(ProblemCode::Busy).retry_after(1),
        })
}

fn method_not_allowed(path: &str) -> Response {
    let calls = auth::RIGHTS
        .iter()
        .filter_map(|(call, _)| call.split_once(' '));
    let methods: Vec<&str> = calls
        .filter(|(_, its_path)| *its_path == path)
        .map(|(method, _)| method)
        .collect();
    let mut response = Refusal::from(ProblemCode::MethodNotAllowed).into_response();
    if let Ok(allow) = HeaderValue::from_str(&methods.join(", ")) {
        response.headers_mut().insert(ALLOW, allow);
    }
    response
}

/// Nobody waits for ever, not even for an answer.
async fn deadline(request: Request, next: Next) -> Response {
    match tokio::time::timeout(REQUEST_DEADLINE, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Refusal::from(ProblemCode::Busy)
            .retry_after(1)
            .into_response(),
    }
}

/// On the way out: refusals get their sentence in the reader's language, and everything is counted.
async fn speak(State(wire): State<Arc<Wire>>, mut request: Request, next: Next) -> Response {
    let started_at = Instant::now();
    let reader = wire.reader(request.uri(), request.headers());
    request.extensions_mut().insert(reader);
    let route = request.extensions().get::<MatchedPath>().cloned();
    let mut response = next.run(request).await;
    let refusal = response.extensions_mut().remove::<Refusal>();
    let failed = response.status().is_client_error() || response.status().is_server_error();
    let is_page = route
        .as_ref()
        .is_some_and(|route| public::is_page(route.as_str()));
    if failed && (refusal.is_some() || !is_page) {
        let refusal = refusal.unwrap_or_else(|| Refusal::of_status(response.status()));
        response = wire.read(reader, |_, words| {
            problem::with_sentence(&response, &refusal, &words)
        });
    }
    // Answers are as of now: nothing on the way may keep one.
    response
        .headers_mut()
        .entry(CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    wire.metrics.request(
        route.as_ref().map(MatchedPath::as_str),
        response.status(),
        started_at.elapsed(),
    );
    response
}
