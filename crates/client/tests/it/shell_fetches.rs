//! Pictures of the hall. Time is mocked: it passes as soon as everybody waits for it.

use std::time::Duration;

use antre_client::shell::MEDIA_LIFETIME;
use antre_client::{BACKOFF_LAST, Client, ClientError};
use antre_domain::config::MEDIA_FILE_BYTES_MAX;
use antre_domain::{SoundHealth, Timestamp};
use antre_protocol::{DisplayFault, DisplayReport};
use data_encoding::HEXLOWER;
use sha2::{Digest as _, Sha256};
use tokio::time::Instant;

use crate::real_hub::{RealHub, Scripted, TOKEN, options, problem};

const PICTURE: &[u8] = b"\x89PNG\r\n\x1a\n and what follows \xff\x00";

fn sha256(bytes: &[u8]) -> String {
    HEXLOWER.encode(&Sha256::digest(bytes))
}

#[tokio::test(start_paused = true)]
async fn a_picture_is_fetched_by_the_name_of_its_content() {
    let hub = RealHub::start().await;
    let (client, _events) = hub.connect();
    hub.script([Scripted::Content(PICTURE.to_vec())]);
    let name = sha256(PICTURE);
    assert_eq!(client.media(&name).await.unwrap(), PICTURE);
    let posts = hub.posts();
    assert_eq!(posts[0].path, format!("/api/v1/media/{name}"));
    assert_eq!(posts[0].authorization, format!("Bearer {TOKEN}"));
}

#[tokio::test(start_paused = true)]
async fn a_hub_that_stumbles_is_asked_again() {
    let hub = RealHub::start().await;
    let (client, _events) = hub.connect();
    hub.script([
        Scripted::Torn,
        problem(503, "busy"),
        problem(429, "too_many_requests"),
        Scripted::Content(PICTURE[..9].to_vec()),
        Scripted::Content(PICTURE.to_vec()),
    ]);
    assert_eq!(client.media(&sha256(PICTURE)).await.unwrap(), PICTURE);
    assert_eq!(hub.posts().len(), 5);
}

#[tokio::test(start_paused = true)]
async fn what_the_hub_does_not_have_is_asked_for_once() {
    let hub = RealHub::start().await;
    let (client, _events) = hub.connect();
    hub.script([problem(404, "not_found")]);
    let Err(ClientError::Problem(problem)) = client.media(&sha256(PICTURE)).await else {
        panic!("the hub's word is final");
    };
    assert_eq!((problem.status, hub.posts().len()), (404, 1));
}

#[tokio::test(start_paused = true)]
async fn another_content_or_one_without_end_is_none() {
    for content in [b"<html>".to_vec(), vec![7; MEDIA_FILE_BYTES_MAX + 1]] {
        let hub = RealHub::start().await;
        let (client, _events) = hub.connect();
        hub.script(vec![Scripted::Content(content); 64]);
        let began_at = Instant::now();
        let outcome = client.media(&sha256(PICTURE)).await;
        assert!(matches!(outcome, Err(ClientError::Altered)), "{outcome:?}");
        // It gives up in its time, and does not hammer until then.
        assert!(began_at.elapsed() <= MEDIA_LIFETIME);
        assert!((2..64).contains(&hub.posts().len()));
    }
}

#[tokio::test(start_paused = true)]
async fn without_a_hub_it_gives_up_in_its_time() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let addr = listener.local_addr().unwrap();
    drop(listener);
    let (client, _events) = Client::connect(options(addr, None)).unwrap();
    let began_at = Instant::now();
    let outcome = client.media(&sha256(PICTURE)).await;
    assert!(
        matches!(outcome, Err(ClientError::Unreachable)),
        "{outcome:?}"
    );
    let took = began_at.elapsed();
    assert!(took <= MEDIA_LIFETIME, "{took:?}");
    assert!(took > MEDIA_LIFETIME - BACKOFF_LAST * 2, "{took:?}");
}

#[tokio::test(start_paused = true)]
async fn dropping_the_future_ends_it() {
    let hub = RealHub::start().await;
    let (client, _events) = hub.connect();
    hub.script(vec![problem(503, "busy"); 64]);
    let name = sha256(PICTURE);
    let fetch = client.media(&name);
    let outcome = tokio::time::timeout(Duration::from_secs(5), fetch).await;
    assert!(outcome.is_err());
    let asked = hub.posts().len();
    tokio::time::sleep(MEDIA_LIFETIME).await;
    assert_eq!(hub.posts().len(), asked);
}

#[tokio::test]
async fn a_display_says_how_it_is_once() {
    let hub = RealHub::start().await;
    let (client, _events) = hub.connect();
    let report = DisplayReport {
        name: "Layar 1".into(),
        zone: None,
        sound: SoundHealth::Lost,
        faults: vec![DisplayFault {
            code: "no_card".into(),
            about: String::new(),
        }],
        since: Timestamp::from_millis(1_767_574_800_000),
    };
    hub.script([Scripted::Answer(204, String::new()), problem(503, "busy")]);
    client.report_display(&report).await.unwrap();
    assert!(client.report_display(&report).await.is_err());
    let posts = hub.posts();
    assert_eq!(posts.len(), 2, "the newest word counts: none is repeated");
    assert_eq!(posts[0].path, "/api/v1/devices/display");
    let wire = r#"{"name":"Layar 1","sound":"lost","faults":[{"code":"no_card","about":""}],"since":"2026-01-05T01:00:00.000Z"}"#;
    assert_eq!(posts[0].body, wire);
}
