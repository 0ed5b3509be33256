//! The number on the screen, or several of them, and what becomes of their slips.

use std::time::Duration;

use super::{Act, ActId, Flow, Page};
use crate::branch::{Paper, Ticket};
use crate::view::Notice;

/// Never without a ticket.
#[derive(Debug)]
pub(super) struct Number {
    pub(super) slips: Vec<Slip>,
    /// How many answers are out, once they are being given back.
    giving_back: Option<usize>,
}

#[derive(Debug)]
pub(super) struct Slip {
    pub(super) ticket: Ticket,
    pub(super) paper: Paper,
    /// It is being given back, or is; `false` again where it could not be.
    returned: bool,
}

impl Number {
    pub(super) fn is_given_back(&self) -> bool {
        self.giving_back.is_some()
    }

    pub(super) fn first(&self) -> &Ticket {
        &self.slips[0].ticket
    }

    /// What there is most to say about.
    pub(super) fn foremost(&self) -> Paper {
        let papers = self.slips.iter().map(|slip| slip.paper);
        papers
            .max_by_key(|paper| urgency(*paper))
            .expect("a number has a slip")
    }

    pub(super) fn paper(&mut self, ticket: &str, paper: Paper) {
        for slip in &mut self.slips {
            if slip.ticket.id == ticket {
                slip.paper = paper;
            }
        }
    }

    /// The slips that must not come out for whoever stands here next.
    pub(super) fn left(self) -> impl Iterator<Item = Act> {
        let missing = self
            .slips
            .into_iter()
            .filter(|slip| slip.paper.is_missing());
        missing.map(|slip| Act::Leave {
            ticket: slip.ticket.id,
        })
    }
}

fn urgency(paper: Paper) -> u8 {
    match paper {
        Paper::Out => 0,
        Paper::CopyOut => 1,
        Paper::Paperless => 2,
        Paper::Printing => 3,
        Paper::Waiting(_) => 4,
        Paper::Failed => 5,
        Paper::Unknown => 6,
    }
}

impl Flow {
    pub(super) fn issued(&mut self, answered: ActId, tickets: Vec<Ticket>, now: Duration) {
        if !matches!(self.page, Page::Issuing { act, .. } if act == answered) || tickets.is_empty()
        {
            return;
        }
        self.notice = None;
        self.since = now;
        let slips = tickets.into_iter().map(|ticket| Slip {
            ticket,
            paper: Paper::Printing,
            returned: false,
        });
        self.page = Page::Number(Number {
            slips: slips.collect(),
            giving_back: None,
        });
    }

    pub(super) fn done(&mut self, now: Duration) -> Option<Act> {
        match &self.page {
            Page::Number(number) if !number.is_given_back() => self.leave(now),
            Page::Returning(lookup) if lookup.is_answered() => self.leave(now),
            Page::Home
            | Page::Group(_)
            | Page::Chosen(_)
            | Page::Issuing { .. }
            | Page::Number(_)
            | Page::Returning(_) => None,
        }
    }

    pub(super) fn give_back(&mut self) -> Option<Act> {
        let Page::Number(number) = &mut self.page else {
            return None;
        };
        if number.is_given_back() {
            return None;
        }
        number.giving_back = Some(number.slips.len());
        for slip in &mut number.slips {
            slip.returned = true;
            self.more.push_back(Act::Cancel {
                ticket: slip.ticket.id.clone(),
            });
        }
        self.poll_act()
    }

    /// One answer about a number that is being given back; after the last the list follows, and says
    /// what came of it.
    pub(super) fn given_back(&mut self, ticket: &str, is_done: bool, now: Duration) {
        let Page::Number(number) = &mut self.page else {
            return;
        };
        let Some(out) = &mut number.giving_back else {
            return;
        };
        let Some(slip) = number
            .slips
            .iter_mut()
            .find(|slip| slip.ticket.id == ticket)
        else {
            return;
        };
        slip.returned = is_done;
        *out -= 1;
        if *out > 0 {
            return;
        }
        let kept: Vec<String> = number
            .slips
            .iter()
            .filter(|slip| !slip.returned)
            .map(|slip| slip.ticket.number())
            .collect();
        let (notice, numbers) = if kept.is_empty() {
            let all = number.slips.iter().map(|slip| slip.ticket.number());
            (Notice::Cancelled, all.collect())
        } else {
            (Notice::NotCancelled, kept)
        };
        self.page = Page::Home;
        self.since = now;
        self.remark(notice, in_words(&numbers), now);
    }

    pub(super) fn reprint(&mut self) -> Option<Act> {
        let hindered = self.branch.printer.hindrance().is_some();
        let Page::Number(number) = &mut self.page else {
            return None;
        };
        if number.is_given_back() || hindered {
            return None;
        }
        // Only a doubtful slip may be printed again, and once: the answer decides what follows.
        let doubtful = |slip: &&mut Slip| slip.paper == Paper::Unknown;
        let slip = number.slips.iter_mut().find(doubtful)?;
        slip.paper = Paper::Printing;
        Some(Act::Reprint {
            ticket: slip.ticket.id.clone(),
        })
    }
}

/// `A012`, `A012, A013`, `A012–A014`.
fn in_words(numbers: &[String]) -> String {
    match numbers {
        [first, .., last] if numbers.len() > 2 => format!("{first}–{last}"),
        few => few.join(", "),
    }
}
