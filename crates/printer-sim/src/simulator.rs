//! The printer itself: receive buffer, head, paper, answers.

use std::collections::VecDeque;

use crate::canvas::{Canvas, Ending, Paper, Row};
use crate::command::{Command, Next, Unknown};
use crate::font;
use crate::happening::Happening;
use crate::head::Head;
use crate::realtime::{RealTime, Watch};
use crate::status::Health;
use crate::stream;

/// What a printer can hold that it has not printed. More is lost, as on the real thing.
pub const RECEIVE_BUFFER_BYTES: usize = 64 * 1024;

/// Unknown commands that are kept by name; further ones are only counted.
const UNKNOWN_KEPT_MAX: usize = 64;
/// Bytes of an unknown command that are kept.
const UNKNOWN_BYTES_MAX: usize = 8;
/// Pieces of paper kept until someone takes them; the oldest fall to the floor.
const PAPERS_MAX: usize = 256;

/// The printer to simulate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Dots across, 8 to 1024; outside of that, the nearest.
    pub dots_width: u32,
}

impl Default for Options {
    /// 80 mm paper at 203 dpi.
    fn default() -> Self {
        Self { dots_width: 576 }
    }
}

/// An ESC/POS printer. Feed it bytes, read its answers, take its paper.
///
/// The knife sits at the head here, so a cut wastes no paper and a picture begins at the first row.
pub struct Simulator {
    watch: Watch,
    buffer: VecDeque<u8>,
    head: Head,
    canvas: Canvas,
    papers: VecDeque<Paper>,
    health: Health,
    rows_left: Option<u32>,
    cutter_jams_next: bool,
    muted: bool,
    automatic: bool,
    told: Health,
    unknown: Vec<Unknown>,
    counts: Counts,
}

#[derive(Debug, Default)]
struct Counts {
    unknown: u64,
    lost_bytes: u64,
    pulses: u64,
}

impl Simulator {
    /// A printer in good health with a full roll.
    pub fn new(options: Options) -> Self {
        let dots_width = options.dots_width.clamp(8, 1024);
        Self {
            watch: Watch::default(),
            buffer: VecDeque::new(),
            head: Head::new(dots_width),
            canvas: Canvas::new(dots_width),
            papers: VecDeque::new(),
            health: Health::default(),
            rows_left: None,
            cutter_jams_next: false,
            muted: false,
            automatic: false,
            told: Health::default(),
            unknown: Vec::new(),
            counts: Counts::default(),
        }
    }

    /// Receives bytes and answers what the printer sends back meanwhile.
    pub fn feed(&mut self, bytes: &[u8]) -> Vec<u8> {
        let mut answers = Vec::new();
        for byte in bytes {
            if self.buffer.len() < RECEIVE_BUFFER_BYTES {
                self.buffer.push_back(*byte);
            } else {
                self.counts.lost_bytes += 1;
            }
            if let Some(command) = self.watch.see(*byte) {
                // All that came before is at least begun, so the status is of this moment.
                self.print(&mut answers);
                self.obey(command, &mut answers);
            }
        }
        self.print(&mut answers);
        self.spoken(answers)
    }

    /// Lets something happen and answers what the printer says by itself about it.
    pub fn happen(&mut self, happening: Happening) -> Vec<u8> {
        match happening {
            Happening::CoverOpened => self.health.cover_open = true,
            Happening::CoverClosed => self.health.cover_open = false,
            Happening::PaperOut => self.end_roll(),
            Happening::PaperLow => self.health.paper_low = true,
            Happening::PaperLoaded => self.load_roll(),
            Happening::PaperEndsAfter { rows } => self.rows_left = Some(rows),
            Happening::CutterJams => self.cutter_jams_next = true,
            Happening::Muted => self.muted = true,
            Happening::Unmuted => self.muted = false,
        }
        let mut answers = Vec::new();
        self.tell_change(&mut answers);
        self.print(&mut answers);
        self.spoken(answers)
    }

    /// Takes the pieces of paper that left the printer, the oldest first.
    pub fn take_papers(&mut self) -> Vec<Paper> {
        self.papers.drain(..).collect()
    }

    /// Bytes the receive buffer still has room for: a link with flow control sends no more.
    pub fn room_bytes(&self) -> usize {
        RECEIVE_BUFFER_BYTES - self.buffer.len()
    }

    /// The first commands that this printer did not understand.
    pub fn unknown(&self) -> &[Unknown] {
        &self.unknown
    }

    /// How many commands were not understood since the printer was made.
    pub fn unknown_count(&self) -> u64 {
        self.counts.unknown
    }

    /// Bytes that arrived while the receive buffer was full, and are gone.
    pub fn lost_bytes(&self) -> u64 {
        self.counts.lost_bytes
    }

    /// Pulses sent to the cash drawer (`DLE DC4`), which a ticket printer does not have: each is
    /// most likely an image that should not have contained one.
    pub fn pulses(&self) -> u64 {
        self.counts.pulses
    }

    fn spoken(&self, answers: Vec<u8>) -> Vec<u8> {
        if self.muted { Vec::new() } else { answers }
    }

