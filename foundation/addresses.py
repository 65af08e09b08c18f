"""Which network addresses the house may talk to when somebody else names them: public ones, and never its own.

The ranges are the special-purpose registries of IANA, written out, since what `ipaddress` calls private differs between versions of
Python. Addresses that carry an IPv4 address inside an IPv6 one are refused altogether: what they lead to is up to the network.
"""

import socket
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

REFUSED_RANGES: dict[str, tuple[str, ...]] = {
    "an unspecified address": ("0.0.0.0/8", "::/128"),
    "this machine": ("127.0.0.0/8", "::1/128"),
    "a private network": ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "198.18.0.0/15", "fc00::/7", "fec0::/10"),
    "a link-local address, where clouds keep credentials": ("169.254.0.0/16", "fe80::/10"),
    "an address of the cloud itself": ("168.63.129.16/32",),
    "a multicast address": ("224.0.0.0/4", "ff00::/8"),
    "an IPv4 address inside an IPv6 one": (
        "::ffff:0:0/96",  # mapped
        "::ffff:0:0:0/96",  # translated
        "::/96",  # compatible
        "64:ff9b::/96",  # NAT64
        "64:ff9b:1::/48",
        "2002::/16",  # 6to4
        "192.88.99.0/24",  # and its relays
        "2001::/32",  # Teredo
    ),
    "a reserved address": (
        "192.0.0.0/24",
        "192.0.2.0/24",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "240.0.0.0/4",
        "100::/64",
        "2001::/23",
        "2001:db8::/32",
        "3fff::/20",
        "5f00::/16",
    ),
}
NETWORKS = [(ip_network(network), what) for what, networks in REFUSED_RANGES.items() for network in networks]
PUBLIC_IPV6 = IPv6Network("2000::/3")  # nothing else has been given out


def networks(texts: Iterable[str]) -> tuple[Network, ...]:
    """Networks as objects.

    Raises:
        ValueError: one of them is none.
    """
    return tuple(ip_network(text) for text in texts)


def why_not(address: Address, *, allowed: tuple[Network, ...] = ()) -> str | None:
    """What kind of address this is, if it may not be talked to; None if it may.

    Args:
        address: the one a name was resolved to.
        allowed: networks that are fine although they are not public.
    """
    if any(address in network for network in allowed):
        return None
    for network, what in NETWORKS:
        if address in network:
            return what
    if isinstance(address, IPv6Address) and address not in PUBLIC_IPV6:
        return "a reserved address"
    return "this machine" if is_own(address) else None


def is_own(address: Address) -> bool:
    """Whether this machine has the address: then it would also be the sender of what is sent there. Nothing is sent to find out."""
    family = socket.AF_INET if address.version == 4 else socket.AF_INET6
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect((str(address), 9))
            sender = probe.getsockname()[0]
    except OSError:  # no way there: connecting will say so
        return False
    return ip_address(sender.partition("%")[0]) == address


def literal(host: str) -> Address | None:
    """The address, if the host is written as one; None if it is a name.

    Raises:
        ValueError: it is an address in a spelling that programs read differently: decimal, octal, hexadecimal, shortened.
    """
    if ":" in host:
        return IPv6Address(host)
    last = host.rstrip(".").rpartition(".")[2]
    if last.isdecimal() or last.lower().startswith("0x"):
        return IPv4Address(host)
    return None


def resolve(host: str, port: int) -> list[Address]:
    """The addresses of a host as the system knows them, in its order of preference.

    Raises:
        OSError: it has none, or nobody can be asked.
    """
    answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(ip_address(str(answer[4][0]).partition("%")[0]) for answer in answers))
