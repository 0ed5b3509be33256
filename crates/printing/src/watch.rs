use std::time::{Duration, Instant};

use antre_domain::Watched;

use crate::Fault;
use crate::deadlines::Deadlines;
use crate::exchange::{Exchange, REPORT_CHANGES};
use crate::realtime;
use crate::status::{Condition, Heard, Listener, says_offline};
use crate::step::Lost;

/// Looks after a printer that answers, over a line that is held open between jobs.
///
/// One that can reports its changes by itself and is only asked, now and then, whether it is still
/// there; any other is asked all four questions once a second. Questions go out one at a time: answers
/// do not say what they answer.
///
/// It does no IO and reads no clock. Drive it as an [`Exchange`]: do what [`poll`](Self::poll) says,
/// tell it by the `handle_*` of that step, poll again. It may be left for an exchange over the same
/// line while [`is_at_rest`](Self::is_at_rest), and told of it by
/// [`handle_exchange`](Self::handle_exchange).
#[derive(Debug)]
pub struct Watch {
    deadlines: Deadlines,
    way: Way,
    /// The printer may be inside a job that was torn: only what it obeys at once may be said.
    torn: bool,
    condition: Condition,
    listener: Listener,
    question: Option<Question>,
    /// A report came within a round of questions: half of the answers may be older than it.
    again: bool,
    /// Questions that went unanswered where others were answered: not asked again.
    unanswered: [bool; realtime::LAST_QUESTION as usize],
    out: Vec<u8>,
    out_sent: usize,
    /// When something is due: an answer, a write, or the next question.
    due_at: Instant,
    gone: Option<Fault>,
}

/// What the one who drives a [`Watch`] is to do next.
#[derive(Debug, PartialEq, Eq)]
pub enum WatchStep<'a> {
    /// Write these bytes or the first of them by the instant, then tell
    /// [`handle_sent`](Watch::handle_sent) how many went. Bytes may be read meanwhile.
    Send(&'a [u8], Instant),
    /// Read until this instant, give what comes to [`handle_received`](Watch::handle_received), then
    /// poll again.
    Listen(Instant),
    /// The line is of no more use, for this reason.
    Gone(Fault),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// It may be able to report by itself, and is not ready to be told to: a printer that is offline
    /// leaves that unread.
    Unready,
    /// It was told to report by itself, which it confirms by a first report.
    Introducing,
    Automatic,
    Asked,
}

/// A question that was asked, and what the earlier ones of its round have found.
#[derive(Debug, Clone, Copy)]
struct Question {
    n: u8,
    /// Only whether it is online. All that is known else stays.
    brief: bool,
    found: Condition,
}

impl Watch {
    /// Begins to watch after an exchange, in which the printer has answered.
    pub fn new(
        profile: &antre_printer_profile::Manners,
        deadlines: Deadlines,
        exchange: &Exchange,
        now: Instant,
    ) -> Self {
        let may_report = profile.status == antre_printer_profile::Status::Automatic;
        let mut watch = Self {
            deadlines,
            way: if may_report { Way::Unready } else { Way::Asked },
            torn: false,
            condition: Condition::default(),
            listener: Listener::default(),
            question: None,
            again: false,
            unanswered: [false; realtime::LAST_QUESTION as usize],
            out: Vec::new(),
            out_sent: 0,
            due_at: now,
            gone: None,
        };
        watch.handle_exchange(exchange, now);
        watch
    }

