//! The hub, and what it knows of the kiosks' printers.

use std::path::Path;
use std::time::Duration;

use antre_domain::{PrinterHealth, SoundHealth, Watched};
use antre_protocol::{DeviceAnswer, DisplayAnswer, Health};
use anyhow::{Context, Result};
use reqwest::header::{ACCEPT_LANGUAGE, AUTHORIZATION};
use reqwest::{Client, StatusCode, Url};

use super::finding::{Finding, Reader};
use crate::exit::WrongUsage;

/// How long the hub may take to answer.
const ANSWER_DEADLINE: Duration = Duration::from_secs(5);
/// A token is one short line.
const TOKEN_BYTES_MAX: u64 = 4 * 1024;

pub(super) fn look(url: &str, token_file: Option<&Path>, reader: Reader) -> Result<Vec<Finding>> {
    let url: Url = url
        .parse()
        .ok()
        .filter(|url: &Url| matches!(url.scheme(), "http" | "https") && url.host().is_some())
        .ok_or_else(|| {
            WrongUsage(format!(
                "--hub {url:?} {}",
                reader.pick(
                    "bukan alamat; tulis seperti http://127.0.0.1:8080",
                    "is no address; write it as in http://127.0.0.1:8080",
                )
            ))
        })?;
    let token = token_file
        .map(|file| read_token(file, reader))
        .transpose()?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let client = Client::builder()
        .timeout(ANSWER_DEADLINE)
        .no_proxy()
        .build()
        .context("no HTTP client")?;
    runtime.block_on(async {
        let mut findings = Vec::new();
        findings.extend(plain(&url, reader));
        let (is_there, alive) = alive(&client, &url, reader).await;
        findings.push(alive);
        match token {
            _ if !is_there => {}
            Some(token) => findings.extend(printers(&client, &url, &token, reader).await),
            None => findings.push(Finding::note(
                "printers",
                reader.pick(
                    "Hub tidak ditanya tentang printer.".to_owned(),
                    "The hub was not asked about printers.".to_owned(),
                ),
                reader.pick(
                    "Sertakan --token-file dengan token petugas.",
                    "Add --token-file with a token of staff.",
                ),
            )),
        }
        Ok(findings)
    })
}

fn read_token(file: &Path, reader: Reader) -> Result<String> {
    use std::io::Read as _;
    let mut token = String::new();
    std::fs::File::open(file)
        .and_then(|file| file.take(TOKEN_BYTES_MAX).read_to_string(&mut token))
        .map_err(|error| {
            let what = reader.pick("tidak dapat dibaca", "cannot be read");
            WrongUsage(format!("{} {what}: {error}", file.display()))
        })?;
    Ok(token.trim().to_owned())
}

/// What is served in plain text belongs on this machine alone.
fn plain(url: &Url, reader: Reader) -> Option<Finding> {
    let is_local = matches!(url.host_str(), Some("localhost" | "[::1]"))
        || url.host_str().is_some_and(|host| host.starts_with("127."));
    (url.scheme() == "http" && !is_local).then(|| {
        Finding::wrong(
            "listen",
            reader.pick(
                format!("{url} tidak terenkripsi dan bukan komputer ini."),
                format!("{url} is not encrypted and not this computer."),
            ),
            reader.pick(
                "Jalankan hub dengan --listen 127.0.0.1:PORT.",
                "Start the hub with --listen 127.0.0.1:PORT.",
            ),
        )
    })
}

async fn alive(client: &Client, url: &Url, reader: Reader) -> (bool, Finding) {
    const CHECK: &str = "hub";
    let asked = async {
        let answer = client.get(place(url, "healthz")).send().await?;
        answer.error_for_status()?.json::<Health>().await
    };
    match asked.await {
        Ok(health) if health.status == "ok" => {
            let text = reader.pick(
                format!(
                    "Hub {url} menjawab: versi {}, peristiwa ke-{}.",
                    health.version, health.seq
                ),
                format!(
                    "The hub {url} answers: version {}, event {}.",
                    health.version, health.seq
                ),
            );
            if health.version == env!("CARGO_PKG_VERSION") {
                (true, Finding::well(CHECK, text))
            } else {
                let remedy = reader.pick(
                    concat!("Program ini versi ", env!("CARGO_PKG_VERSION"), "."),
                    concat!("This program has version ", env!("CARGO_PKG_VERSION"), "."),
                );
                (true, Finding::note(CHECK, text, remedy))
            }
        }
        Ok(_) => {
            let text = reader.pick(
                format!("Hub {url} menjawab, tetapi layar tidak lagi mengikuti catatan."),
                format!("The hub {url} answers, but screens no longer follow the log."),
            );
            let remedy = reader.pick("Mulai ulang hub.", "Restart the hub.");
            (true, Finding::wrong(CHECK, text, remedy))
        }
        Err(error) if error.is_decode() || error.is_status() => {
            let text = reader.pick(
                format!("Yang menjawab di {url} bukan hub Antre."),
                format!("What answers at {url} is no hub of Antre."),
            );
            let remedy = reader.pick(
                "Periksa alamat dan port; mungkin program lain memakai port itu.",
                "Check address and port; another program may have that port.",
            );
            (false, Finding::wrong(CHECK, text, remedy))
        }
        Err(_) => {
            let text = reader.pick(
                format!("Hub di {url} tidak menjawab."),
                format!("No hub answers at {url}."),
            );
            let remedy = reader.pick(
                "Periksa apakah `antre hub` berjalan dan --listen sama dengan alamat ini.",
                "Check that `antre hub` is running and that its --listen is this address.",
            );
            (false, Finding::wrong(CHECK, text, remedy))
        }
    }
}

