"""Tables read by their mappings, or by the mapping that their header speaks for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cmdb.intake.model import Files, Issue
from cmdb.intake.text import Unreadable
from cmdb.model import Model
from importers.tabular import rows
from importers.tabular.binding import bound
from importers.tabular.guess import guessed, speaks
from importers.tabular.mapping import SUFFIXES, Mapping_, of_file
from importers.tabular.tables import How, Score, Table, folded, stem, tables


@dataclass(frozen=True, slots=True)
class Told:
    """What a setting says of tables without a mapping."""

    sheet: str | None
    class_name: str | None


@dataclass(slots=True)
class Reading:
    """The tables by source, "" being the upload's own; `unread`: one could not be read at all."""

    files: Files
    mapping: str | None
    told: Told
    model: Model
    sources: dict[str, list[rows.Sheet]] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)
    unread: bool = False

    def take(self, name: str) -> None:
        """Read a file by each of its mappings, or by the one that its header speaks for."""
        found = list(of_file(self.files, name, self.mapping))
        wrong = [one for one in found if isinstance(one, Issue)]
        if wrong:
            self._refuse(*wrong)
        elif found:
            for one in found:
                if not isinstance(one, Issue):
                    self._table(name, one[1], one[0])
        else:
            self._table(name, None, name)

    def _table(self, name: str, said: Mapping_ | None, place: str) -> None:
        how = said.how if said else How(self.told.sheet)
        try:
            (table,) = tables(self.files, name, how, _known(said))
        except Unreadable as exc:
            self._refuse(exc.issue(name))
            return
        table.name = _name(table, said)
        made = said or self._guessed(table)
        if made is None:
            return
        ready = bound(made, table, self.model, place)
        if isinstance(ready, list):
            self._refuse(*ready)
            return
        self.issues += [Issue(table.place, note, fatal=False) for note in table.notes]
        self.sources.setdefault(made.source or "", []).append(rows.read(ready))

    def _guessed(self, table: Table) -> Mapping_ | None:
        guess = guessed(table, self.model, self.told.class_name)
        if guess.missing:
            self._refuse(
                Issue(
                    table.place,
                    f"does not speak for itself ({'; '.join(guess.missing)}). "
                    f"Make a mapping: cmdb import {table.file} --guess > "
                    f"{stem(table.file)}{SUFFIXES[0]}",
                )
            )
            return None
        table.notes.append(_said(guess.data, guess.unused))
        return guess.mapping

    def _refuse(self, *issues: Issue) -> None:
        self.unread = True
        self.issues += [one for one in issues if one not in self.issues]


def _known(said: Mapping_ | None) -> Score:
    """Return what tells a header: the mapping's columns, else all known words."""
    if said is None:
        return speaks
    columns = {c for one in said.attributes.values() for c in one.column} | {*said.name}
    columns |= {*(said.key or ()), *said.class_.column}
    wanted = {folded(column) for column in columns}
    return lambda header: folded(header) in wanted


def _name(table: Table, said: Mapping_ | None) -> str:
    if said is not None and said.table:
        return said.table
    return f"{stem(table.file)}#{table.sheet}" if table.sheet else stem(table.file)


def _said(data: Mapping[str, Any], unused: list[str]) -> str:
    """Return in a sentence what was guessed."""
    said = data["class"]
    what = f'the class by "{said["column"]}"' if isinstance(said, dict) else f"the class {said}"
    columns = [f"{name} from {_column(one)}" for name, one in data.get("attributes", {}).items()]
    key = f', the key from "{data["key"]}"' if "key" in data else ""
    left = f"; not read: {', '.join(unused)}" if unused else ""
    return (
        f'has no mapping; guessed: {what}, the name from "{_column(data["name"])}"{key}'
        f"{', ' if columns else ''}{', '.join(columns)}{left}. `cmdb import FILE --guess` writes it."
    )


def _column(said: Any) -> str:
    column = said["column"] if isinstance(said, dict) else said
    return " and ".join(column) if isinstance(column, list) else str(column)
