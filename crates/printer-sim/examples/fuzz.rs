//! The printer's parser against noise for as long as one likes, on one core:
//! `cargo run -p antre-printer-sim --example fuzz -- SECONDS`.
//!
//! The same property as in the tests. Prints how many cases held, and the most memory that it took.
#![allow(clippy::disallowed_methods, missing_docs, unreachable_pub)]

#[path = "../tests/it/fuzz.rs"]
mod fuzz;

use std::time::{Duration, Instant};

use proptest::test_runner::{Config, TestRunner};

/// Cases between two looks at the clock.
const CASES: u32 = 100;

fn main() {
    let secs = std::env::args().nth(1).and_then(|secs| secs.parse().ok());
    let (began, lasts) = (Instant::now(), Duration::from_secs(secs.unwrap_or(60)));
    let config = Config {
        cases: CASES,
        failure_persistence: None,
        ..Config::default()
    };
    let mut cases = 0;
    while began.elapsed() < lasts {
        let ways = (fuzz::any_options(), fuzz::any_moves(), 1usize..40);
        let held = TestRunner::new(config.clone()).run(&ways, |(options, moves, piece)| {
            fuzz::holds(options, &moves, piece)
        });
        if let Err(broken) = held {
            println!("broken after {cases} cases: {broken}");
            std::process::exit(1);
        }
        cases += u64::from(CASES);
    }
    let memory = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let most = memory.lines().find(|line| line.starts_with("VmHWM"));
    println!(
        "{cases} cases held in {} s; {}",
        began.elapsed().as_secs(),
        most.unwrap_or("memory not known")
    );
}
