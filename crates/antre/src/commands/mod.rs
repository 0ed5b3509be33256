pub(crate) mod backup;
pub(crate) mod hub;
pub(crate) mod openapi;
pub(crate) mod printer;
pub(crate) mod rules;
pub(crate) mod token;
pub(crate) mod verify;
pub(crate) mod why;
