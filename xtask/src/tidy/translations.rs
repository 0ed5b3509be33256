//! Every text on a screen is there in every language that the app offers.
//!
//! Reads the part of the gettext format that `.po` files of this tree use: comments, `msgctxt`,
//! `msgid`, `msgid_plural`, `msgstr`, `msgstr[n]`, each with continued lines.

use std::collections::BTreeSet;

use super::Source;

/// An app's texts stand in its directory: `APP/ui/**/*.slint`, `APP/lang/LANGUAGE/LC_MESSAGES/*.po`.
const LANG_DIRECTORY: &str = "/lang/";

/// Compiled into each app, and so looked up in each app's catalog.
const SHARED_SCREENS: &str = "crates/ui-kit/";

pub(crate) fn faults(sources: &[Source]) -> Vec<String> {
    let catalogs = sources.iter().filter(|source| source.path.ends_with(".po"));
    catalogs
        .flat_map(|catalog| faults_of(catalog, sources))
        .collect()
}

fn faults_of(catalog: &Source, sources: &[Source]) -> Vec<String> {
    let entries = entries(&catalog.text);
    let forms = plural_forms(&catalog.text);
    let mut faults: Vec<String> = entries.iter().filter_map(|it| it.fault(forms)).collect();
    if let Some((app, _)) = catalog.path.split_once(LANG_DIRECTORY) {
        let known: BTreeSet<&str> = entries.iter().map(|entry| entry.id.as_str()).collect();
        let screens = sources.iter().filter(|source| {
            let (own, shared) = (format!("{app}/"), SHARED_SCREENS);
            source.path.ends_with(".slint")
                && [own.as_str(), shared]
                    .iter()
                    .any(|place| source.path.starts_with(place))
        });
        let used: BTreeSet<String> = screens.flat_map(|screen| texts_of(&screen.text)).collect();
        let absent = used.iter().filter(|text| !known.contains(text.as_str()));
        faults.extend(absent.map(|text| format!("has no entry for \"{text}\"")));
    }
    faults
        .into_iter()
        .map(|fault| format!("translations: {} {fault}", catalog.path))
        .collect()
}

#[derive(Default)]
struct Entry {
    id: String,
    plural: Option<String>,
    translations: Vec<String>,
    fuzzy: bool,
}

impl Entry {
    /// What is wrong with it; `forms` is how many plurals its language has, where its header says so.
    fn fault(&self, forms: Option<usize>) -> Option<String> {
        let id = &self.id;
        if self.fuzzy {
            return Some(format!("has an unsure (fuzzy) translation of \"{id}\""));
        }
        if self.translations.is_empty() || self.translations.iter().any(String::is_empty) {
            return Some(format!("does not translate \"{id}\""));
        }
        let found = self.translations.len();
        if let (Some(_), Some(forms)) = (&self.plural, forms)
            && found != forms
        {
            return Some(format!(
                "has {found} plural forms of \"{id}\" where its language has {forms}"
            ));
        }
        // A plural form may leave its number out ("one person"), but may not invent a place.
        let expected: BTreeSet<String> = [Some(&self.id), self.plural.as_ref()]
            .into_iter()
            .flatten()
            .flat_map(|text| places(text))
            .collect();
        let wrong = self.translations.iter().find(|text| {
            let found = places(text);
            if self.plural.is_some() {
                !found.is_subset(&expected)
            } else {
                found != expected
            }
        });
        wrong.map(|text| format!("fills other places in \"{text}\" than in \"{id}\""))
    }
}

/// `nplurals` of the header.
fn plural_forms(catalog: &str) -> Option<usize> {
    let (_, rest) = catalog.split_once("nplurals=")?;
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

/// `{}`, `{0}`, `{n}`: what the program fills in.
fn places(text: &str) -> BTreeSet<String> {
    let after_braces = text.split('{').skip(1);
    after_braces
        .filter_map(|rest| rest.split_once('}'))
        .map(|(place, _)| place.to_owned())
        .collect()
}

/// All entries but the header, whose id is empty.
fn entries(catalog: &str) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    let mut pending_fuzzy = false;
    let mut field = Field::Context;
    for line in catalog.lines().map(str::trim) {
        if let Some(flags) = line.strip_prefix("#,") {
            pending_fuzzy |= flags.contains("fuzzy");
            continue;
        }
        let Some(start) = line.find('"').filter(|_| !line.starts_with('#')) else {
            continue;
        };
        match line[..start].trim() {
            "" => {}
            "msgctxt" => field = Field::Context,
            "msgid" => {
                entries.push(Entry {
                    fuzzy: std::mem::take(&mut pending_fuzzy),
                    ..Entry::default()
                });
                field = Field::Id;
            }
            "msgid_plural" => field = Field::Plural,
            // `msgstr` or `msgstr[n]`
            _ => {
                if let Some(entry) = entries.last_mut() {
                    entry.translations.push(String::new());
                }
                field = Field::Translation;
            }
        }
        if let Some(entry) = entries.last_mut() {
            field.append(entry, &literal(&line[start..]));
        }
    }
    entries.retain(|entry| !entry.id.is_empty());
    entries
}

#[derive(Clone, Copy)]
enum Field {
    Context,
    Id,
    Plural,
    Translation,
}

impl Field {
    fn append(self, entry: &mut Entry, text: &str) {
        match self {
            Field::Context => {}
            Field::Id => entry.id.push_str(text),
            Field::Plural => entry.plural.get_or_insert_default().push_str(text),
            Field::Translation => entry
                .translations
                .last_mut()
                .into_iter()
                .for_each(|last| last.push_str(text)),
        }
    }
}

