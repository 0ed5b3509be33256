//! Whatever happens in a branch, in whatever order: the hall keeps its promises.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use antre_domain::config::{MediaItem, MediaPlace};
use antre_domain::{AnnouncementKind, Locale, NoteRef, SoundHealth, TicketId, Without, ZoneId};
use antre_hall_flow::hall::{Face, Line, Picture, Setup, Told};
use antre_hall_flow::stage::{PLACES_MAX, SHOWN_AT_LEAST};
use antre_protocol::Call;
use proptest::prelude::*;

use crate::house::{House, setup, zone};
use crate::made::view;

const COUNTERS: [&str; 6] = ["1", "2", "3", "5", "7", "12"];

#[derive(Debug, Clone)]
enum Step {
    Call(usize, bool),
    Quiet(usize, Without),
    Recall(usize),
    End(usize),
    Withdraw(usize),
    Notice(u32),
    Emergency(AnnouncementKind),
    Over,
    LoseSound,
    FindSound,
    LoseLine,
    FindLine,
    Sleep(u32),
    Pass(u16),
}

#[derive(Debug, Clone, Copy)]
struct Branch {
    paced: bool,
    zoned: bool,
    beside: bool,
}

fn step() -> impl Strategy<Value = Step> {
    let kind = prop_oneof![
        Just(AnnouncementKind::Fire),
        Just(AnnouncementKind::Evacuate),
        Just(AnnouncementKind::Emergency),
    ];
    let without = prop_oneof![Just(Without::Voice), Just(Without::Screen)];
    prop_oneof![
        8 => (0usize..6, any::<bool>()).prop_map(|(counter, split)| Step::Call(counter, split)),
        1 => (0usize..6, without).prop_map(|(counter, without)| Step::Quiet(counter, without)),
        2 => (0usize..8).prop_map(Step::Recall),
        4 => (0usize..8).prop_map(Step::End),
        1 => (0usize..8).prop_map(Step::Withdraw),
        1 => (10u32..60).prop_map(Step::Notice),
        1 => kind.prop_map(Step::Emergency),
        1 => Just(Step::Over),
        1 => Just(Step::LoseSound),
        1 => Just(Step::FindSound),
        1 => Just(Step::LoseLine),
        1 => Just(Step::FindLine),
        1 => (1u32..4000).prop_map(Step::Sleep),
        8 => (1u16..80).prop_map(Step::Pass),
    ]
}

fn branch() -> impl Strategy<Value = Branch> {
    (any::<bool>(), any::<bool>(), any::<bool>()).prop_map(|(paced, zoned, beside)| Branch {
        paced,
        zoned,
        beside,
    })
}

/// Who looks at the screen without a break.
#[derive(Default)]
struct Witness {
    standing: BTreeMap<TicketId, Duration>,
    /// What was painted last, until when it was to stay so.
    painted: Option<(Face, Option<Duration>)>,
}

impl Witness {
    /// Time alone has passed since the last look: before its deadline nothing may have changed.
    fn peek(&self, house: &House) -> Result<(), TestCaseError> {
        let face = house.face();
        if let Some((before, due)) = &self.painted
            && due.is_none_or(|due| house.now < due)
        {
            prop_assert!(
                *before == face,
                "it changed by itself at {:?} before {due:?}: {} and {}",
                house.now,
                brief(before),
                brief(&face)
            );
        }
        Ok(())
    }

    /// Something has happened; `gone` may have left for it.
    fn after(&mut self, house: &House, gone: Option<TicketId>) -> Result<(), TestCaseError> {
        self.watch(house, &house.face(), gone)
    }

    /// Whatever stood may be gone or stand anew.
    fn blink(&mut self) {
        self.standing.clear();
    }

