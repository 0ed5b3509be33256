//! To one counter or one clerk: nobody else calls them for a while.

use antre_domain::config::{Ratio, Rule};
use antre_domain::*;

use super::{at_work, counter, petugas, sign_in, sign_out};
use crate::scene::*;

fn send(ticket: TicketId, service: &str, to: Directed) -> Act {
    Act::Transfer {
        ticket,
        service: id(service),
        class: None,
        age: None,
        to: Some(to),
        note: None,
    }
}

fn to_counter(name: &str) -> Directed {
    Directed::Counter(id(name))
}

/// The oldest of three who wait for umum is sent on to `l2`.
fn sent() -> (Scene, [TicketId; 3]) {
    let mut scene = Scene::at_work();
    let tickets = [(); 3].map(|()| {
        scene.wait(1);
        scene.touch("umum")
    });
    scene.must(supervisor(), send(tickets[0], "umum", to_counter("l2")));
    (scene, tickets)
}

#[test]
fn only_the_counter_that_it_was_sent_to_calls_it_and_calls_it_first() {
    let (mut scene, [sent, second, third]) = sent();
    assert_eq!(scene.queue("umum", "regular"), [sent, second, third]);
    assert_eq!(scene.next("l1").unwrap().0, second, "passed over");
    scene.wait(10);
    let waited_secs = 12;
    let reason = CallReason::Directed { waited_secs };
    assert_eq!(scene.next("l2"), Some((sent, reason)));
    assert_eq!(scene.ticket(sent).directed, None);
}

#[test]
fn places_and_waiting_counts_are_as_if_it_were_not_sent() {
    let (scene, [sent, second, _]) = sent();
    assert_eq!(scene.day().waiting(&id("umum")), 3);
    assert_eq!(scene.branch.ahead(scene.ticket(sent)), 0);
    assert_eq!(scene.branch.ahead(scene.ticket(second)), 1);
}

#[test]
fn after_a_while_it_is_everybodys_again() {
    let (mut scene, [sent, ..]) = sent();
    scene.wait(scene.config().rules.directed_secs - 1);
    assert_ne!(scene.next("l1").unwrap().0, sent);
    scene.wait(1);
    let (called, reason) = scene.next("l1").unwrap();
    assert_eq!((called, reason.code()), (sent, "longest_wait"));
}

#[test]
fn two_who_were_sent_are_not_called_in_a_row_while_others_wait() {
    let mut scene = Scene::at_work();
    let plain = [(); 2].map(|()| scene.touch("umum"));
    let sent = [(); 3].map(|()| {
        scene.wait(1);
        scene.touch("umum")
    });
    for ticket in sent {
        scene.must(supervisor(), send(ticket, "umum", to_counter("l1")));
    }
    let called: Vec<TicketId> = std::iter::from_fn(|| Some(scene.next("l1")?.0)).collect();
    assert_eq!(called, [sent[0], plain[0], sent[1], plain[1], sent[2]]);
}

#[test]
fn a_counter_calls_whoever_was_sent_to_it_for_whatever_service() {
    let mut scene = Scene::at_work();
    let mother = scene.touch("kia");
    scene.must(supervisor(), send(mother, "kia", to_counter("l1")));
    let (called, reason) = scene.next("l1").unwrap();
    assert_eq!((called, reason.code()), (mother, "directed"));
    scene.must(clerk("l1"), requeue(mother));
    scene.must(supervisor(), send(mother, "kia", to_counter("l1")));
    scene.must(clerk("l1"), call("l1", mother));
}

#[test]
fn whoever_is_sent_to_a_clerk_finds_them_at_whichever_counter() {
    let mut scene = Scene::puskesmas();
    scene.must(petugas("petugas-1"), sign_in("petugas-1", "l1"));
    scene.must(clerk("l2"), open("l2"));
    let ticket = scene.touch("umum");
    let to = Directed::Clerk(id("petugas-1"));
    scene.must(supervisor(), send(ticket, "umum", to));
    assert_eq!(scene.next("l2"), None);
    scene.must(petugas("petugas-1"), sign_in("petugas-1", "k1"));
    let events = scene.must(petugas("petugas-1"), call_next("k1"));
    assert_eq!(events[0].what.ticket(), Some(ticket));
}

#[test]
fn a_clerk_who_is_nowhere_and_a_counter_that_is_closed_are_refused() {
    let mut scene = Scene::at_work();
    let ticket = scene.touch("umum");
    let by = supervisor;
    assert_eq!(
        scene.refused(by(), send(ticket, "umum", Directed::Clerk(id("petugas-9")))),
        Rejection::ClerkAway(id("petugas-9"))
    );
    assert_eq!(
        scene.refused(by(), send(ticket, "umum", to_counter("k1"))),
        Rejection::CounterClosed(id("k1"))
    );
    assert_eq!(
        scene.refused(by(), send(ticket, "umum", to_counter("l9"))),
        Rejection::UnknownCounter(id("l9"))
    );
    scene.must(petugas("petugas-1"), sign_in("petugas-1", "k1"));
    scene.must(supervisor(), Act::CloseCounter(id("k1")));
    assert_eq!(
        scene.refused(by(), send(ticket, "umum", Directed::Clerk(id("petugas-1")))),
        Rejection::CounterClosed(id("k1"))
    );
}

