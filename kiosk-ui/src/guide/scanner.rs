//! A scanner types what it reads as a keyboard does, only faster than any hand, and ends with Return.

use std::time::Duration;

use crate::flow::SCAN_MOST;

/// A scanner's keys follow each other within this time.
const GAP: Duration = Duration::from_millis(50);
/// So many fast keys are no hand's.
const HAND_MOST: usize = 6;

/// What has been typed fast, so far.
#[derive(Debug, Default)]
pub(super) struct Scanner {
    line: String,
    last_at: Duration,
}

/// What a key was.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Typed {
    /// A key like any other.
    Key,
    /// One of a line that is being read.
    Scanning,
    /// The end of this line.
    Line(String),
}

impl Scanner {
    pub(super) fn take(&mut self, key: &str, now: Duration) -> Typed {
        let is_fast = now.saturating_sub(self.last_at) <= GAP;
        self.last_at = now;
        if !is_fast {
            self.line.clear();
        }
        let fast_keys = self.line.chars().count();
        if matches!(key, "\n" | "\r") {
            let line = std::mem::take(&mut self.line);
            return if fast_keys > HAND_MOST {
                Typed::Line(line)
            } else {
                Typed::Key
            };
        }
        let mut characters = key.chars();
        match (characters.next(), characters.next()) {
            (Some(one), None) if one.is_ascii_graphic() => {
                // One more than a line may have: it will be refused, not cut.
                if fast_keys <= SCAN_MOST {
                    self.line.push(one);
                }
                if fast_keys >= HAND_MOST {
                    Typed::Scanning
                } else {
                    Typed::Key
                }
            }
            // Shift and its like come between the characters.
            _ => Typed::Key,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(keys: &str, gap_ms: u64) -> Typed {
        let mut scanner = Scanner::default();
        let mut now = Duration::from_secs(9);
        let mut last = Typed::Key;
        for key in keys.chars() {
            now += Duration::from_millis(gap_ms);
            last = scanner.take(&key.to_string(), now);
        }
        last
    }

    #[test]
    fn what_comes_faster_than_a_hand_is_a_line() {
        let address = "http://10.0.0.2:7071/t/x";
        assert_eq!(
            read(&format!("{address}\n"), 5),
            Typed::Line(address.into())
        );
        assert_eq!(read(address, 5), Typed::Scanning);
    }

    #[test]
    fn hands_are_hands() {
        assert_eq!(read("A012B07C\n", 120), Typed::Key);
        assert_eq!(read("2225\n", 5), Typed::Key, "a key that is held, say");
    }

    #[test]
    fn a_line_without_end_is_bounded() {
        let long = "x".repeat(100_000) + "\n";
        let Typed::Line(line) = read(&long, 1) else {
            panic!("no line")
        };
        assert_eq!(line.len(), SCAN_MOST + 1);
    }
}
