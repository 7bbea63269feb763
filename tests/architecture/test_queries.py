"""A query is a file that says what it answers, and is run with just the parameters it takes."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from cmdb.graph.queries import Query, query

ROOT = Path(__file__).parents[2]
CYPHER = ROOT / "cypher"
NAMES = sorted(p.relative_to(CYPHER).with_suffix("").as_posix() for p in CYPHER.rglob("*.cypher"))
NAME = re.compile(r"[a-z_]+(/[a-z0-9_]+)+")
# What the store itself needs: its schema, and copies of all of it.
ALSO = {"graph": {"schema", "backup"}}
# What people ask by the file's name is run by nobody's code.
UNCALLED = {"schema", "questions"}
CLAUSE = re.compile(
    r"\b(?:MATCH|MERGE|CREATE)\s*\(\s*\w*\s*(?::|\)|\{)|\bUNWIND\s+\$|\bDETACH\s+DELETE\b"
    r"|\bRETURN\s+\w+\.\w|\bFOREACH\s*\(\s*\w+\s+IN\b|\bCALL\s+db\."
)


@dataclass(frozen=True)
class Run:
    """One `tx.run(…)` or `tx.stream(…)`: where, which query, its keywords, and if all are spelled out."""

    path: Path
    line: int
    query: str
    keywords: frozenset[str]
    whole: bool

    def __str__(self) -> str:
        return f"{self.path.relative_to(ROOT)}:{self.line} {self.query}"


def parsed(*tops: str) -> Iterator[tuple[Path, ast.AST]]:
    for top in tops:
        for path in sorted((ROOT / top).rglob("*.py")):
            yield path, ast.parse(path.read_text("utf-8"))


def runs(*tops: str) -> Iterator[Run]:
    for path, tree in parsed(*tops):
        for node in ast.walk(tree):
            if is_run(node):
                keywords, whole = keywords_of(node)
                for name in names_of(node):
                    yield Run(path, node.lineno, name, keywords, whole)


def is_run(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and getattr(node.func, "attr", "") in {"run", "stream"}


def names_of(call: ast.Call) -> Iterator[str]:
    """The names that a call may run: a plain one, or the two ways of `a if … else b`."""
    for node in ast.walk(call.args[0]) if call.args else ():
        value = getattr(node, "value", None)
        if isinstance(node, ast.Constant) and isinstance(value, str) and NAME.fullmatch(value):
            yield value


def is_migration(call: ast.Call) -> bool:
    """`f"schema/{name}"`: migrations are found by their place, in the order of their names."""
    name = call.args[0] if call.args else None
    return isinstance(name, ast.JoinedStr) and getattr(name.values[0], "value", "") == "schema/"


def keywords_of(call: ast.Call) -> tuple[frozenset[str], bool]:
    """The keywords, those of `**{"class": …}` among them; and whether no other `**` hides more."""
    given, whole = set(), True
    for keyword in call.keywords:
        if keyword.arg:
            given.add(keyword.arg)
        elif isinstance(keyword.value, ast.Dict):
            given |= {getattr(key, "value", None) for key in keyword.value.keys}
        else:
            whole = False
    return frozenset(given), whole


RUNS = list(runs("cmdb"))


def test_queries_and_runs_are_found():
    assert len(NAMES) > 20
    assert len(RUNS) > 20


@pytest.mark.parametrize("name", NAMES)
def test_a_query_says_what_it_answers(name):
    found = query(name)

    assert len(found.doc.split()) >= 3, "first lines: // what it answers"
    assert found.text, "and then the query"


@pytest.mark.parametrize("name", NAMES)
def test_a_query_has_a_plain_name(name):
    assert NAME.fullmatch(name)
    assert name.count("/") == 1, "cypher/<capability>/<question>.cypher"


@pytest.mark.parametrize("run", RUNS, ids=str)
def test_a_run_gives_just_the_parameters_of_its_query(run):
    assert run.query in NAMES, "no such file under cypher/"
    takes = query(run.query).params
    # A `**` of a variable is left to the check that every run makes when it happens.
    assert run.keywords == takes if run.whole else run.keywords < takes


@pytest.mark.parametrize("run", RUNS, ids=str)
def test_a_capability_runs_queries_of_its_own(run):
    capability = run.path.relative_to(ROOT / "cmdb").parts[0]

    assert run.query.split("/")[0] in {capability} | ALSO.get(capability, set())


def test_no_query_is_unused():
    named = {
        node.value
        for _, tree in parsed("cmdb", "bench", "tests")
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }

    assert [n for n in NAMES if n.split("/")[0] not in UNCALLED and n not in named] == []


def test_a_transaction_runs_named_queries_only():
    """`tx.run(text)` with anything but a name would be Cypher that no file holds."""
    unnamed = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path, tree in parsed("cmdb", "api", "cli", "importers")
        for node in ast.walk(tree)
        if is_run(node)
        and getattr(node.func.value, "id", "") == "tx"
        and not (is_migration(node) or list(names_of(node)))
    ]

    assert unnamed == []


def test_no_cypher_outside_cypher():
    strings = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.value[:60]!r}"
        for path, tree in parsed("cmdb", "api", "cli", "importers")
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if CLAUSE.search(node.value)
    ]

    assert strings == []


@pytest.mark.parametrize("name", NAMES)
def test_no_query_reaches_outside_the_database(name):
    """LOAD CSV reads files and hosts; APOC and GDS are not on every Neo4j that our users have."""
    assert not re.search(r"\bLOAD\s+CSV\b|\b(?:apoc|gds)\.", query(name).text, re.IGNORECASE)


@pytest.mark.parametrize("name", NAMES)
def test_a_query_takes_its_values_as_parameters(name):
    """A placeholder of Python's would be a value, a label or a type put into the text."""
    found: Query = query(name)

    if not name.startswith("schema/"):  # its templates name labels and attributes of the model
        assert not re.search(r"%s|\{\w*\}(?!\s*[)\]])", re.sub(r"//.*", "", found.text))
