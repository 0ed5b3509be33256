//! The kiosk's printer: slips become jobs, and what the printer tells of them becomes words.
//!
//! A number is never held back for its slip: whatever fails here ends in a [`Paper`] on the screen.
//! Setting a slip and writing its job to the disk happen on a thread of their own, in the order in
//! which they were asked for.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::thread::{self, JoinHandle};
use std::time::{SystemTime, UNIX_EPOCH};

use antre_domain::{Locale, SlipKind, SlipState, TicketNumber};
use antre_printer_profile::Profile;
use antre_printing::{
    Deadlines, Fault, Health, Job, JobState, PrintError, PrinterEvent, PrinterUrl, Printing,
    Progress, Reason, RollChange, Setup, TestLine,
};
use antre_protocol::SlipFilesAnswer;
use antre_ticket::{Mode, Printout, Slip, test_line};
use tokio::sync::oneshot;

use crate::branch::Paper;
use crate::sheets::{Form, Sheets};

/// Orders that wait for the press: one customer stands here.
const ORDERS_MAX: usize = 16;
/// Stands between a ticket's id and which copy it is.
const COPY_MARK: &str = "/copy/";
/// Begins what is no ticket's: a test print.
const TEST_MARK: &str = "test/";
/// Follows a ticket's id where the slip is the officer's.
const OFFICER_MARK: &str = "/officer";

/// Which slip of which ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SlipId {
    /// The ticket's id.
    pub ticket: String,
    /// Which of its slips.
    pub which: Which,
}

/// Which slip of a ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// The customer's.
    Original,
    /// The same again: by its count, or by when staff asked for it elsewhere, in milliseconds since 1970.
    Copy(u64),
    /// The officer's.
    Officer,
}

impl SlipId {
    /// The act that the printer's journal knows. One ticket has one original by construction.
    pub fn act_key(&self) -> String {
        let ticket = &self.ticket;
        match self.which {
            Which::Original => ticket.clone(),
            Which::Copy(count) => format!("{ticket}{COPY_MARK}{count}"),
            Which::Officer => format!("{ticket}{OFFICER_MARK}"),
        }
    }

    /// The slip behind an act of [`act_key`](Self::act_key).
    pub fn of_act(act_key: &str) -> Self {
        let (ticket, which) = match act_key.split_once(COPY_MARK) {
            Some((ticket, count)) => (ticket, Which::Copy(count.parse().unwrap_or(0))),
            None => match act_key.strip_suffix(OFFICER_MARK) {
                Some(ticket) => (ticket, Which::Officer),
                None => (act_key, Which::Original),
            },
        };
        Self {
            ticket: ticket.to_owned(),
            which,
        }
    }

    /// As the hub calls it.
    pub fn kind(&self) -> SlipKind {
        match self.which {
            Which::Original => SlipKind::Original,
            Which::Copy(_) => SlipKind::Copy,
            Which::Officer => SlipKind::Officer,
        }
    }
}

/// A printer and how it is driven.
#[derive(Debug)]
pub struct Model {
    /// Where it is.
    pub url: PrinterUrl,
    /// What it can do.
    pub profile: Profile,
    /// As dots or as text.
    pub mode: Mode,
    /// The language of the line that it prints on a new roll.
    pub language: Locale,
    /// Where journal and odometer lie.
    pub state: PathBuf,
}

/// What the printer was given, and what became of it.
const JOURNAL_FILE: &str = "slips";
/// What the roll in it has given.
const ROLL_FILE: &str = "roll";

/// What a printer tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    /// A slip has come so far.
    Slip(SlipId, Progress),
    /// How it is.
    Health(Health),
    /// Its roll was changed.
    NewRoll(RollChange),
}

/// A slip to be printed.
#[derive(Debug, Clone)]
pub struct Order {
    /// Which.
    pub id: SlipId,
    /// The number on it.
    pub number: TicketNumber,
    /// What stands on it.
    pub slip: Slip,
    /// In large print.
    pub large: bool,
}

/// A printer at work.
#[derive(Debug)]
pub struct Press {
    errands: Option<SyncSender<Errand>>,
    thread: Option<JoinHandle<()>>,
}

enum Errand {
    Print(Box<Order>),
    Withdraw(SlipId),
    Files(Box<SlipFilesAnswer>),
    NewRoll,
    Test,
    /// Has this never been given to the printer?
    Ask(SlipId, oneshot::Sender<bool>),
}

