//! The page of refusals.

use std::path::Path;

use antre_domain::config::FaultCode;
use antre_hub::parse_branch_file;

use super::{page, root};

/// Every refusal; a new one does not compile without its place here.
fn refusals() -> Vec<FaultCode> {
    use FaultCode as F;
    let next = |code: Option<F>| match code {
        None => Some(F::DuplicateId),
        Some(F::DuplicateId) => Some(F::DuplicatePrefix),
        Some(F::DuplicatePrefix) => Some(F::OverlappingSeries),
        Some(F::OverlappingSeries) => Some(F::ServiceWithoutSeries),
        Some(F::ServiceWithoutSeries) => Some(F::ServiceNobodyServes),
        Some(F::ServiceNobodyServes) => Some(F::NumbersOutOfRange),
        Some(F::NumbersOutOfRange) => Some(F::UnknownReference),
        Some(F::UnknownReference) => Some(F::HoursOverlap),
        Some(F::HoursOverlap) => Some(F::HoursCrossDayStart),
        Some(F::HoursCrossDayStart) => Some(F::PeriodBackwards),
        Some(F::PeriodBackwards) => Some(F::SignTooLong),
        Some(F::SignTooLong) => Some(F::EmptyText),
        Some(F::EmptyText) => Some(F::TextTooLong),
        Some(F::TextTooLong) => Some(F::EmptyList),
        Some(F::EmptyList) => Some(F::ListTooLong),
        Some(F::ListTooLong) => Some(F::OutOfRange),
        Some(F::OutOfRange) => Some(F::BadUrl),
        Some(F::BadUrl) => Some(F::ServiceTwice),
        Some(F::ServiceTwice) => Some(F::NotOfThisProfile),
        Some(F::NotOfThisProfile) => Some(F::CyclicProfile),
        Some(F::CyclicProfile) => Some(F::LineWithoutQueues),
        Some(F::LineWithoutQueues) => Some(F::QueueWithoutLine),
        Some(F::QueueWithoutLine) => Some(F::LineLeftOut),
        Some(F::LineLeftOut) => Some(F::ContradictingOrder),
        Some(F::ContradictingOrder) => Some(F::ContradictingStep),
        Some(F::ContradictingStep) => Some(F::UnreachableStep),
        Some(F::UnreachableStep) => Some(F::RatioOfZero),
        Some(F::RatioOfZero) => Some(F::SharesOver100),
        Some(F::SharesOver100) => Some(F::ShareTooTight),
        Some(F::ShareTooTight) => Some(F::Unbounded),
        Some(F::Unbounded) => Some(F::JourneyReturns),
        Some(F::JourneyReturns) => Some(F::RegularByAppointment),
        Some(F::RegularByAppointment) => Some(F::BadFileName),
        Some(F::BadFileName) => Some(F::FileNotRead),
        Some(F::FileNotRead) => Some(F::FileNotNamed),
        Some(F::FileNotNamed) => Some(F::FileTooLarge),
        Some(F::FileTooLarge) => Some(F::AccentUnreadable),
        Some(F::AccentUnreadable) => Some(F::BadPictureName),
        Some(F::BadPictureName) => Some(F::PictureTooLarge),
        Some(F::PictureTooLarge) => Some(F::ReserveTooLarge),
        Some(F::ReserveTooLarge) => Some(F::LineTooLong),
        Some(F::LineTooLong) => Some(F::NotSpoken),
        Some(F::NotSpoken) => Some(F::BadMediaName),
        Some(F::BadMediaName) => Some(F::NoPriority),
        Some(F::NoPriority) => None,
    };
    std::iter::successors(next(None), |code| next(Some(*code))).collect()
}

#[test]
fn every_refusal_is_listed_with_the_words_that_the_hub_prints() {
    let page = page("refusals.md");
    let rows = page.lines().filter_map(|line| line.strip_prefix("| `"));
    let listed: Vec<(&str, &str)> = rows
        .map(|row| {
            let mut cells = row.trim_end_matches(" |").split(" | ");
            let code = cells.next().unwrap().trim_end_matches('`');
            let words = cells.next().unwrap();
            let indonesian = cells.next().unwrap();
            assert!(indonesian.len() > 10 && cells.next().is_none(), "{row}");
            (code, words)
        })
        .collect();
    let refusals = refusals();
    let known: Vec<(&str, &str)> = refusals
        .iter()
        .map(|code| (code.code(), code.text()))
        .collect();
    assert_eq!(listed, known);
}

#[test]
fn the_fault_shown_on_the_page_of_refusals_is_printed_like_that() {
    let file = root().join("assets/branches/mpp.toml");
    let text = std::fs::read_to_string(file).unwrap();
    let promised = r#"{ id = "umum", one_in = 3, cap_secs = 5400 }"#;
    assert!(text.contains(promised));
    let text = text.replace(promised, r#"{ id = "umum" }"#);
    let printed = parse_branch_file(&text, Path::new("branch.toml")).unwrap_err();
    let page = page("refusals.md");
    assert!(
        page.contains(&format!("```text\n{printed}\n```")),
        "{printed}"
    );
}
