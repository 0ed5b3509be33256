//! Whoever signs in: whose token goes with which request, and what becomes of it.

use antre_client::{Client, ClientError, ClientEvent};
use antre_domain::ClerkId;
use antre_protocol::{ChangePinRequest, SessionEnd, SignInRequest};

use crate::real_hub::{RealHub, Scripted, TOKEN, event, problem};
use crate::shell_acts::{TICKET, code, loket};

const PIN: &str = "739105";

fn request(clerk: &str) -> SignInRequest {
    SignInRequest {
        clerk: ClerkId::new(clerk).unwrap(),
        pin: PIN.to_owned(),
        counter: Some(loket()),
    }
}

fn signed_in(clerk: &str) -> Scripted {
    let body = format!(
        r#"{{"token":"antre_s_{clerk}","clerk":"{clerk}","name":"Petugas","role":"clerk",
            "counter":"loket-1","lock_secs":600}}"#
    );
    Scripted::Answer(201, body)
}

fn over(end: SessionEnd) -> Scripted {
    Scripted::Answer(
        401,
        format!(
            r#"{{"type":"about:blank","title":"Masuk lagi","status":401,"code":"session_over",
                "detail":"{}"}}"#,
            end.code()
        ),
    )
}

async fn sign_in(hub: &RealHub, client: &Client, clerk: &str) {
    hub.script([signed_in(clerk)]);
    let answer = client.sign_in(&request(clerk)).await.unwrap();
    assert_eq!((answer.token.as_str(), answer.lock_secs), ("", 600));
    let post = hub.posts().pop().unwrap();
    assert_eq!(post.path, "/api/v1/sessions");
    assert_eq!(post.authorization, format!("Bearer {TOKEN}"));
}

/// As whom the last request was asked.
fn asker(hub: &RealHub) -> String {
    let authorization = hub.posts().pop().unwrap().authorization;
    authorization.strip_prefix("Bearer ").unwrap().to_owned()
}

fn session_over(event: ClientEvent) -> Option<(Option<SessionEnd>, String)> {
    match event {
        ClientEvent::SessionOver { end, title } => Some((end, title)),
        ClientEvent::Live
        | ClientEvent::Stale { .. }
        | ClientEvent::Refused { .. }
        | ClientEvent::Announce(_)
        | ClientEvent::CallsSkipped { .. }
        | ClientEvent::Ended { .. } => None,
    }
}

