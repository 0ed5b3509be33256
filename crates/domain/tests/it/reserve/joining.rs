//! What kiosks gave without the hub, when the hub hears of it.

use antre_domain::story::{Asked, Joining as How, Moment, Order};
use antre_domain::*;

use super::{
    MONDAY, TUESDAY, given, held, join, next, numbers, own, reserve, scene_issue, with_reserve,
};
use crate::scene::*;

#[test]
fn a_printed_ticket_gets_in_whatever_the_branch_says_by_then() {
    let mut config = puskesmas();
    config.series[0].last = 999;
    let quota = |people_max| config::Quota {
        between: None,
        people_max,
    };
    config.services[0].quotas = vec![quota(1)];
    let mut scene = Scene::of(config, "2026-11-23T08:00:00+07:00");
    scene.must(kiosk("k1"), reserve("k1"));
    scene.touch("umum");
    scene.must(supervisor(), Act::PauseService(id("umum")));
    scene.must(supervisor(), Act::Hold(HoldReason::PowerCut));
    scene.clock = instant("2026-11-23T16:00:00+07:00");
    let mut joining = given(own(&scene, 0), "umum", "2026-11-23T15:30:00+07:00");
    joining.party = 200;
    let events = scene.must(kiosk("k1"), join("k1", &[joining.clone()]));
    assert_eq!(events.len(), 1);
    let ticket = scene.ticket(joining.ticket);
    assert_eq!(
        (ticket.number.to_string().as_str(), ticket.party),
        ("A980", 50)
    );
    assert_eq!(ticket.issued_at, joining.issued_at);
    assert_eq!(ticket.joined_at, Some(scene.clock));
    assert_eq!(ticket.leg.place.since, joining.issued_at);
    // The same again is the same ticket.
    assert_eq!(scene.must(kiosk("k1"), join("k1", &[joining])), []);
}

#[test]
fn what_the_branch_no_longer_has_does_not_keep_a_printed_ticket_out() {
    let mut scene = with_reserve();
    let first = own(&scene, 0);
    let mut lost = given(first, "kantin", "2026-11-23T08:10:00+07:00");
    lost.class = id("vip");
    scene.wait(900);
    scene.must(kiosk("k1"), join("k1", &[lost]));
    let ticket = scene.ticket(first);
    assert_eq!(
        (&ticket.leg.service, &ticket.class),
        (&id("umum"), &id("regular"))
    );
    // Its whole series is renamed, and the number on paper stands.
    let mut config = scene.config();
    let a = config
        .series
        .iter_mut()
        .find(|series| series.id == id("series-a"));
    a.unwrap().prefix = Prefix::new("Z").unwrap();
    assert!(matches!(
        scene.refused(supervisor(), Act::Configure(Box::new(config.clone()))),
        Rejection::ConfigInUse(_)
    ));
    scene.at("2026-11-24T02:59:00+07:00");
    scene.at("2026-11-24T08:00:00+07:00");
    scene.must(supervisor(), Act::Configure(Box::new(config)));
    let paper = held(&scene, "k1", TUESDAY, "series-a");
    assert_eq!(numbers(&paper), (20, "A980", "A999"));
    assert_eq!(next(&mut scene, "umum"), "Z001");
    let mut joining = given(paper[0].0, "umum", "2026-11-24T08:00:00+07:00");
    joining.heard_at = scene.clock;
    scene.must(kiosk("k1"), join("k1", &[joining]));
    assert_eq!(scene.number(paper[0].0), "A980");
    // It stands in the way of no further change.
    let mut config = scene.config();
    config.name = "Puskesmas Kenanga".into();
    scene.must(supervisor(), Act::Configure(Box::new(config)));
}

#[test]
fn a_joined_ticket_queues_by_its_time_and_moves_others_back() {
    let mut scene = with_reserve();
    let paper: Vec<TicketId> = (0..4).map(|index| own(&scene, index)).collect();
    scene.wait(600);
    let online = scene.touch("umum");
    scene.wait(600);
    let later = scene.touch("umum");
    scene.wait(60);
    // Heard of in any order; two of one instant stand by number.
    let at = |ticket, time: &str| given(ticket, "umum", &format!("2026-11-23T{time}+07:00"));
    let joining = [
        at(paper[3], "08:15:00"),
        at(paper[2], "08:05:00"),
        at(paper[0], "08:05:00"),
        at(paper[1], "08:25:00"),
    ];
    for one in [&joining[..1], &joining[1..2], &joining[2..]] {
        scene.must(kiosk("k1"), join("k1", one));
    }
    let order = [paper[0], paper[2], online, paper[3], later, paper[1]];
    assert_eq!(scene.queue("umum", "regular"), order);
    // 08:25 lies ahead of the hub's clock: it was given now at the latest.
    assert_eq!(scene.ticket(paper[1]).issued_at, scene.clock);
}

