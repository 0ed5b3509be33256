//! The lane under anything that may happen, beside a naive account of who is still to be heard.

use std::time::Duration;

use antre_domain::TicketId;
use antre_speech::lane::{Calling, Entry, Lane, SPOKEN_WITHIN_SECS, TOGETHER_MAX, TURN_MAX, What};
use proptest::prelude::*;

use crate::made::{again, call, emergency, notice};

#[derive(Debug, Clone)]
enum Act {
    Call {
        ticket: u64,
        counter: u8,
        age_secs: u32,
    },
    End(u64),
    Announce(u128),
    EndSaying(u128),
    Done,
    Late,
    Pass(u64),
}

fn act() -> impl Strategy<Value = Act> {
    let ticket = 1u64..9;
    prop_oneof![
        8 => (ticket.clone(), 0u8..3, prop_oneof![9 => 0u32..=60, 1 => 61u32..90])
            .prop_map(|(ticket, counter, age_secs)| Act::Call { ticket, counter, age_secs }),
        2 => ticket.prop_map(Act::End),
        // Even ones are emergencies.
        1 => (0u128..5).prop_map(Act::Announce),
        2 => (0u128..5).prop_map(Act::EndSaying),
        6 => Just(Act::Done),
        1 => Just(Act::Late),
        4 => (1u64..12_000).prop_map(Act::Pass),
    ]
}

#[derive(Debug, Clone, PartialEq)]
enum Due {
    Call(Calling),
    Notice(u128),
}

/// What is heard now, and what of it is due again if it is cut off.
struct Heard {
    turn: u64,
    saying: Option<u128>,
    again: Vec<Due>,
}

#[derive(Default)]
struct Account {
    lane: Lane,
    now: Duration,
    seq: u64,
    due: Vec<Due>,
    emergencies: Vec<u128>,
    heard: Option<Heard>,
    turns: u64,
}

fn is_emergency(id: u128) -> bool {
    id.is_multiple_of(2)
}

fn is_of(due: &Due, ticket: u64) -> bool {
    matches!(due, Due::Call(call) if call.ticket == TicketId::from_bits(ticket))
}

impl Account {
    fn take(&mut self, act: Act) {
        match act {
            Act::Call {
                ticket,
                counter,
                age_secs,
            } => self.call(ticket, counter, age_secs),
            Act::End(ticket) => {
                self.lane.end(TicketId::from_bits(ticket));
                self.due.retain(|due| !is_of(due, ticket));
                if let Some(heard) = &mut self.heard {
                    heard.again.retain(|due| !is_of(due, ticket));
                }
            }
            Act::Announce(id) => self.announce(id),
            Act::EndSaying(id) => {
                let cut = self
                    .heard
                    .take_if(|heard| heard.saying == Some(id))
                    .is_some();
                assert_eq!(self.lane.end_saying(id), cut);
                self.due.retain(|due| *due != Due::Notice(id));
                self.emergencies.retain(|other| *other != id);
            }
            Act::Done => self.done(),
            Act::Late => {
                // Ends of turns that are long over.
                for turn in 0..self.turns {
                    self.lane.done(turn, self.now);
                }
            }
            Act::Pass(millis) => {
                let until = self.now + Duration::from_millis(millis);
                // Nobody plays for as long as a turn may take at most.
                let late_at = self.lane.next_deadline().filter(|_| self.heard.is_some());
                if late_at.is_none_or(|late_at| until < late_at) {
                    self.now = until;
                }
            }
        }
        self.listen();
    }

    fn call(&mut self, ticket: u64, counter: u8, age_secs: u32) {
        self.seq += 1;
        let first = call(ticket, &format!("loket-{counter}"));
        let calling = Calling {
            recall: u8::from(self.seq.is_multiple_of(3)),
            ..again(&first, self.seq)
        };
        let waiting = self.due.iter_mut().find(|due| is_of(due, ticket));
        let entry = match waiting {
            _ if age_secs > SPOKEN_WITHIN_SECS => Entry::Stale,
            Some(due) => {
                *due = Due::Call(calling.clone());
                Entry::Coalesced
            }
            None => {
                self.due.push(Due::Call(calling.clone()));
                Entry::Waits
            }
        };
        assert_eq!(self.lane.call(calling, age_secs, self.now), entry);
    }

