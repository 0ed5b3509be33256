//! What an answer changes.

use std::time::Duration;

use super::seam::{Answer, RECENT_MAX, Recent};
use super::view::{PinProblem, Remark};
use super::{Page, Session, Staff, What, in_one_line};

impl Staff {
    /// Network, printer or machine said `answer`.
    pub fn handle_answer(&mut self, answer: Answer, now: Duration) {
        let Some(asked) = self.asked.take() else {
            return;
        };
        // What outlives the pages.
        if let (Answer::Locked { secs }, What::Pin) = (&answer, &asked.what) {
            self.locked_until = Some(now + Duration::from_secs(u64::from(*secs)));
        }
        if let (Answer::Done, What::Width(tenths_mm)) = (&answer, &asked.what) {
            self.screen_tenths_mm = Some(*tenths_mm);
        }
        if asked.session == self.sessions
            && let Some(session) = &mut self.session
        {
            session.hear(asked.what, answer);
        }
    }
}

impl Session {
    fn hear(&mut self, what: What, answer: Answer) {
        match (what, answer) {
            (What::Pin, answer) => self.let_in(&answer),
            (What::Issue { count, .. }, Answer::Issued(tickets)) if !tickets.is_empty() => {
                if tickets.len() < usize::from(count) {
                    // Fewer than the fifty at most.
                    self.remark = Some(Remark::Fewer(tickets.len() as u8));
                }
                self.greeter.issued(tickets);
            }
            (What::Cancel(asked), Answer::Done) => {
                let all = asked.iter().map(|ticket| ticket.ticket.clone()).collect();
                self.given_back(&asked, all);
            }
            (What::Cancel(asked), Answer::Cancelled(given)) => self.given_back(&asked, given),
            (What::Rest, Answer::Done) => {}
            (What::Width(_), Answer::Done) => {
                self.remark = Some(Remark::WidthKept);
                if matches!(self.page, Page::Calibrate(_)) {
                    self.page = Page::Menu { armed: false };
                }
            }
            (What::Recent, Answer::Recent(slips)) => self.list(slips),
            (What::Diagnosis, Answer::Diagnosis(lines)) => {
                if let Page::Diagnosis(known) = &mut self.page {
                    *known = Some(lines);
                }
            }
            (What::Plain(remark), Answer::Done) => self.remark = Some(remark),
            (what, Answer::Failed(code)) => self.fail(&what, code),
            (what, Answer::NotAsked) => self.fail(&what, "unreachable".to_owned()),
            (what, answer) => {
                tracing::error!(?what, ?answer, "an answer that no such order has");
                self.fail(&what, "unexpected".to_owned());
            }
        }
    }

    fn let_in(&mut self, answer: &Answer) {
        let Page::Pin { typed, problem } = &mut self.page else {
            return;
        };
        typed.clear();
        *problem = match answer {
            Answer::Welcome | Answer::NotAsked => {
                self.limited = *answer == Answer::NotAsked;
                self.page = Page::Menu { armed: false };
                return;
            }
            Answer::WrongPin => Some(PinProblem::Wrong),
            // As long as it lasts, the clock says so.
            Answer::Locked { .. } => None,
            Answer::NoPin => Some(PinProblem::NotSet),
            Answer::Issued(_)
            | Answer::Cancelled(_)
            | Answer::Done
            | Answer::Failed(_)
            | Answer::Recent(_)
            | Answer::Diagnosis(_) => Some(PinProblem::Failed),
        };
    }

    fn given_back(&mut self, asked: &[Recent], given: Vec<String>) {
        self.greeter.given_back(&given);
        let is_given = |ticket: &&Recent| given.contains(&ticket.ticket);
        let (gone, valid): (Vec<Recent>, Vec<Recent>) =
            asked.iter().cloned().partition(|ticket| is_given(&ticket));
        self.remark = Some(if valid.is_empty() {
            Remark::GivenBack(in_one_line(&gone))
        } else {
            Remark::StillValid(in_one_line(&valid))
        });
        if matches!(self.page, Page::Act { .. }) {
            self.page = Page::Greeter;
        }
    }

    /// The unfinished first: somebody may still wait for one.
    fn list(&mut self, mut slips: Vec<Recent>) {
        slips.sort_by_key(|slip| !slip.unfinished);
        slips.truncate(RECENT_MAX);
        if let Page::Recent(known) = &mut self.page {
            *known = Some(slips);
        }
    }

    fn fail(&mut self, what: &What, code: String) {
        self.remark = Some(Remark::Failed(code));
        if let (Page::Recent(known), What::Recent) = (&mut self.page, what) {
            known.get_or_insert_default();
        }
        if let (Page::Diagnosis(known), What::Diagnosis) = (&mut self.page, what) {
            known.get_or_insert_default();
        }
    }
}
