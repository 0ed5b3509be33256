//! What rules with a name may not say, what is like another, and what else the calling rests on.

use antre_domain::config::{Clerk, Config, FaultCode, Journey, Quota, Rule, Window};
use serde_json::json;

use super::Plant;
use super::rule::{booked, general, lines};
use crate::scene::*;

/// Faults of the rules with a name, of levels, and of what is like another.
pub(super) fn of_named_rules() -> Vec<(FaultCode, &'static str, Plant)> {
    use FaultCode::*;
    vec![
        (ServiceTwice, "profiles[0].helps[0][0]", |c| {
            c.profiles[0].helps = vec![vec![id("umum")]]
        }),
        (ServiceTwice, "profiles[0].helps[1][1]", |c| {
            c.profiles[0].helps = vec![vec![id("kia")], vec![id("lab"), id("kia")]]
        }),
        (ServiceTwice, "profiles[0].services[2]", |c| {
            c.profiles[0].services.push(id("umum"))
        }),
        (UnknownReference, "profiles[0].helps[0][0]", |c| {
            c.profiles[0].helps = vec![vec![id("kantin")]]
        }),
        (ListTooLong, "profiles[0].helps", |c| {
            c.profiles[0].helps = vec![Vec::new(); 9]
        }),
        (CyclicProfile, "profiles[1].rule.like", |c| {
            c.profiles[1].rule = Rule::Like(id("mothers"))
        }),
        (UnknownReference, "profiles[1].rule.like", |c| {
            c.profiles[1].rule = Rule::Like(id("night"))
        }),
        // Found where it is missing, not by all who are like it.
        (UnknownReference, "profiles[2].rule.like", |c| {
            c.profiles[0].rule = Rule::Like(id("mothers"));
            c.profiles[1].rule = Rule::Like(id("laboratory"));
            c.profiles[2].rule = Rule::Like(id("night"));
        }),
        // A rule that is sound for another's services does not reach these.
        (QueueWithoutLine, "profiles[1].rule", |c| {
            let all = json!([{"id": "all", "services": ["umum", "gigi"]}]);
            lines(c, all, json!("longest_wait"));
            c.profiles[1].rule = Rule::Like(id("general"));
        }),
        // Told once, where it stands.
        (Unbounded, "profiles[0].rule.custom.finally", |c| {
            let two = json!([{"id": "first", "classes": ["priority"]}, {"id": "rest"}]);
            lines(c, two, json!("nearest_to_target"));
            c.profiles[1].rule = Rule::Like(id("general"));
        }),
        (RatioOfZero, "profiles[0].rule.fair.one_in", |c| {
            general(c, json!({"fair": {"one_in": 0}}))
        }),
        (SharesOver100, "profiles[0].rule.fair.one_in", |c| {
            general(c, json!({"fair": {"one_in": 1}}))
        }),
        (OutOfRange, "profiles[0].rule.fair.one_in", |c| {
            general(c, json!({"fair": {"one_in": u16::MAX}}))
        }),
        (OutOfRange, "profiles[0].rule.fair.cap_secs", |c| {
            general(c, json!({"fair": {"cap_secs": 0}}))
        }),
        (OutOfRange, "profiles[0].rule.fair.cap_secs", |c| {
            general(c, json!({"fair": {"cap_secs": u32::MAX}}))
        }),
        (RatioOfZero, "profiles[0].rule.ratio.regular", |c| {
            general(c, json!({"ratio": {"priority": 2, "regular": 0}}))
        }),
        (RatioOfZero, "profiles[0].rule.ratio.priority", |c| {
            general(
                c,
                json!({"ratio": {"priority": 0, "regular": 1, "cap_secs": 600}}),
            )
        }),
        (OutOfRange, "profiles[0].rule.ratio", |c| {
            let turns = u16::MAX;
            general(
                c,
                json!({"ratio": {"priority": turns, "regular": turns, "cap_secs": 600}}),
            )
        }),
        (OutOfRange, "profiles[0].rule.ratio.cap_secs", |c| {
            general(
                c,
                json!({"ratio": {"priority": 1, "regular": 1, "cap_secs": 0}}),
            )
        }),
        (LineWithoutQueues, "profiles[0].rule.ratio", |c| {
            c.classes[1].priority = false;
            general(c, json!({"ratio": {"priority": 2, "regular": 1}}))
        }),
        (LineWithoutQueues, "profiles[0].rule.ratio", |c| {
            c.classes[0].priority = true;
            general(c, json!({"ratio": {"priority": 2, "regular": 1}}))
        }),
        (DuplicateId, "profiles[0].rule.appointments_first", |c| {
            booked(c);
            let mut house_calls = c.classes[2].clone();
            house_calls.id = id("house-calls");
            c.classes.push(house_calls);
            c.classes.push(class("appointments", 600));
            general(c, json!({"appointments_first": {}}))
        }),
        // The one regular class is called as the line of all who have priority.
        (DuplicateId, "profiles[0].rule.ratio", |c| {
            c.classes[0].priority = true;
            c.classes[1].priority = false;
            let mut infants = class("infants", 600);
            infants.priority = true;
            c.classes.push(infants);
            general(
                c,
                json!({"ratio": {"priority": 2, "regular": 1, "cap_secs": 600}}),
            )
        }),
        (
            LineWithoutQueues,
            "profiles[0].rule.appointments_first",
            |c| general(c, json!({"appointments_first": {}})),
        ),
        (
            RatioOfZero,
            "profiles[0].rule.appointments_first.one_in",
            |c| {
                booked(c);
                general(c, json!({"appointments_first": {"one_in": 0}}))
            },
        ),
        (
            SharesOver100,
            "profiles[0].rule.appointments_first.one_in",
            |c| {
                booked(c);
                general(c, json!({"appointments_first": {"one_in": 2}}))
            },
        ),
    ]
}

