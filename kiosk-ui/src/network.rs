//! The thread beside the screen: follows the hub and does the flow's acts.

mod asking;
mod brand;
mod copies;
mod desk;
mod lane;
pub mod memory;
mod numbers;
mod office;

use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};

use antre_client::{Client, ClientEvent, ClientOptions, ConnectError};
use antre_domain::{Locale, Timestamp};
use antre_ui_kit::{Announcement, Outlet};
use futures_util::stream::{FuturesUnordered, StreamExt as _};
use tokio::sync::{mpsc, watch};

use crate::branch::Branch;
use crate::brand::Signboard;
use crate::flow::{Act, News};
use crate::press::Press;
use crate::reports::{self, REPORTS_MAX, Sources};
use brand::Brand;
use copies::Copies;
use memory::Memory;
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
    /// Where it keeps what it remembers of its slips, and what the staff decided.
    pub memory: PathBuf,
    /// Where the branch's own pictures go.
    pub signboard: Signboard,
}

/// Why the network came to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// The screen is gone.
    Screen,
    /// The staff want the program to be started anew.
    Restart,
}

/// The width of the screen in tenths of a millimetre, as the staff of this kiosk measured it.
pub fn measured_width(memory: &Path) -> Option<u32> {
    Memory::open(memory).settings().screen_tenths_mm
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
/// The hub's address, the outbox or the reserve cannot be used.
pub async fn follow(
    setup: Setup,
    mut acts: mpsc::Receiver<Act>,
    outlet: KioskOutlet,
) -> Result<Ended, ConnectError> {
    let Setup {
        hub,
        printer,
        sources,
        name,
        first,
        memory,
        signboard,
    } = setup;
    let (client, mut events) = Client::connect(hub)?;
    let mut views = client.views();
    let mut standing = client.standing();
    let mut health = sources.health.clone();
    // The office hears of every slip before the hub does.
    let (heard, reports) = mpsc::channel(REPORTS_MAX);
    let mut ended = sources.reports;
    let sources = Sources {
        health: sources.health,
        reports,
    };
    let (connections, connected) = watch::channel(0);
    let reporter = reports::tell(client.clone(), name.clone(), sources, connected);
    let mut reporter = std::pin::pin!(reporter);
    let office = Rc::new(Office::new(
        client.clone(),
        printer,
        outlet.clone(),
        name,
        first,
        Memory::open(&memory),
    ));
    let brand = Rc::new(Brand::new(client.clone(), signboard));
    let copies = Rc::new(Copies::new(Rc::clone(&office)));
    let mut under_way = FuturesUnordered::new();
    let mut was_heard = false;
    let mut review = tokio::time::interval(REVIEW);
    loop {
        tokio::select! {
            changed = views.changed() => if changed.is_err() { return Ok(Ended::Screen) },
            Ok(()) = standing.changed() => {}
            () = office.restart.notified() => return Ok(Ended::Restart),
            Some(report) = ended.recv() => {
                office.ended(&report);
                if let Err(error) = heard.try_send(report) {
                    tracing::warn!("a report was lost: {error}");
                }
                continue;
            }
            // Without a printer nothing changes any more.
            Ok(()) = health.changed() => {}
            () = &mut reporter => return Ok(Ended::Screen),
            event = events.recv() => match event {
                None => return Ok(Ended::Screen),
                Some(ClientEvent::Live) => {
                    was_heard = true;
                    office.line.set(Line::Live);
                    copies.ask_again();
                    connections.send_modify(|count| *count += 1);
                }
                Some(ClientEvent::Stale { since }) => {
                    // Of before this process began, its last word is all that is known.
                    let word = standing.borrow().heard_at.filter(|_| !was_heard);
                    let since = word.or_else(|| then(&client, since));
                    if office.line.get() != Line::Barred {
                        office.line.set(Line::Gone { since });
                    }
                }
                Some(ClientEvent::Refused { status }) => {
                    tracing::error!(status, "the hub does not let this kiosk in");
                    office.line.set(match status {
                        401 | 403 => Line::Barred,
                        _ => Line::Gone { since: None },
                    });
                }
                Some(ClientEvent::Ended { act, outcome, .. }) => {
                    under_way.push(Rc::clone(&office).take_up(act, outcome));
                    continue;
                }
                // The hall announces, and nobody signs in at a kiosk.
                Some(
                    ClientEvent::Announce(_)
                    | ClientEvent::CallsSkipped { .. }
                    | ClientEvent::SessionOver { .. },
                ) => continue,
            },
            Some(act) = acts.recv(), if under_way.len() < ACTS_MAX => {
                under_way.push(Rc::clone(&office).act(act));
                continue;
            }
            Some(()) = under_way.next() => {}
            _ = review.tick() => {}
        }
        views.borrow_and_update();
        standing.borrow_and_update();
        office.health.set(*health.borrow_and_update());
        if let Some(version) = office.unread_files() {
            under_way.push(Rc::clone(&office).fetch_files(version));
        }
        if copies.are_asked_for() {
            under_way.push(Rc::clone(&copies).fetch());
        }
        let branch = office.branch();
        if brand.is_unread(&branch.brand.version) {
            under_way.push(Rc::clone(&brand).fetch());
        }
        if outlet.show(Box::new(branch)).is_err() {
            return Ok(Ended::Screen);
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
