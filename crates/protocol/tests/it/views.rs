//! What a screen makes of changes: absolute values, whatever it knew before.

use antre_domain::{NoteRef, PrinterFault, SoundHealth, Without};
use antre_protocol::*;

use crate::cards::*;

fn after(mut view: View, changes: impl IntoIterator<Item = Change>) -> View {
    changes.into_iter().for_each(|change| view.apply(change));
    view
}

fn shown(view: &View) -> &DisplayView {
    match view {
        View::Display(view) => view,
        View::Kiosk(_) | View::Counter(_) => panic!("a display's view"),
    }
}

fn numbers(calls: &[Call]) -> Vec<String> {
    calls.iter().map(|call| call.number.to_string()).collect()
}

fn aside(view: &View) -> Vec<(String, String)> {
    let View::Counter(view) = view else {
        panic!("a counter's view")
    };
    view.aside
        .iter()
        .map(|card| (card.number.to_string(), card.state.clone()))
        .collect()
}

#[test]
fn a_change_said_twice_is_the_same_as_said_once() {
    for view in every_view() {
        for change in every_change() {
            let once = after(view.clone(), [change.clone()]);
            assert_eq!(after(once.clone(), [change.clone()]), once, "{change:?}");
        }
    }
}

#[test]
fn a_reset_replaces_everything_even_the_kind() {
    for view in every_view() {
        for new in every_view() {
            assert_eq!(
                after(
                    view.clone(),
                    [Change::Reset {
                        view: Box::new(new.clone())
                    }]
                ),
                new
            );
        }
    }
}

#[test]
fn every_view_takes_in_the_branchs_facts() {
    for view in every_view() {
        let view = after(
            view,
            [Change::Branch {
                branch: branch("Mawar"),
            }],
        );
        assert_eq!(view.branch(), &branch("Mawar"));
    }
}

#[test]
fn a_changed_card_stays_where_it_stood_and_a_new_one_comes_last() {
    let view = after(
        kiosk(),
        [
            Change::Service {
                service: service("umum", 9),
            },
            Change::Service {
                service: service("kia", 1),
            },
        ],
    );
    let View::Kiosk(view) = view else {
        panic!("a kiosk's view")
    };
    assert_eq!(
        view.services,
        [service("umum", 9), service("gigi", 0), service("kia", 1)]
    );

    let view = after(
        display(),
        [
            Change::Counter {
                counter: Box::new(counter("l2", "idle")),
            },
            Change::Counter {
                counter: Box::new(counter("l3", "closed")),
            },
        ],
    );
    assert_eq!(
        shown(&view).counters,
        [
            counter("l1", "idle"),
            counter("l2", "idle"),
            counter("l3", "closed")
        ]
    );
}

#[test]
fn an_opening_changes_only_what_time_decides_and_invents_no_service() {
    let closes = |service: &str| Change::Opening {
        service: id(service),
        open: false,
        opens_at: Some(at(60)),
        exhausted: true,
        too_late: false,
    };
    let view = after(kiosk(), [closes("umum"), closes("kantin")]);
    let View::Kiosk(view) = view else {
        panic!("a kiosk's view")
    };
    let closed = ServiceCard {
        open: false,
        opens_at: Some(at(60)),
        exhausted: true,
        ..service("umum", 3)
    };
    assert_eq!(view.services, [closed, service("gigi", 0)]);
}

#[test]
fn a_range_is_another_on_every_kind_of_view_and_nothing_else_is() {
    let wait = Some(Wait {
        from_secs: 1_200,
        to_secs: 2_400,
    });
    let change = Change::Wait {
        service: id("umum"),
        wait,
        waits: Vec::new(),
    };
    for view in every_view() {
        match (after(view.clone(), [change.clone()]), view) {
            (
                View::Kiosk(KioskView { services, .. }),
                View::Kiosk(KioskView { services: old, .. }),
            )
            | (
                View::Counter(CounterView { services, .. }),
                View::Counter(CounterView { services: old, .. }),
            ) => {
                let first = ServiceCard {
                    wait,
                    ..old[0].clone()
                };
                assert_eq!((&services[0], &services[1..]), (&first, &old[1..]));
            }
            (View::Display(view), View::Display(_)) => assert_eq!(view.waits[0].wait, wait),
            other => panic!("a view stays of its kind: {other:?}"),
        }
    }
}

