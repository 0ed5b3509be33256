//! What the hub is told of the printer: how it is, what became of each slip, and when its roll was
//! changed.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use antre_client::Client;
use antre_domain::{PrinterHealth, SlipKind, SlipState, TicketId, Timestamp};
use antre_printing::Health;
use antre_protocol::{PrinterReport, RollFacts, RollReport, SlipReport};
use futures_util::stream::{FuturesUnordered, StreamExt as _};
use tokio::sync::{mpsc, watch};

/// Reports that wait: for the client, and those of slips for the hub to know the ticket.
pub const REPORTS_MAX: usize = 256;
/// So many are with the client at once, whose outbox keeps and repeats them.
const AT_ONCE_MAX: usize = 16;
/// A hub that took no word of the printer's health is told again after this.
const SAY_AGAIN: Duration = Duration::from_secs(5);

/// Something that is told once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Report {
    /// The last word about a slip.
    Slip {
        /// The ticket's id.
        ticket: String,
        /// Which slip.
        kind: SlipKind,
        /// What became of it.
        state: SlipState,
        /// The act of the printer's journal.
        act_key: String,
    },
    /// The roll was changed.
    Roll(RollReport),
}

/// Where what happens to the printer comes from.
#[derive(Debug)]
pub struct Sources {
    /// How it is; `None` until it was seen, or where there is none.
    pub health: watch::Receiver<Option<Health>>,
    /// What is told once.
    pub reports: mpsc::Receiver<Report>,
}

/// Tells the hub until the client ends. `connected` changes with each connection: a hub that was
/// started anew has heard nothing. What became of a slip that was given without the hub is told when the
/// hub knows its ticket.
pub(crate) async fn tell(
    client: Client,
    name: String,
    sources: Sources,
    mut connected: watch::Receiver<u64>,
) {
    let Sources {
        mut health,
        mut reports,
    } = sources;
    let mut under_way = FuturesUnordered::new();
    let mut untold = false;
    let mut standing = client.standing();
    let mut early: Vec<Report> = Vec::new();
    loop {
        let unjoined = standing.borrow_and_update().unjoined.clone();
        let is_early = |report: &mut Report| match report {
            Report::Slip { ticket, .. } => unjoined.iter().any(|one| one.to_string() == *ticket),
            Report::Roll(_) => false,
        };
        while under_way.len() < AT_ONCE_MAX
            && let Some(place) = early.iter_mut().position(|report| !is_early(report))
        {
            under_way.push(once(&client, early.remove(place)));
        }
        tokio::select! {
            Ok(()) = standing.changed() => continue,
            Ok(()) = health.changed() => {}
            Ok(()) = connected.changed() => {}
            () = tokio::time::sleep(SAY_AGAIN), if untold => {}
            Some(report) = reports.recv(), if under_way.len() < AT_ONCE_MAX => {
                if early.len() >= REPORTS_MAX {
                    tracing::warn!("a report of a slip was lost: the hub is away for too long");
                    early.remove(0);
                }
                early.push(report);
                continue;
            }
            Some(()) = under_way.next() => continue,
            else => return,
        }
        let seen = *health.borrow_and_update();
        // Until the hub was heard, no instant can be said by its clock.
        let Some((seen, now)) = seen.zip(client.hub_time()) else {
            untold = false;
            continue;
        };
        untold = match client.report_printer(&said(&name, seen, now)).await {
            Ok(()) => false,
            Err(error) => {
                // Said once: it stays so as long as the hub is away.
                if !untold {
                    tracing::warn!("the hub was not told of the printer: {error}");
                }
                true
            }
        };
    }
}

async fn once(client: &Client, report: Report) {
    let told = match report {
        Report::Slip {
            ticket,
            kind,
            state,
            act_key: _,
        } => match ticket.parse::<TicketId>() {
            Ok(id) => client.report_slip(id, &SlipReport { kind, state }).await,
            Err(_) => return tracing::error!(ticket, "the journal names no ticket"),
        },
        Report::Roll(report) => client.report_roll(&report).await,
    };
    if let Err(error) = told {
        tracing::warn!("a report was lost: {error}");
    }
}

/// A printer's condition by the hub's clock, which shows `hub_now`.
fn said(name: &str, health: Health, hub_now: Timestamp) -> PrinterReport {
    let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH);
    let now_ms = since_1970.map_or(0, |since| since.as_millis() as i64);
    let ago_ms = now_ms.saturating_sub(health.since_ms).max(0);
    PrinterReport {
        name: name.to_owned(),
        health: PrinterHealth {
            fault: health.fault,
            paper_low: health.paper_low,
            watched: health.watched,
        },
        since: Timestamp::from_millis(hub_now.millis().saturating_sub(ago_ms)),
        roll: health.roll.map(|roll| RollFacts {
            used_mm: roll.used_mm,
            cuts: roll.cuts,
            slips_left: roll.slips_left,
        }),
    }
}
