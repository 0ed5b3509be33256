//! What a kiosk asks of its hub for its reserve: one request at a time, in the order of their urgency.

use antre_domain::TicketId;
use antre_protocol::{
    Empty, JoinRequest, OfflineTicket, Problem, ReserveAnswer, ReserveReturn, TicketsAnswer,
};
use serde::Serialize;

use super::Reserve;
use crate::Moment;
use crate::requests::{Act, Answer, Delivery, Key, RETRY_AFTER_SECS_MAX, Reply};

/// The most numbers that are joined in one request.
pub const JOINED_AT_ONCE_MAX: usize = 50;
/// The most numbers that a return names as given. There are fewer between two joins.
const NAMED_MAX: usize = 2_000;
/// Refusals of one number that no later hub takes back: this kiosk never held it, or its day is over.
const FINAL_REFUSALS: [&str; 3] = ["not_reserved", "reserve_over", "unknown_ticket"];

/// A request on its way.
#[derive(Debug, Clone)]
enum Errand {
    /// Put these into the queue.
    Join {
        key: Key,
        tickets: Vec<OfflineTicket>,
    },
    /// What does the hub hold for this kiosk? Nothing is given back, and nothing asked for.
    Inspect {
        key: Key,
    },
    Return {
        key: Key,
        request: ReserveReturn,
    },
    Ask {
        key: Key,
    },
}

/// What is to be asked, and when.
#[derive(Debug, Default)]
pub(super) struct Errands {
    /// The hub is there.
    live: bool,
    /// It does not understand or not allow this; it is left alone until it is there anew.
    barred: bool,
    ask: bool,
    on_the_way: Option<Errand>,
    /// The same again, under the same key: its answer was lost.
    again: Option<Errand>,
    not_before: Option<Moment>,
    failures: u32,
    /// So many are joined each by itself: one among them was refused.
    singly: usize,
}

impl Errands {
    pub(super) fn ask(&mut self) {
        self.ask = true;
    }

    pub(super) fn is_live(&self) -> bool {
        self.live
    }

    pub(super) fn is_barred(&self) -> bool {
        self.barred
    }
}

impl Reserve {
    /// The hub is there, perhaps another than before.
    pub fn handle_live(&mut self) {
        self.errands.live = true;
        self.errands.barred = false;
        self.errands.ask = true;
        self.errands.not_before = None;
        self.errands.failures = 0;
    }

    /// The hub is not there.
    pub fn handle_stale(&mut self) {
        self.errands.live = false;
    }

    /// What is to be sent at `now`, if anything; never more than one at a time. Its end is told by
    /// [`handle_reply`](Self::handle_reply). `key` is new: nobody has used it before.
    pub fn poll_transmit(&mut self, now: Moment, key: impl FnOnce() -> Key) -> Option<Delivery> {
        let errands = &mut self.errands;
        let is_early = errands.not_before.is_some_and(|at| now < at);
        if !errands.live || errands.barred || errands.on_the_way.is_some() || is_early {
            return None;
        }
        let errand = match errands.again.take() {
            Some(errand) => errand,
            None => self.next_errand(key)?,
        };
        let delivery = delivery(&errand);
        self.errands.on_the_way = Some(errand);
        Some(delivery)
    }

    /// When [`poll_transmit`](Self::poll_transmit) has something that it did not have before.
    pub fn poll_deadline(&self) -> Option<Moment> {
        let errands = &self.errands;
        let waits = errands.live && !errands.barred && errands.on_the_way.is_none();
        errands.not_before.filter(|_| waits && self.has_errand())
    }

    /// What became of the request on its way.
    pub fn handle_reply(&mut self, now: Moment, reply: Reply) {
        let Some(errand) = self.errands.on_the_way.take() else {
            return;
        };
        let answer = match reply {
            Reply::Answered(answer) => answer,
            Reply::Lost => return self.try_again(now, errand, None),
        };
        match answer.status {
            200..=299 => {
                self.errands.failures = 0;
                self.errands.not_before = None;
                self.answered(now, errand, &answer);
            }
            401 | 403 => self.bar(answer.status),
            408 | 429 => self.try_again(now, errand, answer.retry_after_secs),
            400..=499 => self.refused(now, errand, &answer),
            _ => self.try_again(now, errand, answer.retry_after_secs),
        }
    }

    fn has_errand(&self) -> bool {
        self.errands.again.is_some()
            || !self.unjoined.is_empty()
            || self.lasting.doubtful
            || self.lasting.returning.is_some()
            || self.errands.ask
    }

