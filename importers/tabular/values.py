"""Cells to values: numbers with units, dates as people write them, lists, words for yes and no."""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from cmdb.model import Attribute
from cmdb.model.values import Unfit, check_of
from importers.tabular import words
from importers.tabular.workbook import shown

Value = Any

_JUNK = frozenset(
    {
        *(
            "",
            "-",
            "--",
            "---",
            "–",
            "—",
            "/",
            "\\",
            "?",
            ".",
            "n/a",
            "na",
            "n.a.",
            "#n/a",
            "nan",
            "none",
        ),
        *("null", "nil", "unknown", "undefined", "tbd", "tba", "not specified", "not available"),
        *("not applicable", "(none)", "<none>", "(blank)", "(empty)", "#ref!", "#value!", "#name?"),
        *(
            "#div/0!",
            "default string",
            "to be filled by o.e.m.",
            "无",
            "未知",
            "待定",
            "暂无",
            "空",
        ),
        *("keine", "unbekannt", "k.a.", "system serial number"),
    }
)
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
_SEPARATORS = re.compile(r"[,;|\n、，；]+")
_TRUE = frozenset(
    [
        "yes",
        "y",
        "true",
        "t",
        "1",
        "x",
        "on",
        "enabled",
        "是",
        "有",
        "启用",
        "对",
        "ja",
        "wahr",
        "√",
        "✓",
    ]
)
_FALSE = frozenset(
    [
        "no",
        "n",
        "false",
        "f",
        "0",
        "off",
        "disabled",
        "否",
        "无",
        "没有",
        "停用",
        "错",
        "nein",
        "falsch",
        "×",
        "✗",
    ]
)
_NUMBER = re.compile(
    r"([-+]?(?:\d{1,3}(?:[ '\u00a0\u202f]\d{3})+|\d[\d.,]*)(?:[eE][-+]?\d+)?)\s*([^\d\s].*)?\Z"
)
_UNITS = {
    "GB": {"b": 2**-30, "byte": 2**-30, "kb": 2**-20, "mb": 2**-10, "gb": 1.0, "tb": 2.0**10},
    "MB": {"b": 2**-20, "kb": 2**-10, "mb": 1.0, "gb": 2.0**10, "tb": 2.0**20},
    "W": {"w": 1.0, "kw": 1000.0, "mw": 1e6},
    "kW": {"w": 0.001, "kw": 1.0},
    "Mbit/s": {
        "mbit/s": 1.0,
        "mbps": 1.0,
        "mb/s": 1.0,
        "m": 1.0,
        "gbit/s": 1000.0,
        "gbps": 1000.0,
        "gb/s": 1000.0,
        "g": 1000.0,
        "kbps": 0.001,
        "kbit/s": 0.001,
    },
    "U": {"u": 1.0, "ru": 1.0, "he": 1.0},
}
_SHORT_BYTES = {
    "k": "kb",
    "m": "mb",
    "g": "gb",
    "t": "tb",
    "kib": "kb",
    "mib": "mb",
    "gib": "gb",
    "tib": "tb",
    "bytes": "byte",
    "g字节": "gb",
}
_MONTHS = {
    name: at
    for at, name in enumerate(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1
    )
}
_YEAR_FIRST = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T].*)?\Z")
_COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})\Z")
_NAMED = re.compile(r"(\d{1,2})[-. ]+([A-Za-z]{3})[a-z]*[-., ]+(\d{4})(?: .*)?\Z")
_NAMED_FIRST = re.compile(r"([A-Za-z]{3})[a-z]*\.? (\d{1,2}),? (\d{4})(?: .*)?\Z")
_THREE = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?: .*)?\Z")
_TIME = re.compile(r"[ T](\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?\Z")


@dataclass(frozen=True, slots=True)
class Told:
    """What a mapping says of a column's values, beside what the attribute itself says."""

    format: str | None = None
    unit: str | None = None
    separator: str | None = None
    day_first: bool | None = None


Convert = Callable[[Any], Value]


def is_junk(text: str) -> bool:
    """Return whether a cell says that nothing is known."""
    return text.strip().casefold() in _JUNK


def line(text: str) -> str:
    """Return a text as one line: line breaks and control characters become blanks."""
    return text.strip() if text.isprintable() else _CONTROL.sub(" ", text).strip()


def items(text: str, separator: str | None = None) -> list[str]:
    """Return the parts of a list in one cell, each once and junk left out."""
    parts = text.split(separator) if separator else _SEPARATORS.split(text)
    return list(dict.fromkeys(p for part in parts if not is_junk(p := line(part))))


def converter(attribute: Attribute, told: Told) -> Convert:
    """Return what makes a value of a cell that is not junk; it raises Unfit with the reason."""
    make = _makers(attribute, told)
    check = check_of(attribute)

    def convert(cell: Any) -> Value:
        return check(make(cell))

    return convert


def _makers(attribute: Attribute, told: Told) -> Convert:  # noqa: PLR0911  one for each type
    kind = attribute.type
    if kind in ("integer", "number"):
        return lambda cell: _number(cell, attribute.unit, told.unit, whole=kind == "integer")
    if kind in ("date", "datetime"):
        return lambda cell: _date(cell, told, moment=kind == "datetime")
    if kind == "boolean":
        return _boolean
    if kind == "strings":
        return lambda cell: items(shown(cell), told.separator)
    if attribute.enum is not None:
        return _listed(attribute.name, attribute.enum)
    if kind == "text":
        return lambda cell: shown(cell).replace("\r\n", "\n").replace("\r", "\n").strip()
    return lambda cell: line(shown(cell))


