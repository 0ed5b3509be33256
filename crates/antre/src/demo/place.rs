//! Where a demo happens: a data directory that ends with it, a hub, a printer, and tokens.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};

use antre_client::{Client, ClientOptions, Token};
use antre_domain::config::Opening;
use antre_domain::{Config, CounterId, Timestamp};
use antre_hub::{Hub, HubClock, HubOptions, RunningHub};
use antre_printer_sim::{Options, PrinterServer, ServeOptions};
use antre_protocol::ViewKind;
use antre_storage::Role;
use anyhow::{Context, Result};

use crate::demo::branch::{Sample, weekday_morning};
use crate::demo::past;

/// Opens the staff's pages of the demo's kiosk.
pub(crate) const STAFF_PIN: &str = "2580";

/// A branch that lives as long as the demo.
pub(crate) struct Place {
    pub(crate) sample: Sample,
    pub(crate) config: Config,
    /// What the branch's clock showed at the start.
    pub(crate) opened_at: Timestamp,
    pub(crate) hub: RunningHub,
    pub(crate) printer: Option<PrinterServer>,
    pub(crate) printer_url: String,
    pub(crate) dir: tempfile::TempDir,
}

impl Place {
    /// Opens a branch. Slips go to `out`/slips, or to the directory of the demo itself.
    pub(crate) async fn open(
        sample: Sample,
        at: Option<Timestamp>,
        out: Option<&Path>,
        printer_url: Option<String>,
    ) -> Result<Self> {
        let dir = tempfile::tempdir()?;
        let public = free_address()?;
        let branch_file = dir.path().join("branch.toml");
        std::fs::write(&branch_file, sample.file(&format!("http://{public}")))?;
        let config = antre_hub::read_branch_file(&branch_file)?;
        let now = HubClock::real().now();
        let at = match at {
            Some(at) => Some(at),
            None if out.is_some() => Some(weekday_morning(&config, now)?),
            None => opening_hour(&config, now)?,
        };
        let data = dir.path().join("data");
        let (to, of, from) = (data.clone(), config.clone(), at.unwrap_or(now));
        let is_rehearsal = at.is_some();
        let live = move || past::write(&to, sample, &of, from, is_rehearsal);
        tokio::task::spawn_blocking(live).await??;
        let mut options = HubOptions::new(data.clone(), loopback(0));
        options.public = Some(public);
        options.branch_file = Some(branch_file);
        options.at = at;
        let hub = Hub::start(options).await?;
        tokio::task::spawn_blocking(move || antre_hub::set_pin(&data, STAFF_PIN)).await??;
        let (printer, printer_url) = match printer_url {
            Some(url) => (None, url),
            None => {
                let slips = out.unwrap_or(dir.path()).join("slips");
                std::fs::create_dir_all(&slips)
                    .and_then(|()| clear(&slips))
                    .with_context(|| slips.display().to_string())?;
                let options = ServeOptions {
                    printer: Options::default(),
                    out_dir: slips,
                    bytes_per_sec: None,
                };
                let printer = PrinterServer::start(TcpListener::bind(loopback(0))?, &options)?;
                let url = format!("tcp://{}", printer.address());
                (Some(printer), url)
            }
        };
        Ok(Self {
            sample,
            config,
            opened_at: at.unwrap_or(now),
            hub,
            printer,
            printer_url,
            dir,
        })
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.dir.path().join("data")
    }

    pub(crate) fn hub_url(&self) -> String {
        format!("http://{}", self.hub.listen_addr())
    }

    /// A file with a new token, for one app.
    pub(crate) async fn token_file(
        &self,
        role: Role,
        counter: Option<&CounterId>,
    ) -> Result<PathBuf> {
        let token = self.token(role, counter).await?;
        let name = match counter {
            Some(counter) => format!("{role}-{counter}.token"),
            None => format!("{role}.token"),
        };
        let path = self.dir.path().join(name);
        std::fs::write(&path, token)?;
        Ok(path)
    }

    /// A supervisor's eye on the branch: what the demo waits for, it reads here.
    pub(crate) async fn supervisor(
        &self,
    ) -> Result<(
        Client,
        tokio::sync::mpsc::Receiver<antre_client::ClientEvent>,
    )> {
        let token = self.token(Role::Supervisor, None).await?;
        let options = ClientOptions {
            hub_url: self.hub_url(),
            token: Token::new(&token)?,
            view: ViewKind::Counter,
            outbox: None,
            reserve: None,
        };
        Ok(Client::connect(options)?)
    }

    async fn token(&self, role: Role, counter: Option<&CounterId>) -> Result<String> {
        let (data, counter) = (self.data(), counter.cloned());
        let label = format!("demo {role}");
        let issue = move || antre_hub::issue_token(&data, role, counter.as_ref(), &label);
        Ok(tokio::task::spawn_blocking(issue).await??)
    }
}

/// A branch that is closed now is shown at its opening hour: nobody learns from locked doors.
fn opening_hour(config: &Config, now: Timestamp) -> Result<Option<Timestamp>> {
    match config.branch_opening(now) {
        Opening::Open { .. } => Ok(None),
        Opening::Closed { .. } => {
            eprintln!("demo: the branch is closed at this hour, so its clock starts at 08:00");
            weekday_morning(config, now).map(Some)
        }
    }
}

fn loopback(port: u16) -> SocketAddr {
    (Ipv4Addr::LOCALHOST, port).into()
}

/// The slips of an earlier morning would be taken for this one's.
fn clear(slips: &Path) -> std::io::Result<()> {
    for entry in std::fs::read_dir(slips)? {
        let path = entry?.path();
        let number = path.file_stem().and_then(|stem| stem.to_str());
        let is_slip = path.extension().is_some_and(|kind| kind == "png")
            && number.is_some_and(|number| number.parse::<u32>().is_ok());
        if is_slip {
            std::fs::remove_file(path)?;
        }
    }
    Ok(())
}

/// The slips name their address before the hub listens on it.
fn free_address() -> Result<SocketAddr> {
    Ok(TcpListener::bind(loopback(0))?.local_addr()?)
}
