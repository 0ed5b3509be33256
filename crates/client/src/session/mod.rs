//! Follows one view of a hub: connect, greet, take a snapshot or a tail, then frames, for ever.
//!
//! # How it is driven
//!
//! After every `handle_*` call, drain [`Session::poll_transmit`], [`Session::poll_view`] and
//! [`Session::poll_event`], then sleep until [`Session::poll_deadline`] or until the socket speaks.
//! After [`Transmit::Close`] no more is delivered from that socket.
//!
//! # What it believes
//!
//! A frame is taken only where it follows on what is known. Anything else (no JSON, an event that is
//! not newer than the last, a tail from another place) ends the connection, and the next one asks for
//! a snapshot. What this cannot see is an event frame that the hub leaves out within a connection:
//! sequences are sparse, and a frame does not name the one before it.

mod announcements;
mod signal;

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use antre_domain::Timestamp;
use antre_protocol::{Change, ClientMessage, HEARTBEAT_SECS, Hello, ServerMessage, View, ViewKind};

use crate::Moment;
use crate::backoff::Jitter;
use announcements::Announcements;

pub use announcements::{ANNOUNCEMENTS_MAX, Announcement};
pub use signal::{CloseReason, Closed, Reason, SessionEvent, Transmit};

/// Nothing heard for so long: the screen must say that it is not current. Two heartbeats, and within
/// the five seconds that a hall display is allowed.
pub const STALE_AFTER: Duration = Duration::from_secs(2 * HEARTBEAT_SECS);
/// Nothing heard for so long: the socket is taken for dead, though it may look open.
pub const SILENCE_MAX: Duration = Duration::from_secs(3 * HEARTBEAT_SECS);
/// A connection that is not open after so long is given up.
pub const CONNECT_MAX: Duration = Duration::from_secs(5);
/// A connection that has lasted so long sets the backoff back to its start.
pub const STABLE_AFTER: Duration = Duration::from_secs(10);
/// The longest message that a driver reads, in bytes: room for a snapshot of the largest branch. A
/// longer one counts as a lost socket.
pub const MESSAGE_BYTES_MAX: usize = 8 * 1024 * 1024;

/// Follows one view of a hub. See the [module](self) for how it is driven.
#[derive(Debug)]
pub struct Session {
    kind: ViewKind,
    phase: Phase,
    known: Option<Known>,
    /// Whether the next hello may name what is known, rather than ask for everything.
    resume: bool,
    heard_at: Moment,
    clock: Option<Clock>,
    failures: u32,
    jitter: Jitter,
    transmits: VecDeque<Transmit>,
    view_changed: bool,
    fresh: Option<bool>,
    fresh_untold: bool,
    refused: Option<u16>,
    refused_untold: bool,
    announcements: Announcements,
}

#[derive(Debug, Clone, Copy)]
enum Phase {
    Waiting { until: Moment },
    Connecting { until: Moment },
    Greeting { opened_at: Moment },
    Following { opened_at: Moment },
}

#[derive(Debug)]
struct Known {
    epoch: String,
    seq: u64,
    view: Arc<View>,
}

/// What the hub's clock showed, and when that was heard.
#[derive(Debug, Clone, Copy)]
struct Clock {
    at: Timestamp,
    heard_at: Moment,
}

impl Session {
    /// A session that wants to connect at once. `seed` spreads its reconnects from other clients'.
    pub fn new(kind: ViewKind, now: Moment, seed: u64) -> Self {
        let mut session = Self {
            kind,
            phase: Phase::Waiting { until: now },
            known: None,
            resume: true,
            heard_at: now,
            clock: None,
            failures: 0,
            jitter: Jitter::new(seed),
            transmits: VecDeque::new(),
            view_changed: false,
            fresh: None,
            fresh_untold: false,
            refused: None,
            refused_untold: false,
            announcements: Announcements::default(),
        };
        session.connect(now);
        session
    }

    /// The socket is open.
    pub fn handle_open(&mut self, now: Moment) {
        let Phase::Connecting { .. } = self.phase else {
            return;
        };
        self.phase = Phase::Greeting { opened_at: now };
        let known = self.known.as_ref().filter(|_| self.resume);
        let hello = ClientMessage::Hello(Hello {
            epoch: known.map(|known| known.epoch.clone()),
            seq: known.map(|known| known.seq),
            view: self.kind,
        });
        let text = serde_json::to_string(&hello).expect("a hello is representable in JSON");
        self.transmits.push_back(Transmit::Text(text));
    }

