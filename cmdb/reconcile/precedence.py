"""Whose value of an attribute holds: a pure decision, the same in whatever order sources speak."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Literal, TypeVar

import orjson

from cmdb.model import CiClass

__all__ = [
    "Claim",
    "Conflict",
    "Decider",
    "Precedence",
    "Rule",
    "Winner",
    "conflicts",
    "decided_by",
    "ranked",
    "winners",
]

_OTHERS = "*"
Decider = Literal["pinned", "only", "agreed", "joined", "fresh", "order", "newer", "name"]
"""Why a value holds: a person pinned it; one source says it, or all do; lists are joined; the
others' word has expired; its source ranks before; it was observed later; its source's name is first."""
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Rule:
    """What one table of `precedence.toml` says; None where it leaves that to the wider table.

    `order` holds source kinds, or names of source instances, the most trusted first; `*` stands
    for all others. `authority_days` maps them to the days after which their word ranks behind every
    fresh one; who is not in it keeps authority for good. `union` joins lists of all current
    sources.
    """

    order: tuple[str, ...] | None = None
    authority_days: Mapping[str, int] | None = None
    union: bool | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """What one record of a source says of a CI.

    `source` is the instance (`glpi:hq`), `kind` its importer. `observed_at` is when the source
    itself saw it, `seen_at` when a run last said so: how old the word is follows from the first
    that is known.
    """

    source: str
    kind: str
    fields: Mapping[str, Any]
    observed_at: datetime | None = None
    seen_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Winner:
    """The value that holds. `sources` gave it, the one that ranks first; none if it is pinned."""

    value: Any
    sources: tuple[str, ...] = ()
    pinned: bool = False
    expired: bool = False


@dataclass(frozen=True, slots=True)
class Conflict:
    """An attribute on which current sources disagree: (source, value) of each, the winner's first."""

    attribute: str
    said: tuple[tuple[str, Any], ...]


@dataclass(frozen=True, slots=True)
class _Resolved:
    positions: Mapping[str, int]
    authority: Mapping[str, timedelta]
    union: bool


class Precedence:
    """The rules of `precedence.toml` by class and attribute, looked up once each."""

    def __init__(
        self,
        default: Rule,
        classes: Mapping[str, Rule] | None = None,
        attributes: Mapping[tuple[str, str], Rule] | None = None,
    ) -> None:
        self.default = default
        self.classes = dict(classes or {})
        self.attributes = dict(attributes or {})
        self.of = cache(self._of)

    def _of(self, ancestors: tuple[str, ...], attribute: str) -> _Resolved:
        """Return what holds for an attribute: what is said of it outranks what is said of its class,
        a class outranks those above it. Order, authority and union are looked up one by one."""
        said = list(self._said(ancestors, attribute))
        order = _first((rule.order for rule in said), ())
        days = _first((rule.authority_days for rule in said), {})
        return _Resolved(
            {name: at for at, name in enumerate(order)},
            {name: timedelta(days=n) for name, n in days.items()},
            _first((rule.union for rule in said), False),
        )

    def _said(self, ancestors: tuple[str, ...], attribute: str) -> Iterator[Rule]:
        own = ((name, attribute) for name in ancestors)
        yield from (self.attributes[key] for key in own if key in self.attributes)
        yield from (self.classes[name] for name in ancestors if name in self.classes)
        yield self.default


def _first(values: Iterable[T | None], otherwise: T) -> T:
    return next((value for value in values if value is not None), otherwise)


def winners(
    model_class: CiClass,
    claims: Iterable[Claim],
    now: datetime,
    precedence: Precedence,
    pinned: Mapping[str, Any] | None = None,
) -> dict[str, Winner]:
    """Return the value of every attribute that anybody claims, by the attributes' names.

    What people pinned holds, even as None: unset. Else fresh words rank before expired ones, then
    the source's place in the order, then the newer `observed_at`, then the source's name. None,
    empty text and empty lists claim nothing.
    """
    found = {name: Winner(value, pinned=True) for name, value in (pinned or {}).items()}
    for name, said in _by_attribute(claims).items():
        if name not in found:
            found[name] = _winner(precedence.of(model_class.ancestors, name), name, said, now)
    return dict(sorted(found.items()))


def ranked(
    model_class: CiClass,
    attribute: str,
    claims: Iterable[Claim],
    now: datetime,
    precedence: Precedence,
) -> list[tuple[Claim, bool]]:
    """Return who claims the attribute, best first, each with whether its word has expired."""
    rule = precedence.of(model_class.ancestors, attribute)
    said = _by_attribute(claims).get(attribute, [])
    return [(claim, _expired(rule, claim, now)) for claim in _sorted(rule, attribute, said, now)]


