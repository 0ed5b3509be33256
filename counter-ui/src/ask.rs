//! From an intent to the hub and back: what was wanted becomes a request, what the hub said an answer in
//! the panel's own words.

use antre_client::{Client, ClientError, TicketVerb};
use antre_counter_flow::panel::{Intent, Refusal, Settled, Signed};
use antre_counter_flow::watch;
use antre_domain::{CounterId, Finish, TicketId};
use antre_protocol::{
    BreakRequest, CallNextRequest, CallRequest, CallSeveralRequest, CopyRequest, FinishRequest,
    NoteRequest, OpenRequest, ParkRequest, PersonRole, ProfileRequest, RequeueRequest,
    SignInRequest, TransferRequest, WalkInRequest,
};

/// How an intent ended, and as what a person has signed in by it.
#[derive(Debug)]
pub struct Outcome {
    /// For the panel.
    pub settled: Settled,
    /// What the person who has just signed in may do.
    pub role: Option<PersonRole>,
}

/// Asks for what a clerk wants at `counter`.
pub async fn desk(client: &Client, counter: Option<&CounterId>, intent: Intent) -> Outcome {
    let mut role = None;
    let asked = match intent {
        Intent::SignIn {
            clerk,
            pin,
            counter,
        } => {
            let request = SignInRequest {
                clerk,
                pin: pin.reveal().to_owned(),
                counter,
            };
            client.sign_in(&request).await.map(|answer| {
                role = Some(answer.role);
                Settled::SignedIn(Signed {
                    clerk: answer.clerk,
                    name: answer.name,
                    counter: answer.counter,
                    lock_secs: answer.lock_secs,
                })
            })
        }
        Intent::SignOut => done(client.sign_out().await),
        Intent::People => client
            .people()
            .await
            .map(|answer| Settled::People(answer.people)),
        Intent::Tickets(query) => client.tickets(&query).await.map(Settled::Tickets),
        Intent::History(ticket) => client.history(ticket).await.map(Settled::History),
        Intent::AnswerHelp(device) => done(client.answer_help(&device).await),
        Intent::Start(ticket) => verb(client, ticket, TicketVerb::Start).await,
        Intent::Finish { ticket, finish } => {
            verb(client, ticket, TicketVerb::Finish(finished(finish))).await
        }
        Intent::Recall(ticket) => verb(client, ticket, TicketVerb::Recall).await,
        Intent::NoShow(ticket) => verb(client, ticket, TicketVerb::NoShow).await,
        Intent::Transfer {
            ticket,
            service,
            to,
            note,
        } => {
            let request = TransferRequest {
                service,
                class: None,
                age: None,
                to,
                note: note.map(|note| note.reveal().to_owned()),
            };
            verb(client, ticket, TicketVerb::Transfer(request)).await
        }
        Intent::Park {
            ticket,
            return_secs,
            note,
        } => {
            let request = ParkRequest {
                return_secs,
                note: note.map(|note| note.reveal().to_owned()),
            };
            verb(client, ticket, TicketVerb::Park(request)).await
        }
        Intent::Requeue { ticket, because } => {
            verb(
                client,
                ticket,
                TicketVerb::Requeue(RequeueRequest { because }),
            )
            .await
        }
        Intent::Resume(ticket) => verb(client, ticket, TicketVerb::Resume).await,
        Intent::Cancel(ticket) => verb(client, ticket, TicketVerb::Cancel).await,
        Intent::Undo(ticket) => verb(client, ticket, TicketVerb::Undo).await,
        Intent::Note { ticket, text } => {
            let text = text.reveal().to_owned();
            done(client.note(ticket, &NoteRequest { text }).await)
        }
        Intent::Copy { ticket, device } => done(client.copy(ticket, &CopyRequest { device }).await),
        Intent::Open { .. }
        | Intent::Close
        | Intent::Break { .. }
        | Intent::CallNext { .. }
        | Intent::Call { .. }
        | Intent::CallSeveral { .. }
        | Intent::WalkIn { .. }
        | Intent::StandBy { .. } => match counter {
            Some(counter) => at_counter(client, counter, intent).await,
            // A panel asks none of it before it has a counter.
            None => Ok(Settled::Unanswered),
        },
    };
    let settled = asked.unwrap_or_else(|error| match error {
        ClientError::Problem(problem) => Settled::Refused(Refusal {
            code: problem.code,
            title: problem.title,
            retry_after_secs: problem.retry_after_secs,
        }),
        error => {
            tracing::warn!("{error}");
            Settled::Unanswered
        }
    });
    Outcome { settled, role }
}

