//! Slips that nobody thought of.

use antre_printer_profile::Profile;
use antre_ticket::{Language, Link, Slip, WaitMinutes};
use proptest::prelude::*;

use crate::samples;

/// A model that Antre knows.
pub(crate) fn any_model() -> impl Strategy<Value = Profile> {
    let names: Vec<_> = Profile::names().collect();
    prop::sample::select(names).prop_map(samples::model)
}

fn any_words(longest: usize) -> impl Strategy<Value = String> {
    let word = "[A-Za-zé'’,.&-]{1,16}";
    prop::collection::vec(word, 0..longest).prop_map(|words| words.join(" "))
}

/// In one of the languages, its own texts in Latin letters.
pub(crate) fn any_slip(languages: &'static [Language]) -> impl Strategy<Value = Slip> {
    let names = (
        any_words(10),
        any_words(12),
        prop::option::of(any_words(8)),
        any_words(4),
    );
    let number = "[A-Z]{1,2}[0-9]{1,4}".prop_map(|text| text.parse().unwrap());
    let bring = prop::collection::vec(any_words(5), 0..6);
    let wait = prop::option::of((0u32..20_000, 0u32..30_000));
    let language = prop::sample::select(languages);
    let flags = (any::<bool>(), any::<bool>(), any::<bool>());
    let link = prop::option::of("https?://[a-z0-9./-]{1,110}");
    (
        names,
        number,
        bring,
        wait,
        prop::option::of(0u32..2_000),
        (language, flags),
        link,
    )
        .prop_map(
            |((branch, service, waiting_area, wifi), number, bring, wait, ahead, flags, link)| {
                let (language, (priority, copy, practice)) = flags;
                Slip {
                    language,
                    branch,
                    service,
                    number,
                    priority,
                    ahead,
                    wait: wait.map(|(from, to)| WaitMinutes::around(from, to)),
                    waiting_area,
                    bring,
                    link: link.map(|url| Link::new(&url).unwrap()),
                    wifi: Some(wifi),
                    copy,
                    practice,
                    ..samples::usual()
                }
            },
        )
}
