//! Whether what stands on a page is in the page's language.

use crate::words;

/// A language, and the pieces of English that must not stand on its pages.
pub(crate) struct Tongue {
    english: Vec<String>,
}

/// Shorter pieces may stand in other words.
const PIECE_LEAST: usize = 8;

impl Tongue {
    pub(crate) fn of(language: &str) -> Self {
        if language == "en" {
            return Self {
                english: Vec::new(),
            };
        }
        let translations = words::translations(language);
        let differ = translations
            .iter()
            .filter(|(english, said)| english != said);
        let pieces = differ.flat_map(|(english, _)| pieces(english));
        Self {
            english: pieces.collect(),
        }
    }

    /// Whether `words` hold English that this language has its own words for.
    pub(crate) fn is_foreign(&self, words: &str) -> bool {
        self.english
            .iter()
            .any(|piece| words.contains(piece.as_str()))
    }
}

/// What stands between the places that the program fills in.
fn pieces(text: &str) -> Vec<String> {
    let mut pieces = vec![String::new()];
    let mut inside = false;
    for c in text.chars() {
        match c {
            '{' => {
                inside = true;
                pieces.push(String::new());
            }
            '}' => inside = false,
            _ if inside => {}
            other => pieces.last_mut().unwrap().push(other),
        }
    }
    let long = |piece: &String| piece.trim().chars().count() >= PIECE_LEAST;
    pieces.into_iter().filter(long).collect()
}

#[test]
fn english_left_on_an_indonesian_page_is_found() {
    let indonesian = Tongue::of("id");
    assert!(indonesian.is_foreign("Choose a service"));
    assert!(indonesian.is_foreign("1 person ahead of you"));
    assert!(!indonesian.is_foreign("Pilih layanan"));
    assert!(!Tongue::of("en").is_foreign("Choose a service"));
}
