"""Rules that draw relations, what they look at, and what they made of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cmdb.items.model import RelationKey

SOURCE = "rules"
PREFIX = f"{SOURCE}:"
"""Before a rule's name it makes the source that holds what the rule drew: `rules:site-dns`."""

ORIGIN = "rule"


@dataclass(frozen=True, slots=True)
class Related:
    """A relation that a CI must have: to (`outgoing`) or from one of `ends`, of one of `classes`.

    Empty `ends` or `classes` mean any.
    """

    type: str
    outgoing: bool
    ends: tuple[str, ...] = ()
    classes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Selector:
    """Which CIs: those of which everything said holds. `classes` has every subclass; empty is any.

    `cis` and `within` hold references; `by` are the relation types that lead up to what contains.
    """

    classes: frozenset[str] = frozenset()
    cis: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    where: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    within: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    related: tuple[Related, ...] = ()


@dataclass(frozen=True, slots=True)
class Share:
    """Both ends must lie in one CI of these classes, however deep, by these relation types."""

    classes: frozenset[str]
    by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of `rules.toml`: every CI of `from_` gets a relation to every CI of `to` that fits.

    `same` are (attribute of the one, attribute of the other) that must have a value in common.
    `fields` are those of the relations. More than `most` relations are refused.
    """

    name: str
    summary: str
    type: str
    from_: Selector
    to: Selector
    same: tuple[tuple[str, str], ...] = ()
    share: Share | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)
    most: int = 10_000

    @property
    def source(self) -> str:
        return f"{PREFIX}{self.name}"


@dataclass(frozen=True, slots=True)
class Seen:
    """A CI as rules see it: `values` holds the attributes that some rule asks for."""

    id: str
    class_name: str
    name: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Estate:
    """All that rules look at: CIs by id, (from, to) by relation type, ids by reference.

    Relations that only rules drew are left out: no rule feeds on another, nor on itself.
    """

    cis: Mapping[str, Seen]
    edges: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    refs: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class RuleReport:
    """What became of one rule. `wanted` is how many relations it gives.

    `confirmed` are those that others state too, `unchanged` those that it had drawn before, `released`
    those that it gives no more and others hold. `refused` says why it was not applied: what it drew
    before stays. `withdrawn`: the file has it no more.
    """

    name: str
    type: str = ""
    wanted: int = 0
    created: int = 0
    changed: int = 0
    confirmed: int = 0
    released: int = 0
    removed: int = 0
    unchanged: int = 0
    refused: str | None = None
    withdrawn: bool = False


@dataclass(slots=True)
class Report:
    """What applying rules did, or with `dry_run` would do."""

    dry_run: bool
    rules: list[RuleReport] = field(default_factory=list)
    first_revision: int | None = None
    last_revision: int | None = None


Wanted = dict[RelationKey, dict[str, Mapping[str, Any]]]
"""By relation: the sources (rules) that give it, with the fields of each."""
