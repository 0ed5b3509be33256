//! `antre why`: stories that have been read line by line.
//!
//! After a wanted change, write them anew and read each:
//! `ANTRE_UPDATE_GOLDENS=1 cargo nextest run -p antre why`

mod asking;
pub(crate) mod days;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use antre_domain::config::{Fair, Rule};
use antre_domain::{Act, Age, ChoiceReason, Finish, HoldReason};
use tempfile::TempDir;

use self::days::{Days, id};

fn why(data: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_antre"));
    command.arg("why").arg("--data").arg(data).args(arguments);
    command.output().unwrap()
}

/// What is printed, of a command that succeeds.
fn told(data: &Path, arguments: &[&str]) -> String {
    let output = why(data, arguments);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {said}");
    String::from_utf8(output.stdout).unwrap()
}

fn is_as_it_was_read(name: &str, days: &Days, arguments: &[&str]) {
    let dir = TempDir::new().unwrap();
    let data = dir.path().join("data");
    days.write(&data);
    for language in ["id", "en"] {
        let arguments = [arguments, &["--lang", language]].concat();
        let told = told(&data, &arguments);
        // The class's own name would say why somebody goes first.
        assert!(
            !told.contains("Lansia") && !told.contains("Older"),
            "{told}"
        );
        let golden = format!("tests/it/goldens/why-{name}.{language}.txt");
        let golden: PathBuf = [env!("CARGO_MANIFEST_DIR"), &golden].iter().collect();
        if std::env::var("ANTRE_UPDATE_GOLDENS").is_ok() {
            std::fs::write(&golden, &told).unwrap();
        }
        let expected = std::fs::read_to_string(&golden).unwrap();
        assert_eq!(told, expected, "{}", golden.display());
    }
}

/// A002 comes fourth, and is passed by three who may go first, two to one.
fn turns() -> Days {
    let mut days = Days::begin();
    days.at("07:50");
    days.comes("poli", "umum");
    days.at("07:52");
    days.comes("poli", "lansia");
    days.at("07:55");
    days.comes("poli", "umum");
    days.at("08:00");
    days.open("poli-1");
    days.calls("poli-1", "B001");
    days.at("08:03");
    days.comes("poli", "lansia");
    days.comes("poli", "lansia");
    days.comes("poli", "lansia");
    days.at("08:10");
    days.calls("poli-1", "B002");
    days.at("08:21");
    days.calls("poli-1", "A001");
    days.at("08:30");
    days.calls("poli-1", "B003");
    days.at("08:38");
    days.calls("poli-1", "B004");
    days.at("08:47");
    let own = days.calls("poli-1", "A002");
    days.at("08:48");
    days.start(own);
    days.at("08:55");
    days.finish(own);
    days
}

#[test]
fn a_regular_who_was_passed_in_turns_of_two_to_one_reads_why() {
    is_as_it_was_read("turns", &turns(), &["a2"]);
}

#[test]
fn one_from_the_wrong_service_reads_that_the_age_was_kept() {
    let mut days = Days::begin();
    days.at("08:00");
    days.open("poli-1");
    days.open("gigi");
    days.at("08:05");
    days.comes("gigi", "umum");
    days.comes("poli", "umum");
    days.at("08:07");
    days.calls("gigi", "C001");
    days.at("08:08");
    days.comes("poli", "umum");
    days.comes_as("gigi", "umum", 3, None);
    days.at("08:12");
    days.calls("poli-1", "A001");
    days.at("08:15");
    days.comes("poli", "umum");
    days.comes("gigi", "umum");
    days.at("08:20");
    let own = days.calls("gigi", "C002");
    days.at("08:22");
    days.act(Act::Transfer {
        ticket: own,
        service: id("poli"),
        class: None,
        age: Some(Age::Keep),
        to: None,
        note: None,
    });
    days.at("08:23");
    days.calls("gigi", "C003");
    days.at("08:30");
    days.calls("poli-1", "A002");
    days.at("08:41");
    days.calls("poli-1", "C002");
    days.at("08:52");
    days.calls("poli-1", "A003");
    is_as_it_was_read("wrong-service", &days, &["C002"]);
    is_as_it_was_read("wrong-service-other", &days, &["A003"]);
}

#[test]
fn one_who_missed_the_call_reads_whom_they_came_back_behind() {
    let mut days = Days::begin();
    days.at("07:45");
    for _ in 0..6 {
        days.comes("poli", "umum");
    }
    days.at("08:00");
    days.open("poli-1");
    days.open("poli-2");
    days.calls("poli-1", "A001");
    days.at("08:01");
    let own = days.calls("poli-2", "A002");
    days.at("08:02");
    days.act(Act::Recall(own));
    days.at("08:03");
    days.act(Act::Recall(own));
    days.at("08:04");
    days.act(Act::NoShow(own));
    days.calls("poli-2", "A003");
    days.at("08:09");
    days.act(Act::Requeue {
        ticket: own,
        because: None,
    });
    days.at("08:11");
    let four = days.calls("poli-1", "A004");
    days.at("08:14");
    days.calls("poli-2", "A005");
    days.at("08:15");
    days.finish(four);
    days.act(Act::Break {
        counter: id("poli-1"),
        reason: None,
    });
    days.at("08:24");
    let own = days.calls("poli-2", "A002");
    days.at("08:25");
    days.start(own);
    days.at("08:31");
    days.calls("poli-2", "A006");
    is_as_it_was_read("missed", &days, &["A002"]);
    is_as_it_was_read("missed-other", &days, &["A006"]);
}

