"""What a CI or relation is, given all that sources say of it: winners, pins, what nobody says. Pure."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cmdb.items.model import ChangeCI, CreateCI, Facts
from cmdb.items.rules import PERSON
from cmdb.model import Model
from cmdb.model.classes import ROOT
from cmdb.reconcile.precedence import Claim, Precedence, ranked, winners

Values = dict[str, Any]
QUORUM = "quorum."
CLASS = "class"
# Not told by sources alone: kept as they are where nobody claims them.
_KEPT = frozenset({"id", "class", "quorum", "pinned", "merged_into", "health", "lifecycle"})
_ORIGINS = ("declared", "configured", "observed", "inferred", "rule")
_IN_USE, _RETIRED = "operational", "retired"


def claim(
    source: str,
    kind: str,
    values: Mapping[str, Any],
    observed_at: datetime | None,
    seen_at: datetime | None = None,
) -> Claim:
    """Return what a record claims: its fields, and as fields too its class and groups' quorums."""
    fields = {
        **values["fields"],
        **{f"{QUORUM}{g}": q for g, q in values["quorum"].items()},
        CLASS: values["class"],
    }
    return Claim(source, kind, fields, observed_at, seen_at)


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """What holds, by the model and the precedence, at a time."""

    model: Model
    precedence: Precedence
    now: datetime

    def created(self, ci: str, claims: Collection[Claim], place: str = "") -> CreateCI:
        """Return the command that makes a CI of what is claimed of it. There is at least one claim."""
        class_name = self.class_of(claims)
        fields, quorum = self._won(class_name, claims)
        return CreateCI(ci, class_name, fields, quorum, place)

    def changed(
        self,
        before: Facts,
        claims: Collection[Claim],
        place: str = "",
        *,
        handmade: bool = False,
        restored: bool = False,
    ) -> ChangeCI:
        """Return the command that gives a CI what its sources say; it may change nothing.

        What is pinned stays. `handmade`: no source knew it before, so that all it has is a person's
        and is pinned from now on; but not what a `restored` one is given by its id. Without any
        claim, all sources having lost it, it is retired.
        """
        pinned = set(before.get("pinned", ()))
        if not claims:
            gone: Facts = {} if "lifecycle" in pinned else {"lifecycle": _RETIRED}
            return ChangeCI(before["id"], gone, place=place)
        class_name = before["class"] if "class" in pinned else self.class_of(claims, before)
        fields, quorum = self._won(class_name, claims)
        if handmade:
            pinned |= _own(before) - (fields.keys() if restored else frozenset())
        wanted: Facts = {name: None for name in before if name not in fields and name not in _KEPT}
        wanted |= fields
        wanted.setdefault("lifecycle", _IN_USE)
        wanted = {name: value for name, value in wanted.items() if name not in pinned}
        groups: Facts = {g: None for g in before.get("quorum", {}) if g not in quorum} | quorum
        groups = {g: q for g, q in groups.items() if f"{QUORUM}{g}" not in pinned}
        if pinned and handmade:
            wanted["pinned"] = sorted(pinned)
        new_class = class_name if class_name != before["class"] else None
        return ChangeCI(before["id"], wanted, groups, new_class, place=place, corrects=True)

    def forgotten(self, before: Facts) -> ChangeCI:
        """Return the command for a CI whose last source was withdrawn: it is retired; one that a
        person keeps only loses what no person wrote."""
        pinned = set(before.get("pinned", ()))
        if "lifecycle" not in pinned:
            return self.changed(before, ())
        kept = {"name", *_KEPT, *pinned}
        groups = {g: None for g in before.get("quorum", {}) if f"{QUORUM}{g}" not in pinned}
        fields: Facts = {name: None for name in before if name not in kept}
        return ChangeCI(before["id"], fields, groups, corrects=True)

    def _won(self, class_name: str, claims: Collection[Claim]) -> tuple[Facts, Facts]:
        """Return the fields and quorums that win. What only other classes have is left out."""
        ours = all(one.fields[CLASS] == class_name for one in claims)
        if len(claims) == 1:
            won = dict(next(iter(claims)).fields)
        else:
            of = self.model.ci_class(class_name)
            found = winners(of, claims, self.now, self.precedence)
            won = {name: one.value for name, one in found.items()}
        won.pop(CLASS, None)
        known = () if ours else self.model.ci_class(class_name).attributes
        fields = {
            name: value
            for name, value in won.items()
            if not name.startswith(QUORUM) and (ours or name in known)
        }
        groups = {n.removeprefix(QUORUM): v for n, v in won.items() if n.startswith(QUORUM)}
        return fields, groups

    def class_of(self, claims: Collection[Claim], before: Facts | None = None) -> str:
        """Return the class that a CI has: of the most trusted source, or one that extends it.

        A more specific class of any source counts, as long as it extends the trusted one's. No
        class is taken back for one that it extends.
        """
        named = [str(one.fields[CLASS]) for one in claims]
        if before is None and len(named) == 1:
            return named[0]
        if len(named) > 1:
            root = self.model.ci_class(ROOT)
            best_first = ranked(root, CLASS, claims, self.now, self.precedence)
            named = [str(one.fields[CLASS]) for one, _ in best_first]
        known = [name for name in named if name in self.model.classes]
        if not known:
            return str(before["class"]) if before is not None else named[0]
        found = known[0]
        for name in known[1:]:
            if self.model.is_a(name, found):
                found = name
        if before is not None and self.model.is_a(before["class"], found):
            return str(before["class"])
        return found


def _own(before: Facts) -> set[str]:
    """Return the names of all that a CI has which no source knows: fields, lifecycle, quorums."""
    groups = {f"{QUORUM}{group}" for group in before.get("quorum", {})}
    return (before.keys() - _KEPT) | groups | ({"lifecycle"} & before.keys())


def relation_fields(said: Mapping[str, Values]) -> Values:
    """Return what a relation is, given what each source says of it: `{source: fields}`, not empty.

    A person's word counts before all; then declared before configured before observed. Strength and
    group come from one and the same source: what traces only saw does not soften what is declared.
    The confidence is the highest of any.
    """
    if PERSON in said:
        return dict(said[PERSON])
    source = min(said, key=lambda one: (_origin(said[one]), one))
    fields = dict(said[source])
    known = [one["confidence"] for one in said.values() if one.get("confidence") is not None]
    if known:
        fields["confidence"] = max(known)
    return {name: value for name, value in fields.items() if value is not None or name == "group"}


def _origin(fields: Mapping[str, Any]) -> int:
    origin = fields.get("origin") or _ORIGINS[0]
    return _ORIGINS.index(origin) if origin in _ORIGINS else len(_ORIGINS)


def origins(said: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return the origins of what sources say of a relation, the strongest first."""
    found = {one.get("origin") or _ORIGINS[0] for one in said}
    return sorted(found, key=lambda one: _origin({"origin": one}))
