"""expiring"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any

import typer

from cli import output
from cli.command import Call, command
from cli.history import Limit

_ENDS = {"expires": "expires", "support": "support ends", "warranty": "warranty ends"}
_ENDED = {"expires": "expired", "support": "support ended", "warranty": "warranty ended"}
_NAMED = 3


class Kind(StrEnum):
    EXPIRES = "expires"
    SUPPORT = "support"
    WARRANTY = "warranty"


def register(app: typer.Typer) -> None:
    command(app, "expiring", example="cmdb expiring --within 6m --kind expires")(expiring)


def expiring(
    call: Call,
    within: Annotated[
        str, typer.Option("--within", help="How far ahead: 30d, 2w, 6m, 1y, P30D.")
    ] = "30d",
    kinds: Annotated[
        list[Kind] | None, typer.Option("--kind", help="What ends; else any of them.")
    ] = None,
    limit: Limit = 50,
) -> None:
    """List what ends soon or has ended: certificates, licences, contracts, support, warranty."""
    reply = call.api.get("/api/v1/expiring", within=within, kind=kinds, limit=limit)
    call.answer(reply, lambda found: _draw(found, within))


def _draw(found: Mapping[str, Any], within: str) -> None:
    if not found["items"]:
        output.line(f"Nothing ends within {within}, and nothing has ended.")
        return
    ahead = found["total"] - found["ended"]
    output.line(f"Within {within}: {_count(ahead)} to end, {found['ended']} ended already.", "bold")
    rows = [(_when(one), _what(one), _name(one["ci"]), _hits(one)) for one in found["items"]]
    output.table(("when", "what", "CI", "what that hits"), rows)
    if found["next"]:
        output.line(f"… and {found['total'] - len(found['items'])} more: --limit shows them.")


def _count(number: int) -> str:
    return f"{number} {'is' if number == 1 else 'are'}"


def _when(one: Mapping[str, Any]) -> tuple[str, str]:
    days = one["days"]
    said = "today" if days == 0 else f"in {days} d" if days > 0 else f"{-days} d ago"
    return f"{one['ends'][:10]} ({said})", "bold red" if one["ended"] else ""


def _what(one: Mapping[str, Any]) -> str:
    return (_ENDED if one["ended"] else _ENDS)[one["kind"]]


def _name(ci: Mapping[str, Any]) -> str:
    return f"{ci['class']}:{ci['name']}"


def _hits(one: Mapping[str, Any]) -> tuple[str, str]:
    hits = one["hits"]
    if hits is None:
        criticality = one["ci"]["criticality"]
        return "nothing stops" + (f"; it is {criticality}" if criticality else ""), ""
    counts = [f"{n} {state.replace('_', ' ')}" for state, n in hits["counts"].items() if n]
    if not counts:
        return f"nothing else{_covered(one)}", ""
    worst = hits["services"][0]["state"] if hits["services"] else ""
    said = f"{', '.join(counts)}{_covered(one)}{_services(hits)}"
    return said, output.STATE_STYLE.get(worst, "")


def _services(hits: Mapping[str, Any]) -> str:
    """Return the worst services, each state said once."""
    shown = hits["services"][:_NAMED]
    states = list(dict.fromkeys(one["state"] for one in shown))
    parts = [
        f"{state.replace('_', ' ')}: "
        + ", ".join(one["ci"]["name"] for one in shown if one["state"] == state)
        for state in states
    ]
    more = hits["service_count"] - len(shown)
    parts += [f"{more} more service{'s' * (more != 1)}"] if more else []
    return f"; {'; '.join(parts)}" if parts else ""


def _covered(one: Mapping[str, Any]) -> str:
    covered = one["hits"]["assumed"] == "covered"
    count = one["concern_count"]
    return f" if the {count} CI{'s' * (count != 1)} that it covers stopped" if covered else ""
