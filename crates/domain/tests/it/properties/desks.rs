//! Clerks who do everything that clerks can do, several at once, sent on, standing by, moving and
//! released: whatever is asked, the promises hold.

use std::collections::BTreeSet;

use antre_domain::config::{Clerk, Config, Delivery, OnTransfer, TransferClass};
use antre_domain::*;
use proptest::prelude::*;
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};

use super::runner;
use crate::scene::*;

const COUNTERS: [&str; 4] = ["l1", "l2", "k1", "lab"];
const CLERKS: [&str; 3] = ["petugas-1", "petugas-2", "petugas-3"];
const PROFILES: [&str; 3] = ["general", "mothers", "laboratory"];
const SERVICES: [&str; 4] = ["umum", "gigi", "kia", "lab"];
const KIOSKS: [&str; 2] = ["kios-1", "kios-2"];
const CLASSES: [&str; 2] = ["regular", "priority"];

/// One act, still to be resolved against the branch of that moment: each number is taken modulo what
/// there is.
#[derive(Debug, Clone, Copy)]
struct Move {
    act: u8,
    by: u8,
    one: u16,
    other: u16,
    third: u16,
}

/// How the branch is set.
#[derive(Debug, Clone, Copy)]
struct Set {
    sign_in: bool,
    gaps: [u32; 3],
    asks: [u8; 2],
    directed_secs: u32,
}

fn moves(length: std::ops::RangeInclusive<usize>) -> impl Strategy<Value = Vec<Move>> {
    let one = (0..ACTS, any::<u8>(), any::<[u16; 3]>());
    let one = one.prop_map(|(act, by, [one, other, third])| Move {
        act,
        by,
        one,
        other,
        third,
    });
    prop::collection::vec(one, length)
}

fn sets() -> impl Strategy<Value = Set> {
    let gap = prop::sample::select(vec![0u32, 0, 5, 60]);
    let directed = prop::sample::select(vec![60u32, 300, 1_800]);
    (
        any::<bool>(),
        [gap.clone(), gap.clone(), gap],
        any::<[u8; 2]>(),
        directed,
    )
        .prop_map(|(sign_in, gaps, asks, directed_secs)| Set {
            sign_in,
            gaps,
            asks,
            directed_secs,
        })
}

fn branch(set: Set) -> Config {
    let asks = |value: u8| [Asks::Never, Asks::Optional, Asks::Mandatory][usize::from(value % 3)];
    let mut config = puskesmas();
    config.rules.sign_in = set.sign_in;
    [
        config.rules.recall_gap_secs,
        config.rules.call_gap_secs,
        config.rules.wrap_up_secs,
    ] = set.gaps;
    [config.rules.outcome, config.rules.delivered] = set.asks.map(asks);
    config.rules.directed_secs = set.directed_secs;
    config.services[1].on_transfer = OnTransfer {
        class: TransferClass::Gain,
        age: Age::Fresh,
    };
    config.deliveries = vec![Delivery {
        id: id("obat"),
        name: "Obat".into(),
        services: vec![id("umum")],
    }];
    config.clerks = vec![Clerk {
        id: id(CLERKS[2]),
        profile: id("mothers"),
    }];
    config
}

fn of<T: std::str::FromStr>(names: &[&str], at: u16) -> T {
    id(names[usize::from(at) % names.len()])
}

const ACTS: u8 = 40;

