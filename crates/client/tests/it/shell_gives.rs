//! A number for whoever stands there: the hub's in time, else the reserve's, and never both.

use std::time::Duration;

use antre_client::requests::Outbox;
use antre_client::reserve::Given as Taken;
use antre_client::{Client, ClientError, ClientEvent, ClientOptions, Given};
use antre_protocol::{IssueRequest, JoinRequest, Need};
use tempfile::TempDir;
use tokio::sync::mpsc;

use crate::real_hub::{Post, RealHub, Scripted, event, options, problem};
use crate::reserve::{EIGHT, granted_dir, service, time, two_days};
use crate::shell_acts::TICKET;

const TICKETS: &str = "/api/v1/tickets";
const JOIN: &str = "/api/v1/reserve/join";

fn teller() -> IssueRequest {
    IssueRequest {
        service: service("teller"),
        class: None,
        locale: None,
        count: None,
        party: Some(3),
        booked_at: None,
        needs: vec![Need::Fetch],
    }
}

async fn hub() -> RealHub {
    let hub = RealHub::start().await;
    hub.desk().hub.clock_ms = time(EIGHT).millis();
    hub.desk().reserve = two_days();
    hub
}

fn kiosk(addr: std::net::SocketAddr, dir: &TempDir) -> (Client, mpsc::Receiver<ClientEvent>) {
    let path = |name| Some(dir.path().join(name));
    Client::connect(ClientOptions {
        reserve: path("reserve"),
        ..options(addr, path("outbox"))
    })
    .unwrap()
}

fn posts(hub: &RealHub, path: &str) -> Vec<Post> {
    let posts = hub.posts().into_iter();
    posts.filter(|post| post.path == path).collect()
}

async fn live(events: &mut mpsc::Receiver<ClientEvent>) {
    let is_live = |event| matches!(event, ClientEvent::Live).then_some(());
    event(events, is_live).await;
}

async fn stale(events: &mut mpsc::Receiver<ClientEvent>) {
    let is_stale = |event| matches!(event, ClientEvent::Stale { .. }).then_some(());
    event(events, is_stale).await;
}

fn offline(given: Result<Given, ClientError>) -> Taken {
    match given.unwrap() {
        Given::Offline(taken) => *taken,
        Given::Online(_) => panic!("no hub was there to answer"),
    }
}

/// Waits until the hub has heard of every number.
async fn settled(client: &Client) {
    let mut standing = client.standing();
    let settled = standing.wait_for(|standing| standing.unjoined.is_empty());
    tokio::time::timeout(Duration::from_secs(60), settled)
        .await
        .expect("the numbers are joined in time")
        .unwrap();
}

