//! The data directory: is it there, whole, in use; is there room; does the clock fit the log.

use std::os::unix::net::UnixStream;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use antre_hub::LOCAL_SOCKET;
use antre_storage::{LogReader, StorageError, Tail};

use super::finding::{Finding, Reader};

/// Below this the next busy days may not fit.
const ROOM_WRONG_MB: u64 = 200;
const ROOM_NOTE_MB: u64 = 1_024;
/// A longer log is checked by `antre verify`: a doctor should not keep anybody waiting.
const CHECKED_EVENTS_MAX: u64 = 200_000;
/// The hub waits for a supervisor where its clock has jumped further than that.
const JUMP_HOURS: i64 = 36;
/// Clocks differ by so much without meaning anything.
const SKEW_SECS: i64 = 5;

pub(super) fn look(dir: &Path, reader: Reader) -> Vec<Finding> {
    let mut findings = Vec::new();
    match LogReader::open(dir).and_then(|log| log.tail()) {
        Ok(tail) => {
            findings.push(whole(dir, &tail, reader));
            findings.push(in_use(dir, reader));
            findings.push(clock(&tail, reader));
        }
        Err(error) => findings.push(unreadable(dir, &error, reader)),
    }
    findings.extend(room(dir, reader));
    findings
}

fn unreadable(dir: &Path, error: &StorageError, reader: Reader) -> Finding {
    const CHECK: &str = "data";
    let shown = dir.display();
    match error {
        StorageError::NoLog { .. } if !dir.exists() => Finding::wrong(
            CHECK,
            reader.pick(
                format!("Direktori data {shown} tidak ada."),
                format!("The data directory {shown} does not exist."),
            ),
            reader.pick(
                "Periksa ejaannya, atau pasang disk tempatnya.",
                "Check how it is written, or mount the disk it is on.",
            ),
        ),
        StorageError::NoLog { .. } => Finding::wrong(
            CHECK,
            reader.pick(
                format!("{shown} belum berisi catatan cabang (antre.db)."),
                format!("{shown} holds no log of a branch (antre.db)."),
            ),
            reader.pick(
                "Jalankan `antre hub` sekali dengan --branch, atau pulihkan cadangan.",
                "Start `antre hub` once with --branch, or restore a backup.",
            ),
        ),
        other => Finding::wrong(
            CHECK,
            reader.pick(
                format!("Catatan di {shown} tidak dapat dibaca: {other}."),
                format!("The log in {shown} cannot be read: {other}."),
            ),
            reader.pick(
                "Jangan hapus apa pun. Jalankan `antre verify`, lalu pulihkan cadangan terakhir.",
                "Delete nothing. Run `antre verify`, then restore the last backup.",
            ),
        ),
    }
}

fn whole(dir: &Path, tail: &Tail, reader: Reader) -> Finding {
    const CHECK: &str = "log";
    if tail.seq > CHECKED_EVENTS_MAX {
        let text = reader.pick(
            format!(
                "Catatan berisi {} peristiwa; tidak diperiksa di sini.",
                tail.seq
            ),
            format!(
                "The log holds {} events; they were not checked here.",
                tail.seq
            ),
        );
        let remedy = reader.pick(
            "`antre verify` memeriksa semuanya, juga saat hub berjalan.",
            "`antre verify` checks them all, also beside a running hub.",
        );
        return Finding::note(CHECK, text, remedy);
    }
    let faults = match antre_storage::verify(dir, |_, _| {}) {
        Ok(report) => report.faults.iter().map(ToString::to_string).collect(),
        Err(error) => vec![error.to_string()],
    };
    match faults.first() {
        None => Finding::well(
            CHECK,
            reader.pick(
                format!("Catatan utuh: {} peristiwa.", tail.seq),
                format!("The log is whole: {} events.", tail.seq),
            ),
        ),
        Some(fault) => Finding::wrong(
            CHECK,
            reader.pick(
                format!("Catatan tidak seperti yang ditulis: {fault}."),
                format!("The log is not as it was written: {fault}."),
            ),
            reader.pick(
                "Pulihkan cadangan terakhir; simpan direktori ini untuk diperiksa.",
                "Restore the last backup; keep this directory to be examined.",
            ),
        ),
    }
}

