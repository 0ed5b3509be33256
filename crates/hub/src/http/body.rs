//! Bodies: read whole, and within their bound, before anything else is asked of a request.
//!
//! Whoever is refused over an unread body may never see why: closing the connection takes the answer
//! back with it. So even what is too large is read for a while, and thrown away.

use antre_protocol::ProblemCode;
use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::HeaderMap;
use axum::http::header::CONTENT_LENGTH;
use axum::middleware::Next;
use axum::response::Response;
use futures_util::StreamExt as _;

use super::Refusal;
use crate::limits::{BODY_BYTES_MAX, THROWN_AWAY_BYTES_MAX};

/// Puts the body, whole, in the place of the one that is still under way.
pub(super) async fn take_in(request: Request, next: Next) -> Result<Response, Refusal> {
    let (parts, body) = request.into_parts();
    let bytes = read(&parts.headers, body).await?;
    let request = Request::from_parts(parts, Body::from(bytes));
    Ok(next.run(request).await)
}

async fn read(headers: &HeaderMap, body: Body) -> Result<Bytes, Refusal> {
    let too_large = || {
        Refusal::from(ProblemCode::BodyTooLarge).because(format!("at most {BODY_BYTES_MAX} bytes"))
    };
    let announced = headers.get(CONTENT_LENGTH);
    let announced = announced.and_then(|field| field.to_str().ok()?.parse::<u64>().ok());
    if announced.is_some_and(|len| len > THROWN_AWAY_BYTES_MAX as u64) {
        return Err(too_large());
    }
    let mut kept = Vec::new();
    let mut read_bytes = 0;
    let mut pieces = body.into_data_stream();
    while let Some(piece) = pieces.next().await {
        let piece = piece.map_err(|error| {
            Refusal::from(ProblemCode::MalformedBody).because(error.to_string())
        })?;
        read_bytes += piece.len();
        if read_bytes > THROWN_AWAY_BYTES_MAX {
            return Err(too_large());
        }
        if read_bytes <= BODY_BYTES_MAX {
            kept.extend_from_slice(&piece);
        }
    }
    if read_bytes > BODY_BYTES_MAX {
        Err(too_large())
    } else {
        Ok(kept.into())
    }
}
