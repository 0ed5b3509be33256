//! A day of 5,000 slips in virtual time, on a printer that misbehaves at random and a guard who mends
//! it sooner or later. Every act is accounted for, on paper and in the journal.

use std::collections::VecDeque;
use std::time::Duration;

use antre_domain::SlipKind;
use antre_printing::{
    CUT_FEED_MM, Closed, FINISHED_MAX, JobState, LOW_SLIPS, Lid, Odometer, QUEUED_MAX,
};

use crate::fault::{Fault, Mended};
use crate::paper::{Row, ink};
use crate::slips::{Form, Lot, Slip};
use crate::table::Table;
use crate::world::{Habit, World};

const SLIPS: usize = 5_000;
/// One customer in so many meets a fault.
const ONE_FAULT_IN: u64 = 4;
/// A short roll, so that it is changed often: some 200 slips.
const ROLL_MM: u32 = 10_000;
/// What the kiosk says of a slip, about: faults are drawn over all of it.
const SAID_BYTES: u64 = 130;
/// Numbers repeat no sooner than that: in between, a slip cannot be taken for another.
const NUMBERS: usize = 1_000;
/// A piece of a torn slip comes out with the next slip at the latest, or the one after.
const WINDOW: usize = 3;
/// So many rolls are used up to their end.
const ROLLS_LEAST: usize = 10;
/// What the journal's file may hold when it is rewritten.
const JOURNAL_BYTES_MAX: usize = 2 * 1024 * 1024;

#[test]
fn five_thousand_slips_through_a_misbehaving_printer_are_all_accounted_for() {
    soak(Habit::Proving, "soak-proving");
}

#[test]
fn five_thousand_slips_through_a_printer_that_only_answers_are_all_accounted_for() {
    soak(Habit::AskedOnly, "soak-asked");
}

fn soak(habit: Habit, name: &str) {
    let day = Day::run(habit);
    let title = format!(
        "A day of {SLIPS} slips, {habit:?} printer, a fault at random for one in {ONE_FAULT_IN}"
    );
    let mut table = Table::new(&title, &["count"]).without_sum();
    for (row, count) in day.rows() {
        table.add(row, "count", count);
    }
    table.show(name);
    assert_eq!(day.wrong, Vec::<String>::new());
    assert_eq!(day.confirmed + day.unknown + day.failed, SLIPS);
    assert_eq!(day.copies_out, day.unknown);
    assert_eq!(day.whole, day.confirmed + day.unknown_whole);
    assert!(day.rolls >= ROLLS_LEAST, "{} rolls", day.rolls);
    assert!(
        day.early_least >= LOW_SLIPS as usize,
        "warned {} slips early",
        day.early_least
    );
}

/// What came of a day.
#[derive(Debug, Default)]
struct Day {
    faults: usize,
    confirmed: usize,
    unknown: usize,
    failed: usize,
    whole: usize,
    unknown_whole: usize,
    copies_out: usize,
    torn: usize,
    rolls: usize,
    /// Of the rolls that were used up: so many slips before its end was warned of.
    early_least: usize,
    early_most: usize,
    /// Of the rolls that were used up: what the odometer says, in hundredths of what was used.
    odometer_least: usize,
    odometer_most: usize,
    journal_bytes_most: usize,
    wrong: Vec<String>,
}

/// A customer whose paper may still come out.
struct Customer {
    number: usize,
    end: JobState,
    copied: bool,
    pieces: Vec<Vec<Row>>,
    /// Slips that were given to the printer.
    given: usize,
    met: Option<Fault>,
}

/// The roll in the printer, as its odometer sees it and as it is.
struct Roll {
    odometer: Odometer,
    lid: Lid,
    rows_before: u64,
    slips: usize,
    low_at: Option<usize>,
    /// It was taken out before its end.
    cut_short: bool,
}

