//! The thread beside the screen: follows the hub and does the flow's acts.

mod office;

use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};

use antre_client::{Client, ClientEvent, ClientOptions, ConnectError};
use antre_domain::{Locale, Timestamp};
use antre_ui_kit::{Announcement, Outlet};
use futures_util::stream::{FuturesUnordered, StreamExt as _};
use tokio::sync::{mpsc, watch};

use crate::branch::Branch;
use crate::flow::{Act, News};
use crate::press::Press;
use crate::reports::{self, Sources};
use office::{Line, Office};

/// One customer stands here: an act, the end of the last one's, and what a restart left behind.
const ACTS_MAX: usize = 8;
/// How often the page is read again although nobody said anything: a day ends by itself.
const REVIEW: Duration = Duration::from_secs(30);

/// The way to the screen.
pub type KioskOutlet = Outlet<Box<Branch>, Word>;

/// One word of the network to the flow.
#[derive(Debug)]
pub struct Word(pub News);

impl Announcement for Word {
    /// Of two words about the same slip the newer one is enough.
    fn absorb(&mut self, newer: Self) -> Option<Self> {
        match (&self.0, &newer.0) {
            (News::Paper(known, _), News::Paper(told, _)) if known == told => {
                *self = newer;
                None
            }
            _ => Some(newer),
        }
    }
}

/// What the thread works with.
#[derive(Debug)]
pub struct Setup {
    /// Which hub, as whom.
    pub hub: ClientOptions,
    /// The printer.
    pub printer: Printer,
    /// What the printer tells.
    pub sources: Sources,
    /// What the kiosk is called on its slips.
    pub name: String,
    /// The language to begin with, where it is not the branch's own.
    pub first: Option<Locale>,
}

/// The kiosk's printer. Numbers are given and shown with or without it.
#[derive(Debug)]
pub enum Printer {
    /// This kiosk has none.
    Absent,
    /// It could not be started.
    Broken,
    /// At work.
    Ready(Arc<Press>),
}

/// Follows the hub and does what the screen asks, until the screen is gone.
///
/// # Errors
/// The hub's address or the outbox cannot be used.
pub async fn follow(
    setup: Setup,
    mut acts: mpsc::Receiver<Act>,
    outlet: KioskOutlet,
) -> Result<(), ConnectError> {
    let Setup {
        hub,
        printer,
        sources,
        name,
        first,
    } = setup;
    let (client, mut events) = Client::connect(hub)?;
    let mut views = client.views();
    let mut health = sources.health.clone();
    let (connections, connected) = watch::channel(0);
    let reporter = reports::tell(client.clone(), name.clone(), sources, connected);
    let mut reporter = std::pin::pin!(reporter);
    let office = Rc::new(Office::new(
        client.clone(),
        printer,
        outlet.clone(),
        name,
        first,
    ));
    let mut under_way = FuturesUnordered::new();
    let mut line = Line::Gone { since: None };
    let mut review = tokio::time::interval(REVIEW);
    loop {
        tokio::select! {
            changed = views.changed() => if changed.is_err() { return Ok(()) },
            // Without a printer nothing changes any more.
            Ok(()) = health.changed() => {}
            () = &mut reporter => return Ok(()),
            event = events.recv() => match event {
                None => return Ok(()),
                Some(ClientEvent::Live) => {
                    line = Line::Live;
                    connections.send_modify(|count| *count += 1);
                }
                Some(ClientEvent::Stale { since }) => line = Line::Gone { since: then(&client, since) },
                Some(ClientEvent::Refused { status }) => {
                    tracing::error!(status, "the hub does not let this kiosk in");
                    line = Line::Gone { since: None };
                }
                Some(ClientEvent::Ended { act, outcome, .. }) => {
                    under_way.push(Rc::clone(&office).take_up(act, outcome));
                    continue;
                }
                // The hall announces.
                Some(ClientEvent::Announce(_) | ClientEvent::CallsSkipped { .. }) => continue,
            },
            Some(act) = acts.recv(), if under_way.len() < ACTS_MAX => {
                under_way.push(Rc::clone(&office).act(act));
                continue;
            }
            Some(()) = under_way.next() => continue,
            _ = review.tick() => {}
        }
        let view = views.borrow_and_update().clone();
        let branch = office.branch(view.as_deref(), line, *health.borrow_and_update());
        if let Some(version) = office.unread_files(view.as_deref()) {
            under_way.push(Rc::clone(&office).fetch_files(version));
        }
        if outlet.show(Box::new(branch)).is_err() {
            return Ok(());
        }
    }
}

/// An instant of this process by the hub's clock; `None` before the hub was heard.
fn then(client: &Client, instant: Instant) -> Option<Timestamp> {
    let ago_ms = i64::try_from(instant.elapsed().as_millis()).unwrap_or(i64::MAX);
    client
        .hub_time()
        .map(|at| Timestamp::from_millis(at.millis().saturating_sub(ago_ms)))
}
