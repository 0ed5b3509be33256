//! `kill -9`, again and again, judged by what the clients wrote down.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use antre_branch_tests::{HubProcess, Notes, Place, counter, issue};
use antre_client::{Client, ClientEvent};
use antre_domain::{CounterId, Event, TicketId, TicketNumber, Timestamp, What};
use antre_protocol::{CallNextRequest, IssuedAnswer, OpenRequest, TicketAnswer, View, ViewKind};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;

const KIOSKS: usize = 8;
const COUNTERS: usize = 2;
const KILLS: u64 = 50;
/// The kills come after so many more acknowledged tickets, a different number each time.
const ACKNOWLEDGED_BETWEEN_KILLS_MAX: u64 = 60;

/// Kiosks, clerks and a hall display that work on whatever happens to the hub, and write down what
/// they were told.
struct Hall {
    acknowledged: watch::Receiver<usize>,
    tickets: Notes<(usize, TicketAnswer)>,
    calls: Notes<TicketId>,
    announced: watch::Receiver<Heard>,
    stop: watch::Sender<bool>,
    workers: Vec<JoinHandle<()>>,
    display: JoinHandle<()>,
    display_client: Client,
}

impl Hall {
    fn open(place: &Place) -> Self {
        let (stop, stopping) = watch::channel(false);
        let (count, acknowledged) = watch::channel(0);
        let count = Arc::new(count);
        let tickets: Notes<(usize, TicketAnswer)> = Arc::default();
        let calls: Notes<TicketId> = Arc::default();
        let (heard, announced) = watch::channel(Heard::new());
        let mut workers = Vec::new();
        for kiosk in 0..KIOSKS {
            let outbox = format!("outbox-{kiosk}");
            let (client, events) =
                place.client(place.token("kiosk", None), ViewKind::Kiosk, Some(&outbox));
            let (stopping, tickets, count) =
                (stopping.clone(), Arc::clone(&tickets), Arc::clone(&count));
            workers.push(tokio::spawn(async move {
                let _events = events;
                let service = if kiosk % 2 == 0 { "teller" } else { "layanan" };
                while !*stopping.borrow() {
                    let IssuedAnswer::One(ticket) = client.issue(&issue(service)).await.unwrap()
                    else {
                        panic!("one ticket was asked for");
                    };
                    tickets.lock().unwrap().push((kiosk, ticket));
                    count.send_modify(|count| *count += 1);
                }
            }));
        }
        for number in 1..=COUNTERS {
            let id = format!("loket-{number}");
            let (client, events) =
                place.client(place.token("counter", Some(&id)), ViewKind::Counter, None);
            let (stopping, mut heard) = (stopping.clone(), announced.clone());
            let calls = Arc::clone(&calls);
            workers.push(tokio::spawn(async move {
                let _events = events;
                let here = counter(&id);
                let mut views = client.views();
                while !*stopping.borrow() {
                    let today = business_date(&views.borrow());
                    let Some(ticket) = call(&client, &here, &calls).await else {
                        continue;
                    };
                    // As in a real hall: the next call waits until this one was heard. A call that the
                    // day's end takes back is not announced any more.
                    tokio::select! {
                        _ = heard.wait_for(|heard| was_heard(heard, ticket)) => {}
                        _ = views.wait_for(|view| business_date(view) != today) => {}
                    }
                }
            }));
        }
        let (display_client, events) =
            place.client(place.token("display", None), ViewKind::Display, None);
        let display = tokio::spawn(write_down(events, heard));
        Self {
            acknowledged,
            tickets,
            calls,
            announced,
            stop,
            workers,
            display,
            display_client,
        }
    }

    /// Waits until so many more tickets are acknowledged.
    async fn issue_more(&mut self, more: u64) {
        let wanted = *self.acknowledged.borrow() + usize::try_from(more).unwrap();
        self.acknowledged
            .wait_for(|count| *count >= wanted)
            .await
            .unwrap();
    }

    /// The kiosks that were given a ticket later than `at`.
    fn kiosks_after(&self, at: Timestamp) -> BTreeSet<usize> {
        let tickets = self.tickets.lock().unwrap();
        let after = tickets.iter().filter(|(_, ticket)| ticket.issued_at > at);
        after.map(|(kiosk, _)| *kiosk).collect()
    }

