"""A mapping made from a table's header and values, and the reasons for it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from cmdb.model import Attribute, Model
from importers.tabular import values, words
from importers.tabular.mapping import Mapping_
from importers.tabular.tables import Table, apart, folded, seen

_MOST_VALUES = 40
_MACHINES = ("server", "virtual_machine")
_MEGABYTES = (
    256  # numbers from here on are no gigabytes of memory: lists count in MB without a word
)
_ENOUGH = 0.5  # the share of a column's values that must be words for classes
_NAMES = ("fqdn", "asset_tag", "serial_number")  # what stands for a name that is missing
_HOSTS = ("host", "server", "machine", "node", "server name", "host name", "hostname")
_KEYS = ("@key", "asset_tag", "serial_number", "uuid", "provider_id", "portfolio_id")
# What a column of names of other CIs makes, by class of the row: (type, class of the others).
_RELATIONS = {
    "@host": ("RUNS_ON", ("server",)),
    "@cluster": ("RUNS_ON", ("cluster",)),
    "@rack": ("CONTAINED_IN", ("rack",)),
    "@depends": ("DEPENDS_ON", ("ci",)),
}
# The same column means another attribute where a class has no such one.
_OTHERWISE = {
    "ip_addresses": ("address", "management_address"),
    "mac_addresses": ("mac_address",),
    "address": ("ip_addresses",),
    "operating_system_version": ("software_version", "version"),
    "version": ("software_version",),
    "model_name": ("product",),
    "disk_gb": ("capacity_gb",),
    "capacity_gb": ("disk_gb",),
    "management_address": ("ip_addresses",),
    "instance_type": ("model_name",),
    "subject": ("description",),
}


@dataclass(slots=True)
class Guess:
    """What the header and values say. `data` is the mapping, as its file would hold it; `why` has
    a word on each part; `missing` says what it lacks to be a mapping."""

    data: dict[str, Any]
    why: dict[str, str] = field(default_factory=dict)
    unused: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    @property
    def mapping(self) -> Mapping_:
        return Mapping_.model_validate(self.data)


def speaks(header: str) -> bool:
    """Return whether a column's name is a known word."""
    return words.meaning(header) is not None


def guessed(table: Table, model: Model, class_name: str | None = None) -> Guess:
    """Return the mapping that the table speaks for, as far as it does; `class_name` is given."""
    meant = {column: words.meaning(column) for column in table.columns}
    guess = Guess({"class": "", "name": ""})
    classes = _class(table, meant, guess, model, class_name)
    _name(table, meant, guess)
    _attributes(table, meant, guess, model, classes)
    _key(table, meant, guess)
    _relations(meant, guess, model, classes)
    used = set(_columns_of(guess.data))
    guess.unused = [c for c in table.columns if c not in used and table.column(_at(table, c))]
    return guess


def _at(table: Table, column: str) -> int:
    return table.columns.index(column)


def _class(
    table: Table, meant: dict[str, str | None], guess: Guess, model: Model, given: str | None
) -> list[str]:
    if given:
        guess.data["class"] = given
        return [given]
    for column in (c for c, m in meant.items() if m == "@class"):
        found = table.column(_at(table, column))
        known = [word for word in found if words.class_of(word)]
        if found and len(known) >= _ENOUGH * len(found):
            listed = {w: words.class_of(w) for w in values.most_common(known, _MOST_VALUES)}
            listed = _of_machines(table, model, listed)
            guess.data["class"] = {"column": column, "values": listed}
            guess.why["class"] = f"its values are known for {len(known)} of {len(found)} rows"
            return sorted({c for c in listed.values() if c})
    name, why = _told_by_header(table) or _told_by_file(table) or (None, "")
    if name is None:
        guess.missing.append("class: nothing says what the rows are")
        return []
    guess.data["class"] = name
    guess.why["class"] = why
    return [name]


def _of_machines(table: Table, model: Model, listed: dict[str, Any]) -> dict[str, Any]:
    """Return what the words mean in a list of machines: a `Web server` in it is the machine."""
    votes = [words.told_by(column) for column in table.columns]
    machine = max(_MACHINES, key=votes.count)
    if votes.count(machine) < 2:  # noqa: PLR2004  one such column may be about anything
        return listed
    return {
        word: machine if {"software", "application_component"} & {*_above(model, name)} else name
        for word, name in listed.items()
    }


def _above(model: Model, class_name: str) -> Sequence[str]:
    found = model.classes.get(class_name)
    return found.ancestors if found else ()


def _told_by_file(table: Table) -> tuple[str, str] | None:
    for text in (table.sheet, table.file.rpartition("/")[2].partition(".")[0]):
        parts = folded(apart(text)).split()
        spans = [" ".join(parts[a:b]) for a in range(len(parts)) for b in range(len(parts), a, -1)]
        for span in sorted(spans, key=len, reverse=True):
            if span and (found := words.class_of(span)):
                return found, f'"{text}" is called so'
    return None


def _told_by_header(table: Table) -> tuple[str, str] | None:
    votes: dict[str, list[str]] = {}
    for column in table.columns:
        if told := words.told_by(column):
            votes.setdefault(told, []).append(column)
    from_file = _told_by_file(table)
    best = max(votes, key=lambda one: len(votes[one]), default=None)
    strong = best is not None and (len(votes[best]) > 1 or _names(votes[best][0]))
    if from_file and (not strong or from_file[0] not in votes):
        return from_file
    if from_file and best is not None and len(votes[from_file[0]]) >= len(votes[best]):
        return from_file
    return (best, f"columns such as {', '.join(votes[best][:3])}") if best and strong else None


