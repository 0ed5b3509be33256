//! What a session asks of its driver, is told by it, and tells the app.

use super::Announcement;
use crate::Moment;

/// What the driver must do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Transmit {
    /// Open a socket, and say so by [`handle_open`](super::Session::handle_open) or
    /// [`handle_closed`](super::Session::handle_closed).
    Connect,
    /// Send this over it.
    Text(String),
    /// Drop it, or the attempt to open it. No answer is expected.
    Close(CloseReason),
}

/// Why the session ends a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CloseReason {
    /// It did not open within [`CONNECT_MAX`](super::CONNECT_MAX).
    NotOpened,
    /// Nothing was heard for [`SILENCE_MAX`](super::SILENCE_MAX).
    Silence,
    /// The hub said something that is no message of the protocol, or of another view.
    Malformed,
    /// The hub's message does not follow on what is known.
    OutOfOrder,
}

/// How a connection ended, or why it did not come about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closed {
    /// No socket, or no longer.
    Lost,
    /// The hub refused the socket with this HTTP status, as 401 for a wrong token, or hung up with its
    /// equivalent.
    Refused {
        /// The status.
        status: u16,
    },
}

/// What the app should know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SessionEvent {
    /// The view is current from now on.
    Live,
    /// The view is not current; say so on the screen.
    Stale {
        /// When the hub was last heard, or when the session began.
        since: Moment,
    },
    /// The hub does not let this client in. Told once, until another status or a word of the hub; it is
    /// tried again all the same.
    Refused {
        /// The HTTP status.
        status: u16,
    },
    /// A call to show and, where it is young enough, to speak.
    Announce(Announcement),
    /// So many calls that came before the next one were not kept, because nobody took them.
    CallsSkipped {
        /// How many.
        count: u64,
    },
}

/// What happens at a deadline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// It is time to try again.
    Reconnect,
    /// The attempt has taken too long.
    NotOpened,
    /// The view can no longer be called current.
    Stale,
    /// The socket is taken for dead.
    Silence,
}