/// Faults of what else the calling rests on.
pub(super) fn of_the_rest() -> Vec<(FaultCode, &'static str, Plant)> {
    use FaultCode::*;
    vec![
        (RegularByAppointment, "classes[0].appointment", |c| {
            c.classes[0].appointment = Some(Window::default())
        }),
        (OutOfRange, "classes[2].appointment.early_secs", |c| {
            booked(c);
            let window = c.classes[2].appointment.as_mut().unwrap();
            window.early_secs = 86_401;
        }),
        (OutOfRange, "classes[2].appointment.late_secs", |c| {
            booked(c);
            let window = c.classes[2].appointment.as_mut().unwrap();
            window.late_secs = u32::MAX;
        }),
        (EmptyList, "journeys[0].stops", |c| visit(c, &[])),
        (EmptyText, "journeys[0].name", |c| {
            visit(c, &["umum"]);
            c.journeys[0].name = "".into();
        }),
        (DuplicateId, "journeys[1].id", |c| {
            visit(c, &["umum", "lab"]);
            visit(c, &["gigi", "lab"]);
        }),
        (JourneyReturns, "journeys[0].stops[2]", |c| {
            visit(c, &["umum", "lab", "umum"])
        }),
        (JourneyReturns, "journeys[0].stops[1]", |c| {
            visit(c, &["lab", "lab"])
        }),
        (UnknownReference, "journeys[0].stops[1]", |c| {
            visit(c, &["umum", "kantin"])
        }),
        (UnknownReference, "services[0].journey", |c| {
            c.services[0].journey = Some(id("visit"))
        }),
        (OutOfRange, "services[0].quotas[0].people_max", |c| {
            c.services[0].quotas = quota(None, 0)
        }),
        (HoursCrossDayStart, "services[0].quotas[0].between", |c| {
            c.services[0].quotas = quota(Some("22:00-04:00"), 10)
        }),
        (ListTooLong, "services[0].quotas", |c| {
            c.services[0].quotas = vec![quota(None, 10)[0]; 17]
        }),
        (HoursOverlap, "counters[0].hours.week.mon[1]", |c| {
            c.counters[0].hours = Some(every_day("08:00-12:00"));
            let hours = c.counters[0].hours.as_mut().unwrap();
            hours.week.mon.push(id("11:59-15:00"));
        }),
        (HoursOverlap, "hours.periods[0].week.fri[1]", |c| {
            let mut ramadan = closed_on("2026-12-25");
            ramadan.week.fri = vec![id("08:00-11:30"), id("11:00-14:00")];
            c.hours.periods.push(ramadan);
        }),
        (HoursCrossDayStart, "counters[0].hours.week.mon[0]", |c| {
            c.counters[0].hours = Some(every_day("08:00-12:00"));
            let hours = c.counters[0].hours.as_mut().unwrap();
            hours.week.mon[0] = id("12:00-08:00");
        }),
        (UnknownReference, "clerks[0].profile", |c| {
            c.clerks = vec![clerk_with("c-7", "night")]
        }),
        (DuplicateId, "clerks[1].id", |c| {
            c.clerks = vec![clerk_with("c-7", "general"), clerk_with("c-7", "mothers")]
        }),
        // Taken by a profile with which no counter opens.
        (ServiceNobodyServes, "services[2].id", |c| {
            c.counters[2].profile = id("general")
        }),
    ]
}

fn visit(config: &mut Config, stops: &[&str]) {
    config.journeys.push(Journey {
        id: id("visit"),
        name: "Kunjungan".into(),
        stops: stops.iter().map(|stop| id(stop)).collect(),
        order: Default::default(),
        age: Default::default(),
    });
}

fn quota(between: Option<&str>, people_max: u16) -> Vec<Quota> {
    let between = between.map(id);
    vec![Quota {
        between,
        people_max,
    }]
}

fn clerk_with(name: &str, profile: &str) -> Clerk {
    Clerk {
        id: id(name),
        profile: id(profile),
    }
}
