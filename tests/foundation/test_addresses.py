from ipaddress import ip_address

import psutil
import pytest

from foundation import addresses

REFUSED = [
    ("0.0.0.0", "an unspecified address"),  # noqa: S104 - nothing is bound to it
    ("0.1.2.3", "an unspecified address"),
    ("::", "an unspecified address"),
    ("127.0.0.1", "this machine"),
    ("127.255.0.9", "this machine"),
    ("::1", "this machine"),
    ("10.0.0.1", "a private network"),
    ("172.16.0.1", "a private network"),
    ("172.31.255.255", "a private network"),
    ("192.168.1.1", "a private network"),
    ("100.64.0.1", "a private network"),
    ("100.100.100.200", "a private network"),
    ("198.18.0.1", "a private network"),
    ("fd00:ec2::254", "a private network"),
    ("fec0::1", "a private network"),
    ("169.254.169.254", "a link-local address, where clouds keep credentials"),
    ("fe80::1", "a link-local address, where clouds keep credentials"),
    ("168.63.129.16", "an address of the cloud itself"),
    ("224.0.0.1", "a multicast address"),
    ("239.255.255.250", "a multicast address"),
    ("ff02::1", "a multicast address"),
    ("::ffff:127.0.0.1", "an IPv4 address inside an IPv6 one"),
    ("::ffff:8.8.8.8", "an IPv4 address inside an IPv6 one"),
    ("::127.0.0.1", "an IPv4 address inside an IPv6 one"),
    ("64:ff9b::7f00:1", "an IPv4 address inside an IPv6 one"),
    ("64:ff9b:1::7f00:1", "an IPv4 address inside an IPv6 one"),
    ("2002:7f00:1::", "an IPv4 address inside an IPv6 one"),
    ("192.88.99.1", "an IPv4 address inside an IPv6 one"),
    ("2001:0:7f00:1::", "an IPv4 address inside an IPv6 one"),
    ("192.0.0.192", "a reserved address"),
    ("192.0.2.1", "a reserved address"),
    ("198.51.100.1", "a reserved address"),
    ("203.0.113.1", "a reserved address"),
    ("240.0.0.1", "a reserved address"),
    ("255.255.255.255", "a reserved address"),
    ("2001:db8::1", "a reserved address"),
    ("3fff::1", "a reserved address"),
    ("100::1", "a reserved address"),
    ("4000::1", "a reserved address"),
]


@pytest.mark.parametrize("address, what", REFUSED)
def test_addresses_nobody_may_send_to(address: str, what: str):
    assert addresses.why_not(ip_address(address)) == what


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "9.255.255.255", "11.0.0.0", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "2003:de:e740::1"]
)
def test_public_addresses(address: str):
    assert addresses.why_not(ip_address(address)) is None


def test_networks_can_be_allowed():
    allowed = addresses.networks(["10.1.0.0/16", "::1/128"])
    assert addresses.why_not(ip_address("10.1.2.3"), allowed=allowed) is None
    assert addresses.why_not(ip_address("::1"), allowed=allowed) is None
    assert addresses.why_not(ip_address("10.2.0.1"), allowed=allowed) == "a private network"


def test_addresses_of_this_machine_are_known():
    own = [str(one.address) for cards in psutil.net_if_addrs().values() for one in cards if one.family.name == "AF_INET"]
    assert own
    assert all(addresses.is_own(ip_address(address)) for address in own)
    assert not addresses.is_own(ip_address("8.8.8.8"))


@pytest.mark.parametrize(
    "spelling", ["2130706433", "0x7f000001", "0x7f.0.0.1", "017700000001", "0177.0.0.1", "127.1", "127.0.1", "1.2.3.4.5", "1.2.3.256", "0x"]
)
def test_spellings_that_programs_read_differently(spelling: str):
    with pytest.raises(ValueError):
        addresses.literal(spelling)


@pytest.mark.parametrize("host, address", [("8.8.8.8", "8.8.8.8"), ("::1", "::1"), ("example.com", None), ("1and1.example", None)])
def test_hosts_written_as_addresses(host: str, address: str | None):
    found = addresses.literal(host)
    assert (str(found) if found else None) == address