/// What somebody does; `None` where there is nobody to do it to.
fn act(scene: &Scene, step: Move) -> Option<Act> {
    let Move {
        one, other, third, ..
    } = step;
    let all: Vec<TicketId> = scene.day().tickets.keys().copied().collect();
    let among = |states: &[StateName], at: u16| {
        let fits = |id: &&TicketId| states.contains(&scene.state(**id));
        let fitting: Vec<_> = all.iter().filter(fits).collect();
        // Now and then whoever it does not fit.
        let fitting = if fitting.is_empty() || at % 16 == 15 {
            all.iter().collect()
        } else {
            fitting
        };
        (!fitting.is_empty()).then(|| *fitting[usize::from(at) % fitting.len()])
    };
    let counter = || of::<CounterId>(&COUNTERS, one);
    let standing = [StateName::Called, StateName::Serving];
    let finish = Finish {
        outcome: [None, Some(Outcome::Served), Some(Outcome::Left)][usize::from(third % 3)],
        delivered: [vec![], vec![id("obat")], vec![id("emas")]][usize::from(third / 3 % 3)].clone(),
    };
    let note = (third % 2 == 0).then(|| NoteRef::from_bits(third.into()));
    let waiting = |at| among(&[StateName::Waiting], at);
    Some(match step.act {
        0..=7 => issue_as(
            SERVICES[usize::from(one) % 3],
            CLASSES[usize::from(other % 2)],
        ),
        8..=12 => Act::CallNext {
            counter: counter(),
            quiet: None,
            finish,
        },
        13 => Act::Call {
            counter: counter(),
            ticket: waiting(other)?,
            because: None,
            quiet: None,
            finish,
        },
        14 | 15 => {
            let several = (0..=other % 4).filter_map(|at| waiting(third.wrapping_add(at)));
            Act::CallSeveral {
                counter: counter(),
                tickets: several.collect(),
                because: None,
                quiet: None,
                finish,
            }
        }
        16 => Act::WalkIn {
            counter: counter(),
            service: of(&SERVICES, other),
            class: None,
            locale: None,
        },
        17 | 18 => Act::Start(among(&[StateName::Called], other)?),
        19 | 20 => Act::Finish {
            ticket: among(&standing, other)?,
            finish,
        },
        21..=23 => Act::Transfer {
            ticket: among(&[StateName::Waiting, StateName::Serving], other)?,
            service: of(&SERVICES, one),
            class: (third % 3 == 0).then(|| of(&CLASSES, third)),
            age: None,
            to: match third % 4 {
                0 => Some(Directed::Clerk(of(&CLERKS, third / 4))),
                1 | 2 => Some(Directed::Counter(of(&COUNTERS, third / 4))),
                _ => None,
            },
            note,
        },
        24 => Act::Park {
            ticket: among(&standing, other)?,
            return_secs: (third % 2 == 0).then_some(60),
            note,
        },
        25 => Act::Requeue {
            ticket: among(&[StateName::Called, StateName::NoShow], other)?,
            because: Some(RequeueReason::NotReady),
        },
        26 => Act::NoShow(among(&[StateName::Called], other)?),
        27 => Act::Undo(among(
            &[StateName::Finished, StateName::NoShow, StateName::Parked],
            other,
        )?),
        28 => Act::Note {
            ticket: among(&standing, other)?,
            note: NoteRef::from_bits(third.into()),
        },
        29 | 30 => stand_by(counter(), other % 3 != 0),
        31..=33 => Act::SignIn {
            clerk: of(&CLERKS, step.by.into()),
            counter: (other % 8 != 0).then(counter),
        },
        34 => Act::SignOut {
            clerk: of(&CLERKS, step.by.into()),
        },
        35 => Act::ReleaseCounter(counter()),
        36 => Act::AssignProfile {
            counter: counter(),
            profile: of(&PROFILES, other),
        },
        37 => Act::AskCopy {
            ticket: among(&[StateName::Waiting], other)?,
            device: of(&KIOSKS, third),
        },
        38 => match other % 4 {
            0 => Act::Break {
                counter: counter(),
                reason: Some(BreakReason::Meal),
            },
            1 => Act::CloseCounter(counter()),
            _ => Act::OpenCounter {
                counter: counter(),
                profile: None,
            },
        },
        _ => match other % 6 {
            0 => Act::Hold(HoldReason::Other),
            1 | 2 => Act::ResumeBranch,
            3 => Act::Recall(among(&[StateName::Called], third)?),
            4 => Act::ReportSlip {
                ticket: among(&[StateName::Waiting], third)?,
                kind: SlipKind::Copy,
                state: SlipState::Confirmed,
            },
            _ => Act::Cancel(among(&[StateName::Waiting], third)?),
        },
    })
}

fn stand_by(counter: CounterId, on: bool) -> Act {
    Act::StandBy { counter, on }
}

/// Most often a clerk on some PC, now and then a supervisor, a greeter, a kiosk.
fn actor(scene: &Scene, by: u8, act: &Act) -> Actor {
    let names = |role, device: &str, clerk: Option<&str>| Actor {
        role,
        device: Some(id(device)),
        counter: None,
        clerk: clerk.map(id),
    };
    let above = matches!(
        act,
        Act::ReleaseCounter(_) | Act::AssignProfile { .. } | Act::Hold(_) | Act::ResumeBranch
    );
    if let Act::Undo(ticket) = act
        && let Some(undo) = scene.ticket(*ticket).undo.as_deref()
        && !by.is_multiple_of(4)
    {
        return Actor {
            device: undo.device.clone(),
            clerk: undo.clerk.clone(),
            ..names(Role::Counter, "pc-1", None)
        };
    }
    match by {
        _ if above && !by.is_multiple_of(4) => supervisor(),
        _ if matches!(act, Act::ReportSlip { .. }) => kiosk(KIOSKS[usize::from(by % 2)]),
        240.. => kiosk("kios-1"),
        225..=239 => names(Role::Greeter, "meja", Some("penyambut")),
        160..=224 => supervisor(),
        130..=159 => Actor {
            clerk: None,
            ..clerk(COUNTERS[usize::from(by % 4)])
        },
        _ => names(
            Role::Counter,
            ["pc-1", "pc-2"][usize::from(by / 4 % 2)],
            Some(CLERKS[usize::from(by) % 3]),
        ),
    }
}

