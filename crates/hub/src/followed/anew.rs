//! Folded change by change, views are what they would be if they were made anew: after every event that
//! random people and clocks lead to.

use antre_domain::{
    Act, Actor, Age, BreakReason, ChoiceReason, ClerkId, Command, Config, Context, Directed,
    Finish, HoldReason, LogTail, Outcome, Quiet, QuietReason, RequeueReason, Role, SlipKind,
    SlipState, State, Ticket, UndoPoint, Without, decide, next_deadline,
};
use antre_protocol::CounterCard;

use super::*;

const BRANCH: &str = r#"
name = "Puskesmas Uji"
time_zone = "Asia/Jakarta"
hours = { week = { mon = ["08:00-15:00"], tue = ["08:00-15:00"] } }
classes = [
    { id = "umum", name = "Umum", target_wait_secs = 60 },
    { id = "prioritas", name = "Prioritas", priority = true, target_wait_secs = 20 },
]
series = [
    { id = "a", prefix = "A", services = ["poli", "lab"], last = 60 },
    { id = "c", prefix = "C", services = ["farmasi"] },
]
services = [
    { id = "poli", name = "Poli" },
    { id = "lab", name = "Laboratorium", on_transfer = { class = "gain", age = "fresh" } },
    { id = "farmasi", name = "Farmasi", quotas = [{ people_max = 40 }] },
]
deliveries = [{ id = "obat", name = "Obat", services = ["farmasi"] }, { id = "surat", name = "Surat" }]
profiles = [
    { id = "semua", name = "Semua", services = ["poli", "lab", "farmasi"] },
    { id = "obat", name = "Obat", services = ["farmasi"] },
]
counters = [
    { id = "l1", noun = "Loket", sign = "1", profile = "semua" },
    { id = "l2", noun = "Loket", sign = "2", profile = "semua" },
    { id = "l3", noun = "Loket", sign = "3", profile = "obat" },
]
[rules]
undo_secs = 20
directed_secs = 60
wrap_up_secs = 15
call_gap_secs = 2
recall_gap_secs = 2
"#;

/// Monday 23 November 2026, 09:00 in Jakarta.
const MONDAY_NINE: &str = "2026-11-23T02:00:00Z";
const STEPS: usize = 400;

/// SplitMix64 (Steele, Lea, Flood, 2014).
struct Lot(u64);

impl Lot {
    fn draw(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % below as u64).unwrap()
    }

    fn of<T: Clone>(&mut self, all: &[T]) -> T {
        all[self.draw(all.len())].clone()
    }

    fn maybe<T: Clone>(&mut self, all: &[T]) -> Option<T> {
        (!all.is_empty() && self.draw(2) == 0).then(|| self.of(all))
    }
}

/// A branch and the one that follows it.
struct World {
    branch: Branch,
    followed: Followed,
    clock: Timestamp,
    lot: Lot,
    seq: u64,
    /// How often each kind of event was followed.
    seen: BTreeMap<&'static str, usize>,
}

fn id<T: std::str::FromStr<Err: std::fmt::Debug>>(text: &str) -> T {
    text.parse().unwrap()
}

impl World {
    fn new(seed: u64, sign_in: bool) -> Self {
        let mut config: Config = crate::parse_branch_file(BRANCH, "branch.toml".as_ref()).unwrap();
        config.rules.sign_in = sign_in;
        let mut world = Self {
            branch: Branch::default(),
            followed: Followed::behind(0, StatusSecret::new([7; 32]), "1-0".to_owned()),
            clock: id(MONDAY_NINE),
            lot: Lot(seed),
            seq: 0,
            seen: BTreeMap::new(),
        };
        let begin = Act::StartEpoch {
            counter: 1,
            random: 7,
            rehearsal: false,
        };
        assert!(world.asks(Actor::ADMIN, begin));
        assert!(world.asks(Actor::ADMIN, Act::Configure(Box::new(config))));
        world.lets_pass();
        world
    }

