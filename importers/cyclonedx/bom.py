"""A CycloneDX document, JSON or XML, in one form; what is none is refused by name."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from cmdb.intake import json_text, text, xml_text
from cmdb.intake.text import MIB, Unreadable
from importers.cyclonedx import xml_form
from importers.cyclonedx.forms import Entry, Json, listed, mapping, word

LIMIT = 128 * MIB
_JSON = re.compile(r'"bomFormat"\s*:\s*"CycloneDX"|"\$schema"\s*:\s*"[^"]*cyclonedx\.org/')
_XML = re.compile(r"<(?:\w+:)?bom[^>]*cyclonedx\.org/schema/bom/(\d+)\.(\d+)")
_VERSION = re.compile(r"1\.\d{1,2}")
_KINDS = ("components", "services")


@dataclass(slots=True)
class Bom:
    """What a document says of a product: its parts, its services, and what depends on what.

    `entries` hold the product first, if it is named. `whole`: nothing says that parts are missing.
    """

    name: str
    serial: str = ""
    number: int = 0
    timestamp: str = ""
    product: Entry | None = None
    entries: list[Entry] = field(default_factory=list)
    dependencies: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    whole: bool = True

    @property
    def link(self) -> str:
        """How other documents name this one: `urn:cdx:<serial>`, without its version."""
        return f"urn:cdx:{self.serial}" if self.serial else ""

    @property
    def age(self) -> tuple[str, int, str]:
        return self.timestamp, self.number, self.name


def recognised(path: Path, name: str) -> bool:
    """Return whether a file begins as a CycloneDX document does."""
    start = text.head(path).lstrip()
    if start.startswith("{"):
        return bool(_JSON.search(start))
    return start.startswith("<") and bool(_XML.search(start)) and not name.endswith(".xsd")


def bom(path: Path, name: str) -> Bom:
    """Return what a file holds. Raises Unreadable."""
    if text.head(path).lstrip().startswith("<"):
        return _from_xml(path, name)
    value = json_text.value(text.text(path, LIMIT))
    if not isinstance(value, dict):
        raise Unreadable("is no CycloneDX document: it holds no JSON object.")
    _refuse(value)
    metadata = mapping(value.get("metadata"))
    found = Bom(name, _serial(value.get("serialNumber")), _number(value.get("version")))
    found.timestamp = word(metadata.get("timestamp"))
    found.dependencies = list(_dependencies(value.get("dependencies")))
    found.whole = not any(_missing(one) for one in listed(value.get("compositions")))
    _fill(found, metadata.get("component"), value, Json(name))
    _add_supplier(found, metadata)
    return found


def _add_supplier(found: Bom, metadata: Mapping[str, Any]) -> None:
    """Take who supplies the product from beside it, where it does not say so itself."""
    if found.product and not found.product.supplier:
        named = [mapping(metadata.get(k)) for k in ("supplier", "manufacturer", "manufacture")]
        found.product.supplier = next((n for one in named if (n := word(one.get("name")))), "")


def _refuse(value: Mapping[str, Any]) -> None:
    if "bomFormat" in value and value["bomFormat"] != "CycloneDX":
        raise Unreadable(f"is no CycloneDX document: its bomFormat is {value['bomFormat']!r:.40}.")
    if "spdxVersion" in value or "SPDXID" in value:
        raise Unreadable("is an SPDX document, not CycloneDX: `cyclonedx convert` turns it.")
    if "bomFormat" not in value and "specVersion" not in value:
        raise Unreadable("is no CycloneDX document: it has no bomFormat.")
    _refuse_version(word(value.get("specVersion")))


def _refuse_version(version: str) -> None:
    if not _VERSION.fullmatch(version):
        shown = repr(version)[:40] if version else "no version"
        raise Unreadable(f"is of {shown} of CycloneDX: 1.2 to 1.7 are read.")


def _from_xml(path: Path, name: str) -> Bom:
    named = _XML.search(text.head(path))
    if named is None:
        raise Unreadable("is no CycloneDX document: its root is no <bom> of cyclonedx.org.")
    _refuse_version(f"{named[1]}.{named[2]}")
    root = mapping(xml_text.attributed(path, LIMIT).get("bom"))
    metadata = mapping(root.get("metadata"))
    found = Bom(name, _serial(root.get("@serialnumber")), _number(root.get("@version")))
    found.timestamp = word(metadata.get("timestamp"))
    found.dependencies = list(xml_form.dependencies(root))
    found.whole = not any(_missing(one) for one in xml_form.compositions(root))
    _fill(found, metadata.get("component"), root, xml_form.Xml(name))
    _add_supplier(found, metadata)
    return found


def _fill(found: Bom, product: Any, root: Mapping[str, Any], form: Any) -> None:
    """Take all that is nested, the outermost first, each with what it stands in."""
    waiting: list[tuple[str, Any, str, Entry | None]] = []
    if isinstance(product, dict):
        waiting.append(("components", product, "metadata.component", None))
    waiting += [
        (kind, one, f"{kind}[{at}]", None)
        for kind in _KINDS
        for at, one in enumerate(form.inner(root, kind))
    ]
    waiting.reverse()
    while waiting:
        kind, raw, place, parent = waiting.pop()
        entry = form.entry(kind, raw, place, parent)
        found.entries.append(entry)
        if place == "metadata.component":
            found.product = entry
        inner = [
            (kind, one, f"{place}.{kind}[{at}]", entry)
            for kind in _KINDS
            for at, one in enumerate(form.inner(raw, kind))
        ]
        waiting += reversed(inner)


def _dependencies(value: Any) -> Iterator[tuple[str, tuple[str, ...]]]:
    for one in listed(value):
        entry = mapping(one)
        ref = word(entry.get("ref"))
        needs = entry.get("dependsOn")
        texts = [needs] if isinstance(needs, str) else listed(needs)
        if ref:
            yield ref, tuple(text for one in texts if (text := word(one)))


def _missing(composition: Any) -> bool:
    return word(mapping(composition).get("aggregate")).startswith("incomplete")


def _serial(value: Any) -> str:
    return word(value).lower().removeprefix("urn:uuid:")


def _number(value: Any) -> int:
    if isinstance(value, str) and value.isdecimal() and len(value) < 10:  # noqa: PLR2004  a count
        return int(value)
    return value if type(value) is int else 0


def stem(name: str) -> str:
    """Return a file's name without `.json`, `.xml`, `.cdx` and `bom`: what tells it from others."""
    parts = PurePosixPath(name).name.split(".")
    kept = [part for part in parts if part.lower() not in ("json", "xml", "cdx", "bom", "sbom")]
    return ".".join(kept)
