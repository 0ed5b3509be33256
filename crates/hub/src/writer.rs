//! The one writer: a thread that owns the branch and the log.
//!
//! It takes what has gathered in its channel, decides and applies each command, appends all events
//! and receipts in one commit, and only then answers anyone. Every path into the branch is this one.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel};
use std::thread::JoinHandle;
use std::time::Duration;

use antre_domain::{
    Act, Actor, Branch, Command, Config, Context, DeviceId, Event, Joining, LogTail, Rejection,
    TicketId, Timestamp, What, decide, encode, next_deadline,
};
use antre_storage::{Batch, DataDir, Log, LogReader, NewEvent, StorageError};
use chrono::NaiveDate;
use tokio::sync::oneshot;

use crate::answer::{Done, Facts, Refused, Request};
use crate::clock::HubClock;
use crate::receipts::{self, Receipts, burnt, receipt};
use crate::replay::{self, ReplayError};
use crate::rule_words;

/// How many requests may wait for the writer; beyond that they are told `busy`.
pub(crate) const QUEUE_MAX: usize = 1_024;
/// How many requests one commit takes in at most.
pub(crate) const BATCH_REQUESTS_MAX: usize = 256;
/// How many batches may wait for the follower before it has to read them from the log.
const FOLLOWER_QUEUE_MAX: usize = 1_024;
/// The longest sleep: a wall clock may be set while nobody asks for anything.
const SLEEP_MAX: Duration = Duration::from_secs(60);

/// What the writer hands to the follower: events that are on the disk.
#[derive(Debug)]
pub(crate) struct Committed {
    pub(crate) first_seq: u64,
    pub(crate) events: Vec<Event>,
}

type Answer = Result<Done, Refused>;

enum Message {
    Request(Box<Request>, oneshot::Sender<Answer>),
    Stop,
}

/// The way to the writer.
#[derive(Debug, Clone)]
pub(crate) struct WriterHandle {
    queue: SyncSender<Message>,
}

impl WriterHandle {
    /// Asks the branch; the answer comes when it is durable.
    ///
    /// # Errors
    /// See [`Refused`].
    pub(crate) async fn submit(&self, request: Request) -> Answer {
        let (reply, answer) = oneshot::channel();
        match self
            .queue
            .try_send(Message::Request(Box::new(request), reply))
        {
            Ok(()) => answer.await.unwrap_or(Err(Refused::Busy)),
            Err(TrySendError::Full(_) | TrySendError::Disconnected(_)) => Err(Refused::Busy),
        }
    }

    /// Asks the writer to end after what it has taken in.
    pub(crate) fn stop(&self) {
        // A full queue is drained first; a writer that is gone has stopped already.
        let _ = self.queue.send(Message::Stop);
    }
}

/// The writer before its thread runs: it brings the log up to the present moment.
#[derive(Debug)]
pub(crate) struct Writer {
    log: Log,
    reader: LogReader,
    branch: Branch,
    receipts: Receipts,
    clock: HubClock,
    follower: SyncSender<Committed>,
    committed_seq: Arc<AtomicU64>,
    /// The log is out of reach: nothing is decided before it was read again.
    must_reload: bool,
}

/// What the writer and the follower share, on the follower's side.
#[derive(Debug)]
pub(crate) struct CommittedFeed {
    pub(crate) batches: Receiver<Committed>,
    /// The last sequence on the disk: what the queue lost is read from the log.
    pub(crate) last_seq: Arc<AtomicU64>,
}

/// Why the hub's heart did not start.
#[derive(Debug, thiserror::Error)]
pub(crate) enum BootError {
    /// The log cannot be followed.
    #[error(transparent)]
    Replay(#[from] ReplayError),
    /// The first events could not be written.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// A new branch needs a configuration.
    #[error("this directory holds no branch yet: name its branch file with --branch")]
    NoConfiguration,
    /// The configuration cannot be taken in.
    #[error(transparent)]
    Configuration(Rejection),
}

impl Writer {
    /// Replays the present day, begins a history where there is none, applies `config` where it
    /// differs, and turns the day where that is due.
    pub(crate) fn boot(
        dir: &DataDir,
        clock: HubClock,
        config: Option<Config>,
    ) -> Result<(Self, CommittedFeed), BootError> {
        let (follower, batches) = sync_channel(FOLLOWER_QUEUE_MAX);
        let committed_seq = Arc::new(AtomicU64::new(0));
        let feed = CommittedFeed {
            batches,
            last_seq: Arc::clone(&committed_seq),
        };
        let log = dir.log()?;
        let reader = dir.reader()?;
        let mut writer = Self {
            branch: replay::branch(&reader)?,
            receipts: Receipts::load(&reader)?,
            log,
            reader,
            clock,
            follower,
            committed_seq,
            must_reload: false,
        };
        writer
            .committed_seq
            .store(writer.log.tail().seq, Ordering::Release);
        writer.begin(config)?;
        Ok((writer, feed))
    }