/// The texts of all `@tr("…")` and `@tr("context" => "…")`.
fn texts_of(screen: &str) -> Vec<String> {
    let calls = screen.split("@tr(").skip(1).map(str::trim_start);
    calls
        .filter(|call| call.starts_with('"'))
        .map(|call| {
            let first = literal(call);
            let after = call[literal_length(call)..].trim_start();
            after
                .strip_prefix("=>")
                .map_or(first, |text| literal(text.trim_start()))
        })
        .collect()
}

/// The string literal at the start, unescaped.
fn literal(text: &str) -> String {
    let mut unescaped = String::new();
    let inside = &text[..literal_length(text)];
    let mut characters = inside.trim_matches('"').chars();
    while let Some(character) = characters.next() {
        match (character, character == '\\') {
            (_, true) => match characters.next() {
                Some('n') => unescaped.push('\n'),
                Some(escaped) => unescaped.push(escaped),
                None => {}
            },
            (plain, false) => unescaped.push(plain),
        }
    }
    unescaped
}

/// Bytes of the string literal at the start, quotes included.
fn literal_length(text: &str) -> usize {
    let mut escaped = false;
    for (at, character) in text.char_indices().skip(1) {
        match character {
            '"' if !escaped => return at + 1,
            _ => escaped = character == '\\' && !escaped,
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::super::tests::source;
    use super::*;

    const HEADER: &str = "msgid \"\"\nmsgstr \"\"\n\"Language: en\\n\"\n\n";
    const CATALOG: &str = "kiosk-ui/lang/en/LC_MESSAGES/antre-kiosk.po";

    fn faults_in(catalog: &str, screen: &str) -> Vec<String> {
        faults(&[
            source(CATALOG, &format!("{HEADER}{catalog}")),
            source("kiosk-ui/ui/home.slint", screen),
        ])
    }

    #[test]
    fn a_complete_catalog_is_right() {
        let catalog = "#: home.slint:3\nmsgctxt \"Home\"\nmsgid \"\"\n\"Pilih \"\n\"layanan\"\nmsgstr \"Choose a service\"\n\n\
            msgid \"{n} orang\"\nmsgid_plural \"{n} orang\"\nmsgstr[0] \"one person\"\nmsgstr[1] \"{n} people\"\n\n\
            msgid \"Kata \\\"ini\\\"\"\nmsgstr \"This \\\"word\\\"\"\n";
        let screen = "text: @tr(\"Pilih layanan\"); a: @tr(\"Home\" => \"{n} orang\" | \"{n} orang\" % n); b: @tr(\"Kata \\\"ini\\\"\");";
        assert_eq!(faults_in(catalog, screen), [""; 0]);
    }

    #[test]
    fn a_text_that_is_not_translated_is_a_fault() {
        assert_eq!(faults_in("msgid \"Selesai\"\nmsgstr \"\"\n", "").len(), 1);
        assert_eq!(
            faults_in(
                "msgid \"{} a\"\nmsgid_plural \"{} b\"\nmsgstr[0] \"x\"\nmsgstr[1] \"\"\n",
                ""
            )
            .len(),
            1
        );
        assert_eq!(faults_in("msgid \"Selesai\"\n", "").len(), 1);
    }

    #[test]
    fn every_plural_of_a_language_is_there() {
        let catalog = |forms: &str| {
            let header = "msgid \"\"\nmsgstr \"Plural-Forms: nplurals=3; plural=n;\"\n\n";
            let text = format!("{header}msgid \"{{n}} a\"\nmsgid_plural \"{{n}} b\"\n{forms}");
            faults(&[source(CATALOG, &text)]).len()
        };
        let three = "msgstr[0] \"x\"\nmsgstr[1] \"{n} y\"\nmsgstr[2] \"{n} z\"\n";
        assert_eq!(catalog(three), 0);
        assert_eq!(catalog("msgstr[0] \"x\"\nmsgstr[1] \"{n} y\"\n"), 1);
    }

    #[test]
    fn an_unsure_translation_is_a_fault() {
        assert_eq!(
            faults_in(
                "#, fuzzy\nmsgid \"Selesai\"\nmsgstr \"Done\"\n\nmsgid \"Buka\"\nmsgstr \"Open\"\n",
                ""
            )
            .len(),
            1
        );
    }

    #[test]
    fn a_translation_that_fills_another_place_is_a_fault() {
        assert_eq!(
            faults_in("msgid \"Loket {0}\"\nmsgstr \"Counter\"\n", "").len(),
            1
        );
        assert_eq!(
            faults_in("msgid \"Loket {0}\"\nmsgstr \"Counter {1}\"\n", "").len(),
            1
        );
    }

    #[test]
    fn a_text_on_a_screen_without_an_entry_is_a_fault() {
        let faults = faults_in(
            "msgid \"Selesai\"\nmsgstr \"Done\"\n",
            "a: @tr(\"Selesai\"); b: @tr(\"Batal\");",
        );
        assert_eq!(
            faults,
            [format!(
                "translations: {CATALOG} has no entry for \"Batal\""
            )]
        );
    }
    #[test]
    fn a_text_of_the_shared_screens_needs_an_entry_in_each_app() {
        let shared = source("crates/ui-kit/ui/row.slint", "a: @tr(\"Tutup\");");
        let catalogs = ["kiosk-ui", "counter-ui"]
            .map(|app| source(&format!("{app}/lang/en/LC_MESSAGES/{app}.po"), HEADER));
        let [kiosk, counter] = catalogs;
        assert_eq!(faults(&[shared, kiosk, counter]).len(), 2);
    }
}
