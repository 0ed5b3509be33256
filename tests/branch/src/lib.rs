//! A branch under test: real `antre` processes on loopback, driven by the real client.
//!
//! It knows no rule of the branch and mocks nothing: what a test claims is read from what clients
//! wrote down, and from the log as storage reads it back.
//!
//! The tests in this package drive it. The programs are taken from beside the test binary, so they
//! must have been built (`cargo xtask test` does).
#![allow(clippy::unwrap_used, clippy::missing_panics_doc, missing_docs)]

mod desktop;

use std::io::{BufRead, BufReader, Lines};
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::Arc;
use std::time::Instant;

use antre_client::{Client, ClientEvent, ClientOptions, Token};
use antre_domain::{CounterId, Event, ServiceId, Timestamp, decode};
use antre_protocol::{IssueRequest, ViewKind};
use antre_storage::{DataDir, LogReader, OpenOptions, StoredEvent};
use tokio::sync::mpsc;

pub use desktop::{Desktop, until};

/// A program of this workspace, built beside the test.
pub fn program(name: &str) -> PathBuf {
    let test = std::env::current_exe().unwrap();
    let target = test
        .ancestors()
        .nth(2)
        .expect("a test lies in target/PROFILE/deps");
    let program = target.join(name);
    assert!(
        program.exists(),
        "{} is not built: run `cargo xtask test`",
        program.display()
    );
    program
}

/// One branch's place on the disk and on loopback; hubs come and go in it.
pub struct Place {
    dir: tempfile::TempDir,
    pub address: SocketAddr,
    branch_file: PathBuf,
    clock: Option<(Timestamp, Instant)>,
}

impl Place {
    /// `branch` is a file in this package's `branches/`.
    pub fn new(branch: &str) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let branch_file = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("branches")
            .join(branch);
        Self {
            dir,
            address: free_address(),
            branch_file,
            clock: None,
        }
    }

    /// A branch file of this text, with these files beside it.
    pub fn with_branch(text: &str, files: &[(&str, Vec<u8>)]) -> Self {
        let mut place = Self::new("always.toml");
        place.branch_file = place.path("branch.toml");
        std::fs::write(&place.branch_file, text).unwrap();
        for (name, bytes) in files {
            std::fs::write(place.path(name), bytes).unwrap();
        }
        place
    }

    /// A branch whose clock stood at `at` when the test began, and runs on over restarts.
    pub fn with_clock(branch: &str, at: Timestamp) -> Self {
        Self {
            clock: Some((at, Instant::now())),
            ..Self::new(branch)
        }
    }

    /// A sample branch as it is shipped, with status pages at the returned address.
    pub fn with_pages(sample: &str, at: Timestamp) -> (Self, SocketAddr) {
        let mut place = Self::with_clock("always.toml", at);
        let public = free_address();
        let shipped = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../../assets/branches")
            .join(sample);
        let text = std::fs::read_to_string(shipped).unwrap();
        place.branch_file = place.path("branch.toml");
        std::fs::write(
            &place.branch_file,
            format!("public_url = \"http://{public}\"\n{text}"),
        )
        .unwrap();
        (place, public)
    }

    pub fn data(&self) -> PathBuf {
        self.dir.path().join("data")
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// What the branch's clock shows now.
    fn now(&self) -> Option<Timestamp> {
        let (at, since) = self.clock?;
        Some(Timestamp::from_millis(
            at.millis() + i64::try_from(since.elapsed().as_millis()).unwrap(),
        ))
    }

    /// The command line of a hub here.
    pub fn hub_command(&self) -> Command {
        let mut command = Command::new(program("antre"));
        command.arg("hub").arg("--data").arg(self.data());
        command.arg("--listen").arg(self.address.to_string());
        command.arg("--branch").arg(&self.branch_file);
        if let Some(now) = self.now() {
            command.arg("--at").arg(now.to_string());
        }
        command
    }

    pub fn start_hub(&self) -> HubProcess {
        HubProcess::start(self.hub_command())
    }

    /// A token made by `antre token`, through the running hub or without one.
    pub fn token(&self, role: &str, counter: Option<&str>) -> Token {
        Token::new(&self.token_text(role, counter)).unwrap()
    }

    /// The same as its bearer keeps it.
    pub fn token_text(&self, role: &str, counter: Option<&str>) -> String {
        let mut command = Command::new(program("antre"));
        command
            .arg("token")
            .arg("--data")
            .arg(self.data())
            .arg("--role")
            .arg(role);
        if let Some(counter) = counter {
            command.arg("--counter").arg(counter);
        }
        let output = command.output().unwrap();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    pub fn client(
        &self,
        token: Token,
        view: ViewKind,
        outbox: Option<&str>,
    ) -> (Client, mpsc::Receiver<ClientEvent>) {
        let options = ClientOptions {
            hub_url: format!("http://{}", self.address),
            token,
            view,
            outbox: outbox.map(|name| self.path(name)),
            reserve: None,
        };
        Client::connect(options).unwrap()
    }

    /// Every event of the log, as a program that was not there reads it. No hub may run.
    pub fn log(&self) -> Vec<(u64, Event)> {
        let dir = DataDir::open(
            self.data(),
            OpenOptions {
                create: false,
                rehearsal: self.clock.is_some(),
            },
        )
        .unwrap();
        events(&dir.reader().unwrap(), 1)
    }

    /// Follows the log beside a running hub, from its beginning.
    pub fn follow(&self) -> Following {
        Following {
            reader: LogReader::open(&self.data()).unwrap(),
            next: 1,
        }
    }

    /// `antre verify` finds nothing.
    pub fn assert_verified(&self) {
        let output = Command::new(program("antre"))
            .arg("verify")
            .arg("--data")
            .arg(self.data())
            .output()
            .unwrap();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stdout)
        );
    }
}

