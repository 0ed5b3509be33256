//! What staff asks of a hub: a clerk's verbs, the lists they look into, and a supervisor's acts.

use antre_domain::{CounterId, DeviceId, HoldReason, NoteRef, ServiceId, TicketId};
use antre_protocol::{
    AnnounceRequest, AnnouncementCard, BreakRequest, CallAnswer, CallNextRequest, CallRequest,
    CallSeveralRequest, CallsAnswer, CopyRequest, CounterAnswer, Empty, FinishRequest,
    ForecastAnswer, HistoryAnswer, HoldAnswer, HoldRequest, NoteRequest, OpenRequest, ParkRequest,
    ProfileRequest, ReportAnswer, RequeueRequest, StandByRequest, TicketAnswer, TicketListAnswer,
    TicketsQuery, TransferRequest, WalkInRequest, WhatIfAnswer, WhatIfRequest, WhyAnswer,
};
use chrono::NaiveDate;
use serde::Serialize;

use super::deliver::ACT_LIFETIME;
use super::{Client, ClientError, act, read_done};

/// A clerk's verb on a ticket, with what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum TicketVerb {
    Start,
    Finish(FinishRequest),
    Recall,
    NoShow,
    Park(ParkRequest),
    Resume,
    Requeue(RequeueRequest),
    Transfer(TransferRequest),
    Cancel,
    Undo,
}

/// A clerk's verbs.
impl Client {
    /// Calls the next one to `counter`; `None` where nobody waits.
    pub async fn call_next(
        &self,
        counter: &CounterId,
        request: &CallNextRequest,
    ) -> Result<Option<CallAnswer>, ClientError> {
        self.post_maybe(of_counter(counter, "call-next"), request)
            .await
    }

    /// Calls a chosen ticket to `counter`.
    pub async fn call(
        &self,
        counter: &CounterId,
        request: &CallRequest,
    ) -> Result<CallAnswer, ClientError> {
        self.post(of_counter(counter, "call"), request).await
    }

    /// Calls several chosen tickets to `counter` at once.
    pub async fn call_several(
        &self,
        counter: &CounterId,
        request: &CallSeveralRequest,
    ) -> Result<CallsAnswer, ClientError> {
        self.post(of_counter(counter, "call-several"), request)
            .await
    }

    /// Serves somebody without a slip at once.
    pub async fn walk_in(
        &self,
        counter: &CounterId,
        request: &WalkInRequest,
    ) -> Result<CallAnswer, ClientError> {
        self.post(of_counter(counter, "walk-in"), request).await
    }

    /// Opens a counter, or ends its break.
    pub async fn open(
        &self,
        counter: &CounterId,
        request: &OpenRequest,
    ) -> Result<CounterAnswer, ClientError> {
        self.post(of_counter(counter, "open"), request).await
    }

    /// Closes a counter.
    pub async fn close(&self, counter: &CounterId) -> Result<CounterAnswer, ClientError> {
        self.post(of_counter(counter, "close"), &Empty {}).await
    }

    /// A counter rests: `break`.
    pub async fn rest(
        &self,
        counter: &CounterId,
        request: &BreakRequest,
    ) -> Result<CounterAnswer, ClientError> {
        self.post(of_counter(counter, "break"), request).await
    }

    /// Whether the next arrival is called to `counter` by itself.
    pub async fn stand_by(
        &self,
        counter: &CounterId,
        on: bool,
    ) -> Result<CounterAnswer, ClientError> {
        self.post(of_counter(counter, "stand-by"), &StandByRequest { on })
            .await
    }

    /// Does a clerk's verb on a ticket.
    pub async fn ticket_verb(
        &self,
        ticket: TicketId,
        verb: &TicketVerb,
    ) -> Result<TicketAnswer, ClientError> {
        let path = |name: &str| of_ticket(ticket, name);
        match verb {
            TicketVerb::Start => self.post(path("start"), &Empty {}).await,
            TicketVerb::Finish(request) => self.post(path("finish"), request).await,
            TicketVerb::Recall => self.post(path("recall"), &Empty {}).await,
            TicketVerb::NoShow => self.post(path("no-show"), &Empty {}).await,
            TicketVerb::Park(request) => self.post(path("park"), request).await,
            TicketVerb::Resume => self.post(path("resume"), &Empty {}).await,
            TicketVerb::Requeue(request) => self.post(path("requeue"), request).await,
            TicketVerb::Transfer(request) => self.post(path("transfer"), request).await,
            TicketVerb::Cancel => self.post(path("cancel"), &Empty {}).await,
            TicketVerb::Undo => self.post(path("undo"), &Empty {}).await,
        }
    }

    /// Notes something about a ticket for whoever serves it next.
    pub async fn note(&self, ticket: TicketId, request: &NoteRequest) -> Result<(), ClientError> {
        self.done(of_ticket(ticket, "notes"), request).await
    }