def _names(column: str) -> bool:
    """Return whether a column names what the rows are: `Application`, `VM name`."""
    return words.meaning(column) == "@name" or folded(column).endswith((" name", "名称"))


def _name(table: Table, meant: dict[str, str | None], guess: Guess) -> None:
    named = [c for c, m in meant.items() if m == "@name" and table.column(_at(table, c))]
    named.sort(key=lambda c: -_rank(table, c))
    if not named:
        named = [c for c, m in meant.items() if m == "fqdn" and table.column(_at(table, c))]
    if named:
        fallback = [c for c, m in meant.items() if m in _NAMES and c != named[0]]
        holes = len(table.column(_at(table, named[0]))) < len(table.rows)
        guess.data["name"] = [named[0], *fallback] if holes and fallback else named[0]
        for other in named[1:]:
            if folded(other) in _HOSTS:
                meant[other] = "@host"
    else:
        guess.missing.append("name: no column is known to hold names")


def _rank(table: Table, column: str) -> float:
    """Names differ from row to row, and stand in each."""
    found = table.column(_at(table, column))
    fullness = len(found) / max(1, len(table.rows))
    return round(len(set(found)) / max(1, len(found)) + fullness, 2)


def _attributes(
    table: Table,
    meant: dict[str, str | None],
    guess: Guess,
    model: Model,
    classes: Sequence[str],
) -> None:
    found: dict[str, Any] = {}
    for column, meaning in meant.items():
        plain = meaning and not meaning.startswith("@") and column != guess.data["name"]
        if not (meaning and plain and table.column(_at(table, column))):
            continue
        for name, one in _fitting(model, classes, meaning).items():
            if name not in found:
                found[name] = _column(table, column, one)
            elif one.type == "strings":
                found[name] = _and(found[name], column)
    if found:
        guess.data["attributes"] = found


def _and(said: Any, column: str) -> Any:
    """Return where values come from with a further column, for what holds several."""
    columns = said if isinstance(said, list) else [said]
    return said if isinstance(said, dict) or column in columns else [*columns, column]


def _fitting(model: Model, classes: Sequence[str], meaning: str) -> dict[str, Attribute]:
    """Return the attributes that a column may fill: of each class the first that it has."""
    found = {}
    for known in (model.classes[name].attributes for name in classes if name in model.classes):
        names = (one for one in (meaning, *_OTHERWISE.get(meaning, ())) if one in known)
        if name := next(names, None):
            found[name] = known[name]
    return found


def _column(table: Table, column: str, attribute: Attribute) -> Any:
    texts = [t for t in table.column(_at(table, column)) if not values.is_junk(t)]
    made: dict[str, Any] = {"column": column}
    if attribute.enum is not None:
        common = values.most_common(texts, _MOST_VALUES)
        listed = {t: words.value_of(attribute.name, t) for t in common}
        made["values"] = {t: v for t, v in listed.items() if v in attribute.enum and v != t}
    if attribute.unit and (unit := values.unit_in(column)):
        made["unit"] = unit
    elif attribute.name == "memory_gb" and texts and all(_in_megabytes(text) for text in texts):
        made["unit"] = "MB"
    if attribute.type in ("date", "datetime"):
        first = values.writes_day_first(texts)
        made["format"] = None if first is None else ("%d/%m/%Y" if first else "%m/%d/%Y")
        if any("/" not in text or len(text) > len("31/12/2026") for text in texts):
            made["format"] = None
    made = {key: value for key, value in made.items() if value}
    return column if len(made) == 1 else made


def _in_megabytes(text: str) -> bool:
    bare = text.replace(",", "").replace("\u00a0", "").replace(" ", "")
    return bare.isdecimal() and int(bare) >= _MEGABYTES


def _key(table: Table, meant: dict[str, str | None], guess: Guess) -> None:
    for wanted in _KEYS:
        for column in (c for c, m in meant.items() if m == wanted):
            at = _at(table, column)
            found = [seen(cells, at) for _, cells in table.rows]
            if found and all(found) and len(set(found)) == len(found):
                guess.data["key"] = column
                guess.why["key"] = "different in every row"
                return


def _relations(
    meant: dict[str, str | None], guess: Guess, model: Model, classes: Sequence[str]
) -> None:
    found = []
    for column, meaning in meant.items():
        type_, others = _RELATIONS.get(meaning or "", ("", ()))
        if meaning == "@host" and "@cluster" in meant.values():
            type_ = "PLACED_ON"  # a machine of a cluster needs the cluster, not the host of today
        for other in others:
            rooms = [one for one in classes if one in model.classes]
            joined = other == "ci" or any(model.allows(type_, one, other) for one in rooms)
            if rooms and joined:
                found.append({"column": column, "type": type_, "class": other})
                break
    if found:
        guess.data["relations"] = found


def _columns_of(data: Any) -> list[str]:
    """Return the columns that a mapping reads."""
    said = [data["name"], data.get("key"), *data.get("attributes", {}).values()]
    said += [data["class"]] if isinstance(data["class"], dict) else []
    said += data.get("relations", ())
    columns = [one["column"] if isinstance(one, dict) else one for one in said if one]
    return [c for one in columns for c in (one if isinstance(one, list) else [one])]
