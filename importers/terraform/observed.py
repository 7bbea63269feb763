"""The resources of a state as CIs and relations."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from cmdb.intake.model import Elsewhere, Issue, Observation, ObservedCI, ObservedRelation
from cmdb.intake.terraform import names
from cmdb.intake.text import line
from importers.terraform.fields import fields
from importers.terraform.identity import addresses, identity, macs
from importers.terraform.locations import Location, account_of, locations, provider
from importers.terraform.needs import Need, needs
from importers.terraform.owners import tagged
from importers.terraform.resources import Resource
from importers.terraform.states import State
from importers.terraform.values import form, telling

_MACHINES = ("virtual_machine", "server", "hypervisor")
_WITH_ACCOUNT = ("cloud_resource", "function", "object_store")
_WITH_PROVIDER = ("cloud_resource", "cloud_account")
_KINDS = {"azurerm_firewall": "firewall", "openstack_networking_router_v2": "router"}
_WORKLOADS = {
    "deployment": "Deployment",
    "stateful_set": "StatefulSet",
    "daemonset": "DaemonSet",
    "daemon_set": "DaemonSet",
    "job": "Job",
    "cron_job": "CronJob",
    "pod": "Pod",
}
_LONGEST_NAME = 500
_NAME = re.compile(r"[a-z][a-z0-9]*(?:[._-][a-z0-9]+)+")


def observed(state: State) -> Iterator[Observation]:
    """Yield the CIs of a state, where they are, how they stand to each other, and what was left out."""
    related = needs(state.resources)
    groups: dict[Resource, set[str]] = defaultdict(set)
    for need in related:
        if need.group:
            groups[need.from_].add(need.group)
    places: dict[Location, str] = {}
    lines: list[ObservedRelation] = []
    for one in state.resources:
        if one.mode == "managed" and not one.deposed and one.class_name:
            where = list(locations(one))
            yield _ci(one, where, sorted(groups[one]))
            for place in where:
                places.setdefault(place, one.place)
            lines += _situated(one, where)
    yield from _places(places)
    yield from lines
    yield from (_relation(need) for need in related)
    yield from _left_out(state)


def _ci(one: Resource, where: list[Location], groups: Sequence[str]) -> ObservedCI:
    known = identity(one)
    return ObservedCI(
        external_id=one.address,
        class_name=one.class_name,
        name=_name(one),
        fields=_fields(one, where, known.get("provider_id", ())),
        identity=known,
        quorum={group: {"needs": 1, "wants": "all"} for group in groups},
        place=one.place,
    )


def _name(one: Resource) -> str:
    """Return what people call it; where nobody said, its address."""
    attributes = one.attributes
    found = next((name for name in names(attributes) if len(name) <= _LONGEST_NAME), "")
    if one.class_name == "dns_record":
        found = _record_name(one, found)
    if one.class_name == "certificate":
        found = found or fields(one).get("subject", "")
    if one.class_name == "ip_address" and not found:
        found = next(iter(addresses(one)), "")
    found = found or _named_id(attributes.get("id"))
    return line(found, _LONGEST_NAME) or line(one.address, _LONGEST_NAME)


def _named_id(value: Any) -> str:
    """Return an identifier that is a name, as those of old providers are."""
    named = isinstance(value, str) and _NAME.fullmatch(value) and not telling(form(value))
    return str(value) if named else ""


def _record_name(one: Resource, name: str) -> str:
    full, zone = one.attributes.get("fqdn"), one.attributes.get("zone_name")
    if isinstance(full, str) and full.strip("."):
        return full.rstrip(".")
    if isinstance(zone, str) and zone and one.type.startswith("azurerm_"):
        return zone if name in ("", "@") else f"{name}.{zone}"
    return name.rstrip(".")


def _fields(one: Resource, where: list[Location], ids: Sequence[str]) -> dict[str, Any]:
    found = {**tagged(one.attributes), **fields(one)}
    if "provider_id" in found and found["provider_id"] not in ids:
        del found["provider_id"]
        if ids:
            found["provider_id"] = ids[0]
    if one.class_name in _WITH_ACCOUNT:
        found |= account_of(found, where)
    if one.class_name in _WITH_PROVIDER:
        found["provider"] = provider(one)
    if one.class_name in _MACHINES:
        found |= _of_machine(one)
    found |= _of_kind(one)
    return found


def _of_machine(one: Resource) -> dict[str, Any]:
    said = {"ip_addresses": addresses(one), "mac_addresses": macs(one)}
    return {name: values for name, values in said.items() if values}


def _of_kind(one: Resource) -> dict[str, Any]:
    match one.class_name:
        case "cloud_resource":
            return {"kind": one.type}
        case "network_device":
            return {"kind": _KINDS.get(one.type, "other")}
        case "workload":
            words = one.type.partition("_")[2].removesuffix("_v1")
            kind = _WORKLOADS.get(words) if one.type.startswith("kubernetes_") else None
            return {"kind": kind or one.type}
        case "dns_record":
            return _of_record(one)
        case "cluster":
            return {"kind": "virtualization" if one.type.startswith("vsphere_") else "compute"}
    return {}


def _of_record(one: Resource) -> dict[str, Any]:
    listed = [one.attributes.get(key) for key in ("records", "rrdatas", "record")]
    texts = [text for value in listed if isinstance(value, list) for text in value]
    texts += [one.attributes.get(key) for key in ("value", "content", "record")]
    plain = [line(text, _LONGEST_NAME) for text in texts if isinstance(text, str)]
    words = one.type.split("_")
    found: dict[str, Any] = {}
    if one.type.startswith("azurerm_"):
        found["record_type"] = words[-2].upper()
    # A text record may hold what only its owner should know.
    if plain and "TXT" not in (one.attributes.get("type"), found.get("record_type")):
        found["value"] = ", ".join(sorted(set(plain)))[:_LONGEST_NAME]
    return found


def _places(places: dict[Location, str]) -> Iterator[Observation]:
    """Yield accounts, zones and regions, those of the zones among them, each once."""
    regions = {
        Location("region", p.provider, p.within): at for p, at in sorted(places.items()) if p.within
    }
    for place, at in sorted({**regions, **places}.items()):
        yield ObservedCI(
            external_id=place.id,
            class_name=place.class_name,
            name=place.name,
            fields={"provider": place.provider, "provider_id": place.name},
            identity={"provider_id": (place.name,)} if place.class_name == "cloud_account" else {},
            place=at,
        )
    for place, at in sorted(places.items()):
        if place.within:
            region = Location("region", place.provider, place.within)
            yield _line(place.id, "IN_REGION", region.id, at)


def _situated(one: Resource, where: Sequence[Location]) -> Iterator[ObservedRelation]:
    types = {
        "cloud_account": "IN_ACCOUNT",
        "region": "IN_REGION",
        "availability_zone": "IN_ZONE",
    }
    for place in where:
        yield _line(one.address, types[place.class_name], place.id, one.place)


def _line(from_id: str, type_: str, to_id: str, place: str) -> ObservedRelation:
    fields = {"origin": "configured", "confidence": 1.0}
    return ObservedRelation(from_id, type_, to_id, fields, place=place)


def _relation(need: Need) -> ObservedRelation:
    fields: dict[str, Any] = {"origin": need.origin, "confidence": need.confidence}
    fields |= {"strength": need.strength} if need.strength else {}
    fields |= {"group": need.group} if need.group else {}
    own = need.from_ if need.from_.mode == "managed" else need.to
    return ObservedRelation(_end(need.from_), need.type, _end(need.to), fields, place=own.place)


def _end(one: Resource) -> str | Elsewhere:
    """Return a CI of this state by its address; what others own by what it is known by."""
    if one.mode == "managed":
        return one.address
    if one.mode == "outside":
        return Elsewhere(one.class_name, {"provider_id": (one.address,)})
    named = next(iter(names(one.attributes)), "")
    return Elsewhere(one.class_name, identity(one), line(named, _LONGEST_NAME))


def _left_out(state: State) -> Iterator[Issue]:
    """Yield one note on what makes no CI of its own, with counts."""
    kinds: Counter[str] = Counter()
    for one in state.resources:
        if one.deposed:
            kinds["deposed instances"] += 1
        elif one.mode == "data":
            kinds["data sources"] += 1
        elif not one.class_name:
            kinds[one.type] += 1
    if kinds:
        shown = ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items())[:60])
        more = f" and {len(kinds) - 60} more kinds" if len(kinds) > 60 else ""  # noqa: PLR2004  a note, no list
        yield Issue(state.name, f"no CIs by themselves: {shown}{more}.", fatal=False)
