//! Each thing that a branch file may not say, planted and found at its place.

mod desks;
mod grammar;
mod halls;
mod kiosks;
mod named;
mod profiles;
mod rule;
mod slips;

use antre_domain::Text;
use antre_domain::config::{Config, Fault, FaultCode, Period, Week};

use crate::scene::*;

/// The faults of the puskesmas after `change`.
fn told(change: impl FnOnce(&mut Config)) -> Vec<Fault> {
    let mut config = puskesmas();
    change(&mut config);
    config.check().expect_err("a fault was planted")
}

/// The same, as (path, code).
fn faults(change: impl FnOnce(&mut Config)) -> Vec<(String, FaultCode)> {
    let faults = told(change).into_iter();
    faults.map(|fault| (fault.path, fault.code)).collect()
}

type Plant = fn(&mut Config);

/// Every kind of fault, the place where it is reported, and how it gets there.
fn planted() -> Vec<(FaultCode, &'static str, Plant)> {
    let mut planted = of_the_branch();
    planted.extend(grammar::of_lines());
    planted.extend(grammar::of_steps());
    planted.extend(named::of_named_rules());
    planted.extend(named::of_the_rest());
    planted.extend(slips::of_slips());
    planted.extend(kiosks::of_kiosks());
    planted.extend(halls::of_halls());
    planted.extend(desks::of_desks());
    planted
}