impl Day {
    fn run(habit: Habit) -> Self {
        let mut day = Self {
            early_least: usize::MAX,
            odometer_least: usize::MAX,
            ..Self::default()
        };
        let mut lot = Lot::new(5_000);
        let mut slips = Album::default();
        let mut world = World::new(habit);
        world.put_in_roll(ROLL_MM);
        let mut roll = Roll::new(&world);
        let mut customers: VecDeque<Customer> = VecDeque::new();
        for number in 0..SLIPS {
            if !world.still_expects() && lot.one_in(ONE_FAULT_IN) {
                let fault = any_fault(&mut lot);
                let mended = Mended::In(Duration::from_secs(1 + lot.below(240)));
                world.expect(fault, lot.below(SAID_BYTES) as usize, mended);
                day.faults += 1;
            }
            let customer = day.serve(&mut world, &mut slips, number);
            roll.count(&mut day, &mut world, slips.length_mm, customer.given);
            for earlier in &mut customers {
                earlier.pieces.extend(customer.pieces.iter().cloned());
            }
            customers.push_back(customer);
            if customers.len() == WINDOW {
                let oldest = customers.pop_front().expect("there are some");
                day.judge(&slips, &oldest);
            }
            if number % 100 == 0 {
                let bytes = world.rewrite_journal();
                day.journal_bytes_most = day.journal_bytes_most.max(bytes);
                assert!(world.acts_known() <= FINISHED_MAX + QUEUED_MAX);
            }
        }
        for customer in customers {
            day.judge(&slips, &customer);
        }
        assert!(day.journal_bytes_most <= JOURNAL_BYTES_MAX);
        assert_eq!(world.printer.pulses(), 0);
        day
    }

    /// A customer takes a number, and a copy where nobody can say what became of the slip.
    fn serve(&mut self, world: &mut World, slips: &mut Album, number: usize) -> Customer {
        let ticket = format!("t-{number}");
        let (original, copy) = slips.of(number);
        world.give(original.job(&ticket, &ticket, SlipKind::Original));
        world.settle();
        let end = world.progress(&ticket).state;
        let copied = end == JobState::Unknown;
        let mut given = 1;
        let mut last = end;
        // A copy can be lost like any slip. The customer asks for another.
        while last == JobState::Unknown {
            given += 1;
            let act_key = format!("{ticket}/copy/{given}");
            world.give(copy.job(&act_key, &ticket, SlipKind::Copy));
            world.settle();
            last = world.progress(&act_key).state;
        }
        match end {
            JobState::Confirmed => self.confirmed += 1,
            JobState::Unknown => self.unknown += 1,
            JobState::Failed => self.failed += 1,
            JobState::Queued | JobState::Sent | JobState::Blind => {
                self.wrong.push(format!("{ticket} ended as {end:?}"));
            }
        }
        Customer {
            number,
            end,
            copied,
            pieces: world.papers.drain(..).map(|paper| ink(&paper)).collect(),
            given,
            met: world.met(),
        }
    }

    /// What lies on paper of one customer.
    fn judge(&mut self, slips: &Album, customer: &Customer) {
        let Customer {
            number,
            end,
            copied,
            pieces,
            given: _,
            met,
        } = customer;
        let (original, copy) = slips.known(*number);
        let found = original.picture.find(&copy.picture, pieces);
        let alone = original.picture.count_alone(pieces);
        self.whole += found.whole;
        self.unknown_whole += usize::from(*end == JobState::Unknown) * found.whole;
        self.torn += usize::from(found.whole == 0 && found.passing > 0);
        self.copies_out += usize::from(found.copies > 0);
        let confirmed = *end == JobState::Confirmed;
        let rules = [
            (found.whole <= 1, "two whole originals"),
            (found.passing <= 1, "two pieces pass for an original"),
            (
                !confirmed || alone == 1,
                "confirmed, and not whole and alone",
            ),
            (
                *end != JobState::Failed || found.passing == 0,
                "failed, and on paper",
            ),
            (!copied || found.copies > 0, "no whole copy"),
        ];
        let broken = rules.iter().filter(|(holds, _)| !holds);
        self.wrong.extend(
            broken.map(|(_, what)| format!("t-{number}: {what}, {end:?} {found:?} {met:?}")),
        );
    }

