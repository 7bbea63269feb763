"""`precedence.toml`: whose word counts, per class and attribute, checked against the model."""

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Annotated

from pydantic import Field

from cmdb.errors import Invalid
from cmdb.model import Model, files
from cmdb.model.files import Found, Line, Shape
from cmdb.model.names import hint
from cmdb.reconcile.precedence import Precedence, Rule

__all__ = ["FILE", "load"]

FILE = "precedence.toml"
_OTHERS = "*"

Days = Annotated[int, Field(ge=1, le=36_500)]


class RuleShape(Shape):
    """One table. `authority_days` may be one number for all sources, or a table by source."""

    order: list[Line] | None = None
    authority_days: Days | dict[Line, Days] | None = None
    union: bool | None = None


class ClassRuleShape(RuleShape):
    """The table of a class, with those of its attributes."""

    attributes: dict[str, RuleShape] = Field(default_factory=dict)


class PrecedenceShape(Shape):
    """The whole file."""

    default: RuleShape
    classes: dict[str, ClassRuleShape] = Field(default_factory=dict)


def load(
    model: Model, folder: Path | None = None, kinds: Collection[str] | None = None
) -> Precedence:
    """Return the precedence that the folder's file says, else the shipped one.

    The folder's file stands in place of the shipped one: nothing of that holds beside it. `kinds`
    are the importers that there are; sources of other kinds are then refused. Raises Invalid that
    names file, key and reason.
    """
    own = None if folder is None else folder / FILE
    path = own if own is not None and own.exists() else files.SHIPPED / FILE
    found = files.read(path, PrecedenceShape)
    wrong = [
        (key, reason)
        for place, class_name, attribute, rule in _rules(found)
        for key, reason in _wrong(model, kinds, place, class_name, attribute, rule)
    ]
    if wrong:
        raise files.refused(path, wrong)
    shape = found.shape
    return Precedence(
        _rule(shape.default),
        {name: _rule(rule) for name, rule in shape.classes.items()},
        {
            (name, attribute): _rule(rule)
            for name, of in shape.classes.items()
            for attribute, rule in of.attributes.items()
        },
    )


def _rule(shape: RuleShape) -> Rule:
    days = shape.authority_days
    return Rule(
        None if shape.order is None else tuple(shape.order),
        {_OTHERS: days} if isinstance(days, int) else days,
        shape.union,
    )


def _rules(
    found: Found[PrecedenceShape],
) -> Iterator[tuple[str, str | None, str | None, RuleShape]]:
    """Yield every table with its key, its class and its attribute."""
    yield "default", None, None, found.shape.default
    for name, of in found.shape.classes.items():
        yield f"classes.{name}", name, None, of
        for attribute, rule in of.attributes.items():
            yield f"classes.{name}.attributes.{attribute}", name, attribute, rule


def _wrong(
    model: Model,
    kinds: Collection[str] | None,
    place: str,
    class_name: str | None,
    attribute: str | None,
    rule: RuleShape,
) -> Iterator[tuple[str, str]]:
    try:
        known = {} if class_name is None else model.ci_class(class_name).attributes
    except Invalid as exc:
        yield place, exc.detail
        return
    if attribute is not None and attribute not in known:
        yield place, f"{class_name} has no attribute {attribute!r}.{hint(attribute, known)}"
    elif rule.union and (attribute is None or known[attribute].type != "strings"):
        yield f"{place}.union", "only an attribute that is a list of strings can be joined"
    yield from _wrong_sources(f"{place}.order", rule.order or (), kinds)
    if isinstance(rule.authority_days, Mapping):
        yield from _wrong_sources(f"{place}.authority_days", rule.authority_days, kinds)


def _wrong_sources(
    place: str, names: Collection[str], kinds: Collection[str] | None
) -> Iterator[tuple[str, str]]:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            yield place, f"{name!r} stands there twice"
        seen.add(name)
        # `glpi:hq` is one source instance: which there are is not for the file's check to know.
        if kinds is not None and name not in kinds and name != _OTHERS and ":" not in name:
            yield place, f"no importer gives sources of the kind {name!r}.{hint(name, kinds)}"
