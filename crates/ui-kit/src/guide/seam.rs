//! What goes into the guide and what comes out.

use crate::accessible::Part;

/// What the screen shows.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Scene {
    /// Names the page and whom it is about: another name is another page, and is spoken.
    pub page: String,
    /// What the page says, in sentences.
    pub text: String,
    /// What stands on it, in reading order.
    pub parts: Vec<Part>,
    /// It is about to be left, because nobody has done anything for a while.
    pub leaving: bool,
}

/// What a key of a keyboard or a keypad means to the guide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    /// Begins and ends the guide.
    Start,
    /// To the next part.
    Next,
    /// To the one before.
    Previous,
    /// To the first.
    First,
    /// To the last.
    Last,
    /// Presses the part.
    Press,
    /// Louder.
    Louder,
    /// Softer.
    Softer,
    /// Says it again; struck again, says the whole page again.
    Repeat,
    /// Says how to use the guide.
    Help,
    /// Draws or opens the curtain.
    Curtain,
    /// One page back.
    Back,
    /// Any other: silences.
    Other,
}

/// What the app should do.
#[derive(Debug, Clone, PartialEq)]
pub enum Cue {
    /// The guide is on, or off. When it goes on, show it the [`Scene`].
    On(bool),
    /// Say this instead of what is being said.
    Say {
        /// As it is spoken.
        text: String,
        /// By code.
        language: String,
    },
    /// Be silent.
    Hush,
    /// Put the ring around this, or away.
    Ring(Option<Frame>),
    /// Press the part at this place of the scene.
    Press(usize),
    /// Somebody is there: stay on the page.
    Stay,
    /// Sound this.
    Tone(Tone),
    /// Black the screen out, or show it again.
    Curtain(bool),
    /// Speak so loud from now on, in percent.
    Volume(u8),
}

/// A short sound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// The guide begins.
    Start,
    /// A press was taken.
    Accepted,
    /// It was not.
    Refused,
    /// Time is running out.
    Warning,
}

/// Where a part lies, in logical pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Frame {
    /// Left edge.
    pub x: f32,
    /// Top edge.
    pub y: f32,
    /// Width.
    pub width: f32,
    /// Height.
    pub height: f32,
}
