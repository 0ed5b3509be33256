//! What the branch, its hall and its devices say at the foot of the panel.

use antre_domain::{AnnouncementKind, PrinterFault, SoundHealth};
use antre_protocol::{DisplayCard, PrinterCard};

use super::{count, number};
use crate::pages::{Alert, Announcing, Trouble};

/// The device that needs a hand most: a printer that prints nothing, then a display that nobody sees or
/// hears, then a roll that runs low; of several the first.
pub(super) fn alert(printers: &[PrinterCard], displays: &[DisplayCard]) -> Alert {
    let printers = printers.iter().filter_map(printer_alert);
    let displays = displays.iter().filter_map(display_alert);
    let needing: Vec<Alert> = printers.chain(displays).collect();
    let urgency = |alert: &&Alert| match alert.trouble {
        Trouble::DisplayMute | Trouble::DisplayAway => 1,
        Trouble::Low | Trouble::LowBy => 2,
        _ => 0,
    };
    let most = needing.iter().min_by_key(urgency).cloned();
    most.map_or_else(Alert::default, |most| Alert {
        others: count(needing.len() - 1),
        ..most
    })
}

fn printer_alert(card: &PrinterCard) -> Option<Alert> {
    let (trouble, slips_left) = match (card.health.fault, card.slips_left) {
        (Some(fault), _) => (printer(fault), 0),
        (None, _) if !card.health.paper_low => return None,
        (None, Some(slips)) => (Trouble::LowBy, slips),
        (None, None) => (Trouble::Low, 0),
    };
    Some(Alert {
        trouble,
        name: card.name.as_str().into(),
        slips_left: number(slips_left),
        others: 0,
    })
}

fn display_alert(card: &DisplayCard) -> Option<Alert> {
    let trouble = match (card.reachable, card.sound) {
        (false, _) => Trouble::DisplayAway,
        (true, SoundHealth::Lost) => Trouble::DisplayMute,
        (true, SoundHealth::Well | SoundHealth::Off) => return None,
    };
    Some(Alert {
        trouble,
        name: card.name.as_str().into(),
        slips_left: 0,
        others: 0,
    })
}

fn printer(fault: PrinterFault) -> Trouble {
    match fault {
        PrinterFault::CoverOpen => Trouble::CoverOpen,
        PrinterFault::OutOfPaper => Trouble::OutOfPaper,
        PrinterFault::Cutter => Trouble::Cutter,
        PrinterFault::Overheated => Trouble::Overheated,
        PrinterFault::Mechanical => Trouble::Mechanical,
        PrinterFault::Offline => Trouble::Offline,
        PrinterFault::Stalled => Trouble::Stalled,
        PrinterFault::Silent => Trouble::Silent,
        PrinterFault::Stranger => Trouble::Stranger,
        PrinterFault::Unreachable => Trouble::Unreachable,
    }
}

pub(super) fn announcing(kind: AnnouncementKind) -> Announcing {
    match kind {
        AnnouncementKind::Notice => Announcing::Notice,
        AnnouncementKind::Evacuate => Announcing::Evacuate,
        AnnouncementKind::Fire => Announcing::Fire,
        AnnouncementKind::Earthquake => Announcing::Earthquake,
        AnnouncementKind::Emergency => Announcing::Emergency,
    }
}