    fn watch(
        &mut self,
        house: &House,
        face: &Face,
        gone: Option<TicketId>,
    ) -> Result<(), TestCaseError> {
        let tickets: Vec<TicketId> = face
            .calls
            .iter()
            .map(|slip| slip.shown.call.ticket)
            .collect();
        let unique: BTreeSet<&TicketId> = tickets.iter().collect();
        prop_assert!(tickets.len() <= PLACES_MAX);
        prop_assert_eq!(unique.len(), tickets.len(), "a ticket stands there twice");
        let past = face.recent.iter().map(|slip| slip.shown.call.ticket);
        prop_assert!(past.into_iter().all(|past| !tickets.contains(&past)));
        for slip in face.calls.iter().chain(&face.recent) {
            if face.zone.is_some() {
                prop_assert!(["5", "7", "12"].contains(&slip.shown.call.counter.as_str()));
            }
            prop_assert_ne!(slip.shown.call.without, Some(Without::Screen));
        }
        if face.emergency.is_some() {
            prop_assert!(face.calls.is_empty() && face.picture.is_none());
            self.blink();
        }
        for (ticket, since) in &self.standing {
            prop_assert!(
                tickets.contains(ticket)
                    || house.now >= *since + SHOWN_AT_LEAST
                    || gone == Some(*ticket),
                "it left after {:?}",
                house.now - *since
            );
        }
        self.standing = face
            .calls
            .iter()
            .map(|slip| (slip.shown.call.ticket, slip.shown.arrived_at))
            .collect();
        let due = house.hall.next_deadline(house.now, Some(house.at()));
        prop_assert!(
            due.is_none_or(|due| due > house.now),
            "nothing may poll: {:?}",
            due
        );
        self.painted = Some((face.clone(), due));
        Ok(())
    }
}

/// Whose call has ended when the hall is not to be seen for a while is not shown after it.
fn leave(owed: &mut BTreeSet<String>, house: &House) {
    let open: BTreeSet<String> = house
        .view
        .open_calls
        .iter()
        .map(|call| call.number.to_string())
        .collect();
    owed.retain(|number| open.contains(number));
}

/// What a reader needs to see of a face.
fn brief(face: &Face) -> String {
    let calls: Vec<String> = face
        .calls
        .iter()
        .map(|slip| format!("{} {:?}", slip.shown.call.number, slip.shown.frame))
        .collect();
    format!(
        "{calls:?} {:?} {:?} {:?} {:?} {:?}",
        face.arrangement, face.picture, face.announcement, face.scene, face.clock
    )
}

