//! What a scenario may not say. Every fault names its place, so that whoever wrote it can be led there.

use std::collections::BTreeSet;
use std::fmt;

use antre_domain::config::{Config, Span};
use antre_domain::{ProfileId, ServiceId};

use super::dist::DistFault;
use super::fault::{Fault, FaultCode};
use super::{Arrivals, Dist, LIST_MAX, Scenario, TICKETS_MAX};
use crate::layout::Layout;

/// The most people that come for one list in an hour.
const PER_HOUR_MAX: f64 = 3_600.0;
/// The most rates or quarter hours of one list.
const RATES_MAX: usize = 200;
/// The most shifts of one counter.
const SHIFTS_MAX: usize = 16;
/// The most people of one number.
const PARTY_MAX: u8 = antre_domain::PARTY_MAX;
/// The slowest and the fastest clerk.
const SPEEDS: std::ops::RangeInclusive<f64> = 0.1..=10.0;
/// The largest day-to-day variation.
const VARIATION_MAX: f64 = 1.0;
/// No share of no-shows grows faster, by the hour.
const MORE_PER_HOUR_MAX: f64 = 10.0;
const NAME_CHARS_MAX: usize = 120;
const DAY_MINS: i64 = 24 * 60;
const MINUTE_MS: i64 = 60_000;

impl Scenario {
    /// Everything wrong with it at a branch; empty where it can be run. `config` has passed its own
    /// check.
    pub fn check(&self, config: &Config) -> Vec<Fault> {
        let mut check = Check {
            scenario: self,
            config,
            faults: Vec::new(),
        };
        check.sizes();
        if !check.faults.is_empty() {
            return check.faults;
        }
        check.all();
        check.faults
    }
}

struct Check<'a> {
    scenario: &'a Scenario,
    config: &'a Config,
    faults: Vec<Fault>,
}

