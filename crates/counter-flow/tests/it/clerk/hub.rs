//! A hub as small as it can be: it knows who stands at Loket 3, and does what it is asked, or not.

use antre_counter_flow::panel::{Intent, Refusal, Settled, Signed};
use antre_domain::{CounterId, HoldReason};
use antre_protocol::{CounterCard, HeldFacts, HelpCard, HistoryAnswer, TicketCard};

use crate::made::{counter, device, listed, morning, person, row, service_id};

use super::Run;

impl Run {
    /// The hub answers what is on its way, somehow.
    pub(super) fn answer(&mut self) {
        let Some((intent, _)) = self.flight.take() else {
            return;
        };
        // The view is often faster than the answer, or much later.
        let roll = self.roll(10);
        let settled = match roll {
            0 => Settled::Refused(Refusal {
                code: ["closed", "session_over", "pin_locked"][self.roll(3)].to_owned(),
                title: "Tidak bisa.".to_owned(),
                retry_after_secs: (self.roll(2) == 0).then_some(20),
            }),
            1 => Settled::Unanswered,
            _ if self.is_late(&intent) => Settled::Refused("Sudah tidak di loket ini.".into()),
            _ => self.carry_out(&intent),
        };
        if roll == 1 && self.roll(2) == 0 && !self.is_late(&intent) {
            // It was done all the same, and only the answer is lost.
            let _ = self.carry_out(&intent);
        }
        if let Some(entered) = &mut self.entered
            && entered.settled_at.is_none()
        {
            entered.settled_at = Some(self.now);
            entered.came_to_nothing = matches!(settled, Settled::Refused(_) | Settled::Nobody);
        }
        if settled == Settled::Done
            && let Some(ticket) = intent.ticket()
        {
            self.acted.insert(ticket);
        }
        if self.roll(2) == 0 {
            self.tell();
        }
        self.panel.handle_settled(settled, self.now);
        // One that was answered already is not answered again.
        if self.roll(10) == 0 {
            self.panel.handle_settled(Settled::Done, self.now);
        }
    }

    /// Whether the ticket has left the counter while the act was on its way.
    fn is_late(&mut self, intent: &Intent) -> bool {
        let of_own = matches!(
            intent,
            Intent::Start(_)
                | Intent::Finish { .. }
                | Intent::Recall(_)
                | Intent::NoShow(_)
                | Intent::Transfer { .. }
                | Intent::Park { .. }
                | Intent::Cancel(_)
                | Intent::Requeue {
                    because: Some(_),
                    ..
                }
        );
        let card = self.own();
        let here = card.ticket.iter().chain(&card.also).map(|ticket| ticket.id);
        of_own && !here.map(Some).any(|ticket| ticket == intent.ticket())
    }

    fn carry_out(&mut self, intent: &Intent) -> Settled {
        match intent {
            Intent::CallNext { .. } if self.roll(6) == 0 => return Settled::Nobody,
            Intent::CallNext { .. } | Intent::Call { .. } => {
                let next = self.fresh("called");
                self.stand("called", Some(next));
            }
            Intent::CallSeveral { tickets, .. } => {
                let mut all: Vec<_> = tickets.iter().map(|_| self.fresh("called")).collect();
                let first = all.remove(0);
                self.stand("called", Some(first));
                self.own().also = all;
            }
            Intent::WalkIn { .. } => {
                let next = self.fresh("serving");
                self.stand("serving", Some(next));
            }
            Intent::Start(id) => {
                let card = self.own();
                let mut all: Vec<_> = card.ticket.take().into_iter().collect();
                all.append(&mut card.also);
                let at = all.iter().position(|ticket| ticket.id == *id);
                let mut first = all.swap_remove(at.unwrap_or(0));
                first.state = "serving".to_owned();
                self.stand("serving", Some(first));
                self.own().also = all;
            }
            Intent::Recall(_) => {
                if let Some(ticket) = &mut self.own().ticket {
                    ticket.recalls = ticket.recalls.saturating_add(1);
                }
            }
            Intent::Undo(_) => {
                let back = self.fresh("serving");
                self.stand("serving", Some(back));
            }
            Intent::Finish { .. }
            | Intent::NoShow(_)
            | Intent::Transfer { .. }
            | Intent::Park { .. }
            | Intent::Cancel(_)
            | Intent::Requeue {
                because: Some(_), ..
            } => {
                let mut also = std::mem::take(&mut self.own().also);
                let next = (!also.is_empty()).then(|| also.remove(0));
                self.stand(if next.is_some() { "called" } else { "idle" }, next);
                self.own().also = also;
            }
            Intent::Open { .. } => self.stand("idle", None),
            Intent::Close => self.stand("closed", None),
            Intent::Break { .. } => self.stand("break", None),
            Intent::StandBy { on } => self.own().standby = *on,
            Intent::SignIn { clerk, .. } => {
                self.own().clerk = Some(clerk.clone());
                return Settled::SignedIn(Signed {
                    clerk: clerk.clone(),
                    name: clerk.to_string(),
                    counter: CounterId::new("3").ok(),
                    lock_secs: 600,
                });
            }
            Intent::SignOut => {
                self.own().clerk = None;
                self.stand("closed", None);
            }
            Intent::People => {
                return Settled::People(vec![
                    person("petugas-1", "Petugas 1"),
                    person("petugas-2", "Petugas 2"),
                ]);
            }
            Intent::Tickets(query) => {
                let value = query.number.unwrap_or(12).min(999);
                let rows = [
                    row(&format!("A{value:03}"), "umum", "waiting"),
                    row(&format!("B{value:03}"), "gigi", "waiting"),
                    row(&format!("C{value:03}"), "kia", "parked"),
                ];
                let count = self.roll(4);
                self.offered.extend(rows[..count].iter().map(|row| row.id));
                return listed(&rows[..count]);
            }
            Intent::History(_) => return Settled::History(HistoryAnswer::default()),
            Intent::Resume(_)
            | Intent::Requeue { because: None, .. }
            | Intent::Note { .. }
            | Intent::Copy { .. }
            | Intent::AnswerHelp(_) => {}
        }
        Settled::Done
    }

    fn stand(&mut self, state: &str, ticket: Option<TicketCard>) {
        let old = self.own().clone();
        *self.own() = CounterCard {
            clerk: old.clerk,
            standby: old.standby,
            ..counter("3", state, ticket)
        };
    }

    /// What others do: a supervisor releases the counter, an arrival is called by itself, somebody rings.
    pub(super) fn happen(&mut self) {
        match self.roll(6) {
            0 => {
                self.own().clerk = None;
                self.stand("closed", None);
            }
            1 => {
                let next = self.fresh("called");
                self.stand("called", Some(next));
            }
            2 => {
                let held = HeldFacts {
                    reason: HoldReason::Other,
                    since: morning(),
                };
                let is_held = self.hub.branch.held.is_some();
                self.hub.branch.held = (!is_held).then_some(held);
            }
            3 => {
                let help = HelpCard {
                    device: device("kiosk-1"),
                    name: "Kiosk 1".to_owned(),
                    since: morning(),
                };
                self.hub.helps = vec![help];
            }
            4 => self.hub.services[0].waiting = 0,
            _ => {
                let service = self.hub.services.iter_mut();
                service
                    .filter(|card| card.id == service_id("umum"))
                    .for_each(|card| card.waiting += 1);
            }
        }
    }
}
