//! The one thread that waits on a printer's line, its clock and whatever happens to it.

use std::collections::VecDeque;
use std::fs;
use std::os::fd::{AsFd, OwnedFd};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use rustix::event::{EventfdFlags, PollFd, PollFlags, Timespec};
use rustix::io::Errno;

use super::port::Port;
use super::{ServeError, ServeOptions};
use crate::canvas::Paper;
use crate::happening::Happening;
use crate::simulator::Simulator;

/// Bytes taken from the line at once.
const READ_BYTES: usize = 4 * 1024;
/// Answers that a host does not take; more are lost.
const OUTGOING_BYTES_MAX: usize = 16 * 1024;
/// A paced link gives its bytes in pieces of so much time.
const PIECES_PER_SEC: u32 = 200;
/// How long the line may take to be pulled out or put back.
const PLUG_DEADLINE: Duration = Duration::from_secs(10);

pub(super) struct Shared {
    options: ServeOptions,
    first: u32,
    state: Mutex<State>,
    changed: Condvar,
    stopping: AtomicBool,
    bell: OwnedFd,
}

struct State {
    simulator: Simulator,
    outgoing: VecDeque<u8>,
    looked_at: Instant,
    written: u32,
    plugged: bool,
    ended: bool,
}

/// What the line is waited on for.
struct Turn {
    room: usize,
    has_answers: bool,
    wakes_in: Option<Duration>,
}

#[derive(Default)]
struct Ready {
    to_read: bool,
    to_write: bool,
    broken: bool,
    knocked: bool,
}

impl Shared {
    pub(super) fn new(options: &ServeOptions) -> Result<Self, ServeError> {
        let dir = &options.out_dir;
        let failed = |source| ServeError::Out {
            path: dir.clone(),
            source,
        };
        fs::create_dir_all(dir).map_err(failed)?;
        let last = fs::read_dir(dir)
            .map_err(failed)?
            .filter_map(|entry| number_of(&entry.ok()?.path()))
            .max()
            .unwrap_or(0);
        let state = State {
            simulator: Simulator::new(options.printer),
            outgoing: VecDeque::new(),
            looked_at: now(),
            written: 0,
            plugged: true,
            ended: false,
        };
        let bell = rustix::event::eventfd(0, EventfdFlags::CLOEXEC | EventfdFlags::NONBLOCK)
            .map_err(std::io::Error::from)?;
        Ok(Self {
            options: options.clone(),
            first: last + 1,
            state: Mutex::new(state),
            changed: Condvar::new(),
            stopping: AtomicBool::new(false),
            bell,
        })
    }

    pub(super) fn serve(&self, port: Port) -> Result<(), ServeError> {
        let served = self.serve_until_stopped(port);
        self.lock().ended = true;
        self.changed.notify_all();
        served
    }

    pub(super) fn stop(&self) {
        self.stopping.store(true, Ordering::SeqCst);
        self.ring();
    }

    pub(super) fn happen(&self, happening: Happening) -> Result<(), ServeError> {
        let mut state = self.lock();
        state.pass_time();
        let answers = state.simulator.happen(happening);
        state.say(&answers);
        let written = self.write_papers(&mut state);
        let reachable = state.simulator.is_reachable();
        drop(state);
        self.ring();
        drop(self.wait_while(PLUG_DEADLINE, |state| state.plugged != reachable));
        self.changed.notify_all();
        written
    }

    pub(super) fn inspect<R>(&self, look: impl FnOnce(&Simulator) -> R) -> R {
        look(&self.lock().simulator)
    }

    pub(super) fn papers(&self) -> u32 {
        self.lock().written
    }

    pub(super) fn pictures(&self) -> Vec<PathBuf> {
        (0..self.papers()).map(|nth| self.picture(nth)).collect()
    }

    pub(super) fn wait_until(
        &self,
        at_most: Duration,
        reached: impl Fn(&Simulator) -> bool,
    ) -> bool {
        let state = self.wait_while(at_most, |state| !reached(&state.simulator));
        reached(&state.simulator)
    }

