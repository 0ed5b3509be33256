//! Eight panels, one hub, and clerks who strike whatever key comes under their fingers.

mod fold;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use antre_branch_tests::{Place, counter, issue};
use antre_client::{Client, ClientError, ClientEvent, TicketVerb};
use antre_counter::ask;
use antre_counter_flow::panel::{Intent, Key, Notice, Panel, Settled};
use antre_domain::{ChoiceReason, ClassId, CounterId, Finish, TicketId, TicketNumber};
use antre_protocol::{FinishRequest, IssueRequest, IssuedAnswer, ParkRequest, View, ViewKind};
use antre_sim_tests::lot::Lot;
use tokio::sync::{mpsc, watch};

use fold::Fold;

const STEPS: usize = 10_000;
const SEED: u64 = 0x000a_417e;
/// Two of them sit at one counter, and fight for it.
const SEATS: [&str; 8] = [
    "loket-1", "loket-2", "loket-3", "loket-4", "loket-5", "loket-6", "loket-7", "loket-7",
];
/// Fewer wait: somebody comes.
const WAITING_MIN: usize = 8;
/// How far the clock goes from stroke to stroke, whoever strikes.
const HAND: Duration = Duration::from_millis(90);
const PATIENCE: Duration = Duration::from_secs(20);
const LOOK_AGAIN: Duration = Duration::from_millis(50);

/// A panel without a window, and its line to the hub.
struct Seat {
    panel: Panel,
    client: Client,
    events: mpsc::Receiver<ClientEvent>,
    views: watch::Receiver<Option<Arc<View>>>,
}

impl Seat {
    fn take(place: &Place, id: &str) -> Self {
        let token = place.token("counter", Some(id));
        let (client, events) = place.client(token, ViewKind::Counter, None);
        Self {
            panel: Panel::new(Some(counter(id))),
            views: client.views(),
            client,
            events,
        }
    }

    /// Takes in what has come of the hub. Whether anything has.
    fn hear(&mut self, now: Duration) -> bool {
        while let Ok(event) = self.events.try_recv() {
            match event {
                ClientEvent::Live => self.panel.handle_line(true),
                ClientEvent::Stale { .. } | ClientEvent::Refused { .. } => {
                    panic!("the hub was lost: {event:?}")
                }
                ClientEvent::Announce(_)
                | ClientEvent::CallsSkipped { .. }
                | ClientEvent::SessionOver { .. }
                | ClientEvent::Ended { .. } => {}
            }
        }
        if !self.views.has_changed().unwrap() {
            return false;
        }
        let view = self.views.borrow_and_update().clone();
        if let Some(View::Counter(view)) = view.as_deref() {
            if let Some(at) = self.client.hub_time() {
                self.panel.handle_clock(at, now);
            }
            self.panel.handle_view(Arc::new(view.clone()));
        }
        true
    }

    /// Whom the panel shows as its own: where, and which.
    fn shows(&self) -> (Option<CounterId>, BTreeSet<TicketId>) {
        let card = self.panel.card();
        let also = card.into_iter().flat_map(|card| &card.also);
        let present = self.panel.ticket().into_iter();
        let tickets = present.chain(also).map(|ticket| ticket.id).collect();
        (self.panel.counter().cloned(), tickets)
    }

    async fn ask(&mut self, intent: Intent, now: Duration) {
        let counter = self.panel.counter().cloned();
        let outcome = ask::desk(&self.client, counter.as_ref(), intent).await;
        self.panel.handle_settled(outcome.settled, now);
        // What the panel wants by itself: the call behind a number, say.
        let mut asked = 0;
        while let Some(intent) = self.panel.poll_intent(now) {
            let outcome = ask::desk(&self.client, counter.as_ref(), intent).await;
            self.panel.handle_settled(outcome.settled, now);
            asked += 1;
            assert!(asked < 8, "the panel asks without end");
        }
    }
}

/// The keys, each as often as it stands here.
fn key(lot: &mut Lot) -> Key {
    match lot.below(20) {
        0..7 => Key::Enter,
        7..11 => Key::Digit(u8::try_from(lot.between(0, 9)).unwrap()),
        11 => Key::Letter('a'),
        12 => Key::Undo,
        _ => {
            let acts: Vec<Key> = Key::ACTS
                .into_iter()
                .filter(|key| !matches!(key, Key::Counters | Key::Lock | Key::Switch))
                .collect();
            *lot.pick(&acts)
        }
    }
}

struct Hall {
    seats: Vec<Seat>,
    fold: Fold,
    now: Duration,
    given: Vec<TicketNumber>,
    settled: usize,
}

impl Hall {
    /// After every step: each panel comes to show just whom the log has at its counter, and shows nobody
    /// on the way who was not there.
    async fn comes_to_rest(&mut self) {
        let give_up_at = Instant::now() + PATIENCE;
        loop {
            let mut behind = None;
            for index in 0..self.seats.len() {
                self.seats[index].hear(self.now);
                let (counter, shown) = self.seats[index].shows();
                let Some(counter) = counter else { continue };
                if !self.fold.stood(&counter, &shown) {
                    // A view is never ahead of the log, but may be ahead of this reader.
                    self.fold.read();
                }
                assert!(
                    self.fold.stood(&counter, &shown),
                    "panel {index} at {counter} shows {shown:?}, and there stood {:?}",
                    self.fold.at(&counter)
                );
                if self.fold.at(&counter) != shown {
                    behind = Some(index);
                }
            }
            let Some(behind) = behind else { break };
            assert!(
                Instant::now() < give_up_at,
                "panel {behind} still shows {:?}",
                self.seats[behind].shows()
            );
            let views = &mut self.seats[behind].views;
            // It may have come while the others were looked at.
            if let Ok(Ok(())) = tokio::time::timeout(LOOK_AGAIN, views.changed()).await {
                views.mark_changed();
            }
            self.fold.read();
        }
        self.fold.forget();
    }

