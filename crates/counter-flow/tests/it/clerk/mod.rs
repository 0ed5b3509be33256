//! A clerk who strikes anything at any moment, before a hub that refuses, is late, or loses the answer.
//!
//! The hub here is as small as it can be: it knows who stands at Loket 3 and does what it is asked, or
//! not. What is watched is the panel: what it asks for, and when.

mod hub;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use antre_counter_flow::keymap::Keymap;
use antre_counter_flow::menu::{List, PAGE_CHOICES_MAX};
use antre_counter_flow::panel::{
    Armed, ENTER_RESTS, GateStep, Intent, Key, Notice, Panel, Stroke, VIEW_WITHIN,
};
use antre_domain::{Asks, CounterId, DeliveryId, Text, TicketId, Timestamp};
use antre_protocol::{CounterCard, CounterView, DeliveryCard, TicketCard};
use proptest::prelude::*;

use crate::made::{ID, clerk, kiosk, morning, ticket, view};

const STEPS: usize = 4_000;
const PIN_OF_EIGHT: usize = 8;

/// What the panel was seen to do.
#[derive(Debug, Default)]
struct Seen {
    kinds: BTreeSet<&'static str>,
    at_gate: u32,
    refused_away: u32,
}

struct Run {
    dice: u64,
    panel: Panel,
    hub: CounterView,
    /// What the panel was told last.
    told: CounterView,
    live: bool,
    now: Duration,
    flight: Option<(Intent, Duration)>,
    strokes: [Option<Struck>; 2],
    /// The last that Enter did: when, before which card, and whether it came to nothing.
    entered: Option<Entered>,
    offered: BTreeSet<TicketId>,
    acted: BTreeSet<TicketId>,
    numbers: u16,
    seen: Seen,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Struck {
    Key(Key),
    Stroke(Stroke),
}

struct Entered {
    at: Duration,
    card: CounterCard,
    settled_at: Option<Duration>,
    came_to_nothing: bool,
    is_seen: bool,
}

impl Run {
    fn new(seed: u64) -> Self {
        let mut hub = view(ID);
        hub.desk.recalls_max = 3;
        hub.desk.deliveries = vec![DeliveryCard {
            id: DeliveryId::new("card").unwrap(),
            name: Text::Same("Kartu".to_owned()),
            services: Vec::new(),
        }];
        hub.printers = vec![kiosk("kiosk-1"), kiosk("kiosk-2")];
        hub.counters[0].clerk = Some(clerk("petugas-9"));
        let mut run = Self {
            dice: seed | 1,
            panel: Panel::new(None),
            told: hub.clone(),
            hub,
            live: true,
            now: Duration::from_secs(60),
            flight: None,
            strokes: [None; 2],
            entered: None,
            offered: BTreeSet::new(),
            acted: BTreeSet::new(),
            numbers: 100,
            seen: Seen::default(),
        };
        let keymap = Keymap::NAMES[run.roll(3)];
        let fixed = run.roll(4) > 0;
        let place = fixed.then(|| CounterId::new("3").unwrap());
        run.panel = Panel::new(place).with_keymap(Keymap::named(keymap).unwrap());
        let asks = [Asks::Never, Asks::Optional, Asks::Mandatory];
        run.hub.desk.outcome = asks[run.roll(3)];
        run.hub.desk.delivered = asks[run.roll(3)];
        run.hub.desk.choice_needs_reason = run.roll(2) == 0;
        run.hub.desk.sign_in = run.roll(2) == 0;
        run.panel.handle_line(true);
        run.tell();
        run
    }

    fn roll(&mut self, sides: usize) -> usize {
        // xorshift: the seed alone makes the run.
        self.dice ^= self.dice << 13;
        self.dice ^= self.dice >> 7;
        self.dice ^= self.dice << 17;
        usize::try_from(self.dice % u64::try_from(sides).unwrap()).unwrap()
    }

    fn own(&mut self) -> &mut CounterCard {
        &mut self.hub.counters[2]
    }

    fn tell(&mut self) {
        self.told = self.hub.clone();
        let own = self.told.counters[2].clone();
        if let Some(entered) = &mut self.entered {
            entered.is_seen |= own != entered.card;
        }
        let at_ms = morning().millis() + i64::try_from(self.now.as_millis()).unwrap();
        self.panel
            .handle_clock(Timestamp::from_millis(at_ms), self.now);
        self.panel.handle_view(Arc::new(self.hub.clone()));
    }