    fn announce(&mut self, id: u128) {
        let is_heard = self
            .heard
            .as_ref()
            .is_some_and(|heard| heard.saying == Some(id));
        let is_known =
            is_heard || self.emergencies.contains(&id) || self.due.contains(&Due::Notice(id));
        if is_emergency(id) {
            self.lane.announce(emergency(id));
            if !is_known {
                self.emergencies.push(id);
            }
        } else {
            self.lane.announce(notice(id));
            if !is_known {
                self.due.push(Due::Notice(id));
            }
        }
    }

    fn done(&mut self) {
        if let Some(heard) = self.heard.take() {
            self.lane.done(heard.turn, self.now);
        }
    }

    /// Takes what the lane has to say, as its driver does after every act.
    fn listen(&mut self) {
        while let Some(turn) = self.lane.next(self.now) {
            self.turns += 1;
            assert_eq!(turn.id, self.turns);
            // Never two at once.
            assert_eq!(turn.pre_empts, self.heard.is_some());
            if let Some(cut) = self.heard.take() {
                self.wait_again(cut.again);
            }
            let (saying, again) = match turn.what {
                What::Calls(calls) => (None, self.said(&calls)),
                What::Saying(saying) if saying.is_emergency => {
                    assert!(self.emergencies.contains(&saying.id));
                    (Some(saying.id), Vec::new())
                }
                What::Saying(saying) => {
                    assert_eq!(self.emergencies, []);
                    let due = self.due.remove(0);
                    assert_eq!(due, Due::Notice(saying.id));
                    (Some(saying.id), vec![due])
                }
            };
            self.heard = Some(Heard {
                turn: turn.id,
                saying,
                again,
            });
        }
        assert_eq!(self.lane.is_busy(), self.heard.is_some());
        let is_silent = self.heard.is_none() && self.emergencies.is_empty();
        assert!(
            !is_silent || self.due.is_empty(),
            "nobody waits for silence"
        );
    }

    /// Calls are said in the order in which they are due, none is left out, none is said that is not due.
    fn said(&mut self, calls: &[Calling]) -> Vec<Due> {
        assert_eq!(self.emergencies, [], "no call while an emergency stands");
        assert!((1..=TOGETHER_MAX).contains(&calls.len()));
        let due: Vec<Due> = self.due.drain(..calls.len()).collect();
        let said: Vec<Due> = calls.iter().cloned().map(Due::Call).collect();
        assert_eq!(said, due);
        for (index, call) in calls.iter().enumerate() {
            assert_eq!(call.counter, calls[0].counter);
            assert_eq!(call.recall > 0, calls[0].recall > 0);
            let twice = calls[..index]
                .iter()
                .any(|other| other.ticket == call.ticket);
            assert!(!twice, "{call:?}");
        }
        due
    }

    fn wait_again(&mut self, cut: Vec<Due>) {
        for mut due in cut.into_iter().rev() {
            if let Due::Call(call) = &due {
                let ticket = call.ticket.bits();
                let newer = self.due.iter().position(|other| is_of(other, ticket));
                if let Some(newer) = newer {
                    due = self.due.remove(newer);
                }
            }
            self.due.insert(0, due);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn whatever_happens_one_is_heard_at_a_time_in_order_and_nobody_is_lost(
        acts in proptest::collection::vec(act(), 1..120),
    ) {
        let mut account = Account::default();
        for act in acts {
            account.take(act);
        }
        for id in 0..5 {
            account.take(Act::EndSaying(id));
        }
        // Everybody who is still due is heard before the lane falls silent.
        let mut bound = account.due.len() + 1;
        while account.heard.is_some() {
            prop_assert!(bound > 0);
            bound -= 1;
            account.take(Act::Done);
        }
        prop_assert_eq!(account.due, []);
        prop_assert_eq!(account.lane.fell_off(), 0);
        prop_assert!(account.now < TURN_MAX * 120);
    }
}