#[test]
fn a_kiosks_clock_is_believed_between_the_hubs_last_word_and_now() {
    for (says, heard, expected) in [
        ("07:00:00", "08:05:00", "08:05:00"),
        ("23:00:00", "08:05:00", "08:20:00"),
        ("08:10:00", "08:05:00", "08:10:00"),
        ("08:10:00", "23:00:00", "08:20:00"),
        ("01:00:00", "01:00:00", "03:00:00"),
    ] {
        let mut scene = with_reserve();
        scene.wait(1_200);
        let at = |time: &str| instant(&format!("2026-11-23T{time}+07:00"));
        let mut joining = given(own(&scene, 0), "umum", "2026-11-23T08:00:00+07:00");
        (joining.issued_at, joining.heard_at) = (at(says), at(heard));
        scene.must(kiosk("k1"), join("k1", &[joining.clone()]));
        let issued_at = scene.ticket(joining.ticket).issued_at;
        assert_eq!(issued_at, at(expected), "{says} since {heard}");
    }
}

#[test]
fn a_join_is_all_or_nothing_and_names_what_stands_in_the_way() {
    let mut scene = with_reserve();
    scene.must(kiosk("k2"), reserve("k2"));
    let mine = own(&scene, 0);
    let others = held(&scene, "k2", MONDAY, "series-a")[0].0;
    let nobody = TicketId::from_bits(1);
    let online = scene_issue(&mut scene, "umum");
    let tomorrow = held(&scene, "k1", TUESDAY, "series-a")[0].0;
    let at = |ticket| given(ticket, "umum", "2026-11-23T08:00:00+07:00");
    for (stranger, why) in [
        (others, Rejection::NotReserved(others)),
        (nobody, Rejection::NotReserved(nobody)),
        (online, Rejection::NotReserved(online)),
        (
            tomorrow,
            Rejection::ReserveEarly {
                ticket: tomorrow,
                from: instant("2026-11-24T03:00:00+07:00"),
            },
        ),
    ] {
        let act = join("k1", &[at(mine), at(stranger)]);
        assert_eq!(scene.refused(kiosk("k1"), act), why);
        assert_eq!(scene.branch.ticket(mine), None);
    }
    let act = join("k1", &[]);
    assert_eq!(scene.refused(kiosk("k1"), act), Rejection::CountOutOfRange);
    let act = join("k1", &vec![at(mine); 51]);
    assert_eq!(scene.refused(kiosk("k1"), act), Rejection::CountOutOfRange);
    // Named twice in one breath it is still one ticket.
    let events = scene.must(kiosk("k1"), join("k1", &[at(mine), at(mine)]));
    assert_eq!(events.len(), 1);
}

#[test]
fn a_ticket_of_a_day_that_is_over_is_refused_as_such() {
    let mut scene = with_reserve();
    let ticket = own(&scene, 0);
    let joining = given(ticket, "umum", "2026-11-23T14:00:00+07:00");
    scene.at("2026-11-24T08:00:00+07:00");
    assert_eq!(
        scene.refused(kiosk("k1"), join("k1", &[joining])),
        Rejection::ReserveOver(ticket)
    );
}

/// Who a number stands for, after the hub had given one for the same touch.
#[test]
fn one_person_has_one_ticket_whatever_became_of_the_twin() {
    type Becomes = fn(&mut Scene, TicketId);
    let steps: [(StateName, Becomes); 8] = [
        (StateName::Waiting, |_, _| ()),
        (StateName::Called, |scene, _| {
            scene.next("l1");
        }),
        (StateName::Parked, |scene, twin| {
            scene.next("l1");
            scene.must(clerk("l1"), park(twin, Some(60)));
        }),
        (StateName::NoShow, |scene, twin| {
            scene.next("l1");
            scene.must(clerk("l1"), Act::NoShow(twin));
        }),
        (StateName::Serving, |scene, twin| {
            scene.next("l1");
            scene.must(clerk("l1"), Act::Start(twin));
        }),
        (StateName::Finished, |scene, twin| {
            scene.next("l1");
            scene.must(clerk("l1"), finish(twin));
        }),
        (StateName::Cancelled, |scene, twin| {
            scene.must(clerk("l1"), Act::Cancel(twin));
        }),
        (StateName::Waiting, |scene, twin| {
            scene.next("l1");
            scene.must(clerk("l1"), requeue(twin));
        }),
    ];
    for (state, becomes) in steps {
        let mut scene = with_reserve();
        let twin = scene.touch("umum");
        becomes(&mut scene, twin);
        assert_eq!(scene.state(twin), state);
        let mut joining = given(own(&scene, 0), "umum", "2026-11-23T08:00:00+07:00");
        joining.twins = vec![twin, TicketId::from_bits(1)];
        scene.must(kiosk("k1"), join("k1", &[joining.clone()]));
        let (joined, twin_now) = (scene.ticket(joining.ticket), scene.ticket(twin));
        match state {
            StateName::Serving | StateName::Finished => {
                assert_eq!(joined.state, State::Cancelled);
                assert_eq!(
                    (joined.superseded_by, twin_now.superseded_by),
                    (Some(twin), None)
                );
                assert_eq!(twin_now.state.name(), state);
            }
            StateName::Cancelled => {
                assert_eq!(
                    (joined.state.name(), twin_now.superseded_by),
                    (StateName::Waiting, None)
                );
            }
            StateName::Waiting
            | StateName::Called
            | StateName::Parked
            | StateName::NoShow
            | StateName::Expired => {
                assert_eq!(
                    (joined.state.name(), twin_now.state.name()),
                    (StateName::Waiting, StateName::Cancelled)
                );
                assert_eq!(twin_now.superseded_by, Some(joining.ticket));
                assert_eq!(
                    twin_now.undo, None,
                    "nobody comes back into the queue twice"
                );
            }
        }
        let alive = [joined, twin_now]
            .iter()
            .filter(|one| !one.state.is_ended())
            .count();
        assert!(alive <= 1, "{state:?}");
        assert_ne!(scene.number(twin), scene.number(joining.ticket));
    }
}

