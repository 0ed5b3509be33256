//! A hand that strikes anything at any time, before a hub that comes and goes.

use std::collections::BTreeMap;
use std::time::Duration;

use antre_counter_flow::watch::{
    ARMED_FOR, Answer, AskId, Intent, Item, Key, PAUSE, Page, READ_GAP, TONE_GAP,
};
use antre_domain::AnnouncementKind;
use antre_protocol::TicketListAnswer;
use proptest::prelude::*;

use super::scene::{Hall, clerk_id, notice, row};

#[derive(Debug, Clone)]
enum Deed {
    Key(Key),
    /// Straight to what can be done with a row, and a digit.
    Row(Key, u8),
    Pass(u64),
    Line(bool),
    Role(bool),
    Late(usize, i64),
    Served(usize),
    Hold(bool),
    Clerk(usize, u8),
    Answer(u8),
}

fn item() -> impl Strategy<Value = Item> {
    prop_oneof![
        Just(Item::Text),
        (0..3usize).prop_map(Item::Zone),
        (0..5usize).prop_map(Item::Minutes),
        Just(Item::Spoken),
        Just(Item::Send),
        (0..3usize).prop_map(Item::End),
        (0..4usize).prop_map(Item::Alarm),
        (0..5usize).prop_map(Item::Hold),
        Just(Item::Resume),
    ]
}

fn key() -> impl Strategy<Value = Key> {
    prop_oneof![
        4 => Just(Key::Enter),
        3 => item().prop_map(Key::Item),
        3 => (1..=9u8).prop_map(Key::Digit),
        2 => (0..5usize).prop_map(|page| Key::Page(Page::ALL[page])),
        1 => (0..5usize).prop_map(Key::Counter),
        1 => (0..4usize).prop_map(Key::Service),
        1 => (0..4usize).prop_map(Key::Ticket),
        2 => prop::sample::select(vec![
            Key::Up, Key::Down, Key::Left, Key::Right, Key::Tab, Key::PageUp, Key::PageDown,
            Key::Back, Key::Seen, Key::Mute, Key::Toggle, Key::Erase, Key::Type("A1".to_owned()),
        ]),
    ]
}

fn row_key() -> impl Strategy<Value = Key> {
    prop_oneof![
        (0..4usize).prop_map(Key::Counter),
        (0..3usize).prop_map(Key::Service),
        (0..2usize).prop_map(Key::Ticket),
    ]
}

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        12 => key().prop_map(Deed::Key),
        3 => (row_key(), 1..=6u8).prop_map(|(row, digit)| Deed::Row(row, digit)),
        6 => prop::sample::select(vec![1, 100, 799, 800, 900, 2_000, 7_000, 31_000])
            .prop_map(Deed::Pass),
        1 => any::<bool>().prop_map(Deed::Line),
        1 => prop::bool::weighted(0.9).prop_map(Deed::Role),
        2 => (0..3usize, 1_700..2_000i64).prop_map(|(index, secs)| Deed::Late(index, secs)),
        1 => (0..3usize).prop_map(Deed::Served),
        1 => any::<bool>().prop_map(Deed::Hold),
        1 => (0..4usize, 0..3u8).prop_map(|(index, clerk)| Deed::Clerk(index, clerk)),
        4 => (0..3u8).prop_map(Deed::Answer),
    ]
}

/// What a stray key must never do, said once more and not by the view itself.
fn takes_two_strokes(intent: &Intent) -> bool {
    let is_alarm = |kind| kind != AnnouncementKind::Notice;
    match intent {
        Intent::Hold(_)
        | Intent::ResumeBranch
        | Intent::Release(_)
        | Intent::Close(_)
        | Intent::Cancel(_) => true,
        Intent::Announce(request) => is_alarm(request.kind),
        Intent::EndAnnouncement { kind, .. } => is_alarm(*kind),
        Intent::People
        | Intent::Tickets(_)
        | Intent::Why { .. }
        | Intent::Report(_)
        | Intent::Forecast
        | Intent::Move { .. }
        | Intent::Profile { .. }
        | Intent::Pause(_)
        | Intent::Unpause(_) => false,
    }
}

/// Whatever the supervisor's view must never do.
#[derive(Default)]
struct Witness {
    live: bool,
    may: bool,
    /// When a key that can act was struck, newest last.
    strokes: Vec<Duration>,
    flights: Vec<(AskId, Intent)>,
    listed_at: Option<Duration>,
    /// When each service was told as late, and when it sounded.
    toned_at: Vec<Duration>,
    late_at: BTreeMap<usize, Vec<Duration>>,
}

