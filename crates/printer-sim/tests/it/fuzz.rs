//! Whatever comes down the line, in whatever pieces, and whatever happens meanwhile.

use antre_printer_sim::{Bugs, Happening, Options, Simulator};
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;
use std::time::Duration;

/// Something that a host or the world does.
#[derive(Debug, Clone)]
pub(crate) enum Move {
    Send(Vec<u8>),
    Happen(Happening),
    Wait(Duration),
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_comes_in_whatever_pieces_the_paper_is_the_same_and_memory_has_an_end(
        options in any_options(),
        moves in any_moves(),
        piece in 1usize..40,
    ) {
        holds(options, &moves, piece)?;
    }
}

/// Played in one piece, in pieces and byte by byte, the printer does the same, and keeps its bounds.
pub(crate) fn holds(options: Options, moves: &[Move], piece: usize) -> Result<(), TestCaseError> {
    let whole = play(options, moves, usize::MAX)?;
    prop_assert_eq!(&whole, &play(options, moves, piece)?);
    prop_assert_eq!(&whole, &play(options, moves, 1)?);
    Ok(())
}

/// All that a printer has to show for itself.
#[derive(Debug, PartialEq)]
struct Seen {
    answers: Vec<u8>,
    papers: Vec<(u64, u32, String)>,
    unknown: Vec<Vec<u8>>,
    counts: [u64; 7],
    condition: String,
}

fn play(options: Options, moves: &[Move], piece: usize) -> Result<Seen, TestCaseError> {
    let mut printer = Simulator::new(options);
    let (mut answers, mut papers) = (Vec::new(), Vec::new());
    for one in moves {
        match one {
            Move::Send(bytes) => {
                for part in bytes.chunks(piece) {
                    answers.extend(printer.feed(part));
                    bounded(&printer)?;
                }
            }
            Move::Happen(happening) => answers.extend(printer.happen(*happening)),
            Move::Wait(time) => answers.extend(printer.advance(*time)),
        }
        bounded(&printer)?;
        let taken = printer.take_papers();
        for paper in &taken {
            prop_assert!(paper.height_dots() <= 20_000);
        }
        papers.extend(taken);
    }
    answers.extend(printer.happen(Happening::Torn));
    papers.extend(printer.take_papers());
    let papers = papers.iter().map(|paper| {
        let said = format!("{:?} {:?}", paper.ending(), paper.lines());
        (paper.fingerprint(), paper.height_dots(), said)
    });
    Ok(Seen {
        answers,
        papers: papers.collect(),
        unknown: printer
            .unknown()
            .iter()
            .map(|one| one.bytes.clone())
            .collect(),
        counts: [
            printer.unknown_count(),
            printer.lost_bytes(),
            printer.pulses(),
            printer.rows_printed(),
            printer.cuts(),
            printer.papers_lost(),
            printer.room_bytes() as u64,
        ],
        condition: format!("{:?}", printer.condition()),
    })
}

fn bounded(printer: &Simulator) -> Result<(), TestCaseError> {
    prop_assert!(printer.room_bytes() <= printer.options().buffer_bytes);
    prop_assert!(printer.unknown().len() <= 64);
    prop_assert!(printer.unknown().iter().all(|one| one.bytes.len() <= 8));
    prop_assert!(printer.rows_in_printer() <= 20_000);
    Ok(())
}

pub(crate) fn any_options() -> impl Strategy<Value = Options> {
    let bugs = (any::<[bool; 7]>(), any::<bool>()).prop_map(|(on, none)| Bugs {
        garble_odd_bands: on[0] && none,
        no_status: on[1] && none,
        no_asb: on[2] && none,
        no_proof: on[3] && none,
        no_recovery: on[4] && none,
        wrong_code_page: on[5] && none,
        no_doubled_raster: on[6] && none,
    });
    (
        0u32..1_100,
        prop::sample::select(vec![203, 180, 0, 9_999]),
        prop_oneof![0usize..300, Just(4_096)],
        any::<bool>(),
        prop::option::of(0u32..100),
        prop::option::of(0u32..300),
        bugs,
    )
        .prop_map(
            |(dots_width, dpi, buffer_bytes, knife, near_end_mm, speed_mm_per_sec, bugs)| Options {
                dots_width,
                dpi,
                buffer_bytes,
                knife,
                near_end_mm,
                speed_mm_per_sec,
                bugs,
            },
        )
}

pub(crate) fn any_moves() -> impl Strategy<Value = Vec<Move>> {
    let one = prop_oneof![
        4 => any_bytes().prop_map(Move::Send),
        2 => any_happening().prop_map(Move::Happen),
        1 => (0u64..2_000).prop_map(|ms| Move::Wait(Duration::from_millis(ms))),
    ];
    prop::collection::vec(one, 1..16)
}

/// Noise, and commands that are right but for their parameters and their end.
fn any_bytes() -> impl Strategy<Value = Vec<u8>> {
    const BEGINNINGS: [&[u8]; 34] = [
        b"\x1B@",
        b"\x1Bt",
        b"\x1BE",
        b"\x1BJ",
        b"\x1Bd",
        b"\x1Ba",
        b"\x1B3",
        b"\x1B2",
        b"\x1B!",
        b"\x1B-",
        b"\x1B$",
        b"\x1Bp",
        b"\x1BM",
        b"\x1DL",
        b"\x1DW",
        b"\x1D!",
        b"\x1DB",
        b"\x1Db",
        b"\x1Da",
        b"\x1Dr",
        b"\x1DI",
        b"\x1DV",
        b"\x1DV\0",
        b"\x1DVB",
        b"\x1Dv0\0\x03\0\x05\0",
        b"\x1Dv0\x03\x90\0\x03\0",
        b"\x1Dv0",
        b"\x1D(H\x06\x00\x30\x30abcd",
        b"\x1D(k",
        b"\x1D(k\x06\0\x31\x50\x30A12",
        b"\x1D(k\x03\x00\x31\x51\x30",
        b"\x10\x04",
        b"\x10\x05",
        b"\x10\x14",
    ];
    let command = (
        prop::sample::select(BEGINNINGS.to_vec()),
        prop::collection::vec(prop_oneof![any::<u8>(), 0u8..6, Just(0x10)], 0..20),
    )
        .prop_map(|(beginning, rest)| [beginning, &rest].concat());
    let noise = prop::collection::vec(any::<u8>(), 0..60);
    let text = "[ -~\n]{0,40}".prop_map(String::into_bytes);
    let one = prop_oneof![4 => command, 2 => text, 1 => noise];
    prop::collection::vec(one, 1..6).prop_map(|all| all.concat())
}

fn any_happening() -> impl Strategy<Value = Happening> {
    let fixed = Happening::LINES.map(|(line, _)| line);
    (prop::sample::select(fixed.to_vec()), 0u32..2_000).prop_map(|(line, n)| {
        let line = line.replace('N', &n.to_string());
        line.parse().expect("what is said can be read")
    })
}
