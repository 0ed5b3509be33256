//! Programs that obey lines, and a reader of QR symbols that is not ours.

use std::io::{BufRead, BufReader, Lines, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

/// How long the branch may take to do what a hand or a finger asked for.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// A program of ours that obeys lines.
pub(crate) struct Talking {
    child: Child,
    stdin: ChildStdin,
    stdout: Lines<BufReader<ChildStdout>>,
}

impl Talking {
    pub(crate) fn start(command: &mut Command) -> Self {
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

    pub(crate) fn say(&mut self, line: &str) {
        writeln!(self.stdin, "{line}").unwrap();
    }

    pub(crate) fn answer(&mut self) -> String {
        self.stdout.next().expect("the program still runs").unwrap()
    }

    pub(crate) fn ask(&mut self, line: &str) {
        self.say(line);
        assert_eq!(self.answer(), "ok", "{line}");
    }

    /// Presses what carries `label`, as soon as it is there.
    pub(crate) fn tap(&mut self, label: &str) {
        self.until_ok(&format!("tap {label}"));
    }

    /// Waits until something carries `label`.
    pub(crate) fn see(&mut self, label: &str) {
        self.until_ok(&format!("see {label}"));
    }

    /// SIGKILL, and waits until it is gone.
    pub(crate) fn end(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    fn until_ok(&mut self, line: &str) {
        let give_up_at = Instant::now() + PATIENCE;
        loop {
            self.say(line);
            match self.answer().as_str() {
                "ok" => return,
                error => assert!(Instant::now() < give_up_at, "{line}: {error}"),
            }
        }
    }
}

impl Drop for Talking {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What a reader that is not ours finds in a picture.
pub(crate) fn qr(picture: &Path) -> Option<String> {
    let output = Command::new("zbarimg")
        .args(["--quiet", "--raw"])
        .arg(picture)
        .output()
        .unwrap();
    let read = String::from_utf8(output.stdout).unwrap();
    (output.status.success()).then(|| read.trim().to_owned())
}
