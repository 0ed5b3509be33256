//! What the hall was told, one line each: for tests, and for whoever asks afterwards.

use std::cell::RefCell;
use std::fs::{File, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;

use crate::hall::{Told, TranscriptLine};

/// A file that lines are appended to. Whoever kills the process finds all of them.
#[derive(Debug)]
pub struct Transcript(RefCell<File>);

impl Transcript {
    /// Opens the file at `path`, or makes it.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn open(path: &Path) -> io::Result<Self> {
        let file = OpenOptions::new().create(true).append(true).open(path)?;
        Ok(Self(RefCell::new(file)))
    }

    /// Appends a line.
    pub fn write(&self, line: &TranscriptLine) {
        // In one piece: whoever reads along never sees half a line.
        if let Err(error) = self.0.borrow_mut().write_all(text(line).as_bytes()) {
            tracing::warn!("the transcript lacks a line: {error}");
        }
    }
}

/// The hub's time, what happened and to what, with tabs between them.
fn text(line: &TranscriptLine) -> String {
    let at = line.at.map_or("-".to_owned(), |at| at.to_string());
    let kind = match line.kind {
        Told::Shown => "shown",
        Told::ShownAgain => "shown again",
        Told::Spoken => "spoken",
        Told::SpokenOut => "spoken out",
        Told::Silent => "silent",
        Told::Emergency => "emergency",
        Told::Stale => "stale",
        Told::Current => "current",
    };
    // A supervisor's words may hold anything.
    let words = line.text.replace(['\n', '\r', '\t'], " ");
    format!("{at}\t{kind}\t{words}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_one_line_of_three_columns() {
        let line = TranscriptLine {
            at: Some("2026-11-23T01:42:00.000Z".parse().unwrap()),
            kind: Told::ShownAgain,
            text: "A012\tLoket\n3".to_owned(),
        };
        assert_eq!(
            text(&line),
            "2026-11-23T01:42:00.000Z\tshown again\tA012 Loket 3\n"
        );
        let early = TranscriptLine { at: None, ..line };
        assert!(text(&early).starts_with("-\tshown again\t"));
    }

    #[test]
    fn a_transcript_goes_on_where_it_ended() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("told.txt");
        for text in ["one", "two"] {
            let kind = Told::Shown;
            let text = text.to_owned();
            Transcript::open(&path).unwrap().write(&TranscriptLine {
                at: None,
                kind,
                text,
            });
        }
        assert_eq!(
            std::fs::read_to_string(&path).unwrap(),
            "-\tshown\tone\n-\tshown\ttwo\n"
        );
    }
}
