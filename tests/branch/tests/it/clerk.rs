//! A clerk at the keyboard: a real panel in a real window, keys struck as a keyboard strikes them, and the
//! log read beside the hub.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use antre_branch_tests::{Desktop, Following, Place, program};
use antre_domain::{Event, TicketId, TicketNumber, What};
use serde_json::Value;

use crate::talking::{PATIENCE, Talking};

/// The PIN of every clerk here.
pub(crate) const PIN: &str = "4709";
/// How long to wait before looking again for what is not there yet.
const LOOK_AGAIN: Duration = Duration::from_millis(5);

/// What another run tells otherwise, or what the line says already.
const LEFT_OUT: [&str; 9] = [
    "type", "v", "ticket", "number", "since", "until", "due_at", "note", "device",
];
/// Why a ticket was called is told where somebody chose it; what the rule does others test.
const TOLD_REASONS: [&str; 2] = ["chosen", "walk_in"];

/// Somebody who may sign in.
pub(crate) fn add_clerk(place: &Place, id: &str, name: &str) {
    let mut child = Command::new(program("antre"))
        .args([
            "clerk", "add", "--role", "clerk", "--id", id, "--name", name, "--data",
        ])
        .arg(place.data())
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    writeln!(stdin, "{PIN}").unwrap();
    drop(stdin);
    assert!(child.wait().unwrap().success());
}

/// A clerk in front of a window.
pub(crate) struct Clerk<'a> {
    desktop: &'a Desktop,
    pub(crate) panel: Talking,
}

impl<'a> Clerk<'a> {
    /// Starts a panel that fills the desktop, with the token in this file and these options more.
    pub(crate) fn sits_down(
        desktop: &'a Desktop,
        place: &Place,
        token: &Path,
        options: &[&str],
    ) -> Self {
        let mut command = Command::new(program("antre-counter"));
        command
            .args(["--obey", "--lang", "en", "--size", &desktop.size])
            .args(["--hub", &format!("http://{}", place.address)])
            .arg("--token-file")
            .arg(token)
            .arg("--shots")
            .arg(place.path(""))
            .args(options);
        desktop.enter(&mut command);
        let panel = Talking::start(&mut command);
        desktop.focus("Antre");
        Self { desktop, panel }
    }

    /// Strikes keys by the names that X has for them, one after the other.
    pub(crate) fn strike(&self, keys: &str) {
        if !keys.is_empty() {
            self.desktop.xdotool(&format!("key --delay 20 {keys}\n"));
        }
    }

    /// Writes what is to be seen as PNG.
    pub(crate) fn shoot(&self, path: &Path) {
        self.desktop.shoot(path);
    }

    /// Waits until the key called `label` can be pressed.
    pub(crate) fn ready(&mut self, label: &str) {
        let give_up_at = Instant::now() + PATIENCE;
        while !self.is_ready(label) {
            assert!(
                Instant::now() < give_up_at,
                "{label}: {}",
                self.place_of(label)
            );
        }
    }

    /// Whether the key called `label` can be pressed now.
    pub(crate) fn is_ready(&mut self, label: &str) -> bool {
        self.place_of(label).starts_with("ok")
    }

    fn place_of(&mut self, label: &str) -> String {
        self.panel.say(&format!("where {label}"));
        self.panel.answer()
    }
}

/// What the log tells from some moment on, an event a line.
pub(crate) struct Reading {
    following: Following,
    numbers: BTreeMap<TicketId, TicketNumber>,
}

impl Reading {
    /// From now on.
    pub(crate) fn new(place: &Place) -> Self {
        let mut reading = Self {
            following: place.follow(),
            numbers: BTreeMap::new(),
        };
        reading.newer();
        reading
    }

    /// What is durable since it was last asked.
    pub(crate) fn newer(&mut self) -> Vec<String> {
        let mut lines = Vec::new();
        for (_, event) in self.following.newer() {
            if let What::TicketIssued { ticket, number, .. } = event.what {
                self.numbers.insert(ticket, number);
            }
            lines.push(self.line(&event));
        }
        lines
    }

    /// Waits until so many more lines are there.
    pub(crate) fn wait_for(&mut self, count: usize) -> Vec<String> {
        let give_up_at = Instant::now() + PATIENCE;
        let mut lines = self.newer();
        while lines.len() < count {
            assert!(Instant::now() < give_up_at, "only {lines:#?} of {count}");
            std::thread::park_timeout(LOOK_AGAIN);
            lines.extend(self.newer());
        }
        lines
    }

    /// `ticket_called A001 loket-1 reason=chosen,because:guest`: the type, the ticket's number and its
    /// counter, then what else it says, by name.
    fn line(&self, event: &Event) -> String {
        let Value::Object(mut fields) = serde_json::to_value(&event.what).unwrap() else {
            panic!("an event is an object");
        };
        let mut words = vec![event.what.kind().to_owned()];
        if let Some(ticket) = event.what.ticket() {
            words.push(self.numbers[&ticket].to_string());
            words.extend(fields.remove("counter").and_then(|at| self.word(&at)));
        }
        let fields: BTreeMap<String, Value> = fields.into_iter().collect();
        for (name, value) in &fields {
            if !LEFT_OUT.contains(&name.as_str())
                && let Some(word) = self.word(value)
            {
                words.push(format!("{name}={word}"));
            }
        }
        words.join(" ")
    }

    fn word(&self, value: &Value) -> Option<String> {
        match value {
            Value::Null => None,
            Value::Bool(_) | Value::Number(_) => Some(value.to_string()),
            Value::String(text) => {
                let number = text.parse().ok().and_then(|id| self.numbers.get(&id));
                Some(number.map_or_else(|| text.clone(), TicketNumber::to_string))
            }
            Value::Array(items) => {
                let items: Vec<String> = items.iter().filter_map(|item| self.word(item)).collect();
                (!items.is_empty()).then(|| items.join("+"))
            }
            Value::Object(fields) => {
                let code = fields.get("code").and_then(Value::as_str);
                if code.is_some_and(|code| !TOLD_REASONS.contains(&code)) {
                    return None;
                }
                let others: BTreeMap<&String, &Value> = fields
                    .iter()
                    .filter(|(name, _)| *name != "code" && !name.ends_with("_secs"))
                    .collect();
                let others = others.into_iter().filter_map(|(name, value)| {
                    self.word(value).map(|word| format!("{name}:{word}"))
                });
                let words: Vec<String> =
                    code.map(str::to_owned).into_iter().chain(others).collect();
                Some(words.join(","))
            }
        }
    }
}

/// A counter's token where a panel looks for it.
pub(crate) fn token(place: &Place, counter: Option<&str>) -> PathBuf {
    let file = place.path(counter.unwrap_or("any"));
    std::fs::write(&file, place.token_text("counter", counter)).unwrap();
    file
}