    pub(super) fn wait_for_papers(&self, count: u32, at_most: Duration) -> bool {
        self.wait_while(at_most, |state| state.written < count)
            .written
            >= count
    }

    fn serve_until_stopped(&self, mut port: Port) -> Result<(), ServeError> {
        let mut next_read_at = now();
        while !self.stopping.load(Ordering::SeqCst) {
            let turn = self.turn(&mut port)?;
            let paced = next_read_at.saturating_duration_since(now());
            let ready = self.wait(&port, &turn, paced)?;
            if ready.knocked {
                port.accept()?;
                self.lock().outgoing.clear();
            }
            if ready.to_write {
                self.speak(&mut port);
            }
            if ready.to_read {
                let taken = self.listen(&mut port, turn.room)?;
                if let Some(bytes_per_sec) = self.options.bytes_per_sec {
                    let secs = taken as f64 / f64::from(bytes_per_sec.max(1));
                    next_read_at = next_read_at.max(now()) + Duration::from_secs_f64(secs);
                }
            } else if ready.broken {
                port.hang_up();
            }
        }
        Ok(())
    }

    /// Lets the printer's time pass, and sees what it waits for next.
    fn turn(&self, port: &mut Port) -> Result<Turn, ServeError> {
        let mut state = self.lock();
        state.pass_time();
        self.write_papers(&mut state)?;
        let reachable = state.simulator.is_reachable();
        if state.plugged != reachable {
            port.follow(reachable)?;
            state.plugged = reachable;
            state.outgoing.clear();
        }
        if port.line().is_none() {
            state.outgoing.clear();
        }
        let turn = Turn {
            room: state.simulator.room_bytes().min(self.piece_bytes()),
            has_answers: !state.outgoing.is_empty(),
            wakes_in: state.simulator.wakes_in(),
        };
        drop(state);
        self.changed.notify_all();
        Ok(turn)
    }

    fn wait(&self, port: &Port, turn: &Turn, paced: Duration) -> Result<Ready, ServeError> {
        let may_read = turn.room > 0 && paced.is_zero();
        let mut wanted = PollFlags::empty();
        wanted.set(PollFlags::IN, may_read);
        wanted.set(PollFlags::OUT, turn.has_answers);
        let pace = (turn.room > 0 && !paced.is_zero()).then_some(paced);
        let timeout = [turn.wakes_in, pace].into_iter().flatten().min();
        let timeout = timeout.map(|timeout| {
            Timespec::try_from(timeout).unwrap_or(Timespec {
                tv_sec: i64::from(i32::MAX),
                tv_nsec: 0,
            })
        });

        let mut polled = vec![PollFd::new(&self.bell, PollFlags::IN)];
        // While it is paced, nothing is wanted of the line: a host that has gone may still have left
        // bytes that are due.
        let line = port.line().filter(|_| turn.room == 0 || !wanted.is_empty());
        if let Some(line) = &line {
            polled.push(PollFd::new(line, wanted));
        }
        let door = port.door();
        if let Some(door) = &door {
            polled.push(PollFd::new(door, PollFlags::IN));
        }
        match rustix::event::poll(&mut polled, timeout.as_ref()) {
            Ok(_) => {}
            Err(Errno::INTR) => return Ok(Ready::default()),
            Err(error) => return Err(std::io::Error::from(error).into()),
        }
        let mut seen = polled.iter().map(PollFd::revents);
        if seen.next().is_some_and(|bell| !bell.is_empty()) {
            // A bell that was rung twice is as good as once.
            let _ = rustix::io::read(&self.bell, &mut [0; 8]);
        }
        let on_line = line.and_then(|_| seen.next()).unwrap_or(PollFlags::empty());
        let at_door = door.and_then(|_| seen.next()).unwrap_or(PollFlags::empty());
        Ok(Ready {
            to_read: may_read && on_line.intersects(PollFlags::IN),
            to_write: on_line.contains(PollFlags::OUT),
            broken: on_line.intersects(PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL),
            knocked: !at_door.is_empty(),
        })
    }