def _listed(name: str, allowed: Sequence[str]) -> Convert:
    by_folded = {one.replace("_", " "): one for one in allowed}

    @lru_cache(maxsize=1_000)
    def meant(text: str) -> str:
        plain = line(text)
        same = by_folded.get(plain.casefold().replace("_", " ").replace("-", " "))
        found = same or words.value_of(name, plain) or plain
        return found if found in allowed else plain

    return lambda cell: meant(shown(cell))


def _boolean(cell: Any) -> Any:
    if isinstance(cell, bool):
        return cell
    word = shown(cell).strip().casefold()
    if word in _TRUE or word in _FALSE:
        return word in _TRUE
    raise Unfit("must be yes or no")


def _number(cell: Any, unit: str | None, told: str | None, *, whole: bool) -> Any:
    if isinstance(cell, bool):
        raise Unfit("must be a number")
    text = shown(cell).strip()
    found = _NUMBER.match(text)
    if not found or len(text) > 40:  # noqa: PLR2004  no number of people is longer
        raise Unfit("must be a number")
    number = _plain(found[1])
    number *= _factor((found[2] or told or "").strip(), unit, said=bool(found[2]))
    if not whole:
        return number
    if not number.is_integer():
        raise Unfit("must be a whole number")
    return int(number)


def _plain(digits: str) -> float:
    """Return the number that digits with points, commas or blanks are."""
    bare = re.sub(r"[ '\u00a0\u202f]", "", digits).rstrip(".,")
    comma, point = bare.rfind(","), bare.rfind(".")
    if comma >= 0 and point >= 0:
        decimal = "," if comma > point else "."
        thousands = "." if decimal == "," else ","
        bare = bare.replace(thousands, "").replace(decimal, ".")
    elif comma >= 0:
        grouped = re.fullmatch(r"[-+]?\d{1,3}(?:,\d{3})+", bare)
        bare = bare.replace(",", "" if grouped else ".")
    try:
        return float(bare)
    except ValueError:
        raise Unfit("must be a number") from None


def _factor(given: str, unit: str | None, *, said: bool) -> float:
    if not given:
        return 1.0
    known = _UNITS.get(unit or "", {})
    word = given.casefold().rstrip(".")
    word = _SHORT_BYTES.get(word, word) if unit in ("GB", "MB") else word
    if word in known:
        return known[word]
    if unit is None or word == unit.casefold() or not said:
        return 1.0
    raise Unfit(f"has a unit that is not known here: {given[:20]}")


def _date(cell: Any, told: Told, *, moment: bool) -> Any:
    if isinstance(cell, dt.datetime):
        return cell if moment else cell.date()
    if isinstance(cell, dt.date):
        return cell
    text = shown(cell).strip()
    if told.format:
        try:
            found = dt.datetime.strptime(text, told.format)  # noqa: DTZ007  what names no zone is UTC
        except ValueError:
            raise Unfit(f"is no date of the form {told.format}") from None
        return found if moment else found.date()
    day = _day(text, day_first=told.day_first)
    return _with_time(day, text) if moment else day


def _with_time(day: dt.date, text: str) -> Any:
    found = _TIME.search(text)
    if not found:
        return day
    zone = (found[4] or "Z").replace("Z", "+00:00")
    clock = f"{int(found[1]):02}:{found[2]}:{found[3] or '00'}{zone}"
    return f"{day.isoformat()}T{clock}"


def _day(text: str, *, day_first: bool | None) -> dt.date:
    try:
        if found := _YEAR_FIRST.match(text) or _COMPACT.match(text):
            return dt.date(int(found[1]), int(found[2]), int(found[3]))
        if found := _NAMED.match(text):
            return dt.date(int(found[3]), _MONTHS[found[2].casefold()], int(found[1]))
        if found := _NAMED_FIRST.match(text):
            return dt.date(int(found[3]), _MONTHS[found[1].casefold()], int(found[2]))
        if found := _THREE.match(text):
            first, second = int(found[1]), int(found[3])
            if _day_first(first, second, found[2], day_first=day_first):
                first, second = second, first
            return dt.date(int(found[4]), first, second)
    except Unfit:
        raise
    except (ValueError, KeyError):
        raise Unfit("is no date that exists") from None
    raise Unfit("is no date such as 2027-01-31")


def _day_first(first: int, second: int, sign: str, *, day_first: bool | None) -> bool:
    if sign == "." or first == second or first > 12:  # noqa: PLR2004  months
        return True
    if second > 12:  # noqa: PLR2004  as above
        return False
    if day_first is None:
        raise Unfit('may be day or month first: say `format = "%d/%m/%Y"` or "%m/%d/%Y"')
    return day_first


def writes_day_first(texts: Iterable[str]) -> bool | None:
    """Return whether dates of a column stand day first, as the unmistakable among them tell."""
    for text in texts:
        found = _THREE.match(text)
        if found and int(found[1]) > 12:  # noqa: PLR2004  months
            return True
        if found and int(found[3]) > 12:  # noqa: PLR2004  as above
            return False
    return None


def unit_in(header: str) -> str | None:
    """Return the unit that a header names in brackets or behind its name: `RAM (MB)`, `disk_gb`."""
    found = re.search(r"[(\[（]\s*([A-Za-z/]{1,8})\s*[)\]）]", header) or re.search(
        r"(?:\A|[\s_.-])([KMGT]i?B|[kM]?W|[MG]bps)\Z", header, re.IGNORECASE
    )
    return found[1] if found else None


def most_common(texts: Sequence[str], most: int) -> list[str]:
    """Return the different texts, the most frequent first."""
    counts: dict[str, int] = {}
    for text in texts:
        counts[text] = counts.get(text, 0) + 1
    return sorted(counts, key=lambda one: (-counts[one], one))[:most]
