//! What must not move anybody, asked of the branch itself: time, a hold, and a call of whoever is first.

use antre_domain::config::{Config, Custom, Fair, Finally, Line, Rule};
use antre_domain::{Act, Actor, CounterId, Finish, HoldReason, TicketId, Timestamp, What};
use antre_sim_tests::draw::{self, Wanted, id};
use antre_sim_tests::lot::Lot;
use antre_sim_tests::world::{World, clerk, kiosk, supervisor};

/// How many stand in the hall.
const CROWD: usize = 25;

#[test]
fn under_fair_without_a_cap_time_alone_moves_nobody() {
    for seed in 0..8 {
        watch_time_pass(seed, &Rule::Fair(Fair::default()));
    }
}

#[test]
fn under_the_longest_wait_time_alone_moves_nobody() {
    for seed in 0..8 {
        watch_time_pass(seed, &by_age(Finally::LongestWait));
    }
}

#[test]
fn under_the_longest_life_time_alone_moves_nobody() {
    for seed in 0..8 {
        watch_time_pass(seed, &by_age(Finally::LongestLife));
    }
}

/// Waits, holds and calls in a hall that nobody else enters.
fn watch_time_pass(seed: u64, rule: &Rule) {
    println!("seed {seed}");
    let mut lot = Lot::new(seed);
    let mut world = World::of(hall_of_one_rule(&mut lot, rule), Wanted::OneProfile);
    let (k0, k1) = (id::<CounterId>("k0"), id::<CounterId>("k1"));
    for counter in [&k0, &k1] {
        open(&mut world, counter);
    }
    fill(&mut world, &mut lot);
    while waiting(&world).len() > 1 {
        let before = ahead(&world);
        for _ in 0..3 {
            pass(&mut world, lot.between(60, 300));
            // The branch looks at its clock when something happens, and this is of no concern to anybody.
            must(
                &mut world,
                &clerk(&k1),
                &Act::Break {
                    counter: k1.clone(),
                    reason: None,
                },
            );
            open(&mut world, &k1);
            assert_eq!(ahead(&world), before, "time moved somebody");
        }
        must(&mut world, &supervisor(), &Act::Hold(HoldReason::PowerCut));
        pass(&mut world, 1_200);
        must(&mut world, &supervisor(), &Act::ResumeBranch);
        assert_eq!(ahead(&world), before, "a hold moved somebody");
        let first = before
            .iter()
            .find(|(_, people)| *people == 0)
            .expect("somebody is first")
            .0;
        let called = call_next(&mut world, &k0);
        assert_eq!(called, first, "whoever has nobody ahead is called");
        let party = u32::from(world.branch.ticket(first).expect("a ticket of today").party);
        let expected: Vec<(TicketId, u32)> = before
            .iter()
            .filter(|(ticket, _)| *ticket != first)
            .map(|(ticket, people)| (*ticket, people - party))
            .collect();
        assert_eq!(
            ahead(&world),
            expected,
            "a call of the first moved somebody else"
        );
    }
}

/// Two come by appointment, to different services of one line, the later booked one first. The branch
/// stands still over both booked times: whoever booked earlier is still called earlier.
#[test]
fn booked_times_inside_a_hold_keep_their_order() {
    let mut lot = Lot::new(3);
    let mut config = hall_of_one_rule(&mut lot, &by_age(Finally::LongestWait));
    config.classes[1].appointment = Some(Default::default());
    let mut world = World::of(config, Wanted::OneProfile);
    let k0 = id::<CounterId>("k0");
    open(&mut world, &k0);
    let come = |world: &mut World, service: &str, booked_at: &str| {
        let booked_at: Timestamp = id(booked_at);
        let act = Act::Issue {
            service: id(service),
            class: Some(id("c1")),
            locale: None,
            count: 1,
            party: 1,
            booked_at: Some(booked_at),
            note: None,
        };
        let events = must(world, &kiosk(), &act);
        events[0].what.ticket().expect("a ticket was given")
    };
    let later = come(&mut world, "s0", "2026-11-23T08:10:00+07:00");
    pass(&mut world, 60);
    let earlier = come(&mut world, "s1", "2026-11-23T08:00:00+07:00");
    pass(&mut world, 1_200);
    assert_eq!(ahead_of(&world, later), 1);
    must(
        &mut world,
        &supervisor(),
        &Act::Hold(HoldReason::SystemDown),
    );
    assert_eq!(ahead_of(&world, later), 1);
    pass(&mut world, 1_800);
    must(&mut world, &supervisor(), &Act::ResumeBranch);
    assert_eq!(ahead_of(&world, later), 1);
    assert_eq!(call_next(&mut world, &k0), earlier);
    assert_eq!(call_next(&mut world, &k0), later);
}