/// Lives through `steps`; then everybody who still waits is called by somebody. What the log held.
fn live(set: Set, steps: &[Move]) -> BTreeSet<&'static str> {
    let config = branch(set);
    assert_eq!(config.check(), Ok(()));
    let mut scene = Scene::of(config, "2026-11-23T08:00:00+07:00");
    for (name, counter) in CLERKS.iter().zip(COUNTERS) {
        let act = Act::SignIn {
            clerk: id(name),
            counter: Some(id(counter)),
        };
        scene.must(supervisor(), act);
    }
    for step in steps {
        if let Some(act) = act(&scene, *step) {
            let by = actor(&scene, step.by, &act);
            let _either = scene.ask(by, act);
        }
        scene.wait([0, 0, 3, 40][usize::from(step.third % 4)]);
    }
    empties(&mut scene);
    follows(&scene);
    let seen = scene.log.iter().flat_map(|event| {
        let reason = match &event.what {
            What::TicketCalled { reason, .. } => Some(reason.code()),
            _ => None,
        };
        reason.into_iter().chain([event.what.kind()])
    });
    seen.collect()
}

/// Promise 4: whatever was done before, whoever waits is called once the counters work.
fn empties(scene: &mut Scene) {
    let _held = scene.ask(supervisor(), Act::ResumeBranch);
    for name in COUNTERS {
        let _gone = scene.ask(supervisor(), Act::ReleaseCounter(id(name)));
        scene.must(supervisor(), open(name));
    }
    for _ in 0..scene.day().tickets.len() + 1 {
        scene.wait(60);
        for name in COUNTERS {
            scene.must(supervisor(), call_next(name));
        }
    }
    let waiting = scene.day().queues.values().map(|queue| queue.len());
    assert_eq!(waiting.sum::<usize>(), 0, "somebody waits for ever");
}

/// Promise 3, from the log alone: only who waits is called, and only from where they stand does anybody
/// move on.
fn follows(scene: &Scene) {
    let mut branch = Branch::default();
    for event in &scene.log {
        let state = |id: &TicketId| branch.ticket(*id).map(|one| one.state.clone());
        match &event.what {
            What::TicketCalled { ticket, .. } => {
                assert_eq!(state(ticket), Some(State::Waiting), "called twice");
            }
            What::TicketStarted {
                ticket, counter, ..
            }
            | What::TicketFinished {
                ticket, counter, ..
            }
            | What::TicketNoShow {
                ticket, counter, ..
            }
            | What::TicketMoved {
                ticket,
                from: counter,
                ..
            } => {
                let at = state(ticket).and_then(|state| state.counter().cloned());
                assert_eq!(at.as_ref(), Some(counter), "{event:?}");
            }
            _ => {}
        }
        branch.apply(event);
    }
    assert_eq!(branch, scene.branch);
}

#[test]
fn clerks_who_do_everything_break_no_promise() {
    runner(96)
        .run(&(sets(), moves(80..=120)), |(set, steps)| {
            live(set, &steps);
            Ok(())
        })
        .unwrap_or_else(|error| panic!("{error}"));
}

/// What such walks never came to, they would promise nothing about. The same walks at every run.
#[test]
fn the_walks_of_the_clerks_meet_whatever_a_clerk_can_do() {
    let met = std::cell::RefCell::new(BTreeSet::new());
    let config = ProptestConfig {
        cases: 48,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    TestRunner::new_with_rng(config, rng)
        .run(&(sets(), moves(80..=120)), |(set, steps)| {
            met.borrow_mut().extend(live(set, &steps));
            Ok(())
        })
        .unwrap_or_else(|error| panic!("{error}"));
    let met = met.into_inner();
    for name in [
        "ticket_noted",
        "ticket_moved",
        "counter_stands_by",
        "profile_assigned",
        "clerk_signed_in",
        "clerk_signed_out",
        "counter_released",
        "copy_asked",
        "directed",
        "walk_in",
        "chosen",
        "ticket_act_undone",
        "ticket_recalled",
        "ticket_requeued",
        "ticket_no_show",
        "ticket_parked",
    ] {
        assert!(met.contains(name), "never met: {name}");
    }
}