    fn fresh(&mut self, state: &str) -> TicketCard {
        self.numbers = self.numbers % 900 + 1;
        ticket(&format!("A{:03}", self.numbers), 0, "umum", state)
    }

    fn step(&mut self) {
        match self.roll(100) {
            0..=39 => self.strike(),
            40..=54 => self.strike_sensibly(),
            55..=69 => self.pass(),
            70..=79 => self.answer(),
            80..=89 => self.tell(),
            90..=93 => self.happen(),
            94..=95 => {
                self.live = self.roll(4) > 0;
                self.panel.handle_line(self.live);
            }
            _ => self.poll(),
        }
        self.look();
    }

    fn pass(&mut self) {
        let ms = [10, 120, 700, 2_500, 9_000, 40_000, 700_000];
        // A quarter of an hour passes seldom, or everybody would stand before the lock.
        let sides = if self.roll(20) == 0 { ms.len() } else { 4 };
        let at = self.roll(sides);
        self.now += Duration::from_millis(ms[at]);
    }

    fn strike(&mut self) {
        let struck = match self.roll(10) {
            0..=4 => {
                let named = [
                    "Enter",
                    "Esc",
                    "Backspace",
                    "Down",
                    "Up",
                    "PageDown",
                    "Space",
                ];
                let signs = "0123456789+-*/.abx";
                let all = named.len() + signs.len() + 24;
                let at = self.roll(all);
                let name = match named.get(at) {
                    Some(name) => (*name).to_owned(),
                    None => match signs.chars().nth(at - named.len()) {
                        Some(sign) => sign.to_string(),
                        None => format!("F{}", at - named.len() - signs.len() + 1),
                    },
                };
                Struck::Stroke(name.parse().unwrap())
            }
            5..=7 => Struck::Key(Key::ACTS[self.roll(Key::ACTS.len())]),
            _ => Struck::Key(Key::Digit(u8::try_from(self.roll(10)).unwrap())),
        };
        self.hand(struck);
        // A finger that trembles, or one that means it.
        if self.roll(4) == 0 {
            self.hand(struck);
        }
    }

    /// What a clerk would do here, so that the run gets anywhere.
    fn strike_sensibly(&mut self) {
        let face = self.panel.face(self.now);
        if face.menu.is_some_and(|menu| menu.list() == List::Several) {
            for key in [Key::Digit(1), Key::Digit(2), Key::Enter] {
                self.hand(Struck::Key(key));
            }
            return;
        }
        match face.gate.map(|gate| gate.step) {
            Some(GateStep::People { .. }) => self.hand(Struck::Key(Key::Digit(1))),
            Some(GateStep::Pin { digits, .. }) if digits < PIN_OF_EIGHT => {
                for digit in [9, 0, 8, 1, 7, 2, 6, 3] {
                    self.hand(Struck::Key(Key::Digit(digit)));
                }
            }
            Some(GateStep::Pin { .. }) => self.hand(Struck::Key(Key::Enter)),
            None if self.panel.counter().is_none() => self.hand(Struck::Key(Key::Digit(3))),
            None => self.hand(Struck::Stroke(Stroke::Enter)),
        }
    }

    fn hand(&mut self, struck: Struck) {
        self.strokes = [self.strokes[1], Some(struck)];
        let before = self.panel.face(self.now);
        let at_desk = before.gate.is_none();
        let nothing_open = before.menu.is_none() && before.entry.is_none();
        let intent = match struck {
            Struck::Key(key) => self.panel.handle_key(key, self.now),
            Struck::Stroke(stroke) => self.panel.handle_stroke(stroke, self.now),
        };
        let Some(intent) = intent else {
            self.seen.refused_away += u32::from(!self.live);
            return;
        };
        let by_enter = match struck {
            Struck::Key(key) => key == Key::Enter,
            Struck::Stroke(stroke) => self.panel.keymap().act(stroke) == Some(Key::Enter),
        };
        if by_enter && at_desk && nothing_open {
            self.check_enter();
        }
        self.check_two_strokes(&intent, before.notice.as_ref(), at_desk);
        self.set_out(intent);
    }