fn of_the_branch() -> Vec<(FaultCode, &'static str, Plant)> {
    use FaultCode::*;
    vec![
        (DuplicateId, "classes[2].id", |c| {
            c.classes.push(c.classes[0].clone())
        }),
        (DuplicateId, "series[2].id", |c| {
            c.series[2].id = id("series-a")
        }),
        (DuplicateId, "services[4].id", |c| {
            c.services.push(c.services[0].clone())
        }),
        (DuplicateId, "profiles[3].id", |c| {
            c.profiles.push(c.profiles[0].clone())
        }),
        (DuplicateId, "counters[1].id", |c| {
            c.counters[1].id = id("l1")
        }),
        (DuplicatePrefix, "series[2].prefix", |c| {
            c.series[2].prefix = c.series[0].prefix
        }),
        (OverlappingSeries, "series[4].services[0]", |c| {
            c.series.push(series("E", &["umum"]))
        }),
        (OverlappingSeries, "series[0].services[2]", |c| {
            c.series[0].services.push(id("umum"))
        }),
        (OverlappingSeries, "series[4].services[0]", |c| {
            let mut twin = series("E", &["gigi"]);
            twin.class = Some(id("priority"));
            c.series.push(twin);
        }),
        (ServiceWithoutSeries, "services[2].id", |c| {
            c.series[3].services = vec![id("gigi")];
            c.series.remove(2);
        }),
        (ServiceWithoutSeries, "services[2].id", |c| {
            c.series[3].class = Some(id("priority"))
        }),
        (ServiceNobodyServes, "services[2].id", |c| {
            drop(c.counters.remove(2))
        }),
        (ServiceNobodyServes, "services[2].id", |c| {
            c.profiles[1].services = vec![id("umum")]
        }),
        (NumbersOutOfRange, "series[0].last", |c| {
            c.series[0].last = 1_000
        }),
        (NumbersOutOfRange, "series[0].last", |c| {
            c.series[0].first = 1_000
        }),
        (NumbersOutOfRange, "series[0].last", |c| {
            c.series[0].width = 0
        }),
        (NumbersOutOfRange, "series[0].last", |c| {
            c.series[0].width = 5
        }),
        (NumbersOutOfRange, "series[0].last", |c| {
            c.series[0].width = u8::MAX
        }),
        (UnknownReference, "series[1].class", |c| {
            c.series[1].class = Some(id("vip"))
        }),
        (UnknownReference, "series[0].services[2]", |c| {
            c.series[0].services.push(id("kantin"))
        }),
        (UnknownReference, "profiles[0].services[2]", |c| {
            c.profiles[0].services.push(id("kantin"))
        }),
        (UnknownReference, "counters[1].profile", |c| {
            c.counters[1].profile = id("night")
        }),
        (HoursOverlap, "hours.week.mon[1]", |c| {
            c.hours.week.mon.push(id("14:59-16:00"))
        }),
        (HoursOverlap, "hours.week.mon[1]", |c| {
            c.hours.week.mon.push(id("07:00-08:01"))
        }),
        (HoursOverlap, "services[0].hours.week.sun[1]", |c| {
            let mut hours = every_day("08:00-12:00");
            hours.week.sun.push(id("09:00-10:00"));
            c.services[0].hours = Some(hours);
        }),
        (HoursCrossDayStart, "hours.week.tue[0]", |c| {
            c.hours.week.tue[0] = id("22:00-03:01")
        }),
        (HoursCrossDayStart, "hours.week.tue[0]", |c| {
            c.hours.week.tue[0] = id("08:00-08:00")
        }),
        (HoursCrossDayStart, "hours.periods[0].week.fri[0]", |c| {
            let week = Week {
                fri: vec![id("02:00-04:00")],
                ..Week::default()
            };
            c.hours.periods.push(Period {
                week,
                ..closed_on("2026-12-25")
            });
        }),
        (PeriodBackwards, "hours.periods[0].to", |c| {
            c.hours.periods.push(Period {
                from: id("2026-12-26"),
                ..closed_on("2026-12-25")
            });
        }),
        (SignTooLong, "counters[0].sign", |c| {
            c.counters[0].sign = "LOKET".to_owned()
        }),
        (EmptyText, "name", |c| c.name = " \t".to_owned()),
        (EmptyText, "wifi", |c| c.wifi = Some(String::new())),
        (EmptyText, "notices[1]", |c| {
            c.notices = vec!["Selamat datang".into(), "".into()]
        }),
        (EmptyText, "classes[0].name", |c| {
            c.classes[0].name = Text::Each(Default::default())
        }),
        (EmptyText, "services[0].name", |c| {
            c.services[0].name = "".into()
        }),
        (EmptyText, "services[0].group", |c| {
            c.services[0].group = Some("".into())
        }),
        (EmptyText, "services[0].waiting_area", |c| {
            c.services[0].waiting_area = Some("".into())
        }),
        (EmptyText, "services[0].bring[1]", |c| {
            c.services[0].bring = vec!["KTP".into(), "".into()]
        }),
        (EmptyText, "profiles[0].name", |c| {
            c.profiles[0].name = "".into()
        }),
        (EmptyText, "counters[0].noun", |c| {
            c.counters[0].noun = "".into()
        }),
        (EmptyText, "counters[0].spoken", |c| {
            c.counters[0].spoken = Some("".into())
        }),
        (EmptyText, "counters[0].sign", |c| {
            c.counters[0].sign.clear()
        }),
        (TextTooLong, "name", |c| c.name = "é".repeat(201)),
        (EmptyList, "languages", |c| c.languages.clear()),
        (EmptyList, "profiles[1].services", |c| {
            c.profiles[1].services.clear();
            c.profiles[0].services.push(id("kia"));
        }),
        (EmptyList, "series[4].services", |c| {
            c.series.push(series("E", &[]))
        }),
        (ListTooLong, "services[0].bring", |c| {
            c.services[0].bring = vec!["KTP".into(); 4]
        }),
        (ListTooLong, "notices", |c| {
            c.notices = vec!["Selamat datang".into(); 129]
        }),
        (ListTooLong, "hours.periods", |c| {
            c.hours.periods = vec![closed_on("2026-12-25"); 129]
        }),
        (ListTooLong, "hours.week.sat", |c| {
            c.hours.week.sat = (0..17)
                .map(|at| id(&format!("{:02}:00-{:02}:30", at + 4, at + 4)))
                .collect();
        }),
        (OutOfRange, "numbers_lead_mins", |c| {
            c.numbers_lead_mins = 241
        }),
        (OutOfRange, "rules.undo_secs", |c| c.rules.undo_secs = 601),
        (OutOfRange, "rules.return_grace_secs", |c| {
            c.rules.return_grace_secs = 12 * 3_600 + 1
        }),
        (OutOfRange, "rules.return_after", |c| {
            c.rules.return_after = 0
        }),
        (OutOfRange, "classes[0].target_wait_secs", |c| {
            c.classes[0].target_wait_secs = 0
        }),
        (OutOfRange, "classes[1].target_wait_secs", |c| {
            c.classes[1].target_wait_secs = 86_401
        }),
        (BadUrl, "public_url", |c| {
            c.public_url = Some("ftp://puskesmas".to_owned())
        }),
        (BadUrl, "public_url", |c| {
            c.public_url = Some("http://puskesmas melati".to_owned())
        }),
        (BadUrl, "public_url", |c| {
            c.public_url = Some(format!("https://{}", "a".repeat(57)))
        }),
    ]
}

#[test]
fn every_planted_fault_is_found_alone_and_at_its_place() {
    for (code, path, plant) in planted() {
        assert_eq!(faults(plant), [(path.to_owned(), code)], "{}", code.text());
    }
}

