//! Those who come back with a slip, and those who ring.

use antre_client::ClientError;
use antre_protocol::{CheckInRequest, TicketAnswer};

use super::office::Office;
use crate::branch::Words;
use crate::flow::{ActId, CheckedIn, News, Returning};

/// Stands before the key in a status page's address.
const PAGE_PATH: &str = "/t/";

impl Office {
    pub(super) async fn check_in(&self, act: ActId, by: Returning) {
        let checked = match request(by) {
            Some(request) => self.checked(self.client.check_in(&request).await),
            None => CheckedIn::Unknown,
        };
        self.tell(News::CheckedIn(act, checked)).await;
    }

    pub(super) async fn help(&self) {
        let told = self.client.help().await;
        if let Err(error) = &told {
            tracing::warn!("nobody was told that somebody rang: {error}");
        }
        let told = told.is_ok();
        self.tell(News::HelpRung { told }).await;
    }

    fn checked(&self, answer: Result<TicketAnswer, ClientError>) -> CheckedIn {
        match answer {
            Ok(answer) => {
                let Some(ticket) = self.read(|reading| reading.ticket(&answer)) else {
                    return CheckedIn::NotAsked;
                };
                let ticket = Box::new(ticket);
                match answer.counter {
                    Some(counter) => CheckedIn::Called(ticket, sign(counter.as_str())),
                    None => CheckedIn::Waiting(ticket),
                }
            }
            Err(ClientError::Problem(problem)) => match problem.status {
                404 | 400 => CheckedIn::Unknown,
                409 => CheckedIn::Over,
                status => {
                    tracing::warn!(status, code = problem.code, "nobody was checked in");
                    CheckedIn::NotAsked
                }
            },
            Err(
                error @ (ClientError::Unreachable
                | ClientError::GaveUp { .. }
                | ClientError::NotKept(_)
                | ClientError::Unreadable { .. }
                | ClientError::Altered
                | ClientError::NoReserve
                | ClientError::Stopped),
            ) => {
                tracing::warn!("nobody was checked in: {error}");
                CheckedIn::NotAsked
            }
        }
    }
}

/// `None` where that names no ticket of any branch.
fn request(by: Returning) -> Option<CheckInRequest> {
    match by {
        Returning::Number(number) => Some(CheckInRequest {
            number: Some(number.parse().ok()?),
            key: None,
        }),
        Returning::Link(link) => {
            let (_, key) = link.trim().rsplit_once(PAGE_PATH)?;
            (!key.is_empty()).then(|| CheckInRequest {
                number: None,
                key: Some(key.to_owned()),
            })
        }
    }
}

/// As a counter is called where the hub has only said its name in the branch file: `loket-3`, Loket 3.
fn sign(counter: &str) -> Words {
    let spaced = counter.replace(['-', '_'], " ");
    let mut letters = spaced.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    Words(vec![first.into_iter().chain(letters).collect()])
}
