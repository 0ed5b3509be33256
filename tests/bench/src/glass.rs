//! An X server without a screen, with an eye and a hand on it.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result};
use x11rb::connection::Connection;
use x11rb::protocol::xproto::{ConnectionExt, ImageFormat, MOTION_NOTIFY_EVENT};
use x11rb::protocol::xtest::ConnectionExt as _;
use x11rb::rust_connection::RustConnection;

/// It ends with its owner.
pub(crate) struct Glass {
    server: Child,
    /// As in `DISPLAY`.
    pub(crate) name: String,
    pub(crate) eye: Eye,
}

/// Sees what stands on a glass, and touches it.
pub(crate) struct Eye {
    connection: RustConnection,
    root: u32,
}

impl Glass {
    /// Of this size in pixels.
    pub(crate) fn open(width: u16, height: u16) -> Result<Self> {
        let mut server = Command::new("Xvfb")
            .args(["-displayfd", "1", "-nolisten", "tcp", "-screen", "0"])
            .arg(format!("{width}x{height}x24"))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .context("Xvfb could not be started")?;
        let mut number = String::new();
        BufReader::new(server.stdout.take().context("a piped stdout")?).read_line(&mut number)?;
        let name = format!(":{}", number.trim());
        let eye = Eye::open(&name)?;
        Ok(Self { server, name, eye })
    }

    /// For another thread.
    pub(crate) fn another_eye(&self) -> Result<Eye> {
        Eye::open(&self.name)
    }
}

impl Eye {
    fn open(name: &str) -> Result<Self> {
        let (connection, screen) = x11rb::connect(Some(name))?;
        let root = connection.setup().roots[screen].root;
        Ok(Self { connection, root })
    }

    /// The pixels there, as blue, green, red and nothing.
    pub(crate) fn look(&self, x: i16, y: i16, width: u16, height: u16) -> Result<Vec<u8>> {
        let format = ImageFormat::Z_PIXMAP;
        let picture =
            self.connection
                .get_image(format, self.root, x, y, width, height, u32::MAX)?;
        Ok(picture.reply()?.data)
    }

    /// Moves the pointer, or presses or lets go of its first button.
    pub(crate) fn hand(&self, kind: u8, (x, y): (i16, i16)) -> Result<()> {
        let button = u8::from(kind != MOTION_NOTIFY_EVENT);
        self.connection
            .xtest_fake_input(kind, button, x11rb::CURRENT_TIME, self.root, x, y, 0)?
            .check()?;
        Ok(())
    }
}

impl Drop for Glass {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}
