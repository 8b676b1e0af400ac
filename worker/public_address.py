"""Which network addresses are open to the public: everything else is somebody's inside, or ours."""

import ipaddress
import socket

_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_TUNNELS = (
    # No file server lives on these, and where one is routed the packet ends at the IPv4 address inside.
    ipaddress.ip_network("2002::/16"),  # 6to4
    ipaddress.ip_network("2001::/32"),  # Teredo
    ipaddress.ip_network("64:ff9b:1::/48"),  # NAT64 for local use
    ipaddress.ip_network("192.88.99.0/24"),  # 6to4's relays
)


def is_public(address: str) -> bool:
    """Whether an IP address (in the usual spelling, as resolvers give it) is one host on the public internet."""
    try:
        ip = _inner(ipaddress.ip_address(address))
    except ValueError:
        return False
    site_local = isinstance(ip, ipaddress.IPv6Address) and ip.is_site_local
    inside = ip.is_multicast or ip.is_reserved or ip.is_unspecified or site_local
    return ip.is_global and not inside and not any(ip in tunnel for tunnel in _TUNNELS)


def _inner(ip: ipaddress.IPv4Address | ipaddress.IPv6Address) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    """The IPv4 address inside an IPv6 one, where the packet goes there in the end."""
    if isinstance(ip, ipaddress.IPv4Address):
        return ip
    if ip in _NAT64:
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip


def resolve(host: str, port: int) -> list[tuple[str, int]]:
    """All (address, port) pairs behind a host name. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys((str(address[0]), int(address[1])) for *_, address in found))