#[test]
fn every_kind_of_fault_is_planted_and_has_its_own_code_and_remedy() {
    use FaultCode::*;
    let all = [
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
    ];
    let planted = planted();
    for code in all {
        assert!(
            planted.iter().any(|(planted, ..)| *planted == code),
            "{code:?} is not planted"
        );
        let twins = all.iter().filter(|other| other.code() == code.code());
        assert_eq!(twins.count(), 1);
        let (what, remedy) = code
            .text()
            .rsplit_once("; ")
            .expect("what is wrong; the remedy");
        assert!(!what.is_empty() && !remedy.is_empty(), "{code:?}");
        // A new kind must be added here and above.
        match code {
            DuplicateId | DuplicatePrefix | OverlappingSeries | ServiceWithoutSeries
            | ServiceNobodyServes | NumbersOutOfRange | UnknownReference | HoursOverlap
            | HoursCrossDayStart | PeriodBackwards | SignTooLong | EmptyText | TextTooLong
            | EmptyList | ListTooLong | OutOfRange | BadUrl | ServiceTwice | NotOfThisProfile
            | CyclicProfile | LineWithoutQueues | QueueWithoutLine | LineLeftOut
            | ContradictingOrder | ContradictingStep | UnreachableStep | RatioOfZero
            | SharesOver100 | ShareTooTight | Unbounded | JourneyReturns | RegularByAppointment
            | BadFileName | FileNotRead | FileNotNamed | FileTooLarge | AccentUnreadable
            | BadPictureName | PictureTooLarge | ReserveTooLarge | LineTooLong | NotSpoken
            | BadMediaName | NoPriority => {}
        }
    }
}

#[test]
fn the_sample_configuration_has_no_fault() {
    assert_eq!(puskesmas().check(), Ok(()));
}

#[test]
fn several_faults_are_told_at_once_in_the_order_of_the_file() {
    let found = faults(|config| {
        config.counters[0].sign.clear();
        config.name.clear();
        config.series[2].prefix = config.series[0].prefix;
    });
    let paths: Vec<&str> = found.iter().map(|(path, _)| path.as_str()).collect();
    assert_eq!(paths, ["name", "series[2].prefix", "counters[0].sign"]);
}

#[test]
fn hours_that_touch_or_cross_midnight_are_no_fault() {
    let mut config = puskesmas();
    config.hours = every_day("08:00-12:00 12:00-15:00 22:00-03:00");
    assert_eq!(config.check(), Ok(()));
    config.hours = every_day("03:00-03:00");
    assert_eq!(config.check(), Ok(()));
}

#[test]
fn what_is_not_even_a_configuration_is_refused_on_reading() {
    let config = serde_json::to_value(puskesmas()).unwrap();
    let read = |path: &str, value: serde_json::Value| {
        let mut config = config.clone();
        *config.pointer_mut(path).expect("a place in the file") = value;
        serde_json::from_value::<Config>(config)
    };
    assert!(serde_json::from_value::<Config>(config.clone()).is_ok());
    for (path, value) in [
        ("/time_zone", "Mars/Olympus"),
        ("/day_starts", "25:00"),
        ("/day_starts", "noon"),
        ("/languages/0", "Indonesia"),
        ("/series/0/prefix", "a"),
        ("/series/0/prefix", "ABC"),
        ("/services/0/id", "Poli Umum"),
        ("/services/0/id", ""),
        ("/hours/week/mon/0", "08:00"),
    ] {
        assert!(read(path, value.into()).is_err(), "{path} = {value}");
    }
    let mut unknown = config.clone();
    unknown["opening"] = "08:00".into();
    assert!(
        serde_json::from_value::<Config>(unknown).is_err(),
        "an unknown field"
    );
    let mut unknown = config;
    unknown["rules"]["undo_minutes"] = 1.into();
    assert!(
        serde_json::from_value::<Config>(unknown).is_err(),
        "an unknown rule"
    );
}

#[test]
fn a_configuration_is_read_as_it_was_written() {
    let mut config = puskesmas();
    config.services[0].hours = Some(every_day("09:00-10:00 22:00-01:30"));
    config.services[0].name = serde_json::from_str(r#"{"id": "Umum", "en": "General"}"#).unwrap();
    config.hours.periods.push(closed_on("2026-12-25"));
    let written = serde_json::to_string(&config).unwrap();
    assert_eq!(serde_json::from_str::<Config>(&written).unwrap(), config);
}
