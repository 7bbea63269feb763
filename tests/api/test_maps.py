"""Maps over HTTP: formats, media types, and a policy under which a picture can be opened."""

import base64
import hashlib
import re
import xml.etree.ElementTree as ET

import pytest


@pytest.fixture
def estate(editor):
    """A shop in a rack; a name with slashes, as names may have."""

    def add(name, class_name):
        body = {"class": class_name, "name": name}
        assert editor.post("/api/v1/cis", json=body).status_code == 201

    add("shop", "application_service"), add("shop-db-1", "server"), add("rack/7/map", "rack")
    for end in (("shop", "DEPENDS_ON", "shop-db-1"), ("shop-db-1", "CONTAINED_IN", "rack/7/map")):
        body = dict(zip(("from", "type", "to"), end, strict=True))
        assert editor.put("/api/v1/relations", json=body).status_code == 200
    return editor


def impact_map(client, ref="shop-db-1", **query):
    return client.post("/api/v1/impact/map", json={"given": [{"ci": ref}]}, params=query)


@pytest.mark.parametrize(
    ("name", "media_type", "begins"),
    [
        ("json", "application/json", '{"revision"'),
        ("svg", "image/svg+xml", "<svg "),
        ("mermaid", "text/vnd.mermaid; charset=utf-8", "flowchart TB"),
        ("dot", "text/vnd.graphviz; charset=utf-8", "digraph map {"),
        ("graphml", "application/graphml+xml", "<?xml"),
    ],
)
def test_a_map_comes_in_the_format_that_is_asked_for(estate, name, media_type, begins):
    response = impact_map(estate, format=name)

    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == media_type
    assert response.text.startswith(begins)
    assert re.fullmatch(r'"\d+"', response.headers["etag"])


def test_an_svg_may_be_opened_by_itself_and_can_do_nothing(estate):
    response = impact_map(estate, format="svg")
    style = ET.fromstring(response.content).find("{http://www.w3.org/2000/svg}style").text  # noqa: S314  ours

    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert response.headers["content-security-policy"] == (
        f"default-src 'none'; frame-ancestors 'none'; style-src 'sha256-{digest}'"
    )
    assert response.headers["x-content-type-options"] == "nosniff"


def test_a_map_round_about_a_ci(estate):
    found = estate.get("/api/v1/cis/shop-db-1/map", params={"up": 1, "down": 0}).json()

    assert {node["name"] for node in found["nodes"]} == {"shop", "shop-db-1"}
    assert found["hidden"]["further_cis"] == 1, "the rack below"


def test_a_name_that_ends_like_a_path_is_still_found(estate):
    assert estate.get("/api/v1/cis/rack%2F7%2Fmap/map").json()["title"] == "Around rack/7/map"
    ci = estate.get("/api/v1/cis/shop").json()
    assert ci["name"] == "shop"


@pytest.mark.parametrize(
    "query", [{"format": "png"}, {"group": "colour"}, {"most": 1}, {"up": -1}, {"down": "all"}]
)
def test_a_map_that_makes_no_sense_is_refused(estate, query):
    assert estate.get("/api/v1/cis/shop/map", params=query).status_code == 422


def test_a_map_of_nothing_known_suggests_near_names(estate):
    response = impact_map(estate, "shop-db-2", format="svg")

    assert response.status_code == 404
    assert "shop-db-1" in response.json()["candidates"]


def test_a_neighbourhood_says_what_next_to_it_is_not_drawn(estate):
    found = estate.get("/api/v1/cis/shop/neighbourhood", params={"down": 1}).json()

    nodes = {node["name"]: node for node in found["nodes"]}
    assert nodes.keys() == {"shop", "shop-db-1"}
    assert nodes["shop-db-1"]["down"] == {"CONTAINED_IN": 1}
    assert found["hidden"]["relations"] == 1
    assert found["cis"] == 3
    assert found["facets"]["classes"] == {"application_service": 1, "server": 1}


def test_a_neighbourhood_is_asked_for_by_address_alone(estate):
    near = estate.get("/api/v1/cis/shop/neighbourhood").json()["nodes"]
    rack = next(node["id"] for node in near if node["class"] == "rack")
    query = {
        "up": 0,
        "expand": [f"{rack}:up"],
        "hide": ["class:server"],
        "given": ["degraded=shop-db-1"],
        "path": ["shop", "rack/7/map"],
    }
    found = estate.get(f"/api/v1/cis/{rack}/neighbourhood", params=query).json()

    assert [node["name"] for node in found["nodes"] if node["asked"]] == ["rack/7/map"]
    assert found["way"]["over"] == "need"
    assert len(found["way"]["cis"]) == 3
    assert {node["name"]: node["state"] for node in found["nodes"]}["shop"] == "degraded"
    for format_ in ("svg", "mermaid", "dot", "graphml"):
        query["format"] = format_
        assert estate.get(f"/api/v1/cis/{rack}/neighbourhood", params=query).status_code == 200


@pytest.mark.parametrize(
    "query",
    [
        {"expand": ["x"]},
        {"fold": [":up"]},
        {"hide": ["colour:red"]},
        {"path": ["shop"]},
        {"path": ["shop", "nobody"]},
        {"most": 1_000_000},
        {"open": ["x"] * 301},
        {"given": ["nobody"]},
    ],
)
def test_a_neighbourhood_that_makes_no_sense_is_refused(estate, query):
    response = estate.get("/api/v1/cis/shop/neighbourhood", params=query)

    assert response.status_code in (404, 422)
    assert response.json()["detail"]


@pytest.mark.usefixtures("estate")
def test_a_map_is_for_those_who_may_read(site):
    client = site.anonymous()

    assert impact_map(client).status_code == 401
    assert client.get("/api/v1/cis/shop/map").status_code == 401
