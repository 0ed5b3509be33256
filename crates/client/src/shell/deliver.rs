//! Drives an outbox: one attempt a delivery, and the answer to whoever asked.

use std::collections::{BTreeMap, VecDeque};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use futures_util::stream::{FuturesUnordered, StreamExt as _};
use tokio::sync::{mpsc, oneshot};
use tokio::task::spawn_blocking;
use tokio::time::sleep_until;

use super::clock::ProcessClock;
use super::error::ClientError;
use super::hub::Hub;
use super::{ClientEvent, read_maybe};
use crate::requests::{ACTS_MAX, Act, Answer, Key, LIFETIME_MAX, Outbox, OutboxError, OutboxEvent};

/// An act is retried for so long. Someone stands before the kiosk or sits at the counter: what could
/// not be done in this time they do again themselves, or go without.
pub const ACT_LIFETIME: Duration = Duration::from_secs(30);
/// A report of what has happened is retried for so long: nobody stands there to say it again.
pub const REPORT_LIFETIME: Duration = LIFETIME_MAX;
/// The most reports that wait for an answer: acts of people keep the rest of the outbox's room.
pub const REPORTS_MAX: usize = ACTS_MAX / 2;

/// An act, how long it is retried for, and where its end is told.
pub(super) struct Ask {
    pub(super) act: Act,
    pub(super) lifetime: Duration,
    pub(super) answer: oneshot::Sender<Result<Answer, ClientError>>,
}

type Waiting = BTreeMap<Key, oneshot::Sender<Result<Answer, ClientError>>>;

pub(super) fn open(path: Option<&Path>, clock: ProcessClock) -> Result<Outbox, OutboxError> {
    let seed = getrandom::u64().expect("the operating system gives randomness");
    match path {
        Some(path) => Outbox::open(path, clock.now(), clock.time_of_day(), seed),
        None => Ok(Outbox::in_memory(seed)),
    }
}

/// Delivers until the last [`Client`](super::Client) is gone. What is then unanswered stays in the
/// outbox's file.
pub(super) async fn run(
    hub: Arc<Hub>,
    mut outbox: Outbox,
    clock: ProcessClock,
    mut asked: mpsc::Receiver<Ask>,
    events: mpsc::Sender<ClientEvent>,
) {
    let mut waiting = Waiting::new();
    let mut flights = FuturesUnordered::new();
    // At most as many as there are acts: while it holds that many, no new ones are taken in.
    let mut untold = VecDeque::new();
    loop {
        while let Some(delivery) = outbox.poll_transmit(clock.now()) {
            let hub = Arc::clone(&hub);
            flights.push(async move { (delivery.key, hub.deliver(&delivery).await) });
        }
        while let Some(event) = outbox.poll_event() {
            untold.extend(tell(event, &mut waiting));
        }
        let deadline = outbox.poll_deadline().map(|at| clock.instant(at));
        tokio::select! {
            ask = asked.recv(), if untold.len() < ACTS_MAX => {
                let Some(Ask { act, lifetime, answer }) = ask else { return };
                let key = new_key();
                let post = move |outbox: &mut Outbox| {
                    if lifetime == REPORT_LIFETIME && outbox.len() >= REPORTS_MAX {
                        return Err(OutboxError::TooMany);
                    }
                    outbox.post(clock.now(), clock.time_of_day(), key, act, lifetime)
                };
                let (returned, posted) = on_disk(outbox, post).await;
                outbox = returned;
                match posted {
                    Ok(()) => {
                        waiting.insert(key, answer);
                    }
                    // Whoever asked may have left; then nobody is to be told.
                    Err(error) => drop(answer.send(Err(ClientError::NotKept(error)))),
                }
            }
            Some((key, reply)) = flights.next() => {
                let handle = move |outbox: &mut Outbox| outbox.handle_reply(clock.now(), key, reply);
                (outbox, ()) = on_disk(outbox, handle).await;
            }
            () = sleep_until(deadline.unwrap_or_else(|| clock.instant(clock.now()))), if deadline.is_some() => {
                (outbox, ()) = on_disk(outbox, move |outbox| outbox.handle_timeout(clock.now())).await;
            }
            permit = events.reserve(), if !untold.is_empty() => {
                let event = untold.pop_front();
                // Without a receiver nobody wants to know.
                if let (Ok(permit), Some(event)) = (permit, event) {
                    permit.send(event);
                }
            }
        }
    }
}

/// Waiting for the disk is not for the runtime's threads: a slow one would hold up the calls.
async fn on_disk<T: Send + 'static>(
    mut outbox: Outbox,
    work: impl FnOnce(&mut Outbox) -> T + Send + 'static,
) -> (Outbox, T) {
    let worked = spawn_blocking(move || {
        let done = work(&mut outbox);
        (outbox, done)
    });
    worked
        .await
        .unwrap_or_else(|error| std::panic::resume_unwind(error.into_panic()))
}

fn tell(event: OutboxEvent, waiting: &mut Waiting) -> Option<ClientEvent> {
    let (key, act, outcome) = match event {
        OutboxEvent::Settled { key, act, answer } => (key, act, Ok(answer)),
        OutboxEvent::GaveUp { key, act, sent } => (key, act, Err(ClientError::GaveUp { sent })),
    };
    let untold = match waiting.remove(&key) {
        Some(asker) => asker.send(outcome).err()?,
        None => outcome,
    };
    Some(ClientEvent::Ended {
        key,
        act,
        outcome: untold.and_then(|answer| read_maybe(&answer)),
    })
}

pub(super) fn new_key() -> Key {
    let mut bits = [0; 16];
    getrandom::fill(&mut bits).expect("the operating system gives randomness");
    Key::from_bits(u128::from_be_bytes(bits))
}
