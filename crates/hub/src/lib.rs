//! The service of a branch: one writer, one follower, and the wire to everyone else. `--listen` serves
//! the apps by HTTP and WebSocket, `--public` the status pages behind the slips' QR codes.
//!
//! Deliberately absent: any rule about queues (they are the domain's), any SQL (storage's), TLS
//! (it comes with pairing; until then `--listen` takes a loopback address only),
//! and any path around the writer: kiosk, clerk, timer and command line all go through its channel.
//!
//! `antre hub` and `antre demo` drive it: [`Hub::start`] brings a data directory to life, and the
//! [`RunningHub`] that it returns lives until it is stopped or its writer dies.

mod answer;
mod auth;
mod branch_file;
mod brand_files;
mod changes;
mod clock;
mod devices;
mod followed;
mod follower;
mod forecaster;
mod hearing;
mod histories;
mod http;
mod hub;
mod legs;
pub mod limits;
mod local_people;
mod local_socket;
mod media;
mod media_files;
mod metrics;
mod notes;
mod openapi;
mod people;
mod pin_tries;
mod public;
mod receipts;
mod recorder;
mod replay;
pub mod report;
mod reporter;
mod reserves;
mod ring;
pub mod rule_words;
mod slip_files;
mod status_key;
mod status_page;
pub mod story;
mod sync;
mod texts;
mod views;
mod waits;
mod writer;

pub use branch_file::{
    BRANCH_FILE_BYTES_MAX, BranchFileError, FileFault, parse as parse_branch_file,
    read as read_branch_file,
};
pub use clock::HubClock;
pub use forecaster::{FORECAST_REST, ForecastOptions};
pub use hub::{Hub, HubError, HubOptions, RunningHub};
pub use local_people::{NewClerk, add_clerk, list_clerks, remove_clerk, set_clerk_pin};
pub use local_socket::{LOCAL_SOCKET, LocalError, issue_token, set_pin};
pub use openapi::openapi_json;
pub use texts::Tongue;