#[test]
fn whatever_takes_the_counter_or_the_clerk_away_frees_them_for_everybody() {
    type Gone = fn(&mut Scene);
    let ways: [(Directed, Gone); 5] = [
        (to_counter("l2"), |scene| {
            scene.must(supervisor(), Act::CloseCounter(id("l2")));
        }),
        (to_counter("l2"), |scene| {
            scene.must(supervisor(), Act::ReleaseCounter(id("l2")));
        }),
        (Directed::Clerk(id("petugas-2")), |scene| {
            scene.must(petugas("petugas-2"), sign_out("petugas-2"));
        }),
        (Directed::Clerk(id("petugas-2")), |scene| {
            scene.must(supervisor(), Act::ReleaseCounter(id("l2")));
        }),
        (to_counter("l2"), |scene| {
            let mut config = scene.config();
            scene.must(supervisor(), Act::CloseCounter(id("k1")));
            config.counters.retain(|counter| counter.id != id("l2"));
            scene.must(supervisor(), Act::Configure(Box::new(config)));
        }),
    ];
    for (to, gone) in ways {
        let mut scene = Scene::puskesmas();
        for counter in ["l1", "k1"] {
            scene.must(clerk(counter), open(counter));
        }
        scene.must(petugas("petugas-2"), sign_in("petugas-2", "l2"));
        let ticket = scene.touch("umum");
        scene.must(supervisor(), send(ticket, "umum", to));
        assert_eq!(scene.next("l1"), None);
        gone(&mut scene);
        assert_eq!(scene.ticket(ticket).directed, None);
        assert_eq!(scene.next("l1").unwrap().0, ticket);
    }
}

#[test]
fn a_break_keeps_them_for_the_one_who_comes_back() {
    let (mut scene, [sent, second, _]) = sent();
    let rest = Act::Break {
        counter: id("l2"),
        reason: Some(BreakReason::Short),
    };
    scene.must(clerk("l2"), rest);
    assert_eq!(scene.next("l1").unwrap().0, second);
    scene.must(clerk("l2"), open("l2"));
    assert_eq!(scene.next("l2").unwrap().0, sent);
}

#[test]
fn sixty_four_wait_for_one_alone_and_no_more() {
    let mut scene = Scene::at_work();
    let many: Vec<TicketId> = (0..65).map(|_| scene.touch("umum")).collect();
    for ticket in &many[..DIRECTED_MAX] {
        scene.must(supervisor(), send(*ticket, "umum", to_counter("l1")));
    }
    let act = send(many[64], "umum", to_counter("l2"));
    assert_eq!(
        scene.refused(supervisor(), act.clone()),
        Rejection::TooManyDirected(DIRECTED_MAX)
    );
    scene.next("l1");
    scene.must(supervisor(), act);
    // Those whose time is over do not count.
    scene.wait(1_800);
    let again = scene.touch("umum");
    scene.must(supervisor(), send(again, "umum", to_counter("l1")));
}

#[test]
fn an_undone_move_waits_for_whom_it_waited_before() {
    let (mut scene, [sent, ..]) = sent();
    let before = scene.ticket(sent).directed.clone();
    scene.must(supervisor(), send(sent, "gigi", to_counter("l1")));
    assert_ne!(scene.ticket(sent).directed, before);
    scene.must(supervisor(), Act::Undo(sent));
    assert_eq!(scene.ticket(sent).directed, before);
    // Unless that counter has closed since.
    scene.must(supervisor(), transfer(sent, "gigi"));
    scene.must(clerk("l2"), Act::CloseCounter(id("l2")));
    scene.must(supervisor(), Act::Undo(sent));
    assert_eq!(scene.ticket(sent).directed, None);
}

#[test]
fn a_share_of_the_calls_stays_the_rules_own() {
    // However many are sent on, every second call at least is made by the rule.
    let mut scene = at_work(|_| {});
    let plain: Vec<TicketId> = (0..6).map(|_| scene.touch("umum")).collect();
    for _ in 0..12 {
        let ticket = scene.touch("gigi");
        scene.must(supervisor(), send(ticket, "gigi", to_counter("l1")));
    }
    let calls = (0..12).filter_map(|_| scene.next("l1"));
    let by_rule = calls.filter(|(ticket, _)| plain.contains(ticket)).count();
    assert_eq!(by_rule, 6);
    assert!(counter(&scene, "l1").calls == 12);
}

#[test]
fn whoever_is_sent_on_takes_no_turn_of_those_who_wait_in_their_line() {
    // Two of the priority, one of the others; and each time one of the others is sent on.
    let mut scene = at_work(|config| {
        config.profiles[0].rule = Rule::Ratio(Ratio {
            priority: 2,
            regular: 1,
            cap_secs: None,
        });
    });
    let regular = scene.touch("umum");
    for _ in 0..6 {
        scene.touch_as("umum", "priority");
    }
    let mut calls = Vec::new();
    for _ in 0..6 {
        let ticket = scene.touch("gigi");
        scene.must(supervisor(), send(ticket, "gigi", to_counter("l1")));
        calls.push(scene.next("l1").unwrap().0);
    }
    assert!(calls.contains(&regular), "its turn was taken six times");
}
