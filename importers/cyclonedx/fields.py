"""What a document says of an entry, as attributes of its class."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from importers.cyclonedx.classes import ENGINES, PACKAGE, words
from importers.cyclonedx.forms import Entry

LONGEST = 500
_MOST = 1000
_PORT = re.compile(r"\A[a-z][a-z0-9+.-]*://[^/?#]*:(\d{1,5})(?:[/?#]|\Z)", re.IGNORECASE)
_HOST = re.compile(
    r"\A[a-z][a-z0-9+.-]*://([a-z0-9_-]+(?:\.[a-z0-9_-]+)+)(?:[:/?#]|\Z)", re.IGNORECASE
)
_SHA256 = re.compile(r"[0-9a-f]{64}")
_CLASSIFIED = ("public", "internal", "confidential", "restricted")


def url(entry: Entry) -> str:
    """Return the first endpoint that is a URL without credentials, "" if there is none."""
    found = (e for e in entry.endpoints if "://" in e and "@" not in e and len(e) <= LONGEST)
    return next(found, "")


def identity(entry: Entry, class_name: str) -> dict[str, tuple[str, ...]]:
    """Return what other sources may know a service by: its URL; of a store the host that serves."""
    found = url(entry)
    if not found or entry.type != "service":
        return {}
    host = _HOST.match(found)
    if class_name in ("database_instance", "cache", "message_broker") and host:
        return {"url": (found,), "fqdn": (host[1].lower(),)}
    return {"url": (found,)}


def name(entry: Entry, class_name: str) -> str:
    """Return what it is called; a package with the group that its name is unique in."""
    package = class_name == PACKAGE and entry.group and entry.type in ("library", "framework")
    return (f"{entry.group}/{entry.name}" if package else entry.name)[:LONGEST]


def fields(entry: Entry, class_name: str) -> dict[str, Any]:
    """Return what a document says of an entry, by the names of its class's attributes."""
    found: dict[str, Any] = {"description": entry.description}
    if class_name not in ("server", "object_store", "certificate"):
        found["version"] = entry.version[:LONGEST]
    found["tags"] = sorted({f"data:{text}" for text in _classified(entry)})[:_MOST]
    found["data_classification"] = _sensitivity(entry)
    if own := _OWN.get(class_name):
        found |= own(entry)
    return {key: value for key, value in found.items() if value not in (None, "", [])}


def _of_application(entry: Entry) -> dict[str, Any]:
    return {"organization": entry.supplier, "repository": _plain(entry.repository)}


def _of_service(entry: Entry) -> dict[str, Any]:
    return {"organization": entry.supplier, "url": url(entry)}


def _of_external(entry: Entry) -> dict[str, Any]:
    return {"provider": entry.supplier, "url": url(entry)}


def _of_package(entry: Entry) -> dict[str, Any]:
    return {
        "purl": entry.purl,
        "cpe": entry.cpe,
        "licence_name": entry.licence[:LONGEST],
        "manufacturer": entry.supplier,
        "sha256": entry.sha256 if _SHA256.fullmatch(entry.sha256) else "",
    }


def _of_container(entry: Entry) -> dict[str, Any]:
    image = f"{entry.name}:{entry.version}" if entry.version else entry.name
    return {"image": image[:LONGEST], "manufacturer": entry.supplier}


def _of_server(entry: Entry) -> dict[str, Any]:
    return {"manufacturer": entry.supplier}


def _of_store(entry: Entry) -> dict[str, Any]:
    return {"engine": _engine(entry), "port": _port(url(entry))}


def _of_broker(entry: Entry) -> dict[str, Any]:
    return {"product": entry.name[:LONGEST], "port": _port(url(entry))}


def _classified(entry: Entry) -> set[str]:
    flows = {flow.classification for flow in entry.flows}
    return {text for text in flows | set(entry.classifications) if text and len(text) < 100}  # noqa: PLR2004  a word


def _sensitivity(entry: Entry) -> str | None:
    """Return the most sensitive of the data, where it is said in the words of the model."""
    said = [_CLASSIFIED.index(t.lower()) for t in _classified(entry) if t.lower() in _CLASSIFIED]
    if not said or len(said) < len(_classified(entry)):
        return None
    return _CLASSIFIED[max(said)]


def _plain(url: str) -> str:
    return url if "@" not in url.partition("://")[2].partition("/")[0] else ""


def _engine(entry: Entry) -> str | None:
    return next((ENGINES[word] for word in words(entry) if word in ENGINES), None)


def _port(url: str) -> int | None:
    found = _PORT.match(url)
    port = int(found[1]) if found else 0
    return port if 0 < port < 65536 else None  # noqa: PLR2004  ports


def _certificate(entry: Entry) -> dict[str, Any]:
    said = entry.certificate
    times = {"valid_from": "notValidBefore", "expires_at": "notValidAfter"}
    found: dict[str, Any] = {name: _moment(said.get(key)) for name, key in times.items()}
    names = {"subject": "subjectName", "issuer": "issuerName", "serial_number": "serialNumber"}
    for name, key in names.items():
        value = said.get(key)
        found[name] = value.strip()[:LONGEST] if isinstance(value, str) else None
    return found


def _moment(value: Any) -> str | None:
    try:
        found = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return found.isoformat() if found and found.tzinfo else None


_OWN: Mapping[str, Callable[[Entry], dict[str, Any]]] = {
    "application": _of_application,
    "application_service": _of_service,
    "external_service": _of_external,
    "software_package": _of_package,
    "container": _of_container,
    "certificate": _certificate,
    "server": _of_server,
    "database_instance": _of_store,
    "cache": _of_store,
    "message_broker": _of_broker,
}
