"""All that is known of one CI in one answer: what its page shows at first sight."""

from collections.abc import Mapping
from typing import Any

from cmdb import history, items, quality, reconcile
from cmdb.details import store
from cmdb.details.model import Details, Named, QuorumTried, Related, RelationGroup
from cmdb.details.rules import change, possible, values, written
from cmdb.errors import Invalid, NotFound
from cmdb.graph import Tx
from cmdb.impact.dependencies import NeedShown, needs_of
from cmdb.impact.groups import groups_of, undeclared
from cmdb.impact.proof import quorum_shown
from cmdb.model import Model
from cmdb.model.quorum import parse
from cmdb.quality import Clock
from cmdb.quality.subject import answering
from cmdb.reconcile import Reconciliation
from cmdb.topology import Topology, resolve

__all__ = ["Details", "QuorumTried", "of_ci", "refuse_impossible", "tried"]

_RELATED = 12
_REVISIONS = 300
_MERGED = 50
_BESIDE = frozenset(
    {"strength", "group", "tolerates", "origin", "confidence", "first_seen", "last_seen", "sources"}
)


def of_ci(
    tx: Tx, topology: Topology, truth: Reconciliation, ref: str, clock: Clock
) -> tuple[Details, items.Item]:
    """Return all that is known of a CI, without its own facts: those are the item beside.

    Of each kind of relation the first are listed. Raises NotFound, Invalid for the reference.
    """
    place = resolve(topology, ref)
    ci = topology.id(place)
    item = items.read(tx, ci)
    facts = item.facts
    said = reconcile.said(tx, truth, ci)
    writes = history.of_ci_itself(tx, ci, _REVISIONS)
    owner, team = answering(topology, place)
    into = facts.get("merged_into")
    found: Details = {
        "revision": topology.revision,
        "ci": {},
        "written": change(writes[0][1]) if writes else None,
        "merged_into": _named(tx, into) if into else None,
        "merged": [_short(row) for row in store.merged_into(tx, ci, _MERGED)],
        "owner": owner,
        "support_team": team,
        "sources": said["sources"],
        "values": values(facts, said["attributes"], written(writes)),
        "relations": [
            _group(topology.model, row) for row in store.relation_groups(tx, ci, _RELATED)
        ],
        "needs": list(needs_of(topology, place)),
        "quality": quality.judged(tx, topology, [place], clock)[0],
    }
    return found, item


def _named(tx: Tx, ci: str) -> Named | None:
    found = items.several(tx, [ci])
    return _short(found[0].facts) if found else None


def _short(facts: Mapping[str, Any]) -> Named:
    return {
        "id": facts["id"],
        "class": facts["class"],
        "name": facts["name"],
        "lifecycle": facts.get("lifecycle"),
    }


def _group(model: Model, row: store.Row) -> RelationGroup:
    kind = model.relation_type(row["type"])
    return {
        "direction": "out" if row["outgoing"] else "in",
        "type": kind.name,
        "verb": kind.verb if row["outgoing"] else kind.reverse_verb,
        "count": row["count"],
        "items": [_related(model, kind.name, one) for one in row["first"]],
    }


def _related(model: Model, type_: str, row: store.Row) -> Related:
    held = row["properties"]
    strength, group = model.effective(type_, held)
    return {
        "ci": _short(row),
        "strength": strength,
        "group": group,
        "stated": {name: held[name] or None for name in ("strength", "group") if name in held},
        "origin": held.get("origin"),
        "confidence": held.get("confidence"),
        "tolerates": held.get("tolerates"),
        "sources": held.get("sources", []),
        "first_seen": held.get("first_seen"),
        "last_seen": held.get("last_seen"),
        "attributes": {
            name: held[name] for name in sorted(held.keys() - _BESIDE - {"rev", "evidence"})
        },
        "rev": held["rev"],
    }


def tried(topology: Topology, ref: str, group: str, amount: Any) -> QuorumTried:
    """Return a group of a CI as it would be with a quorum; None: with the default one.

    Raises NotFound for a group without relations, Invalid for what is no quorum or can never be.
    """
    place = resolve(topology, ref)
    groups = groups_of(topology, place)
    found = groups.get(group)
    if found is None:
        raise NotFound(
            f"{topology.name(place)} has no group {group!r}.",
            remedy="Relate its members first, and name the group on the relations.",
            candidates=sorted(groups),
        )
    shown = next(one for one in needs_of(topology, place) if one["group"] == group)
    if amount is None:
        found.settle(undeclared(topology, found), declared=False)
    else:
        quorum = parse(amount)
        possible(group, quorum, found.n, found.outside)
        found.settle((quorum,), declared=True)
    need: NeedShown = {**shown, "quorum": quorum_shown(found) if found.n else None}
    return {"revision": topology.revision, "need": need, "spare": max(0, found.n - found.wants)}


def refuse_impossible(topology: Topology, ref: str, group: str, amount: Any) -> None:
    """Raise Invalid for a quorum that the members of the group could never fulfil.

    One that is written wrongly, or of a group that nobody is in yet, is somebody else's to judge.
    """
    found = groups_of(topology, resolve(topology, ref)).get(group)
    try:
        quorum = parse(amount)
    except Invalid:
        return
    if found is not None:
        possible(group, quorum, found.n, found.outside)
