//! Every moment there is has its sentences.

use std::collections::BTreeSet;

use antre_domain::story::{
    CounterTurn, Ending, Entry, Joining, Moment, Order, OtherCalled, Reach, Standing,
};
use antre_domain::{
    CallReason, CounterId, Directed, HoldReason, Locale, Outcome, Quiet, QuietReason,
    RequeueReason, Role, TicketId, TicketNumber, Timestamp, Undoable, Without,
};
use chrono::NaiveDate;

use super::tale::Narrator;
use crate::texts::Words;

fn every_moment() -> Vec<Moment> {
    let id = TicketId::from_bits(7);
    let number: TicketNumber = "A007".parse().unwrap();
    let at = Timestamp::from_millis(3_600_000);
    let counter: CounterId = "t1".parse().unwrap();
    let standings =
        [(0, 0), (0, 1), (1, 0), (7, 2)].map(|(people_ahead, counters_open)| Standing {
            people_ahead,
            counters_open,
        });
    let standing = standings[3];
    let reason = CallReason::LongestWait { waited_secs: 600 };
    let mut moments = vec![
        Moment::NoShow {
            counter: counter.clone(),
        },
        Moment::Started {
            counter: counter.clone(),
        },
        Moment::ServedAtDayEnd,
        Moment::CarriedOn {
            date: NaiveDate::from_ymd_opt(2026, 11, 24).unwrap(),
            ticket: id,
            number,
        },
        Moment::Held {
            reason: HoldReason::Evacuation,
        },
        Moment::Resumed { held_secs: 20 },
    ];
    moments.extend(quiets().into_iter().map(|quiet| Moment::Called {
        counter: counter.clone(),
        reason: reason.clone(),
        quiet,
    }));
    for (came, stood) in [
        (Order::Earlier, Order::Earlier),
        (Order::Later, Order::Earlier),
        (Order::Later, Order::Later),
    ] {
        for reach in [
            Reach::Equal,
            Reach::NotDue,
            Reach::SetBack,
            Reach::Helping,
            Reach::Directed,
            Reach::Outside,
        ] {
            for booked_at in [None, Some(at)] {
                moments.push(Moment::OtherCalled(OtherCalled {
                    ticket: id,
                    number,
                    counter: counter.clone(),
                    reason: reason.clone(),
                    service: "s".parse().unwrap(),
                    class: "c".parse().unwrap(),
                    came_at: at,
                    came,
                    since: at,
                    booked_at,
                    stood,
                    same_line: true,
                    reach,
                }));
            }
        }
    }
    for how in [
        Joining::Booked,
        Joining::Transferred,
        Joining::WentOn,
        Joining::Returned,
        Joining::CameBack,
        Joining::CallWithdrawn,
        Joining::Undone,
        Joining::JoinedFromOffline,
    ] {
        for came in [Order::Earlier, Order::Later] {
            moments.push(Moment::OtherJoined {
                ticket: id,
                number,
                how,
                came,
                since: at,
            });
        }
    }
    moments.extend([1, 2].map(|times| Moment::Recalled {
        counter: counter.clone(),
        times,
    }));
    moments.extend(standings.map(|standing| Moment::CallWithdrawn {
        counter: None,
        because: None,
        standing,
    }));
    let reasons = RequeueReason::OF_CLERKS.into_iter();
    for because in reasons.chain([RequeueReason::CounterReleased]) {
        moments.push(Moment::CallWithdrawn {
            counter: None,
            because: Some(because),
            standing,
        });
    }
    moments.push(Moment::Moved {
        from: counter.clone(),
        to: "t2".parse().unwrap(),
    });
    for behind in [None, Some(number)] {
        moments.push(Moment::CameBack { behind, standing });
    }
    for outcome in [Outcome::Served, Outcome::Incomplete, Outcome::Left] {
        moments.push(Moment::Finished {
            counter: counter.clone(),
            outcome,
        });
    }
    for kept_age in [false, true] {
        moments.push(Moment::WentOn {
            counter: kept_age.then(|| counter.clone()),
            service: "s".parse().unwrap(),
            kept_age,
            standing,
        });
        let to = [
            None,
            Some(Directed::Counter(counter.clone())),
            Some(Directed::Clerk("p-1".parse().unwrap())),
        ];
        for (service, to) in ["s", "t", "t"].into_iter().zip(to) {
            moments.push(Moment::Transferred {
                counter: None,
                from_service: "s".parse().unwrap(),
                from_class: "c".parse().unwrap(),
                service: service.parse().unwrap(),
                class: "d".parse().unwrap(),
                kept_age,
                to,
                standing,
            });
        }
        moments.push(Moment::Parked {
            counter: None,
            until: kept_age.then_some(at),
        });
        moments.push(Moment::Returned {
            by_itself: kept_age,
            standing,
        });
        moments.push(Moment::Configured { new_rule: kept_age });
    }
    for superseded_by in [None, Some(number)] {
        moments
            .extend([Role::Kiosk, Role::Counter].map(|by| Moment::Cancelled { by, superseded_by }));
    }
    for act in [
        Undoable::Finish,
        Undoable::NoShow,
        Undoable::Park,
        Undoable::Transfer,
        Undoable::Cancel,
    ] {
        for standing in [None, Some(standing)] {
            moments.push(Moment::Undone { act, standing });
        }
    }
    moments.extend([Ending::Closing, Ending::DayEnd].map(|at| Moment::Expired { at }));
    for turn in [
        CounterTurn::Opened,
        CounterTurn::Rested,
        CounterTurn::Closed,
        CounterTurn::OtherWork,
    ] {
        for counters_open in [0, 1, 2] {
            moments.push(Moment::CounterTurned {
                counter: counter.clone(),
                turn,
                counters_open,
            });
        }
    }
    moments
}