    /// Whatever is due by now.
    fn lets_pass(&mut self) {
        for _ in 0..100 {
            let due = next_deadline(&self.branch).filter(|(at, _)| *at <= self.clock);
            let Some((at, reason)) = due else { return };
            if !self.asks(Actor::TIMER, Act::Due { reason, at }) {
                return;
            }
        }
        panic!("a deadline fires for ever");
    }

    /// Says whether the branch did it.
    fn asks(&mut self, by: Actor, act: Act) -> bool {
        let context = Context {
            clock: self.clock,
            seed: self.lot.0,
            tail: LogTail {
                seq: self.seq,
                hash: [7; 32],
            },
        };
        let Ok(events) = decide(&self.branch, &Command { by, act }, &context) else {
            return false;
        };
        for event in events {
            self.seq += 1;
            self.branch.apply(&event);
            self.followed.take(&event, Noted::default(), self.clock);
            *self.seen.entry(event.what.kind()).or_default() += 1;
            self.checks(event.what.kind());
        }
        true
    }

    /// Everything that is shown against what it should be.
    fn checks(&mut self, behind: &str) {
        self.followed.refresh(self.clock);
        let Some(scene) = Scene::new(&self.followed.branch, &self.followed.known, self.clock)
        else {
            return;
        };
        let views = self.followed.views.as_ref().unwrap();
        for kind in [ViewKind::Kiosk, ViewKind::Display, ViewKind::Counter] {
            let mut anew = scene.view(kind);
            if let (View::Display(anew), View::Display(folded)) = (&mut anew, views.of(kind)) {
                let called = |ticket: &&Ticket| shown_at(ticket).is_some();
                let called = scene.day.tickets.values().filter(called);
                let mut called: Vec<_> = called.map(|t| (t.id, shown_at(t).cloned())).collect();
                let open = folded.open_calls.iter();
                let mut open: Vec<_> = open
                    .map(|call| (call.ticket, Some(call.counter.clone())))
                    .collect();
                called.sort();
                open.sort();
                assert_eq!(open, called, "open calls behind {behind}");
                anew.open_calls = folded.open_calls.clone();
                anew.recent_calls = folded.recent_calls.clone();
                assert!(anew.counters.iter().all(is_bare), "{behind}");
                // A hall shows the counters' signs; how they are it is not told.
                anew.counters = folded.counters.clone();
            }
            assert_eq!(views.of(kind), &anew, "behind {behind}");
        }
        for ticket in scene.day.tickets.values() {
            let legs = self.followed.histories.legs(ticket.id);
            let ended = legs.last().is_some_and(|leg| leg.outcome.is_some());
            let is_over = ticket.state.is_ended() || matches!(ticket.state, State::NoShow { .. });
            assert_eq!(
                (legs.len(), ended),
                (usize::from(ticket.legs), is_over),
                "{} behind {behind}: {legs:?}",
                ticket.number
            );
            for note in &ticket.notes {
                assert!(self.followed.histories.written(*note).is_some(), "{behind}");
            }
        }
    }

    /// One random act of somebody.
    fn steps(&mut self) {
        if self.lot.draw(3) == 0 {
            let secs = self.lot.draw(25);
            self.clock = self.clock.plus_secs(u32::try_from(secs).unwrap());
            self.lets_pass();
            self.checks("the clock");
        }
        let (by, act) = self.draws();
        self.asks(by, act);
        self.lets_pass();
    }

