"""Tables of people: CSV and XLSX with a mapping file, or with a header that speaks for itself."""

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict

from cmdb.errors import Invalid
from cmdb.intake.model import Files, Observation, ScopeEnd, SourceName, Spec
from cmdb.intake.text import Unreadable
from cmdb.model import Model, load
from cmdb.settings import from_environment
from importers.tabular import rows, workbook, writing
from importers.tabular.guess import guessed, speaks
from importers.tabular.mapping import SUFFIXES, is_mapping, of_file
from importers.tabular.reading import Reading, Told
from importers.tabular.tables import How, stem, tables

spec = Spec(
    kind="tabular",
    summary="CSV and XLSX with a mapping file, or with a header that speaks for itself",
    gives="whatever the mapping says: any class, its attributes, relations to other CIs by key, "
    "name or identity",
    identifies="the column that the mapping calls key, else the name; serial numbers, UUIDs, "
    "addresses and names of columns that hold them",
    scope="one table (a file, or a sheet of a workbook), and only if its mapping says `complete`",
    unknown="what nobody wrote into the list, and whether what it says is still so",
)
patterns = ("*.csv", "*.tsv", "*.tab", "*.xlsx", "*.xlsm", "*.mapping.toml", "*.mapping.y*ml")

_TABLES = (".csv", ".tsv", ".tab", *workbook.SUFFIXES, *workbook.OTHERS)


class Settings(BaseModel):
    """The uploaded tables and mappings.

    `mapping` names the mapping file that holds for all tables; `sheet` the sheet of a workbook;
    `class_name` what the rows are, where no mapping says it; `complete` that the tables hold all
    that their source knows.
    """

    model_config = ConfigDict(frozen=True)

    files: Files
    mapping: str | None = None
    sheet: str | None = None
    class_name: str | None = None
    complete: bool = False


def recognises(files: Files, name: str) -> bool:
    """Return whether a file is a table. One of several whose header says nothing is none."""
    if not name.lower().endswith(_TABLES):
        return False
    if len(files.names) == 1 or any(True for _ in of_file(files, name, None)):
        return True
    try:
        found = tables(files, name, How(), speaks)
    except Unreadable:
        return True  # to be read, and its error told
    return any(not guessed(table, _model()).missing for table in found)


def accompanies(files: Files, name: str) -> bool:  # noqa: ARG001  the contract's parameters
    """Return whether a file is a mapping."""
    return is_mapping(name)


def check(settings: Settings) -> None:
    """Raise Invalid unless there is a table, and the mapping that is named."""
    files = settings.files
    if not _mine(files):
        raise Invalid("There is no table to import.", remedy="Name a CSV or XLSX file.")
    if settings.mapping is not None and settings.mapping not in files.names:
        known = [name for name in files.names if is_mapping(name)]
        raise Invalid(
            f'The upload holds no mapping "{settings.mapping}".',
            remedy=f"There are {', '.join(known)}." if known else "Send it with the table.",
            candidates=known,
        )


def read(
    settings: Settings,
    state: Mapping[str, Any] | None = None,  # noqa: ARG001  files have no cursor
) -> Iterator[Observation]:
    """Yield what the tables hold, those without a source of their own as one; wrong input comes
    as issues, and a row that cannot be used as a note.
    """
    default = f"tabular:{settings.files.project or 'upload'}"
    reading = Reading(settings.files, settings.mapping, _told(settings), _model())
    for name in _mine(settings.files):
        reading.take(name)
    yield SourceName(next(iter(reading.sources), "") or default)
    yield from reading.issues
    if not reading.sources:
        yield ScopeEnd("", complete=False)
    for source, sheets in reading.sources.items():
        yield SourceName(source or default)
        for sheet in sheets:
            yield from sheet.cis.values()
        yield from rows.relations(sheets)
        for sheet in sheets:
            said = settings.complete or sheet.bound.mapping.complete
            yield rows.end(sheet, complete=said and not reading.unread)


def mapping(settings: Settings) -> tuple[str, str]:
    """Return name and text of a mapping for the upload's only table. Raises Invalid."""
    found = _mine(settings.files)
    if len(found) != 1:
        raise Invalid("A mapping is guessed for one table at a time.", remedy="Name one file.")
    model = _model()
    if settings.class_name is not None:
        model.ci_class(settings.class_name)
    try:
        (table,) = tables(settings.files, found[0], How(settings.sheet), speaks)
    except Unreadable as exc:
        raise Invalid(f"{found[0]} {exc.detail}", remedy=exc.remedy) from exc
    text = writing.written(guessed(table, model, settings.class_name), table)
    return f"{stem(found[0])}{SUFFIXES[0]}", text


def _told(settings: Settings) -> Told:
    return Told(settings.sheet, settings.class_name)


def _model() -> Model:
    return load(from_environment().model)


def _mine(files: Files) -> list[str]:
    named = [name for name in files.names if name.lower().endswith(_TABLES)]
    return sorted(named or (name for name in files.names if not is_mapping(name)))
