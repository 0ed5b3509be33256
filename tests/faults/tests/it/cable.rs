//! A cable between the kiosk and a simulated printer's port, with a hand on it: it carries so many
//! bytes, and then something happens. The kiosk's end is a TCP port or a pseudo-terminal.

use std::fs::File;
use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use rustix::pty::{OpenptFlags, grantpt, ioctl_tiocgptpeer, openpt, ptsname, unlockpt};

/// Bytes carried at once.
const CARRIED_BYTES: usize = 4 * 1024;

/// What the cable itself does at the byte that was named. Whatever happens elsewhere is the test's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Strike {
    /// It carries nothing more to the printer until it is mended.
    Stall,
    /// The connection is closed; another can be made at once.
    Close,
    /// The connection is closed and none can be made until it is mended.
    Unplug,
}

pub(crate) struct Cable {
    pub(crate) url: String,
    inside: Arc<Inside>,
    thread: Option<JoinHandle<()>>,
}

struct Inside {
    printer: SocketAddr,
    /// Where the kiosk connects, where it does.
    port: Option<SocketAddr>,
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    carried: usize,
    strike: Option<(usize, Strike)>,
    struck: bool,
    stalled: bool,
    unplugged: bool,
    ended: bool,
    ends: Vec<TcpStream>,
}

impl Cable {
    pub(crate) fn on_tcp(printer: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap();
        let inside = Inside::new(printer, Some(port));
        let carrying = Arc::clone(&inside);
        let thread = thread::spawn(move || carrying.listen(listener));
        Self {
            url: format!("tcp://{port}"),
            inside,
            thread: Some(thread),
        }
    }

    pub(crate) fn on_serial(printer: SocketAddr) -> Self {
        let flags = OpenptFlags::RDWR | OpenptFlags::NOCTTY;
        let ours = openpt(flags).unwrap();
        grantpt(&ours).unwrap();
        unlockpt(&ours).unwrap();
        // Held open: with nobody at the other end our own end would fail.
        let theirs = ioctl_tiocgptpeer(&ours, flags).unwrap();
        let path = ptsname(&ours, Vec::new()).unwrap().into_string().unwrap();
        let inside = Inside::new(printer, None);
        let carrying = Arc::clone(&inside);
        let thread = thread::spawn(move || {
            let ours = File::from(ours);
            carrying.carry(ours.try_clone().unwrap(), ours);
            drop(theirs);
        });
        Self {
            url: format!("serial:{path}?baud=115200"),
            inside,
            thread: Some(thread),
        }
    }

    /// From now on so many bytes are carried to the printer, and then this happens.
    pub(crate) fn expect(&self, after_bytes: usize, strike: Strike) {
        let mut state = self.inside.lock();
        state.struck = false;
        state.strike = Some((state.carried + after_bytes, strike));
    }

    /// Waits for that; `false` where it did not happen within `at_most`.
    pub(crate) fn wait_struck(&self, at_most: Duration) -> bool {
        let waiting = |state: &mut State| !state.struck;
        let waited = self
            .inside
            .changed
            .wait_timeout_while(self.inside.lock(), at_most, waiting);
        waited.unwrap_or_else(PoisonError::into_inner).0.struck
    }

    pub(crate) fn mend(&self) {
        let mut state = self.inside.lock();
        state.stalled = false;
        state.unplugged = false;
        self.inside.changed.notify_all();
    }
}

impl Drop for Cable {
    fn drop(&mut self) {
        self.inside.lock().ended = true;
        self.inside.hang_up();
        self.inside.changed.notify_all();
        // Wakes it where it waits for the kiosk. A pseudo-terminal's thread ends with its test.
        if let (Some(port), Some(thread)) = (self.inside.port, self.thread.take()) {
            drop(TcpStream::connect(port));
            let _ended = thread.join();
        }
    }
}

impl Inside {
    fn new(printer: SocketAddr, port: Option<SocketAddr>) -> Arc<Self> {
        Arc::new(Self {
            printer,
            port,
            state: Mutex::default(),
            changed: Condvar::new(),
        })
    }

    fn listen(self: &Arc<Self>, mut listener: TcpListener) {
        loop {
            let Ok((kiosk, _)) = listener.accept() else {
                return;
            };
            if self.lock().ended {
                return;
            }
            if self.lock().unplugged {
                drop(kiosk);
                drop(listener);
                let plugged = |state: &mut State| state.unplugged && !state.ended;
                drop(self.changed.wait_while(self.lock(), plugged));
                let Ok(again) = TcpListener::bind(self.port.unwrap()) else {
                    return;
                };
                listener = again;
                continue;
            }
            let inside = Arc::clone(self);
            thread::spawn(move || {
                kiosk.set_nodelay(true).unwrap();
                inside.lock().ends.push(kiosk.try_clone().unwrap());
                inside.carry(kiosk.try_clone().unwrap(), kiosk);
            });
        }
    }

    /// Carries both ways until one end hangs up.
    fn carry(
        self: &Arc<Self>,
        mut from_kiosk: impl Read,
        mut to_kiosk: impl Write + Send + 'static,
    ) {
        let Ok(printer) = TcpStream::connect(self.printer) else {
            return;
        };
        printer.set_nodelay(true).unwrap();
        self.lock().ends.push(printer.try_clone().unwrap());
        let mut from_printer = printer.try_clone().unwrap();
        let back = thread::spawn(move || {
            let mut bytes = [0; CARRIED_BYTES];
            while let Ok(count @ 1..) = from_printer.read(&mut bytes) {
                if to_kiosk.write_all(&bytes[..count]).is_err() {
                    break;
                }
            }
        });
        let mut bytes = [0; CARRIED_BYTES];
        while let Ok(count @ 1..) = from_kiosk.read(&mut bytes) {
            if !self.pass_on(&bytes[..count], &printer) {
                break;
            }
        }
        // The kiosk has hung up; what the printer has received it prints.
        let _gone = printer.shutdown(Shutdown::Write);
        let _ended = back.join();
    }

    /// Whether the connection goes on.
    fn pass_on(&self, mut bytes: &[u8], mut printer: &TcpStream) -> bool {
        while !bytes.is_empty() {
            let stalled = |state: &mut State| state.stalled && !state.ended;
            let state = self.changed.wait_while(self.lock(), stalled);
            let mut state = state.unwrap_or_else(PoisonError::into_inner);
            let until = state
                .strike
                .map_or(usize::MAX, |(at, _)| at - state.carried);
            let (now, later) = bytes.split_at(bytes.len().min(until));
            bytes = later;
            if printer.write_all(now).is_err() {
                return false;
            }
            state.carried += now.len();
            if until > now.len() {
                continue;
            }
            let (_, strike) = state.strike.take().unwrap();
            state.struck = true;
            self.changed.notify_all();
            match strike {
                Strike::Stall => state.stalled = true,
                Strike::Close | Strike::Unplug => {
                    state.unplugged = strike == Strike::Unplug;
                    drop(state);
                    self.hang_up();
                    return false;
                }
            }
        }
        true
    }

    fn hang_up(&self) {
        for end in self.lock().ends.drain(..) {
            // It may have gone already.
            let _gone = end.shutdown(Shutdown::Both);
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
