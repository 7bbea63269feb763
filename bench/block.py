"""A piece of an estate on the drawing board: CIs and relations, found again by their names."""

import base64
import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any, NamedTuple

# The first ten characters of a ULID are its time: one moment in 2026 for all.
_TIME = "01K8Q3ZV00"
_CROCKFORD = bytes.maketrans(
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", b"0123456789ABCDEFGHJKMNPQRSTVWXYZ"
)


class Ci(NamedTuple):
    """A CI as a source would bring it; `quorum` by group."""

    id: str
    class_name: str
    fields: Mapping[str, Any]
    quorum: Mapping[str, Any]


class Relation(NamedTuple):
    """From the dependent to what it needs, by ids."""

    from_id: str
    type: str
    to_id: str
    fields: Mapping[str, Any]


_NOTHING: Mapping[str, Any] = {}


def id_of(seed: int, name: str) -> str:
    """Return the ULID that this name always has in estates of this seed."""
    digest = blake2b(name.encode(), digest_size=10, key=seed.to_bytes(8, "big")).digest()
    return _TIME + base64.b32encode(digest).translate(_CROCKFORD).decode()


@dataclass(slots=True)
class Block:
    """What is drawn together. Names are unique in an estate, so that a name is enough to relate."""

    seed: int
    dice: random.Random
    cis: list[Ci] = field(default_factory=list)
    relations: list[Relation] = field(default_factory=list)

    def ci(
        self,
        class_name: str,
        name: str,
        quorum: Mapping[str, Any] = _NOTHING,
        **fields: Any,
    ) -> str:
        """Add a CI, operational unless said; return its name."""
        known = {"name": name, "lifecycle": "operational", **fields}
        self.cis.append(Ci(id_of(self.seed, name), class_name, known, quorum))
        return name

    def needs(self, name: str, type_: str, *suppliers: str, **fields: Any) -> None:
        """Relate one CI to others, all with the same fields."""
        dependent = id_of(self.seed, name)
        for supplier in suppliers:
            to_id = id_of(self.seed, supplier)
            self.relations.append(Relation(dependent, type_, to_id, fields))
