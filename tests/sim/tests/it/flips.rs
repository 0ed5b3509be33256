//! The flip test: between two looks at the same hall nobody's place worsens, save by a cause from a
//! closed list. The complaint behind it: "the order turned round, and nobody touched anything".

use std::collections::BTreeMap;

use antre_domain::{Act, Actor, CallReason, Desk, Event, ProfileId, Ticket, TicketId, What};
use antre_sim_tests::draw::Wanted;
use antre_sim_tests::lot::Lot;
use antre_sim_tests::paper::{Book, Hall, Paper, Stand};
use antre_sim_tests::world::World;

/// Steps of one world.
const STEPS: usize = 10_000;
/// Every so many steps the branch itself is asked how many are ahead of somebody.
const STEPS_PER_QUESTION: usize = 4;

/// Why somebody's place may worsen: there is nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Worse {
    /// Somebody came: of another line, whose turn the rule puts earlier, or with an earlier booked time.
    Joined,
    /// Somebody came back to their place: from parking, after a no-show, or because an act was undone.
    CameBack,
    /// Somebody was moved here, with their age: by a transfer or on a journey.
    MovedIn,
    /// Somebody left out of turn (cancelled, moved on, called by a counter with another rule): whoever
    /// stood behind them is the first of their line now, and has its turn.
    LeftOutOfTurn,
    /// A clerk chose somebody, and that used up a turn.
    ChosenByHand,
    /// Time brought somebody past something.
    Time(Brought),
    /// A manager changed the rule, or other counters are open, so that other levels of skill hold.
    RuleChanged,
}

/// What time alone can bring.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Brought {
    /// A booked time has come.
    BookedTime,
    /// Somebody has waited past the cap of their line.
    Cap,
    /// Somebody has waited past the limit of a step.
    Limit,
    /// A step's time of day has begun or ended.
    TimeOfDay,
}

#[test]
fn places_worsen_for_no_other_cause_in_one_profile() {
    let seen = look(Wanted::OneProfile, &[101, 102]);
    for cause in [
        Worse::Joined,
        Worse::CameBack,
        Worse::MovedIn,
        Worse::ChosenByHand,
        Worse::Time(Brought::BookedTime),
    ] {
        assert!(
            seen.contains_key(&cause),
            "{cause:?} never happened: {seen:?}"
        );
    }
}

#[test]
fn places_worsen_for_no_other_cause_under_rules_with_names() {
    let seen = look(Wanted::Named, &[111, 112]);
    assert!(seen.contains_key(&Worse::Time(Brought::Cap)), "{seen:?}");
    assert!(seen.contains_key(&Worse::LeftOutOfTurn), "{seen:?}");
}

#[test]
fn places_worsen_for_no_other_cause_under_rules_in_the_grammar() {
    let seen = look(Wanted::Grammar, &[132, 142]);
    for cause in [Brought::Cap, Brought::Limit, Brought::TimeOfDay] {
        assert!(
            seen.contains_key(&Worse::Time(cause)),
            "{cause:?}: {seen:?}"
        );
    }
    assert!(seen.contains_key(&Worse::RuleChanged), "{seen:?}");
}

#[test]
fn places_worsen_for_no_other_cause_by_age_or_turns_alone() {
    let seen = look(Wanted::Plain, &[131, 132]);
    for cause in [Brought::Cap, Brought::Limit, Brought::TimeOfDay] {
        assert!(
            !seen.contains_key(&Worse::Time(cause)),
            "{cause:?}: {seen:?}"
        );
    }
}

/// The causes seen in some worlds, each with how many places it worsened.
fn look(wanted: Wanted, seeds: &[u64]) -> BTreeMap<Worse, u64> {
    let mut seen = BTreeMap::new();
    for seed in seeds {
        println!("seed {seed}, {wanted:?}");
        let mut lot = Lot::new(*seed);
        let world = World::new(&mut lot, wanted);
        println!("profiles: {:?}", world.config().profiles);
        let mut lookout = Lookout::new(world, &mut seen);
        for step in 0..STEPS {
            lookout.world.advance(&mut lot);
            lookout.time_has_passed();
            while let Some((by, act)) = lookout.world.due() {
                lookout.take(&by, &act);
            }
            let (by, act) = lookout.world.propose(&mut lot);
            lookout.take(&by, &act);
            if step % STEPS_PER_QUESTION == 0 {
                lookout.ask_how_many_are_ahead(&mut lot);
            }
        }
    }
    println!("{seen:?}");
    seen
}

