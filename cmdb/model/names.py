"""Names of classes, relation types and attributes, and which of them are taken."""

import difflib
import re
from collections.abc import Iterable

CLASS_NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")
TYPE_NAME = re.compile(r"[A-Z][A-Z0-9_]{0,62}")

# What the store keeps beside attributes, and what a document says beside them.
RESERVED_ATTRIBUTES = frozenset(
    {
        *("id", "class", "rev", "search", "quorum", "locked", "evidence"),
        *("from", "to", "type", "key", "attributes", "identity", "relations"),
    }
)

# Labels of nodes that are no CI: a class of such a name would mix with them.
RESERVED_LABELS = frozenset(
    {
        *("Head", "Revision", "Event", "Migration", "Migrations"),
        *("Token", "SignInCode", "Session", "User", "Role"),
        *("Source", "Run", "Record", "Scope", "Sighting", "Observation", "ExternalId"),
        *("Claim", "Baseline", "Change", "Incident", "Request", "Sequence", "Lock", "Pin"),
        *("Scenario", "Verdict"),
    }
)


def label(class_name: str) -> str:
    """Return the label of a class in Neo4j: `virtual_machine` → `VirtualMachine`."""
    if class_name == "ci":
        return "CI"
    return "".join(part.capitalize() for part in class_name.split("_"))


def near(name: str, known: Iterable[str]) -> tuple[str, ...]:
    """Return up to three known names that `name` may have been meant as, the nearest first."""
    wanted = str(name)[:100]
    by_folded = {k.casefold(): k for k in known}
    found = difflib.get_close_matches(wanted.casefold().replace("-", "_"), by_folded, 3, 0.6)
    return tuple(by_folded[f] for f in found)


def hint(name: str, known: Iterable[str]) -> str:
    """Return ` Did you mean a, b or c?` for what is near, else nothing."""
    found = near(name, known)
    if not found:
        return ""
    *rest, last = found
    return f" Did you mean {', '.join(rest)} or {last}?" if rest else f" Did you mean {last}?"
