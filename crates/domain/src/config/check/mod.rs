//! What a branch file may not say. Every fault names its place, so that the reader of the file can
//! be led to the line.

mod brand;
mod calling;
mod desk;
mod hall;
mod hours;
mod slip;

use std::collections::BTreeSet;
use std::fmt;

use super::{Class, Config, Quota, Series};
use crate::number::{WIDTH_MAX, largest};
use crate::text::{TEXT_CHARS_MAX, Text};

/// The most services, series, counters or profiles of one branch.
const LIST_MAX: usize = 128;
/// The most classes of one branch.
const CLASSES_MAX: usize = 16;
/// The most characters of a counter's sign: what the hall display has room for.
const SIGN_CHARS_MAX: usize = 4;
/// The most lines of what to bring: what the kiosk and the slip have room for.
const BRING_LINES_MAX: usize = 3;
/// The longest address behind a QR: more would not fit a code of the slip's size.
const URL_CHARS_MAX: usize = 64;
/// The most spans of one day.
const SPANS_MAX: usize = 16;
const LEAD_MINS_MAX: u16 = 240;
const TARGET_WAIT_SECS_MAX: u32 = 24 * 3600;
const UNDO_SECS_MAX: u32 = 600;
const GRACE_SECS_MAX: u32 = 12 * 3600;
const WINDOW_SECS_MAX: u32 = 24 * 3600;

/// One thing wrong with a configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where, as in `series[1].prefix`.
    pub path: String,
    /// What.
    pub code: FaultCode,
    /// The offending value, or the place it collides with.
    pub detail: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} ({})", self.path, self.code.text(), self.detail)
    }
}

/// The kinds of fault; each has a stable code and a sentence with its remedy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum FaultCode {
    DuplicateId,
    DuplicatePrefix,
    OverlappingSeries,
    ServiceWithoutSeries,
    ServiceNobodyServes,
    NumbersOutOfRange,
    UnknownReference,
    HoursOverlap,
    HoursCrossDayStart,
    PeriodBackwards,
    SignTooLong,
    EmptyText,
    TextTooLong,
    EmptyList,
    ListTooLong,
    OutOfRange,
    BadUrl,
    ServiceTwice,
    NotOfThisProfile,
    CyclicProfile,
    LineWithoutQueues,
    QueueWithoutLine,
    LineLeftOut,
    ContradictingOrder,
    ContradictingStep,
    UnreachableStep,
    RatioOfZero,
    SharesOver100,
    ShareTooTight,
    Unbounded,
    JourneyReturns,
    RegularByAppointment,
    BadFileName,
    FileNotRead,
    FileNotNamed,
    FileTooLarge,
    AccentUnreadable,
    BadPictureName,
    PictureTooLarge,
    ReserveTooLarge,
    LineTooLong,
    NotSpoken,
    BadMediaName,
    NoPriority,
}

