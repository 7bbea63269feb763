"""The model: all classes and relation types, and what they say of a CI or a relation."""

from collections.abc import Mapping
from functools import cache
from itertools import chain
from pathlib import Path
from types import MappingProxyType
from typing import Any

from cmdb.errors import Invalid, Problem
from cmdb.model import classes, files, relations
from cmdb.model.attributes import Attribute
from cmdb.model.classes import CiClass
from cmdb.model.names import hint, near
from cmdb.model.quorum import Quorum
from cmdb.model.relations import RelationType
from cmdb.model.values import Check, Unfit, check_of, quoted

Fields = dict[str, Any]


class Model:
    """What can exist. Made once, never changed, safe to share between threads."""

    def __init__(
        self, ci_classes: Mapping[str, CiClass], relation_types: Mapping[str, RelationType]
    ) -> None:
        self.classes = MappingProxyType(dict(ci_classes))
        self.relations = MappingProxyType(dict(relation_types))
        self._of_class = {name: _Fields(c.attributes) for name, c in self.classes.items()}
        self._of_type = {name: _Fields(t.attributes) for name, t in self.relations.items()}
        self._joined: dict[tuple[str, str, str], tuple[bool, str | None]] = {}

    def ci_class(self, name: str) -> CiClass:
        """Return the class of that name. Raises Invalid with near names."""
        found = self.classes.get(name)
        if found is None:
            raise _unknown("class", name, self.classes)
        return found

    def relation_type(self, name: str) -> RelationType:
        """Return the relation type of that name. Raises Invalid with near names."""
        found = self.relations.get(name)
        if found is None:
            raise _unknown("relation type", name, self.relations)
        return found

    def is_a(self, class_name: str, ancestor: str) -> bool:
        """Tell whether a class is `ancestor` or inherits from it. Raises Invalid."""
        return ancestor in self.ci_class(class_name).ancestors

    def allows(self, type_name: str, from_class: str, to_class: str) -> bool:
        """Tell whether a relation of that type may join CIs of these classes. Raises Invalid."""
        return self._join(type_name, from_class, to_class)[0]

    def joining(self, from_class: str, to_class: str) -> list[RelationType]:
        """Return the relation types that may lead from the one class to the other, by name.

        What carries failure comes first, what only fits because it fits everything last. Raises
        Invalid.
        """
        self.ci_class(from_class), self.ci_class(to_class)
        found = [
            kind for name, kind in self.relations.items() if self.allows(name, from_class, to_class)
        ]
        return sorted(found, key=_usual)

    def checked_ci(
        self, class_name: str, fields: Mapping[str, Any], *, partly: bool = False
    ) -> Fields:
        """Return a CI's fields as the store holds them, common and own ones side by side.

        Text is stripped; what is empty or None is left out: not set. Nothing is filled in. Raises
        Invalid with all problems; the place of each is the field. Of a CI that is only `partly`
        known no field is missing.
        """
        ci_class = self.ci_class(class_name)
        if ci_class.abstract:
            raise self._abstract(ci_class)
        checked, problems = self._of_class[class_name].checked(fields)
        if partly:
            problems = [problem for problem in problems if problem.place in fields]
        if problems:
            raise _breaks(f"the {class_name} {_named(fields)}".rstrip(), problems)
        return checked

    def checked_relation(
        self, type_name: str, from_class: str, to_class: str, fields: Mapping[str, Any]
    ) -> Fields:
        """Return a relation's properties as the store holds them; `group` '' is explicitly none.

        Where the pair of classes has a group of its own (a pool's controllers), it is filled in.
        Raises Invalid with all problems, the place of each being the property; or the reason why
        such a relation cannot be.
        """
        allowed, group = self._join(type_name, from_class, to_class)
        if not allowed:
            raise self._forbidden(self.relations[type_name], from_class, to_class)
        checked, problems = self._of_type[type_name].checked(fields)
        if problems:
            raise _breaks(f"{type_name} from {from_class} to {to_class}", problems)
        if "group" not in checked:
            if "group" in fields:
                checked["group"] = ""
            elif group is not None:
                checked["group"] = group
        return checked

    def effective(self, type_name: str, fields: Mapping[str, Any]) -> tuple[str, str | None]:
        """Return strength and group that hold for a relation with these stored properties."""
        return self.relations[type_name].effective(fields)

    def default_quorum(self, from_class: str, type_name: str, group: str) -> Quorum | None:
        """Return the quorum that a group has undeclared, as far as this type says one.

        None where `group` is not the type's default group, or the type has no quorum for it.
        """
        kind = self.relations[type_name]
        if not kind.owns_group(group):
            return None
        own = self.classes[from_class].quorums
        return own.get(group) or own.get(kind.group or "") or kind.quorum

    def indexes(self) -> tuple[tuple[str, str], ...]:
        """Return (label, attribute) of what finds a CI by its identity, sorted.

        Of each identifying set one attribute: the name, else the first. The label is that of the
        class that declares it, so that one index serves all classes below.
        """
        pairs = {
            (self.classes[c.declared[attribute]].label, attribute)
            for c in self.classes.values()
            for names in c.identified_by
            for attribute in ("name" if "name" in names else names[0],)
        }
        return tuple(sorted(pairs | {(self.classes[classes.ROOT].label, "name")}))

    def as_data(self) -> dict[str, Any]:
        """Return everything as JSON can hold it: `{"classes": […], "relations": […]}`."""
        return {
            "classes": [c.as_data() for c in self.classes.values()],
            "relations": [t.as_data() for t in self.relations.values()],
        }

    def _join(self, type_name: str, from_class: str, to_class: str) -> tuple[bool, str | None]:
        key = (type_name, from_class, to_class)
        found = self._joined.get(key)
        if found is None:
            kind = self.relation_type(type_name)
            above_from = self.ci_class(from_class).ancestors
            above_to = self.ci_class(to_class).ancestors
            pairs = [p for p in kind.pairs if p.from_class in above_from and p.to_class in above_to]
            group = next((p.group for p in pairs if p.group is not None), None)
            found = self._joined[key] = bool(pairs), group
        return found

    def _abstract(self, ci_class: CiClass) -> Invalid:
        concrete = [
            c.name for c in self.classes.values() if ci_class.name in c.ancestors and not c.abstract
        ]
        return Invalid(
            f"The class {ci_class.name!r} only holds what other classes share; it has no CIs.",
            remedy="Use a class below it.",
            candidates=concrete,
        )

    def _forbidden(self, kind: RelationType, from_class: str, to_class: str) -> Invalid:
        above = self.classes[from_class].ancestors
        targets = sorted({p.to_class for p in kind.pairs if p.from_class in above})
        sources = sorted({p.from_class for p in kind.pairs})
        reason = (
            f"from {from_class} it leads to {', '.join(targets)}"
            if targets
            else f"it leads from {', '.join(sources)}"
        )
        turned = self._join(kind.name, to_class, from_class)[0]
        return Invalid(
            f"{kind.name} cannot lead from {from_class} to {to_class}: {reason}.",
            remedy="Turn it round: relations lead from the dependent to what it needs."
            if turned
            else "Use another relation type, such as DEPENDS_ON.",
        )


