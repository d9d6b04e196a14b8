//! Which proxies may state the address of the service and of its clients.

use std::net::{IpAddr, Ipv6Addr};
use std::str::FromStr;

/// Who sent a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Peer {
    /// Anybody: the headers of proxies mean nothing.
    Client,
    /// A proxy that is trusted: its headers count.
    Proxy,
}

/// The addresses of proxies whose headers count.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Trust(Vec<Network>);

/// All addresses that begin with the same bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Network {
    address: u128,
    bits: u32,
}

/// The networks that no stranger on the Internet can have an address of: loopback, private and link-local ones.
const PRIVATE: &str = "127.0.0.0/8,10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,169.254.0.0/16,::1,fc00::/7,fe80::/10";

impl Trust {
    /// Proxies at private addresses.
    pub(crate) fn private() -> Self {
        // The constant is parsed in a test.
        PRIVATE.parse().unwrap_or_default()
    }

    /// Whether headers that come from this address count.
    pub(crate) fn holds(&self, address: IpAddr) -> bool {
        let address = bits(address);
        self.0.iter().any(|network| (address ^ network.address).leading_zeros() >= network.bits)
    }

    /// Who is at this address.
    pub(crate) fn peer(&self, address: IpAddr) -> Peer {
        if self.holds(address) { Peer::Proxy } else { Peer::Client }
    }

    /// The client that proxies name in `X-Forwarded-For`: the last address that is not a trusted proxy itself, as everything
    /// before it may be the client's own invention. If all are trusted, the first.
    pub(crate) fn client<'h>(&self, forwarded: &'h str) -> Option<&'h str> {
        let is_proxy = |name: &&str| name.parse().is_ok_and(|address| self.holds(address));
        let mut names = forwarded.split(',').map(str::trim).filter(|name| !name.is_empty());
        let first = names.clone().next();
        names.rfind(|name| !is_proxy(name)).or(first)
    }
}

/// An address as the bits of IPv6.
fn bits(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(address) => address.to_ipv6_mapped(),
        IpAddr::V6(address) => address,
    }
    .to_bits()
}

impl FromStr for Trust {
    type Err = String;

    /// `all`, `none`, `private`, or addresses and networks separated by commas, such as `10.1.0.0/16,::1`.
    fn from_str(text: &str) -> Result<Self, String> {
        match text.to_ascii_lowercase().as_str() {
            "all" => Ok(Self(vec![Network { address: 0, bits: 0 }])),
            "none" => Ok(Self(Vec::new())),
            "private" => Ok(Self::private()),
            _ => text.split(',').map(|part| network(part.trim())).collect::<Result<_, _>>().map(Self),
        }
    }
}

fn network(text: &str) -> Result<Network, String> {
    let expected =
        || format!("`{text}` is no address or network: expected all, none, private, or a list such as 10.1.0.0/16,::1");
    let (address, length) = text.split_once('/').map_or((text, None), |(address, length)| (address, Some(length)));
    let address: IpAddr = address.parse().map_err(|_| expected())?;
    let (whole, before) = if address.is_ipv4() { (32, 96) } else { (Ipv6Addr::BITS, 0) };
    let length = length.map_or(Ok(whole), str::parse).map_err(|_| expected())?;
    if length > whole {
        return Err(expected());
    }
    Ok(Network { address: bits(address), bits: before + length })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(trust: &str, address: &str) -> bool {
        trust.parse::<Trust>().unwrap().holds(address.parse().unwrap())
    }

    #[test]
    fn networks_hold_addresses() {
        for address in ["127.0.0.1", "10.9.8.7", "172.31.0.1", "192.168.1.1", "::1", "fd00::1", "::ffff:10.0.0.1"] {
            assert!(holds("private", address) && holds("all", address) && !holds("none", address), "{address}");
        }
        for address in ["8.8.8.8", "172.32.0.1", "2001:db8::1", "::ffff:8.8.8.8", "::2"] {
            assert!(!holds("private", address) && holds("All", address), "{address}");
        }
        assert!(holds("192.0.2.7, 2001:db8::/32", "192.0.2.7") && holds("192.0.2.7,2001:db8::/32", "2001:db8:1::5"));
        assert!(
            !holds("192.0.2.7", "192.0.2.8") && holds("0.0.0.0/0", "8.8.8.8") && !holds("0.0.0.0/0", "2001:db8::1")
        );
        assert_eq!(Trust::private(), PRIVATE.parse().unwrap());
    }

    #[test]
    fn other_words_are_refused() {
        for text in ["", "10.0.0.0/33", "::/129", "localhost", "10.0.0.0/x", "10.0.0.1,", "10.0.0.0/-1"] {
            assert!(text.parse::<Trust>().is_err(), "{text}");
        }
    }

    #[test]
    fn what_a_client_invents_is_not_its_address() {
        let trust = Trust::private();
        assert_eq!(trust.client("1.1.1.1, 203.0.113.9, 10.0.0.1"), Some("203.0.113.9"));
        assert_eq!(trust.client("10.1.2.3, 10.0.0.1"), Some("10.1.2.3"));
        assert_eq!(trust.client("evil, 203.0.113.9"), Some("203.0.113.9"));
        assert_eq!(trust.client(" ,"), None);
    }
}
