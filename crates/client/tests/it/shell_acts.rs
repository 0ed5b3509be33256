//! Requests against a real socket.

use std::time::Duration;

use antre_client::shell::REPORTS_MAX;
use antre_client::{Client, ClientError, ClientEvent, ClientOptions, ConnectError};
use antre_domain::{
    CounterId, PrinterHealth, ServiceId, SlipKind, SlipState, TicketId, Timestamp, Watched,
};
use antre_protocol::{
    CallNextRequest, IssueRequest, IssuedAnswer, PrinterReport, RollReport, SlipReport,
};

use crate::real_hub::{RealHub, Scripted, TOKEN, event, options, problem};

pub(crate) const TICKET: &str = r#"{"id":"0000000000001","number":"A012","service":"umum","class":"umum",
    "state":"waiting","issued_at":"2026-01-05T01:00:00.000Z","ahead":3,"wait":null,"url":null}"#;

pub(crate) fn issue() -> IssueRequest {
    IssueRequest {
        service: ServiceId::new("umum").unwrap(),
        class: None,
        locale: None,
        count: None,
        party: None,
        booked_at: None,
        needs: Vec::new(),
    }
}

pub(crate) fn loket() -> CounterId {
    CounterId::new("loket-1").unwrap()
}

fn number(issued: Result<IssuedAnswer, ClientError>) -> String {
    match issued.unwrap() {
        IssuedAnswer::One(ticket) => ticket.number.to_string(),
        IssuedAnswer::Many(_) => panic!("one ticket was asked for"),
    }
}

pub(crate) fn code<T>(outcome: Result<T, ClientError>) -> String {
    match outcome {
        Err(ClientError::Problem(problem)) => problem.code,
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("a problem was due"),
    }
}

#[tokio::test]
async fn an_issue_carries_token_and_key_and_gives_the_ticket() {
    let hub = RealHub::start().await;
    let (client, _events) = hub.connect();
    hub.script([Scripted::Answer(201, TICKET.into())]);
    assert_eq!(number(client.issue(&issue()).await), "A012");
    let posts = hub.posts();
    assert_eq!(posts.len(), 1);
    assert_eq!(posts[0].path, "/api/v1/tickets");
    assert_eq!(posts[0].authorization, format!("Bearer {TOKEN}"));
    assert_eq!(posts[0].body, r#"{"service":"umum"}"#);
    assert_eq!(posts[0].key.len(), 32);
}

#[tokio::test]
async fn two_touches_are_two_keys() {
    let hub = RealHub::start().await;
    let (client, _events) = hub.connect();
    hub.script([
        Scripted::Answer(201, TICKET.into()),
        Scripted::Answer(201, TICKET.into()),
    ]);
    number(client.issue(&issue()).await);
    number(client.issue(&issue()).await);
    let posts = hub.posts();
    assert_ne!(posts[0].key, posts[1].key);
}

#[tokio::test]
async fn what_may_have_failed_is_repeated_under_the_same_key() {
    for trouble in [
        problem(503, "not_durable"),
        problem(503, "busy"),
        Scripted::Torn,
    ] {
        let hub = RealHub::start().await;
        let (client, _events) = hub.connect();
        hub.script([trouble, Scripted::Answer(201, TICKET.into())]);
        assert_eq!(number(client.issue(&issue()).await), "A012");
        let posts = hub.posts();
        assert_eq!(posts.len(), 2);
        assert_eq!(posts[0], posts[1]);
    }
}

#[tokio::test]
async fn a_refusal_is_given_back_and_not_repeated() {
    let hub = RealHub::start().await;
    let (client, _events) = hub.connect();
    for (status, wanted) in [
        (409, "service_closed"),
        (401, "unauthorized"),
        (403, "wrong_counter"),
        (404, "x"),
    ] {
        hub.script([problem(status, wanted)]);
        assert_eq!(code(client.issue(&issue()).await), wanted);
    }
    assert_eq!(hub.posts().len(), 4);
}

#[tokio::test]
async fn nobody_waiting_is_no_error() {
    let hub = RealHub::start().await;
    let (client, _events) = hub.connect();
    hub.script([Scripted::Answer(204, String::new())]);
    assert_eq!(
        client
            .call_next(&loket(), &CallNextRequest::default())
            .await
            .unwrap(),
        None
    );
}

#[tokio::test]
async fn an_answer_in_a_foreign_tongue_is_said_to_be_one() {
    let hub = RealHub::start().await;
    let (client, _events) = hub.connect();
    hub.script([
        Scripted::Answer(201, "<html>".into()),
        Scripted::Answer(404, "<html>".into()),
    ]);
    for wanted in [201, 404] {
        let outcome = client.issue(&issue()).await;
        assert!(matches!(outcome, Err(ClientError::Unreadable { status }) if status == wanted));
    }
}

#[tokio::test]
async fn a_question_carries_no_key_and_is_asked_once() {
    let hub = RealHub::start().await;
    let (client, _events) = hub.connect();
    hub.script([Scripted::Answer(200, TICKET.into()), problem(503, "busy")]);
    assert_eq!(
        client.ticket(TicketId::from_bits(1)).await.unwrap().ahead,
        3
    );
    assert_eq!(code(client.ticket(TicketId::from_bits(1)).await), "busy");
    assert_eq!(
        hub.posts()
            .iter()
            .map(|asked| asked.key.as_str())
            .collect::<String>(),
        ""
    );
}

#[tokio::test]
async fn a_question_to_nobody_says_so() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let addr = listener.local_addr().unwrap();
    drop(listener);
    let (client, _events) = Client::connect(options(addr, None)).unwrap();
    assert!(matches!(
        client.branch().await,
        Err(ClientError::Unreachable)
    ));
}

