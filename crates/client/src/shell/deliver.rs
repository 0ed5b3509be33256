//! Drives an outbox and a reserve: one attempt a delivery, and the answer to whoever asked.

use std::collections::{BTreeMap, VecDeque};
use std::future::Future;
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use antre_domain::Timestamp;
use antre_protocol::{IssueRequest, View};
use futures_util::stream::{FuturesUnordered, StreamExt as _};
use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::spawn_blocking;
use tokio::time::sleep_until;

use super::clock::ProcessClock;
use super::error::{ClientError, ConnectError};
use super::follow::Contact;
use super::give::{self, Customer, Desk, Given};
use super::hub::Hub;
use super::{ClientEvent, read_maybe};
use crate::Moment;
use crate::requests::{
    ACTS_MAX, Act, Answer, Delivery, Key, LIFETIME_MAX, Outbox, OutboxError, OutboxEvent, Reply,
};
use crate::reserve::{Reserve, Standing, Wish};

/// An act is retried for so long. Someone stands before the kiosk or sits at the counter: what could
/// not be done in this time they do again themselves, or go without.
pub const ACT_LIFETIME: Duration = Duration::from_secs(30);
/// A report of what has happened is retried for so long: nobody stands there to say it again.
pub const REPORT_LIFETIME: Duration = LIFETIME_MAX;
/// The most reports that wait for an answer: acts of people keep the rest of the outbox's room.
pub const REPORTS_MAX: usize = ACTS_MAX / 2;

/// What is asked of a client's desk.
pub(super) enum Ask {
    /// Do this, for so long, and tell its end.
    Post {
        act: Act,
        lifetime: Duration,
        answer: oneshot::Sender<Result<Answer, ClientError>>,
    },
    /// Give somebody a number.
    Give {
        request: Box<IssueRequest>,
        answer: oneshot::Sender<Result<Given, ClientError>>,
    },
    /// Give the reserve back.
    ReturnReserve {
        answer: oneshot::Sender<Result<(), ClientError>>,
    },
}

/// Where the end of an act is told.
enum Waiter {
    Caller(oneshot::Sender<Result<Answer, ClientError>>),
    Customer(Customer),
}

type Waiting = BTreeMap<Key, Waiter>;

/// What a desk hears of the hub, and where it says how its reserve stands.
pub(super) struct Window {
    pub(super) contact: watch::Receiver<Contact>,
    pub(super) views: watch::Receiver<Option<Arc<View>>>,
    pub(super) standing: watch::Sender<Arc<Standing>>,
}

/// What came back over the network.
enum Landed {
    Act(Key, Reply),
    Errand(Reply),
}

pub(super) fn open(
    outbox: Option<&Path>,
    reserve: Option<&Path>,
    clock: ProcessClock,
) -> Result<Desk, ConnectError> {
    let seed = || getrandom::u64().expect("the operating system gives randomness");
    let (now, time_of_day) = (clock.now(), clock.time_of_day());
    let outbox = match outbox {
        Some(path) => Outbox::open(path, now, time_of_day, seed())?,
        None => Outbox::in_memory(seed()),
    };
    let reserve = reserve.map(|path| Reserve::open(path, now, time_of_day, seed()));
    let mut desk = Desk {
        outbox,
        reserve: reserve.transpose()?,
    };
    desk.end_replaced();
    Ok(desk)
}

