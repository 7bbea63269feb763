"""Constraints, indexes and migrations: what a database needs before anybody writes to it.

Migrations are `cypher/schema/0001_….cypher`, in order, each once. A file holds either schema
commands that may run again (`IF NOT EXISTS`) or one data statement. Neo4j runs a schema command
only in a transaction of its own, so one transaction holds a lock while the others work, and
records each migration: what was cut off is run again, and who comes second finds all done.
Constraints and indexes that follow from the model are made last.
"""

import re
import time
from collections.abc import Iterable
from importlib.resources import files

from cmdb.errors import CmdbError, Conflict, Unavailable
from cmdb.graph.driver import Graph, Tx
from cmdb.graph.queries import query
from cmdb.model import Model

_MIGRATION = re.compile(r"\d{4}_[a-z0-9_]+")
_COMMAND = re.compile(r"(CREATE|DROP)\s+(\w+\s+)?(INDEX|CONSTRAINT)\b", re.IGNORECASE)
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,126}")
_STARTS = 5
_MOST_WAIT_S = 600

Rule = tuple[str, str, str]
"""A template of cypher/schema, the label and the attribute that it is for."""

_OWN: tuple[Rule, ...] = (("unique", "Migrations", "name"), ("unique", "Migration", "name"))


def prepare(graph: Graph, model: Model) -> tuple[str, ...]:
    """Make what the database lacks; return the names of migrations, constraints and indexes made.

    Safe when several processes call it at once, cheap when there is nothing to do. Raises Conflict
    when the database was prepared by a newer version, Unavailable when an index cannot be made.
    """
    wanted = ("unique", "CI", "id"), *(("index", *pair) for pair in model.indexes())
    missing = graph.read(_missing, wanted)
    if not missing:
        return ()
    for rule in _OWN:
        _make_first(graph, rule)
    made = graph.write(_complete, graph, wanted)
    _wait(graph)
    return made


def migrations() -> tuple[str, ...]:
    """Return the names of all migrations, in order."""
    names = (f.name.removesuffix(".cypher") for f in files("cypher").joinpath("schema").iterdir())
    return tuple(sorted(name for name in names if _MIGRATION.fullmatch(name)))


def statements(name: str) -> tuple[str, ...]:
    """Return the statements of a migration, which a semicolon at a line's end divides."""
    parts = re.split(r";\s*(?:\n|$)", query(f"schema/{name}").text)
    return tuple(part.strip() for part in parts if part.strip())


def _missing(tx: Tx, wanted: Iterable[Rule]) -> list[str]:
    """Return what is not there yet, by name. Raises Conflict, Unavailable."""
    applied = {row["name"] for row in tx.run("schema/applied")}
    known = migrations()
    if newer := sorted(applied - set(known)):
        raise Conflict(
            f"This database was prepared by a newer version: it has the migration {newer[-1]}.",
            remedy="Update this program, or use another database.",
        )
    states = _states(tx)
    if failed := sorted(name for name, state in states.items() if state == "FAILED"):
        raise Unavailable(
            f"Neo4j could not build the index {failed[0]}.",
            remedy=f"Its log says why. Drop it (DROP INDEX {failed[0]}), then start again.",
        )
    rules = (_rule_name(rule) for rule in wanted)
    return [n for n in known if n not in applied] + [n for n in rules if n not in states]


def _states(tx: Tx) -> dict[str, str]:
    return {row["name"]: row["state"] for row in tx.run("schema/indexes")}


def _complete(tx: Tx, graph: Graph, wanted: tuple[Rule, ...]) -> tuple[str, ...]:
    tx.run("schema/lock")
    missing = _missing(tx, wanted)
    for name in migrations():
        if name in missing:
            _migrate(tx, graph, name)
    for rule in wanted:
        if _rule_name(rule) in missing:
            graph.command(_filled(rule))
    return tuple(missing)


def _migrate(tx: Tx, graph: Graph, name: str) -> None:
    parts = statements(name)
    if all(_COMMAND.match(part) for part in parts):
        for part in parts:
            graph.command(part)
    elif len(parts) == 1:
        tx.run(f"schema/{name}")
    else:
        raise AssertionError(f"{name}: either schema commands or one data statement")
    tx.run("schema/record", name=name)


def _wait(graph: Graph) -> None:
    """Return when every index is built: by looking again, as a long wait inside would time out."""
    end = time.monotonic() + _MOST_WAIT_S
    while "POPULATING" in graph.read(_states).values():
        if time.monotonic() > end:
            raise Unavailable(
                f"Neo4j has not built its indexes in {_MOST_WAIT_S} seconds.",
                remedy="It goes on building; try again later.",
            )
        time.sleep(0.1)


def _make_first(graph: Graph, rule: Rule) -> None:
    """Make what the lock stands on: nothing guards it yet, and Neo4j refuses one of two at once."""
    for attempt in range(1, _STARTS + 1):
        try:
            graph.command(_filled(rule))
        except CmdbError:
            if attempt == _STARTS:
                raise
        else:
            return


def _rule_name(rule: Rule) -> str:
    return "_".join(("model", *rule[1:]))


def _filled(rule: Rule) -> str:
    """Return a template's command; only names that can be nothing else get into it."""
    template, label, attribute = rule
    text = query(f"schema/{template}").text
    for place, name in {"name": _rule_name(rule), "label": label, "attribute": attribute}.items():
        if not _NAME.fullmatch(name):
            raise AssertionError(f"{name!r} is no name for a schema command")
        text = text.replace(f"<{place}>", name)
    return text
