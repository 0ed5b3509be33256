use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use rustix::fs::OFlags;
use rustix::termios::{
    ControlModes, InputModes, OptionalActions, QueueSelector, tcflush, tcgetattr, tcsetattr,
};

use super::Line;
use crate::url::Flow;

/// A printer on a serial port, also on a USB adapter.
///
/// The port never blocks, so that a printer that holds the line by flow control meets our deadline
/// and not the system's patience. (The serialport crate waits with a deadline until the port takes
/// one byte, and then without one until it has taken all.)
pub(super) struct SerialLine {
    port: File,
    finished: bool,
}

impl SerialLine {
    pub(super) fn open(path: &Path, baud: u32, flow: Flow) -> io::Result<Self> {
        let port = OpenOptions::new()
            .read(true)
            .write(true)
            .custom_flags((OFlags::NONBLOCK | OFlags::NOCTTY).bits() as i32)
            .open(path)?;
        let mut modes = tcgetattr(&port)?;
        modes.make_raw();
        modes.set_speed(baud)?;
        let one_stop_bit_no_parity = ControlModes::CSTOPB | ControlModes::PARENB;
        modes.control_modes.remove(one_stop_bit_no_parity);
        // Whether a modem is there does not matter.
        let listening = ControlModes::CREAD | ControlModes::CLOCAL;
        modes.control_modes.insert(listening);
        let software = InputModes::IXON | InputModes::IXOFF;
        modes.input_modes.set(software, flow == Flow::Software);
        let hardware = ControlModes::CRTSCTS;
        modes.control_modes.set(hardware, flow == Flow::Hardware);
        tcsetattr(&port, OptionalActions::Now, &modes)?;
        // What the printer said to an earlier exchange is no answer to this one.
        tcflush(&port, QueueSelector::IFlush)?;
        Ok(Self {
            port,
            finished: false,
        })
    }
}

impl Line for SerialLine {
    fn fd(&self) -> BorrowedFd<'_> {
        self.port.as_fd()
    }

    fn duplex(&self) -> bool {
        true
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.port.write(bytes)
    }

    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.port.read(into)
    }

    fn finish(mut self: Box<Self>) {
        self.finished = true;
    }
}

impl Drop for SerialLine {
    /// The system sends what it holds before it closes the port: not the rest of an abandoned slip.
    fn drop(&mut self) {
        if !self.finished {
            // Nothing more can be done about a port that does not even clear.
            let _gone = tcflush(&self.port, QueueSelector::OFlush);
        }
    }
}
