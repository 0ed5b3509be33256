use chrono::{Datelike, NaiveDate};

/// A business day as it stands in a column: 20261123, which sorts, and which a person can read.
pub(crate) fn to_column(day: NaiveDate) -> i64 {
    i64::from(day.year()) * 10_000 + i64::from(day.month()) * 100 + i64::from(day.day())
}

/// The inverse of [`to_column`]; `None` where the column holds no date.
pub(crate) fn from_column(column: i64) -> Option<NaiveDate> {
    let year = i32::try_from(column.div_euclid(10_000)).ok()?;
    let month_day = u32::try_from(column.rem_euclid(10_000)).ok()?;
    NaiveDate::from_ymd_opt(year, month_day / 100, month_day % 100)
}

/// Reads a day column.
pub(crate) fn in_row(row: &rusqlite::Row<'_>, index: usize) -> rusqlite::Result<NaiveDate> {
    let column: i64 = row.get(index)?;
    from_column(column).ok_or(rusqlite::Error::IntegralValueOutOfRange(index, column))
}

/// Reads a day column that may be empty.
pub(crate) fn in_row_or_none(
    row: &rusqlite::Row<'_>,
    index: usize,
) -> rusqlite::Result<Option<NaiveDate>> {
    match row.get::<_, Option<i64>>(index)? {
        None => Ok(None),
        Some(_) => in_row(row, index).map(Some),
    }
}