    fn rows(&self) -> [(&'static str, usize); 16] {
        [
            ("originals", SLIPS),
            ("faults", self.faults),
            ("confirmed", self.confirmed),
            ("unknown", self.unknown),
            ("failed (withdrawn)", self.failed),
            ("whole originals on paper", self.whole),
            ("of these, unknown to the journal", self.unknown_whole),
            ("torn originals that show their number", self.torn),
            ("customers with a copy", self.copies_out),
            ("wrong", self.wrong.len()),
            ("rolls used up", self.rolls),
            (
                "slips between warning and the roll's end, least",
                self.early_least,
            ),
            (
                "slips between warning and the roll's end, most",
                self.early_most,
            ),
            ("odometer per 100 mm of paper, least", self.odometer_least),
            ("odometer per 100 mm of paper, most", self.odometer_most),
            (
                "journal after rewriting, most bytes",
                self.journal_bytes_most,
            ),
        ]
    }
}

/// Rolls are to be used up too, so that few of them end before their time.
fn any_fault(lot: &mut Lot) -> Fault {
    let fault = Fault::ALL[lot.below(Fault::ALL.len() as u64) as usize];
    match fault {
        Fault::Out if !lot.one_in(6) => any_fault(lot),
        _ => fault,
    }
}

impl Roll {
    fn new(world: &World) -> Self {
        Self {
            odometer: Odometer::default(),
            lid: Lid::default(),
            rows_before: world.printer.rows_printed(),
            slips: 0,
            low_at: None,
            cut_short: false,
        }
    }

    /// So many slips were printed, or a part of them.
    fn count(&mut self, day: &mut Day, world: &mut World, length_mm: u32, slips: usize) {
        let was_low = self.odometer.roll(ROLL_MM).is_low();
        for _ in 0..slips {
            self.odometer.printed(length_mm);
        }
        self.slips += slips;
        if self.odometer.roll(ROLL_MM).is_low() {
            self.low_at.get_or_insert(self.slips);
        }
        self.cut_short |= world.took_out_roll();
        let Some(rows) = world.rows_at_change() else {
            return;
        };
        // As the printer's thread sees it: out, and then not.
        self.lid.see(false, true, false, was_low);
        assert_eq!(
            self.lid.see(false, false, false, was_low),
            Some(Closed::RollChanged)
        );
        let change = self.odometer.changed(false);
        if !self.cut_short {
            let used_mm = (rows - self.rows_before) * 254 / 2_030;
            let hundredths = (u64::from(change.used_mm) * 100 / used_mm) as usize;
            day.odometer_least = day.odometer_least.min(hundredths);
            day.odometer_most = day.odometer_most.max(hundredths);
            let early = self.slips - self.low_at.unwrap_or(self.slips);
            day.early_least = day.early_least.min(early);
            day.early_most = day.early_most.max(early);
            day.rolls += 1;
        }
        let odometer = self.odometer.clone();
        *self = Self {
            odometer,
            rows_before: rows,
            ..Self::new(world)
        };
    }
}

/// The slips of all numbers, printed once.
#[derive(Default)]
struct Album {
    slips: Vec<(Slip, Slip)>,
    length_mm: u32,
}

impl Album {
    fn of(&mut self, number: usize) -> &(Slip, Slip) {
        let at = number % NUMBERS;
        if self.slips.len() == at {
            let name = format!("A{at:03}");
            let knife_mm = CUT_FEED_MM - 5;
            let original = Slip::original(Form::Text, &name).fed_to_knife(knife_mm);
            let copy = Slip::copy(Form::Text, &name).fed_to_knife(knife_mm);
            self.length_mm = original.length_mm;
            self.slips.push((original, copy));
        }
        self.known(number)
    }

    fn known(&self, number: usize) -> &(Slip, Slip) {
        &self.slips[number % NUMBERS]
    }
}
