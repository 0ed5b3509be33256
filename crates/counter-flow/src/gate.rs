//! Who sits here: signing in by name and PIN, the lock, and the quick switch.

use std::time::Duration;

use antre_domain::{ClerkId, CounterId};
use antre_protocol::{CounterView, PersonCard};

use crate::face::{GateFace, GateStep};
use crate::intent::{Concealed, Signed};
use crate::key::Key;
use crate::menu::PAGE_CHOICES_MAX;

/// The shortest and the longest PIN, in digits.
pub const PIN_DIGITS: std::ops::RangeInclusive<usize> = 4..=8;
/// The most letters of a name that one types to find a person.
pub const FILTER_CHARS_MAX: usize = 20;
/// Who works here is asked for again after so long, where the hub has not said.
pub const PEOPLE_AGAIN: Duration = Duration::from_secs(5);

/// What stands between a stranger and the desk.
#[derive(Debug, Default)]
pub(crate) struct Gate {
    session: Option<Session>,
    step: Option<Step>,
    /// Somebody else is to sign in, or the same one leaves for a while.
    wished: bool,
    locked: bool,
    people: Option<Vec<PersonCard>>,
    asked_at: Option<Duration>,
    struck_at: Duration,
    wait_until: Option<Duration>,
    /// Signs in as soon as the one before has signed out.
    next: Option<(ClerkId, Concealed)>,
}

#[derive(Debug)]
struct Session {
    signed: Signed,
    /// Whether the view has shown them at this counter.
    seen: bool,
}

#[derive(Debug, Clone)]
enum Step {
    People { filter: String, page: usize },
    Pin { clerk: ClerkId, typed: Concealed },
}

impl Step {
    fn people() -> Self {
        Self::People {
            filter: String::new(),
            page: 0,
        }
    }

    fn pin(clerk: ClerkId) -> Self {
        Self::Pin {
            clerk,
            typed: Concealed::default(),
        }
    }
}

/// What a stroke at the gate leads to.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Knock {
    Nothing,
    /// Back to the choice of a counter.
    Counters,
    SignIn(ClerkId, Concealed),
    SignOut,
}

impl Gate {
    pub(crate) fn signed(&self) -> Option<&Signed> {
        self.session.as_ref().map(|session| &session.signed)
    }

    pub(crate) fn people(&self) -> &[PersonCard] {
        self.people.as_deref().unwrap_or_default()
    }

    /// Whether who works here should be asked for, now.
    pub(crate) fn wants_people(&self, now: Duration) -> bool {
        let asks = matches!(self.step, Some(Step::People { .. }));
        let again = self.asked_at.is_none_or(|at| now >= at + PEOPLE_AGAIN);
        asks && self.people.is_none() && again
    }

    pub(crate) fn asked_people(&mut self, now: Duration) {
        self.asked_at = Some(now);
    }

    pub(crate) fn take_next(&mut self) -> Option<(ClerkId, Concealed)> {
        if self.session.is_some() {
            return None;
        }
        self.next.take()
    }

    pub(crate) fn is_open(&self) -> bool {
        self.step.is_some()
    }

    /// A stroke at the desk: somebody is there.
    pub(crate) fn struck(&mut self, now: Duration) {
        self.struck_at = now;
    }

    /// Opens or closes by what is so now. `true` where it has just closed the desk to the eyes.
    pub(crate) fn mind(&mut self, view: &CounterView, counter: &CounterId, now: Duration) -> bool {
        if self.locks_at().is_some_and(|at| now >= at) {
            self.locked = true;
        }
        let needed = view.desk.sign_in && !self.sits_at(counter);
        let open = needed || self.wished || self.locked;
        match (&self.step, open) {
            (None, true) => {
                self.step = Some(self.first_step());
                true
            }
            (Some(_), false) => {
                self.step = None;
                false
            }
            (None, false) | (Some(_), true) => false,
        }
    }

