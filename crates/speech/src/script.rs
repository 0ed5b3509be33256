//! Everything that is heard for one turn of the lane.

use crate::plan::Plan;

/// What is played from beginning to end, unless something more urgent cuts it off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Script {
    /// The turn it belongs to: whoever plays it tells of it by this.
    pub id: u64,
    /// What sounds before the first word.
    pub chime: Option<Chime>,
    /// What is said, one after the other.
    pub plans: Vec<Plan>,
    /// From 0 to 100.
    pub volume: u8,
    /// Whatever is being played is cut off for it.
    pub pre_empts: bool,
}

/// What sounds before the words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chime {
    /// Three struck-metal notes.
    Call,
    /// Something that nobody takes for the other.
    Emergency,
}