/// Who waits for one profile, and in which order its counters would call them.
struct Look {
    hall: Hall,
    order: Vec<TicketId>,
}

impl Look {
    fn at(paper: &Paper, hall: Hall) -> Self {
        Self {
            order: paper.order(&hall),
            hall,
        }
    }

    /// How many tickets are before each.
    fn places(&self) -> BTreeMap<TicketId, usize> {
        self.order.iter().copied().zip(0..).collect()
    }
}

struct Lookout<'a> {
    world: World,
    book: Book,
    looks: BTreeMap<ProfileId, Look>,
    seen: &'a mut BTreeMap<Worse, u64>,
}

impl<'a> Lookout<'a> {
    fn new(world: World, seen: &'a mut BTreeMap<Worse, u64>) -> Self {
        let mut lookout = Self {
            book: Book::of(&world),
            world,
            looks: BTreeMap::new(),
            seen,
        };
        lookout.looks = lookout.look();
        lookout
    }

    fn look(&self) -> BTreeMap<ProfileId, Look> {
        let at = self.world.clock.max(self.world.branch.last_event_at());
        let papers = self.book.papers.iter();
        papers
            .map(|(id, paper)| (id.clone(), Look::at(paper, paper.hall(&self.world, at))))
            .collect()
    }

    /// Time alone: an order changes only when somebody passes a limit that the rule names.
    fn time_has_passed(&mut self) {
        let now = self.look();
        for (id, after) in &now {
            let (paper, before) = (&self.book.papers[id], &self.looks[id]);
            let brought = brought(paper, &before.hall, &after.hall);
            if let (Some(Brought::Cap | Brought::Limit), Some(_)) =
                (brought, self.world.day().hold())
            {
                panic!("a wait has grown during a hold");
            }
            let worse = worse(before, after);
            match brought {
                None => assert_eq!(
                    before.order, after.order,
                    "time alone turned the order: {paper:?}"
                ),
                Some(brought) => {
                    lines_keep_their_order(paper, before, after, None);
                    *self.seen.entry(Worse::Time(brought)).or_default() += worse.len() as u64;
                }
            }
        }
        self.looks = now;
    }

    /// One act, with a look before and after each of its events.
    fn take(&mut self, by: &Actor, act: &Act) {
        let Ok(events) = self.world.decide(by, act) else {
            return;
        };
        for event in &events {
            let causes: BTreeMap<ProfileId, Option<Worse>> = self
                .looks
                .iter()
                .map(|(id, look)| (id.clone(), self.cause(event, id, look)))
                .collect();
            self.book.before(&self.world, event);
            self.world.apply(event);
            let anew = self.book.after(&self.world, event);
            let now = self.look();
            if !matches!(event.what, What::DayOpened { .. } | What::DayClosed { .. }) {
                for (id, after) in &now {
                    self.compare(event, id, causes[id], anew.contains(id), after);
                }
            }
            self.looks = now;
        }
    }