    /// The hub said `text`.
    pub fn handle_text(&mut self, now: Moment, text: &str) {
        match self.phase {
            // A last word of a socket that was already dropped.
            Phase::Waiting { .. } | Phase::Connecting { .. } => {}
            Phase::Greeting { .. } | Phase::Following { .. } => match self.take_in(now, text) {
                Ok(()) => self.heard(now),
                Err(reason) => {
                    self.resume = false;
                    self.close(now, reason);
                }
            },
        }
    }

    /// The socket was lost, or could not be opened.
    pub fn handle_closed(&mut self, now: Moment, closed: Closed) {
        if let Closed::Refused { status } = closed
            && self.refused != Some(status)
        {
            self.refused = Some(status);
            self.refused_untold = true;
        }
        match self.phase {
            Phase::Waiting { .. } => {}
            Phase::Connecting { .. } | Phase::Greeting { .. } | Phase::Following { .. } => {
                self.wait(now)
            }
        }
    }

    /// Time has passed: does what is due.
    pub fn handle_timeout(&mut self, now: Moment) {
        while let Some((due_at, reason)) = self.poll_deadline()
            && due_at <= now
        {
            match reason {
                Reason::Reconnect => self.connect(now),
                Reason::NotOpened => self.close(now, CloseReason::NotOpened),
                Reason::Stale => self.set_fresh(false),
                Reason::Silence => self.close(now, CloseReason::Silence),
            }
        }
    }

    /// What the driver must do next, until `None`.
    pub fn poll_transmit(&mut self) -> Option<Transmit> {
        self.transmits.pop_front()
    }

    /// The newest view, once after each change; views in between are passed over.
    pub fn poll_view(&mut self) -> Option<Arc<View>> {
        let known = self.known.as_ref().filter(|_| self.view_changed)?;
        self.view_changed = false;
        Some(Arc::clone(&known.view))
    }

    /// What the app should know next, until `None`. Only the newest state of the line is kept, and at
    /// most [`ANNOUNCEMENTS_MAX`] announcements: then the oldest are dropped and counted.
    pub fn poll_event(&mut self) -> Option<SessionEvent> {
        if std::mem::take(&mut self.refused_untold)
            && let Some(status) = self.refused
        {
            return Some(SessionEvent::Refused { status });
        }
        if std::mem::take(&mut self.fresh_untold) {
            return Some(match self.fresh {
                Some(true) => SessionEvent::Live,
                Some(false) | None => SessionEvent::Stale {
                    since: self.heard_at,
                },
            });
        }
        self.announcements.poll()
    }

    /// Whether [`poll_event`](Self::poll_event) has something to say.
    pub fn has_event(&self) -> bool {
        self.refused_untold || self.fresh_untold || !self.announcements.is_empty()
    }

    /// When [`handle_timeout`](Self::handle_timeout) is due, and why.
    pub fn poll_deadline(&self) -> Option<(Moment, Reason)> {
        let of_phase = match self.phase {
            Phase::Waiting { until } => (until, Reason::Reconnect),
            Phase::Connecting { until } => (until, Reason::NotOpened),
            Phase::Greeting { opened_at } | Phase::Following { opened_at } => {
                (self.heard_at.max(opened_at) + SILENCE_MAX, Reason::Silence)
            }
        };
        let stale = (self.heard_at + STALE_AFTER, Reason::Stale);
        let can_become_stale = self.fresh != Some(false);
        Some(if can_become_stale && stale.0 <= of_phase.0 {
            stale
        } else {
            of_phase
        })
    }

    /// What the hub's clock shows at `now`, from its last word; `None` before the first.
    pub fn hub_time(&self, now: Moment) -> Option<Timestamp> {
        self.clock.map(|clock| clock.show(now))
    }

    /// What the hub's clock showed when it last spoke, and when that was.
    pub fn last_word(&self) -> Option<(Moment, Timestamp)> {
        Some((self.heard_at, self.hub_time(self.heard_at)?))
    }

    /// Whether the view is current; `None` before that is known.
    pub fn is_fresh(&self) -> Option<bool> {
        self.fresh
    }

    /// The HTTP status by which the hub does not let this client in.
    pub fn refused(&self) -> Option<u16> {
        self.refused
    }

    fn connect(&mut self, now: Moment) {
        self.phase = Phase::Connecting {
            until: now + CONNECT_MAX,
        };
        self.transmits.push_back(Transmit::Connect);
    }

    fn close(&mut self, now: Moment, reason: CloseReason) {
        // What was not sent yet belongs to the connection that ends here.
        self.transmits.clear();
        self.transmits.push_back(Transmit::Close(reason));
        self.wait(now);
    }

