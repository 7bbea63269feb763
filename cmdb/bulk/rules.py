"""What an edit does to each of many CIs: pure decisions on the state."""

from collections.abc import Sequence

from cmdb.bulk.model import Edit, Line
from cmdb.errors import CmdbError, Problem, Stale
from cmdb.history.model import changed
from cmdb.items.model import ChangeCI, Command, State
from cmdb.items.rules import decided
from cmdb.model import Model

_NAMED = 20


def commands(edit: Edit) -> list[ChangeCI]:
    """Return the edit CI by CI, each once."""
    return [ChangeCI(one, edit.fields) for one in dict.fromkeys(edit.cis)]


def lines(model: Model, state: State, edit: Edit) -> list[Line]:
    """Return what the edit does to each CI that it changes or that refuses it, in their order."""
    said: dict[str, Line] = {}
    supposed = State(dict(state.cis), {}, state.revs)
    events, wrong = decided(model, supposed, commands(edit))
    for event in events:
        facts = event.after or {}
        said[event.ci] = Line(event.ci, facts["class"], facts["name"], changed(event))
    for command, exc in wrong:
        ci = _id(command)
        facts = state.cis.get(ci, {})
        said[ci] = Line(ci, facts.get("class"), facts.get("name", ci), {}, _reason(exc))
    return [said[one] for one in dict.fromkeys(edit.cis) if one in said]


def stale(state: State, edit: Edit) -> Stale | None:
    """Return what is wrong where CIs were written after the revision that somebody has seen."""
    expected = edit.expected
    if expected is None:
        return None
    later = [one for one in edit.cis if state.revs.get(one, 0) > expected]
    if not later:
        return None
    problems = [
        Problem(state.cis[one]["name"], f"was written by revision {state.revs[one]}")
        for one in later[:_NAMED]
    ]
    more = f" and {len(later) - 1:,} more" if len(later) > 1 else ""
    return Stale(
        f"{problems[0].place}{more} changed after revision {expected}, that you have seen.",
        remedy="Look at the preview again, and decide anew.",
        problems=problems,
    )


def fitting(edit: Edit, said: Sequence[Line]) -> list[ChangeCI]:
    """Return the commands without those that are refused."""
    refused = {one.id for one in said if one.refused is not None}
    return [one for one in commands(edit) if one.id not in refused]


def _id(command: Command) -> str:
    return command.id if isinstance(command, ChangeCI) else ""


def _reason(exc: CmdbError) -> str:
    return "; ".join(map(str, exc.problems)) or exc.detail
