"""Which ports a cable joins, traced through patch panels, whichever version wrote it down."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product

from importers.netbox.addresses import holder_of
from importers.netbox.endpoints import ENDPOINTS
from importers.netbox.records import Ref, Row, Tables, identifier, ref

End = tuple[str, int]
"""A port: its type (`dcim.interface`) and id."""

_PORTS = (
    "dcim/interfaces",
    "dcim/front-ports",
    "dcim/rear-ports",
    "dcim/power-ports",
    "dcim/power-outlets",
    "dcim/power-feeds",
    "circuits/circuit-terminations",
)
_TYPES = {endpoint: type_ for type_, endpoint in ENDPOINTS.items()}
_NOT_YET = ("planned", "decommissioning")
_MOST_HOPS = 64
_MOST_PAIRS = 256


@dataclass(slots=True)
class Wiring:
    """Joined ports, what is known of each port, and the record that says so."""

    joined: dict[End, dict[End, Row]] = field(default_factory=lambda: defaultdict(dict))
    bodies: dict[End, Row] = field(default_factory=dict)
    said: dict[tuple[End, End], Row] = field(default_factory=dict)
    planned: int = 0

    def join(self, one: End, other: End, row: Row) -> None:
        if one != other:
            self.joined[one].setdefault(other, row)
            self.joined[other].setdefault(one, row)


def wiring(tables: Tables) -> Wiring:
    """Return which ports are joined by one cable each."""
    result = Wiring()
    for endpoint in _PORTS:
        for row in tables.of(endpoint):
            result.bodies[_TYPES[endpoint], row.id] = row
    unready = {r.id for r in tables.of("dcim/cables") if r.choice("status") in _NOT_YET}
    result.planned = len(unready)
    for row in tables.of("dcim/cables"):
        if row.id not in unready:
            _cable(row, result)
    _by_their_ports(tables, result, unready)
    return result


def _cable(row: Row, into: Wiring) -> None:
    sides = [list(_ends(row, side, into)) for side in ("a", "b")]
    for one, other in list(product(*sides))[:_MOST_PAIRS]:
        into.join(one, other, row)


def _ends(row: Row, side: str, into: Wiring) -> Iterator[End]:
    several = row.body.get(f"{side}_terminations")
    for one in several if isinstance(several, list) else ():
        if isinstance(one, dict):
            yield from _end(one.get("object_type"), one.get("object_id"), one.get("object"), into)
    old = f"termination_{side}"
    yield from _end(row.body.get(f"{old}_type"), row.body.get(f"{old}_id"), row.body.get(old), into)


def _end(type_: object, id_: object, body: object, into: Wiring) -> Iterator[End]:
    number = identifier(id_) or (identifier(body.get("id")) if isinstance(body, dict) else None)
    if isinstance(type_, str) and number is not None:
        end = (type_, number)
        if isinstance(body, dict) and end not in into.bodies:
            into.bodies[end] = Row(ENDPOINTS.get(type_, ""), number, body, "")
        yield end


def _by_their_ports(tables: Tables, into: Wiring, unready: set[int]) -> None:
    """Join ports that name the same cable, and those that name who is at the other end."""
    sides: dict[int, dict[str, list[tuple[End, Row]]]] = defaultdict(lambda: defaultdict(list))
    for endpoint in _PORTS:
        for row in tables.of(endpoint):
            end = (_TYPES[endpoint], row.id)
            cable = row.ref("cable")
            if cable and cable.id in unready:
                continue
            if cable and cable.id is not None:
                sides[cable.id][row.text("cable_end") or str(end)].append((end, row))
            _neighbours(row, end, into)
    for found in sides.values():
        if len(found) == 2:  # noqa: PLR2004  a cable has two ends
            one, other = found.values()
            for (first, row), (second, _) in list(product(one, other))[:_MOST_PAIRS]:
                into.join(first, second, row)


def _neighbours(row: Row, end: End, into: Wiring) -> None:
    for peers, types in (("link_peers", "link_peers_type"), ("cable_peer", "cable_peer_type")):
        for peer in row.refs(peers):
            for other in _end(row.body.get(types), peer.id, dict(peer.body), into):
                into.join(end, other, row)
    for name, type_ in (
        ("connected_endpoints", row.text("connected_endpoints_type")),
        ("connected_endpoint", row.text("connected_endpoint_type")),
        ("connected_interface", "dcim.interface"),
        ("power_outlet", "dcim.poweroutlet"),
    ):
        if name == "power_outlet" and row.endpoint != "dcim/power-ports":
            continue
        for peer in row.refs(name):
            guess = type_ or _guessed(row)
            for other in _end(guess, peer.id, dict(peer.body), into):
                into.said[end, other] = row


def _guessed(row: Row) -> str:
    return {"dcim/interfaces": "dcim.interface", "dcim/power-ports": "dcim.poweroutlet"}.get(
        row.endpoint, ""
    )


def connections(tables: Tables, wires: Wiring) -> Iterator[tuple[End, End, Row]]:
    """Yield (port, port at the far end, the record that says so), each pair once.

    Front and rear ports are passed where both are known; NetBox's own trace counts too.
    """
    panels = _Panels(tables)
    seen: set[frozenset[End]] = set()
    traced = (
        (start, far, row) for start in wires.joined for far, row in _far(start, wires, panels)
    )
    told = ((one, other, row) for (one, other), row in wires.said.items())
    for start, far, row in (*traced, *told):
        pair = frozenset((start, far))
        if len(pair) > 1 and pair not in seen:
            seen.add(pair)
            yield start, far, row


class _Panels:
    """Which rear port is behind a front port, and the other way round."""

    def __init__(self, tables: Tables) -> None:
        self.behind: dict[int, tuple[int, int]] = {}
        self.before: dict[tuple[int, int], int] = {}
        for row in tables.of("dcim/front-ports"):
            for to, position in _rears(row):
                if to.id is not None:
                    self.behind.setdefault(row.id, (to.id, position))
                    self.before.setdefault((to.id, position), row.id)


def _rears(row: Row) -> Iterator[tuple[Ref, int]]:
    if (to := row.ref("rear_port")) is not None:
        yield to, row.whole("rear_port_position") or identifier(to.body.get("position")) or 1
    several = row.body.get("rear_ports")
    for one in several if isinstance(several, list) else ():
        if isinstance(one, dict) and (to := ref(one.get("rear_port"))) is not None:
            yield to, identifier(one.get("rear_port_position")) or 1


def _far(start: End, wires: Wiring, panels: _Panels) -> Iterator[tuple[End, Row]]:
    if start[0] in ("dcim.frontport", "dcim.rearport"):
        return
    for first, row in wires.joined[start].items():
        at: End | None = first
        came, stack = start, list[int]()
        for _ in range(_MOST_HOPS):
            if at is None or at[0] not in ("dcim.frontport", "dcim.rearport"):
                break
            through = _through(at, stack, panels)
            beyond = wires.joined.get(through, {}) if through else {}
            came, at = at, next((end for end in beyond if end != came), None)
        if at is not None and at[0] not in ("dcim.frontport", "dcim.rearport"):
            yield at, row


def _through(at: End, stack: list[int], panels: _Panels) -> End | None:
    """Return the port on the panel's other face. Strands keep their position in a trunk."""
    if at[0] == "dcim.frontport":
        found = panels.behind.get(at[1])
        if found is None:
            return None
        stack.append(found[1])
        return ("dcim.rearport", found[0])
    front = panels.before.get((at[1], stack.pop() if stack else 1))
    return None if front is None else ("dcim.frontport", front)


def owner(end: End, wires: Wiring) -> str | None:
    """Return the external id of the CI whose port it is: device, power feed, circuit."""
    if end[0] == "dcim.powerfeed":
        return f"dcim.powerfeed/{end[1]}"
    row = wires.bodies.get(end)
    if row is None:
        return None
    if end[0] == "circuits.circuittermination":
        circuit = row.ref("circuit")
        return f"circuits.circuit/{circuit.id}" if circuit and circuit.id else None
    return holder_of(row)
