//! What clerks do at their counters beyond one ticket after another.

mod asked;
mod directed;
mod greeting;
mod moving_on;
mod notes;
mod paced;
mod released;
mod several;
mod signing;
mod standby;

use antre_domain::config::{Config, Delivery};
use antre_domain::*;

use crate::scene::*;

/// The puskesmas at 08:00 with both general counters open, and something changed in its file.
fn at_work(change: impl FnOnce(&mut Config)) -> Scene {
    let mut scene = Scene::of(changed(change), "2026-11-23T08:00:00+07:00");
    for counter in ["l1", "l2"] {
        scene.must(supervisor(), open(counter));
    }
    scene
}

fn changed(change: impl FnOnce(&mut Config)) -> Config {
    let mut config = puskesmas();
    change(&mut config);
    config
}

/// A clerk by their session, on a PC that is of no counter.
fn petugas(name: &str) -> Actor {
    Actor {
        role: Role::Counter,
        device: Some(id(&format!("pc-of-{name}"))),
        counter: None,
        clerk: Some(id(name)),
    }
}

fn greeter() -> Actor {
    Actor {
        role: Role::Greeter,
        device: Some(id("meja")),
        counter: None,
        clerk: Some(id("penyambut")),
    }
}

fn sign_in(clerk: &str, counter: &str) -> Act {
    Act::SignIn {
        clerk: id(clerk),
        counter: Some(id(counter)),
    }
}

fn sign_out(clerk: &str) -> Act {
    Act::SignOut { clerk: id(clerk) }
}

fn call_several(counter: &str, tickets: &[TicketId]) -> Act {
    Act::CallSeveral {
        counter: id(counter),
        tickets: tickets.to_vec(),
        because: None,
        quiet: None,
        finish: Finish::default(),
    }
}

fn stand_by(counter: &str, on: bool) -> Act {
    Act::StandBy {
        counter: id(counter),
        on,
    }
}

fn delivery(name: &str, services: &[&str]) -> Delivery {
    Delivery {
        id: id(name),
        name: name.into(),
        services: services.iter().map(|service| id(service)).collect(),
    }
}

fn counter<'a>(scene: &'a Scene, name: &str) -> &'a CounterState {
    &scene.day().counters[&id(name)]
}

fn kinds(events: &[Event]) -> Vec<&'static str> {
    events.iter().map(|event| event.what.kind()).collect()
}

fn note(bits: u128) -> NoteRef {
    NoteRef::from_bits(bits)
}
