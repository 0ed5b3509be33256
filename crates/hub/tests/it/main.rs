//! The hub from outside: real loopback sockets, real files.
#![allow(clippy::unwrap_used, missing_docs)]

mod bad_input;
mod bounds;
mod branch_files;
mod fixture;
mod languages;
mod local_socket;
mod pages;
mod receipts;
mod sockets;
mod starting;
mod verbs;