#[tokio::test]
async fn a_hub_that_answers_gives_the_number_and_the_reserve_stays() {
    let (hub, dir) = (hub().await, granted_dir());
    let (client, mut events) = kiosk(hub.addr, &dir);
    live(&mut events).await;
    hub.script([Scripted::Answer(201, TICKET.into())]);
    assert!(matches!(client.give(&teller()).await, Ok(Given::Online(_))));
    let standing = client.standing().borrow().clone();
    assert!(standing.unjoined.is_empty());
    assert!(standing.stock.left().all(|(_, _, count)| count == 3));
    assert!(
        posts(&hub, TICKETS)[0]
            .body
            .contains(r#""needs":["fetch"]"#)
    );
}

#[tokio::test]
async fn a_refusal_is_no_reason_to_do_without_the_hub() {
    let (hub, dir) = (hub().await, granted_dir());
    let (client, mut events) = kiosk(hub.addr, &dir);
    live(&mut events).await;
    hub.script([problem(409, "service_closed")]);
    match client.give(&teller()).await {
        Err(ClientError::Problem(problem)) => assert_eq!(problem.code, "service_closed"),
        other => panic!("{other:?}"),
    }
    assert!(client.standing().borrow().unjoined.is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_hub_that_does_not_answer_is_done_without_and_told_whose_place_the_number_took() {
    let (hub, dir) = (hub().await, granted_dir());
    let (client, mut events) = kiosk(hub.addr, &dir);
    live(&mut events).await;
    hub.script([Scripted::Silence]);
    let given = offline(client.give(&teller()).await);
    assert_eq!(given.number.to_string(), "A980");
    assert_eq!(given.ticket.party, 3);
    let asked = posts(&hub, TICKETS);
    assert_eq!(
        given.ticket.instead_of.as_deref(),
        Some(asked[0].key.as_str())
    );
    settled(&client).await;
    let joined: JoinRequest = serde_json::from_str(&posts(&hub, JOIN)[0].body).unwrap();
    assert_eq!(joined.tickets, [given.ticket]);
    assert!(
        !posts(&hub, JOIN)[0].body.contains("fetch"),
        "needs stay here"
    );
    assert_eq!(posts(&hub, TICKETS).len(), 1, "the act is not sent again");
}

#[tokio::test(start_paused = true)]
async fn an_answer_in_the_same_instant_shows_one_number_and_loses_none() {
    for slow_ms in [2_990, 3_000, 3_010] {
        let (hub, dir) = (hub().await, granted_dir());
        let (client, mut events) = kiosk(hub.addr, &dir);
        live(&mut events).await;
        let slow = Duration::from_millis(slow_ms);
        hub.script([Scripted::Slow(slow, 201, TICKET.into())]);
        match client.give(&teller()).await.unwrap() {
            Given::Online(_) => assert!(posts(&hub, JOIN).is_empty()),
            Given::Offline(taken) => {
                settled(&client).await;
                let joined = posts(&hub, JOIN);
                assert!(joined[0].body.contains(&taken.ticket.ticket.to_string()));
                assert!(joined[0].body.contains("instead_of"));
            }
        }
        // Nobody hears of it a second time.
        drop(client);
        while let Some(event) = events.recv().await {
            assert!(!matches!(event, ClientEvent::Ended { .. }), "{event:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn without_a_hub_numbers_come_at_once_and_several_kinds_of_wishes_wait() {
    let (gone, dir) = (closed_address().await, granted_dir());
    let (client, mut events) = kiosk(gone, &dir);
    assert!(client.views().borrow().is_some(), "it knows its services");
    assert!(client.hub_time().is_some());
    stale(&mut events).await;
    let given = offline(client.give(&teller()).await);
    assert_eq!(given.ticket.instead_of, None, "the hub was never asked");
    let several = IssueRequest {
        count: Some(2),
        ..teller()
    };
    let waited = client.give(&several).await;
    assert!(
        matches!(waited, Err(ClientError::GaveUp { .. })),
        "{waited:?}"
    );
    let returned = client.return_reserve().await;
    assert!(
        matches!(returned, Err(ClientError::Unreachable)),
        "{returned:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn numbers_and_the_acts_they_replaced_outlive_the_program() {
    let (hub, dir) = (hub().await, granted_dir());
    let (client, mut events) = kiosk(hub.addr, &dir);
    live(&mut events).await;
    let before = std::fs::read(dir.path().join("outbox")).unwrap();
    hub.script([Scripted::Silence]);
    let first = offline(client.give(&teller()).await);
    drop((client, events));
    // As if the program had ended between the number and the act's end: the act still stands there.
    let asked = posts(&hub, TICKETS)[0].clone();
    put_back(dir.path(), &before, &asked).await;
    let (client, _events) = kiosk(hub.addr, &dir);
    settled(&client).await;
    let joins = posts(&hub, JOIN);
    assert!(
        joins
            .iter()
            .all(|join| join.body.contains(&first.ticket.ticket.to_string()))
    );
    assert_eq!(
        posts(&hub, TICKETS).len(),
        1,
        "the hub is not asked once more"
    );
}

#[tokio::test]
async fn a_reserve_that_is_given_back_gives_nothing_any_more() {
    let (hub, dir) = (hub().await, granted_dir());
    let (client, mut events) = kiosk(hub.addr, &dir);
    live(&mut events).await;
    hub.desk().reserve = Default::default();
    client.return_reserve().await.unwrap();
    let left = client.standing().borrow().stock.left().count();
    assert_eq!(left, 0);
    let returned = posts(&hub, "/api/v1/reserve/return");
    assert_eq!(returned.len(), 1);
}

async fn closed_address() -> std::net::SocketAddr {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    listener.local_addr().unwrap()
}

/// The outbox as it stood when the act had been posted and not ended, once the program lets go of it.
async fn put_back(dir: &std::path::Path, before: &[u8], asked: &Post) {
    let path = dir.join("outbox");
    let now = antre_client::Moment::new(Duration::ZERO);
    let clock = antre_domain::Timestamp::from_millis(0);
    let free = async {
        while let Err(error) = Outbox::open(&path, now, clock, 1) {
            assert!(error.to_string().contains("in use"), "{error}");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), free)
        .await
        .expect("the program lets go of its files");
    std::fs::write(&path, before).unwrap();
    // A lifetime that no test outlives, whatever this machine's clock shows.
    let far = antre_domain::Timestamp::from_millis(i64::MAX);
    let mut outbox = Outbox::open(&path, now, far, 1).unwrap();
    let act = antre_client::Act {
        path: asked.path.clone(),
        body: asked.body.clone(),
    };
    let key = asked.key.parse().unwrap();
    let lifetime = Duration::from_secs(3_600);
    outbox.post(now, far, key, act, lifetime).unwrap();
}