fn open(branch: Branch) -> House {
    let mut view = view(&[Locale::ID, Locale::EN]);
    view.hall.paced = branch.paced;
    view.hall.zones = vec![zone("1", &["1", "2", "3"]), zone("2", &["5", "7", "12"])];
    view.hall.media_place = if branch.beside {
        MediaPlace::Beside
    } else {
        MediaPlace::BetweenCalls
    };
    view.hall.media = ["a", "b"]
        .map(|name| MediaItem {
            file: format!("{name}.png"),
            sha256: name.to_owned(),
            secs: 7,
            zones: Vec::new(),
            from: None,
            to: None,
            at: Vec::new(),
        })
        .to_vec();
    let mut house = House::with(
        Setup {
            zone: branch.zoned.then(|| ZoneId::new("2").unwrap()),
            ..setup(true)
        },
        view,
    );
    for name in ["a", "b"] {
        house.hall.handle_picture(name, Picture::Ready);
    }
    house.settle();
    house
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_hall_misses_nobody_and_shows_nothing_twice_as_new(
        branch in branch(),
        steps in proptest::collection::vec(step(), 1..60),
    ) {
        let mut house = open(branch);
        let mut witness = Witness::default();
        let mut calls: Vec<Call> = Vec::new();
        let mut emergencies: Vec<NoteRef> = Vec::new();
        // Who is to be on the screen sooner or later, by the number.
        let mut owed: BTreeSet<String> = BTreeSet::new();
        let mut count = 0;
        for step in steps {
            let mut gone = None;
            match step {
                Step::Call(counter, split) => {
                    count += 1;
                    let call = house.made(&format!("A{count:03}"), COUNTERS[counter]);
                    if !branch.zoned || counter > 2 {
                        owed.insert(call.number.to_string());
                    }
                    house.open(&call);
                    if split {
                        house.hear();
                    }
                    house.hear_with(&[(call.clone(), 0)]);
                    calls.push(call);
                }
                Step::Quiet(counter, without) => {
                    count += 1;
                    let mut call = house.made(&format!("Q{count:03}"), COUNTERS[counter]);
                    call.without = Some(without);
                    house.announce(&call, 0);
                }
                Step::Recall(which) if !calls.is_empty() => {
                    let which = which % calls.len();
                    if house.view.open_calls.iter().any(|open| open.ticket == calls[which].ticket) {
                        calls[which] = house.recall(&calls[which].clone());
                    }
                }
                Step::End(which) if !calls.is_empty() => {
                    let call = calls[which % calls.len()].clone();
                    if !emergencies.is_empty() {
                        owed.remove(&call.number.to_string());
                    }
                    house.end(&call);
                }
                Step::Withdraw(which) if !calls.is_empty() => {
                    let call = calls.remove(which % calls.len());
                    owed.remove(&call.number.to_string());
                    gone = Some(call.ticket);
                    house.view.open_calls.retain(|open| open.ticket != call.ticket);
                    house.view.recent_calls.retain(|open| open.ticket != call.ticket);
                    house.hear();
                }
                Step::Recall(_) | Step::End(_) | Step::Withdraw(_) => {}
                Step::Notice(secs) => {
                    let mut card = house.card(AnnouncementKind::Notice, Some("Harap tenang."));
                    card.until = Some(house.at().plus_secs(secs));
                    house.view.announcements.push(card);
                    house.hear();
                }
                Step::Emergency(kind) => {
                    leave(&mut owed, &house);
                    emergencies.push(house.say(kind, Some("Ikuti petugas.")));
                }
                Step::Over => {
                    for id in emergencies.drain(..) {
                        house.unsay(id);
                    }
                }
                Step::LoseSound => house.lose_sound(),
                Step::FindSound => {
                    house.hall.handle_sound(SoundHealth::Well, house.now);
                    house.settle();
                }
                Step::LoseLine => {
                    witness.blink();
                    let since = Some(house.at());
                    house.hall.handle_line(Line::Lost { since }, house.now);
                    house.settle();
                }
                Step::FindLine => {
                    house.hall.handle_line(Line::Live, house.now);
                    house.settle();
                }
                Step::Sleep(secs) => {
                    witness.blink();
                    leave(&mut owed, &house);
                    house.began_at = house.began_at.plus_secs(secs);
                    house.playing = None;
                    house.hall.handle_sleep(Duration::from_secs(secs.into()), house.now);
                    house.settle();
                }
                Step::Pass(tenths) => {
                    for _ in 0..tenths {
                        house.now += Duration::from_millis(100);
                        let heard = house.scripts.len();
                        let played = house.playing.is_some();
                        // Nothing may change by itself before its deadline; the speaker's word is news.
                        if !house.is_done() {
                            witness.peek(&house)?;
                        }
                        house.settle();
                        if house.scripts.len() == heard && played == house.playing.is_some() {
                            witness.peek(&house)?;
                        }
                        witness.after(&house, None)?;
                    }
                }
            }
            witness.after(&house, gone)?;
        }
        for id in emergencies {
            house.unsay(id);
        }
        house.hall.handle_line(Line::Live, house.now);
        witness.blink();
        for _ in 0..(10 * 10 * (count + 2)) {
            house.now += Duration::from_millis(100);
            house.settle();
            witness.after(&house, None)?;
        }
        let shown: BTreeSet<String> = [Told::Shown, Told::ShownAgain]
            .iter()
            .flat_map(|kind| house.lines(*kind))
            .map(|line| line.split(' ').next().unwrap().to_owned())
            .collect();
        owed.retain(|number| !shown.contains(number));
        prop_assert!(owed.is_empty(), "never on the screen: {owed:?}");
        let mut new = house.lines(Told::Shown);
        let all = new.len();
        new.sort_unstable();
        new.dedup();
        prop_assert_eq!(new.len(), all, "shown twice as new");
    }
}
