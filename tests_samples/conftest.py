"""Where the samples are; without them there is nothing to test, and pytest says so."""

import os
from pathlib import Path

import pytest
from conftest import (  # noqa: F401  the private Neo4j of the tests
    empty,
    empty_it,
    graph,
    home,
    server,
    small,
)

from cmdb.intake.model import Files

SAMPLES = Path(
    os.environ.get("CMDB_SAMPLES") or Path(__file__).parents[2] / "shared" / "samples"
).resolve()


@pytest.fixture(scope="session")
def samples() -> Path:
    """The folder of the samples."""
    if not SAMPLES.is_dir():
        pytest.fail(f"{SAMPLES} is not there: set CMDB_SAMPLES to the folder of the samples.")
    return SAMPLES


@pytest.fixture
def sample(samples):
    """A function that gives a file or a folder of the samples as an upload."""

    def upload(name: str) -> Files:
        path = samples / name
        if path.is_file():
            return Files(path.parent, (path.name,), path.parent.name)
        found = sorted(p for p in path.rglob("*") if p.is_file())
        return Files(path, tuple(str(p.relative_to(path)) for p in found), path.name)

    return upload
