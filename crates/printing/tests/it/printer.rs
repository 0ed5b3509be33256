//! A printer with faults on command, on the network or on a serial port. It shares nothing with the
//! code under test.

use std::fs::File;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::fd::OwnedFd;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::thread;

use rustix::pty::{OpenptFlags, grantpt, ioctl_tiocgptpeer, openpt, ptsname, unlockpt};
use rustix::termios::{OptionalActions, tcgetattr, tcsetattr};

use crate::PATIENCE;

/// What this printer does and does not.
#[derive(Clone)]
pub(crate) struct Habits {
    /// Its answers to the four status questions; none from a mute printer.
    pub(crate) status: Option<[u8; 4]>,
    /// It proves prints.
    pub(crate) proof: bool,
    /// Said unasked once so many bytes for paper have come.
    pub(crate) outburst: Option<(usize, Vec<u8>)>,
    /// Closes the connection once so many bytes for paper have come. Happens once.
    pub(crate) close_after: Option<usize>,
    /// Reads no more once so many bytes for paper have come.
    pub(crate) hang_after: Option<usize>,
    /// Closes the connection at the next question. Happens once.
    pub(crate) drops_idle: bool,
}

pub(crate) const READY: [u8; 4] = [0x12; 4];
pub(crate) const PAPER_OUT: [u8; 4] = [0x1a, 0x32, 0x12, 0x7e];

impl Habits {
    pub(crate) fn good() -> Self {
        Self {
            status: Some(READY),
            proof: true,
            outburst: None,
            close_after: None,
            hang_after: None,
            drops_idle: false,
        }
    }

    pub(crate) fn mute() -> Self {
        Self {
            status: None,
            proof: false,
            ..Self::good()
        }
    }
}

pub(crate) struct TestPrinter {
    url: String,
    inside: Shared,
}

type Shared = Arc<(Mutex<Inside>, Condvar)>;

struct Inside {
    habits: Habits,
    paper: Vec<u8>,
    connections: usize,
    questions: usize,
    /// By which proofs were asked for.
    marks: Vec<[u8; 4]>,
    switched_off: bool,
}

impl TestPrinter {
    pub(crate) fn new(habits: Habits) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("tcp://{}", listener.local_addr().unwrap());
        let printer = Self::at(url, habits);
        let inside = Arc::clone(&printer.inside);
        let turn = Arc::new(Mutex::new(()));
        thread::spawn(move || {
            for stream in listener.incoming() {
                if inside.0.lock().unwrap().switched_off {
                    return;
                }
                let (inside, turn) = (Arc::clone(&inside), Arc::clone(&turn));
                // One host at a time, as such printers do: what a dead one left is printed first.
                thread::spawn(move || converse(stream.unwrap(), &inside, turn.lock().ok()));
            }
        });
        printer
    }

    /// At the other end of a pseudo-terminal.
    pub(crate) fn on_serial(habits: Habits) -> Self {
        let terminal = Terminal::open();
        let url = format!("serial:{}?baud=115200", terminal.path);
        Self::on_terminal(url, habits, terminal)
    }

    /// Behind a device file of this name, as on USB. Where it closes it was unplugged; the name has to
    /// be removed by then.
    pub(crate) fn on_device(habits: Habits, link: &Path) -> Self {
        let terminal = Terminal::open();
        let mut modes = tcgetattr(&terminal.theirs).unwrap();
        modes.make_raw();
        tcsetattr(&terminal.theirs, OptionalActions::Now, &modes).unwrap();
        symlink(&terminal.path, link).unwrap();
        Self::on_terminal(format!("file:{}", link.display()), habits, terminal)
    }

    fn on_terminal(url: String, habits: Habits, terminal: Terminal) -> Self {
        let printer = Self::at(url, habits);
        let inside = Arc::clone(&printer.inside);
        thread::spawn(move || {
            converse(File::from(terminal.ours), &inside, None);
            // Held open until here: with nobody at the other end our own end would fail.
            drop(terminal.theirs);
        });
        printer
    }

    fn at(url: String, habits: Habits) -> Self {
        let inside = Inside {
            habits,
            paper: Vec::new(),
            connections: 0,
            questions: 0,
            marks: Vec::new(),
            switched_off: false,
        };
        Self {
            url,
            inside: Arc::new((Mutex::new(inside), Condvar::new())),
        }
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    pub(crate) fn change(&self, change: impl FnOnce(&mut Habits)) {
        change(&mut self.inside.0.lock().unwrap().habits);
    }

    /// All bytes that were for paper, in order.
    pub(crate) fn paper(&self) -> Vec<u8> {
        self.inside.0.lock().unwrap().paper.clone()
    }

    pub(crate) fn count(&self, mark: &str) -> usize {
        count(&self.paper(), mark)
    }

    /// By which proofs of print were asked for, in order.
    pub(crate) fn marks(&self) -> Vec<[u8; 4]> {
        self.inside.0.lock().unwrap().marks.clone()
    }

    /// How often a host has connected.
    pub(crate) fn connections(&self) -> usize {
        self.inside.0.lock().unwrap().connections
    }

    /// Waits until so many bytes for paper have come.
    pub(crate) fn wait_for_paper(&self, bytes: usize) {
        self.wait_until("bytes", |inside| inside.paper.len() >= bytes);
    }

    /// Waits until so many hosts have connected.
    pub(crate) fn wait_for_connections(&self, count: usize) {
        self.wait_until("connections", |inside| inside.connections >= count);
    }

    /// Waits until so many more questions were asked.
    pub(crate) fn wait_for_questions(&self, more: usize) {
        let asked = self.inside.0.lock().unwrap().questions;
        self.wait_until("questions", |inside| inside.questions >= asked + more);
    }

    /// Waits until so many questions were asked in all.
    pub(crate) fn wait_until_asked(&self, count: usize) {
        self.wait_until("questions", |inside| inside.questions >= count);
    }

    fn wait_until(&self, what: &str, reached: impl Fn(&Inside) -> bool) {
        let (inside, changed) = &*self.inside;
        let (_inside, timeout) = changed
            .wait_timeout_while(inside.lock().unwrap(), PATIENCE, |inside| !reached(inside))
            .unwrap();
        assert!(!timeout.timed_out(), "no more {what} came");
    }
}