/// A reader of the log beside a running hub.
pub struct Following {
    reader: LogReader,
    next: u64,
}

impl Following {
    /// What has become durable since it was last asked.
    pub fn newer(&mut self) -> Vec<(u64, Event)> {
        let newer = events(&self.reader, self.next);
        self.next += newer.len() as u64;
        newer
    }
}

fn events(reader: &LogReader, from: u64) -> Vec<(u64, Event)> {
    let mut events = Vec::new();
    loop {
        let page = reader.events(from + events.len() as u64, 4_096).unwrap();
        if page.is_empty() {
            return events;
        }
        let read = |stored: &StoredEvent| (stored.seq, decode(&stored.body).unwrap());
        events.extend(page.iter().map(read));
    }
}

/// A running hub. Dropping it kills it.
pub struct HubProcess {
    child: Child,
    _stdout: Lines<BufReader<ChildStdout>>,
}

impl HubProcess {
    /// Starts a hub and waits until it says where it answers.
    pub fn start(mut command: Command) -> Self {
        let mut hub = Self::spawn(&mut command);
        let line = hub._stdout.next();
        assert!(
            matches!(line, Some(Ok(_))),
            "the hub ended before it answered: {command:?}"
        );
        hub
    }

    /// Starts a hub and does not wait.
    pub fn spawn(command: &mut Command) -> Self {
        let mut child = command
            .stdout(Stdio::piped())
            .stdin(Stdio::null())
            .spawn()
            .unwrap();
        let stdout = BufReader::new(child.stdout.take().unwrap()).lines();
        Self {
            child,
            _stdout: stdout,
        }
    }

    /// SIGKILL: no destructor runs, no buffer is flushed.
    pub fn kill_9(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// SIGTERM, and waits for a graceful end.
    pub fn terminate(mut self) -> std::process::ExitStatus {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").arg(&pid).status().unwrap().success());
        self.child.wait().unwrap()
    }
}

impl Drop for HubProcess {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub fn free_address() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
}

pub fn service(id: &str) -> ServiceId {
    ServiceId::new(id).unwrap()
}

pub fn counter(id: &str) -> CounterId {
    CounterId::new(id).unwrap()
}

pub fn issue(id: &str) -> IssueRequest {
    IssueRequest {
        service: service(id),
        class: None,
        locale: None,
        count: None,
        party: None,
        booked_at: None,
        needs: Vec::new(),
    }
}

/// Something that tasks write down together.
pub type Notes<T> = Arc<std::sync::Mutex<Vec<T>>>;
