//! A desktop in memory, with a hand on its keyboard and an eye on its screen. Xvfb, xdotool and
//! ImageMagick must be installed (`cargo xtask test` sees to it).

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

/// Whatever a person's own screens are called lies below.
const NUMBERS_FROM: u32 = 1_000;
/// Tests beside each other, each a process.
const PROCESSES_MAX: u32 = 5_000;
/// Desktops of one test beside each other.
const DESKTOPS_MAX: u32 = 10;
/// How long a test waits for what must come.
const PATIENCE: Duration = Duration::from_secs(60);

/// An X server without a screen. Dropping it ends it, and with it every window.
pub struct Desktop {
    server: Child,
    display: String,
    /// Its sides, as xdotool tells them.
    pub size: String,
}

impl Desktop {
    pub fn new(width: u32, height: u32) -> Self {
        let mut server = Command::new("Xvfb")
            .arg(format!(":{}", own_number()))
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
            .unwrap();
        let mut number = String::new();
        let mut stdout = BufReader::new(server.stdout.take().unwrap());
        stdout.read_line(&mut number).unwrap();
        Self {
            server,
            display: format!(":{}", number.trim()),
            size: format!("{width}x{height}"),
        }
    }

    /// Where programs find it.
    pub fn enter(&self, command: &mut Command) {
        command
            .env("DISPLAY", &self.display)
            .env_remove("WAYLAND_DISPLAY");
    }

    /// Where its windows lie.
    pub fn windows(&self) -> String {
        let mut command = Command::new("xdotool");
        self.enter(&mut command);
        let found = command
            .args([
                "search",
                "--onlyvisible",
                "--name",
                ".",
                "getwindowgeometry",
            ])
            .output()
            .unwrap();
        // It fails where there is none yet.
        String::from_utf8(found.stdout).unwrap()
    }

    /// Gives the keyboard to the window called `name`, as soon as it is there: without a window manager
    /// nobody else does.
    pub fn focus(&self, name: &str) {
        let wanted = format!("search --sync --onlyvisible --name {name} windowfocus\n");
        self.xdotool(&wanted);
    }

    /// Writes what stands on it as PNG.
    pub fn shoot(&self, path: &Path) {
        let mut command = Command::new("import");
        self.enter(&mut command);
        let shot = command.args(["-window", "root"]).arg(path).status();
        assert!(shot.unwrap().success(), "{}", path.display());
    }

    /// Hands xdotool `lines` at once; what it says.
    pub fn xdotool(&self, lines: &str) -> String {
        let mut command = Command::new("xdotool");
        self.enter(&mut command);
        let mut child = command
            .arg("-")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdin = child.stdin.take().unwrap();
        stdin.write_all(lines.as_bytes()).unwrap();
        drop(stdin);
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "xdotool: {lines}");
        String::from_utf8(output.stdout).unwrap()
    }
}

/// A display's number that no other test has: servers that look for a free one themselves take away each
/// other's socket where one ends as another begins.
fn own_number() -> u32 {
    static STARTED: AtomicU32 = AtomicU32::new(0);
    let which = STARTED.fetch_add(1, Ordering::Relaxed) % DESKTOPS_MAX;
    NUMBERS_FROM + std::process::id() % PROCESSES_MAX * DESKTOPS_MAX + which
}

impl Drop for Desktop {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// Waits for what must come.
pub fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let give_up_at = Instant::now() + PATIENCE;
    while !holds() {
        assert!(Instant::now() < give_up_at, "{what}: it never came to it");
        std::thread::yield_now();
    }
}
