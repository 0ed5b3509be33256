//! What the hall sees.
#![allow(clippy::unwrap_used, missing_docs, unreachable_pub)]

mod fit;
mod goldens;
mod hall;
mod hold;
mod pictures;
mod scene;
mod stage;
mod stage_promises;
mod window;
