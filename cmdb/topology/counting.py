"""How many CIs and relations there are, of which kind: counted in the arrays, not in the database."""

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np

from cmdb.topology.model import Profile
from cmdb.topology.snapshot import Topology


def by_profile(topology: Topology) -> Mapping[Profile, int]:
    """Return how many CIs there are of each profile, in any lifecycle."""
    overlay, values = topology.overlay, topology.vocabulary.profiles.values
    codes = np.frombuffer(topology.compact.profile, dtype=np.int32)
    counts = np.bincount(codes, minlength=len(values))
    size = len(codes)
    for place in overlay.records.keys() | overlay.removed:
        if place < size:
            counts[codes[place]] -= 1
        if place not in overlay.removed and place in overlay.records:
            counts[overlay.records[place].profile] += 1
    return {values[int(code)]: int(counts[code]) for code in np.flatnonzero(counts)}


def places_of(topology: Topology, fits: Sequence[bool]) -> list[int]:
    """Return the CIs whose profile fits, by place; `fits` is by the profile's code."""
    overlay, size = topology.overlay, len(topology.compact.profile)
    codes = np.frombuffer(topology.compact.profile, dtype=np.int32)
    found = np.asarray(fits, dtype=bool)[codes] if size else np.zeros(0, dtype=bool)
    moved = overlay.records.keys() | overlay.removed
    found[[place for place in moved if place < size]] = False
    here = [int(place) for place in np.flatnonzero(found)]
    return here + sorted(
        place
        for place, record in overlay.records.items()
        if place not in overlay.removed and fits[record.profile]
    )


def by_class(topology: Topology) -> dict[str, int]:
    """Return how many CIs there are of each class, by name."""
    found: Counter[str] = Counter()
    for profile, count in by_profile(topology).items():
        found[profile.class_name] += count
    return dict(sorted(found.items()))


def by_type(topology: Topology) -> dict[str, int]:
    """Return how many relations there are of each type, by name."""
    ties, needs = topology.ties.values, topology.compact.needs
    codes = np.frombuffer(needs.tie, dtype=np.int32)
    counts = np.bincount(codes, minlength=len(ties)).tolist()
    for place, (_, tied) in topology.overlay.needs.items():
        for code in needs.row(place)[1]:
            counts[code] -= 1
        for code in tied:
            counts[code] += 1
    found: Counter[str] = Counter()
    for tie, count in zip(ties, counts, strict=True):
        found[tie.type] += count
    return {name: count for name, count in sorted(found.items()) if count}
