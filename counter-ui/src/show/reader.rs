//! What the view says, in the words and numbers of the pages.

use antre_counter_flow::panel::{Face, Panel, Primary, QueueGlance};
use antre_domain::{Asks, ClerkId, CounterId, Locale, ServiceId, Text, Timestamp, Without};
use antre_protocol::{CounterCard, CounterView, Need, TicketCard};
use chrono::Timelike as _;
use chrono_tz::Tz;
use slint::SharedString;

use super::{Hub, alerts, count, mins, number, wait, words};
use crate::pages::{
    Announcement, CounterState, Desk, Held, Help, Hint, Queue, Reason, State, Ticket, Word,
};
use crate::reason::reason;

/// The class of those who came in no other, where the branch does not say how it calls them.
const REGULAR: &str = "regular";
/// What everything on the panel is said by.
pub(super) struct Reader<'a> {
    pub(super) view: &'a CounterView,
    pub(super) locale: Locale,
    pub(super) at: Option<Timestamp>,
    /// The view is current.
    pub(super) live: bool,
}

impl Reader<'_> {
    pub(super) fn paint_branch(&self, state: &CounterState<'_>, hub: Hub) {
        let lost_at = match hub {
            Hub::Lost { since } => since,
            Hub::Connecting | Hub::Live | Hub::Refused => None,
        };
        state.set_lost_at(self.minute_of_day(lost_at));
        state.set_clock(self.minute_of_day(self.at));
        state.set_branch(self.view.branch.name.as_str().into());
        state.set_practice(self.view.branch.practice);
        let hold = self.view.branch.held;
        state.set_held(hold.map_or(Held::None, |hold| words::held(hold.reason)));
        state.set_held_since(self.minute_of_day(hold.map(|hold| hold.since)));
        state.set_alert(alerts::alert(&self.view.printers, &self.view.displays));
        state.set_announcement(self.announcement());
        state.set_help(self.help());
    }

    pub(super) fn paint_counter(&self, state: &CounterState<'_>, panel: &Panel, face: &Face) {
        let card = panel.card();
        state.set_counter(card.map_or_else(SharedString::default, |card| self.counter(card)));
        state.set_clerk(
            panel
                .signed()
                .map_or("", |signed| signed.name.as_str())
                .into(),
        );
        state.set_profile(card.map_or_else(SharedString::default, |card| self.profile(card)));
        state.set_state(card.map_or(State::None, |card| words::standing(&card.state)));
        state.set_standby(face.standby);
        let rests = card.and_then(|card| card.break_reason);
        state.set_resting(rests.map_or(Word::None, words::rests));
        let since = card.and_then(|card| card.since);
        let passed_secs = since.map(|since| self.secs_since(Some(since)));
        state.set_state_mins(passed_secs.map_or(-1, mins));
        let ticket = panel.ticket();
        state.set_ticket(ticket.map_or_else(Ticket::default, |ticket| Ticket {
            recalls_left: face.recalls_left.map_or(-1, i32::from),
            ..self.ticket(ticket)
        }));
        let (hint, hint_secs) = hint(face, self.view);
        state.set_hint(hint);
        state.set_hint_secs(number(hint_secs));
    }

    /// A range is no longer true once the hub is gone or the branch stands still.
    pub(super) fn tells(&self) -> bool {
        self.live && self.view.branch.held.is_none()
    }

    pub(super) fn text<'t>(&self, text: &'t Text) -> &'t str {
        let own = self.view.branch.languages.first().copied();
        text.get(self.locale, own.unwrap_or(Locale::ID))
    }

    pub(super) fn minute_of_day(&self, at: Option<Timestamp>) -> i32 {
        let zone: Tz = self.view.branch.time_zone.parse().unwrap_or(Tz::UTC);
        let local = at.map(|at| at.to_utc().with_timezone(&zone));
        local.map_or(-1, |local| (local.hour() * 60 + local.minute()) as i32)
    }

    fn secs_since(&self, since: Option<Timestamp>) -> u32 {
        self.at
            .zip(since)
            .map_or(0, |(at, since)| at.secs_since(since))
    }

    /// How long somebody has waited: while the branch is held no wait grows.
    pub(super) fn waited_secs(&self, since: Option<Timestamp>, until: Option<Timestamp>) -> u32 {
        let held_since = self.view.branch.held.as_ref().map(|held| held.since);
        let now = held_since.into_iter().chain(self.at).min();
        let until = until.or(now);
        until
            .zip(since)
            .map_or(0, |(until, since)| until.secs_since(since))
    }

    pub(super) fn counter(&self, card: &CounterCard) -> SharedString {
        format!("{} {}", self.text(&card.noun), card.sign).into()
    }

    pub(super) fn counter_named(&self, id: &CounterId) -> SharedString {
        let card = self.view.counters.iter().find(|card| card.id == *id);
        card.map_or_else(SharedString::default, |card| self.counter(card))
    }

    /// A name, where the panel knows it; the log's reference tells a clerk nothing.
    pub(super) fn person(&self, panel: &Panel, clerk: &ClerkId) -> String {
        let own = panel.signed().filter(|signed| signed.clerk == *clerk);
        let listed = panel.people().iter().find(|person| person.id == *clerk);
        let name = own.map(|signed| &signed.name);
        let name = name.or(listed.map(|person| &person.name));
        name.cloned().unwrap_or_default()
    }

    /// Who sits at a counter, or what it does.
    pub(super) fn sits(&self, panel: &Panel, card: &CounterCard) -> SharedString {
        let clerk = card.clerk.as_ref().map(|clerk| self.person(panel, clerk));
        let clerk = clerk.filter(|name| !name.is_empty());
        clerk.map_or_else(|| self.profile(card), SharedString::from)
    }

    fn profile(&self, card: &CounterCard) -> SharedString {
        let mut profiles = self.view.profiles.iter();
        let profile = profiles.find(|profile| profile.id == card.profile);
        profile
            .map_or("", |profile| self.text(&profile.name))
            .into()
    }

    pub(super) fn service(&self, id: &ServiceId) -> &str {
        let service = self.view.services.iter().find(|service| service.id == *id);
        service.map_or("", |service| self.text(&service.name))
    }

    pub(super) fn services(&self, ids: &[ServiceId]) -> String {
        let names: Vec<&str> = ids.iter().map(|id| self.service(id)).collect();
        names.join(", ")
    }

    fn ticket(&self, ticket: &TicketCard) -> Ticket {
        let waited_secs = self.waited_secs(Some(ticket.since), ticket.called_at);
        let class = self.text(&ticket.class_name);
        let classes = &self.view.desk.classes;
        let card = classes.iter().find(|card| card.id == ticket.class);
        // Nobody is told that somebody is nobody in particular.
        let regular = classes.first().map_or(REGULAR, |class| class.id.as_str());
        let own = self.view.branch.languages.first().copied();
        let foreign = ticket.locale.filter(|locale| Some(*locale) != own);
        let minute = |at| self.minute_of_day(Some(at));
        let called = ticket.reason.as_ref();
        Ticket {
            letters: ticket.number.prefix().as_str().into(),
            digits: ticket.number.digits().into(),
            series: i32::from(ticket.colour),
            service: self.service(&ticket.service).into(),
            class: if ticket.class.as_str() == regular {
                ""
            } else {
                class
            }
            .into(),
            priority: card.is_some_and(|card| card.priority),
            party: i32::from(ticket.party),
            recalls: i32::from(ticket.recalls),
            recalls_left: -1,
            waited_mins: mins(waited_secs),
            reason: called.map_or_else(Reason::default, |why| {
                reason(why, &ticket.class, class, minute)
            }),
            leg: i32::from(ticket.legs),
            onward: self.services(&ticket.onward).into(),
            notes: i32::from(ticket.notes),
            language: foreign
                .map_or_else(String::new, |locale| locale.as_str().to_uppercase())
                .into(),
            needs: count(ticket.needs.len()),
            fetch: ticket.needs.contains(&Need::Fetch),
            gesture: ticket.needs.contains(&Need::Gesture),
            low_counter: ticket.needs.contains(&Need::LowCounter),
            secs: number(self.secs_since(ticket.started_at.or(ticket.called_at))),
        }
    }

    /// The newest alarm, else the newest notice.
    fn announcement(&self) -> Announcement {
        let standing = self.view.announcements.iter();
        let first = standing.max_by_key(|card| (card.kind.is_emergency(), card.since));
        first.map_or_else(Announcement::default, |card| Announcement {
            kind: alerts::announcing(card.kind),
            text: card.text.as_ref().map_or("", |text| self.text(text)).into(),
        })
    }

    /// Those who rang for help first.
    fn help(&self) -> Help {
        let helps = &self.view.helps;
        helps.first().map_or_else(Help::default, |first| Help {
            name: first.name.as_str().into(),
            since: self.minute_of_day(Some(first.since)),
            others: count(helps.len() - 1),
        })
    }

    pub(super) fn queue(&self, queue: &QueueGlance, all: bool) -> Option<Queue> {
        let mut services = self.view.services.iter();
        let service = services.find(|card| card.id == queue.service)?;
        Some(Queue {
            letters: service.prefix.as_str().into(),
            series: i32::from(service.colour),
            name: self.text(&service.name).into(),
            waiting: number(queue.waiting),
            oldest_mins: mins(queue.longest_secs),
            wait: wait(queue.wait),
            late: queue.late,
            ours: queue.ours || all,
            target_mins: mins(service.target_wait_secs),
        })
    }

    /// The letters of the branch's numbers, each once.
    pub(super) fn series(&self) -> Vec<Queue> {
        let mut series: Vec<Queue> = Vec::new();
        for service in &self.view.services {
            if !series
                .iter()
                .any(|known| known.letters == service.prefix.as_str())
            {
                series.push(Queue {
                    letters: service.prefix.as_str().into(),
                    series: i32::from(service.colour),
                    ..Queue::default()
                });
            }
        }
        series
    }

    pub(super) fn desk(
        &self,
        panel: &Panel,
        desk: &CounterCard,
        own: Option<&CounterCard>,
    ) -> Desk {
        let ticket = desk.ticket.as_ref();
        let since = ticket.and_then(|ticket| ticket.started_at.or(ticket.called_at));
        let clerk = desk.clerk.as_ref().map(|clerk| self.person(panel, clerk));
        Desk {
            name: self.counter(desk),
            state: words::standing(&desk.state),
            letters: ticket
                .map(|ticket| ticket.number.prefix().as_str().into())
                .unwrap_or_default(),
            digits: ticket
                .map_or_else(String::new, |ticket| ticket.number.digits())
                .into(),
            series: ticket.map_or(0, |ticket| i32::from(ticket.colour)),
            also: count(desk.also.len()),
            mins: mins(self.secs_since(since)),
            profile: self.profile(desk),
            clerk: clerk.unwrap_or_default().into(),
            ours: own.is_some_and(|own| own.id == desk.id),
        }
    }
}

/// What the big key says below its words, and for how many seconds.
fn hint(face: &Face, view: &CounterView) -> (Hint, u32) {
    let calls = matches!(face.primary, Primary::CallNext | Primary::FinishAndCallNext);
    let finishes = matches!(face.primary, Primary::Finish | Primary::FinishAndCallNext);
    let asked = view.desk.outcome == Asks::Mandatory || view.desk.delivered == Asks::Mandatory;
    if face.wrap_in_secs > 0 {
        return (Hint::Wraps, face.wrap_in_secs);
    }
    if calls && face.call_in_secs > 0 {
        return (Hint::Gap, face.call_in_secs);
    }
    let quiet = face.quiet.filter(|_| calls);
    let hint = match quiet {
        Some(Without::Voice) => Hint::WithoutVoice,
        Some(Without::Screen) => Hint::WithoutScreen,
        Some(Without::Both) => Hint::WithoutBoth,
        None if finishes && asked && !face.outcome_said => Hint::Outcome,
        None => Hint::Nothing,
    };
    (hint, 0)
}