    fn begin(&mut self, config: Option<Config>) -> Result<(), BootError> {
        if self.branch.config().is_none() && config.is_none() {
            return Err(BootError::NoConfiguration);
        }
        let mut work = Work::at(self.clock.now());
        if self.log.tail().seq == 0 {
            let tail = self.log.tail();
            let epoch = tail.epoch;
            let act = Act::StartEpoch {
                counter: epoch.counter,
                random: epoch.random,
                rehearsal: tail.rehearsal,
            };
            self.act(&mut work, act).map_err(BootError::Configuration)?;
        }
        self.take_due(&mut work);
        if let Some(config) = config {
            let is_new = self.branch.config() != Some(&config);
            match self.act(&mut work, Act::Configure(Box::new(config))) {
                Ok(()) => {
                    self.take_due(&mut work);
                    if let Some(config) = self.branch.config().filter(|_| is_new) {
                        rule_words::tell_bounds(config);
                    }
                }
                Err(Rejection::ConfigInUse(what)) => {
                    tracing::warn!(%what, "the branch file was not applied: today's tickets still need this");
                }
                Err(rejection) => return Err(BootError::Configuration(rejection)),
            }
        }
        self.commit(&work.batch)?;
        self.hand_on(work.events);
        Ok(())
    }

    fn act(&mut self, work: &mut Work, act: Act) -> Result<(), Rejection> {
        self.decide(
            work,
            &Command {
                by: Actor::ADMIN,
                act,
            },
        )
        .map(|_| ())
    }

    /// Runs until asked to stop. A panic in here ends the process: whoever was promised an answer
    /// must not get one from a writer that no longer knows what it wrote.
    pub(crate) fn spawn(mut self) -> std::io::Result<(WriterHandle, JoinHandle<()>)> {
        let (queue, requests) = sync_channel(QUEUE_MAX);
        let thread = std::thread::Builder::new()
            .name("antre-writer".into())
            .spawn(move || {
                let _guard = AbortOnPanic;
                self.run(&requests);
            })?;
        Ok((WriterHandle { queue }, thread))
    }

    fn run(&mut self, requests: &Receiver<Message>) {
        loop {
            let first = match requests.recv_timeout(self.sleep()) {
                Ok(message) => Some(message),
                Err(RecvTimeoutError::Timeout) => None,
                Err(RecvTimeoutError::Disconnected) => return,
            };
            let mut stopping = false;
            let mut taken = Vec::new();
            for message in first
                .into_iter()
                .chain(requests.try_iter())
                .take(BATCH_REQUESTS_MAX)
            {
                match message {
                    Message::Request(request, reply) => taken.push((request, reply)),
                    Message::Stop => {
                        stopping = true;
                        break;
                    }
                }
            }
            self.serve(taken);
            if stopping {
                return;
            }
        }
    }

    /// How long nothing is due by itself. A deadline that was refused (a clock that nobody vouched
    /// for) is tried again with the next request, or when the sleep ends.
    fn sleep(&self) -> Duration {
        match next_deadline(&self.branch) {
            Some((at, _)) if self.clock.now() < at => self.clock.until(at).min(SLEEP_MAX),
            Some(_) | None => SLEEP_MAX,
        }
    }

