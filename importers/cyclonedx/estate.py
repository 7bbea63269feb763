"""Which entries of a document become CIs, and how others refer to them."""

from collections import Counter
from dataclasses import dataclass, field

from cmdb.intake.model import Issue
from cmdb.intake.text import digest
from importers.cyclonedx.bom import Bom
from importers.cyclonedx.classes import PACKAGES, class_of, is_package
from importers.cyclonedx.forms import Entry

PACKAGE_SCOPE = "packages"
_LONGEST = 500


@dataclass(slots=True)
class Estate:
    """A document's entries by how they are referred to. `ids` are those that become CIs."""

    bom: Bom
    classes: dict[Entry, str] = field(default_factory=dict)
    ids: dict[Entry, str] = field(default_factory=dict)
    refs: dict[str, Entry] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)


def estate(bom: Bom, *, packages: bool) -> Estate:
    """Return which entries of a document become CIs, under ids that outlast versions and orders."""
    found = Estate(bom)
    keys: dict[str, Entry] = {}
    for entry in bom.entries:
        if not entry.name:
            found.issues.append(Issue(entry.place, "has no name: left out.", fatal=False))
            continue
        class_name = class_of(entry, bom.product)
        if not class_name or (is_package(entry, bom.product) and not packages):
            found.left_out[entry.type or "component without a type"] += 1
            class_name = ""
        same = _taken(keys, entry) if class_name else None
        if entry.ref and (other := found.refs.setdefault(entry.ref, same or entry)) is not entry:
            _same_ref(found, entry, same or other)
        if class_name and same is None:
            found.classes[entry] = class_name
    found.ids = {entry: key for key, entry in keys.items()}
    return found


def _same_ref(found: Estate, entry: Entry, other: Entry) -> None:
    if (other.type, other.group, other.name) != (entry.type, entry.group, entry.name):
        reason = f"the bom-ref {entry.ref!r:.200} stands at {other.place} already: that one counts."
        found.issues.append(Issue(entry.place, reason, fatal=False))


def _taken(keys: dict[str, Entry], entry: Entry) -> Entry | None:
    """Give an entry its id; return the one that it repeats, if it does."""
    named = "/".join(part for part in (entry.type, entry.group, entry.name) if part)
    if entry.type in PACKAGES and entry.purl:
        named = entry.purl
    if len(named) > _LONGEST:
        named = f"{named[:_LONGEST]}…{digest(named)[:16]}"
    for key in (named, f"{named}@{entry.version}", f"{named}@{entry.version}#{entry.ref}"):
        other = keys.setdefault(key, entry)
        if other is entry:
            return None
        if _repeats(entry, other):
            return other
    return other


def _repeats(one: Entry, other: Entry) -> bool:
    same = (one.version, one.endpoints, one.purl) == (other.version, other.endpoints, other.purl)
    return same and (one.ref == other.ref or not one.ref)


def scope(one: Estate, *entries: Entry) -> str:
    """Return the scope of what is said of these: packages come and go with the setting."""
    product = one.bom.product
    return PACKAGE_SCOPE if any(is_package(entry, product) for entry in entries) else ""
