"""What ends soon, as a person asks for it."""

import json
from datetime import UTC, datetime, timedelta


def test_what_ends_is_a_table_that_says_what_is_hit(cmdb, tmp_path):
    soon = (datetime.now(UTC) + timedelta(days=10)).isoformat()
    document = {
        "cmdb": 1,
        "cis": [
            {"key": "p", "class": "business_service", "name": "pay"},
            {"key": "c", "class": "certificate", "name": "pay-cert", "expires_at": soon},
            {"key": "b", "class": "server", "name": "box", "warranty_ends": "2020-01-01"},
        ],
        "relations": [{"from": "p", "type": "SECURED_BY", "to": "c"}],
    }
    (tmp_path / "estate.json").write_text(json.dumps(document), "utf-8")
    assert cmdb("import", tmp_path / "estate.json").code == 0

    said = cmdb("expiring", "--within", "2w").out

    assert "Within 2w: 1 is to end, 1 ended already." in said
    assert "in 10 d" in said
    assert "1 down; down: pay" in said
    assert "warranty ended" in said
    assert "Nothing ends within 1d" in cmdb("expiring", "--within", "1d", "--kind", "support").out
    assert cmdb("expiring", "--within", "soon").code == 2
    assert json.loads(cmdb("expiring", "--json").out)["total"] == 2
