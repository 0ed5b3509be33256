//! The printer itself: receive buffer, head, paper, answers.

use std::collections::VecDeque;
use std::time::Duration;

use crate::canvas::{Canvas, Ending, Paper};
use crate::code_page;
use crate::command::{Command, Unknown};
use crate::happening::Happening;
use crate::head::Head;
use crate::options::Options;
use crate::realtime::{RealTime, Watch};
use crate::status::Condition;
use crate::stream::{Read, Reader};
use crate::voice::Voice;

/// Unknown commands that are kept by name; further ones are only counted.
const UNKNOWN_KEPT_MAX: usize = 64;
/// Bytes of an unknown command that are kept.
const UNKNOWN_BYTES_MAX: usize = 8;
/// Pieces of paper kept until someone takes them, and rows of them together (32 MB at the widest);
/// the oldest fall to the floor.
const PAPERS_MAX: usize = 256;
const PAPERS_ROWS_MAX: usize = 256_000;

/// An ESC/POS printer. Feed it bytes, read its answers, take its paper.
///
/// The knife sits at the head here, so a cut wastes no paper and a picture begins at the first row.
///
/// It has no clock of its own: where it prints at a speed or answers late, call
/// [`advance`](Self::advance) as time passes, at the latest after [`wakes_in`](Self::wakes_in).
pub struct Simulator {
    options: Options,
    watch: Watch,
    /// Follows the line as it arrives: knows where a real-time command stands between others.
    arriving: Reader,
    buffer: VecDeque<u8>,
    /// Follows the line as it is worked through.
    reader: Reader,
    head: Head,
    /// A cut waits for the rows before it, or for its knife.
    cut_waits: bool,
    canvas: Canvas,
    papers: VecDeque<Paper>,
    papers_rows: usize,
    condition: Condition,
    powered: bool,
    plugged: bool,
    rows_left: Option<u64>,
    cutter_jams_next: bool,
    voice: Voice,
    automatic: bool,
    told: Condition,
    clock: Duration,
    head_ready_at: Duration,
    unknown: Vec<Unknown>,
    counts: Counts,
}

#[derive(Debug, Default)]
struct Counts {
    read_bytes: u64,
    lost_bytes: u64,
    unknown: u64,
    pulses: u64,
    rows: u64,
    cuts: u64,
    papers_lost: u64,
}

impl Simulator {
    /// A printer in good health with a full roll.
    pub fn new(options: Options) -> Self {
        let options = options.within_ranges();
        Self {
            options,
            watch: Watch::default(),
            arriving: Reader::new(options.bugs),
            buffer: VecDeque::new(),
            reader: Reader::new(options.bugs),
            head: Head::new(&options),
            cut_waits: false,
            canvas: Canvas::new(options.dots_width, options.dpi),
            papers: VecDeque::new(),
            papers_rows: 0,
            condition: Condition::default(),
            powered: true,
            plugged: true,
            rows_left: None,
            cutter_jams_next: false,
            voice: Voice::default(),
            automatic: false,
            told: Condition::default(),
            clock: Duration::ZERO,
            head_ready_at: Duration::ZERO,
            unknown: Vec::new(),
            counts: Counts::default(),
        }
    }

    /// Receives bytes and answers what the printer sends back meanwhile. It makes no difference in
    /// what pieces they come. Without power or plug they are gone.
    pub fn feed(&mut self, bytes: &[u8]) -> Vec<u8> {
        if self.is_reachable() {
            self.head_ready_at = self.head_ready_at.max(self.clock);
            for byte in bytes {
                self.receive(*byte);
            }
        }
        self.voice.heard(self.clock)
    }

