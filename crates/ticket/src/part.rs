//! What stands on a sheet, said but not yet placed. A template and the facts become parts
//! ([`compose`](crate::compose)); the raster profile and the text profile set the same parts, from top
//! to bottom, so that both always say the same.

use std::iter;
use std::sync::Arc;

use antre_domain::TicketNumber;

use crate::language::Language;
use crate::picture::Picture;
use crate::slip::Link;

/// A sheet of paper before it has measures.
#[derive(Debug, Clone, PartialEq)]
pub struct Composed {
    /// Of its words; a right-to-left one sets everything from the right.
    pub language: Language,
    /// Its parts, top to bottom.
    pub parts: Vec<Part>,
    /// The longest it may become, in millimetres: fuller ones are set tighter.
    pub length_mm_max: u16,
}

impl Composed {
    /// Every text that stands on it, top to bottom.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().flat_map(Part::texts)
    }
}

/// One part.
#[derive(Debug, Clone, PartialEq)]
pub enum Part {
    /// The woven band across the whole paper. The text profile leaves it out.
    Lurik,
    /// A picture, `width_mm` wide at most. The text profile leaves it out.
    Logo {
        /// Black and white already, in the size it is printed in.
        picture: Arc<Picture>,
    },
    /// A paragraph.
    Words(Words),
    /// Reversed, from margin to margin: SALINAN, LATIHAN.
    Marks(Vec<String>),
    /// The number: tile and digits.
    Number {
        /// The number.
        number: TicketNumber,
        /// Height of its digits; as the paper's measures say where absent.
        digits: Option<DigitsMm>,
    },
    /// The tear line.
    Tear,
    /// A QR symbol with words beside it, or around it on narrow paper.
    Qr {
        /// Where it leads.
        link: Link,
        /// Its side in millimetres; as the paper's measures say where absent.
        side_mm: Option<u16>,
        /// Words at its top.
        above: Vec<Words>,
        /// Words at its foot.
        below: Vec<Words>,
    },
    /// Two ends of one line: a name and its value.
    Pair {
        /// At the margin where lines begin.
        name: String,
        /// At the other one.
        value: String,
        /// Heavier than its neighbours.
        strong: bool,
    },
    /// White, in eighths of a millimetre.
    Gap(u16),
}

/// How high digits are, in millimetres. Higher ones than fit beside their tile have it above them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DigitsMm {
    /// On paper of 80 mm.
    pub wide: u16,
    /// On paper of 58 mm.
    pub narrow: u16,
}

impl Part {
    fn texts(&self) -> Vec<&str> {
        match self {
            Self::Lurik | Self::Logo { .. } | Self::Number { .. } | Self::Tear | Self::Gap(_) => {
                Vec::new()
            }
            Self::Words(words) => words.texts().collect(),
            Self::Marks(marks) => marks.iter().map(String::as_str).collect(),
            Self::Qr { above, below, .. } => {
                above.iter().chain(below).flat_map(Words::texts).collect()
            }
            Self::Pair { name, value, .. } => vec![name, value],
        }
    }
}

/// A paragraph and its place in the hierarchy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// What it says.
    pub text: String,
    /// How large and heavy, by the paper's measures.
    pub role: Role,
    /// More lines than these end in an ellipsis.
    pub lines_max: u8,
    /// A few words that follow on the last line where they fit, else stand below: "prioritas" behind
    /// a service (as a label), the time behind a date (small, behind a middle dot).
    pub aside: Option<String>,
}

impl Words {
    fn texts(&self) -> impl Iterator<Item = &str> {
        iter::once(self.text.as_str()).chain(self.aside.as_deref())
    }
}

/// A place in the hierarchy of sizes, small to large.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Date, time, Wi-Fi.
    Small,
    /// What to do.
    Label,
    /// What to do, bold, and smaller where it would take a second line.
    Strong,
    /// The branch's name: a label, bold.
    Branch,
    /// People ahead.
    Lead,
    /// The service.
    Title,
    /// What to do, for eyes that see little: broken into lines rather than made smaller.
    Large,
    /// The same, for what matters most.
    Huge,
}
