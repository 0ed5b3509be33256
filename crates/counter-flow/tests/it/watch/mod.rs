//! What a supervisor can do, without a window.

mod accuracy;
mod alerts;
mod day;
mod guarded;
mod hall;
mod monkey;
mod moving;
mod reads;
mod scene;
mod tell;