impl Press {
    /// Starts the printer. `told` hears of it, on the threads of the printer and the press, and must
    /// not block.
    ///
    /// # Errors
    /// The journal cannot be read: nothing may print without it.
    pub fn start(
        model: Model,
        told: impl Fn(Told) + Send + Sync + 'static,
    ) -> Result<Self, PrintError> {
        let Model {
            url,
            profile,
            mode,
            language,
            state,
        } = model;
        let told = Arc::new(told);
        let line = test_line(language.into(), &profile);
        let setup = Setup {
            url,
            manners: profile.manners,
            journal: state.join(JOURNAL_FILE),
            roll: state.join(ROLL_FILE),
            test_line: TestLine {
                bytes: line.bytes.clone(),
                length_mm: line.length_mm,
            },
            deadlines: Deadlines::default(),
        };
        let printer_told = Arc::clone(&told);
        let printing = Printing::start(setup, move |event| {
            if let Some(told) = heard(event) {
                printer_told(told);
            }
        })?;
        let (errands, orders) = sync_channel(ORDERS_MAX);
        let thread = thread::Builder::new()
            .name("press".to_owned())
            .spawn(move || {
                let mut desk = Desk {
                    sheets: Sheets::new(profile, mode),
                    test: line,
                    printing,
                    told,
                };
                desk.work(&orders);
            })
            .map_err(|_| PrintError::Stopped)?;
        Ok(Self {
            errands: Some(errands),
            thread: Some(thread),
        })
    }

    /// Prints a slip, and the officer's with an original where the branch wants one. Waits for nothing;
    /// `false` where the press is behind by [`ORDERS_MAX`] or gone: nothing is printed then.
    pub fn print(&self, order: Order) -> bool {
        self.send(Errand::Print(Box::new(order)))
    }

    /// Takes back a slip that is still waiting: the next customer must not find it before their own.
    pub fn withdraw(&self, id: SlipId) {
        self.send(Errand::Withdraw(id));
    }

    /// What the branch's slips look like from now on; `false` as of [`print`](Self::print).
    pub fn take_files(&self, files: SlipFilesAnswer) -> bool {
        self.send(Errand::Files(Box::new(files)))
    }

    /// A person says that there is a new roll; `false` as of [`print`](Self::print).
    pub fn roll_changed(&self) -> bool {
        self.send(Errand::NewRoll)
    }

    /// Prints a line that is no slip, and does not count the roll anew; `false` as of
    /// [`print`](Self::print).
    pub fn test(&self) -> bool {
        self.send(Errand::Test)
    }

    /// Whether the printer was never given the original of this ticket: then there is none on paper.
    /// `false` where that cannot be known.
    pub async fn has_never_had(&self, ticket: &str) -> bool {
        let id = SlipId {
            ticket: ticket.to_owned(),
            which: Which::Original,
        };
        let (answer, answered) = oneshot::channel();
        self.send(Errand::Ask(id, answer)) && answered.await.unwrap_or(false)
    }

    fn send(&self, errand: Errand) -> bool {
        let errands = self.errands.as_ref().expect("there until it is dropped");
        match errands.try_send(errand) {
            Ok(()) => true,
            Err(TrySendError::Full(_) | TrySendError::Disconnected(_)) => {
                tracing::error!("the press takes no more orders");
                false
            }
        }
    }
}

impl Drop for Press {
    fn drop(&mut self) {
        drop(self.errands.take());
        if let Some(thread) = self.thread.take() {
            // A panic there was logged when it happened, and its slips were told as not printed.
            let _ = thread.join();
        }
    }
}

/// What the press's thread works with.
struct Desk<F> {
    sheets: Sheets,
    test: Printout,
    printing: Printing,
    told: Arc<F>,
}

impl<F: Fn(Told)> Desk<F> {
    fn work(&mut self, orders: &Receiver<Errand>) {
        for errand in orders {
            match errand {
                Errand::Print(order) => self.print(&order),
                Errand::Withdraw(id) => self.withdraw(&id),
                Errand::Files(files) => self.sheets.take(&files),
                Errand::NewRoll => {
                    if let Err(error) = self.printing.roll_changed() {
                        tracing::error!("the new roll was not counted: {error}");
                    }
                }
                Errand::Test => self.test(),
                Errand::Ask(id, answer) => {
                    let known = self.printing.progress(&id.act_key());
                    // Whoever asked may have left.
                    let _ = answer.send(matches!(known, Ok(None)));
                }
            }
        }
    }

