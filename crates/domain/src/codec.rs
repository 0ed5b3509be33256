//! Events as the log keeps them: one JSON object with `type` and `v`, then `at`, `by` and the rest.
//!
//! A version never leaves the log. When an event's shape changes, its version rises and a step in
//! [`UPCASTS`] turns the old shape into the new one on reading; the golden corpus in the tests keeps
//! one line of every version ever written.

use serde::de::Error as _;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::command::Actor;
use crate::event::{Event, What};
use crate::time::Timestamp;

/// A stored event that cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum DecodeError {
    /// Not the JSON of an event.
    #[error("not an event: {0}")]
    Malformed(#[from] serde_json::Error),
    /// Written by a newer Antre.
    #[error(
        "event {kind} has version {found}, which this program does not know: install the newer Antre"
    )]
    Newer {
        /// Its type.
        kind: String,
        /// Its version.
        found: u32,
    },
}

/// Turns the object of one older version into that of the next.
type Upcast = fn(&mut Value);

/// One step up: the type, the version it starts from, what it does.
type Step = (&'static str, u32, Upcast);

/// Every step from an older version. A type without a step is written as version 1.
const UPCASTS: &[Step] = &[];

#[derive(Serialize, Deserialize)]
struct Stored<W> {
    v: u32,
    at: Timestamp,
    by: Actor,
    #[serde(flatten)]
    what: W,
}

/// The bytes that the log keeps of `event`.
pub fn encode(event: &Event) -> Vec<u8> {
    let stored = Stored {
        v: newest(event.what.kind(), UPCASTS),
        at: event.at,
        by: event.by.clone(),
        what: &event.what,
    };
    serde_json::to_vec(&stored).expect("an event is plain data, which JSON can always hold")
}

/// Reads an event of any version up to today's.
pub fn decode(bytes: &[u8]) -> Result<Event, DecodeError> {
    let mut value: Value = serde_json::from_slice(bytes)?;
    upcast(&mut value, UPCASTS)?;
    let stored: Stored<What> = serde_json::from_value(value)?;
    Ok(Event {
        at: stored.at,
        by: stored.by,
        what: stored.what,
    })
}

/// The version in which events of type `kind` are written.
fn newest(kind: &str, steps: &[Step]) -> u32 {
    steps
        .iter()
        .filter(|(of, ..)| *of == kind)
        .map(|(_, from, _)| from + 1)
        .max()
        .unwrap_or(1)
}

fn upcast(value: &mut Value, steps: &[Step]) -> Result<(), DecodeError> {
    let kind = value["type"].as_str().unwrap_or_default().to_owned();
    let found = value["v"].as_u64().unwrap_or_default();
    if found == 0 {
        return Err(serde_json::Error::custom("an event has a version, counted from 1").into());
    }
    if found > u64::from(newest(&kind, steps)) {
        return Err(DecodeError::Newer {
            kind,
            found: u32::try_from(found).unwrap_or(u32::MAX),
        });
    }
    for (of, from, step) in steps {
        if *of == kind && value["v"] == *from {
            step(value);
            value["v"] = (from + 1).into();
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_versions_climb_every_step_up_to_todays() {
        let steps: &[Step] = &[
            ("a", 1, |value| value["colour"] = "red".into()),
            ("b", 1, |_| unreachable!("another type's step")),
            ("a", 2, |value| {
                let colour = value["colour"].take();
                value["color"] = colour;
            }),
        ];
        let mut value = serde_json::json!({"type": "a", "v": 1});
        upcast(&mut value, steps).expect("version 1 is known");
        assert_eq!(value["v"], 3);
        assert_eq!(value["color"], "red");
    }

    #[test]
    fn a_version_from_the_future_is_refused_by_name() {
        let error =
            decode(br#"{"type":"ticket_issued","v":2}"#).expect_err("version 2 is not known");
        assert!(
            matches!(error, DecodeError::Newer { found: 2, .. }),
            "{error}"
        );
    }
}
