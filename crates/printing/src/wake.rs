use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

use rustix::event::{EventfdFlags, eventfd};

/// Wakes a thread that waits for a file: itself a file, readable once it has been rung.
#[derive(Debug)]
pub(crate) struct Wake {
    event: OwnedFd,
}

impl Wake {
    pub(crate) fn new() -> io::Result<Self> {
        let event = eventfd(0, EventfdFlags::NONBLOCK | EventfdFlags::CLOEXEC)?;
        Ok(Self { event })
    }

    pub(crate) fn ring(&self) {
        // It refuses only a count near 2^64: then it is readable all the same.
        let _rung = rustix::io::write(&self.event, &1_u64.to_ne_bytes());
    }

    /// Takes back all rings so far.
    pub(crate) fn hush(&self) {
        // It refuses where nobody has rung.
        let _silent = rustix::io::read(&self.event, &mut [0; 8]);
    }
}

impl AsFd for Wake {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.event.as_fd()
    }
}