#[test]
fn a_restart_sends_the_unanswered_act_under_its_old_key_and_tells_how_it_ended() {
    let dir = tempfile::tempdir().unwrap();
    let outbox = dir.path().join("outbox");
    let runtime = || {
        tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap()
    };
    let hub_runtime = tokio::runtime::Runtime::new().unwrap();
    let hub = hub_runtime.block_on(RealHub::start());
    hub.script([Scripted::Silence]);

    let first = runtime();
    first.block_on(async {
        let (client, _events) = Client::connect(options(hub.addr, Some(outbox.clone()))).unwrap();
        let sent = async {
            while hub.posts().is_empty() {
                tokio::task::yield_now().await;
            }
        };
        let issue = issue();
        tokio::select! {
            _ = client.issue(&issue) => panic!("nothing was answered"),
            sent = tokio::time::timeout(Duration::from_secs(60), sent) => sent.unwrap(),
        }
    });
    drop(first);

    hub.script([Scripted::Answer(201, TICKET.into())]);
    let second = runtime();
    let number = second.block_on(async {
        let (_client, mut events) =
            Client::connect(options(hub.addr, Some(outbox.clone()))).unwrap();
        event(&mut events, |event| match event {
            ClientEvent::Ended { outcome, .. } => Some(outcome.unwrap().unwrap()["number"].clone()),
            _ => None,
        })
        .await
    });
    assert_eq!(number, "A012");
    let posts = hub.posts();
    assert_eq!(posts.len(), 2);
    assert_eq!(posts[0], posts[1]);
}

#[tokio::test]
async fn a_caller_who_left_is_told_as_an_event() {
    let hub = RealHub::start().await;
    let (client, mut events) = hub.connect();
    hub.script([Scripted::Slow(Duration::from_millis(1), 201, TICKET.into())]);
    let issue = issue();
    let mut asking = Box::pin(client.issue(&issue));
    // Polled until the hub has it, then dropped.
    std::future::poll_fn(|context| {
        let _ = asking.as_mut().poll(context);
        context.waker().wake_by_ref();
        if hub.posts().is_empty() {
            std::task::Poll::Pending
        } else {
            std::task::Poll::Ready(())
        }
    })
    .await;
    drop(asking);
    let path = event(&mut events, |event| match event {
        ClientEvent::Ended {
            act,
            outcome: Ok(Some(_)),
            ..
        } => Some(act.path),
        _ => None,
    });
    assert_eq!(path.await, "/api/v1/tickets");
}

#[tokio::test]
async fn only_plain_http_on_this_machine_is_accepted() {
    let with = |hub_url: &str| {
        let addr = "127.0.0.1:9".parse().unwrap();
        Client::connect(ClientOptions {
            hub_url: hub_url.into(),
            ..options(addr, None)
        })
    };
    for bad in [
        "https://127.0.0.1:7400",
        "127.0.0.1:7400",
        "http://",
        "http://127.0.0.1/x",
        "http://a:b@127.0.0.1",
    ] {
        assert!(
            matches!(with(bad), Err(ConnectError::BadUrl { .. })),
            "{bad}"
        );
    }
    for away in [
        "http://192.168.1.5:7400",
        "http://hub.example",
        "http://127.0.0.1.example:80",
    ] {
        assert!(
            matches!(with(away), Err(ConnectError::NotLoopback { .. })),
            "{away}"
        );
    }
    for good in [
        "http://localhost:9",
        "http://127.0.0.1:9/",
        "http://[::1]:9",
    ] {
        assert!(with(good).is_ok(), "{good}");
    }
}

