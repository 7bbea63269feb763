"""Values of facts and variables as they can be trusted: of the right type, and not mere filler."""

import math
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from cmdb.identify.junk import is_filler, is_junk

_LONGEST = 500
# Who makes a virtual machine says nothing that identifies it, and yet is who makes it.
_MAKERS = frozenset(
    {
        *("xen", "kvm", "qemu", "vmware", "virtualbox", "bochs", "google", "amazon ec2"),
        *("microsoft corporation", "openstack", "openstack foundation", "hyper-v"),
        *("google compute engine", "virtual machine"),
    }
)


def word(*found: Any) -> str | None:
    """Return the first value that is a short text (or a number) and says something."""
    for value in found:
        if isinstance(value, int | float) and not isinstance(value, bool):
            value = str(value)  # noqa: PLW2901  a version such as 12 was read as a number
        if isinstance(value, str):
            said = " ".join(value.split())
            if said and len(said) <= _LONGEST and "{{" not in said and _tells(said):
                return said
    return None


def _tells(said: str) -> bool:
    return said.isprintable() and (said.lower() in _MAKERS or not is_junk(said))


def mark(*found: Any) -> str | None:
    """Return the first value that can tell one thing from others, such as a serial number."""
    said = (word(one) for one in found)
    return next((one for one in said if one and not is_junk(one) and not is_filler(one)), None)


def number(*found: Any) -> float | None:
    """Return the first value that is a number above 0, or the text of one."""
    for value in found:
        if isinstance(value, bool) or not isinstance(value, int | float | str):
            continue
        with suppress(ValueError, OverflowError):
            said = float(value)
            if math.isfinite(said) and said > 0:
                return said
    return None


def within(value: Any, *path: str) -> Any:
    """Return what stands at a path of mappings; None where it leads nowhere."""
    for step in path:
        value = value.get(step) if isinstance(value, Mapping) else None
    return value


def texts(value: Any) -> list[str]:
    """Return the texts of a list, or of one text, each once."""
    found = value if isinstance(value, list) else [value]
    return list(dict.fromkeys(one.strip() for one in found if isinstance(one, str) and one.strip()))


def mappings(value: Any) -> Iterator[Mapping[str, Any]]:
    """Yield the mappings of a list, or the one that stands there instead of a list."""
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, Mapping):
            yield one


def moment(date_time: Any) -> datetime | None:
    """Return when facts were gathered, from their `date_time`."""
    for name in ("iso8601_micro", "iso8601"):
        said = within(date_time, name)
        if isinstance(said, str):
            with suppress(ValueError):
                when = datetime.fromisoformat(said.strip())
                return when.astimezone(UTC) if when.tzinfo else when.replace(tzinfo=UTC)
    seconds = number(within(date_time, "epoch"))
    with suppress(ValueError, OverflowError, OSError):
        return datetime.fromtimestamp(int(seconds), UTC) if seconds else None
    return None
