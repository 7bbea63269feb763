"""What may stand in a source's settings, and which hosts it may reach: pure decisions."""

import re
from collections.abc import Collection
from urllib.parse import urlsplit

from cmdb.errors import Forbidden, Invalid, Problem
from cmdb.sources.model import Reference

MOST = 1_000
_REFERENCE = re.compile(r"(env):(CMDB_SECRET_[A-Z0-9_]{1,100})|(file):([A-Za-z0-9_][\w.-]{0,99})")
_HOST = re.compile(
    r"(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
)
_SIX = re.compile(r"\[?([0-9a-f]*:[0-9a-f:.]*)\]?")
_ENTRY = re.compile(r"(\[[0-9a-f:.]+\]|[^:]+)(?::(\d{1,5}))?")
_LAST_PORT = 65535
_LONGEST = 253
_NAME_LENGTH = 200
_PORTS = {"http": 80, "https": 443, "bolt": 7687, "bolt+s": 7687, "bolt+ssc": 7687}
REMEDY = (
    "Put it into a variable of the server and give env:CMDB_SECRET_NAME, or into a file of its "
    "secrets folder (CMDB_HOME/secrets) and give file:NAME."
)


def checked_name(given: str) -> str:
    """Return the name of a source. Raises Invalid for what is none."""
    name = given.strip()
    if name and len(name) <= _NAME_LENGTH and name.isprintable() and "/" not in name:
        return name
    reason = f"must be 1 to {_NAME_LENGTH} printable characters, without a slash"
    raise Invalid("This is no name of a source.", problems=[Problem("name", reason)])


def reference(field: str, given: str) -> Reference:
    """Return what a secret's setting refers to. Raises Invalid, which never repeats what was given."""
    found = _REFERENCE.fullmatch(given)
    if found is None:
        raise Invalid(
            f"The setting {field} is a secret: it is not taken in clear.",
            remedy=REMEDY,
            problems=[Problem(field, "must be env:CMDB_SECRET_NAME or file:NAME")],
        )
    return Reference(found[1] or found[3], found[2] or found[4])


def address(field: str, given: str) -> tuple[str, int]:
    """Return host and port of an address. Raises Invalid, also for credentials in it."""
    try:
        parts = urlsplit(given)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError as exc:
        raise _no_address(field) from exc
    if "@" in parts.netloc:
        raise Invalid(
            f"The setting {field} holds a user or password: secrets are not taken in clear.",
            remedy=REMEDY,
            problems=[Problem(field, "must be an address without credentials")],
        )
    if parts.scheme not in _PORTS or not (_HOST.fullmatch(host) or _SIX.fullmatch(host)):
        raise _no_address(field)
    return host, port or _PORTS[parts.scheme]


def _no_address(field: str) -> Invalid:
    return Invalid(
        f"The setting {field} is no address.",
        remedy="Give it as https://netbox.example or bolt://graph.example:7687.",
        problems=[Problem(field, f"must begin with {', '.join(f'{s}://' for s in _PORTS)}")],
    )


def entry(given: str) -> str:
    """Return a host, or host and port, in the form that is kept. Raises Invalid."""
    text = given.strip().lower()
    bare = _SIX.fullmatch(text) if text.count(":") > 1 and not text.startswith("[") else None
    found = _ENTRY.fullmatch(f"[{bare[1]}]" if bare else text)
    host = found[1].strip("[]").rstrip(".") if found else ""
    known = _HOST.fullmatch(host) or (":" in host and _SIX.fullmatch(host))
    if found is None or not known or len(host) > _LONGEST or not _port_fits(found[2]):
        raise Invalid(
            f"{given[:80]!r} is no host.",
            remedy="Give a name or an address, with :PORT where only one is meant, without https://.",
            problems=[Problem("host", "must be HOST or HOST:PORT")],
        )
    return _written(host, int(found[2]) if found[2] else None)


def _port_fits(port: str | None) -> bool:
    return port is None or 0 < int(port) <= _LAST_PORT


def _written(host: str, port: int | None) -> str:
    shown = f"[{host}]" if ":" in host else host
    return f"{shown}:{port}" if port else shown


def admit(allowed: Collection[str], host: str, port: int) -> None:
    """Raise Forbidden unless the host is allowed at this port."""
    if _written(host, None) in allowed or _written(host, port) in allowed:
        return
    raise Forbidden(
        f"The host {host} is not allowed to be reached at port {port}.",
        remedy=f"An admin allows it: `cmdb source allow {_written(host, port)}`.",
    )
