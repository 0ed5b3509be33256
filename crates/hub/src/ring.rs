//! The last frames, encoded once for each kind of view, from which every connection takes its own.

use std::collections::VecDeque;

use antre_protocol::ViewKind;
use axum::extract::ws::Utf8Bytes;

/// How many events back a returning screen can follow without a snapshot.
pub(crate) const RING_FRAMES_MAX: usize = 4_096;
/// How many frames a connection takes at once.
pub(crate) const TAKE_FRAMES_MAX: usize = 256;

/// One event as each kind of view is told it; `None` where it changes nothing there.
#[derive(Debug, Clone, Default)]
pub(crate) struct Encoded {
    pub(crate) kiosk: Option<Utf8Bytes>,
    pub(crate) display: Option<Utf8Bytes>,
    pub(crate) counter: Option<Utf8Bytes>,
}

impl Encoded {
    fn of(&self, kind: ViewKind) -> Option<&Utf8Bytes> {
        match kind {
            ViewKind::Kiosk => self.kiosk.as_ref(),
            ViewKind::Display => self.display.as_ref(),
            ViewKind::Counter => self.counter.as_ref(),
        }
    }
}

/// What a connection is to send next.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Frames {
    /// These, by sequence; with them the connection is up to date to `upto`.
    Tail {
        /// At most [`TAKE_FRAMES_MAX`].
        frames: Vec<(u64, Utf8Bytes)>,
        /// The last sequence that these frames cover.
        upto: u64,
    },
    /// What it knows is older than the ring: it needs a snapshot.
    TooOld,
}

/// Consecutive events; index 0 is the oldest.
#[derive(Debug, Default)]
pub(crate) struct Ring {
    frames: VecDeque<Encoded>,
    /// The sequence of the newest frame, or of the snapshot where there is none yet.
    newest_seq: u64,
}

impl Ring {
    /// An empty ring behind the event `seq`.
    pub(crate) fn after(seq: u64) -> Self {
        Self {
            frames: VecDeque::new(),
            newest_seq: seq,
        }
    }

    pub(crate) fn push(&mut self, frame: Encoded) {
        if self.frames.len() == RING_FRAMES_MAX {
            self.frames.pop_front();
        }
        self.frames.push_back(frame);
        self.newest_seq += 1;
    }

    /// The frames after `seq`. A sequence from the future is no sequence of this history.
    pub(crate) fn after_seq(&self, seq: u64, kind: ViewKind) -> Frames {
        let oldest_seq = self.newest_seq - self.frames.len() as u64;
        if seq < oldest_seq || seq > self.newest_seq {
            return Frames::TooOld;
        }
        let skip = usize::try_from(seq - oldest_seq).expect("a ring's index is small");
        let mut frames = Vec::new();
        let mut upto = seq;
        for frame in self.frames.range(skip..) {
            if frames.len() == TAKE_FRAMES_MAX {
                break;
            }
            upto += 1;
            if let Some(text) = frame.of(kind) {
                frames.push((upto, text.clone()));
            }
        }
        Frames::Tail { frames, upto }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ring(frames: u64) -> Ring {
        let mut ring = Ring::after(10);
        for seq in 11..=10 + frames {
            let kiosk = seq.is_multiple_of(2).then(|| seq.to_string().into());
            ring.push(Encoded {
                kiosk,
                display: None,
                counter: Some(seq.to_string().into()),
            });
        }
        ring
    }

    #[test]
    fn a_returning_screen_gets_every_frame_after_its_own_and_no_other() {
        let frames = vec![(12, "12".into()), (14, "14".into())];
        assert_eq!(
            ring(5).after_seq(11, ViewKind::Kiosk),
            Frames::Tail { frames, upto: 15 }
        );
    }

    #[test]
    fn a_view_that_an_event_does_not_concern_is_still_brought_up_to_date() {
        assert_eq!(
            ring(5).after_seq(10, ViewKind::Display),
            Frames::Tail {
                frames: vec![],
                upto: 15
            }
        );
    }

    #[test]
    fn a_full_ring_forgets_the_oldest_and_says_so() {
        let ring = ring(RING_FRAMES_MAX as u64 + 1);
        assert_eq!(ring.after_seq(10, ViewKind::Counter), Frames::TooOld);
        let Frames::Tail { frames, upto } = ring.after_seq(11, ViewKind::Counter) else {
            panic!("11 is the last event that the ring follows on");
        };
        assert_eq!(
            (frames.len(), frames[0].0, upto),
            (TAKE_FRAMES_MAX, 12, 11 + TAKE_FRAMES_MAX as u64)
        );
    }

    #[test]
    fn a_sequence_from_another_history_needs_a_snapshot() {
        assert_eq!(ring(5).after_seq(16, ViewKind::Counter), Frames::TooOld);
    }
}
