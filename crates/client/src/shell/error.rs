use antre_protocol::Problem;

use crate::requests::OutboxError;
use crate::reserve::ReserveError;

/// Why a call to the hub has no result.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// The hub understood and refused. Show what its `code` means; the same again gives the same.
    #[error("the hub refused: {} ({})", .0.title, .0.code)]
    Problem(Box<Problem>),
    /// A question got no answer in time. Nothing was changed; ask again.
    #[error("the hub cannot be reached")]
    Unreachable,
    /// The hub could not be made to answer within the act's lifetime.
    #[error("the hub has not answered in time")]
    GaveUp {
        /// Whether the act may have reached the hub. Where it did not, nothing has happened. Where it
        /// may have, look at the view before doing the same again.
        sent: bool,
    },
    /// The act could not be kept, so it was not sent. Look at the disk.
    #[error("the act was not sent: {0}")]
    NotKept(#[source] OutboxError),
    /// The hub's answer is none that this version reads. The act was done if `status` is 2xx.
    #[error("the hub's answer (HTTP {status}) cannot be read")]
    Unreadable {
        /// The HTTP status.
        status: u16,
    },
    /// What came is not the content that was asked for, however often: the hub's copy is damaged, or
    /// something on the way is. Do without it.
    #[error("what came is not what was asked for")]
    Altered,
    /// This client was given no reserve.
    #[error("this client has no reserve")]
    NoReserve,
    /// The client's runtime has ended.
    #[error("the client has stopped")]
    Stopped,
}

/// Why a client cannot begin.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// The address is none of the form `http://HOST:PORT`. Correct it.
    #[error("{hub_url:?} is not the address of a hub, as in http://127.0.0.1:7400")]
    BadUrl {
        /// The address given.
        hub_url: String,
    },
    /// Plain HTTP would show the token to the network. Run the hub on this machine.
    #[error("{host} is not this machine: plain HTTP is for loopback only")]
    NotLoopback {
        /// The host named.
        host: String,
    },
    /// The HTTP client did not start.
    #[error("HTTP could not be set up: {0}")]
    Http(#[source] reqwest::Error),
    /// The outbox cannot be opened.
    #[error("the outbox cannot be opened: {0}")]
    Outbox(#[from] OutboxError),
    /// The reserve cannot be opened.
    #[error("the reserve cannot be opened: {0}")]
    Reserve(#[from] ReserveError),
}
