//! `dmsa serve` as its users meet it: a process, a port, requests over TCP.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod answers;
mod clients;
mod definitions;
mod everything;
mod git;
mod hard_times;
mod hardening;
mod healthcheck;
mod limits;
mod migrations;
mod old_clients;
mod operations;
mod poison;
mod proxies;
mod refresh;
mod scripts;
mod server;
mod short;
mod site;
