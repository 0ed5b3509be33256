//! An answer as it is laid out: a heading, sentences with their times, and what it comes to.

use std::fmt;

/// Where a sentence is broken, in characters.
const WIDTH_CHARS: usize = 88;
/// The column of times: `08.14–08.31` and two blanks.
const TIMES_CHARS: usize = 13;

/// What is handed to whoever asked. Shown as plain text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// The ticket, and the branch and day.
    pub heading: Vec<String>,
    /// What happened, in order.
    pub paragraphs: Vec<Paragraph>,
    /// What it comes to.
    pub closing: Vec<String>,
}

/// What happened at one time, or from one time to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paragraph {
    /// When: `08.14`, or `08.14–08.31`.
    pub times: String,
    /// What.
    pub text: String,
}

impl Sheet {
    /// The same, a line for each: where a screen breaks lines itself.
    pub(crate) fn lines(&self) -> Vec<String> {
        let told = self.paragraphs.iter().map(|Paragraph { times, text }| {
            if times.is_empty() {
                text.clone()
            } else {
                format!("{times}  {text}")
            }
        });
        let heading = self.heading.iter().cloned();
        heading
            .chain(told)
            .chain(self.closing.iter().cloned())
            .collect()
    }
}

impl fmt::Display for Sheet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for line in &self.heading {
            writeln!(f, "{line}")?;
        }
        writeln!(f)?;
        for Paragraph { times, text } in &self.paragraphs {
            let mut margin = times.as_str();
            for line in broken(text, WIDTH_CHARS - TIMES_CHARS) {
                writeln!(f, "{margin:TIMES_CHARS$}{line}")?;
                margin = "";
            }
        }
        writeln!(f)?;
        for text in &self.closing {
            for line in broken(text, WIDTH_CHARS) {
                writeln!(f, "{line}")?;
            }
        }
        Ok(())
    }
}

/// `text` in lines of at most `chars_max`, broken between words.
fn broken(text: &str, chars_max: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split(' ') {
        let is_full = line.chars().count() + 1 + word.chars().count() > chars_max;
        if is_full && !line.is_empty() {
            lines.push(std::mem::take(&mut line));
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    lines.push(line);
    lines
}
