"""Rows to CIs and relations. What is wrong with one row is a note, and the rest goes on."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Any

from cmdb.intake.model import (
    Elsewhere,
    Issue,
    Observation,
    ObservedCI,
    ObservedRelation,
    ScopeEnd,
)
from cmdb.model.values import Unfit
from importers.tabular import values, words
from importers.tabular.binding import Bound
from importers.tabular.mapping import Relation
from importers.tabular.tables import Cell, seen
from importers.tabular.workbook import shown

_LONGEST_NAME = 500
_TOTALS = frozenset(
    {
        "total",
        "totals",
        "sum",
        "count",
        "summe",
        "合计",
        "总计",
        "小计",
        "备注",
        "说明",
        "note",
        "notes",
    }
)
Fields = dict[str, Any]


@dataclass(slots=True)
class Notes:
    """What went wrong, once for each kind: the first row, and how many there are."""

    place: str
    found: dict[str, list[int]] = field(default_factory=dict)
    lost: bool = False

    def add(self, number: int, reason: str, *, lost: bool = False) -> None:
        self.found.setdefault(reason, []).append(number)
        self.lost = self.lost or lost

    def issues(self) -> Iterator[Issue]:
        for reason, numbers in self.found.items():
            more = f" So in {len(numbers) - 1} more rows." if len(numbers) > 1 else ""
            yield Issue(f"{self.place}: row {numbers[0]}", reason + more, fatal=False)


@dataclass(slots=True)
class Sheet:
    """A table that is being read: its CIs by key, and by class and name."""

    bound: Bound
    cis: dict[str, ObservedCI] = field(default_factory=dict)
    named: dict[str, list[str]] = field(default_factory=dict)
    cells: dict[str, tuple[int, list[Cell]]] = field(default_factory=dict)
    notes: Notes = field(default_factory=lambda: Notes(""))
    identified: dict[str, dict[str, list[ObservedCI]]] = field(default_factory=dict)

    @property
    def scope(self) -> str:
        return self.bound.table.name

    def known(self, kind: str, text: str) -> list[ObservedCI]:
        """Return the CIs that have an identity value."""
        if kind not in self.identified:
            by_value = self.identified.setdefault(kind, {})
            for ci in self.cis.values():
                for value in ci.identity.get(kind, ()):
                    by_value.setdefault(value.casefold(), []).append(ci)
        return self.identified[kind].get(text.casefold(), [])


def read(bound: Bound) -> Sheet:
    """Return the table's CIs; relations wait until all tables are read."""
    sheet = Sheet(bound, notes=Notes(bound.table.place))
    width = len(bound.table.columns)
    for number, cells in bound.table.rows:
        if len(cells) > width and any(seen(cells, at) for at in range(width, len(cells))):
            reason = "has more cells than the header: skipped, a delimiter may stand unquoted."
            sheet.notes.add(number, reason, lost=True)
        elif _wanted(bound, cells) and not _is_total(bound, cells):
            _take(sheet, number, cells)
    return sheet


def _wanted(bound: Bound, cells: Sequence[Cell]) -> bool:
    mapping = bound.mapping
    only = all(_among(bound, cells, c, said) for c, said in mapping.only.items())
    return only and not any(_among(bound, cells, c, said) for c, said in mapping.skip.items())


def _among(bound: Bound, cells: Sequence[Cell], column: str, said: list[str]) -> bool:
    text = seen(cells, bound.at[column]).casefold()
    return any(text == one.strip().casefold() for one in said)


def _is_total(bound: Bound, cells: Sequence[Cell]) -> bool:
    if sum(1 for cell in cells if cell != "") > 2:  # noqa: PLR2004  most rows, at once
        return False
    texts = [text for at in range(len(cells)) if (text := seen(cells, at))]
    wide = len(bound.table.columns) > 2  # noqa: PLR2004  a list of two columns has such rows
    first = texts[0].partition(":")[0].partition("：")[0].strip().casefold()
    return wide and len(texts) <= 2 and first in _TOTALS  # noqa: PLR2004  a word and its number


