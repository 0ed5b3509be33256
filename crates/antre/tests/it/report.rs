//! `antre report`: a day in figures, as a table, as JSON, as a picture and on paper.

use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Output};
use std::time::Duration;

use antre_domain::{Act, ChoiceReason, Finish, TicketId};
use antre_printer_sim::{Options, PrinterServer, ServeOptions};
use serde_json::Value;
use tempfile::TempDir;

use crate::why::days::{Days, id};

fn report(data: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_antre"));
    command
        .arg("report")
        .arg("--data")
        .arg(data)
        .args(arguments);
    command.output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// One is served, one is called out of turn and does not come, one goes, one waits on.
fn a_day() -> (TempDir, Days) {
    let mut days = Days::begin();
    days.at("08:00");
    let [_, chosen, gone, _] = [(); 4].map(|()| days.comes("poli", "umum"));
    days.open("poli-1");
    days.at("08:25");
    let served: TicketId = days.calls("poli-1", "A001");
    days.start(served);
    days.finish(served);
    days.act(Act::Call {
        counter: id("poli-1"),
        ticket: chosen,
        because: Some(ChoiceReason::Together),
        quiet: None,
        finish: Finish::default(),
    });
    days.act(Act::NoShow(chosen));
    days.act(Act::Cancel(gone));
    let dir = TempDir::new().unwrap();
    days.write(&dir.path().join("data"));
    (dir, days)
}

#[test]
fn what_cannot_be_meant_is_wrong_usage_and_what_is_not_there_has_failed() {
    let (dir, _) = a_day();
    let data = dir.path().join("data");
    for (arguments, code, words) in [
        (["--date", "yesterday"], 2, "write it as in 2026-11-23"),
        (["--model", "typewriter"], 2, "name one of"),
        (["--printer", "beside the door"], 2, "--printer"),
        (["--lang", "xx"], 2, "xx"),
        (
            ["--date", "2026-11-22"],
            1,
            "Tidak ada hari layanan 2026-11-22",
        ),
    ] {
        let output = report(&data, &arguments);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}");
        assert!(
            said(&output).contains(words),
            "{arguments:?}: {}",
            said(&output)
        );
        assert!(output.stdout.is_empty(), "{arguments:?}");
    }
    let output = report(&dir.path().join("nowhere"), &[]);
    assert_eq!(output.status.code(), Some(1));
    let out = ["--out", "/nowhere/day.png"];
    assert_eq!(report(&data, &out).status.code(), Some(1));
}

#[test]
fn a_day_is_told_in_figures_in_both_languages() {
    let (dir, _) = a_day();
    let data = dir.path().join("data");
    for (lang, rows) in [
        (
            "en",
            [
                "A001–A004          4",
                "Numbers given      4",
                "Served             1",
                "Did not come       1",
                "Cancelled          1",
                "Not served         1",
                "Longest wait       25 min",
                "Copies of slips    0",
                "Out of turn        1",
            ],
        ),
        (
            "id",
            [
                "A001–A004        4",
                "Nomor diberikan  4",
                "Dilayani         1",
                "Tidak hadir      1",
                "Dibatalkan       1",
                "Belum dilayani   1",
                "Tunggu terlama   25 menit",
                "Salinan kertas   0",
                "Di luar urutan   1",
            ],
        ),
    ] {
        let output = report(&data, &["--lang", lang]);
        let table = String::from_utf8(output.stdout.clone()).unwrap();
        let lines: Vec<&str> = table.lines().collect();
        for row in rows {
            assert!(lines.contains(&row), "{row:?} in\n{table}{}", said(&output));
        }
    }
}

#[test]
fn a_program_reads_the_same_figures_as_json_with_the_logs_last_hash() {
    let (dir, days) = a_day();
    let data = dir.path().join("data");
    let output = report(&data, &["--json"]);
    let told: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(told["date"], "2026-11-23");
    assert_eq!(
        (&told["issued"], &told["served"], &told["no_show"]),
        (&4.into(), &1.into(), &1.into())
    );
    assert_eq!(told["last_seq"], days.log().len());
    let reader = antre_storage::LogReader::open(&data).unwrap();
    let hash = reader.tail().unwrap().hash;
    let hash: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(told["last_hash"], hash);
}

#[test]
fn the_report_comes_out_of_a_printer_once() {
    let (dir, _) = a_day();
    let options = ServeOptions {
        printer: Options::default(),
        out_dir: dir.path().join("paper"),
        bytes_per_sec: None,
    };
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let printer = PrinterServer::start(listener, &options).unwrap();
    let url = format!("tcp://{}", printer.address());
    let output = report(&dir.path().join("data"), &["--printer", &url]);
    assert!(output.status.success(), "{}", said(&output));
    assert!(output.stdout.is_empty());
    assert!(printer.wait_for_papers(1, Duration::from_secs(20)));
    assert_eq!(printer.papers(), 1);
    printer.stop().unwrap();
}

#[test]
fn the_report_is_drawn_as_a_picture() {
    let (dir, _) = a_day();
    let png = dir.path().join("day.png");
    let output = report(&dir.path().join("data"), &["--out", png.to_str().unwrap()]);
    assert!(output.status.success(), "{}", said(&output));
    let picture = std::fs::read(png).unwrap();
    assert!(picture.starts_with(b"\x89PNG\r\n\x1a\n"));
}
