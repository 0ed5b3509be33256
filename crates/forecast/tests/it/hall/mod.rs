//! The engine: the same calls as the domain's, ghosts that change nothing, and what a branch is taken for.

mod branch;
mod driver;
mod ghosts;
mod ranges;
mod same_calls;
mod seen;
mod small;