    /// Lets something happen and answers what the printer says by itself about it.
    pub fn happen(&mut self, happening: Happening) -> Vec<u8> {
        match happening {
            Happening::CoverOpened => self.condition.cover_open = true,
            Happening::CoverClosed => self.condition.cover_open = false,
            Happening::PaperOut => self.end_roll(),
            Happening::PaperLow => self.condition.paper_low = true,
            Happening::PaperLoaded => self.load_roll(),
            Happening::PaperEndsAfter { rows } => self.set_rows_left(rows.into()),
            Happening::PaperLasts { mm } => self.set_rows_left(self.options.rows_in(mm)),
            Happening::CutterJams => self.cutter_jams_next = true,
            Happening::CutterFreed => {
                self.cutter_jams_next = false;
                self.condition.cutter_jammed = false;
            }
            Happening::Overheats => self.condition.overheated = true,
            Happening::Cools => self.condition.overheated = false,
            Happening::Breaks => self.condition.broken = true,
            Happening::ButtonHeld => self.condition.button_held = true,
            Happening::ButtonReleased => self.condition.button_held = false,
            Happening::PowerOff => self.lose_power(),
            Happening::PowerOn => self.powered = true,
            Happening::Unplugged => {
                self.plugged = false;
                self.voice.lose();
            }
            Happening::Plugged => self.plugged = true,
            Happening::Torn => {
                let piece = self.canvas.part(Ending::Torn);
                self.drop_paper(piece);
            }
            Happening::Muted => self.voice.mute(true),
            Happening::Unmuted => self.voice.mute(false),
            Happening::AnswersDelayed { ms } => self.voice.delay(Duration::from_millis(ms.into())),
            Happening::AnswersDropped { count } => self.voice.drop_next(count),
            Happening::AnswersGarbled => self.voice.garble(),
            Happening::AnswersRight => self.voice.right(),
        }
        self.tell_change();
        self.head_ready_at = self.head_ready_at.max(self.clock);
        self.print();
        self.voice.heard(self.clock)
    }

    /// Lets time pass and answers what is heard meanwhile.
    pub fn advance(&mut self, by: Duration) -> Vec<u8> {
        self.clock = self.clock.saturating_add(by);
        self.print();
        self.voice.heard(self.clock)
    }

    /// In what time something will happen by itself: a row printed, an answer heard.
    pub fn wakes_in(&self) -> Option<Duration> {
        let busy = self.powered && !self.condition.offline() && !self.head.is_done();
        let row_at = busy.then_some(self.head_ready_at);
        [row_at, self.voice.next_at()]
            .into_iter()
            .flatten()
            .min()
            .map(|at| at.saturating_sub(self.clock))
    }

    /// Takes the pieces of paper that left the printer, the oldest first.
    pub fn take_papers(&mut self) -> Vec<Paper> {
        self.papers_rows = 0;
        self.papers.drain(..).collect()
    }

    /// What it was made as, within the ranges.
    pub fn options(&self) -> Options {
        self.options
    }

    /// Its condition, whether it tells it or not.
    pub fn condition(&self) -> Condition {
        self.condition
    }

    /// Whether it is switched on.
    pub fn is_powered(&self) -> bool {
        self.powered
    }

    /// Whether it is switched on and its plug is in: otherwise there is no connection to it.
    pub fn is_reachable(&self) -> bool {
        self.powered && self.plugged
    }

    /// Whether it says nothing.
    pub fn is_muted(&self) -> bool {
        self.voice.is_muted()
    }

    /// Whether what it says is heard as it is, at once and whole.
    pub fn answers_right(&self) -> bool {
        self.voice.is_right()
    }

    /// Whether its next cut will fail.
    pub fn cutter_jams_next(&self) -> bool {
        self.cutter_jams_next
    }

    /// Millimetres that can still be printed, where the end of the roll is known.
    pub fn paper_left_mm(&self) -> Option<u64> {
        self.rows_left.map(|rows| self.options.mm_of(rows))
    }

