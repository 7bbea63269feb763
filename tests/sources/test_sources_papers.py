"""docs/sources.md is generated, and current; every importer says what it gives and cannot know."""

import runpy
from pathlib import Path

import pytest

import importers

ROOT = Path(__file__).parents[2]
OWN = sorted(p.parent.name for p in (ROOT / "importers").glob("*/__init__.py"))


def test_the_list_of_sources_is_current():
    made = runpy.run_path(str(ROOT / "scripts/reference_sources.py"))["documents"]()

    for name, text in made.items():
        assert (ROOT / name).read_text("utf-8") == text, "run scripts/reference_sources.py"


@pytest.mark.parametrize("kind", OWN)
def test_every_importer_says_what_it_gives_and_what_it_cannot_know(kind):
    spec = importers.importer(kind).spec

    assert all((spec.gives, spec.identifies, spec.scope, spec.unknown))
