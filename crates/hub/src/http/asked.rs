//! What a request says, read and checked: identifiers, keys and bodies.

use std::str::FromStr;
use std::sync::Arc;

use antre_protocol::ProblemCode;
use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, FromRequestParts, Query, RawPathParams, Request};
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Uri};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest as _, Sha256};

use super::Wire;
use super::problem::Refusal;
use super::reader::Reader;
use crate::answer::ReceiptRequest;
use crate::auth::Bearer;
use crate::limits::{BODY_BYTES_MAX, KEY_BYTES_MAX};

/// The name of the header field that makes a repetition recognisable.
pub(crate) const IDEMPOTENCY_KEY: &str = "idempotency-key";

/// The `{id}` of a path.
pub(crate) struct Id<T>(pub(crate) T);

impl<T: FromStr<Err: ToString>, S: Send + Sync> FromRequestParts<S> for Id<T> {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refusal> {
        let malformed = |detail: String| Refusal::from(ProblemCode::MalformedId).because(detail);
        let params = RawPathParams::from_request_parts(parts, state)
            .await
            .map_err(|rejection| malformed(rejection.to_string()))?;
        let id = params
            .iter()
            .find_map(|(name, id)| (name == "id").then_some(id))
            .unwrap_or_default();
        id.parse()
            .map(Self)
            .map_err(|error: T::Err| malformed(error.to_string()))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Reader {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(Self::in_parts(parts))
    }
}

/// The bearer of the token, as found at the door.
impl<S: Send + Sync> FromRequestParts<S> for Bearer {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refusal> {
        let bearer = parts.extensions.get::<Arc<Bearer>>();
        bearer
            .map(|bearer| Self::clone(bearer))
            .ok_or_else(|| ProblemCode::Unauthorized.into())
    }
}

/// A POST: who asks, under which key, and what.
pub(crate) struct Asked<B> {
    pub(crate) bearer: Bearer,
    pub(crate) receipt: ReceiptRequest,
    pub(crate) reader: Reader,
    pub(crate) body: B,
}

impl<B: DeserializeOwned + Serialize> FromRequest<Arc<Wire>> for Asked<B> {
    type Rejection = Refusal;

