"""Where a live source may not reach, whatever a name resolves to: this is asked before each connection."""

import socket
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from cmdb.errors import Forbidden, Unavailable

_NEVER = tuple(
    map(
        ip_network,
        (
            "0.0.0.0/8",
            "169.254.0.0/16",  # link-local, and the metadata of most clouds
            "224.0.0.0/4",
            "255.255.255.255/32",
            "100.100.100.200/32",  # metadata of Alibaba Cloud
            "192.0.0.192/32",  # metadata of Oracle Cloud
            "168.63.129.16/32",  # the platform address of Azure
            "::/128",
            "fe80::/10",
            "ff00::/8",
            "fd00:ec2::/32",  # metadata of AWS
            "fd20:ce::254/128",  # metadata of Google Cloud
        ),
    )
)
_NAT64 = ip_network("64:ff9b::/96")


def never(address: str) -> bool:
    """Return whether no source may reach this address: link-local, metadata, multicast, unspecified."""
    found = ip_address(address.partition("%")[0])
    if isinstance(found, IPv6Address):
        within = _four_within(found)
        if within is not None and never(str(within)):
            return True
    return any(found in one for one in _NEVER if one.version == found.version)


def _four_within(found: IPv6Address) -> IPv4Address | None:
    if found in _NAT64:
        return IPv4Address(int(found) & 0xFFFFFFFF)
    return found.ipv4_mapped or found.sixtofour


def resolved(host: str, port: int) -> list[str]:
    """Return the addresses of a host, to connect to one of them: a name may resolve otherwise later.

    Raises Unavailable for a name that resolves to nothing, Forbidden where any address is one that
    no source may reach.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as exc:
        raise Unavailable(
            f"The name {host} resolves to no address.", remedy="Check it, and the server's DNS."
        ) from exc
    addresses = list(dict.fromkeys(str(one[4][0]) for one in found))
    wrong = next((one for one in addresses if never(one)), None)
    if wrong:
        raise Forbidden(
            f"{host} resolves to {wrong}, which no source may reach.",
            remedy="Link-local and metadata addresses are never asked: name the server itself.",
        )
    return addresses
