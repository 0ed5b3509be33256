//! Ten thousand hands at the glass, and a network that answers as it likes: nothing panics, no act is
//! done twice, there is always a way home, and nothing is left of anybody.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use antre_domain::{HoldReason, PrinterFault};
use antre_kiosk_flow::branch::{Branch, MinuteOfDay, Paper, Stop, Words};
use antre_kiosk_flow::flow::{Act, ActId, CheckedIn, Flow, News, PAGE_STAY, Touch};
use antre_kiosk_flow::view::{KioskView, Page};
use antre_protocol::Need;
use proptest::collection::vec;
use proptest::prelude::*;

use crate::samples;

/// What can happen to a kiosk.
#[derive(Debug, Clone)]
enum Step {
    Touch(Touch),
    Scan(String),
    Wait(u64),
    Branch(usize),
    /// The network answers the oldest act that waits for it, this way.
    Answer(u8),
    Paper(u8),
    NewRoll(bool),
}

fn branches() -> Vec<Branch> {
    let held = |reason| Branch {
        stop: Some(Stop::Held {
            reason,
            since: MinuteOfDay::new(600),
        }),
        ..samples::clinic()
    };
    vec![
        samples::clinic(),
        samples::service_hall(),
        samples::grouped_hall(),
        samples::alone(),
        samples::late(),
        samples::with_fault(PrinterFault::CoverOpen, true),
        samples::with_fault(PrinterFault::OutOfPaper, false),
        held(HoldReason::Evacuation),
        Branch {
            paused_here: true,
            ..samples::clinic()
        },
        Branch::default(),
    ]
}

fn touch() -> impl Strategy<Value = Touch> {
    prop_oneof![
        8 => (0..13_usize).prop_map(Touch::Choose),
        3 => (0..5_usize).prop_map(Touch::Group),
        8 => any::<bool>().prop_map(|priority| Touch::Take { priority }),
        2 => Just(Touch::Back),
        3 => Just(Touch::Done),
        2 => Just(Touch::Wrong),
        2 => Just(Touch::Reprint),
        1 => (0..5_usize).prop_map(Touch::Language),
        1 => Just(Touch::Large),
        1 => Just(Touch::Contrast),
        1 => Just(Touch::Low),
        1 => Just(Touch::GoOn),
        1 => Just(Touch::NewRoll),
        2 => any::<u8>().prop_map(Touch::People),
        2 => any::<bool>().prop_map(Touch::OneEach),
        1 => prop_oneof![Just(Need::Fetch), Just(Need::Gesture), Just(Need::LowCounter)].prop_map(Touch::Need),
        1 => (0..4_usize).prop_map(Touch::Tip),
        1 => Just(Touch::Tell),
        2 => Just(Touch::Help),
        2 => Just(Touch::Returning),
        4 => prop_oneof![Just('A'), Just('B'), Just('1'), Just('0'), Just('é')].prop_map(Touch::Key),
        1 => Just(Touch::Erase),
        2 => Just(Touch::CheckIn),
        1 => Just(Touch::Anywhere),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        20 => touch().prop_map(Step::Touch),
        1 => ".{0,12}".prop_map(Step::Scan),
        1 => Just(Step::Scan("http://antre/t/AAAA".into())),
        8 => prop_oneof![0..700_u64, 700..40_000_u64].prop_map(Step::Wait),
        2 => (0..branches().len()).prop_map(Step::Branch),
        8 => any::<u8>().prop_map(Step::Answer),
        4 => any::<u8>().prop_map(Step::Paper),
        1 => any::<bool>().prop_map(Step::NewRoll),
    ]
}

/// The world behind the glass: what was asked, and what it has been given.
#[derive(Default)]
struct World {
    open: Vec<Act>,
    named: BTreeSet<ActId>,
    tickets: u32,
    /// How often each ticket was asked back.
    cancelled: BTreeMap<String, u32>,
}

impl World {
    fn hear(&mut self, act: Act) {
        match &act {
            Act::Issue { act: id, .. } | Act::CheckIn { act: id, .. } => {
                assert!(self.named.insert(*id), "an act was done twice: {act:?}");
            }
            Act::Cancel { ticket } => {
                let times = self.cancelled.entry(ticket.clone()).or_default();
                *times += 1;
                assert_eq!(*times, 1, "{ticket} was given back twice");
            }
            Act::Help | Act::Staff(_) | Act::Reprint { .. } | Act::Leave { .. } | Act::NewRoll => {}
        }
        self.open.push(act);
    }

    fn ticket(&mut self) -> antre_kiosk_flow::branch::Ticket {
        self.tickets += 1;
        antre_kiosk_flow::branch::Ticket {
            id: format!("t{}", self.tickets),
            ..samples::ticket()
        }
    }

