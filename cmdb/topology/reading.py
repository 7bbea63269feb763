"""What stored facts mean to the topology: profiles, quorums and ties."""

from collections.abc import Mapping
from typing import Any

import orjson

from cmdb.errors import Invalid
from cmdb.model import Model, RelationType
from cmdb.model.durations import seconds
from cmdb.model.quorum import parse
from cmdb.topology.compact import Vocabulary
from cmdb.topology.model import Interned, Profile, Quorums, Takeover, Tie, Ties

TIE_FIELDS = ("strength", "tolerates", "origin", "confidence")
"""The properties beside `group` that every relation type may have and that make a tie."""


class Reader:
    """Turns facts into numbers of one vocabulary, and remembers the answers."""

    def __init__(self, model: Model, vocabulary: Vocabulary | None = None) -> None:
        self.model = model
        self.vocabulary = vocabulary or Vocabulary(Interned(), Ties())
        self._ties: dict[tuple[Any, ...], int] = {}
        self._quorums: dict[str, Quorums] = {}
        self.own = _deciding(model)

    def profile(self, profile: Profile) -> int:
        """Return the code of a profile. Raises Invalid for a class that the model does not have."""
        if profile.class_name not in self.model.classes:
            raise _foreign(f"CIs of the class {profile.class_name!r}")
        return self.vocabulary.profiles.code(profile)

    def quorums(self, stored: str | Mapping[str, Any] | None) -> Quorums:
        """Return a CI's quorums from its JSON or data. Raises Invalid."""
        if not stored:
            return {}
        if not isinstance(stored, str):
            return {group: parse(data) for group, data in stored.items()}
        found = self._quorums.get(stored)
        if found is None:
            found = self._quorums[stored] = self.quorums(orjson.loads(stored))
        return found

    def tie(self, type_name: str, fields: Mapping[str, Any]) -> int:
        """Return the code of a relation's tie; in `fields` a group of None or '' is explicitly none.

        Raises Invalid for a type that the model does not have.
        """
        group = (fields["group"] or "",) if "group" in fields else ()
        raw = (
            type_name,
            group,
            *(fields.get(name) for name in TIE_FIELDS),
            *(fields.get(name) for name in self.own.get(type_name, ())),
        )
        found = self._ties.get(raw)
        if found is None:
            found = self._ties[raw] = self.vocabulary.ties.code(self._tie(type_name, fields))
        return found

    def _tie(self, type_name: str, fields: Mapping[str, Any]) -> Tie:
        if type_name not in self.model.relations:
            raise _foreign(f"relations of the type {type_name!r}")
        strength, group = self.model.effective(type_name, fields)
        tolerates = fields.get("tolerates")
        return Tie(
            type_name,
            strength,
            group,
            tolerates and seconds(tolerates),
            fields.get("origin"),
            fields.get("confidence"),
            Takeover(*map(fields.get, Takeover._fields)) if strength == "standby" else None,
        )


def _foreign(what: str) -> Invalid:
    return Invalid(
        f"The database holds {what}, which the model does not have.",
        remedy="Set CMDB_MODEL to the folder that has it, as where it was written.",
    )


def _deciding(model: Model) -> dict[str, list[str]]:
    """Return the own attributes of relation types that a tie hangs on, by type.

    They are those that make a group or strength, and how a standby takes over.
    """
    return {
        name: sorted(found)
        for name, kind in model.relations.items()
        if (found := _own(kind) - set(TIE_FIELDS))
    }


def _own(kind: RelationType) -> set[str]:
    found = {name for override in kind.overrides for name, _ in override.when}
    found.update(name for name in kind.attributes if f"{{{name}}}" in (kind.group or ""))
    if kind.strength == "standby":
        found.update(name for name in Takeover._fields if name in kind.attributes)
    return found
