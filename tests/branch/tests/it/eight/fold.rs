//! Who stands where, folded from the log by a reader that shares no code with the branch.

use std::collections::{BTreeMap, BTreeSet};

use antre_branch_tests::Following;
use antre_domain::{CallReason, ClassId, CounterId, TicketId, TicketNumber, What};

/// `antre hub` says of the branch that is tested: each class is called at the fourth call at the latest.
const CALLS_MAX: usize = 4;

/// The log so far.
pub(super) struct Fold {
    following: Following,
    numbers: BTreeMap<TicketNumber, TicketId>,
    /// Every ticket that is at a counter.
    at: BTreeMap<TicketId, CounterId>,
    /// Where a ticket was before its last act.
    before: BTreeMap<TicketId, Place>,
    /// Those whom every counter may call.
    waiting: BTreeMap<TicketId, ClassId>,
    classes: BTreeMap<TicketId, ClassId>,
    /// How many calls have passed over a class while somebody of it waited.
    passed: BTreeMap<ClassId, usize>,
    /// What has stood at each counter since [`Fold::forget`].
    stood: BTreeMap<CounterId, Vec<BTreeSet<TicketId>>>,
    pub(super) calls: usize,
    pub(super) undone: usize,
}

/// Where a ticket is.
#[derive(Clone)]
enum Place {
    At(CounterId),
    Waiting(ClassId),
    Aside,
}

impl Fold {
    pub(super) fn new(following: Following) -> Self {
        Self {
            following,
            numbers: BTreeMap::new(),
            at: BTreeMap::new(),
            before: BTreeMap::new(),
            waiting: BTreeMap::new(),
            classes: BTreeMap::new(),
            passed: BTreeMap::new(),
            stood: BTreeMap::new(),
            calls: 0,
            undone: 0,
        }
    }

    /// Takes in what is durable by now.
    pub(super) fn read(&mut self) {
        for (seq, event) in self.following.newer() {
            self.take(seq, event.what);
        }
    }

    /// What stands at `counter`.
    pub(super) fn at(&self, counter: &CounterId) -> BTreeSet<TicketId> {
        let there = self.at.iter().filter(|(_, at)| *at == counter);
        there.map(|(ticket, _)| *ticket).collect()
    }

    /// Whether just that stood at `counter` since [`Fold::forget`], or still does.
    pub(super) fn stood(&self, counter: &CounterId, tickets: &BTreeSet<TicketId>) -> bool {
        let past = self.stood.get(counter);
        self.at(counter) == *tickets || past.is_some_and(|past| past.contains(tickets))
    }

    /// What stood somewhere and does no more is past.
    pub(super) fn forget(&mut self) {
        self.stood.clear();
    }

    pub(super) fn waiting(&self) -> Vec<TicketId> {
        self.waiting.keys().copied().collect()
    }

    pub(super) fn holds(&self, number: &TicketNumber) -> bool {
        self.numbers.contains_key(number)
    }

    /// Every ticket of the day.
    pub(super) fn tickets(&self) -> Vec<TicketId> {
        self.numbers.values().copied().collect()
    }

    fn take(&mut self, seq: u64, what: What) {
        match what {
            What::TicketIssued {
                ticket,
                number,
                class,
                ..
            } => {
                let twin = self.numbers.insert(number, ticket);
                assert!(twin.is_none(), "{seq}: {number} is given twice");
                self.classes.insert(ticket, class.clone());
                self.waiting.insert(ticket, class);
            }
            What::TicketCalled {
                ticket,
                counter,
                reason,
                ..
            } => {
                self.count(seq, ticket, &reason);
                let elsewhere = self.at.get(&ticket);
                assert!(elsewhere.is_none(), "{seq}: {ticket} is at {elsewhere:?}");
                self.moves(ticket, Place::At(counter));
                self.calls += 1;
            }
            What::TicketStarted {
                ticket, counter, ..
            }
            | What::TicketRecalled {
                ticket, counter, ..
            } => {
                assert_eq!(self.at.get(&ticket), Some(&counter), "{seq}");
            }
            What::TicketFinished {
                ticket, counter, ..
            }
            | What::TicketNoShow {
                ticket, counter, ..
            } => {
                assert_eq!(self.at.get(&ticket), Some(&counter), "{seq}");
                self.moves(ticket, Place::Aside);
            }
            What::TicketTransferred {
                ticket,
                class,
                directed,
                ..
            } => {
                self.classes.insert(ticket, class.clone());
                // Others pass over one who is sent to somebody.
                let sent = directed.is_some();
                let place = if sent {
                    Place::Aside
                } else {
                    Place::Waiting(class)
                };
                self.moves(ticket, place);
            }
            What::TicketParked { ticket, .. } | What::TicketCancelled { ticket, .. } => {
                self.moves(ticket, Place::Aside);
            }
            What::TicketResumed { ticket, .. } | What::TicketRequeued { ticket, .. } => {
                let class = self.classes[&ticket].clone();
                self.moves(ticket, Place::Waiting(class));
            }
            What::TicketActUndone { ticket, .. } => {
                let place = self.before.remove(&ticket);
                self.moves(ticket, place.expect("an act is undone once"));
                self.undone += 1;
            }
            What::TicketMoved {
                ticket, from, to, ..
            } => {
                assert_eq!(self.at.get(&ticket), Some(&from), "{seq}");
                self.moves(ticket, Place::At(to));
            }
            _ => {}
        }
    }

    /// Promise 4: nobody is passed over for ever.
    fn count(&mut self, seq: u64, called: TicketId, reason: &CallReason) {
        let by_hand = matches!(
            reason,
            CallReason::Chosen { .. } | CallReason::Directed { .. } | CallReason::WalkIn
        );
        let others = self.waiting.iter().filter(|(ticket, _)| **ticket != called);
        let there: BTreeSet<ClassId> = others.map(|(_, class)| class.clone()).collect();
        self.passed.retain(|class, _| there.contains(class));
        for class in there {
            let passed = self.passed.entry(class.clone()).or_default();
            if self.classes.get(&called) == Some(&class) {
                // By hand or by the rule: it was a call of its line.
                *passed = 0;
            } else if !by_hand {
                *passed += 1;
                assert!(
                    *passed < CALLS_MAX,
                    "{seq}: {class} was passed over {passed} times"
                );
            }
        }
    }

    fn moves(&mut self, ticket: TicketId, place: Place) {
        let from = self.at.get(&ticket).cloned();
        let to = match &place {
            Place::At(counter) => Some(counter.clone()),
            Place::Waiting(_) | Place::Aside => None,
        };
        self.note([&from, &to]);
        let class = self.waiting.remove(&ticket);
        self.at.remove(&ticket);
        let before = from
            .clone()
            .map_or_else(|| class.map_or(Place::Aside, Place::Waiting), Place::At);
        self.before.insert(ticket, before);
        match place {
            Place::At(counter) => drop(self.at.insert(ticket, counter)),
            Place::Waiting(class) => drop(self.waiting.insert(ticket, class)),
            Place::Aside => {}
        }
        self.note([&from, &to]);
    }

    /// What stands at these counters is to be seen there.
    fn note(&mut self, counters: [&Option<CounterId>; 2]) {
        for counter in counters.into_iter().flatten() {
            let there = self.at(counter);
            self.stood.entry(counter.clone()).or_default().push(there);
        }
    }
}
