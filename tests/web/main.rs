//! The web service with other programs: nginx before it, schemathesis and clients in other languages.

#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking, in its helpers too")]

mod clients;
mod commands;
mod openapi;
mod proxy;

use dmsa_source::Location;
use dmsa_web::serve;
use dmsa_web::settings::Settings;
use std::net::SocketAddr;
use std::sync::OnceLock;
use std::sync::mpsc::channel;

/// The address of the service, which runs until the tests end.
fn service() -> SocketAddr {
    static SERVICE: OnceLock<SocketAddr> = OnceLock::new();
    *SERVICE.get_or_init(|| {
        let (sender, receiver) = channel();
        std::thread::spawn(move || {
            let webhook_secret = "s3cret".to_owned();
            let settings = Settings { port: 0, access_log: false, webhook_secret, ..Settings::default() };
            let started = |serving: &dmsa_web::Serving| sender.send(serving.address).expect("somebody waits");
            serve(settings, vec![Location::embedded()], started).expect("the service runs");
        });
        receiver.recv().expect("the service starts")
    })
}