#[test]
fn three_for_one_touch_end_three_twins_and_the_one_who_was_served_is_not_served_again() {
    let mut scene = with_reserve();
    let events = scene.must(kiosk("k1"), issue_many("umum", 3));
    let twins: Vec<TicketId> = events
        .iter()
        .filter_map(|event| event.what.ticket())
        .collect();
    scene.next("l1");
    scene.must(clerk("l1"), finish(twins[0]));
    let joining = [0, 1, 2].map(|index| {
        let mut one = given(own(&scene, index), "umum", "2026-11-23T08:00:00+07:00");
        one.twins.clone_from(&twins);
        one
    });
    // The answer to the first was lost, and it comes again with the others.
    scene.must(kiosk("k1"), join("k1", &joining[..1]));
    scene.must(kiosk("k1"), join("k1", &joining));
    let states = joining.each_ref().map(|one| scene.state(one.ticket));
    use StateName::{Cancelled, Finished, Waiting};
    assert_eq!(states, [Cancelled, Waiting, Waiting]);
    let states: Vec<_> = twins.iter().map(|twin| scene.state(*twin)).collect();
    assert_eq!(states, [Finished, Cancelled, Cancelled]);
}

#[test]
fn a_stranger_is_no_twin() {
    let mut scene = with_reserve();
    let stranger = scene_issue(&mut scene, "umum");
    let mut joining = given(own(&scene, 0), "umum", "2026-11-23T08:00:00+07:00");
    joining.twins = vec![stranger];
    scene.must(kiosk("k1"), join("k1", &[joining]));
    assert_eq!(scene.state(stranger), StateName::Waiting);
}

#[test]
fn the_story_says_that_a_ticket_joined_and_whom_it_moved_back() {
    let mut scene = with_reserve();
    let paper = own(&scene, 0);
    scene.wait(600);
    let online = scene.touch("umum");
    scene.wait(600);
    let joining = given(paper, "umum", "2026-11-23T08:02:00+07:00");
    scene.must(kiosk("k1"), join("k1", &[joining]));
    scene.next("l1");
    let of = |ticket| {
        let is_opened = |event: &Event| matches!(event.what, What::DayOpened { .. });
        let from = scene.log.iter().position(is_opened).unwrap();
        Story::of(&scene.log[from..], Asked::Ticket(ticket)).unwrap()
    };
    let joined = of(paper).came;
    assert_eq!(joined.at, instant("2026-11-23T08:02:00+07:00"));
    assert_eq!(joined.joined_at, Some(instant("2026-11-23T08:20:00+07:00")));
    let story = of(online);
    assert_eq!(story.came.joined_at, None);
    assert_eq!(
        story.entries[0].moment,
        Moment::OtherJoined {
            ticket: paper,
            number: id("A980"),
            how: How::JoinedFromOffline,
            came: Order::Earlier,
            since: instant("2026-11-23T08:02:00+07:00"),
        }
    );
    // The one who is called before came before.
    assert_eq!(story.numbers_before(), (1, 0));
    // And its own story knows who came first.
    let others: Vec<_> = of(paper).others_called().cloned().collect();
    assert!(others.is_empty());
}

#[test]
fn the_story_of_a_twin_names_the_number_that_stands_in_its_stead() {
    let mut scene = with_reserve();
    let twin = scene.touch("umum");
    let mut joining = given(own(&scene, 0), "umum", "2026-11-23T08:00:00+07:00");
    joining.twins = vec![twin];
    scene.must(kiosk("k1"), join("k1", &[joining]));
    let is_opened = |event: &Event| matches!(event.what, What::DayOpened { .. });
    let from = scene.log.iter().position(is_opened).unwrap();
    let story = Story::of(&scene.log[from..], Asked::Ticket(twin)).unwrap();
    assert_eq!(
        story.entries.last().unwrap().moment,
        Moment::Cancelled {
            by: Role::Kiosk,
            superseded_by: Some(id("A980")),
        }
    );
}
