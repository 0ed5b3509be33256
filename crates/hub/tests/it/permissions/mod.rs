//! Who may do what: every call of the interface, by every role, at one's own counter and at another, over
//! the real wire. What comes out is `docs/permissions.md`.
//!
//! To accept what changed on purpose: `ANTRE_UPDATE_GOLDENS=1 cargo nextest run -p antre-hub permissions`

mod hall;
mod rows;

use std::collections::BTreeSet;
use std::fmt::Write as _;

use self::hall::{Actor, Hall, NOT_TOLD};
use self::rows::{At, PEOPLE, ROWS, Row};

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/permissions.md");

const HEAD: &str = "# Who may do what

Every line of these tables was tried, by each of the eight, at their own counter and at another one: the \
page is written by the tests and cannot be out of date. For how people are added see [people.md](people.md).

- **Kiosk, hall display**: the machines, by their tokens.
- **Greeter, supervisor, administrator**: a person who has signed in, or a device with a token of that role.
- **PC**: a counter's PC at which nobody has signed in. In a branch where everybody signs in \
(`rules.sign_in`) it is the column **PC, locked**.
- **Clerk**: a person who has signed in at a counter.

`own counter` means: there, and at no other. A `no` is answered with the code that stands behind it, and \
with `forbidden` where none does:

- `forbidden`: this role never may.
- `wrong_counter`: they may, but not there.
- `sign_in_needed`: not before somebody has signed in.

Whoever shows no token may read how the branch is (`/api/v1/branch`), whether the hub is well, the \
interface's description and the page behind a slip's QR, and nothing else.
";

/// How one call by one role ended, at their own counter and at another; once where it is about none.
#[derive(Debug, PartialEq, Eq)]
enum Right {
    Yes,
    OwnCounter(String),
    No(String),
}

#[tokio::test(flavor = "multi_thread")]
async fn each_role_may_do_what_the_page_says_and_nothing_else() {
    let (open, strict) = tokio::join!(Hall::open(false), Hall::open(true));
    let mut page = HEAD.to_owned();
    let mut group = "";
    for row in ROWS {
        if row.group != group {
            group = row.group;
            page.push_str(&heading(group));
        }
        write!(page, "| {} ", row.says).unwrap();
        for actor in Actor::ALL {
            let hall = if actor.is_strict() { &strict } else { &open };
            let right = right(hall, row, actor, actor.counters()).await;
            // Only in what is about signing in does a person differ from their device. Not at the clerk's
            // counter: who releases it signs the clerk out.
            if actor.is_also_a_person() && row.group != PEOPLE {
                let as_person = self::right(&strict, row, actor, ("loket-2", "loket-3"));
                assert_eq!(right, as_person.await, "{}", row.call);
            }
            write!(page, "| {} ", cell(&right)).unwrap();
        }
        writeln!(page, "| `{}` |", row.call).unwrap();
    }
    if std::env::var("ANTRE_UPDATE_GOLDENS").is_ok() {
        std::fs::write(PAGE, &page).unwrap();
    }
    let kept = std::fs::read_to_string(PAGE).unwrap_or_default();
    for (now, before) in page.lines().zip(kept.lines()) {
        assert_eq!(now, before);
    }
    assert_eq!(page, kept);
}

#[test]
fn no_call_of_the_interface_is_left_out() {
    let document: serde_json::Value = serde_json::from_str(&antre_hub::openapi_json()).unwrap();
    let mut calls = BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for method in item.as_object().unwrap().keys() {
            calls.insert(format!("{} {path}", method.to_uppercase()));
        }
    }
    let tried: BTreeSet<String> = ROWS.iter().map(|row| row.call.to_owned()).collect();
    assert_eq!(calls, tried);
}

async fn right(
    hall: &Hall,
    row: &Row,
    actor: Actor,
    (own, other): (&'static str, &'static str),
) -> Right {
    let at_own = hall.tries(row, actor, own).await;
    match row.at {
        At::Branch => match at_own {
            None => Right::Yes,
            Some(code) => Right::No(code),
        },
        At::Counter => match (at_own, hall.tries(row, actor, other).await) {
            (None, None) => Right::Yes,
            (None, Some(code)) => Right::OwnCounter(code),
            (Some(one), Some(two)) if one == two => Right::No(one),
            (own, other) => panic!("{actor:?} {}: own {own:?}, other {other:?}", row.call),
        },
    }
}

fn heading(group: &str) -> String {
    let mut heading = format!("\n## {group}\n\n| |");
    for actor in Actor::ALL {
        write!(heading, " {} |", actor.name()).unwrap();
    }
    heading.push_str(" call |\n|---|");
    heading.push_str(&"---|".repeat(Actor::ALL.len() + 1));
    heading.push('\n');
    heading
}

fn cell(right: &Right) -> String {
    let code = |code: &str| match code {
        "forbidden" | NOT_TOLD => String::new(),
        code => format!(": `{code}`"),
    };
    match right {
        Right::Yes => "**yes**".to_owned(),
        Right::OwnCounter(refused) => format!("**own counter**; else no{}", code(refused)),
        Right::No(refused) => format!("no{}", code(refused)),
    }
}
