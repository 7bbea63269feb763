"""What a source no longer sees: which scopes may say so, what is vetoed, what is retired. Pure."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cmdb.errors import Invalid
from cmdb.intake.options import Veto
from cmdb.model import Model
from cmdb.model.quorum import parse

_IN_USE = ("operational", "retiring")
_ALONE = "\n"  # no group's name begins so


@dataclass(frozen=True, slots=True)
class Unseen:
    """A CI that the graph knows from a source and that this input does not name.

    `positively`: the source says that it is gone.
    """

    key: str
    ci: str
    scope: str
    missing: bool
    positively: bool


@dataclass(slots=True)
class Losses:
    """`missing` and `vetoed` are what a run marks; `vetoes` says why, a scope each."""

    missing: list[Unseen] = field(default_factory=list)
    vetoed: list[Unseen] = field(default_factory=list)
    vetoes: list[dict[str, Any]] = field(default_factory=list)
    not_seen: int = 0


def losses(
    unseen: Iterable[Unseen], complete: Collection[str], known: Mapping[str, int], veto: Veto
) -> Losses:
    """Return what is missing, by complete scopes; of a scope that loses too much nothing is.

    `known` is how many CIs each scope had that were not missing. What was missing before is missing
    once more. What a source says is gone is missing whatever its scope says, and counts for the veto.
    """
    found = Losses()
    by_scope: dict[str, list[Unseen]] = {}
    for one in unseen:
        found.not_seen += 1
        if one.positively or one.scope in complete:
            by_scope.setdefault(one.scope, []).append(one)
    for scope, lost in sorted(by_scope.items()):
        newly = [one for one in lost if not one.missing]
        if veto.stops(len(newly), known.get(scope, 0)):
            found.vetoed += newly
            found.missing += [one for one in lost if one.missing]
            found.vetoes.append(
                {"scope": scope, "would_lose": len(newly), "of": known.get(scope, 0)}
            )
        else:
            found.missing += lost
    return found


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A group that would be left with fewer members in use than it wants."""

    user: str
    group: str
    left: int
    wants: int


def shortfalls(
    model: Model,
    user: Mapping[str, Any],
    relations: Sequence[Mapping[str, Any]],
    retiring: Collection[str],
) -> dict[str, Shortfall]:
    """Return by CI the groups of one user that its retirement would bring below what they want.

    `relations` are all that the user needs: type, group, strength, id and lifecycle of each. A user
    that is not in use, or retires itself, holds nobody.
    """
    if user["lifecycle"] not in _IN_USE or user["id"] in retiring:
        return {}
    groups: dict[str, dict[str, str]] = {}
    types: dict[str, set[str]] = {}
    for one in relations:
        strength, group = model.effective(
            one["type"],
            {k: v for k, v in one.items() if k in ("group", "strength") and v is not None},
        )
        if strength not in ("none", "standby"):
            # A supplier in no group is a group of its own, 1 of 1 (IMPACT.md).
            key = group or f"{_ALONE}{one['id']}"
            groups.setdefault(key, {})[one["id"]] = one["lifecycle"]
            types.setdefault(key, set()).add(one["type"])
    found: dict[str, Shortfall] = {}
    for group, members in groups.items():
        in_use = {id_ for id_, lifecycle in members.items() if lifecycle in _IN_USE}
        wants = _wants(model, user, group, types[group], len(in_use))
        leaving = in_use & set(retiring)
        left = len(in_use - leaving)
        if wants is not None and leaving and left < wants <= len(in_use):
            for ci in leaving:
                shown = "" if group.startswith(_ALONE) else group
                found[ci] = Shortfall(str(user["name"]), shown, left, wants)
    return found


def _wants(
    model: Model, user: Mapping[str, Any], group: str, types: Collection[str], size: int
) -> int | None:
    """Return how many members a group wants: what is declared for it, else its types' default."""
    if not size:
        return None
    if group.startswith(_ALONE):
        return 1
    declared = user.get("quorum", {}).get(group)
    if declared is not None:
        try:
            quorum = parse(declared)
        except Invalid:
            return None
        return quorum.resolve(size)[1]
    defaults = [model.default_quorum(user["class"], type_, group) for type_ in sorted(types)]
    wanted = [one.resolve(size)[1] for one in defaults if one is not None]
    return max(wanted, default=1)
