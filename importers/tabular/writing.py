"""A guessed mapping as a file that people go on writing: TOML with a word on each part."""

import json
from collections.abc import Iterator
from typing import Any

from importers.tabular import values, words
from importers.tabular.guess import Guess
from importers.tabular.tables import Table

_EXAMPLES = 4


def written(guess: Guess, table: Table) -> str:
    """Return the mapping's text."""
    return "\n".join(_lines(guess, table)) + "\n"


def _lines(guess: Guess, table: Table) -> Iterator[str]:
    yield f"# What the columns of {_quiet(table.place)} mean; made from header and values: check it."
    yield "# `cmdb import` finds it beside the table, or is told: --mapping FILE."
    yield from (f"# STILL TO SAY: {_quiet(one)}" for one in guess.missing)
    yield ""
    yield f"file = {_text(table.file.rpartition('/')[2])}"
    if table.sheet:
        yield f"sheet = {_text(table.sheet)}"
    yield '# source = "…"        # what the list is called; else tabular:FOLDER'
    yield "complete = false      # true: the list holds all there is, so that what leaves it is missing"
    yield ""
    yield from _identity_of_rows(guess)
    yield from _class(guess)
    yield from _attributes(guess, table)
    yield from _relations(guess)
    if guess.unused:
        yield ""
        yield '# Columns that nothing reads; an attribute would be read by: name = "column"'
        for column in guess.unused:
            yield f"#   {_text(column)}{_examples(table, column)}"


def _identity_of_rows(guess: Guess) -> Iterator[str]:
    data = guess.data
    yield "# What tells a row from all others, now and in later lists; without it the name does."
    why = f"   # {guess.why['key']}" if "key" in guess.why else ""
    yield f"key = {_text(data['key'])}{why}" if "key" in data else '# key = "column"'
    yield f"name = {_text(data['name'])}" if data["name"] else 'name = "…"   # which column?'
    yield ""


def _class(guess: Guess) -> Iterator[str]:
    said = guess.data["class"]
    why = f"   # {_quiet(guess.why['class'])}" if "class" in guess.why else ""
    if not isinstance(said, dict):
        yield f"class = {_text(said or '…')}{why}   # `cmdb model` lists them"
        return
    yield f"[class]{why}"
    yield f"column = {_text(said['column'])}"
    yield from _values("class", said["values"])
    yield '# "*" = "server"   # any other word; without it such rows are skipped, and named'


def _values(place: str, listed: dict[str, Any]) -> Iterator[str]:
    yield f"[{place}.values]"
    yield from (f"{_text(word)} = {_text(meant)}" for word, meant in listed.items())


def _attributes(guess: Guess, table: Table) -> Iterator[str]:
    yield ""
    yield "[attributes]"
    attributes = guess.data.get("attributes", {})
    nested = []
    for name, said in attributes.items():
        if not isinstance(said, dict):
            yield f"{name} = {_text(said)}{_examples(table, said)}"
        elif "values" not in said:
            inner = ", ".join(f"{key} = {_text(value)}" for key, value in said.items())
            yield f"{name} = {{ {inner} }}{_examples(table, said['column'])}"
        else:
            nested.append((name, said))
    yield '# environment = { value = "production" }   # the same in every row'
    for name, said in nested:
        yield ""
        yield f"[attributes.{name}]"
        yield from (f"{key} = {_text(v)}" for key, v in said.items() if key != "values")
        yield from _values(f"attributes.{name}", said["values"])


def _relations(guess: Guess) -> Iterator[str]:
    listed = guess.data.get("relations", ())
    for one in listed:
        yield ""
        yield "[[relations]]"
        yield from (f"{key} = {_text(value)}" for key, value in one.items())
        yield 'by = "name"           # or key, serial, fqdn, ip …; direction = "in" turns it round'
        yield "create = false        # true: the list vouches that they exist"
    if not listed:
        yield ""
        yield "# [[relations]]"
        yield '# column = "…"'
        yield '# type = "RUNS_ON"'
        yield '# class = "server"'


def _examples(table: Table, said: str | list[str]) -> str:
    column = said if isinstance(said, str) else said[0]
    if words.meaning(column) == "@secret":
        return "   # looks like a secret: never read"
    texts = values.most_common(table.column(table.columns.index(column))[:200], _EXAMPLES)
    return f"   # {_quiet(', '.join(texts))[:70]}" if texts else ""


def _quiet(text: str) -> str:
    """Return a text that stays within a comment."""
    return values.line(text)


def _text(value: Any) -> str:
    """Return a text as TOML's basic string, which escapes as JSON does; a list of them."""
    if isinstance(value, list):
        return f"[{', '.join(_text(one) for one in value)}]"
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")
