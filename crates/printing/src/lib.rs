//! Printers: a job that is given once leaves for the printer at most once, whatever fails at
//! whichever byte, and what became of it is known or said to be unknown.
//!
//! This room lays nothing out and knows no ticket: jobs are finished bytes (`ticket` makes them).
//! It never prints again by itself what may have left already; a second slip is another act, and
//! the caller marks it as a copy. It has no runtime: one plain thread per printer, all calls with
//! deadlines.
//!
//! [`Printing`] is the shell that a kiosk or a counter starts. Inside, [`Acts`] decides what an act
//! may do next, [`Exchange`] holds the conversation about one job, [`Watch`] listens to the printer
//! between jobs, [`Odometer`] and [`Lid`] know how much of the roll is left; all are pure and can be
//! driven by anyone, such as a test with a printer of its own.

mod acts;
mod deadlines;
mod error;
mod exchange;
mod job;
mod ledger;
mod lid;
mod line;
mod odometer;
mod outlook;
mod press;
mod printing;
mod realtime;
mod setup;
mod spool;
mod status;
mod step;
mod url;
mod wake;
mod watch;

pub use acts::{ActRecord, Acts, FINISHED_MAX, QUEUED_MAX, Submitted};
pub use antre_domain::PrinterFault as Fault;
pub use deadlines::Deadlines;
pub use error::PrintError;
pub use exchange::Exchange;
pub use job::{
    ACT_KEY_BYTES_MAX, Health, JOB_BYTES_MAX, Job, JobState, NUMBER_BYTES_MAX, PrinterEvent,
    Progress, Reason, Roll, RollChange, TICKET_ID_BYTES_MAX,
};
pub use lid::{Closed, Lid};
pub use odometer::{CUT_FEED_MM, LOW_SLIPS, Odometer, RECENT_MAX};
pub use printing::Printing;
pub use setup::{Setup, TestLine};
pub use step::{Errand, Lost, Manner, Manners, Outcome, Step};
pub use url::{BAUD, Flow, PrinterUrl, TCP_PORT};
pub use watch::{Watch, WatchStep};
