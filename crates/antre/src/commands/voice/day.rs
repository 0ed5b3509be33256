use std::fs::File;
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::{Path, PathBuf};

use antre_audio::{RATE_HZ, WavFile};
use antre_domain::{Event, Timestamp, decode};
use antre_hub::parse_branch_file;
use anyhow::{Context as _, Result, bail};

use super::rehearsal::{Heard, Rehearsal};
use super::sample;
use crate::demo::branch::{Sample, weekday_morning};
use crate::exit::WrongUsage;

/// An event of the log is no longer; the longest is a whole configuration.
const LINE_BYTES_MAX: u64 = 4 * 1024 * 1024;
/// Nobody listens to more silence at a time, in samples.
const SILENCE_MAX: usize = RATE_HZ as usize;
/// Monday, 2026-11-23, 00:00 UTC.
const MONDAY_MS: i64 = 1_795_392_000_000;
/// Announcements that one WAV holds at most: half a day without a breath.
const SCRIPTS_MAX: usize = 5_000;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// A day's log, an event a line: `antre demo --headless --out DIR` leaves DIR/log.jsonl
    #[arg(long, value_name = "JSONL", required_unless_present = "branch")]
    log: Option<PathBuf>,
    /// The morning of a sample branch, drawn by lot, always the same
    #[arg(long, value_enum, conflicts_with = "log")]
    branch: Option<Sample>,
    /// How many hours of that morning
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u32).range(1..=12))]
    hours: u32,
    /// A branch's own recordings, over the shipped ones
    #[arg(long, value_name = "DIR")]
    voices: Option<PathBuf>,
    /// Where to put day.wav and transcript.txt
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

/// Speaks the calls of a day, each at its time, into one WAV with at most a second of silence at a time.
pub(crate) fn run(arguments: Arguments) -> Result<()> {
    let events = match (&arguments.log, arguments.branch) {
        (Some(log), _) => read(log)?,
        (None, Some(branch)) => morning(branch, arguments.hours)?,
        (None, None) => return Err(WrongUsage("name a --log or a --branch".to_owned()).into()),
    };
    let packs = super::packs(arguments.voices.as_deref())?;
    std::fs::create_dir_all(&arguments.out).with_context(|| arguments.out.display().to_string())?;
    let mut day = Day::new(&arguments.out.join("day.wav"))?;
    let mut rehearsal = Rehearsal::new(&packs, |heard| day.add(heard))?;
    for event in &events {
        rehearsal.take(event)?;
    }
    rehearsal.end()?;
    let path = arguments.out.join("transcript.txt");
    let (transcript, count, secs) = day.finish()?;
    std::fs::write(&path, transcript).with_context(|| path.display().to_string())?;
    println!(
        "{count} announcements in {secs:.1} s: {}",
        arguments.out.display()
    );
    Ok(())
}

/// The WAV, as far as it is written.
struct Day {
    wav: WavFile,
    transcript: String,
    written: usize,
    count: usize,
    /// How much silence stands at its end, and until when, by the log's clock.
    silent: usize,
    ends_at: Option<Timestamp>,
    fault: Option<anyhow::Error>,
}

impl Day {
    fn new(path: &Path) -> Result<Self> {
        Ok(Self {
            wav: WavFile::create(path)?,
            transcript: String::new(),
            written: 0,
            count: 0,
            silent: 0,
            ends_at: None,
            fault: None,
        })
    }

    fn add(&mut self, heard: Heard) {
        if self.fault.is_none()
            && let Err(fault) = self.write(&heard)
        {
            self.fault = Some(fault);
        }
    }

    fn write(&mut self, heard: &Heard) -> Result<()> {
        if self.count == SCRIPTS_MAX {
            bail!("the day has more than {SCRIPTS_MAX} announcements: give a part of its log");
        }
        let rest = match self.ends_at {
            None => 0,
            Some(ends_at) => samples(heard.at.millis() - ends_at.millis()),
        };
        let gap = rest.min(SILENCE_MAX.saturating_sub(self.silent));
        self.wav.add(&vec![0; gap])?;
        let from = self.written + gap;
        self.wav.add(&heard.samples)?;
        self.written = from + heard.samples.len();
        let tail = heard.samples.iter().rev();
        self.silent = tail.take_while(|sample| **sample == 0).count();
        let length_ms = heard.samples.len() as i64 * 1_000 / i64::from(RATE_HZ);
        self.ends_at = Some(Timestamp::from_millis(heard.at.millis() + length_ms));
        self.count += 1;
        self.transcript += &format!(
            "{:9.3} {:9.3}  {}  {}\n",
            secs(from),
            secs(self.written),
            heard.at,
            heard.text
        );
        Ok(())
    }

    fn finish(self) -> Result<(String, usize, f64)> {
        if let Some(fault) = self.fault {
            return Err(fault);
        }
        self.wav.finish()?;
        Ok((self.transcript, self.count, secs(self.written)))
    }
}

fn secs(samples: usize) -> f64 {
    samples as f64 / f64::from(RATE_HZ)
}

fn samples(millis: i64) -> usize {
    usize::try_from(millis).unwrap_or(0) * RATE_HZ as usize / 1_000
}

/// What happens at a sample branch on its next weekday from eight o'clock.
fn morning(branch: Sample, hours: u32) -> Result<Vec<Event>> {
    let config = parse_branch_file(&branch.file("http://127.0.0.1"), Path::new(branch.name()))?;
    let monday = Timestamp::from_millis(MONDAY_MS);
    sample::day(config.clone(), weekday_morning(&config, monday)?, hours)
}

/// The events of a log, in order.
fn read(path: &Path) -> Result<Vec<Event>> {
    let unreadable = |error| WrongUsage(format!("--log {}: {error}", path.display()));
    let mut reader = BufReader::new(File::open(path).map_err(unreadable)?);
    let mut events = Vec::new();
    let mut line = Vec::new();
    for count in 1.. {
        line.clear();
        let mut bounded = reader.by_ref().take(LINE_BYTES_MAX);
        if bounded.read_until(b'\n', &mut line)? == 0 {
            break;
        }
        let event = decode(line.trim_ascii_end());
        events.push(event.with_context(|| format!("{}, line {count}", path.display()))?);
    }
    if events.is_empty() {
        return Err(WrongUsage(format!("--log {}: there is nothing in it", path.display())).into());
    }
    Ok(events)
}
