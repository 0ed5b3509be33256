use std::io::{self, Read, Write};
use std::net::{IpAddr, Shutdown, SocketAddr, TcpStream, ToSocketAddrs};
use std::os::fd::{AsFd, BorrowedFd};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use rustix::net::sockopt::set_socket_linger;

use super::Line;

/// How long a printer may take to close its side once we have closed ours.
const FINISH_MILLIS: u64 = 1_000;
/// The deadline of a connection cannot be zero.
const SHORTEST: Duration = Duration::from_millis(1);

/// A network printer. The connection of one that answers is held: whether it still lives is asked
/// before every slip.
pub(super) struct TcpLine {
    stream: TcpStream,
}

impl TcpLine {
    pub(super) fn open(host: &str, port: u16, within: Duration) -> io::Result<Self> {
        let deadline_at = Instant::now() + within;
        let mut last_error = io::Error::from(io::ErrorKind::NotFound);
        for address in resolve(host, port, within)? {
            let left = deadline_at.saturating_duration_since(Instant::now());
            match TcpStream::connect_timeout(&address, left.max(SHORTEST)) {
                Ok(stream) => {
                    stream.set_nodelay(true)?;
                    stream.set_nonblocking(true)?;
                    // Dropped without `finish`, the system throws away what it still holds: the
                    // rest of an abandoned slip must not come out minutes later.
                    set_socket_linger(&stream, Some(Duration::ZERO))?;
                    return Ok(Self { stream });
                }
                Err(error) => last_error = error,
            }
        }
        Err(last_error)
    }
}

impl Line for TcpLine {
    fn fd(&self) -> BorrowedFd<'_> {
        self.stream.as_fd()
    }

    fn duplex(&self) -> bool {
        true
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.stream.write(bytes)
    }

    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.stream.read(into)
    }

    /// Closing with an answer unread would reset the connection, and the printer may then lose what
    /// it has not taken in: so our side is closed first, and what still comes is read.
    fn finish(mut self: Box<Self>) {
        let deadline_at = Instant::now() + Duration::from_millis(FINISH_MILLIS);
        let orderly = set_socket_linger(&self.stream, None).is_ok()
            && self.stream.set_nonblocking(false).is_ok()
            && self.stream.shutdown(Shutdown::Write).is_ok();
        if !orderly {
            return;
        }
        let mut unread = [0; super::READ_BYTES];
        loop {
            let left = deadline_at.saturating_duration_since(Instant::now());
            let bounded = !left.is_zero() && self.stream.set_read_timeout(Some(left)).is_ok();
            if !bounded || matches!(self.stream.read(&mut unread), Ok(0) | Err(_)) {
                return;
            }
        }
    }
}

/// The system's look-up of a name has no deadline, so it is done aside. A thread that comes too
/// late finds nobody listening, and ends.
fn resolve(host: &str, port: u16, within: Duration) -> io::Result<Vec<SocketAddr>> {
    if let Ok(address) = host.parse::<IpAddr>() {
        return Ok(vec![SocketAddr::new(address, port)]);
    }
    let (found, answer) = mpsc::sync_channel(1);
    let host = host.to_owned();
    thread::Builder::new()
        .name("printer-name".to_owned())
        .spawn(move || {
            let addresses = (host.as_str(), port).to_socket_addrs();
            // Nobody listens any more: the deadline has passed.
            let _late = found.send(addresses.map(Iterator::collect));
        })?;
    answer
        .recv_timeout(within)
        .unwrap_or_else(|_| Err(io::Error::from(io::ErrorKind::TimedOut)))
}
