"""What an answer says first: how many services are hit, and how many other CIs."""

from collections import Counter
from collections.abc import Mapping

from cmdb.impact.model import AT_RISK, DEGRADED, DOWN, STATES, Headline
from cmdb.impact.rules import Evaluation
from cmdb.model import Model

_SERVICE_LAYER = 2
_ALREADY = 1

_Tally = Counter[tuple[bool, bool, int]]


def is_service(model: Model, class_name: str) -> bool:
    """Tell whether people call CIs of this class services: layer 2, and deployed applications."""
    kind = model.ci_class(class_name)
    return kind.layer == _SERVICE_LAYER or model.is_a(class_name, "application_service")


def headline(
    found: Evaluation, given: Mapping[int, int], before: Evaluation | None = None
) -> Headline:
    """Return how many services and other CIs are hit beside the given ones.

    Where it is asked from what has failed `before`, CIs that are no worse than then are counted
    apart, as `already`.
    """
    was = {} if before is None else before.states
    tally: _Tally = Counter()
    profiles, known = found.topology.vocabulary.profiles.values, dict[str, bool]()
    for kind, count in _kinds(found, given, was).items():
        class_name = profiles[kind >> 3].class_name
        service = known.get(class_name)
        if service is None:
            service = known[class_name] = is_service(found.topology.model, class_name)
        tally[bool(kind & _ALREADY), service, kind >> 1 & 3] += count
    shown: Headline = {
        "services": _counts(tally, already=False, service=True),
        "others": _counts(tally, already=False, service=False),
        "given": len(given),
    }
    if before is not None:
        shown["already"] = {
            "services": _counts(tally, already=True, service=True),
            "others": _counts(tally, already=True, service=False),
        }
    return shown


def _kinds(found: Evaluation, given: Mapping[int, int], was: Mapping[int, int]) -> Counter[int]:
    """Return how many CIs share profile, state and whether they were so before: in one number,
    which is counted twice as fast as three."""
    states, topology = found.states, found.topology
    codes = topology.profile_codes(states)
    if was:
        pairs = zip(codes, states.items(), strict=True)
        kinds = Counter(
            [code << 3 | state << 1 | (was.get(place) == state) for code, (place, state) in pairs]
        )
    else:
        kinds = Counter([c << 3 | s << 1 for c, s in zip(codes, states.values(), strict=True)])
    for place in given:
        state = states[place]
        already = bool(was) and was.get(place) == state
        kinds[topology.profile_code(place) << 3 | state << 1 | already] -= 1
    return kinds


def _counts(tally: _Tally, *, already: bool, service: bool) -> dict[str, int]:
    return {STATES[state]: tally[already, service, state] for state in (DOWN, DEGRADED, AT_RISK)}
