"""What a device answered when it was asked for its neighbours, in any of the forms of the field."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import PurePosixPath
from typing import Any

from cmdb.identify.junk import is_junk
from cmdb.identify.normal import canonical

GETTERS = ("lldp_neighbors_detail", "lldp_neighbors")
_ANSIBLE = "ansible_net_neighbors"
_FILE = re.compile(
    r"(?:get[-_. ])?(?:show[-_. ])?(?:lldp(?:ctl)?[-_. ]*)?neighbou?rs(?:[-_. ]*details?)?"
    r"|(?<![a-z])lldp(?:ctl|cli)?(?:[-_. ]*json0?)?(?![a-z])",
    re.IGNORECASE,
)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_PORT = re.compile(r"(?:[A-Za-z][\w-]*[\d/.:]+|[A-Za-z]+ ?\d+(?:/\d+)*)\Z")


@dataclass(frozen=True, slots=True)
class Neighbour:
    """What was heard on one port: who speaks there. Texts are "" where it did not say."""

    local_port: str
    place: str
    name: str = ""
    chassis: str = ""
    port: str = ""
    macs: tuple[str, ...] = ()
    address: str = ""
    description: str = ""
    supported: tuple[str, ...] = ()
    enabled: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """One device's neighbours, and what it said of itself (`facts` in napalm's words).

    `machine`: lldpd ran on it, which a server does, and some switches.
    """

    device: str
    place: str
    neighbours: tuple[Neighbour, ...]
    facts: Mapping[str, str] = field(default_factory=dict)
    macs: tuple[str, ...] = ()
    machine: bool = False
    refused: tuple[str, ...] = ()


def answers(value: Any, name: str, device: str = "") -> list[Answer] | None:
    """Return the answers that a file holds, None if it is of another kind.

    A device that the file does not name is called `device`, else as the file is.
    """
    if not isinstance(value, Mapping):
        return None
    if "lldp" in value or "local-chassis" in value:
        return [_of_daemon(value, device or _of_file(name), name)]
    facts = value.get("ansible_facts", value)
    if isinstance(facts, Mapping) and _ANSIBLE in facts:
        return [_of_ansible(facts, device or _of_file(name), name)]
    if any(_getter(value, one) is not None for one in GETTERS):
        return [_of_getters(value, device or _of_file(name), name)]
    if all(isinstance(one, list) for one in value.values()):
        only = _napalm(value, device or _of_file(name), name)
        return [only] if only.neighbours or not only.refused else None
    found = [_wrapped(str(key), inner, name) for key, inner in value.items()]
    kept = [one for one in found if one is not None]
    return kept if len(kept) == len(found) else None


def _wrapped(device: str, value: Any, name: str) -> Answer | None:
    """Return the answer of one device of several, None if it is none."""
    if not isinstance(value, Mapping):
        return None
    place = f"{name}: {text(device)}"
    if any(_getter(value, one) is not None for one in GETTERS):
        return _of_getters(value, device, place)
    if "lldp" in value:
        return _of_daemon(value, device, place)
    lists = all(isinstance(one, list) for one in value.values())
    return _napalm(value, device, place) if lists else None


def _getter(value: Mapping[str, Any], getter: str) -> Mapping[str, Any] | None:
    found = value.get(getter, value.get(f"get_{getter}"))
    return found if isinstance(found, Mapping) else None


def _of_getters(value: Mapping[str, Any], device: str, place: str) -> Answer:
    """Return an answer with several of napalm's getters, facts among them."""
    found = next(one for getter in GETTERS if (one := _getter(value, getter)) is not None)
    facts = record(value.get("facts", value.get("get_facts")))
    said = {str(key): text(one) for key, one in facts.items() if text(one)}
    return _napalm(found, device or said.get("hostname", ""), place, said)


def _napalm(
    ports: Mapping[str, Any], device: str, place: str, facts: Mapping[str, str] | None = None
) -> Answer:
    found: list[Neighbour] = []
    refused: list[str] = []
    for port, entries in ports.items():
        for index, entry in enumerate(entries if isinstance(entries, list) else [entries]):
            at = f"{place}: {text(port)}[{index}]"
            if isinstance(entry, Mapping):
                found.append(_neighbour(text(port), entry, at))
            else:
                refused.append(at)
    return Answer(text(device), place, tuple(found), facts or {}, refused=tuple(refused))


def _neighbour(port: str, entry: Mapping[str, Any], place: str) -> Neighbour:
    """Return a neighbour of napalm's shape, of the short one (hostname, port), or of Ansible's."""
    chassis = text(entry.get("remote_chassis_id") or entry.get("chassis_id"))
    name = entry.get("remote_system_name") or entry.get("hostname") or entry.get("host")
    remote = text(entry.get("remote_port") or entry.get("port"))
    about = text(entry.get("remote_port_description"))
    address = entry.get("remote_management_address") or entry.get("ip")
    return Neighbour(
        local_port=port,
        place=place,
        name=_name(name, chassis),
        chassis=chassis,
        port=port_name(remote, about),
        macs=_macs(chassis, remote),
        address=reachable(address),
        description=text(entry.get("remote_system_description"), 2000),
        supported=words(entry.get("remote_system_capab")),
        enabled=words(entry.get("remote_system_enable_capab")),
    )


