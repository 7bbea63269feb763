"""Which CIs does a saved question ask about that it can no longer ask about?"""

from collections.abc import Sequence

from cmdb.errors import CmdbError, Invalid, NotFound, Problem
from cmdb.hypotheses import Edit, applied
from cmdb.hypotheses.checks import perhaps
from cmdb.impact import Given
from cmdb.topology.references import resolve
from cmdb.topology.snapshot import Topology


def gone(topology: Topology, given: Sequence[Given], hypothesis: Sequence[Edit]) -> list[Problem]:
    """Return what is wrong with the CIs of a question: unknown, ambiguous, or not in operation.

    What the hypothesis says wrongly stands there too.
    """
    wrong: list[Problem] = []
    try:
        supposed = applied(topology, hypothesis).topology
    except (Invalid, NotFound) as exc:
        wrong += _problems("hypothesis", exc)
        supposed = topology
    for at, one in enumerate(given):
        place = f"given[{at}].ci"
        if wrong and not perhaps(supposed, one.ref):
            wrong.append(Problem(place, f"there is no CI {one.ref!r}"))
            continue
        try:
            found = resolve(supposed, one.ref)
        except (Invalid, NotFound) as exc:
            wrong += _problems(place, exc)
            continue
        if not supposed.operating[found]:
            lifecycle = supposed.profile(found).lifecycle
            wrong.append(Problem(place, f"{one.ref} is {lifecycle}, not in operation"))
    return wrong


def _problems(place: str, exc: CmdbError) -> list[Problem]:
    return list(exc.problems) or [Problem(place, exc.detail.rstrip("."))]


def refused(name: str, wrong: Sequence[Problem]) -> Invalid:
    """Return the error of a scenario that cannot be asked of this graph, with every reason."""
    said = "; ".join(map(str, wrong[:5]))
    more = f"; and {len(wrong) - 5} more" if len(wrong) > 5 else ""  # noqa: PLR2004  as above
    return Invalid(
        f"The scenario {name!r} does not fit the graph: {said}{more}.",
        remedy=f"Save it anew without them, or `cmdb scenario remove {name}`.",
        problems=wrong,
    )
