"""The plan in the docs is one, and speaks of the demo estate."""

from pathlib import Path

from cmdb import collisions
from cmdb.intake.yaml_text import single

DOCS = Path(__file__).parents[2] / "docs"


def test_the_plan_in_the_docs_speaks_of_the_demo_estate():
    planned = collisions.plan(single((DOCS / "plans" / "december.yaml").read_text("utf-8")))
    demo = "".join(path.read_text("utf-8") for path in (DOCS / "demo").glob("*.yaml"))
    assert all(f"name: {one.ref}," in demo for outage in planned.outages for one in outage.given)