def _take(sheet: Sheet, number: int, cells: Sequence[Cell]) -> None:
    bound = sheet.bound
    name = bound.text(cells, bound.mapping.name)
    class_name, word = bound.class_name(cells)
    reason = ""
    if not name:
        reason = "has no name: skipped."
    elif len(name) > _LONGEST_NAME:
        reason = f"has a name of more than {_LONGEST_NAME} characters: skipped."
    elif class_name is None:
        reason = f'means no class by "{word[:60]}": skipped. Say it under `class.values`.'
        reason = reason if word else "has no class: skipped."
    elif (found := bound.model.classes.get(class_name)) is None or found.abstract:
        reason = f'"{class_name[:60]}" is no class of a CI: skipped.'
    if reason or class_name is None:
        sheet.notes.add(number, reason, lost=True)
        return
    key = bound.text(cells, bound.mapping.key) if bound.mapping.key else name
    if not key:
        key = name
    if key in sheet.cis:
        first = sheet.cells[key][0]
        sheet.notes.add(number, f"has the key of row {first}: skipped.", lost=True)
        return
    fields = _fields(sheet, number, cells, class_name, word)
    identity = _identity(sheet, cells, class_name, name, fields)
    external_id = f"{bound.table.name}:{key}"
    place = f"{bound.table.place}: row {number}"
    sheet.cis[key] = ObservedCI(
        external_id, class_name, name, fields, identity, scope=sheet.scope, place=place
    )
    sheet.named.setdefault(name.casefold(), []).append(key)
    sheet.cells[key] = (number, list(cells))


def _fields(sheet: Sheet, number: int, cells: Sequence[Cell], class_name: str, word: str) -> Fields:
    bound, fields = sheet.bound, Fields()
    known = bound.model.classes[class_name].attributes
    for name, column in bound.mapping.attributes.items():
        if name not in known:
            continue
        try:
            value = bound.value(class_name, name, column, cells)
        except Unfit as exc:
            text = bound.text(cells, column.column)[:60]
            what = ", ".join(column.column) or name
            sheet.notes.add(number, f'{what}: "{text}" {_reason(exc)}: left out.')
        else:
            if value is not None:
                fields[name] = value
    kind = words.kind_of(word) if word else None
    if kind and "kind" in known and "kind" not in fields:
        allowed = known["kind"].enum
        if allowed is None or kind in allowed:
            fields["kind"] = kind
    return fields


def _reason(exc: Unfit) -> str:
    """Return why, without the value that is named before it."""
    said = str(exc)
    return said[said.index(" is none of ") + 1 :] if " is none of " in said else said


def _identity(
    sheet: Sheet, cells: Sequence[Cell], class_name: str, name: str, fields: Fields
) -> dict[str, list[str]]:
    bound = sheet.bound
    found: dict[str, list[str]] = {}

    def add(kind: str, given: Any) -> None:
        texts = given if isinstance(given, list) else [str(given)]
        known = found.setdefault(kind, [])
        known += [text for text in texts if text and text not in known]

    for attribute, value in fields.items():
        if kind := bound.identity(class_name, attribute):
            add(kind, value)
    for kind, column in bound.mapping.identity.items():
        text = str(column.value) if column.value is not None else bound.text(cells, column.column)
        add(kind, values.items(text, column.separator))
    if bound.is_host(class_name) and bound.text(cells, bound.mapping.name[:1]) == name:
        for kind, text in _named_as(name).items():
            add(kind, text)
    return {kind: texts for kind, texts in found.items() if texts}


def _named_as(name: str) -> dict[str, str]:
    """Return what a machine's name says: its host name, its full name, or its address."""
    if any(c.isspace() for c in name) or name.isdigit():
        return {}
    try:
        return {"ip": str(ip_address(name))}
    except ValueError:
        short, dot, _ = name.partition(".")
        return {"hostname": short, **({"fqdn": name} if dot and short else {})}


