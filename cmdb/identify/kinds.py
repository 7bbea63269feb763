"""The kinds of identity values, and how far each can be trusted alone."""

from typing import Literal

Strength = Literal["strong", "weak"]

KINDS: dict[str, Strength] = {
    "serial": "strong",
    "uuid": "strong",
    "provider_id": "strong",
    "mac": "strong",
    "fqdn": "strong",
    "uid": "strong",
    "container_id": "strong",
    "fingerprint": "strong",
    "url": "strong",
    "hostname": "weak",
    "ip": "weak",
}


def strength(kind: str) -> Strength:
    """Tell whether a value of this kind means one CI alone (strong), or only if nobody else has it.

    A kind that an importer made up is weak: nothing vouches that its values are unique.
    """
    return KINDS.get(kind, "weak")
