"""How one thing stands to another, by their classes: `relations.toml`, the first rule that fits."""

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Rule:
    """From what to what, in which way. None: any class, any attribute, by way of anything."""

    from_classes: frozenset[str] | None
    to_classes: frozenset[str] | None
    type: str = "DEPENDS_ON"
    attributes: frozenset[str] | None = None
    through: frozenset[str] | None = None
    turned: bool = False
    strength: str = ""

    def fits(
        self, from_class: str, to_class: str, words: Collection[str], through: Collection[str]
    ) -> bool:
        """Tell whether it speaks of this pair, named by these attributes, by way of these types."""
        return (
            (self.from_classes is None or from_class in self.from_classes)
            and (self.to_classes is None or to_class in self.to_classes)
            and (self.attributes is None or not self.attributes.isdisjoint(words))
            and (self.through is None or not self.through.isdisjoint(through))
        )


OTHERWISE = Rule(None, None)
"""What nothing else tells: one thing depends on the other."""


def rule(
    from_class: str, to_class: str, words: Collection[str] = (), through: Collection[str] = ()
) -> Rule:
    """Return how a thing of the first class stands to one of the second that it names."""
    fitting = (one for one in rules() if one.fits(from_class, to_class, words, through))
    return next(fitting, OTHERWISE)


@cache
def rules() -> tuple[Rule, ...]:
    """Return all rules in their order."""
    table = tomllib.loads((Path(__file__).parent / "relations.toml").read_text("utf-8"))
    sets: Mapping[str, list[str]] = table["sets"]
    return tuple(_rule(entry, sets) for entry in table["rule"])


def _rule(entry: Mapping[str, Any], sets: Mapping[str, list[str]]) -> Rule:
    return Rule(
        _classes(entry["from"], sets),
        _classes(entry["to"], sets),
        entry.get("type", "DEPENDS_ON"),
        frozenset(entry["attribute"]) if "attribute" in entry else None,
        frozenset(entry["through"]) if "through" in entry else None,
        entry.get("turned", False),
        entry.get("strength", ""),
    )


def _classes(listed: list[str], sets: Mapping[str, list[str]]) -> frozenset[str] | None:
    if listed == ["*"]:
        return None
    return frozenset(name for one in listed for name in sets.get(one, [one]))