def _of_ansible(facts: Mapping[str, Any], device: str, place: str) -> Answer:
    found = record(facts.get(_ANSIBLE))
    said = {
        "serial_number": text(facts.get("ansible_net_serialnum")),
        "model": text(facts.get("ansible_net_model")),
        "os_version": text(facts.get("ansible_net_version")),
    }
    hostname = text(facts.get("ansible_net_hostname"))
    return _napalm(found, hostname or device, place, {k: v for k, v in said.items() if v})


def _of_daemon(value: Mapping[str, Any], device: str, place: str) -> Answer:
    """Return the answer of lldpd (`lldpctl -f json`, or json0 where everything is a list)."""
    own_chassis = record(value.get("local-chassis")).get("chassis")
    local_name, local = _chassis(own_chassis)
    found: list[Neighbour] = []
    heard = _interfaces(record(value.get("lldp")).get("interface"))
    for index, (port, entry) in enumerate(heard):
        name, chassis = _chassis(entry.get("chassis"))
        remote = record(entry.get("port"))
        own, said = _value(chassis.get("id")), _value(remote.get("id"))
        can = list(records(chassis.get("capability")))
        addresses = chassis.get("mgmt-ip")
        first = addresses if isinstance(addresses, list) else [addresses]
        found.append(
            Neighbour(
                local_port=port,
                place=f"{place}: lldp.interface[{index}]",
                name=_name(name, own),
                chassis=own,
                port=port_name(said, _value(remote.get("descr"))),
                macs=_macs(own, said),
                address=next((ip for one in first if (ip := reachable(_value(one)))), ""),
                description=_value(chassis.get("descr"), 2000),
                supported=tuple(text(one.get("type")) for one in can),
                enabled=tuple(text(one.get("type")) for one in can if one.get("enabled") is True),
            )
        )
    macs = _macs(_value(local.get("id")))
    return Answer(local_name or device, place, tuple(found), macs=macs, machine=True)


def _interfaces(value: Any) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for one in records(value):
        if isinstance(one.get("name"), str):
            yield text(one["name"]), one
            continue
        for port, entry in one.items():  # several neighbours on a port: a list
            for neighbour in records(entry):
                yield text(port), neighbour


def _chassis(value: Any) -> tuple[str, Mapping[str, Any]]:
    """Return (name, chassis): the name is the key, a field, or missing."""
    found = record(value)
    if "id" in found or "name" in found:
        return _value(found.get("name")), found
    name = next(iter(found), "")
    return (text(name), record(found[name])) if name else ("", {})


def _value(value: Any, longest: int = 500) -> str:
    """Return a text that stands for itself, as {"value": …}, or as a list of these."""
    if isinstance(value, list):
        value = value[0] if value else ""
    return text(value.get("value") if isinstance(value, Mapping) else value, longest)


def _of_file(name: str) -> str:
    """Return the device that a file is named after: sw1-lldp-neighbors.json, sw1/lldp.json."""
    path = PurePosixPath(name)
    for candidate in (path.stem, path.parent.name):
        if found := _FILE.sub("", candidate).strip("-_. "):
            return text(found)
    return text(path.stem)


def port_name(port: str, description: str) -> str:
    """Return what people call a port: its description where the port says a number or an address."""
    unclear = not port or port.isdecimal() or canonical("mac", port)
    return description if unclear and _PORT.match(description) else port or description


def _name(value: Any, chassis: str) -> str:
    """Return a system's name, "" where an address or the chassis stands in its place."""
    found = text(value).rstrip(".")
    bare = found.lower()
    stands_in = is_junk(found) or canonical("mac", found) or reachable(found)
    return "" if stands_in or bare == chassis.lower() else found


def _macs(*candidates: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for c in candidates if (one := canonical("mac", c))))


def reachable(value: Any) -> str:
    """Return an IP address that others can reach, "" for what is none."""
    try:
        found = ip_address(text(value).partition("/")[0].partition("%")[0])
    except ValueError:
        return ""
    off = found.is_loopback or found.is_link_local or found.is_unspecified or found.is_multicast
    return "" if off else str(found)


def text(value: Any, longest: int = 500) -> str:
    """Return a text on one line, "" for what is no text or number."""
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**12:
        value = str(value)
    if not isinstance(value, str):
        return ""
    plain = value[: longest * 4].encode("utf-8", "replace").decode()  # no lone surrogates
    return " ".join(_CONTROL.sub(" ", plain).split())[:longest].strip()


def words(value: Any) -> tuple[str, ...]:
    """Return the words of a list, or of a text with commas between them."""
    parts: Iterable[Any] = value.split(",") if isinstance(value, str) else value
    return tuple(text(one) for one in parts if text(one)) if isinstance(parts, list) else ()


def record(value: Any) -> Mapping[str, Any]:
    """Return the one mapping that stands here, the first of several, or an empty one."""
    return next(records(value), {})


def records(value: Any) -> Iterator[Mapping[str, Any]]:
    """Yield the mappings of a list, or the one that stands in its place."""
    for one in value if isinstance(value, list) else (value,):
        if isinstance(one, Mapping):
            yield one
