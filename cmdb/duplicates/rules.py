"""What a merge of CIs does to their relations: pure."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

import orjson

from cmdb.items.model import Relate, RelationCommand, RelationKey, Unrelate
from cmdb.items.rules import PERSON
from cmdb.reconcile.rules import relation_fields

Said = dict[str, dict[str, Any]]


def joined(
    relations: Iterable[tuple[RelationKey, Mapping[str, Any]]],
    survivor: str,
    others: Collection[str],
) -> tuple[list[RelationCommand], dict[RelationKey, str]]:
    """Return the commands that give all relations to the survivor, and their evidence.

    Where both had a relation, what every source said of either is kept. A relation between CIs that
    are one now goes.
    """
    said: dict[RelationKey, Said] = {}
    removed: list[RelationKey] = []
    touched: set[RelationKey] = set()
    for key, properties in relations:
        moved = tuple(survivor if part in others else part for part in key)
        new: RelationKey = (moved[0], key[1], moved[2])
        if new != key:
            removed.append(key)
            touched.add(new)
        if new[0] != new[2]:
            theirs = _said(properties)
            known = said.setdefault(new, {})
            # What the survivor's own relation says counts before what is moved to it.
            said[new] = theirs | known if new != key else known | theirs
    commands: list[RelationCommand] = [Unrelate(*key) for key in sorted(removed)]
    evidence: dict[RelationKey, str] = {}
    for key in sorted(touched & said.keys()):
        commands.append(Relate(*key, relation_fields(said[key])))
        evidence[key] = orjson.dumps(said[key], option=orjson.OPT_SORT_KEYS).decode()
    return commands, evidence


def _said(properties: Mapping[str, Any]) -> Said:
    """Return what sources say of a relation; of one that no source states, what a person wrote."""
    known: Said = orjson.loads(properties.get("evidence") or b"{}")
    if known:
        return known
    fields = {k: v for k, v in properties.items() if k not in ("evidence", "rev")}
    if fields.get("group") == "":
        fields["group"] = None
    return {PERSON: fields}


def pairs(cis: Collection[str]) -> list[tuple[str, str]]:
    """Return every two of the CIs, once."""
    listed = sorted(cis)
    return [(a, b) for at, a in enumerate(listed) for b in listed[at + 1 :]]