impl FaultCode {
    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::DuplicateId => "duplicate_id",
            Self::DuplicatePrefix => "duplicate_prefix",
            Self::OverlappingSeries => "overlapping_series",
            Self::ServiceWithoutSeries => "service_without_series",
            Self::ServiceNobodyServes => "service_nobody_serves",
            Self::NumbersOutOfRange => "numbers_out_of_range",
            Self::UnknownReference => "unknown_reference",
            Self::HoursOverlap => "hours_overlap",
            Self::HoursCrossDayStart => "hours_cross_day_start",
            Self::PeriodBackwards => "period_backwards",
            Self::SignTooLong => "sign_too_long",
            Self::EmptyText => "empty_text",
            Self::TextTooLong => "text_too_long",
            Self::EmptyList => "empty_list",
            Self::ListTooLong => "list_too_long",
            Self::OutOfRange => "out_of_range",
            Self::BadUrl => "bad_url",
            Self::ServiceTwice => "service_twice",
            Self::NotOfThisProfile => "not_of_this_profile",
            Self::CyclicProfile => "cyclic_profile",
            Self::LineWithoutQueues => "line_without_queues",
            Self::QueueWithoutLine => "queue_without_line",
            Self::LineLeftOut => "line_left_out",
            Self::ContradictingOrder => "contradicting_order",
            Self::ContradictingStep => "contradicting_step",
            Self::UnreachableStep => "unreachable_step",
            Self::RatioOfZero => "ratio_of_zero",
            Self::SharesOver100 => "shares_over_100",
            Self::ShareTooTight => "share_too_tight",
            Self::Unbounded => "unbounded",
            Self::JourneyReturns => "journey_returns",
            Self::RegularByAppointment => "regular_by_appointment",
            Self::BadFileName => "bad_file_name",
            Self::FileNotRead => "file_not_read",
            Self::FileNotNamed => "file_not_named",
            Self::FileTooLarge => "file_too_large",
            Self::AccentUnreadable => "accent_unreadable",
            Self::BadPictureName => "bad_picture_name",
            Self::PictureTooLarge => "picture_too_large",
            Self::ReserveTooLarge => "reserve_too_large",
            Self::LineTooLong => "line_too_long",
            Self::NotSpoken => "not_spoken",
            Self::BadMediaName => "bad_media_name",
            Self::NoPriority => "no_priority",
        }
    }

    /// What is wrong, and the remedy.
    pub fn text(self) -> &'static str {
        match self {
            Self::DuplicateId => "this identifier is used twice; rename one",
            Self::DuplicatePrefix => {
                "two series share this prefix, so two people would hold the same number; choose another letter"
            }
            Self::OverlappingSeries => {
                "this service and class is already numbered by another series; take it out of one"
            }
            Self::ServiceWithoutSeries => {
                "no series numbers this service; add it to a series without a class"
            }
            Self::ServiceNobodyServes => {
                "no counter's profile takes this service, so its customers would wait for ever; add it to one"
            }
            Self::NumbersOutOfRange => {
                "first must not exceed last, and last must fit the width (1 to 4 digits); correct one of them"
            }
            Self::UnknownReference => {
                "nothing with this identifier is defined in the file; define it, or name another"
            }
            Self::HoursOverlap => "this span overlaps another of the same day; join or part them",
            Self::HoursCrossDayStart => {
                "this span crosses the start of the business day; part it there, or move day_starts"
            }
            Self::PeriodBackwards => "the period ends before it begins; swap the dates",
            Self::SignTooLong => "a counter's sign has at most four characters; shorten it",
            Self::EmptyText => "this text is empty; write one, or leave the line out",
            Self::TextTooLong => "this text is longer than 200 characters; shorten it",
            Self::EmptyList => "at least one is needed; add it",
            Self::ListTooLong => "too many entries; remove some",
            Self::OutOfRange => "this value is out of range; choose one that is allowed",
            Self::BadUrl => {
                "an address begins with http:// or https:// and has at most 64 printable characters; correct it"
            }
            Self::ServiceTwice => {
                "this profile takes the service at two levels; keep the one it is meant to have"
            }
            Self::NotOfThisProfile => {
                "this profile does not take the service; add it to services or helps"
            }
            Self::CyclicProfile => {
                "this profile is like one that is in the end like itself; give one of them a rule"
            }
            Self::LineWithoutQueues => {
                "nobody can ever stand in this line; remove it, or let it take a class or service that no line before it takes"
            }
            Self::QueueWithoutLine => {
                "no line takes these customers, so they would wait for ever; add a line without classes and services at the end"
            }
            Self::LineLeftOut => {
                "the final rule leaves this line out, so it would wait for ever; name it there"
            }
            Self::ContradictingOrder => {
                "this line stands twice, and so before itself; name it once"
            }
            Self::ContradictingStep => {
                "this condition can never come true; remove the step or the condition"
            }
            Self::UnreachableStep => {
                "this step is never reached, because something before it has always called already; remove it or move it up"
            }
            Self::RatioOfZero => "a share of zero would wait for ever; give it at least one turn",
            Self::SharesOver100 => {
                "the shares reserved up to here come to more than all calls; raise one_in"
            }
            Self::ShareTooTight => {
                "with so many shares none can be this narrow; raise one_in to the number of lines with a share"
            }
            Self::Unbounded => {
                "this could take every call while others wait for ever; reserve those a share with one_in"
            }
            Self::JourneyReturns => {
                "the journey comes back to a service it has been to; name each stop once"
            }
            Self::RegularByAppointment => {
                "the first class is everybody's and cannot be by appointment; put another class first"
            }
            Self::BadFileName => {
                "neither built in nor a file beside the branch file; name a built-in template, a .toml file, or for the logo a .png or .svg file"
            }
            Self::FileNotRead => {
                "this file was not read; put it beside the branch file, or name another"
            }
            Self::FileNotNamed => {
                "no field of [slip] or [brand] names this file; name it there, and leave files out: it is filled in from the files themselves"
            }
            Self::FileTooLarge => "too large for a slip; make it smaller",
            Self::AccentUnreadable => {
                "text on this colour, or the colour on the screen's ground, could not be read by everybody; take the one that is named, or leave the line out"
            }
            Self::BadPictureName => {
                "not a file beside the branch file; name a .png file, or for the logo a .png or .svg file"
            }
            Self::PictureTooLarge => "too large for a kiosk; make the picture smaller",
            Self::ReserveTooLarge => {
                "more than a quarter of a series would be set aside for each kiosk; lower it, or lengthen the series"
            }
            Self::LineTooLong => "the kiosk has one line for this text; shorten it",
            Self::NotSpoken => {
                "calls are spoken in id and en, each once; name one of them, or leave it out"
            }
            Self::BadMediaName => {
                "not a picture beside the branch file; name a .png, .jpg or .jpeg file"
            }
            Self::NoPriority => {
                "no class of this branch is a priority, so none can be gained; add one, or keep the class"
            }
        }
    }
}

