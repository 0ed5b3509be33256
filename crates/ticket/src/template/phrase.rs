//! Free text with places for facts: "Nomor {number}".

use crate::language::Language;
use crate::template::{SheetKind, TEXT_CHARS_MAX, TemplateFault, nearest};

/// A text in each of its languages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Text(pub(crate) Vec<(Language, Phrase)>);

/// A text in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Phrase(pub(crate) Vec<Piece>);

/// A piece of a phrase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Piece {
    Plain(String),
    Fact(Placeholder),
}

/// A fact that free text may name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Placeholder {
    Branch,
    Date,
    Time,
    Number,
    Service,
    Class,
    Party,
    Ahead,
    Wait,
    Area,
    Bring,
    Wifi,
    Kiosk,
    Made,
    Issued,
    Served,
    NoShow,
    Cancelled,
    Unserved,
    LongestWait,
    Copies,
    Overrides,
}

impl Text {
    /// In `language`, else in English, in Indonesian, in whatever there is.
    pub(crate) fn in_language(&self, language: Language) -> Option<&Phrase> {
        let wanted = [language, Language::En, Language::Id];
        let spoken = |wanted| self.0.iter().find(|(spoken, _)| *spoken == wanted);
        let found = wanted.into_iter().find_map(spoken).or(self.0.first());
        found.map(|(_, phrase)| phrase)
    }
}

impl Phrase {
    /// Reads `text`, whose facts must be those of `sheet`.
    ///
    /// # Errors
    /// All its faults.
    pub(super) fn parse(text: &str, sheet: SheetKind) -> Result<Self, Vec<TemplateFault>> {
        let chars = text.chars().count();
        if text.trim().is_empty() {
            return Err(vec![TemplateFault::EmptyText]);
        }
        if chars > TEXT_CHARS_MAX {
            return Err(vec![TemplateFault::TextTooLong { chars }]);
        }
        let mut pieces = Vec::new();
        let mut faults = Vec::new();
        let mut plain = String::new();
        let mut rest = text;
        while let Some(at) = rest.find(['{', '}']) {
            plain.push_str(&rest[..at]);
            let brace = &rest[at..];
            if brace.starts_with("{{") || brace.starts_with("}}") {
                plain.push_str(&brace[..1]);
                rest = &brace[2..];
                continue;
            }
            let inside = brace.strip_prefix('{').and_then(|inside| {
                let end = inside.find(['{', '}'])?;
                inside[end..].starts_with('}').then_some((inside, end))
            });
            let Some((inside, end)) = inside else {
                faults.push(TemplateFault::LoneBrace);
                rest = &brace[1..];
                continue;
            };
            match Placeholder::named(&inside[..end], sheet) {
                Ok(placeholder) => {
                    if !plain.is_empty() {
                        pieces.push(Piece::Plain(std::mem::take(&mut plain)));
                    }
                    pieces.push(Piece::Fact(placeholder));
                }
                Err(fault) => faults.push(fault),
            }
            rest = &inside[end + 1..];
        }
        plain.push_str(rest);
        if !plain.is_empty() {
            pieces.push(Piece::Plain(plain));
        }
        if faults.is_empty() {
            Ok(Self(pieces))
        } else {
            Err(faults)
        }
    }
}

impl Placeholder {
    const ALL: [Self; 22] = [
        Self::Branch,
        Self::Date,
        Self::Time,
        Self::Number,
        Self::Service,
        Self::Class,
        Self::Party,
        Self::Ahead,
        Self::Wait,
        Self::Area,
        Self::Bring,
        Self::Wifi,
        Self::Kiosk,
        Self::Made,
        Self::Issued,
        Self::Served,
        Self::NoShow,
        Self::Cancelled,
        Self::Unserved,
        Self::LongestWait,
        Self::Copies,
        Self::Overrides,
    ];

    fn named(name: &str, sheet: SheetKind) -> Result<Self, TemplateFault> {
        let here = Self::ALL
            .into_iter()
            .filter(|fact| fact.stands_on(sheet))
            .map(Self::name);
        let known: Vec<_> = here.collect();
        let found = Self::ALL.into_iter().find(|fact| fact.name() == name);
        match found {
            Some(fact) if fact.stands_on(sheet) => Ok(fact),
            Some(fact) => Err(TemplateFault::PlaceholderElsewhere {
                name: fact.name(),
                sheet,
                known,
            }),
            None => Err(TemplateFault::UnknownPlaceholder {
                name: name.to_owned(),
                nearest: nearest(name, &known),
                known,
            }),
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Branch => "branch",
            Self::Date => "date",
            Self::Time => "time",
            Self::Number => "number",
            Self::Service => "service",
            Self::Class => "class",
            Self::Party => "party",
            Self::Ahead => "ahead",
            Self::Wait => "wait",
            Self::Area => "area",
            Self::Bring => "bring",
            Self::Wifi => "wifi",
            Self::Kiosk => "kiosk",
            Self::Made => "made",
            Self::Issued => "issued",
            Self::Served => "served",
            Self::NoShow => "no_show",
            Self::Cancelled => "cancelled",
            Self::Unserved => "unserved",
            Self::LongestWait => "longest_wait",
            Self::Copies => "copies",
            Self::Overrides => "overrides",
        }
    }

    fn stands_on(self, sheet: SheetKind) -> bool {
        match self {
            Self::Branch | Self::Date | Self::Time => true,
            Self::Number
            | Self::Service
            | Self::Class
            | Self::Party
            | Self::Ahead
            | Self::Wait
            | Self::Area
            | Self::Bring
            | Self::Wifi
            | Self::Kiosk => sheet == SheetKind::Ticket,
            Self::Made
            | Self::Issued
            | Self::Served
            | Self::NoShow
            | Self::Cancelled
            | Self::Unserved
            | Self::LongestWait
            | Self::Copies
            | Self::Overrides => sheet == SheetKind::Closing,
        }
    }
}
