//! Many hands at once.

use std::collections::BTreeSet;

use antre_branch_tests::{Place, counter, issue};
use antre_protocol::{CallNextRequest, IssueRequest, IssuedAnswer, OpenRequest, ViewKind};

const TICKETS: usize = 500;
const COUNTERS: usize = 8;
const PER_ACT: u8 = 50;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn eight_counters_racing_for_five_hundred_tickets_call_each_of_them_once() {
    let place = Place::new("always.toml");
    let hub = place.start_hub();
    let (kiosk, _events) = place.client(place.token("kiosk", None), ViewKind::Kiosk, None);
    let mut issued = BTreeSet::new();
    for _ in 0..TICKETS / usize::from(PER_ACT) {
        let request = IssueRequest {
            count: Some(PER_ACT),
            ..issue("teller")
        };
        let IssuedAnswer::Many(answer) = kiosk.issue(&request).await.unwrap() else {
            panic!("a count is answered with a list");
        };
        issued.extend(answer.tickets.iter().map(|ticket| ticket.id));
    }
    assert_eq!(issued.len(), TICKETS);

    let mut counters = Vec::new();
    for number in 1..=COUNTERS {
        let id = format!("loket-{number}");
        let (clerk, events) =
            place.client(place.token("counter", Some(&id)), ViewKind::Counter, None);
        counters.push(tokio::spawn(async move {
            let _events = events;
            let here = counter(&id);
            clerk.open(&here, &OpenRequest::default()).await.unwrap();
            let mut called = Vec::new();
            while let Some(call) = clerk
                .call_next(&here, &CallNextRequest::default())
                .await
                .unwrap()
            {
                called.push(call.ticket.id);
            }
            called
        }));
    }
    let mut called = Vec::new();
    for counter in counters {
        called.extend(counter.await.unwrap());
    }
    assert_eq!(called.len(), TICKETS, "each call is one ticket");
    assert_eq!(
        called.into_iter().collect::<BTreeSet<_>>(),
        issued,
        "and each ticket is called"
    );
    assert!(hub.terminate().success());
    place.assert_verified();
}
