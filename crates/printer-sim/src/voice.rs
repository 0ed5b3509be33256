//! The way back to the host: what becomes of an answer before it is heard.

use std::collections::VecDeque;
use std::time::Duration;

/// Answers that wait for their time; further ones are lost.
const HELD_MAX: usize = 1024;

/// Answers on their way, in order.
#[derive(Debug)]
pub(crate) struct Voice {
    muted: bool,
    garbled: bool,
    drop_left: u32,
    delay: Duration,
    held: VecDeque<(Duration, Vec<u8>)>,
    noise: u32,
}

impl Default for Voice {
    fn default() -> Self {
        Self {
            muted: false,
            garbled: false,
            drop_left: 0,
            delay: Duration::ZERO,
            held: VecDeque::new(),
            noise: 0x9E37_79B9,
        }
    }
}

impl Voice {
    pub(crate) fn mute(&mut self, muted: bool) {
        self.muted = muted;
    }

    pub(crate) fn is_muted(&self) -> bool {
        self.muted
    }

    pub(crate) fn is_right(&self) -> bool {
        !self.garbled && self.drop_left == 0 && self.delay.is_zero()
    }

    pub(crate) fn delay(&mut self, delay: Duration) {
        self.delay = delay;
    }

    pub(crate) fn drop_next(&mut self, count: u32) {
        self.drop_left = count;
    }

    pub(crate) fn garble(&mut self) {
        self.garbled = true;
    }

    pub(crate) fn right(&mut self) {
        self.garbled = false;
        self.drop_left = 0;
        self.delay = Duration::ZERO;
    }

    /// What was said and not yet heard is lost.
    pub(crate) fn lose(&mut self) {
        self.held.clear();
    }

    /// Says one answer, whole.
    pub(crate) fn say(&mut self, now: Duration, answer: &[u8]) {
        if self.muted || answer.is_empty() {
            return;
        }
        if self.drop_left > 0 {
            self.drop_left -= 1;
            return;
        }
        if self.held.len() == HELD_MAX {
            return;
        }
        let said = if self.garbled {
            answer.iter().map(|_| self.any_byte()).collect()
        } else {
            answer.to_vec()
        };
        self.held.push_back((now + self.delay, said));
    }

    /// Everything whose time has come; a line keeps its order, so nothing overtakes what is late.
    pub(crate) fn heard(&mut self, now: Duration) -> Vec<u8> {
        let mut heard = Vec::new();
        while self.held.front().is_some_and(|(due, _)| *due <= now) {
            if let Some((_, answer)) = self.held.pop_front() {
                heard.extend(answer);
            }
        }
        heard
    }

    /// When the next answer is heard.
    pub(crate) fn next_at(&self) -> Option<Duration> {
        self.held.front().map(|(due, _)| *due)
    }

    /// xorshift32: garbage that is the same on every run.
    fn any_byte(&mut self) -> u8 {
        self.noise ^= self.noise << 13;
        self.noise ^= self.noise >> 17;
        self.noise ^= self.noise << 5;
        self.noise.to_le_bytes()[1]
    }
}
