//! Skill levels: what a counter takes first, and what it only helps with.

use antre_domain::config::{Config, Custom, Fair, Finally, Line, Rule};
use antre_domain::*;

use crate::scene::*;

/// `k1` takes mothers first, helps with teeth, and, where nobody waits there either, with the general.
/// `l1` and `l2` take both of these first. All are open but `l2`.
fn helping(cap_secs: Option<u32>) -> Scene {
    let mut config = puskesmas();
    config.profiles[1].helps = vec![vec![id("gigi")], vec![id("umum")]];
    config.profiles[1].rule = Rule::Fair(Fair {
        one_in: None,
        cap_secs,
    });
    let mut scene = Scene::of(config, "2026-11-23T08:00:00+07:00");
    for counter in ["l1", "k1"] {
        scene.must(clerk(counter), open(counter));
    }
    scene
}

#[test]
fn whom_a_counter_helps_is_called_only_where_nobody_waits_at_a_lower_level() {
    let mut scene = helping(None);
    let general = scene.touch("umum");
    scene.wait(600);
    let teeth = scene.touch("gigi");
    scene.wait(600);
    let mother = scene.touch("kia");
    let called: Vec<TicketId> = std::iter::from_fn(|| Some(scene.next("k1")?.0)).collect();
    assert_eq!(called, [mother, teeth, general]);
}

#[test]
fn a_priority_at_a_higher_level_still_waits_for_the_counters_own() {
    let mut scene = helping(None);
    let urgent = scene.touch_as("gigi", "priority");
    scene.wait(1_700);
    let mother = scene.touch("kia");
    assert_eq!(scene.next("k1").unwrap().0, mother);
    assert_eq!(scene.next("k1").unwrap().0, urgent);
}

#[test]
fn past_the_cap_a_helping_counter_calls_before_its_own() {
    let mut scene = helping(Some(900));
    let teeth = scene.touch("gigi");
    scene.wait(899);
    let mothers = [(); 2].map(|()| scene.touch("kia"));
    assert_eq!(scene.next("k1").unwrap().0, mothers[0]);
    scene.wait(1);
    let past_cap = CallReason::PastCap {
        waited_secs: 900,
        cap_secs: 900,
    };
    assert_eq!(scene.next("k1"), Some((teeth, past_cap)));
    assert_eq!(scene.next("k1").unwrap().0, mothers[1]);
}

#[test]
fn what_no_open_counter_takes_first_is_as_much_everybodys_as_their_own() {
    let mut scene = helping(None);
    let teeth = scene.touch("gigi");
    scene.wait(60);
    let mother = scene.touch("kia");
    // As long as `l1` is open, teeth are its task; when it rests, they are nobody's, and so `k1`'s too.
    assert_eq!(scene.branch.ahead(scene.ticket(mother)), 0);
    scene.must(
        clerk("l1"),
        Act::Break {
            counter: id("l1"),
            reason: None,
        },
    );
    assert_eq!(scene.branch.ahead(scene.ticket(mother)), 1);
    assert_eq!(scene.next("k1").unwrap().0, teeth);
    assert_eq!(scene.next("k1").unwrap().0, mother);
}

#[test]
fn a_counter_of_the_second_level_keeps_off_one_of_the_third() {
    let mut config = puskesmas();
    config.profiles[1].helps = vec![vec![id("lab")], vec![id("umum")]];
    config.profiles[2].helps = vec![vec![id("umum")]];
    let mut scene = Scene::of(config, "2026-11-23T08:00:00+07:00");
    for counter in ["k1", "lab"] {
        scene.must(clerk(counter), open(counter));
    }
    // Nobody takes the general first: the laboratory does at its second level, `k1` at its third.
    let general = scene.touch("umum");
    scene.wait(60);
    let mother = scene.touch("kia");
    assert_eq!(scene.next("k1").unwrap().0, mother);
    assert_eq!(scene.next("lab").unwrap().0, general);
}

#[test]
fn a_share_belongs_to_those_the_counter_takes_first() {
    let mut config = puskesmas();
    config.profiles[1].helps = vec![vec![id("gigi")]];
    config.profiles[1].rule = Rule::Custom(Custom {
        lines: vec![line("mothers", &["kia"], 2), line("teeth", &["gigi"], 2)],
        steps: Vec::new(),
        finally: Finally::LongestWait,
    });
    let mut scene = Scene::of(config, "2026-11-23T08:00:00+07:00");
    for counter in ["l1", "k1"] {
        scene.must(clerk(counter), open(counter));
    }
    scene.must(kiosk("k1"), issue_many("gigi", 3));
    scene.must(kiosk("k1"), issue_many("kia", 3));
    let numbers: Vec<String> = (0..4).map(|_| scene.next_number("k1")).collect();
    assert_eq!(numbers, ["D001", "D002", "D003", "C001"]);
}

#[test]
fn a_clerk_may_choose_whom_their_counter_only_helps() {
    let mut scene = helping(None);
    let teeth = scene.touch("gigi");
    scene.touch("kia");
    scene.must(clerk("k1"), call("k1", teeth));
    assert_eq!(scene.state(teeth), StateName::Called);
}

#[test]
fn a_helping_counter_takes_no_turn_from_the_shares_of_others() {
    let mut scene = Scene::of(two_to_one(), "2026-11-23T08:00:00+07:00");
    for counter in ["l1", "k1"] {
        scene.must(clerk(counter), open(counter));
    }
    for class in ["priority", "regular"] {
        for _ in 0..6 {
            scene.touch_as("umum", class);
        }
    }
    // `k1` calls by a profile of its own, whose turns are its own.
    let turns = ["l1", "k1", "l1", "k1", "l1", "l1"];
    let numbers: Vec<String> = turns
        .iter()
        .map(|counter| scene.next_number(counter))
        .collect();
    let of_l1: Vec<&str> = [0, 2, 4, 5].map(|at: usize| &numbers[at][..1]).to_vec();
    assert_eq!(of_l1, ["B", "B", "A", "B"]);
}

/// `general` calls two of the priority class, then one of the others; `k1` helps there.
fn two_to_one() -> Config {
    let mut config = puskesmas();
    config.profiles[0].rule = Rule::Ratio(config::Ratio {
        priority: 2,
        regular: 1,
        cap_secs: None,
    });
    config.profiles[1].helps = vec![vec![id("umum")]];
    config
}

fn line(name: &str, services: &[&str], one_in: u16) -> Line {
    Line {
        id: id(name),
        name: None,
        classes: Vec::new(),
        services: services.iter().map(|service| id(service)).collect(),
        one_in: Some(one_in),
        cap_secs: None,
    }
}
