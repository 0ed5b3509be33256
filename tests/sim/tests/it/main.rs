//! The promises of the calling rule, on whole days in virtual time.

mod adversary;
mod closing;
mod drawing;
mod flips;
mod halls;
mod kernel;
mod offline;
mod sent_on;
mod starvation;
mod stillness;
