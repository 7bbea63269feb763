"""A device that an agent asked over SNMP: a switch, a printer, a disk array, a UPS."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from cmdb.intake.model import ObservedCI, ObservedRelation
from cmdb.intake.speakers import network_kind
from importers.glpi.inventories import Inventory
from importers.glpi.values import (
    address,
    count,
    full_name,
    mac,
    number,
    real,
    record,
    records,
    said,
    serial,
    unique,
    word,
    words,
)

CLASSES = {
    "Networking": "network_device",
    "Kvm": "network_device",
    "KVM": "network_device",
    "Printer": "printer",
    "Storage": "storage_system",
    "Power": "ups",
    "Phone": "end_user_device",
    "Video": "end_user_device",
    "Computer": "server",
}
_ETHERNET = (6, 26, 62, 69, 117)  # IANAifType; 117 is gigabitEthernet
_FIBRE_CHANNEL = (56,)
_LOGICAL = re.compile(
    r"veth|port-channel|vlan|lag|bond|loopback|null|tunnel|mgmt|cpu|bridge|stack", re.IGNORECASE
)
_EXTENDER = re.compile(r"extender|\bfex\b", re.IGNORECASE)
_MANY_PORTS = 8
MIB_A_GB = 1024


def observed(inventory: Inventory) -> Iterator[ObservedCI | ObservedRelation]:
    """Yield the device, and the members of a stack. Raises KeyError for a type that is no class."""
    device = record(inventory.sections.get("network_device"))
    members = stack(inventory)
    found = _device(inventory, device, stacked=bool(members))
    yield found
    for number_, member in enumerate(members, 1):
        own = ObservedCI(
            external_id=f"serial/{serial(member.get('serial'))}/member",
            class_name="network_device",
            name=f"{found.name} member {count(member.get('stack_number')) or number_}",
            fields=said(
                kind=found.fields.get("kind"),
                serial_number=serial(member.get("serial")),
                manufacturer=real(member.get("manufacturer")),
                model_name=real(member.get("model")) or real(member.get("name")),
                software_version=real(member.get("firmware")),
                site=found.fields.get("site"),
            ),
            identity={"serial": [serial(member.get("serial"))]},
            scope=inventory.key,
            place=inventory.place,
            observed_at=inventory.seen_at,
        )
        yield own
        yield ObservedRelation(
            from_id=found.external_id,
            type="HAS_MEMBER",
            to_id=own.external_id,
            fields={"origin": "observed", "confidence": 1.0},
            scope=inventory.key,
            place=inventory.place,
        )


def name(device: Mapping[str, Any], key: str) -> str:
    """Return the device's name, as itself says, as the network's names say, or by its address."""
    names = (device.get(one) for one in ("name", "snmphostname", "dnshostname", "netbiosname"))
    found = next((real(one) for one in names if real(one) and not address(one)), "")
    return found or real(device.get("model")) or word(device.get("ip")) or key


def stack(inventory: Inventory) -> list[Mapping[str, Any]]:
    """Return the chassis of a stack, each with its own serial number; none if it is one device."""
    if inventory.item != "Networking":
        return []
    parts = list(records(inventory.sections.get("network_components")))
    stacks = {count(one.get("index")) for one in parts if word(one.get("type")).lower() == "stack"}
    found: dict[str, Mapping[str, Any]] = {}
    for one in parts:
        within = count(one.get("contained_index") or one.get("containedinindex"))
        about = f"{word(one.get('name'))} {word(one.get('description'))} {word(one.get('model'))}"
        chassis = word(one.get("type")).lower() == "chassis" and not _EXTENDER.search(about)
        if chassis and (within == 0 or within in stacks) and serial(one.get("serial")):
            found.setdefault(serial(one.get("serial")), one)
    return list(found.values()) if len(found) > 1 else []


def _device(inventory: Inventory, device: Mapping[str, Any], *, stacked: bool) -> ObservedCI:
    class_name = CLASSES[inventory.item]
    label = name(device, inventory.key)
    fqdn = full_name(device.get("dnshostname"), device.get("name"), device.get("snmphostname"))
    addresses = _addresses(device)
    common = said(
        serial_number="" if stacked else serial(device.get("serial")),
        asset_tag=real(device.get("assettag")),
        manufacturer=real(device.get("manufacturer")),
        model_name=real(device.get("model")),
        site=real(device.get("location")),
    )
    ports = list(records(inventory.sections.get("network_ports")))
    macs = unique([mac(device.get("mac")), *(mac(port.get("mac")) for port in ports)])
    identity = {
        "serial": [common["serial_number"]] if "serial_number" in common else [],
        "mac": macs,
        "fqdn": [fqdn] if fqdn else [],
        "hostname": [] if label == real(device.get("model")) else [label.partition(".")[0]],
        "ip": addresses,
    }
    return ObservedCI(
        external_id=inventory.key,
        class_name=class_name,
        name=label,
        fields=common | _own(class_name, inventory, device, fqdn, addresses),
        identity={kind: values for kind, values in identity.items() if values},
        scope=inventory.key,
        place=inventory.place,
        observed_at=inventory.seen_at,
    )


def _own(
    class_name: str,
    inventory: Inventory,
    device: Mapping[str, Any],
    fqdn: str,
    addresses: list[str],
) -> dict[str, Any]:
    """Return the fields that only this class has."""
    firmware = real(device.get("firmware")) or _firmware(inventory)
    macs = unique([mac(device.get("mac"))])
    match class_name:
        case "network_device":
            return said(
                kind=_kind(inventory, device),
                fqdn=fqdn,
                management_address=next(iter(addresses), ""),
                mac_addresses=macs,
                software_version=firmware,
                port_count=_ports(inventory) or None,
            )
        case "printer":
            return said(fqdn=fqdn, ip_addresses=addresses, firmware=firmware)
        case "end_user_device":
            kind = inventory.item.lower()
            return said(kind=kind, fqdn=fqdn, mac_addresses=macs, firmware=firmware)
        case "server":
            memory = number(device.get("ram") or device.get("memory"))
            gb = round(memory / MIB_A_GB, 1) if memory else None
            return said(fqdn=fqdn, ip_addresses=addresses, mac_addresses=macs, memory_gb=gb)
        case "storage_system":
            return said(firmware=firmware)
        case _:
            return {}


def _firmware(inventory: Inventory) -> str:
    for one in records(inventory.sections.get("firmwares")):
        if word(one.get("type")).lower() in ("device", "") and (found := real(one.get("version"))):
            return found
    return ""


def _addresses(device: Mapping[str, Any]) -> list[str]:
    return unique(address(one) for one in (device.get("ip"), *words(device.get("ips"), "ip")))


def _kind(inventory: Inventory, device: Mapping[str, Any]) -> str:
    if inventory.item in ("Kvm", "KVM"):
        return "console_server"
    about = " ".join(word(device.get(one)) for one in ("model", "description", "comments"))
    if found := network_kind(about):
        return found
    return "switch" if _ports(inventory) >= _MANY_PORTS else ""


def _ports(inventory: Inventory) -> int:
    """Return how many ports one can plug a cable into; none of a VLAN, bundle or virtual machine."""
    kinds = (*_ETHERNET, *_FIBRE_CHANNEL)
    return sum(
        count(port.get("iftype")) in kinds
        and not _LOGICAL.search(word(port.get("ifname")) or word(port.get("ifdescr")))
        for port in records(inventory.sections.get("network_ports"))
    )
