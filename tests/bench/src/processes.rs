//! What Linux knows of a process: its time and its memory.

use std::collections::BTreeSet;
use std::fs;

use anyhow::{Context, Result};

/// Linux counts processor time in hundredths of a second (`USER_HZ`).
const TICKS_PER_SEC: f64 = 100.0;

/// User and system time of a process so far, from `/proc/PID/stat` (proc(5), fields 14 and 15).
pub(crate) fn cpu_secs(pid: u32) -> Result<f64> {
    let ticks = |index: usize| -> Result<f64> { Ok(stat(pid, index)?.parse()?) };
    Ok((ticks(11)? + ticks(12)?) / TICKS_PER_SEC)
}

/// Resident memory, from `/proc/PID/status` (`VmRSS`, in kB).
pub(crate) fn resident_mb(pid: u32) -> Result<f64> {
    kilobytes(&format!("/proc/{pid}/status"), "VmRSS:")
}

/// Resident memory of a process and all that it started, shared pages counted by their share
/// (`Pss` in `/proc/PID/smaps_rollup`).
pub(crate) fn family_mb(pid: u32) -> Result<f64> {
    let mut sum = 0.0;
    for member in family(pid)? {
        // One that has ended meanwhile has no memory.
        sum += kilobytes(&format!("/proc/{member}/smaps_rollup"), "Pss:").unwrap_or(0.0);
    }
    Ok(sum)
}

/// A process and all that it started, directly or not.
pub(crate) fn family(pid: u32) -> Result<BTreeSet<u32>> {
    let mut parents = Vec::new();
    for entry in fs::read_dir("/proc")? {
        let name = entry?.file_name();
        if let Some(child) = name.to_str().and_then(|name| name.parse::<u32>().ok())
            && let Ok(parent) = stat(child, 1)
        {
            parents.push((child, parent.parse::<u32>()?));
        }
    }
    let mut family = BTreeSet::from([pid]);
    loop {
        let before = family.len();
        for (child, parent) in &parents {
            if family.contains(parent) {
                family.insert(*child);
            }
        }
        if family.len() == before {
            return Ok(family);
        }
    }
}

/// A field of `/proc/PID/stat`, counted from the state, which follows the name.
fn stat(pid: u32, index: usize) -> Result<String> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat"))?;
    let after_name = stat.rsplit_once(')').context("a process has a name")?.1;
    let field = after_name.split_whitespace().nth(index);
    Ok(field.context("a short stat")?.to_owned())
}

fn kilobytes(path: &str, label: &str) -> Result<f64> {
    let text = fs::read_to_string(path)?;
    let line = text
        .lines()
        .find(|line| line.starts_with(label))
        .context("a process has memory")?;
    let kilobytes: f64 = line
        .split_whitespace()
        .nth(1)
        .context("a size has a value")?
        .parse()?;
    Ok(kilobytes / 1024.0)
}
