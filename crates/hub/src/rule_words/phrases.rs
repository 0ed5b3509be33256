//! The parts of the sentences.

use antre_domain::config::{Span, When};
use antre_domain::rule::Bound;

use crate::texts::Tongue;

/// The place that the bounds give as an example: the fifth of a line.
const PLACE_SHOWN: u32 = 5;

/// When the first of a line is called at the latest, and when somebody further back.
pub(super) fn promise(tongue: Tongue, bound: Bound) -> String {
    let Bound {
        calls_max,
        in_common,
    } = bound;
    let fifth = u32::from(calls_max) * PLACE_SHOWN;
    if in_common {
        return tongue.pick(
            format!(
                "menurut lama tunggu di antara semua barisan; dengan 4 nomor yang lebih lama di depannya dipanggil pada panggilan ke-{fifth}."
            ),
            format!(
                "by their wait among all lines; with 4 older tickets before it, one is called at the {} call.",
                nth(fifth)
            ),
        );
    }
    if calls_max == 1 {
        return tongue.pick(
            format!(
                "yang terdepan dipanggil pada panggilan berikutnya; yang kelima pada panggilan ke-{fifth}."
            ),
            format!("the first is called at the next call; the fifth at the {}.", nth(fifth)),
        );
    }
    tongue.pick(
        format!(
            "yang terdepan dipanggil paling lambat pada panggilan ke-{calls_max}; yang kelima paling lambat pada panggilan ke-{fifth}."
        ),
        format!(
            "the first is called at the {} call at the latest; the fifth at the {} at the latest.",
            nth(calls_max.into()),
            nth(fifth)
        ),
    )
}

/// The conditions that are given, each in the middle of a sentence.
pub(super) fn conditions(tongue: Tongue, when: When) -> Vec<String> {
    let When {
        waited_secs,
        waiting,
        between,
        due,
    } = when;
    let due = due.then(|| {
        tongue
            .pick(
                "jam janji yang terdepan sudah tiba",
                "the booked time of its first has come",
            )
            .to_owned()
    });
    let waited = waited_secs.map(|secs| {
        let waited = duration(tongue, secs);
        tongue.pick(
            format!("yang terdepan sudah menunggu {waited}"),
            format!("its first has waited for {waited}"),
        )
    });
    let waiting = waiting.map(|waiting| {
        tongue.pick(
            format!("{waiting} nomor atau lebih menunggu di situ"),
            format!("{waiting} or more wait there"),
        )
    });
    let between = between.map(|Span { from, to }| {
        tongue.pick(
            format!("waktu menunjukkan antara pukul {from} dan {to}").replace(':', "."),
            format!("it is between {from} and {to}"),
        )
    });
    [due, waited, waiting, between]
        .into_iter()
        .flatten()
        .collect()
}

/// `90 menit`; seconds where it is not whole minutes.
pub(super) fn duration(tongue: Tongue, secs: u32) -> String {
    if secs.is_multiple_of(60) {
        let mins = secs / 60;
        tongue.pick(format!("{mins} menit"), format!("{mins} min"))
    } else {
        tongue.pick(format!("{secs} detik"), format!("{secs} s"))
    }
}

/// `A, B dan C`.
pub(super) fn and(tongue: Tongue, items: Vec<String>) -> String {
    enumerated(items, tongue.pick(" dan ", " and "))
}

/// `A, B, serta C dan D`: services often have an "and" in their names.
pub(super) fn services_and(tongue: Tongue, items: Vec<String>) -> String {
    let last_joint = if items.len() > 2 {
        tongue.pick(", serta ", ", and ")
    } else {
        tongue.pick(" serta ", " as well as ")
    };
    enumerated(items, last_joint)
}

fn enumerated(mut items: Vec<String>, last_joint: &str) -> String {
    match items.pop() {
        Some(last) if items.is_empty() => last,
        Some(last) => format!("{}{last_joint}{last}", items.join(", ")),
        None => String::new(),
    }
}

/// An English ordinal: `1st`, `12th`, `23rd`.
pub(super) fn nth(number: u32) -> String {
    let ending = match (number % 10, number % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        (_, _) => "th",
    };
    format!("{number}{ending}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinals_end_as_they_are_spoken() {
        let spoken = [1, 2, 3, 4, 11, 12, 13, 21, 22, 33, 111].map(nth);
        let expected = [
            "1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "22nd", "33rd", "111th",
        ];
        assert_eq!(spoken, expected);
    }

    #[test]
    fn whole_minutes_are_minutes_and_the_rest_is_told_in_seconds() {
        assert_eq!(duration(Tongue::Id, 5_400), "90 menit");
        assert_eq!(duration(Tongue::En, 90), "90 s");
    }

    #[test]
    fn a_list_ends_with_and() {
        let list =
            |items: &[&str]| and(Tongue::Id, items.iter().map(|s| (*s).to_owned()).collect());
        assert_eq!(list(&["A"]), "A");
        assert_eq!(list(&["A", "B", "C"]), "A, B dan C");
        let services = vec!["Setor".to_owned(), "Transfer dan Pembayaran".to_owned()];
        let list = services_and(Tongue::Id, services);
        assert_eq!(list, "Setor serta Transfer dan Pembayaran");
    }
}
