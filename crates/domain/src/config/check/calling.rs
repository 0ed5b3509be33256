//! What profiles and journeys may not say. A profile that passes has a bound for every line.

use std::collections::BTreeSet;

use super::{Check, FaultCode, LIST_MAX};
use crate::config::calling::{Custom, Finally, Profile, Rule, Step, When};
use crate::config::{Class, LikeFault, Ratio, Span};
use crate::ids::{LineId, ServiceId};
use crate::rule::{Culprit, LINES_MAX, SLOTS_MAX, STEPS_MAX};
use crate::time::LocalTime;

/// The longest cap and the longest wait of a step: a day.
const WAIT_SECS_MAX: u32 = 24 * 3600;
/// The widest share: one call in so many. A wider one would be a promise that no day keeps.
const ONE_IN_MAX: u32 = 100;
/// All calls, in the unit in which shares are added up.
const ALL_CALLS: u32 = 1_000_000;
/// The most levels of skill besides the first.
const HELPS_MAX: usize = 8;
/// The most stops of one journey.
const STOPS_MAX: usize = 16;

impl Check<'_> {
    pub(super) fn profiles(&mut self) {
        let config = self.config;
        self.list("profiles", config.profiles.len(), LIST_MAX);
        self.unique(
            "profiles",
            config.profiles.iter().map(|profile| profile.id.as_str()),
        );
        for (index, profile) in config.profiles.iter().enumerate() {
            let path = format!("profiles[{index}]");
            self.text(format!("{path}.name"), &profile.name);
            self.levels(&path, profile);
            self.rule(&format!("{path}.rule"), profile);
        }
    }

    fn levels(&mut self, path: &str, profile: &Profile) {
        let first = format!("{path}.services");
        self.list(first.as_str(), profile.services.len(), LIST_MAX);
        self.at_most(format!("{path}.helps"), profile.helps.len(), HELPS_MAX);
        let mut seen = BTreeSet::new();
        let helps = profile.helps.iter().enumerate();
        let helps = helps.map(|(level, services)| (format!("{path}.helps[{level}]"), services));
        for (path, services) in std::iter::once((first, &profile.services)).chain(helps) {
            self.at_most(path.as_str(), services.len(), LIST_MAX);
            for (at, service) in services.iter().enumerate() {
                let path = format!("{path}[{at}]");
                if self.config.service(service).is_none() {
                    self.fault(path.as_str(), FaultCode::UnknownReference, service);
                }
                if !seen.insert(service) {
                    self.fault(path, FaultCode::ServiceTwice, service);
                }
            }
        }
    }

    fn rule(&mut self, path: &str, profile: &Profile) {
        let custom = match self.config.grammar(profile) {
            Ok(custom) => custom,
            Err(fault) => return self.like(&format!("{path}.like"), profile, fault),
        };
        let before = self.faults.len();
        match &profile.rule {
            Rule::Fair(_) => self.lines(&Place::named(path, "fair"), &custom),
            Rule::Ratio(ratio) => self.ratio(&Place::named(path, "ratio"), *ratio, &custom),
            Rule::AppointmentsFirst(_) => {
                let place = Place::named(path, "appointments_first");
                let mut classes = self.config.classes.iter();
                if !classes.any(|class| class.appointment.is_some()) {
                    let detail = "no class has an appointment";
                    self.fault(place.finally(), FaultCode::LineWithoutQueues, detail);
                }
                self.distinct(&place, &custom);
                self.lines(&place, &custom);
            }
            Rule::Like(_) => {}
            Rule::Custom(custom) => self.custom(&format!("{path}.custom"), profile, custom),
        }
        let all_queues = self.every_queue_has_a_line(path, profile, &custom);
        let is_sound = all_queues && self.faults.len() == before;
        // What a profile that is like another says is checked where it stands; here only that it fits
        // these services.
        if is_sound
            && !matches!(profile.rule, Rule::Like(_))
            && let Some(compiled) = self.config.compile(profile)
            && let Err(unbounded) = compiled.plan.bounds()
        {
            let place = Place::custom(&format!("{path}.custom"));
            let culprit = match unbounded.by {
                Culprit::Cap(line) => place.cap(line),
                Culprit::Step(step) => format!("{path}.custom.steps[{step}]"),
                Culprit::Share(line) => place.share(line),
                Culprit::Finally => place.finally(),
            };
            let line = &custom.lines[unbounded.line].id;
            self.fault(culprit, FaultCode::Unbounded, format_args!("line {line}"));
        }
    }

    fn like(&mut self, path: &str, profile: &Profile, fault: LikeFault) {
        let Rule::Like(other) = &profile.rule else {
            return;
        };
        match fault {
            LikeFault::Cyclic => self.fault(path, FaultCode::CyclicProfile, other),
            // A profile further along that does not exist is missed where it is named.
            LikeFault::Unknown if self.config.profile(other).is_some() => {}
            LikeFault::Unknown => self.fault(path, FaultCode::UnknownReference, other),
        }
    }

    fn ratio(&mut self, place: &Place, ratio: Ratio, custom: &Custom) {
        let path = place.finally();
        for (knob, turns) in [("priority", ratio.priority), ("regular", ratio.regular)] {
            self.turns(format!("{path}.{knob}"), turns);
        }
        self.cycle(
            &path,
            usize::from(ratio.priority) + usize::from(ratio.regular),
        );
        for (wanted, detail) in [
            (true, "no class has priority = true"),
            (false, "every class has priority = true"),
        ] {
            let mut classes = self.config.classes.iter();
            if !classes.any(|class| class.priority == wanted) {
                self.fault(path.as_str(), FaultCode::LineWithoutQueues, detail);
            }
        }
        self.distinct(place, custom);
        self.caps(place, custom);
    }

    /// A line of a named rule goes by the id of a class where it holds only one: that class may not be
    /// called as the line of several.
    fn distinct(&mut self, place: &Place, custom: &Custom) {
        for (index, line) in custom.lines.iter().enumerate() {
            if custom.lines[..index]
                .iter()
                .any(|other| other.id == line.id)
            {
                let detail = format!("class {} and a line of several classes", line.id);
                self.fault(place.finally(), FaultCode::DuplicateId, detail);
            }
        }
    }

    fn custom(&mut self, path: &str, profile: &Profile, custom: &Custom) {
        let place = Place::custom(path);
        self.list(format!("{path}.lines"), custom.lines.len(), LINES_MAX);
        self.unique(
            &format!("{path}.lines"),
            custom.lines.iter().map(|line| line.id.as_str()),
        );
        for (index, line) in custom.lines.iter().enumerate() {
            let path = format!("{path}.lines[{index}]");
            if let Some(name) = &line.name {
                self.text(format!("{path}.name"), name);
            }
            for (at, class) in line.classes.iter().enumerate() {
                if self.config.class(class).is_none() {
                    self.fault(
                        format!("{path}.classes[{at}]"),
                        FaultCode::UnknownReference,
                        class,
                    );
                }
            }
            for (at, service) in line.services.iter().enumerate() {
                if profile.level(service).is_none() {
                    self.fault(
                        format!("{path}.services[{at}]"),
                        FaultCode::NotOfThisProfile,
                        service,
                    );
                }
            }
            if !self.stands_in(profile, custom, index, |_| true) {
                self.fault(path, FaultCode::LineWithoutQueues, &line.id);
            }
        }
        self.lines(&place, custom);
        self.at_most(format!("{path}.steps"), custom.steps.len(), STEPS_MAX);
        for index in 0..custom.steps.len() {
            self.step(&format!("{path}.steps[{index}]"), profile, custom, index);
        }
        self.finally(&place.finally(), custom);
    }

    /// Whether anybody of such a class can ever stand in a line.
    fn stands_in(
        &self,
        profile: &Profile,
        custom: &Custom,
        index: usize,
        is_such: impl Fn(&Class) -> bool,
    ) -> bool {
        let line_of = |service: &ServiceId, class: &Class| {
            let mut lines = custom.lines.iter();
            lines.position(|line| line.takes(service, &class.id))
        };
        profile.takes().any(|service| {
            let mut classes = self.config.classes.iter();
            classes.any(|class| is_such(class) && line_of(service, class) == Some(index))
        })
    }

    /// Caps and shares. A knob that several lines share is found at fault once.
    fn lines(&mut self, place: &Place, custom: &Custom) {
        self.caps(place, custom);
        let shares = || {
            let lines = custom.lines.iter().enumerate();
            lines.filter_map(|(index, line)| Some((index, line.one_in?)))
        };
        let before = self.faults.len();
        for (index, one_in) in shares() {
            if one_in == 0 {
                self.fault(place.share(index), FaultCode::RatioOfZero, "one_in = 0");
            } else {
                self.range(place.share(index), one_in.into(), 1, ONE_IN_MAX);
            }
            if place.is_named && self.faults.len() > before {
                return;
            }
        }
        if self.faults.len() > before {
            return;
        }
        let mut used = 0_u32;
        for (index, one_in) in shares() {
            used = used.saturating_add(ALL_CALLS / u32::from(one_in));
            if used > ALL_CALLS {
                let percent = format!("{} % so far", used / (ALL_CALLS / 100));
                return self.fault(place.share(index), FaultCode::SharesOver100, percent);
            }
        }
        let count = shares().count();
        if let Some((index, one_in)) = shares().find(|(_, one_in)| usize::from(*one_in) < count) {
            let detail = format!("one_in = {one_in}, {count} lines have a share");
            self.fault(place.share(index), FaultCode::ShareTooTight, detail);
        }
    }

    fn caps(&mut self, place: &Place, custom: &Custom) {
        let before = self.faults.len();
        for (index, line) in custom.lines.iter().enumerate() {
            if let Some(cap_secs) = line.cap_secs {
                self.range(place.cap(index), cap_secs, 1, WAIT_SECS_MAX);
            }
            if place.is_named && self.faults.len() > before {
                return;
            }
        }
    }

    fn step(&mut self, path: &str, profile: &Profile, custom: &Custom, index: usize) {
        let Step { when, call } = &custom.steps[index];
        let Some(at) = custom.lines.iter().position(|line| line.id == *call) else {
            return self.fault(format!("{path}.call"), FaultCode::UnknownReference, call);
        };
        let line = &custom.lines[at];
        let day_starts = self.config.day_starts;
        let when_path = format!("{path}.when");
        if let Some(secs) = when.waited_secs {
            self.range(format!("{when_path}.waited_secs"), secs, 1, WAIT_SECS_MAX);
            if let Some(cap_secs) = line.cap_secs.filter(|cap_secs| *cap_secs <= secs) {
                let detail = format!("{secs} s, where the cap of {call} calls at {cap_secs} s");
                self.fault(path, FaultCode::UnreachableStep, detail);
            }
        }
        if let Some(waiting) = when.waiting {
            self.range(format!("{when_path}.waiting"), waiting, 1, u16::MAX.into());
        }
        if let Some(span) = when.between
            && span.minutes(day_starts).is_none()
        {
            self.fault(
                format!("{when_path}.between"),
                FaultCode::HoursCrossDayStart,
                span,
            );
        }
        let is_booked = |class: &Class| class.appointment.is_some();
        if when.due && !self.stands_in(profile, custom, at, is_booked) {
            let detail = format!("nobody in {call} has an appointment");
            self.fault(
                format!("{when_path}.due"),
                FaultCode::ContradictingStep,
                detail,
            );
        }
        let earlier = custom.steps[..index]
            .iter()
            .position(|earlier| earlier.call == *call && when.implies(&earlier.when, day_starts));
        if let Some(earlier) = earlier {
            let detail = format!("steps[{earlier}] has called from {call} before");
            self.fault(path, FaultCode::UnreachableStep, detail);
        }
    }

    fn finally(&mut self, path: &str, custom: &Custom) {
        let (named, kind): (Vec<&LineId>, &str) = match &custom.finally {
            Finally::LongestWait | Finally::LongestLife | Finally::NearestToTarget => return,
            Finally::Ratio(shares) => {
                for (at, share) in shares.iter().enumerate() {
                    self.turns(format!("{path}.ratio[{at}].turns"), share.turns);
                }
                let cycle = shares.iter().map(|share| usize::from(share.turns)).sum();
                self.cycle(path, cycle);
                (shares.iter().map(|share| &share.line).collect(), "ratio")
            }
            Finally::Priority(order) => (order.iter().collect(), "priority"),
        };
        let mut seen = BTreeSet::new();
        for (at, line) in named.into_iter().enumerate() {
            let path = format!("{path}.{kind}[{at}]");
            if custom.line(line).is_none() {
                self.fault(path, FaultCode::UnknownReference, line);
            } else if !seen.insert(line) {
                self.fault(path, FaultCode::ContradictingOrder, line);
            }
        }
        for line in &custom.lines {
            if !seen.contains(&line.id) {
                self.fault(path, FaultCode::LineLeftOut, &line.id);
            }
        }
    }

    fn turns(&mut self, path: String, turns: u16) {
        if turns == 0 {
            self.fault(path, FaultCode::RatioOfZero, "0 turns");
        }
    }

    fn cycle(&mut self, path: &str, turns: usize) {
        if turns > SLOTS_MAX {
            let detail = format!("{turns} turns in a cycle, at most {SLOTS_MAX}");
            self.fault(path, FaultCode::OutOfRange, detail);
        }
    }

    fn every_queue_has_a_line(&mut self, path: &str, profile: &Profile, custom: &Custom) -> bool {
        if custom.lines.is_empty() {
            return false;
        }
        for service in profile.takes() {
            for class in &self.config.classes {
                if !custom
                    .lines
                    .iter()
                    .any(|line| line.takes(service, &class.id))
                {
                    let detail = format!("{service}, class {}", class.id);
                    self.fault(path, FaultCode::QueueWithoutLine, detail);
                    return false;
                }
            }
        }
        true
    }

    pub(super) fn journeys(&mut self) {
        let config = self.config;
        self.at_most("journeys", config.journeys.len(), LIST_MAX);
        self.unique(
            "journeys",
            config.journeys.iter().map(|journey| journey.id.as_str()),
        );
        for (index, journey) in config.journeys.iter().enumerate() {
            let path = format!("journeys[{index}]");
            self.text(format!("{path}.name"), &journey.name);
            self.list(format!("{path}.stops"), journey.stops.len(), STOPS_MAX);
            for (at, stop) in journey.stops.iter().enumerate() {
                let path = format!("{path}.stops[{at}]");
                if config.service(stop).is_none() {
                    self.fault(path, FaultCode::UnknownReference, stop);
                } else if journey.stops[..at].contains(stop) {
                    self.fault(path, FaultCode::JourneyReturns, stop);
                }
            }
        }
    }

    pub(super) fn clerks(&mut self) {
        let config = self.config;
        self.at_most("clerks", config.clerks.len(), LIST_MAX);
        self.unique(
            "clerks",
            config.clerks.iter().map(|clerk| clerk.id.as_str()),
        );
        for (index, clerk) in config.clerks.iter().enumerate() {
            if config.profile(&clerk.profile).is_none() {
                let path = format!("clerks[{index}].profile");
                self.fault(path, FaultCode::UnknownReference, &clerk.profile);
            }
        }
    }
}

