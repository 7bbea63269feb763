"""What labels and relationships mean here: labels.toml, asked in order."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

EXTRA: Mapping[str, str] = {
    "AWSTag": "AWSTag",
    "Tag": "AWSTag",
    "AWSNetworkInterface": "NetworkInterface",
    "NetworkInterface": "NetworkInterface",
}
"""Labels of nodes that are no CIs, but tell of one: tags, and the interfaces of machines."""

TELLING = ("TAGGED", "NETWORK_INTERFACE")
_ALWAYS = frozenset(
    {"id", "arn", "name", "region", "location", "availabilityzone", "availability_zone", "zone"}
    | {"key", "value", "mac_address", "private_ip_address", "public_ip", "_ont_name", "_ont_region"}
    | {"_ont_availability_zone", "zone_name"}
)


@dataclass(frozen=True, slots=True)
class Entry:
    """What nodes of a label are: class, provider, and which property holds what."""

    label: str
    class_name: str
    provider: str = ""
    kind: str = ""
    name: tuple[str, ...] = ("name",)
    id: tuple[str, ...] = ("id",)
    fqdn: tuple[str, ...] = ()
    public: tuple[str, ...] = ()
    uid: tuple[str, ...] = ()
    fields: Mapping[str, Sequence[str]] = field(default_factory=dict)
    set: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rule:
    """What a relationship of these types between these classes comes to."""

    types: frozenset[str]
    from_classes: frozenset[str]
    to_classes: frozenset[str]
    relation: str
    turned: bool


@cache
def _table() -> Mapping[str, Any]:
    return tomllib.loads((Path(__file__).parent / "labels.toml").read_text("utf-8"))


@cache
def entries() -> Mapping[str, tuple[int, Entry]]:
    """Return what each label means, with its rank: the lower one of two labels decides."""
    found: dict[str, tuple[int, Entry]] = {}
    for rank, one in enumerate(_table()["labels"]):
        made = Entry(
            one["names"][0],
            one["class"],
            one.get("provider", ""),
            one.get("kind", ""),
            tuple(one.get("name", ("name",))),
            tuple(one.get("id", ("id",))),
            tuple(one.get("fqdn", ())),
            tuple(one.get("public", ())),
            tuple(one.get("uid", ())),
            one.get("fields", {}),
            one.get("set", {}),
        )
        for name in one["names"]:
            found.setdefault(name, (rank, made))
    return found


def entry(labels: Sequence[str]) -> Entry | None:
    """Return what a node with these labels is, None for what is no CI here."""
    known = [found for one in labels if (found := entries().get(one))]
    return min(known, key=lambda pair: pair[0])[1] if known else None


@cache
def rules() -> tuple[Rule, ...]:
    """Return the rules of relationships, in order."""
    return tuple(
        Rule(
            frozenset(one["type"]),
            frozenset(one["from"]),
            frozenset(one["to"]),
            one["relation"],
            one.get("turned", False),
        )
        for one in _table()["relationships"]
    )


def rule(type_: str, from_class: str, to_class: str) -> Rule | None:
    """Return what a relationship comes to, None where it says nothing here."""
    return next(
        (
            one
            for one in rules()
            if type_ in one.types
            and one.from_classes & {from_class, "*"}
            and one.to_classes & {to_class, "*"}
        ),
        None,
    )


def labels() -> list[str]:
    """Return all labels that are read."""
    return sorted({*entries(), *EXTRA})


def types() -> list[str]:
    """Return the types of relationships that are read."""
    return sorted({*TELLING, *(one for found in rules() for one in found.types)})


def wanted() -> list[str]:
    """Return the properties that are read: secrets are in none of them."""
    own = {
        name
        for _, one in entries().values()
        for names in (one.name, one.id, one.fqdn, one.public, one.uid, *one.fields.values())
        for name in names
    }
    return sorted(own | _ALWAYS | {name for names in _table()["common"].values() for name in names})
