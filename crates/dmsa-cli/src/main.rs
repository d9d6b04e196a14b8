//! The `dmsa` command.

fn main() {}
