//! A speaker on tape, and ears for the tape.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use antre_audio::{Output, Setup, Speaker, Told, Utterance};

/// How long a test waits for what must come.
const PATIENCE: Duration = Duration::from_secs(30);

pub(crate) struct Taped {
    pub(crate) speaker: Speaker,
    pub(crate) told: Receiver<Told>,
    pub(crate) dir: tempfile::TempDir,
}

impl Taped {
    pub(crate) fn new() -> Self {
        Self::with(|_| {})
    }

    pub(crate) fn with(change: impl FnOnce(&mut Setup)) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let mut setup = Setup::new(Output::File(dir.path().join("heard.wav")));
        change(&mut setup);
        let (tell, told) = channel();
        let speaker = Speaker::set_up(setup, move |word| tell.send(word).unwrap());
        Self { speaker, told, dir }
    }

    pub(crate) fn tape(&self) -> PathBuf {
        self.dir.path().join("heard.wav")
    }

    pub(crate) fn next_word(&self) -> Told {
        self.told.recv_timeout(PATIENCE).expect("a word in time")
    }

    /// Waits until more than `secs` have been heard.
    pub(crate) fn wait_for_secs(&self, secs: f64) {
        until(|| samples(&self.tape()).len() as f64 > secs * 22_050.0);
    }

    /// Ends the speaker; what it has told, and the tape.
    pub(crate) fn end(self) -> (Vec<Told>, Tape) {
        drop(self.speaker);
        let tape = Tape::of(&self.dir.path().join("heard.wav"));
        (self.told.into_iter().collect(), tape)
    }
}

/// What a tape holds.
pub(crate) struct Tape {
    pub(crate) samples: Vec<i16>,
    pub(crate) rms: f64,
    pub(crate) peak: f64,
    pub(crate) format: String,
}

impl Tape {
    fn of(path: &Path) -> Self {
        let info = Command::new("sox")
            .arg("--info")
            .arg(path)
            .output()
            .unwrap();
        let stat = Command::new("sox")
            .arg(path)
            .args(["-n", "stat"])
            .output()
            .unwrap();
        let stat = String::from_utf8_lossy(&stat.stderr).into_owned();
        let figure = |name: &str| {
            stat.lines()
                .filter_map(|line| line.split_once(':'))
                .find(|(label, _)| label.split_whitespace().eq(name.split_whitespace()))
                .and_then(|(_, value)| value.trim().parse::<f64>().ok())
                .unwrap_or(0.0)
        };
        Self {
            samples: samples(path),
            rms: figure("RMS amplitude"),
            peak: figure("Maximum amplitude").max(-figure("Minimum amplitude")),
            format: String::from_utf8_lossy(&info.stdout).into_owned(),
        }
    }
}

pub(crate) fn samples(path: &Path) -> Vec<i16> {
    let Ok(reader) = hound::WavReader::open(path) else {
        return Vec::new();
    };
    reader.into_samples().map_while(Result::ok).collect()
}

pub(crate) fn until(mut holds: impl FnMut() -> bool) {
    let give_up_at = Instant::now() + PATIENCE;
    while !holds() {
        assert!(Instant::now() < give_up_at, "it never came to it");
        std::thread::yield_now();
    }
}

pub(crate) fn utterance(text: &str, language: &str, volume: u8) -> Utterance {
    Utterance {
        text: text.to_owned(),
        language: language.to_owned(),
        volume,
    }
}

/// One sentence alone on a tape.
pub(crate) fn spoken(text: &str, language: &str, volume: u8) -> Tape {
    let taped = Taped::new();
    taped.speaker.say(utterance(text, language, volume));
    let (told, tape) = taped.end();
    assert_eq!(told, []);
    tape
}

/// Processes that this one has started and not buried.
pub(crate) fn children() -> Vec<String> {
    let own = std::process::id().to_string();
    let processes = std::fs::read_dir("/proc").unwrap();
    processes
        .filter_map(|entry| std::fs::read_to_string(entry.ok()?.path().join("stat")).ok())
        .filter(|stat| {
            let after_name = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
            after_name.split_whitespace().nth(1) == Some(own.as_str())
        })
        .collect()
}
