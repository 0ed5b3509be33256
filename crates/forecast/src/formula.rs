//! What the theory of queues says of one queue in the long run: Poisson arrivals, exponential service,
//! counters that are all alike, and, where asked for, customers who lose patience.
//!
//! m is the mean service time, s the number of counters, μ = 1/m, λ the arrivals a second, A = λm the
//! load. Sources: Erlang C and the priorities of Cobham in Cobham, "Priority assignment in waiting line
//! problems", Operations Research 2 (1954); Erlang A in Palm (1957) and Garnett, Mandelbaum and Reiman,
//! "Designing a call center with impatient customers", M&SOM 4 (2002); the quantiles of a queue-length
//! estimate in Ibrahim and Whitt, "Real-time delay estimation based on delay history", M&SOM 11 (2009).

use statrs::distribution::{ContinuousCDF as _, Gamma};

/// What of the states of a queue is left out, as a part of the likeliest state.
const STATE_NEGLIGIBLE: f64 = 1e-18;

/// Who comes to one queue.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Demand {
    /// How many come in an hour; above 0.
    pub per_hour: f64,
    /// How long one takes a counter, in the mean; above 0.
    pub service_secs: f64,
    /// How long one waits, in the mean, before giving up; above 0. `None`: for ever.
    pub patience_secs: Option<f64>,
}

/// A queue in the long run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Steady {
    /// Which fraction of those who come waits at all.
    pub wait_probability: f64,
    /// The mean wait of all who come: of those who are called at once and of those who give up too.
    pub mean_wait_secs: f64,
    /// Of those who have been called by the time asked about or still wait then, the fraction that has
    /// been called. Whoever gave up earlier counts on neither side.
    pub service_level: f64,
    /// Which fraction of those who come gives up.
    pub abandoned: f64,
    /// Which fraction of the counters' time is taken.
    pub utilisation: f64,
}

impl Demand {
    /// The load: how many counters are taken in the mean if nobody gives up.
    pub fn offered(&self) -> f64 {
        self.per_sec() * self.service_secs
    }

    /// Whether so many counters keep up. Where customers give up, any number does.
    pub fn is_stable(&self, counters: u32) -> bool {
        counters > 0 && (self.patience_secs.is_some() || self.offered() < f64::from(counters))
    }

    /// The long run with so many counters, its service level within `within_secs`; `None` where the
    /// queue grows for ever.
    pub fn steady(&self, counters: u32, within_secs: f64) -> Option<Steady> {
        if !self.is_stable(counters) {
            return None;
        }
        match self.patience_secs {
            None => self.erlang_c(counters, within_secs),
            Some(patience_secs) => Some(self.erlang_a(counters, within_secs, patience_secs)),
        }
    }

    /// Wq = C/(sμ−λ); a wait passes T with probability C·e^{−(sμ−λ)T}.
    fn erlang_c(&self, counters: u32, within_secs: f64) -> Option<Steady> {
        let wait_probability = erlang_c(self.offered(), counters)?;
        let spare_per_sec = f64::from(counters) / self.service_secs - self.per_sec();
        let late = wait_probability * (-spare_per_sec * within_secs).exp();
        Some(Steady {
            wait_probability,
            mean_wait_secs: wait_probability / spare_per_sec,
            service_level: 1.0 - late,
            abandoned: 0.0,
            utilisation: self.offered() / f64::from(counters),
        })
    }

