"""What changed since the compact arrays were made: small, and copied before it is written to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from cmdb.topology.compact import Compact, Row, Way
from cmdb.topology.model import Quorums, Ties

Rows = dict[tuple[str, int], int]
"""The relations of one CI in one direction while they change: (type, other end) → tie code."""


class Record(NamedTuple):
    """A CI that is new or has changed."""

    id: str
    name: str
    profile: int
    quorums: Quorums


@dataclass(frozen=True, slots=True)
class Overlay:
    """By place; places from the number of compact CIs on are new CIs. Nothing writes to it."""

    size: int
    operating: bytearray
    records: Mapping[int, Record] = field(default_factory=dict)
    removed: frozenset[int] = frozenset()
    ids: Mapping[str, int] = field(default_factory=dict)
    names: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    needs: Mapping[int, Row] = field(default_factory=dict)
    users: Mapping[int, Row] = field(default_factory=dict)

    @property
    def weight(self) -> int:
        """How much there is to copy for the next change."""
        return len(self.records) + len(self.needs) + len(self.users)


class RowDrafts:
    """Rows of one direction being changed: thawed when first touched, frozen together."""

    def __init__(self, way: Way, rows: Mapping[int, Row], ties: Ties) -> None:
        self._way, self._rows, self._ties = way, rows, ties
        self._drafts: dict[int, Rows] = {}

    def of(self, place: int) -> Rows:
        """Return the CI's relations, to be changed in place."""
        draft = self._drafts.get(place)
        if draft is None:
            others, codes = self._frozen(place)
            kinds = self._ties.values
            pairs = zip(others, codes, strict=True)
            draft = {(kinds[code].type, other): code for other, code in pairs}
            self._drafts[place] = draft
        return draft

    def others(self, place: int) -> Iterable[int]:
        """Return who is at the other ends of the CI's relations, which stay as they are."""
        draft = self._drafts.get(place)
        return self._frozen(place)[0] if draft is None else [other for _, other in draft]

    def _frozen(self, place: int) -> Row:
        found = self._rows.get(place)
        if found is not None:
            return found
        return self._way.row(place)

    def frozen(self) -> dict[int, Row]:
        """Return all changed rows: those from before and those drafted now."""
        return {
            **self._rows,
            **{
                place: (tuple(other for _, other in draft), tuple(draft.values()))
                for place, draft in self._drafts.items()
            },
        }


def empty(compact: Compact, operating: bytearray) -> Overlay:
    return Overlay(size=len(compact), operating=operating)
