"""The dependency graph at one revision. A snapshot never changes; a newer one is another."""

from collections.abc import Callable, Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import Self, TypedDict

import numpy as np

from cmdb.model import Model
from cmdb.model.quorum import Quorum
from cmdb.topology.compact import Compact, Row, Vocabulary
from cmdb.topology.model import AILING, Profile, Quorums, Stamp, Tie, Ties
from cmdb.topology.overlay import Overlay, empty

_NO_QUORUMS: Quorums = {}

CiSummary = TypedDict(
    "CiSummary",
    {
        "id": str,
        "class": str,
        "name": str,
        "lifecycle": str | None,
        "criticality": str | None,
        "environment": str | None,
        "owner": str | None,
        "support_team": str | None,
    },
)
"""What the topology knows of a CI, as answers show it."""


@dataclass(frozen=True, slots=True)
class Topology:
    """CIs by place (a small number, good within this snapshot only) and their relations both ways.

    A relation is (other end's place, tie code); `ties` tells what codes mean.
    """

    model: Model
    stamp: Stamp
    compact: Compact
    overlay: Overlay
    vocabulary: Vocabulary

    @property
    def revision(self) -> int:
        return self.stamp.revision

    @property
    def ties(self) -> Ties:
        return self.vocabulary.ties

    @property
    def operating(self) -> bytearray:
        """By place: not 0 where the CI takes part in impact; `single.SINGLE` where it has one need."""
        return self.overlay.operating

    def __len__(self) -> int:
        """Return how many CIs there are, in any lifecycle."""
        return self.overlay.size - len(self.overlay.removed)

    def places(self) -> Iterator[int]:
        removed = self.overlay.removed
        return (place for place in range(self.overlay.size) if place not in removed)

    def id(self, place: int) -> str:
        record = self.overlay.records.get(place)
        return self.compact.ids.texts[place] if record is None else record.id

    def name(self, place: int) -> str:
        record = self.overlay.records.get(place)
        return self.compact.names.texts[place] if record is None else record.name

    def profile(self, place: int) -> Profile:
        record = self.overlay.records.get(place)
        code = self.compact.profile[place] if record is None else record.profile
        return self.vocabulary.profiles.values[code]

    def summaries(self, places: Iterable[int]) -> dict[int, CiSummary]:
        """Return what answers show of these CIs, by place."""
        records, arrays = self.overlay.records, self.compact
        ids, names, codes = arrays.ids.texts, arrays.names.texts, arrays.profile
        profiles = self.vocabulary.profiles.values
        found: dict[int, CiSummary] = {}
        for place in places:
            record = records.get(place)
            if record is None:
                id_, name, code = ids[place], names[place], codes[place]
            else:
                id_, name, code, _ = record
            class_name, lifecycle, criticality, environment, owner, team, _ = profiles[code]
            found[place] = {
                "id": id_,
                "class": class_name,
                "name": name,
                "lifecycle": lifecycle,
                "criticality": criticality,
                "environment": environment,
                "owner": owner,
                "support_team": team,
            }
        return found

    def summary(self, place: int) -> CiSummary:
        """Return what answers show of one CI."""
        return self.summaries((place,))[place]

    def profile_code(self, place: int) -> int:
        record = self.overlay.records.get(place)
        return self.compact.profile[place] if record is None else record.profile

    def profile_codes(self, places: Iterable[int]) -> list[int]:
        """Return the code of each CI's profile, in step."""
        if self.overlay.records:
            return list(map(self.profile_code, places))
        return list(map(self.compact.profile.__getitem__, places))

    def quorums(self, place: int) -> Quorums:
        """Return the quorums that the CI declares, by group."""
        record = self.overlay.records.get(place)
        if record is not None:
            return record.quorums
        return self.compact.quorums.get(place, _NO_QUORUMS)

    def default_quorums(self, place: int, code: int) -> tuple[Quorum, ...]:
        """Return the quorum that a relation of the CI gives its group by default, if it does."""
        key = (self.profile(place).class_name, code)
        known = self.vocabulary.defaults.get(key)
        if known is None:
            tie = self.tie(code)
            quorum = self.model.default_quorum(key[0], tie.type, tie.group or "")
            known = self.vocabulary.defaults[key] = () if quorum is None else (quorum,)
        return known

    def needs(self, place: int) -> Row:
        """Return what the CI needs: (suppliers, tie codes), of any strength and lifecycle."""
        return self.overlay.needs.get(place) or self.compact.needs.row(place)

    def users(self, place: int) -> Row:
        """Return what needs the CI: (dependents, tie codes), of any strength and lifecycle."""
        return self.overlay.users.get(place) or self.compact.users.row(place)

    @property
    def walker(self) -> Callable[[int], Row]:
        """What returns `walked_users` the quickest way there is in this snapshot."""
        return self.walked_users if self.overlay.users else self.compact.users.walked_row

    def walked_users(self, place: int) -> Row:
        """Return what needs the CI, without most relations that carry no impact."""
        return self.overlay.users.get(place) or self.compact.users.walked_row(place)

    def walked_needs(self, place: int) -> Row:
        """Return what the CI needs, without most relations that carry no impact."""
        return self.overlay.needs.get(place) or self.compact.needs.walked_row(place)

    def tie(self, code: int) -> Tie:
        return self.vocabulary.ties.values[code]

    def ailing(self) -> dict[int, str]:
        """Return the CIs in operation that are known not to be well: place → health."""
        known = self.vocabulary.profiles.values
        ill = [code for code, profile in enumerate(known) if profile.health in AILING]
        if not ill:
            return {}
        records, operating = self.overlay.records, self.operating
        codes = np.frombuffer(self.compact.profile, dtype=np.int32)
        among = np.zeros(len(known), dtype=bool)
        among[ill] = True
        found = [int(p) for p in np.flatnonzero(among[codes]) if int(p) not in records]
        found += [place for place, record in records.items() if among[record.profile]]
        return {p: known[self.profile_code(p)].health or "" for p in found if operating[p]}

    def primaries(self, places: AbstractSet[int]) -> set[int]:
        """Return those of the places that may have something to fail over to."""
        return set(self.compact.primaries & places) | (self.overlay.needs.keys() & places)

    def place(self, ci: str) -> int | None:
        """Return where the CI of that id is; None where there is no such CI."""
        found = self.overlay.ids.get(ci)
        if found is None:
            at = self.compact.ids.places(ci)
            found = at[0] if at else None
        return None if found in self.overlay.removed else found

    def named(self, name: str) -> list[int]:
        """Return the CIs of exactly that name, in any lifecycle."""
        over = self.overlay
        there = [p for p in self.compact.names.places(name) if p not in over.records]
        return [p for p in (*there, *over.names.get(name, ())) if p not in over.removed]

    def stamped(self, stamp: Stamp) -> Self:
        """Return the same graph under another stamp."""
        return replace(self, stamp=stamp)


def snapshot(model: Model, stamp: Stamp, arrays: Compact, vocabulary: Vocabulary) -> Topology:
    """Return a snapshot of compact arrays alone."""
    flags = [profile.in_operation for profile in vocabulary.profiles.values]
    operating = bytearray(map(flags.__getitem__, arrays.profile))
    return Topology(model, stamp, arrays, empty(arrays, operating), vocabulary)
