"""The inventories that an upload holds: which device, which sections, how whole."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import Any

from cmdb.intake import json_text, text, xml_text
from cmdb.intake.model import Files, Issue
from cmdb.intake.text import MIB, Unreadable
from importers.glpi.values import mac, moment, real, record, records, serial, word, words

SIZE_LIMIT = 64 * MIB
_SECTIONS = (
    "accesslog|antivirus|batteries|bios|controllers|cpus|drives|envs|firewalls|hardware|inputs"
    "|local_groups|local_users|memories|monitors|networks|operatingsystem|physical_volumes"
    "|remote_mgmt|softwares|storages|usbdevices|videos|virtualmachines|versionclient"
    "|versionprovider|network_device|network_ports|network_components|databases_services"
    "|databases_servers|firmwares|cartridges|pagecounters"
)
_SECTION = re.compile(rf'"({_SECTIONS})"\s*:')
_JSON = re.compile(r'\A\s*\{.*"content"\s*:\s*\{', re.DOTALL)
_XML = re.compile(r"<REQUEST[\s>].*<(?:CONTENT|DEVICEID|QUERY)[\s>]", re.DOTALL)
_SCANS = ("netdiscovery",)
_BEFORE = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Inventory:
    """What one file says of one device; `sections` are those of the JSON form.

    `key` is its external id. `whole`: it says all of the device, so that what it no longer holds
    is gone; a part (`partial: true`) or a scan of the network is not.
    """

    key: str
    item: str
    sections: Mapping[str, Any]
    place: str
    whole: bool = True
    seen_at: datetime | None = None


@dataclass(slots=True)
class Inventories:
    """The inventories of an upload, one a device, and what could not be read."""

    found: dict[str, Inventory] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)


def recognised(files: Files, name: str) -> bool:
    """Return whether a file of the upload is an agent's inventory, by its beginning."""
    if PurePosixPath(name).suffix.lower() not in (".json", ".xml", ".ocs", ".data", ""):
        return False
    start = text.head(files.path(name))
    if start.lstrip("\ufeff \r\n\t").startswith("<"):
        return bool(_XML.search(start))
    if '"$schema"' in start:
        return False
    named = '"deviceid"' in start and ('"action"' in start or '"itemtype"' in start)
    sections = {match[1] for match in _SECTION.finditer(start)}
    return bool(_JSON.match(start)) and bool(sections) and (named or len(sections) > 1)


def chosen(files: Files) -> list[str]:
    """Return the names of the inventories in an upload; all of its files if none looks like one."""
    return [name for name in files.names if recognised(files, name)] or list(files.names)


def inventories(files: Files) -> Inventories:
    """Return what the upload says of each device; several files on one are laid over each other."""
    result = Inventories()
    read: list[Inventory] = []
    for name in sorted(chosen(files)):
        try:
            read += _of_file(files, name, result.issues)
        except Unreadable as exc:
            result.issues.append(exc.issue(name))
    by_key: dict[str, list[Inventory]] = {}
    for one in read:
        by_key.setdefault(one.key, []).append(one)
    for key, several in sorted(by_key.items()):
        result.found[key] = _joined(several, result.issues)
    return result


def _joined(several: Sequence[Inventory], issues: list[Issue]) -> Inventory:
    """Return the newest whole inventory with the parts that are not older laid over it."""
    ordered = sorted(several, key=lambda one: (one.seen_at or _BEFORE, one.place))
    whole = [one for one in ordered if one.whole]
    base = whole[-1] if whole else ordered[0]
    for older in whole[:-1]:
        reason = f"is older than {base.place}, which is of the same device: it is not used."
        issues.append(Issue(older.place, reason, fatal=False))
    sections = dict(base.sections)
    for part in ordered:
        newer = (part.seen_at or base.seen_at or _BEFORE) >= (base.seen_at or _BEFORE)
        if part is not base and not part.whole and newer:
            sections |= part.sections
    return replace(base, sections=sections)