    /// Decides what was taken, commits it in one go, and answers.
    fn serve(&mut self, taken: Vec<(Box<Request>, oneshot::Sender<Answer>)>) {
        if self.must_reload && self.reload().is_err() {
            refuse_all(taken);
            return;
        }
        let mut work = Work::at(self.clock.now());
        let goes_on = self.take_due(&mut work);
        let mut answers = Vec::with_capacity(taken.len());
        for (mut request, reply) in taken {
            answers.push((reply, self.answer(&mut work, &mut request)));
        }
        // An arrival for whom a counter stands by is called at once, and not with the next request.
        if goes_on {
            self.take_due(&mut work);
        }
        if !(work.batch.events.is_empty() && work.batch.receipts.is_empty())
            && let Err(error) = self.commit(&work.batch)
        {
            tracing::error!(%error, "the commit failed; its outcome is unknown until the log is read again");
            self.must_reload = true;
            let _ = self.reload();
            for (reply, _) in answers {
                let _ = reply.send(Err(Refused::NotDurable));
            }
            return;
        }
        self.receipts.keep(work.batch.receipts);
        if work.batch.events.iter().any(|event| event.day.is_some()) {
            self.forget_old_receipts();
        }
        self.hand_on(work.events);
        let seq = self.log.tail().seq;
        for (reply, answer) in answers {
            // Whoever no longer listens will ask again with the same key.
            let _ = reply.send(answer.map(|done| Done { seq, ..done }));
        }
    }

    fn answer(&mut self, work: &mut Work, request: &mut Request) -> Answer {
        if let Some(wanted) = &request.receipt
            && let Some(known) =
                self.receipts
                    .find(&wanted.device, &wanted.key, &work.batch.receipts)
        {
            if known.request_hash != wanted.request_hash {
                return Err(Refused::KeyReused);
            }
            let facts = receipts::facts(known);
            return Ok(Done {
                live: facts.live(&self.branch),
                facts,
                replayed: true,
                seq: 0,
            });
        }
        if let Act::Join { device, tickets } = &mut request.command.act {
            self.find_twins(work, device, tickets, &request.instead_of);
        }
        let range = self.decide(work, &request.command)?;
        let facts = Facts::of(
            &self.branch,
            &request.command.act,
            &work.events[range.clone()],
        );
        // Refusals, and calls that found nobody, leave no receipt: asking again asks anew.
        let is_final = !range.is_empty() && facts != Facts::Nobody;
        if let (Some(wanted), Some(day), true) = (&request.receipt, self.branch.day(), is_final) {
            work.batch.receipts.push(receipt(wanted, day.date, &facts));
        }
        if let (Some(wanted), Some(day)) = (&request.receipt, self.branch.day()) {
            let date = day.date;
            for key in request.instead_of.iter().flatten() {
                self.burn(work, &wanted.device, key, date);
            }
        }
        Ok(Done {
            live: facts.live(&self.branch),
            facts,
            replayed: false,
            seq: 0,
        })
    }

    /// Adds to each joining ticket what the hub made of the request that went unanswered: its receipt
    /// says it. Where one request asked for several, the first joining ticket takes the first, and the
    /// last takes whatever is left.
    fn find_twins(
        &self,
        work: &Work,
        device: &DeviceId,
        tickets: &mut [Joining],
        instead_of: &[Option<String>],
    ) {
        let mut unmatched: BTreeMap<&str, VecDeque<TicketId>> = BTreeMap::new();
        let mut last_of: BTreeMap<&str, usize> = BTreeMap::new();
        for (index, key) in instead_of.iter().enumerate() {
            let Some(key) = key else { continue };
            last_of.insert(key, index);
            unmatched.entry(key).or_insert_with(|| {
                let known = self.receipts.find(device, key, &work.batch.receipts);
                let facts = known.map(receipts::facts);
                let tickets = facts.iter().flat_map(|facts| facts.tickets());
                tickets.map(|ticket| ticket.id).collect()
            });
        }
        for (index, (joining, key)) in tickets.iter_mut().zip(instead_of).enumerate() {
            let Some(twins) = key.as_deref().and_then(|key| unmatched.get_mut(key)) else {
                continue;
            };
            let is_last = key.as_deref().and_then(|key| last_of.get(key)) == Some(&index);
            let count = if is_last { twins.len() } else { 1 };
            joining.twins = twins.drain(..count.min(twins.len())).collect();
        }
    }

    /// The request that went unanswered makes no ticket any more, should it still come.
    fn burn(&self, work: &mut Work, device: &DeviceId, key: &str, day: NaiveDate) {
        let known = self.receipts.find(device, key, &work.batch.receipts);
        if known.is_none() {
            work.batch.receipts.push(burnt(device, key, day));
        }
    }