    fn print(&mut self, order: &Order) {
        let form = if order.large {
            Form::Large
        } else {
            Form::Ticket
        };
        self.print_as(order, &order.id, form);
        if order.id.which == Which::Original {
            let officers = SlipId {
                which: Which::Officer,
                ..order.id.clone()
            };
            self.print_as(order, &officers, Form::Officer);
        }
    }

    fn print_as(&mut self, order: &Order, id: &SlipId, form: Form) {
        let Some(printout) = self.sheets.set(&order.slip, form) else {
            return;
        };
        let job = Job {
            act_key: id.act_key(),
            ticket_id: id.ticket.clone(),
            number: order.number.to_string(),
            kind: id.kind(),
            bytes: printout.bytes,
            length_mm: printout.length_mm,
        };
        let progress = self.printing.print(job).unwrap_or_else(|error| {
            tracing::error!("no slip: {error}");
            Progress {
                state: JobState::Failed,
                reason: None,
            }
        });
        // What had ended before it was asked for again has no other word to come.
        if progress.state.is_final() {
            (self.told)(Told::Slip(id.clone(), progress));
        }
    }

    fn test(&self) {
        let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH);
        let at_ms = since_1970.map_or(0, |since| since.as_millis());
        let job = Job {
            act_key: format!("{TEST_MARK}{at_ms}"),
            ticket_id: TEST_MARK.to_owned(),
            number: "–".to_owned(),
            kind: SlipKind::Officer,
            bytes: self.test.bytes.clone(),
            length_mm: self.test.length_mm,
        };
        if let Err(error) = self.printing.print(job) {
            tracing::error!("no test print: {error}");
        }
    }

    fn withdraw(&self, id: &SlipId) {
        match self.printing.withdraw(&id.act_key()) {
            // The printer does not tell of what it never had.
            Ok(progress) if progress.reason == Some(Reason::Withdrawn) => {
                (self.told)(Told::Slip(id.clone(), progress));
            }
            // Whatever has left already is not withdrawn.
            Ok(_) | Err(PrintError::UnknownAct) => {}
            Err(error) => tracing::warn!("a waiting slip was not taken back: {error}"),
        }
    }
}

/// `None` for what is nobody's slip.
fn heard(event: PrinterEvent) -> Option<Told> {
    Some(match event {
        PrinterEvent::Job { act_key, .. } if act_key.starts_with(TEST_MARK) => return None,
        PrinterEvent::Job { act_key, progress } => {
            match progress.state {
                JobState::Queued | JobState::Sent | JobState::Confirmed | JobState::Blind => {
                    tracing::debug!(act_key, ?progress, "slip");
                }
                JobState::Unknown | JobState::Failed => {
                    tracing::warn!(act_key, ?progress, "slip");
                }
            }
            Told::Slip(SlipId::of_act(&act_key), progress)
        }
        PrinterEvent::Health(health) => {
            // Told after each slip, too: the roll has grown shorter.
            match health.fault {
                Some(_) => tracing::warn!(?health, "printer"),
                None => tracing::debug!(?health, "printer"),
            }
            Told::Health(health)
        }
        PrinterEvent::RollChanged(change) => {
            tracing::info!(?change, "new roll");
            Told::NewRoll(change)
        }
    })
}

/// What a customer should do about a slip that has come so far.
pub fn paper(progress: Progress, copy: bool) -> Paper {
    match progress.state {
        JobState::Queued => match progress.reason {
            None => Paper::Printing,
            Some(Reason::Printer(fault)) => Paper::Waiting(fault),
            Some(
                Reason::ByStatus
                | Reason::ConnectionLost
                | Reason::NoProof
                | Reason::Restarted
                | Reason::Withdrawn
                | Reason::Expired
                | Reason::NotDurable,
            ) => Paper::Waiting(Fault::Mechanical),
        },
        JobState::Sent => Paper::Printing,
        // One that tells nothing has taken every byte: whoever stands there sees the paper.
        JobState::Confirmed | JobState::Blind if copy => Paper::CopyOut,
        JobState::Confirmed | JobState::Blind => Paper::Out,
        JobState::Unknown => Paper::Unknown,
        JobState::Failed => Paper::Failed,
    }
}

/// The last word about a slip, once it is said.
pub fn fate(state: JobState) -> Option<SlipState> {
    match state {
        JobState::Queued | JobState::Sent => None,
        JobState::Confirmed => Some(SlipState::Confirmed),
        JobState::Blind => Some(SlipState::Blind),
        JobState::Unknown => Some(SlipState::Unknown),
        JobState::Failed => Some(SlipState::Failed),
    }
}