    async fn somebody_comes(&mut self, kiosk: &Client, lot: &mut Lot) {
        let class = lot.chance(30).then(|| ClassId::new("prioritas").unwrap());
        let request = IssueRequest {
            class,
            count: Some(u8::try_from(lot.between(1, 6)).unwrap()),
            ..issue(if lot.chance(70) { "teller" } else { "layanan" })
        };
        let IssuedAnswer::Many(answer) = kiosk.issue(&request).await.unwrap() else {
            panic!("several were asked for");
        };
        self.given
            .extend(answer.tickets.iter().map(|ticket| ticket.number));
    }

    /// So many clerks strike in the same instant.
    async fn strikes(&mut self, clerks: usize, lot: &mut Lot) {
        let mut striking = Vec::new();
        let first = lot.below(self.seats.len());
        for (index, seat) in self.seats.iter_mut().enumerate() {
            let distance = (index + SEATS.len() - first) % SEATS.len();
            let undoable = matches!(seat.panel.face(self.now).notice, Some(Notice::Undo { .. }));
            let key = match undoable && lot.chance(25) {
                true => Key::Undo,
                false => key(lot),
            };
            if distance < clerks
                && let Some(intent) = seat.panel.handle_key(key, self.now)
            {
                striking.push(seat.ask(intent, self.now));
            }
        }
        self.settled += striking.len();
        futures_util::future::join_all(striking).await;
    }

    /// Two clerks choose the same person in the same instant.
    async fn fights(&mut self, lot: &mut Lot) {
        let waiting = self.fold.waiting();
        let ticket = *lot.pick(&waiting);
        let intent = Intent::Call {
            ticket,
            because: Some(ChoiceReason::Assistance),
            quiet: None,
            finish: Finish::default(),
        };
        let call = |seat: &Seat| {
            let (client, here) = (seat.client.clone(), seat.panel.counter().cloned());
            let intent = intent.clone();
            async move { ask::desk(&client, here.as_ref(), intent).await.settled }
        };
        let one = lot.below(SEATS.len() - 1);
        let (one, other) = (&self.seats[one], &self.seats[one + 1]);
        let ends = tokio::join!(call(one), call(other));
        let won = [&ends.0, &ends.1]
            .into_iter()
            .filter(|end| **end == Settled::Done);
        assert!(won.count() <= 1, "{ticket} was given to two");
    }

    /// A verb against any ticket of the day, mostly one that has ended: it is done or refused in words.
    async fn tries(&mut self, lot: &mut Lot) {
        let tickets = self.fold.tickets();
        let ticket = *lot.pick(&tickets);
        let verbs = [
            TicketVerb::Start,
            TicketVerb::Finish(FinishRequest::default()),
            TicketVerb::Recall,
            TicketVerb::NoShow,
            TicketVerb::Park(ParkRequest::default()),
            TicketVerb::Resume,
            TicketVerb::Undo,
        ];
        let client = &self.seats[lot.below(SEATS.len())].client;
        match client.ticket_verb(ticket, lot.pick(&verbs)).await {
            Ok(_) => {}
            Err(ClientError::Problem(problem)) => {
                assert!((400..500).contains(&problem.status), "{problem:?}");
                assert!(problem.title.len() > 8 && !problem.code.is_empty());
            }
            Err(error) => panic!("{error}"),
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn eight_panels_struck_at_random_keep_the_promises_and_show_only_their_own() {
    let place = Place::new("always.toml");
    let hub = place.start_hub();
    let (kiosk, _events) = place.client(place.token("kiosk", None), ViewKind::Kiosk, None);
    let mut hall = Hall {
        seats: SEATS.iter().map(|id| Seat::take(&place, id)).collect(),
        fold: Fold::new(place.follow()),
        now: Duration::ZERO,
        given: Vec::new(),
        settled: 0,
    };
    for seat in &mut hall.seats {
        let there = seat.views.wait_for(Option::is_some);
        assert!(tokio::time::timeout(PATIENCE, there).await.unwrap().is_ok());
        let live = tokio::time::timeout(PATIENCE, seat.events.recv()).await;
        assert!(matches!(live, Ok(Some(ClientEvent::Live))));
        seat.panel.handle_line(true);
        seat.views.mark_changed();
    }
    hall.comes_to_rest().await;
    let mut lot = Lot::new(SEED);
    for _ in 0..STEPS {
        hall.now += HAND;
        if hall.fold.waiting().len() < WAITING_MIN {
            hall.somebody_comes(&kiosk, &mut lot).await;
        } else {
            match lot.below(100) {
                0..3 => hall.fights(&mut lot).await,
                3..6 => hall.tries(&mut lot).await,
                6..20 => hall.strikes(2 + lot.clone().below(3), &mut lot).await,
                _ => hall.strikes(1, &mut lot).await,
            }
        }
        hall.fold.read();
        hall.comes_to_rest().await;
    }
    // Promise 1 and 2: what was given is in the log, and each but once.
    let once: BTreeSet<&TicketNumber> = hall.given.iter().collect();
    assert_eq!(once.len(), hall.given.len());
    assert!(hall.given.iter().all(|number| hall.fold.holds(number)));
    // Otherwise it tried nothing.
    assert!(hall.fold.calls > 500, "only {} calls", hall.fold.calls);
    assert!(hall.fold.undone > 5, "only {} undone", hall.fold.undone);
    drop(hall);
    assert!(hub.terminate().success());
    place.assert_verified();
}
