//! Counters, and the tickets before them, as clerks see them.

use antre_domain::{CounterId, CounterState, Desk, State, Ticket, Timestamp};
use antre_protocol::{
    ClassCard, CounterCard, DeliveryCard, DeskRules, ProfileCard, TicketCard, ViewKind, ZoneCard,
};

use super::Scene;

impl Scene<'_> {
    pub(super) fn counters(&self, kind: ViewKind) -> Vec<CounterCard> {
        self.config
            .counters
            .iter()
            .filter_map(|counter| self.counter(&counter.id, kind))
            .collect()
    }

    /// A counter. Of whoever stands before it, who works there and what holds it up only staff is told.
    pub(crate) fn counter(&self, id: &CounterId, kind: ViewKind) -> Option<CounterCard> {
        let counter = self.config.counter(id)?;
        let present = self.day.counters.get(id)?;
        let ticket = present
            .ticket
            .and_then(|ticket| self.day.tickets.get(&ticket));
        let card = CounterCard {
            id: counter.id.clone(),
            noun: counter.noun.clone(),
            sign: counter.sign.clone(),
            spoken: counter.spoken.clone(),
            direction: counter.direction,
            state: desk_state(present, ticket).to_owned(),
            profile: present.profile.clone(),
            ticket: None,
            also: Vec::new(),
            clerk: None,
            standby: false,
            break_reason: None,
            since: None,
            wraps_until: None,
            calls_from: None,
        };
        Some(match kind {
            ViewKind::Kiosk | ViewKind::Display => card,
            ViewKind::Counter => {
                let also = present.also.iter();
                let also = also.filter_map(|ticket| self.day.tickets.get(ticket));
                CounterCard {
                    state: counter_state(present, ticket, self.now).to_owned(),
                    ticket: ticket.map(|ticket| self.called(ticket)),
                    also: also.map(|ticket| self.called(ticket)).collect(),
                    clerk: present.clerk.clone(),
                    standby: present.standby,
                    break_reason: present.break_reason,
                    since: self.known.free.get(id).map(|(_, since)| *since),
                    wraps_until: wraps_until(present, self.now),
                    calls_from: present.calls_from(&self.config.rules),
                    ..card
                }
            }
        })
    }

    /// A ticket before its counter: nobody reads its needs before the call, and nobody who did not call.
    fn called(&self, ticket: &Ticket) -> TicketCard {
        let needs = self.known.needs.get(&ticket.id);
        TicketCard {
            needs: needs.cloned().unwrap_or_default(),
            ..self.ticket(ticket)
        }
    }

    /// What a clerk's panel must know of the rules.
    pub(super) fn desk(&self) -> DeskRules {
        let config = self.config;
        let rules = &config.rules;
        let deliveries = config.deliveries.iter().map(|delivery| DeliveryCard {
            id: delivery.id.clone(),
            name: delivery.name.clone(),
            services: delivery.services.clone(),
        });
        let classes = config.classes.iter().map(|class| ClassCard {
            id: class.id.clone(),
            name: class.name.clone(),
            priority: class.priority,
        });
        let zones = config.hall.zones.iter().map(|zone| ZoneCard {
            id: zone.id.clone(),
            name: zone.name.clone(),
        });
        DeskRules {
            outcome: rules.outcome,
            delivered: rules.delivered,
            deliveries: deliveries.collect(),
            choice_needs_reason: rules.choice_needs_reason,
            recalls_max: rules.recalls_max,
            serves_at_call: rules.serves_at_call,
            sign_in: rules.sign_in,
            lock_secs: rules.lock_secs,
            classes: classes.collect(),
            zones: zones.collect(),
        }
    }

    pub(super) fn profiles(&self) -> Vec<ProfileCard> {
        let card = |profile: &antre_domain::config::Profile| ProfileCard {
            id: profile.id.clone(),
            name: profile.name.clone(),
            services: profile.takes().cloned().collect(),
        };
        self.config.profiles.iter().map(card).collect()
    }

    pub(super) fn aside(&self) -> Vec<TicketCard> {
        let tickets = self.day.tickets.values();
        let aside = tickets.filter(|ticket| is_aside(ticket));
        let mut aside: Vec<TicketCard> = aside.map(|ticket| self.ticket(ticket)).collect();
        aside.sort_by_key(TicketCard::age);
        aside
    }

    pub(crate) fn ticket(&self, ticket: &Ticket) -> TicketCard {
        let class = self
            .config
            .class(&ticket.class)
            .unwrap_or(self.config.regular());
        let (recalls, returns_at) = match &ticket.state {
            State::Called { recalls, .. } => (*recalls, None),
            State::Parked { until } => (0, *until),
            State::Waiting
            | State::Serving { .. }
            | State::NoShow { .. }
            | State::Finished { .. }
            | State::Cancelled
            | State::Expired => (0, None),
        };
        let rules = &self.config.rules;
        TicketCard {
            id: ticket.id,
            number: ticket.number,
            colour: self.colour(ticket),
            service: ticket.leg.service.clone(),
            class: ticket.class.clone(),
            class_name: class.name.clone(),
            party: ticket.party,
            state: ticket.state.name().as_str().to_owned(),
            since: self
                .day
                .waits_since(ticket.leg.place.since, ticket.leg.called_at),
            called_at: ticket.leg.called_at,
            started_at: ticket.leg.started_at,
            recalls,
            returns_at,
            reason: self.known.reasons.get(&ticket.id).cloned(),
            legs: ticket.legs,
            booked_at: ticket.booked_at,
            onward: ticket.onward.clone(),
            needs: Vec::new(),
            notes: u8::try_from(ticket.notes.len()).unwrap_or(u8::MAX),
            locale: Some(ticket.locale),
            directed: ticket.directed.as_ref().map(|(to, _)| to.clone()),
            recall_from: ticket.recalls_from(rules),
            undo_until: ticket
                .undo
                .as_ref()
                .map(|undo| undo.at.plus_secs(rules.undo_secs)),
        }
    }
}

pub(crate) fn is_aside(ticket: &Ticket) -> bool {
    matches!(ticket.state, State::Parked { .. } | State::NoShow { .. })
}

/// A counter's state as staff sees it.
pub(crate) fn counter_state(
    counter: &CounterState,
    ticket: Option<&Ticket>,
    now: Timestamp,
) -> &'static str {
    if wraps_until(counter, now).is_some() {
        "wrap_up"
    } else {
        desk_state(counter, ticket)
    }
}

/// The same for everybody: nobody in the hall need know what a clerk does after a service.
fn desk_state(counter: &CounterState, ticket: Option<&Ticket>) -> &'static str {
    match (counter.desk, ticket.map(|ticket| &ticket.state)) {
        (_, Some(State::Serving { .. })) => "serving",
        (_, Some(_)) => "called",
        (Desk::Open, None) => "idle",
        (Desk::Paused, None) => "break",
        (Desk::Closed, None) => "closed",
    }
}

/// Until when a free counter puts things in order, if it still does.
fn wraps_until(counter: &CounterState, now: Timestamp) -> Option<Timestamp> {
    let is_free = counter.desk == Desk::Open && counter.ticket.is_none();
    counter.wraps_until.filter(|until| is_free && *until > now)
}
