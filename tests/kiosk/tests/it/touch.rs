//! A finger on the glass, a slip in the tray.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::time::{Duration, Instant};

use antre_domain::{SlipKind, What};
use antre_kiosk_tests::{Branch, Desktop, HAND, Standing, middle, until};

use crate::mind::Mind;

/// Deeds of a monkey on the glass, and how many of them come in one stroke.
const DEEDS: usize = 300;
const DEEDS_AT_ONCE: usize = 15;
/// Every page gives way to the home by then.
const HOME_PATIENCE: Duration = Duration::from_secs(240);

#[test]
fn three_touches_on_the_glass_end_in_one_slip_and_one_ticket() {
    let desktop = Desktop::new(1080, 1920);
    let branch = Branch::open("puskesmas.toml");
    let mut standing = Standing::start(&desktop, &branch);
    standing.press("Poli Umum", "Ambil nomor");
    standing.press("Ambil nomor", "A001");
    until("a slip", || branch.slips() == 1);
    standing.press("Selesai", "Poli Umum");
    drop(standing);
    assert_eq!(branch.slips(), 1);
    let log = branch.close().log();
    let issued = log
        .iter()
        .filter(|(_, event)| matches!(event.what, What::TicketIssued { .. }));
    assert_eq!(issued.count(), 1);
}

#[test]
fn a_monkey_on_the_glass_breaks_nothing_and_gets_one_slip_for_each_ticket_at_most() {
    let desktop = Desktop::new(1080, 1920);
    let branch = Branch::open("puskesmas.toml");
    let mut standing = Standing::start(&desktop, &branch);
    standing.kiosk.until_ok("see Poli Umum");
    let mut mind = Mind::new(7);
    // Not F8, the staff's: it prints a line for a new roll, and that is nobody's slip.
    let keys = [
        "Tab", "Return", "Escape", "space", "Up", "Down", "1", "F1", "F9",
    ];
    let ways = ["Poli Umum", "Farmasi", "Ambil nomor", "Selesai"];
    for _ in 0..DEEDS / DEEDS_AT_ONCE {
        let mut lines = String::new();
        for _ in 0..DEEDS_AT_ONCE {
            let (x, y) = (mind.below(1_080), mind.below(1_920));
            match mind.below(4) {
                0 => writeln!(lines, "key {}", mind.one_of(&keys)),
                1 => writeln!(
                    lines,
                    "mousemove {x} {y} mousedown 1 mousemove 5 5 mouseup 1"
                ),
                _ => writeln!(lines, "mousemove {x} {y} click 1"),
            }
            .unwrap();
        }
        desktop.xdotool(&lines);
        // A customer in between who knows the way.
        let place = standing.kiosk.ask(&format!("where {}", mind.one_of(&ways)));
        if let Some(sides) = place.strip_prefix("ok ") {
            let (x, y) = middle(sides);
            desktop.xdotool(&format!("mousemove {x} {y} {HAND} click 1\n"));
        }
        assert!(standing.kiosk.is_alive());
    }
    let give_up_at = Instant::now() + HOME_PATIENCE;
    while standing.kiosk.ask("see Pilih layanan") != "ok" {
        assert!(Instant::now() < give_up_at, "the monkey is stuck");
    }
    drop(standing);
    let slips = branch.slips();
    let log = branch.close().log();
    let mut issued = BTreeSet::new();
    let mut originals = BTreeSet::new();
    let mut others = 0;
    for (_, event) in log {
        match event.what {
            What::TicketIssued { ticket, .. } => {
                assert!(issued.insert(ticket), "issued once");
            }
            What::SlipEnded {
                ticket,
                kind: SlipKind::Original,
                ..
            } => {
                assert!(originals.insert(ticket), "one original at most");
            }
            What::SlipEnded { .. } => others += 1,
            _ => {}
        }
    }
    println!(
        "{DEEDS} deeds: {} tickets, {} originals, {others} copies, {slips} slips",
        issued.len(),
        originals.len()
    );
    assert!(!issued.is_empty(), "the monkey took numbers");
    assert!(originals.is_subset(&issued));
    assert!(
        slips <= issued.len() + others,
        "a slip that nobody asked for"
    );
}