/// Where the parts of a rule stand: each in its line, or all in the knobs of a named rule.
struct Place {
    path: String,
    is_named: bool,
}

impl Place {
    fn named(path: &str, name: &str) -> Self {
        Self {
            path: format!("{path}.{name}"),
            is_named: true,
        }
    }

    fn custom(path: &str) -> Self {
        Self {
            path: path.to_owned(),
            is_named: false,
        }
    }

    fn of_line(&self, line: usize, field: &str) -> String {
        let path = &self.path;
        if self.is_named {
            format!("{path}.{field}")
        } else {
            format!("{path}.lines[{line}].{field}")
        }
    }

    fn share(&self, line: usize) -> String {
        self.of_line(line, "one_in")
    }

    fn cap(&self, line: usize) -> String {
        self.of_line(line, "cap_secs")
    }

    fn finally(&self) -> String {
        if self.is_named {
            self.path.clone()
        } else {
            format!("{}.finally", self.path)
        }
    }
}

impl When {
    /// Whether these conditions hold only where `other`'s hold too.
    fn implies(&self, other: &Self, day_starts: LocalTime) -> bool {
        let at_least = |own: Option<u32>, asked: Option<u32>| {
            asked.is_none_or(|asked| own.is_some_and(|own| own >= asked))
        };
        let minutes = |span: Option<Span>| span.and_then(|span| span.minutes(day_starts));
        let within = match (minutes(self.between), minutes(other.between)) {
            (_, None) => other.between.is_none(),
            (Some((from, to)), Some((start, end))) => start <= from && to <= end,
            (None, Some(_)) => false,
        };
        at_least(self.waited_secs, other.waited_secs)
            && at_least(self.waiting, other.waiting)
            && within
            && (self.due || !other.due)
    }
}
