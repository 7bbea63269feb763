"""What a CI's attributes are, found in those of its resource: `fields.toml` says where."""

import math
import re
import tomllib
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from cmdb.intake.text import line
from importers.terraform.resources import Resource
from importers.terraform.values import every, first

_LONGEST = 500
_MOST_ITEMS = 1000
_JUNK = frozenset({"", "n/a", "na", "none", "null", "unknown", "-", "managed by terraform"})
_MAC = re.compile(r"[0-9a-f]{2}(?:[:-][0-9a-f]{2}){5}", re.IGNORECASE)
_HOST = re.compile(r"[a-z0-9_](?:[a-z0-9_-]*\.)+[a-z0-9-]+", re.IGNORECASE)
_BYTES = 10_000_000
"""More than so many gigabytes is a number of bytes."""


def fields(one: Resource) -> dict[str, Any]:
    """Return the class's own attributes that the resource's say."""
    table = _table()
    found: dict[str, Any] = {}
    for section in ("ci", one.class_name):
        for name, how in table.get(section, {}).items():
            ((kind, paths),) = how.items()
            value = next((v for path in paths if (v := _read(one, kind, path)) is not None), None)
            if value is not None:
                found[name] = value
    if one.class_name in ("database_instance", "database_cluster", "cache", "database"):
        found |= _engine_of_type(one, found)
    return found


def _read(one: Resource, kind: str, path: str) -> Any:
    if kind == "texts":
        found = [text for value in every(one.attributes, path) if (text := _text(value))]
        return found[:_MOST_ITEMS] or None
    return _READERS[kind](first(one.attributes, path))


def _text(value: Any) -> str | None:
    if isinstance(value, list):
        value = value[0] if value else None
    if not isinstance(value, str):
        return None
    text = line(value, _LONGEST + 1)
    return text if text.casefold() not in _JUNK and len(text) <= _LONGEST else None


def number(value: Any) -> float | None:
    """Return a number that is one, or a text of digits; None for what is neither."""
    if isinstance(value, str) and re.fullmatch(r"\d{1,15}(?:\.\d{1,6})?", value):
        value = float(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value if math.isfinite(value) and 0 <= value < 1e18 else None  # noqa: PLR2004  beyond any size


def _whole(value: Any) -> int | None:
    found = number(value)
    return int(found) if found is not None and 0 < found < 1e9 and found == int(found) else None  # noqa: PLR2004  a count


def _gb(value: Any) -> float | None:
    found = number(value)
    return round(found / 1024**3 if found >= _BYTES else found, 3) if found else None


def _mib(value: Any) -> float | None:
    found = number(value)
    return round(found / (1024**3 if found >= _BYTES else 1024), 3) if found else None


def _flag(value: Any) -> bool | None:
    return value if isinstance(value, bool) else None


def host(value: Any) -> str | None:
    """Return the host of an address such as `db.example:5432` or a URL, in lower case."""
    text = _text(value)
    if not text:
        return None
    bare = text.partition("://")[2] or text
    name = bare.partition("/")[0].rpartition("@")[2].partition(":")[0].rstrip(".").lower()
    return name if _HOST.fullmatch(name) else None


def _url(value: Any) -> str | None:
    text = _text(value)
    if not text or "@" in text:
        return None
    return text if text.startswith(("http://", "https://")) else f"https://{text}"


def mac(value: Any) -> str | None:
    """Return a hardware address in lower case with colons."""
    text = _text(value)
    return text.lower().replace("-", ":") if text and _MAC.fullmatch(text) else None


def _time(value: Any) -> str | None:
    text = _text(value)
    try:
        found = datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
    return found.isoformat() if found and found.tzinfo else None


def _engine(value: Any) -> str | None:
    text = _text(value)
    if not text:
        return None
    engines: Mapping[str, str] = _table()["engines"]
    words = re.split(r"[-_ ]", text.lower())
    return engines.get(text.lower()) or engines.get(words[0])


def _engine_of_type(one: Resource, found: Mapping[str, Any]) -> dict[str, Any]:
    """Return the engine that the resource's type names: azurerm_postgresql_flexible_server."""
    if "engine" in found:
        return {}
    engines: Mapping[str, str] = _table()["engines"]
    words = one.type.split("_")[1:]
    return next(({"engine": engines[word]} for word in words if word in engines), {})


_READERS: Mapping[str, Callable[[Any], Any]] = {
    "text": _text,
    "whole": _whole,
    "gb": _gb,
    "mib": _mib,
    "flag": _flag,
    "host": host,
    "url": _url,
    "mac": mac,
    "time": _time,
    "engine": _engine,
}


@cache
def _table() -> Mapping[str, Any]:
    return tomllib.loads((Path(__file__).parent / "fields.toml").read_text("utf-8"))