/// Delivers until the last [`Client`](super::Client) is gone. What is then unanswered stays in the
/// files.
pub(super) async fn run(
    hub: Arc<Hub>,
    mut desk: Desk,
    clock: ProcessClock,
    mut asked: mpsc::Receiver<Ask>,
    mut window: Window,
    events: mpsc::Sender<ClientEvent>,
) {
    let mut waiting = Waiting::new();
    let mut returning = Vec::new();
    let mut told_revision = None;
    let mut flights = FuturesUnordered::new();
    // At most as many as there are acts: while it holds that many, no new ones are taken in.
    let mut untold = VecDeque::new();
    loop {
        while let Some(delivery) = desk.outbox.poll_transmit(clock.now()) {
            let hub = Arc::clone(&hub);
            let key = delivery.key;
            flights.push(fly(hub, delivery, move |reply| Landed::Act(key, reply)));
        }
        if let Some(reserve) = &mut desk.reserve {
            if let Some(delivery) = reserve.poll_transmit(clock.now(), new_key) {
                flights.push(fly(Arc::clone(&hub), delivery, Landed::Errand));
            }
            if told_revision.replace(reserve.revision()) != Some(reserve.revision()) {
                window.standing.send_replace(Arc::new(reserve.standing()));
            }
            if !reserve.is_returning() || !reserve.can_settle() {
                let done = !reserve.is_returning();
                answer_returns(&mut returning, done);
            }
        }
        while let Some(event) = desk.outbox.poll_event() {
            hub.seat.ended(event.key());
            untold.extend(tell(event, &mut waiting));
        }
        let deadline = next_deadline(&desk, &waiting).map(|at| clock.instant(at));
        tokio::select! {
            ask = asked.recv(), if untold.len() < ACTS_MAX => {
                let Some(ask) = ask else { return };
                match ask {
                    Ask::Post { act, lifetime, answer } => {
                        let posted = post(desk, clock, act, lifetime).await;
                        desk = posted.0;
                        if let Ok(key) = &posted.1 {
                            hub.seat.asks(*key);
                        }
                        keep(&mut waiting, posted.1, Waiter::Caller(answer));
                    }
                    Ask::Give { request, answer } => {
                        let contact = *window.contact.borrow();
                        let customer = Customer::new(&request, &desk, clock.now(), answer);
                        desk = give(desk, clock, contact, &request, customer, &mut waiting).await;
                    }
                    Ask::ReturnReserve { answer } => {
                        let begun;
                        (desk, begun) = on_disk(desk, give_back).await;
                        match begun {
                            Ok(()) => returning.push(answer),
                            Err(error) => drop(answer.send(Err(error))),
                        }
                    }
                }
            }
            Some(landed) = flights.next() => {
                (desk, ()) = on_disk(desk, move |desk| match landed {
                    Landed::Act(key, reply) => desk.outbox.handle_reply(clock.now(), key, reply),
                    Landed::Errand(reply) => if let Some(reserve) = &mut desk.reserve {
                        reserve.handle_reply(clock.now(), reply);
                    },
                }).await;
            }
            () = sleep_until(deadline.unwrap_or_else(|| clock.instant(clock.now()))), if deadline.is_some() => {
                (desk, ()) = on_disk(desk, move |desk| desk.outbox.handle_timeout(clock.now())).await;
                desk = do_without(desk, clock, &mut waiting).await;
            }
            permit = events.reserve(), if !untold.is_empty() => {
                let event = untold.pop_front();
                // Without a receiver nobody wants to know.
                if let (Ok(permit), Some(event)) = (permit, event) {
                    permit.send(event);
                }
            }
            Ok(()) = window.contact.changed(), if desk.reserve.is_some() => {
                let contact = *window.contact.borrow_and_update();
                desk = hear(desk, clock, contact).await;
            }
            Ok(()) = window.views.changed(), if desk.reserve.is_some() => {
                let view = window.views.borrow_and_update().clone();
                (desk, ()) = on_disk(desk, move |desk| {
                    if let (Some(reserve), Some(View::Kiosk(view))) = (&mut desk.reserve, view.as_deref()) {
                        reserve.handle_view(view);
                    }
                }).await;
            }
        }
    }
}

type Flight = Pin<Box<dyn Future<Output = Landed> + Send>>;

fn fly(
    hub: Arc<Hub>,
    delivery: Delivery,
    landed: impl FnOnce(Reply) -> Landed + Send + 'static,
) -> Flight {
    Box::pin(async move { landed(hub.deliver(&delivery).await) })
}

fn next_deadline(desk: &Desk, waiting: &Waiting) -> Option<Moment> {
    let customers = waiting.values().filter_map(|waiter| match waiter {
        Waiter::Caller(_) => None,
        Waiter::Customer(customer) => customer.deadline(),
    });
    let reserve = desk.reserve.as_ref().and_then(Reserve::poll_deadline);
    customers
        .chain(desk.outbox.poll_deadline())
        .chain(reserve)
        .min()
}

/// Those who wanted the reserve given back hear that it is, or that the hub has gone before it was.
fn answer_returns(returning: &mut Vec<oneshot::Sender<Result<(), ClientError>>>, done: bool) {
    for answer in returning.drain(..) {
        let outcome = if done {
            Ok(())
        } else {
            Err(ClientError::Unreachable)
        };
        // Whoever asked may have left.
        drop(answer.send(outcome));
    }
}

/// Only with the hub there: what is given back must not lie about for a day.
fn give_back(desk: &mut Desk) -> Result<(), ClientError> {
    let reserve = desk.reserve.as_mut().ok_or(ClientError::NoReserve)?;
    if !reserve.can_settle() {
        return Err(ClientError::Unreachable);
    }
    reserve.give_back(None);
    Ok(())
}

