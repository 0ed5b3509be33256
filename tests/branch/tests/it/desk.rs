//! The clerk's panel on a bad day: its hub dies, its PC dies, its clock is wrong.

use antre_branch_tests::{Desktop, Place, issue, until};
use antre_domain::{Timestamp, What};
use antre_protocol::{IssueRequest, ViewKind};

use crate::clerk::{Clerk, Reading, add_clerk, token};

const HOUR_MS: i64 = 3_600_000;

fn desktop() -> Desktop {
    Desktop::new(380, 728)
}

async fn give(place: &Place, count: u8) {
    let (kiosk, _events) = place.client(place.token("kiosk", None), ViewKind::Kiosk, None);
    let several = IssueRequest {
        count: Some(count),
        ..issue("teller")
    };
    kiosk.issue(&several).await.unwrap();
}

#[tokio::test]
async fn a_panel_says_at_once_that_its_hub_is_gone_keeps_the_ticket_and_asks_nothing() {
    let place = Place::new("always.toml");
    let hub = place.start_hub();
    give(&place, 3).await;
    let desktop = desktop();
    let token = token(&place, Some("loket-1"));
    let mut clerk = Clerk::sits_down(&desktop, &place, &token, &["--counter", "loket-1"]);
    let mut log = Reading::new(&place);
    for (ready, told) in [("Open counter", 1), ("Call next", 1), ("Start", 1)] {
        clerk.ready(ready);
        clerk.strike("Return");
        log.wait_for(told);
    }
    clerk.ready("Finish, call next");

    hub.kill_9();
    until("the panel says so", || !clerk.is_ready("Finish, call next"));
    clerk.panel.see("A0001");
    // An act that arrives half a minute late would call somebody whom nobody expects.
    clerk.strike("Return plus minus");
    clerk.panel.see("A0001");

    let hub = place.start_hub();
    clerk.ready("Finish, call next");
    clerk.panel.see("A0001");
    assert_eq!(log.newer(), [""; 0]);
    clerk.strike("Return");
    let told = log.wait_for(2);
    assert!(told[0].starts_with("ticket_finished") && told[0].contains("A0001"));
    assert!(told[1].starts_with("ticket_called") && told[1].contains("A0002"));
    clerk.panel.see("A0002");
    assert!(hub.terminate().success());
}

#[tokio::test]
async fn whoever_signs_in_at_another_pc_after_theirs_has_died_takes_their_ticket_along() {
    let place = Place::new("desk.toml");
    let hub = place.start_hub();
    add_clerk(&place, "p-1", "Petugas 1");
    give(&place, 2).await;
    let mut log = Reading::new(&place);
    let (first, second) = (desktop(), desktop());
    let tokens = ["loket-1", "loket-2"].map(|counter| token(&place, Some(counter)));
    let signs_in = |clerk: &mut Clerk<'_>| {
        clerk.panel.see("Petugas 1");
        clerk.strike("1 4 7 0 9 Return");
    };

    let mut clerk = Clerk::sits_down(&first, &place, &tokens[0], &["--counter", "loket-1"]);
    signs_in(&mut clerk);
    for (ready, told) in [("Call next", 2), ("Start", 1)] {
        log.wait_for(told);
        clerk.ready(ready);
        clerk.strike("Return");
    }
    assert_eq!(log.wait_for(1), ["ticket_started A001 loket-1"]);
    clerk.panel.end();

    let mut clerk = Clerk::sits_down(&second, &place, &tokens[1], &["--counter", "loket-2"]);
    signs_in(&mut clerk);
    clerk.ready("Finish, call next");
    clerk.panel.see("A001");
    let told = log.wait_for(4);
    let is_told = |what: &str| told.iter().any(|line| line.starts_with(what));
    assert!(is_told("ticket_moved A001"), "{told:#?}");
    assert!(is_told("counter_closed counter=loket-1"), "{told:#?}");
    clerk.strike("Return");
    let told = log.wait_for(2);
    assert!(
        told[0].starts_with("ticket_finished A001 loket-2"),
        "{told:#?}"
    );
    assert!(
        told[1].starts_with("ticket_called A002 loket-2"),
        "{told:#?}"
    );
    assert!(hub.terminate().success());
}

#[tokio::test]
async fn a_pc_clock_that_is_an_hour_off_changes_nothing() {
    for off_ms in [HOUR_MS, -HOUR_MS] {
        let now_ms = i64::try_from(unix_ms()).unwrap();
        let at = Timestamp::from_millis(now_ms + off_ms);
        let place = Place::with_clock("always.toml", at);
        let hub = place.start_hub();
        give(&place, 1).await;
        let desktop = desktop();
        let token = token(&place, Some("loket-1"));
        let mut clerk = Clerk::sits_down(&desktop, &place, &token, &["--counter", "loket-1"]);
        clerk.ready("Open counter");
        clerk.strike("Return");
        clerk.ready("Call next");
        clerk.strike("Return");
        clerk.ready("Start");
        // By the PC's clock they would have waited an hour, or not yet be here.
        clerk.panel.see("just arrived");
        assert!(hub.terminate().success());
        let called = |event: &antre_domain::Event| match event.what {
            What::TicketCalled { .. } => Some(event.at),
            _ => None,
        };
        let called_at = place.log().iter().find_map(|(_, event)| called(event));
        assert!(called_at.unwrap().millis().abs_diff(at.millis()) < 60_000);
    }
}

fn unix_ms() -> u128 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.unwrap().as_millis()
}
