//! The headphone socket, as the kernel tells of it.
//!
//! Linux reports a plug as a switch event of an input device, `/dev/input/eventN`; a record is a
//! `struct input_event` (linux/input.h): the time, then type, code and value. What stood in the socket
//! before the first event is not known, and nobody stands at a kiosk that has just started.

use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::thread::{self, JoinHandle};

use rustix::event::{PollFd, PollFlags, Timespec, poll};

/// The kernel's time in front of a record: two machine words.
const TIME_BYTES: usize = 2 * size_of::<usize>();
/// A record: the time, `u16` type, `u16` code, `i32` value.
const RECORD_BYTES: usize = TIME_BYTES + 8;
/// The type of a switch's event (linux/input-event-codes.h).
const EV_SW: u16 = 5;
/// The switch in a headphone socket (the same).
const SW_HEADPHONE_INSERT: u16 = 2;
/// A device that is gone is looked for so often.
const LOOK_AGAIN: Timespec = Timespec {
    tv_sec: 2,
    tv_nsec: 0,
};

/// What happened at the socket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Plug {
    /// Headphones were put in.
    In,
    /// They were taken out.
    Out,
}

/// Listens to a headphone socket until dropped.
#[derive(Debug)]
pub struct Jack {
    stop: UnixStream,
    thread: Option<JoinHandle<()>>,
}

impl Jack {
    /// Listens at `device`, as in `/dev/input/event4`. `told` runs on a thread of its own. A device that
    /// is missing or goes away is waited for.
    ///
    /// # Errors
    /// The process cannot have another thread or socket.
    pub fn watch(device: PathBuf, told: impl FnMut(Plug) + Send + 'static) -> io::Result<Self> {
        let (stop, stopped) = UnixStream::pair()?;
        let thread = thread::Builder::new()
            .name("headphones".to_owned())
            .spawn(move || listen(&device, &stopped, told))?;
        Ok(Self {
            stop,
            thread: Some(thread),
        })
    }
}

impl Drop for Jack {
    fn drop(&mut self) {
        // Fails only where nobody listens any more.
        let _ = self.stop.write_all(&[0]);
        if let Some(thread) = self.thread.take() {
            // A panic there has been logged.
            let _ = thread.join();
        }
    }
}

fn listen(device: &Path, stopped: &UnixStream, mut told: impl FnMut(Plug)) {
    let mut missed = false;
    loop {
        let ended = match open(device) {
            Ok(file) => {
                missed = false;
                match hear(file, stopped, &mut told) {
                    Ok(Ended::Stopped) => return,
                    Ok(Ended::Gone) => "it is gone".to_owned(),
                    Err(error) => error.to_string(),
                }
            }
            Err(error) => error.to_string(),
        };
        if !missed {
            tracing::warn!("headphone socket {}: {ended}", device.display());
            missed = true;
        }
        let mut ready = [PollFd::new(stopped, PollFlags::IN)];
        if !matches!(poll(&mut ready, Some(&LOOK_AGAIN)), Ok(0)) {
            return;
        }
    }
}

fn open(device: &Path) -> io::Result<File> {
    // Whoever opens a socket that nobody feeds must not hang in the opening.
    let flags = rustix::fs::OFlags::NONBLOCK.bits();
    let flags = i32::try_from(flags).expect("a flag of open(2) is a C int");
    OpenOptions::new()
        .read(true)
        .custom_flags(flags)
        .open(device)
}

enum Ended {
    Stopped,
    Gone,
}

fn hear(mut device: File, stopped: &UnixStream, told: &mut impl FnMut(Plug)) -> io::Result<Ended> {
    let mut record = [0; RECORD_BYTES];
    let mut filled = 0;
    loop {
        let mut ready = [
            PollFd::new(&device, PollFlags::IN),
            PollFd::new(stopped, PollFlags::IN),
        ];
        poll(&mut ready, None)?;
        if !ready[1].revents().is_empty() {
            return Ok(Ended::Stopped);
        }
        match device.read(&mut record[filled..]) {
            Ok(0) => return Ok(Ended::Gone),
            Ok(read) => filled += read,
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => continue,
            Err(error) => return Err(error),
        }
        if filled == RECORD_BYTES {
            filled = 0;
            if let Some(plug) = plug(&record) {
                told(plug);
            }
        }
    }
}

/// What a record says of the headphones.
fn plug(record: &[u8; RECORD_BYTES]) -> Option<Plug> {
    let [.., t0, t1, c0, c1, v0, v1, v2, v3] = *record;
    let (kind, code) = (u16::from_ne_bytes([t0, t1]), u16::from_ne_bytes([c0, c1]));
    if (kind, code) != (EV_SW, SW_HEADPHONE_INSERT) {
        return None;
    }
    match i32::from_ne_bytes([v0, v1, v2, v3]) {
        0 => Some(Plug::Out),
        _ => Some(Plug::In),
    }
}
