"""The reference of paths and commands is generated, and current."""

import runpy
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MADE = runpy.run_path(str(ROOT / "scripts/reference_edges.py"))["documents"]()


@pytest.mark.parametrize("name", sorted(MADE))
def test_the_reference_is_current(name):
    assert (ROOT / name).read_text("utf-8") == MADE[name], "run scripts/reference_edges.py"


def test_every_answer_has_an_example(site):
    paths = site.as_("viewer").get("/openapi.json").json()["paths"]

    for path, methods in paths.items():
        for method, operation in methods.items():
            assert operation["summary"], (method, path)
            if not path.startswith("/api/") or "204" in operation["responses"]:
                continue
            found = [a for s, a in operation["responses"].items() if s.startswith("2")]
            assert found, (method, path)
            for answer in found:
                media = answer["content"].values()
                assert any("example" in one for one in media), (method, path)
