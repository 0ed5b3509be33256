//! A simulated printer on a line: a TCP port, as network printers listen on 9100, or a
//! pseudo-terminal in place of a serial one.

mod port;
mod serving;

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use crate::canvas::PngError;
use crate::happening::Happening;
use crate::options::Options;
use crate::simulator::Simulator;
use port::{Port, PtyPort, TcpPort};
use serving::Shared;

/// A printer and where its paper goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServeOptions {
    /// The printer.
    pub printer: Options,
    /// Receives `0001.png`, `0002.png`, …: one a piece of paper, after those that lie there.
    pub out_dir: PathBuf,
    /// The link's speed; `None` takes bytes as fast as they come. A serial byte is ten bits.
    pub bytes_per_sec: Option<u32>,
}

/// The printer stopped serving.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// Free the port or choose another.
    #[error("the simulated printer's port failed: {0}")]
    Port(#[from] io::Error),
    /// Make the directory writable, or the disk less full.
    #[error("cannot write {path}: {source}")]
    Out {
        /// The file or directory.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A fault in this room.
    #[error(transparent)]
    Png(#[from] PngError),
}

/// A printer on a TCP port. Serves one host at a time, as such printers do; others wait in the
/// port's own queue. Dropping it hangs up and stops.
pub struct PrinterServer {
    address: SocketAddr,
    served: Served,
}

/// A printer on a pseudo-terminal. Dropping it hangs up and stops.
pub struct PrinterPty {
    path: PathBuf,
    served: Served,
}

/// A running printer, whatever its line.
pub struct Served {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<Result<(), ServeError>>>,
}

/// Serves until the port or the directory fails.
///
/// # Errors
/// As [`ServeError`] says.
pub fn serve_tcp(listener: TcpListener, options: &ServeOptions) -> Result<(), ServeError> {
    Shared::new(options)?.serve(Port::Tcp(TcpPort::new(listener)?))
}

impl PrinterServer {
    /// Starts a printer behind `listener` on a thread of its own.
    ///
    /// # Errors
    /// The port's address cannot be read, or the directory not be made.
    pub fn start(listener: TcpListener, options: &ServeOptions) -> Result<Self, ServeError> {
        let address = listener.local_addr()?;
        let served = Served::start(Shared::new(options)?, Port::Tcp(TcpPort::new(listener)?))?;
        Ok(Self { address, served })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Stops, and says how serving ended.
    ///
    /// # Errors
    /// What stopped it before this did.
    pub fn stop(mut self) -> Result<(), ServeError> {
        self.served.hang_up()
    }
}

impl PrinterPty {
    /// Starts a printer behind a new pseudo-terminal on a thread of its own.
    ///
    /// # Errors
    /// The system has no pseudo-terminal left, or the directory cannot be made.
    pub fn start(options: &ServeOptions) -> Result<Self, ServeError> {
        let shared = Shared::new(options)?;
        let path = options.out_dir.join(TTY);
        let port = PtyPort::open(path.clone())?;
        let served = Served::start(shared, Port::Pty(port))?;
        Ok(Self { path, served })
    }

    /// The device to open: `tty` in the directory of the pictures, a link to the terminal itself.
    /// It is gone while the plug is out, and leads to a new terminal afterwards.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Stops, and says how serving ended.
    ///
    /// # Errors
    /// What stopped it before this did.
    pub fn stop(mut self) -> Result<(), ServeError> {
        self.served.hang_up()
    }
}

impl Deref for PrinterServer {
    type Target = Served;

    fn deref(&self) -> &Served {
        &self.served
    }
}

impl Deref for PrinterPty {
    type Target = Served;

    fn deref(&self) -> &Served {
        &self.served
    }
}

impl Served {
    /// Lets something happen to the printer; a connected host hears of it where it asked to. When
    /// this returns, a connection that it costs is gone, and one that it allows can be made.
    ///
    /// # Errors
    /// A piece of paper that this set free could not be written.
    pub fn happen(&self, happening: Happening) -> Result<(), ServeError> {
        self.shared.happen(happening)
    }

    /// Looks at the printer.
    pub fn inspect<R>(&self, look: impl FnOnce(&Simulator) -> R) -> R {
        self.shared.inspect(look)
    }

    /// Pieces of paper written since the start.
    pub fn papers(&self) -> u32 {
        self.shared.papers()
    }

    /// The pictures written since the start, the oldest first.
    pub fn pictures(&self) -> Vec<PathBuf> {
        self.shared.pictures()
    }

    /// Waits until the printer is in some state; `false` where that did not happen within `at_most`,
    /// or the printer stopped.
    pub fn wait_until(&self, at_most: Duration, reached: impl Fn(&Simulator) -> bool) -> bool {
        self.shared.wait_until(at_most, reached)
    }

    /// Waits until at least `count` pieces of paper were written; `false` where that did not happen
    /// within `at_most`, or the printer stopped.
    pub fn wait_for_papers(&self, count: u32, at_most: Duration) -> bool {
        self.shared.wait_for_papers(count, at_most)
    }

    fn start(shared: Shared, port: Port) -> Result<Self, ServeError> {
        let shared = Arc::new(shared);
        let serving = Arc::clone(&shared);
        let thread = thread::Builder::new()
            .name("printer".into())
            .spawn(move || serving.serve(port))?;
        Ok(Self {
            shared,
            thread: Some(thread),
        })
    }

    fn hang_up(&mut self) -> Result<(), ServeError> {
        let Some(thread) = self.thread.take() else {
            return Ok(());
        };
        self.shared.stop();
        thread.join().unwrap_or(Ok(()))
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // Whoever wants to know how it ended calls `stop`.
        let _ = self.hang_up();
    }
}

/// The link to the terminal, in the directory of the pictures.
const TTY: &str = "tty";
