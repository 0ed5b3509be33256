//! The ways to a printer. Every call has a deadline and says how many bytes it moved.

mod file;
mod serial;
mod tcp;

use std::io;
use std::time::{Duration, Instant};

use crate::exchange::Exchange;
use crate::step::{Lost, Outcome, Step};
use crate::url::PrinterUrl;

/// How much is read at once. A printer's answers are a few bytes.
const READ_BYTES: usize = 256;

/// An open line to a printer. Dropping it without [`finish`](Self::finish) abandons what the
/// printer has not received yet, as far as the line can.
pub(crate) trait Line {
    /// Whether answers can come back.
    fn duplex(&self) -> bool;

    /// Hands over the first of these bytes, at least one, and says how many.
    fn write(&mut self, bytes: &[u8], within: Duration) -> io::Result<usize>;

    /// Reads what has come, waiting for the first byte. 0: the other side has closed.
    fn read(&mut self, into: &mut [u8], within: Duration) -> io::Result<usize>;

    /// Lets what was handed over reach the printer, and closes.
    fn finish(self: Box<Self>);
}

pub(crate) fn open(url: &PrinterUrl, within: Duration) -> io::Result<Box<dyn Line>> {
    Ok(match url {
        PrinterUrl::Tcp { host, port } => Box::new(tcp::TcpLine::open(host, *port, within)?),
        PrinterUrl::Serial { path, baud, flow } => {
            Box::new(serial::SerialLine::open(path, *baud, *flow)?)
        }
        PrinterUrl::File { path } => Box::new(file::FileLine::open(path)?),
    })
}

/// Takes an exchange through to its end, or to a promise that `commit` could not keep (`None`).
pub(crate) fn drive(
    exchange: &mut Exchange,
    mut line: Box<dyn Line>,
    write_within: Duration,
    mut commit: impl FnMut() -> bool,
) -> Option<Outcome> {
    let mut answer = [0; READ_BYTES];
    let outcome = loop {
        let now = Instant::now();
        let lost = match exchange.poll(now) {
            Step::Send(bytes) => match line.write(bytes, write_within) {
                Ok(0) => Some(Lost::Closed),
                Ok(count) => {
                    exchange.handle_sent(count, Instant::now());
                    None
                }
                Err(error) => Lost::by(&error, Some(Lost::Stalled)),
            },
            Step::Listen(until) => match line.read(&mut answer, until - now) {
                Ok(0) => Some(Lost::Closed),
                Ok(count) => {
                    exchange.handle_received(&answer[..count]);
                    None
                }
                Err(error) => Lost::by(&error, None),
            },
            Step::Commit => {
                if !commit() {
                    break None;
                }
                exchange.handle_committed(Instant::now());
                None
            }
            Step::Done(outcome) => break Some(outcome),
        };
        if let Some(lost) = lost {
            exchange.handle_lost(lost, Instant::now());
        }
    };
    if !exchange.stopped_halfway() {
        line.finish();
    }
    outcome
}

impl Lost {
    /// What an error means, where a passed deadline means `late`.
    fn by(error: &io::Error, late: Option<Self>) -> Option<Self> {
        match error.kind() {
            io::ErrorKind::Interrupted => None,
            io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock => late,
            _ => Some(Self::Closed),
        }
    }
}
