//! Draws every page in every size, with languages and looks dealt out so that each pair meets,
//! measures each, and leaves the pictures in `<target>/tmp/kiosk` to be looked at.

use antre_domain::{HoldReason, PrinterFault};
use antre_kiosk::branch::{Availability, Branch, MinuteOfDay, Paper, Printer, Stop, Ticket, Words};
use antre_kiosk::flow::{CheckedIn, News};

use crate::bench::{Bench, LANDSCAPE, PORTRAIT, SMALL};
use crate::{reach, samples};

const SIZES: [(&str, (u32, u32)); 3] = [("p", PORTRAIT), ("l", LANDSCAPE), ("s", SMALL)];

/// Language, then looks by the key that turns them on.
const LOOKS: [(&str, &str, &[&str]); 6] = [
    ("id", "Bahasa Indonesia", &[]),
    ("en", "English", &["Contrast"]),
    ("ar", "العربية", &["Larger"]),
    ("id-large", "Bahasa Indonesia", &["Larger"]),
    ("zh-both", "中文", &["Larger", "Contrast"]),
    ("ar-contrast", "العربية", &["Contrast"]),
];

pub(crate) type Scene = (&'static str, fn() -> Branch, fn(&Bench));

pub(crate) const SCENES: &[Scene] = &[
    ("home", samples::clinic, |_| {}),
    ("home-12", samples::service_hall, |_| {}),
    ("home-12-rest", samples::service_hall, |bench| {
        if bench.offers("More") {
            bench.press_word("More");
        }
    }),
    (
        "home-3",
        || Branch {
            services: samples::clinic().services.split_off(5),
            ..samples::clinic()
        },
        |_| {},
    ),
    ("home-full", full, |_| {}),
    ("chosen-full", full, |bench| choose(bench, 1)),
    (
        "home-empty",
        || Branch {
            services: Vec::new(),
            ..samples::clinic()
        },
        |_| {},
    ),
    (
        "home-no-paper",
        || samples::with_fault(PrinterFault::OutOfPaper, false),
        |_| {},
    ),
    (
        "home-cooling",
        || samples::with_fault(PrinterFault::Overheated, false),
        |_| {},
    ),
    (
        "home-stranger",
        || samples::with_fault(PrinterFault::Stranger, false),
        |_| {},
    ),
    (
        "home-paper-low",
        || Branch {
            printer: Printer {
                paper_low: true,
                ..Printer::default()
            },
            ..samples::service_hall()
        },
        |_| {},
    ),
    (
        "home-practice",
        || Branch {
            practice: true,
            ..samples::clinic()
        },
        |_| {},
    ),
    ("home-cancelled", samples::clinic, |bench| {
        choose(bench, 5);
        bench.issue(samples::ticket());
        bench.press_word("Wrong service?");
        bench.news(News::Cancelled("t1".into()));
    }),
    ("chosen", samples::clinic, |bench| choose(bench, 0)),
    ("chosen-long", samples::service_hall, |bench| {
        choose(bench, 0)
    }),
    ("chosen-closed", samples::clinic, |bench| choose(bench, 3)),
    ("chosen-waiting", samples::clinic, |bench| {
        choose(bench, 0);
        bench.press_word("Take a number");
        bench.pass_secs(4);
    }),
    ("home-groups", samples::grouped_hall, |_| {}),
    ("home-group", samples::grouped_hall, |bench| {
        bench.act(|actions| actions.invoke_open_group(2));
    }),
    ("home-offline", samples::alone, |_| {}),
    ("chosen-tip", samples::clinic, |bench| {
        choose(bench, 0);
        bench.act(|actions| actions.invoke_toggle_tip(0));
    }),
    ("chosen-tell", samples::clinic, |bench| {
        choose(bench, 0);
        bench.act(|actions| actions.invoke_toggle_needs());
        bench.act(|actions| actions.invoke_toggle_gesture());
    }),
    ("chosen-party", samples::clinic, |bench| choose(bench, 2)),
    ("chosen-party-3", samples::clinic, |bench| {
        choose(bench, 2);
        bench.act(|actions| actions.invoke_set_people(3));
        bench.act(|actions| actions.invoke_set_one_each(true));
    }),
    ("chosen-everything", everything, |bench| choose(bench, 0)),
    ("chosen-late", samples::late, |bench| choose(bench, 0)),
    ("number-each", samples::clinic, |bench| each(bench, 3)),
    ("number-each-10", samples::clinic, |bench| each(bench, 10)),
    ("number-offline", samples::alone, |bench| {
        choose(bench, 5);
        bench.issue(Ticket {
            offline: true,
            wait: None,
            ..samples::ticket()
        });
        bench.news(News::Paper("t1".into(), Paper::Out));
    }),
    ("returning", samples::clinic, come_back),
    ("returning-hall", samples::service_hall, come_back),
    ("returning-typed", samples::clinic, |bench| {
        come_back(bench);
        for key in ["A", "0", "1", "2"] {
            bench.press(key);
        }
    }),
    ("returning-waiting", samples::clinic, |bench| {
        look_up(bench, CheckedIn::Waiting(Box::new(samples::ticket())));
    }),
    ("returning-called", samples::clinic, |bench| {
        let counter = Words(vec![
            "Loket 3".into(),
            "Counter 3".into(),
            "الشباك ٣".into(),
        ]);
        look_up(
            bench,
            CheckedIn::Called(Box::new(samples::ticket()), counter),
        );
    }),
    ("returning-unknown", samples::clinic, |bench| {
        look_up(bench, CheckedIn::Unknown);
    }),
    ("returning-over", samples::clinic, |bench| {
        look_up(bench, CheckedIn::Over);
    }),
    ("returning-offline", samples::alone, come_back),
    ("help-told", samples::clinic, |bench| {
        bench.act(|actions| actions.invoke_ring());
        bench.news(News::HelpRung { told: true });
    }),
    ("help-not-told", samples::clinic, |bench| {
        choose(bench, 0);
        bench.act(|actions| actions.invoke_ring());
        bench.news(News::HelpRung { told: false });
    }),
    ("number", samples::clinic, |bench| number(bench, Paper::Out)),
    ("number-printing", samples::clinic, |bench| {
        number(bench, Paper::Printing)
    }),
    ("number-copy", samples::clinic, |bench| {
        number(bench, Paper::CopyOut)
    }),
    ("number-unknown", samples::clinic, |bench| {
        number(bench, Paper::Unknown)
    }),
    ("number-no-printer", samples::clinic, |bench| {
        number(bench, Paper::Failed)
    }),
    ("number-no-paper", samples::clinic, |bench| {
        number(bench, Paper::Waiting(PrinterFault::OutOfPaper))
    }),
    ("number-cooling", samples::clinic, |bench| {
        number(bench, Paper::Waiting(PrinterFault::Overheated))
    }),
    ("number-no-link", samples::clinic, |bench| {
        choose(bench, 5);
        bench.issue(Ticket {
            link: None,
            ..samples::ticket()
        });
        bench.news(News::Paper("t1".into(), Paper::Paperless));
    }),
    ("number-long", samples::service_hall, |bench| {
        choose(bench, 1);
        bench.issue(samples::long_ticket());
        bench.news(News::Paper(
            "t2".into(),
            Paper::Waiting(PrinterFault::Cutter),
        ));
    }),
    ("number-still-there", samples::clinic, |bench| {
        number(bench, Paper::Out);
        bench.pass_secs(45);
    }),
    (
        "stop-hub",
        || stopped(Stop::HubGone(Some(MinuteOfDay::new(642)))),
        |_| {},
    ),
    (
        "stop-closed",
        || stopped(Stop::Closed(Some((Some(1), MinuteOfDay::new(480))))),
        |_| {},
    ),
    (
        "stop-holiday",
        || Branch {
            closed_for: Some(Words(vec![
                "Hari Raya Nyepi".into(),
                "Nyepi, the day of silence".into(),
                "عيد نييبي".into(),
            ])),
            ..stopped(Stop::Closed(Some((Some(5), MinuteOfDay::new(465)))))
        },
        |_| {},
    ),
    (
        "stop-paused",
        || Branch {
            paused_here: true,
            ..samples::clinic()
        },
        |_| {},
    ),
    ("stop-system", || held(HoldReason::SystemDown), |_| {}),
    ("stop-power", || held(HoldReason::PowerCut), |_| {}),
    ("stop-evacuation", || held(HoldReason::Evacuation), |_| {}),
    ("stop-ceremony", || held(HoldReason::Ceremony), |_| {}),
    ("stop-other", || held(HoldReason::Other), |_| {}),
    (
        "stop-no-paper",
        || samples::with_fault(PrinterFault::OutOfPaper, true),
        |_| {},
    ),
    (
        "stop-cutter",
        || samples::with_fault(PrinterFault::Cutter, true),
        |_| {},
    ),
    (
        "stop-cooling",
        || samples::with_fault(PrinterFault::Overheated, true),
        |_| {},
    ),
    (
        "stop-technician",
        || samples::with_fault(PrinterFault::Mechanical, true),
        |_| {},
    ),
    (
        "stop-stranger",
        || samples::with_fault(PrinterFault::Stranger, true),
        |_| {},
    ),
    (
        "stop-off",
        || samples::with_fault(PrinterFault::Unreachable, true),
        |_| {},
    ),
    ("stop-cover", samples::clinic, |bench| {
        told(bench, open_cover())
    }),
    ("stop-cover-required", samples::clinic, |bench| {
        told(bench, samples::with_fault(PrinterFault::CoverOpen, true));
    }),
    ("stop-cover-ticket", samples::clinic, |bench| {
        number(bench, Paper::Waiting(PrinterFault::CoverOpen));
        told(bench, open_cover());
    }),
    ("stop-roll-ready", samples::clinic, |bench| {
        told(bench, open_cover());
        told(bench, samples::clinic());
    }),
    ("stop-roll-noted", samples::clinic, |bench| {
        bench.news(News::NewRoll { by_hand: true });
    }),
];

fn each(bench: &Bench, count: u16) {
    choose(bench, 2);
    bench.act(|actions| actions.invoke_take(false));
    bench.issue_each(samples::each_ticket(count));
    bench.news(News::Paper("t1".into(), Paper::Out));
}

fn come_back(bench: &Bench) {
    bench.act(|actions| actions.invoke_returning());
}

fn look_up(bench: &Bench, found: CheckedIn) {
    come_back(bench);
    bench.press("A");
    bench.press("7");
    bench.act(|actions| actions.invoke_check_in());
    bench.found(found);
}

fn told(bench: &Bench, branch: Branch) {
    bench.news(News::Branch(Box::new(branch)));
}

fn open_cover() -> Branch {
    samples::with_fault(PrinterFault::CoverOpen, false)
}

/// A service at which there is something of each kind to read and to decide.
fn everything() -> Branch {
    let mut branch = samples::late();
    branch.services[0].asks_party = true;
    let third = branch.services[0].tips[0].clone();
    branch.services[0].tips.push(third);
    branch
}

/// Two services have given their numbers, one for this part of the day and one for all of it.
fn full() -> Branch {
    let mut hall = samples::clinic();
    hall.services[1].availability = Availability::NumbersAt(MinuteOfDay::new(780));
    hall.services[2].availability = Availability::NumbersAt(MinuteOfDay::new(810));
    hall
}

fn stopped(stop: Stop) -> Branch {
    Branch {
        stop: Some(stop),
        ..samples::clinic()
    }
}

fn held(reason: HoldReason) -> Branch {
    let since = MinuteOfDay::new(642);
    stopped(Stop::Held { reason, since })
}

/// Presses a service by its place in the list, in whatever language the screen speaks.
fn choose(bench: &Bench, index: usize) {
    let all = [samples::clinic(), samples::service_hall()];
    let there = bench.labels();
    let names = all
        .iter()
        .flat_map(|branch| branch.services.get(index))
        .flat_map(|s| &s.name.0);
    let name = names.into_iter().find(|name| there.contains(name));
    match name {
        Some(name) => bench.press(name),
        None => {
            bench.press_word("More");
            choose(bench, index);
        }
    }
}

fn number(bench: &Bench, paper: Paper) {
    choose(bench, 5);
    bench.issue(samples::ticket());
    bench.news(News::Paper("t1".into(), paper));
}

fn draw(size: usize, scene: usize, look: usize) {
    let (size_name, size) = SIZES[size];
    let (scene_name, branch, play) = SCENES[scene];
    let (look_name, language, keys) = LOOKS[look];
    let bench = Bench::new(size, branch());
    bench.press(language);
    for key in keys {
        bench.press_word(key);
    }
    play(&bench);
    let name = format!("{scene_name}-{size_name}-{look_name}");
    bench.shot(&name);
    reach::measure(&bench, &name);
    if look == 0 {
        has_a_foot(&bench, &name);
    }
}

/// How the screen should be, who helps and in which language is one touch away on every page; but for the
/// two that are one touch themselves.
fn has_a_foot(bench: &Bench, name: &str) {
    if name.contains("still-there") || name.starts_with("help") || name.starts_with("staff") {
        return;
    }
    let there = bench.labels();
    let lower = (bench.size() == PORTRAIT).then_some("Rendah");
    let keys = ["Besar", "Kontras", "Suara", "Bantuan", "English"];
    for key in keys.into_iter().chain(lower) {
        assert!(
            there.contains(&key.to_owned()),
            "{name}: {key} is not among {there:?}"
        );
    }
}

fn draw_all(size: usize) {
    for scene in 0..SCENES.len() {
        // The plain look always; of the others two, so that over all scenes each pair meets.
        draw(size, scene, 0);
        draw(size, scene, 1 + (scene + size) % 5);
        draw(size, scene, 1 + (scene + size + 2) % 5);
    }
}

#[test]
fn every_page_stands_on_a_tall_screen() {
    draw_all(0);
}

#[test]
fn every_page_stands_on_a_wide_screen() {
    draw_all(1);
}

#[test]
fn every_page_stands_on_a_small_screen() {
    draw_all(2);
}

#[test]
fn low_mode_brings_every_target_within_reach_of_a_wheelchair() {
    // A stopped kiosk has nothing to reach for.
    for (scene, branch, play) in SCENES
        .iter()
        .filter(|(scene, ..)| !scene.starts_with("stop"))
    {
        let bench = Bench::new(PORTRAIT, branch());
        bench.press_word("Lower");
        play(&bench);
        bench.shot(&format!("low-{scene}"));
        reach::measure(&bench, scene);
        let reach_mm = 340.0;
        for target in bench
            .targets()
            .iter()
            .filter(|target| target.height < 1_000.0)
        {
            let above_foot_mm = (1_920.0 - target.top) * 0.248;
            assert!(above_foot_mm <= reach_mm, "{scene}: {target:?}");
        }
    }
}
