//! Whether a status page's address is reachable only from the branch's own network.

use std::net::IpAddr;

/// Names that no resolver outside the branch knows (RFC 6762, RFC 8375, and usage).
const PRIVATE_ENDINGS: [&str; 4] = [".local", ".home.arpa", ".lan", ".internal"];

/// Whether only a telephone in the branch's Wi-Fi reaches `url`.
pub fn is_private(url: &str) -> bool {
    let after_scheme = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = after_scheme
        .split(['/', '?', '#'])
        .next()
        .unwrap_or_default();
    let host = match authority.strip_prefix('[') {
        Some(bracketed) => bracketed.split(']').next().unwrap_or_default(),
        None => authority.split(':').next().unwrap_or_default(),
    };
    match host.parse() {
        Ok(IpAddr::V4(ip)) => ip.is_private() || ip.is_link_local() || ip.is_loopback(),
        Ok(IpAddr::V6(ip)) => {
            ip.is_unique_local() || ip.is_unicast_link_local() || ip.is_loopback()
        }
        Err(_) => {
            let host = host.to_ascii_lowercase();
            !host.contains('.') || PRIVATE_ENDINGS.iter().any(|end| host.ends_with(end))
        }
    }
}
