"""A precedence file that is wrong is refused with file, key and reason."""

import pytest

import importers
from cmdb.errors import Invalid
from cmdb.model import load as load_model
from cmdb.reconcile.precedence import Rule
from cmdb.reconcile.precedence_file import load

MODEL = load_model()
DEFAULT = '[default]\norder = ["glpi", "*"]\n'


def read(tmp_path, text, kinds=None):
    (tmp_path / "precedence.toml").write_text(text)
    return load(MODEL, tmp_path, kinds)


def test_the_shipped_file_is_good():
    found = load(MODEL)

    assert found.default.order
    assert found.attributes["ci", "tags"].union


def test_every_importer_has_its_place_in_the_shipped_order():
    assert set(importers.importers()) <= set(load(MODEL).default.order)


def test_a_folder_without_the_file_has_the_shipped_one(tmp_path):
    assert load(MODEL, tmp_path).default == load(MODEL).default


def test_the_folders_file_stands_in_place_of_the_shipped_one(tmp_path):
    found = read(
        tmp_path,
        DEFAULT
        + "authority_days = 30\n"
        + '[classes.server]\norder = ["ansible"]\n'
        + "[classes.server.attributes.ip_addresses]\nunion = true\nauthority_days = { nmap = 7 }\n",
    )

    assert found.default == Rule(("glpi", "*"), {"*": 30})
    assert found.classes == {"server": Rule(("ansible",))}
    assert found.attributes == {("server", "ip_addresses"): Rule(None, {"nmap": 7}, True)}


def test_such_a_folder_may_be_the_models(tmp_path):
    (tmp_path / "precedence.toml").write_text(DEFAULT)

    assert load_model(tmp_path).classes.keys() == MODEL.classes.keys()


@pytest.mark.parametrize(
    ("text", "key", "reason"),
    [
        ("", "default", "is missing"),
        ("[default", "", "is no TOML"),
        ('[default]\nordre = ["glpi"]', "default.ordre", "unknown key"),
        ('[default]\norder = "glpi"', "default.order", "valid list"),
        ('[default]\norder = ["glpi", "glpi"]', "default.order", "'glpi' stands there twice"),
        ('[default]\norder = ["glpy"]', "default.order", "Did you mean glpi?"),
        ("[default]\nauthority_days = { glpy = 3 }", "default.authority_days", "glpi"),
        ("[default]\nauthority_days = 0", "default.authority_days", "greater than or equal to 1"),
        ("[default]\nunion = true", "default.union", "list of strings"),
        (DEFAULT + '[classes.sever]\norder = ["glpi"]', "classes.sever", "Did you mean server"),
        (
            DEFAULT + '[classes.server.attributes.memory]\norder = ["glpi"]',
            "classes.server.attributes.memory",
            "no attribute 'memory'",
        ),
        (
            DEFAULT + "[classes.server.attributes.kernel]\nunion = true",
            "classes.server.attributes.kernel.union",
            "list of strings",
        ),
    ],
)
def test_what_is_wrong_is_told_with_its_place(tmp_path, text, key, reason):
    with pytest.raises(Invalid) as caught:
        read(tmp_path, text, {"glpi", "nmap"})

    assert caught.value.remedy
    assert any(
        "precedence.toml" in p.place and key in p.place and reason in p.reason
        for p in caught.value.problems
    ), caught.value.problems


def test_a_source_instance_is_not_looked_up(tmp_path):
    text = '[default]\norder = ["glpi:hq", "*"]'

    assert read(tmp_path, text, {"glpi"}).default.order == ("glpi:hq", "*")
