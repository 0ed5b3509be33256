//! A screen that answers to nobody is started anew.
//!
//! A frozen number is a lie, and a hall has nobody who knows where the power switch is. The event loop is
//! asked every few seconds to say that it lives; where it does not, the process aborts and whoever
//! started it (systemd, a loop in a script) starts it again. systemd is told that the screen is ready
//! and alive, by its own protocol (sd_notify(3)), where it asked for that.

use std::env;
use std::io;
use std::os::linux::net::SocketAddrExt as _;
use std::os::unix::net::{SocketAddr, UnixDatagram};
use std::process;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// How long an event loop may take to answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// It is asked so often, if it has answered the last time.
    pub step: Duration,
    /// After so many steps without an answer the process ends. Steps that the process itself slept
    /// through (suspended, stopped) count as one.
    pub steps_max: u32,
}

impl Default for Patience {
    /// Asked every 5 seconds, given up after 15.
    fn default() -> Self {
        Self {
            step: Duration::from_secs(5),
            steps_max: 3,
        }
    }
}

/// Watches over the event loop of this process, until dropped.
#[derive(Debug)]
pub struct Watchdog {
    words: Sender<Word>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Debug, Clone, Copy)]
enum Word {
    /// The event loop has answered.
    Alive,
    /// There is no event loop to ask.
    Gone,
    Stop,
}

impl Watchdog {
    /// Begins to watch. Call it when the platform is set and the event loop is about to run.
    ///
    /// # Errors
    /// The process cannot have another thread.
    pub fn start(patience: Patience) -> io::Result<Self> {
        // One question is open at a time, so at most one answer and the end lie in here.
        let (words, heard) = mpsc::channel();
        let (questions, asked) = mpsc::channel();
        let answers = words.clone();
        // Asking may hang with the loop that is asked, so whoever counts the time does not ask.
        thread::Builder::new()
            .name("watchdog-asks".to_owned())
            .spawn(move || ask(&asked, &answers))?;
        let thread = thread::Builder::new()
            .name("watchdog".to_owned())
            .spawn(move || watch(patience, &questions, &heard, Notify::from_environment()))?;
        Ok(Self {
            words,
            thread: Some(thread),
        })
    }
}

impl Drop for Watchdog {
    fn drop(&mut self) {
        // Fails only where nobody watches any more.
        let _ = self.words.send(Word::Stop);
        if let Some(thread) = self.thread.take() {
            // A panic there has been logged.
            let _ = thread.join();
        }
    }
}

fn ask(asked: &Receiver<()>, answers: &Sender<Word>) {
    for () in asked {
        let answer = answers.clone();
        let is_asked = slint::invoke_from_event_loop(move || {
            // Fails only where nobody watches any more.
            let _ = answer.send(Word::Alive);
        });
        if is_asked.is_err() {
            let _ = answers.send(Word::Gone);
        }
    }
}

fn watch(
    patience: Patience,
    questions: &Sender<()>,
    heard: &Receiver<Word>,
    mut notify: Option<Notify>,
) {
    let asked_of_us = notify.as_ref().and_then(|notify| notify.step_max);
    let step = asked_of_us.map_or(patience.step, |most| most.min(patience.step));
    loop {
        if questions.send(()).is_err() {
            return;
        }
        let mut steps = 0;
        loop {
            match heard.recv_timeout(patience.step) {
                Ok(Word::Alive) => break,
                Ok(Word::Gone | Word::Stop) | Err(RecvTimeoutError::Disconnected) => return,
                Err(RecvTimeoutError::Timeout) => steps += 1,
            }
            if steps >= patience.steps_max {
                let secs = (patience.step * patience.steps_max).as_secs_f32();
                eprintln!("the screen has not answered for {secs} s: aborting, to be started anew");
                process::abort();
            }
        }
        if let Some(notify) = &mut notify {
            notify.alive();
        }
        match heard.recv_timeout(step) {
            Err(RecvTimeoutError::Timeout) | Ok(Word::Alive) => {}
            Ok(Word::Gone | Word::Stop) | Err(RecvTimeoutError::Disconnected) => return,
        }
    }
}

/// The service manager, as it asked to be told.
#[derive(Debug)]
struct Notify {
    socket: UnixDatagram,
    manager: SocketAddr,
    /// It gives up after twice as long without a word.
    step_max: Option<Duration>,
    ready: bool,
}

impl Notify {
    /// `NOTIFY_SOCKET`, `WATCHDOG_USEC` and `WATCHDOG_PID`; `None` where no manager listens.
    fn from_environment() -> Option<Self> {
        let name = env::var("NOTIFY_SOCKET").ok()?;
        let manager = match name.strip_prefix('@') {
            Some(name) => SocketAddr::from_abstract_name(name),
            None => SocketAddr::from_pathname(&name),
        };
        let connected = manager.and_then(|manager| Ok((UnixDatagram::unbound()?, manager)));
        let (socket, manager) = connected
            .inspect_err(|error| eprintln!("the service manager at {name:?}: {error}"))
            .ok()?;
        let ours = env::var("WATCHDOG_PID").map_or(true, |pid| pid == process::id().to_string());
        let micros = env::var("WATCHDOG_USEC").ok().filter(|_| ours);
        let micros = micros.and_then(|micros| micros.parse().ok());
        Some(Self {
            socket,
            manager,
            step_max: micros.map(|micros| Duration::from_micros(micros) / 2),
            ready: false,
        })
    }

    fn alive(&mut self) {
        let word = match (self.ready, self.step_max) {
            (false, Some(_)) => "READY=1\nWATCHDOG=1",
            (false, None) => "READY=1",
            (true, Some(_)) => "WATCHDOG=1",
            (true, None) => return,
        };
        // A manager that is being restarted hears the next one.
        self.ready |= self
            .socket
            .send_to_addr(word.as_bytes(), &self.manager)
            .is_ok();
    }
}
