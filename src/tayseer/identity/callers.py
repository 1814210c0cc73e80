"""Finds the network address a request really came from, behind the proxies an operator trusts and behind no others."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

Network = IPv4Network | IPv6Network
Address = IPv4Address | IPv6Address

#: What one home or one phone gets from its provider; whoever holds it chooses among all its addresses at will.
IPV6_HOME = 64
#: More hops than any real path has; a longer header is somebody's invention.
MOST_HOPS = 32


def networks(written: Iterable[str]) -> tuple[Network, ...]:
    """Networks in CIDR form (`10.0.0.0/8`, `2001:db8::/32`, a single address). Raises ``ValueError`` for others."""
    return tuple(ip_network(word, strict=False) for word in written)


@lru_cache(maxsize=4_096)
def client_address(*, peer: str, forwarded: str, trusted: tuple[Network, ...]) -> str:
    """Return the address that rate limits count: the last one that no trusted proxy vouches for as its own.

    In: the address at the other end of the connection; the header X-Forwarded-For as it came, where each proxy adds at
    the end whom it served; the proxies' networks. A header that a stranger sends is not looked at, and neither is what
    stands before the first entry that is not an address. Out: an IPv4 address, or the /64 network of an IPv6 one as its
    first address; ``peer`` as it is when it is no address (a socket of this machine).
    """
    best = _read(peer)
    if best is None:
        return peer
    for entry in reversed(forwarded.split(",")[-MOST_HOPS:] if forwarded else []):
        if not any(best in network for network in trusted):
            break
        hop = _read(entry)
        if hop is None:
            break
        best = hop
    return str(grouped(best))


def grouped(address: Address) -> Address:
    """The address, or for IPv6 the first one of its /64; this machine's own stays what it is."""
    if isinstance(address, IPv6Address) and not address.is_loopback:
        return IPv6Network((int(address), IPV6_HOME), strict=False).network_address
    return address


def _read(written: str) -> Address | None:
    """An address with or without a port, in or out of brackets; IPv4 inside IPv6 is IPv4."""
    form = written.strip().strip('"')
    if form.startswith("["):
        form = form[1:].partition("]")[0]
    elif form.count(":") == 1:
        form = form.partition(":")[0]
    try:
        address = ip_address(form.partition("%")[0])
    except ValueError:
        return None
    return address.ipv4_mapped or address if isinstance(address, IPv6Address) else address
