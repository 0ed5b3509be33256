//! A desktop in memory, and a finger on it.
//!
//! It knows no page of the kiosk: where a key lies it asks the kiosk itself, by the key's label, and
//! presses there through the X server, as a touchscreen would.
//!
//! The tests in this package drive it. Xvfb, xdotool and cage must be installed (`cargo xtask setup`).
#![allow(clippy::unwrap_used, clippy::missing_panics_doc, missing_docs)]

use std::io::{BufRead, BufReader, Lines, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

pub use antre_branch_tests::{Desktop, until};
use antre_branch_tests::{HubProcess, Place, program};

/// How long a test waits for what must come.
pub const PATIENCE: Duration = Duration::from_secs(60);
/// How long a hand takes to the next key: the kiosk passes over one that trembles.
pub const HAND: &str = "sleep 0.8";
/// A Monday morning on which the sample branches are open.
const OPEN_AT: &str = "2026-11-23T08:30:00+07:00";
/// As it is signed on the slips' directory.
const SLIPS: &str = "slips";

/// A program of ours that obeys lines.
pub struct Obeying {
    child: Child,
    stdin: ChildStdin,
    stdout: Lines<BufReader<ChildStdout>>,
}

impl Obeying {
    pub fn start(command: &mut Command) -> Self {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let stdin = child.stdin.take().unwrap();
        let stdout = BufReader::new(child.stdout.take().unwrap()).lines();
        Self {
            child,
            stdin,
            stdout,
        }
    }

    /// Its answer to one line.
    pub fn ask(&mut self, line: &str) -> String {
        writeln!(self.stdin, "{line}").unwrap();
        self.answer()
    }

    pub fn answer(&mut self) -> String {
        self.stdout.next().expect("the program still runs").unwrap()
    }

    pub fn is_alive(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }

    /// Asks `line` until the answer begins with `ok`; the rest of it.
    pub fn until_ok(&mut self, line: &str) -> String {
        let give_up_at = Instant::now() + PATIENCE;
        loop {
            let answer = self.ask(line);
            match answer.strip_prefix("ok") {
                Some(rest) => return rest.trim().to_owned(),
                None => assert!(Instant::now() < give_up_at, "{line}: {answer}"),
            }
        }
    }
}

impl Drop for Obeying {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A branch with a hub, a printer and what a kiosk needs to know.
pub struct Branch {
    pub place: Place,
    hub: HubProcess,
    _printer: Obeying,
    printer_url: String,
    token: PathBuf,
}

impl Branch {
    /// A sample branch on a Monday morning.
    pub fn open(sample: &str) -> Self {
        let (place, _) = Place::with_pages(sample, OPEN_AT.parse().unwrap());
        let hub = place.start_hub();
        let mut printer = Obeying::start(
            Command::new(program("antre"))
                .args(["printer", "--listen", "127.0.0.1:0", "--out"])
                .arg(place.path(SLIPS)),
        );
        let printer_url = printer.answer();
        let token = place.path("kiosk.token");
        std::fs::write(&token, place.token_text("kiosk", None)).unwrap();
        Self {
            place,
            hub,
            _printer: printer,
            printer_url,
            token,
        }
    }

    /// A kiosk that fills its screen.
    pub fn kiosk_command(&self) -> Command {
        let mut command = Command::new(program("antre-kiosk"));
        command
            .args(["--lang", "id", "--voice", "off", "--hub"])
            .arg(format!("http://{}", self.place.address))
            .args(["--printer", &self.printer_url, "--token-file"])
            .arg(&self.token)
            .arg("--shots")
            .arg(self.place.path(""));
        command
    }

    /// How many slips lie in the tray.
    pub fn slips(&self) -> usize {
        let tray = std::fs::read_dir(self.place.path(SLIPS));
        tray.map_or(0, |slips| {
            let is_slip = |path: &Path| path.extension().is_some_and(|ending| ending == "png");
            slips
                .filter(|slip| is_slip(&slip.as_ref().unwrap().path()))
                .count()
        })
    }

    /// Ends the hub; the place stays, with its log.
    pub fn close(self) -> Place {
        assert!(self.hub.terminate().success());
        self.place
    }
}

/// A kiosk in a window, and a finger.
pub struct Standing<'a> {
    pub desktop: &'a Desktop,
    pub kiosk: Obeying,
}

impl<'a> Standing<'a> {
    pub fn start(desktop: &'a Desktop, branch: &Branch) -> Self {
        let mut command = branch.kiosk_command();
        desktop.enter(&mut command);
        let kiosk = Obeying::start(command.arg("--obey"));
        // A window is mapped before it is full.
        until("a full screen", || {
            desktop.windows().contains(&desktop.size)
        });
        Self { desktop, kiosk }
    }

    /// Presses the key called `label` until `next` is on the screen: a kiosk that is slow to draw passes
    /// over a finger that comes too soon after the page.
    pub fn press(&mut self, label: &str, next: &str) {
        let give_up_at = Instant::now() + PATIENCE;
        loop {
            let (x, y) = middle(&self.kiosk.until_ok(&format!("where {label}")));
            self.desktop
                .xdotool(&format!("mousemove {x} {y} {HAND} click 1\n"));
            if self.kiosk.ask(&format!("see {next}")) == "ok" {
                return;
            }
            assert!(Instant::now() < give_up_at, "{label} leads to no {next}");
        }
    }
}

/// The middle of a box as the kiosk tells it: left, top, width, height.
pub fn middle(sides: &str) -> (u32, u32) {
    let sides: Vec<u32> = sides.split(' ').map(|side| side.parse().unwrap()).collect();
    (sides[0] + sides[2] / 2, sides[1] + sides[3] / 2)
}
