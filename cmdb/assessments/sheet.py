"""The CIs that are hit as a table for spreadsheets. Pure."""

from collections.abc import Sequence

from cmdb.assessments import wording
from cmdb.assessments.model import Listed, Overview
from cmdb.sentences.catalogue import words
from cmdb.tables import Cell, Table

_COLUMNS = (
    "state",
    "ci",
    "class",
    "criticality",
    "environment",
    "owner",
    "team",
    "contact",
    "because",
    "given",
    "was",
    "id",
)


def sheet(found: Overview, hits: Listed, language: str) -> Table:
    """Return a row for each CI, with the question and the revision beside them."""
    said = words(language)
    at = wording.moment(found["at"])
    revision = said.say("assessment.revision.of", revision=found["revision"], moment=at)
    rows: list[Sequence[Cell]] = []
    for one in hits["items"]:
        ci, was = one["ci"], one["was"]
        reached = [wording.reached(hits["contacts"].get(name)) for name in one["teams"]]
        rows.append(
            (
                said.say(f"state.{one['state']}"),
                ci["name"],
                ci["class"],
                wording.value(said, "criticality", ci["criticality"]),
                wording.value(said, "environment", ci["environment"]),
                ci["owner"],
                said.say("join").join(one["teams"]),
                " · ".join(filter(None, reached)),
                one["because"],
                one["given"],
                None if was is None else said.say(f"state.{was}"),
                ci["id"],
            )
        )
    return Table(
        said.say("assessment.title"),
        [said.say(f"column.{name}") for name in _COLUMNS],
        rows,
        [
            (said.say("assessment.question"), found["sentences"]["headline"]),
            (said.say("assessment.revision"), revision),
        ],
    )