async fn printers(client: &Client, url: &Url, token: &str, reader: Reader) -> Vec<Finding> {
    const CHECK: &str = "printers";
    let asked = client
        .get(place(url, "api/v1/devices"))
        .header(AUTHORIZATION, format!("Bearer {token}"))
        .header(ACCEPT_LANGUAGE, reader.pick("id", "en"))
        .send()
        .await;
    let status = asked.as_ref().ok().map(reqwest::Response::status);
    let told = match asked.and_then(reqwest::Response::error_for_status) {
        Ok(answer) => answer.json::<Vec<DeviceAnswer>>().await,
        Err(error) => Err(error),
    };
    match told {
        Ok(devices) if devices.is_empty() => vec![Finding::note(
            CHECK,
            reader.pick(
                "Belum ada kios yang melapor sejak hub dinyalakan.".to_owned(),
                "No kiosk has reported since the hub was started.".to_owned(),
            ),
            reader.pick(
                "Nyalakan kios, lalu periksa lagi.",
                "Start the kiosk, then look again.",
            ),
        )],
        Ok(devices) => devices
            .iter()
            .flat_map(|device| {
                let of_kiosk = device.printer;
                let of_kiosk = of_kiosk.map(|health| printer(device, health, reader));
                let of_display = device.display.as_ref();
                let of_display = of_display.map(|facts| display(device, facts, reader));
                of_kiosk.into_iter().chain(of_display)
            })
            .collect(),
        Err(_)
            if matches!(
                status,
                Some(StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN)
            ) =>
        {
            vec![Finding::wrong(
                CHECK,
                reader.pick(
                    "Hub menolak token ini.".to_owned(),
                    "The hub refuses this token.".to_owned(),
                ),
                reader.pick(
                    "Buat yang baru: `antre token --role supervisor`.",
                    "Make a new one: `antre token --role supervisor`.",
                ),
            )]
        }
        Err(error) => vec![Finding::wrong(
            CHECK,
            reader.pick(
                format!("Hub tidak menyebut printernya: {error}."),
                format!("The hub does not tell its printers: {error}."),
            ),
            reader.pick("Perbarui hub.", "Update the hub."),
        )],
    }
}

fn printer(device: &DeviceAnswer, health: PrinterHealth, reader: Reader) -> Finding {
    const CHECK: &str = "printer";
    let name = &device.name;
    let slips = device
        .roll
        .and_then(|roll| roll.slips_left)
        .map_or_else(String::new, |slips| {
            reader.pick(
                format!("; kira-kira {slips} struk lagi"),
                format!("; about {slips} more slips"),
            )
        });
    let remedy = device.remedy.clone().unwrap_or_default();
    if let Some(fault) = health.fault {
        let what = super::printer::what(fault, reader);
        return Finding::wrong(CHECK, format!("{name}: {what}{slips}."), remedy);
    }
    if health.paper_low {
        let low = reader.pick("kertas menipis", "paper is low");
        return Finding::note(CHECK, format!("{name}: {low}{slips}."), remedy);
    }
    match health.watched {
        Watched::Automatic | Watched::Asked => Finding::well(
            CHECK,
            reader.pick(
                format!("{name}: printer siap{slips}."),
                format!("{name}: the printer is ready{slips}."),
            ),
        ),
        Watched::Blind => Finding::note(
            CHECK,
            reader.pick(
                format!("{name}: printernya tidak pernah menjawab{slips}."),
                format!("{name}: its printer never answers{slips}."),
            ),
            super::printer::blind(reader),
        ),
    }
}

fn display(device: &DeviceAnswer, facts: &DisplayAnswer, reader: Reader) -> Finding {
    const CHECK: &str = "display";
    let name = &device.name;
    match (&device.remedy, facts.sound) {
        (Some(remedy), _) => {
            let text = reader.pick(
                format!("{name}: layar perlu perhatian."),
                format!("{name}: the display needs attention."),
            );
            Finding::wrong(CHECK, text, remedy.clone())
        }
        (None, SoundHealth::Off) => Finding::well(
            CHECK,
            reader.pick(
                format!("{name}: layar siap, tanpa suara."),
                format!("{name}: the display is ready, without a voice."),
            ),
        ),
        (None, SoundHealth::Well | SoundHealth::Lost) => Finding::well(
            CHECK,
            reader.pick(
                format!("{name}: layar siap dan terdengar."),
                format!("{name}: the display is ready and can be heard."),
            ),
        ),
    }
}

/// A path of the hub, whatever its own address ends with.
fn place(url: &Url, path: &str) -> Url {
    let mut place = url.clone();
    place.set_path(path);
    place.set_query(None);
    place
}
