mod data;
mod finding;
mod hub;
mod printer;

use std::path::PathBuf;

use antre_printing::PrinterUrl;
use anyhow::{Result, bail};
use serde_json::json;

use self::finding::{Finding, Level, Reader};
use super::language::Language;
use crate::exit::WrongUsage;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Look at this data directory; a hub may be running on it
    #[arg(long)]
    data: Option<PathBuf>,
    /// Ask this hub, as in http://127.0.0.1:8080
    #[arg(long)]
    hub: Option<String>,
    /// A token of staff (counter, supervisor, admin), so that the hub tells of the kiosks' printers
    #[arg(long, requires = "hub")]
    token_file: Option<PathBuf>,
    /// Ask this printer itself, as in tcp://192.168.1.50:9100; not while a kiosk prints on it.
    /// May be given several times
    #[arg(long)]
    printer: Vec<String>,
    /// The reader's language
    #[arg(long, default_value = "id")]
    lang: Language,
    /// Answer as JSON
    #[arg(long)]
    json: bool,
}

/// Looks at everything that was named, and says what is wrong and what to do.
pub(crate) fn run(arguments: Arguments) -> Result<()> {
    let reader = match arguments.lang {
        Language::Id => Reader::Indonesian,
        Language::En => Reader::English,
    };
    if arguments.data.is_none() && arguments.hub.is_none() && arguments.printer.is_empty() {
        let nothing = reader.pick(
            "sebutkan yang akan diperiksa: --data, --hub atau --printer",
            "say what to look at: --data, --hub or --printer",
        );
        return Err(WrongUsage(nothing.to_owned()).into());
    }
    // All addresses before the first look: a typing error should not cost a wait.
    let printers = arguments
        .printer
        .iter()
        .map(|url| url.parse::<PrinterUrl>())
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| WrongUsage(error.to_string()))?;
    let mut findings = Vec::new();
    if let Some(dir) = &arguments.data {
        findings.extend(data::look(dir, reader));
    }
    if let Some(url) = &arguments.hub {
        findings.extend(hub::look(url, arguments.token_file.as_deref(), reader)?);
    }
    for url in &printers {
        findings.push(printer::look(url, reader));
    }
    report(&findings, reader, arguments.json)
}

fn report(findings: &[Finding], reader: Reader, as_json: bool) -> Result<()> {
    let count = |level| findings.iter().filter(|one| one.level == level).count();
    let wrong = count(Level::Wrong);
    if as_json {
        println!("{:#}", json!({ "ok": wrong == 0, "findings": findings }));
    } else {
        for finding in findings {
            println!("{}", finding.told(reader));
        }
    }
    match wrong {
        0 => {
            if !as_json {
                let notes = count(Level::Note);
                println!("\n{}", well(notes, reader));
            }
            Ok(())
        }
        1 => bail!(reader.pick("satu hal perlu dibenahi", "one thing is wrong")),
        more => match reader {
            Reader::Indonesian => bail!("{more} hal perlu dibenahi"),
            Reader::English => bail!("{more} things are wrong"),
        },
    }
}

fn well(notes: usize, reader: Reader) -> String {
    match (notes, reader) {
        (0, Reader::Indonesian) => "Semua baik.".to_owned(),
        (0, Reader::English) => "All is well.".to_owned(),
        (1, Reader::Indonesian) => "Tidak ada yang rusak; satu hal perlu diingat.".to_owned(),
        (1, Reader::English) => "Nothing is wrong; one thing to keep in mind.".to_owned(),
        (more, Reader::Indonesian) => {
            format!("Tidak ada yang rusak; {more} hal perlu diingat.")
        }
        (more, Reader::English) => format!("Nothing is wrong; {more} things to keep in mind."),
    }
}
