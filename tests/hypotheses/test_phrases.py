"""Edits as one types them."""

import pytest

from cmdb.errors import Invalid
from cmdb.hypotheses.phrases import edit


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("add server:db3", {"op": "add_ci", "key": "db3", "class": "server"}),
        (
            "add server:db3 owner=alice tags=a,b attributes.fqdn=db3.example",
            {
                "op": "add_ci",
                "key": "db3",
                "class": "server",
                "owner": "alice",
                "tags": ["a", "b"],
                "attributes": {"fqdn": "db3.example"},
            },
        ),
        ("set db2 owner=", {"op": "change_ci", "ci": "db2", "owner": None}),
        ("retire 'db server 2'", {"op": "retire_ci", "ci": "db server 2"}),
        ("remove server:db2", {"op": "remove_ci", "ci": "server:db2"}),
        (
            "relate shop DEPENDS_ON db3 group= confidence=0.5",
            {
                "op": "relate",
                "from": "shop",
                "type": "DEPENDS_ON",
                "to": "db3",
                "group": None,
                "confidence": 0.5,
            },
        ),
        ("unrelate a USES b", {"op": "unrelate", "from": "a", "type": "USES", "to": "b"}),
        ("quorum shop db 2", {"op": "quorum", "ci": "shop", "group": "db", "quorum": 2}),
        (
            "quorum shop db 1 n-1",
            {"op": "quorum", "ci": "shop", "group": "db", "quorum": {"needs": 1, "wants": "n-1"}},
        ),
        ("quorum 店 db default", {"op": "quorum", "ci": "店", "group": "db", "quorum": None}),
    ],
)
def test_a_phrase_says_an_edit(said, meant):
    assert edit(said) == meant


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("", "'' is nothing that one can suppose"),
        ("retires db2", "Did you mean retire or relate?"),
        ("retire", "it is `retire CI`"),
        ("retire db 2", "it is `retire CI`"),
        ("add db3", "it is `add CLASS:NAME"),
        ("set db3", "it is `set CI FIELD=VALUE"),
        ("relate a USES", "it is `relate CI TYPE CI"),
        ("relate a USES b c", "it is `relate CI TYPE CI"),
        ("quorum shop 2", "it is `quorum CI GROUP"),
        ("retire 'db2", "quotes go in pairs"),
    ],
)
def test_what_is_no_phrase_says_what_would_be(said, reason):
    with pytest.raises(Invalid) as caught:
        edit(said)
    assert reason in caught.value.detail
    assert "quorum CI GROUP NEEDS" in caught.value.remedy
