use crate::language::Language;
use crate::slip::InvalidLink;
use crate::template::{BLOCKS_MAX, FILE_BYTES_MAX, SheetKind, TEXT_CHARS_MAX};

/// Why a template was not taken: file, line, what, remedy.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{file}:{line}: {fault}")]
pub struct TemplateError {
    /// As the caller named it.
    pub file: String,
    /// From 1.
    pub line: usize,
    /// What, and the remedy.
    pub fault: TemplateFault,
}

/// What is wrong with a template.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum TemplateFault {
    /// Not TOML.
    #[error("this is not TOML ({0}); compare it with assets/slips/standard.toml")]
    Malformed(String),
    /// Larger than [`FILE_BYTES_MAX`].
    #[error("a template has at most {FILE_BYTES_MAX} bytes; is this one?")]
    TooLarge,
    /// More than [`BLOCKS_MAX`].
    #[error("a template has at most {BLOCKS_MAX} blocks; leave some out")]
    TooManyBlocks,
    /// A slip whose number nobody can read.
    #[error("a ticket's slip needs its number; add a block of kind \"number\"")]
    NoNumber,
    /// No such field here.
    #[error("unknown field `{field}`; {}", rather(.nearest, .known))]
    UnknownField {
        /// As written.
        field: String,
        /// What was meant, perhaps.
        nearest: Option<&'static str>,
        /// All that may stand here.
        known: Vec<&'static str>,
    },
    /// A field that has to be there.
    #[error("`{field}` is missing; add it")]
    MissingField {
        /// Which.
        field: &'static str,
    },
    /// Text where a number belongs, or the like.
    #[error("`{field}` is {wanted}; write it so")]
    WrongType {
        /// Which.
        field: String,
        /// What it has to be.
        wanted: &'static str,
    },
    /// Not one of the words that may stand here.
    #[error("unknown {field} \"{value}\"; {}", rather(.nearest, .known))]
    UnknownChoice {
        /// Of what.
        field: &'static str,
        /// As written.
        value: String,
        /// What was meant, perhaps.
        nearest: Option<&'static str>,
        /// All that may stand here.
        known: Vec<&'static str>,
    },
    /// Too small or too large.
    #[error("`{field}` is {value}; choose {min} to {max}")]
    OutOfRange {
        /// Which.
        field: &'static str,
        /// As written.
        value: f64,
        /// At least.
        min: f64,
        /// At most.
        max: f64,
    },
    /// Three digits of that height do not fit the paper.
    #[error(
        "digits of {height_mm} mm do not fit paper of {roll_mm} mm, where three of them are at most \
         {max_mm} mm high; write digits_mm = {{ wide = …, narrow = … }} to choose for each paper"
    )]
    DigitsTooHigh {
        /// As written.
        height_mm: u16,
        /// Width of the roll.
        roll_mm: u16,
        /// The highest that fit.
        max_mm: u16,
    },
    /// Nothing to print.
    #[error("this text is empty; say something or leave the block out")]
    EmptyText,
    /// Longer than [`TEXT_CHARS_MAX`].
    #[error("a text has at most {TEXT_CHARS_MAX} characters, this has {chars}; shorten it")]
    TextTooLong {
        /// Its length.
        chars: usize,
    },
    /// A language that slips are not written in.
    #[error("slips are not written in \"{code}\"; choose of {}", Language::ALL.map(Language::code).join(", "))]
    UnknownLanguage {
        /// As written.
        code: String,
    },
    /// `{` without `}`, or the other way round.
    #[error(
        "a brace without its other half; write {{number}} for a fact, {{{{ or }}}} for a brace"
    )]
    LoneBrace,
    /// No fact of that name.
    #[error("unknown fact {{{name}}}; {}", rather(.nearest, .known))]
    UnknownPlaceholder {
        /// As written.
        name: String,
        /// What was meant, perhaps.
        nearest: Option<&'static str>,
        /// Those of this kind of sheet.
        known: Vec<&'static str>,
    },
    /// The fact is one of another kind of sheet.
    #[error("{{{name}}} is no fact of {}; choose of {}", .sheet.says(), .known.join(", "))]
    PlaceholderElsewhere {
        /// The fact.
        name: &'static str,
        /// This kind of sheet.
        sheet: SheetKind,
        /// Those of this kind of sheet.
        known: Vec<&'static str>,
    },
    /// The block says facts of another kind of sheet.
    #[error("a block of kind \"{kind}\" says nothing on {}; leave it out", .sheet.says())]
    BlockElsewhere {
        /// Its kind.
        kind: &'static str,
        /// This kind of sheet.
        sheet: SheetKind,
    },
    /// The block has a QR symbol of its own, which telephones could not read.
    #[error("this address cannot be a QR symbol: {0}; shorten it")]
    Link(#[from] InvalidLink),
}

impl TemplateFault {
    /// Stable, for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Malformed(_) => "template_malformed",
            Self::TooLarge => "template_too_large",
            Self::TooManyBlocks => "template_too_many_blocks",
            Self::NoNumber => "template_no_number",
            Self::UnknownField { .. } => "template_unknown_field",
            Self::MissingField { .. } => "template_missing_field",
            Self::WrongType { .. } => "template_wrong_type",
            Self::UnknownChoice { .. } => "template_unknown_choice",
            Self::OutOfRange { .. } => "template_out_of_range",
            Self::DigitsTooHigh { .. } => "template_digits_too_high",
            Self::EmptyText => "template_empty_text",
            Self::TextTooLong { .. } => "template_text_too_long",
            Self::UnknownLanguage { .. } => "template_unknown_language",
            Self::LoneBrace => "template_lone_brace",
            Self::UnknownPlaceholder { .. } => "template_unknown_placeholder",
            Self::PlaceholderElsewhere { .. } => "template_placeholder_elsewhere",
            Self::BlockElsewhere { .. } => "template_block_elsewhere",
            Self::Link(_) => "template_link",
        }
    }
}

fn rather(nearest: &Option<&'static str>, known: &[&'static str]) -> String {
    match nearest {
        Some(nearest) => format!("did you mean {nearest}? Known are {}", known.join(", ")),
        None if known.is_empty() => "nothing stands here".to_owned(),
        None => format!("known are {}", known.join(", ")),
    }
}
