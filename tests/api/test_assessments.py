"""An answer looked through over HTTP, and pasted lists."""

from urllib.parse import parse_qs, urlsplit

import orjson
import pytest


@pytest.fixture
def estate(editor):
    """A shop with a team that can be called, on two databases, of which one is enough."""

    def add(name, class_name="server", **more):
        body = {"class": class_name, "name": name, **more}
        assert editor.post("/api/v1/cis", json=body).status_code == 201

    add("shop", "application_service", quorum={"db": 1}, support_team="Shop team")
    add("shop-db-1"), add("shop-db-2")
    add(
        "Shop team",
        "team",
        attributes={"on_call": "https://duty.corp.example/shop", "chat": "#shop"},
    )
    for db in ("shop-db-1", "shop-db-2"):
        body = {"from": "shop", "type": "DEPENDS_ON", "to": db, "group": "db"}
        editor.put("/api/v1/relations", json=body)
    return editor


BOTH = [{"ci": "shop-db-1"}, {"ci": "shop-db-2"}]


def test_the_answer_in_one_look_names_who_is_called(estate):
    said = estate.post("/api/v1/impact/overview", json={"given": BOTH})

    found = said.json()
    assert said.status_code == 200, said.text
    assert found["sentences"]["headline"].endswith("1 service down.")
    assert [one["ci"]["name"] for one in found["services"]["items"]] == ["shop"]
    team = found["services"]["contacts"]["Shop team"]
    assert (team["on_call"], team["chat"], team["phone"]) == (
        "https://duty.corp.example/shop",
        "#shop",
        None,
    )
    assert found["revision"] == int(said.headers["etag"].strip('"'))
    assert found["at"]


def test_it_is_told_in_chinese_and_of_another_time(estate):
    revision = estate.post("/api/v1/impact/overview", json={"given": BOTH}).json()["revision"]
    path = {"from": "shop", "type": "DEPENDS_ON", "to": "shop-db-2"}
    estate.delete("/api/v1/relations", params=path)
    one = {"given": BOTH[:1]}

    now = estate.post("/api/v1/impact/overview?lang=zh-CN", json=one).json()
    then = estate.post("/api/v1/impact/overview?lang=zh-TW", json={**one, "at": revision}).json()

    assert "服务" in now["sentences"]["headline"]
    assert now["service_counts"]["down"] == 1
    assert then["service_counts"] == {"down": 0, "degraded": 0, "at_risk": 1}


def test_a_page_lists_what_is_wanted_of_a_graph_that_is_only_supposed(estate):
    body = {
        "given": BOTH[:1],
        "hypothesis": [{"op": "retire_ci", "ci": "shop-db-2"}],
        "states": ["down"],
        "services": False,
        "order": "name",
        "turned": True,
        "limit": 1,
    }

    found = estate.post("/api/v1/impact/hits", json=body).json()

    assert found["total"] == 2
    (one,) = found["items"]
    assert (one["ci"]["name"], one["hypothesis"]) == ("shop-db-2", "retired")


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"given": []}, 422),
        ({"given": [{"ci": "gone"}]}, 404),
        ({"given": BOTH, "states": ["sad"]}, 422),
        ({"given": BOTH, "limit": 0}, 422),
        ({"given": BOTH, "limit": 100_000}, 422),
        ({"given": BOTH, "beneath": "gone"}, 404),
        ({"given": BOTH, "depth": 3}, 422),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(estate, body, status):
    assert estate.post("/api/v1/impact/hits", json=body).status_code == status


def test_a_pasted_list_says_what_it_means(estate):
    found = estate.post("/api/v1/match", json={"text": "shop-db-1, shop-db-9"}).json()

    assert [one["outcome"] for one in found["items"]] == ["matched", "unknown"]
    assert estate.post("/api/v1/match", json={"text": ""}).json()["items"] == []
    assert estate.post("/api/v1/match", json={"text": "x" * 1_000_001}).status_code == 422


def test_nobody_asks_without_a_token(site):
    for path in ("impact/overview", "impact/hits", "match"):
        assert site.anonymous().post(f"/api/v1/{path}", json={}).status_code == 401


def test_the_assessment_has_a_link_that_asks_the_same_again(estate):
    asked = {"given": [{"ci": "shop-db-1", "state": "degraded"}], "duration": "PT4H"}
    hypothesis = [{"op": "retire_ci", "ci": "shop-db-2"}]

    found = estate.post(
        "/api/v1/impact/assessment", json={**asked, "hypothesis": hypothesis}
    ).json()

    query = parse_qs(urlsplit(found["link"]).query)
    ref, _, state = query["given"][0].rpartition(":")
    assert urlsplit(found["link"]).path == "/impact"
    assert estate.get(f"/api/v1/cis/{ref}").json()["name"] == "shop-db-1"
    assert (state, query["duration"], query["at"]) == (
        "degraded",
        ["PT4H"],
        [str(found["revision"])],
    )
    assert orjson.loads(query["if"][0]) == hypothesis
    assert found["link"] in found["markdown"]


def test_too_many_cis_for_an_address_have_no_link(estate):
    body = {"given": [{"ci": "shop"}] * 400}

    assert estate.post("/api/v1/impact/assessment", json=body).json()["link"] is None


@pytest.mark.parametrize(
    ("format_", "start", "media_type"),
    [
        ("markdown", b"## ", "text/markdown"),
        ("html", b"<!doctype html>", "text/html"),
        ("pdf", b"%PDF", "application/pdf"),
    ],
)
def test_the_assessment_is_written_in_each_format(estate, format_, start, media_type):
    path = f"/api/v1/impact/assessment?format={format_}&lang=zh-Hant"
    said = estate.post(path, json={"given": BOTH})

    assert said.status_code == 200
    assert said.content.startswith(start)
    assert said.headers["content-type"].startswith(media_type)


@pytest.mark.parametrize(("format_", "start"), [("csv", b"\xef\xbb\xbf"), ("xlsx", b"PK")])
def test_the_table_holds_all_that_is_wanted(estate, format_, start):
    path = f"/api/v1/impact/table?format={format_}"
    said = estate.post(path, json={"given": BOTH, "services": False, "limit": 1})

    assert said.status_code == 200
    assert said.content.startswith(start)
    if format_ == "csv":
        text = said.content.decode("utf-8-sig")
        assert "shop-db-1" in text
        assert "shop-db-2" in text
        assert "shop," not in text