/// A pseudo-terminal: our end, the kiosk's end, and the name of that.
struct Terminal {
    ours: OwnedFd,
    theirs: OwnedFd,
    path: String,
}

impl Terminal {
    fn open() -> Self {
        let flags = OpenptFlags::RDWR | OpenptFlags::NOCTTY;
        let ours = openpt(flags).unwrap();
        grantpt(&ours).unwrap();
        unlockpt(&ours).unwrap();
        let theirs = ioctl_tiocgptpeer(&ours, flags).unwrap();
        let path = ptsname(&ours, Vec::new()).unwrap().into_string().unwrap();
        Self { ours, theirs, path }
    }
}

impl Drop for TestPrinter {
    fn drop(&mut self) {
        self.inside.0.lock().unwrap().switched_off = true;
        self.inside.1.notify_all();
        // Wakes the listener, so that it sees it.
        if let Some(address) = self.url.strip_prefix("tcp://") {
            let _gone = TcpStream::connect(address);
        }
    }
}

pub(crate) fn count(paper: &[u8], mark: &str) -> usize {
    let mark = mark.as_bytes();
    paper.windows(mark.len()).filter(|at| at == &mark).count()
}

/// Serves one host for as long as it has its turn; one that hangs leaves it to the next.
fn converse(
    mut stream: impl Read + Write,
    inside: &(Mutex<Inside>, Condvar),
    turn: Option<MutexGuard<'_, ()>>,
) {
    let mut held = Vec::new();
    let mut byte = [0];
    let mut on_paper = 0;
    inside.0.lock().unwrap().connections += 1;
    inside.1.notify_all();
    while stream.read(&mut byte).is_ok_and(|count| count == 1) {
        let (lock, changed) = inside;
        let mut inside = lock.lock().unwrap();
        held.push(byte[0]);
        let mut answer = Vec::new();
        match *held {
            [0x10] | [0x10, 0x04] | [0x1d] | [0x1d, 0x61] | [0x1d, 0x28] => continue,
            [0x1d, 0x28, 0x48, ..] if held.len() < 11 => continue,
            [0x10, 0x04, n @ 1..=4] => {
                inside.questions += 1;
                changed.notify_all();
                if inside.habits.drops_idle {
                    inside.habits.drops_idle = false;
                    return;
                }
                answer.extend(
                    inside
                        .habits
                        .status
                        .map(|status| status[usize::from(n) - 1]),
                );
            }
            [0x1d, 0x61, _] => {}
            [0x1d, 0x28, 0x48, 6, 0, 0x30, 0x30, d1, d2, d3, d4] if inside.habits.proof => {
                inside.marks.push([d1, d2, d3, d4]);
                answer.extend([0x37, 0x22, d1, d2, d3, d4, 0]);
            }
            [0x1d, 0x28, 0x48, ..] => {}
            _ => {
                on_paper += held.len();
                inside.paper.append(&mut held);
                changed.notify_all();
            }
        }
        held.clear();
        if let Some((at, outburst)) = &inside.habits.outburst
            && on_paper >= *at
        {
            answer.extend(outburst);
            inside.habits.outburst = None;
        }
        stream.write_all(&answer).ok();
        if inside.habits.close_after.is_some_and(|at| on_paper >= at) {
            inside.habits.close_after = None;
            return;
        }
        if inside.habits.hang_after.is_some_and(|at| on_paper >= at) {
            drop(turn);
            let _off = changed.wait_while(inside, |inside| !inside.switched_off);
            return;
        }
    }
}