    /// Lets everybody finish what is under way, and the display hear the last of it.
    async fn close(mut self, place: &Place) -> Written {
        self.stop.send(true).unwrap();
        for worker in self.workers.drain(..) {
            worker.await.unwrap();
        }
        // Calls are heard in order: with this one everything before it was heard.
        let id = format!("loket-{}", COUNTERS + 1);
        let (clerk, _events) =
            place.client(place.token("counter", Some(&id)), ViewKind::Counter, None);
        clerk
            .open(&counter(&id), &OpenRequest::default())
            .await
            .unwrap();
        let last = call(&clerk, &counter(&id), &self.calls)
            .await
            .expect("somebody still waits");
        self.announced
            .wait_for(|heard| was_heard(heard, last))
            .await
            .unwrap();
        let calls = self.calls.lock().unwrap().clone();
        drop(self.display_client);
        self.display.await.unwrap();
        let tickets = std::mem::take(&mut *self.tickets.lock().unwrap());
        let announced = self
            .announced
            .borrow()
            .iter()
            .map(|(seq, _)| *seq)
            .collect();
        Written {
            tickets,
            calls,
            announced,
        }
    }
}

/// What the hall display announced: sequence and ticket.
type Heard = Vec<(u64, TicketId)>;

fn business_date(view: &Option<Arc<View>>) -> Option<chrono::NaiveDate> {
    view.as_ref()?.branch().business_date
}

fn was_heard(heard: &Heard, ticket: TicketId) -> bool {
    heard.iter().rev().any(|(_, heard)| *heard == ticket)
}

async fn call(client: &Client, here: &CounterId, calls: &Mutex<Vec<TicketId>>) -> Option<TicketId> {
    match client.call_next(here, &CallNextRequest::default()).await {
        Ok(call) => {
            let ticket = call.map(|call| call.ticket.id);
            calls.lock().unwrap().extend(ticket);
            ticket
        }
        // The counter is closed at first, and again after a day's change.
        Err(_) => {
            let _ = client.open(here, &OpenRequest::default()).await;
            None
        }
    }
}

async fn write_down(mut events: mpsc::Receiver<ClientEvent>, heard: watch::Sender<Heard>) {
    while let Some(event) = events.recv().await {
        match event {
            ClientEvent::Announce(announcement) => {
                let call = (announcement.call.seq, announcement.call.ticket);
                heard.send_modify(|heard| heard.push(call));
            }
            ClientEvent::CallsSkipped { count } => panic!("{count} calls were not announced"),
            ClientEvent::Live
            | ClientEvent::Stale { .. }
            | ClientEvent::Refused { .. }
            | ClientEvent::SessionOver { .. }
            | ClientEvent::Ended { .. } => {}
        }
    }
}

struct Written {
    tickets: Vec<(usize, TicketAnswer)>,
    calls: Vec<TicketId>,
    announced: Vec<u64>,
}

