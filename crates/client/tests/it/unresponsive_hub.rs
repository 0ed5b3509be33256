//! Hubs that accept and then keep silent or take their time. Time is mocked: it passes as soon as
//! everybody waits for it.

use std::time::Duration;

use antre_client::{Client, ClientError, ClientEvent};
use antre_protocol::IssuedAnswer;
use tokio::time::Instant;

use crate::real_hub::{Manner, RealHub, Scripted, event, options};
use crate::shell_acts::{TICKET, issue};

fn stale(event: ClientEvent) -> Option<std::time::Instant> {
    if let ClientEvent::Stale { since } = event {
        Some(since)
    } else {
        None
    }
}

#[tokio::test(start_paused = true)]
async fn a_socket_that_never_speaks_is_told_within_five_seconds_and_tried_anew() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let began_at = Instant::now();
    let (_client, mut events) =
        Client::connect(options(listener.local_addr().unwrap(), None)).unwrap();
    let first = listener.accept().await.unwrap();
    event(&mut events, stale).await;
    assert!(began_at.elapsed() < Duration::from_secs(5));
    let second = listener.accept().await.unwrap();
    drop((first, second));
}

#[tokio::test(start_paused = true)]
async fn a_half_open_socket_is_noticed_and_resumed() {
    let hub = RealHub::start().await;
    hub.desk().manner = Manner::FallsSilent;
    hub.desk().hub.call();
    let (client, mut events) = hub.connect();
    event(&mut events, |event| {
        matches!(event, ClientEvent::Live).then_some(())
    })
    .await;
    let live_at = Instant::now();
    let since = event(&mut events, stale).await;
    assert!(live_at.elapsed() < Duration::from_secs(5));
    assert!(since <= live_at.into_std());
    assert!(client.views().borrow().is_some(), "the last view stays");
    hub.desk().manner = Manner::Speaks;
    event(&mut events, |event| {
        matches!(event, ClientEvent::Live).then_some(())
    })
    .await;
    let resumed = hub.desk().hellos.last().unwrap().clone();
    assert!(resumed.contains(r#""seq":1"#), "{resumed}");
}

#[tokio::test(start_paused = true)]
async fn a_hub_that_takes_the_hello_and_says_nothing_is_stale() {
    let hub = RealHub::start().await;
    hub.desk().manner = Manner::Mute;
    let (client, mut events) = hub.connect();
    event(&mut events, stale).await;
    assert!(client.views().borrow().is_none());
    hub.desk().manner = Manner::Speaks;
    event(&mut events, |event| {
        matches!(event, ClientEvent::Live).then_some(())
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn an_act_without_an_answer_is_repeated_under_its_key() {
    let hub = RealHub::start().await;
    let (client, _events) = hub.connect();
    hub.script([Scripted::Silence, Scripted::Answer(201, TICKET.into())]);
    assert!(matches!(
        client.issue(&issue()).await,
        Ok(IssuedAnswer::One(_))
    ));
    let posts = hub.posts();
    assert!(posts.len() >= 2);
    assert!(posts.iter().all(|post| *post == posts[0]), "{posts:?}");
}

#[tokio::test(start_paused = true)]
async fn a_slow_answer_is_waited_for() {
    let hub = RealHub::start().await;
    let (client, _events) = hub.connect();
    hub.script([Scripted::Slow(Duration::from_secs(3), 201, TICKET.into())]);
    assert!(matches!(
        client.issue(&issue()).await,
        Ok(IssuedAnswer::One(_))
    ));
    assert_eq!(hub.posts().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn an_act_that_is_never_answered_is_given_up() {
    let hub = RealHub::start().await;
    let (client, _events) = hub.connect();
    hub.script(vec![Scripted::Silence; 100]);
    let began_at = Instant::now();
    assert!(matches!(
        client.issue(&issue()).await,
        Err(ClientError::GaveUp { sent: true })
    ));
    assert!(began_at.elapsed() < Duration::from_secs(60));
    let posts = hub.posts();
    assert!(posts.len() > 2 && posts.iter().all(|post| *post == posts[0]));
}
