"""A rules file that is wrong is refused with file, key and reason."""

import re

import pytest

from cmdb.errors import Invalid
from cmdb.model import files
from cmdb.model import load as load_model
from cmdb.relation_rules import load
from cmdb.relation_rules.checks import BY
from cmdb.relation_rules.model import Related, Selector, Share

MODEL = load_model()
WHOLE = """
[rules.dns]
summary = "Servers need DNS."
type = "DEPENDS_ON"
same = { site = "name" }
share = { class = "site" }
strength = "soft"
group = ""
tolerates = "pt4h"
most = 20
[rules.dns.from]
class = "server"
name = "shop-*"
tag = ["pci", "web"]
within = "site:bj1"
where = { environment = ["production", "test"], cpu_count = 8 }
related = { type = "RUNS_ON", to = "*", class = "hypervisor" }
[rules.dns.to]
ci = "bj-dns"
"""


def read(tmp_path, text):
    (tmp_path / "rules.toml").write_text(text)
    return load(MODEL, tmp_path / "rules.toml")


def test_the_shipped_file_has_no_rules_and_says_how_to_write_some():
    assert load(MODEL) == ()


def test_the_examples_in_the_shipped_file_are_good(tmp_path):
    shipped = (files.SHIPPED / "rules.toml").read_text("utf-8")
    lines = re.findall(r"(?m)^#   (.*)$", shipped)

    found = read(tmp_path, "\n".join(lines))

    assert [one.name for one in found] == ["site-dns", "room-cooling", "backup", "registry"]


def test_all_that_a_rule_may_say(tmp_path):
    (found,) = read(tmp_path, WHOLE)

    assert {"server", "virtual_machine"} <= found.from_.classes
    assert found.from_.names == ("shop-*",)
    assert found.from_.tags == ("pci", "web")
    assert (found.from_.within, found.from_.by) == (("site:bj1",), BY)
    assert found.from_.where == {"environment": ("production", "test"), "cpu_count": (8,)}
    assert found.from_.related == (
        Related("RUNS_ON", outgoing=True, classes=frozenset({"hypervisor"})),
    )
    assert found.to == Selector(cis=("bj-dns",))
    assert found.same == (("site", "name"),)
    assert found.share == Share(frozenset({"site"}), BY)
    assert found.fields == {
        "origin": "rule",
        "confidence": 1.0,
        "strength": "soft",
        "group": None,
        "tolerates": "PT4H",
    }
    assert (found.most, found.source) == (20, "rules:dns")


def test_a_folder_with_the_file_and_one_without(tmp_path):
    assert load(MODEL, tmp_path) == ()
    read(tmp_path, WHOLE)

    assert len(load(MODEL, tmp_path)) == 1
    assert load_model(tmp_path).classes.keys() == MODEL.classes.keys()


def test_a_named_file_that_is_not_there_is_an_error(tmp_path):
    with pytest.raises(Invalid, match="cannot be read"):
        load(MODEL, tmp_path / "other.toml")


@pytest.mark.parametrize(
    ("old", "new", "key", "reason"),
    [
        ("[rules.dns]", "[rules.dns", "", "is no TOML"),
        ("rules.dns", 'rules."a b"', "rules.a b", "name must match"),
        ('summary = "Servers need DNS."', "", "rules.dns.summary", "is missing"),
        ("DEPENDS_ON", "DEPENDSON", "rules.dns.type", "Did you mean DEPENDS_ON?"),
        ('type = "DEPENDS_ON"', 'typ = "x"', "rules.dns.typ", "unknown key"),
        ('class = "server"', 'class = "sever"', "rules.dns.from.class", "Did you mean server"),
        ('class = "server"', 'klass = "x"', "rules.dns.from.klass", "unknown key"),
        ('ci = "bj-dns"', "", "rules.dns.to", "says nothing"),
        ('ci = "bj-dns"', 'by = "RUNS_ON"', "rules.dns.to", "says nothing"),
        ('strength = "soft"', 'strength = "weak"', "rules.dns.strength", "'hard'"),
        ('"pt4h"', '"4 hours"', "rules.dns.tolerates", "duration"),
        ("most = 20", "most = 0", "rules.dns.most", "greater than"),
        ("most = 20", "confidence = 2", "rules.dns.confidence", "less than"),
        ("most = 20", "attributes = { colour = 1 }", "rules.dns.colour", "no such field"),
        ("environment = [", "enviroment = [", "where.enviroment", "Did you mean environment?"),
        ('"production", "test"', '"prod"', "where.environment", "'prod' is none of"),
        ("cpu_count = 8", 'cpu_count = "8"', "where.cpu_count", "whole number"),
        ("cpu_count = 8", "cpu_count = []", "where.cpu_count", "names no value"),
        ("{ site =", "{ sight =", "rules.dns.same.sight", "no class that is selected"),
        ('to = "*", ', "", "rules.dns.from.related[0]", "either `to` or `from`"),
        ('"hypervisor"', '"hyper"', "related[0].class", "there is no class 'hyper'"),
        ('"RUNS_ON"', '"RUN_ON"', "related[0].type", "Did you mean RUNS_ON"),
        ('{ class = "site" }', '{ class = "sites" }', "rules.dns.share.class", "site"),
        (
            'within = "site:bj1"',
            'within = "x"\nby = ["INSIDE"]',
            "rules.dns.from.by",
            "no relation type 'INSIDE'",
        ),
    ],
)
def test_what_is_wrong_is_told_with_its_place(tmp_path, old, new, key, reason):
    assert old in WHOLE

    with pytest.raises(Invalid) as caught:
        read(tmp_path, WHOLE.replace(old, new))

    assert any(
        "rules.toml" in p.place and key in p.place and reason in p.reason
        for p in caught.value.problems
    ), caught.value.problems


def test_a_pair_that_the_model_forbids_is_told_with_both_classes(tmp_path):
    text = WHOLE.replace('ci = "bj-dns"', 'class = "team"').replace("DEPENDS_ON", "POWERED_BY")

    with pytest.raises(Invalid, match=r"rules\.dns\.type: the model forbids POWERED_BY from .* to"):
        read(tmp_path, text.replace('{ site = "name" }', "[]"))


def test_an_end_without_a_class_is_looked_at_when_the_rule_is_applied(tmp_path):
    text = WHOLE.replace("DEPENDS_ON", "POWERED_BY").replace("most = 20", "")

    assert read(tmp_path, text)[0].type == "POWERED_BY"
    narrow = text.replace('class = "server"', 'class = "team"').replace(", cpu_count = 8", "")
    with pytest.raises(Invalid, match=r"forbids POWERED_BY from team to"):
        read(tmp_path, narrow)


def test_every_mistake_is_told_at_once(tmp_path):
    text = WHOLE.replace('class = "server"', 'class = "sever"').replace("DEPENDS_ON", "DEPENDSON")

    with pytest.raises(Invalid) as caught:
        read(tmp_path, text)

    assert len(caught.value.problems) >= 2
