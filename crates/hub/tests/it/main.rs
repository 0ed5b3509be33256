//! The hub from outside: real loopback sockets, real files.
#![allow(clippy::unwrap_used, missing_docs)]

mod bad_input;
mod bounds;
mod branch_files;
mod closing;
mod devices;
mod fixture;
mod hold;
mod languages;
mod local_socket;
mod pages;
mod places;
mod profiles;
mod receipts;
mod report;
mod rule_pages;
mod screen;
mod slip_files;
mod slips;
mod sockets;
mod starting;
mod verbs;
mod visits;