/// No quiet, and every kind of it.
fn quiets() -> Vec<Option<Quiet>> {
    let mut quiets = vec![None];
    for without in [Without::Voice, Without::Screen, Without::Both] {
        for because in [
            QuietReason::Delicate,
            QuietReason::Safety,
            QuietReason::Asked,
            QuietReason::Other,
        ] {
            quiets.push(Some(Quiet { without, because }));
        }
    }
    quiets
}

#[test]
fn a_quiet_call_is_told_with_what_it_went_without_and_why() {
    let told = |locale, quiet| {
        let words = Words {
            locale,
            config: None,
        };
        let moment = Moment::Called {
            counter: "t1".parse().unwrap(),
            reason: CallReason::LongestWait { waited_secs: 600 },
            quiet,
        };
        let at = Timestamp::from_millis(0);
        let entry = Entry { at, nth: 0, moment };
        Narrator { words }.moment_of(&entry)
    };
    let all = quiets().into_iter();
    let all: BTreeSet<String> = all.map(|quiet| told(Locale::EN, quiet)).collect();
    assert_eq!(all.len(), 13, "each in words of its own: {all:#?}");
    let quiet = Some(Quiet {
        without: Without::Voice,
        because: QuietReason::Asked,
    });
    let english = told(Locale::EN, quiet);
    assert!(
        english.starts_with("You were called to t1, without the voice (as you asked). "),
        "{english}"
    );
    let indonesian = told(Locale::ID, quiet);
    assert!(
        indonesian.starts_with("Anda dipanggil ke t1, tanpa suara (atas permintaan Anda). "),
        "{indonesian}"
    );
    let loud = told(Locale::EN, None);
    assert!(loud.starts_with("You were called to t1. "), "{loud}");
}

#[test]
fn every_moment_is_whole_sentences_in_each_language() {
    for moment in every_moment() {
        let told = [Locale::ID, Locale::EN].map(|locale| {
            let words = Words {
                locale,
                config: None,
            };
            let entry = Entry {
                at: Timestamp::from_millis(0),
                nth: 0,
                moment: moment.clone(),
            };
            Narrator { words }.moment_of(&entry)
        });
        for told in &told {
            assert!(told.ends_with('.') && !told.ends_with(".."), "{told:?}");
            assert!(
                told.starts_with(|first: char| !first.is_whitespace()),
                "{told:?}"
            );
            assert!(!told.contains("  ") && !told.contains(" ."), "{told:?}");
        }
        assert_ne!(told[0], told[1], "{moment:?}");
    }
}
