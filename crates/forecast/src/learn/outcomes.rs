//! Who does not come when called, who moves on, and how quickly an idle counter calls.

use rand::{Rng, RngExt as _};

use super::Shape;
use super::day::{DayFacts, Move};

/// Up to which wait each band reaches; the last has no end.
const BANDS_TO_MS: [i64; 5] = [5 * 60_000, 15 * 60_000, 30 * 60_000, 60 * 60_000, i64::MAX];
/// The branch's rate of no-shows before any was seen, and as how many calls that counts.
const NO_SHOW: f64 = 0.03;
const NO_SHOW_PRIOR: f64 = 40.0;
/// A service counts against the branch as so many calls.
const SERVICE_PRIOR: f64 = 60.0;
/// Never more certain than this that somebody does not come.
const NO_SHOW_MAX: f64 = 0.9;
/// How many of each are kept, the newest.
const POOL_MAX: usize = 2_000;
const MOVES_MAX: usize = 1_000;
/// What is assumed where nothing was seen.
const NO_SHOW_MS: i64 = 60_000;
const REACTION_MS: i64 = 8_000;

/// What becomes of those who are called.
#[derive(Debug, Clone, Default)]
pub(super) struct Outcomes {
    /// By service, by band.
    no_show: Vec<[f64; BANDS_TO_MS.len()]>,
    /// By service: how likely one who is served moves on, and where to.
    moves: Vec<(f64, Vec<Move>)>,
    no_shows_ms: Vec<i64>,
    reactions_ms: Vec<i64>,
    /// How long the way to the counter takes.
    ways_ms: Vec<i64>,
}

impl Outcomes {
    pub(super) fn count<'a>(
        shape: Shape,
        days: impl DoubleEndedIterator<Item = &'a DayFacts> + Clone,
    ) -> Self {
        let newest = days.clone().rev();
        let mut moves: Vec<(f64, Vec<Move>)> = vec![(0.0, Vec::new()); shape.services];
        for one in newest.clone().flat_map(|day| &day.moves) {
            if moves[one.from].1.len() < MOVES_MAX {
                moves[one.from].1.push(*one);
            }
            moves[one.from].0 += 1.0;
        }
        for (service, (likely, _)) in moves.iter_mut().enumerate() {
            let left = days.clone().filter_map(|day| day.left.get(service));
            let left: u32 = left.sum();
            *likely /= *likely + f64::from(left) + 1.0;
        }
        Self {
            no_show: no_show(shape, days.clone()),
            moves,
            no_shows_ms: pool(newest.clone().flat_map(|day| &day.no_shows_ms)),
            reactions_ms: pool(newest.clone().flat_map(|day| &day.reactions_ms)),
            ways_ms: pool(newest.flat_map(|day| &day.ways_ms)),
        }
    }

    /// How likely one of `service` who has waited so long does not come.
    pub(super) fn no_show(&self, service: usize, waited_ms: i64) -> f64 {
        let rates = self.no_show.get(service);
        rates.map_or(NO_SHOW, |rates| rates[band(waited_ms)])
    }

    /// How long one who does not come takes a counter that has waited for `elapsed_ms`.
    pub(super) fn no_show_ms(&self, elapsed_ms: i64, rng: &mut impl Rng) -> i64 {
        let from = self.no_shows_ms.partition_point(|one| *one <= elapsed_ms);
        let longer = pick(&self.no_shows_ms[from..], rng);
        longer.unwrap_or_else(|| elapsed_ms.max(NO_SHOW_MS))
    }

    pub(super) fn no_shows_ms(&self) -> &[i64] {
        &self.no_shows_ms
    }

    pub(super) fn ways_ms(&self) -> &[i64] {
        &self.ways_ms
    }

    pub(super) fn reaction_ms(&self, rng: &mut impl Rng) -> i64 {
        pick(&self.reactions_ms, rng).unwrap_or(REACTION_MS)
    }

    /// Where one goes who was served.
    pub(super) fn moves(&self, service: usize, rng: &mut impl Rng) -> Option<Move> {
        let (likely, moves) = self.moves.get(service)?;
        if moves.is_empty() || rng.random::<f64>() >= *likely {
            return None;
        }
        Some(moves[rng.random_range(0..moves.len())])
    }
}

fn no_show<'a>(
    shape: Shape,
    days: impl Iterator<Item = &'a DayFacts> + Clone,
) -> Vec<[f64; BANDS_TO_MS.len()]> {
    let mut bands = [(0.0, 0.0); BANDS_TO_MS.len()];
    let (mut calls, mut missed) = (0.0, 0.0);
    for called in days.clone().flat_map(|day| &day.called) {
        let absent = if called.came { 0.0 } else { 1.0 };
        calls += 1.0;
        missed += absent;
        let band = &mut bands[band(called.waited_ms)];
        band.0 += 1.0;
        band.1 += absent;
    }
    let all = (missed + NO_SHOW_PRIOR * NO_SHOW) / (calls + NO_SHOW_PRIOR);
    let bands =
        bands.map(|(calls, missed)| (missed + NO_SHOW_PRIOR * all) / (calls + NO_SHOW_PRIOR));
    // A service against what its waits would have had the branch expect.
    let mut services = vec![(0.0, 0.0); shape.services];
    for called in days.flat_map(|day| &day.called) {
        let service: &mut (f64, f64) = &mut services[called.service];
        service.0 += bands[band(called.waited_ms)];
        service.1 += if called.came { 0.0 } else { 1.0 };
    }
    let prior = SERVICE_PRIOR * all;
    let ratios = services
        .iter()
        .map(|(expected, missed)| (missed + prior) / (expected + prior));
    ratios
        .map(|ratio| bands.map(|band| (band * ratio).min(NO_SHOW_MAX)))
        .collect()
}

fn band(waited_ms: i64) -> usize {
    let band = BANDS_TO_MS.iter().position(|to_ms| waited_ms < *to_ms);
    band.unwrap_or(BANDS_TO_MS.len() - 1)
}

/// The newest, rising.
fn pool<'a>(values: impl Iterator<Item = &'a i64>) -> Vec<i64> {
    let mut pool: Vec<i64> = values.copied().take(POOL_MAX).collect();
    pool.sort_unstable();
    pool
}

fn pick(pool: &[i64], rng: &mut impl Rng) -> Option<i64> {
    (!pool.is_empty()).then(|| pool[rng.random_range(0..pool.len())])
}