fn in_use(dir: &Path, reader: Reader) -> Finding {
    const CHECK: &str = "in_use";
    // Not by its lock: whoever takes that, even for an instant, could keep a hub from starting.
    let free = UnixStream::connect(dir.join(LOCAL_SOCKET)).is_err();
    if free {
        Finding::note(
            CHECK,
            reader.pick(
                "Tidak ada hub yang berjalan pada direktori ini.".to_owned(),
                "No hub is running on this directory.".to_owned(),
            ),
            reader.pick(
                "Bila cabang buka, jalankan `antre hub`.",
                "If the branch is open, start `antre hub`.",
            ),
        )
    } else {
        Finding::well(
            CHECK,
            reader.pick(
                "Hub berjalan pada direktori ini.".to_owned(),
                "A hub is running on this directory.".to_owned(),
            ),
        )
    }
}

fn clock(tail: &Tail, reader: Reader) -> Finding {
    let now_ms = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_millis() as i64);
    // A rehearsal's clock is its own.
    let last_ms = tail.at_ms.filter(|_| !tail.rehearsal);
    clock_since(
        last_ms.map_or(0, |last_ms| (now_ms - last_ms) / 1_000),
        reader,
    )
}

/// Judges a clock by the seconds that it shows since the last event.
fn clock_since(secs: i64, reader: Reader) -> Finding {
    const CHECK: &str = "clock";
    let (mins_behind, hours) = (-secs / 60, secs / 3_600);
    if secs < -SKEW_SECS {
        let text = reader.pick(
            format!("Jam komputer {mins_behind} menit di belakang catatan."),
            format!("The computer's clock is {mins_behind} minutes behind the log."),
        );
        let remedy = reader.pick(
            "Setel jam komputer. Sampai itu hub memakai waktu catatan.",
            "Set the computer's clock. Until then the hub goes by the log's time.",
        );
        return Finding::wrong(CHECK, text, remedy);
    }
    if hours >= JUMP_HOURS {
        let text = reader.pick(
            format!("Peristiwa terakhir {hours} jam yang lalu."),
            format!("The last event was {hours} hours ago."),
        );
        let remedy = reader.pick(
            "Bila cabang memang tutup selama itu, penyelia membenarkan jamnya saat buka.",
            "If the branch was closed that long, a supervisor confirms the clock when it opens.",
        );
        return Finding::note(CHECK, text, remedy);
    }
    Finding::well(
        CHECK,
        reader.pick(
            "Jam komputer cocok dengan catatan.".to_owned(),
            "The computer's clock fits the log.".to_owned(),
        ),
    )
}

fn room(dir: &Path, reader: Reader) -> Option<Finding> {
    let there = dir.ancestors().find(|path| path.is_dir())?;
    let disk = rustix::fs::statvfs(there).ok()?;
    let free_mb = disk.f_bavail.saturating_mul(disk.f_frsize) / (1024 * 1024);
    Some(room_of(free_mb, reader))
}

fn room_of(free_mb: u64, reader: Reader) -> Finding {
    const CHECK: &str = "disk_space";
    let text = reader.pick(
        format!("Sisa ruang disk {free_mb} MB."),
        format!("{free_mb} MB of disk space are free."),
    );
    let remedy = reader.pick(
        "Hapus berkas lain dari disk ini, atau pindahkan data ke disk yang lebih besar.",
        "Remove other files from this disk, or move the data to a larger one.",
    );
    match free_mb {
        ..ROOM_WRONG_MB => Finding::wrong(CHECK, text, remedy),
        ROOM_WRONG_MB..ROOM_NOTE_MB => Finding::note(CHECK, text, remedy),
        ROOM_NOTE_MB.. => Finding::well(CHECK, text),
    }
}

#[cfg(test)]
mod tests {
    use super::super::finding::Level;
    use super::*;

    #[test]
    fn a_clock_behind_the_log_is_wrong_and_one_far_ahead_is_worth_a_thought() {
        let judged = |secs| clock_since(secs, Reader::English);
        assert_eq!(judged(0).level, Level::Well);
        assert_eq!(judged(-SKEW_SECS).level, Level::Well);
        let behind = judged(-3_600);
        assert_eq!(behind.level, Level::Wrong);
        assert!(behind.text.contains("60 minutes behind"), "{}", behind.text);
        assert_eq!(judged(35 * 3_600).level, Level::Well);
        assert_eq!(judged(36 * 3_600).level, Level::Note);
    }

    #[test]
    fn a_disk_is_told_before_it_is_full() {
        let levels = [199, 200, 1_023, 1_024].map(|mb| room_of(mb, Reader::Indonesian).level);
        let expected = [Level::Wrong, Level::Note, Level::Note, Level::Well];
        assert_eq!(levels, expected);
    }
}
