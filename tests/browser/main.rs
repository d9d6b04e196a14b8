//! Pages in a real browser.

#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking, in its helpers too")]

mod explore;
mod harness;
mod page;
mod pages;
mod site;
