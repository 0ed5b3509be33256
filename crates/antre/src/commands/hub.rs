use std::net::SocketAddr;
use std::path::PathBuf;

use antre_domain::Timestamp;
use antre_hub::{Hub, HubError, HubOptions, rule_words};
use anyhow::{Result, bail};
use tokio::signal::unix::{SignalKind, signal};

use crate::exit::WrongUsage;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The branch's data directory
    #[arg(long)]
    data: PathBuf,
    /// Where apps are served; a loopback address, until the hub speaks TLS
    #[arg(long)]
    listen: SocketAddr,
    /// Where the status pages behind the slips' QR are served, and nothing else
    #[arg(long)]
    public: Option<SocketAddr>,
    /// The branch file; needed once, later applied where it differs
    #[arg(long)]
    branch: Option<PathBuf>,
    /// Start the clock at this instant, for a rehearsal (RFC 3339)
    #[arg(long)]
    at: Option<Timestamp>,
}

/// Serves until asked to stop (SIGINT, SIGTERM). Prints its addresses once it answers.
pub(crate) fn run(arguments: Arguments) -> Result<()> {
    log_to_stderr();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let mut options = HubOptions::new(arguments.data, arguments.listen);
        options.public = arguments.public;
        options.branch_file = arguments.branch;
        options.at = arguments.at;
        let hub = Hub::start(options).await.map_err(told_apart)?;
        println!("http://{}", hub.listen_addr());
        if let Some(address) = hub.public_addr() {
            println!("public http://{address}");
        }
        let mut terminate = signal(SignalKind::terminate())?;
        tokio::select! {
            () = hub.failed() => bail!("the writer ended: the log is as it was acknowledged"),
            _ = terminate.recv() => {}
            interrupted = tokio::signal::ctrl_c() => interrupted?,
        }
        hub.stop().await;
        Ok(())
    })
}

/// Wrong usage is told apart from failure by the exit code.
fn told_apart(error: HubError) -> anyhow::Error {
    match error.exit_code() {
        2 => WrongUsage(error.to_string()).into(),
        _ => error.into(),
    }
}

/// Warnings, errors and what new profiles promise, or what `RUST_LOG` asks for.
fn log_to_stderr() {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env();
    let usual = || format!("warn,{}=info", rule_words::LOG_TARGET).into();
    tracing_subscriber::fmt()
        .with_env_filter(filter.unwrap_or_else(|_| usual()))
        .with_writer(std::io::stderr)
        .init();
}
