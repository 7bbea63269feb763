"""What is shown of finds: the columns that somebody chose."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from cmdb import items
from cmdb.errors import Invalid, Problem
from cmdb.graph import Graph
from cmdb.model import Model
from cmdb.model.names import hint, near
from cmdb.search.asking import Finds
from cmdb.search.columns import Columns
from cmdb.search.model import FIELDS, SOURCE
from cmdb.tables import Table

HELD = ("id", "name", *FIELDS, "health")
"""The columns that an index holds."""

ALWAYS = (*HELD, SOURCE)
_A_READ = 2_000

Row = dict[str, Any]


def columns(model: Model, asked: Sequence[str], place: str = "columns") -> list[str]:
    """Return the columns, each once. Raises Invalid for what no class has."""
    known = {name for one in model.classes.values() for name in one.attributes}.union(ALWAYS)
    wrong = [name for name in asked if name not in known]
    if wrong:
        raise Invalid(
            f"There is no column {wrong[0]!r}.{hint(wrong[0], known)}",
            remedy="A column is a field of CIs: `cmdb model CLASS` lists those of a class.",
            problems=[Problem(place, f"no column {name!r}") for name in wrong],
            candidates=near(wrong[0], known),
        )
    return list(dict.fromkeys(asked))


def rows(
    graph: Graph, kept: Columns, finds: Finds, wanted: Sequence[str], of: slice = slice(None)
) -> Iterator[Row]:
    """Yield what the index holds of each find, and the wanted columns; None where it has no value.

    A CI that is gone meanwhile has none of what was to be read.
    """
    index = finds.index
    known = kept.sources(index) if SOURCE in wanted else None
    others = [name for name in wanted if name not in ALWAYS]
    some = finds.rows[of].tolist()
    for at in range(0, len(some), _A_READ):
        part = some[at : at + _A_READ]
        read: Mapping[str, Mapping[str, Any]] = {}
        if others:
            found = graph.read(items.several, [index.id(row) for row in part])
            read = {one.id: one.facts for one in found}
        for row in part:
            shown = _held(finds, row)
            if known is not None:
                shown[SOURCE] = list(known.of(row))
            facts = read.get(shown["id"], {})
            yield {**shown, **{name: facts.get(name) for name in others}}


def table(
    graph: Graph,
    kept: Columns,
    finds: Finds,
    wanted: Sequence[str],
    notes: Sequence[tuple[str, str]],
) -> Table:
    """Return all finds as a table of these columns and no other."""
    shown = [[one[name] for name in wanted] for one in rows(graph, kept, finds, wanted)]
    return Table("CIs", wanted, shown, notes)


def _held(finds: Finds, row: int) -> Row:
    index = finds.index
    profile = index.profile(row)
    return {
        "id": index.id(row),
        "class": profile.class_name,
        "name": index.name(row),
        "layer": index.values.layer(profile.class_name),
        "lifecycle": profile.lifecycle,
        "health": profile.health,
        "criticality": profile.criticality,
        "environment": profile.environment,
        "owner": profile.owner,
        "support_team": profile.support_team,
    }