def relations(sheets: Sequence[Sheet]) -> Iterator[Observation]:
    """Yield the relations of tables of one source, and the CIs that a mapping has them create."""
    made: dict[tuple[str, str], str] = {}
    for sheet in sheets:
        seen_pairs: set[tuple[str, str, str]] = set()
        for key, ci in sheet.cis.items():
            number, cells = sheet.cells[key]
            for said in sheet.bound.mapping.relations:
                for text in _mentioned(sheet, said, cells):
                    yield from _related(sheets, sheet, said, (ci, number, text), made, seen_pairs)
        yield from sheet.notes.issues()


def _mentioned(sheet: Sheet, said: Relation, cells: Sequence[Cell]) -> list[str]:
    text = shown(sheet.bound.first(cells, said.column)[0])
    return values.items(text, said.separator or None)


def _related(
    sheets: Sequence[Sheet],
    sheet: Sheet,
    said: Relation,
    mention: tuple[ObservedCI, int, str],
    made: dict[tuple[str, str], str],
    seen_pairs: set[tuple[str, str, str]],
) -> Iterator[Observation]:
    ci, number, text = mention
    other = _found(sheets, said, text)
    if other is None and said.create:
        known = (said.class_, text.casefold())
        if known not in made:
            made[known] = f"{said.class_}:{text}"
            yield ObservedCI(made[known], said.class_, text, scope=sheet.scope, place=ci.place)
        target: str | Elsewhere = made[known]
        class_name = said.class_
    elif other is None:
        class_name = said.class_
        target = _elsewhere(sheet, said, text)
    else:
        target, class_name = other.external_id, other.class_name
    if target == ci.external_id:
        sheet.notes.add(number, f"names itself in {', '.join(said.column)}: left out.")
        return
    outward = said.direction == "out"
    classes = (ci.class_name, class_name) if outward else (class_name, ci.class_name)
    if not isinstance(target, Elsewhere) and not sheet.bound.model.allows(said.type, *classes):
        sheet.notes.add(number, f"{said.type} cannot lead from {' to '.join(classes)}: left out.")
        return
    pair = (ci.external_id, said.type, repr(target))
    if pair in seen_pairs:
        return
    seen_pairs.add(pair)
    fields = {"origin": "declared", **said.fields}
    from_id, to_id = (ci.external_id, target) if outward else (target, ci.external_id)
    yield ObservedRelation(from_id, said.type, to_id, fields, sheet.scope, ci.place)


def _elsewhere(sheet: Sheet, said: Relation, text: str) -> Elsewhere:
    if said.by not in ("name", "key"):
        return Elsewhere(said.class_, identity={said.by: [text]})
    known = {}
    if said.class_ in sheet.bound.model.classes and sheet.bound.is_host(said.class_):
        known = {kind: [value] for kind, value in _named_as(text).items() if kind != "hostname"}
    return Elsewhere(said.class_, identity=known, name=text)


def _found(sheets: Sequence[Sheet], said: Relation, text: str) -> ObservedCI | None:
    """Return the one CI of the source's tables that is meant, None for none or several."""
    model = sheets[0].bound.model
    candidates: list[ObservedCI] = []
    for sheet in sheets:
        if said.by == "key":
            candidates += [sheet.cis[text]] if text in sheet.cis else []
        elif said.by == "name":
            candidates += [sheet.cis[key] for key in sheet.named.get(text.casefold(), ())]
        else:
            candidates += sheet.known(said.by, text)
    fitting = [one for one in candidates if model.is_a(one.class_name, said.class_)]
    return fitting[0] if len(fitting) == 1 else None


def end(sheet: Sheet, *, complete: bool) -> ScopeEnd:
    """Return how completely a table was read: only if it is said to be all, and no row is lost."""
    return ScopeEnd(sheet.scope, complete=complete and not sheet.notes.lost)
