"""Which CIs does a list mean? By ids, names, identifiers and addresses; never guessed."""

from collections import Counter
from collections.abc import Collection, Sequence

from cmdb import search
from cmdb.graph import Tx
from cmdb.mentions import rules, store
from cmdb.mentions.model import Found, How, Line, Mention, Mentions, Outcome
from cmdb.mentions.reading import read
from cmdb.topology.references import meant
from cmdb.topology.snapshot import CiSummary, Topology

__all__ = ["Found", "Line", "Mention", "Mentions", "found", "mentioned", "read"]

_GONE = ("retired", "disposed")
_SHORTEST = 3
_SUGGESTED = 200
_LISTED = 20
_NEAR = 5


def mentioned(tx: Tx, topology: Topology, lines: Sequence[Line]) -> Mentions:
    """Return what each reference means; of what nobody bears what is written nearly so."""
    known = found(tx, topology, set().union(*(line.references() for line in lines)))
    items: list[Mention] = []
    seen: set[str] = set()
    unknown = 0
    for line, texts in rules.readings(lines, known):
        for text in texts:
            one = _mention(topology, line, text, known[text])
            if one["outcome"] in ("matched", "out_of_operation"):
                one["repeats"] = one["cis"][0]["id"] in seen
                seen.add(one["cis"][0]["id"])
            elif one["outcome"] == "unknown" and unknown < _SUGGESTED:
                unknown += 1
                one["cis"] = _near(tx, topology, text)
            items.append(one)
    counts = Counter("repeats" if one["repeats"] else one["outcome"] for one in items)
    outcomes = ("matched", "ambiguous", "unknown", "out_of_operation", "repeats")
    return {
        "revision": topology.revision,
        "counts": {name: counts[name] for name in outcomes},
        "items": items,
    }


def found(tx: Tx, topology: Topology, references: Collection[str]) -> dict[str, Found]:
    """Return by reference the CIs that it may mean; those out of use only where none is in use."""
    known = {one: _exactly(topology, one) for one in references}
    values = {one: rules.value(one) for one, said in known.items() if not said.cis}
    wanted = sorted({value for value in values.values() if len(value) >= _SHORTEST})
    by_value: dict[str, list[tuple[How, str]]] = {value: [] for value in values.values()}
    for value, facts in store.bearing(tx, wanted) if wanted else ():
        how = rules.how(topology.model, facts, value)
        if how is not None and topology.place(facts["id"]) is not None:
            by_value[value].append((how, facts["id"]))
    for one, value in values.items():
        said = rules.surest(by_value[value])
        known[one] = Found(_in_use(topology, said.cis), said.how)
    return known


def _exactly(topology: Topology, reference: str) -> Found:
    places = meant(topology, reference)
    if not places:
        return Found()
    cis = tuple(topology.id(place) for place in places)
    if cis == (reference,):
        return Found(cis, "id")
    return Found(cis, "name" if topology.name(places[0]) == reference else "class_name")


def _in_use(topology: Topology, cis: Sequence[str]) -> Sequence[str]:
    used = [ci for ci in cis if _lifecycle(topology, ci) not in _GONE]
    return tuple(used) or cis


def _lifecycle(topology: Topology, ci: str) -> str | None:
    place = topology.place(ci)
    return None if place is None else topology.profile(place).lifecycle


def _mention(topology: Topology, line: Line, text: str, one: Found) -> Mention:
    places = [place for ci in one.cis[:_LISTED] if (place := topology.place(ci)) is not None]
    outcome: Outcome = "unknown"
    if len(places) > 1:
        outcome = "ambiguous"
    elif places:
        outcome = "matched" if topology.operating[places[0]] else "out_of_operation"
    return {
        "text": text,
        "place": line.place,
        "state": line.state,
        "outcome": outcome,
        "how": one.how,
        "cis": [topology.summary(place) for place in places],
        "repeats": False,
    }


def _near(tx: Tx, topology: Topology, text: str) -> list[CiSummary]:
    """Return CIs of nearly that name; of a full name also those named as its first part."""
    first, dot, _ = text.partition(".")
    names = [*([first] if dot else []), *search.near(tx, text)]
    places = dict.fromkeys(place for name in names for place in topology.named(name))
    return [topology.summary(place) for place in places if topology.operating[place]][:_NEAR]
