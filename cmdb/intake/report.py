"""What a run did, or would do: the answer of `cmdb import`."""

from dataclasses import dataclass, field
from typing import Any

from cmdb.errors import Problem

# A report of a large run names this many of each; its counts are whole.
MOST_NAMED = 200


@dataclass(slots=True)
class Report:
    """One run of one source. `left_out` names bad entries that `--keep-going` passed over,
    `notes` what was seen and is no error, `changes` what changed, field by field (old, new)."""

    source: str
    kind: str
    run: str | None = None
    status: str = "planned"
    dry_run: bool = False
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    relations_created: int = 0
    relations_changed: int = 0
    relations_unchanged: int = 0
    not_seen: int = 0
    left_out: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)
    changes: list[dict[str, Any]] = field(default_factory=list)
    first_revision: int | None = None
    last_revision: int | None = None
    seconds: float = 0.0

    def as_data(self) -> dict[str, Any]:
        """Return the report as JSON data; long lists are cut to what a person reads."""
        data: dict[str, Any] = {
            name: getattr(self, name)
            for name in self.__dataclass_fields__
            if name not in ("left_out", "notes", "changes")
        }
        for name in ("left_out", "notes"):
            every: list[Problem] = getattr(self, name)
            data[name] = [{"place": p.place, "reason": p.reason} for p in every[:MOST_NAMED]]
            data[f"{name}_count"] = len(every)
        data["changes"] = self.changes[:MOST_NAMED]
        return data
