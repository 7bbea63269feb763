"""From what sources say to CIs and relations: validated whole, written in batches, undone if cut off."""

from cmdb.intake.importing import Progress, Reading, bring_in
from cmdb.intake.options import Grace, Options, Veto
from cmdb.intake.report import Report
from cmdb.intake.running import confirm, discard, known, records_of_ci, run, runs, undo_run

__all__ = [
    "Grace",
    "Options",
    "Progress",
    "Reading",
    "Report",
    "Veto",
    "bring_in",
    "confirm",
    "discard",
    "known",
    "records_of_ci",
    "run",
    "runs",
    "undo_run",
]
