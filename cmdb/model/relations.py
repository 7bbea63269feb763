"""Relation types: which classes they join, and what they mean to who depends on them."""

import re
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, NamedTuple

from cmdb.model.attributes import Attribute
from cmdb.model.classes import ROOT, given
from cmdb.model.files import Found, RelationFieldsShape, RelationShape, Strength
from cmdb.model.names import hint
from cmdb.model.quorum import Quorum

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_UNGROUPED = ("standby", "none")


class Pair(NamedTuple):
    """Classes that a type may join, with their subclasses; `group` is set for this pair alone."""

    from_class: str
    to_class: str
    group: str | None = None


@dataclass(frozen=True, slots=True)
class Override:
    """The strength that holds instead where a relation's attributes have these values."""

    when: tuple[tuple[str, str], ...]
    strength: Strength


@dataclass(frozen=True, slots=True)
class RelationType:
    """A type of relation, from the dependent to what it needs.

    `group` may hold attributes in braces (`uplink:{network}`); `quorum` belongs to that group
    alone. `attributes` holds the type's own and, marked common, those of every relation.
    """

    name: str
    summary: str
    verb: str
    reverse_verb: str
    strength: Strength
    group: str | None
    quorum: Quorum | None
    pairs: tuple[Pair, ...]
    attributes: Mapping[str, Attribute]
    overrides: tuple[Override, ...]
    volatile: bool

    def effective(self, fields: Mapping[str, Any]) -> tuple[str, str | None]:
        """Return the strength and the group that hold for a relation with these properties.

        `group` absent means the type's; empty or None means none. What is standby or none is in
        no group.
        """
        strength = fields.get("strength") or self._default_strength(fields)
        if strength in _UNGROUPED:
            return strength, None
        if "group" in fields:
            return strength, fields["group"] or None
        return strength, self._default_group(fields)

    def owns_group(self, group: str) -> bool:
        """Tell whether `group` is this type's default group, whatever its placeholders hold."""
        if self.group is None:
            return False
        if "{" not in self.group:
            return group == self.group
        parts = (re.escape(part) for part in _PLACEHOLDER.split(self.group)[::2])
        return re.fullmatch(".+".join(parts), group, re.DOTALL) is not None

    def as_data(self) -> dict[str, Any]:
        """Return everything about the type as JSON can hold it."""
        return {
            "name": self.name,
            "summary": self.summary,
            "verb": self.verb,
            "reverse_verb": self.reverse_verb,
            "strength": self.strength,
            "group": self.group,
            "quorum": None if self.quorum is None else self.quorum.as_data(),
            "volatile": self.volatile,
            "overrides": [{"when": dict(o.when), "strength": o.strength} for o in self.overrides],
            "attributes": [a.as_data() for a in self.attributes.values()],
            "pairs": [
                {"from": p.from_class, "to": p.to_class, "group": p.group} for p in self.pairs
            ],
        }

    def _default_strength(self, fields: Mapping[str, Any]) -> str:
        for override in self.overrides:
            if all(self._value(name, fields) == value for name, value in override.when):
                return override.strength
        return self.strength

    def _default_group(self, fields: Mapping[str, Any]) -> str | None:
        if self.group is None or "{" not in self.group:
            return self.group
        return _PLACEHOLDER.sub(lambda found: self._value(found[1], fields), self.group)

    def _value(self, name: str, fields: Mapping[str, Any]) -> str:
        return str(fields.get(name) or self.attributes[name].default or "")


def types(
    found: Iterable[Found[RelationShape]],
    common: Found[RelationFieldsShape],
    classes: Container[str],
    class_names: Iterable[str],
) -> dict[str, RelationType]:
    """Return the relation types by name. Raises Invalid."""
    names = tuple(class_names)
    files: dict[str, Found[RelationShape]] = {}
    made = {}
    for file in found:
        if file.name in files:
            where = files[file.name].path
            raise file.wrong("", f"the relation type {file.name!r} exists already: {where}")
        files[file.name] = file
        made[file.name] = _type(file, common, classes, names)
    return made


def _type(
    file: Found[RelationShape],
    common: Found[RelationFieldsShape],
    classes: Container[str],
    names: tuple[str, ...],
) -> RelationType:
    shape = file.shape
    attributes = _attributes(file, common)
    made = RelationType(
        name=file.name,
        summary=shape.summary,
        verb=shape.verb,
        reverse_verb=shape.reverse_verb,
        strength=shape.strength,
        group=shape.group,
        quorum=shape.quorum,
        pairs=_pairs(file, classes, names),
        attributes=MappingProxyType(attributes),
        overrides=tuple(Override(tuple(o.when.items()), o.strength) for o in shape.overrides),
        volatile=shape.volatile,
    )
    _check_group(file, made)
    _check_overrides(file, made)
    return made


def _attributes(
    file: Found[RelationShape], common: Found[RelationFieldsShape]
) -> dict[str, Attribute]:
    made = {n: Attribute(n, common=True, **given(a)) for n, a in common.shape.attributes.items()}
    for name, said in file.shape.attributes.items():
        if name in made:
            raise file.wrong(f"attributes.{name}", "every relation has it already")
        made[name] = Attribute(name, **given(said))
    return made


def _pairs(
    file: Found[RelationShape], classes: Container[str], names: tuple[str, ...]
) -> tuple[Pair, ...]:
    pairs = []
    for at, pair in enumerate(file.shape.pairs):
        for end, said in (("from", pair.from_), ("to", pair.to)):
            for name in said:
                if name != "*" and name not in classes:
                    raise file.wrong(f"pairs[{at}].{end}", f"no class {name!r}.{hint(name, names)}")
        pairs += [
            Pair(ROOT if a == "*" else a, ROOT if b == "*" else b, pair.group)
            for a in pair.from_
            for b in pair.to
        ]
    return tuple(pairs)


def _check_group(file: Found[RelationShape], made: RelationType) -> None:
    if made.quorum is not None and made.group is None:
        raise file.wrong("quorum", "belongs to the default group, and `group` is missing")
    if made.group is not None and made.strength in _UNGROUPED:
        raise file.wrong("group", f"a relation of strength {made.strength} is in no group")
    for name in _PLACEHOLDER.findall(made.group or ""):
        attribute = made.attributes.get(name)
        if attribute is None or attribute.common:
            raise file.wrong("group", f"the type has no attribute {name!r} of its own")
        if attribute.default is None:
            raise file.wrong(f"attributes.{name}", "needs a `default`: the group is made from it")


def _check_overrides(file: Found[RelationShape], made: RelationType) -> None:
    for at, override in enumerate(made.overrides):
        for name, value in override.when:
            key = f"overrides[{at}].when.{name}"
            attribute = made.attributes.get(name)
            if attribute is None or name in ("strength", "group"):
                raise file.wrong(key, f"no attribute of that name.{hint(name, made.attributes)}")
            if attribute.enum is not None and value not in attribute.enum:
                raise file.wrong(key, f"{value!r} is none of {', '.join(attribute.enum)}")
