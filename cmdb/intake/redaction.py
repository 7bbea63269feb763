"""What must never be stored: secrets, by the name of the field and by the look of the value."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from cmdb.intake.model import ObservedCI

_NAMES = re.compile(
    r"(?:^|[^a-z])(?:passw(?:or)?d|passwd|pwd|passphrase|secret|token|private[_-]?key|user[_-]?data"
    r"|api[_-]?key|access[_-]?key|connection[_-]?string|credentials?|community|psk)(?:$|[^a-z])",
    re.IGNORECASE,
)
_MARKS = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY"
    r"|\$ANSIBLE_VAULT;"
    r"|(?:^|\W)AKIA[0-9A-Z]{16}(?:\W|$)"
    r"|(?:^|\W)gh[pousr]_[0-9A-Za-z]{36}"
    r"|(?:^|\W)xox[abprs]-[0-9A-Za-z-]{10,}"
    r"|\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]+"
    r"|(?:password|pwd|secret|token|accountkey|sharedaccesskey)\s*[=:]\s*[^\s;,&]{3,}",
    re.IGNORECASE,
)
_IN_URL = re.compile(r"\b([a-z][a-z0-9+.-]*://[^/\s:@]{0,200}):[^/\s@]{1,500}@", re.IGNORECASE)


def redacted(one: ObservedCI) -> tuple[ObservedCI, list[str]]:
    """Return the observation without secrets, and the names of the fields that held one.

    A password within a URL is cut out of it; what is a secret by its name or look is left out.
    """
    found = list(_secrets(one.fields))
    if not found:
        return one, []
    fields = {name: value for name, value in one.fields.items() if name not in dict(found)}
    fields |= {name: clean for name, clean in found if clean is not None}
    return replace(one, fields=fields), [name for name, _ in found]


def _secrets(fields: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in fields.items():
        if isinstance(value, str):
            if _NAMES.search(name) or _MARKS.search(value):
                yield name, None
            elif "://" in value and (clean := _IN_URL.sub(r"\1@", value)) != value:
                yield name, clean
        elif isinstance(value, list):
            texts = [v for v in value if isinstance(v, str)]
            kept = [v for v in value if not (isinstance(v, str) and _secret_entry(v))]
            if texts and len(kept) != len(value):
                yield name, kept or None


def _secret_entry(text: str) -> bool:
    """Tell whether an entry of a list is a secret: `DB_PASSWORD=…` among labels."""
    name, equals, value = text.partition("=")
    return bool(_MARKS.search(text) or (equals and value and _NAMES.search(name)))