impl Config {
    /// Everything wrong with this configuration, in the order of the file. An empty list means
    /// that the branch can work by it.
    pub fn check(&self) -> Result<(), Vec<Fault>> {
        let mut check = Check {
            config: self,
            faults: Vec::new(),
        };
        check.branch();
        check.slip();
        check.brand();
        check.hall();
        check.reserve();
        check.classes();
        check.series();
        check.services();
        check.profiles();
        check.counters();
        check.journeys();
        check.clerks();
        check.desk();
        if check.faults.is_empty() {
            Ok(())
        } else {
            Err(check.faults)
        }
    }
}

struct Check<'a> {
    config: &'a Config,
    faults: Vec<Fault>,
}

impl Check<'_> {
    fn fault(&mut self, path: impl Into<String>, code: FaultCode, detail: impl fmt::Display) {
        self.faults.push(Fault {
            path: path.into(),
            code,
            detail: detail.to_string(),
        });
    }

    fn branch(&mut self) {
        let config = self.config;
        self.plain("name", &config.name);
        self.list("languages", config.languages.len(), CLASSES_MAX);
        if let Some(url) = &config.public_url {
            let legal = (url.starts_with("http://") || url.starts_with("https://"))
                && url.len() <= URL_CHARS_MAX
                && url.bytes().all(|byte| byte.is_ascii_graphic());
            if !legal {
                self.fault("public_url", FaultCode::BadUrl, url);
            }
        }
        if let Some(wifi) = &config.wifi {
            self.plain("wifi", wifi);
        }
        self.at_most("notices", config.notices.len(), LIST_MAX);
        for (index, notice) in config.notices.iter().enumerate() {
            self.text(format!("notices[{index}]"), notice);
        }
        self.hours("hours", &config.hours);
        self.range(
            "numbers_lead_mins",
            config.numbers_lead_mins.into(),
            0,
            LEAD_MINS_MAX.into(),
        );
        self.range("rules.undo_secs", config.rules.undo_secs, 0, UNDO_SECS_MAX);
        self.range(
            "rules.return_grace_secs",
            config.rules.return_grace_secs,
            0,
            GRACE_SECS_MAX,
        );
        self.range(
            "rules.return_after",
            config.rules.return_after.into(),
            1,
            u8::MAX.into(),
        );
    }

    fn classes(&mut self) {
        let classes = &self.config.classes;
        self.list("classes", classes.len(), CLASSES_MAX);
        self.unique("classes", classes.iter().map(|class| class.id.as_str()));
        for (index, class) in classes.iter().enumerate() {
            self.text(format!("classes[{index}].name"), &class.name);
            let path = format!("classes[{index}].target_wait_secs");
            self.range(path, class.target_wait_secs, 1, TARGET_WAIT_SECS_MAX);
            self.appointment(index, class);
        }
    }

    fn appointment(&mut self, index: usize, class: &Class) {
        let Some(window) = class.appointment else {
            return;
        };
        let path = format!("classes[{index}].appointment");
        if index == 0 {
            self.fault(path.as_str(), FaultCode::RegularByAppointment, &class.id);
        }
        let sides = [
            ("early_secs", window.early_secs),
            ("late_secs", window.late_secs),
        ];
        for (side, secs) in sides {
            self.range(format!("{path}.{side}"), secs, 0, WINDOW_SECS_MAX);
        }
    }

    fn series(&mut self) {
        let all = &self.config.series;
        self.list("series", all.len(), LIST_MAX);
        self.unique("series", all.iter().map(|series| series.id.as_str()));
        for (index, series) in all.iter().enumerate() {
            let path = |field: &str| format!("series[{index}].{field}");
            let earlier = &all[..index];
            if let Some(twin) = earlier.iter().find(|other| other.prefix == series.prefix) {
                self.fault(
                    path("prefix"),
                    FaultCode::DuplicatePrefix,
                    format_args!("{:?}, also of {}", series.prefix, twin.id),
                );
            }
            self.list(path("services"), series.services.len(), LIST_MAX);
            let fits =
                (1..=WIDTH_MAX).contains(&series.width) && series.last <= largest(series.width);
            if !fits || series.first > series.last {
                let detail = format!(
                    "{} to {} in {} digits",
                    series.first, series.last, series.width
                );
                self.fault(path("last"), FaultCode::NumbersOutOfRange, detail);
            }
            if let Some(class) = &series.class
                && self.config.class(class).is_none()
            {
                self.fault(path("class"), FaultCode::UnknownReference, class);
            }
            self.series_services(index, series, earlier);
        }
    }

    fn series_services(&mut self, index: usize, series: &Series, earlier: &[Series]) {
        for (at, service) in series.services.iter().enumerate() {
            let path = format!("series[{index}].services[{at}]");
            if self.config.service(service).is_none() {
                self.fault(&path, FaultCode::UnknownReference, service);
            }
            let numbers_too =
                |other: &&Series| other.class == series.class && other.services.contains(service);
            if let Some(other) = earlier.iter().find(numbers_too) {
                self.fault(
                    &path,
                    FaultCode::OverlappingSeries,
                    format_args!("{service}, also in {}", other.id),
                );
            } else if series.services[..at].contains(service) {
                self.fault(
                    &path,
                    FaultCode::OverlappingSeries,
                    format_args!("{service}, twice here"),
                );
            }
        }
    }

    fn services(&mut self) {
        let config = self.config;
        self.list("services", config.services.len(), LIST_MAX);
        self.unique(
            "services",
            config.services.iter().map(|service| service.id.as_str()),
        );
        for (index, service) in config.services.iter().enumerate() {
            let path = |field: &str| format!("services[{index}].{field}");
            self.text(path("name"), &service.name);
            if let Some(group) = &service.group {
                self.text(path("group"), group);
            }
            if let Some(area) = &service.waiting_area {
                self.text(path("waiting_area"), area);
            }
            self.at_most(path("bring"), service.bring.len(), BRING_LINES_MAX);
            for (at, text) in service.bring.iter().enumerate() {
                self.text(path(&format!("bring[{at}]")), text);
            }
            if let Some(hours) = &service.hours {
                self.hours(&path("hours"), hours);
            }
            self.quotas(&path("quotas"), &service.quotas);
            self.advice(&format!("services[{index}]"), service);
            if let Some(journey) = &service.journey
                && config.journey(journey).is_none()
            {
                self.fault(path("journey"), FaultCode::UnknownReference, journey);
            }
            let numbered = config
                .series
                .iter()
                .any(|s| s.class.is_none() && s.services.contains(&service.id));
            if !numbered {
                self.fault(path("id"), FaultCode::ServiceWithoutSeries, &service.id);
            }
            let served = config.counters.iter().any(|counter| {
                config
                    .profile(&counter.profile)
                    .is_some_and(|profile| profile.level(&service.id).is_some())
            });
            if !served {
                self.fault(path("id"), FaultCode::ServiceNobodyServes, &service.id);
            }
        }
    }

    fn counters(&mut self) {
        let config = self.config;
        self.list("counters", config.counters.len(), LIST_MAX);
        self.unique(
            "counters",
            config.counters.iter().map(|counter| counter.id.as_str()),
        );
        for (index, counter) in config.counters.iter().enumerate() {
            let path = |field: &str| format!("counters[{index}].{field}");
            self.text(path("noun"), &counter.noun);
            if let Some(spoken) = &counter.spoken {
                self.text(path("spoken"), spoken);
            }
            self.plain(path("sign"), &counter.sign);
            if counter.sign.chars().count() > SIGN_CHARS_MAX {
                self.fault(path("sign"), FaultCode::SignTooLong, &counter.sign);
            }
            if config.profile(&counter.profile).is_none() {
                self.fault(
                    path("profile"),
                    FaultCode::UnknownReference,
                    &counter.profile,
                );
            }
            if let Some(hours) = &counter.hours {
                self.hours(&path("hours"), hours);
            }
        }
    }

    fn quotas(&mut self, path: &str, quotas: &[Quota]) {
        self.at_most(path, quotas.len(), SPANS_MAX);
        for (index, quota) in quotas.iter().enumerate() {
            let path = format!("{path}[{index}]");
            let people_max = quota.people_max.into();
            self.range(format!("{path}.people_max"), people_max, 1, u16::MAX.into());
            if let Some(span) = quota.between
                && span.minutes(self.config.day_starts).is_none()
            {
                self.fault(
                    format!("{path}.between"),
                    FaultCode::HoursCrossDayStart,
                    span,
                );
            }
        }
    }

    fn unique<'b>(&mut self, path: &str, ids: impl Iterator<Item = &'b str>) {
        let mut seen = BTreeSet::new();
        for (index, id) in ids.enumerate() {
            if !seen.insert(id) {
                self.fault(format!("{path}[{index}].id"), FaultCode::DuplicateId, id);
            }
        }
    }

    fn list(&mut self, path: impl Into<String>, len: usize, max: usize) {
        if len == 0 {
            self.fault(path, FaultCode::EmptyList, 0);
        } else {
            self.at_most(path, len, max);
        }
    }

    fn at_most(&mut self, path: impl Into<String>, len: usize, max: usize) {
        if len > max {
            self.fault(
                path,
                FaultCode::ListTooLong,
                format_args!("{len}, at most {max}"),
            );
        }
    }

    fn text(&mut self, path: impl Into<String>, text: &Text) {
        let path = path.into();
        let texts = text.all();
        if texts.is_empty() {
            self.fault(&path, FaultCode::EmptyText, "no language");
        }
        for text in texts {
            self.plain(&path, text);
        }
    }

    fn plain(&mut self, path: impl Into<String>, text: &str) {
        if text.trim().is_empty() {
            self.fault(path, FaultCode::EmptyText, "\"\"");
        } else if text.chars().count() > TEXT_CHARS_MAX {
            self.fault(path, FaultCode::TextTooLong, text.chars().count());
        }
    }

    fn range(&mut self, path: impl Into<String>, value: u32, min: u32, max: u32) {
        if !(min..=max).contains(&value) {
            self.fault(
                path,
                FaultCode::OutOfRange,
                format_args!("{value}, allowed {min} to {max}"),
            );
        }
    }
}
