use std::io::BufRead;
use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;

use antre_printer_sim::{Happening, Options, PrinterServer, ServeOptions};
use anyhow::{Context, Result};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Where to listen, as in 127.0.0.1:9100
    #[arg(long)]
    listen: SocketAddr,
    /// Where the slips' pictures go
    #[arg(long)]
    out: PathBuf,
    /// Dots across the paper: 576 for 80 mm, 384 for 58 mm
    #[arg(long, default_value_t = Options::default().dots_width)]
    dots: u32,
    /// The link's speed in bytes a second; as fast as they come where absent
    #[arg(long)]
    bytes_per_sec: Option<u32>,
}

/// Serves until standard input ends. Each line of it is something that happens to the printer,
/// as in `cover open` or `paper out`.
pub(crate) fn run(arguments: Arguments) -> Result<()> {
    let listener = TcpListener::bind(arguments.listen)
        .with_context(|| format!("cannot listen on {}", arguments.listen))?;
    let options = ServeOptions {
        printer: Options {
            dots_width: arguments.dots,
        },
        out_dir: arguments.out,
        bytes_per_sec: arguments.bytes_per_sec,
    };
    let server = PrinterServer::start(listener, &options)?;
    println!("tcp://{}", server.address());
    for line in std::io::stdin().lock().lines() {
        match line?.parse::<Happening>() {
            Ok(happening) => server.happen(happening)?,
            Err(unknown) => eprintln!("{unknown}"),
        }
    }
    server.stop()?;
    Ok(())
}
