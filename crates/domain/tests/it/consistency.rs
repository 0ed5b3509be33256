//! Promises that hold in every branch after every event, checked from its public state alone.

use std::collections::{BTreeMap, BTreeSet};

use antre_domain::{
    ANNOUNCEMENTS_MAX, Act, Actor, Branch, COPIES_ASKED_MAX, Command, Context, CounterId,
    DeadlineReason, Desk, Directed, LogTail, NOTES_MAX, Outcome, State, StateName, TOGETHER_MAX,
    Ticket, TicketId, TicketNumber, Timestamp, What, decide, next_deadline,
};

/// Fails where queues, counters, numbers or returns disagree with the tickets' own states.
pub fn check(branch: &Branch) {
    let (Some(day), Some(config)) = (branch.day(), branch.config()) else {
        return;
    };

    // Promise 2: a number is one ticket's.
    let mut numbers = BTreeSet::new();
    for (id, ticket) in &day.tickets {
        assert_eq!(*id, ticket.id);
        assert!(
            numbers.insert(ticket.number),
            "{} was given twice",
            ticket.number
        );
        let at_head = ticket.number.value() < day.series[&ticket.series].next;
        assert!(
            at_head || ticket.joined_at.is_some(),
            "{} may be given again",
            ticket.number
        );
    }
    let seen = |number: TicketNumber| (number.prefix(), number.value());
    let given: BTreeSet<_> = numbers.iter().map(|number| seen(*number)).collect();
    let mut held = BTreeSet::new();
    for (id, reserved) in day.reserves.iter() {
        let number = seen(reserved.number);
        assert!(!day.tickets.contains_key(&id), "{id} was given and is held");
        assert!(reserved.date >= day.date, "{id} is of a day that is over");
        assert!(held.insert((reserved.date, number)), "{id} is held twice");
        assert!(
            reserved.date > day.date || !given.contains(&number),
            "{} is held and was given",
            reserved.number
        );
    }
    // The head stops before whatever is held or joined.
    for series in &config.series {
        let left = day.numbers_left(series);
        let next = day.series[&series.id].next.max(series.first);
        let held = day.reserves.iter().filter(|(_, one)| {
            one.date == day.date
                && one.number.prefix() == series.prefix
                && (next..=series.last).contains(&one.number.value())
        });
        let end = held.map(|(_, one)| one.number.value()).min();
        let end = end.unwrap_or(series.last + 1).max(next);
        assert!(
            left <= end - next,
            "series {} runs into what is held",
            series.id
        );
    }

    // Promise 3: a ticket is at one counter, before it stands one, and both say so.
    let mut standing: BTreeMap<&CounterId, BTreeSet<TicketId>> = BTreeMap::new();
    for ticket in day.tickets.values() {
        if let Some(counter) = ticket.state.counter() {
            standing.entry(counter).or_default().insert(ticket.id);
        }
    }
    let mut clerks = BTreeSet::new();
    for (id, counter) in &day.counters {
        assert!(
            config.counter(id).is_some(),
            "a counter that is not configured"
        );
        let at_it = standing.remove(id).unwrap_or_default();
        let known: BTreeSet<_> = counter
            .ticket
            .iter()
            .chain(&counter.also)
            .copied()
            .collect();
        assert_eq!(at_it, known, "at counter {id}");
        let count = counter.also.len() + usize::from(counter.ticket.is_some());
        assert_eq!(known.len(), count, "one ticket twice at {id}");
        assert!(count <= TOGETHER_MAX, "{count} are called to {id}");
        assert!(
            counter.ticket.is_some() || counter.also.is_empty(),
            "nobody stands before {id}, and others are called to it"
        );
        for other in &counter.also {
            let state = day.tickets[other].state.name();
            assert_eq!(state, StateName::Called, "two are served at {id}");
        }
        let alone = counter
            .clerk
            .as_ref()
            .is_none_or(|clerk| clerks.insert(clerk));
        assert!(alone, "{:?} sits at two counters", counter.clerk);
        let works = counter.desk == Desk::Open;
        assert!(
            works || !counter.standby,
            "{id} does not work and stands by"
        );
        assert!(counter.break_reason.is_none() || counter.desk == Desk::Paused);
        assert!(
            counter.ticket.is_none() || counter.desk == Desk::Open,
            "{id} does not work and has a ticket"
        );
    }
    assert!(
        standing.is_empty(),
        "tickets at counters that do not exist: {standing:?}"
    );

    // Whoever waits for one counter or clerk alone has somebody to call them.
    for ticket in day.tickets.values() {
        assert!(ticket.notes.len() <= NOTES_MAX);
        let Some((to, _)) = &ticket.directed else {
            continue;
        };
        assert_eq!(
            ticket.state,
            State::Waiting,
            "{} is directed",
            ticket.number
        );
        let works = day.counters.iter().any(|(id, counter)| {
            let is_it = match to {
                Directed::Counter(to) => to == id,
                Directed::Clerk(to) => counter.clerk.as_ref() == Some(to),
            };
            is_it && counter.desk != Desk::Closed
        });
        assert!(works, "{} waits for nobody", ticket.number);
    }
    assert!(day.copies.len() <= COPIES_ASKED_MAX);

    // Promise 4: whoever waits stands in exactly one queue, at their place, and is served somewhere.
    let mut queued = BTreeSet::new();
    for ((service, class), queue) in &day.queues {
        assert!(!queue.is_empty(), "an empty queue is kept");
        assert!(
            config.service(service).is_some() && config.class(class).is_some(),
            "a queue nobody calls from"
        );
        for (place, id) in queue {
            let ticket = &day.tickets[id];
            assert_eq!(ticket.state, State::Waiting, "{id} is queued");
            assert_eq!(
                (&ticket.leg.service, &ticket.class, ticket.leg.place),
                (service, class, *place)
            );
            assert!(queued.insert(*id), "{id} is queued twice");
        }
    }
    for ticket in day.tickets.values() {
        let waits = ticket.state == State::Waiting;
        assert_eq!(
            waits,
            queued.contains(&ticket.id),
            "{} waits in no queue",
            ticket.number
        );
    }

    // The cloth has a thread for each person served, and for nobody else.
    let is_served = |ticket: &&Ticket| {
        let outcome = Outcome::Served;
        ticket.state == State::Finished { outcome }
    };
    let served = day.tickets.values().filter(is_served);
    let mut threads: Vec<u8> = served
        .flat_map(|ticket| vec![config.colour(&ticket.series); ticket.party.into()])
        .collect();
    let mut cloth: Vec<u8> = day.cloth(config).collect();
    threads.sort_unstable();
    cloth.sort_unstable();
    assert_eq!(cloth, threads, "the cloth is of other people");

    // What the hall is told is bounded, and each thing once.
    let said: BTreeSet<_> = day.announcements.iter().map(|said| said.id).collect();
    assert_eq!(said.len(), day.announcements.len(), "said twice at a time");
    assert!(said.len() <= ANNOUNCEMENTS_MAX);

    // Parked tickets come back: the earliest return is the next deadline, unless something else is
    // due first or the branch is held.
    let returns = day
        .tickets
        .values()
        .filter_map(|ticket| match ticket.state {
            State::Parked { until: Some(until) } => Some((until, ticket.id)),
            _ => None,
        });
    let first = returns.min();
    match next_deadline(branch).expect("a day has an end") {
        (at, DeadlineReason::ParkingEnds(ticket)) => assert_eq!(first, Some((at, ticket))),
        (at, DeadlineReason::ArrivalsCalled) => {
            assert!(first.is_none_or(|(until, _)| until >= at));
            calls_somebody(branch, at);
        }
        (
            at,
            DeadlineReason::DayTurns | DeadlineReason::QueuesClose | DeadlineReason::CountersRest,
        ) => {
            let held = day.hold().is_some();
            assert!(held || first.is_none_or(|(until, _)| until >= at));
        }
    }
}

/// What is due by itself happens when it is due, however late: a timer that did nothing would fire for
/// ever.
fn calls_somebody(branch: &Branch, at: Timestamp) {
    for late_secs in [0, 3_600] {
        let command = Command {
            by: Actor::TIMER,
            act: Act::Due {
                reason: DeadlineReason::ArrivalsCalled,
                at,
            },
        };
        let context = Context {
            clock: at.plus_secs(late_secs),
            seed: 0,
            tail: LogTail::default(),
        };
        let events = decide(branch, &command, &context).expect("it is due");
        let calls = |what: &What| matches!(what, What::TicketCalled { .. });
        assert!(!events.is_empty() && events.iter().all(|event| calls(&event.what)));
    }
}
