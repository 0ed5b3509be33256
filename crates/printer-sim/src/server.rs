//! A simulated printer on a TCP port, as network printers listen on 9100.

use std::fs;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use crate::canvas::{Paper, PngError};
use crate::happening::Happening;
use crate::simulator::{Options, Simulator};

/// Bytes taken from the line at once.
const READ_BYTES: usize = 4 * 1024;
/// A host that does not take its answers for so long has hung up.
const WRITE_TIMEOUT: Duration = Duration::from_secs(5);

/// A printer and where its paper goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServeOptions {
    /// The printer.
    pub printer: Options,
    /// Receives `0001.png`, `0002.png`, …: one a piece of paper, after those that lie there.
    pub out_dir: PathBuf,
    /// The link's speed; `None` takes bytes as fast as they come.
    pub bytes_per_sec: Option<u32>,
}

/// The printer stopped serving.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// Free the port or choose another.
    #[error("the simulated printer's port failed: {0}")]
    Port(io::Error),
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

/// A running printer. Serves one host at a time, as such printers do; others wait in the port's
/// own queue. Dropping it hangs up and stops.
pub struct PrinterServer {
    address: SocketAddr,
    shared: Arc<Shared>,
    thread: Option<JoinHandle<Result<(), ServeError>>>,
}

/// Serves until the port or the directory fails.
///
/// # Errors
/// As [`ServeError`] says.
pub fn serve_tcp(listener: TcpListener, options: &ServeOptions) -> Result<(), ServeError> {
    let shared = Shared::new(options)?;
    shared.serve(&listener)
}

impl PrinterServer {
    /// Starts a printer behind `listener` on a thread of its own.
    ///
    /// # Errors
    /// The port's address cannot be read, or the directory not be made.
    pub fn start(listener: TcpListener, options: &ServeOptions) -> Result<Self, ServeError> {
        let address = listener.local_addr().map_err(ServeError::Port)?;
        let shared = Arc::new(Shared::new(options)?);
        let serving = Arc::clone(&shared);
        let thread = thread::Builder::new()
            .name("printer".into())
            .spawn(move || {
                let ended = serving.serve(&listener);
                serving.ended();
                ended
            })
            .map_err(ServeError::Port)?;
        Ok(Self {
            address,
            shared,
            thread: Some(thread),
        })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Lets something happen to the printer; a connected host hears of it where it asked to.
    ///
    /// # Errors
    /// A piece of paper that this set free could not be written.
    pub fn happen(&self, happening: Happening) -> Result<(), ServeError> {
        self.shared.happen(happening)
    }

    /// Looks at the printer.
    pub fn inspect<R>(&self, look: impl FnOnce(&Simulator) -> R) -> R {
        look(&self.shared.lock().simulator)
    }

    /// Pieces of paper written since the start.
    pub fn papers(&self) -> u32 {
        self.shared.lock().written
    }

    /// Waits until the printer is in some state; `false` where that did not happen within `at_most`,
    /// or the printer stopped.
    pub fn wait_until(&self, at_most: Duration, reached: impl Fn(&Simulator) -> bool) -> bool {
        let state = self
            .shared
            .wait_while(at_most, |state| !reached(&state.simulator));
        reached(&state.simulator)
    }

    /// Waits until at least `count` pieces of paper were written; `false` where that did not happen
    /// within `at_most`, or the printer stopped.
    pub fn wait_for_papers(&self, count: u32, at_most: Duration) -> bool {
        self.shared
            .wait_while(at_most, |state| state.written < count)
            .written
            >= count
    }

    /// Stops, and says how serving ended.
    ///
    /// # Errors
    /// What stopped it before this did.
    pub fn stop(mut self) -> Result<(), ServeError> {
        self.hang_up()
    }

    fn hang_up(&mut self) -> Result<(), ServeError> {
        let Some(thread) = self.thread.take() else {
            return Ok(());
        };
        self.shared.stopping.store(true, Ordering::SeqCst);
        if let Some(host) = &self.shared.lock().host {
            // It may have left already.
            let _ = host.shutdown(Shutdown::Both);
        }
        self.shared.changed.notify_all();
        // Wakes the thread where it waits for a host.
        drop(TcpStream::connect(self.address));
        thread.join().unwrap_or(Ok(()))
    }
}

impl Drop for PrinterServer {
    fn drop(&mut self) {
        // Whoever wants to know how it ended calls `stop`.
        let _ = self.hang_up();
    }
}

struct Shared {
    options: ServeOptions,
    first: u32,
    state: Mutex<State>,
    changed: Condvar,
    stopping: AtomicBool,
}

struct State {
    simulator: Simulator,
    host: Option<TcpStream>,
    written: u32,
    ended: bool,
}

impl Shared {
    fn new(options: &ServeOptions) -> Result<Self, ServeError> {
        let dir = &options.out_dir;
        let failed = |source| ServeError::Out {
            path: dir.clone(),
            source,
        };
        fs::create_dir_all(dir).map_err(failed)?;
        let last = fs::read_dir(dir)
            .map_err(failed)?
            .filter_map(|entry| number_of(&entry.ok()?.path()))
            .max()
            .unwrap_or(0);
        let simulator = Simulator::new(options.printer);
        let state = State {
            simulator,
            host: None,
            written: 0,
            ended: false,
        };
        Ok(Self {
            options: options.clone(),
            first: last + 1,
            state: Mutex::new(state),
            changed: Condvar::new(),
            stopping: AtomicBool::new(false),
        })
    }