    async fn from_request(request: Request, wire: &Arc<Wire>) -> Result<Self, Refusal> {
        let (mut parts, body) = request.into_parts();
        let bearer = Bearer::from_request_parts(&mut parts, wire).await?;
        let key = key(&parts.headers)?;
        let bytes = body_bytes(body).await?;
        let body: B = parse(&parts.headers, &bytes)?;
        let request_hash = request_hash(&parts, &body);
        let receipt = ReceiptRequest {
            device: bearer.device.clone(),
            key,
            request_hash,
        };
        Ok(Self {
            bearer,
            receipt,
            reader: Reader::in_parts(&parts),
            body,
        })
    }
}

fn key(headers: &HeaderMap) -> Result<String, Refusal> {
    let key = headers
        .get(IDEMPOTENCY_KEY)
        .ok_or(ProblemCode::MissingKey)?;
    match std::str::from_utf8(key.as_bytes()) {
        Ok(key) if is_key(key) => Ok(key.to_owned()),
        Ok(_) | Err(_) => Err(ProblemCode::MalformedKey.into()),
    }
}

/// 1 to 128 visible ASCII characters.
pub(super) fn is_key(text: &str) -> bool {
    (1..=KEY_BYTES_MAX).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
}

/// What the address asks, without the language of the answer.
pub(super) fn query<Q: DeserializeOwned>(uri: &Uri) -> Result<Q, Refusal> {
    let malformed = |why: String| Refusal::from(ProblemCode::MalformedBody).because(why);
    let pairs = uri.query().unwrap_or_default().split('&');
    let pairs: Vec<&str> = pairs.filter(|pair| !pair.starts_with("lang=")).collect();
    let rest = format!("/?{}", pairs.join("&"));
    let rest: Uri = rest
        .parse()
        .map_err(|error: axum::http::uri::InvalidUri| malformed(error.to_string()))?;
    Query::try_from_uri(&rest)
        .map(|Query(query)| query)
        .map_err(|rejection| malformed(rejection.body_text()))
}

/// The body, which was taken in at the door.
async fn body_bytes(body: Body) -> Result<Bytes, Refusal> {
    let unreadable = |_| Refusal::from(ProblemCode::BodyTooLarge);
    axum::body::to_bytes(body, BODY_BYTES_MAX)
        .await
        .map_err(unreadable)
}

/// JSON without unknown fields; no body at all says as much as `{}`.
fn parse<B: DeserializeOwned>(headers: &HeaderMap, bytes: &[u8]) -> Result<B, Refusal> {
    let malformed = |error: serde_json::Error| {
        Refusal::from(ProblemCode::MalformedBody).because(error.to_string())
    };
    if bytes.is_empty() {
        return serde_json::from_str("{}").map_err(malformed);
    }
    let media_type = headers
        .get(CONTENT_TYPE)
        .and_then(|field| field.to_str().ok())
        .unwrap_or_default();
    let essence = media_type.split(';').next().unwrap_or_default().trim();
    if !essence.eq_ignore_ascii_case("application/json") {
        return Err(ProblemCode::WrongMediaType.into());
    }
    serde_json::from_slice(bytes).map_err(malformed)
}

/// SHA-256 of method, path and parsed body: white space, the order of fields and a field that says
/// its default make no other request.
fn request_hash(parts: &Parts, body: &impl Serialize) -> [u8; 32] {
    let canonical = serde_json::to_vec(body)
        .expect("a parsed request is plain data, which JSON can always hold");
    let mut hash = Sha256::new();
    for part in [
        parts.method.as_str().as_bytes(),
        parts.uri.path().as_bytes(),
        &canonical,
    ] {
        // Its length before each part, so that no two requests run together into the same bytes.
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    hash.finalize().into()
}

#[cfg(test)]
mod tests {
    use antre_protocol::{IssueRequest, ParkRequest};

    use super::*;

    fn headers(key: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(IDEMPOTENCY_KEY, key.parse().unwrap());
        headers.insert(
            CONTENT_TYPE,
            "application/json; charset=utf-8".parse().unwrap(),
        );
        headers
    }

    fn code(refusal: &Refusal) -> String {
        let words = crate::texts::Words {
            locale: antre_domain::Locale::EN,
            config: None,
        };
        refusal.speak(&words).code
    }

    #[test]
    fn a_key_is_1_to_128_visible_ascii_characters() {
        assert_eq!(key(&headers("a-1")).unwrap(), "a-1");
        assert_eq!(key(&headers(&"k".repeat(128))).unwrap().len(), 128);
        for bad in ["", "a b", &"k".repeat(129), "ü"] {
            assert_eq!(
                code(&key(&headers(bad)).unwrap_err()),
                "malformed_key",
                "{bad:?}"
            );
        }
        assert_eq!(code(&key(&HeaderMap::new()).unwrap_err()), "missing_key");
    }

    #[test]
    fn an_unknown_field_a_second_one_and_trailing_bytes_are_refused() {
        for bad in [
            r#"{"service":"a","colour":1}"#,
            r#"{"service":"a","service":"b"}"#,
            r#"{"service":"a"}x"#,
            "[",
            "{}",
        ] {
            let refusal = parse::<IssueRequest>(&headers("k"), bad.as_bytes()).unwrap_err();
            assert_eq!(code(&refusal), "malformed_body", "{bad}");
        }
    }

    #[test]
    fn no_body_at_all_says_as_much_as_an_empty_object() {
        assert_eq!(
            parse::<ParkRequest>(&HeaderMap::new(), b"").unwrap(),
            ParkRequest::default()
        );
        let refusal = parse::<ParkRequest>(&HeaderMap::new(), b"{}").unwrap_err();
        assert_eq!(code(&refusal), "wrong_media_type");
    }

    #[test]
    fn white_space_and_the_order_of_fields_make_no_other_request() {
        let parts = |uri: &str| {
            axum::http::Request::post(uri)
                .body(())
                .unwrap()
                .into_parts()
                .0
        };
        let hash = |uri: &str, body: &str| {
            let body: IssueRequest = parse(&headers("k"), body.as_bytes()).unwrap();
            request_hash(&parts(uri), &body)
        };
        let one = hash("/t", r#"{"service":"a","party":2}"#);
        assert_eq!(one, hash("/t", "{ \"party\": 2,\n \"service\": \"a\" }"));
        assert_ne!(one, hash("/t", r#"{"service":"a","party":3}"#));
        assert_ne!(one, hash("/u", r#"{"service":"a","party":2}"#));
    }
}