/// A visit of three stops, each by the age of the visit, and everything a clerk can do on the way.
fn visit() -> Days {
    let mut days = Days::begin();
    days.at("08:00");
    for counter in ["loket", "poli-1", "farmasi"] {
        days.open(counter);
    }
    let own = days.comes("daftar", "umum");
    days.comes("poli", "umum");
    days.at("08:04");
    days.calls("loket", "A001");
    days.at("08:06");
    days.comes("poli", "lansia");
    let guest = days.comes("poli", "umum");
    days.at("08:07");
    days.calls("poli-1", "B001");
    days.at("08:10");
    days.finish(own);
    days.at("08:12");
    days.act(Act::Call {
        counter: id("poli-1"),
        ticket: guest,
        because: Some(ChoiceReason::Emergency),
        quiet: None,
        finish: Finish::default(),
    });
    days.at("08:20");
    days.calls("poli-1", "A001");
    days.at("08:21");
    days.act(Act::Requeue {
        ticket: own,
        because: None,
    });
    days.at("08:22");
    days.calls("poli-1", "A001");
    days.at("08:23");
    days.start(own);
    days.at("08:24");
    days.act(Act::Park {
        ticket: own,
        return_secs: Some(900),
        note: None,
    });
    days.calls("poli-1", "A002");
    days.at("08:30");
    let mut config = days.config();
    config.notices.push("Jagalah kebersihan.".into());
    days.act(Act::Configure(Box::new(config.clone())));
    days.at("08:39");
    config.profiles[1].rule = Rule::Fair(Fair::default());
    days.act(Act::Configure(Box::new(config)));
    days.at("08:40");
    days.act(Act::Transfer {
        ticket: own,
        service: id("poli"),
        class: Some(id("lansia")),
        age: Some(Age::Keep),
        to: None,
        note: None,
    });
    days.at("08:44");
    days.calls("poli-1", "A001");
    days.at("08:45");
    days.act(Act::NoShow(own));
    days.act(Act::Undo(own));
    days.at("08:58");
    days.finish(own);
    days.at("09:01");
    days.calls("farmasi", "A001");
    days.at("09:05");
    days.finish(own);
    days
}

#[test]
fn a_visit_of_several_stops_is_one_story() {
    is_as_it_was_read("visit", &visit(), &["A001"]);
}

#[test]
fn a_pair_is_told_alone() {
    is_as_it_was_read("pair-turns", &turns(), &["A002", "--before", "B003"]);
    is_as_it_was_read("pair-first", &turns(), &["B003", "--before", "A002"]);
    is_as_it_was_read("pair-there", &turns(), &["B002", "--before", "B001"]);
    is_as_it_was_read("pair-visit", &visit(), &["A001", "--before", "A003"]);
    is_as_it_was_read("pair-away", &visit(), &["A001", "--before", "A002"]);
}

/// J001 and J002 come in time, A003 far too late for theirs.
fn appointments() -> Days {
    let mut days = Days::begin();
    days.at("08:00");
    days.open("gizi");
    days.at("08:30");
    days.comes("konsultasi", "umum");
    days.at("08:35");
    days.comes("konsultasi", "umum");
    days.at("08:40");
    days.comes_for("konsultasi", "09:00");
    days.at("08:45");
    days.calls("gizi", "A001");
    days.at("08:50");
    days.comes_for("konsultasi", "08:20");
    days.at("08:55");
    days.comes_for("konsultasi", "08:50");
    days.calls("gizi", "J002");
    days.at("08:56");
    days.comes("konsultasi", "lansia");
    days.at("09:02");
    days.calls("gizi", "J001");
    days.at("09:10");
    days.calls("gizi", "B001");
    days.at("09:18");
    days.calls("gizi", "A002");
    days.at("09:30");
    days.calls("gizi", "A003");
    days
}

#[test]
fn an_appointment_on_time_reads_when_it_counted_from() {
    is_as_it_was_read("appointment", &appointments(), &["J001"]);
}

#[test]
fn one_who_came_too_late_for_the_appointment_reads_it() {
    is_as_it_was_read("appointment-late", &appointments(), &["A003"]);
}

/// A003 waits through a hold and past its cap; A004 is carried overnight.
fn hold_and_night() -> Days {
    let mut days = Days::begin();
    days.at("13:00");
    days.open("poli-1");
    for _ in 0..3 {
        days.comes("poli", "umum");
    }
    days.calls("poli-1", "A001");
    days.at("13:05");
    days.comes("poli", "lansia");
    days.comes("poli", "lansia");
    days.comes("poli", "lansia");
    days.at("13:20");
    days.calls("poli-1", "B001");
    days.at("13:30");
    days.act(Act::Hold(HoldReason::SystemDown));
    days.at("13:55");
    days.act(Act::ResumeBranch);
    days.at("14:00");
    days.calls("poli-1", "B002");
    days.at("14:26");
    days.calls("poli-1", "A002");
    days.at("14:40");
    days.comes("poli", "umum");
    days.at("14:45");
    days.calls("poli-1", "B003");
    days.at("14:55");
    let last = days.calls("poli-1", "A003");
    days.at("15:00");
    days.finish(last);
    days.act(Act::CloseCounter(id("poli-1")));
    days.on("2026-11-24", "03:00");
    days.at("07:50");
    days.comes("poli", "umum");
    days.at("08:02");
    days.open("poli-2");
    let own = days.calls("poli-2", "A001");
    days.start(own);
    days
}

#[test]
fn one_who_waited_through_a_hold_and_past_the_cap_reads_both() {
    is_as_it_was_read("hold", &hold_and_night(), &["A003", "--date", "2026-11-23"]);
}

#[test]
fn one_who_was_carried_overnight_reads_both_numbers_on_both_days() {
    let days = hold_and_night();
    is_as_it_was_read("evening", &days, &["A004", "--date", "2026-11-23"]);
    is_as_it_was_read("morning", &days, &["A001"]);
}
