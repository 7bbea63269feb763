"""What a dry run would do, line by line: all of it, where a report names only some."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from cmdb import history
from cmdb.history import Event
from cmdb.intake.lines import LINE_GROUPS, Line, LineGroup, line

LISTED = 20_000
"""So many lines of a group are kept of one plan; its counts are whole."""

_A_PART = 200


def line_of(event: Event, names: Mapping[str, str]) -> Line:
    """Return the line of a CI or relation that is made, changed or removed."""
    facts = event.after or event.before or {}
    fields = {name: list(pair) for name, pair in history.changed(event).items()}
    if event.kind == "ci":
        fields = {k: v for k, v in fields.items() if k not in ("id", "class", "name") or v[0]}
        return line(
            _group(event), ci=event.ci, class_=facts["class"], name=facts["name"], fields=fields
        )
    fields = {k: v for k, v in fields.items() if k not in ("from", "type", "to")}
    return line(
        _group(event),
        ci=event.ci,
        name=names.get(event.ci),
        type=event.type,
        to=event.to,
        to_name=names.get(event.to or ""),
        fields=fields,
    )


def _group(event: Event) -> LineGroup:
    if event.kind == "relation":
        relations: dict[str, LineGroup] = {
            "create": "relations_created",
            "change": "relations_changed",
            "remove": "relations_removed",
        }
        return relations[event.op]
    before, after = event.before or {}, event.after or {}
    if before and after.get("lifecycle", "retired") == "retired" != before.get("lifecycle"):
        return "retired"
    return "created" if event.op == "create" else "changed"


@dataclass(slots=True)
class Plan:
    """The lines of one source's dry run, by group, in parts as they are kept."""

    counts: dict[str, int] = field(default_factory=dict)
    _full: dict[str, list[bytes]] = field(default_factory=dict)
    _open: dict[str, list[Line]] = field(default_factory=dict)

    def add(self, one: Line) -> None:
        group = one["group"]
        self.counts[group] = self.counts.get(group, 0) + 1
        if self.counts[group] > LISTED:
            return
        lines = self._open.setdefault(group, [])
        lines.append(one)
        if len(lines) == _A_PART:
            self._full.setdefault(group, []).append(orjson.dumps(lines, default=str))
            lines.clear()

    def parts(self) -> Iterator[dict[str, Any]]:
        """Yield {"group", "number", "size", "lines"}: the lines as JSON, in the groups' order."""
        at = 0
        for group in LINE_GROUPS:
            every = [*self._full.get(group, ())]
            if rest := self._open.get(group):
                every.append(orjson.dumps(rest, default=str))
            for number, lines in enumerate(every):
                last = number == len(every) - 1 and bool(rest)
                size = len(rest or ()) if last else _A_PART
                yield {"group": group, "number": at, "size": size, "lines": lines.decode()}
                at += 1
