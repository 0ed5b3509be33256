//! The languages that slips are written in.

use antre_domain::Locale;

/// A language that slips are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Language {
    /// Indonesian.
    Id,
    /// English.
    En,
    /// Chinese in simplified characters.
    Zh,
    /// Modern standard Arabic.
    Ar,
}

impl Language {
    /// Every language, Indonesian first.
    pub const ALL: [Self; 4] = [Self::Id, Self::En, Self::Zh, Self::Ar];

    /// As branch files and templates write it: "id".
    pub fn code(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::En => "en",
            Self::Zh => "zh",
            Self::Ar => "ar",
        }
    }

    /// Whether its lines begin at the right.
    pub fn is_rtl(self) -> bool {
        match self {
            Self::Ar => true,
            Self::Id | Self::En | Self::Zh => false,
        }
    }
}

impl From<Locale> for Language {
    /// Whoever reads none of the four is better served by English.
    fn from(locale: Locale) -> Self {
        Self::ALL
            .into_iter()
            .find(|language| language.code() == locale.as_str())
            .unwrap_or(Self::En)
    }
}
