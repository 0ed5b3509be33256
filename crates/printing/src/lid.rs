/// Tells a roll that was changed from a cover that was only opened.
///
/// A roll was changed where paper is there again after it was out, or where the cover was opened while
/// the roll was low and the sensor, if there is one, sees no low roll any more. In any other case the
/// roll is taken for the same: whoever clears a jam on a fresh roll must not lose its count. Both can
/// be wrong. To keep an old count for a new roll warns too early, which costs a look; to begin anew on
/// an old roll warns too late, which costs a customer's slip. So in doubt the roll is the same.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Lid {
    away: Option<Away>,
}

/// Since the printer was last closed with paper in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Away {
    was_low: bool,
    was_out: bool,
}

/// The printer has paper and is closed again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closed {
    /// With another roll.
    RollChanged,
    /// With the same.
    SameRoll,
}

impl Lid {
    /// Of a printer that was last seen out of paper, or not.
    pub fn new(out: bool) -> Self {
        Self {
            away: out.then_some(Away {
                was_low: true,
                was_out: true,
            }),
        }
    }

    /// What is seen of the printer: its cover, whether there is paper, whether the sensor sees the end
    /// coming; and whether the roll was low before, by sensor or odometer.
    pub fn see(
        &mut self,
        cover_open: bool,
        paper_out: bool,
        near_end: bool,
        was_low: bool,
    ) -> Option<Closed> {
        if cover_open || paper_out {
            let away = self.away.get_or_insert(Away {
                was_low,
                was_out: false,
            });
            away.was_out |= paper_out;
            return None;
        }
        let away = self.away.take()?;
        let changed = away.was_out || (away.was_low && !near_end);
        Some(if changed {
            Closed::RollChanged
        } else {
            Closed::SameRoll
        })
    }
}
