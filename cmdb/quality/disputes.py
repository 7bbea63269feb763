"""Where sources disagree, CI by CI, with whose word holds and by which rule; and what people pinned."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Literal

from cmdb import items, reconcile
from cmdb.graph import Tx
from cmdb.model import Model
from cmdb.quality.conflicts import OWN_WORDS, disagree, one_line
from cmdb.reconcile import Reconciliation, Record
from cmdb.reconcile.store import records_of, several

Row = dict[str, Any]
Listed = Literal["open", "pinned"]

_BATCH = 400
MOST_LOOKED_AT = 2_000
"""So many CIs are looked at for one page: it may be short, and there may be more behind it."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which disputes are meant: every filter that is given must hold. A class means its subclasses."""

    listed: Listed = "open"
    class_name: str | None = None
    source: str | None = None
    attribute: str | None = None


def disputes(
    tx: Tx, truth: Reconciliation, asked: Asked, after: str, limit: int
) -> tuple[list[Row], str | None]:
    """Return CIs with what every source says of each disputed attribute (as `reconcile.said`), by id,
    and the id to go on from: None where there are no more. Raises Invalid for an unknown class.

    `open` are the conflicts that lower the quality; `pinned` is what people decided, and may release.
    """
    classes = _classes(truth.model, asked.class_name)
    found: list[Row] = []
    for _ in range(MOST_LOOKED_AT // _BATCH):
        pinned = asked.listed == "pinned"
        cis = several(tx, after, classes, asked.source, _BATCH, pinned=pinned)
        for one in _looked(tx, truth, asked, cis):
            if len(found) == limit:
                return found, found[-1]["ci"]["id"]
            found.append(one)
        if len(cis) < _BATCH:
            return found, None
        after = cis[-1]
    return found, after


def _classes(model: Model, name: str | None) -> list[str] | None:
    if name is None:
        return None
    model.ci_class(name)
    return sorted(one for one in model.classes if model.is_a(one, name))


def _looked(tx: Tx, truth: Reconciliation, asked: Asked, cis: Sequence[str]) -> list[Row]:
    records: dict[str, list[Record]] = {ci: [] for ci in cis}
    for one in records_of(tx, cis):
        records[one.ci].append(one)
    found = []
    # Most sources agree: who says what is worked out only where they may not.
    doubtful = [ci for ci in cis if asked.listed == "pinned" or _may_differ(records[ci])]
    facts = {one.id: one.facts for one in items.several(tx, doubtful)}
    for ci in doubtful:
        if ci not in facts:
            continue
        row = reconcile.told(truth, facts[ci], records[ci])
        row["attributes"] = [o for o in row["attributes"] if _meant(truth.model, asked, o)]
        row["owner"], row["support_team"] = (facts[ci].get(n) for n in ("owner", "support_team"))
        if row["attributes"]:
            found.append(row)
    return found


def _may_differ(records: Sequence[Record]) -> bool:
    saying = [one.values for one in records if one.claims and one.values is not None]
    return any(_compared(one) != _compared(saying[0]) for one in saying[1:])


def _compared(values: Row) -> tuple[Any, ...]:
    fields = {name: value for name, value in values["fields"].items() if name not in OWN_WORDS}
    return values["class"], fields, values["quorum"]


def _meant(model: Model, asked: Asked, one: Mapping[str, Any]) -> bool:
    if asked.attribute not in (None, one["name"]):
        return False
    if asked.listed == "pinned":
        return bool(one["pinned"])
    return not one["pinned"] and disputed(model, one["name"], [o["value"] for o in one["said"]])


def disputed(model: Model, name: str, values: Sequence[Any]) -> bool:
    """Tell whether what sources say of an attribute cannot all be right."""
    if name == "class":
        return not one_line(model, {str(value) for value in values})
    return name not in OWN_WORDS and any(disagree(a, b) for a, b in combinations(values, 2))