    /// What the view says of the counter's clerk. `true` where the session is over.
    pub(crate) fn handle_clerk(&mut self, at_counter: Option<&ClerkId>) -> bool {
        let Some(session) = &mut self.session else {
            return false;
        };
        if session.signed.counter.is_none() {
            return false;
        }
        if at_counter == Some(&session.signed.clerk) {
            session.seen = true;
            return false;
        }
        let over = session.seen;
        if over {
            self.leave();
        }
        over
    }

    /// Nobody is signed in any more.
    pub(crate) fn leave(&mut self) {
        self.session = None;
        self.locked = false;
        self.wished = false;
        self.step = None;
    }

    pub(crate) fn handle_signed(&mut self, signed: Signed, now: Duration) {
        self.session = Some(Session {
            signed,
            seen: false,
        });
        self.step = None;
        self.wished = false;
        self.locked = false;
        self.wait_until = None;
        self.struck_at = now;
    }

    pub(crate) fn handle_people(&mut self, people: Vec<PersonCard>) {
        self.people = Some(people);
    }

    /// No PIN is taken until `until`.
    pub(crate) fn handle_wait(&mut self, until: Duration) {
        self.wait_until = Some(until);
    }

    /// Whoever was to follow does not.
    pub(crate) fn forget_next(&mut self) {
        self.next = None;
    }

    pub(crate) fn lock(&mut self) {
        self.locked = self.session.is_some();
    }

    pub(crate) fn switch(&mut self) {
        self.wished = true;
        self.step = Some(Step::people());
    }

    /// A stroke while it is open. `fixed`: there is no other counter to go back to.
    pub(crate) fn strike(&mut self, key: Key, fixed: bool, now: Duration) -> Knock {
        let Some(mut step) = self.step.take() else {
            return Knock::Nothing;
        };
        let (next, knock) = match &mut step {
            Step::People { filter, page } => self.at_people(key, filter, page, fixed),
            Step::Pin { clerk, typed } => self.at_pin(key, clerk, typed, now),
        };
        match next {
            Next::Stay => self.step = Some(step),
            Next::Go(step) => self.step = Some(step),
            Next::Leave => self.wished = false,
        }
        knock
    }

    pub(crate) fn face(&self, number: Option<String>, now: Duration) -> Option<GateFace> {
        let locked = self.is_locked(now);
        let step = match (&self.step, locked) {
            (Some(step), _) => step.clone(),
            (None, true) => self.first_step(),
            (None, false) => return None,
        };
        let step = match step {
            Step::People { filter, page } => {
                let found = self.found(&filter);
                GateStep::People {
                    shown: page_of(&found, page).to_vec(),
                    more: found.len() > PAGE_CHOICES_MAX,
                    known: self.people.is_some(),
                    filter,
                }
            }
            Step::Pin { clerk, typed } => GateStep::Pin {
                name: self.name(&clerk),
                digits: typed.reveal().len(),
                clerk,
            },
        };
        let wait = self.wait_until.filter(|until| now < *until);
        Some(GateFace {
            step,
            locked,
            number: number.filter(|_| locked),
            wait_secs: wait.map_or(0, |until| crate::whole_secs(until - now)),
        })
    }

    pub(crate) fn next_deadline(&self) -> [Option<Duration>; 3] {
        let again = match (&self.step, &self.people) {
            (Some(Step::People { .. }), None) => self.asked_at.map(|at| at + PEOPLE_AGAIN),
            _ => None,
        };
        [self.locks_at(), self.wait_until, again]
    }

    pub(crate) fn is_locked(&self, now: Duration) -> bool {
        self.locked || self.locks_at().is_some_and(|at| now >= at)
    }

    fn locks_at(&self) -> Option<Duration> {
        let signed = self.signed()?;
        let after = Duration::from_secs(signed.lock_secs.into());
        (!self.locked && !after.is_zero()).then_some(self.struck_at + after)
    }

    fn sits_at(&self, counter: &CounterId) -> bool {
        self.signed().is_some_and(|signed| {
            let own = signed.counter.as_ref();
            own.is_none_or(|own| own == counter)
        })
    }

    fn first_step(&self) -> Step {
        match self.signed() {
            Some(signed) if !self.wished => Step::pin(signed.clerk.clone()),
            _ => Step::people(),
        }
    }

