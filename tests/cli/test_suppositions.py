"""What-if questions and collisions as people ask them."""

import json

import pytest

DOCUMENT = {
    "cmdb": 1,
    "source": "handmade",
    "cis": [
        {"key": "app", "class": "application_service", "name": "shop", "quorum": {"db": 1}},
        {"key": "d1", "class": "server", "name": "shop-db-1"},
        {"key": "d2", "class": "server", "name": "shop-db-2"},
    ],
    "relations": [
        {"from": "app", "type": "DEPENDS_ON", "to": "d1", "group": "db"},
        {"from": "app", "type": "DEPENDS_ON", "to": "d2", "group": "db"},
    ],
}
OUTAGE = "- {name: CHG-%d, cis: [%s], start: 2026-12-01T0%d:00:00Z, end: 2026-12-01T0%d:00:00Z}\n"


@pytest.fixture
def estate(cmdb, tmp_path):
    file = tmp_path / "estate.json"
    file.write_text(json.dumps(DOCUMENT), "utf-8")
    assert cmdb("import", file).code == 0
    return cmdb


def test_a_third_node_is_supposed_in_words(estate):
    words = ("impact", "shop-db-1", "--if", "add server:shop-db-3")
    ran = estate(*words, "--if", "relate shop DEPENDS_ON shop-db-3 group=db")

    assert ran.code == 0, ran.err
    assert ran.out.startswith("If shop-db-3 is added and shop-db-1 fails: ")
    assert "no longer hit application_service:shop at_risk ok" in " ".join(ran.out.split())
    assert estate("show", "shop-db-3").code == 3


def test_a_hypothesis_may_come_from_a_file(estate, tmp_path):
    file = tmp_path / "without.yaml"
    file.write_text("- {op: retire_ci, ci: shop-db-2}\n- {op: retire_ci, ci: shop-db-1}\n")

    ran = estate("impact", "--what-if", file)

    assert ran.code == 0, ran.err
    assert ran.out.startswith("If shop-db-2, shop-db-1 are retired: ")
    assert "newly hit" not in ran.out  # without it nothing fails: all there is stands above
    found = json.loads(estate("impact", "--what-if", file, "--json").out)
    assert [one["name"] for one in found["hypothesis"]["retired"]] == ["shop-db-2", "shop-db-1"]


def test_what_cannot_be_supposed_says_what_can(estate, tmp_path):
    wrong = estate("impact", "--if", "retir shop-db-1")
    assert (wrong.code, "Did you mean retire?" in wrong.err) == (2, True)
    missing = estate("impact", "--if", "retire shop-db-9")
    assert (missing.code, "hypothesis[0].ci" in missing.err) == (3, True)
    file = tmp_path / "x.yaml"
    file.write_text("op: retire_ci\n")
    assert estate("impact", "--what-if", file).code == 2
    assert estate("impact").code == 2


def test_collisions_end_with_code_1_and_show_where_to_go(estate, tmp_path):
    file = tmp_path / "plan.yaml"
    file.write_text(OUTAGE % (1, "shop-db-1", 1, 3) + OUTAGE % (2, "shop-db-2", 2, 4))

    ran = estate("collisions", file, "--now", "2026-11-01T00:00:00Z")

    assert ran.code == 1, ran.err
    assert ran.out.startswith("2 outages, 1 overlap: 1 collision, of CHG-1, CHG-2.")
    assert "CHG-1 and CHG-2, 2026-12-01" in ran.out
    assert "1 h later" in ran.out
    found = json.loads(estate("collisions", file, "--json").out)
    assert found["collisions"][0]["outages"] == ["CHG-1", "CHG-2"]
    file.write_text(OUTAGE % (1, "shop-db-1", 1, 2) + OUTAGE % (2, "shop-db-2", 2, 4))
    free = estate("collisions", file)
    assert (free.code, free.out) == (0, "2 outages, no overlap: no collisions.\n")
    file.write_text("outages: [")
    broken = estate("collisions", file)
    assert (broken.code, "plan.yaml" in broken.err) == (2, True)


def test_scenarios_are_kept_asked_again_and_compared(estate):
    assert "There are no scenarios" in estate("scenario", "list").out
    saved = estate("scenario", "save", "without-2", "shop-db-1", "--if", "retire shop-db-2")
    assert saved.code == 0, saved.err
    assert estate("scenario", "save", "as-it-is", "shop-db-1", "--reason", "to compare").code == 0

    listed = estate("scenario", "list").out
    assert "without-2" in listed
    assert "shop-db-1 with 1 edit" in listed
    assert "retire_ci" in estate("scenario", "show", "without-2").out
    ran = estate("scenario", "run", "without-2")
    assert ran.out.startswith("If shop-db-2 is retired and shop-db-1 fails: ")
    compared = estate("scenario", "compare", "as-it-is", "without-2")
    assert (compared.code, "application_service:shop" in compared.out) == (0, True)
    assert estate("scenario", "remove", "without-2").code == 0
    assert estate("scenario", "run", "without-2").code == 3