    /// What an event can be to those who wait for a profile; `None` where it must change nothing.
    fn cause(&self, event: &Event, profile: &ProfileId, look: &Look) -> Option<Worse> {
        let paper = &self.book.papers[profile];
        let waited = |ticket: &TicketId| look.hall.stand(*ticket).is_some();
        let left = |ticket: &TicketId| waited(ticket).then_some(Worse::LeftOutOfTurn);
        let of_ours = |ticket: &TicketId, cause| {
            let ticket = self.ticket(*ticket);
            paper
                .line_of(&ticket.leg.service, &ticket.class)
                .map(|_| cause)
        };
        match &event.what {
            What::TicketIssued { service, class, .. } => {
                paper.line_of(service, class).map(|_| Worse::Joined)
            }
            What::TicketCalled {
                ticket,
                counter,
                reason,
                ..
            } => {
                let is_ours = self.world.day().counters[counter].profile == *profile;
                match (is_ours, reason) {
                    (
                        true,
                        CallReason::Chosen { .. }
                        | CallReason::Directed { .. }
                        | CallReason::WalkIn,
                    ) => waited(ticket).then_some(Worse::ChosenByHand),
                    (true, _) => {
                        assert_eq!(
                            look.order.first(),
                            Some(ticket),
                            "not whom the order foretold"
                        );
                        None
                    }
                    (false, _) => left(ticket),
                }
            }
            What::TicketTransferred {
                ticket,
                service,
                class,
                ..
            } => {
                let comes = paper.line_of(service, class).map(|_| Worse::MovedIn);
                comes.or_else(|| left(ticket))
            }
            What::TicketResumed { ticket, .. } | What::TicketRequeued { ticket, .. } => {
                of_ours(ticket, Worse::CameBack)
            }
            What::TicketActUndone { ticket, .. } => {
                let undo = self
                    .ticket(*ticket)
                    .undo
                    .as_deref()
                    .expect("an act to undo");
                let comes = undo.state == antre_domain::State::Waiting;
                let line = paper.line_of(&undo.leg.service, &undo.class);
                let comes = line.filter(|_| comes).map(|_| Worse::CameBack);
                comes.or_else(|| left(ticket))
            }
            What::TicketCancelled { ticket, .. } => left(ticket),
            What::Configured { .. }
            | What::QueuesClosed { .. }
            | What::CounterOpened { .. }
            | What::CounterPaused { .. }
            | What::CounterClosed { .. }
            | What::CounterReleased { .. }
            | What::ProfileAssigned { .. } => Some(Worse::RuleChanged),
            What::TicketRecalled { .. }
            | What::TicketStarted { .. }
            | What::TicketFinished { .. }
            | What::TicketParked { .. }
            | What::TicketNoShow { .. }
            | What::BranchHeld { .. }
            | What::BranchResumed { .. }
            | What::EpochStarted { .. }
            | What::ClockConfirmed { .. }
            | What::DayOpened { .. }
            | What::DayClosed { .. }
            | What::DeviceHealthChanged { .. }
            | What::RollChanged { .. }
            | What::SlipEnded { .. }
            | What::ReserveGranted { .. }
            | What::ReserveReturned { .. }
            | What::HelpAsked { .. }
            | What::HelpAnswered { .. }
            | What::ServicePaused { .. }
            | What::ServiceResumed { .. }
            | What::Announced { .. }
            | What::AnnouncementEnded { .. }
            | What::SoundHealthChanged { .. }
            | What::TicketNoted { .. }
            | What::TicketMoved { .. }
            | What::CounterStandsBy { .. }
            | What::ClerkSignedIn { .. }
            | What::ClerkSignedOut { .. }
            | What::CopyAsked { .. } => None,
        }
    }

