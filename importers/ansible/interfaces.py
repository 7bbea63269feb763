"""Which addresses are a machine's own: not those of its containers, bridges and tunnels."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address, ip_network
from typing import Any

from importers.ansible.values import mappings, texts, within, word

_NOT_ITS_OWN = re.compile(
    r"(?:lo|docker|br-[0-9a-f]|veth|virbr|vnet|tap|tun|cali|cni|flannel|vxlan|cilium|lxc|lxd|podman"
    r"|kube|dummy|ifb|wg|tailscale|nodelocal|weave|ovs-|genev|gre|sit|ip6|ip_vti|tunl|vmnet|vboxnet"
    r"|utun|awdl|llw|gif|stf|anpi|p2p|teql|zt|nerdctl|crc|fwbr|fwln|fwpr|vmbr\d+v|isatap|teredo"
    r"|loopback)",
    re.IGNORECASE,
)
_DOCKER = ip_network("172.17.0.0/16")


@dataclass(slots=True)
class Addresses:
    """A machine's own addresses: `ips` all of them, `first` those that do not move with a service."""

    ips: list[str] = field(default_factory=list)
    first: list[str] = field(default_factory=list)
    macs: list[str] = field(default_factory=list)

    def take(self, address: Any, *, moves: bool = False) -> None:
        """Take in an address, if it is one by which others reach the machine."""
        found = own(address)
        if found and found not in self.ips:
            self.ips.append(found)
            if not moves:
                self.first.append(found)

    def take_mac(self, mac: Any) -> None:
        """Take in a hardware address."""
        found = word(mac)
        if found and found.lower() not in self.macs:
            self.macs.append(found.lower())


def own(address: Any) -> str | None:
    """Return an address in its usual form; None for loopback, link-local and what is none."""
    text = str(address).strip()
    if not text[:1].isdigit() and ":" not in text:  # most are names, and those are many
        return None
    try:
        found = ip_address(text.partition("%")[0].partition("/")[0])
    except ValueError:
        return None
    useless = found.is_loopback or found.is_link_local or found.is_unspecified or found.is_multicast
    return None if useless else str(found)


def addresses(facts: Mapping[str, Any]) -> Addresses:
    """Return the addresses of a machine from its facts, the default route's first."""
    found = Addresses()
    for family in ("default_ipv4", "default_ipv6"):
        given = facts.get(family)
        if not _NOT_ITS_OWN.match(str(within(given, "interface") or "")):
            found.take(within(given, "address"))
            found.take_mac(within(given, "macaddress"))
    aside: set[str] = set()
    for interface in _interfaces(facts):
        into = found if _is_own(interface) else Addresses()
        _take(into, interface)
        aside.update(into.ips if into is not found else ())
    for name in ("all_ipv4_addresses", "all_ipv6_addresses", "ip_addresses"):
        for text in texts(facts.get(name)):
            address = own(text)
            if address and address not in aside and not _is_docker(address):
                found.take(address)
    return found


def _take(into: Addresses, interface: Mapping[str, Any]) -> None:
    into.take_mac(interface.get("macaddress"))
    for family in ("ipv4", "ipv6"):
        for one in mappings(interface.get(family)):
            into.take(one.get("address"))
    for one in mappings(interface.get("ipv4_secondaries")):
        into.take(one.get("address"), moves=True)


def _interfaces(facts: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield what is an interface: facts of their own on Unix, a list on Windows."""
    for value in facts.values():
        if isinstance(value, Mapping) and isinstance(value.get("device"), str):
            yield value
    yield from mappings(facts.get("interfaces"))


def _is_own(interface: Mapping[str, Any]) -> bool:
    name = interface.get("device") or interface.get("connection_name") or ""
    kind = interface.get("type")
    return kind not in ("loopback", "tunnel") and not _NOT_ITS_OWN.match(str(name))


def _is_docker(address: str) -> bool:
    found = ip_address(address)
    return found.version == 4 and found in _DOCKER  # noqa: PLR2004  IPv4
