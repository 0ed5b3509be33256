//! Pictures of the hall: fetched whole, and believed only where they are what was asked for.

use std::time::Duration;

use antre_domain::config::MEDIA_FILE_BYTES_MAX;
use data_encoding::HEXLOWER;
use sha2::{Digest as _, Sha256};
use tokio::time::{Instant, sleep};

use super::error::ClientError;
use super::hub::Hub;
use super::read;
use crate::backoff::Jitter;

/// A picture is asked for again for so long. Nobody waits for it; what is then missing is asked for at
/// the next occasion.
pub const MEDIA_LIFETIME: Duration = Duration::from_secs(60);
/// How long one attempt may take: [`MEDIA_FILE_BYTES_MAX`] over a slow Wi-Fi.
const ATTEMPT_MAX: Duration = Duration::from_secs(30);

pub(super) async fn fetch(hub: &Hub, sha256: &str) -> Result<Vec<u8>, ClientError> {
    let seed = getrandom::u64().expect("the operating system gives randomness");
    let mut jitter = Jitter::new(seed);
    let give_up_at = Instant::now() + MEDIA_LIFETIME;
    let mut failures = 0;
    loop {
        let failed = match attempt(hub, sha256).await {
            Err(ClientError::Problem(problem)) if is_for_now(problem.status) => {
                ClientError::Problem(problem)
            }
            Err(failed @ (ClientError::Unreachable | ClientError::Altered)) => failed,
            done => return done,
        };
        failures += 1;
        let again_at = Instant::now() + jitter.wait(failures);
        if again_at > give_up_at {
            return Err(failed);
        }
        sleep(again_at - Instant::now()).await;
    }
}

async fn attempt(hub: &Hub, sha256: &str) -> Result<Vec<u8>, ClientError> {
    let path = format!("/api/v1/media/{sha256}");
    let answer = hub
        .get_content(&path, MEDIA_FILE_BYTES_MAX, ATTEMPT_MAX)
        .await?;
    if answer.status != 200 {
        return Err(match read::<serde::de::IgnoredAny>(&answer) {
            Err(error) => error,
            Ok(_) => ClientError::Unreadable {
                status: answer.status,
            },
        });
    }
    if HEXLOWER.encode(&Sha256::digest(&answer.body)) == sha256 {
        Ok(answer.body)
    } else {
        Err(ClientError::Altered)
    }
}

/// A hub that has no room now may have it soon.
fn is_for_now(status: u16) -> bool {
    status == 429 || status >= 500
}
