"""The one sentence that a reader of a merge request must see. Pure."""

from cmdb.checks.model import Check
from cmdb.checks.rules import lost_redundancy, services


def headline(check: Check) -> str:
    """Return what the change hits, in a sentence of counts: no name of anything is in it."""
    if not check.touched:
        return _nothing(check)
    ours, others = check.answer.headline["services"], check.answer.headline["others"]
    down, degraded, lost = ours["down"], ours["degraded"], len(lost_redundancy(check.answer))
    rest = others["down"] + others["degraded"]
    parts = [
        f"takes {_counted(down, 'service', 'services')} down{_critical(check)}" if down else "",
        f"degrades {_counted(degraded, 'service', 'services')}" if degraded else "",
        f"hits {_counted(rest, 'other CI', 'other CIs')}" if rest else "",
        f"uses up redundancy in {_counted(lost, 'place', 'places')}" if lost else "",
    ]
    told = [part for part in parts if part] or ["hits nothing else"]
    return f"It touches {_counted(len(check.touched), 'CI', 'CIs')}, {_joined(told)}."


def _critical(check: Check) -> str:
    """Return how many of the services down are critical, as the headline counts services."""
    number = sum(
        one["state"] == "down" and not one["given"] and one["ci"]["criticality"] == "critical"
        for one in services(check.answer, check.model)
    )
    return f" ({number} critical)" if number else ""


def _nothing(check: Check) -> str:
    missing = len(check.unknown) + len(check.ambiguous)
    if missing:
        changes = _counted(missing, "change", "changes")
        return (
            f"No CI that the CMDB knows for certain is touched: {changes} may have an impact that "
            "cannot be computed."
        )
    if check.idle:
        return "Nothing that it changes is in operation."
    if any(one.effect == "new" for one in check.said.changes):
        return "It only adds: nothing that is there now is touched."
    return "It changes nothing that could be felt."


def _joined(parts: list[str]) -> str:
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def _counted(count: int, one: str, several: str) -> str:
    return f"{count:,} {one if count == 1 else several}"