    fn compare(
        &mut self,
        event: &Event,
        id: &ProfileId,
        cause: Option<Worse>,
        is_anew: bool,
        after: &Look,
    ) {
        let (paper, before) = (&self.book.papers[id], &self.looks[id]);
        let subject = event.what.ticket();
        // Whoever is moved or moves by their own wish has their own cause.
        let mut worse = worse(before, after);
        worse.retain(|ticket| Some(*ticket) != subject);
        let is_flipped = !flips(before, after, subject).is_empty();
        let say = |holds: bool, what: &str| {
            assert!(
                holds,
                "{what}: {:?} at {:?}; {:?} became {:?} by {paper:?}\n{:?}\n{:?}",
                event.what, event.at, before.order, after.order, before.hall, after.hall
            );
        };
        match cause {
            None => {
                say(
                    worse.is_empty() && !is_flipped,
                    "somebody's place worsened without a cause",
                );
                return;
            }
            Some(Worse::RuleChanged) => {
                // Opening a counter changes the rule only through the levels of skill.
                let tiers = |look: &Look| -> Vec<_> {
                    look.hall.stands.iter().map(|one| one.tier).collect()
                };
                let is_same_rule = !is_anew && tiers(before) == tiers(after);
                say(
                    !is_same_rule || before.order == after.order,
                    "the same rule calls otherwise",
                );
            }
            Some(Worse::Joined | Worse::CameBack | Worse::MovedIn) => {
                let subject = subject.expect("somebody came");
                let comer = after.hall.stand(subject).expect("whoever came waits");
                let is_counted = paper
                    .custom
                    .steps
                    .iter()
                    .any(|step| step.when.waiting.is_some());
                let is_new = before.hall.stand(subject).is_none();
                for ticket in &worse {
                    let one = after
                        .hall
                        .stand(*ticket)
                        .expect("whose place worsened waits");
                    let is_behind = comer.is_behind(&one);
                    say(
                        !is_behind || is_counted || !is_new,
                        "whoever came last of the line stands before",
                    );
                    if paper.is_by_age_alone() {
                        say(
                            (comer.tier, comer.age) < (one.tier, one.age),
                            "a younger one stands before",
                        );
                    }
                }
                lines_keep_their_order(paper, before, after, Some(subject));
            }
            Some(Worse::LeftOutOfTurn | Worse::ChosenByHand) => {
                let subject = subject.expect("somebody left");
                let leaver = before.hall.stand(subject).expect("whoever left waited");
                let is_counted = paper
                    .custom
                    .steps
                    .iter()
                    .any(|step| step.when.waiting.is_some());
                for ticket in &worse {
                    let one = before
                        .hall
                        .stand(*ticket)
                        .expect("whose place worsened waited");
                    let is_behind = leaver.is_behind(&one);
                    let by_hand = cause == Some(Worse::ChosenByHand);
                    say(
                        !is_behind || is_counted || by_hand,
                        "whoever left stood behind",
                    );
                    say(!paper.is_by_age_alone(), "nobody is younger for it");
                }
                lines_keep_their_order(paper, before, after, Some(subject));
            }
            Some(Worse::Time(_)) => unreachable!("an event is not time alone"),
        }
        if paper.is_by_age_alone() && cause != Some(Worse::RuleChanged) {
            say(!is_flipped, "age alone decides, and nobody's age changed");
        }
        if let Some(cause) = cause {
            *self.seen.entry(cause).or_default() += worse.len() as u64;
        }
    }

    fn ticket(&self, ticket: TicketId) -> &Ticket {
        self.world.branch.ticket(ticket).expect("a ticket of today")
    }

    /// The branch's own answer is the order on paper, of the rule that it says it takes.
    fn ask_how_many_are_ahead(&self, lot: &mut Lot) {
        let day = self.world.day();
        let waiting: Vec<TicketId> = day
            .queues
            .values()
            .flat_map(|queue| queue.values().copied())
            .collect();
        if waiting.is_empty() {
            return;
        }
        let ticket = self.ticket(*lot.pick(&waiting));
        let paper = &self.book.papers[&self.profile_of(ticket)];
        let order = paper.order(&paper.hall(&self.world, self.world.branch.last_event_at()));
        let before = order.iter().take_while(|other| **other != ticket.id);
        let people: u32 = before
            .map(|other| u32::from(day.tickets[other].party))
            .sum();
        assert_eq!(
            self.world.branch.ahead(ticket),
            people,
            "{} in {order:?} by {paper:?}",
            ticket.id
        );
    }

