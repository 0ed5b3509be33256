use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use crate::PrintError;

/// The port on which network printers listen.
pub const TCP_PORT: u16 = 9100;
/// The speed of a serial printer where none is named, in bits per second.
pub const BAUD: u32 = 19_200;

/// Where a printer is.
///
/// - `tcp://192.168.1.50:9100`, `tcp://printer.local`, `tcp://[fe80::1]:9100`
/// - `serial:/dev/ttyUSB0?baud=19200&flow=hardware` (`flow` is `none`, `software` or `hardware`)
/// - `file:/dev/usb/lp0` (a device) or `file:/tmp/slips.bin` (a plain file, made if it is missing)
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PrinterUrl {
    /// On the network.
    Tcp {
        /// Its address or name; an IPv6 address without brackets.
        host: String,
        /// Its port.
        port: u16,
    },
    /// On a serial port, 8 data bits, no parity, 1 stop bit.
    Serial {
        /// The device file.
        path: PathBuf,
        /// Bits per second.
        baud: u32,
        /// How the printer says that it can take no more.
        flow: Flow,
    },
    /// A device file or a plain file, to which bytes are appended.
    File {
        /// An absolute path.
        path: PathBuf,
    },
}

/// How a serial printer says that it can take no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flow {
    /// Not at all.
    None,
    /// By XON and XOFF.
    Software,
    /// By RTS and CTS.
    Hardware,
}

impl FromStr for PrinterUrl {
    type Err = PrintError;

    fn from_str(given: &str) -> Result<Self, PrintError> {
        let parsed = match given.split_once(':') {
            Some(("tcp", rest)) => tcp(rest),
            Some(("serial", rest)) => serial(rest),
            Some(("file", rest)) => absolute(rest).map(|path| Self::File { path }),
            Some(_) | None => Err("it begins with tcp://, serial:/ or file:/"),
        };
        parsed.map_err(|expected| PrintError::BadUrl {
            given: given.to_owned(),
            expected,
        })
    }
}

impl fmt::Display for PrinterUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tcp { host, port } if host.contains(':') => write!(f, "tcp://[{host}]:{port}"),
            Self::Tcp { host, port } => write!(f, "tcp://{host}:{port}"),
            Self::Serial { path, baud, flow } => {
                let flow = match flow {
                    Flow::None => "none",
                    Flow::Software => "software",
                    Flow::Hardware => "hardware",
                };
                write!(f, "serial:{}?baud={baud}&flow={flow}", path.display())
            }
            Self::File { path } => write!(f, "file:{}", path.display()),
        }
    }
}

fn tcp(rest: &str) -> Result<PrinterUrl, &'static str> {
    const EXPECTED: &str = "a network printer is tcp://HOST or tcp://HOST:PORT";
    let authority = rest.strip_prefix("//").ok_or(EXPECTED)?;
    let authority = authority.strip_suffix('/').unwrap_or(authority);
    let (host, port) = match authority.strip_prefix('[') {
        Some(bracketed) => {
            let (host, after) = bracketed.split_once(']').ok_or(EXPECTED)?;
            let port = match after {
                "" => None,
                _ => Some(after.strip_prefix(':').ok_or(EXPECTED)?),
            };
            (host, port)
        }
        None => match authority.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (authority, None),
        },
    };
    let named = !host.is_empty() && !host.contains(['/', '?', '#', '@', ' ']);
    let port = match port {
        None => Ok(TCP_PORT),
        Some(port) => port.parse().map_err(|_| EXPECTED),
    }?;
    if !named || port == 0 {
        return Err(EXPECTED);
    }
    Ok(PrinterUrl::Tcp {
        host: host.to_owned(),
        port,
    })
}

fn serial(rest: &str) -> Result<PrinterUrl, &'static str> {
    const BAUD_EXPECTED: &str = "baud is a number of bits per second, 300 to 921600";
    let (path, options) = rest.split_once('?').unwrap_or((rest, ""));
    let path = absolute(path)?;
    let (mut baud, mut flow) = (BAUD, Flow::None);
    for option in options.split('&').filter(|option| !option.is_empty()) {
        match option.split_once('=') {
            Some(("baud", value)) => {
                baud = value.parse().map_err(|_| BAUD_EXPECTED)?;
                if !(300..=921_600).contains(&baud) {
                    return Err(BAUD_EXPECTED);
                }
            }
            Some(("flow", "none")) => flow = Flow::None,
            Some(("flow", "software")) => flow = Flow::Software,
            Some(("flow", "hardware")) => flow = Flow::Hardware,
            Some(_) | None => {
                return Err("the options are baud=19200 and flow=none, software or hardware");
            }
        }
    }
    Ok(PrinterUrl::Serial { path, baud, flow })
}

fn absolute(path: &str) -> Result<PathBuf, &'static str> {
    let path = PathBuf::from(path);
    if path.is_absolute() && path.file_name().is_some() {
        Ok(path)
    } else {
        Err("after file: or serial: stands an absolute path")
    }
}
