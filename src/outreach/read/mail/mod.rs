//! Mail.

mod body;
mod dates;
mod fields;
mod kind;
