"""A NetBox that is asked over its API: paged to the end, and never believed to be empty by mistake."""

import time

import pytest
from netboxes import ESTATE, TOKEN, Handler, device, running
from pydantic import SecretStr, ValidationError

import importers
from cmdb.errors import Forbidden, Invalid, Unavailable
from cmdb.intake.model import Issue, ObservedCI, ScopeEnd, SourceName

ENDPOINTS = "dcim/sites,dcim/devices"


def settings(box, **more):
    given = {"url": box.url, "token": SecretStr(TOKEN), "endpoints": ENDPOINTS, "timeout_s": 2.0}
    return importers.importer("netbox").Settings(**(given | more))


def read(box, **more):
    return list(importers.importer("netbox").read(settings(box, **more), None))


def check(box, **more):
    importers.importer("netbox").check(settings(box, **more))


def names(seen):
    return {one.name for one in seen if isinstance(one, ObservedCI)}


def scopes(seen):
    return {one.scope: one.complete for one in seen if isinstance(one, ScopeEnd)}


def notes(seen):
    return "\n".join(f"{one.place}: {one.reason}" for one in seen if isinstance(one, Issue))


def test_all_pages_are_read_though_the_server_gives_fewer_than_asked():
    with running(records=ESTATE) as box:
        check(box)
        seen = read(box)

    assert names(seen) == {"Leipzig", "srv-1", "srv-2", "srv-3", "srv-4", "srv-5"}
    assert scopes(seen)["dcim/devices"]
    assert box.asked["dcim/devices"] == 3
    assert seen[0] == SourceName(f"netbox:{box.url.removeprefix('http://')}")
    assert box.host == box.url.removeprefix("http://")
    assert TOKEN not in repr(seen)
    assert TOKEN not in repr(settings(box))


def test_new_tokens_are_bearers():
    with running(records=ESTATE, tokens={"Bearer nbt_abc.def"}) as box:
        check(box, token=SecretStr("nbt_abc.def"))


def test_denied_endpoint_is_incomplete_and_never_empty():
    with running(records=ESTATE, denied={"dcim/devices"}) as box:
        seen = read(box)

    assert names(seen) == {"Leipzig"}
    assert scopes(seen)["dcim/sites"]
    assert not scopes(seen)["dcim/devices"]
    assert "dcim/devices: was not read" in notes(seen)


def test_device_is_only_a_part_where_its_addresses_are_denied():
    with running(records=ESTATE, denied={"ipam/ip-addresses"}) as box:
        seen = read(box, endpoints="dcim/devices,ipam/ip-addresses")

    assert len(names(seen)) == 6
    assert not scopes(seen)["dcim/devices"]


def test_endpoint_that_an_old_version_lacks_hides_nothing():
    def old(handler: Handler, endpoint: str, _offset: int) -> bool:
        if endpoint != "dcim/mac-addresses":
            return False
        handler.say(404, {})
        return True

    with running(records=ESTATE, misbehave=old) as box:
        seen = read(box, endpoints="dcim/devices,dcim/mac-addresses")

    assert scopes(seen)["dcim/devices"]
    assert "dcim/mac-addresses: was not read" in notes(seen)


def test_wrong_token_is_refused():
    with running(records=ESTATE) as box:
        with pytest.raises(Forbidden, match="refuses this token"):
            check(box, token=SecretStr("wrong"))
        with pytest.raises(Forbidden):
            read(box, token=SecretStr("wrong"))
        with pytest.raises(Forbidden):
            read(box, token=None)


def test_nobody_there_is_unavailable():
    with running(records=ESTATE) as box:
        pass

    with pytest.raises(Unavailable, match="cannot be asked"):
        importers.importer("netbox").read(settings(box), None).__next__()


def test_other_server_is_wrong_settings():
    def page(handler: Handler, _endpoint: str, _offset: int) -> bool:
        handler.say(200, b"<html>Sign in</html>")
        return True

    with running(misbehave=page) as box, pytest.raises(Invalid, match="no JSON"):
        check(box)


def test_redirect_is_not_followed():
    def away(handler: Handler, _endpoint: str, _offset: int) -> bool:
        handler.say(302, b"", Location="http://169.254.169.254/latest/meta-data?a=b")
        return True

    with running(misbehave=away) as box, pytest.raises(Invalid, match="is not followed"):
        check(box)


@pytest.mark.parametrize("status", [429, 503])
def test_busy_server_is_asked_again(status):
    left = [2]

    def busy(handler: Handler, endpoint: str, _offset: int) -> bool:
        if endpoint != "dcim/devices" or not left[0]:
            return False
        left[0] -= 1
        handler.say(status, {}, Retry_After="0")
        return True

    with running(records=ESTATE, misbehave=busy) as box:
        assert scopes(read(box))["dcim/devices"]


def test_server_that_stays_broken_is_given_up_for_that_endpoint():
    def broken(handler: Handler, endpoint: str, offset: int) -> bool:
        if endpoint != "dcim/devices" or offset == 0:
            return False
        handler.say(502, {}, Retry_After="0")
        return True

    with running(records=ESTATE, misbehave=broken) as box:
        seen = read(box)

    assert names(seen) == {"Leipzig", "srv-1", "srv-2"}
    assert not scopes(seen)["dcim/devices"]
    assert "answers 502" in notes(seen)
    assert box.asked["dcim/devices"] == 5


def test_pages_in_a_circle_come_to_an_end():
    def circle(handler: Handler, endpoint: str, _offset: int) -> bool:
        if endpoint != "dcim/devices":
            return False
        page = {"count": 10**6, "next": "http://x/", "results": [device(1, "a"), device(2, "b")]}
        handler.say(200, page)
        return True

    with running(records=ESTATE, misbehave=circle) as box:
        seen = read(box)

    assert not scopes(seen)["dcim/devices"]
    assert "goes in a circle" in notes(seen)
    assert box.asked["dcim/devices"] == 2


def test_empty_page_before_the_end_is_incomplete():
    def short(handler: Handler, endpoint: str, _offset: int) -> bool:
        if endpoint != "dcim/devices":
            return False
        handler.say(200, {"count": 9, "next": "http://x/", "results": []})
        return True

    with running(records=ESTATE, misbehave=short) as box:
        assert not scopes(read(box))["dcim/devices"]


def test_answer_without_end_is_cut_off():
    def endless(handler: Handler, endpoint: str, _offset: int) -> bool:
        if endpoint != "dcim/devices":
            return False
        handler.send_response(200)
        handler.end_headers()
        try:
            while True:
                handler.wfile.write(b" ")
                handler.wfile.flush()
                time.sleep(0.02)
        except OSError:
            return True

    with running(records=ESTATE, misbehave=endless) as box:
        began = time.monotonic()
        seen = read(box, timeout_s=0.2)

    assert time.monotonic() - began < 10
    assert not scopes(seen)["dcim/devices"]
    assert "does not end" in notes(seen)


def test_settings_say_which_is_wrong():
    make = importers.importer("netbox").Settings
    for given in ({}, {"url": "ftp://x"}, {"url": "http://x", "endpoints": "dcim/nonsense"}):
        with pytest.raises(ValidationError):
            make(**given)
