//! What crosses the wire: requests, answers, views, frames and problem codes.
//!
//! Deliberately absent: sockets, HTTP, time, and any rule about queues. Types here only say what may
//! be said, in the words of the domain; an unknown field in a request is an error, an unknown field
//! in an answer is ignored, so that an older app follows a newer hub.
//!
//! The hub writes it, the client reads it, and both fold [`Change`]s into a [`View`] by the same
//! [`View::apply`], so that a screen that followed frame by frame equals one that took a snapshot.

mod closing;
mod desk;
mod device;
mod forecast;
mod frame;
mod hall;
mod kiosk;
mod people;
mod problem;
mod rest;
mod view;

pub use closing::{ReportAnswer, SeriesFigures};
pub use desk::{
    BreakRequest, CallSeveralRequest, CallsAnswer, ClassCard, CopiesAnswer, CopyOrder, CopyRequest,
    CopySlip, DeliveryCard, DeskRules, HistoryAnswer, HistoryLeg, HistoryNote, NOTE_CHARS_MAX,
    NoteRequest, ProfileRequest, RequeueRequest, StandByRequest, TICKET_ROWS_MAX, TicketListAnswer,
    TicketOrder, TicketRow, TicketsQuery, WalkInRequest, WhyAnswer, ZoneCard,
};
pub use device::{
    DeviceAnswer, DisplayAnswer, FaultAnswer, PrinterReport, RollFacts, RollReport,
    SlipFilesAnswer, SlipReport,
};
pub use forecast::{
    CellForecast, ClassWait, ForecastAnswer, ForecastFigures, HourForecast, ServiceForecast,
    WHAT_IF_CHANGES_MAX, WaitCard, WhatIfAnswer, WhatIfChange, WhatIfClass, WhatIfDay,
    WhatIfHalfHour, WhatIfRequest,
};
pub use frame::{
    Change, ClientMessage, FRAME_BYTES_MAX, HEARTBEAT_SECS, Hello, ServerMessage, ViewKind,
};
pub use hall::{
    ANNOUNCEMENT_CHARS_MAX, ANNOUNCEMENT_LANGUAGES_MAX, AnnounceRequest, AnnouncementCard,
    AnnouncementsAnswer, DISPLAY_FAULTS_MAX, DisplayCard, DisplayFault, DisplayReport,
    FAULT_ABOUT_CHARS_MAX, FAULT_CODE_CHARS_MAX,
};
pub use kiosk::{
    BrandAnswer, BrandFacts, CheckInRequest, HelpCard, JoinRequest, Need, OfflineTicket,
    PictureFile, PinRequest, ReserveAnswer, ReserveDay, ReserveFacts, ReserveReturn, ReserveSeries,
    ReserveService, ReservedNumber,
};
pub use people::{
    ChangePinRequest, PeopleAnswer, PersonCard, PersonRole, SessionEnd, SignInAnswer, SignInRequest,
};
pub use problem::{Problem, ProblemCode};
pub use rest::{
    BranchAnswer, CallAnswer, CallNextRequest, CallRequest, CounterAnswer, Empty, FinishRequest,
    Health, HoldAnswer, HoldRequest, IssueRequest, IssuedAnswer, LineAnswer, NEEDS_MAX,
    OpenRequest, ParkRequest, ProfileAnswer, ReasonAnswer, ServiceAnswer, TicketAnswer,
    TicketsAnswer, TransferRequest, Wait,
};
pub use view::{
    BranchFacts, CLOTH_THREADS_MAX, Call, CounterCard, CounterView, DisplayView, HeldFacts,
    KioskView, PrinterCard, ProfileCard, RECENT_CALLS_MAX, ServiceCard, SlipFacts, TicketCard, Tip,
    View,
};
