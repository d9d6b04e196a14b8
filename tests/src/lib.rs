//! What the proofs share: private database servers, what they hold, what a model asks for, and models to try.
//!
//! Nothing here uses the writer of scripts to know what is right: [`expect`] says in its own words, from the definition
//! and a small table of types for each engine, what a database must hold.

#![allow(clippy::expect_used, clippy::panic, reason = "a proof fails by panicking, in its helpers too")]

pub mod browser;
pub mod compare;
pub mod definitions;
pub mod engine;
pub mod expect;
pub mod generate;
pub mod migration;
pub mod scenario;
pub mod schema;
pub mod shapes;
