"""Relations to accept or reject: the lists, and what people said of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from cmdb import items
from cmdb.errors import NotFound
from cmdb.graph import Tx
from cmdb.history import Stamp
from cmdb.impact.model import ShortCi
from cmdb.items import Relate
from cmdb.model import Model
from cmdb.quality import store
from cmdb.quality.doubts import (
    Doubt,
    Key,
    Observers,
    credible,
    declared_only,
    observed,
    observed_only,
)
from cmdb.quality.model import Doubted, Listing, Verdict
from cmdb.topology.snapshot import Topology

_DECLARED = "declared"


@dataclass(frozen=True, slots=True)
class Judgement:
    """What somebody says of a relation (ids and type), and who, when and why."""

    key: Key
    verdict: Verdict
    stamp: Stamp
    at: datetime


def listed(tx: Tx, topology: Topology, listing: Listing) -> list[Doubted]:
    """Return a list, those first that are most probably wrong; what people said of is only in
    `decided`, with who said so and when."""
    verdicts = {tuple(row["key"]): row for row in store.verdicts(tx)}
    if listing == "decided":
        found = [Doubt(key, None, None, ()) for key in verdicts]
        return [
            one
            for doubt in found
            if (one := _shown(topology, doubt, verdicts.get(doubt.key))) is not None
        ]
    open_ = [one for one in _doubts(tx, topology, listing) if one.key not in verdicts]
    shown = [one for doubt in open_ if (one := _shown(topology, doubt, None)) is not None]
    return sorted(shown, key=_order)


def _doubts(tx: Tx, topology: Topology, listing: Listing) -> Iterator[Doubt]:
    if listing == "observed-only":
        yield from observed_only(topology, map(observed, store.observed(tx)))
        return
    observers = Observers()
    for row in store.observed(tx):
        observers.add(observed(row))
    for source, ci in store.known_to_sources(tx, list(observers.knows)):
        observers.knows[source].add(ci)
    found = list(declared_only(topology, observers))
    yield from credible(found, store.evidence_between(tx, [one.key for one in found]))


def _order(one: Doubted) -> tuple[bool, float, str, str, str]:
    sure = one["confidence"]
    return (
        not one["calls_seen"],
        -(1.0 if sure is None else sure),
        one["from"]["name"],
        one["to"]["name"],
        one["type"],
    )


def _shown(topology: Topology, doubt: Doubt, said: Mapping[str, Any] | None) -> Doubted | None:
    ends = _end(topology, doubt.key[0]), _end(topology, doubt.key[2])
    if ends[0] is None or ends[1] is None:
        return None
    said = said or {}
    shown: Doubted = {
        "from": ends[0],
        "type": doubt.key[1],
        "to": ends[1],
        "origin": doubt.origin or _DECLARED,
        "confidence": doubt.confidence,
        "sources": list(doubt.sources),
        "not_seen_by": list(doubt.not_seen_by),
        "calls_seen": doubt.calls_seen,
        "verdict": said.get("verdict"),
        "actor": said.get("actor"),
        "at": said.get("at"),
        "reason": said.get("reason"),
        "text": "",
    }
    shown["text"] = _text(shown)
    return shown


def _text(one: Doubted) -> str:
    if one["verdict"] is not None:
        return f"{one['verdict']} by {one['actor']}"
    if not one["not_seen_by"]:
        return f"only {' and '.join(one['sources']) or 'a source'} observed it, nobody declared it"
    sources = " and ".join(one["not_seen_by"])
    if one["calls_seen"]:
        return f"{one['origin']}; {sources} sees what leaves {one['from']['name']}, not this"
    return f"{one['origin']}; {sources} knows both and sees nothing between them"


def _end(topology: Topology, ci: str) -> ShortCi | None:
    place = topology.place(ci)
    if place is None:
        return None
    class_name = topology.profile(place).class_name
    return {"id": ci, "class": class_name, "name": topology.name(place)}


def judge(tx: Tx, model: Model, said: Judgement) -> int | None:
    """Keep what somebody says of a relation; return the revision, None where none was needed.

    Who accepts declares it: its origin is `declared` from now on, and beside its sources stands the
    person. Who rejects only takes it off the list: it stays, and counts for impact, until somebody
    removes it. Safe to run twice. Raises NotFound where there is no such relation.
    """
    properties = store.evidence_of(tx, said.key)
    if properties is None:
        raise NotFound(
            f"There is no relation {' '.join(said.key)}.",
            remedy="`cmdb quality relations` lists those that may be judged.",
        )
    store.judge(tx, said.key, _kept(said))
    return _declare(tx, model, said, properties) if said.verdict == "accepted" else None


def _declare(tx: Tx, model: Model, said: Judgement, properties: dict[str, Any]) -> int | None:
    for name in ("evidence", "rev"):
        properties.pop(name, None)
    if properties.get("group") == "":
        properties["group"] = None
    fields = {**properties, "origin": _DECLARED, "confidence": 1.0}
    command = Relate(*said.key, fields)
    done = items.apply(tx, model, [command], said.stamp, said.at)
    return done.revision.number if done.revision else None


def _kept(said: Judgement) -> dict[str, Any]:
    return {
        "verdict": said.verdict,
        "actor": said.stamp.actor,
        "at": said.at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        "reason": said.stamp.reason,
    }


def reopen(tx: Tx, key: Sequence[str]) -> None:
    """Forget what was said of a relation: it is listed again if it should be. Raises NotFound."""
    if not store.reopen(tx, key):
        raise NotFound(
            f"Nobody has judged {' '.join(key)}.",
            remedy="`cmdb quality relations --decided` lists what was.",
        )
