"""How far a relation can be trusted, from who says so and when it was seen (docs/decisions/0013)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from cmdb.impact.model import ShortCi
from cmdb.proofs.model import Doubts, Link, Step, Trust, Weakest

# How sure a relation is whose source says how it is known, but not how sure it is.
_BY_ORIGIN = {"declared": 1.0, "configured": 0.9, "rule": 0.9, "observed": 0.8, "inferred": 0.5}
_STALE_COUNTS = 0.5

LinkKey = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Known:
    """What the database says of a relation or CI; `written_at` is when its last revision was."""

    sources: Sequence[str]
    seen_at: datetime | None
    written_at: datetime | None = None
    written_by: str | None = None
    origin: str | None = None
    confidence: float | None = None


def trust(known: Known, now: datetime, stale_after: timedelta) -> Trust:
    """Return where a relation comes from and how far that goes.

    Stale is what nobody has seen or written for so long; it counts half.
    """
    origin = known.origin or "declared"
    sure = _BY_ORIGIN.get(origin, 0.5) if known.confidence is None else known.confidence
    old = stale(known, now, stale_after)
    return {
        "score": round(sure * (_STALE_COUNTS if old else 1.0), 3),
        "origin": origin,
        "confidence": known.confidence,
        "sources": list(known.sources),
        "last_seen": _iso(known.seen_at),
        "written_at": _iso(known.written_at),
        "written_by": known.written_by,
        "stale": old,
    }


def _iso(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()


def stale(known: Known, now: datetime, stale_after: timedelta) -> bool:
    """Tell whether nobody has seen it, nor written it by hand, for so long."""
    times = [at for at in (known.seen_at, known.written_at) if at is not None]
    return bool(times) and now - max(times) > stale_after


def weakest(steps: Sequence[Step]) -> Weakest:
    """Return the trust of the whole proof: of the weakest relation that is necessary, if any is."""
    links = [link for step in steps for link in step["relations"]]
    necessary = [link for link in links if link["necessary"]]
    known = sorted((link for link in necessary or links if link["trust"]), key=_score)
    return {
        "score": _score(known[0])[0] if known else None,
        "at_least": not necessary,
        "relation": known[0] if known else None,
    }


def _score(link: Link) -> tuple[float, LinkKey]:
    score = link["trust"]["score"] if link["trust"] else 0.0
    return score, (link["from"], link["type"], link["to"])


def doubts(
    steps: Iterable[Step], known: Mapping[str, Known], now: datetime, stale_after: timedelta
) -> Doubts:
    """Return the CIs on the way that are stale, have no owner, or are confirmed by no source."""
    found: Doubts = {"stale": [], "ownerless": [], "unconfirmed": []}
    for step in steps:
        ci = step["ci"]
        named: ShortCi = {"id": ci["id"], "class": ci["class"], "name": ci["name"]}
        if not (ci["owner"] or ci["support_team"]):
            found["ownerless"].append(named)
        one = known.get(ci["id"])
        if one is None:
            continue
        if not one.sources:
            found["unconfirmed"].append(named)
        if stale(one, now, stale_after):
            found["stale"].append(named)
    return found
