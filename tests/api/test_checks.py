"""Checks over HTTP."""

import json

import pytest

PLAN = {
    "format_version": "1.2",
    "resource_changes": [
        {
            "address": "aws_db_instance.shop",
            "type": "aws_db_instance",
            "mode": "managed",
            "change": {
                "actions": ["delete", "create"],
                "before": {"id": "db-1", "identifier": "shop-db-1"},
                "after": {},
            },
        }
    ],
}


@pytest.fixture
def estate(editor, viewer):
    """A critical shop on one database; whoever may read may check."""

    def add(name, class_name, **more):
        body = {"class": class_name, "name": name, **more}
        assert editor.post("/api/v1/cis", json=body).status_code == 201

    add("shop", "application_service", criticality="critical", environment="production")
    add("shop-db-1", "database_instance")
    editor.put(
        "/api/v1/relations",
        json={"from": "shop", "type": "DEPENDS_ON", "to": "shop-db-1"},
    )
    return viewer


def send(client, query="", accept="application/json", **parts):
    files = [("file", ("plan.json", json.dumps(PLAN).encode()))] if "file" not in parts else []
    files += list(parts.items())
    headers = {"Accept": accept}
    return client.post(f"/api/v1/checks?{query}", files=files, headers=headers)


def test_a_check_says_what_the_plan_would_hit(estate):
    response = send(estate)
    found = response.json()

    assert response.headers["cmdb-policy"] == "broken"
    assert response.headers["etag"] == f'"{found["revision"]}"'
    assert found["policy"]["holds"] is False
    assert found["policy"]["rules"][0]["hits"][0]["ci"]["name"] == "shop"
    assert found["touched"][0]["matched_by"] == "name"
    assert found["impact"]["counts"] == {"down": 2, "degraded": 0, "at_risk": 0}
    assert found["impact"]["revision"] == found["revision"]


def test_markdown_is_given_to_who_asks_for_it(estate):
    by_header = send(estate, accept="text/markdown")
    by_query = send(estate, "format=markdown")

    assert by_header.text == by_query.text
    assert by_header.headers["content-type"] == "text/markdown; charset=utf-8"
    assert by_header.text.startswith("## Impact of this change: the policy says no")
    assert send(estate, "format=json", accept="text/markdown").json()["kind"] == "terraform"


def test_a_policy_may_come_with_it_and_options_outrank_it(estate):
    policy = ("policy.yaml", b"fail_on: nothing\n")

    assert send(estate, policy=policy).headers["cmdb-policy"] == "holds"
    assert send(estate, "fail_on=down", policy=policy).headers["cmdb-policy"] == "broken"
    query = "fail_on=unknown&fail_on=redundancy:production"
    assert send(estate, query).headers["cmdb-policy"] == "holds"


def test_two_versions_are_compared(estate):
    old = ("compose.yaml", b"name: x\nservices: {shop: {image: a}, web: {image: a}}")
    new = ("compose.yaml", b"name: x\nservices: {web: {image: b}}")
    found = send(estate, before=old, file=new).json()

    assert {one["label"]: one["action"] for one in found["unknown"]} == {
        "shop": "remove",
        "web": "change",
    }
    assert found["unknown"][0]["alike"] == ["application_service:shop"]


def test_what_is_wrong_is_a_problem_with_its_place(estate):
    def problem(response):
        assert response.status_code == 422, response.text
        assert response.headers["content-type"] == "application/problem+json"
        return response.json()

    assert "state" in problem(send(estate, file=("s.json", b'{"lineage": "x"}')))["detail"]
    assert problem(send(estate, "fail_on=gone"))["errors"][0]["place"] == "--fail-on[0]"
    assert "'other'" in problem(send(estate, other=("x", b"x")))["detail"]
    assert "is missing" in problem(estate.post("/api/v1/checks"))["detail"]
    policy = ("p.toml", b"x = 1")
    assert problem(send(estate, policy=policy))["errors"][0]["place"] == "p.toml: x"
    assert problem(send(estate, "verdict=no"))["errors"]
    assert problem(send(estate, file=("../x.json", b"[]")))["errors"]


def test_who_may_not_ask_gets_no_check(site):
    assert send(site.anonymous()).status_code == 401


def test_nothing_of_the_files_is_kept(estate, tmp_path):
    send(estate)

    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
