"""What would a change hit, and does a policy allow it? For pipelines; docs/decisions/0015 says how."""

from collections.abc import Mapping, Sequence

from cmdb import impact, intake, items, mentions
from cmdb.checks import matching, rules, store
from cmdb.checks.document import markdown
from cmdb.checks.matching import Known
from cmdb.checks.model import Check, Match, Policy, Said, Touched
from cmdb.checks.policy import Options, policy
from cmdb.checks.reading import Upload, said
from cmdb.checks.report import as_data
from cmdb.errors import CmdbError, Invalid, Problem
from cmdb.graph import Graph, Tx
from cmdb.impact import Answer, Given, Question
from cmdb.impact.answer import Asked, answer
from cmdb.impact.rules import evaluate
from cmdb.topology.references import resolve
from cmdb.topology.snapshot import Topology

__all__ = ["Check", "Options", "Policy", "Said", "Upload", "as_data", "check"]
__all__ += ["markdown", "policy", "said"]

# Whose change cannot be felt needs no CI.
_FELT = ("ends", "restarts", "rolls")


def check(graph: Graph, topology: Topology, said: Said, policy: Policy) -> Check:
    """Return what all changes together would hit, and what the policy says of it.

    Raises Invalid where the policy's own `matches` name CIs that there are not.
    """
    stated = _stated(topology, policy)
    known = graph.read(_known, topology, said, policy, stated)
    felt = [one for one in said.changes if one.effect in _FELT]
    found = [matching.matched(topology, one, known) for one in felt]
    touched = [_touched(topology, one, policy) for one in found if len(one.cis) == 1]
    ambiguous = [one for one in found if len(one.cis) > 1]
    unknown = [one for one in found if not one.cis]
    working = [one for one in touched if _operates(topology, one)]
    hit = _answer(topology, working, policy)
    return Check(
        said=said,
        policy=policy,
        revision=topology.revision,
        at=topology.stamp.at,
        touched=tuple(working),
        idle=tuple(one for one in touched if one not in working),
        unknown=tuple(unknown),
        ambiguous=tuple(ambiguous),
        verdicts=rules.verdicts(policy, hit, [*unknown, *ambiguous]),
        answer=hit,
        model=topology.model,
    )


def _stated(topology: Topology, policy: Policy) -> dict[str, str]:
    found, bad = {}, []
    for label, ref in policy.matches.items():
        try:
            found[label] = topology.id(resolve(topology, ref))
        except CmdbError as exc:
            bad.append(Problem(f"matches.{label}", exc.detail))
    if bad:
        raise Invalid(
            f"The policy states a match with a CI that is not clear: {bad[0]}",
            remedy="Name it by its id, its unique name, or class:name.",
            problems=bad,
        )
    return found


def _known(
    tx: Tx, topology: Topology, said: Said, policy: Policy, stated: Mapping[str, str]
) -> Known:
    """Return what the database knows of the things that change."""
    keys = [one.keys for one in said.changes if one.effect in _FELT]
    sources = [policy.source] if policy.source else said.sources
    ids = sorted({one for key in keys for one in key.external_ids})
    records: dict[str, str] = {}
    for source in sources:
        records = intake.known(tx, source, ids) | records
    values = sorted({one for key in keys for one in key.identifiers})
    identified: dict[str, list[str]] = {}
    for value, ci in store.identified(tx, values):
        identified.setdefault(value, []).append(ci)
    named = {ci for key in keys if key.within for ci in matching.named(topology, key)}
    facts = {one.id: one.facts for one in items.several(tx, sorted(named))}
    references = {key.reference for key in keys if key.reference}
    listed = mentions.found(tx, topology, references) if references else {}
    return Known(
        records,
        {key: tuple(cis) for key, cis in identified.items()},
        facts,
        stated,
        {reference: tuple(one.cis) for reference, one in listed.items()},
    )


def _touched(topology: Topology, match: Match, policy: Policy) -> Touched:
    place = topology.place(match.cis[0])
    if place is None or match.how is None:
        raise AssertionError(match)
    state = rules.state_of(match.change, policy.update_state)
    return Touched(match.change, topology.summary(place), match.how, state)


def _operates(topology: Topology, one: Touched) -> bool:
    place = topology.place(one.ci["id"])
    return place is not None and bool(topology.operating[place])


def _answer(topology: Topology, touched: Sequence[Touched], policy: Policy) -> Answer:
    """Return the joint impact; without anything that fails, that of nothing."""
    given = [Given(one.ci["id"], one.state) for one in touched if one.state]
    if not given:
        return answer(evaluate(topology, {}), Asked({}))
    return impact.of(topology, Question(given, policy.baseline, policy.duration_s))