    /// Answers the oldest act; what needs none is dropped.
    fn answer(&mut self, how: u8) -> Option<News> {
        if self.open.is_empty() {
            return None;
        }
        match self.open.remove(0) {
            Act::Issue { act, .. } if how.is_multiple_of(4) => Some(News::NotIssued(act)),
            Act::Issue {
                act,
                people,
                one_each: true,
                ..
            } => {
                let tickets = (0..people).map(|_| self.ticket()).collect();
                Some(News::IssuedEach(act, tickets))
            }
            Act::Issue { act, .. } => Some(News::Issued(act, Box::new(self.ticket()))),
            Act::CheckIn { act, .. } => Some(News::CheckedIn(
                act,
                match how % 5 {
                    0 => CheckedIn::Unknown,
                    1 => CheckedIn::Over,
                    2 => CheckedIn::NotAsked,
                    3 => CheckedIn::Waiting(Box::new(samples::ticket())),
                    _ => CheckedIn::Called(Box::new(samples::ticket()), Words::default()),
                },
            )),
            Act::Help => Some(News::HelpRung {
                told: how.is_multiple_of(2),
            }),
            Act::Cancel { ticket } if how.is_multiple_of(3) => Some(News::NotCancelled(ticket)),
            Act::Cancel { ticket } => Some(News::Cancelled(ticket)),
            Act::NewRoll => Some(News::NewRoll { by_hand: true }),
            Act::Reprint { .. } | Act::Leave { .. } | Act::Staff(_) => None,
        }
    }

    fn paper(&self, how: u8) -> News {
        let ticket = format!("t{}", self.tickets.saturating_sub(u32::from(how % 3)));
        let papers = [
            Paper::Printing,
            Paper::Out,
            Paper::CopyOut,
            Paper::Unknown,
            Paper::Waiting(PrinterFault::OutOfPaper),
            Paper::Failed,
            Paper::Paperless,
        ];
        News::Paper(ticket, papers[usize::from(how) % papers.len()])
    }
}

fn fresh(view: KioskView) -> KioskView {
    KioskView {
        visit: 0,
        steps_left: 0,
        ..view
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn whatever_hands_and_network_do_the_kiosk_comes_home_and_forgets(
        steps in vec(step(), 1..120),
    ) {
        let mut flow = Flow::new(1, Duration::ZERO);
        let mut world = World::default();
        let mut now = Duration::ZERO;
        let all = branches();
        flow.handle_news(News::Branch(Box::new(all[0].clone())), now);
        for step in steps {
            now += Duration::from_millis(1);
            let act = match step {
                Step::Touch(touch) => flow.handle_touch(touch, now),
                Step::Scan(line) => flow.handle_scan(&line, now),
                Step::Wait(ms) => {
                    now += Duration::from_millis(ms);
                    flow.handle_timeout(now)
                }
                Step::Branch(index) => {
                    flow.handle_news(News::Branch(Box::new(all[index].clone())), now);
                    None
                }
                Step::Answer(how) => {
                    if let Some(news) = world.answer(how) {
                        flow.handle_news(news, now);
                    }
                    None
                }
                Step::Paper(how) => {
                    flow.handle_news(world.paper(how), now);
                    None
                }
                Step::NewRoll(by_hand) => {
                    flow.handle_news(News::NewRoll { by_hand }, now);
                    None
                }
            };
            for act in act.into_iter().chain(std::iter::from_fn(|| flow.poll_act())) {
                world.hear(act);
            }
            let view = flow.view(now);
            let due = flow.next_deadline(now);
            prop_assert!(due.is_none_or(|due| due > Duration::ZERO));
            let waits = matches!(
                view.page,
                Page::Chosen { issuing: true, .. } | Page::Number { cancelling: true, .. }
            );
            // Either somebody else's answer is awaited, or time leads home from wherever this is.
            let is_home = matches!(view.page, Page::Services | Page::Groups | Page::Stopped(_) | Page::Roll { .. });
            prop_assert!(waits || is_home || due.is_some(), "no way home from {:?}", view.page);
        }
        // Everything is answered at last, the printer is well, and everybody leaves.
        flow.handle_news(News::Branch(Box::new(all[0].clone())), now);
        while !world.open.is_empty() {
            now += Duration::from_millis(1);
            if let Some(news) = world.answer(1) {
                flow.handle_news(news, now);
            }
        }
        for _ in 0..3 {
            now += PAGE_STAY * 6;
            let act = flow.handle_timeout(now);
            for act in act.into_iter().chain(std::iter::from_fn(|| flow.poll_act())) {
                world.hear(act);
            }
        }
        let mut new = Flow::new(1, Duration::ZERO);
        new.handle_news(News::Branch(Box::new(all[0].clone())), Duration::ZERO);
        prop_assert_eq!(fresh(flow.view(now)), fresh(new.view(Duration::ZERO)));
    }
}