/// A branch of one profile with `rule`, without appointments and journeys, and at least two counters.
fn hall_of_one_rule(lot: &mut Lot, rule: &Rule) -> Config {
    let (mut config, _) = draw::branch(lot, Wanted::OneProfile);
    for class in &mut config.classes {
        class.appointment = None;
    }
    for service in &mut config.services {
        service.journey = None;
    }
    config.journeys.clear();
    config.profiles[0].rule = rule.clone();
    let mut second = config.counters[0].clone();
    second.id = id("k1");
    config.counters.truncate(1);
    config.counters.push(second);
    config
}

/// One line for each class, and nothing that decides but age.
fn by_age(finally: Finally) -> Rule {
    let line = |name: &str, classes: &[&str]| Line {
        id: id(name),
        name: None,
        classes: classes.iter().map(|class| id(class)).collect(),
        services: Vec::new(),
        one_in: None,
        cap_secs: None,
    };
    Rule::Custom(Custom {
        lines: vec![line("first", &["c0"]), line("others", &[])],
        steps: Vec::new(),
        finally,
    })
}

fn fill(world: &mut World, lot: &mut Lot) {
    while waiting(world).len() < CROWD {
        let act = Act::Issue {
            service: lot.pick(&world.config().services).id.clone(),
            class: Some(lot.pick(&world.config().classes).id.clone()),
            locale: None,
            count: 1,
            party: u8::try_from(lot.between(1, 4)).expect("4 is a u8"),
            booked_at: None,
            note: None,
        };
        must(world, &kiosk(), &act);
        pass(world, lot.between(0, 90));
        // Calls before the look, so that shares and turns stand somewhere in their course.
        if lot.chance(30) && waiting(world).len() > 1 {
            call_next(world, &id("k0"));
        }
    }
}

fn pass(world: &mut World, secs: u32) {
    world.clock = world.clock.plus_secs(secs);
    while let Some((by, act)) = world.due() {
        world.must(&by, &act);
    }
}

fn open(world: &mut World, counter: &CounterId) {
    let act = Act::OpenCounter {
        counter: counter.clone(),
        profile: None,
    };
    must(world, &clerk(counter), &act);
}

fn must(world: &mut World, by: &Actor, act: &Act) -> Vec<antre_domain::Event> {
    world.must(by, act)
}

fn call_next(world: &mut World, counter: &CounterId) -> TicketId {
    let events = must(
        world,
        &clerk(counter),
        &Act::CallNext {
            counter: counter.clone(),
            quiet: None,
            finish: Finish::default(),
        },
    );
    let called = events.iter().find_map(|event| match event.what {
        What::TicketCalled { ticket, .. } => Some(ticket),
        _ => None,
    });
    called.expect("somebody waits")
}

fn waiting(world: &World) -> Vec<TicketId> {
    let queues = world.day().queues.values();
    queues.flat_map(|queue| queue.values().copied()).collect()
}

/// Everybody who waits, each with how many people are ahead.
fn ahead(world: &World) -> Vec<(TicketId, u32)> {
    waiting(world)
        .into_iter()
        .map(|ticket| (ticket, ahead_of(world, ticket)))
        .collect()
}

fn ahead_of(world: &World, ticket: TicketId) -> u32 {
    let ticket = world.branch.ticket(ticket).expect("a ticket of today");
    world.branch.ahead(ticket)
}
