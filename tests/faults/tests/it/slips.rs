//! The slips that are put to the test: small ones, because thousands of each are printed.

use std::ops::Range;

use antre_domain::SlipKind;
use antre_printer_sim::{Options, Simulator};
use antre_printing::Job;

use crate::paper::Picture;

/// How a slip reaches the printer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    Text,
    Raster,
}

/// The printer's head is as narrow as the narrowest there is.
pub(crate) const PRINTER: Options = Options::of_width(384);

/// A slip: what is sent, and what is then on paper.
#[derive(Debug, Clone)]
pub(crate) struct Slip {
    pub(crate) bytes: Vec<u8>,
    pub(crate) picture: Picture,
    /// Where each command of it begins.
    pub(crate) boundaries: Vec<usize>,
    /// The paper it takes, in millimetres.
    pub(crate) length_mm: u32,
}

impl Slip {
    pub(crate) fn original(form: Form, number: &str) -> Self {
        Self::new(form, number, false)
    }

    pub(crate) fn copy(form: Form, number: &str) -> Self {
        Self::new(form, number, true)
    }

    fn new(form: Form, number: &str, copy: bool) -> Self {
        let (commands, number) = match form {
            Form::Text => text(number, copy),
            Form::Raster => raster(number, copy),
        };
        let mut boundaries = Vec::new();
        let mut bytes = Vec::new();
        for command in &commands {
            boundaries.push(bytes.len());
            bytes.extend(command);
        }
        let end = boundaries.get(number.end).copied().unwrap_or(bytes.len());
        let picture = Picture::printed(&bytes, boundaries[number.start]..end, PRINTER);
        let length_mm = length_mm(&bytes);
        Self {
            bytes,
            picture,
            boundaries,
            length_mm,
        }
    }

    /// The same, fed so far before the cut: on a real printer the knife stands above the head.
    pub(crate) fn fed_to_knife(mut self, knife_mm: u32) -> Self {
        let dots = knife_mm * PRINTER.dpi * 10 / 254;
        *self.bytes.last_mut().unwrap() = u8::try_from(dots).unwrap();
        self.length_mm = length_mm(&self.bytes) - knife_mm;
        self
    }

    /// The job that prints it.
    pub(crate) fn job(&self, act_key: &str, ticket_id: &str, kind: SlipKind) -> Job {
        Job {
            act_key: act_key.to_owned(),
            ticket_id: ticket_id.to_owned(),
            number: ticket_id.to_owned(),
            kind,
            bytes: self.bytes.clone(),
            length_mm: self.length_mm,
        }
    }
}

fn length_mm(bytes: &[u8]) -> u32 {
    let mut printer = Simulator::new(PRINTER);
    printer.feed(bytes);
    printer.take_papers()[0].length_mm().ceil() as u32
}

/// Commands, and which of them print the number.
type Commands = (Vec<Vec<u8>>, Range<usize>);

fn text(number: &str, copy: bool) -> Commands {
    let mut commands = vec![
        b"\x1b@".to_vec(),
        b"\x1bt\x10".to_vec(),
        b"\x1ba\x01".to_vec(),
        b"Bank Sejahtera\n".to_vec(),
    ];
    if copy {
        commands.extend([
            b"\x1dB\x01".to_vec(),
            b" SALINAN \n".to_vec(),
            b"\x1dB\0".to_vec(),
        ]);
    }
    commands.push(b"\x1d!\x22".to_vec());
    let from = commands.len();
    commands.push(format!("{number}\n").into_bytes());
    let to = commands.len();
    commands.extend([
        b"\x1d!\0".to_vec(),
        b"Teller\n".to_vec(),
        b"\x1d(k\x03\x00\x31\x43\x03".to_vec(),
        [&[0x1d, b'(', b'k', 9, 0, 49, 80, 48][..], &qr_text(number)].concat(),
        b"\x1d(k\x03\x00\x31\x51\x30".to_vec(),
        format!("{number} 08.14\n").into_bytes(),
        b"\x1bd\x03".to_vec(),
        b"\x1dVB\0".to_vec(),
    ]);
    (commands, from..to)
}

/// Six characters.
fn qr_text(number: &str) -> Vec<u8> {
    format!("q/{number}").into_bytes()
}

const BAND_ROWS: u8 = 24;
const ROW_BYTES: u8 = 16;
const BANDS: u8 = 5;
/// The band that shows the number.
const NUMBER_BAND: usize = 2;

/// Bands of dots that look alike on no two slips, with white between them.
fn raster(number: &str, copy: bool) -> Commands {
    let mut commands = vec![b"\x1b@".to_vec()];
    let mut numbered = 0..0;
    for band in 0..BANDS {
        // Copy and original differ above the number only.
        let name = if band == 0 && copy { "SALINAN" } else { number };
        if usize::from(band) == NUMBER_BAND {
            numbered = commands.len()..commands.len() + 1;
        }
        let header = [0x1d, b'v', b'0', 0, ROW_BYTES, 0, BAND_ROWS, 0];
        let dots = dots(name, band);
        commands.push([&header[..], &dots].concat());
        commands.push(vec![0x1b, b'J', 8]);
    }
    commands.push(b"\x1dVB\0".to_vec());
    (commands, numbered)
}

/// Dots that hold no real-time command: no byte is 0x10.
fn dots(name: &str, band: u8) -> Vec<u8> {
    let seed = name
        .bytes()
        .fold(u64::from(band), |seed, byte| seed * 31 + u64::from(byte));
    let mut lot = Lot::new(seed);
    let count = usize::from(BAND_ROWS) * usize::from(ROW_BYTES);
    (0..count).map(|_| 0x80 | lot.below(0x80) as u8).collect()
}

/// Numbers by lot, the same for the same seed (splitmix64).
#[derive(Debug, Clone)]
pub(crate) struct Lot(u64);

impl Lot {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// One of 0 to `end` − 1.
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % end
    }

    pub(crate) fn one_in(&mut self, count: u64) -> bool {
        self.below(count) == 0
    }
}