    fn draws(&mut self) -> (Actor, Act) {
        let lot = &mut self.lot;
        let counters: [CounterId; 3] = ["l1", "l2", "l3"].map(id);
        let clerks: [ClerkId; 3] = ["p-1", "p-2", "p-3"].map(id);
        let services: [ServiceId; 3] = ["poli", "lab", "farmasi"].map(id);
        let devices: [DeviceId; 2] = ["kiosk-1", "kiosk-2"].map(id);
        let outcomes = [Outcome::Served, Outcome::Incomplete, Outcome::Left];
        let tickets: Vec<TicketId> = self.branch.day().map_or_else(Vec::new, |day| {
            let alive = day.tickets.values().filter(|t| !t.state.is_ended());
            alive.map(|ticket| ticket.id).collect()
        });
        let ended: Vec<TicketId> = self
            .branch
            .day()
            .map_or_else(Vec::new, |day| day.tickets.keys().copied().collect());
        let counter = lot.of(&counters);
        let clerk = lot.of(&clerks);
        let ticket = match lot.maybe(&tickets[..tickets.len().min(12)]) {
            Some(ticket) => ticket,
            None if ended.is_empty() => TicketId::from_bits(1),
            None => lot.of(&ended),
        };
        let note = Some(NoteRef::from_bits(lot.0.into())).filter(|_| lot.draw(2) == 0);
        let quiet = lot.maybe(&[Without::Voice, Without::Screen, Without::Both]);
        let quiet = quiet.map(|without| Quiet {
            without,
            because: QuietReason::Asked,
        });
        let finish = Finish {
            outcome: lot.maybe(&outcomes),
            delivered: lot.maybe(&["surat"]).into_iter().map(id).collect(),
        };
        let actor = |role, counter: Option<CounterId>, clerk: Option<ClerkId>| Actor {
            role,
            device: Some(id("pc-1")),
            counter,
            clerk,
        };
        let at_clerk = self.branch.day().and_then(|day| {
            let counter = day.counters.get(&counter)?;
            counter.clerk.clone()
        });
        let by = match lot.draw(4) {
            0 => actor(Role::Supervisor, None, None),
            _ => actor(Role::Counter, Some(counter.clone()), at_clerk),
        };
        let kiosk = Actor {
            role: Role::Kiosk,
            device: Some(lot.of(&devices)),
            counter: None,
            clerk: None,
        };
        let supervisor = actor(Role::Supervisor, None, None);
        let to = lot.maybe(&[
            Directed::Counter(lot_counter(&counters, self.seq)),
            Directed::Clerk(clerk.clone()),
        ]);
        let act = match lot.draw(34) {
            0..=5 => {
                let act = Act::Issue {
                    service: lot.of(&services),
                    class: lot.maybe(&[id("prioritas")]),
                    locale: None,
                    count: 1,
                    party: 1,
                    booked_at: None,
                    note: None,
                };
                return (kiosk, act);
            }
            6 | 7 => Act::OpenCounter {
                counter,
                profile: None,
            },
            8 => Act::CloseCounter(counter),
            9 => Act::Break {
                counter,
                reason: lot.maybe(&BreakReason::ALL),
            },
            10..=13 => Act::CallNext {
                counter,
                quiet,
                finish,
            },
            14 => Act::Call {
                counter,
                ticket,
                because: Some(ChoiceReason::Together),
                quiet,
                finish,
            },
            15 | 16 => {
                let waiting = tickets.iter().copied().filter(|id| {
                    let ticket = self.branch.ticket(*id);
                    ticket.is_some_and(|t| t.state == State::Waiting)
                });
                Act::CallSeveral {
                    counter,
                    tickets: waiting.take(1 + self.lot.draw(3)).collect(),
                    because: None,
                    quiet,
                    finish,
                }
            }
            17 => Act::WalkIn {
                counter,
                service: lot.of(&services),
                class: None,
                locale: None,
            },
            18 => Act::Recall(self.called().unwrap_or(ticket)),
            19 | 20 => Act::Start(ticket),
            21 | 22 => Act::Finish { ticket, finish },
            23 => Act::Transfer {
                ticket,
                service: lot.of(&services),
                class: None,
                age: lot.maybe(&[Age::Keep, Age::Fresh]),
                to,
                note,
            },
            24 => Act::Park {
                ticket,
                return_secs: lot.maybe(&[5, 60]),
                note,
            },
            25 => {
                let called = self.called().unwrap_or(ticket);
                self.lot.of(&[
                    Act::Resume(ticket),
                    Act::NoShow(called),
                    Act::Cancel(ticket),
                ])
            }
            26 => Act::Requeue {
                ticket,
                because: lot.maybe(&RequeueReason::OF_CLERKS),
            },
            27 => {
                if let Some((ticket, undo)) = self.undoable() {
                    let by = Actor {
                        device: undo.device,
                        clerk: undo.clerk,
                        ..supervisor
                    };
                    return (by, Act::Undo(ticket));
                }
                Act::CheckIn(ticket)
            }
            28 => Act::Note {
                ticket,
                note: note.unwrap_or(NoteRef::from_bits(7)),
            },
            29 => Act::StandBy {
                counter,
                on: lot.draw(3) > 0,
            },
            30 => {
                let act = Act::SignIn {
                    clerk,
                    counter: lot.maybe(&counters).or(Some(counter)),
                };
                return (actor(Role::Counter, None, None), act);
            }
            31 => {
                let act = lot.of(&[
                    Act::SignOut { clerk },
                    Act::ReleaseCounter(counter.clone()),
                    Act::AssignProfile {
                        counter,
                        profile: id("obat"),
                    },
                ]);
                return (supervisor, act);
            }
            32 => {
                let device = lot.of(&devices);
                if lot.draw(2) == 0 {
                    Act::AskCopy { ticket, device }
                } else {
                    let copy = Act::ReportSlip {
                        ticket,
                        kind: SlipKind::Copy,
                        state: SlipState::Confirmed,
                    };
                    return (kiosk, copy);
                }
            }
            _ => {
                let act = lot.of(&[
                    Act::Hold(HoldReason::Other),
                    Act::ResumeBranch,
                    Act::ResumeBranch,
                    Act::PauseService(id("farmasi")),
                    Act::ResumeService(id("farmasi")),
                ]);
                return (supervisor, act);
            }
        };
        (by, act)
    }
}

