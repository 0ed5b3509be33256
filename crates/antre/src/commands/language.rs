use antre_domain::Locale;
use antre_hub::Tongue;
use clap::ValueEnum;

/// The languages in which commands say sentences.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Language {
    Id,
    En,
}

impl From<Language> for Tongue {
    fn from(language: Language) -> Self {
        match language {
            Language::Id => Self::Id,
            Language::En => Self::En,
        }
    }
}

impl From<Language> for Locale {
    fn from(language: Language) -> Self {
        match language {
            Language::Id => Self::ID,
            Language::En => Self::EN,
        }
    }
}
