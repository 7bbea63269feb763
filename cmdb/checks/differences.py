"""What two versions of Compose files or Kubernetes manifests differ in. Pure."""

from collections.abc import Iterator, Mapping, Sequence

from cmdb.checks.model import Change, Effect, Keys
from cmdb.intake.model import ObservedCI
from cmdb.intake.rules import Input

# Parts whose change interrupts nobody: who reads them is the platform, or a person.
_QUIET = frozenset(
    {
        *("depends_on", "profiles", "restart", "labels", "strategy", "updateStrategy", "schedule"),
        *("metadata.labels", "metadata.annotations", "revisionHistoryLimit", "minReadySeconds"),
        *("progressDeadlineSeconds", "deploy.restart", "extends"),
    }
)
_COPIES = frozenset({"replicas", "deploy.replicas", "scale"})
_BY_AND_BY = ("Deployment", "StatefulSet")
_AT_ONCE = ("Recreate", "OnDelete")
_NEXT_RUN = ("Job", "CronJob")
_NOT_OURS = ("external_service",)
_PLACES = ("kind", "namespace", "project")


def differences(before: Sequence[Input], after: Sequence[Input]) -> list[Change]:
    """Return what the later version removes, changes and adds, by source and key.

    Where each version is one source, they are two versions of it, whatever they are called: the
    name often comes from the folder.
    """
    if len(before) == len(after) == 1:
        return list(_of_source(before[0], after[0]))
    old, new = ({one.source: one for one in side} for side in (before, after))
    return [
        change
        for name in dict.fromkeys([*old, *new])
        for change in _of_source(old.get(name, Input(name, "")), new.get(name, Input(name, "")))
    ]


def _of_source(before: Input, after: Input) -> Iterator[Change]:
    for key, old in before.cis.items():
        new = after.cis.get(key)
        if new is None:
            effect: Effect = "none" if old.class_name in _NOT_OURS else "ends"
            yield Change(key, "remove", effect, _keys(old), place=old.place)
        elif parts := _parts(old, new, before, after):
            found = _effect(old, new, before, after, parts)
            yield Change(key, "change", found, _keys(old), parts, place=new.place)
    for key, new in after.cis.items():
        if key not in before.cis:
            yield Change(key, "add", "new", _keys(new), place=new.place)


def _parts(old: ObservedCI, new: ObservedCI, before: Input, after: Input) -> tuple[str, ...]:
    """Return the names of the parts that differ, and whether other CIs run it now."""
    names = {
        name for name in {*old.parts, *new.parts} if old.parts.get(name) != new.parts.get(name)
    }
    if not names:
        fields = {*old.fields, *new.fields}
        names = {name for name in fields if old.fields.get(name) != new.fields.get(name)}
    if _hosts(old, before) != _hosts(new, after):
        names.add("what it selects")
    return tuple(sorted(names))


def _effect(
    old: ObservedCI, new: ObservedCI, before: Input, after: Input, parts: Sequence[str]
) -> Effect:
    telling = set(parts) - _QUIET
    copies, had = _copies(new), _copies(old)
    if copies == 0 < had or (_hosts(old, before) and not _hosts(new, after)):
        return "ends"
    if old.fields.get("kind") in _NEXT_RUN:
        return "none"
    if telling <= _COPIES:
        return "rolls" if telling and copies < had else "none"
    return "rolls" if _rolls(new, min(copies, had)) else "restarts"


def _rolls(one: ObservedCI, copies: int) -> bool:
    """Tell whether its copies are renewed one after another, so that some always work."""
    at_once = one.fields.get("strategy") in _AT_ONCE
    return one.fields.get("kind") in _BY_AND_BY and copies > 1 and not at_once


def _copies(one: ObservedCI) -> int:
    copies = one.fields.get("replicas", 1)
    return copies if isinstance(copies, int) else 1


def _hosts(one: ObservedCI, within: Input) -> frozenset[str]:
    return frozenset(
        to_id
        for from_id, type_, to_id in within.relations
        if from_id == one.external_id
        and type_ == "RUNS_ON"
        and to_id in within.cis
        and within.cis[to_id].class_name != "namespace"
    )


def _keys(one: ObservedCI) -> Keys:
    said: Mapping[str, object] = {name: one.fields.get(name) for name in _PLACES}
    return Keys(
        external_ids=(one.external_id,),
        names=(one.name,),
        classes=(one.class_name,),
        # A manifest that names no namespace is read as one of `default`.
        within={n: v for n, v in said.items() if isinstance(v, str) and v != "default"},
    )
