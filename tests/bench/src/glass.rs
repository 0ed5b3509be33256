//! An X server without a screen, with an eye and a hand on it.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use x11rb::connection::Connection;
use x11rb::protocol::xproto::{
    ConnectionExt, ImageFormat, InputFocus, KEY_PRESS_EVENT, KEY_RELEASE_EVENT,
    MOTION_NOTIFY_EVENT, MapState,
};
use x11rb::protocol::xtest::ConnectionExt as _;
use x11rb::rust_connection::RustConnection;

/// How often a watcher looks.
const LOOK_AGAIN: Duration = Duration::from_millis(1);
const PATIENCE: Duration = Duration::from_secs(60);
/// Enter, as X names it (`keysymdef.h`).
pub(crate) const ENTER: u32 = 0xff0d;

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

/// A part of a glass, in pixels.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Part {
    pub(crate) x: i16,
    pub(crate) y: i16,
    pub(crate) width: u16,
    pub(crate) height: u16,
}

/// Looks at a part of the glass on a thread of its own, so that nobody else is held up.
pub(crate) struct Watcher {
    orders: mpsc::Sender<()>,
    answers: mpsc::Receiver<Result<Instant>>,
}

impl Glass {
    /// Of this size in pixels.
    pub(crate) fn open(width: u16, height: u16) -> Result<Self> {
        let mut server = Command::new("Xvfb")
            .args([
                "-noreset",
                "-displayfd",
                "1",
                "-nolisten",
                "tcp",
                "-screen",
                "0",
            ])
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

    /// Presses the key that carries `symbol`, and lets go.
    pub(crate) fn strike(&self, symbol: u32) -> Result<()> {
        let setup = self.connection.setup();
        let (first, count) = (setup.min_keycode, setup.max_keycode - setup.min_keycode + 1);
        let mapping = self
            .connection
            .get_keyboard_mapping(first, count)?
            .reply()?;
        let mut keys = mapping
            .keysyms
            .chunks(mapping.keysyms_per_keycode.max(1).into());
        let key = keys.position(|symbols| symbols.contains(&symbol));
        let key = first + u8::try_from(key.context("no key carries it")?)?;
        for kind in [KEY_PRESS_EVENT, KEY_RELEASE_EVENT] {
            self.connection
                .xtest_fake_input(kind, key, x11rb::CURRENT_TIME, self.root, 0, 0, 0)?
                .check()?;
        }
        Ok(())
    }

    /// Gives the keyboard to the largest window: without a window manager nobody else does.
    pub(crate) fn focus(&self) -> Result<()> {
        let windows = self.connection.query_tree(self.root)?.reply()?.children;
        let mut largest = None;
        for window in windows {
            let shown = self.connection.get_window_attributes(window)?.reply()?;
            let sides = self.connection.get_geometry(window)?.reply()?;
            if shown.map_state == MapState::VIEWABLE {
                let area = u32::from(sides.width) * u32::from(sides.height);
                largest = largest.max(Some((area, window)));
            }
        }
        let (_, window) = largest.context("there is no window")?;
        self.connection
            .set_input_focus(InputFocus::PARENT, window, x11rb::CURRENT_TIME)?
            .check()?;
        Ok(())
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

impl Watcher {
    pub(crate) fn open(glass: &Glass, part: Part) -> Result<Self> {
        let eye = glass.another_eye()?;
        let Part {
            x,
            y,
            width,
            height,
        } = part;
        let (orders, ordered) = mpsc::channel();
        let (answer, answers) = mpsc::channel();
        thread::spawn(move || {
            for () in ordered {
                let looked = || eye.look(x, y, width, height);
                let remembered = match looked() {
                    Ok(pixels) => pixels,
                    Err(error) => {
                        let _ = answer.send(Err(error));
                        return;
                    }
                };
                // It has a good look before anybody calls.
                let _ = answer.send(Ok(Instant::now()));
                let changed = wait_for(|| Ok(looked()? != remembered));
                if answer.send(changed).is_err() {
                    return;
                }
            }
        });
        Ok(Self { orders, answers })
    }

    /// What is there now is what was there before.
    pub(crate) fn remember(&self) -> Result<()> {
        self.orders.send(())?;
        self.answers.recv()??;
        Ok(())
    }

    /// When something else was there.
    pub(crate) fn changed(&self) -> Result<Instant> {
        self.answers.recv()?
    }
}

/// When `holds` first held, looked at once a millisecond.
pub(crate) fn wait_for(holds: impl Fn() -> Result<bool>) -> Result<Instant> {
    let give_up_at = Instant::now() + PATIENCE;
    loop {
        if holds()? {
            return Ok(Instant::now());
        }
        if Instant::now() > give_up_at {
            bail!("nothing changes on the glass");
        }
        thread::sleep(LOOK_AGAIN);
    }
}

impl Drop for Glass {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}