    /// Takes what has come, and answers how much.
    fn listen(&self, port: &mut Port, room: usize) -> Result<usize, ServeError> {
        let mut bytes = [0; READ_BYTES];
        let read = port
            .line()
            .map(|line| rustix::io::read(line, &mut bytes[..room.min(READ_BYTES)]));
        match read {
            Some(Ok(taken @ 1..)) => {
                let mut state = self.lock();
                state.pass_time();
                let answers = state.simulator.feed(&bytes[..taken]);
                state.say(&answers);
                self.write_papers(&mut state)?;
                drop(state);
                // Answers need not wait for the next turn.
                self.speak(port);
                Ok(taken)
            }
            Some(Err(Errno::AGAIN | Errno::INTR)) | None => Ok(0),
            // A line that breaks is no fault of the printer.
            Some(Ok(_) | Err(_)) => {
                port.hang_up();
                Ok(0)
            }
        }
    }

    fn speak(&self, port: &mut Port) {
        let mut state = self.lock();
        let written = match port.line() {
            Some(line) if !state.outgoing.is_empty() => {
                rustix::io::write(line, state.outgoing.make_contiguous())
            }
            Some(_) | None => Ok(0),
        };
        match written {
            Ok(written) => drop(state.outgoing.drain(..written)),
            Err(Errno::AGAIN | Errno::INTR) => {}
            Err(_) => port.hang_up(),
        }
    }

    fn piece_bytes(&self) -> usize {
        let piece = |bytes_per_sec: u32| (bytes_per_sec / PIECES_PER_SEC).max(1) as usize;
        self.options
            .bytes_per_sec
            .map_or(READ_BYTES, piece)
            .min(READ_BYTES)
    }

    fn write_papers(&self, state: &mut State) -> Result<(), ServeError> {
        for paper in state.simulator.take_papers() {
            write_whole(&self.picture(state.written), &paper)?;
            state.written += 1;
        }
        Ok(())
    }

    fn picture(&self, nth: u32) -> PathBuf {
        let name = format!("{:04}.png", self.first + nth);
        self.options.out_dir.join(name)
    }

    fn ring(&self) {
        // Full only where it has rung already.
        let _ = rustix::io::write(self.bell.as_fd(), &1u64.to_ne_bytes());
    }

    fn wait_while(
        &self,
        at_most: Duration,
        waiting: impl Fn(&State) -> bool,
    ) -> MutexGuard<'_, State> {
        let waiting = |state: &mut State| !state.ended && waiting(state);
        let waited = self
            .changed
            .wait_timeout_while(self.lock(), at_most, waiting);
        waited.unwrap_or_else(PoisonError::into_inner).0
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Gives the printer the time that has gone by.
    fn pass_time(&mut self) {
        let now = now();
        let passed = now.saturating_duration_since(self.looked_at);
        self.looked_at = now;
        let answers = self.simulator.advance(passed);
        self.say(&answers);
    }

    fn say(&mut self, answers: &[u8]) {
        let room = OUTGOING_BYTES_MAX - self.outgoing.len();
        self.outgoing.extend(answers.iter().take(room));
    }
}

/// The one clock of this room: it stands outside of the simulator.
#[allow(clippy::disallowed_methods)]
fn now() -> Instant {
    Instant::now()
}

/// Under another name first, so that whoever watches the directory never reads half a picture.
fn write_whole(path: &Path, paper: &Paper) -> Result<(), ServeError> {
    let failed = |source| ServeError::Out {
        path: path.to_owned(),
        source,
    };
    let partial = path.with_extension("part");
    let png = paper.to_png()?;
    fs::write(&partial, png).map_err(failed)?;
    fs::rename(&partial, path).map_err(failed)
}

fn number_of(path: &Path) -> Option<u32> {
    let is_png = path.extension().is_some_and(|extension| extension == "png");
    is_png
        .then(|| path.file_stem()?.to_str()?.parse().ok())
        .flatten()
}
