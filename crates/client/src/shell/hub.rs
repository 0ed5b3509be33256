//! One hub over HTTP: where it is, who asks, and how long that may take.

use std::net::IpAddr;
use std::sync::{PoisonError, RwLock};
use std::time::Duration;

use antre_domain::Locale;
use antre_protocol::Problem;
use reqwest::header::{ACCEPT_LANGUAGE, AUTHORIZATION, CONTENT_TYPE};
use reqwest::{RequestBuilder, Url};
use serde::Serialize;

use super::error::{ClientError, ConnectError};
use super::options::Token;
use super::session::Seat;
use crate::requests::{Answer, Delivery, Reply};

/// A request whose answer has not fully come after so long has none.
pub const ANSWER_MAX: Duration = Duration::from_secs(5);
/// The longest answer that is read, in bytes.
pub const ANSWER_BYTES_MAX: usize = 1024 * 1024;

const DEFAULT_PORT: u16 = 80;

#[derive(Debug)]
pub(super) struct Hub {
    http: reqwest::Client,
    base: Url,
    /// `host:port` for a socket.
    pub(super) authority: String,
    token: Token,
    /// In which language it answers; the branch's where absent.
    locale: RwLock<Option<Locale>>,
    /// Who has signed in at this device.
    pub(super) seat: Seat,
}

impl Hub {
    pub(super) fn new(hub_url: &str, token: Token, seat: Seat) -> Result<Self, ConnectError> {
        let bad_url = || ConnectError::BadUrl {
            hub_url: hub_url.to_owned(),
        };
        let base = Url::parse(hub_url).map_err(|_| bad_url())?;
        let bare = base.path() == "/" && base.query().is_none() && base.username().is_empty();
        let host = base
            .host_str()
            .filter(|_| base.scheme() == "http" && bare)
            .ok_or_else(bad_url)?;
        if !is_loopback(host) {
            return Err(ConnectError::NotLoopback {
                host: host.to_owned(),
            });
        }
        let authority = format!("{host}:{}", base.port().unwrap_or(DEFAULT_PORT));
        let http = reqwest::Client::builder()
            // The hub is in the branch: no proxy stands between, and none may read the token.
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .timeout(ANSWER_MAX)
            .build()
            .map_err(ConnectError::Http)?;
        Ok(Self {
            http,
            base,
            authority,
            token,
            locale: RwLock::default(),
            seat,
        })
    }

    /// As the device: the view is its own, whoever sits at it.
    pub(super) fn authorization(&self) -> String {
        bearer(&self.token)
    }

    pub(super) fn speak(&self, locale: Locale) {
        *self.locale.write().unwrap_or_else(PoisonError::into_inner) = Some(locale);
    }

    pub(super) async fn get(
        &self,
        path: &str,
        query: &impl Serialize,
    ) -> Result<Answer, ClientError> {
        let request = self.http.get(self.url(path)).query(query);
        self.exchange(request, self.seat.present(), ANSWER_BYTES_MAX)
            .await
            .map_err(|_| ClientError::Unreachable)
    }

    /// The same, whoever has signed in.
    pub(super) async fn get_as_device(&self, path: &str) -> Result<Answer, ClientError> {
        self.exchange(self.http.get(self.url(path)), None, ANSWER_BYTES_MAX)
            .await
            .map_err(|_| ClientError::Unreachable)
    }

    /// The same of a content that may be longer, and take longer.
    pub(super) async fn get_content(
        &self,
        path: &str,
        bytes_max: usize,
        within: Duration,
    ) -> Result<Answer, ClientError> {
        let request = self.http.get(self.url(path)).timeout(within);
        self.exchange(request, None, bytes_max)
            .await
            .map_err(|lost| match lost {
                Lost::TooLong { .. } => ClientError::Altered,
                Lost::Http(_) => ClientError::Unreachable,
            })
    }

    pub(super) async fn deliver(&self, delivery: &Delivery) -> Reply {
        self.post(delivery, self.seat.asker(delivery.key)).await
    }

    /// The same, whoever has signed in.
    pub(super) async fn deliver_as_device(&self, delivery: &Delivery) -> Reply {
        self.post(delivery, None).await
    }

    async fn post(&self, delivery: &Delivery, asker: Option<Token>) -> Reply {
        let request = self
            .http
            .post(self.url(&delivery.act.path))
            .header("Idempotency-Key", delivery.key.to_string())
            .header(CONTENT_TYPE, "application/json")
            .body(delivery.act.body.clone());
        match self.exchange(request, asker, ANSWER_BYTES_MAX).await {
            Ok(answer) => Reply::Answered(answer),
            Err(lost) => {
                tracing::debug!(key = %delivery.key, %lost, "an act got no answer");
                Reply::Lost
            }
        }
    }

    fn url(&self, path: &str) -> Url {
        let mut url = self.base.clone();
        url.set_path(path);
        url
    }

    async fn exchange(
        &self,
        request: RequestBuilder,
        asker: Option<Token>,
        bytes_max: usize,
    ) -> Result<Answer, Lost> {
        let locale = *self.locale.read().unwrap_or_else(PoisonError::into_inner);
        let request = match locale {
            Some(locale) => request.header(ACCEPT_LANGUAGE, locale.as_str()),
            None => request,
        };
        let mut response = request
            .header(AUTHORIZATION, bearer(asker.as_ref().unwrap_or(&self.token)))
            .send()
            .await?;
        let status = response.status().as_u16();
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await? {
            if body.len() + chunk.len() > bytes_max {
                return Err(Lost::TooLong { bytes_max });
            }
            body.extend_from_slice(&chunk);
        }
        let problem: Option<Problem> = if status >= 400 {
            serde_json::from_slice(&body).ok()
        } else {
            None
        };
        if let (Some(asker), Some(problem)) = (&asker, &problem) {
            self.seat.refused(asker, problem);
        }
        let retry_after_secs = problem.and_then(|problem| problem.retry_after_secs);
        Ok(Answer {
            status,
            body,
            retry_after_secs,
        })
    }
}

#[derive(Debug, thiserror::Error)]
enum Lost {
    #[error("the answer is longer than {bytes_max} bytes")]
    TooLong { bytes_max: usize },
    #[error(transparent)]
    Http(#[from] reqwest::Error),
}

fn bearer(token: &Token) -> String {
    format!("Bearer {}", token.reveal())
}

fn is_loopback(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || bare.parse().is_ok_and(|ip: IpAddr| ip.is_loopback())
}
