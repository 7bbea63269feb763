"""Links between devices, each pair once, whichever end told of it and however many cables it has."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from cmdb.intake.model import Elsewhere, ObservedRelation

_PORT = re.compile(r"([A-Za-z]*)[^0-9]*([0-9/.:]*)")
_MANAGEMENT = re.compile(
    r"(?:mgmt|management|ma\d|fxp\d|em0\Z|me0\Z|vme|oob|idrac|ilo\b|bmc|ipmi)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class End:
    """A device at one end: what the relation names it by, the name that people call it, its port."""

    of: str | Elsewhere
    label: str
    port: str = ""

    @property
    def key(self) -> str:
        """What two ends of the same device have in common."""
        return self.of if isinstance(self.of, str) else repr(self.of)


@dataclass(frozen=True, slots=True)
class Link:
    """One cable, as `near` tells of it. `uplink`: the far device is known to stand a tier up (or,
    with False, down); None: which of the two stands above the other is not known."""

    near: End
    far: End
    uplink: bool | None = None
    confidence: float = 1.0
    scope: str = ""
    place: str = ""


@dataclass(slots=True)
class _Pair:
    first: Link
    ends: tuple[End, End]
    cables: dict[str, tuple[str, str]] = field(default_factory=dict)


def relations(links: Iterable[Link]) -> Iterator[ObservedRelation]:
    """Yield a relation a pair of devices: CONNECTED_TO where the direction is known, else LINKED_TO.

    LINKED_TO goes from the name that comes first, so that both ends tell of the same relation. The
    ports of several cables stand in one text; links of a device to itself are left out.
    """
    pairs: dict[tuple[str, str], _Pair] = {}
    for link in sorted(links, key=_telling):
        lower, upper = _directed(link)
        if lower.key == upper.key:
            continue
        key, turned = (lower.key, upper.key), (upper.key, lower.key)
        if turned in pairs and link.uplink is None:  # one end knew the direction
            key, lower, upper = turned, upper, lower
        pair = pairs.setdefault(key, _Pair(link, (lower, upper)))
        pair.cables.setdefault(_short(lower.port) or _short(upper.port), (lower.port, upper.port))
    for pair in pairs.values():
        yield _relation(pair)


def _telling(link: Link) -> tuple[object, ...]:
    """Return an order in which who knows the direction speaks first, whatever order they came in."""
    near, far = link.near, link.far
    ends = (near.label, link.place, near.key, near.port, far.label, far.key, far.port)
    return (link.uplink is None, *ends, bool(link.uplink), link.confidence)


def _directed(link: Link) -> tuple[End, End]:
    ends = (link.near, link.far)
    if link.uplink is None:
        first, second = sorted(ends, key=lambda end: (end.label.partition(".")[0].lower(), end.key))
        return first, second
    return ends if link.uplink else (ends[1], ends[0])


def _relation(pair: _Pair) -> ObservedRelation:
    cables = sorted(pair.cables.values(), key=_in_order)
    fields: dict[str, object] = {"origin": "observed", "confidence": pair.first.confidence}
    for name, ports in (
        ("interface", [a for a, _ in cables]),
        ("remote_interface", [b for _, b in cables]),
    ):
        if shown := ", ".join(port for port in dict.fromkeys(ports) if port):
            fields[name] = shown[:2000]
    known = pair.first.uplink is not None
    if known and all(_MANAGEMENT.match(a) or _MANAGEMENT.match(b) for a, b in cables):
        fields["network"] = "management"
    return ObservedRelation(
        from_id=pair.ends[0].of,
        type="CONNECTED_TO" if known else "LINKED_TO",
        to_id=pair.ends[1].of,
        fields=fields,
        scope=pair.first.scope,
        place=pair.first.place,
    )


def _short(port: str) -> str:
    """Return a port's name as both its long and its short form have it (Gi0/1)."""
    match = _PORT.match(port)
    return f"{match[1][:2]}{match[2]}".lower() if match and match[2] else port.lower()


def _in_order(cable: tuple[str, str]) -> tuple[tuple[int, ...], tuple[str, str]]:
    return tuple(int(n) for n in re.findall(r"[0-9]{1,9}", cable[0])), cable
