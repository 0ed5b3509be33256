//! The page for clerks says which act lies on which key.
//!
//! `ANTRE_UPDATE_GOLDENS=1 cargo nextest run -p antre-counter-flow keys_page`

use std::path::Path;

use antre_counter_flow::keymap::Keymap;
use antre_counter_flow::panel::Key;

const PROFILES: [&str; 3] = ["full", "numpad", "keypad"];
const BEGIN: &str = "<!-- keys -->\n";
const END: &str = "<!-- /keys -->";

#[test]
fn the_page_of_the_counter_says_what_the_keymaps_say() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/counter.md");
    let text = std::fs::read_to_string(&page).unwrap();
    let (before, rest) = text.split_once(BEGIN).unwrap();
    let (told, after) = rest.split_once(END).unwrap();
    let table = table();
    if std::env::var_os("ANTRE_UPDATE_GOLDENS").is_some() {
        std::fs::write(&page, [before, BEGIN, &table, END, after].concat()).unwrap();
        return;
    }
    assert_eq!(told, table, "docs/counter.md");
}

fn table() -> String {
    let maps = PROFILES.map(|name| Keymap::named(name).unwrap());
    let mut table = format!("| name | act | {} |\n|", PROFILES.join(" | "));
    table += &" --- |".repeat(2 + PROFILES.len());
    table.push('\n');
    for key in Key::ACTS {
        let caps = maps.each_ref().map(|map| match map.cap(key) {
            Some(cap) => cap,
            None => "more".to_owned(),
        });
        table += &format!(
            "| `{}` | {} | {} |\n",
            key.code(),
            act(key),
            caps.join(" | ")
        );
    }
    table
}

fn act(key: Key) -> &'static str {
    match key {
        Key::Enter => "the next natural thing; in a list or a field: go on",
        Key::Recall => "say the call again",
        Key::NoShow => "nobody came; two strokes",
        Key::Transfer => "on to a service, a counter, a person",
        Key::Park => "set aside, for a while or until fetched back",
        Key::Break => "rest, with a reason; back from it",
        Key::More => "everything else that can be done now",
        Key::Undo => "take the last act back",
        Key::Back => "out of what is open",
        Key::Coming => "\"I am coming\", to who rang for help at a kiosk",
        Key::NextPage => "the next page of a list",
        Key::Next => "the next call at once: whoever is called or served is done",
        Key::Finish => "done, without calling the next",
        Key::Outcome => "how the service ended, what was delivered",
        Key::Tickets => "the list of those who wait",
        Key::Several => "call several ready numbers at once",
        Key::Quiet => "the next call without voice, screen or both, with a reason",
        Key::WalkIn => "serve somebody who has no slip",
        Key::Withdraw => "back to the old place in the queue, with a reason",
        Key::Cancel => "end the ticket; two strokes",
        Key::Aside => "those who are parked or did not come",
        Key::Own => "whom this counter called today",
        Key::Note => "a note for the next counter",
        Key::History => "earlier counters and notes; again: the words",
        Key::Copy => "print a lost slip again",
        Key::StandBy => "the next arrival is called by itself, or no longer",
        Key::Profiles => "work by another profile",
        Key::Counters => "sit at another counter",
        Key::Close => "close the counter",
        Key::Lock => "lock the panel",
        Key::Switch => "another person signs in",
        Key::SignOut => "sign out; two strokes",
        Key::Down => "a line down in a list",
        Key::Up => "a line up",
        Key::Erase => "take the last letter or digit back",
        Key::Digit(_) | Key::Letter(_) => "",
    }
}
