"""Queries by name: `query("items/read")` is the text of `cypher/items/read.cypher`."""

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_PARAM = re.compile(r"\$(\w+)")


@dataclass(frozen=True, slots=True)
class Query:
    """A file's header (what it answers), its text, and the parameters that it takes."""

    name: str
    doc: str
    text: str
    params: frozenset[str]


@cache
def query(name: str) -> Query:
    """Return the query of that name. A missing file is a mistake of ours: FileNotFoundError."""
    lines = files("cypher").joinpath(f"{name}.cypher").read_text("utf-8").splitlines()
    at = next(n for n, line in enumerate(lines) if not line.startswith("//"))
    doc = "\n".join(line.removeprefix("//").strip() for line in lines[:at])
    text = "\n".join(lines[at:]).strip()
    return Query(name, doc, text, frozenset(_PARAM.findall(text)))
