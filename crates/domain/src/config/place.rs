//! Where in a TOML file a value stands whose path a fault names, so that its author is led to the line.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A TOML text in which values are found by their path.
#[derive(Debug)]
pub struct Places<'a> {
    text: &'a str,
    /// `None` for a text that is no TOML.
    table: Option<Spanned<DeTable<'a>>>,
}

impl<'a> Places<'a> {
    /// The places of `text`.
    pub fn of(text: &'a str) -> Self {
        let table = DeTable::parse(text).ok();
        Self { text, table }
    }

    /// Line and column in characters, both from 1, of the value at a path like `series[1].prefix`. What is
    /// left out stands nowhere: then of the nearest thing around it that does.
    pub fn at(&self, path: &str) -> (usize, usize) {
        position(self.text, self.start_of(path).unwrap_or(0))
    }

    fn start_of(&self, path: &str) -> Option<usize> {
        let mut steps = path
            .split(['.', '['])
            .map(|step| step.trim_end_matches(']'));
        let table = self.table.as_ref()?.get_ref();
        let mut value = table.get(steps.next()?)?;
        for step in steps {
            let inner = match value.get_ref() {
                DeValue::Table(table) => table.get(step),
                DeValue::Array(array) => {
                    step.parse().ok().and_then(|index: usize| array.get(index))
                }
                DeValue::String(_)
                | DeValue::Integer(_)
                | DeValue::Float(_)
                | DeValue::Boolean(_)
                | DeValue::Datetime(_) => None,
            };
            match inner {
                Some(inner) => value = inner,
                None => break,
            }
        }
        Some(value.span().start)
    }
}

/// Line and column in characters, both from 1, of the byte at `at`.
pub fn position(text: &str, at: usize) -> (usize, usize) {
    let before = text.get(..at).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    (
        before.matches('\n').count() + 1,
        before[line_start..].chars().count() + 1,
    )
}