    /// Bytes the receive buffer still has room for: a link with flow control sends no more.
    pub fn room_bytes(&self) -> usize {
        self.options.buffer_bytes - self.buffer.len()
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

    /// Rows of dots printed or fed since the printer was made.
    pub fn rows_printed(&self) -> u64 {
        self.counts.rows
    }

    /// The same in millimetres.
    pub fn printed_mm(&self) -> u64 {
        self.options.mm_of(self.counts.rows)
    }

    /// Cuts since the printer was made.
    pub fn cuts(&self) -> u64 {
        self.counts.cuts
    }

    /// Pieces of paper that nobody took in time, and that are gone.
    pub fn papers_lost(&self) -> u64 {
        self.counts.papers_lost
    }

    /// Rows on paper that has not left the printer.
    pub fn rows_in_printer(&self) -> usize {
        self.canvas.rows()
    }

    fn receive(&mut self, byte: u8) {
        if self.buffer.len() < self.options.buffer_bytes {
            self.buffer.push_back(byte);
            let read = self.arriving.take(byte);
            // Between commands a real-time command takes no room: else whoever asks a printer
            // without paper how it is, once a second, would fill its buffer.
            if let Some(Read::Command(Command::RealTime { length })) = read
                && let Some(before) = self.buffer.len().checked_sub(length)
            {
                self.buffer.truncate(before);
                self.counts.read_bytes += length as u64;
            }
        } else {
            self.counts.lost_bytes += 1;
        }
        self.print();
        if let Some(command) = self.watch.see(byte) {
            self.obey(command);
        }
        self.print();
    }

    fn obey(&mut self, command: RealTime) {
        let bugs = self.options.bugs;
        match command {
            RealTime::Status(_) if bugs.no_status => {}
            RealTime::Status(n) => {
                if let Some(status) = self.condition.real_time(n) {
                    self.voice.say(self.clock, &[status]);
                }
            }
            RealTime::Resume | RealTime::Clear if bugs.no_recovery => {}
            RealTime::Resume => self.condition.cutter_jammed = false,
            RealTime::Clear => {
                self.forget();
                self.head.clear();
                self.condition.cutter_jammed = false;
            }
            RealTime::Pulse => self.counts.pulses += 1,
        }
        self.tell_change();
    }

    /// Works through rows and commands until nothing is left or the printer is offline.
    fn print(&mut self) {
        while self.powered && !self.condition.offline() {
            if !self.head.is_done() {
                if self.head_ready_at > self.clock {
                    return;
                }
                self.burn();
            } else if self.cut_waits {
                self.cut();
            } else {
                let Some(byte) = self.buffer.pop_front() else {
                    return;
                };
                self.counts.read_bytes += 1;
                match self.reader.take(byte) {
                    None => {}
                    Some(Read::Dots(dots)) => self.head.image_dots(dots),
                    Some(Read::Command(command)) => self.execute(command),
                }
            }
        }
    }

    fn burn(&mut self) {
        if self.rows_left == Some(0) {
            self.end_roll();
            self.tell_change();
            return;
        }
        let Some(burn) = self.head.take_row() else {
            return;
        };
        if let Some(speed) = self.options.speed_mm_per_sec {
            let rows_per_sec = f64::from(speed) * f64::from(self.options.dpi) / 25.4;
            self.head_ready_at += Duration::from_secs_f64(1.0 / rows_per_sec);
        }
        self.counts.rows += 1;
        let too_long = self.canvas.burn(burn.row);
        self.drop_paper(too_long);
        if let Some(line) = burn.line {
            self.canvas.line(line);
        }
        if let Some(left) = self.rows_left {
            self.set_rows_left(left - 1);
            self.tell_change();
        }
    }

    fn execute(&mut self, command: Command) {
        let bugs = self.options.bugs;
        match command {
            Command::Initialise => self.head.initialise(),
            Command::Print(byte) => self.collect(byte),
            Command::LineFeed => self.head.feed_lines(1),
            Command::FeedLines(lines) => self.head.feed_lines(lines),
            Command::FeedDots(dots) => self.head.feed_dots(dots),
            Command::LineSpacing(dots) => self.head.set_line_spacing(dots),
            Command::Align(align) => self.head.style.align = align,
            Command::Bold(on) => self.head.style.bold = on,
            Command::Underline(rows) => self.head.style.underline = rows.min(2),
            Command::Scale { width, height } => {
                self.head.style.across = width.into();
                self.head.style.down = height.into();
            }
            Command::Mode(mode) => self.head.set_mode(mode),
            Command::Reverse(on) => self.head.style.reverse = on,
            Command::Smoothing(on) => self.head.style.smooth = on,
            Command::CodePage(_) if bugs.wrong_code_page => {}
            Command::CodePage(page) => self.head.style.code_page = page,
            Command::Margin(dots) => self.head.set_margin(dots),
            Command::Area(dots) => self.head.set_area(dots),
            Command::Position(dots) => self.head.set_position(dots),
            Command::Raster(image) => self.head.begin_image(image),
            Command::QrSize(dots) => self.head.symbol.set_size(dots),
            Command::QrLevel(level) => self.head.symbol.set_level(level),
            Command::QrStore(text) => self.head.symbol.store(text),
            Command::QrPrint => self.head.print_symbol(),
            Command::Cut { .. } if !self.options.knife => {}
            Command::Cut { feed_dots } => {
                self.head.feed_dots(feed_dots);
                self.cut_waits = true;
            }
            Command::AutomaticStatus(_) if bugs.no_asb => {}
            Command::AutomaticStatus(n) => {
                self.automatic = n != 0;
                if self.automatic {
                    self.tell();
                }
            }
            Command::PaperStatus | Command::DrawerStatus if bugs.no_status => {}
            Command::PaperStatus => self.voice.say(self.clock, &[self.condition.queued()]),
            Command::DrawerStatus => self.voice.say(self.clock, &[0]),
            Command::ProofOfPrint(_) if bugs.no_proof => {}
            Command::ProofOfPrint([a, b, c, d]) => {
                self.voice.say(self.clock, &[0x37, 0x22, a, b, c, d, 0]);
            }
            Command::Identify(n) => self.identify(n),
            Command::Nothing | Command::RealTime { .. } => {}
            Command::Unknown(bytes) => self.wonder(bytes),
        }
    }

    fn collect(&mut self, byte: u8) {
        let character = code_page::character(byte, self.head.style.code_page);
        if character.is_none() {
            self.wonder(vec![byte]);
        }
        self.head.collect(character.unwrap_or('?'));
    }

    /// `GS I`: a byte of what it is, or a text between `_` and NUL.
    fn identify(&mut self, n: u8) {
        match n {
            1 | b'1' => self.voice.say(self.clock, &[0x20]),
            // Bit 1: it has a knife.
            2 | b'2' => self
                .voice
                .say(self.clock, &[u8::from(self.options.knife) << 1]),
            3 | b'3' => self.voice.say(self.clock, &[1]),
            65 => self.voice.say(self.clock, b"_1\0"),
            66 => self.voice.say(self.clock, b"_ANTRE\0"),
            67 => self.voice.say(self.clock, b"_SIMULATOR\0"),
            other => self.wonder(vec![0x1D, b'I', other]),
        }
    }

    /// Cuts, all rows before being on paper; a knife that sticks is tried again after recovery.
    fn cut(&mut self) {
        if std::mem::take(&mut self.cutter_jams_next) {
            self.condition.cutter_jammed = true;
            self.tell_change();
            return;
        }
        self.cut_waits = false;
        self.counts.cuts += 1;
        let piece = self.canvas.part(Ending::Cut);
        self.drop_paper(piece);
    }

    /// Forgets what was received and not begun.
    fn forget(&mut self) {
        self.counts.read_bytes += self.buffer.len() as u64;
        self.buffer.clear();
        self.arriving = Reader::new(self.options.bugs);
        self.reader = Reader::new(self.options.bugs);
        self.cut_waits = false;
    }

    fn lose_power(&mut self) {
        self.powered = false;
        self.forget();
        self.watch = Watch::default();
        self.head = Head::new(&self.options);
        self.voice.lose();
        self.automatic = false;
        self.condition.cutter_jammed = false;
        self.condition.broken = false;
        self.counts.read_bytes = 0;
    }

    fn set_rows_left(&mut self, rows: u64) {
        self.rows_left = Some(rows);
        let near_end = self.options.near_end_mm.map(|mm| self.options.rows_in(mm));
        if near_end.is_some_and(|near| rows <= near) {
            self.condition.paper_low = true;
        }
    }

    fn end_roll(&mut self) {
        self.condition.paper_out = true;
        self.rows_left = None;
    }

    fn load_roll(&mut self) {
        self.condition.paper_out = false;
        self.condition.paper_low = false;
        self.rows_left = None;
        let piece = self.canvas.part(Ending::RollEnded);
        self.drop_paper(piece);
    }

    fn drop_paper(&mut self, piece: Option<Paper>) {
        let Some(piece) = piece else { return };
        self.papers_rows += piece.height_dots() as usize;
        self.papers.push_back(piece);
        while self.papers.len() > PAPERS_MAX || self.papers_rows > PAPERS_ROWS_MAX {
            let Some(fallen) = self.papers.pop_front() else {
                return;
            };
            self.papers_rows -= fallen.height_dots() as usize;
            self.counts.papers_lost += 1;
        }
    }

    fn tell_change(&mut self) {
        if self.automatic && self.told != self.condition {
            self.tell();
        }
    }

    fn tell(&mut self) {
        self.told = self.condition;
        self.voice.say(self.clock, &self.condition.automatic());
    }

    fn wonder(&mut self, mut bytes: Vec<u8>) {
        self.counts.unknown += 1;
        if self.unknown.len() < UNKNOWN_KEPT_MAX {
            let at_byte = self.counts.read_bytes.saturating_sub(bytes.len() as u64);
            bytes.truncate(UNKNOWN_BYTES_MAX);
            self.unknown.push(Unknown { bytes, at_byte });
        }
    }
}
