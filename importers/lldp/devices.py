"""The devices that neighbours' answers tell of: those that were asked, and those that were heard."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from cmdb.identify.names import GENERIC_NAMES
from cmdb.intake.links import End, Link
from cmdb.intake.model import Elsewhere, Issue, ObservedCI
from cmdb.intake.speakers import Speaker, network_kind, speaker
from importers.lldp.answers import Answer, Neighbour

_HOST = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]+)*\Z")
_SWITCH_PORTS = re.compile(r"swp\d|Ethernet\d|[gx]e-\d|et-\d", re.IGNORECASE)
CONFIDENCE = {True: 0.95, False: 0.8}


@dataclass(slots=True)
class Device:
    """A device as one or several answers know it."""

    key: str
    name: str
    place: str
    answer: Answer | None = None
    heard: list[Neighbour] = field(default_factory=list)
    scope: str = ""

    @property
    def known(self) -> Speaker:
        """What it is: by what it said of itself most clearly."""
        said = [speaker(n.description, n.supported, n.enabled, n.port) for n in self.heard]
        if self.answer is not None:
            asked = _asked(self.answer)
            kinds = (one.kind for one in said if one.class_name == asked.class_name and one.sure)
            return asked if asked.kind else replace(asked, kind=min(kinds, default=""))
        return min(
            said, key=lambda one: (not one.sure, not one.class_name, one.class_name, one.kind)
        )


@dataclass(slots=True)
class Devices:
    """All devices of an upload by key, and what cannot be told apart from others."""

    found: dict[str, Device] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)
    heard_as: dict[str, str] = field(default_factory=dict)

    def of(self, neighbour: Neighbour) -> Device | None:
        """Return the device that a neighbour is, None if it said nothing to know it by."""
        return self.found.get(self.heard_as.get(neighbour.place, ""))


def devices(answers: Sequence[Answer]) -> Devices:
    """Return every device once, whether it was asked, heard by another, or both."""
    result = Devices()
    for answer in sorted(answers, key=lambda one: (one.place, one.device)):
        key = f"device/{answer.device.lower()}"
        if key in result.found:
            reason = f'is a second answer of the device "{answer.device}": it was left out.'
            result.issues.append(Issue(answer.place, reason, fatal=False))
        else:
            result.found[key] = Device(key, answer.device, answer.place, answer, scope=key)
    asked = list(result.found.values())
    names = _names(asked)
    for device in asked:
        for neighbour in _told(device):
            _hear(neighbour, names, device.scope, result)
    return result


def _told(device: Device) -> tuple[Neighbour, ...]:
    return device.answer.neighbours if device.answer else ()


def _names(asked: Iterable[Device]) -> dict[str, str]:
    """Return the keys of the devices that were asked by name: whole, and short where only one has it."""
    whole = {device.name.lower(): device.key for device in asked}
    short: dict[str, set[str]] = {}
    for name, key in whole.items():
        short.setdefault(name.partition(".")[0], set()).add(key)
    return {name: min(keys) for name, keys in short.items() if len(keys) == 1} | whole


def _hear(neighbour: Neighbour, names: Mapping[str, str], scope: str, into: Devices) -> None:
    name = neighbour.name.lower()
    key = names.get(name) or names.get(name.partition(".")[0], "")
    if not key and _telling(neighbour.name):
        key = f"device/{name}"
    elif not key and (own := neighbour.macs[:1] or (neighbour.chassis,)) and own[0]:
        key = f"chassis/{own[0].lower()}"
    if not key:
        reason = "says neither a name nor a chassis of its own: no relation was made."
        into.issues.append(Issue(neighbour.place, reason, fatal=False))
        return
    into.heard_as[neighbour.place] = key
    label = neighbour.name or neighbour.chassis or key
    device = into.found.setdefault(key, Device(key, label, neighbour.place, scope=scope))
    device.heard.append(neighbour)


def _telling(name: str) -> bool:
    """Tell whether a name is of one device: a host's name that is not everybody's."""
    return bool(_HOST.match(name)) and name.lower() not in GENERIC_NAMES


def _asked(answer: Answer) -> Speaker:
    about = " ".join(answer.facts.get(one, "") for one in ("vendor", "model", "os_version"))
    ports = [one.local_port for one in answer.neighbours]
    if answer.machine and not any(_SWITCH_PORTS.match(port) for port in ports):
        return Speaker("server", sure=True, leaf=True)
    return Speaker("network_device", network_kind(about), sure=True)


def ci(device: Device) -> ObservedCI | None:
    """Return the CI of a device; None for one of which only another source can tell what it is."""
    known = device.known
    if device.answer is None and (known.class_name != "network_device" and not known.sure):
        return None
    if not known.class_name:
        return None
    return ObservedCI(
        external_id=device.key,
        class_name=known.class_name,
        name=device.name,
        fields=_fields(device, known),
        identity=_identity(device),
        scope=device.scope,
        place=device.place,
    )


def _fields(device: Device, known: Speaker) -> dict[str, Any]:
    facts = device.answer.facts if device.answer else {}
    addresses = sorted({n.address for n in device.heard if n.address})
    identity = _identity(device)
    found: dict[str, Any] = {
        "fqdn": next(iter(identity.get("fqdn", ())), ""),
        "mac_addresses": identity.get("mac", []),
        "description": min((n.description for n in device.heard if n.description), default=""),
        "serial_number": facts.get("serial_number", ""),
        "manufacturer": facts.get("vendor", ""),
        "model_name": facts.get("model", ""),
    }
    match known.class_name:
        case "network_device":
            found["kind"] = known.kind
            found["management_address"] = addresses[0] if addresses else ""
            found["software_version"] = facts.get("os_version", "")
        case "end_user_device":
            found["kind"] = known.kind
        case _:
            found["ip_addresses"] = addresses
    return {key: value for key, value in found.items() if value}


def _identity(device: Device) -> dict[str, list[str]]:
    answer = device.answer
    names = {n.name.lower() for n in device.heard}
    if answer is not None:
        names |= {device.name.lower(), answer.facts.get("fqdn", "").lower()}
    own = sorted(name for name in names if _HOST.match(name))
    macs = {one for n in device.heard for one in n.macs} | set(answer.macs if answer else ())
    found = {
        "serial": [answer.facts.get("serial_number", "")] if answer else [],
        "mac": sorted(macs),
        "fqdn": [name for name in own if "." in name],
        "hostname": sorted({name.partition(".")[0] for name in own}),
        "ip": sorted({n.address for n in device.heard if n.address}),
    }
    return {kind: values for kind, values in found.items() if any(values)}


def links(found: Devices) -> Iterator[Link]:
    """Yield every cable that was told of, with what is known of who stands above."""
    known = {key: device.known for key, device in found.found.items()}
    ends = {key: _end(device) for key, device in found.found.items()}
    for key, device in found.found.items():
        for neighbour in _told(device):
            far = found.of(neighbour)
            if far is not None:
                yield Link(
                    near=replace(ends[key], port=neighbour.local_port),
                    far=replace(ends[far.key], port=neighbour.port),
                    uplink=_uplink(known[key], known[far.key]),
                    confidence=CONFIDENCE[known[far.key].sure],
                    scope=device.scope,
                    place=neighbour.place,
                )


def _end(device: Device) -> End:
    if ci(device) is not None:
        return End(device.key, device.name)
    identity = _identity(device)
    named = "" if identity else device.name
    return End(Elsewhere("hardware", identity, named), device.name)


def _uplink(near: Speaker, far: Speaker) -> bool | None:
    """Return whether the far device is the near one's uplink; None if neither stands at the edge."""
    if near.class_name == "network_device" and not near.leaf and far.leaf:
        return False
    if near.leaf and far.class_name == "network_device" and far.sure and not far.leaf:
        return True
    return None
