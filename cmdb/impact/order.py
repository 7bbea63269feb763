"""Who comes first: the worst state, then production, what is critical, what stands higher up."""

from cmdb.impact.rules import Evaluation
from cmdb.topology.model import Profile
from cmdb.topology.snapshot import Topology

_CRITICALITIES = ("critical", "high", "medium", "low")
_NO_LAYER = 9
# What says nothing of its environment, as services often do, is not put behind.
_NOT_PRODUCTION = frozenset({"staging", "test", "development"})
_A_STATE = 10_000
_ELSEWHERE = 1_000


Row = tuple[int, str, str, int, int]
"""Rank, name, id, place, code of the profile."""


def in_order(found: Evaluation) -> list[int]:
    """Return the impacted places: worst state, production, criticality, layer, name and id."""
    return [row[3] for row in rows(found)]


def rows(found: Evaluation) -> list[Row]:
    """Return the impacted CIs in that order, with what was looked up to find it."""
    topology = found.topology
    records, arrays = topology.overlay.records, topology.compact
    ids, names, codes = arrays.ids.texts, arrays.names.texts, arrays.profile
    ranks = topology.vocabulary.ranks
    found_rows: list[Row] = []
    for place, state in found.states.items():
        record = records.get(place)
        if record is None:
            id_, name, code = ids[place], names[place], codes[place]
        else:
            id_, name, code, _ = record
        rank = ranks.get(code)
        if rank is None:
            rank = ranks[code] = _rank(topology, topology.vocabulary.profiles.values[code])
        found_rows.append((rank - _A_STATE * state, name, id_, place, code))
    found_rows.sort()
    return found_rows


def _rank(topology: Topology, profile: Profile) -> int:
    """Return a number that is smaller for what matters more: production, criticality, layer."""
    last = len(_CRITICALITIES)
    said = profile.criticality
    place = _CRITICALITIES.index(said) if said in _CRITICALITIES else last
    layer = topology.model.ci_class(profile.class_name).layer or _NO_LAYER
    return 10 * place + layer + (_ELSEWHERE if profile.environment in _NOT_PRODUCTION else 0)
