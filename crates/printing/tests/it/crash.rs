//! A real process, really killed, and a disk that is really full. The test program runs itself
//! again with `CHILD_URL` set.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::channel;

use antre_printing::{
    Acts, JobState, PrintError, PrinterEvent, Printing, Progress, Reason, Submitted,
};

use crate::printer::{Habits, TestPrinter};
use crate::{PATIENCE, Rig, job, mark, setup, state, unhurried};

const CHILD_URL: &str = "ANTRE_PRINTER_OF_THE_CHILD";
const CHILD_DIR: &str = "ANTRE_STATE_OF_THE_CHILD";
/// The size to which the child's files can grow: `ulimit` counts blocks of 512 bytes.
const DISK_BYTES: usize = 8 * 512;

fn child(test: &str, url: &str, dir: &Path) -> Child {
    Command::new("sh")
        .args([
            "-c",
            "trap '' XFSZ; [ -z \"$LIMIT\" ] || ulimit -f 8; exec \"$@\"",
            "sh",
        ])
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", test])
        .env(CHILD_URL, url)
        .env(CHILD_DIR, dir)
        .env("LIMIT", if test.contains("disk") { "yes" } else { "" })
        .stdout(Stdio::null())
        .spawn()
        .unwrap()
}

/// Within the child: starts printing as the parent said.
fn start_child(mut on_job: impl FnMut(String, Progress) + Send + 'static) -> Option<Printing> {
    let url = std::env::var(CHILD_URL).ok()?;
    let dir = std::env::var(CHILD_DIR).ok()?;
    let on_event = move |event| match event {
        PrinterEvent::Job { act_key, progress } => on_job(act_key, progress),
        PrinterEvent::Health(_) | PrinterEvent::RollChanged(_) => {}
    };
    let setup = setup(&url, unhurried(), Path::new(&dir));
    Some(Printing::start(setup, on_event).unwrap())
}

#[test]
fn a_process_killed_at_any_byte_of_the_slip_prints_it_once_at_most() {
    let (ended, end) = channel();
    let in_child = start_child(move |_, progress| {
        if progress.state.is_final() {
            ended.send(()).unwrap();
        }
    });
    if let Some(printing) = in_child {
        printing.print(job("act-1")).unwrap();
        end.recv_timeout(PATIENCE).unwrap();
        return;
    }
    let whole = job("act-1").bytes.len();
    for cut in [1, 2, 9, 10, 100, whole - 1, whole] {
        for hang in [false, true] {
            let printer = TestPrinter::new(Habits {
                hang_after: hang.then_some(cut),
                ..Habits::good()
            });
            let dir = tempfile::tempdir().unwrap();
            let mut child = child(
                "crash::a_process_killed_at_any_byte_of_the_slip_prints_it_once_at_most",
                printer.url(),
                dir.path(),
            );
            printer.wait_for_paper(cut);
            child.kill().unwrap();
            child.wait().unwrap();
            printer.change(|habits| habits.hang_after = None);
            let rig = Rig::on(setup(printer.url(), unhurried(), dir.path()));
            let known = rig.printing().print(job("act-1")).unwrap();
            assert_ne!(known.state, JobState::Queued, "cut at {cut}");
            rig.printing().print(job("act-2")).unwrap();
            assert_eq!(rig.end_of("act-2"), state(JobState::Confirmed, None));
            let printed = printer.count(&mark("act-1"));
            let begun = usize::from(cut >= mark("act-1").len());
            assert!((begun..=1).contains(&printed), "cut at {cut}");
            assert!(printer.paper().ends_with(&job("act-2").bytes));
        }
    }
}

#[test]
fn with_the_disk_full_nothing_is_taken_in_and_nothing_is_sent() {
    let (told, events) = channel();
    let in_child = start_child(move |_, progress| {
        let _enough = told.send(progress);
    });
    if let Some(printing) = in_child {
        let mut too_large = job("act-1");
        too_large.bytes.resize(DISK_BYTES, 0x55);
        assert!(matches!(
            printing.print(too_large),
            Err(PrintError::Journal(_))
        ));
        assert_eq!(printing.progress("act-1").unwrap(), None);
        // This one fits, the promise that it leaves does not.
        printing.print(filling("act-2")).unwrap();
        let not_durable = state(JobState::Queued, Some(Reason::NotDurable));
        assert_eq!(events.recv_timeout(PATIENCE).unwrap(), not_durable);
        assert!(matches!(
            printing.withdraw("act-2"),
            Err(PrintError::Journal(_))
        ));
        printing.stop().unwrap();
        assert!(events.try_recv().is_err(), "told once");
        return;
    }
    let printer = TestPrinter::new(Habits::good());
    let dir = tempfile::tempdir().unwrap();
    let mut child = child(
        "crash::with_the_disk_full_nothing_is_taken_in_and_nothing_is_sent",
        printer.url(),
        dir.path(),
    );
    assert!(child.wait().unwrap().success());
    assert_eq!(printer.paper(), b"");
    let rig = Rig::on(setup(printer.url(), unhurried(), dir.path()));
    assert_eq!(rig.end_of("act-2"), state(JobState::Confirmed, None));
    assert_eq!(printer.count(&mark("act-2")), 1);
}

/// A job whose record leaves the disk 100 bytes of room: less than any record takes.
fn filling(act_key: &str) -> antre_printing::Job {
    let mut job = job(act_key);
    let Ok(Submitted::New(record)) = Acts::default().submit(job.clone(), 1_700_000_000_000) else {
        panic!("{act_key} is new");
    };
    let (header, frame) = (24, 8);
    let rest = DISK_BYTES - header - frame - record.encode().len() - 100;
    job.bytes.resize(job.bytes.len() + rest, 0x55);
    job
}
