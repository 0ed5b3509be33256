//! The hall's pictures: bytes under the name of their content, which never change.

use std::sync::Arc;

use antre_protocol::ProblemCode;
use axum::body::{Body, Bytes};
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_LENGTH, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use futures_util::stream;
use tokio::io::AsyncReadExt as _;

use super::{Refusal, Wire};
use crate::media;

/// How much of a picture is in memory at a time, for each that is being sent.
const CHUNK_BYTES: usize = 64 * 1024;
/// What is named by its content stays as it is.
const FOR_EVER: &str = "private, max-age=31536000, immutable";

/// A picture of the hall's playlist, by the SHA-256 of its content.
#[utoipa::path(get, path = "/api/v1/media/{sha256}", tag = "hall",
    params(("sha256" = String, Path, description = "As in the display's view, 64 hexadecimal digits.")),
    responses((status = 200, description = "A PNG or JPEG.", body = String, content_type = "image/*"),
        (status = 304, description = "As `If-None-Match` says.")))]
pub(crate) async fn picture(
    State(wire): State<Arc<Wire>>,
    sha256: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let not_found = || Refusal::from(ProblemCode::NotFound);
    let Path(asked) = sha256.map_err(|_| not_found())?;
    // The name of the file is the configuration's own, never what was asked.
    let item = wire.follower.read(|followed| {
        let media = &followed.branch.config()?.hall.media;
        media.iter().find(|item| item.sha256 == asked).cloned()
    });
    let item = item.ok_or_else(not_found)?;
    let etag = format!("\"{}\"", item.sha256);
    let constant = [(ETAG, etag.clone()), (CACHE_CONTROL, FOR_EVER.to_owned())];
    let known = headers.get(IF_NONE_MATCH);
    if known.is_some_and(|known| known.as_bytes() == etag.as_bytes()) {
        return Ok((StatusCode::NOT_MODIFIED, constant).into_response());
    }
    let turn = Arc::clone(&wire.pictures)
        .try_acquire_owned()
        .map_err(|_| Refusal::from(ProblemCode::Busy).retry_after(1))?;
    let (file, bytes) = media::open(&wire.data_dir, &item.sha256)
        .await
        .map_err(|error| {
            tracing::warn!(file = item.file, %error, "a picture is not there");
            not_found()
        })?;
    let pieces = stream::try_unfold((file, turn), |(mut file, turn)| async move {
        let mut piece = vec![0; CHUNK_BYTES];
        let read_bytes = file.read(&mut piece).await?;
        piece.truncate(read_bytes);
        Ok::<_, std::io::Error>((read_bytes > 0).then(|| (Bytes::from(piece), (file, turn))))
    });
    let kind = [
        (CONTENT_TYPE, media::content_type(&item.file).to_owned()),
        (CONTENT_LENGTH, bytes.to_string()),
    ];
    Ok((constant, kind, Body::from_stream(pieces)).into_response())
}
