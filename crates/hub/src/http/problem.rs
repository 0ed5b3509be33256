//! Refusals, and how they are said: `application/problem+json` (RFC 9457) in the reader's language.

use antre_domain::Rejection;
use antre_protocol::{Problem, ProblemCode, SessionEnd};
use axum::Json;
use axum::http::header::{ALLOW, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

use crate::answer::Refused;
use crate::texts::Words;

/// The media type of a problem.
pub(crate) const PROBLEM_JSON: &str = "application/problem+json";

/// Why a request was not answered as it wished. As a response it has no body yet: the sentence is
/// added on the way out, where the reader's language is known.
#[derive(Debug, Clone)]
pub(crate) struct Refusal {
    why: Why,
    detail: Option<String>,
    retry_after_secs: Option<u32>,
}

#[derive(Debug, Clone)]
enum Why {
    Code(ProblemCode),
    Rejected(Box<Rejection>),
}

impl Refusal {
    /// The same, and what exactly was wrong.
    pub(crate) fn because(self, detail: impl Into<String>) -> Self {
        Self {
            detail: Some(detail.into()),
            ..self
        }
    }

    /// The same, and when trying again makes sense.
    pub(crate) fn retry_after(self, secs: u32) -> Self {
        Self {
            retry_after_secs: Some(secs),
            ..self
        }
    }

    /// What the branch itself said, where it was the branch.
    pub(crate) fn rejection(&self) -> Option<&Rejection> {
        match &self.why {
            Why::Rejected(rejection) => Some(rejection),
            Why::Code(_) => None,
        }
    }

    /// Whoever was signed in is so no longer.
    pub(crate) fn session_over(end: SessionEnd) -> Self {
        Self::from(ProblemCode::SessionOver(end)).because(end.code())
    }

    /// What a response of `status` says that no handler of ours made.
    pub(crate) fn of_status(status: StatusCode) -> Self {
        let code = match status {
            StatusCode::NOT_FOUND => ProblemCode::NotFound,
            StatusCode::METHOD_NOT_ALLOWED => ProblemCode::MethodNotAllowed,
            StatusCode::PAYLOAD_TOO_LARGE => ProblemCode::BodyTooLarge,
            StatusCode::UNSUPPORTED_MEDIA_TYPE => ProblemCode::WrongMediaType,
            other if other.is_client_error() => ProblemCode::MalformedBody,
            _ => ProblemCode::Busy,
        };
        code.into()
    }

    /// The problem in full, for one reader.
    pub(crate) fn speak(&self, words: &Words<'_>) -> Problem {
        let (code, status) = self.parts();
        Problem {
            kind: "about:blank".to_owned(),
            title: match &self.why {
                Why::Code(code) => words.problem(*code, self.retry_after_secs),
                Why::Rejected(rejection) => words.rejection(rejection),
            },
            status,
            code: code.to_owned(),
            detail: self.detail.clone(),
            retry_after_secs: self.retry_after_secs,
        }
    }

    fn parts(&self) -> (&'static str, u16) {
        match &self.why {
            Why::Code(code) => code.parts(),
            Why::Rejected(rejection) => (rejection.code(), status(rejection)),
        }
    }
}

impl From<ProblemCode> for Refusal {
    fn from(code: ProblemCode) -> Self {
        Self {
            why: Why::Code(code),
            detail: None,
            retry_after_secs: None,
        }
    }
}

impl From<Rejection> for Refusal {
    fn from(rejection: Rejection) -> Self {
        Self {
            why: Why::Rejected(Box::new(rejection)),
            detail: None,
            retry_after_secs: None,
        }
    }
}

impl From<Refused> for Refusal {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Rejected(rejection) => rejection.into(),
            Refused::KeyReused => ProblemCode::KeyReused.into(),
            Refused::NotDurable => Self::from(ProblemCode::NotDurable).retry_after(1),
            Refused::Busy => Self::from(ProblemCode::Busy).retry_after(1),
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let (_, status) = self.parts();
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = status.into_response();
        if status == StatusCode::UNAUTHORIZED {
            response
                .headers_mut()
                .insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if let Some(secs) = self.retry_after_secs {
            response
                .headers_mut()
                .insert(RETRY_AFTER, HeaderValue::from(secs));
        }
        response.extensions_mut().insert(self);
        response
    }
}

/// Gives a refusal its body. Whatever else the response says in its header fields stays.
pub(crate) fn with_sentence(response: &Response, refusal: &Refusal, words: &Words<'_>) -> Response {
    let mut spoken = (response.status(), Json(refusal.speak(words))).into_response();
    for name in [ALLOW, RETRY_AFTER, WWW_AUTHENTICATE] {
        if let Some(field) = response.headers().get(&name) {
            spoken.headers_mut().insert(name, field.clone());
        }
    }
    spoken
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON));
    spoken
}

/// The status of a rejection: unknown 404, not allowed 403, out of range 400, and what the present
/// state does not permit 409.
fn status(rejection: &Rejection) -> u16 {
    use Rejection as R;
    match rejection {
        R::ConfigFaulty(_)
        | R::CountOutOfRange
        | R::PartyOutOfRange
        | R::ReturnOutOfRange
        | R::DurationOutOfRange
        | R::TooManyDeliveries(_)
        | R::TooManyTogether(_)
        | R::BookingNeeded(_)
        | R::NotByAppointment(_) => 400,
        R::WrongCounter | R::SignInNeeded | R::Forbidden => 403,
        R::UnknownService(_)
        | R::UnknownClass(_)
        | R::UnknownCounter(_)
        | R::UnknownProfile(_)
        | R::UnknownTicket(_)
        | R::UnknownDelivery(_)
        | R::UnknownZone(_)
        | R::UnknownAnnouncement(_) => 404,
        R::DayNotOpen
        | R::AlreadyBegun
        | R::ConfigInUse(_)
        | R::ClockUnconfirmed { .. }
        | R::NotDue
        | R::ServiceClosed { .. }
        | R::NotWalkIn(_)
        | R::SeriesExhausted { .. }
        | R::WrongState { .. }
        | R::CounterClosed(_)
        | R::CounterBusy { .. }
        | R::CounterUnchanged(_)
        | R::SameService(_)
        | R::NotInProfile(_)
        | R::RecallLimit(_)
        | R::GraceOver
        | R::BranchHeld(_)
        | R::NotHeld
        | R::HoldLimit(_)
        | R::ServiceFull { .. }
        | R::AppointmentEarly { .. }
        | R::ReasonNeeded
        | R::HealthTooSoon { .. }
        | R::DeviceLimit(_)
        | R::SlipEnded
        | R::CopyLimit(_)
        | R::ServicePaused(_)
        | R::ReserveLimit(_)
        | R::NotReserved(_)
        | R::ReserveOver(_)
        | R::ReserveEarly { .. }
        | R::TooManyAnnouncements(_)
        | R::CounterTaken { .. }
        | R::ClerkAway(_)
        | R::StillCalled(_)
        | R::OutcomeNeeded
        | R::DeliveryNeeded
        | R::RecallTooSoon { .. }
        | R::CallTooSoon { .. }
        | R::TooManyDirected(_)
        | R::TooManyNotes(_)
        | R::TooManyCopies(_)
        | R::NothingToUndo => 409,
    }
}
