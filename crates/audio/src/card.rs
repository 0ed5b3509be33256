//! What takes the samples: a sound card, or a file that plays at a card's pace.

use std::fs::File;
use std::io::BufWriter;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use hound::WavWriter;
use rodio::cpal::{self, ErrorKind};
use rodio::mixer::{Mixer, MixerSource, mixer};
use rodio::{DeviceSinkBuilder, DeviceSinkError, MixerDeviceSink};

use crate::inbox::{Inbox, Order};
use crate::sound::{MONO, RATE, SPEC, Sound};
use crate::{Output, SoundFault};

/// How often a file takes what a card would have played meanwhile.
pub(crate) const PUMP_STEP: Duration = Duration::from_millis(20);

/// Something that plays.
pub(crate) enum Card {
    Device(MixerDeviceSink),
    Tape(Box<Tape>),
    Silent,
}

impl Card {
    /// Opens it; a card that goes away later says so through `inbox`.
    pub(crate) fn open(output: &Output, inbox: &Arc<Inbox>) -> Result<Self, SoundFault> {
        match output {
            Output::Card => {
                let sink = device(inbox).map_err(|error| SoundFault::NoCard(said(&error)))?;
                Ok(Self::Device(sink))
            }
            Output::File(path) => {
                let tape =
                    Tape::new(path).map_err(|error| SoundFault::NoFile(error.to_string()))?;
                Ok(Self::Tape(Box::new(tape)))
            }
            Output::Silent => Ok(Self::Silent),
        }
    }

    /// Plays `sound` beside whatever is playing.
    pub(crate) fn play(&mut self, sound: Sound) {
        match self {
            Self::Device(sink) => sink.mixer().add(sound),
            Self::Tape(tape) => tape.play(sound),
            Self::Silent => {}
        }
    }
}

fn device(inbox: &Arc<Inbox>) -> Result<MixerDeviceSink, DeviceSinkError> {
    let inbox = Arc::clone(inbox);
    let hear = move |error: cpal::Error| match error.kind() {
        ErrorKind::DeviceNotAvailable
        | ErrorKind::HostUnavailable
        | ErrorKind::StreamInvalidated
        | ErrorKind::PermissionDenied => inbox.put(Order::CardLost(error.to_string())),
        // A crackle, or a card that plays on.
        _ => tracing::debug!("sound card: {error}"),
    };
    let mut sink = DeviceSinkBuilder::from_default_device()?
        .with_error_callback(hear)
        .open_sink_or_fallback()?;
    sink.log_on_drop(false);
    Ok(sink)
}

/// An error and what it comes from.
fn said(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text = format!("{text}: {cause}");
        source = cause.source();
    }
    text
}

/// A card that writes down what it plays.
pub(crate) struct Tape {
    mixer: Mixer,
    samples: MixerSource,
    writer: WavWriter<BufWriter<File>>,
    /// Up to when the present sound has been written down.
    played_to: Instant,
    plays: bool,
}

impl Tape {
    fn new(path: &Path) -> Result<Self, hound::Error> {
        let mut writer = WavWriter::create(path, SPEC)?;
        writer.flush()?;
        let (mixer, samples) = mixer(MONO, RATE);
        Ok(Self {
            mixer,
            samples,
            writer,
            played_to: Instant::now(),
            plays: false,
        })
    }

    fn play(&mut self, sound: Sound) {
        if !self.plays {
            self.played_to = Instant::now();
            self.plays = true;
        }
        self.mixer.add(sound);
    }

    /// Whether there is more to be written down.
    pub(crate) fn plays(&self) -> bool {
        self.plays
    }

    /// Writes down what would have been heard by `now`.
    pub(crate) fn pump(&mut self, now: Instant) -> Result<(), hound::Error> {
        let since = now.saturating_duration_since(self.played_to);
        let count = (since.as_secs_f64() * f64::from(RATE.get())) as u64;
        self.played_to += Duration::from_secs_f64(count as f64 / f64::from(RATE.get()));
        self.write(count)
    }

    /// Writes down all that is still to be heard.
    pub(crate) fn pump_to_end(&mut self) -> Result<(), hound::Error> {
        self.write(u64::MAX)
    }

    fn write(&mut self, count: u64) -> Result<(), hound::Error> {
        for _ in 0..count {
            let Some(sample) = self.samples.next() else {
                self.plays = false;
                break;
            };
            let loudest = f32::from(i16::MAX);
            self.writer
                .write_sample((sample.clamp(-1.0, 1.0) * loudest) as i16)?;
        }
        // With its header: whoever kills the process finds a whole file.
        self.writer.flush()
    }
}
