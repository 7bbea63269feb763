"""Normal forms of what names a host: addresses, names, and URLs of what it serves."""

import re
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import SplitResult, quote, urlsplit

from cmdb.identify.junk import SHARED_MACS

_HEX = re.compile(r"[0-9a-f]{12}")
_OCTETS = re.compile(r"[0-9a-f]{1,2}(?:[:-][0-9a-f]{1,2}){5}")
_GROUPS = re.compile(r"[0-9a-f]{4}([.:-])[0-9a-f]{4}\1[0-9a-f]{4}")
_GROUP_BIT = 1
_V6_PORT = re.compile(r"\[([^\]]*)\](?::\d{1,5})?")
_V4_PORT = re.compile(r"(\d{1,3}(?:\.\d{1,3}){3}):\d{1,5}")
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_PORT = re.compile(r":\d{1,5}\Z")
_LONGEST_NAME = 253

_DOCKER = ip_network("172.17.0.0/16")
# The same on every machine that has the product: libvirt's bridge, VirtualBox' NAT and its host-only gateway.
_EVERYWHERE = frozenset({"192.168.122.1", "10.0.2.15", "10.0.2.2", "192.168.56.1"})

_HERE = frozenset({"localhost", "localhost4", "localhost6", "bogon", "broadcasthost", "none"})
# Names below these mean another host on each network, cluster or machine.
_LOCAL_SUFFIXES = (
    "localhost",
    "localdomain",
    "localdomain4",
    "localdomain6",
    "cluster.local",
    "docker.internal",
    "metadata.google.internal",
    "in-addr.arpa",
    "ip6.arpa",
    "workgroup",
    "mshome",
    "mshome.net",
    "invalid",
)
# `printer.local` is whoever answers on this link; `web1.corp.local` is a machine of a domain.
_LINK_SUFFIXES = frozenset({"local", "lan", "home", "box"})

_DEFAULT_PORTS = {
    "http": 80,
    "https": 443,
    "ws": 80,
    "wss": 443,
    "ftp": 21,
    "ssh": 22,
    "ldap": 389,
    "ldaps": 636,
    "postgresql": 5432,
    "mysql": 3306,
    "redis": 6379,
    "mongodb": 27017,
    "amqp": 5672,
    "amqps": 5671,
    "nats": 4222,
}
_SCHEMES = {"postgres": "postgresql"}
_JDBC = re.compile(r"\Ajdbc:", re.IGNORECASE)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*")
_SECRET = re.compile(r"pass|pwd|secret|token|sig|key|credential|auth|user", re.IGNORECASE)


def mac(text: str) -> str | None:
    """Return `aa:bb:cc:dd:ee:ff`, or None: no such address, a group's, or one that many share."""
    text = text.lower()
    if _OCTETS.fullmatch(text):
        digits = "".join(part.zfill(2) for part in re.split("[:-]", text))
    else:
        digits = re.sub("[.:-]", "", text) if _GROUPS.fullmatch(text) else text
    if not _HEX.fullmatch(digits) or len(set(digits)) == 1:
        return None
    found = ":".join(digits[at : at + 2] for at in range(0, 12, 2))
    if int(digits[:2], 16) & _GROUP_BIT or found.startswith(SHARED_MACS):
        return None
    return found


def ip(text: str) -> str | None:
    """Return an address without prefix, zone and port, or None where it means no one host."""
    bare = text.split("/", 1)[0].strip()
    if match := _V6_PORT.fullmatch(bare) or _V4_PORT.fullmatch(bare):
        bare = match[1]
    found = _parsed(bare.split("%", 1)[0].strip())
    if found is None or _nowhere(found):
        return None
    shown = str(found)
    return None if shown in _EVERYWHERE else shown


def _parsed(text: str) -> IPv4Address | IPv6Address | None:
    try:
        found = ip_address(text)
    except ValueError:
        return None
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return mapped or found


def _nowhere(found: IPv4Address | IPv6Address) -> bool:
    return (
        found.is_loopback
        or found.is_link_local
        or found.is_unspecified
        or found.is_multicast
        or (isinstance(found, IPv4Address) and (found in _DOCKER or found.is_reserved))
        or (isinstance(found, IPv4Address) and found in ip_network("0.0.0.0/8"))
    )


def fqdn(text: str) -> str | None:
    """Return a full name in lower case without the dot at its end, international ones as `xn--…`.

    None for a short name, an address, a wildcard, and names that mean another host elsewhere:
    `localhost.localdomain`, `printer.local`, all of `cluster.local`.
    """
    name = _ascii(_PORT.sub("", text).lower().rstrip("."))
    labels = name.split(".") if name else []
    if len(labels) < 2 or len(name) > _LONGEST_NAME:  # noqa: PLR2004  a host and a domain
        return None
    if not all(_LABEL.fullmatch(label) for label in labels) or labels[-1].isdecimal():
        return None
    if labels[0] in _HERE or (len(labels) == 2 and labels[1] in _LINK_SUFFIXES):  # noqa: PLR2004  as above
        return None
    return None if any(f".{name}".endswith(f".{s}") for s in _LOCAL_SUFFIXES) else name


def _ascii(name: str) -> str:
    if name.isascii():
        return name
    try:
        return name.encode("idna").decode("ascii").lower().rstrip(".")
    except UnicodeError:
        return ""


def hostname(text: str) -> str | None:
    """Return the first label of a name in lower case; None for this host, addresses and numbers."""
    if ip(text) is not None or _parsed(text) is not None:
        return None
    name = _PORT.sub("", text.lower()).split(".", 1)[0].strip()
    if name in _HERE or not any(c.isalpha() for c in name):
        return None
    return name if re.fullmatch(r"[\w-]{1,253}", name) else None


def url(text: str) -> str | None:
    """Return a URL with scheme and host in lower case and nothing that may differ or be secret.

    None unless its host means the same from everywhere: a full name or an address.
    """
    try:
        parts = urlsplit(_JDBC.sub("", text.strip()))
        port, host = parts.port, parts.hostname or ""
    except ValueError:
        return None
    scheme = _SCHEMES.get(parts.scheme.lower(), parts.scheme.lower())
    at = fqdn(host) or ip(host)
    if at is None or not _SCHEME.fullmatch(scheme):
        return None
    shown = f"[{at}]" if ":" in at else at
    if port is not None and port != _DEFAULT_PORTS.get(scheme):
        shown += f":{port}"
    return f"{scheme}://{shown}{_rest(parts)}"


def _rest(parts: SplitResult) -> str:
    """Return path and query; what may be a secret goes, the fragment too."""
    path = quote(parts.path, safe="/%:@!$&'()*+,;=~-._").rstrip("/")
    pairs = [pair for pair in parts.query.split("&") if pair]
    told = sorted(p for p in pairs if "=" in p and not _SECRET.search(p.split("=", 1)[0]))
    query = quote("&".join(told), safe="/%:@!$&'()*+,;=~-._")
    return f"{path}?{query}" if query else path