    fn serve(&self, listener: &TcpListener) -> Result<(), ServeError> {
        for host in listener.incoming() {
            if self.stopping.load(Ordering::SeqCst) {
                break;
            }
            match host {
                Ok(host) => self.talk(host)?,
                // The host gave up while it waited in the queue.
                Err(error) if error.kind() == ErrorKind::ConnectionAborted => {}
                Err(error) => return Err(ServeError::Port(error)),
            }
        }
        Ok(())
    }

    /// Serves one host until it hangs up. A line that breaks is no fault of the printer.
    fn talk(&self, mut host: TcpStream) -> Result<(), ServeError> {
        let prepared = host
            .set_write_timeout(Some(WRITE_TIMEOUT))
            .and_then(|()| host.set_nodelay(true))
            .and_then(|()| host.try_clone());
        let Ok(other_end) = prepared else {
            return Ok(());
        };
        self.lock().host = Some(other_end);
        let mut bytes = [0; READ_BYTES];
        while let Some(room) = self.room() {
            let taken = match host.read(&mut bytes[..room]) {
                Ok(0) => break,
                Ok(taken) => taken,
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(_) => break,
            };
            let mut state = self.lock();
            let answers = state.simulator.feed(&bytes[..taken]);
            self.write_papers(&mut state)?;
            drop(state);
            self.changed.notify_all();
            if host.write_all(&answers).is_err() {
                break;
            }
            self.pace(taken);
        }
        self.lock().host = None;
        Ok(())
    }

    /// Bytes that may be read now: a full receive buffer stops the line until something happens.
    fn room(&self) -> Option<usize> {
        let full = |state: &mut State| {
            state.simulator.room_bytes() == 0 && !self.stopping.load(Ordering::SeqCst)
        };
        let state = self
            .changed
            .wait_while(self.lock(), full)
            .unwrap_or_else(PoisonError::into_inner);
        let stopping = self.stopping.load(Ordering::SeqCst);
        (!stopping).then(|| state.simulator.room_bytes().min(READ_BYTES))
    }

    /// As slow as the link that is simulated: the one place here that waits for time to pass.
    #[allow(clippy::disallowed_methods)]
    fn pace(&self, taken: usize) {
        if let Some(bytes_per_sec) = self.options.bytes_per_sec {
            thread::sleep(Duration::from_secs_f64(
                taken as f64 / f64::from(bytes_per_sec.max(1)),
            ));
        }
    }

    fn happen(&self, happening: Happening) -> Result<(), ServeError> {
        let mut state = self.lock();
        let answers = state.simulator.happen(happening);
        if let Some(host) = &mut state.host {
            // A host that hung up hears nothing.
            let _ = host.write_all(&answers);
        }
        let written = self.write_papers(&mut state);
        self.changed.notify_all();
        written
    }

    fn write_papers(&self, state: &mut State) -> Result<(), ServeError> {
        for paper in state.simulator.take_papers() {
            let name = format!("{:04}.png", self.first + state.written);
            write_whole(&self.options.out_dir, &name, &paper)?;
            state.written += 1;
        }
        Ok(())
    }

    fn wait_while(
        &self,
        at_most: Duration,
        waiting: impl Fn(&State) -> bool,
    ) -> MutexGuard<'_, State> {
        let waiting = |state: &mut State| !state.ended && waiting(state);
        let waited = self
            .changed
            .wait_timeout_while(self.lock(), at_most, waiting);
        waited.unwrap_or_else(PoisonError::into_inner).0
    }

    fn ended(&self) {
        self.lock().ended = true;
        self.changed.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Under another name first, so that whoever watches the directory never reads half a picture.
fn write_whole(dir: &Path, name: &str, paper: &Paper) -> Result<(), ServeError> {
    let (path, partial) = (dir.join(name), dir.join(format!(".{name}.part")));
    let png = paper.to_png()?;
    fs::write(&partial, png)
        .and_then(|()| fs::rename(&partial, &path))
        .map_err(|source| ServeError::Out { path, source })
}

fn number_of(path: &Path) -> Option<u32> {
    let is_png = path.extension().is_some_and(|extension| extension == "png");
    is_png
        .then(|| path.file_stem()?.to_str()?.parse().ok())
        .flatten()
}