#[tokio::test]
async fn once_signed_in_every_request_is_the_persons_and_after_signing_out_the_devices() {
    let hub = RealHub::start().await;
    let (client, _events) = hub.connect();
    sign_in(&hub, &client, "p-1").await;
    hub.script([Scripted::Answer(204, String::new())]);
    client
        .call_next(&loket(), &Default::default())
        .await
        .unwrap();
    assert_eq!(asker(&hub), "antre_s_p-1");
    hub.script([Scripted::Answer(200, r#"{"people":[]}"#.into())]);
    client.people().await.unwrap();
    assert_eq!(asker(&hub), TOKEN, "whoever has signed in");
    hub.script([Scripted::Answer(204, String::new())]);
    client.sign_out().await.unwrap();
    assert_eq!(asker(&hub), "antre_s_p-1");
    hub.script([Scripted::Answer(204, String::new())]);
    client
        .call_next(&loket(), &Default::default())
        .await
        .unwrap();
    assert_eq!(asker(&hub), TOKEN);
    // There is nobody left to sign out.
    let asked = hub.posts().len();
    client.sign_out().await.unwrap();
    assert_eq!(hub.posts().len(), asked);
}

#[tokio::test]
async fn whoever_is_not_let_in_leaves_the_seat_as_it_was() {
    let hub = RealHub::start().await;
    let (client, _events) = hub.connect();
    hub.script([problem(403, "wrong_sign_in")]);
    assert_eq!(code(client.sign_in(&request("p-1")).await), "wrong_sign_in");
    hub.script([Scripted::Answer(200, TICKET.into())]);
    client
        .ticket(antre_domain::TicketId::from_bits(1))
        .await
        .unwrap();
    assert_eq!(asker(&hub), TOKEN);
    sign_in(&hub, &client, "p-1").await;
    // With somebody at the counter nobody goes.
    hub.script([problem(409, "counter_busy")]);
    assert_eq!(code(client.sign_out().await), "counter_busy");
    hub.script([Scripted::Answer(204, String::new())]);
    let change = ChangePinRequest {
        old: PIN.to_owned(),
        new: "2580".to_owned(),
    };
    client.change_pin(&change).await.unwrap();
    assert_eq!(asker(&hub), "antre_s_p-1");
}

#[tokio::test]
async fn a_session_that_is_over_is_dropped_and_told_once_with_what_happened() {
    let hub = RealHub::start().await;
    let (client, mut events) = hub.connect();
    sign_in(&hub, &client, "p-1").await;
    hub.script([over(SessionEnd::Elsewhere), over(SessionEnd::Elsewhere)]);
    let next = client.call_next(&loket(), &Default::default()).await;
    assert_eq!(code(next), "session_over");
    let told = event(&mut events, session_over).await;
    assert_eq!(told, (Some(SessionEnd::Elsewhere), "Masuk lagi".into()));
    // The next request is the device's, whatever it is answered.
    let next = client.call_next(&loket(), &Default::default()).await;
    assert_eq!(code(next), "session_over");
    assert_eq!(asker(&hub), TOKEN);
    // Whoever signs in again is told of their own session only.
    sign_in(&hub, &client, "p-2").await;
    hub.script([over(SessionEnd::TimeUp)]);
    client.sign_out().await.unwrap();
    let told = event(&mut events, session_over).await;
    assert_eq!(told.0, Some(SessionEnd::TimeUp));
}

#[tokio::test]
async fn an_act_that_is_sent_again_is_still_of_whoever_asked_for_it() {
    let hub = RealHub::start().await;
    let (client, _events) = hub.connect();
    sign_in(&hub, &client, "p-1").await;
    // Long enough for another to sit down.
    let busy = r#"{"type":"about:blank","title":"Sibuk","status":503,"code":"busy",
        "retry_after_secs":2}"#;
    hub.script([Scripted::Answer(503, busy.into())]);
    let calling = tokio::spawn({
        let client = client.clone();
        async move { client.call_next(&loket(), &Default::default()).await }
    });
    let asked_twice = async {
        while hub.posts().len() < 2 {
            tokio::task::yield_now().await;
        }
    };
    let bound = std::time::Duration::from_secs(30);
    tokio::time::timeout(bound, asked_twice).await.unwrap();
    hub.script([signed_in("p-2"), over(SessionEnd::SignedOut)]);
    client.sign_in(&request("p-2")).await.unwrap();
    assert_eq!(code(calling.await.unwrap()), "session_over");
    assert_eq!(asker(&hub), "antre_s_p-1");
    // That was not about whoever sits here now.
    hub.script([Scripted::Answer(204, String::new())]);
    client
        .call_next(&loket(), &Default::default())
        .await
        .unwrap();
    assert_eq!(asker(&hub), "antre_s_p-2");
}

#[tokio::test]
async fn neither_pin_nor_token_is_printed() {
    let hub = RealHub::start().await;
    let (client, _events) = hub.connect();
    hub.script([signed_in("p-1")]);
    let answer = client.sign_in(&request("p-1")).await.unwrap();
    let change = ChangePinRequest {
        old: PIN.to_owned(),
        new: "2580".to_owned(),
    };
    hub.script([Scripted::Answer(401, "nonsense".into())]);
    let error: ClientError = client.change_pin(&change).await.unwrap_err();
    let printed = format!(
        "{client:?} {answer:?} {:?} {change:?} {error:?}",
        request("p-1")
    );
    for secret in ["antre_s_", TOKEN, PIN, "2580", "Petugas"] {
        assert!(!printed.contains(secret), "{secret}: {printed}");
    }
}