#[test]
fn a_view_passes_over_what_it_does_not_hold() {
    let of_others = |view: &View, change: &Change| match change {
        Change::Reset { .. } | Change::Branch { .. } | Change::Wait { .. } => false,
        Change::Service { .. } | Change::Opening { .. } => matches!(view, View::Display(_)),
        Change::Counter { .. } => matches!(view, View::Kiosk(_)),
        Change::Called { .. }
        | Change::CallEnded { .. }
        | Change::CallWithdrawn { .. }
        | Change::Cloth { .. }
        | Change::Served { .. } => !matches!(view, View::Display(_)),
        Change::Announced { .. } | Change::AnnouncementEnded { .. } => {
            matches!(view, View::Kiosk(_))
        }
        Change::Aside { .. }
        | Change::AsideGone { .. }
        | Change::Printer { .. }
        | Change::Display { .. }
        | Change::Help { .. }
        | Change::HelpGone { .. } => !matches!(view, View::Counter(_)),
        Change::Reserve { .. } | Change::Copies { .. } => !matches!(view, View::Kiosk(_)),
    };
    for view in every_view() {
        for change in every_change()
            .into_iter()
            .filter(|change| of_others(&view, change))
        {
            assert_eq!(after(view.clone(), [change.clone()]), view, "{change:?}");
        }
    }
}

#[test]
fn calls_are_open_in_their_order_and_recent_in_the_opposite_one() {
    let view = after(
        display(),
        [
            Change::Called {
                call: call("A001", 1, 0),
            },
            Change::Called {
                call: call("A002", 2, 0),
            },
        ],
    );
    assert_eq!(numbers(&shown(&view).open_calls), ["A001", "A002"]);
    assert_eq!(numbers(&shown(&view).recent_calls), ["A002", "A001"]);
}

#[test]
fn a_recall_is_a_call_again_and_one_line_a_ticket() {
    let view = after(
        display(),
        [
            Change::Called {
                call: call("A001", 1, 0),
            },
            Change::Called {
                call: call("A002", 2, 0),
            },
            Change::Called {
                call: call("A001", 3, 1),
            },
        ],
    );
    assert_eq!(
        shown(&view).open_calls,
        [call("A002", 2, 0), call("A001", 3, 1)]
    );
    assert_eq!(
        shown(&view).recent_calls,
        [call("A001", 3, 1), call("A002", 2, 0)]
    );
}

#[test]
fn a_call_that_ended_stays_among_the_recent_and_a_withdrawn_one_does_not() {
    let called = after(
        display(),
        [Change::Called {
            call: call("A001", 1, 0),
        }],
    );
    let ended = after(
        called.clone(),
        [Change::CallEnded {
            ticket: ticket_id("A001"),
        }],
    );
    assert_eq!(
        (
            shown(&ended).open_calls.len(),
            shown(&ended).recent_calls.len()
        ),
        (0, 1)
    );
    let withdrawn = after(
        called,
        [Change::CallWithdrawn {
            ticket: ticket_id("A001"),
        }],
    );
    assert_eq!(withdrawn, display());
}

#[test]
fn a_display_keeps_only_the_last_calls() {
    let calls = (1..=40).map(|index| call(&format!("A{index:03}"), index, 0));
    let view = after(display(), calls.map(|call| Change::Called { call }));
    assert_eq!(shown(&view).recent_calls.len(), RECENT_CALLS_MAX);
    assert_eq!(shown(&view).recent_calls[0].number.to_string(), "A040");
}

#[test]
fn printers_stand_in_the_order_of_their_devices_whoever_reported_first() {
    let says = |device: &str, fault| Change::Printer {
        printer: printer(device, fault),
    };
    let jammed = Some(PrinterFault::Cutter);
    let view = after(
        panel(),
        [
            says("kiosk-2", None),
            says("kiosk-1", None),
            says("kiosk-2", jammed),
        ],
    );
    let View::Counter(view) = view else {
        panic!("a counter's view")
    };
    let wanted = [printer("kiosk-1", None), printer("kiosk-2", jammed)];
    assert_eq!(view.printers, wanted);
}

#[test]
fn whoever_rang_first_stands_first_until_help_came() {
    let rings = |device: &str, secs| Change::Help {
        help: help(device, secs),
    };
    let view = after(panel(), [rings("kiosk-3", 30), rings("kiosk-1", 20)]);
    let devices = |view: &View| {
        let View::Counter(view) = view else {
            panic!("a counter's view")
        };
        let devices = view.helps.iter().map(|help| help.device.to_string());
        devices.collect::<Vec<_>>()
    };
    assert_eq!(devices(&view), ["kiosk-2", "kiosk-1", "kiosk-3"]);
    let device = id("kiosk-1");
    let view = after(view, [Change::HelpGone { device }]);
    assert_eq!(devices(&view), ["kiosk-2", "kiosk-3"]);
}

