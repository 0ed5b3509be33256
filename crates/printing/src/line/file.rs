use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{FileTypeExt, OpenOptionsExt};
use std::path::Path;
use std::thread;
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::OFlags;

use super::Line;

/// A printer's device file (`/dev/usb/lp0`), or a plain file that collects what would be printed.
pub(super) struct FileLine {
    file: File,
    device: bool,
}

impl FileLine {
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        let device = match path.metadata() {
            Ok(found) if found.is_dir() => return Err(io::ErrorKind::IsADirectory.into()),
            Ok(found) => found.file_type().is_char_device(),
            Err(_) => false,
        };
        // An unplugged printer has no device file. Made by us, a plain file would take its place,
        // and every slip would end there.
        let in_dev = path.starts_with("/dev");
        if in_dev && !device {
            return Err(io::ErrorKind::NotFound.into());
        }
        let mut options = OpenOptions::new();
        options
            .append(true)
            .create(!in_dev)
            .custom_flags((OFlags::NONBLOCK | OFlags::NOCTTY).bits() as i32);
        // Only a device has answers, and some of those are for writing only.
        let file = if device {
            let write_only = options.clone();
            options
                .read(true)
                .open(path)
                .or_else(|_| write_only.open(path))?
        } else {
            options.open(path)?
        };
        Ok(Self { file, device })
    }
}

impl Line for FileLine {
    fn duplex(&self) -> bool {
        self.device
    }

    fn write(&mut self, bytes: &[u8], within: Duration) -> io::Result<usize> {
        write(&mut self.file, bytes, within)
    }

    fn read(&mut self, into: &mut [u8], within: Duration) -> io::Result<usize> {
        wait(&self.file, PollFlags::IN, within)?;
        match self.file.read(into) {
            // A device that has nothing to say may look like a file at its end. It is not gone.
            Ok(0) | Err(_) => {
                thread::sleep(within);
                Err(io::ErrorKind::TimedOut.into())
            }
            answer => answer,
        }
    }

    fn finish(self: Box<Self>) {
        // Nothing depends on it: no file confirms a print.
        let _unsynced = self.file.sync_data();
    }
}

/// Writes what goes at once, as soon as anything does.
pub(super) fn write(file: &mut File, bytes: &[u8], within: Duration) -> io::Result<usize> {
    wait(file, PollFlags::OUT, within)?;
    file.write(bytes)
}

pub(super) fn wait(file: &File, what: PollFlags, within: Duration) -> io::Result<()> {
    let within = Timespec::try_from(within).map_err(|_| io::ErrorKind::InvalidInput)?;
    match poll(&mut [PollFd::new(file, what)], Some(&within))? {
        0 => Err(io::ErrorKind::TimedOut.into()),
        _ => Ok(()),
    }
}
