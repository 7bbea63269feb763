"""Which CI an observation means: identification by ordered attribute sets and shared identifiers."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

from cmdb.graph import Tx
from cmdb.identify import rules, store
from cmdb.identify.rules import (
    NOTHING,
    TOO_MANY,
    Candidate,
    Identifiers,
    Match,
    Seen,
    fits,
    identifiers,
    matched,
    uid,
    weak_uids,
)
from cmdb.model import Model

__all__ = [
    "NOTHING",
    "TOO_MANY",
    "Candidate",
    "Identifiers",
    "Match",
    "Seen",
    "apart",
    "candidates",
    "fits",
    "found",
    "identifiers",
    "matched",
    "named",
    "uid",
    "weak_uids",
]

_A_NAME = 200


def found(
    tx: Tx, model: Model, several: Sequence[Seen], alone: Callable[[str], bool]
) -> list[list[Candidate]]:
    """Return for each observation the CIs of the graph that share something with it.

    Names are looked up only where a set of identifying attributes needs them, is known whole and,
    by `alone`, is unique among what is observed.
    """
    by_uid = _by_uid(tx, several)
    names = {one.name for one in several if _by_name(model, one, alone)}
    by_name = store.by_names(tx, names, _A_NAME) if names else {}
    own = _by_attribute(tx, several)
    ids = {ci for cis in (*by_uid.values(), *by_name.values()) for ci in cis} | own.keys()
    known = store.candidates(tx, ids) if ids else {}
    return [
        [
            known[ci]
            for ci in dict.fromkeys(
                [
                    *(ci for i in sorted(one.identifiers) for ci in by_uid.get(uid(i), ())),
                    *by_name.get(one.name, ()),
                    *(ci for ci, theirs in own.items() if theirs & one.identifiers),
                ]
            )
            if ci in known
        ]
        for one in several
    ]


def _by_uid(tx: Tx, several: Iterable[Seen]) -> dict[str, list[str]]:
    uids = {uid(i) for one in several for i in one.identifiers}
    found = store.by_identifiers(tx, uids, TOO_MANY + 1) if uids else {}
    return {uid: cis for uid, cis in found.items() if len(cis) <= TOO_MANY}


def _by_name(model: Model, one: Seen, alone: Callable[[str], bool]) -> bool:
    keys = [key for key in weak_uids(model, one) if "=" in key]
    return any(map(alone, keys))


def _by_attribute(tx: Tx, several: Iterable[Seen]) -> dict[str, Identifiers]:
    """Return CIs that have an observed identifier as an attribute, with their identifiers."""
    values: dict[str, set[str]] = {}
    for one in several:
        for kind, value in one.identifiers:
            values.setdefault(kind, set()).update(_spellings(one, value))
    ids = store.by_attributes(tx, values, 10_000) if values else []
    known = store.candidates(tx, ids) if ids else {}
    return {ci: one.identifiers for ci, one in known.items()}


def _spellings(one: Seen, value: str) -> set[str]:
    """Return how people may have written it: in normal form, as observed, in capitals."""
    own = {v for v in one.fields.values() if isinstance(v, str) and v.casefold() == value}
    return {value, value.upper(), *own}


def named(
    tx: Tx, model: Model, wanted: Sequence[tuple[str, str, Mapping[str, Any]]]
) -> list[str | None]:
    """Return of each (class, name, fields) the one CI that it means; None where there is none, or
    several."""
    names = {name for _, name, _ in wanted}
    by_name = store.by_names(tx, names, _A_NAME) if names else {}
    ids = {ci for cis in by_name.values() for ci in cis}
    known = store.candidates(tx, ids) if ids else {}
    return [
        rules.named(
            *(model, class_name, name, fields),
            [known[ci] for ci in by_name.get(name, ()) if ci in known],
        )
        for class_name, name, fields in wanted
    ]


def candidates(tx: Tx, ids: Collection[str]) -> Mapping[str, Candidate]:
    """Return CIs as identification looks at them, by id."""
    return store.candidates(tx, ids)


def apart(tx: Tx, ids: Collection[str]) -> Mapping[str, set[str]]:
    """Return of each CI those that a person said it is not the same as."""
    return store.distinct(tx, ids)