    fn poll(&mut self) {
        if let Some(intent) = self.panel.poll_intent(self.now) {
            let by_itself = matches!(
                intent,
                Intent::People | Intent::SignIn { .. } | Intent::Call { .. } | Intent::Copy { .. }
            );
            assert!(by_itself, "nobody asked for {intent:?}");
            self.set_out(intent);
        }
    }

    fn set_out(&mut self, intent: Intent) {
        assert!(
            self.live,
            "nothing is asked of a hub that is away: {intent:?}"
        );
        assert!(
            self.flight.is_none(),
            "{intent:?} while {:?} is on its way",
            self.flight
        );
        self.check_ticket(&intent);
        if let Intent::SignIn { pin, .. } = &intent {
            let printed = format!("{intent:?} {:?}", self.panel);
            assert!(pin.reveal().len() < PIN_OF_EIGHT || !printed.contains(pin.reveal()));
        }
        self.seen.kinds.insert(kind(&intent));
        self.flight = Some((intent, self.now));
    }

    /// What an act is done to stands at this counter, by the newest that the panel was told; what is
    /// fetched or taken back was offered, or done, here.
    fn check_ticket(&self, intent: &Intent) {
        let at = self.panel.counter().cloned();
        let card = self
            .told
            .counters
            .iter()
            .find(|card| Some(&card.id) == at.as_ref());
        let here: Vec<TicketId> = card
            .into_iter()
            .flat_map(|card| card.ticket.iter().chain(&card.also))
            .map(|ticket| ticket.id)
            .collect();
        let aside: Vec<TicketId> = self.told.aside.iter().map(|card| card.id).collect();
        let known = |ticket: &TicketId| self.offered.contains(ticket);
        let right = match intent {
            Intent::Start(ticket)
            | Intent::Finish { ticket, .. }
            | Intent::Recall(ticket)
            | Intent::NoShow(ticket)
            | Intent::Transfer { ticket, .. }
            | Intent::Park { ticket, .. }
            | Intent::Cancel(ticket)
            | Intent::Note { ticket, .. }
            | Intent::History(ticket)
            | Intent::Requeue {
                ticket,
                because: Some(_),
            } => here.contains(ticket),
            Intent::Call { ticket, .. } => known(ticket),
            Intent::CallSeveral { tickets, .. } => tickets.iter().all(known),
            Intent::Resume(ticket)
            | Intent::Requeue {
                ticket,
                because: None,
            } => aside.contains(ticket) || known(ticket),
            Intent::Copy { ticket, .. } => here.contains(ticket) || known(ticket),
            Intent::Undo(ticket) => self.acted.contains(ticket),
            Intent::Open { .. }
            | Intent::Close
            | Intent::Break { .. }
            | Intent::CallNext { .. }
            | Intent::WalkIn { .. }
            | Intent::StandBy { .. }
            | Intent::AnswerHelp(_)
            | Intent::SignIn { .. }
            | Intent::SignOut
            | Intent::People
            | Intent::Tickets(_) => true,
        };
        assert!(right, "{intent:?}, but here stand {here:?}");
    }

    /// What hurts was announced before the stroke that does it, and both strokes meant it: by its key,
    /// or by its line in a list.
    fn check_two_strokes(&self, intent: &Intent, notice: Option<&Notice>, at_desk: bool) {
        let (key, announced) = match intent {
            Intent::NoShow(_) => (Key::NoShow, Armed::NoShow),
            Intent::Cancel(_) => (Key::Cancel, Armed::Cancel),
            // At the gate it is the PIN of whoever follows that signs the first one out.
            Intent::SignOut if at_desk => (Key::SignOut, Armed::SignOut),
            _ => return,
        };
        assert_eq!(notice, Some(&Notice::Armed(announced)), "{intent:?}");
        for act in self.acts() {
            let meant = matches!(act, Some(Key::Digit(_) | Key::Enter)) || act == Some(key);
            assert!(meant, "{intent:?} by {:?}", self.strokes);
        }
    }

