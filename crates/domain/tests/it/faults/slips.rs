//! What a branch may not name as its slips' templates and logo.

use antre_domain::config::FaultCode::*;
use antre_domain::config::{Config, SLIP_FILE_BYTES_MAX, SLIP_FILES_BYTES_MAX};

use super::{FaultCode, Plant, faults, puskesmas};

pub(super) fn of_slips() -> Vec<(FaultCode, &'static str, Plant)> {
    vec![
        (BadFileName, "slip.ticket", |c| c.slip.ticket.clear()),
        (BadFileName, "slip.ticket", |c| {
            c.slip.ticket = "tiket ku".into()
        }),
        (BadFileName, "slip.large", |c| {
            c.slip.large = "../large.toml".into()
        }),
        (BadFileName, "slip.large", |c| {
            c.slip.large = "/etc/large.toml".into()
        }),
        (BadFileName, "slip.officer", |c| {
            c.slip.officer = Some("struk/./o.toml".into())
        }),
        (BadFileName, "slip.officer", |c| {
            c.slip.officer = Some("C:o.toml".into())
        }),
        (BadFileName, "slip.closing", |c| {
            c.slip.closing = "..\\closing.toml".into()
        }),
        (BadFileName, "slip.closing", |c| {
            c.slip.closing = "closing.png".into()
        }),
        (BadFileName, "slip.closing", |c| {
            c.slip.closing = format!("{}.toml", "x".repeat(96))
        }),
        (BadFileName, "slip.logo", |c| {
            c.slip.logo = Some("logo".into())
        }),
        (BadFileName, "slip.logo", |c| {
            c.slip.logo = Some("logo.toml".into())
        }),
        (FileNotRead, "slip.logo", |c| {
            c.slip.logo = Some("logo.png".into())
        }),
        (FileNotRead, "slip.ticket", |c| {
            c.slip.ticket = "tiket.toml".into()
        }),
        (FileNotNamed, "slip.files.standard", |c| {
            put(c, "standard", 1)
        }),
        (FileTooLarge, "slip.files.tiket.toml", |c| {
            c.slip.ticket = "tiket.toml".into();
            put(c, "tiket.toml", SLIP_FILE_BYTES_MAX * 4 / 3 + 5);
        }),
        (FileTooLarge, "slip", |c| {
            name_five(c);
            for name in FIVE {
                put(c, name, SLIP_FILES_BYTES_MAX * 4 / 3 / 5 + 5);
            }
        }),
    ]
}

const FIVE: [&str; 5] = ["a.toml", "b.toml", "struk/c.toml", "d.toml", "logo.SVG"];

fn name_five(config: &mut Config) {
    let [ticket, large, officer, closing, logo] = FIVE.map(str::to_owned);
    config.slip.ticket = ticket;
    config.slip.large = large;
    config.slip.officer = Some(officer);
    config.slip.closing = closing;
    config.slip.logo = Some(logo);
}

fn put(config: &mut Config, name: &str, bytes: usize) {
    config.slip.files.insert(name.to_owned(), "x".repeat(bytes));
}

#[test]
fn files_beside_the_branch_file_and_below_it_are_no_fault() {
    let mut config = puskesmas();
    name_five(&mut config);
    for name in FIVE {
        put(&mut config, name, 40_000);
    }
    assert_eq!(config.check(), Ok(()));
    // One file may serve twice.
    let twice = faults(|c| {
        c.slip.ticket = "a.toml".into();
        c.slip.large = "a.toml".into();
        put(c, "a.toml", 10);
        c.name.clear();
    });
    assert_eq!(twice.len(), 1, "{twice:?}");
}
