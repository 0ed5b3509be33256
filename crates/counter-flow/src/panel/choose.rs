//! What taking a line of a list leads to.

use std::time::Duration;

use antre_domain::{DELIVERED_MAX, Directed, Quiet, TOGETHER_MAX, TicketId};

use crate::draft::{Aim, Draft};
use crate::entry::Entry;
use crate::face::{Notice, Purpose};
use crate::intent::Intent;
use crate::key::Key;
use crate::menu::{Choice, List, Menu};

use super::{Arming, Panel, QUIET_FOR};

impl Panel {
    /// The line under `digit`.
    pub(super) fn choose(
        &mut self,
        digit: u8,
        armed: Option<Arming>,
        now: Duration,
    ) -> Option<Intent> {
        let choices = self.choices();
        let choice = self.menu.as_ref()?.at(digit, &choices)?;
        self.take(choice, armed, now)
    }

    pub(super) fn take(
        &mut self,
        choice: Choice,
        armed: Option<Arming>,
        now: Duration,
    ) -> Option<Intent> {
        let list = self.menu.as_ref()?.list();
        if list.marks() {
            self.mark(list, choice, now);
            return None;
        }
        match choice {
            Choice::Do(key) => self.do_of_more(key, armed, now),
            Choice::Submenu(List::ToPerson) => {
                self.menu = Some(Menu::new(List::ToPerson));
                // Their names; the list itself is the view's.
                let known = !self.gate.people().is_empty();
                (!known).then_some(Intent::People)
            }
            Choice::Submenu(list) => {
                self.menu = Some(Menu::new(list));
                None
            }
            Choice::Counter(counter) if list == List::ToCounter => {
                self.send_to(Directed::Counter(counter), now)
            }
            Choice::Counter(counter) => {
                self.sit_down(counter, now);
                None
            }
            Choice::Person(clerk) => self.send_to(Directed::Clerk(clerk), now),
            Choice::Service(service) if list == List::WalkIn => Some(Intent::WalkIn { service }),
            Choice::Service(chosen) => {
                if let Aim::Transfer { service, .. } = &mut self.draft.as_mut()?.aim {
                    *service = Some(chosen);
                }
                self.go_on(now)
            }
            Choice::Park(return_secs) => {
                self.draft.as_mut()?.aim = Aim::Park(Some(return_secs));
                self.go_on(now)
            }
            Choice::AddNote => {
                self.entry = Some(Entry::new(Purpose::NoteAlong, now));
                None
            }
            Choice::Profile(profile) => Some(Intent::Open {
                profile: Some(profile),
            }),
            Choice::Return {
                ticket,
                parked: true,
            } => Some(Intent::Resume(ticket)),
            Choice::Return {
                ticket,
                parked: false,
            } => Some(Intent::Requeue {
                ticket,
                because: None,
            }),
            Choice::Ticket(ticket) if list == List::CopyOf => self.copy_of(ticket, now),
            // To be read, no more.
            Choice::Ticket(_) if list == List::Own => None,
            Choice::Ticket(ticket) => self.call(ticket, now),
            Choice::Outcome(outcome) => {
                self.draft.as_mut()?.outcome = Some(outcome);
                self.go_on(now)
            }
            Choice::Delivery(delivery) => {
                self.draft.as_mut()?.delivered = vec![delivery];
                self.go_on(now)
            }
            Choice::Because(because) => {
                self.draft.as_mut()?.because = Some(because);
                self.go_on(now)
            }
            Choice::Without(without) => {
                self.draft.as_mut()?.aim = Aim::Quiet(Some(without));
                self.go_on(now)
            }
            Choice::QuietBecause(because) => {
                if let Aim::Quiet(Some(without)) = self.draft.take()?.aim {
                    self.quiet = Some((Quiet { without, because }, now + QUIET_FOR));
                }
                self.menu = None;
                None
            }
            Choice::RequeueBecause(because) => Some(Intent::Requeue {
                ticket: self.called()?.id,
                because: Some(because),
            }),
            Choice::BreakBecause(reason) => Some(Intent::Break {
                reason: Some(reason),
            }),
            Choice::Kiosk(device) => {
                let Aim::Copy(ticket) = self.draft.take()?.aim else {
                    return None;
                };
                self.menu = None;
                Some(Intent::Copy {
                    ticket,
                    device: Some(device),
                })
            }
        }
    }

    /// Calls a chosen one, as soon as nothing is to be asked any more.
    pub(super) fn call(&mut self, ticket: TicketId, now: Duration) -> Option<Intent> {
        if self.waits_to_call(now) {
            return None;
        }
        self.begin(Draft::new(Aim::Call(vec![ticket])), now)
    }

    /// A copy of a lost slip, at the only kiosk or at a chosen one.
    pub(super) fn copy_of(&mut self, ticket: TicketId, now: Duration) -> Option<Intent> {
        let kiosks = self.view.as_ref().map_or(0, |view| view.printers.len());
        self.draft = Some(Draft::new(Aim::Copy(ticket)));
        if kiosks > 1 {
            self.menu = Some(Menu::new(List::Kiosks));
            return None;
        }
        self.go_on(now)
    }

    /// A line of "more". What takes two strokes leaves the list open for the second.
    fn do_of_more(&mut self, key: Key, armed: Option<Arming>, now: Duration) -> Option<Intent> {
        let stays = matches!(key, Key::NoShow | Key::Cancel | Key::Close | Key::SignOut);
        if !stays {
            self.menu = None;
        }
        self.act(key, armed, now)
    }

    fn send_to(&mut self, target: Directed, now: Duration) -> Option<Intent> {
        let at = self.service_at(&target);
        if let Aim::Transfer { to, service } = &mut self.draft.as_mut()?.aim {
            *to = Some(target);
            *service = at;
        }
        self.go_on(now)
    }

    fn mark(&mut self, list: List, choice: Choice, now: Duration) {
        let marks_max = match list {
            List::DeliveredMany => DELIVERED_MAX,
            _ => TOGETHER_MAX,
        };
        let marked = self
            .menu
            .as_mut()
            .is_none_or(|menu| menu.mark(choice, marks_max));
        if !marked {
            self.tell(Notice::MarksFull, now);
        }
    }
}
