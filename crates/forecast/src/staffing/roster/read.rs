//! A day's arrivals, as people write them down: from a spreadsheet (CSV) or by hand (TOML).

use std::collections::BTreeMap;

use super::{Arrivals, STEP_MINUTES, STEPS_MAX};

/// The largest file that is read.
pub const FILE_BYTES_MAX: u64 = 64 * 1024;
/// The most people of one half hour.
const COUNT_MAX: f64 = 5_000.0;
/// A business day ends at the latest so many minutes after its midnight.
const MINUTE_MAX: u16 = 48 * 60;

/// What is wrong with a day's arrivals.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}{what}", place(*.line))]
pub struct ArrivalsFault {
    /// A word for programs.
    pub code: &'static str,
    /// The line it stands in, from 1, where it stands in one.
    pub line: Option<usize>,
    /// What is wrong and what to write instead.
    pub what: String,
}

fn place(line: Option<usize>) -> String {
    line.map(|line| format!("line {line}: "))
        .unwrap_or_default()
}

impl Arrivals {
    /// Of a table with a line for each half hour: `08:00,12`, or `08:00;12,5` as spreadsheets of some
    /// languages write it. A first line of names is passed over. Half hours may be left out.
    ///
    /// # Errors
    /// Names the line.
    pub fn from_csv(text: &str) -> Result<Self, ArrivalsFault> {
        let text = text.trim_start_matches('\u{feff}');
        let mut half_hours = BTreeMap::new();
        for (line, row) in (1..).zip(text.lines()) {
            if row.trim().is_empty() {
                continue;
            }
            let (separator, decimal) = if row.contains(';') {
                (';', ',')
            } else {
                (',', '.')
            };
            let mut cells = row
                .split(separator)
                .map(|cell| cell.trim().trim_matches('"'));
            let (from, count) = (cells.next().unwrap_or_default(), cells.next());
            let is_names = line == 1 && !from.starts_with(|char: char| char.is_ascii_digit());
            if is_names {
                continue;
            }
            let Some(count) = count.filter(|_| cells.next().is_none()) else {
                let what = "not two cells; write a time and a number, as 08:30,12".to_owned();
                return Err(fault("not_two_cells", Some(line), what));
            };
            let number = count.replace(decimal, ".").parse();
            let number = number.map_err(|_| not_a_count(Some(line), count))?;
            take(&mut half_hours, Some(line), from, number)?;
        }
        Self::of(&half_hours)
    }

    /// Of a table `[arrivals]` with an entry for each half hour: `"08:00" = 12`. Half hours may be left
    /// out.
    ///
    /// # Errors
    /// Names the key.
    pub fn from_toml(text: &str) -> Result<Self, ArrivalsFault> {
        let table: toml::Table = text.parse().map_err(|error: toml::de::Error| {
            let at = error.span().map(|span| span.start);
            let line = at.map(|at| text[..at].matches('\n').count() + 1);
            fault("not_toml", line, error.message().to_owned())
        })?;
        if let Some(other) = table.keys().find(|key| *key != "arrivals") {
            let what = format!("{other} is unknown; only a table [arrivals] is read");
            return Err(fault("unknown_key", None, what));
        }
        let Some(toml::Value::Table(entries)) = table.get("arrivals") else {
            let what = "there is no table [arrivals] with lines as \"08:30\" = 12".to_owned();
            return Err(fault("no_arrivals", None, what));
        };
        let mut half_hours = BTreeMap::new();
        for (from, count) in entries {
            let number = match count {
                toml::Value::Integer(count) => *count as f64,
                toml::Value::Float(count) => *count,
                other => return Err(not_a_count(None, &format!("{from} = {other}"))),
            };
            take(&mut half_hours, None, from, number)?;
        }
        Self::of(&half_hours)
    }

    /// Of how many came by half hour, in minutes of the business day.
    ///
    /// # Errors
    /// Where nobody came, or the day is too long.
    pub fn of(half_hours: &BTreeMap<u16, f64>) -> Result<Self, ArrivalsFault> {
        let mut busy = half_hours.iter().filter(|(_, count)| **count > 0.0);
        let first = busy.next().map(|(from, _)| *from);
        let last = busy.next_back().map(|(from, _)| *from).or(first);
        let Some((first, last)) = first.zip(last) else {
            return Err(fault("nobody", None, "nobody comes on this day".to_owned()));
        };
        let steps = (first..=last).step_by(STEP_MINUTES.into());
        let counts: Vec<f64> = steps
            .map(|from| half_hours.get(&from).copied().unwrap_or(0.0))
            .collect();
        if counts.len() > STEPS_MAX {
            let what = format!("more than {STEPS_MAX} half hours from the first to the last");
            return Err(fault("too_long", None, what));
        }
        Ok(Self {
            from_minute: first,
            counts,
        })
    }
}

fn take(
    half_hours: &mut BTreeMap<u16, f64>,
    line: Option<usize>,
    from: &str,
    count: f64,
) -> Result<(), ArrivalsFault> {
    let Some(minute) = minute_of(from) else {
        let what = format!("{from:?} is not the start of a half hour; write it as 08:00 or 08:30");
        return Err(fault("not_a_half_hour", line, what));
    };
    if !(0.0..=COUNT_MAX).contains(&count) {
        return Err(not_a_count(line, &format!("{from}: {count}")));
    }
    match half_hours.insert(minute, count) {
        None => Ok(()),
        Some(_) => {
            let what = format!("{from} stands here a second time; keep one of the two");
            Err(fault("twice", line, what))
        }
    }
}

fn minute_of(from: &str) -> Option<u16> {
    let (hours, minutes) = from.split_once([':', '.'])?;
    let is_number = |text: &str| text.len() <= 2 && text.bytes().all(|byte| byte.is_ascii_digit());
    let (hours, minutes) = (is_number(hours) && is_number(minutes))
        .then(|| hours.parse::<u16>().ok().zip(minutes.parse::<u16>().ok()))??;
    let minute = hours * 60 + minutes;
    (minutes < 60 && minute % STEP_MINUTES == 0 && minute < MINUTE_MAX).then_some(minute)
}

fn not_a_count(line: Option<usize>, what: &str) -> ArrivalsFault {
    let what =
        format!("{what} is not how many come in a half hour; write a number from 0 to {COUNT_MAX}");
    fault("not_a_count", line, what)
}

fn fault(code: &'static str, line: Option<usize>, what: String) -> ArrivalsFault {
    ArrivalsFault { code, line, what }
}