@cache
def load(extra: Path | None = None) -> Model:
    """Return the shipped model, with the classes and relation types of the folder `extra` added.

    Raises Invalid that names file, key and reason.
    """
    folders = [files.SHIPPED]
    if extra is not None:
        files.check_folder(extra)
        folders.append(extra)
    class_files = list(chain.from_iterable(files.classes(f) for f in folders))
    relation_files = list(chain.from_iterable(files.relations(f) for f in folders))
    common = files.relation_fields(files.SHIPPED)
    tree = classes.tree(class_files)
    model = Model(tree, relations.types(relation_files, common, tree, tree))
    _check_quorums(class_files, model)
    _check_examples(class_files, model)
    return model


def _check_quorums(found: list[files.Found[files.ClassShape]], model: Model) -> None:
    groups = {t.group for t in model.relations.values() if t.group is not None}
    for file in found:
        for group in file.shape.quorums:
            if not any(t.owns_group(group) for t in model.relations.values()):
                reason = f"no relation type has this default group.{hint(group, groups)}"
                raise file.wrong(f"quorums.{group}", reason)


def _check_examples(found: list[files.Found[files.ClassShape]], model: Model) -> None:
    for file in found:
        for at, example in enumerate(file.shape.examples):
            try:
                model.checked_ci(file.name, example)
            except Invalid as exc:
                raise file.wrong(f"examples[{at}]", exc.detail) from exc


class _Fields:
    """The checks of one class's or type's fields, made once."""

    def __init__(self, attributes: Mapping[str, Attribute]) -> None:
        self._checks: dict[str, Check] = {n: check_of(a) for n, a in attributes.items()}
        self._required = frozenset(n for n, a in attributes.items() if a.required)

    def checked(self, fields: Mapping[str, Any]) -> tuple[Fields, list[Problem]]:
        """Return what the store holds, and everything that is wrong."""
        checks = self._checks
        checked: Fields = {}
        problems: list[Problem] = []
        for name, value in fields.items():
            if value is None and name in checks:
                continue
            try:
                stored = checks[name](value)
            except KeyError:
                problems.append(Problem(str(name), f"no such field.{hint(name, checks)}"))
            except Unfit as exc:
                problems.append(Problem(name, str(exc)))
            else:
                if stored is not None:
                    checked[name] = stored
        if not self._required <= checked.keys():
            wrong = {p.place for p in problems}
            missing = sorted(self._required - checked.keys() - wrong)
            problems += [Problem(name, "is missing") for name in missing]
        return checked, problems


def _usual(kind: RelationType) -> tuple[bool, int, str]:
    fits_all = any(p.from_class == p.to_class == classes.ROOT for p in kind.pairs)
    return fits_all, ("hard", "soft", "standby", "none").index(kind.strength), kind.name


def _unknown(what: str, name: str, known: Mapping[str, Any]) -> Invalid:
    return Invalid(
        f"There is no {what} {name!r}.{hint(name, known)}",
        remedy="`cmdb model` lists what there is.",
        candidates=near(name, known),
    )


def _breaks(what: str, problems: list[Problem]) -> Invalid:
    said = "; ".join(map(str, problems[:3]))
    more = f"; and {len(problems) - 3} more" if len(problems) > 3 else ""  # noqa: PLR2004  as above
    return Invalid(
        f"{what[:1].upper()}{what[1:]} breaks the model: {said}{more}.", problems=problems
    )


def _named(fields: Mapping[str, Any]) -> str:
    name = fields.get("name")
    return quoted(name) if isinstance(name, str) else ""