impl Written {
    /// Holds what clients were told against the log.
    fn check(&self, log: &[(u64, Event)]) {
        let mut issued: BTreeMap<TicketId, TicketNumber> = BTreeMap::new();
        let mut today: BTreeSet<TicketNumber> = BTreeSet::new();
        let mut called: BTreeMap<TicketId, u64> = BTreeMap::new();
        let mut day_ended: BTreeSet<TicketId> = BTreeSet::new();
        for (seq, event) in log {
            match &event.what {
                What::DayOpened { .. } => today.clear(),
                What::DayClosed { ended, .. } => {
                    day_ended.extend(ended.iter().map(|end| end.ticket))
                }
                What::TicketIssued { ticket, number, .. } => {
                    assert!(
                        today.insert(*number),
                        "{number} was given twice on one day (event {seq})"
                    );
                    issued.insert(*ticket, *number);
                }
                What::TicketCalled { ticket, .. } => {
                    assert!(
                        called.insert(*ticket, *seq).is_none(),
                        "{ticket} was called twice (event {seq})"
                    );
                }
                _ => {}
            }
        }
        for (kiosk, ticket) in &self.tickets {
            let in_log = issued.get(&ticket.id);
            assert_eq!(
                in_log,
                Some(&ticket.number),
                "kiosk {kiosk} was told of a ticket that is lost"
            );
        }
        let told: BTreeSet<TicketId> = self.tickets.iter().map(|(_, ticket)| ticket.id).collect();
        assert_eq!(told.len(), self.tickets.len(), "no ticket was told twice");
        for ticket in &self.calls {
            assert!(
                called.contains_key(ticket),
                "a clerk was told of a call that is lost: {ticket}"
            );
        }
        let calls_in_log: Vec<u64> = {
            let mut calls: Vec<u64> = called.values().copied().collect();
            calls.sort_unstable();
            calls
        };
        let missed: Vec<&u64> = calls_in_log
            .iter()
            .filter(|seq| !self.announced.contains(seq))
            .collect();
        assert!(
            missed.is_empty(),
            "the hall never heard of the calls {missed:?}"
        );
        assert!(
            self.announced.is_sorted_by(|a, b| a < b),
            "the hall heard each call once, in order"
        );
        assert!(
            self.announced.iter().all(|seq| calls_in_log.contains(seq)),
            "the hall heard only what was called"
        );
    }
}

/// The numbers 0 to `below`, shuffled the same way in every run.
fn spread(step: u64, below: u64) -> u64 {
    step.wrapping_mul(0x9e37_79b9_7f4a_7c15) % below
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fifty_kills_under_load_lose_and_double_nothing() {
    let place = Place::new("always.toml");
    let mut hub = place.start_hub();
    let mut hall = Hall::open(&place);
    let mut last_start = None;
    for kill in 1..=KILLS {
        hall.issue_more(spread(kill, ACKNOWLEDGED_BETWEEN_KILLS_MAX))
            .await;
        hub.kill_9();
        last_start = hall
            .tickets
            .lock()
            .unwrap()
            .iter()
            .map(|(_, ticket)| ticket.issued_at)
            .max();
        // Every seventh hub is killed while it starts.
        if kill % 7 == 0 {
            HubProcess::spawn(&mut place.hub_command()).kill_9();
        }
        hub = place.start_hub();
    }
    // Whoever waits longest to knock again is heard too.
    let last_start = last_start.unwrap();
    while hall.kiosks_after(last_start).len() < KIOSKS {
        hall.issue_more(1).await;
    }
    let written = hall.close(&place).await;
    assert!(hub.terminate().success());
    written.check(&place.log());
    place.assert_verified();
    assert!(!written.calls.is_empty() && written.tickets.len() > 1_000);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn kills_across_a_days_change_start_each_number_anew_and_lose_nothing() {
    // Two seconds before the business day turns at 03:00 in Jakarta.
    let turn: Timestamp = "2026-11-22T20:00:00Z".parse().unwrap();
    let place = Place::with_clock("always.toml", Timestamp::from_millis(turn.millis() - 2_000));
    let mut hub = place.start_hub();
    let mut hall = Hall::open(&place);
    let mut kill = 0;
    let mut after_turn = 0;
    while after_turn < 4 {
        kill += 1;
        hall.issue_more(1 + spread(kill, ACKNOWLEDGED_BETWEEN_KILLS_MAX))
            .await;
        hub.kill_9();
        hub = place.start_hub();
        let turned = hall
            .tickets
            .lock()
            .unwrap()
            .iter()
            .any(|(_, ticket)| ticket.issued_at >= turn);
        after_turn += u32::from(turned);
    }
    hall.issue_more(KIOSKS as u64).await;
    let written = hall.close(&place).await;
    assert!(hub.terminate().success());
    let log = place.log();
    written.check(&log);
    place.assert_verified();
    let days = log
        .iter()
        .filter(|(_, event)| matches!(event.what, What::DayOpened { .. }))
        .count();
    assert_eq!(days, 2);
    let first_again = log
        .iter()
        .filter(|(_, event)| matches!(&event.what, What::TicketIssued { number, .. } if number.value() == 1))
        .count();
    assert_eq!(first_again, 4, "two series on two days begin with 1 each");
}