impl Witness {
    fn watch(&mut self, hall: &mut Hall) {
        for ask in hall.asks() {
            assert!(
                self.live && self.may,
                "asked without a hub or without leave: {ask:?}"
            );
            if ask.intent.is_read() {
                let same = |flight: &(AskId, Intent)| {
                    std::mem::discriminant(&flight.1) == std::mem::discriminant(&ask.intent)
                };
                assert!(!self.flights.iter().any(same), "asked twice: {ask:?}");
                if matches!(ask.intent, Intent::Tickets(_)) {
                    let gap = self.listed_at.map(|at| hall.now - at);
                    assert!(gap.is_none_or(|gap| gap >= READ_GAP), "too soon: {gap:?}");
                    self.listed_at = Some(hall.now);
                }
            } else {
                let acts = self.flights.iter().filter(|flight| !flight.1.is_read());
                assert_eq!(acts.count(), 0, "two acts: {ask:?}");
                if takes_two_strokes(&ask.intent) {
                    self.assert_two_strokes(&ask.intent, hall.now);
                }
            }
            self.flights.push((ask.id, ask.intent));
        }
        assert!(self.flights.len() <= 5);
    }

    /// The stroke that did it, and one before it, with the pause in between and not for ever.
    fn assert_two_strokes(&self, intent: &Intent, now: Duration) {
        let [.., first, second] = self.strokes[..] else {
            panic!("{intent:?} by {:?}", self.strokes);
        };
        assert_eq!(second, now, "{intent:?} long after the stroke");
        let gap = second - first;
        assert!(gap >= PAUSE && gap < ARMED_FOR, "{intent:?} after {gap:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_hand_however_wild_does_what_takes_two_strokes_by_one(
        deeds in prop::collection::vec(deed(), 1..150),
    ) {
        let mut hall = Hall::open(Page::Tell);
        hall.view.announcements = vec![notice(1), notice(2)];
        hall.see();
        let mut witness = Witness { live: true, may: true, ..Witness::default() };
        for deed in deeds {
            match deed {
                Deed::Key(key) => {
                    let acts = matches!(key, Key::Enter | Key::Item(_) | Key::Digit(_));
                    if acts {
                        witness.strokes.push(hall.now);
                    }
                    hall.key(key);
                }
                Deed::Row(row, digit) => {
                    let is_ticket = matches!(row, Key::Ticket(_));
                    let page = if is_ticket { Page::Waiting } else { Page::Hall };
                    hall.key(Key::Page(page));
                    hall.key(row);
                    witness.strokes.push(hall.now);
                    hall.key(Key::Digit(digit));
                }
                Deed::Pass(ms) => hall.pass(Duration::from_millis(ms)),
                Deed::Line(live) => {
                    witness.live = live;
                    hall.watch.handle_line(live, hall.now);
                }
                Deed::Role(may) => {
                    witness.may = may;
                    if !may {
                        witness.flights.clear();
                        witness.listed_at = None;
                    }
                    hall.watch.handle_role(may, hall.now);
                }
                Deed::Late(index, secs) => hall.late(index, secs),
                Deed::Served(index) => hall.served(index),
                Deed::Hold(true) => hall.held(0),
                Deed::Hold(false) => {
                    hall.view.branch.held = None;
                    hall.see();
                }
                Deed::Clerk(index, clerk) => {
                    hall.view.counters[index].clerk =
                        (clerk > 0).then(|| clerk_id(&format!("p-{clerk}")));
                    hall.see();
                }
                Deed::Answer(how) => {
                    if let Some((id, intent)) = witness.flights.pop() {
                        let answer = match (how, intent) {
                            (0, _) => Answer::Unanswered,
                            (1, _) => Answer::Refused("no".to_owned()),
                            (_, Intent::Tickets(_)) => Answer::Tickets(TicketListAnswer {
                                tickets: vec![row("A001", "umum", 60), row("B002", "gigi", 90)],
                                left_out: 3,
                            }),
                            (_, _) => Answer::Done,
                        };
                        hall.watch.handle_answer(id, answer, hall.now);
                    }
                }
            }
            witness.watch(&mut hall);
        }
    }

    #[test]
    fn however_services_waver_each_sounds_once_in_half_a_minute(
        deeds in prop::collection::vec((0..3usize, any::<bool>(), 0..20u64), 1..120),
    ) {
        let mut hall = Hall::new();
        let mut witness = Witness::default();
        for (index, late, secs) in deeds {
            if late {
                hall.late(index, 3_000);
            } else {
                hall.served(index);
            }
            if hall.watch.take_tone() {
                prop_assert!(late, "a service that is served makes no sound");
                witness.toned_at.push(hall.now);
                witness.late_at.entry(index).or_default().push(hall.now);
            }
            hall.pass(Duration::from_secs(secs));
            prop_assert!(hall.watch.alerts().len() <= 3);
        }
        for toned_at in witness.late_at.values() {
            prop_assert!(toned_at.windows(2).all(|pair| pair[1] - pair[0] >= TONE_GAP));
        }
        prop_assert!(hall.watch.told(hall.now).is_none());
    }
}
