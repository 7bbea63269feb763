"""A check as Markdown for a merge request: the verdict first, the evidence folded below. Pure."""

from collections.abc import Iterable, Iterator, Sequence

from cmdb.checks.headline import headline
from cmdb.checks.model import Change, Check, Match, Touched, Verdict
from cmdb.checks.rules import lost_redundancy, newly, services
from cmdb.impact.model import Impacted
from cmdb.sentences.escaping import code, words

# A comment of GitHub holds 65,536 characters: what is longer says how much longer.
_SHOWN = 25
_FOLDED = 100
_HITS = 5
_DONE = {
    "delete": "deleted",
    "replace": "replaced",
    "update": "updated",
    "remove": "removed",
    "change": "changed",
    "named": "named",
    "create": "created",
    "add": "added",
}
_STATE = {"down": "down", "degraded": "degraded", "at_risk": "at risk", None: "not interrupted"}


def markdown(check: Check) -> str:
    """Return the document, at most about 60,000 characters; whatever is left out is counted."""
    blocks = [
        _verdict(check),
        headline(check),
        *_cut(check),
        *_rules(check.verdicts),
        *_services(check),
        *_lost(check),
        *_recoverable(check),
        *_missing(check),
        *_folded("What it touches", _touched_rows(check.touched), _TOUCHED),
        *_folded("All that is hit", _hit_rows(newly(check.answer)), _HIT),
        *_folded("Not in operation", _touched_rows(check.idle), _TOUCHED),
        *_folded("What it adds", _change_rows(check, "new"), _CHANGED),
        *_folded("Changed, and not felt", _change_rows(check, "none"), _CHANGED),
        *_folded("Notes", _note_rows(check), ("where", "what")),
        _pinned(check),
    ]
    return "\n\n".join(blocks) + "\n"


_TOUCHED = ("in the file", "is", "parts", "CI", "found by", "taken as")
_HIT = ("state", "CI", "criticality", "environment", "because")
_CHANGED = ("in the file", "is", "parts")


def _verdict(check: Check) -> str:
    if not check.policy.rules:
        return "## Impact of this change"
    return f"## Impact of this change: the policy {'holds' if check.holds else 'says no'}"


def _cut(check: Check) -> Iterator[str]:
    if not check.answer.complete:
        yield "**The answer is not complete: more may be hit than is listed.**"


def _rules(verdicts: Sequence[Verdict]) -> Iterator[str]:
    if lines := [_rule(one) for one in verdicts]:
        yield "\n".join(lines)


def _rule(one: Verdict) -> str:
    if not one.hits:
        return f"- {code(one.rule.text)}: holds"
    shown = ", ".join(code(hit.label) for hit in one.hits[:_HITS])
    more = f" and {len(one.hits) - _HITS:,} more" if len(one.hits) > _HITS else ""
    return f"- {code(one.rule.text)}: **broken** by {shown}{more}"


def _services(check: Check) -> Iterator[str]:
    found = services(check.answer, check.model)
    rows = [_service(one) for one in found if one["state"] != "at_risk"]
    if rows:
        yield "### Services hit"
        columns = ("state", "service", "criticality", "environment", "owner", "team", "because")
        yield _table(columns, rows, _SHOWN)
    if risky := len(found) - len(rows):
        also = "Also " if rows else ""
        are = "service is at risk: it works" if risky == 1 else "services are at risk: they work"
        yield f"{also}{risky:,} {are}, with less left to fail."


def _service(one: Impacted) -> tuple[str, ...]:
    ci = one["ci"]
    return (
        f"**{_STATE[one['state']]}**",
        code(ci["name"]),
        words(ci["criticality"]),
        _environment(ci["environment"]),
        words(ci["owner"]),
        words(ci["support_team"]),
        _because(one),
    )


def _lost(check: Check) -> Iterator[str]:
    rows = [
        (
            code(f"{one['ci']['class']}:{one['ci']['name']}"),
            code(one["why"]),
            f"{one['standing_on_it']:,}",
        )
        for one in lost_redundancy(check.answer)
    ]
    if rows:
        yield "### Redundancy lost"
        yield _table(("at", "because", "CIs that stand on it"), rows, _SHOWN)