#[test]
fn a_kiosk_is_told_what_to_do_about_its_reserve() {
    let reserve = ReserveFacts {
        per_series: 20,
        recall: vec![id("a")],
        version: "2f".to_owned(),
    };
    let change = Change::Reserve {
        reserve: reserve.clone(),
    };
    let View::Kiosk(view) = after(kiosk(), [change]) else {
        panic!("a kiosk's view")
    };
    assert_eq!(view.reserve, reserve);
}

#[test]
fn those_set_aside_come_change_and_go() {
    let view = after(
        panel(),
        [
            Change::Aside {
                ticket: ticket("A002", "no_show"),
            },
            Change::Aside {
                ticket: ticket("A001", "no_show"),
            },
        ],
    );
    let pair = |number: &str, state: &str| (number.to_owned(), state.to_owned());
    assert_eq!(
        aside(&view),
        [pair("A001", "no_show"), pair("A002", "no_show")]
    );
    let view = after(
        view,
        [Change::AsideGone {
            ticket: ticket_id("A001"),
        }],
    );
    assert_eq!(aside(&view), [pair("A002", "no_show")]);
}

#[test]
fn the_served_are_counted_by_the_hub_not_by_the_screen() {
    let view = after(
        display(),
        [
            Change::Served {
                served: 12,
                thread: None,
            },
            Change::Served {
                served: 11,
                thread: None,
            },
        ],
    );
    assert_eq!(shown(&view).served, 11);
}

#[test]
fn a_call_without_a_screen_stands_in_no_view() {
    for without in [Without::Screen, Without::Both] {
        let quiet = |number, seq| Change::Called {
            call: Call {
                without: Some(without),
                ..call(number, seq, 0)
            },
        };
        let view = after(
            display(),
            [
                quiet("A001", 1),
                Change::Called {
                    call: call("A002", 2, 0),
                },
                quiet("A003", 3),
            ],
        );
        assert_eq!(numbers(&shown(&view).open_calls), ["A002"]);
        assert_eq!(numbers(&shown(&view).recent_calls), ["A002"]);
    }
    let spoken_less = Call {
        without: Some(Without::Voice),
        ..call("A001", 1, 0)
    };
    let view = after(display(), [Change::Called { call: spoken_less }]);
    assert_eq!(numbers(&shown(&view).open_calls), ["A001"]);
}

#[test]
fn the_cloth_has_a_thread_for_each_person_served_and_an_end() {
    let served = |served, thread| Change::Served {
        served,
        thread: Some(thread),
    };
    let view = after(display(), [served(1, 2), served(4, 0), served(5, 1)]);
    assert_eq!(shown(&view).cloth, [2, 0, 0, 0, 1]);
    let taken_back = [
        Change::Served {
            served: 4,
            thread: None,
        },
        Change::Cloth {
            threads: vec![2, 0, 0, 0],
        },
    ];
    let view = after(view, taken_back);
    assert_eq!(shown(&view).cloth, [2, 0, 0, 0]);
    let view = after(view, [served(5_000, 3), served(5_001, 4)]);
    assert_eq!(shown(&view).cloth.len(), CLOTH_THREADS_MAX);
    assert_eq!(shown(&view).served, 5_001);
}

#[test]
fn displays_and_counters_hold_what_the_hall_is_told_and_kiosks_do_not() {
    let told = |view: &View| match view {
        View::Display(view) => view.announcements.clone(),
        View::Counter(view) => view.announcements.clone(),
        View::Kiosk(_) => Vec::new(),
    };
    let (first, second) = (announcement(1), announcement(2));
    for view in every_view() {
        let is_told = !matches!(view, View::Kiosk(_));
        let view = after(
            view,
            [&first, &second].map(|card| Change::Announced {
                announcement: card.clone(),
            }),
        );
        let both = vec![first.clone(), second.clone()];
        assert_eq!(told(&view), if is_told { both } else { vec![] });
        let id = NoteRef::from_bits(1);
        let view = after(view, [Change::AnnouncementEnded { id }]);
        let one = vec![second.clone()];
        assert_eq!(told(&view), if is_told { one } else { vec![] });
    }
}

#[test]
fn displays_stand_in_the_order_of_their_devices_on_a_counters_panel_alone() {
    let changes = ["layar-2", "layar-1", "layar-2"].map(|device| Change::Display {
        display: wall(device, SoundHealth::Lost),
    });
    for view in every_view() {
        let view = after(view, changes.clone());
        if let View::Counter(view) = view {
            let devices: Vec<_> = view
                .displays
                .iter()
                .map(|card| card.device.as_str())
                .collect();
            assert_eq!(devices, ["layar-1", "layar-2"]);
        }
    }
}
