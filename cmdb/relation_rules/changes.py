"""What has to be done about a relation, given what rules give and what is there: pure decisions."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from cmdb.items.model import Facts, Relate, RelationKey, Unrelate
from cmdb.items.rules import PERSON
from cmdb.reconcile.rules import relation_fields
from cmdb.relation_rules.model import ORIGIN, PREFIX

Said = Mapping[str, Mapping[str, Any]]
Effect = Literal["created", "changed", "confirmed", "released", "removed", "unchanged"]
"""`confirmed`: others state it too. `released`: no rule gives it any more, others hold it."""

_ENDS = ("from", "type", "to")


@dataclass(frozen=True, slots=True)
class There:
    """A relation as it is: its facts (None where there is none), and what each source says of it."""

    facts: Facts | None
    said: Said

    @property
    def words(self) -> Said:
        """What is said, a person's word included: who relates by hand says it in the relation itself.

        Only rules draw what says that a rule did: without a word it has come back by an undo.
        """
        if self.said or self.facts is None or self.facts.get("origin") == ORIGIN:
            return self.said
        return {PERSON: {name: value for name, value in self.facts.items() if name not in _ENDS}}


NOTHING = There(None, {})


@dataclass(frozen=True, slots=True)
class Change:
    """What to do, None where nothing is; and what sources say of the relation from now on."""

    effect: Effect
    command: Relate | Unrelate | None
    said: Said


def change(key: RelationKey, wanted: Said, there: There, standing: Collection[str] = ()) -> Change:
    """Return what to do about a relation that the rules of `wanted` give.

    `standing` are rules that could not be applied: what they say stays. What a relation is follows
    from all that is said of it, by rules last of all; it goes where nobody says anything any more.
    """
    said = there.words
    others = {s: f for s, f in said.items() if not s.startswith(PREFIX)}
    rules = {**wanted, **{s: f for s, f in said.items() if s in standing}}
    after = {s: dict(f) for s, f in (others | rules).items()}
    if there.facts is None:
        made = Relate(*key, relation_fields(after)) if wanted else None
        return Change("created" if made else "unchanged", made, after if made else {})
    if not after:
        return Change("removed", Unrelate(*key), {})
    fields = relation_fields(after)
    if others:
        effect: Effect = "confirmed" if rules else "released"
    else:
        effect = "unchanged" if _agrees(there.facts, fields) else "changed"
    if after == there.said:
        return Change("unchanged" if effect == "changed" else effect, None, after)
    return Change(effect, Relate(*key, fields), after)


def _agrees(facts: Facts, fields: Mapping[str, Any]) -> bool:
    """Tell whether a relation is as said; a group may come from the model."""
    given = {name: value for name, value in facts.items() if name not in (*_ENDS, "group")}
    plain = {name: value for name, value in fields.items() if name != "group"}
    return given == plain and facts.get("group") == fields.get("group", facts.get("group"))
