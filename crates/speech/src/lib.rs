//! What a call sounds like: its sentence in words and rests, the clips that the words are played from,
//! and whose turn it is to be heard.
//!
//! It deliberately has no sound, no clock and no file: [`sentence`] turns a call into a [`Sentence`],
//! [`plan()`] cuts the sentence into the longest clips that a voice pack has, and [`lane::Lane`] lets one
//! be heard at a time. [`alike`] says which letters sound alike in a noisy hall.
//!
//! Driven by `hall-flow`, which knows the hall, and by `audio`, which plays a [`Plan`].
//!
//! # Clips and their names
//!
//! A clip is named by what it says: words in lower case, letters and digits only, joined by `-`
//! (`silakan-menuju`, `dua-belas`, `two-hundred-and`); the name of a letter is `letter_a` to `letter_z` in
//! every language. [`vocabulary::vocabulary`] lists all that a pack is to hold, with the text of each, and
//! tells those that it must hold from those that make it sound better. A pack may hold more: of several
//! clips that fit, the longest is played, so that a branch may record its own nouns, whole counters
//! (`loket-tiga`) or whole announcements.
//!
//! # A third language
//!
//! begins as a variant of [`number::Language`]; the compiler then asks for its numbers, the words that
//! every call is made of, its nouns, its shipped emergencies and its letters that sound alike. What it does
//! not ask for: a column in the tests that read every number, and a voice pack.

pub mod alike;
pub mod emergency;
pub mod lane;
pub mod number;
pub mod plan;
pub mod script;
pub mod sentence;
pub mod vocabulary;
pub mod word;

pub use emergency::shipped;
pub use plan::{Clips, Piece, Plan, plan};
pub use script::{Chime, Script};
pub use sentence::{
    CounterName, Manner, Phrase, Rest, Sentence, announcing, calling, is_spoken, transcript,
};
pub use vocabulary::{Need, Recording, vocabulary};
pub use word::Word;
