"""What is plugged into the ports of a device: what LLDP and CDP announce, and addresses seen there."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from cmdb.intake.links import End, Link
from cmdb.intake.model import Elsewhere, ObservedCI
from cmdb.intake.speakers import Speaker, speaker
from importers.glpi.inventories import Inventory
from importers.glpi.values import address, full_name, mac, record, records, word, words

ANNOUNCED = 0.95
SEEN = 0.6
_SUFFIX = re.compile(r"\s*\([^()]*\)\Z")  # n9k-1(SSI1912014B), as NX-OS says it over CDP
_HOST = re.compile(r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*\Z")


class Directory:
    """The devices of an upload by what they may be known by, where that is of only one of them."""

    def __init__(self, devices: Iterator[ObservedCI]) -> None:
        self.keys: dict[tuple[str, str], str | None] = {}
        for device in devices:
            for kind, values in device.identity.items():
                for value in values:
                    at = (kind, value.lower())
                    taken = self.keys.setdefault(at, device.external_id)
                    if taken != device.external_id:
                        self.keys[at] = None

    def find(self, identity: Mapping[str, list[str]]) -> str | None:
        """Return the external id of the device that has one of these, best kind first."""
        for kind in ("mac", "fqdn", "hostname", "ip"):
            for value in identity.get(kind, ()):
                if found := self.keys.get((kind, value.lower())):
                    return found
        return None


def links(inventory: Inventory, device: ObservedCI, directory: Directory) -> Iterator[Link]:
    """Yield what the ports of a device say of what is at their other ends."""
    below = device.class_name == "network_device"
    for port in records(inventory.sections.get("network_ports")):
        name = word(port.get("ifname")) or word(port.get("ifdescr"))
        found = list(records(port.get("connections"), "connection"))
        announced = [
            one for one in found if one.get("sysname") or one.get("sysmac") or one.get("sysdescr")
        ]
        macs = [mac(one) for entry in found for one in words(entry.get("mac"))]
        if not announced and len(macs) == 1 and macs[0] and not _trunk(port):
            ends = [(End(*_end({"mac": macs}, macs[0], Speaker(), directory)), SEEN, Speaker())]
        else:
            ends = [end for one in announced if (end := _announced(one, directory))]
        for far, confidence, known in ends:
            yield Link(
                near=End(device.external_id, device.name, name),
                far=far,
                uplink=False if below and known.leaf and known.sure else None,
                confidence=confidence,
                scope=device.scope,
                place=f"{device.place}: {name}",
            )


def _trunk(port: Mapping[str, Any]) -> bool:
    return port.get("trunk") is True or word(port.get("trunk")) in ("1", "true")


def _announced(
    connection: Mapping[str, Any], directory: Directory
) -> tuple[End, float, Speaker] | None:
    name = _SUFFIX.sub("", word(connection.get("sysname")))
    about = word(connection.get("sysdescr")) or word(connection.get("model"))
    known = speaker(about, (), ())
    own = mac(connection.get("sysmac"))
    identity = {"mac": [own]} if own else {}
    if (
        _HOST.match(name) and known.class_name != "end_user_device"
    ):  # phones are all called the same
        fqdn = full_name(name)
        identity |= {"fqdn": [fqdn]} if fqdn else {"hostname": [name]}
    if ip := address(connection.get("ip")):
        identity["ip"] = [ip]
    if not identity:
        return None
    of, label = _end(identity, name or own or ip, known, directory)
    remote = word(record(connection).get("ifdescr")) or word(connection.get("ifnumber"))
    return End(of, label, remote), ANNOUNCED, known


def _end(
    identity: dict[str, list[str]], label: str, known: Speaker, directory: Directory
) -> tuple[str | Elsewhere, str]:
    """Return a device of this upload, or one that another source may know."""
    own = directory.find(identity)
    return own or Elsewhere(known.class_name or "hardware", identity), label
