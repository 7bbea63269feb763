"""What a rule may say, given the model: every mistake is named with its key."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from cmdb.errors import Invalid
from cmdb.model import Model
from cmdb.model.attributes import Attribute
from cmdb.model.names import hint
from cmdb.model.values import Unfit, check_of
from cmdb.relation_rules.model import ORIGIN, Related, Selector, Share

BY = ("CONTAINED_IN", "RUNS_ON", "IN_ZONE", "IN_REGION", "IN_ACCOUNT")
"""What leads from a CI up to what it lies in, unless a rule says otherwise."""

_ANY = ["*"]
_MOST_NAMED = 3


class Checked:
    """Turns what one rule says into values; what is wrong goes to `wrong` as (key, reason)."""

    def __init__(self, model: Model, place: str, wrong: list[tuple[str, str]]) -> None:
        self._model = model
        self._place = place
        self._wrong = wrong

    def selector(self, end: str, said: Mapping[str, Any]) -> Selector:
        if not said.keys() - {"by"}:
            self._bad(end, "says nothing: name at least a class")
        classes = self._classes(f"{end}.class", said.get("class", ()))
        types = said.get("by", BY)
        self._types(f"{end}.by", said.get("by", ()))
        return Selector(
            classes,
            tuple(said.get("ci", ())),
            tuple(said.get("name", ())),
            tuple(said.get("tag", ())),
            self._where(f"{end}.where", classes, said.get("where", {})),
            tuple(said.get("within", ())),
            tuple(types) if said.get("within") else (),
            tuple(
                self._related(f"{end}.related[{at}]", one)
                for at, one in enumerate(said.get("related", ()))
            ),
        )

    def share(self, classes: Sequence[str], by: Sequence[str]) -> Share:
        self._types("share.by", by)
        return Share(self._classes("share.class", classes), tuple(by or BY))

    def same(self, pairs: Iterable[tuple[str, str]], from_: Selector, to: Selector) -> None:
        for own, other in pairs:
            self._attribute(f"same.{own}", from_.classes, own)
            self._attribute(f"same.{own}", to.classes, other)

    def fields(
        self, type_: str, from_: Selector, to: Selector, said: Mapping[str, Any]
    ) -> dict[str, Any]:
        """Return the fields of the rule's relations, as the store holds them."""
        if type_ not in self._model.relations:
            known = self._model.relations
            self._bad("type", f"there is no relation type {type_!r}.{hint(type_, known)}")
            return {}
        pair = self._pair(type_, from_, to)
        if pair is None:
            return {}
        try:
            checked = self._model.checked_relation(type_, *pair, {**said, "origin": ORIGIN})
        except Invalid as exc:
            for problem in exc.problems:
                self._bad(problem.place, problem.reason)
            return {}
        # A group that the model fills in for a pair of classes is left to it: another pair has none.
        group = {"group": said["group"]} if "group" in said else {}
        return {name: value for name, value in checked.items() if name != "group"} | group

    def _pair(self, type_: str, from_: Selector, to: Selector) -> tuple[str, str] | None:
        """Return classes that the type may join; all pairs that the rule itself names must be so.

        Where an end names no class, what it selects tells only when the rule is applied.
        """
        pairs = [
            (a, b)
            for a in sorted(from_.classes or self._all())
            for b in sorted(to.classes or self._all())
        ]
        good = [pair for pair in pairs if self._model.allows(type_, *pair)]
        bad = [f"{a} to {b}" for a, b in pairs if not self._model.allows(type_, a, b)]
        if bad and (not good or (from_.classes and to.classes)):
            more = f" and {len(bad) - _MOST_NAMED} more" if len(bad) > _MOST_NAMED else ""
            named = ", ".join(bad[:_MOST_NAMED])
            self._bad("type", f"the model forbids {type_} from {named}{more}")
            return None
        return good[0] if good else None

    def _all(self) -> frozenset[str]:
        return frozenset(c.name for c in self._model.classes.values() if not c.abstract)

    def _classes(self, key: str, names: Sequence[str]) -> frozenset[str]:
        """Return the classes with all below them that have CIs."""
        known = self._model.classes
        for name in names:
            if name not in known:
                self._bad(key, f"there is no class {name!r}.{hint(name, known)}")
        return frozenset(
            c.name for c in known.values() if not c.abstract and set(c.ancestors) & set(names)
        )

    def _types(self, key: str, names: Sequence[str]) -> None:
        known = self._model.relations
        for name in names:
            if name not in known:
                self._bad(key, f"there is no relation type {name!r}.{hint(name, known)}")

    def _where(
        self, key: str, classes: frozenset[str], said: Mapping[str, Sequence[Any]]
    ) -> dict[str, tuple[Any, ...]]:
        return {
            name: self._values(
                f"{key}.{name}", self._attribute(f"{key}.{name}", classes, name), values
            )
            for name, values in said.items()
        }

    def _attribute(self, key: str, classes: frozenset[str], name: str) -> Attribute | None:
        kinds = [self._model.classes[c] for c in sorted(classes or self._all())]
        found = next((c.attributes[name] for c in kinds if name in c.attributes), None)
        if found is None and kinds:
            known = {n for c in kinds for n in c.attributes}
            self._bad(key, f"no class that is selected has this attribute.{hint(name, known)}")
        return found

    def _values(
        self, key: str, attribute: Attribute | None, values: Sequence[Any]
    ) -> tuple[Any, ...]:
        """Return values as the store holds them; '' stands for not set."""
        if attribute is None:
            return ()
        check = check_of(attribute)
        found: list[Any] = []
        for value in values:
            try:
                stored = check([value] if attribute.type == "strings" else value)
            except Unfit as exc:
                self._bad(key, str(exc))
            else:
                found += stored if isinstance(stored, list) else ["" if stored is None else stored]
        if not values:
            self._bad(key, "names no value")
        return tuple(found)

    def _related(self, key: str, said: Mapping[str, Any]) -> Related:
        self._types(f"{key}.type", [said["type"]])
        if bool(said["to"]) == bool(said["from"]):
            self._bad(key, "has either `to` or `from`: a CI, or '*' for any")
        ends = said["to"] or said["from"]
        return Related(
            said["type"],
            bool(said["to"]),
            () if ends == _ANY else tuple(ends),
            self._classes(f"{key}.class", said["class"]),
        )

    def _bad(self, key: str, reason: str) -> None:
        self._wrong.append((f"{self._place}.{key}", reason))
