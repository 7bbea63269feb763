"""Values of an inventory as the agents mean them: texts, counts, records, without what is no value."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from ipaddress import ip_address
from typing import Any

from cmdb.identify.junk import is_filler, is_junk
from cmdb.identify.normal import canonical

LONGEST = 500
_FILLED = frozenset({"releasekeys", "testkeys", "devkeys", "somewhere", "sysname", "syslocation"})
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_NUMBER = re.compile(r"\s*(-?\d{1,15}(?:\.\d{1,6})?)")


def word(value: Any, longest: int = LONGEST) -> str:
    """Return a text on one line, cut to `longest` characters; "" for what is no text or number."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    if isinstance(value, int) and value.bit_length() > 64:  # noqa: PLR2004  no number of an inventory
        return ""
    text = value if isinstance(value, str) else str(value)
    plain = text[: longest * 4].encode("utf-8", "replace").decode()  # no lone surrogates
    return " ".join(_CONTROL.sub(" ", plain).split())[:longest].strip()


def real(value: Any, longest: int = LONGEST) -> str:
    """Return the text, or "" where it only fills its place ("To Be Filled By O.E.M.", "N/A", "0")."""
    found = word(value, longest)
    bare = re.sub(r"[\W_]+", "", found).lower()
    return "" if is_junk(found) or bare in _FILLED else found


def serial(value: Any) -> str:
    """Return a serial number, "" for what is none ("0123456789", "System Serial Number")."""
    found = real(value)
    return "" if is_filler(found) else found


def number(value: Any) -> float | None:
    """Return the number that the value is or begins with; None where there is none, or below 0."""
    if isinstance(value, bool):
        return None
    match = _NUMBER.match(value) if isinstance(value, str) else None
    found = float(match[1]) if match else value if isinstance(value, int | float) else None
    return float(found) if found is not None and 0 <= found < 1e15 else None  # noqa: PLR2004  beyond any count


def count(value: Any) -> int:
    """Return the whole number that the value is, 0 where it is none."""
    return int(number(value) or 0)


def record(value: Any) -> Mapping[str, Any]:
    """Return the one mapping that stands here, the first of several, or an empty one."""
    return next(records(value), {})


def records(value: Any, inner: str = "") -> Iterator[Mapping[str, Any]]:
    """Yield the mappings of a list, or the one that stands in its place.

    The XML form wraps them once more: `inner` names the element (`<PORTS><PORT>`).
    """
    if inner and isinstance(value, Mapping) and inner in value:
        value = value[inner]
    for one in value if isinstance(value, list) else (value,):
        if isinstance(one, Mapping):
            yield one


def words(value: Any, inner: str = "") -> list[str]:
    """Return the texts of a list, or the one in its place, without empty ones."""
    if inner and isinstance(value, Mapping):
        value = value.get(inner)
    found = (word(one) for one in (value if isinstance(value, list) else [value]))
    return [one for one in found if one]


def mac(value: Any) -> str:
    """Return a hardware address in lower case with colons; "" for none, or one that many have alike."""
    return canonical("mac", word(value)) or ""


def address(value: Any) -> str:
    """Return an IP address that others can reach; "" for loopback, link-local, none."""
    text = word(value).partition("%")[0].partition("/")[0]
    try:
        found = ip_address(text)
    except ValueError:
        return ""
    off = found.is_loopback or found.is_link_local or found.is_unspecified or found.is_multicast
    return "" if off else str(found)


def uuid(value: Any) -> str:
    """Return a UUID in lower case with hyphens; "" for what is none, or all zeros or Fs."""
    text = word(value).lower().strip("{}")
    if re.fullmatch(r"[0-9a-f]{32}", text):
        text = "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))
    return text if _UUID.fullmatch(text) and text.replace("-", "").strip("0f") else ""


def spelled_uuid(serial_number: str) -> str:
    """Return a serial number of VMware's firmware ("VMware-42 30 …") for the UUID that it spells."""
    return serial_number if serial_number.lower().startswith("vmware-") else ""


def full_name(*candidates: Any) -> str:
    """Return the first name with a domain, lower case without its last dot; "" for none."""
    for candidate in candidates:
        found = word(candidate).lower().rstrip(".")
        inner = found.partition(".")[2]
        if inner in ("", "localdomain", "local", "(none)") or address(found):
            continue
        if re.fullmatch(r"[a-z0-9_.-]+", found) and not inner.replace(".", "").isdecimal():
            return found
    return ""


def moment(value: Any) -> datetime | None:
    """Return the time of an inventory (2020-06-12 14:19:54, taken as UTC), None where it says none."""
    text = word(value)
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def unique(values: Iterable[str], most: int = 1000) -> list[str]:
    """Return the values without empty ones and repetitions, in order, at most so many."""
    return list(dict.fromkeys(value for value in values if value))[:most]


def said(**fields: Any) -> dict[str, Any]:
    """Return the fields that say something: no None, no empty text or list."""
    return {key: value for key, value in fields.items() if value not in (None, "", [])}
