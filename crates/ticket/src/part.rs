//! What stands on a sheet, said but not yet placed. A template and the facts become parts
//! ([`compose`](crate::compose)); the raster profile and the text profile set the same parts, from top
//! to bottom, so that both always say the same.

use std::sync::Arc;

use antre_domain::TicketNumber;

use crate::picture::Picture;
use crate::slip::{Language, Link};

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
        /// Height of its digits in millimetres; as the paper's measures say where absent.
        digits_mm: Option<u16>,
    },
    /// The tear line.
    Tear,
    /// A QR symbol with words beside it, or around it on narrow paper.
    Qr {
        /// Where it leads.
        link: Link,
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

/// A paragraph and its place in the hierarchy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// What it says.
    pub text: String,
    /// How large and heavy, by the paper's measures.
    pub role: Role,
    /// More lines than these end in an ellipsis.
    pub lines_max: u8,
    /// A short word of role [`Role::Label`] that follows on the last line where it fits, else stands
    /// below: "prioritas".
    pub aside: Option<String>,
}

/// A place in the hierarchy of sizes, small to large.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Date, time, Wi-Fi.
    Small,
    /// What to do.
    Label,
    /// The branch's name: a label, bold.
    Branch,
    /// People ahead.
    Lead,
    /// The service.
    Title,
}
