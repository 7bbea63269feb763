"""What cables mean: who powers a device, what its uplink is, and what it is merely linked to."""

from collections.abc import Mapping

from cmdb.intake.model import Issue
from importers.netbox.cables import End, Wiring, connections, owner, wiring
from importers.netbox.classes import POWER, Kind
from importers.netbox.observed import Seen
from importers.netbox.records import Row

CONNECTIONS = "connections"
"""The scope of what cables come to: not one endpoint says it, but all of WIRED."""

WIRED = (
    "dcim/devices",
    "dcim/cables",
    "dcim/interfaces",
    "dcim/front-ports",
    "dcim/rear-ports",
    "dcim/power-ports",
    "dcim/power-outlets",
    "dcim/power-feeds",
    "circuits/circuits",
    "circuits/circuit-terminations",
)
_POWER_SIDE = ("dcim.poweroutlet", "dcim.powerfeed")
_DATA = ("dcim.interface", "circuits.circuittermination")


def links(seen: Seen, kinds: Mapping[str, Kind]) -> None:
    """Say what every connection between two known ports comes to."""
    wires = wiring(seen.tables)
    for one, other, row in connections(seen.tables, wires):
        types = {one[0], other[0]}
        if "dcim.powerport" in types and types & set(_POWER_SIDE):
            port, source = (one, other) if one[0] == "dcim.powerport" else (other, one)
            _powered(seen, wires, port, source, row)
        elif types <= set(_DATA):
            _data(seen, wires, kinds, (one, other), row)
    if wires.planned:
        reason = f"{wires.planned} cables are planned or being removed: they connect nothing."
        seen.notes.append(Issue("dcim/cables", reason, fatal=False))


def _name(end: End, wires: Wiring) -> str:
    row = wires.bodies.get(end)
    if row is None or end[0] == "circuits.circuittermination":
        return ""
    return row.text("name", "display")


def _powered(seen: Seen, wires: Wiring, port: End, source: End, row: Row) -> None:
    device, feeder = owner(port, wires), owner(source, wires)
    if device and feeder:
        outlet = _name(source, wires) if source[0] == "dcim.poweroutlet" else ""
        seen.between(device, "POWERED_BY", feeder, row, scope=CONNECTIONS, outlet=outlet)


def _data(
    seen: Seen, wires: Wiring, kinds: Mapping[str, Kind], ends: tuple[End, End], row: Row
) -> None:
    owners = [owner(end, wires) for end in ends]
    if owners[0] is None or owners[1] is None or owners[0] == owners[1]:
        return
    found = [_kind(one, kinds) for one in owners if one]
    first, second = 0, 1
    up = _uplink(found[0], found[1])
    if up == 0 or (up is None and str(owners[1]) < str(owners[0])):
        first, second = 1, 0
    from_id, to_id = str(owners[first]), str(owners[second])
    ports = {
        "interface": _name(ends[first], wires),
        "remote_interface": _name(ends[second], wires),
    }
    if up is None:
        seen.between(from_id, "LINKED_TO", to_id, row, scope=CONNECTIONS, **ports)
        return
    network = _network(wires, ends, found)
    before = seen.relations.get((from_id, "CONNECTED_TO", to_id))
    if before is not None and before.fields.get("network") == "management" != network:
        del seen.relations[from_id, "CONNECTED_TO", to_id]  # a data link outranks it
    elif before is not None and network == "management" != before.fields.get("network"):
        return
    seen.between(from_id, "CONNECTED_TO", to_id, row, scope=CONNECTIONS, network=network, **ports)


def _kind(owner_id: str, kinds: Mapping[str, Kind]) -> Kind:
    if owner_id.startswith("circuits.circuit/"):
        return Kind("circuit", tier=9)
    return kinds.get(owner_id, Kind(""))


def _uplink(one: Kind, other: Kind) -> int | None:
    """Return which of the two (0, 1) is the other's uplink; None where none is, or it is not known."""
    if one.class_name in POWER or other.class_name in POWER:  # a PDU's network card
        one, other = _card(one), _card(other)
    if one.tier is None or other.tier is None or one.tier == other.tier:
        return None
    up, kind = (0, one) if one.tier > other.tier else (1, other)
    return up if kind.class_name in ("network_device", "circuit") else None


def _card(kind: Kind) -> Kind:
    return Kind(kind.class_name, tier=0, network="management") if kind.class_name in POWER else kind


def _network(wires: Wiring, ends: tuple[End, End], kinds: list[Kind]) -> str:
    if any(_management(wires, end) for end in ends) or any(k.class_name in POWER for k in kinds):
        return "management"
    return next((kind.network for kind in kinds if kind.network != "data"), "data")


def _management(wires: Wiring, end: End) -> bool:
    row = wires.bodies.get(end)
    return row is not None and row.body.get("mgmt_only") is True