async fn post(
    desk: Desk,
    clock: ProcessClock,
    act: Act,
    lifetime: Duration,
) -> (Desk, Result<Key, OutboxError>) {
    let key = new_key();
    on_disk(desk, move |desk| {
        let outbox = &mut desk.outbox;
        if lifetime == REPORT_LIFETIME && outbox.len() >= REPORTS_MAX {
            return Err(OutboxError::TooMany);
        }
        outbox.post(clock.now(), clock.time_of_day(), key, act, lifetime)?;
        Ok(key)
    })
    .await
}

fn keep(waiting: &mut Waiting, posted: Result<Key, OutboxError>, waiter: Waiter) {
    match posted {
        Ok(key) => {
            waiting.insert(key, waiter);
        }
        // Whoever asked may have left; then nobody is to be told.
        Err(error) => match waiter {
            Waiter::Caller(answer) => drop(answer.send(Err(ClientError::NotKept(error)))),
            Waiter::Customer(customer) => {
                drop(customer.answer.send(Err(ClientError::NotKept(error))));
            }
        },
    }
}

/// At once without a hub that is known to be away, else by asking it.
async fn give(
    mut desk: Desk,
    clock: ProcessClock,
    contact: Contact,
    request: &IssueRequest,
    customer: Customer,
    waiting: &mut Waiting,
) -> Desk {
    if let Some(wish) = customer.wish_without(contact) {
        let given;
        (desk, given) = on_disk(desk, move |desk| desk.give_offline(clock.now(), &wish)).await;
        if let Some(given) = given {
            drop(customer.answer.send(Ok(Given::Offline(Box::new(given)))));
            return desk;
        }
    }
    let (desk, posted) = post(desk, clock, give::issue(request), ACT_LIFETIME).await;
    keep(waiting, posted, Waiter::Customer(customer));
    desk
}

/// Gives numbers from the reserve to those who have waited for the hub long enough.
async fn do_without(mut desk: Desk, clock: ProcessClock, waiting: &mut Waiting) -> Desk {
    let now = clock.now();
    let late: Vec<(Key, Wish)> = waiting
        .iter_mut()
        .filter_map(|(key, waiter)| match waiter {
            Waiter::Caller(_) => None,
            Waiter::Customer(customer) => Some((*key, customer.wish_instead(*key, now)?)),
        })
        .collect();
    for (key, wish) in late {
        let given;
        (desk, given) = on_disk(desk, move |desk| desk.give_offline(clock.now(), &wish)).await;
        if let Some(given) = given
            && let Some(Waiter::Customer(customer)) = waiting.remove(&key)
        {
            drop(customer.answer.send(Ok(Given::Offline(Box::new(given)))));
        }
    }
    desk
}

async fn hear(mut desk: Desk, clock: ProcessClock, contact: Contact) -> Desk {
    let Some(reserve) = &mut desk.reserve else {
        return desk;
    };
    let mut to_keep = false;
    if let Some((at, hub)) = contact.word {
        // What this machine's clock showed then, as far as it has gone on since.
        let ago_ms = i64::try_from(clock.now().since(at).as_millis()).unwrap_or(0);
        let then = clock.time_of_day().millis().saturating_sub(ago_ms);
        to_keep = reserve.handle_word(at, Timestamp::from_millis(then), hub);
    }
    match (contact.fresh, reserve.is_live()) {
        (Some(true), false) => reserve.handle_live(),
        (Some(false) | None, true) => reserve.handle_stale(),
        (Some(true), true) | (Some(false) | None, false) => {}
    }
    if !to_keep {
        return desk;
    }
    let (desk, ()) = on_disk(desk, move |desk| {
        if let Some(reserve) = &mut desk.reserve {
            reserve.keep_word(clock.now());
        }
    })
    .await;
    desk
}

/// Waiting for the disk is not for the runtime's threads: a slow one would hold up the calls.
async fn on_disk<T: Send + 'static>(
    mut desk: Desk,
    work: impl FnOnce(&mut Desk) -> T + Send + 'static,
) -> (Desk, T) {
    let worked = spawn_blocking(move || {
        let done = work(&mut desk);
        (desk, done)
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
        Some(Waiter::Caller(caller)) => caller.send(outcome).err()?,
        Some(Waiter::Customer(customer)) => return customer.tell(key, act, outcome),
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