    /// Has a lost slip printed again, as a copy.
    pub async fn copy(&self, ticket: TicketId, request: &CopyRequest) -> Result<(), ClientError> {
        self.done(of_ticket(ticket, "copy"), request).await
    }

    /// Somebody goes to those who rang for help at `device`.
    pub async fn answer_help(&self, device: &DeviceId) -> Result<(), ClientError> {
        self.done(format!("/api/v1/devices/{device}/help-answered"), &Empty {})
            .await
    }
}

/// What staff looks into.
impl Client {
    /// A ticket as it stands now.
    pub async fn ticket(&self, ticket: TicketId) -> Result<TicketAnswer, ClientError> {
        self.get(&format!("/api/v1/tickets/{ticket}")).await
    }

    /// Today's tickets.
    pub async fn tickets(&self, query: &TicketsQuery) -> Result<TicketListAnswer, ClientError> {
        self.get_where("/api/v1/tickets", query).await
    }

    /// A ticket's legs and notes.
    pub async fn history(&self, ticket: TicketId) -> Result<HistoryAnswer, ClientError> {
        self.get(&of_ticket(ticket, "history")).await
    }

    /// Why a number was called when it was, on the last business day where none is named. Only for a
    /// supervisor.
    pub async fn why(
        &self,
        number: &str,
        date: Option<NaiveDate>,
    ) -> Result<WhyAnswer, ClientError> {
        let query = [("number", Some(number.to_owned())), ("date", shown(date))];
        self.get_where("/api/v1/why", &query).await
    }

    /// How right the waiting ranges of the last days were. Only for a supervisor.
    pub async fn forecast(&self) -> Result<ForecastAnswer, ClientError> {
        self.get("/api/v1/forecast").await
    }

    /// What a day would have been otherwise. Only for a supervisor. Nothing is changed by it.
    pub async fn what_if(&self, request: &WhatIfRequest) -> Result<WhatIfAnswer, ClientError> {
        self.post("/api/v1/what-if".to_owned(), request).await
    }

    /// The figures of a business day, of the last one where none is named.
    pub async fn report(&self, date: Option<NaiveDate>) -> Result<ReportAnswer, ClientError> {
        self.get_where("/api/v1/report", &[("date", shown(date))])
            .await
    }
}

/// A supervisor's acts.
impl Client {
    /// Assigns another work profile to `counter`.
    pub async fn assign_profile(
        &self,
        counter: &CounterId,
        request: &ProfileRequest,
    ) -> Result<CounterAnswer, ClientError> {
        self.post(of_counter(counter, "profile"), request).await
    }

    /// Frees `counter` of its clerk and its tickets, and closes it.
    pub async fn release(&self, counter: &CounterId) -> Result<CounterAnswer, ClientError> {
        self.post(of_counter(counter, "release"), &Empty {}).await
    }

    /// No more numbers for a service.
    pub async fn pause_service(&self, service: &ServiceId) -> Result<(), ClientError> {
        self.done(format!("/api/v1/services/{service}/pause"), &Empty {})
            .await
    }

    /// Numbers again.
    pub async fn resume_service(&self, service: &ServiceId) -> Result<(), ClientError> {
        self.done(format!("/api/v1/services/{service}/resume"), &Empty {})
            .await
    }

    /// Stops the whole branch.
    pub async fn hold(&self, reason: HoldReason) -> Result<HoldAnswer, ClientError> {
        let request = HoldRequest { reason };
        self.post("/api/v1/branch/hold".to_owned(), &request).await
    }

    /// Ends the hold of the whole branch.
    pub async fn resume_branch(&self) -> Result<HoldAnswer, ClientError> {
        self.post("/api/v1/branch/resume".to_owned(), &Empty {})
            .await
    }

    /// Tells the hall something.
    pub async fn announce(
        &self,
        request: &AnnounceRequest,
    ) -> Result<AnnouncementCard, ClientError> {
        self.post("/api/v1/announcements".to_owned(), request).await
    }

    /// Ends an announcement.
    pub async fn end_announcement(&self, id: NoteRef) -> Result<(), ClientError> {
        self.done(format!("/api/v1/announcements/{id}/end"), &Empty {})
            .await
    }

    async fn done(&self, path: String, request: &impl Serialize) -> Result<(), ClientError> {
        read_done(&self.settle(act(path, request), ACT_LIFETIME).await?)
    }
}

fn of_counter(counter: &CounterId, name: &str) -> String {
    format!("/api/v1/counters/{counter}/{name}")
}

fn of_ticket(ticket: TicketId, name: &str) -> String {
    format!("/api/v1/tickets/{ticket}/{name}")
}

fn shown(date: Option<NaiveDate>) -> Option<String> {
    date.map(|date| date.to_string())
}