def decided_by(
    model_class: CiClass,
    attribute: str,
    claims: Iterable[Claim],
    now: datetime,
    precedence: Precedence,
) -> Decider:
    """Return by what rule the value of an attribute holds that at least one source claims."""
    rule = precedence.of(model_class.ancestors, attribute)
    said = _sorted(rule, attribute, _by_attribute(claims)[attribute], now)
    best, mine = said[0], _comparable(said[0].fields[attribute])
    other = next((one for one in said if _comparable(one.fields[attribute]) != mine), None)
    if other is None:
        return "agreed" if len(said) > 1 else "only"
    if rule.union:
        return "joined"
    if _expired(rule, best, now) != _expired(rule, other, now):
        return "fresh"
    if _position(rule, best) != _position(rule, other):
        return "order"
    return "newer" if best.observed_at != other.observed_at else "name"


def conflicts(
    model_class: CiClass,
    claims: Iterable[Claim],
    now: datetime,
    precedence: Precedence,
    pinned: Mapping[str, Any] | None = None,
) -> list[Conflict]:
    """Return the attributes on which current sources disagree, by name.

    Letter case, spaces at the ends and the order of a list are no disagreement. What is pinned is
    decided, and what is joined cannot disagree: neither is a conflict.
    """
    found = []
    for name, said in sorted(_by_attribute(claims).items()):
        rule = precedence.of(model_class.ancestors, name)
        if len(said) == 1 or rule.union or name in (pinned or {}):
            continue
        current = [claim for claim in said if not _expired(rule, claim, now)]
        if len({_comparable(claim.fields[name]) for claim in current}) > 1:
            best_first = _sorted(rule, name, current, now)
            found.append(Conflict(name, tuple((c.source, c.fields[name]) for c in best_first)))
    return found


def _by_attribute(claims: Iterable[Claim]) -> dict[str, list[Claim]]:
    found: dict[str, list[Claim]] = {}
    for claim in claims:
        for name, value in claim.fields.items():
            if value is not None and value not in ("", [], ()):
                found.setdefault(name, []).append(claim)
    return found


def _winner(rule: _Resolved, name: str, said: list[Claim], now: datetime) -> Winner:
    best_first = said if len(said) == 1 else _sorted(rule, name, said, now)
    best = best_first[0]
    expired = _expired(rule, best, now)
    if not rule.union:
        return Winner(best.fields[name], (best.source,), expired=expired)
    joined = [claim for claim in best_first if _expired(rule, claim, now) == expired]
    items = {_text(item): item for claim in reversed(joined) for item in _listed(claim, name)}
    values = [items[text] for text in sorted(items)]
    return Winner(values, tuple(dict.fromkeys(c.source for c in joined)), expired=expired)


def _listed(claim: Claim, name: str) -> Sequence[Any]:
    value = claim.fields[name]
    return value if isinstance(value, list | tuple) else [value]


def _sorted(rule: _Resolved, name: str, said: list[Claim], now: datetime) -> list[Claim]:
    """Return the claims best first. The value itself decides last: one source may have two records."""

    def rank(claim: Claim) -> tuple[bool, int, float, str, str]:
        observed = claim.observed_at
        newest = math.inf if observed is None else -observed.timestamp()
        value = _text(claim.fields[name])
        return _expired(rule, claim, now), _position(rule, claim), newest, claim.source, value

    return sorted(said, key=rank)


def _position(rule: _Resolved, claim: Claim) -> int:
    last = len(rule.positions)
    for name in (claim.source, claim.kind, _OTHERS):
        if name in rule.positions:
            return rule.positions[name]
    return last


def _expired(rule: _Resolved, claim: Claim, now: datetime) -> bool:
    said_at = claim.observed_at or claim.seen_at
    if said_at is None or not rule.authority:
        return False
    lasting = next(
        (rule.authority[n] for n in (claim.source, claim.kind, _OTHERS) if n in rule.authority),
        None,
    )
    return lasting is not None and now - said_at > lasting


def _comparable(value: Any) -> str:
    """Return what two values share where they say the same."""
    if isinstance(value, list | tuple):
        return "\n".join(sorted({_comparable(item) for item in value}))
    return value.strip().casefold() if isinstance(value, str) else _text(value)


def _text(value: Any) -> str:
    return orjson.dumps(value, default=str, option=orjson.OPT_SORT_KEYS).decode()