    fn obey(&mut self, command: RealTime, answers: &mut Vec<u8>) {
        match command {
            RealTime::Status(n) => answers.extend(self.health.real_time(n)),
            RealTime::Resume => self.health.cutter_jammed = false,
            RealTime::Clear => {
                self.buffer.clear();
                self.head.clear();
                self.health.cutter_jammed = false;
            }
            RealTime::Pulse => self.counts.pulses += 1,
        }
        self.tell_change(answers);
    }

    /// Works through rows and commands until nothing is left or the printer is offline.
    fn print(&mut self, answers: &mut Vec<u8>) {
        loop {
            if self.health.offline() {
                return;
            }
            if let Some(row) = self.head.take_row() {
                self.burn(row, answers);
                continue;
            }
            if let Some(length) = self.head.image_row_bytes() {
                if self.buffer.len() < length {
                    return;
                }
                let row: Vec<u8> = self.buffer.drain(..length).collect();
                self.head.set_image_row(&row);
                continue;
            }
            match stream::next(self.buffer.make_contiguous()) {
                Next::Incomplete => return,
                Next::Command(command, length) => {
                    self.buffer.drain(..length);
                    self.execute(command, answers);
                }
            }
        }
    }

    fn burn(&mut self, row: Row, answers: &mut Vec<u8>) {
        if self.rows_left == Some(0) {
            self.head.keep_row(row);
            self.end_roll();
            self.tell_change(answers);
            return;
        }
        self.rows_left = self.rows_left.map(|left| left - 1);
        let too_long = self.canvas.burn(row);
        self.drop_paper(too_long);
    }

    fn execute(&mut self, command: Command, answers: &mut Vec<u8>) {
        match command {
            Command::Initialise => self.head.initialise(),
            Command::Print(byte) => self.collect(byte),
            Command::LineFeed => self.head.feed_lines(1),
            Command::FeedLines(lines) => self.head.feed_lines(lines),
            Command::FeedDots(dots) => self.head.feed_dots(dots),
            Command::LineSpacing(dots) => self.head.set_line_spacing(dots),
            Command::Align(align) => self.head.style.align = align,
            Command::Bold(on) => self.head.style.bold = on,
            Command::Scale { width, height } => {
                self.head.style.across = width.into();
                self.head.style.down = height.into();
            }
            Command::Reverse(on) => self.head.style.reverse = on,
            Command::Smoothing(on) => self.head.style.smooth = on,
            Command::CodePage(page) => self.head.style.code_page = page,
            Command::Raster(image) => self.head.begin_image(image),
            Command::QrSize(dots) => self.head.symbol.set_size(dots),
            Command::QrLevel(level) => self.head.symbol.set_level(level),
            Command::QrStore(text) => self.head.symbol.store(text),
            Command::QrPrint => self.head.print_symbol(),
            Command::Cut { feed_dots } => self.cut(feed_dots, answers),
            Command::AutomaticStatus(n) => {
                self.automatic = n != 0;
                if self.automatic {
                    answers.extend(self.health.automatic());
                    self.told = self.health;
                }
            }
            Command::PaperStatus => answers.push(self.health.queued()),
            Command::ProofOfPrint(mark) => {
                answers.extend([0x37, 0x22]);
                answers.extend(mark);
                answers.push(0);
            }
            Command::Nothing => {}
            Command::Unknown(bytes) => self.wonder(bytes),
        }
    }

    fn collect(&mut self, byte: u8) {
        let character = font::character(byte, self.head.style.code_page);
        if character.is_none() {
            self.wonder(vec![byte]);
        }
        self.head.collect(character.unwrap_or('?'));
    }

    /// Cuts once all rows before are on paper; the feed goes under the knife first.
    fn cut(&mut self, feed_dots: u8, answers: &mut Vec<u8>) {
        self.head.feed_dots(feed_dots);
        if !self.head.is_done() {
            self.cut_again();
            return;
        }
        if std::mem::take(&mut self.cutter_jams_next) {
            self.health.cutter_jammed = true;
            self.cut_again();
            self.tell_change(answers);
            return;
        }
        let piece = self.canvas.part(Ending::Cut);
        self.drop_paper(piece);
    }

    /// Puts the cut back, without its feed: it is met again after the rows, or after recovery.
    fn cut_again(&mut self) {
        for byte in [0, b'V', 0x1D] {
            self.buffer.push_front(byte);
        }
    }

    fn end_roll(&mut self) {
        self.health.paper_out = true;
        self.rows_left = None;
    }

    fn load_roll(&mut self) {
        self.health.paper_out = false;
        self.health.paper_low = false;
        self.rows_left = None;
        let piece = self.canvas.part(Ending::RollEnded);
        self.drop_paper(piece);
    }

    fn drop_paper(&mut self, piece: Option<Paper>) {
        let Some(piece) = piece else { return };
        if self.papers.len() == PAPERS_MAX {
            self.papers.pop_front();
        }
        self.papers.push_back(piece);
    }

    fn tell_change(&mut self, answers: &mut Vec<u8>) {
        if self.automatic && self.told != self.health {
            self.told = self.health;
            answers.extend(self.health.automatic());
        }
    }

    fn wonder(&mut self, mut bytes: Vec<u8>) {
        self.counts.unknown += 1;
        if self.unknown.len() < UNKNOWN_KEPT_MAX {
            bytes.truncate(UNKNOWN_BYTES_MAX);
            self.unknown.push(Unknown { bytes });
        }
    }
}
