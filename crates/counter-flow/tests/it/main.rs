//! What a clerk can do, without a window.
#![allow(clippy::unwrap_used, missing_docs, unreachable_pub)]

mod calls;
mod clerk;
mod finish;
mod help;
mod history;
mod hold;
mod keymap;
mod keys_page;
mod lists;
mod made;
mod moving;
mod panel;
mod people;
mod watch;