    /// The last two strokes as acts: a key and its button are the same.
    fn acts(&self) -> [Option<Key>; 2] {
        self.strokes.map(|struck| match struck? {
            Struck::Key(key) => Some(key),
            Struck::Stroke(Stroke::Char(sign)) if sign.is_ascii_digit() => Some(Key::Digit(
                u8::try_from(sign.to_digit(10).unwrap()).unwrap(),
            )),
            Struck::Stroke(Stroke::Enter) => Some(Key::Enter),
            Struck::Stroke(stroke) => self.panel.keymap().act(stroke),
        })
    }

    /// Enter rests, and does nothing more before a card that is to change by what it did.
    fn check_enter(&mut self) {
        let card = self.panel.card().unwrap().clone();
        if let Some(before) = &self.entered {
            assert!(self.now >= before.at + ENTER_RESTS, "Enter has not rested");
            let waits = before
                .settled_at
                .is_none_or(|at| self.now < at + VIEW_WITHIN);
            assert!(
                before.came_to_nothing || before.is_seen || !waits,
                "Enter twice for one view"
            );
        }
        self.entered = Some(Entered {
            at: self.now,
            card,
            settled_at: None,
            came_to_nothing: false,
            is_seen: false,
        });
    }

    /// What holds whatever happens.
    fn look(&mut self) {
        let face = self.panel.face(self.now);
        let due = self.panel.next_deadline(self.now);
        assert!(
            due.is_none_or(|due| due > self.now),
            "a deadline in the past"
        );
        assert!(!face.ready || (self.live && self.flight.is_none()));
        if let Some(gate) = &face.gate {
            self.seen.at_gate += 1;
            assert!(face.menu.is_none() && face.entry.is_none() && face.history.is_none());
            assert!(gate.locked || gate.number.is_none());
        }
        let shown = self.panel.ticket().map(|ticket| ticket.id);
        let at = self.panel.counter().cloned();
        let card = self
            .told
            .counters
            .iter()
            .find(|card| Some(&card.id) == at.as_ref());
        let own = card
            .and_then(|card| card.ticket.as_ref())
            .map(|ticket| ticket.id);
        assert_eq!(shown, own, "a ticket that is not this counter's");
        let choices = self.panel.choices();
        if let Some(menu) = &face.menu {
            assert!(menu.page(&choices).len() <= PAGE_CHOICES_MAX);
        }
    }
}

fn kind(intent: &Intent) -> &'static str {
    match intent {
        Intent::Open { .. } => "open",
        Intent::Close => "close",
        Intent::Break { .. } => "break",
        Intent::CallNext { .. } => "call_next",
        Intent::Call { .. } => "call",
        Intent::CallSeveral { .. } => "call_several",
        Intent::WalkIn { .. } => "walk_in",
        Intent::Start(_) => "start",
        Intent::Finish { .. } => "finish",
        Intent::Recall(_) => "recall",
        Intent::NoShow(_) => "no_show",
        Intent::Transfer { .. } => "transfer",
        Intent::Park { .. } => "park",
        Intent::Requeue { .. } => "requeue",
        Intent::Resume(_) => "resume",
        Intent::Cancel(_) => "cancel",
        Intent::Undo(_) => "undo",
        Intent::Note { .. } => "note",
        Intent::StandBy { .. } => "stand_by",
        Intent::Copy { .. } => "copy",
        Intent::AnswerHelp(_) => "answer_help",
        Intent::SignIn { .. } => "sign_in",
        Intent::SignOut => "sign_out",
        Intent::People => "people",
        Intent::Tickets(_) => "tickets",
        Intent::History(_) => "history",
    }
}

fn run(seed: u64) -> Seen {
    let mut run = Run::new(seed);
    for _ in 0..STEPS {
        run.step();
    }
    run.seen
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, max_shrink_iters: 0, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_a_clerk_strikes_the_promises_hold(seed in any::<u64>()) {
        run(seed);
    }
}

/// The runs would prove nothing if they never came anywhere.
#[test]
fn such_a_clerk_does_everything_that_can_be_done() {
    let mut kinds = BTreeSet::new();
    let (mut at_gate, mut refused_away) = (0, 0);
    for seed in 0..24 {
        let seen = run(seed * 7_919 + 13);
        kinds.extend(seen.kinds);
        at_gate += seen.at_gate;
        refused_away += seen.refused_away;
    }
    assert_eq!(kinds.len(), 26, "{kinds:?}");
    assert!(at_gate > 1_000 && refused_away > 1_000);
}