#[tokio::test]
async fn two_clients_do_not_share_an_outbox() {
    let dir = tempfile::tempdir().unwrap();
    let hub = RealHub::start().await;
    let options = options(hub.addr, Some(dir.path().join("outbox")));
    let _first = Client::connect(options.clone()).unwrap();
    assert!(matches!(
        Client::connect(options),
        Err(ConnectError::Outbox(_))
    ));
}

#[tokio::test]
async fn the_token_is_shown_nowhere() {
    let hub = RealHub::start().await;
    let (client, _events) = hub.connect();
    let shown = format!("{client:?} {:?} {:?}", hub.options(), client.branch().await);
    assert!(!shown.contains(TOKEN), "{shown}");
}

fn printer() -> PrinterReport {
    PrinterReport {
        name: "Kiosk 1".to_owned(),
        health: PrinterHealth {
            fault: None,
            paper_low: true,
            watched: Watched::Asked,
        },
        since: Timestamp::from_millis(1_764_000_000_000),
        roll: None,
    }
}

const ROLL: RollReport = RollReport {
    used_mm: 78_450,
    cuts: 612,
    by_hand: false,
};

const CONFIRMED: SlipReport = SlipReport {
    kind: SlipKind::Original,
    state: SlipState::Confirmed,
};

#[tokio::test]
async fn reports_say_what_they_say_where_it_is_read() {
    let hub = RealHub::start().await;
    let (client, _events) = hub.connect();
    let noted = || Scripted::Answer(204, String::new());
    hub.script([noted(), noted(), noted()]);
    client.report_printer(&printer()).await.unwrap();
    client.report_roll(&ROLL).await.unwrap();
    client
        .report_slip(TicketId::from_bits(1), &CONFIRMED)
        .await
        .unwrap();
    let posts = hub.posts();
    let said: Vec<(&str, &str)> = posts
        .iter()
        .map(|post| (post.path.as_str(), post.body.as_str()))
        .collect();
    let printer = r#"{"name":"Kiosk 1","health":{"paper_low":true,"watched":"asked"},"since":"2025-11-24T16:00:00.000Z"}"#;
    assert_eq!(
        said,
        [
            ("/api/v1/devices/printer", printer),
            (
                "/api/v1/devices/roll",
                r#"{"used_mm":78450,"cuts":612,"by_hand":false}"#
            ),
            (
                "/api/v1/tickets/0000000000001/slip",
                r#"{"kind":"original","state":"confirmed"}"#
            ),
        ]
    );
    assert!(posts.iter().all(|post| post.key.len() == 32));
}

#[tokio::test]
async fn a_printers_health_is_tried_once_and_a_refusal_is_said() {
    let hub = RealHub::start().await;
    let (client, _events) = hub.connect();
    for trouble in [problem(503, "busy"), problem(400, "bad_device_name")] {
        hub.script([trouble]);
    }
    assert_eq!(code(client.report_printer(&printer()).await), "busy");
    let refused = client.report_printer(&printer()).await;
    assert_eq!(code(refused), "bad_device_name");
    hub.script([Scripted::Torn]);
    let lost = client.report_printer(&printer()).await;
    assert!(matches!(lost, Err(ClientError::Unreachable)), "{lost:?}");
    assert_eq!(hub.posts().len(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_slips_fate_outlives_the_patience_of_a_person() {
    let hub = RealHub::start().await;
    let (client, _events) = hub.connect();
    // Each attempt waits at most ten seconds longer: together far more than an act's 30.
    hub.script((0..40).map(|_| problem(503, "not_durable")));
    hub.script([Scripted::Answer(204, String::new())]);
    let ticket = TicketId::from_bits(1);
    client.report_slip(ticket, &CONFIRMED).await.unwrap();
    let posts = hub.posts();
    assert_eq!(posts.len(), 41);
    assert!(posts.iter().all(|post| post.key == posts[0].key));
}

#[tokio::test]
async fn reports_leave_room_in_the_outbox_for_people() {
    let hub = RealHub::start().await;
    let (client, _events) = hub.connect();
    hub.script((0..REPORTS_MAX).map(|_| Scripted::Silence));
    let waiting: Vec<_> = (0..REPORTS_MAX)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { client.report_roll(&ROLL).await })
        })
        .collect();
    let all_posted = async {
        while hub.posts().len() < REPORTS_MAX {
            tokio::task::yield_now().await;
        }
    };
    let bound = Duration::from_secs(30);
    tokio::time::timeout(bound, all_posted).await.unwrap();
    let one_more = client.report_roll(&ROLL).await;
    assert!(
        matches!(one_more, Err(ClientError::NotKept(_))),
        "{one_more:?}"
    );
    hub.script([Scripted::Answer(201, TICKET.into())]);
    assert_eq!(number(client.issue(&issue()).await), "A012");
    waiting.iter().for_each(tokio::task::JoinHandle::abort);
}
