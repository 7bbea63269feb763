"""Classes and layers as people say them."""

from collections.abc import Mapping

LAYERS: dict[int | None, str] = {
    1: "Business",
    2: "Service",
    3: "Application",
    4: "Software",
    5: "Infrastructure",
    6: "Facility",
    None: "Beside",
}
STATES = {"down": "down", "degraded": "degraded", "at_risk": "at risk", "ok": "ok"}

_SAID = {
    "api": "API",
    "ats": "ATS",
    "dns_record": "DNS record",
    "dns_zone": "DNS zone",
    "ip_address": "IP address",
    "pdu": "PDU",
    "ups": "UPS",
    "vlan": "VLAN",
}
_UNCOUNTED = ("middleware", "cooling")


def said(class_name: str) -> str:
    """Return a class as a word: `application_service` is an application service."""
    return _SAID.get(class_name, class_name.replace("_", " "))


def several(class_name: str, count: int) -> str:
    """Return so many of a class: `24 servers`."""
    word = said(class_name)
    if word in _UNCOUNTED:
        return f"{count:,} × {word}"
    if word.isupper() and word.endswith("S"):
        return f"{count:,} {word}"
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return f"{count:,} {word[:-1]}ies"
    return f"{count:,} {word}{'es' if word.endswith(('s', 'x', 'ch', 'sh')) else 's'}"


def in_states(states: Mapping[str, int]) -> str:
    """Return how many are in each state that is not ok: `3 down, 5 at risk`."""
    return ", ".join(f"{count:,} {STATES[state]}" for state, count in states.items() if count)
