//! What the speaker is asked for, in order and never more than a few.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use antre_speech::Script;

use crate::{Tone, Utterance};

/// Tones that wait: newer ones take the place of the oldest.
const TONES_MAX: usize = 4;
/// Scripts that wait, here and at the desk: a lane hands out one at a time, and more come only from who
/// has none.
pub(crate) const SCRIPTS_MAX: usize = 32;

/// Something the speaker's thread is to do.
#[derive(Debug)]
pub(crate) enum Order {
    Say(Utterance),
    Hush,
    Sound(Tone, u8),
    Play(Script),
    Cut,
    /// The first sample of this script was taken.
    Began(u64),
    /// The last sample of this script was taken, or nobody takes any more of it.
    Ended(u64),
    /// The synthesiser started under this count has said all it has to say.
    Synthesised(u64, Vec<u8>),
    /// The card is gone.
    CardLost(String),
    End,
}

/// The speaker's letter box.
#[derive(Debug, Default)]
pub(crate) struct Inbox {
    orders: Mutex<VecDeque<Order>>,
    filled: Condvar,
}

impl Inbox {
    /// Never waits: what is out of date makes room.
    pub(crate) fn put(&self, order: Order) {
        let mut orders = self.orders();
        match order {
            Order::Say(_) | Order::Hush => {
                orders.retain(|waiting| !matches!(waiting, Order::Say(_) | Order::Hush));
            }
            Order::Sound(..) => {
                let is_tone = |waiting: &Order| matches!(waiting, Order::Sound(..));
                if orders.iter().filter(|waiting| is_tone(waiting)).count() >= TONES_MAX
                    && let Some(oldest) = orders.iter().position(is_tone)
                {
                    orders.remove(oldest);
                }
            }
            Order::Play(_) => {
                let is_script = |waiting: &Order| matches!(waiting, Order::Play(_));
                if orders.iter().filter(|waiting| is_script(waiting)).count() >= SCRIPTS_MAX
                    && let Some(oldest) = orders.iter().position(is_script)
                    && let Some(Order::Play(script)) = orders.remove(oldest)
                {
                    orders.push_back(Order::Ended(script.id));
                }
            }
            // Two children at a time, one card, one script that plays, one end.
            Order::Began(_) | Order::Ended(_) | Order::Synthesised(..) | Order::End => {}
            Order::Cut => orders.retain(|waiting| !matches!(waiting, Order::Cut)),
            Order::CardLost(_) => orders.retain(|waiting| !matches!(waiting, Order::CardLost(_))),
        }
        orders.push_back(order);
        drop(orders);
        self.filled.notify_one();
    }

    /// The next order, or none by `until`.
    pub(crate) fn take(&self, until: Option<Instant>) -> Option<Order> {
        let mut orders = self.orders();
        loop {
            if let Some(order) = orders.pop_front() {
                return Some(order);
            }
            orders = match until {
                None => self
                    .filled
                    .wait(orders)
                    .unwrap_or_else(PoisonError::into_inner),
                Some(until) => {
                    let rest = until.saturating_duration_since(Instant::now());
                    if rest.is_zero() {
                        return None;
                    }
                    let (orders, _) = self
                        .filled
                        .wait_timeout(orders, rest)
                        .unwrap_or_else(PoisonError::into_inner);
                    orders
                }
            };
        }
    }

    /// A panic elsewhere cannot leave an order half written.
    fn orders(&self) -> MutexGuard<'_, VecDeque<Order>> {
        self.orders.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
