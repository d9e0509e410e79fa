//! Where a request comes from: the network that limits are counted by.

use std::convert::Infallible;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::HeaderMap;
use axum::http::request::Parts;

use crate::platform::app::App;
use crate::platform::connections::Peer;

/// The network that a request comes from. It is not known where a proxy on this machine does not say it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestSource(Option<IpAddr>);

impl FromRequestParts<App> for RequestSource {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        let peer = parts.extensions.get::<ConnectInfo<Peer>>().map(|ConnectInfo(peer)| peer.0.ip());
        Ok(Self::of(app.config.proxy_header.as_deref(), &parts.headers, peer))
    }
}

impl RequestSource {
    /// Read from the header that the proxy writes, where one is trusted, and else from the connection.
    fn of(trusted: Option<&str>, headers: &HeaderMap, peer: Option<IpAddr>) -> Self {
        let named = trusted.and_then(|name| headers.get_all(name).iter().next_back());
        let named = named.and_then(|value| value.to_str().ok()).and_then(last_address);
        // A connection from this machine is a proxy's, which stands for everyone.
        let peer = peer.map(|peer| peer.to_canonical()).filter(|peer| !peer.is_loopback());
        Self(named.or(peer).map(network))
    }

    /// The network in words, or nothing where it is not known.
    pub fn network(&self) -> Option<String> {
        self.0.map(|address| address.to_string())
    }
}

impl std::fmt::Display for RequestSource {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.network().as_deref().unwrap_or("unknown"))
    }
}

/// Of a list, the last address: the one that the nearest proxy wrote. What stands before it is the visitor's own claim.
fn last_address(value: &str) -> Option<IpAddr> {
    let last = value.rsplit(',').next()?.trim();
    let bare = last.trim_start_matches('[').trim_end_matches(']');
    let address = bare.parse().ok().or_else(|| last.parse::<SocketAddr>().ok().map(|address| address.ip()));
    address.map(|address: IpAddr| address.to_canonical())
}

/// One household or office has a /64 of IPv6, and any address in it (RFC 6177); of IPv4 it has one address.
fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << 64))),
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderMap;

    use super::RequestSource;

    fn network(trusted: Option<&str>, forwarded: &str, peer: &str) -> Option<String> {
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", forwarded.parse().unwrap());
        RequestSource::of(trusted, &headers, peer.parse().ok()).network()
    }

    #[test]
    fn a_header_counts_only_where_it_is_trusted_and_only_its_last_address() {
        let trusted = Some("X-Forwarded-For");
        let claim = "198.51.100.1, 203.0.113.9";
        assert_eq!(network(None, claim, "192.0.2.7").as_deref(), Some("192.0.2.7"));
        assert_eq!(network(trusted, claim, "192.0.2.7").as_deref(), Some("203.0.113.9"));
        assert_eq!(network(trusted, "nonsense", "192.0.2.7").as_deref(), Some("192.0.2.7"));
        assert_eq!(network(trusted, "203.0.113.9:4711", "127.0.0.1").as_deref(), Some("203.0.113.9"));
    }

    #[test]
    fn a_proxy_on_this_machine_that_says_nothing_stands_for_nobody() {
        assert_eq!(network(None, "203.0.113.9", "127.0.0.1"), None);
        assert_eq!(network(None, "203.0.113.9", "::1"), None);
    }

    #[test]
    fn an_office_is_one_network_whatever_address_in_it_asks() {
        let one = network(None, "x", "2001:db8:1:2::1");
        assert_eq!(one, network(None, "x", "2001:db8:1:2:ffff::9"));
        assert_ne!(one, network(None, "x", "2001:db8:1:3::1"));
        assert_eq!(network(None, "x", "::ffff:192.0.2.7").as_deref(), Some("192.0.2.7"));
    }
}