    fn wait(&mut self, now: Moment) {
        if let Phase::Following { opened_at } = self.phase
            && now.since(opened_at) >= STABLE_AFTER
        {
            self.failures = 0;
        }
        self.failures = self.failures.saturating_add(1);
        self.phase = Phase::Waiting {
            until: now + self.jitter.wait(self.failures),
        };
    }

    fn heard(&mut self, now: Moment) {
        self.heard_at = now;
        self.refused = None;
        self.set_fresh(true);
    }

    fn set_fresh(&mut self, fresh: bool) {
        if self.fresh != Some(fresh) {
            self.fresh = Some(fresh);
            self.fresh_untold = true;
        }
    }

    fn take_in(&mut self, now: Moment, text: &str) -> Result<(), CloseReason> {
        let message = serde_json::from_str(text).map_err(|_| CloseReason::Malformed)?;
        match message {
            ServerMessage::Snapshot {
                epoch,
                seq,
                at,
                view,
                calls,
            } => {
                self.check_kind(&view)?;
                self.check_snapshot(&epoch, seq)?;
                let clock = self.set_clock(at, now);
                self.announcements
                    .of_snapshot(&epoch, seq, calls, clock.show(now));
                self.known = Some(Known {
                    epoch,
                    seq,
                    view: Arc::new(*view),
                });
                self.view_changed = true;
                self.follow();
            }
            ServerMessage::Tail { epoch, seq, at } => {
                let Phase::Greeting { .. } = self.phase else {
                    return Err(CloseReason::OutOfOrder);
                };
                let asked_for = self.known.as_ref().filter(|_| self.resume);
                if !asked_for.is_some_and(|known| known.epoch == epoch && known.seq == seq) {
                    return Err(CloseReason::OutOfOrder);
                }
                self.set_clock(at, now);
                self.follow();
            }
            ServerMessage::Event { seq, at, changes } => {
                let clock = self.clock.unwrap_or(Clock { at, heard_at: now });
                self.advance(|known_seq| seq > known_seq, seq)?;
                self.apply(changes, clock.show(now).max(at))?;
            }
            ServerMessage::Live { seq, at, changes } => {
                self.advance(|known_seq| seq >= known_seq, seq)?;
                let clock = self.set_clock(at, now);
                self.apply(changes, clock.show(now))?;
            }
        }
        Ok(())
    }

    fn check_kind(&self, view: &View) -> Result<(), CloseReason> {
        let kind = match view {
            View::Kiosk(_) => ViewKind::Kiosk,
            View::Display(_) => ViewKind::Display,
            View::Counter(_) => ViewKind::Counter,
        };
        if kind == self.kind {
            Ok(())
        } else {
            Err(CloseReason::Malformed)
        }
    }

    /// As the answer to a hello a snapshot is the truth, whatever was known. Later it may skip ahead,
    /// or begin another history, but an older one of the same history is a stray.
    fn check_snapshot(&self, epoch: &str, seq: u64) -> Result<(), CloseReason> {
        match (self.phase, &self.known) {
            (Phase::Following { .. }, Some(known)) if known.epoch == epoch && seq < known.seq => {
                Err(CloseReason::OutOfOrder)
            }
            _ => Ok(()),
        }
    }

    fn follow(&mut self) {
        self.resume = true;
        if let Phase::Greeting { opened_at } = self.phase {
            self.phase = Phase::Following { opened_at };
        }
    }

    fn advance(&mut self, follows: impl FnOnce(u64) -> bool, seq: u64) -> Result<(), CloseReason> {
        match (self.phase, &mut self.known) {
            (Phase::Following { .. }, Some(known)) if follows(known.seq) => {
                known.seq = seq;
                Ok(())
            }
            _ => Err(CloseReason::OutOfOrder),
        }
    }

    fn apply(&mut self, changes: Vec<Change>, hub_time: Timestamp) -> Result<(), CloseReason> {
        for change in changes {
            if let Change::Reset { view } = &change {
                self.check_kind(view)?;
            }
            if let Change::Called { call } = &change {
                self.announcements.of_frame(call, hub_time);
            }
            if let Some(known) = &mut self.known {
                Arc::make_mut(&mut known.view).apply(change);
                self.view_changed = true;
            }
        }
        Ok(())
    }

    fn set_clock(&mut self, at: Timestamp, now: Moment) -> Clock {
        *self.clock.insert(Clock { at, heard_at: now })
    }
}

impl Clock {
    fn show(self, now: Moment) -> Timestamp {
        let passed_ms = i64::try_from(now.since(self.heard_at).as_millis()).unwrap_or(i64::MAX);
        Timestamp::from_millis(self.at.millis().saturating_add(passed_ms))
    }
}
