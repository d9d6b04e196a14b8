//! The `dmsa` command as its users run it: a process with arguments, streams, files and an exit code.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod check;
mod codegen;
mod completions;
mod convert;
mod ddl;
mod determinism;
mod diff;
mod documentation;
mod erd;
mod help;
mod large_files;
mod migrate;
mod models;
mod modules;
mod output;
mod service;
mod show;
mod support;
