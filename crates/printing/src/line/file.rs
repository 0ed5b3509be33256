use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::fs::{FileTypeExt, OpenOptionsExt};
use std::path::Path;

use rustix::fs::OFlags;

use super::Line;

/// After so many reads that say nothing a device is deaf: it looks readable and never is.
const EMPTY_READS_MAX: usize = 16;

/// A printer's device file (`/dev/usb/lp0`), or a plain file that collects what would be printed.
pub(super) struct FileLine {
    file: File,
    /// Whether answers may come: not from a plain file, and not from every device.
    speaks: bool,
    empty_reads: usize,
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
        let (file, speaks) = if device {
            let write_only = options.clone();
            match options.read(true).open(path) {
                Ok(file) => (file, true),
                Err(_) => (write_only.open(path)?, false),
            }
        } else {
            (options.open(path)?, false)
        };
        Ok(Self {
            file,
            speaks,
            empty_reads: 0,
        })
    }
}

impl Line for FileLine {
    fn fd(&self) -> BorrowedFd<'_> {
        self.file.as_fd()
    }

    fn duplex(&self) -> bool {
        self.speaks
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        match self.file.read(into)? {
            // A device that has nothing to say may look like a file at its end. It is not gone.
            0 => {
                self.empty_reads += 1;
                self.speaks = self.empty_reads < EMPTY_READS_MAX;
                Err(io::ErrorKind::WouldBlock.into())
            }
            count => {
                self.empty_reads = 0;
                Ok(count)
            }
        }
    }

    fn finish(self: Box<Self>) {
        // Nothing depends on it: no file confirms a print.
        let _unsynced = self.file.sync_data();
    }
}
