"""Which relations a rule gives: pure decisions on what was read."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import product
from typing import Any

from cmdb.errors import Invalid
from cmdb.model import Model
from cmdb.relation_rules.model import Estate, Related, Rule, Seen, Selector, Share

Edges = Mapping[str, tuple[tuple[str, str], ...]]
Pair = tuple[str, str]

_GONE = ("retired", "disposed")
_MOST_NAMED = 3


def drawn(model: Model, rule: Rule, estate: Estate) -> list[Pair]:
    """Return the (from, to) that the rule relates, sorted.

    Raises Invalid for a rule that gives more than it may, a relation that the model forbids, or a
    reference that no CI answers to.
    """
    pairs = _matched(rule, chosen(rule.from_, estate, rule), chosen(rule.to, estate, rule), estate)
    _check_pairs(model, rule, pairs, estate)
    return pairs


def chosen(selector: Selector, estate: Estate, rule: Rule) -> list[str]:
    """Return the ids of the CIs that a selector means, sorted.

    Retired and disposed ones only where it asks for their lifecycle.
    """
    sets = list(_bounds(selector, estate, rule))
    allowed = set.intersection(*sets) if sets else None
    return sorted(
        ci.id
        for ci in estate.cis.values()
        if (allowed is None or ci.id in allowed) and _fits(selector, ci)
    )


def _bounds(selector: Selector, estate: Estate, rule: Rule) -> Iterator[set[str]]:
    if selector.cis:
        yield _ids(selector.cis, estate, rule)
    if selector.within:
        yield _below(_ids(selector.within, estate, rule), selector.by, estate.edges)
    for one in selector.related:
        yield _having(one, estate, rule)


def _ids(refs: Iterable[str], estate: Estate, rule: Rule) -> set[str]:
    missing = [ref for ref in refs if ref not in estate.refs]
    if missing:
        raise Invalid(
            f"The rule {rule.name} names {missing[0]!r}, which is no CI, or several.",
            remedy="Name it by its id or as class:name.",
        )
    return {estate.refs[ref] for ref in refs}


def _below(tops: set[str], types: Sequence[str], edges: Edges) -> set[str]:
    """Return what lies in the tops, however deep; a top itself only where it lies in one."""
    users: dict[str, list[str]] = defaultdict(list)
    for type_ in types:
        for from_, to in edges.get(type_, ()):
            users[to].append(from_)
    return _reached(tops, users)


def _reached(starts: Iterable[str], steps: Mapping[str, Sequence[str]]) -> set[str]:
    found: set[str] = set()
    line = list(starts)
    while line:
        for after in steps.get(line.pop(), ()):
            if after not in found:
                found.add(after)
                line.append(after)
    return found


def _having(one: Related, estate: Estate, rule: Rule) -> set[str]:
    ends = _ids(one.ends, estate, rule) if one.ends else None
    pairs = estate.edges.get(one.type, ())
    sided = pairs if one.outgoing else ((to, from_) for from_, to in pairs)
    return {
        own
        for own, other in sided
        if (ends is None or other in ends)
        and (
            not one.classes or (other in estate.cis and estate.cis[other].class_name in one.classes)
        )
    }


def _fits(selector: Selector, ci: Seen) -> bool:
    if selector.classes and ci.class_name not in selector.classes:
        return False
    if "lifecycle" not in selector.where and ci.values.get("lifecycle") in _GONE:
        return False
    if selector.names and not any(_glob(p).fullmatch(ci.name) for p in selector.names):
        return False
    if selector.tags and not set(map(_same, selector.tags)) & _values(ci.values.get("tags")):
        return False
    return all(_holds(ci.values.get(name), wanted) for name, wanted in selector.where.items())


@cache
def _glob(pattern: str) -> re.Pattern[str]:
    """Return what a name with `*` and `?` matches; letter case does not matter."""
    parts = {"*": ".*", "?": "."}
    return re.compile(
        "".join(parts.get(c, re.escape(c)) for c in pattern), re.IGNORECASE | re.DOTALL
    )


def _holds(value: Any, wanted: Sequence[Any]) -> bool:
    """Tell whether a value, or one of a list, is one of the wanted; '' stands for not set."""
    return bool((_values(value) or {_same("")}) & set(map(_same, wanted)))


def _values(value: Any) -> set[Any]:
    """Return what is compared of a value: each item of a list, nothing of what is not set."""
    items = value if isinstance(value, list | tuple) else [value]
    return {_same(item) for item in items if item is not None and item != ""}


def _same(value: Any) -> Any:
    """Return what two equal values share: texts without letter case, true and 1 apart."""
    if isinstance(value, str):
        return ("text", value.strip().casefold())
    return (type(value) is bool, value)


def _matched(rule: Rule, froms: Sequence[str], tos: Sequence[str], estate: Estate) -> list[Pair]:
    """Return the pairs whose join keys meet. Raises Invalid beyond what the rule may give."""
    from_keys = _joins(rule, froms, [one for one, _ in rule.same], estate)
    to_keys = _joins(rule, tos, [other for _, other in rule.same], estate)
    if not rule.same and rule.share is None:
        _refuse_beyond(rule, len(froms) * len(tos) - len(set(froms) & set(tos)))
    by_key: dict[Any, list[str]] = defaultdict(list)
    for to, keys in to_keys:
        for key in keys:
            by_key[key].append(to)
    pairs: set[Pair] = set()
    for from_, keys in from_keys:
        for key in keys:
            pairs.update((from_, to) for to in by_key.get(key, ()) if to != from_)
        _refuse_beyond(rule, len(pairs), at_least=True)
    return sorted(pairs)


def _joins(
    rule: Rule, ids: Sequence[str], attributes: Sequence[str], estate: Estate
) -> Iterator[tuple[str, Iterable[tuple[Any, ...]]]]:
    """Yield each CI with its keys: one value for every join, in every combination."""
    steps = None if rule.share is None else _up(rule.share, estate)
    for id_ in ids:
        parts: list[set[Any]] = [
            _values(estate.cis[id_].name if n == "name" else estate.cis[id_].values.get(n))
            for n in attributes
        ]
        if rule.share is not None and steps is not None:
            parts.append(_holders(id_, rule.share, steps, estate))
        yield id_, list(product(*parts))


def _up(share: Share, estate: Estate) -> Mapping[str, Sequence[str]]:
    needs: dict[str, list[str]] = defaultdict(list)
    for type_ in share.by:
        for from_, to in estate.edges.get(type_, ()):
            needs[from_].append(to)
    return needs


def _holders(
    id_: str, share: Share, steps: Mapping[str, Sequence[str]], estate: Estate
) -> set[Any]:
    return {
        above
        for above in _reached((id_,), steps)
        if above in estate.cis and estate.cis[above].class_name in share.classes
    }


def _refuse_beyond(rule: Rule, count: int, *, at_least: bool = False) -> None:
    if count > rule.most:
        said = f"at least {count:,}" if at_least else f"{count:,}"
        raise Invalid(
            f"The rule {rule.name} gives {said} relations; at most {rule.most:,} are drawn.",
            remedy="Narrow what it selects, or raise `most` if so many are meant.",
        )


def _check_pairs(model: Model, rule: Rule, pairs: Sequence[Pair], estate: Estate) -> None:
    kinds = {(estate.cis[a].class_name, estate.cis[b].class_name) for a, b in pairs}
    bad = sorted(pair for pair in kinds if not model.allows(rule.type, *pair))
    if bad:
        named = ", ".join(f"{a} to {b}" for a, b in bad[:_MOST_NAMED])
        raise Invalid(
            f"The rule {rule.name} would draw {rule.type} from {named}, which the model forbids.",
            remedy="Name the classes at both ends that are meant.",
        )
