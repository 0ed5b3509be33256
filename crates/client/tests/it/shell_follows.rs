//! Views and announcements over a real socket.

use std::time::Duration;

use antre_client::session::ANNOUNCEMENTS_MAX;
use antre_client::{Client, ClientEvent};
use antre_protocol::{ClientMessage, View};

use crate::real_hub::{Manner, RealHub, event};

async fn view_where(client: &Client, wanted: impl Fn(&View) -> bool) -> View {
    let mut views = client.views();
    let found = views.wait_for(|view| view.as_ref().is_some_and(|view| wanted(view)));
    let found = tokio::time::timeout(Duration::from_secs(60), found)
        .await
        .expect("the view did not come");
    View::clone(found.unwrap().as_ref().unwrap())
}

fn open_calls(view: &View) -> usize {
    match view {
        View::Display(view) => view.open_calls.len(),
        View::Kiosk(_) | View::Counter(_) => panic!("a display's view was asked for"),
    }
}

fn live(event: ClientEvent) -> Option<()> {
    matches!(event, ClientEvent::Live).then_some(())
}

fn announced(event: ClientEvent) -> Option<u64> {
    match event {
        ClientEvent::Announce(announcement) => Some(announcement.call.seq),
        ClientEvent::CallsSkipped { .. } => panic!("a call was dropped"),
        _ => None,
    }
}

#[tokio::test]
async fn a_call_changes_the_view_and_is_announced() {
    let hub = RealHub::start().await;
    let (client, mut events) = hub.connect();
    event(&mut events, live).await;
    hub.call();
    assert_eq!(event(&mut events, announced).await, 1);
    assert_eq!(
        view_where(&client, |view| open_calls(view) == 1).await,
        hub.desk().hub.view()
    );
    assert!(client.hub_time().unwrap() >= hub.desk().hub.now());
}

#[tokio::test]
async fn a_lost_socket_is_resumed_without_a_missed_or_doubled_call() {
    let hub = RealHub::start().await;
    let (client, mut events) = hub.connect();
    event(&mut events, live).await;
    hub.call();
    assert_eq!(event(&mut events, announced).await, 1);
    hub.cut_sockets();
    hub.call();
    hub.call();
    assert_eq!(event(&mut events, announced).await, 2);
    assert_eq!(event(&mut events, announced).await, 3);
    assert_eq!(
        view_where(&client, |view| open_calls(view) == 3).await,
        hub.desk().hub.view()
    );
    let ClientMessage::Hello(resumed) = serde_json::from_str(&hub.desk().hellos[1]).unwrap();
    assert_eq!(
        (resumed.epoch.as_deref(), resumed.seq),
        (Some("1-a"), Some(1))
    );
}

#[tokio::test]
async fn a_hub_with_another_history_is_believed() {
    let hub = RealHub::start().await;
    let (client, mut events) = hub.connect();
    event(&mut events, live).await;
    hub.call();
    hub.call();
    view_where(&client, |view| open_calls(view) == 2).await;
    hub.desk().hub.restore(1);
    hub.cut_sockets();
    assert_eq!(
        view_where(&client, |view| open_calls(view) == 1).await,
        hub.desk().hub.view()
    );
}

#[tokio::test]
async fn a_wrong_token_is_told_and_a_right_one_lets_in() {
    let hub = RealHub::start().await;
    hub.desk().token = "another".into();
    let (_client, mut events) = hub.connect();
    let refused = |event| {
        if let ClientEvent::Refused { status } = event {
            Some(status)
        } else {
            None
        }
    };
    assert_eq!(event(&mut events, refused).await, 401);
    hub.desk().token = crate::real_hub::TOKEN.into();
    event(&mut events, live).await;
}

#[tokio::test]
async fn a_hub_that_hangs_up_for_a_wrong_role_refuses() {
    let hub = RealHub::start().await;
    hub.desk().manner = Manner::HangsUp(4403);
    let (_client, mut events) = hub.connect();
    let refused = |event| {
        if let ClientEvent::Refused { status } = event {
            Some(status)
        } else {
            None
        }
    };
    assert_eq!(event(&mut events, refused).await, 403);
}

#[tokio::test]
async fn an_app_that_takes_no_events_loses_the_oldest_calls_with_a_count() {
    const CALLS: usize = 300;
    let hub = RealHub::start().await;
    let (client, mut events) = hub.connect();
    event(&mut events, live).await;
    for _ in 0..CALLS {
        hub.call();
    }
    view_where(&client, |view| open_calls(view) == CALLS).await;
    let (mut seqs, mut skipped) = (Vec::new(), 0);
    while seqs.last() != Some(&(CALLS as u64)) {
        let (seq, count) = event(&mut events, |event| match event {
            ClientEvent::Announce(announcement) => Some((Some(announcement.call.seq), 0)),
            ClientEvent::CallsSkipped { count } => Some((None, count)),
            _ => None,
        })
        .await;
        seqs.extend(seq);
        skipped += count;
    }
    assert!(seqs.is_sorted_by(|a, b| a < b), "{seqs:?}");
    assert_eq!(seqs.len() + skipped as usize, CALLS);
    assert!(seqs.len() >= ANNOUNCEMENTS_MAX && skipped > 0);
}

#[tokio::test]
async fn the_last_client_takes_its_connection_with_it() {
    let hub = RealHub::start().await;
    let (client, mut events) = hub.connect();
    event(&mut events, live).await;
    drop(client);
    let closed = async { while events.recv().await.is_some() {} };
    tokio::time::timeout(Duration::from_secs(60), closed)
        .await
        .unwrap();
}
