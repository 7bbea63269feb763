"""An impact answer beside the one of another time: what differs, and what made it so."""

from collections.abc import Mapping, Sequence
from typing import Any

from cli import output
from cli.command import Call

_KINDS = (
    ("newly_hit", "newly hit"),
    ("no_longer_hit", "no longer hit"),
    ("changed", "in another state"),
)


def show(call: Call, question: Mapping[str, Any], other: str, *, most: int | None) -> None:
    """Ask the question as of another moment too, and say what the answers differ in."""
    body = {"before": {**question, "at": other}, "after": question}
    reply = call.api.post("/api/v1/impact/compare", body)
    call.answer(reply, lambda found: draw(found, most=most))


def draw(found: Mapping[str, Any], *, most: int | None) -> None:
    """Print a comparison: how much differs, then each CI with the changes that made it so."""
    counts = [f"{len(found[kind])} {said}" for kind, said in _KINDS if found[kind]]
    moments = f"revision {found['after']['revision']} beside {found['before']['revision']}"
    said = ", ".join(counts) or "nothing differs"
    output.line(f"At {moments}: {said}, {found['unchanged']} as before.", "bold")
    listed = [(kind, one) for kind, _ in _KINDS for one in found[kind]]
    rows = [_row(one, found["changes"]) for _, one in listed[:most]]
    for row, above in zip(rows[:0:-1], rows[-2::-1], strict=True):
        row[-1] = "as above" if row[-1] == above[-1] else row[-1]
    if rows:
        output.table(("CI", "before", "after", "it would be as before without"), rows)
    if most is not None and len(listed) > most:
        output.line(f"… and {len(listed) - most} more: --all lists them.")
    if not found["because_complete"]:
        output.line("Not every change could be tried: there may be more reasons.", "bold red")


def _row(one: Mapping[str, Any], changes: Sequence[Mapping[str, Any]]) -> list[Any]:
    reasons = [" and ".join(changes[at]["text"] for at in some) for some in one["because"]]
    more = one["because_count"] - 1
    why = f"{reasons[0]}{f' (or {more} more)' if more > 0 else ''}" if reasons else "not found"
    states = (output.state(one[end]) if one[end] else "not there" for end in ("before", "after"))
    return [f"{one['ci']['class']}:{one['ci']['name']}", *states, why]
