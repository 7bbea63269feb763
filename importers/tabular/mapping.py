"""Mapping files: which column of a table means what, in TOML or YAML beside it."""

import tomllib
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from pathlib import PurePosixPath
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from cmdb.intake import text, yaml_text
from cmdb.intake.model import Files, Issue
from cmdb.intake.text import MIB, Unreadable
from cmdb.model import near
from importers.tabular.tables import How, stem

SUFFIXES = (".mapping.toml", ".mapping.yaml", ".mapping.yml")
_SIZE_LIMIT = MIB


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)


def _as_list(given: Any) -> Any:
    return [given] if isinstance(given, str | int | float) else given


def _as_column(given: Any) -> Any:
    return {"column": given} if isinstance(given, str | int | float | list) else given


Columns = Annotated[list[str], BeforeValidator(_as_list), Field(min_length=1)]


class Column(_Shape):
    """Where a value comes from: the first of the columns that has one, or the same `value` in
    every row. `values` is a table of what stands there and what it means; "*" is anything else.
    """

    column: Annotated[list[str], BeforeValidator(_as_list)] = []
    value: str | int | float | bool | None = None
    values: dict[str, str | int | float | bool | list[str]] = {}
    format: str | None = None
    unit: str | None = None
    separator: Annotated[str | None, Field(min_length=1)] = None


def _class(given: Any) -> Any:
    return {"value": given} if isinstance(given, str) else given


class Relation(_Shape):
    """A column that names other CIs. `by` says what stands there: their key in their own list,
    their name, or a kind of identity. `create`: the list itself vouches that they exist.
    """

    column: Columns
    type: str
    class_: Annotated[str, Field(alias="class")]
    direction: Literal["out", "in"] = "out"
    by: str = "name"
    separator: Annotated[str | None, Field(min_length=1)] = None
    create: bool = False
    fields: dict[str, str | int | float | bool] = {}


Source = Annotated[Column, BeforeValidator(_as_column)]
ClassSource = Annotated[Column, BeforeValidator(_class)]


class Mapping_(_Shape):  # noqa: N801  `Mapping` is what every module calls the abstract one
    """What one table means. `table` is its part of external ids, its file's name unless said."""

    file: str | None = None
    source: str | None = None
    table: str | None = None
    sheet: str | None = None
    header: Annotated[int, Field(ge=1)] | None = None
    delimiter: Annotated[str, Field(min_length=1, max_length=1)] | None = None
    encoding: str | None = None
    complete: bool = False
    class_: Annotated[ClassSource, Field(alias="class")]
    key: Columns | None = None
    name: Columns
    attributes: dict[str, Source] = {}
    identity: dict[str, Source] = {}
    relations: list[Relation] = []
    only: dict[str, Annotated[list[str], BeforeValidator(_as_list)]] = {}
    skip: dict[str, Annotated[list[str], BeforeValidator(_as_list)]] = {}

    @property
    def how(self) -> How:
        return How(self.sheet, self.header, self.delimiter, self.encoding)


def is_mapping(name: str) -> bool:
    """Return whether a file is called as mappings are: `servers.mapping.toml`."""
    return name.lower().endswith(SUFFIXES)


def of_file(files: Files, name: str, given: str | None) -> Iterator[tuple[str, Mapping_] | Issue]:
    """Yield the mappings of a table's file, each with the name of the file that says it, or what
    is wrong with them: the one that is given, the one beside it, else those that name it.
    """
    mappings = [one for one in files.names if is_mapping(one)]
    beside = [one for one in mappings if _bare(one) == stem(name)]
    chosen = [given] if given is not None else beside
    for one in chosen or mappings:
        for found in _read(files, one):
            if isinstance(found, Issue):
                if chosen:
                    yield found
            elif chosen or _fits(found, name):
                yield one, found


def _bare(mapping: str) -> str:
    return next(mapping[: -len(s)] for s in SUFFIXES if mapping.lower().endswith(s))


def _fits(mapping: Mapping_, name: str) -> bool:
    pattern = mapping.file
    if pattern is None:
        return False
    return fnmatchcase(name, pattern) or fnmatchcase(PurePosixPath(name).name, pattern)


def _read(files: Files, name: str) -> Iterator[Mapping_ | Issue]:
    try:
        said = text.text(files.path(name), _SIZE_LIMIT)
        data = tomllib.loads(said) if name.lower().endswith(".toml") else yaml_text.single(said)
    except Unreadable as exc:
        yield exc.issue(name)
        return
    except tomllib.TOMLDecodeError as exc:
        yield Issue(name, f"is no TOML: {exc}.")
        return
    except RecursionError:
        yield Issue(name, "is nested too deeply.")
        return
    several = data.get("tables") if isinstance(data, dict) else None
    listed = several if isinstance(several, list) and len(data) == 1 else [data]
    for at, one in enumerate(listed):
        place = name if several is None else f"{name}: tables[{at}]"
        try:
            yield Mapping_.model_validate(one)
        except ValidationError as exc:
            yield from (_said(error, place) for error in exc.errors()[:20])
        except RecursionError:
            yield Issue(place, "is nested too deeply.")


def _said(error: Mapping[str, Any], place: str) -> Issue:
    loc = [str(part) for part in error["loc"]]
    where = f"{place}: {'.'.join(loc)}" if loc else place
    if error["type"] == "extra_forbidden":
        known = [f.alias or n for n, f in _shape(loc).model_fields.items()]
        guess = near(loc[-1], known)
        hint = f" Did you mean {guess[0]}?" if guess else f" There are {', '.join(known)}."
        return Issue(where, f"is no field of a mapping.{hint}")
    if error["type"] == "missing":
        return Issue(where, "is missing.")
    reason = str(error["msg"]).removeprefix("Value error, ")
    return Issue(where, f"{reason[:1].lower()}{reason[1:]}.")


def _shape(loc: list[str]) -> type[_Shape]:
    if len(loc) < 2:  # noqa: PLR2004  the mapping itself
        return Mapping_
    return Relation if loc[0] == "relations" else Column