    /// Decides and applies one command; returns where its events stand in `work`.
    fn decide(
        &mut self,
        work: &mut Work,
        command: &Command,
    ) -> Result<std::ops::Range<usize>, Rejection> {
        let tail = self.log.tail();
        let context = Context {
            clock: work.clock,
            // The system's random source does not fail once the machine is up.
            seed: getrandom::u64().expect("the operating system gives random bits"),
            tail: LogTail {
                seq: tail.seq,
                hash: tail.hash,
            },
        };
        let events = decide(&self.branch, command, &context)?;
        let start = work.events.len();
        for event in events {
            self.branch.apply(&event);
            work.push(event);
        }
        Ok(start..work.events.len())
    }

    /// Does what is due; says whether nothing of it was refused.
    fn take_due(&mut self, work: &mut Work) -> bool {
        while let Some((at, reason)) = next_deadline(&self.branch)
            && at <= work.clock.max(self.branch.last_event_at())
        {
            let command = Command {
                by: Actor::TIMER,
                act: Act::Due { reason, at },
            };
            match self.decide(work, &command) {
                Ok(done) if done.is_empty() => {
                    // It would be due for ever.
                    tracing::error!(?reason, "what is due leads to nothing");
                    return false;
                }
                Ok(_) => {}
                Err(rejection) => {
                    tracing::warn!(code = rejection.code(), %rejection, "what is due must wait");
                    return false;
                }
            }
        }
        true
    }

    fn commit(&mut self, batch: &Batch) -> Result<(), StorageError> {
        if !(batch.events.is_empty() && batch.receipts.is_empty()) {
            let appended = self.log.append(batch)?;
            self.committed_seq
                .store(appended.last_seq, Ordering::Release);
            metrics::counter!("antre_events_total").increment(batch.events.len() as u64);
            metrics::counter!("antre_commits_total").increment(1);
        }
        Ok(())
    }

    /// After a failed commit: memory is never ahead of the disk.
    fn reload(&mut self) -> Result<(), ReplayError> {
        self.log.reopen()?;
        self.branch = replay::branch(&self.reader)?;
        self.receipts = Receipts::load(&self.reader)?;
        // The batch of unknown outcome may have gone in after all: the follower reads it from the log.
        self.committed_seq
            .store(self.log.tail().seq, Ordering::Release);
        self.hand_on(Vec::new());
        self.must_reload = false;
        Ok(())
    }

    /// Storage has forgotten them with the commit that opened the day; memory follows.
    fn forget_old_receipts(&mut self) {
        match Receipts::load(&self.reader) {
            Ok(receipts) => self.receipts = receipts,
            Err(error) => tracing::warn!(%error, "old receipts stay in memory until the next day"),
        }
    }

    fn hand_on(&self, events: Vec<Event>) {
        let first_seq = self.log.tail().seq + 1 - events.len() as u64;
        // A full queue loses nothing: the follower sees the gap and reads the log.
        let _ = self.follower.try_send(Committed { first_seq, events });
    }
}

fn refuse_all(taken: Vec<(Box<Request>, oneshot::Sender<Answer>)>) {
    for (_, reply) in taken {
        let _ = reply.send(Err(Refused::NotDurable));
    }
}

/// What one commit will hold. All of it is decided at one instant: else the day could turn between
/// the deadlines and the first command, and a customer be told that it is over.
struct Work {
    clock: Timestamp,
    events: Vec<Event>,
    batch: Batch,
}

impl Work {
    fn at(clock: Timestamp) -> Self {
        Self {
            clock,
            events: Vec::new(),
            batch: Batch::default(),
        }
    }

    fn push(&mut self, event: Event) {
        let day = if let What::DayOpened { date, .. } = &event.what {
            Some(*date)
        } else {
            None
        };
        self.batch.events.push(NewEvent {
            at_ms: event.at.millis(),
            day,
            kind: event.what.kind(),
            body: encode(&event),
        });
        self.events.push(event);
    }
}

struct AbortOnPanic;

impl Drop for AbortOnPanic {
    fn drop(&mut self) {
        if std::thread::panicking() {
            tracing::error!("the writer panicked: the process ends");
            std::process::abort();
        }
    }
}
