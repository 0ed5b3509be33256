//! The kiosk without its screen: what it knows of its branch, what a touch leads to, and what then
//! stands on the glass.
//!
//! It deliberately has no clock, no IO, no window and no printer: touches, news and the passing of time
//! go into [`flow::Flow`], acts for the network come out, and [`view`] is what the pages show.
//! [`reading`] says what the hub's views mean here.
//!
//! Driven by `kiosk-ui`, and by tests that stand before it as a thousand customers.

pub mod address;
pub mod branch;
pub mod flow;
pub mod reading;
pub mod staff;
pub mod view;
