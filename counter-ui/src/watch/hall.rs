//! The hall's two lists, and what stands above every page.

use antre_counter_flow::watch::{CounterLine, Giving, ServiceLine};
use antre_domain::{BreakReason, HoldReason};
use slint::SharedString;

use super::Watched;
use super::rows::{Reader, count, mins, number};
use crate::pages::{
    WatchAlert, WatchCounter, WatchGiving, WatchHeld, WatchRest, WatchService, WatchStanding,
    WatchState,
};
use crate::show::{follow, wait};

impl Watched {
    pub(super) fn paint_hall(&self, state: &WatchState<'_>, reader: &Reader<'_>) {
        let (watch, now) = (reader.watch, reader.now);
        let branch = &reader.view.branch;
        state.set_branch(branch.name.as_str().into());
        state.set_practice(branch.practice);
        state.set_clock(reader.minute_of_day(watch.at(now)));
        state.set_held(
            branch
                .held
                .map_or(WatchHeld::None, |held| why_held(held.reason)),
        );
        state.set_held_since(reader.minute_of_day(branch.held.map(|held| held.since)));
        let summary = watch.summary(now);
        state.set_waiting(number(summary.waiting));
        state.set_late(count(summary.late));
        state.set_open(count(summary.open));
        state.set_counter_count(count(summary.counters));
        let (services, at) = watch.services(now);
        state.set_service_at(count(at));
        follow(
            &self.services,
            services.iter().map(|line| reader.service(line)).collect(),
        );
        let (counters, at) = watch.counters(now);
        state.set_counter_at(count(at));
        follow(
            &self.counters,
            counters.iter().map(|line| reader.counter(line)).collect(),
        );
    }
}

impl Reader<'_> {
    fn service(&self, line: &ServiceLine) -> WatchService {
        let card = &self.view.services[line.index];
        WatchService {
            letters: card.prefix.as_str().into(),
            series: i32::from(card.colour),
            name: self.text(&card.name).into(),
            waiting: number(card.waiting),
            longest_mins: line.longest_secs.map_or(-1, mins),
            target_mins: mins(card.target_wait_secs),
            wait: wait(line.wait),
            late: line.late,
            unseen: line.unseen,
            giving: match line.giving {
                Giving::Open => WatchGiving::Open,
                Giving::Closed => WatchGiving::Closed,
                Giving::Paused => WatchGiving::Paused,
                Giving::Exhausted => WatchGiving::Exhausted,
            },
        }
    }

    fn counter(&self, line: &CounterLine) -> WatchCounter {
        let card = &self.view.counters[line.index];
        let ticket = card.ticket.as_ref();
        WatchCounter {
            name: self.counter_name(card),
            standing: standing(&card.state),
            rest: card.break_reason.map_or(WatchRest::None, rest),
            letters: ticket.map_or_else(SharedString::default, |ticket| {
                ticket.number.prefix().as_str().into()
            }),
            digits: ticket
                .map_or_else(String::new, |ticket| ticket.number.digits())
                .into(),
            series: ticket.map_or(0, |ticket| i32::from(ticket.colour)),
            also: count(card.also.len()),
            for_mins: line.for_secs.map_or(-1, mins),
            clerk: card
                .clerk
                .as_ref()
                .map_or_else(SharedString::default, |clerk| self.person(clerk)),
            profile: self.profile(&card.profile).into(),
            standby: card.standby,
        }
    }

    /// The oldest one that nobody has seen yet.
    pub(super) fn alert(&self) -> WatchAlert {
        let (services, _) = self.watch.services(self.now);
        let alerts = self.watch.alerts();
        let Some(first) = alerts.first() else {
            return WatchAlert::default();
        };
        let mut cards = self.view.services.iter().zip(&services);
        let Some((card, line)) = cards.find(|(card, _)| card.id == first.service) else {
            return WatchAlert::default();
        };
        WatchAlert {
            name: self.text(&card.name).into(),
            letters: card.prefix.as_str().into(),
            series: i32::from(card.colour),
            longest_mins: line.longest_secs.map_or(0, mins),
            target_mins: mins(card.target_wait_secs),
            late: first.late,
            others: count(alerts.len() - 1),
        }
    }
}

fn standing(state: &str) -> WatchStanding {
    match state {
        "closed" => WatchStanding::Closed,
        "idle" => WatchStanding::Idle,
        "called" => WatchStanding::Called,
        "serving" => WatchStanding::Serving,
        "wrap_up" => WatchStanding::WrapUp,
        "break" => WatchStanding::Rest,
        _ => WatchStanding::None,
    }
}

fn rest(reason: BreakReason) -> WatchRest {
    match reason {
        BreakReason::Meal => WatchRest::Meal,
        BreakReason::Prayer => WatchRest::Prayer,
        BreakReason::Short => WatchRest::Short,
        BreakReason::Meeting => WatchRest::Meeting,
        BreakReason::Errand => WatchRest::Errand,
        BreakReason::Other => WatchRest::Other,
    }
}

pub(super) fn why_held(reason: HoldReason) -> WatchHeld {
    match reason {
        HoldReason::SystemDown => WatchHeld::SystemDown,
        HoldReason::PowerCut => WatchHeld::PowerCut,
        HoldReason::Evacuation => WatchHeld::Evacuation,
        HoldReason::Ceremony => WatchHeld::Ceremony,
        HoldReason::Other => WatchHeld::Other,
    }
}
