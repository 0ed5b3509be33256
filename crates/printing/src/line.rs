//! The ways to a printer. No call blocks: [`wait`] does, with a deadline, for the line and for whoever
//! rings meanwhile. Every write says how many bytes it moved.

mod file;
mod serial;
mod tcp;

use std::io;
use std::os::fd::BorrowedFd;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};

use crate::exchange::Exchange;
use crate::step::{Lost, Outcome, Step};
use crate::url::PrinterUrl;
use crate::wake::Wake;
use crate::watch::{Watch, WatchStep};

/// How much is read at once. A printer's answers are a few bytes.
const READ_BYTES: usize = 256;
/// Before a line is tried again that said it would take something, and took nothing.
const PAUSE: Duration = Duration::from_millis(20);

/// An open line to a printer. Dropping it without [`finish`](Self::finish) abandons what the
/// printer has not received yet, as far as the line can.
pub(crate) trait Line: Send {
    /// What to wait for.
    fn fd(&self) -> BorrowedFd<'_>;

    /// Whether answers can come back.
    fn duplex(&self) -> bool;

    /// Hands over the first of these bytes, and says how many.
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize>;

    /// Reads what has come. 0: the other side has closed.
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize>;

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
    line: &mut dyn Line,
    write_within: Duration,
    mut commit: impl FnMut() -> bool,
) -> Option<Outcome> {
    // By when the line must take one more byte.
    let mut stuck_at = None;
    loop {
        let now = Instant::now();
        let lost = match exchange.poll(now) {
            Step::Send(_) if stuck_at.is_some_and(|at| at <= now) => Some(Lost::Stalled),
            Step::Send(bytes) => {
                let until = *stuck_at.get_or_insert(now + write_within);
                match hand_over(line, bytes, until) {
                    Moved::Taken(count) => {
                        if count > 0 {
                            stuck_at = None;
                        }
                        exchange.handle_sent(count, Instant::now());
                        None
                    }
                    Moved::Said(answer) => {
                        exchange.handle_received(&answer);
                        None
                    }
                    Moved::Nothing => Some(Lost::Stalled),
                    Moved::Lost => Some(Lost::Closed),
                }
            }
            Step::Listen(until) => {
                stuck_at = None;
                match listen(line, None, until) {
                    Moved::Said(answer) => {
                        exchange.handle_received(&answer);
                        None
                    }
                    Moved::Taken(_) | Moved::Nothing => None,
                    Moved::Lost => Some(Lost::Closed),
                }
            }
            Step::Commit => {
                if !commit() {
                    return None;
                }
                exchange.handle_committed(Instant::now());
                None
            }
            Step::Done(outcome) => return Some(outcome),
        };
        if let Some(lost) = lost {
            exchange.handle_lost(lost, Instant::now());
        }
    }
}

/// Watches an idle line until then, or until somebody rings.
pub(crate) fn attend(watch: &mut Watch, line: &mut dyn Line, wake: &Wake, until: Instant) {
    let now = Instant::now();
    let moved = match watch.poll(now) {
        WatchStep::Send(bytes, by) => hand_over(line, bytes, until.min(by)),
        WatchStep::Listen(due_at) => listen(line, Some(wake), until.min(due_at)),
        WatchStep::Gone(_) => return,
    };
    match moved {
        Moved::Taken(count) => watch.handle_sent(count, Instant::now()),
        Moved::Said(answer) => watch.handle_received(&answer, Instant::now()),
        Moved::Nothing => {}
        Moved::Lost => watch.handle_lost(Lost::Closed),
    }
}

/// Waits until somebody rings, where there is no line.
pub(crate) fn rest(wake: &Wake, until: Instant) {
    let mut fds = [PollFd::new(wake, PollFlags::IN)];
    // Interrupted or not, the caller looks again.
    let _woken = poll(&mut fds, Some(&time_left(until)));
}

/// What came of waiting for a line.
enum Moved {
    /// So many bytes were taken.
    Taken(usize),
    /// The printer said this.
    Said(Vec<u8>),
    /// Until the deadline, or somebody rang.
    Nothing,
    /// The line is closed or broken.
    Lost,
}

/// Writes as soon as the line takes anything, and listens for as long as it does not.
fn hand_over(line: &mut dyn Line, bytes: &[u8], until: Instant) -> Moved {
    let listening = if line.duplex() {
        PollFlags::IN
    } else {
        PollFlags::empty()
    };
    let mut fds = [PollFd::from_borrowed_fd(
        line.fd(),
        PollFlags::OUT | listening,
    )];
    match poll(&mut fds, Some(&time_left(until))) {
        Ok(0) | Err(rustix::io::Errno::INTR) if Instant::now() >= until => Moved::Nothing,
        Ok(0) | Err(rustix::io::Errno::INTR) => Moved::Taken(0),
        Err(_) => Moved::Lost,
        // Only IN: what it says now may be why it takes nothing.
        Ok(_) if fds[0].revents() == PollFlags::IN => match said(line) {
            Moved::Nothing => Moved::Taken(0),
            moved => moved,
        },
        Ok(_) => match line.write(bytes) {
            Ok(0) => Moved::Lost,
            Ok(count) => Moved::Taken(count),
            Err(error) if passes(&error) => {
                // A USB printer without paper may claim to take more, and does not.
                let mut fds = [PollFd::from_borrowed_fd(line.fd(), listening)];
                let _pause = poll(
                    &mut fds,
                    Some(&time_left(until.min(Instant::now() + PAUSE))),
                );
                Moved::Taken(0)
            }
            Err(_) => Moved::Lost,
        },
    }
}

fn listen(line: &mut dyn Line, wake: Option<&Wake>, until: Instant) -> Moved {
    let listening = if line.duplex() {
        PollFlags::IN
    } else {
        PollFlags::empty()
    };
    let ringing = wake.map(|wake| PollFd::new(wake, PollFlags::IN));
    let mut fds = vec![PollFd::from_borrowed_fd(line.fd(), listening)];
    fds.extend(ringing);
    match poll(&mut fds, Some(&time_left(until))) {
        Ok(_) if fds[0].revents().is_empty() => Moved::Nothing,
        Ok(_) if fds[0].revents().contains(PollFlags::IN) => said(line),
        // Hung up, with nothing left to read.
        Ok(_) => Moved::Lost,
        Err(rustix::io::Errno::INTR) => Moved::Nothing,
        Err(_) => Moved::Lost,
    }
}

fn said(line: &mut dyn Line) -> Moved {
    let mut answer = [0; READ_BYTES];
    match line.read(&mut answer) {
        Ok(0) => Moved::Lost,
        Ok(count) => Moved::Said(answer[..count].to_vec()),
        Err(error) if passes(&error) => Moved::Nothing,
        Err(_) => Moved::Lost,
    }
}

fn passes(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::Interrupted | io::ErrorKind::WouldBlock
    )
}

fn time_left(until: Instant) -> Timespec {
    let left = until.saturating_duration_since(Instant::now());
    Timespec::try_from(left).unwrap_or(Timespec {
        tv_sec: 1,
        tv_nsec: 0,
    })
}
