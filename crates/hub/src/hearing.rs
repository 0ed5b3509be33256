//! Which numbers of a branch may be taken for one another when they are called.

use antre_domain::{Config, Prefix};
use antre_speech::alike;

/// Warns of prefixes that sound alike in a noisy hall, in each language that calls are spoken in.
pub(crate) fn tell_alike(config: &Config) {
    for (language, pairs) in heard_alike(config) {
        tracing::warn!(
            language,
            pairs,
            "these prefixes sound alike in a noisy hall; other letters would be heard better"
        );
    }
}

/// By language, as in `B/D, M/N`.
fn heard_alike(config: &Config) -> Vec<(String, String)> {
    let prefixes: Vec<Prefix> = config.series.iter().map(|series| series.prefix).collect();
    let languages = config.hall.voice.languages(&config.languages).into_iter();
    let told = languages.filter_map(|language| {
        let pairs = alike::warnings(&prefixes, language).into_iter();
        let pairs = pairs.map(|(one, other)| format!("{}/{}", one.as_str(), other.as_str()));
        let pairs: Vec<String> = pairs.collect();
        (!pairs.is_empty()).then(|| (language.as_str().to_owned(), pairs.join(", ")))
    });
    told.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn branch(prefixes: &[&str], voice: &str) -> Config {
        let series = prefixes.iter().map(|prefix| {
            let id = prefix.to_lowercase();
            format!(r#"{{ id = "{id}", prefix = "{prefix}", services = ["s-{id}"] }}"#)
        });
        let services = prefixes.iter().map(|prefix| {
            let id = prefix.to_lowercase();
            format!(r#"{{ id = "s-{id}", name = "Layanan {prefix}" }}"#)
        });
        let named = prefixes
            .iter()
            .map(|prefix| format!("\"s-{}\"", prefix.to_lowercase()));
        let join = |parts: Vec<String>| parts.join(", ");
        let file = format!(
            r#"
                name = "Uji"
                time_zone = "Asia/Jakarta"
                languages = ["id", "en"]
                hours = {{ week = {{ mon = ["08:00-15:00"] }} }}
                classes = [{{ id = "umum", name = "Umum", target_wait_secs = 1800 }}]
                series = [{}]
                services = [{}]
                counters = [{{ id = "l1", noun = "Loket", sign = "1", profile = "p" }}]
                profiles = [{{ id = "p", name = "P", services = [{}] }}]
                hall = {{ voice = {{ {voice} }} }}
            "#,
            join(series.collect()),
            join(services.collect()),
            join(named.collect()),
        );
        crate::parse_branch_file(&file, "branch.toml".as_ref()).unwrap()
    }

    #[test]
    fn prefixes_that_sound_alike_are_named_for_each_language_that_is_spoken() {
        let both = r#"languages = ["id", "en"]"#;
        let told = heard_alike(&branch(&["B", "L", "D", "N", "M"], both));
        let pairs = |language: &str| (language.to_owned(), "B/D, N/M".to_owned());
        assert_eq!(told, [pairs("id"), pairs("en")]);
        // The branch's own language alone, where nothing is said.
        let told = heard_alike(&branch(&["B", "D"], ""));
        assert_eq!(told, [("id".to_owned(), "B/D".to_owned())]);
    }

    #[test]
    fn nothing_is_told_of_letters_that_are_told_apart_or_never_spoken() {
        assert_eq!(heard_alike(&branch(&["A", "B", "L"], "")), []);
        assert_eq!(heard_alike(&branch(&["B", "D"], "languages = []")), []);
    }
}
