//! Slips that staff want once more: somebody has lost theirs and stands at a counter.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use antre_domain::{SlipKind, SlipState, TicketId, Timestamp};
use antre_protocol::{CopyOrder, CopySlip, SlipReport};
use antre_ticket::Slip;

use super::Printer;
use super::office::{Line, Office, UnderWay};
use crate::press::{Order, SlipId, Which};

/// The copies that are asked of one kiosk.
///
/// An order stays with the hub until the kiosk has said what became of the slip, and is printed once: the
/// printer's journal knows each by its ticket and the moment in which it was asked for.
pub(super) struct Copies {
    office: Rc<Office>,
    /// What stood with the hub when this kiosk last asked for its own.
    answered: RefCell<Vec<CopyOrder>>,
    on_the_way: Cell<bool>,
    /// Given to the printer since this process began, and still with the hub.
    printed: RefCell<Vec<(TicketId, Timestamp)>>,
}

impl Copies {
    pub(super) fn new(office: Rc<Office>) -> Self {
        Self {
            office,
            answered: RefCell::default(),
            on_the_way: Cell::new(false),
            printed: RefCell::default(),
        }
    }

    /// The hub is there again: what was asked for before may be news to this kiosk.
    pub(super) fn ask_again(&self) {
        self.answered.borrow_mut().clear();
    }

    /// Whether something is asked for that this kiosk has not looked at.
    pub(super) fn are_asked_for(&self) -> bool {
        let asked = self.asked();
        self.office.line.get() == Line::Live
            && !self.on_the_way.get()
            && !asked.is_empty()
            && *self.answered.borrow() != asked
    }

    /// Prints what is asked of this kiosk. What cannot be had now is asked for again at the next look.
    pub(super) fn fetch(self: Rc<Self>) -> UnderWay {
        self.on_the_way.set(true);
        Box::pin(async move {
            let asked = self.asked();
            match self.office.client.copies().await {
                Ok(answer) => {
                    self.answered.replace(asked);
                    self.print_all(answer.copies).await;
                }
                Err(error) => tracing::warn!("copies that staff want did not come: {error}"),
            }
            self.on_the_way.set(false);
        })
    }

    fn asked(&self) -> Vec<CopyOrder> {
        let asked = self.office.with_view(|view| view.copies.clone());
        asked.unwrap_or_default()
    }

    async fn print_all(&self, copies: Vec<CopySlip>) {
        let names: Vec<_> = copies
            .iter()
            .map(|copy| (copy.ticket.id, copy.asked_at))
            .collect();
        let printed = self.printed.replace(names.clone());
        for (copy, name) in copies.into_iter().zip(names) {
            if !printed.contains(&name) {
                self.print(copy).await;
            }
        }
    }

    async fn print(&self, copy: CopySlip) {
        let ticket = copy.ticket.id;
        let order = match self.office.printer {
            Printer::Ready(_) => self.order(copy),
            Printer::Absent | Printer::Broken => None,
        };
        match order {
            Some(order) => self.office.print(order).await,
            None => {
                let failed = SlipReport {
                    kind: SlipKind::Copy,
                    state: SlipState::Failed,
                };
                if let Err(error) = self.office.client.report_slip(ticket, &failed).await {
                    tracing::warn!("the hub was not told that there is no copy: {error}");
                }
            }
        }
    }

    fn order(&self, copy: CopySlip) -> Option<Order> {
        let CopySlip {
            ticket,
            locale,
            party,
            asked_at,
        } = copy;
        let name = &self.office.name;
        let slip = self
            .office
            .read(|reading| reading.slip(&ticket, locale, name))?;
        let is_waiting = ticket.state == "waiting";
        Some(Order {
            id: SlipId {
                ticket: ticket.id.to_string(),
                which: Which::Copy(asked_at.millis().unsigned_abs()),
            },
            number: ticket.number,
            slip: Slip {
                copy: true,
                party,
                ahead: slip.ahead.filter(|_| is_waiting),
                ..slip
            },
            large: false,
        })
    }
}