def _recoverable(check: Check) -> Iterator[str]:
    rows = [
        (
            code(f"{one['ci']['class']}:{one['ci']['name']}"),
            code(f"{one['standby']['class']}:{one['standby']['name']}"),
            words(one["mode"]),
            code(one["rto"]) if one["rto"] else "",
            code(one["rpo"]) if one["rpo"] else "",
        )
        for one in check.answer.recoverable
    ]
    if rows:
        yield "### Recoverable by failing over"
        yield _table(("down", "to", "how", "RTO", "RPO"), rows, _SHOWN)


def _missing(check: Check) -> Iterator[str]:
    """Yield what may have an impact that nobody can compute: it must not be overlooked."""
    if number := len(check.ambiguous):
        rows = [_missing_row(one, one.cis) for one in check.ambiguous]
        yield f"### Not clear: {number:,} could be several CIs"
        yield _table(("in the file", "is", "could be"), rows, _SHOWN)
    if number := len(check.unknown):
        rows = [_missing_row(one, one.alike) for one in check.unknown]
        columns = ("in the file", "is", "of that name, but not taken for it")
        yield from _folded("Not known to the CMDB", rows, columns)


def _missing_row(one: Match, others: Sequence[str]) -> tuple[str, ...]:
    listed = ", ".join(code(other) for other in others[:_HITS])
    return code(one.change.label), _done(one.change), listed


def _touched_rows(touched: Iterable[Touched]) -> list[tuple[str, ...]]:
    return [
        (
            code(one.change.label),
            _done(one.change),
            _parts(one.change),
            code(f"{one.ci['class']}:{one.ci['name']}"),
            one.how,
            _STATE[one.state],
        )
        for one in touched
    ]


def _hit_rows(hit: Iterable[Impacted]) -> list[tuple[str, ...]]:
    return [
        (
            _STATE[one["state"]],
            code(f"{one['ci']['class']}:{one['ci']['name']}"),
            words(one["ci"]["criticality"]),
            _environment(one["ci"]["environment"]),
            _because(one),
        )
        for one in hit
    ]


def _change_rows(check: Check, effect: str) -> list[tuple[str, ...]]:
    return [
        (code(one.label), _done(one), _parts(one))
        for one in check.said.changes
        if one.effect == effect and one.action not in ("no-op", "read")
    ]


def _note_rows(check: Check) -> list[tuple[str, ...]]:
    notes: list[tuple[str, ...]] = [(code(one.place), code(one.reason)) for one in check.said.notes]
    notes += [("the answer", code(note)) for note in check.answer.notes]
    return notes + [
        (code(f"{one['ci']['class']}:{one['ci']['name']}"), code(one["text"]))
        for one in check.answer.findings
    ]


def _because(one: Impacted) -> str:
    return code(one["need"]["text"]) if one["need"] else "the change itself"


def _done(one: Change) -> str:
    return _DONE.get(one.action, code(one.action))


def _parts(one: Change) -> str:
    shown = ", ".join(code(part) for part in one.parts[:_HITS])
    return f"{shown} and {len(one.parts) - _HITS:,} more" if len(one.parts) > _HITS else shown


def _environment(name: str | None) -> str:
    return words(name.replace("_", " ") if name else None)


def _folded(title: str, rows: Sequence[Sequence[str]], columns: Sequence[str]) -> Iterator[str]:
    """Yield a table behind a click; the blank lines make programs read Markdown within HTML."""
    if rows:
        yield f"<details><summary>{title} ({len(rows):,})</summary>"
        yield _table(columns, rows, _FOLDED)
        yield "</details>"


def _table(columns: Sequence[str], rows: Sequence[Sequence[str]], most: int) -> str:
    head = [f"| {' | '.join(columns)} |", f"|{'|'.join(['---'] * len(columns))}|"]
    lines = [f"| {' | '.join(row)} |" for row in rows[:most]]
    more = len(rows) - most
    rest = ["", f"… and {more:,} more: `--json` lists them."] if more > 0 else []
    return "\n".join([*head, *lines, *rest])


def _pinned(check: Check) -> str:
    """Return which graph and which assumptions the answer stands on: it can be asked again."""
    at = f" of {check.at[:19]} UTC" if check.at else ""
    policy = check.policy
    lasts = "" if policy.duration_s is None else f"; it lasts {policy.duration_s:,.0f} s"
    return (
        f"<sub>Revision {check.revision}{at}; baseline {policy.baseline}; what restarts is taken "
        f"as {_STATE.get(policy.update_state, 'working')}{lasts}; read from "
        f"{len(check.said.files)} {check.said.kind} file{'s' if len(check.said.files) > 1 else ''}."
        "</sub>"
    )
