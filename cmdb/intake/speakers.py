"""What a device is by what it says of itself over LLDP, CDP or SNMP."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache

_TELLING = 300  # characters: the rest of a description is copyrights and dates
_MACHINE = re.compile(  # systems of machines that serve; a network's own are named otherwise
    r"(?:linux|gnu/linux|debian|ubuntu|centos|red hat|rhel|rocky|almalinux|oracle linux|fedora|suse"
    r"|opensuse|sles|arch linux|alpine|gentoo|windows|microsoft windows|hardware: .*windows"
    r"|vmware esx|proxmox|xcp-ng|xenserver|freebsd|openbsd|netbsd|darwin|macos|sunos|aix)\b",
    re.IGNORECASE,
)
_OTHERS_LINUX = re.compile(  # networks' systems that call themselves Linux
    r"ubnt|edgeos|cumulus|sonic|openwrt|routeros|vyos|junos|arista|access point|switch",
    re.IGNORECASE,
)
_ESX = re.compile(r"vmware esx|proxmox|xcp-ng|xenserver", re.IGNORECASE)
_PHONE = re.compile(r"\bip[ -]?phone\b|\bvoip phone\b|\bsip phone\b", re.IGNORECASE)
_KINDS = (
    (
        re.compile(
            r"firewall|fortigate|forti-?os|palo alto|\bpa-\d{3,4}|check ?point|sonicwall|pfsense|opnsense"
            r"|firebox|watchguard|stormshield|sophos|adaptive security|\basa ?\d{4}|\bsrx ?\d",
            re.IGNORECASE,
        ),
        "firewall",
    ),
    (re.compile(r"fabric os|brocade \w*(?:san|fc)|\bmds ?9\d{3}", re.IGNORECASE), "san_switch"),
    (
        re.compile(
            r"access point|aironet|\bair-\w|\buap\b|\bunifi ap|wireless|\bwlan|\bwlc\b|\binstant ap",
            re.IGNORECASE,
        ),
        "wireless",
    ),
    (
        re.compile(
            r"switch|catalyst|nexus|nx-os|\bn[3579]k-|\bws-c\d|\bc(?:29|35|36|37|38|45|49|65|93|94|95)\d\d"
            r"|procurve|aruba ?(?:cx|\d{4})|powerconnect|\bex\d{4}|\bqfx ?\d|\bdcs-7|cumulus|sonic\b"
            r"|\bs[1-9]\d00 series|fabric interconnect|\bucs 6\d{3}|\bicx ?\d|\busw\b|\b\d{4}-\d{2}gt?\b",
            re.IGNORECASE,
        ),
        "switch",
    ),
    (
        re.compile(
            r"router|\basr ?\d|\bisr ?\d|\bmx\d{2,3}\b|\bptx ?\d|\bncs ?\d|ios[ -]xr|vyos|transport wr",
            re.IGNORECASE,
        ),
        "router",
    ),
)
_CAPABILITIES = (
    ("telephone", re.compile(r"tel|t$|.*phone")),
    ("wlan", re.compile(r"w|access ?point|ap$")),
    ("router", re.compile(r"r$|router")),
    ("bridge", re.compile(r"b$|.*bridge|switch|cvlan|svlan|c-vlan|s-vlan")),
    ("station", re.compile(r"s$|station|host$")),
)
_SWITCH_PORT = re.compile(
    r"(?:ethernet|eth?\d+/|gi\w*\d+/|te\w*\d+/|fa\w*\d+/|fo\w*\d+/|hu\w*\d+/|twe\w*\d+/|[gx]e-\d|et-\d|swp\d"
    r"|port[ -]?\d|x?ge\d+/|10ge|25ge|40ge|100ge)",
    re.IGNORECASE,
)
_MACHINE_PORT = re.compile(
    r"(?:eth\d+|en[opsx]\w+|em\d+|vmnic\d+|ens\d+\w*|bond\d+)\Z", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Speaker:
    """What a device is: its class ("" if nobody can tell), its kind, and whether it said so.

    `leaf`: it stands at the edge, so that a switch at the other end is its uplink.
    """

    class_name: str = ""
    kind: str = ""
    sure: bool = False
    leaf: bool = False


def speaker(
    description: str, supported: Iterable[str], enabled: Iterable[str], port: str = ""
) -> Speaker:
    """Return what a neighbour is. The description is told before capabilities: Linux machines say Bridge.

    With nothing but the name of its port it is a guess that is not `sure`.
    """
    does = frozenset(capabilities(enabled))
    could = frozenset(capabilities(supported))
    if found := _said(description[:_TELLING], could, does):
        return found
    if _MACHINE_PORT.match(port):
        return Speaker("server")
    return Speaker("network_device") if _SWITCH_PORT.match(port) else Speaker()


@lru_cache(maxsize=4096)  # a thousand devices have a dozen descriptions
def _said(description: str, could: frozenset[str], does: frozenset[str]) -> Speaker | None:
    """Return what a device says it is, None if it does not."""
    if "telephone" in does | could or _PHONE.search(description):
        return Speaker("end_user_device", "phone", sure=True, leaf=True)
    if _MACHINE.match(description) and not _OTHERS_LINUX.search(description):
        machine = "hypervisor" if _ESX.match(description) else "server"
        return Speaker(machine, sure=True, leaf=True)
    if found := _of_network(description, does or could):
        return found
    return Speaker(leaf=True) if "station" in does or could == {"station"} else None


def _of_network(description: str, does: Collection[str]) -> Speaker | None:
    kind = network_kind(description)
    if "wlan" in does and kind in ("", "wireless"):
        return Speaker("network_device", "wireless", sure=True, leaf=True)
    if not kind and ("bridge" in does or "router" in does):
        kind = "switch" if "bridge" in does else "router"
    return Speaker("network_device", kind, sure=True, leaf=kind == "wireless") if kind else None


def network_kind(text: str) -> str:
    """Return what a network device is by its model or description: switch, router …; "" if unknown."""
    return _network_kind(text[:_TELLING])


@lru_cache(maxsize=4096)
def _network_kind(text: str) -> str:
    return next((kind for form, kind in _KINDS if form.search(text)), "")


def capabilities(said: Iterable[str]) -> set[str]:
    """Return capabilities in one form, whether they were "Bridge", "B" or "wlan-access-point"."""
    words = [one.strip().lower() for one in said]
    return {name for one in words for name, form in _CAPABILITIES if form.match(one)}
