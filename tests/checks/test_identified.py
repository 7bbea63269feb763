"""Identifiers are looked up over the indexes that the model makes for identities."""

import re
from pathlib import Path

from cmdb.checks import store
from cmdb.model import load

QUERY = Path(__file__).parents[2] / "cypher" / "checks" / "identified.cypher"
# A plan makes no laptops.
NOT_PLANNED = {("EndUserDevice", "uuid")}


def test_every_index_of_a_providers_identifier_is_asked():
    asked = set(re.findall(r"\(n:(\w+) \{(\w+): value\}\)", QUERY.read_text("utf-8")))
    wanted = {pair for pair in load().indexes() if pair[1] in ("provider_id", "uuid", "uid")}

    assert asked == wanted - NOT_PLANNED


def test_a_ci_is_found_by_its_identifier_whatever_class_it_is_of(hands):
    vm = hands.ci("web", "virtual_machine", provider_id="i-1", uuid="u-1")
    bucket = hands.ci("images", "object_store", provider_id="arn:aws:s3:::images")
    twin = hands.ci("twin", "cloud_resource", provider_id="i-1")

    found = hands.graph.read(store.identified, ["i-1", "u-1", "arn:aws:s3:::images", "i-9"])

    assert set(found) == {
        ("i-1", vm),
        ("i-1", twin),
        ("u-1", vm),
        ("arn:aws:s3:::images", bucket),
    }
