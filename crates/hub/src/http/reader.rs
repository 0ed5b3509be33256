//! In which language a reader is answered.

use antre_domain::Locale;
use axum::http::header::ACCEPT_LANGUAGE;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Uri};

/// The most languages of one `Accept-Language` that are looked at.
const LANGUAGES_MAX: usize = 16;

/// The language of whoever made this request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Reader(pub(crate) Locale);

impl Reader {
    /// By `?lang=`, else by `Accept-Language`, else the branch's own: `offered`, its first. Indonesian
    /// and English are always offered. A wish that nobody can meet is no error.
    pub(crate) fn of(uri: &Uri, headers: &HeaderMap, offered: &[Locale]) -> Self {
        let is_offered =
            |locale: &Locale| offered.contains(locale) || [Locale::ID, Locale::EN].contains(locale);
        let asked = lang_param(uri).filter(is_offered);
        let preferred = || {
            headers
                .get(ACCEPT_LANGUAGE)?
                .to_str()
                .ok()
                .and_then(|field| preferred(field, is_offered))
        };
        let own = offered.first().copied().unwrap_or(Locale::ID);
        Self(asked.or_else(preferred).unwrap_or(own))
    }

    /// The language found by [`Reader::of`] on the way in.
    pub(crate) fn in_parts(parts: &Parts) -> Self {
        parts.extensions.get().copied().unwrap_or(Self(Locale::ID))
    }
}

fn lang_param(uri: &Uri) -> Option<Locale> {
    let pairs = uri
        .query()?
        .split('&')
        .filter_map(|pair| pair.split_once('='));
    pairs
        .filter(|(name, _)| *name == "lang")
        .find_map(|(_, code)| Locale::new(code))
}

/// The most wished for of those offered (RFC 9110, 12.5.4): `en-GB, id;q=0.8`.
fn preferred(field: &str, is_offered: impl Fn(&Locale) -> bool) -> Option<Locale> {
    let mut best: Option<(Locale, f32)> = None;
    for wish in field.split(',').take(LANGUAGES_MAX) {
        let mut parts = wish.split(';');
        let tag = parts.next().unwrap_or_default().trim().to_ascii_lowercase();
        let Some(locale) = Locale::new(tag.split('-').next().unwrap_or_default()) else {
            continue;
        };
        let weight = parts
            .find_map(|part| part.trim().strip_prefix("q=")?.parse().ok())
            .unwrap_or(1.0);
        if is_offered(&locale) && weight > best.map_or(0.0, |(_, most)| most) {
            best = Some((locale, weight));
        }
    }
    best.map(|(locale, _)| locale)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reader(uri: &str, accept: &str) -> Locale {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT_LANGUAGE, accept.parse().unwrap());
        Reader::of(
            &uri.parse().unwrap(),
            &headers,
            &[Locale::ID, Locale::new("jv").unwrap()],
        )
        .0
    }

    #[test]
    fn the_address_outweighs_the_browser_and_the_browser_the_branch() {
        assert_eq!(reader("/x?a=b&lang=en", "id"), Locale::EN);
        assert_eq!(reader("/x", "fr, en-GB;q=0.7, id;q=0.3"), Locale::EN);
        assert_eq!(reader("/x", "jv"), Locale::new("jv").unwrap());
        assert_eq!(reader("/x", "fr"), Locale::ID);
    }

    #[test]
    fn nonsense_is_no_wish() {
        assert_eq!(reader("/x?lang=%zz&lang", ";;q=,,-"), Locale::ID);
        assert_eq!(reader("/x?lang=fr", "en;q=0"), Locale::ID);
    }
}
