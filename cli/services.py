"""service, services"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any

import typer

from cli import maps, output
from cli.client import segment
from cli.command import Call, command
from cli.history import Limit

_ROWS = 8
_KINDS = 5


def register(app: typer.Typer) -> None:
    command(app, "service", example="cmdb service 在线支付服务")(service)
    command(app, "services", example="cmdb services --criticality critical")(services)


def services(
    call: Call,
    class_name: Annotated[
        str | None, typer.Option("--class", metavar="CLASS", help="With its subclasses.")
    ] = None,
    owner: Annotated[str | None, typer.Option("--owner", help="Who answers for it.")] = None,
    team: Annotated[str | None, typer.Option("--team", help="Its support team.")] = None,
    criticality: Annotated[
        str | None, typer.Option("--criticality", help="low, medium, high, critical.")
    ] = None,
    limit: Limit = 50,
) -> None:
    """List the services in operation, with their state now."""
    reply = call.api.get(
        "/api/v1/services",
        limit=limit,
        owner=owner,
        support_team=team,
        criticality=criticality,
        **{"class": class_name},
    )
    call.answer(reply, _draw_services)


def _draw_services(found: Mapping[str, Any]) -> None:
    if not found["items"]:
        output.line("There is no such service in operation.")
        return
    rows = [
        (
            output.state(one["state"] or ""),
            _name(one["ci"]),
            one["ci"]["criticality"],
            one["ci"]["owner"],
            one["ci"]["support_team"],
        )
        for one in found["items"]
    ]
    output.table(("now", "service", "criticality", "owner", "support team"), rows)
    if found["next"]:
        output.line("… and more: --limit shows them.")


def service(
    call: Call,
    ref: Annotated[
        str, typer.Argument(metavar="NAME", help="An id, a unique name, or class:name.")
    ],
    every: Annotated[bool, typer.Option("--all", help="List all, however many.")] = False,
    drawn: maps.Drawn = None,
) -> None:
    """Show a service in one look: what it stands on, who uses it, who is called, where it is weak."""
    kind = maps.format_of(drawn) if drawn else None
    path = f"/api/v1/services/{segment(ref)}"
    reply = call.api.get(path, groups=10_000 if every else None)
    call.answer(reply, lambda found: _draw(found, None if every else _ROWS))
    if drawn is not None:
        maps.keep(call.api.get(f"{path}/map", format=kind), drawn)


def _draw(found: Mapping[str, Any], most: int | None) -> None:
    ci, teams = found["ci"], found["teams"]
    output.line(_name(ci), "bold")
    owners = [one["name"] for one in teams["owned_by"]]
    supporters = [one["name"] for one in teams["supported_by"]]
    state = ci["lifecycle"] if found["state"] is None else found["state"].replace("_", " ")
    output.facts(
        [
            ("now", (state, output.STATE_STYLE.get(found["state"] or "", ""))),
            ("criticality", ci["criticality"] or "not said"),
            ("environment", ci["environment"] or "not said"),
            ("owner", _joined([teams["owner"], *owners]) or "nobody"),
            ("support team", _joined([teams["support_team"], *supporters]) or "nobody"),
        ]
    )
    _draw_uses(found["used_by"], most)
    _draw_levels(found, most)
    _draw_called(teams, most)
    _draw_redundancy(found, most)
    _draw_weak(found, most)
    _draw_quality(found["quality"])


def _draw_uses(used_by: Mapping[str, Any], most: int | None) -> None:
    output.line()
    about = f": about {used_by['users']:,} people" if used_by["users"] else ""
    output.line(f"Used by{about}", "bold")
    rows = [
        (
            one["ci"]["name"],
            f"{one['users']:,}" if one["users"] is not None else "?",
            one["via"]["name"],
        )
        for one in used_by["consumers"]
    ]
    _table(("consumer", "users", "by way of"), rows, most)
    for name in ("processes", "services"):
        listed = [one["ci"]["name"] for one in used_by[name]]
        if listed:
            output.line(f"{name.capitalize()} that stand on it: {_some(listed, most)}")
    if not (used_by["consumers"] or used_by["processes"] or used_by["services"]):
        output.line("Nobody is known to use it.")


def _draw_levels(found: Mapping[str, Any], most: int | None) -> None:
    output.line()
    levels = found["levels"]
    output.line(f"Stands on {found['suppliers']:,} CIs in {len(levels)} levels", "bold")
    rows = []
    for level in levels:
        classes = Counter(ci["class"] for ci in level["cis"]).most_common()
        named = [ci["name"] for ci in level["cis"]]
        few = len(named) <= _KINDS
        said = _some(named, None) if few else _some([f"{n} {c}" for c, n in classes], _KINDS)
        rows.append((level["level"], len(named), said))
    _table(("level", "CIs", "what"), rows, most)


def _draw_called(teams: Mapping[str, Any], most: int | None) -> None:
    if teams["called"]:
        output.line("Who would be called", "bold")
        rows = [
            (one["team"], one["cis"], one["critical"] or "", _classes(one["classes"]))
            for one in teams["called"]
        ]
        _table(("team", "CIs", "critical", "for"), rows, most)
    if teams["nobody"]:
        output.line(f"For {teams['nobody']} CIs nobody is known who would be called.")


def _classes(classes: Mapping[str, int]) -> str:
    return _some([f"{count} {name}" for name, count in classes.items()], 3)


def _draw_redundancy(found: Mapping[str, Any], most: int | None) -> None:
    pools = found["redundancy"]
    if not pools:
        return
    output.line()
    output.line(
        f"Redundancy in {found['redundancy_count']} group{'s' * (found['redundancy_count'] != 1)}",
        "bold",
    )
    pools = sorted(pools, key=lambda one: (one["level"], one["spare_now"]))
    rows = [
        (
            one["level"],
            _name(one["ci"]),
            one["group"],
            _needs(one),
            _spare(one),
            _some([member["ci"]["name"] for member in one["members"]], 4),
        )
        for one in pools
    ]
    _table(("level", "CI", "group", "needs", "spare", "members"), rows, most)


def _needs(one: Mapping[str, Any]) -> str:
    quorum = one["quorum"]
    wants = quorum["wants_count"]
    also = f", wants {wants}" if wants != quorum["needs_count"] else ""
    return f"{quorum['needs_count']} of {one['member_count']}{also} ({quorum['source']})"


def _spare(one: Mapping[str, Any]) -> str:
    now = f" ({one['spare_now']} now)" if one["spare_now"] != one["spare"] else ""
    return f"{one['spare']}{now}"


def _draw_weak(found: Mapping[str, Any], most: int | None) -> None:
    weak = found["weak_points"]
    if weak is None:
        return
    output.line()
    counts = weak["counts"]
    one = counts["down"] == 1
    takes = "1 CI takes" if one else f"{counts['down'] or 'no'} CIs take"
    said = f"{takes} it down alone, {counts['degraded'] or 'none'} degrade it"
    output.line(f"Weak points: {said}", "bold")
    rows = [
        (
            output.state(one["state"]),
            _name(one["ci"]),
            " ← ".join(step["ci"]["name"] for step in one["chain"]),
        )
        for one in weak["single_points"]
    ]
    _table(("brings it to", "CI", "by way of"), rows, most)
    for one in weak["common_causes"][:most]:
        if one["alone"]:
            output.line(f"On paper only: {one['text']}")
    if sum(counts.values()) > len(rows):
        output.line(f"`cmdb spof {found['ci']['name']!r} --all` lists all of them.")


def _draw_quality(doubts: Sequence[Mapping[str, Any]]) -> None:
    output.line()
    if not doubts:
        output.line("All that is asked of it is known.", "bold")
        return
    output.line("What is not known well", "bold")
    for one in doubts:
        named = [] if one["kind"].startswith("missing_") else [ci["name"] for ci in one["cis"]]
        more = f": {_some(named, 4, one['count'])}" if named else ""
        output.line(f"  {one['text']}{more}")


def _table(columns: Sequence[str], rows: Sequence[Sequence[Any]], most: int | None) -> None:
    if rows:
        output.table(columns, rows[:most])
    if most is not None and len(rows) > most:
        output.line(f"… and {len(rows) - most} more: --all lists them.")


def _some(names: Sequence[str], most: int | None, total: int | None = None) -> str:
    """Return the first names, and how many more there are."""
    shown = list(names[:most])
    more = (total or len(names)) - len(shown)
    return ", ".join([*shown, *([f"{more} more"] if more else [])])


def _joined(names: Sequence[str | None]) -> str:
    return ", ".join(dict.fromkeys(_known(names)))


def _known(names: Sequence[str | None]) -> Iterator[str]:
    return (name for name in names if name)


def _name(ci: Mapping[str, Any]) -> str:
    return f"{ci['class']}:{ci['name']}"