    /// What is to be done next.
    pub fn poll(&mut self, now: Instant) -> WatchStep<'_> {
        if self.gone.is_none() && self.due_at <= now {
            self.due(now);
        }
        if let Some(fault) = self.gone {
            return WatchStep::Gone(fault);
        }
        if self.out_sent < self.out.len() {
            return WatchStep::Send(&self.out[self.out_sent..], self.due_at);
        }
        WatchStep::Listen(self.due_at)
    }

    /// So many bytes of the last [`WatchStep::Send`] were taken.
    pub fn handle_sent(&mut self, count: usize, now: Instant) {
        self.out_sent = self.out.len().min(self.out_sent + count);
        if self.out_sent == self.out.len() {
            self.out.clear();
            self.out_sent = 0;
            self.due_at = now + self.deadlines.answer;
        }
    }

    /// The printer said something.
    pub fn handle_received(&mut self, bytes: &[u8], now: Instant) {
        for &byte in bytes {
            match self.listener.hear(byte) {
                Some(Heard::Status(answer)) => self.answered(answer, now),
                Some(Heard::Automatic(status)) => self.reported(status, now),
                // Of an exchange that did not wait for it.
                Some(Heard::Proof(_)) | None => {}
            }
        }
        if self.listener.heard_stranger() {
            self.gone = Some(Fault::Stranger);
        }
    }

    /// The line failed.
    pub fn handle_lost(&mut self, lost: Lost) {
        self.gone = Some(match lost {
            Lost::Closed => Fault::Unreachable,
            Lost::Stalled => Fault::Stalled,
        });
    }

    /// An exchange was held over the same line meanwhile.
    pub fn handle_exchange(&mut self, exchange: &Exchange, now: Instant) {
        self.torn = exchange.leaves_residue();
        let (seen, asked_all) = exchange.condition();
        if asked_all {
            self.condition = seen;
        } else {
            self.condition.near_end |= seen.near_end;
            self.condition.fault = seen.fault;
            self.condition.cover_open = seen.cover_open;
            self.condition.paper_out = seen.paper_out;
        }
        if let Some(status) = exchange.reported_last()
            && self.way != Way::Asked
        {
            self.way = Way::Automatic;
            self.condition.near_end = Condition::of_automatic(status).near_end;
        }
        // What an exchange finds wrong only ever adds up.
        let asks_at_once = self.condition.fault.is_some() || self.way != Way::Automatic;
        self.due_at = match self.way {
            // The first report is still to come.
            Way::Introducing if self.condition.fault.is_none() => self.due_at,
            _ if asks_at_once => now,
            _ => now + self.deadlines.check,
        };
    }

    /// Whether no answer is being waited for, so that an exchange may use the line.
    pub fn is_at_rest(&self) -> bool {
        self.question.is_none() && self.out.is_empty() && self.gone.is_none()
    }

    /// What is wrong with the printer, as last heard.
    pub fn fault(&self) -> Option<Fault> {
        self.condition.fault
    }

    /// How its condition is learned.
    pub fn watched(&self) -> Watched {
        match self.way {
            Way::Automatic => Watched::Automatic,
            Way::Unready | Way::Introducing | Way::Asked => Watched::Asked,
        }
    }

    /// Whether how it is watched is still being found out.
    pub(crate) fn is_new(&self) -> bool {
        matches!(self.way, Way::Unready | Way::Introducing)
    }

    pub(crate) fn condition(&self) -> Condition {
        self.condition
    }

    /// What was due was not heard, or time has come to ask.
    fn due(&mut self, now: Instant) {
        if self.out_sent < self.out.len() {
            self.gone = Some(Fault::Stalled);
            return;
        }
        match (self.question, self.way) {
            (Some(Question { n: 1, .. }), _) => self.gone = Some(Fault::Silent),
            (Some(question), _) => {
                self.unanswered[usize::from(question.n - 1)] = true;
                self.next_question(question, now);
            }
            (None, Way::Unready) if self.condition.fault.is_none() && !self.torn => {
                self.way = Way::Introducing;
                self.say(&REPORT_CHANGES, now);
            }
            (None, Way::Introducing) => {
                self.way = Way::Asked;
                self.ask_all(now);
            }
            (None, Way::Automatic) => {
                let brief = self.condition.fault.is_none();
                self.ask(1, brief, Condition::default(), now);
            }
            (None, Way::Unready | Way::Asked) => self.ask_all(now),
        }
    }

    fn answered(&mut self, answer: u8, now: Instant) {
        // One that nobody waits for any more says nothing: to what question?
        let Some(mut question) = self.question else {
            return;
        };
        question.found.add_status(question.n, answer);
        if question.brief && question.found.fault.is_none() {
            return self.rest(now);
        }
        question.brief = false;
        self.next_question(question, now);
    }

    fn reported(&mut self, status: [u8; 4], now: Instant) {
        self.again = self.question.is_some();
        self.condition = Condition::of_automatic(status);
        if matches!(self.way, Way::Unready | Way::Introducing) {
            self.way = Way::Automatic;
        }
        if self.question.is_none() && self.out.is_empty() {
            // Offline, and it does not say why.
            if says_offline(status) && self.condition.fault.is_none() {
                self.ask_all(now);
            } else {
                self.rest(now);
            }
        }
    }

    fn next_question(&mut self, question: Question, now: Instant) {
        let mut asked = question.n + 1..=realtime::LAST_QUESTION;
        match asked.find(|&n| !self.unanswered[usize::from(n - 1)]) {
            Some(n) => self.ask(n, false, question.found, now),
            None if std::mem::take(&mut self.again) => self.ask_all(now),
            None => {
                self.condition = question.found;
                self.rest(now);
            }
        }
    }

    fn ask_all(&mut self, now: Instant) {
        self.ask(1, false, Condition::default(), now);
    }

    fn ask(&mut self, n: u8, brief: bool, found: Condition, now: Instant) {
        self.question = Some(Question { n, brief, found });
        self.say(&realtime::ask_status(n), now);
    }

    fn say(&mut self, bytes: &[u8], now: Instant) {
        self.out = bytes.to_vec();
        self.out_sent = 0;
        self.due_at = now + self.deadlines.write;
    }

    /// All is known for now.
    fn rest(&mut self, now: Instant) {
        self.listener.forgive();
        self.question = None;
        self.again = false;
        let patience = match (self.way, self.condition.fault) {
            (Way::Unready, None) if !self.torn => Duration::ZERO,
            (Way::Automatic, None) => self.deadlines.check,
            (Way::Automatic | Way::Unready | Way::Introducing | Way::Asked, _) => {
                self.deadlines.ask
            }
        };
        self.due_at = now + patience;
    }
}
