"""Every importer's examples through the core, on a real Neo4j."""

import pkgutil
from pathlib import Path

import pytest

import importers
from cmdb import history, intake
from cmdb.intake import Options, Reading
from cmdb.intake.model import Files

HOME = Path(importers.__file__).parent
FOLDERS = [module.name for module in pkgutil.iter_modules(importers.__path__)]


def bring(hands, kind, names=None):
    folder = HOME / kind / "examples"
    names = names or tuple(sorted(path.name for path in folder.iterdir()))
    module = importers.importer(kind)
    settings = module.Settings(files=Files(folder, tuple(names), "bookshop"))
    reading = Reading(module.spec, module.read(settings, None), "default")
    return intake.bring_in(hands.graph, hands.model, [reading], Options("alice"))


@pytest.mark.parametrize("kind", FOLDERS)
def test_importing_again_writes_nothing(hands, kind):
    first = bring(hands, kind)
    before = hands.graph.read(history.newest).number
    again = bring(hands, kind)

    assert all(report.created and report.relations_created for report in first)
    assert all(report.status == "done" for report in [*first, *again])
    assert (
        sum(r.created + r.changed + r.relations_created + r.relations_changed for r in again) == 0
    )
    assert hands.graph.read(history.newest).number == before


@pytest.mark.parametrize("kind", FOLDERS)
def test_the_order_of_files_gives_the_same_graph(hands, kind):
    bring(hands, kind)
    before = hands.graph.read(history.newest).number
    names = sorted(path.name for path in (HOME / kind / "examples").iterdir())
    bring(hands, kind, reversed(names))

    assert hands.graph.read(history.newest).number == before
