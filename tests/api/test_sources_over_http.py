"""Live sources over HTTP: an admin sets them up without secrets, an operator runs them."""

import pytest
from netboxes import ESTATE, TOKEN, running


@pytest.fixture
def operator(site):
    return site.as_("operator")


@pytest.fixture
def netbox(monkeypatch):
    monkeypatch.setenv("CMDB_SECRET_NETBOX", TOKEN)
    with running(records=ESTATE) as box:
        yield box


def settings(box, **more):
    found = {
        "url": box.url,
        "token": "env:CMDB_SECRET_NETBOX",
        "endpoints": "dcim/sites,dcim/devices",
        "timeout_s": "2",
    }
    return {"kind": "netbox", "settings": found | more}


def allow(admin, box):
    host = box.url.removeprefix("http://")
    assert admin.put(f"/api/v1/allowed-hosts/{host}").json()["name"] == host


def test_a_source_runs_like_an_import(admin, operator, netbox):
    allow(admin, netbox)
    kept = admin.put("/api/v1/sources/boxes", json=settings(netbox))
    assert kept.status_code == 200
    assert operator.post("/api/v1/sources/boxes/check").json()["status"] == "ok"

    (report,) = operator.post("/api/v1/sources/boxes/run", json={}).json()["reports"]

    assert (report["source"], report["kind"], report["created"]) == ("boxes", "netbox", 6)
    (again,) = operator.post("/api/v1/sources/boxes/run", json={}).json()["reports"]
    assert (again["created"], again["changed"]) == (0, 0)


def test_denied_endpoint_loses_nothing(admin, operator, netbox):
    allow(admin, netbox)
    admin.put("/api/v1/sources/boxes", json=settings(netbox))
    netbox.records["dcim/sites"][0]["physical_address"] = "Messe-Allee 1"
    operator.post("/api/v1/sources/boxes/run", json={})
    (site,) = operator.get("/api/v1/cis", params={"class": "site"}).json()["items"]

    netbox.denied = {"dcim/sites"}
    (report,) = operator.post("/api/v1/sources/boxes/run", json={}).json()["reports"]

    assert report["changed"] == 0
    assert (
        operator.get(f"/api/v1/cis/{site['id']}").json()["attributes"]["address"] == "Messe-Allee 1"
    )


def test_progress_comes_as_events(admin, operator, netbox):
    allow(admin, netbox)
    admin.put("/api/v1/sources/boxes", json=settings(netbox))

    response = operator.post(
        "/api/v1/sources/boxes/run", json={}, headers={"Accept": "text/event-stream"}
    )

    assert "asking the source" in response.text
    assert "event: report" in response.text


def test_secret_is_stored_nowhere(admin, operator, netbox):
    allow(admin, netbox)
    admin.put("/api/v1/sources/boxes", json=settings(netbox))
    operator.post("/api/v1/sources/boxes/run", json={})

    shown = operator.get("/api/v1/sources").text + operator.get("/api/v1/runs").text
    assert "env:CMDB_SECRET_NETBOX" in shown
    assert TOKEN not in shown


def test_secret_in_clear_is_refused_with_the_remedy(admin, netbox):
    refused = admin.put("/api/v1/sources/boxes", json=settings(netbox, token=TOKEN))

    assert refused.status_code == 422
    assert "env:CMDB_SECRET_NAME" in refused.json()["remedy"]
    assert TOKEN not in refused.text
    assert admin.get("/api/v1/sources").json()["items"] == []


@pytest.mark.parametrize(
    ("more", "place"),
    [
        ({"page_size": "many"}, "page_size"),
        ({"urll": "http://x"}, "urll"),
        ({"url": "http://me:hunter2@x"}, "url"),
        ({"endpoints": "dcim/nonsense"}, "endpoints"),
    ],
)
def test_wrong_setting_is_named(admin, netbox, more, place):
    refused = admin.put("/api/v1/sources/boxes", json=settings(netbox, **more))

    assert refused.status_code == 422
    assert refused.json()["errors"][0]["place"] == place
    assert "hunter2" not in refused.text


def test_hosts_are_denied_unless_allowed(admin, operator, netbox):
    admin.put("/api/v1/sources/boxes", json=settings(netbox))

    for path in ("check", "run"):
        refused = operator.post(f"/api/v1/sources/boxes/{path}", json={})
        assert refused.status_code == 403
        assert "cmdb source allow" in refused.json()["remedy"]
    assert not netbox.asked


def test_metadata_address_never_passes(admin, operator, netbox):
    admin.put("/api/v1/allowed-hosts/169.254.169.254")
    admin.put("/api/v1/sources/boxes", json=settings(netbox, url="http://169.254.169.254"))

    refused = operator.post("/api/v1/sources/boxes/check")

    assert refused.status_code == 403
    assert "which no source may reach" in refused.json()["detail"]


def test_check_gives_three_different_errors(admin, operator, netbox, monkeypatch):
    allow(admin, netbox)
    admin.put("/api/v1/sources/boxes", json=settings(netbox))
    monkeypatch.setenv("CMDB_SECRET_NETBOX", "wrong")
    assert operator.post("/api/v1/sources/boxes/check").status_code == 403
    monkeypatch.delenv("CMDB_SECRET_NETBOX")
    assert operator.post("/api/v1/sources/boxes/check").status_code == 503

    netbox.misbehave = lambda handler, *_: handler.say(200, b"<html>") or True
    monkeypatch.setenv("CMDB_SECRET_NETBOX", TOKEN)
    assert operator.post("/api/v1/sources/boxes/check").status_code == 422


def test_only_admins_set_up(operator, viewer, netbox):
    assert operator.put("/api/v1/sources/boxes", json=settings(netbox)).status_code == 403
    assert operator.put("/api/v1/allowed-hosts/x.example").status_code == 403
    assert operator.delete("/api/v1/allowed-hosts/x.example").status_code == 403
    assert viewer.get("/api/v1/sources").status_code == 403
    assert viewer.post("/api/v1/sources/boxes/run", json={}).status_code == 403


def test_import_of_files_reaches_nowhere(operator, netbox):
    sent = operator.post(
        f"/api/v1/imports?kind=netbox&setting=url={netbox.url}",
        files=[("file", ("devices.json", b"[]"))],
    )

    assert sent.status_code == 422
    assert "no importer of this input has the setting 'url'" in sent.json()["detail"].lower()
    assert not netbox.asked


def test_sources_and_hosts_are_listed_and_removed(admin, netbox):
    admin.put("/api/v1/sources/boxes", json=settings(netbox))
    admin.put("/api/v1/allowed-hosts/NetBox.Example")

    assert [one["name"] for one in admin.get("/api/v1/sources").json()["items"]] == ["boxes"]
    assert admin.get("/api/v1/sources/boxes").json()["settings"]["url"] == netbox.url
    assert admin.get("/api/v1/sources/boxs").json()["candidates"] == ["boxes"]
    assert admin.delete("/api/v1/sources/boxes").json()["name"] == "boxes"
    assert admin.get("/api/v1/sources").json()["items"] == []
    listed = admin.get("/api/v1/allowed-hosts").json()["items"]
    assert [one["name"] for one in listed] == ["netbox.example"]
    assert admin.delete("/api/v1/allowed-hosts/netbox.example").json()["name"] == "netbox.example"
    assert admin.delete("/api/v1/allowed-hosts/netbox.example").status_code == 404


def test_kind_that_reads_files_alone_is_no_live_source(admin):
    refused = admin.put("/api/v1/sources/x", json={"kind": "compose", "settings": {}})

    assert refused.status_code == 422
    assert "cmdb import" in refused.json()["remedy"]