def _of_file(files: Files, name: str, issues: list[Issue]) -> Iterator[Inventory]:
    path = files.path(name)
    if text.head(path).lstrip("\ufeff \r\n\t").startswith("<"):
        value: Any = record(xml_text.tree(path, SIZE_LIMIT).get("request"))
        remedy = "It must be a <REQUEST> with <CONTENT>."
    else:
        value = json_text.value(text.text(path, SIZE_LIMIT))
        remedy = "It must be a JSON object with `content`."
    content = value.get("content") if isinstance(value, dict) else None
    if not isinstance(content, dict):
        raise Unreadable("is no inventory.", remedy=remedy)
    devices = list(records(content.get("device")))
    for index, device in enumerate(devices):
        place = f"{name}: DEVICE[{index}]" if len(devices) > 1 else name
        yield from _of_message(value, _sections(device), place, issues)
    if not devices:
        yield from _of_message(value, content, name, issues)


def _sections(device: Mapping[str, Any]) -> dict[str, Any]:
    """Return a device of the XML form by the sections of the JSON form."""
    rest = {key: value for key, value in device.items() if key not in ("info", "ports")}
    return {
        "network_device": device.get("info") or ({} if "error" in device else device),
        "network_ports": list(records(device.get("ports"), "port")),
        "network_components": list(records(device.get("components"), "component")),
        **rest,
    }


def _of_message(
    message: Mapping[str, Any], content: Mapping[str, Any], place: str, issues: list[Issue]
) -> Iterator[Inventory]:
    device = record(content.get("network_device"))
    if error := record(content.get("error")):
        reason = f"the agent could not read the device: {word(error.get('message')) or 'an error'}."
        issues.append(Issue(place, reason, fatal=False))
        if not device:
            return
    key = device_key(device, message) if device else _computer_key(content, message)
    if not key:
        reason = "names no device: neither deviceid nor serial number, UUID, hardware address."
        issues.append(Issue(place, reason))
        return
    yield Inventory(
        key=key,
        item=item(device, word(message.get("itemtype"))),
        sections=content,
        place=place,
        whole=_whole(message) and not error,
        seen_at=moment(record(content.get("accesslog")).get("logdate")),
    )


def _whole(message: Mapping[str, Any]) -> bool:
    action = word(message.get("action") or message.get("query")).lower()
    partial = message.get("partial")
    return not (partial is True or word(partial).lower() in ("1", "true")) and action not in _SCANS


def item(device: Mapping[str, Any], said_type: str) -> str:
    """Return the type of what an inventory is of, as GLPI calls it: Computer, Printer, Networking …"""
    kind = real(device.get("type")).capitalize()
    if kind == "Kvm":
        return "KVM"
    if kind and kind != "Unmanaged":
        return kind
    if said_type == "NetworkEquipment" or (device and not said_type):
        return "Networking" if kind != "Unmanaged" else kind
    return said_type or "Computer"


def _computer_key(content: Mapping[str, Any], message: Mapping[str, Any]) -> str:
    hardware = record(content.get("hardware"))
    return (
        word(message.get("deviceid"))
        or real(hardware.get("uuid"))
        or real(record(content.get("bios")).get("ssn"))
        or real(hardware.get("name"))
    )


def device_key(device: Mapping[str, Any], message: Mapping[str, Any]) -> str:
    """Return a key of the device itself: the message's may be of the agent that asked it."""
    if engraved := serial(device.get("serial")):
        return f"serial/{engraved}"
    if address := mac(device.get("mac")):
        return f"mac/{address}"
    addresses = words(device.get("ips"), "ip")
    said = (
        real(device.get("name")),
        word(device.get("ip")),
        *addresses,
        word(message.get("deviceid")),
    )
    name = next((one for one in said if one), "")
    return f"device/{name}" if name else ""