    /// A birth and death process with the death rate min(k, s)μ + max(0, k−s)θ.
    fn erlang_a(&self, counters: u32, within_secs: f64, patience_secs: f64) -> Steady {
        let queue = Impatient {
            arrivals: self.per_sec(),
            service: 1.0 / self.service_secs,
            leaving: 1.0 / patience_secs,
            counters,
        };
        let (first, states) = queue.states();
        let s = u64::from(counters);
        let (mut waiting, mut taken, mut wait_probability) = (0.0, 0.0, 0.0);
        let (mut called, mut still) = (0.0, 0.0);
        let mut fates = queue.fates(within_secs);
        for (k, share) in (first..).zip(states) {
            taken += share * k.min(s) as f64;
            let Some(ahead) = k.checked_sub(s) else {
                called += share;
                continue;
            };
            waiting += share * ahead as f64;
            wait_probability += share;
            let fate = fates.of(ahead);
            called += share * fate.called;
            still += share * fate.still;
        }
        Steady {
            wait_probability,
            // Little's law: who waits, by who comes.
            mean_wait_secs: waiting / queue.arrivals,
            service_level: called / (called + still),
            abandoned: waiting * queue.leaving / queue.arrivals,
            utilisation: taken / f64::from(counters),
        }
    }

    fn per_sec(&self) -> f64 {
        self.per_hour / 3600.0
    }
}

/// The probability that one who comes must wait, where nobody gives up; `None` where the load is not
/// below the counters.
///
/// B₀ = 1, B_k = A·B/(k + A·B), C = s·B/(s − A(1−B)).
pub fn erlang_c(offered: f64, counters: u32) -> Option<f64> {
    let s = f64::from(counters);
    if offered >= s {
        return None;
    }
    let blocked = (1..=counters).fold(1.0, |b, k| offered * b / (f64::from(k) + offered * b));
    Some(s * blocked / (s - offered * (1.0 - blocked)))
}

/// The mean wait of each class where the first class always goes before the second and so on, and
/// nobody is interrupted; `None` where the counters do not keep up with all of them.
///
/// W₀ = C/(sμ), W_k = W₀/((1−σ_{k−1})(1−σ_k)) with σ_k the utilisation by the first k classes.
pub fn cobham(per_hour: &[f64], service_secs: f64, counters: u32) -> Option<Vec<f64>> {
    let load = |per_hour: f64| per_hour / 3600.0 * service_secs;
    let all = load(per_hour.iter().sum());
    let s = f64::from(counters);
    let base_secs = erlang_c(all, counters)? * service_secs / s;
    let mut before = 0.0;
    let waits = per_hour.iter().map(|&per_hour| {
        let with = before + load(per_hour) / s;
        let wait_secs = base_secs / ((1.0 - before) * (1.0 - with));
        before = with;
        wait_secs
    });
    Some(waits.collect())
}

/// The mean wait of one who comes while all counters are taken and `ahead` wait, who lose patience
/// after `patience_secs` in the mean: Σᵢ₌₀..ₙ 1/(sμ + iθ), which is (n+1)·m/s where nobody does.
pub fn queue_length_wait_secs(
    ahead: u32,
    service_secs: f64,
    counters: u32,
    patience_secs: Option<f64>,
) -> f64 {
    let served = f64::from(counters) / service_secs;
    let leaving = patience_secs.map_or(0.0, f64::recip);
    (0..=ahead)
        .map(|i| 1.0 / (served + f64::from(i) * leaving))
        .sum()
}

/// By when one is called, with probability `at` (in 0..1), who comes while all counters are taken and
/// `ahead` wait, none of whom gives up: the quantile of Erlang(n+1, sμ).
pub fn queue_length_quantile_secs(ahead: u32, service_secs: f64, counters: u32, at: f64) -> f64 {
    let departures = f64::from(ahead) + 1.0;
    let gamma = Gamma::new(departures, 1.0).expect("at least one departure, at rate 1");
    gamma.inverse_cdf(at) * service_secs / f64::from(counters)
}

/// A queue whose customers give up. Rates are a second.
#[derive(Debug, Clone, Copy)]
struct Impatient {
    arrivals: f64,
    service: f64,
    leaving: f64,
    counters: u32,
}

