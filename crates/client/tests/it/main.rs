//! How an app talks to a hub, tried against hubs that misbehave.
#![allow(clippy::unwrap_used, missing_docs)]

mod announcing;
mod any_network;
mod fake_hub;
mod following;
mod outbox;
mod outbox_crashes;
mod real_hub;
mod reserve;
mod reserve_crashes;
mod shell_acts;
mod shell_desk;
mod shell_fetches;
mod shell_follows;
mod shell_gives;
mod shell_signs_in;
mod unresponsive_hub;
