"""Estates as CMDB documents in JSON Lines: what an import reads, of any size, from a seed.

Estates of different seeds share nothing that identifies, so that each is imported as new.
"""

import random
from collections.abc import Iterator
from pathlib import Path

import orjson

from bench.block import Ci, Relation
from bench.estate import Estate
from cmdb.intake.model import Files
from cmdb.model import Model

_IDENTIFIES = ("name", "serial_number", "asset_tag", "provider_id", "uid", "fingerprint", "url")
_LEFT_OUT = ("uuid", "mac_addresses", "ip_addresses")
_RELATIONS_A_CI = 3


def cis(estate: Estate) -> Iterator[Ci]:
    """Yield the CIs with what identifies them made this estate's own."""
    for one in estate.cis():
        fields = {name: value for name, value in one.fields.items() if name not in _LEFT_OUT}
        fields |= {n: f"{fields[n]}-{estate.seed}" for n in _IDENTIFIES if n in fields}
        if "fqdn" in fields:
            fields["fqdn"] = f"s{estate.seed}.{fields['fqdn']}"
        yield one._replace(fields=fields)


def relations(estate: Estate) -> Iterator[Relation]:
    """Yield the estate's relations, and so many more that there are three a CI."""
    ids: list[str] = [one.id for one in estate.cis()]
    drawn: set[tuple[str, str]] = set()
    number = 0
    for one in estate.relations():
        number += 1
        drawn.add((one.from_id, one.to_id))
        yield one
    chance = random.Random(estate.seed)
    while number < _RELATIONS_A_CI * len(ids):
        ends = (chance.choice(ids), chance.choice(ids))
        if ends[0] != ends[1] and ends not in drawn:
            number += 1
            drawn.add(ends)
            yield Relation(ends[0], "DEPENDS_ON", ends[1], {"strength": "soft", "group": None})


def write(folder: Path, model: Model, estate: Estate) -> tuple[Files, int]:
    """Write the estate as a document; return it as an upload, and how many rows it has."""
    path = folder / f"estate-{estate.seed}.jsonl"
    rows = 0
    with path.open("wb") as file:
        file.write(orjson.dumps({"cmdb": 1, "source": f"estate-{estate.seed}"}) + b"\n")
        for ci in cis(estate):
            rows += 1
            file.write(_line(_ci(model, ci)))
        for one in relations(estate):
            rows += 1
            ends = {"from": one.from_id, "type": one.type, "to": one.to_id}
            file.write(_line({**ends, **one.fields}))
    return Files(folder, (path.name,), "bench"), rows


def _ci(model: Model, ci: Ci) -> dict[str, object]:
    known = model.ci_class(ci.class_name).attributes
    own = {name: value for name, value in ci.fields.items() if not known[name].common}
    common = {name: value for name, value in ci.fields.items() if known[name].common}
    entry: dict[str, object] = {"key": ci.id, "class": ci.class_name, **common}
    if own:
        entry["attributes"] = own
    if ci.quorum:
        entry["quorum"] = ci.quorum
    return entry


def _line(entry: dict[str, object]) -> bytes:
    return orjson.dumps(entry) + b"\n"