    /// Of the open counters, or else of all, the first that takes the ticket at the best level.
    fn profile_of(&self, ticket: &Ticket) -> ProfileId {
        let config = self.world.config();
        let level = |profile: &ProfileId| config.profile(profile)?.level(&ticket.leg.service);
        let mut best: Option<((bool, u8), ProfileId)> = None;
        for counter in &config.counters {
            let state = &self.world.day().counters[&counter.id];
            let open = (state.desk == Desk::Open).then_some((false, &state.profile));
            for (is_idle, profile) in open.into_iter().chain([(true, &counter.profile)]) {
                if let Some(level) = level(profile)
                    && best
                        .as_ref()
                        .is_none_or(|(rank, _)| (is_idle, level) < *rank)
                {
                    best = Some(((is_idle, level), profile.clone()));
                }
            }
        }
        best.expect("every service is taken somewhere").1
    }
}

/// Whose place is worse after than before.
fn worse(before: &Look, after: &Look) -> Vec<TicketId> {
    let (old, new) = (before.places(), after.places());
    let is_worse = |ticket: &&TicketId| old.get(ticket).is_some_and(|old| new[ticket] > *old);
    after.order.iter().filter(is_worse).copied().collect()
}

/// The pairs of those in both looks that stand the other way round, leaving `subject` out.
fn flips(before: &Look, after: &Look, subject: Option<TicketId>) -> Vec<(TicketId, TicketId)> {
    let old = before.places();
    let both: Vec<TicketId> = after
        .order
        .iter()
        .filter(|ticket| old.contains_key(ticket) && Some(**ticket) != subject)
        .copied()
        .collect();
    let pairs = both.windows(2).map(|pair| (pair[0], pair[1]));
    pairs
        .filter(|(first, second)| old[first] > old[second])
        .collect()
}

/// Whatever happens, those who stand in one line and on one level keep their order.
fn lines_keep_their_order(paper: &Paper, before: &Look, after: &Look, subject: Option<TicketId>) {
    let (old, new) = (before.places(), after.places());
    let stands: Vec<(Stand, Stand)> = after
        .hall
        .stands
        .iter()
        .filter(|one| Some(one.ticket) != subject)
        .filter_map(|one| Some((before.hall.stand(one.ticket)?, *one)))
        .filter(|(was, is)| was.tier == is.tier && was.line == is.line)
        .collect();
    for (index, (_, one)) in stands.iter().enumerate() {
        for (_, other) in &stands[index + 1..] {
            if one.line == other.line && one.tier == other.tier {
                let (a, b) = (one.ticket, other.ticket);
                assert_eq!(
                    old[&a] < old[&b],
                    new[&a] < new[&b],
                    "{a} and {b} of one line changed places by {paper:?}"
                );
            }
        }
    }
}

/// What time has brought between two moments, if anything the rule looks at.
fn brought(paper: &Paper, before: &Hall, after: &Hall) -> Option<Brought> {
    let tickets =
        |hall: &Hall| -> Vec<TicketId> { hall.stands.iter().map(|one| one.ticket).collect() };
    assert_eq!(
        tickets(before),
        tickets(after),
        "time alone brings nobody and moves nobody"
    );
    let pairs = || {
        before
            .stands
            .iter()
            .copied()
            .zip(after.stands.iter().copied())
    };
    if pairs().any(|(was, is)| was.tier != is.tier) {
        return Some(Brought::BookedTime);
    }
    if pairs().any(|(was, is)| paper.is_past_cap(before, &was) != paper.is_past_cap(after, &is)) {
        return Some(Brought::Cap);
    }
    for step in &paper.custom.steps {
        if let Some(secs) = step.when.waited_secs {
            let limit_ms = i64::from(secs) * 1000;
            let of_line = |one: &Stand| paper.custom.lines[one.line].id == step.call;
            let is_past = |hall: &Hall, one: &Stand| hall.now_ms - one.since_ms >= limit_ms;
            if pairs().any(|(was, is)| of_line(&is) && is_past(before, &was) != is_past(after, &is))
            {
                return Some(Brought::Limit);
            }
        }
        if let Some(span) = step.when.between {
            let (from, to) = paper.minutes(span);
            let holds = |hall: &Hall| (from..to).contains(&hall.minute);
            if holds(before) != holds(after) {
                return Some(Brought::TimeOfDay);
            }
        }
    }
    None
}
