//! The line's end at the printer: what can be read from, written to, pulled out and put back.

use std::fs;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::os::unix::fs::{OpenOptionsExt, symlink};
use std::path::PathBuf;
use std::time::Duration;

use rustix::fs::OFlags;
use rustix::net::{AddressFamily, SocketFlags, SocketType, sockopt};
use rustix::pty::OpenptFlags;
use rustix::termios::{self, OptionalActions};

/// Hosts that may wait while one is served.
const BACKLOG: i32 = 16;

/// One of both kinds.
pub(super) enum Port {
    Tcp(TcpPort),
    Pty(PtyPort),
}

impl Port {
    /// Pulls the plug or puts it back.
    pub(super) fn follow(&mut self, plugged: bool) -> io::Result<()> {
        match self {
            Self::Tcp(port) => port.follow(plugged),
            Self::Pty(port) => port.follow(plugged),
        }
    }

    /// Where bytes come from and answers go to.
    pub(super) fn line(&self) -> Option<BorrowedFd<'_>> {
        match self {
            Self::Tcp(port) => port.host.as_ref().map(AsFd::as_fd),
            Self::Pty(port) => port.pair.as_ref().map(|pair| pair.master.as_fd()),
        }
    }

    /// Where the next host knocks, while none is served.
    pub(super) fn door(&self) -> Option<BorrowedFd<'_>> {
        match self {
            Self::Tcp(port) => match (&port.door, &port.host) {
                (Door::Open(listener), None) => Some(listener.as_fd()),
                (Door::Open(_), Some(_)) | (Door::Shut(_), _) => None,
            },
            Self::Pty(_) => None,
        }
    }

    /// Lets the next host in.
    pub(super) fn accept(&mut self) -> io::Result<()> {
        match self {
            Self::Tcp(port) => port.accept(),
            Self::Pty(_) => Ok(()),
        }
    }

    /// The host has gone. A serial line does not know hosts.
    pub(super) fn hang_up(&mut self) {
        match self {
            Self::Tcp(port) => port.host = None,
            Self::Pty(_) => {}
        }
    }
}

/// A TCP port and the one host that is served.
pub(super) struct TcpPort {
    address: SocketAddr,
    door: Door,
    host: Option<OwnedFd>,
}

enum Door {
    Open(TcpListener),
    /// Bound, so that nobody else takes the port, and not listening, so that hosts are refused.
    Shut(OwnedFd),
}

impl TcpPort {
    pub(super) fn new(listener: TcpListener) -> io::Result<Self> {
        listener.set_nonblocking(true)?;
        Ok(Self {
            address: listener.local_addr()?,
            door: Door::Open(listener),
            host: None,
        })
    }

    fn accept(&mut self) -> io::Result<()> {
        let Door::Open(listener) = &self.door else {
            return Ok(());
        };
        match listener.accept() {
            Ok((host, _)) => {
                host.set_nonblocking(true)?;
                host.set_nodelay(true)?;
                self.host = Some(host.into());
                Ok(())
            }
            // The host gave up while it waited in the queue.
            Err(error)
                if matches!(
                    error.kind(),
                    io::ErrorKind::WouldBlock
                        | io::ErrorKind::ConnectionAborted
                        | io::ErrorKind::Interrupted
                ) =>
            {
                Ok(())
            }
            Err(error) => Err(error),
        }
    }

    fn follow(&mut self, plugged: bool) -> io::Result<()> {
        match (&self.door, plugged) {
            (Door::Open(_), false) => {
                if let Some(host) = self.host.take() {
                    // Closed with a reset, as a connection to a dead printer ends.
                    sockopt::set_socket_linger(&host, Some(Duration::ZERO))?;
                }
                let socket = self.socket()?;
                // The listening one goes first: two cannot hold a port.
                self.door = Door::Shut(socket.try_clone()?);
                rustix::net::bind(&socket, &self.address)?;
            }
            (Door::Shut(socket), true) => {
                rustix::net::listen(socket, BACKLOG)?;
                let listener = TcpListener::from(socket.try_clone()?);
                self.door = Door::Open(listener);
            }
            (Door::Open(_), true) | (Door::Shut(_), false) => {}
        }
        Ok(())
    }

    fn socket(&self) -> io::Result<OwnedFd> {
        let family = if self.address.is_ipv4() {
            AddressFamily::INET
        } else {
            AddressFamily::INET6
        };
        let socket = rustix::net::socket_with(
            family,
            SocketType::STREAM,
            SocketFlags::CLOEXEC | SocketFlags::NONBLOCK,
            None,
        )?;
        sockopt::set_socket_reuseaddr(&socket, true)?;
        Ok(socket)
    }
}

/// A pseudo-terminal behind a link whose name stays.
pub(super) struct PtyPort {
    link: PathBuf,
    pair: Option<Pair>,
}

struct Pair {
    master: OwnedFd,
    /// Held open, so that the line lives between one host and the next.
    _slave: fs::File,
}

impl PtyPort {
    pub(super) fn open(link: PathBuf) -> io::Result<Self> {
        let mut port = Self { link, pair: None };
        port.follow(true)?;
        Ok(port)
    }

    fn follow(&mut self, plugged: bool) -> io::Result<()> {
        match (&self.pair, plugged) {
            (Some(_), false) => {
                self.pair = None;
                fs::remove_file(&self.link)
            }
            (None, true) => {
                self.pair = Some(self.new_pair()?);
                Ok(())
            }
            (Some(_), true) | (None, false) => Ok(()),
        }
    }

    fn new_pair(&self) -> io::Result<Pair> {
        let master =
            rustix::pty::openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC)?;
        rustix::pty::grantpt(&master)?;
        rustix::pty::unlockpt(&master)?;
        let name = rustix::pty::ptsname(&master, Vec::new())?;
        let path = PathBuf::from(name.to_string_lossy().into_owned());
        let slave = fs::OpenOptions::new()
            .read(true)
            .write(true)
            .custom_flags(OFlags::NOCTTY.bits() as i32)
            .open(&path)?;
        // Bytes as they are: no echo, no line ends.
        let mut modes = termios::tcgetattr(&slave)?;
        modes.make_raw();
        termios::tcsetattr(&slave, OptionalActions::Now, &modes)?;
        let flags = rustix::fs::fcntl_getfl(&master)?;
        rustix::fs::fcntl_setfl(&master, flags | OFlags::NONBLOCK)?;
        // A link that an earlier printer left behind leads nowhere.
        match fs::symlink_metadata(&self.link) {
            Ok(there) if there.is_symlink() => fs::remove_file(&self.link)?,
            Ok(_) | Err(_) => {}
        }
        symlink(&path, &self.link)?;
        Ok(Pair {
            master,
            _slave: slave,
        })
    }
}

impl Drop for PtyPort {
    fn drop(&mut self) {
        if self.pair.is_some() {
            // The directory may be gone already.
            let _ = fs::remove_file(&self.link);
        }
    }
}
