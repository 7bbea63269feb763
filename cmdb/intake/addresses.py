"""Which hosts a configuration value names: the evidence behind `configured` relations."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import ip_address

_HOST = r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?"
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://([^/\s?#'\"]+)")
_CALL = re.compile(r"\b(?:tcp|udp)\(([^()\s]+)\)")  # user:pass@tcp(db:3306)/shop, as Go's drivers
_ENTRY = re.compile(rf"\A({_HOST})\.?(?::\d{{1,5}})?\Z")
_PAIR = re.compile(rf"(?<![\w.@:/%+-])({_HOST}):(\d{{1,5}})(?![\w.:@-])")
_ASSIGNED = re.compile(
    rf"(?:\A|[\s;,])(?:host|hostname|server|data source|addr|address)\s*=\s*(?:tcp:)?({_HOST})",
    re.IGNORECASE,
)
_POINTS = re.compile(
    r"(?:HOST|HOSTNAME|ADDR|ADDRESS|URL|URI|ENDPOINT|SERVER|BROKER|DSN|UPSTREAM|NODE|PEER)"
    r"(?:S|ES|LIST)?[_.-]?\d*\Z",
    re.IGNORECASE,
)
_OTHER = re.compile(  # images, times, and names of the speaker itself or of those who may call it
    r"IMAGE|VERSION|(?:\A|[_.-])TAG\Z|TIMEOUT|SCHEDULE|BIND|LISTEN|ADVERTISE|NO_PROXY|CORS|ORIGIN"
    r"|ALLOWED|TRUSTED|CALLBACK|REDIRECT|VIRTUAL_HOST",
    re.IGNORECASE,
)
_SECRET = re.compile(
    r"PASS|SECRET|TOKEN|CREDENTIAL|PRIVATE|(?:\A|[_.-])(?:API|ACCESS)?_?KEY", re.IGNORECASE
)
_HERE = {"localhost", "host.docker.internal", "host-gateway", "0.0.0.0"}  # noqa: S104  no bind: a name to skip
_LONGEST = 10_000
_LAST_PORT = 65535


@dataclass(frozen=True, slots=True)
class Address:
    """A host that a value names, in lower case, and how sure that is (0 to 1).

    `telling`: the key or the form says that this is an address, so a host that resolves to
    nothing is worth a note.
    """

    host: str
    confidence: float
    telling: bool


def addresses(key: str, value: str) -> tuple[Address, ...]:
    """Return the hosts that the setting `key` = `value` names, each once, at its best confidence.

    0.9 for a URL or `host:port`, 0.8 for `host=…` in a connection string, 0.6 for a bare word
    under a key that ends like HOST, ADDR or URL. This machine and IP addresses are left out.
    """
    value = value.strip()
    if not value or len(value) > _LONGEST or _OTHER.search(key):
        return ()
    points = bool(_POINTS.search(key))
    secret = bool(_SECRET.search(key))
    best: dict[str, Address] = {}
    for host, confidence, certain in _named(value, bare=points):
        name = host.lower().rstrip(".")
        if _elsewhere(name) and (name not in best or best[name].confidence < confidence):
            best[name] = Address(name, confidence, (points or certain) and not secret)
    return tuple(best.values())


def _named(value: str, *, bare: bool) -> Iterator[tuple[str, float, bool]]:
    """Yield (host, confidence, whether the form alone tells that it is one)."""
    for match in (*_URL.finditer(value), *_CALL.finditer(value)):
        entries = match[1].rpartition("@")[2].split(",")
        yield from ((found[1], 0.9, True) for e in entries if (found := _ENTRY.match(e)))
    rest = _CALL.sub(" ", _URL.sub(" ", value))
    yield from ((m[1], 0.9, False) for m in _PAIR.finditer(rest) if 0 < int(m[2]) <= _LAST_PORT)
    yield from ((m[1], 0.8, False) for m in _ASSIGNED.finditer(rest))
    if bare:
        words = re.split(r"[,;\s]+", value)
        yield from ((word, 0.6, False) for word in words if ":" not in word and _ENTRY.match(word))


def _elsewhere(host: str) -> bool:
    if not host or host in _HERE or host.isdecimal():
        return False
    try:
        ip_address(host)
    except ValueError:
        return True
    return False
