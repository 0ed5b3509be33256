//! The kinds of what a scenario may not say.

use std::fmt;

/// One thing wrong with a scenario.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where, as in `arrivals[2].rates[0].per_hour`.
    pub place: String,
    /// What.
    pub code: FaultCode,
    /// The offending value, or what it collides with.
    pub detail: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} ({})", self.place, self.code.text(), self.detail)
    }
}

/// The kinds of fault; each has a stable code and a sentence with its remedy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum FaultCode {
    NotFinite,
    Negative,
    TooLarge,
    NoDuration,
    ShareOver1,
    SharesOver1,
    UnknownService,
    UnknownClass,
    UnknownCounter,
    UnknownProfile,
    ByAppointment,
    NotByAppointment,
    SpanBackwards,
    SpansOverlap,
    ClosedThen,
    ClosedThatDay,
    NobodyComes,
    NotServedHere,
    NobodyServes,
    ServiceNotTold,
    EndlessMoves,
    Twice,
    EmptyList,
    ListTooLong,
}

impl FaultCode {
    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::NotFinite => "not_finite",
            Self::Negative => "negative",
            Self::TooLarge => "too_large",
            Self::NoDuration => "no_duration",
            Self::ShareOver1 => "share_over_1",
            Self::SharesOver1 => "shares_over_1",
            Self::UnknownService => "unknown_service",
            Self::UnknownClass => "unknown_class",
            Self::UnknownCounter => "unknown_counter",
            Self::UnknownProfile => "unknown_profile",
            Self::ByAppointment => "by_appointment",
            Self::NotByAppointment => "not_by_appointment",
            Self::SpanBackwards => "span_backwards",
            Self::SpansOverlap => "spans_overlap",
            Self::ClosedThen => "closed_then",
            Self::ClosedThatDay => "closed_that_day",
            Self::NobodyComes => "nobody_comes",
            Self::NotServedHere => "not_walk_in",
            Self::NobodyServes => "nobody_serves",
            Self::ServiceNotTold => "service_not_told",
            Self::EndlessMoves => "endless_moves",
            Self::Twice => "twice",
            Self::EmptyList => "empty_list",
            Self::ListTooLong => "list_too_long",
        }
    }

    fn text(self) -> &'static str {
        match self {
            Self::NotFinite => "not a finite number; write one like 12.5",
            Self::Negative => "below 0; nothing here can be",
            Self::TooLarge => "larger than anything believable; check the unit (seconds, per hour)",
            Self::NoDuration => {
                "a service that takes no time would never be waited for; give a time above 0"
            }
            Self::ShareOver1 => "a share is a fraction from 0 to 1; 5 % is 0.05",
            Self::SharesOver1 => "the shares that go on from one service come to more than 1",
            Self::UnknownService => "the branch has no such service; use an id of the branch file",
            Self::UnknownClass => "the branch has no such class; use an id of the branch file",
            Self::UnknownCounter => "the branch has no such counter; use an id of the branch file",
            Self::UnknownProfile => "the branch has no such profile; use an id of the branch file",
            Self::ByAppointment => {
                "nobody walks in with an appointment; list them under [[appointments]]"
            }
            Self::NotByAppointment => "not a class by appointment",
            Self::SpanBackwards => {
                "a span ends after it begins and does not cross the start of the business day"
            }
            Self::SpansOverlap => "two spans overlap; the same time would count twice",
            Self::ClosedThen => {
                "no number is given for this service then; see its hours in the branch file"
            }
            Self::ClosedThatDay => "the branch is closed on this day; choose another date",
            Self::NobodyComes => "nobody comes at all; give a rate above 0",
            Self::NotServedHere => {
                "nobody takes a number for this service; it is reached only by being sent on"
            }
            Self::NobodyServes => "no counter takes these on that day; man one whose profile does",
            Self::ServiceNotTold => {
                "somebody comes to this service, and [[services]] does not say how long it takes"
            }
            Self::EndlessMoves => {
                "whoever comes here is sent round for ever; let a share leave somewhere"
            }
            Self::Twice => "listed twice; keep one",
            Self::EmptyList => "empty; list at least one",
            Self::ListTooLong => "too many entries",
        }
    }
}
