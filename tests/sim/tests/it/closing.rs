//! The day's closing report on days drawn by lot: everybody who took a number is in it, once.

use antre_domain::{Actor, CallReason, Closing, Event, State, Tally, TicketId, What};
use antre_sim_tests::draw::Wanted;
use antre_sim_tests::lot::Lot;
use antre_sim_tests::world::World;

const BRANCHES: u64 = 24;
const STEPS: usize = 1_500;
const STEPS_PER_COUNT: usize = 50;

/// What a reader of the log counts by hand.
#[derive(Default)]
struct Hand {
    issued: u32,
    overrides: u32,
    no_shows: Vec<TicketId>,
}

impl Hand {
    /// Before the world takes it in.
    fn take(&mut self, world: &World, event: &Event) {
        match &event.what {
            What::DayOpened { carried, .. } => {
                *self = Self::default();
                self.issued = u32::try_from(carried.len()).expect("a day's series are bounded");
            }
            What::TicketIssued { .. } => self.issued += 1,
            What::TicketCalled { reason, .. } => {
                self.overrides += u32::from(matches!(reason, CallReason::Chosen { .. }));
            }
            What::DayClosed { ended, .. } => {
                let ended = ended.iter().map(|end| end.ticket);
                self.no_shows
                    .extend(ended.filter(|id| is_no_show(world, *id)));
            }
            What::QueuesClosed { ended, .. } => {
                let ended = ended.iter().copied();
                self.no_shows
                    .extend(ended.filter(|id| is_no_show(world, *id)));
            }
            _ => {}
        }
    }
}

fn is_no_show(world: &World, id: TicketId) -> bool {
    let ticket = world.branch.ticket(id).expect("a ticket of today");
    matches!(ticket.state, State::NoShow { .. })
}

/// A world does not give its first events away; what opened its day said no more than this.
fn opened(world: &World) -> Event {
    Event {
        at: world.branch.last_event_at(),
        by: Actor::TIMER,
        what: What::DayOpened {
            date: world.day().date,
            due_at: world.branch.last_event_at(),
            config: Box::new(world.config().clone()),
            carried: Vec::new(),
            reserves: Vec::new(),
            announcements: Vec::new(),
            previous_seq: 0,
            previous_hash: String::new(),
        },
    }
}

fn adds_up(closing: &Closing, hand: &Hand, world: &World) {
    let Closing {
        issued,
        served,
        no_show,
        cancelled,
        unserved,
        ..
    } = *closing;
    assert_eq!(
        issued,
        served + no_show + cancelled + unserved,
        "{closing:?}"
    );
    assert_eq!(issued, hand.issued, "{closing:?}");
    assert_eq!(closing.overrides, hand.overrides, "{closing:?}");
    let by_series: u32 = closing.series.iter().map(|series| series.issued).sum();
    assert_eq!(by_series, issued, "{closing:?}");
    for series in &closing.series {
        let span = series.last.value() - series.first.value() + 1;
        assert!(u32::from(span) >= series.issued, "{series:?}");
    }
    assert!(closing.incomplete + closing.left <= served && closing.carried_in <= issued);
    let absent = world.day().tickets.values();
    let absent = absent.filter(|ticket| {
        matches!(ticket.state, State::NoShow { .. }) || hand.no_shows.contains(&ticket.id)
    });
    assert_eq!(no_show as usize, absent.count(), "{closing:?}");
}

#[test]
fn everybody_who_took_a_number_is_counted_once_on_any_day() {
    let (mut days, mut no_shows, mut overrides) = (0, 0, 0);
    for seed in 0..BRANCHES {
        println!("seed {seed}");
        let mut lot = Lot::new(seed);
        let mut world = World::new(&mut lot, Wanted::Any);
        let (mut tally, mut hand) = (Tally::default(), Hand::default());
        tally.take(&opened(&world));
        for step in 0..STEPS {
            world.advance(&mut lot);
            // Every so often a night falls.
            if step % (STEPS / 3) == STEPS / 3 - 1 {
                world.clock = world.clock.plus_secs(20 * 3_600);
            }
            let due = world.due();
            let (by, act) = due.unwrap_or_else(|| world.propose(&mut lot));
            for event in world.decide(&by, &act).into_iter().flatten() {
                if matches!(event.what, What::DayOpened { .. }) {
                    let over = tally.closing().expect("a day was counted");
                    assert!(over.is_over, "{over:?}");
                    days += 1;
                    no_shows += over.no_show;
                    overrides += over.overrides;
                    tally = Tally::default();
                }
                hand.take(&world, &event);
                tally.take(&event);
                world.apply(&event);
                if matches!(event.what, What::DayClosed { .. }) {
                    adds_up(&tally.closing().expect("a day was counted"), &hand, &world);
                }
            }
            if step % STEPS_PER_COUNT == 0 {
                adds_up(&tally.closing().expect("a day is counted"), &hand, &world);
            }
        }
    }
    println!("{days} whole days, {no_shows} no-shows, {overrides} overrides");
    assert!(days >= 24 && no_shows > 0 && overrides > 0);
}
