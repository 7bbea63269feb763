"""A run line by line: what a dry run would do, what a run did, and what a vetoed one would lose."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import orjson

from cmdb import history, items
from cmdb.graph import Tx
from cmdb.history import Event
from cmdb.intake import run
from cmdb.intake.lines import LINE_GROUPS, Line, LineGroup, fits, line
from cmdb.intake.planning import line_of
from cmdb.runs import store

__all__ = ["LINE_GROUPS", "START", "Line", "LineGroup", "Place", "groups", "lines"]

_EVENTS: Mapping[LineGroup, tuple[str, str, bool]] = {
    "created": ("ci", "create", False),
    "changed": ("ci", "change", False),
    "retired": ("ci", "change", True),
    "relations_created": ("relation", "create", False),
    "relations_changed": ("relation", "change", False),
    "relations_removed": ("relation", "remove", False),
}
_PARTS_AT_ONCE = 10


class Place(NamedTuple):
    """Where a page of lines goes on: a revision or a part, a number in it, or a CI's id."""

    whole: int = 0
    part: int = -1
    ci: str = ""


START = Place()


def groups(tx: Tx, id_: str) -> dict[str, int]:
    """Return how many lines of each group there are of a run; none of those without any.

    Raises NotFound.
    """
    found = run(tx, id_)
    report = found.get("report") or {}
    if found["status"] == "planned":
        counts: dict[str, int] = store.planned(tx, id_)
    else:
        wrote = history.counts_of_run(tx, id_)
        counts = {group: wrote.get(what, 0) for group, what in _EVENTS.items()}
        counts |= {name: len(_reported(report, name)) for name in ("left_out", "notes")}
        counts["duplicates"] = len(_reported(report, "duplicates"))
        counts["vetoed"] = store.vetoed_count(tx, id_) if found["status"] == "vetoed" else 0
    return {group: counts[group] for group in LINE_GROUPS if counts.get(group)}


def lines(
    tx: Tx, id_: str, group: LineGroup, text: str | None, after: Place, limit: int
) -> tuple[list[Line], Place | None]:
    """Return lines of a group, and where to go on; None where there are no more.

    With `text` those that hold it. Raises NotFound.
    """
    found = run(tx, id_)
    if found["status"] == "planned":
        return _planned(tx, id_, group, text, after, limit)
    if group == "vetoed":
        return _vetoed(tx, id_, text, after, limit)
    if group in _EVENTS:
        return _written(tx, id_, group, text, after, limit)
    told = _reported(found.get("report") or {}, group)
    return [one for one in told if text is None or fits(one, text)], None


def _planned(
    tx: Tx, id_: str, group: str, text: str | None, after: Place, limit: int
) -> tuple[list[Line], Place | None]:
    listed: list[Line] = []
    number, skip, last = after.whole, after.part + 1, after
    escaped = None if text is None else orjson.dumps(text).decode()[1:-1]
    while parts := store.parts(tx, id_, group, escaped, number, _PARTS_AT_ONCE):
        for at, some in parts:
            start = skip if at == after.whole else 0
            for place, one in enumerate(some[start:], start):
                if text is not None and not fits(one, text):
                    continue
                if len(listed) == limit:
                    return listed, last
                listed.append(one)
                last = Place(at, place)
        number = parts[-1][0] + 1
    return listed, None


def _written(
    tx: Tx, id_: str, group: LineGroup, text: str | None, after: Place, limit: int
) -> tuple[list[Line], Place | None]:
    place = (after.whole, after.part)
    events = history.events_of_run(tx, id_, _EVENTS[group], place, text, limit + 1)
    shown = events[:limit]
    names = _names(tx, shown)
    last = Place(shown[-1].revision, shown[-1].ordinal) if len(events) > limit else None
    return [line_of(one, names) for one in shown], last


def _names(tx: Tx, events: Sequence[Event]) -> dict[str, str]:
    ends = {end for e in events if e.kind == "relation" for end in (e.ci, e.to) if end}
    return {one.id: one.facts["name"] for one in items.several(tx, sorted(ends))}


def _vetoed(
    tx: Tx, id_: str, text: str | None, after: Place, limit: int
) -> tuple[list[Line], Place | None]:
    rows = store.vetoed(tx, id_, text, after.ci, limit + 1)
    shown = [
        line(
            "vetoed",
            ci=row["ci"],
            class_=row["class"],
            name=row["name"],
            place=row["scope"] or None,
            text=", ".join(row["others"]) or None,
        )
        for row in rows[:limit]
    ]
    return shown, Place(ci=rows[limit - 1]["ci"]) if len(rows) > limit else None


def _reported(report: Mapping[str, Any], group: str) -> list[Line]:
    """Return what a run's report names itself."""
    if group in ("left_out", "notes"):
        kept = report.get(group) or ()
        return [line(group, place=one["place"], text=one["reason"]) for one in kept]  # type: ignore[arg-type]  # either of the two
    if group == "duplicates":
        return [line("duplicates", text=one) for one in (report.get("named") or {}).get(group, ())]
    return []
