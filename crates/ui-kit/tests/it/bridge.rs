use std::cell::RefCell;
use std::convert::Infallible;
use std::rc::Rc;

use antre_ui_kit::bridge::{self, ANNOUNCEMENTS_MAX, COMMANDS_MAX, NotShown};
use antre_ui_kit::offscreen::Offscreen;
use antre_ui_kit::{Announcement, Background, Commands};

use crate::Probe;

#[derive(Debug, Clone, PartialEq, Eq)]
struct Call {
    ticket: u32,
    times: u32,
}

impl Announcement for Call {
    fn absorb(&mut self, newer: Self) -> Option<Self> {
        if self.ticket != newer.ticket {
            return Some(newer);
        }
        self.times += newer.times;
        None
    }
}

fn call(ticket: u32) -> Call {
    Call { ticket, times: 1 }
}

fn probe() -> Probe {
    let size = "640x480".parse().unwrap();
    Offscreen::open(size, std::env::temp_dir()).unwrap();
    Probe::new().unwrap()
}

#[test]
fn only_the_newest_view_is_drawn_and_every_announcement_arrives_in_order() {
    let ui = probe();
    let drawn = Rc::new(RefCell::new((Vec::new(), Vec::new())));
    let (views, calls) = (Rc::clone(&drawn), Rc::clone(&drawn));
    let outlet = bridge::connect(
        &ui,
        move |_, view: u32| views.borrow_mut().0.push(view),
        move |_, call: Call| {
            calls.borrow_mut().1.push(call.ticket);
            if call.ticket == 40 {
                slint::quit_event_loop().unwrap();
            }
        },
    )
    .unwrap();
    for view in 1..=1_000 {
        outlet.show(view).unwrap();
    }
    for ticket in 1..=40 {
        outlet.announce(call(ticket)).unwrap();
    }
    slint::run_event_loop_until_quit().unwrap();
    let drawn = drawn.borrow();
    assert_eq!(drawn.0, [1_000]);
    assert_eq!(drawn.1, (1..=40).collect::<Vec<_>>());
}

#[test]
fn a_full_list_joins_what_it_can_and_gives_the_rest_back() {
    let ui = probe();
    let outlet = bridge::connect(&ui, |_, _: ()| {}, |_, _: Call| {}).unwrap();
    for ticket in 0..ANNOUNCEMENTS_MAX as u32 {
        outlet.announce(call(ticket)).unwrap();
    }
    assert_eq!(outlet.announce(call(5)), Ok(()));
    assert_eq!(outlet.announce(call(500)), Err(NotShown::Full(call(500))));
}

#[test]
fn the_network_reaches_the_screen_and_the_screen_the_network() {
    let ui = probe();
    let (commands, mut orders) = Commands::<u32>::channel();
    let outlet = bridge::connect(
        &ui,
        move |ui: &Probe, view: i32| {
            ui.set_count(view);
            if view == 10 {
                slint::quit_event_loop().unwrap();
            } else {
                commands.send(view as u32 + 1).unwrap();
            }
        },
        |_, never: Infallible| match never {},
    )
    .unwrap();
    outlet.show(0).unwrap();
    let network = Background::spawn("network", move || async move {
        while let Some(next) = orders.recv().await {
            outlet.show(next as i32).unwrap();
        }
    })
    .unwrap();
    slint::run_event_loop_until_quit().unwrap();
    assert_eq!(ui.get_count(), 10);
    assert_eq!(network.stop(), Ok(()));
}

#[test]
fn a_network_that_panics_ends_the_screen() {
    let ui = probe();
    let network = Background::spawn("network", || async { panic!("planted") }).unwrap();
    slint::run_event_loop_until_quit().unwrap();
    assert!(network.stop().is_err());
    drop(ui);
}

#[test]
fn a_touch_is_refused_when_the_network_lags() {
    let (commands, _orders) = Commands::channel();
    for order in 0..COMMANDS_MAX {
        commands.send(order).unwrap();
    }
    assert_eq!(commands.send(99).unwrap_err().0, 99);
}
