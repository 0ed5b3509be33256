//! A table in plain text, for terminals and mail.

use std::fmt;

/// A table: columns with a name each, rows, and lines between them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    columns: Vec<Column>,
    rows: Vec<Option<Vec<String>>>,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    name: String,
    is_right: bool,
}

impl Column {
    /// A column of words.
    pub fn left(name: impl Into<String>) -> Self {
        Self {
            name: one_line(name.into()),
            is_right: false,
        }
    }

    /// A column of numbers.
    pub fn right(name: impl Into<String>) -> Self {
        Self {
            name: one_line(name.into()),
            is_right: true,
        }
    }
}

impl Table {
    /// A table without rows.
    pub fn new(columns: impl IntoIterator<Item = Column>) -> Self {
        Self {
            columns: columns.into_iter().collect(),
            rows: Vec::new(),
        }
    }

    /// Adds a row. A cell that is missing is empty, and one too many is left out.
    pub fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        let mut cells: Vec<String> = cells.into_iter().map(one_line).collect();
        cells.resize(self.columns.len(), String::new());
        self.rows.push(Some(cells));
    }

    /// Adds a line across.
    pub fn rule(&mut self) {
        self.rows.push(None);
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let widths: Vec<usize> = (0..self.columns.len())
            .map(|column| {
                let cells = self.rows.iter().flatten().map(|row| &row[column]);
                let cells = cells.chain([&self.columns[column].name]);
                cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
            })
            .collect();
        let line = |cells: &mut dyn Iterator<Item = &str>| {
            let columns = self.columns.iter().zip(&widths).zip(cells);
            let cells = columns.map(|((column, &width), cell)| match column.is_right {
                true => format!("{cell:>width$}"),
                false => format!("{cell:<width$}"),
            });
            let text = cells.collect::<Vec<_>>().join("  ");
            text.trim_end().to_owned()
        };
        let names = &mut self.columns.iter().map(|column| column.name.as_str());
        writeln!(f, "{}", line(names))?;
        for row in [&None].into_iter().chain(&self.rows) {
            match row {
                Some(cells) => writeln!(f, "{}", line(&mut cells.iter().map(String::as_str)))?,
                None => {
                    let dashes: Vec<String> =
                        widths.iter().map(|width| "-".repeat(*width)).collect();
                    writeln!(f, "{}", dashes.join("  "))?;
                }
            }
        }
        Ok(())
    }
}

/// A name from a file could carry a line break or a terminal's command.
fn one_line(text: String) -> String {
    text.chars().filter(|char| !char.is_control()).collect()
}
