//! How an app talks to a hub. [`session`] follows one view over a WebSocket and owns it; [`requests`]
//! keeps every act until it is answered, under one key; [`reserve`] holds the numbers that a kiosk gives
//! without its hub, until the hub has heard of them; [`shell`] drives all three with tokio.
//!
//! Deliberately absent: screens, voices and printers, and any rule about queues. `session`, `requests`
//! and `reserve` know no socket, clock or randomness: the present moment and the seed are arguments, and
//! what is to be done comes out of `poll_*`. The token stands in no log, file or `Debug` output.
//!
//! The shell drives the cores; kiosk, display and counter drive the shell. They read the newest
//! view from a `watch`, take announcements and the state of the line from a bounded channel, and call
//! [`Client::issue`] and its sisters.

mod backoff;
mod moment;
pub mod requests;
pub mod reserve;
pub mod session;
pub mod shell;

pub use backoff::{BACKOFF_FIRST, BACKOFF_LAST};
pub use moment::Moment;
pub use requests::{Act, Key};
pub use session::Announcement;
pub use shell::{
    Client, ClientError, ClientEvent, ClientOptions, ConnectError, Given, HubClock, TicketVerb,
    Token,
};