    /// People first: whoever holds a number is put into the queue before anything else is settled.
    fn next_errand(&mut self, key: impl FnOnce() -> Key) -> Option<Errand> {
        if !self.unjoined.is_empty() {
            let at_once = if self.errands.singly > 0 {
                1
            } else {
                JOINED_AT_ONCE_MAX
            };
            let tickets = self.unjoined.iter().take(at_once);
            let tickets = tickets.map(|given| given.ticket.clone()).collect();
            return Some(Errand::Join {
                key: key(),
                tickets,
            });
        }
        if self.lasting.doubtful {
            return Some(Errand::Inspect { key: key() });
        }
        if let Some(returning) = &self.lasting.returning {
            let request = ReserveReturn {
                series: returning.series(),
                // Whatever may be on paper is not given again.
                given: self.spent.keys().copied().take(NAMED_MAX).collect(),
            };
            return Some(Errand::Return {
                key: key(),
                request,
            });
        }
        std::mem::take(&mut self.errands.ask).then(|| Errand::Ask { key: key() })
    }

    fn answered(&mut self, now: Moment, errand: Errand, answer: &Answer) {
        match errand {
            Errand::Join { ref tickets, .. } => {
                // Whatever stands between may say 200 to everything: a number is joined where it is named.
                let named: Option<TicketsAnswer> = serde_json::from_slice(&answer.body).ok();
                let named = named.map_or_else(Vec::new, |answer| answer.tickets);
                let named: Vec<TicketId> = named.iter().map(|ticket| ticket.id).collect();
                if tickets.is_empty() || !tickets.iter().all(|it| named.contains(&it.ticket)) {
                    return self.try_again(now, errand, None);
                }
                self.errands.singly = self.errands.singly.saturating_sub(tickets.len());
                self.joined(&named);
                // What lies there now is not what the hub believed before.
                self.errands.ask = true;
            }
            Errand::Inspect { .. } => {
                if let Some(held) = self.read(answer) {
                    self.doubt(held);
                }
            }
            Errand::Return { .. } => {
                if let Some(held) = self.read(answer) {
                    self.lasting.returning = None;
                    self.grant(held);
                }
            }
            Errand::Ask { .. } => {
                if let Some(granted) = self.read(answer) {
                    self.grant(granted);
                }
            }
        }
    }

    fn read(&mut self, answer: &Answer) -> Option<ReserveAnswer> {
        serde_json::from_slice(&answer.body)
            .inspect_err(|error| {
                tracing::error!("the hub's reserve cannot be read: {error}");
                self.errands.barred = true;
            })
            .ok()
    }

    fn refused(&mut self, now: Moment, errand: Errand, answer: &Answer) {
        let problem: Option<Problem> = serde_json::from_slice(&answer.body).ok();
        let code = problem.map_or_else(String::new, |problem| problem.code);
        match errand {
            // A hub that knows no such request refuses no ticket.
            Errand::Join { .. } if code.is_empty() || code == "not_found" => {
                self.bar(answer.status);
            }
            Errand::Join { ref tickets, .. } => match tickets.as_slice() {
                [only] if answer.status == 400 || FINAL_REFUSALS.contains(&code.as_str()) => {
                    self.errands.singly = self.errands.singly.saturating_sub(1);
                    self.set_aside(only.ticket, &code);
                }
                // No day is open, or it is not this number's yet.
                [_] => self.try_again(now, errand, None),
                several => self.errands.singly = several.len(),
            },
            Errand::Inspect { .. } | Errand::Return { .. } | Errand::Ask { .. } => {
                self.bar(answer.status);
            }
        }
    }

    fn bar(&mut self, status: u16) {
        tracing::warn!(status, "the hub settles no reserve with this kiosk");
        self.errands.barred = true;
    }

    fn try_again(&mut self, now: Moment, errand: Errand, asked_secs: Option<u32>) {
        let errands = &mut self.errands;
        errands.failures = errands.failures.saturating_add(1);
        let asked = asked_secs.unwrap_or(0).min(RETRY_AFTER_SECS_MAX);
        let wait = self.jitter.wait(errands.failures);
        errands.not_before = Some(now + wait.max(std::time::Duration::from_secs(asked.into())));
        match errand {
            Errand::Join { .. } | Errand::Inspect { .. } | Errand::Return { .. } => {
                errands.again = Some(errand);
            }
            // The newest answer counts, not the one to this question.
            Errand::Ask { .. } => errands.ask = true,
        }
    }
}

fn delivery(errand: &Errand) -> Delivery {
    match errand {
        Errand::Join { key, tickets } => {
            let request = JoinRequest {
                tickets: tickets.clone(),
            };
            post(*key, "/api/v1/reserve/join", &request)
        }
        Errand::Inspect { key } => {
            let request = ReserveReturn {
                series: Some(Vec::new()),
                given: Vec::new(),
            };
            post(*key, "/api/v1/reserve/return", &request)
        }
        Errand::Return { key, request } => post(*key, "/api/v1/reserve/return", request),
        Errand::Ask { key } => post(*key, "/api/v1/reserve", &Empty {}),
    }
}

fn post(key: Key, path: &str, request: &impl Serialize) -> Delivery {
    let body = serde_json::to_string(request).expect("a request is representable in JSON");
    let path = path.to_owned();
    Delivery {
        key,
        act: Act { path, body },
    }
}