impl Check<'_> {
    fn sizes(&mut self) {
        let scenario = self.scenario;
        let lists = [
            ("arrivals", scenario.arrivals.len()),
            ("appointments", scenario.appointments.len()),
            ("services", scenario.services.len()),
            ("moves", scenario.moves.len()),
            ("counters", scenario.counters.len()),
        ];
        for (place, len) in lists {
            if len > LIST_MAX {
                self.fault(place, FaultCode::ListTooLong, len);
            }
        }
        for (index, arrivals) in scenario.arrivals.iter().enumerate() {
            let quarters = arrivals.quarters.as_ref();
            let len = arrivals.rates.len() + quarters.map_or(0, |all| all.per_hour.len());
            if len > RATES_MAX || arrivals.classes.len() > LIST_MAX {
                let place = format!("arrivals[{index}]");
                self.fault(&place, FaultCode::ListTooLong, len);
            }
        }
        if scenario.name.chars().count() > NAME_CHARS_MAX {
            self.fault("name", FaultCode::TooLarge, NAME_CHARS_MAX);
        }
    }

    fn all(&mut self) {
        let (scenario, config) = (self.scenario, self.config);
        if config.closes_at(scenario.date).is_none() {
            self.fault("date", FaultCode::ClosedThatDay, scenario.date);
            return;
        }
        for (index, arrivals) in scenario.arrivals.iter().enumerate() {
            self.arrivals(&format!("arrivals[{index}]"), arrivals);
        }
        self.appointments();
        self.services();
        self.moves();
        self.counters();
        self.rest();
        if self.faults.is_empty() {
            self.expected();
            self.reached();
        }
    }

    fn fault(&mut self, place: &str, code: FaultCode, detail: impl fmt::Display) {
        self.faults.push(Fault {
            place: place.to_owned(),
            code,
            detail: detail.to_string(),
        });
    }

    fn number(&mut self, place: &str, value: f64, most: f64) -> bool {
        let code = if !value.is_finite() {
            FaultCode::NotFinite
        } else if value < 0.0 {
            FaultCode::Negative
        } else if value > most {
            FaultCode::TooLarge
        } else {
            return true;
        };
        self.fault(place, code, value);
        false
    }

    fn share(&mut self, place: &str, value: f64) {
        if self.number(place, value, f64::INFINITY) && value > 1.0 {
            self.fault(place, FaultCode::ShareOver1, value);
        }
    }

    fn dist(&mut self, place: &str, dist: &Dist) -> bool {
        let Some((inside, fault, value)) = dist.fault() else {
            return true;
        };
        let code = match fault {
            DistFault::NotFinite => FaultCode::NotFinite,
            DistFault::Negative => FaultCode::Negative,
            DistFault::TooLarge => FaultCode::TooLarge,
            DistFault::Empty => FaultCode::EmptyList,
        };
        self.fault(&format!("{place}.{inside}"), code, value);
        false
    }

    fn service(&mut self, place: &str, id: &ServiceId) -> bool {
        let is_known = self.config.service(id).is_some();
        if !is_known {
            self.fault(place, FaultCode::UnknownService, id);
        }
        is_known
    }

    /// Its minutes of the business day.
    fn span(&mut self, place: &str, span: Span) -> Option<(u16, u16)> {
        let minutes = span.minutes(self.config.day_starts);
        if minutes.is_none() {
            self.fault(place, FaultCode::SpanBackwards, span);
        }
        minutes
    }

    fn apart(&mut self, mut spans: Vec<(String, (i64, i64))>) {
        spans.sort_by_key(|(_, (from, _))| *from);
        for pair in spans.windows(2) {
            let [(before, (_, to)), (place, (from, _))] = pair else {
                continue;
            };
            if from < to {
                self.fault(place, FaultCode::SpansOverlap, before);
            }
        }
    }

    fn arrivals(&mut self, at: &str, arrivals: &Arrivals) {
        let is_known = self.service(&format!("{at}.service"), &arrivals.service);
        let mut seen = BTreeSet::new();
        for (index, weight) in arrivals.classes.iter().enumerate() {
            let place = format!("{at}.classes[{index}]");
            match self.config.class(&weight.class) {
                None => self.fault(&place, FaultCode::UnknownClass, &weight.class),
                Some(class) if class.appointment.is_some() => {
                    self.fault(&place, FaultCode::ByAppointment, &weight.class);
                }
                Some(_) if !seen.insert(&weight.class) => {
                    self.fault(&place, FaultCode::Twice, &weight.class);
                }
                Some(_) => {}
            }
            self.number(&format!("{place}.weight"), weight.weight, 1e6);
        }
        let weights = arrivals.classes.iter().map(|weight| weight.weight);
        if !arrivals.classes.is_empty() && weights.sum::<f64>() == 0.0 {
            let place = format!("{at}.classes");
            self.fault(&place, FaultCode::NobodyComes, "weights of 0");
        }
        let mut spans = Vec::new();
        for (index, rate) in arrivals.rates.iter().enumerate() {
            let place = format!("{at}.rates[{index}]");
            self.number(&format!("{place}.per_hour"), rate.per_hour, PER_HOUR_MAX);
            if let Some((from, to)) = self.span(&format!("{place}.between"), rate.between) {
                spans.push((place, (i64::from(from), i64::from(to))));
            }
        }
        if let Some(quarters) = &arrivals.quarters {
            let place = format!("{at}.quarters");
            for (index, per_hour) in quarters.per_hour.iter().enumerate() {
                self.number(
                    &format!("{place}.per_hour[{index}]"),
                    *per_hour,
                    PER_HOUR_MAX,
                );
            }
            let from = i64::from(quarters.from.minutes());
            let to = from + 15 * quarters.per_hour.len() as i64;
            let starts = i64::from(self.config.day_starts.minutes());
            if from < starts || to > starts + DAY_MINS {
                self.fault(&place, FaultCode::SpanBackwards, quarters.from);
            }
            spans.push((place, (from, to)));
        }
        if spans.is_empty() {
            self.fault(at, FaultCode::EmptyList, "rates or quarters");
        }
        if is_known {
            self.is_open_in(&spans, &arrivals.service);
        }
        self.apart(spans);
        if let Some(party) = &arrivals.party {
            self.share(&format!("{at}.party.share"), party.share);
            self.number(
                &format!("{at}.party.each_secs"),
                party.each_secs,
                super::SECS_MAX,
            );
            if party.people_max > PARTY_MAX {
                let place = format!("{at}.party.people_max");
                self.fault(&place, FaultCode::TooLarge, party.people_max);
            }
        }
    }

    /// A span in which no number is given at all is a slip of the pen; a few minutes too many are not.
    fn is_open_in(&mut self, spans: &[(String, (i64, i64))], id: &ServiceId) {
        let Some(service) = self.config.service(id) else {
            return;
        };
        if !service.walk_in {
            let at = spans.first().map_or("arrivals", |(place, _)| place);
            let at = at.split('.').next().unwrap_or(at).to_owned();
            self.fault(&format!("{at}.service"), FaultCode::NotServedHere, id);
            return;
        }
        let midnight = self
            .config
            .time_zone
            .instant(self.scenario.date, 0)
            .millis();
        let open = self.config.spans(service, self.scenario.date);
        let closed = spans.iter().filter(|(_, (from, to))| {
            let (from, to) = (midnight + from * MINUTE_MS, midnight + to * MINUTE_MS);
            !open
                .iter()
                .any(|(opens, closes)| opens.millis() < to && from < closes.millis())
        });
        for (place, _) in closed.cloned().collect::<Vec<_>>() {
            self.fault(&place, FaultCode::ClosedThen, id);
        }
    }

    fn appointments(&mut self) {
        for (index, booked) in self.scenario.appointments.iter().enumerate() {
            let at = format!("appointments[{index}]");
            let is_known = self.service(&format!("{at}.service"), &booked.service);
            let place = format!("{at}.class");
            match self.config.class(&booked.class) {
                None => self.fault(&place, FaultCode::UnknownClass, &booked.class),
                Some(class) if class.appointment.is_none() => {
                    self.fault(&place, FaultCode::NotByAppointment, &booked.class);
                }
                Some(_) => {}
            }
            let between = format!("{at}.between");
            let minutes = self.span(&between, booked.between);
            if let Some((from, to)) = minutes
                && is_known
            {
                let spans = [(between, (i64::from(from), i64::from(to)))];
                self.is_open_in(&spans, &booked.service);
            }
            if booked.every_mins == 0 {
                self.fault(&format!("{at}.every_mins"), FaultCode::NoDuration, 0);
            }
            if usize::from(booked.people) > LIST_MAX {
                self.fault(&format!("{at}.people"), FaultCode::TooLarge, booked.people);
            }
            self.share(&format!("{at}.come"), booked.come);
            self.number(
                &format!("{at}.early_secs"),
                booked.early_secs.abs(),
                super::SECS_MAX,
            );
            self.number(
                &format!("{at}.early_sd_secs"),
                booked.early_sd_secs,
                super::SECS_MAX,
            );
        }
    }

    fn services(&mut self) {
        let mut seen = BTreeSet::new();
        if self.scenario.services.is_empty() {
            self.fault("services", FaultCode::EmptyList, "no service");
        }
        for (index, serving) in self.scenario.services.iter().enumerate() {
            let at = format!("services[{index}]");
            self.service(&format!("{at}.id"), &serving.id);
            if !seen.insert(&serving.id) {
                self.fault(&format!("{at}.id"), FaultCode::Twice, &serving.id);
            }
            let place = format!("{at}.secs");
            if self.dist(&place, &serving.secs) && serving.secs.mean_secs() <= 0.0 {
                self.fault(&place, FaultCode::NoDuration, 0);
            }
            for (name, dist) in [
                ("way_secs", &serving.way_secs),
                ("turnaround_secs", &serving.turnaround_secs),
            ] {
                if let Some(dist) = dist {
                    self.dist(&format!("{at}.{name}"), dist);
                }
            }
        }
    }

    fn moves(&mut self) {
        let moves = &self.scenario.moves;
        for (index, one) in moves.iter().enumerate() {
            let at = format!("moves[{index}]");
            self.service(&format!("{at}.from"), &one.from);
            self.service(&format!("{at}.to"), &one.to);
            self.share(&format!("{at}.share"), one.share);
            let of_same = moves[..=index]
                .iter()
                .filter(|other| other.from == one.from)
                .map(|other| other.share);
            let together: f64 = of_same.sum();
            if together > 1.0 + 1e-9 && one.share <= 1.0 {
                self.fault(&format!("{at}.share"), FaultCode::SharesOver1, together);
            }
        }
        self.moves_end();
    }

    /// From everywhere somebody can get out: to a service from which less than everybody goes on.
    fn moves_end(&mut self) {
        let moves = &self.scenario.moves;
        let leaves = |id: &ServiceId| {
            let onward = moves.iter().filter(|one| one.from == *id);
            onward.map(|one| one.share).sum::<f64>() < 1.0 - 1e-9
        };
        let mut ends: BTreeSet<&ServiceId> = moves
            .iter()
            .flat_map(|one| [&one.from, &one.to])
            .filter(|id| leaves(id))
            .collect();
        loop {
            let reach = moves
                .iter()
                .filter(|one| one.share > 0.0 && ends.contains(&one.to))
                .map(|one| &one.from);
            let more: Vec<_> = reach.filter(|from| !ends.contains(from)).collect();
            if more.is_empty() {
                break;
            }
            ends.extend(more);
        }
        for (index, one) in moves.iter().enumerate() {
            if !ends.contains(&one.from) {
                let place = format!("moves[{index}]");
                let circle = format!("{} to {}", one.from, one.to);
                self.fault(&place, FaultCode::EndlessMoves, circle);
            }
        }
    }

    fn counters(&mut self) {
        let mut seen = BTreeSet::new();
        for (index, manned) in self.scenario.counters.iter().enumerate() {
            let at = format!("counters[{index}]");
            if self.config.counter(&manned.id).is_none() {
                self.fault(&format!("{at}.id"), FaultCode::UnknownCounter, &manned.id);
            }
            if !seen.insert(&manned.id) {
                self.fault(&format!("{at}.id"), FaultCode::Twice, &manned.id);
            }
            let place = format!("{at}.speed");
            if self.number(&place, manned.speed, *SPEEDS.end()) && !SPEEDS.contains(&manned.speed) {
                self.fault(&place, FaultCode::NoDuration, manned.speed);
            }
            let shifts = manned.shifts.iter().flatten();
            if shifts.clone().count() > SHIFTS_MAX {
                self.fault(&format!("{at}.shifts"), FaultCode::ListTooLong, SHIFTS_MAX);
                continue;
            }
            let mut spans = Vec::new();
            for (index, shift) in shifts.enumerate() {
                let place = format!("{at}.shifts[{index}]");
                if let Some(profile) = &shift.profile {
                    self.profile(&format!("{place}.profile"), profile);
                }
                if let Some((from, to)) = self.span(&format!("{place}.between"), shift.between) {
                    spans.push((place, (i64::from(from), i64::from(to))));
                }
            }
            self.apart(spans);
        }
    }

    fn profile(&mut self, place: &str, id: &ProfileId) {
        if self.config.profile(id).is_none() {
            self.fault(place, FaultCode::UnknownProfile, id);
        }
    }

    fn rest(&mut self) {
        let scenario = self.scenario;
        let between = &scenario.between;
        self.dist("between.way_secs", &between.way_secs);
        self.dist("between.turnaround_secs", &between.turnaround_secs);
        self.dist("between.reaction_secs", &between.reaction_secs);
        let no_shows = &scenario.no_shows;
        self.share("no_shows.share", no_shows.share);
        self.number(
            "no_shows.more_per_hour",
            no_shows.more_per_hour,
            MORE_PER_HOUR_MAX,
        );
        self.dist("no_shows.secs", &no_shows.secs);
        if let Some(patience) = &scenario.patience {
            self.share("patience.share", patience.share);
            self.share("patience.tell", patience.tell);
            self.dist("patience.secs", &patience.secs);
        }
        let variation = scenario.variation;
        self.number(
            "variation.arrivals_cv",
            variation.arrivals_cv,
            VARIATION_MAX,
        );
        self.number("variation.service_cv", variation.service_cv, VARIATION_MAX);
    }

    fn expected(&mut self) {
        let walk_in: f64 = self
            .scenario
            .arrivals
            .iter()
            .map(|one| one.people(self.config))
            .sum();
        let booked = self.scenario.appointments.iter().map(|booked| {
            let (from, to) = booked
                .between
                .minutes(self.config.day_starts)
                .unwrap_or((0, 0));
            let times = f64::from(to.saturating_sub(from)) / f64::from(booked.every_mins);
            times.ceil() * f64::from(booked.people) * booked.come
        });
        let expected = walk_in + booked.sum::<f64>();
        if expected <= 0.0 {
            self.fault("arrivals", FaultCode::NobodyComes, 0);
        }
        if expected > TICKETS_MAX as f64 {
            let detail = format!("{expected:.0} tickets, at most {TICKETS_MAX}");
            self.fault("arrivals", FaultCode::TooLarge, detail);
        }
    }

    /// Whoever comes somewhere, by number, journey or move, is served there by somebody.
    fn reached(&mut self) {
        let (scenario, config) = (self.scenario, self.config);
        let layout = Layout::of(config);
        let hall = scenario.hall(config, &layout);
        let manned: BTreeSet<u16> = hall
            .desks
            .iter()
            .flat_map(|desk| desk.shifts.iter().map(|shift| shift.rule))
            .collect();
        let takes = |service: &ServiceId, class: &antre_domain::ClassId| {
            let queue = layout.queue(service, class);
            manned.iter().any(|rule| {
                let takes = &layout.rules[usize::from(*rule)].takes;
                takes.iter().any(|(taken, _)| Some(*taken) == queue)
            })
        };
        let mut reached: Vec<(String, ServiceId, antre_domain::ClassId)> = Vec::new();
        for (index, arrivals) in scenario.arrivals.iter().enumerate() {
            let place = format!("arrivals[{index}].service");
            let all = [config.regular().id.clone()];
            let named = arrivals.classes.iter().filter(|one| one.weight > 0.0);
            let named: Vec<_> = named.map(|one| one.class.clone()).collect();
            let classes = if named.is_empty() {
                &all[..]
            } else {
                &named[..]
            };
            for class in classes {
                reached.push((place.clone(), arrivals.service.clone(), class.clone()));
            }
        }
        for (index, booked) in scenario.appointments.iter().enumerate() {
            let place = format!("appointments[{index}].service");
            reached.push((place, booked.service.clone(), booked.class.clone()));
        }
        let mut seen = BTreeSet::new();
        let mut next = 0;
        while let Some((place, service, class)) = reached.get(next).cloned() {
            next += 1;
            if !seen.insert((service.clone(), class.clone())) {
                continue;
            }
            let journey = config
                .service(&service)
                .and_then(|one| one.journey.as_ref());
            let stops = journey.and_then(|id| config.journey(id));
            // Whoever begins a journey queues for its stops, of which the service itself may be one.
            let begins = stops.filter(|_| !place.starts_with("moves") && !place.contains('>'));
            if let Some(journey) = begins {
                let stop = |stop: &ServiceId| (format!("{place} > {stop}"), stop.clone());
                for (place, stop) in journey.stops.iter().map(stop) {
                    if stop == service {
                        seen.remove(&(stop.clone(), class.clone()));
                    }
                    reached.push((place, stop, class.clone()));
                }
                continue;
            }
            let at = place.split(" > ").next().unwrap_or(&place).to_owned();
            if scenario.serving(&service).is_none() {
                self.fault(&at, FaultCode::ServiceNotTold, &service);
            }
            if !takes(&service, &class) {
                let who = format!("{service}, {class}");
                self.fault(&at, FaultCode::NobodyServes, who);
            }
            for (index, one) in scenario.moves.iter().enumerate() {
                if one.from == service && one.share > 0.0 {
                    reached.push((format!("moves[{index}].to"), one.to.clone(), class.clone()));
                }
            }
        }
    }
}

impl Arrivals {
    /// How many are expected, in numbers.
    fn people(&self, config: &Config) -> f64 {
        let spans = self.spans(config).into_iter();
        let expected =
            spans.map(|(from, to, per_hour)| (to - from) as f64 / 3_600_000.0 * per_hour);
        expected.sum()
    }
}
