"""The CIs and relations that a Cartography graph comes to."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from cmdb.intake.model import Issue, Observation, ObservedCI, ObservedRelation
from importers.cartography.graph import Graph, Node
from importers.cartography.labels import Entry, rule

Values = dict[str, Any]
_STRINGS = frozenset({"ip_addresses", "cidrs"})
_WHOLE = frozenset({"port", "replicas", "memory_mb", "timeout_s"})
_NUMBERS = frozenset({"capacity_gb"})
_YES_OR_NO = frozenset({"encrypted"})
_ENVIRONMENTS: Mapping[str, str] = {
    **dict.fromkeys(("prod", "production", "prd", "live"), "production"),
    **dict.fromkeys(("stage", "staging", "stg", "uat", "preprod"), "staging"),
    **dict.fromkeys(("test", "testing", "qa"), "test"),
    **dict.fromkeys(("dev", "development"), "development"),
    **dict.fromkeys(("dr", "disaster_recovery"), "disaster_recovery"),
}
_NOWHERE = frozenset({"global", "aws-global", "us", "eu", "asia"})
_PLACELESS = frozenset(
    {"cloud_account", "organization", "application", "dns_zone", "dns_record", "certificate"}
)
_GONE = frozenset({"terminated", "shutting-down", "deleted"})
_LAST_PORT = 65535


def observed(graph: Graph) -> Iterator[Observation]:
    """Yield CIs with the places that they are in, relations, and notes."""
    told = _told(graph)
    places: dict[str, ObservedCI] = {}
    standing: dict[tuple[str, str, str], ObservedRelation] = {}
    for key, node in sorted(graph.nodes.items()):
        if node.entry is None:
            continue
        ci = _ci(node, node.entry, told[key])
        if ci.class_name not in _PLACELESS:
            _place(ci, node, node.entry, places, standing)
        yield ci
    yield from places.values()
    yield from standing.values()
    yield from _relations(graph)
    yield from graph.issues
    for label, count in sorted(graph.skipped.items()):
        what = f"{count} nodes" if count > 1 else "1 node"
        yield Issue(f"label {label}", f"{what} left out: no CI here.", fatal=False)


def _told(graph: Graph) -> dict[str, Values]:
    """Return what nodes that are no CIs say of those that are: tags, MAC and IP addresses."""
    result: dict[str, Values] = defaultdict(lambda: {"tags": {}, "mac": set(), "ip": set()})
    for one, type_, other in graph.edges:
        about = graph.nodes[other].props
        if type_ == "TAGGED" and graph.nodes[other].entry is None:
            name, value = about.get("key"), about.get("value")
            if isinstance(name, str) and name.strip():
                said = value.strip() if isinstance(value, str) else ""
                result[one]["tags"][name.strip()] = said
        elif type_ == "NETWORK_INTERFACE" and graph.nodes[other].entry is None:
            result[one]["mac"] |= {m for m in (_text(about, ("mac_address",)),) if m}
            result[one]["ip"] |= {i for i in (_text(about, ("private_ip_address",)),) if i}
    return result


def _ci(node: Node, entry: Entry, told: Values) -> ObservedCI:
    props, tags = node.props, told["tags"]
    id_ = node.key.partition("/")[2]
    name = tags.get("Name") or _text(props, (*entry.name, "name", "_ont_name")) or id_
    fields: Values = {
        "description": _text(props, ("description",)),
        **{attribute: _value(attribute, props, names) for attribute, names in entry.fields.items()},
        **entry.set,
    }
    if entry.class_name in ("cloud_account", "cloud_resource"):
        fields |= {"provider": entry.provider, "provider_id": _text(props, entry.id)}
    if entry.class_name == "cloud_resource":
        fields["kind"] = entry.kind
    if entry.class_name == "virtual_machine":
        addresses = set(fields.get("ip_addresses") or ()) | told["ip"]
        fields |= {"mac_addresses": sorted(told["mac"]), "ip_addresses": sorted(addresses)}
        gone = str(fields.get("power_state", "")).lower() in _GONE
        fields |= {"lifecycle": "retired"} if gone else {}
    fields |= _said_by_tags(tags)
    return ObservedCI(
        external_id=node.key,
        class_name=entry.class_name,
        name=name,
        fields={k: v for k, v in fields.items() if v not in (None, "", [])},
        identity=_identity(props, entry, told),
        place=node.place,
    )


def _said_by_tags(tags: Mapping[str, str]) -> Values:
    lower = {name.lower(): value for name, value in tags.items()}
    environment = next((lower[n] for n in ("environment", "env", "stage") if lower.get(n)), "")
    return {
        "environment": _ENVIRONMENTS.get(environment.lower()),
        "owner": lower.get("owner", ""),
        "support_team": lower.get("team", ""),
        "cost_centre": lower.get("costcenter", "") or lower.get("cost-center", ""),
        "tags": sorted(f"{n}={v}" if v else n for n, v in tags.items() if n != "Name"),
    }


def _identity(props: Mapping[str, Any], entry: Entry, told: Values) -> dict[str, tuple[str, ...]]:
    arn = _text(props, ("arn",))
    ids = [_text(props, (name,)) for name in entry.id[:1]] + [_text(props, ("id",)), arn]
    found = {
        "provider_id": [] if entry.uid else ids,
        "uid": [_text(props, entry.uid)],
        "fqdn": [_text(props, entry.fqdn)],
        "ip": [_text(props, (name,)) for name in entry.public],
        "mac": sorted(told["mac"]) if entry.class_name == "virtual_machine" else [],
    }
    if entry.class_name in ("dns_zone", "dns_record"):
        found["provider_id"] = []  # names say what they are
    return {
        kind: values
        for kind, listed in found.items()
        if (values := tuple(dict.fromkeys(one for one in listed if one)))
    }


def _text(props: Mapping[str, Any], names: tuple[str, ...]) -> str:
    for name in names:
        value = props.get(name)
        if isinstance(value, str) and value.strip():
            return value.strip()
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
    return ""


def _value(attribute: str, props: Mapping[str, Any], names: Any) -> Any:
    if attribute in _STRINGS:
        found = [_text(props, (name,)) for name in names]
        return sorted({one for one in found if one})
    if attribute in _YES_OR_NO:
        return next((v for n in names if isinstance(v := props.get(n), bool)), None)
    text = _text(props, tuple(names))
    if attribute in _WHOLE:
        number = int(text) if text.isdecimal() and len(text) < 10 else None  # noqa: PLR2004  a count
        fits = number is not None and (attribute != "port" or 0 < number <= _LAST_PORT)
        return number if fits else None
    if attribute in _NUMBERS:
        return float(text) if text.isdecimal() and len(text) < 10 else None  # noqa: PLR2004  a size
    return text


def _place(
    ci: ObservedCI,
    node: Node,
    entry: Entry,
    places: dict[str, ObservedCI],
    standing: dict[tuple[str, str, str], ObservedRelation],
) -> None:
    """Say in which zone a CI is, else in which region; both become CIs."""
    if not entry.provider:
        return
    region = _text(node.props, ("region", "location", "_ont_region")).lower()
    zones = ("availabilityzone", "availability_zone", "zone_name", "_ont_availability_zone")
    zone = _text(node.props, zones).lower()
    region_key = f"region/{entry.provider}/{region}"
    if region and region not in _NOWHERE:
        places.setdefault(region_key, _named("region", region, entry.provider, node.place))
    elif not zone:
        return
    if zone:
        zone_key = f"zone/{entry.provider}/{zone}"
        places.setdefault(zone_key, _named("availability_zone", zone, entry.provider, node.place))
        _stand(standing, ci.external_id, "IN_ZONE", zone_key, node.place)
        if region_key in places:
            _stand(standing, zone_key, "IN_REGION", region_key, node.place)
    else:
        _stand(standing, ci.external_id, "IN_REGION", region_key, node.place)


def _named(class_name: str, name: str, provider: str, place: str) -> ObservedCI:
    kind = "region" if class_name == "region" else "zone"
    fields = {"provider": provider, "provider_id": name}
    return ObservedCI(
        f"{kind}/{provider}/{name}",
        class_name,
        name,
        fields,
        identity={"provider_id": (name,)},
        place=place,
    )


def _stand(
    into: dict[tuple[str, str, str], ObservedRelation], one: str, type_: str, other: str, place: str
) -> None:
    into.setdefault((one, type_, other), _relation(one, type_, other, place))


def _relation(one: str, type_: str, other: str, place: str) -> ObservedRelation:
    return ObservedRelation(
        one, type_, other, {"origin": "configured", "confidence": 1.0}, place=place
    )


_NO_ACCOUNT = frozenset({"cloud_account", "organization", "region", "availability_zone"})


def _relations(graph: Graph) -> Iterator[ObservedRelation]:
    said: set[tuple[str, str, str]] = set()
    for one, type_, other in sorted(graph.edges):
        start, end = graph.nodes[one], graph.nodes[other]
        if start.entry is None or end.entry is None or one == other:
            continue
        found = rule(type_, start.entry.class_name, end.entry.class_name)
        if found is None or (
            found.relation == "IN_ACCOUNT" and end.entry.class_name in _NO_ACCOUNT
        ):
            continue
        ends = (other, one) if found.turned else (one, other)
        key = (ends[0], found.relation, ends[1])
        if key not in said:
            said.add(key)
            yield _relation(*key, graph.nodes[ends[0]].place)
