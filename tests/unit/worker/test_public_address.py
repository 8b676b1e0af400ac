"""Which addresses may be dialled for a caller."""

import pytest

from worker.public_address import is_public, resolve


@pytest.mark.parametrize(
    "address",
    ["8.8.8.8", "93.184.216.34", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"],
)
def test_public_addresses_are_public(address: str) -> None:
    """Ordinary addresses may be dialled, and IPv4 ones in IPv6 clothes as a resolver behind NAT64 gives them."""
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",  # noqa: S104 - nothing is bound to it
        "10.0.0.1",
        "100.64.0.1",
        "127.0.0.1",
        "169.254.169.254",
        "172.16.0.1",
        "192.0.0.1",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.1.1",
        "198.18.0.1",
        "224.0.0.1",
        "233.252.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::8.8.8.8",
        "::ffff:169.254.169.254",
        "64:ff9b::10.0.0.1",
        "64:ff9b:1::1",
        "100::1",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2",
        "2001:db8::1",
        "2002:a00:1::",
        "fc00::1",
        "fe80::1",
        "fe80::1%eth0",
        "fec0::1",
        "ff0e::1",
        "localhost",
        "",
        "0177.0.0.1",
        "2130706433",
    ],
)
def test_other_addresses_are_not(address: str) -> None:
    """Private, local, shared, reserved, multicast and tunnelled addresses may not, nor what is no address."""
    assert not is_public(address)


def test_the_resolver_gives_each_address_once() -> None:
    """The real resolver's answer for a literal address is that address."""
    assert resolve("127.0.0.1", 443) == [("127.0.0.1", 443)]