async fn at_counter(
    client: &Client,
    counter: &CounterId,
    intent: Intent,
) -> Result<Settled, ClientError> {
    match intent {
        Intent::Open { profile } => done(client.open(counter, &OpenRequest { profile }).await),
        Intent::Close => done(client.close(counter).await),
        Intent::Break { reason } => done(client.rest(counter, &BreakRequest { reason }).await),
        Intent::CallNext { quiet, finish } => {
            let finish = said(finish);
            let request = CallNextRequest { quiet, finish };
            let called = client.call_next(counter, &request).await?;
            Ok(called.map_or(Settled::Nobody, |_| Settled::Done))
        }
        Intent::Call {
            ticket,
            because,
            quiet,
            finish,
        } => {
            let request = CallRequest {
                ticket,
                because,
                quiet,
                finish: said(finish),
            };
            done(client.call(counter, &request).await)
        }
        Intent::CallSeveral {
            tickets,
            because,
            quiet,
            finish,
        } => {
            let request = CallSeveralRequest {
                tickets,
                because,
                quiet,
                finish: said(finish),
            };
            done(client.call_several(counter, &request).await)
        }
        Intent::WalkIn { service } => {
            let request = WalkInRequest {
                service,
                class: None,
                locale: None,
            };
            done(client.walk_in(counter, &request).await)
        }
        Intent::StandBy { on } => done(client.stand_by(counter, on).await),
        Intent::Start(_)
        | Intent::Finish { .. }
        | Intent::Recall(_)
        | Intent::NoShow(_)
        | Intent::Transfer { .. }
        | Intent::Park { .. }
        | Intent::Requeue { .. }
        | Intent::Resume(_)
        | Intent::Cancel(_)
        | Intent::Undo(_)
        | Intent::Note { .. }
        | Intent::Copy { .. }
        | Intent::AnswerHelp(_)
        | Intent::SignIn { .. }
        | Intent::SignOut
        | Intent::People
        | Intent::Tickets(_)
        | Intent::History(_) => Ok(Settled::Unanswered),
    }
}

/// Asks for what a supervisor wants.
pub async fn hall(client: &Client, intent: watch::Intent) -> watch::Answer {
    use watch::{Answer, Intent};
    let asked = match intent {
        Intent::People => client.people().await.map(Answer::People),
        Intent::Tickets(query) => client.tickets(&query).await.map(Answer::Tickets),
        Intent::Why { number, date } => client.why(&number, Some(date)).await.map(Answer::Why),
        Intent::Report(date) => {
            let report = client.report(Some(date)).await;
            report.map(|report| Answer::Report(Box::new(report)))
        }
        Intent::Forecast => {
            let told = client.forecast().await;
            told.map(|told| Answer::Forecast(Box::new(told)))
        }
        Intent::Move { ticket, request } => {
            let moved = TicketVerb::Transfer(request);
            let moved = client.ticket_verb(ticket, &moved).await;
            moved.map(|_| Answer::Done)
        }
        Intent::Cancel(ticket) => client
            .ticket_verb(ticket, &TicketVerb::Cancel)
            .await
            .map(|_| Answer::Done),
        Intent::Profile { counter, profile } => client
            .assign_profile(&counter, &ProfileRequest { profile })
            .await
            .map(|_| Answer::Done),
        Intent::Release(counter) => client.release(&counter).await.map(|_| Answer::Done),
        Intent::Close(counter) => client.close(&counter).await.map(|_| Answer::Done),
        Intent::Pause(service) => client.pause_service(&service).await.map(|()| Answer::Done),
        Intent::Unpause(service) => client.resume_service(&service).await.map(|()| Answer::Done),
        Intent::Hold(reason) => client.hold(reason).await.map(|_| Answer::Done),
        Intent::ResumeBranch => client.resume_branch().await.map(|_| Answer::Done),
        Intent::Announce(request) => client.announce(&request).await.map(|_| Answer::Done),
        Intent::EndAnnouncement { id, .. } => {
            client.end_announcement(id).await.map(|()| Answer::Done)
        }
    };
    asked.unwrap_or_else(|error| match error {
        ClientError::Problem(problem) => Answer::Refused(problem.title),
        error => {
            tracing::warn!("{error}");
            Answer::Unanswered
        }
    })
}

/// Whether the device's own token leads the hall: only such a token is told why a ticket was called.
/// `None` where the hub did not say.
pub async fn leads(client: &Client) -> Option<bool> {
    match client.why("", None).await {
        Err(ClientError::Problem(problem)) => Some(problem.status != 401 && problem.status != 403),
        Ok(_) => Some(true),
        Err(_) => None,
    }
}

async fn verb(client: &Client, ticket: TicketId, verb: TicketVerb) -> Result<Settled, ClientError> {
    done(client.ticket_verb(ticket, &verb).await)
}

fn done<T>(asked: Result<T, ClientError>) -> Result<Settled, ClientError> {
    asked.map(|_| Settled::Done)
}

fn finished(finish: Finish) -> FinishRequest {
    FinishRequest {
        outcome: finish.outcome,
        delivered: finish.delivered,
    }
}

/// How the present service ended, where anything was said of it.
fn said(finish: Finish) -> Option<FinishRequest> {
    (finish != Finish::default()).then(|| finished(finish))
}
