//! The counts, as a table for people.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

/// Counts by row and column. Rows and columns stand in the order in which they first came.
#[derive(Debug)]
pub(crate) struct Table {
    title: String,
    columns: Vec<&'static str>,
    rows: Vec<(String, BTreeMap<&'static str, usize>)>,
    summed: bool,
}

impl Table {
    pub(crate) fn new(title: &str, columns: &[&'static str]) -> Self {
        Self {
            title: title.to_owned(),
            columns: columns.to_vec(),
            rows: Vec::new(),
            summed: true,
        }
    }

    /// For rows that are not of one kind.
    pub(crate) fn without_sum(mut self) -> Self {
        self.summed = false;
        self
    }

    pub(crate) fn add(&mut self, row: &str, column: &'static str, count: usize) {
        assert!(self.columns.contains(&column), "{column} is a column");
        let at = self.rows.iter().position(|(name, _)| name == row);
        let at = at.unwrap_or_else(|| {
            self.rows.push((row.to_owned(), BTreeMap::new()));
            self.rows.len() - 1
        });
        *self.rows[at].1.entry(column).or_default() += count;
    }

    fn sum(&self, column: &str) -> usize {
        let cells = self.rows.iter().filter_map(|(_, cells)| cells.get(column));
        cells.sum()
    }

    /// Prints it, and puts it into `target/tmp/faults/` with all others that are there.
    pub(crate) fn show(&self, name: &str) {
        let text = self.markdown();
        println!("{text}");
        let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("faults");
        fs::create_dir_all(dir.join("parts")).unwrap();
        write_whole(&dir.join("parts").join(format!("{name}.md")), &text);
        let parts = fs::read_dir(dir.join("parts")).unwrap();
        let mut parts: Vec<PathBuf> = parts
            .map(|part| part.unwrap().path())
            .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
            .collect();
        parts.sort();
        let all: Vec<String> = parts
            .iter()
            .map(|part| fs::read_to_string(part).unwrap())
            .collect();
        write_whole(&dir.join("matrix.md"), &all.join("\n"));
    }

    fn markdown(&self) -> String {
        let mut text = format!("### {}\n\n| |", self.title);
        let mut line = |cells: &mut dyn Iterator<Item = String>| {
            for cell in cells {
                let _ = write!(text, " {cell} |");
            }
            text.push('\n');
        };
        line(&mut self.columns.iter().map(|&column| column.to_owned()));
        text += "| --- |";
        text += &" ---: |".repeat(self.columns.len());
        text.push('\n');
        for (name, cells) in &self.rows {
            let _ = write!(text, "| {name} |");
            for column in &self.columns {
                let _ = write!(text, " {} |", cells.get(column).copied().unwrap_or(0));
            }
            text.push('\n');
        }
        if !self.summed {
            return text;
        }
        text += "| **all** |";
        for column in &self.columns {
            let _ = write!(text, " **{}** |", self.sum(column));
        }
        text.push('\n');
        text
    }
}

/// Under another name first: tests run side by side and read each other's part.
fn write_whole(path: &Path, text: &str) {
    let partial = path.with_extension(format!("{}.part", std::process::id()));
    fs::write(&partial, text).unwrap();
    fs::rename(&partial, path).unwrap();
}
