"""What a NetBox record is here: the words of mappings.toml, asked in order."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from importers.netbox.records import Row, Tables

POWER = frozenset({"pdu", "ups", "ats", "generator", "power_feed"})
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Kind:
    """A class, a network device's kind, its tier (None: not known) and the network it serves."""

    class_name: str
    kind: str = ""
    tier: int | None = None
    network: str = "data"
    guessed: bool = False


_GUESS = Kind("network_device", "other", guessed=True)


@cache
def _mappings() -> Mapping[str, Any]:
    return tomllib.loads((Path(__file__).parent / "mappings.toml").read_text("utf-8"))


@cache
def _entries(table: str) -> tuple[tuple[tuple[str, ...], Kind], ...]:
    return tuple(
        (
            tuple(one["words"]),
            Kind(one["class"], one.get("kind", ""), one.get("tier"), one.get("network", "data")),
        )
        for one in _mappings()[table]
    )


@cache
def by_words(table: str, said: str) -> Kind | None:
    """Return the first entry of the table that has one of its words in what is said."""
    words = f" {_plain(said)} "
    if not words.strip():
        return None
    return next(
        (kind for entry, kind in _entries(table) if any(f" {word} " in words for word in entry)),
        None,
    )


def _plain(said: str) -> str:
    spaced = "".join(c if c.isalnum() else " " for c in said.lower()[:_LONGEST])
    words = spaced.split()
    return " ".join((*words, *(w[:-1] for w in words if w.endswith("s")), *_joined(words)))


def _joined(words: list[str]) -> Iterable[str]:
    """Yield neighbours again with their plural's s taken off: "core switches" is a core switch."""
    pairs = pairwise(words)
    return (f"{first} {second[:-1]}" for first, second in pairs if second.endswith("s"))


def of_device(row: Row, tables: Tables, *, feeds: bool, holds: bool) -> Kind:
    """Return what a device is: by its role, else its platform, else by what it does.

    `feeds`: it has power outlets; `holds`: other devices are in its bays.
    """
    role, platform = row.ref("role", "device_role"), row.ref("platform")
    said = (
        ("roles", tables.name("dcim/device-roles", role)),
        ("roles", tables.text("dcim/device-roles", role, "slug")),
        ("platforms", tables.name("dcim/platforms", platform)),
        ("platforms", tables.text("dcim/platforms", platform, "slug")),
    )
    found = next((kind for table, words in said if (kind := by_words(table, words))), None)
    if found:
        return found
    if feeds:
        return Kind("pdu")
    return Kind("enclosure") if holds else _GUESS


def lifecycle(status: str) -> Mapping[str, str]:
    """Return lifecycle and health for a status; nothing for one that only this NetBox knows."""
    found: Mapping[str, str] = _mappings()["status"].get(status, {})
    return found


def owns(role: str) -> bool:
    """Return whether a contact in this role answers for a thing; else it is called when that fails."""
    words = role.lower()
    return any(word in words for word in _mappings()["contacts"]["owns"])
