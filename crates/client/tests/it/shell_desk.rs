//! What staff asks: each goes to its path with what it says.

use antre_client::TicketVerb;
use antre_domain::{
    AnnouncementKind, BreakReason, ChoiceReason, ClerkId, Directed, HoldReason, Locale, NoteRef,
    Outcome, ProfileId, RequeueReason, ServiceId, TicketId,
};
use antre_protocol::{
    AnnounceRequest, BreakRequest, CallNextRequest, CallRequest, CallSeveralRequest, CopyRequest,
    FinishRequest, NoteRequest, OpenRequest, ParkRequest, ProfileRequest, RequeueRequest,
    TicketOrder, TicketsQuery, TransferRequest, WalkInRequest, WhatIfRequest,
};

use crate::real_hub::{RealHub, Scripted, problem};
use crate::shell_acts::{TICKET, code, loket};

const COUNTER: &str =
    r#"{"id":"loket-1","name":"Loket 1","state":"idle","ticket":null,"profile":"umum"}"#;

fn call() -> String {
    format!(r#"{{"ticket":{TICKET},"reason":{{"code":"chosen","text":"dipilih"}}}}"#)
}

#[tokio::test]
async fn each_verb_goes_to_its_path() {
    let hub = RealHub::start().await;
    let (client, _events) = hub.connect();
    let id = TicketId::from_bits(1);
    let transfer = TransferRequest {
        service: ServiceId::new("lab").unwrap(),
        class: None,
        age: Some(antre_domain::Age::Keep),
        to: None,
        note: None,
    };
    let verbs = [
        (TicketVerb::Start, "start", "{}"),
        (
            TicketVerb::Finish(FinishRequest {
                outcome: Some(Outcome::Left),
                delivered: Vec::new(),
            }),
            "finish",
            r#"{"outcome":"left"}"#,
        ),
        (TicketVerb::Recall, "recall", "{}"),
        (TicketVerb::NoShow, "no-show", "{}"),
        (
            TicketVerb::Park(ParkRequest {
                return_secs: Some(60),
                note: None,
            }),
            "park",
            r#"{"return_secs":60}"#,
        ),
        (TicketVerb::Resume, "resume", "{}"),
        (
            TicketVerb::Requeue(RequeueRequest {
                because: Some(RequeueReason::NotReady),
            }),
            "requeue",
            r#"{"because":"not_ready"}"#,
        ),
        (
            TicketVerb::Transfer(transfer),
            "transfer",
            r#"{"service":"lab","age":"keep"}"#,
        ),
        (TicketVerb::Cancel, "cancel", "{}"),
        (TicketVerb::Undo, "undo", "{}"),
    ];
    for (verb, name, body) in verbs {
        hub.script([Scripted::Answer(200, TICKET.into())]);
        client.ticket_verb(id, &verb).await.unwrap();
        let post = hub.posts().pop().unwrap();
        assert_eq!(
            (post.path, post.body),
            (format!("/api/v1/tickets/0000000000001/{name}"), body.into())
        );
    }
}

#[tokio::test]
async fn each_act_of_a_counter_goes_to_its_path() {
    let hub = RealHub::start().await;
    let (client, _events) = hub.connect();
    hub.script(vec![Scripted::Answer(200, COUNTER.into()); 3]);
    hub.script(vec![Scripted::Answer(200, call()); 2]);
    client
        .open(&loket(), &OpenRequest::default())
        .await
        .unwrap();
    client
        .rest(&loket(), &BreakRequest::default())
        .await
        .unwrap();
    client.close(&loket()).await.unwrap();
    let request = CallRequest {
        ticket: TicketId::from_bits(1),
        because: Some(ChoiceReason::Emergency),
        quiet: None,
        finish: None,
    };
    client.call(&loket(), &request).await.unwrap();
    assert_eq!(
        client
            .call_next(&loket(), &CallNextRequest::default())
            .await
            .unwrap()
            .unwrap()
            .reason
            .code,
        "chosen"
    );
    let paths: Vec<String> = hub.posts().into_iter().map(|post| post.path).collect();
    let wanted = ["open", "break", "close", "call", "call-next"];
    assert_eq!(
        paths,
        wanted.map(|name| format!("/api/v1/counters/loket-1/{name}"))
    );
    assert_eq!(
        hub.posts()[3].body,
        r#"{"ticket":"0000000000001","because":"emergency"}"#
    );
}

#[tokio::test]
async fn the_whole_branch_is_held_and_goes_on() {
    let hub = RealHub::start().await;
    let (client, _events) = hub.connect();
    hub.script([
        Scripted::Answer(
            200,
            r#"{"held":{"reason":"evacuation","since":"2026-01-05T01:00:00.000Z"}}"#.into(),
        ),
        Scripted::Answer(200, r#"{"held":null}"#.into()),
        problem(409, "not_held"),
    ]);
    let held = client.hold(HoldReason::Evacuation).await.unwrap().held;
    assert_eq!(held.map(|held| held.reason), Some(HoldReason::Evacuation));
    assert_eq!(client.resume_branch().await.unwrap().held, None);
    assert_eq!(code(client.resume_branch().await), "not_held");
    let posts = hub.posts();
    let said: Vec<(&str, &str)> = posts
        .iter()
        .map(|post| (post.path.as_str(), post.body.as_str()))
        .collect();
    assert_eq!(
        said[..2],
        [
            ("/api/v1/branch/hold", r#"{"reason":"evacuation"}"#),
            ("/api/v1/branch/resume", "{}"),
        ]
    );
}

#[tokio::test]
async fn what_is_new_at_a_counter_goes_to_its_path_with_what_it_says() {
    let hub = RealHub::start().await;
    let (client, _events) = hub.connect();
    let id = TicketId::from_bits(1);
    hub.script(vec![Scripted::Answer(200, COUNTER.into()); 4]);
    hub.script([
        Scripted::Answer(200, format!(r#"{{"calls":[{}]}}"#, call())),
        Scripted::Answer(200, call()),
        Scripted::Answer(200, call()),
        Scripted::Answer(201, String::new()),
        Scripted::Answer(204, String::new()),
    ]);
    let reason = Some(BreakReason::Prayer);
    client
        .rest(&loket(), &BreakRequest { reason })
        .await
        .unwrap();
    client.stand_by(&loket(), true).await.unwrap();
    let profile = ProfileId::new("kas").unwrap();
    let request = ProfileRequest { profile };
    client.assign_profile(&loket(), &request).await.unwrap();
    client.release(&loket()).await.unwrap();
    let request = CallSeveralRequest {
        tickets: vec![id],
        because: None,
        quiet: None,
        finish: None,
    };
    let calls = client.call_several(&loket(), &request).await.unwrap().calls;
    assert_eq!(calls.len(), 1);
    let request = WalkInRequest {
        service: ServiceId::new("umum").unwrap(),
        class: None,
        locale: Some(Locale::EN),
    };
    client.walk_in(&loket(), &request).await.unwrap();
    let request = CallNextRequest {
        quiet: None,
        finish: Some(FinishRequest::SERVED),
    };
    client.call_next(&loket(), &request).await.unwrap();
    let text = "KTP asli sudah dilihat".to_owned();
    client.note(id, &NoteRequest { text }).await.unwrap();
    client.copy(id, &CopyRequest::default()).await.unwrap();
    let posts = hub.posts().into_iter();
    let said: Vec<(String, String)> = posts.map(|post| (post.path, post.body)).collect();
    let wanted = [
        ("counters/loket-1/break", r#"{"reason":"prayer"}"#),
        ("counters/loket-1/stand-by", r#"{"on":true}"#),
        ("counters/loket-1/profile", r#"{"profile":"kas"}"#),
        ("counters/loket-1/release", "{}"),
        (
            "counters/loket-1/call-several",
            r#"{"tickets":["0000000000001"]}"#,
        ),
        (
            "counters/loket-1/walk-in",
            r#"{"service":"umum","locale":"en"}"#,
        ),
        (
            "counters/loket-1/call-next",
            r#"{"finish":{"outcome":"served"}}"#,
        ),
        (
            "tickets/0000000000001/notes",
            r#"{"text":"KTP asli sudah dilihat"}"#,
        ),
        ("tickets/0000000000001/copy", "{}"),
    ];
    let wanted = wanted.map(|(path, body)| (format!("/api/v1/{path}"), body.to_owned()));
    assert_eq!(said, wanted);
}

#[tokio::test]
async fn a_transfer_names_the_person_it_goes_to() {
    let hub = RealHub::start().await;
    let (client, _events) = hub.connect();
    hub.script([Scripted::Answer(200, TICKET.into())]);
    let request = TransferRequest {
        service: ServiceId::new("lab").unwrap(),
        class: None,
        age: None,
        to: Some(Directed::Clerk(ClerkId::new("p-1").unwrap())),
        note: Some("Puasa".to_owned()),
    };
    let verb = TicketVerb::Transfer(request);
    client
        .ticket_verb(TicketId::from_bits(1), &verb)
        .await
        .unwrap();
    let body = r#"{"service":"lab","to":{"clerk":"p-1"},"note":"Puasa"}"#;
    assert_eq!(hub.posts()[0].body, body);
}

#[tokio::test]
async fn a_list_is_asked_for_by_what_it_says_and_nothing_else() {
    let hub = RealHub::start().await;
    let (client, _events) = hub.connect();
    hub.script([
        Scripted::Answer(200, r#"{"tickets":[],"left_out":3}"#.into()),
        Scripted::Answer(200, r#"{"tickets":[],"left_out":0}"#.into()),
        Scripted::Answer(200, r#"{"legs":[],"notes":[]}"#.into()),
        Scripted::Answer(200, r#"{"lines":["a","b"]}"#.into()),
        problem(404, "not_found"),
        problem(404, "not_found"),
    ]);
    let query = TicketsQuery {
        state: Some("waiting".to_owned()),
        service: Some(ServiceId::new("umum").unwrap()),
        order: Some(TicketOrder::Longest),
        limit: Some(20),
        ..TicketsQuery::default()
    };
    assert_eq!(client.tickets(&query).await.unwrap().left_out, 3);
    client.tickets(&TicketsQuery::default()).await.unwrap();
    client.history(TicketId::from_bits(1)).await.unwrap();
    let date = Some("2026-11-23".parse().unwrap());
    assert_eq!(client.why("a 12&x", date).await.unwrap().lines.len(), 2);
    assert_eq!(code(client.why("A012", None).await), "not_found");
    assert_eq!(code(client.report(date).await), "not_found");
    let asked: Vec<String> = hub.posts().into_iter().map(|post| post.path).collect();
    let wanted = [
        "tickets?state=waiting&service=umum&order=longest&limit=20",
        "tickets",
        "tickets/0000000000001/history",
        "why?number=a+12%26x&date=2026-11-23",
        "why?number=A012",
        "report?date=2026-11-23",
    ];
    assert_eq!(asked, wanted.map(|path| format!("/api/v1/{path}")));
}

#[tokio::test]
async fn a_supervisor_reads_how_right_ranges_were_and_asks_what_would_have_been() {
    let hub = RealHub::start().await;
    let (client, _events) = hub.connect();
    let figures = r#"{"count":7,"within":0.8,"covered":null,"bias_secs":-3}"#;
    hub.script([
        Scripted::Answer(
            200,
            format!(
                r#"{{"days":2,"nominal":0.8,"all":{figures},"services":[],"hours":[],"cells":[]}}"#
            ),
        ),
        problem(409, "nothing_to_replay"),
    ]);
    let forecast = client.forecast().await.unwrap();
    assert_eq!((forecast.all.count, forecast.all.bias_secs), (7, Some(-3)));
    let request = WhatIfRequest {
        date: None,
        changes: Vec::new(),
    };
    assert_eq!(code(client.what_if(&request).await), "nothing_to_replay");
    let asked: Vec<String> = hub.posts().into_iter().map(|post| post.path).collect();
    assert_eq!(asked, ["/api/v1/forecast", "/api/v1/what-if"]);
}

#[tokio::test]
async fn a_supervisor_pauses_a_service_and_tells_the_hall() {
    let hub = RealHub::start().await;
    let (client, _events) = hub.connect();
    let id = NoteRef::from_bits(7);
    let card = format!(
        r#"{{"id":"{id}","kind":"evacuate","since":"2026-01-05T01:00:00.000Z","spoken":true}}"#
    );
    hub.script(vec![Scripted::Answer(204, String::new()); 2]);
    hub.script([
        Scripted::Answer(201, card),
        Scripted::Answer(204, String::new()),
    ]);
    let service = ServiceId::new("umum").unwrap();
    client.pause_service(&service).await.unwrap();
    client.resume_service(&service).await.unwrap();
    let request = AnnounceRequest {
        kind: AnnouncementKind::Evacuate,
        text: None,
        zones: Vec::new(),
        for_secs: None,
        spoken: true,
    };
    assert_eq!(client.announce(&request).await.unwrap().id, id);
    client.end_announcement(id).await.unwrap();
    let asked: Vec<String> = hub.posts().into_iter().map(|post| post.path).collect();
    let end = format!("announcements/{id}/end");
    let wanted = [
        "services/umum/pause",
        "services/umum/resume",
        "announcements",
        end.as_str(),
    ];
    assert_eq!(asked, wanted.map(|path| format!("/api/v1/{path}")));
}

#[tokio::test]
async fn answers_come_in_the_readers_language_once_it_is_known() {
    let hub = RealHub::start().await;
    let (client, _events) = hub.connect();
    hub.script(vec![Scripted::Answer(200, COUNTER.into()); 2]);
    client.close(&loket()).await.unwrap();
    client.speak(Locale::EN);
    client.close(&loket()).await.unwrap();
    let languages: Vec<String> = hub.posts().into_iter().map(|post| post.language).collect();
    assert_eq!(languages, ["", "en"]);
}
