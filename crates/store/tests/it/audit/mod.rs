//! The audit log: append-only, sealed, and every way of tampering with it (R11, A18).

mod harness;
mod lists;
mod tampering;
mod writers;