impl Impatient {
    /// The long-run share of each number of customers, from the first that is not negligible. Each
    /// share comes from its neighbour's, from the likeliest outwards, so that no number is too large.
    fn states(&self) -> (u64, Vec<f64>) {
        let mode = self.likeliest();
        let mut below = Vec::new();
        let mut share = 1.0;
        for k in (1..=mode).rev() {
            share *= self.deaths(k) / self.arrivals;
            if share < STATE_NEGLIGIBLE {
                break;
            }
            below.push(share);
        }
        let first = mode - below.len() as u64;
        let mut states: Vec<f64> = below.into_iter().rev().chain([1.0]).collect();
        share = 1.0;
        for k in mode + 1.. {
            share *= self.arrivals / self.deaths(k);
            if share < STATE_NEGLIGIBLE {
                break;
            }
            states.push(share);
        }
        let sum: f64 = states.iter().sum();
        for share in &mut states {
            *share /= sum;
        }
        (first, states)
    }

    /// The last number of customers at which the queue still grows at least as fast as it falls. The
    /// death rate never falls with k.
    fn likeliest(&self) -> u64 {
        let s = f64::from(self.counters);
        let all_taken = s * self.service;
        if self.arrivals < all_taken {
            (self.arrivals / self.service) as u64
        } else {
            (s + (self.arrivals - all_taken) / self.leaving) as u64
        }
    }

    fn deaths(&self, k: u64) -> f64 {
        let s = u64::from(self.counters);
        k.min(s) as f64 * self.service + k.saturating_sub(s) as f64 * self.leaving
    }

    /// What becomes of one within `within_secs`, by how many wait ahead.
    fn fates(&self, within_secs: f64) -> Fates {
        let a = f64::from(self.counters) * self.service / self.leaving;
        Fates {
            a,
            stays: (-self.leaving * within_secs).exp(),
            not_called: Incomplete::new(a, self.leaving * within_secs),
            not_called_weighted: Incomplete::new(a + 1.0, self.leaving * within_secs),
        }
    }
}

/// Of one who came while all counters were taken: where they are at time T.
struct Fate {
    /// Called by then.
    called: f64,
    /// Still waiting.
    still: f64,
}

/// One with n ahead and patience without end would wait V, the sum of independent exponential times of
/// rates sμ + iθ, i = 0..n. With a = sμ/θ, e^{−θV} is a product of Beta(a+i, 1), which is Beta(a, n+1).
/// So with x = e^{−θT}
///
/// - P(V > T) = I_x(a, n+1), and they are still there with probability x·I_x(a, n+1);
/// - they are called by T, before their own patience ends, with probability
///   E[e^{−θV}; V ≤ T] = a/(a+n+1) · (1 − I_x(a+1, n+1)).
struct Fates {
    a: f64,
    stays: f64,
    not_called: Incomplete,
    not_called_weighted: Incomplete,
}

impl Fates {
    /// Asked with n that never falls.
    fn of(&mut self, ahead: u64) -> Fate {
        let n = ahead as f64;
        let weighted = self.not_called_weighted.at(ahead);
        Fate {
            called: self.a / (self.a + n + 1.0) * (1.0 - weighted),
            still: self.stays * self.not_called.at(ahead),
        }
    }
}

/// The regularised incomplete beta function I_x(a, n+1), x = e^{−y}, for n that never falls: it is
/// Σ_{j≤n} x^a (1−x)^j Γ(a+j)/(Γ(a) j!), each term from the one before, all of them positive. Terms are
/// logarithms, since the first can be too small for a number.
struct Incomplete {
    a: f64,
    ln_rest: f64,
    next: u64,
    ln_term: f64,
    sum: f64,
}

impl Incomplete {
    fn new(a: f64, y: f64) -> Self {
        Self {
            a,
            ln_rest: (-(-y).exp_m1()).ln(),
            next: 0,
            ln_term: -a * y,
            sum: 0.0,
        }
    }

    fn at(&mut self, n: u64) -> f64 {
        while self.next <= n {
            self.sum += self.ln_term.exp();
            let j = self.next as f64;
            self.ln_term += self.ln_rest + ((self.a + j) / (j + 1.0)).ln();
            self.next += 1;
        }
        self.sum.min(1.0)
    }
}