    fn at_people(
        &self,
        key: Key,
        filter: &mut String,
        page: &mut usize,
        fixed: bool,
    ) -> (Next, Knock) {
        let found = self.found(filter);
        let chosen = match key {
            Key::Digit(9) | Key::NextPage => {
                let pages = found.len().div_ceil(PAGE_CHOICES_MAX).max(1);
                *page = (*page + 1) % pages;
                None
            }
            Key::Digit(digit @ 1..) => page_of(&found, *page).get(usize::from(digit) - 1),
            Key::Enter if found.len() == 1 => found.first(),
            Key::Letter(letter) if filter.chars().count() < FILTER_CHARS_MAX => {
                filter.push(letter);
                *page = 0;
                None
            }
            Key::Erase => {
                filter.pop();
                *page = 0;
                None
            }
            Key::Back | Key::Digit(0) if !filter.is_empty() => {
                filter.clear();
                None
            }
            Key::Back | Key::Digit(0) => return self.back_from_people(fixed),
            _ => None,
        };
        let Some(person) = chosen else {
            return (Next::Stay, Knock::Nothing);
        };
        let same = self
            .signed()
            .is_some_and(|signed| signed.clerk == person.id);
        if same && self.wished && !self.locked {
            return (Next::Leave, Knock::Nothing);
        }
        (Next::Go(Step::pin(person.id.clone())), Knock::Nothing)
    }

    fn back_from_people(&self, fixed: bool) -> (Next, Knock) {
        match (self.signed(), self.locked) {
            (Some(signed), true) => (Next::Go(Step::pin(signed.clerk.clone())), Knock::Nothing),
            (Some(_), false) if self.wished => (Next::Leave, Knock::Nothing),
            _ if !fixed => (Next::Leave, Knock::Counters),
            _ => (Next::Stay, Knock::Nothing),
        }
    }

    fn at_pin(
        &mut self,
        key: Key,
        clerk: &ClerkId,
        typed: &mut Concealed,
        now: Duration,
    ) -> (Next, Knock) {
        let waits = self.wait_until.is_some_and(|until| now < until);
        match key {
            Key::Digit(digit) if typed.reveal().len() < *PIN_DIGITS.end() => {
                *typed = Concealed::new(format!("{}{digit}", typed.reveal()));
            }
            Key::Erase => {
                let mut text = typed.reveal().to_owned();
                text.pop();
                *typed = Concealed::new(text);
            }
            Key::Back | Key::Switch => return (Next::Go(Step::people()), Knock::Nothing),
            Key::Enter if !waits && PIN_DIGITS.contains(&typed.reveal().len()) => {
                let pin = std::mem::take(typed);
                let other = self.signed().is_some_and(|signed| signed.clerk != *clerk);
                if other {
                    self.next = Some((clerk.clone(), pin));
                    return (Next::Stay, Knock::SignOut);
                }
                return (Next::Stay, Knock::SignIn(clerk.clone(), pin));
            }
            _ => {}
        }
        (Next::Stay, Knock::Nothing)
    }

    /// The people whose name has `filter` in it.
    fn found(&self, filter: &str) -> Vec<PersonCard> {
        let filter = filter.to_lowercase();
        let people = self.people().iter();
        people
            .filter(|person| person.name.to_lowercase().contains(&filter))
            .cloned()
            .collect()
    }

    fn name(&self, clerk: &ClerkId) -> String {
        let signed = self.signed().filter(|signed| signed.clerk == *clerk);
        let person = self.people().iter().find(|person| person.id == *clerk);
        match (signed, person) {
            (Some(signed), _) => signed.name.clone(),
            (None, Some(person)) => person.name.clone(),
            (None, None) => clerk.to_string(),
        }
    }
}

enum Next {
    Stay,
    Go(Step),
    Leave,
}

fn page_of(found: &[PersonCard], page: usize) -> &[PersonCard] {
    let first = (page * PAGE_CHOICES_MAX).min(found.len());
    let last = (first + PAGE_CHOICES_MAX).min(found.len());
    &found[first..last]
}
