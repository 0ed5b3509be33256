//! Printers: a job that is given once leaves for the printer at most once, whatever fails at
//! whichever byte, and what became of it is known or said to be unknown.
//!
//! This room lays nothing out and knows no ticket: jobs are finished bytes (`ticket` makes them).
//! It never prints again by itself what may have left already; a second slip is another act, and
//! the caller marks it as a copy. It has no runtime: one plain thread per printer, all calls with
//! deadlines.
//!
//! [`Printing`] is the shell that a kiosk or a counter starts. Inside, [`Acts`] decides what an act
//! may do next and [`Exchange`] holds one conversation with a printer; both are pure and can be
//! driven by anyone, such as a test with a printer of its own.

mod acts;
mod deadlines;
mod error;
mod exchange;
mod job;
mod line;
mod press;
mod printing;
mod realtime;
mod spool;
mod status;
mod step;
mod url;

pub use acts::{ActRecord, Acts, FINISHED_MAX, QUEUED_MAX, Submitted};
pub use deadlines::Deadlines;
pub use error::PrintError;
pub use exchange::Exchange;
pub use job::{
    ACT_KEY_BYTES_MAX, Fault, Health, JOB_BYTES_MAX, Job, JobState, NUMBER_BYTES_MAX, PrinterEvent,
    Progress, Reason, TICKET_ID_BYTES_MAX,
};
pub use printing::Printing;
pub use step::{Errand, Lost, Manner, Manners, Outcome, Step};
pub use url::{BAUD, Flow, PrinterUrl, TCP_PORT};