impl World {
    /// Somebody who is called.
    fn called(&self) -> Option<TicketId> {
        let mut tickets = self.branch.day()?.tickets.values();
        let is_called = |ticket: &&Ticket| matches!(ticket.state, State::Called { .. });
        tickets.find(is_called).map(|ticket| ticket.id)
    }

    /// The last act that can perhaps be taken back.
    fn undoable(&self) -> Option<(TicketId, UndoPoint)> {
        let tickets = self.branch.day()?.tickets.values();
        let undo = tickets.filter_map(|ticket| Some((ticket.id, ticket.undo.as_deref()?.clone())));
        undo.max_by_key(|(_, undo)| undo.at)
    }
}

fn lot_counter(counters: &[CounterId], seq: u64) -> CounterId {
    counters[usize::try_from(seq).unwrap() % counters.len()].clone()
}

/// Where the hall sees this ticket called to.
fn shown_at(ticket: &Ticket) -> Option<&CounterId> {
    let State::Called { counter, quiet, .. } = &ticket.state else {
        return None;
    };
    let without = quiet.map(|quiet| quiet.without);
    let is_shown = !matches!(without, Some(Without::Screen | Without::Both));
    is_shown.then_some(counter)
}

/// Nothing that only staff is told.
fn is_bare(card: &CounterCard) -> bool {
    let CounterCard {
        state,
        ticket,
        also,
        clerk,
        standby,
        break_reason,
        since,
        wraps_until,
        calls_from,
        ..
    } = card;
    state != "wrap_up"
        && ticket.is_none()
        && also.is_empty()
        && clerk.is_none()
        && !standby
        && break_reason.is_none()
        && since.is_none()
        && wraps_until.is_none()
        && calls_from.is_none()
}

#[test]
fn a_view_that_was_folded_is_the_one_that_is_made_anew_whatever_happens() {
    let mut seen: BTreeMap<&'static str, usize> = BTreeMap::new();
    for seed in 0..24 {
        let mut world = World::new(seed, seed % 3 == 0);
        for _ in 0..STEPS {
            world.steps();
        }
        for (name, times) in world.seen {
            *seen.entry(name).or_default() += times;
        }
    }
    for name in [
        "ticket_noted",
        "ticket_moved",
        "counter_stands_by",
        "profile_assigned",
        "clerk_signed_in",
        "clerk_signed_out",
        "counter_released",
        "copy_asked",
        "ticket_transferred",
        "ticket_act_undone",
        "ticket_parked",
        "ticket_recalled",
        "ticket_requeued",
    ] {
        let times = seen.get(name).copied().unwrap_or_default();
        assert!(times > 5, "{name} {times}: {seen:?}");
    }
}
